//! What is read on an opened piece: the fields that the rules across pieces compare, and what they found.

use demarches::checks::Light;
use demarches::field::{Shape, TEST_RESULTS};
use leptos::prelude::*;
use vocabulary::Lang;

use super::pieces::anchor;
use super::words;
use super::workspace::{Verdict, WorkspaceView, form, key_of, shown_key};
use crate::design::icons::{Icon, IconName};

/// A field that is read on the opened piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadField {
    /// Its id in the rules.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// How it is written down.
    pub shape: Shape,
    /// What the dossier says there, as people write it.
    pub due: Option<String>,
    /// What was read, or typed and not taken.
    pub value: String,
    /// What was typed is not written so.
    pub wrong: bool,
}

/// All that is read on the opened piece.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadingView {
    /// The fields.
    pub fields: Vec<ReadField>,
    /// Who must sign it: a code and what it is called, somebody of several as often as they are, and whether they did.
    pub signers: Vec<(String, String, bool)>,
    /// Somebody looked at the signatures.
    pub signatures_seen: bool,
    /// The natures that a rule knows, as codes.
    pub natures: Vec<String>,
}

/// The name of a field in the form.
#[must_use]
pub fn field_name(id: &str) -> String {
    format!("f.{id}")
}

/// What the rules found on the piece `name`.
pub(super) fn found(view: &WorkspaceView, name: &str, lang: Lang) -> Option<AnyView> {
    let lines: Vec<AnyView> = view
        .verdicts
        .iter()
        .filter(|one| one.slot == name)
        .map(|one| verdict(one, false, lang))
        .collect();
    (!lines.is_empty()).then(|| view! { <ul class="verdicts">{lines}</ul> }.into_any())
}

/// What a rule found: a sign, a word, what is the matter, what was read and what was due, how to mend it.
pub(super) fn verdict(one: &Verdict, leads: bool, lang: Lang) -> AnyView {
    let (class, icon, word) = match one.light {
        Light::Green => ("is-green", IconName::Check, lang.pick("conforme", "agrees")),
        Light::Amber => ("is-amber", IconName::Warning, lang.pick("à vérifier", "look")),
        Light::Red => ("is-red", IconName::Error, lang.pick("non conforme", "disagrees")),
    };
    let detail = if leads {
        let to = format!("#{}", anchor(&one.slot));
        view! { <a href=to>{one.said.clone()}</a> }.into_any()
    } else {
        one.said.clone().into_any()
    };
    let more = (one.light != Light::Green).then(|| {
        let mend = one.mend.as_ref().map(|mend| {
            format!("{} {mend}", lang.pick("Pour le client\u{202f}:", "For the customer:"))
        });
        view! {
            <span class="desk-under">{one.sentence.clone()}</span>
            <span class="desk-under">{mend}</span>
        }
    });
    view! {
        <li class=format!("verdict {class}")>
            <Icon name=icon />
            <span>
                <strong>{word}</strong>
                " "
                {detail}
                {more}
            </span>
        </li>
    }
    .into_any()
}

/// The form of what the opened piece says; nothing where nothing is read on it, or by whoever only looks.
pub(super) fn form_of(view: &WorkspaceView, name: &str, lang: Lang) -> Option<AnyView> {
    let reading = view.reading.as_ref().filter(|_| view.may.work)?;
    let id = anchor(name);
    let title = format!("{id}-read");
    let fields = reading
        .fields
        .iter()
        .enumerate()
        .map(|(place, field)| control(&id, field, (place == 0, &reading.natures), lang))
        .collect_view();
    let beside = view.beside.clone().map(|other| {
        view! { <input type="hidden" name="avec" value=other /> }
    });
    let signatures = signatures(reading, lang);
    Some(
        view! {
            <section class="reading" aria-labelledby=title.clone()>
                <h4 id=title
                    .clone()>
                    {lang.pick("Ce que dit la pièce", "What the document says")} " "
                    {shown_key(key_of("read"))}
                </h4>
                <p class="muted">
                    {lang
                        .pick(
                            "Recopiez ce que vous voyez\u{202f}; tapez = pour «\u{202f}comme au dossier\u{202f}», laissez vide ce qui n’y est pas.",
                            "Copy what you see; type = for “the same as the file”, leave empty what is not there.",
                        )}
                </p>
                {form(
                    view,
                    None,
                    view! {
                        <input type="hidden" name="slot" value=name.to_owned() />
                        {beside}
                        <div class="reading-fields">{fields}</div>
                        {signatures}
                        <button class="btn btn-small" type="submit" name="act" value="read">
                            {lang.pick("Comparer au dossier", "Compare with the file")}
                            <kbd aria-hidden="true">{lang.pick("Entrée", "Enter")}</kbd>
                        </button>
                    },
                )}
            </section>
        }
        .into_any(),
    )
}

