//! Where an ordered dossier stands: whose move it is, what comes next, then everything else.

mod filing;
mod money;
mod next;
mod parts;
mod talk;

use demarches::Demarches;
use dossiers::tracks::Pieces;
use dossiers::{Move, Refusal, SlotState, State};
use jiff::Timestamp;
use leptos::prelude::*;
use vocabulary::Lang;

pub(super) use money::transfer;
pub(in crate::site) use next::next_text;

use super::timeline::{self, Told};
use super::{address, address_of, body, news, party, piece, refused};
use crate::site::account::instant;
use crate::site::asked::Asked;
use crate::site::document::{Body, Live};
use crate::site::papers::PaperLine;
use crate::site::place::Place;

vocabulary::codes! {
    /// What was just done.
    pub enum StandingDone {
        /// Ordered.
        Ordered = "commande",
        /// Paid by card.
        Paid = "paiement",
        /// Everybody is named.
        People = "personnes",
        /// What was refused is replaced.
        Corrections = "corrections",
        /// A message was sent.
        Message = "message",
        /// The forms are made.
        Forms = "formulaires",
        /// A form was signed.
        Signed = "signature",
        /// The photograph of a form that was signed by hand has come.
        SignedOnPaper = "papier",
        /// Withdrawn.
        Withdrawn = "retractation",
    }
}

/// Somebody whom the forms name.
#[derive(Clone, Debug)]
pub struct PersonLine {
    /// Their name in addresses.
    pub name: String,
    /// In which quality.
    pub role: dossiers::PartyRole,
    /// Which of several.
    pub number: u32,
    /// As lists name them; empty while nobody is.
    pub display: String,
    /// Everything that the forms want is there.
    pub complete: bool,
}

/// A look at the dossier by somebody else: in which role, and when; never who.
pub type LookedAt = (String, Timestamp);

/// An ordered dossier.
#[derive(Clone, Debug)]
pub struct StandingView<'a> {
    /// Its name in addresses.
    pub id: &'a str,
    /// As its customer may see it.
    pub state: &'a State,
    /// The rules that it is filled under.
    pub rules: &'a Demarches,
    /// What happened, oldest first.
    pub told: &'a [Told],
    /// Who is wanted, and who is named.
    pub people: &'a [PersonLine],
    /// What was left open and is printed on the forms: the question, and how it is asked.
    pub later: &'a [(String, String)],
    /// Who looked at it, the latest first.
    pub looked: &'a [LookedAt],
    /// What was just done.
    pub done: Option<StandingDone>,
    /// Why something was not done.
    pub refusal: Option<Refusal>,
    /// The contract may be withdrawn from until then.
    pub withdrawal: Option<Timestamp>,
    /// A message that was not taken, as it was typed.
    pub typed: &'a str,
    /// Cards are taken here.
    pub card: bool,
    /// Its invoices and credit notes, oldest first.
    pub papers: &'a [PaperLine],
    /// Now.
    pub now: Timestamp,
    /// What on a piece does not agree, and the customer can mend.
    pub disagrees: &'a [Disagreement],
}

/// Something on a piece that does not agree with what was declared: it names nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The piece, by its name in the dossier.
    pub slot: String,
    /// What is the matter.
    pub said: String,
    /// What to do about it.
    pub next: String,
}

/// `/dossier/{id}`, once it is ordered.
pub(super) fn page(asked: &Asked, view: &StandingView<'_>) -> Body {
    let lang = asked.lang;
    let state = view.state;
    let label = asked.published.demarches.get(state.kind).page.label.in_lang(lang).to_owned();
    let title = format!("{} {}", lang.pick("Dossier", "Dossier"), view.id);
    let done = view.done.map(|done| {
        view! {
            <p class="notice notice-success" role="status">
                {done_text(done, lang)}
            </p>
        }
    });
    let status = if view.typed.is_empty() { 200 } else { 422 };
    let here = address(asked, Place::Dossier, view.id);
    let mut page = body(
        asked,
        title.clone(),
        status,
        Place::Dossier.with(view.id, lang.other()),
        view! {
            {refused(view.refusal, asked)}
            {done}
            {news(asked, (view.id, state.version), here)}
            <p class="muted">{label}</p>
            <h1>{title}</h1>
            {now(asked, view)}
            {filing::deadline(asked, view)}
            {filing::steps(asked, view)}
            {money::payment(asked, view)}
            {parts::pieces(asked, view)}
            {parts::disagrees(asked, view)}
            {parts::people(asked, view)}
            {parts::vehicle(asked, view)}
            {parts::forms(asked, view)}
            {talk::messages(asked, view)}
            {money::receipt(asked, view)}
            {money::papers(asked, view)}
            {money::withdrawal(asked, view)}
            {timeline::view(view.told, lang)}
            {talk::looked(view, lang)}
        },
    );
    if state.closed.is_none() {
        page.head.live = Live::Dossier;
    }
    page
}

