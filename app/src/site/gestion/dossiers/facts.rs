//! What is known of the case: what the checks found, the people, the answers.

use dossiers::operations::correcting::shut;
use dossiers::{Party, PartyRole};
use leptos::prelude::*;
use vocabulary::Lang;

use super::workspace::{WorkspaceView, key_of, shown_key};
use super::{correct, reading, words};

pub(super) fn section(view: &WorkspaceView, lang: Lang) -> AnyView {
    let people =
        view.state.parties.values().map(|(role, party)| person(*role, party, lang)).collect_view();
    let contact = view.state.email.clone().map(|email| pair(lang.pick("E-mail", "E-mail"), email));
    // Until it is ready to be filed, as the operation says it.
    let corrects = view.may.work && view.rules.is_some() && shut(&view.state).is_none();
    view! {
        <section class="dossier-facts" id="facts" aria-labelledby="facts-title" tabindex="-1">
            <h2 id="facts-title">{lang.pick("Faits du dossier", "Facts of the file")}</h2>
            {verdicts(view, lang)}
            {corrects.then(|| all(view, lang))}
            <dl class="desk-facts">{people} {contact}</dl>
            {answers(view, corrects, lang)}
        </section>
    }
    .into_any()
}

/// To the list of all that can be corrected.
fn all(view: &WorkspaceView, lang: Lang) -> AnyView {
    let key = key_of("correct");
    view! {
        <p>
            <a
                href=correct::correction(view.state.reference, "")
                data-key=key
                aria-keyshortcuts=key
            >
                {lang.pick("Corriger une réponse", "Correct an answer")}
                " "
                {shown_key(key)}
            </a>
        </p>
    }
    .into_any()
}

fn pair(label: impl Into<String>, value: String) -> AnyView {
    view! {
        <div>
            <dt>{label.into()}</dt>
            <dd>{value}</dd>
        </div>
    }
    .into_any()
}

fn verdicts(view: &WorkspaceView, lang: Lang) -> AnyView {
    if view.verdicts.is_empty() {
        return view! {
            <p class="muted">
                {lang
                    .pick(
                        "Aucune pièce n’a encore été comparée aux réponses.",
                        "No document was compared with the answers yet.",
                    )}
            </p>
        }
        .into_any();
    }
    let lines = view.verdicts.iter().map(|one| reading::verdict(one, true, lang)).collect_view();
    view! { <ul class="verdicts">{lines}</ul> }.into_any()
}

fn person(role: PartyRole, party: &Party, lang: Lang) -> AnyView {
    let birth = party.birth_date.map(|day| {
        let born = lang.pick("né(e) le", "born on");
        format!("{born} {} {}", wording::numbers::date(day, lang), party.birth_place)
    });
    let birth_name = (!party.used_name.is_empty() && party.used_name != party.last_name)
        .then(|| format!("{} {}", lang.pick("nom de naissance", "birth name"), party.last_name));
    let address = [&party.address_line, &party.address_more, &party.postcode, &party.city]
        .into_iter()
        .filter(|text| !text.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    let siren = (!party.siren.is_empty()).then(|| format!("SIREN {}", party.siren));
    let reach = [party.email.clone(), party.phone.clone()];
    let under: Vec<String> = birth_name
        .into_iter()
        .chain(birth)
        .chain(siren)
        .chain([address])
        .chain(reach)
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
        .collect();
    let under = under
        .into_iter()
        .map(|text| view! { <span class="desk-under">{text}</span> })
        .collect_view();
    view! {
        <div>
            <dt>{words::party(role, lang)}</dt>
            <dd>
                <strong>{party.display()}</strong>
                {under}
            </dd>
        </div>
    }
    .into_any()
}

/// The answers, part by part in the order in which the first of each was asked.
fn answers(view: &WorkspaceView, corrects: bool, lang: Lang) -> AnyView {
    let facts = &view.facts;
    let mut sections: Vec<&str> = Vec::new();
    for fact in facts {
        if !sections.contains(&fact.section.as_str()) {
            sections.push(&fact.section);
        }
    }
    sections
        .into_iter()
        .map(|section| {
            let lines = facts
                .iter()
                .filter(|fact| fact.section == section)
                .map(|fact| {
                    let link = corrects.then(|| correct::link(view.state.reference, fact, lang));
                    view! {
                        <div>
                            <dt>{fact.label.clone()}</dt>
                            <dd>{fact.value.clone()} " " {link}</dd>
                        </div>
                    }
                })
                .collect_view();
            view! {
                <h3>{words::section(section, lang)}</h3>
                <dl class="desk-facts">{lines}</dl>
            }
        })
        .collect_view()
        .into_any()
}
