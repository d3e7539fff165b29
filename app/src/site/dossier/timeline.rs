//! What happened to a dossier, as its customer is told: acts and instants, never the name of who works on it.

use demarches::Demarches;
use dossiers::order::Means;
use dossiers::tracks::filing::Step;
use dossiers::{At, Change, Event, Side};
use jiff::Timestamp;
use leptos::prelude::*;
use vocabulary::Lang;
use wording::numbers::euros;

use super::piece;
use crate::site::account::instant;

/// A line of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// When.
    pub at: Timestamp,
    /// By which side.
    pub by: Side,
    /// What.
    pub text: String,
}

/// The instant of an event.
pub(super) fn moment(at: At) -> Timestamp {
    Timestamp::from_microsecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH)
}

impl Told {
    /// What `event` is told as; nothing for what the customer has no use of.
    #[must_use]
    pub fn of(event: &Event, rules: &Demarches, lang: Lang) -> Option<Self> {
        let piece = |slot: &str| {
            let kind = slot.split_once('/').map_or(slot, |(kind, _)| kind);
            piece::title(rules, slot, kind, lang)
        };
        let with = |words: &str, slot: &str| format!("{words}{}", piece(slot));
        let text = match &event.change {
            Change::Begun { .. } | Change::TakenOver { .. } => {
                lang.pick("Dossier commencé", "Dossier begun").to_owned()
            }
            Change::Attached { .. } => {
                lang.pick("Rattaché à votre compte", "Attached to your account").to_owned()
            }
            Change::Ordered { order, .. } => format!(
                "{} {}",
                lang.pick("Commande passée\u{202f}:", "Ordered:"),
                euros(order.total, lang)
            ),
            Change::Listed { .. } => {
                lang.pick("Liste des pièces mise à jour", "List of papers updated").to_owned()
            }
            Change::Repriced { taxes, .. } => format!(
                "{} {}",
                lang.pick("Taxes recalculées\u{202f}:", "Taxes worked out again:"),
                euros(taxes.taxes, lang)
            ),
            Change::TransferRecorded { .. }
            | Change::Refunded { .. }
            | Change::RefundReturned { .. } => moved(&event.change, lang),
            Change::PaymentMoved { .. } => {
                lang.pick("Paiement mis à jour", "Payment updated").to_owned()
            }
            Change::Received { slot, .. } => {
                with(lang.pick("Pièce reçue\u{202f}: ", "Document received: "), slot)
            }
            Change::TakenBack { slot } => {
                with(lang.pick("Pièce retirée\u{202f}: ", "Document taken back: "), slot)
            }
            Change::CheckStarted => lang.pick("Contrôle commencé", "Check begun").to_owned(),
            Change::Accepted { slot } => {
                with(lang.pick("Pièce acceptée\u{202f}: ", "Document accepted: "), slot)
            }
            Change::Refused { slot, .. } => {
                with(lang.pick("Pièce à remplacer\u{202f}: ", "Document to be replaced: "), slot)
            }
            Change::Waived { slot, .. } => {
                with(lang.pick("Pièce pas nécessaire\u{202f}: ", "Document not needed: "), slot)
            }
            Change::Corrected => lang.pick("Corrections faites", "Corrections made").to_owned(),
            Change::Validated => lang
                .pick("Toutes les pièces sont acceptées", "Every document is accepted")
                .to_owned(),
            Change::Reopened { .. } => {
                lang.pick("Contrôle repris", "Check taken up again").to_owned()
            }
            Change::SignaturesAsked { .. } => {
                lang.pick("Formulaires prêts à signer", "Forms ready to be signed").to_owned()
            }
            Change::Signed { .. } => lang.pick("Formulaire signé", "Form signed").to_owned(),
            Change::SignedOnPaper { .. } => lang
                .pick("Formulaire signé sur papier reçu", "Form signed on paper received")
                .to_owned(),
            Change::SignatureAccepted { .. } => {
                lang.pick("Signature sur papier vérifiée", "Signature on paper checked").to_owned()
            }
            Change::SignatureRefused { .. } => {
                lang.pick("Signature à refaire", "Signature to be made again").to_owned()
            }
            Change::SignaturesVoided { .. } => {
                lang.pick("Signatures à refaire", "Signatures to be made again").to_owned()
            }
            Change::Ready { .. } => lang.pick("Prêt à déposer", "Ready to file").to_owned(),
            Change::NotReady { .. } => {
                lang.pick("Revu avant le dépôt", "Looked at again before filing").to_owned()
            }
            Change::FilingStepped { step, .. } => filed(*step, lang).to_owned(),
            Change::FilingCorrected { .. } => {
                lang.pick("Données du dépôt corrigées", "Data of the filing put right").to_owned()
            }
            Change::MessageSent { from: Side::Staff, .. } => {
                lang.pick("Nous vous avons écrit", "We wrote to you").to_owned()
            }
            Change::MessageSent { .. } => {
                lang.pick("Vous nous avez écrit", "You wrote to us").to_owned()
            }
            Change::LinkGiven { .. } => lang
                .pick("Lien envoyé à une autre personne", "Link sent to somebody else")
                .to_owned(),
            Change::LinkRevoked { .. } => lang.pick("Lien repris", "Link taken back").to_owned(),
            Change::LinkUsed { .. } => lang
                .pick("Une autre personne a répondu par son lien", "Somebody else used their link")
                .to_owned(),
            Change::Closed { .. } => lang.pick("Dossier clos", "Dossier closed").to_owned(),
            _ => return None,
        };
        Some(Self { at: moment(event.at), by: event.by.side, text })
    }
}

