//! One dossier: what it is and whose move, its pieces beside its facts, what can be done, what was said and what happened.

use std::collections::BTreeMap;

use demarches::Demarches;
use demarches::checks::Light;
use dossiers::operations::{Changed, Entry};
use dossiers::{Reference, Refusal, State};
use jiff::Timestamp;
use leptos::prelude::*;
use uuid::Uuid;
use vocabulary::Lang;

use super::deposit::FilingView;
use super::forms::{self, OpenedSignature};
use super::money::{self, CardMoney};
use super::{Colleague, ReadingView, decide, facts, history, named, of, pieces, talk, top};
use crate::site::asked::Asked;
use crate::site::document::Body;
use crate::site::gestion::acts;
use crate::site::gestion::body;
use crate::site::papers::PaperLine;

/// A page of a document, and where its picture is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageLink {
    /// Its number, from 1.
    pub page: u16,
    /// The address of its picture.
    pub href: String,
}

/// What whoever looks may do here.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "the acts of the table, by their names")]
pub struct May {
    /// Takes, gives, checks, makes ready.
    pub work: bool,
    /// Decides what wants four eyes.
    pub supervise: bool,
    /// Writes to the customer, and notes.
    pub write: bool,
    /// Gives money back.
    pub refund: bool,
    /// Decides on refunds that others asked for.
    pub decide: bool,
    /// Records transfers.
    pub record: bool,
    /// Exports, records what is filed.
    pub file: bool,
    /// Opens pieces.
    pub see_pieces: bool,
    /// Opens identity papers.
    pub see_identity: bool,
}

/// A fact of the dossier, as it was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactLine {
    /// The part of the facts that it belongs to: `vehicle`, `titulaire`, `seller`, `cession`…
    pub section: String,
    /// The question, or the fact of the price.
    pub name: String,
    /// What was asked.
    pub label: String,
    /// What was answered.
    pub value: String,
}

/// What a rule across pieces and facts found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What it comes to.
    pub light: Light,
    /// The piece, by its name in the dossier.
    pub slot: String,
    /// The rule, the piece, what was read and what was due.
    pub said: String,
    /// What is the matter, in a sentence.
    pub sentence: String,
    /// What the customer can do about it.
    pub mend: Option<String>,
}

/// What is shown of one dossier.
#[derive(Clone, Debug)]
pub struct WorkspaceView {
    /// The dossier.
    pub state: State,
    /// What happened, oldest first.
    pub history: Vec<Entry>,
    /// The rules under which it is filled; `None` when this program does not have them any more.
    pub rules: Option<&'static Demarches>,
    /// Its facts, in the order of the questions.
    pub facts: Vec<FactLine>,
    /// What the checks found, where pieces were read.
    pub verdicts: Vec<Verdict>,
    /// The piece whose documents are open.
    pub opened: Option<String>,
    /// The piece that is opened beside it.
    pub beside: Option<String>,
    /// What is read on the opened piece.
    pub reading: Option<ReadingView>,
    /// The pages of its documents that may be seen; a document that is not there was not read yet.
    pub pages: BTreeMap<Uuid, Vec<PageLink>>,
    /// Who signs each form, as it is printed on it.
    pub signatories: BTreeMap<String, String>,
    /// The forms that were signed on a working sheet of ours.
    pub working_sheets: Vec<String>,
    /// The form whose signature is open, and what proves it.
    pub signed: Option<(String, OpenedSignature)>,
    /// The staff.
    pub colleagues: Vec<Colleague>,
    /// Who looks.
    pub me: Uuid,
    /// Who else has it open.
    pub present: Vec<Uuid>,
    /// What was paid by card, and given back.
    pub cards: CardMoney,
    /// Its invoices and credit notes, oldest first, for whoever may see them.
    pub papers: Vec<PaperLine>,
    /// What was exported, and how it may be filed.
    pub filing: FilingView,
    /// What they may do.
    pub may: May,
    /// Now.
    pub now: Timestamp,
    /// The act that was just done, by its name in the form.
    pub done: Option<String>,
    /// The version that can still be undone.
    pub undo: Option<i64>,
    /// Why something was not done.
    pub problem: Option<Refusal>,
    /// What somebody else did meanwhile, where that is why.
    pub changed: Option<Changed>,
    /// What was sent and not done: it stays in its form.
    pub kept: Vec<(String, String)>,
    /// The message that is being prepared.
    pub template: Option<String>,
}