const fn done_text(done: StandingDone, lang: Lang) -> &'static str {
    match done {
        StandingDone::Ordered => lang.pick(
            "Votre commande est enregistrée. La confirmation part par e-mail.",
            "Your order is recorded. The confirmation is on its way by e-mail.",
        ),
        StandingDone::Paid => lang.pick(
            "Votre paiement est arrivé, merci. Vous pouvez envoyer vos pièces.",
            "Your payment has arrived, thank you. You can send your papers.",
        ),
        StandingDone::People => lang.pick("C’est enregistré.", "Saved."),
        StandingDone::Corrections => lang.pick(
            "Merci\u{202f}! Nous reprenons le contrôle.",
            "Thank you! We take the check up again.",
        ),
        StandingDone::Message => {
            lang.pick("Votre message est parti.", "Your message is on its way.")
        }
        StandingDone::Forms => {
            lang.pick("Les formulaires sont prêts à signer.", "The forms are ready to be signed.")
        }
        StandingDone::Signed => lang.pick("C’est signé.", "Signed."),
        StandingDone::SignedOnPaper => lang.pick(
            "Le formulaire signé est arrivé\u{202f}: nous vérifions la signature.",
            "The signed form has arrived: we are checking the signature.",
        ),
        StandingDone::Withdrawn => lang.pick(
            "Votre rétractation est enregistrée. L’accusé de réception part par e-mail.",
            "Your withdrawal is recorded. The acknowledgement is on its way by e-mail.",
        ),
    }
}

/// The status, whose move it is, and the one thing to do next.
fn now(asked: &Asked, view: &StandingView<'_>) -> AnyView {
    let lang = asked.lang;
    let state = view.state;
    let whose = match state.status.whose_move() {
        Move::Customer => lang.pick("C’est à vous", "Your move"),
        Move::House => lang.pick("C’est à nous", "Our move"),
        Move::Administration => lang.pick("C’est à l’administration", "The administration’s move"),
        Move::Post => lang.pick("C’est à La Poste", "The post’s move"),
        Move::Nobody => lang.pick("Rien à faire", "Nothing to do"),
    };
    let promised = state.promised_at.map(|at| {
        let at = instant(timeline::moment(at), lang);
        format!(
            "{} {at}.",
            lang.pick("Nous nous engageons à répondre avant le", "We promise to answer by")
        )
    });
    view! {
        <section class="standing" data-status=state.status.id()>
            <p class="standing-status">
                <strong>{state.status.label(lang)}</strong>
                " · "
                <span>{whose}</span>
            </p>
            <p>{next_text(state, view.card, lang)}</p>
            {promised.map(|promised| view! { <p>{promised}</p> })}
            {next_link(asked, view)}
        </section>
    }
    .into_any()
}

/// Has the forms made.
fn prepare(asked: &Asked, view: &StandingView<'_>) -> AnyView {
    view! {
        <form method="post" action=address(asked, Place::Forms, view.id)>
            <button class="btn btn-primary" type="submit">
                {asked.say("Préparer les formulaires", "Make the forms")}
            </button>
        </form>
    }
    .into_any()
}

/// To the first thing that waits for the customer.
fn next_link(asked: &Asked, view: &StandingView<'_>) -> Option<AnyView> {
    let lang = asked.lang;
    let state = view.state;
    if state.status.whose_move() != Move::Customer || !state.lets_work_begin() {
        return None;
    }
    let slot = state.slots.iter().find(|(_, slot)| {
        slot.state == SlotState::Refused || (slot.state == SlotState::Expected && !slot.optional)
    });
    if let Some((name, slot)) = slot {
        let to = address_of(asked, Place::Piece, view.id, &name.replace('/', "."));
        let what = piece::title(view.rules, name, &slot.kind, lang);
        let verb = if slot.state == SlotState::Refused {
            lang.pick("Remplacer\u{202f}: ", "Replace: ")
        } else {
            lang.pick("Envoyer\u{202f}: ", "Send: ")
        };
        return Some(
            view! {
                <p>
                    <a class="btn btn-primary" href=to>
                        {verb}
                        {what}
                    </a>
                </p>
            }
            .into_any(),
        );
    }
    if state.pieces == Pieces::ACorriger {
        return Some(
            view! {
                <form method="post" action=address(asked, Place::Corrected, view.id)>
                    <button class="btn btn-primary" type="submit">
                        {lang.pick("J’ai fait les corrections", "I have made the corrections")}
                    </button>
                </form>
            }
            .into_any(),
        );
    }
    if let Some(person) = view.people.iter().find(|person| !person.complete) {
        let to = address_of(asked, Place::Party, view.id, &person.name);
        return Some(
            view! {
                <p>
                    <a class="btn btn-primary" href=to>
                        {lang.pick("Compléter\u{202f}: ", "Complete: ")}
                        {party::title(person.role, person.number, lang)}
                    </a>
                </p>
            }
            .into_any(),
        );
    }
    let form = view.state.forms.iter().find(|(_, form)| form.waits());
    form.map(|(name, _)| {
        let to = address_of(asked, Place::Form, view.id, &name.replace('/', "."));
        view! {
            <p>
                <a class="btn btn-primary" href=to>
                    {lang.pick("Signer les formulaires", "Sign the forms")}
                </a>
            </p>
        }
        .into_any()
    })
}