/// The history, the latest first.
pub(super) fn view(told: &[Told], lang: Lang) -> AnyView {
    let lines = told
        .iter()
        .rev()
        .map(|line| {
            let by = match line.by {
                Side::Customer => lang.pick("vous", "you"),
                Side::Guest => lang.pick("une personne invitée", "somebody invited"),
                Side::Staff => lang.pick("notre équipe", "our team"),
                Side::Machine => lang.pick("automatique", "automatic"),
            };
            view! {
                <li>
                    <span>{line.text.clone()}</span>
                    " "
                    <span class="muted">{format!("{}, {by}", instant(line.at, lang))}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <details class="disclosure">
            <summary>{lang.pick("Tout ce qui s’est passé", "Everything that happened")}</summary>
            <ol class="timeline">{lines}</ol>
        </details>
    }
    .into_any()
}

/// Money that came, went back, or came back to us.
fn moved(change: &Change, lang: Lang) -> String {
    match change {
        Change::TransferRecorded { cents, means, .. } => format!(
            "{} {}",
            match means {
                Means::Transfer => lang.pick("Virement reçu\u{202f}:", "Transfer received:"),
                Means::Card => lang.pick("Payé par carte\u{202f}:", "Paid by card:"),
            },
            euros(*cents, lang)
        ),
        Change::Refunded { cents, .. } => {
            format!("{} {}", lang.pick("Remboursé\u{202f}:", "Given back:"), euros(*cents, lang))
        }
        Change::RefundReturned { .. } => lang
            .pick(
                "Un remboursement n’a pas pu arriver\u{202f}: nous vous écrivons",
                "A refund could not arrive: we are writing to you",
            )
            .to_owned(),
        _ => String::new(),
    }
}

/// A step of the filing.
const fn filed(step: Step, lang: Lang) -> &'static str {
    match step {
        Step::File => lang.pick("Démarche déposée", "Procedure filed"),
        Step::TakenUp => lang.pick("L’administration s’en occupe", "The administration has begun"),
        Step::AsksMore => lang.pick("L’administration demande un complément", "More is asked for"),
        Step::Answered => lang.pick("Complément envoyé", "Answer sent"),
        Step::Provisional => {
            lang.pick("Certificat provisoire délivré", "Provisional certificate issued")
        }
        Step::Produced => lang.pick("Carte grise produite", "Certificate made"),
        Step::Posted => lang.pick("Carte grise expédiée", "Certificate posted"),
        Step::Received => lang.pick("Carte grise reçue", "Certificate received"),
        Step::Refused => lang.pick("Refus de l’administration", "Refused by the administration"),
        Step::TakenUpAgain => {
            lang.pick("Dossier repris après le refus", "Taken up again after the refusal")
        }
        Step::Completed => lang.pick("Démarche terminée", "Procedure done"),
    }
}