impl WorkspaceView {
    /// What was typed under `name` in the form of `act`, about `slot` where it is of a piece.
    pub(super) fn kept(&self, act: &str, slot: &str, name: &str) -> String {
        let of = |name: &str| {
            let pair = self.kept.iter().find(|(one, _)| one == name);
            pair.map_or("", |(_, value)| value.as_str())
        };
        if of("act") == act && of("slot") == slot { of(name).to_owned() } else { String::new() }
    }

    /// Where the forms go.
    pub(super) fn address(&self) -> String {
        of(self.state.reference)
    }

    /// How `person` is called here.
    pub(super) fn who(&self, person: Uuid, lang: Lang) -> String {
        if person == self.me {
            return lang.pick("vous", "you").to_owned();
        }
        let name = named(&self.colleagues, person);
        name.map_or_else(
            || lang.pick("quelqu’un d’autre", "somebody else").to_owned(),
            str::to_owned,
        )
    }
}

/// A form of the dossier, which says from which version it was made.
pub(super) fn form(
    view: &WorkspaceView,
    id: Option<&'static str>,
    content: impl IntoAny,
) -> AnyView {
    view! {
        <form class="desk-act" id=id method="post" action=view.address()>
            <input type="hidden" name="version" value=view.state.version />
            {content.into_any()}
        </form>
    }
    .into_any()
}

/// The key of the act `id`, where it has one.
pub(super) fn key_of(id: &str) -> Option<&'static str> {
    let act = acts::ACTS.iter().find(|act| act.id == id)?;
    (act.keys.len() == 1).then_some(act.keys)
}

/// The key as it is shown beside what it does.
pub(super) fn shown_key(key: Option<&'static str>) -> Option<AnyView> {
    key.map(|key| view! { <kbd aria-hidden="true">{key}</kbd> }.into_any())
}

/// The button of the act `id`, which sends `value`.
pub(super) fn button(id: &str, value: &'static str, label: impl IntoAny) -> AnyView {
    let key = key_of(id);
    view! {
        <button
            class="btn btn-small"
            type="submit"
            name="act"
            value=value
            data-key=key
            aria-keyshortcuts=key
        >
            {label.into_any()}
            {shown_key(key)}
        </button>
    }
    .into_any()
}

/// A line of text to fill in, with its label.
pub(super) fn text(
    (id, name): (String, &'static str),
    label: &'static str,
    value: String,
    (kind, most): (&'static str, &'static str),
) -> AnyView {
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>
                {label}
            </label>
            <input
                class="input"
                id=id
                name=name
                r#type=kind
                autocomplete="off"
                maxlength=most
                value=value
            />
        </div>
    }
    .into_any()
}

pub(in crate::site::gestion) fn page(asked: &Asked, view: &WorkspaceView) -> Body {
    let lang = asked.lang;
    let status = match (&view.changed, view.problem) {
        (Some(_), _) => 409,
        (None, Some(_)) => 422,
        (None, None) => 200,
    };
    let mut page = body(
        view.state.reference.to_string(),
        status,
        view! {
            {top::banner(view, lang)}
            {top::head(asked, view)}
            <div class="dossier-panes">
                {pieces::section(view, lang)}
                <div class="dossier-side">
                    {decide::filing(view, lang)} {forms::section(view, lang)}
                    {facts::section(view, lang)}
                </div>
            </div>
            <div class="desk-pair">
                <div>{talk::messages(view, lang)} {talk::notes(view, lang)}</div>
                <div>{talk::tasks(view, lang)} {money::money(view, lang)}</div>
            </div>
            {history::section(view, lang)}
        },
    );
    page.head.title = format!("{} · {}", view.state.reference, lang.pick("Dossier", "File"));
    page
}

/// The address of the dossier that prepares a message.
pub(super) fn prepared(reference: Reference, template: &str) -> String {
    format!("{}?modele={template}#messages", of(reference))
}