fn control(
    piece: &str,
    field: &ReadField,
    (first, natures): (bool, &[String]),
    lang: Lang,
) -> AnyView {
    let id = format!("{piece}-f-{}", field.id.replace('.', "-"));
    let error_id = format!("{id}-error");
    let key = first.then(|| key_of("read")).flatten();
    let (described, invalid) =
        if field.wrong { (Some(error_id.clone()), Some("true")) } else { (None, None) };
    let error = field.wrong.then(|| {
        view! {
            <p class="field-error" id=error_id>
                {words::written_as(field.shape, lang)}
            </p>
        }
    });
    let choices: Vec<(String, String)> = match field.shape {
        Shape::Tick => [("true", lang.pick("oui", "yes")), ("false", lang.pick("non", "no"))]
            .map(|(code, words)| (code.to_owned(), words.to_owned()))
            .to_vec(),
        Shape::TestResult => TEST_RESULTS
            .iter()
            .map(|code| ((*code).to_owned(), words::test_result(code, lang).to_owned()))
            .collect(),
        Shape::Nature => natures
            .iter()
            .map(|code| (code.clone(), words::nature(code, lang)))
            .chain([("autre".to_owned(), lang.pick("autre", "another").to_owned())])
            .collect(),
        Shape::Line | Shape::Day | Shape::Time => Vec::new(),
    };
    let inner = if choices.is_empty() {
        line(&id, field, (key, described, invalid), lang)
    } else {
        let options = choices
            .into_iter()
            .map(|(code, words)| {
                let selected = code == field.value;
                view! {
                    <option value=code selected=selected>
                        {words}
                    </option>
                }
            })
            .collect_view();
        view! {
            <select
                class="select"
                id=id.clone()
                name=field_name(&field.id)
                data-key=key
                aria-describedby=described
                aria-invalid=invalid
            >
                <option value="">{lang.pick("pas regardé", "not looked at")}</option>
                {options}
            </select>
        }
        .into_any()
    };
    view! {
        <div class="field">
            <label class="field-label" for=id>
                {field.label.clone()}
            </label>
            {error}
            {inner}
        </div>
    }
    .into_any()
}

/// A line to type, and what the dossier says there behind a button that puts it in.
fn line(
    id: &str,
    field: &ReadField,
    (key, described, invalid): (Option<&'static str>, Option<String>, Option<&'static str>),
    lang: Lang,
) -> AnyView {
    let placeholder = match field.shape {
        Shape::Day => Some(lang.pick("jj/mm/aaaa", "dd/mm/yyyy")),
        Shape::Time => Some("17:05"),
        _ => None,
    };
    let same = field.due.clone().map(|due| {
        let said = format!("{} {due}", lang.pick("Comme au dossier\u{202f}:", "As in the file:"));
        view! {
            <button
                class="btn btn-small reading-same"
                type="button"
                hidden
                data-same=id.to_owned()
                title=said.clone()
                aria-label=said
            >
                "= "
                <span data-value="">{due}</span>
            </button>
        }
    });
    view! {
        <div class="reading-line">
            <input
                class="input"
                id=id.to_owned()
                name=field_name(&field.id)
                type="text"
                autocomplete="off"
                spellcheck="false"
                maxlength="200"
                placeholder=placeholder
                value=field.value.clone()
                data-key=key
                aria-describedby=described
                aria-invalid=invalid
            />
            {same}
        </div>
    }
    .into_any()
}

fn signatures(reading: &ReadingView, lang: Lang) -> Option<AnyView> {
    if reading.signers.is_empty() {
        return None;
    }
    let ticks = reading
        .signers
        .iter()
        .map(|(code, label, signed)| {
            view! {
                <label class="choice">
                    <input type="checkbox" name="signed" value=code.clone() checked=*signed />
                    <span>{label.clone()}</span>
                </label>
            }
        })
        .collect_view();
    Some(
        view! {
            <fieldset class="reasons">
                <legend>{lang.pick("Signatures", "Signatures")}</legend>
                <div class="reading-signers">
                    <label class="choice">
                        <input
                            type="checkbox"
                            name="signatures"
                            value="1"
                            checked=reading.signatures_seen
                        />
                        <span>{lang.pick("regardées", "looked at")}</span>
                    </label>
                    {ticks}
                </div>
            </fieldset>
        }
        .into_any(),
    )
}
