//! What dossiers are called at the desk, in both languages.

mod checks;
mod tracks;

use demarches::DemarcheKind;
use dossiers::items::{FormState, Priority};
use dossiers::status::Move;
use dossiers::{PartyRole, PublicStatus, SlotState};
use forms::operations::Broken;
use jiff::Timestamp;
use leptos::prelude::*;
use vocabulary::Lang;

use super::List;
use crate::design::icons::{Icon, IconName};
use crate::site::asked::Asked;

pub(super) use checks::{cause, nature, rule, test_result, written_as};
pub(super) use tracks::{change, filing, payment, step, tracks};

/// A list.
pub(super) const fn list(list: List, lang: Lang) -> &'static str {
    match list {
        List::ToCheck => lang.pick("À contrôler", "To check"),
        List::Waiting => lang.pick("En attente du client", "Waiting for the customer"),
        List::Ready => lang.pick("Prêts à déposer", "Ready to file"),
        List::Late => lang.pick("En retard", "Late"),
        List::Mine => lang.pick("Les miens", "Mine"),
        List::Filed => lang.pick("Déposés", "Filed"),
        List::Draft => lang.pick("Brouillons", "Drafts"),
        List::Closed => lang.pick("Clos", "Closed"),
        List::All => lang.pick("Tous", "All"),
    }
}

/// What stands where a list has no line.
pub(super) const fn nothing(list: List, lang: Lang) -> &'static str {
    match list {
        List::ToCheck => lang.pick(
            "Rien à contrôler\u{202f}: toutes les pièces reçues ont été vues.",
            "Nothing to check: every document that came was looked at.",
        ),
        List::Late => lang.pick(
            "Aucun retard\u{202f}: toutes nos promesses sont tenues.",
            "Nothing is late: every promise is kept.",
        ),
        List::Mine => lang.pick(
            "Aucun dossier ne vous est attribué. Prenez-en un dans «\u{202f}À contrôler\u{202f}».",
            "No file is yours. Take one from “To check”.",
        ),
        List::Ready => {
            lang.pick("Aucun dossier n’est prêt à déposer.", "No file is ready to be filed.")
        }
        _ => lang.pick("Aucun dossier dans cette liste.", "No file in this list."),
    }
}

/// How much it presses.
pub(super) const fn priority(priority: Priority, lang: Lang) -> &'static str {
    match priority {
        Priority::Urgent => lang.pick("Urgente", "Urgent"),
        Priority::High => lang.pick("Haute", "High"),
        Priority::Normal => lang.pick("Normale", "Normal"),
        Priority::Low => lang.pick("Basse", "Low"),
    }
}

/// Whose move it is.
pub(super) const fn whose(one: Move, lang: Lang) -> &'static str {
    match one {
        Move::Customer => lang.pick("au client", "the customer’s move"),
        Move::House => lang.pick("à nous", "our move"),
        Move::Administration => lang.pick("à l’administration", "the administration’s move"),
        Move::Post => lang.pick("à La Poste", "with the post"),
        Move::Nobody => "",
    }
}

/// The colour of the frame of a status.
pub(super) const fn tone(status: PublicStatus) -> &'static str {
    match status.whose_move() {
        Move::House => "is-staff",
        Move::Nobody if status.is_closed() => "is-done",
        _ => "",
    }
}

/// Where a piece is, with the colour of its frame.
pub(super) const fn slot(state: SlotState, lang: Lang) -> (&'static str, &'static str) {
    match state {
        SlotState::Expected => ("", lang.pick("attendue", "expected")),
        SlotState::Received => ("is-staff", lang.pick("reçue", "received")),
        SlotState::Checking => ("is-staff", lang.pick("en contrôle", "being checked")),
        SlotState::Accepted => ("is-done", lang.pick("acceptée", "accepted")),
        SlotState::Refused => ("is-blocked", lang.pick("refusée", "refused")),
        SlotState::Waived => ("is-done", lang.pick("dispensée", "waived")),
    }
}

/// Where a form is, with the colour of its frame.
pub(super) const fn form(state: FormState, lang: Lang) -> (&'static str, &'static str) {
    match state {
        FormState::ToSign => ("", lang.pick("à signer", "to be signed")),
        FormState::ToCheck => {
            ("is-staff", lang.pick("sur papier, à vérifier", "on paper, to check"))
        }
        FormState::Refused => {
            ("is-blocked", lang.pick("refusée, à refaire", "refused, to sign again"))
        }
        FormState::Signed => ("is-done", lang.pick("signé", "signed")),
        FormState::Void => ("is-blocked", lang.pick("périmé", "void")),
    }
}

/// What does not hold of a signature.
pub(super) const fn broken(broken: Broken, lang: Lang) -> &'static str {
    match broken {
        Broken::Unreadable => lang.pick(
            "la preuve n’est pas écrite comme elle a été scellée.",
            "the evidence is not written as it was sealed.",
        ),
        Broken::Format => lang.pick(
            "la preuve est d’une version inconnue.",
            "the evidence is of an unknown version.",
        ),
        Broken::UnknownKey => {
            lang.pick("le sceau n’est pas celui de la maison.", "the seal is not the house’s.")
        }
        Broken::Seal => lang.pick("la preuve a été modifiée.", "the evidence was changed."),
        Broken::Shown | Broken::NotTheSame => lang.pick(
            "le document n’est pas celui qui a été présenté.",
            "the document is not the one that was shown.",
        ),
        Broken::Signed => lang.pick(
            "le document n’est pas celui qui a été signé.",
            "the document is not the one that was signed.",
        ),
    }
}

/// A démarche, under the rules that are shown to the public.
pub(super) fn demarche(asked: &Asked, kind: DemarcheKind) -> String {
    asked.published.demarches.get(kind).page.label.in_lang(asked.lang).to_owned()
}

/// A stretch of time in one unit: « 12 min », « 3 h », « 2 j ».
pub(super) fn stretch(seconds: i64, lang: Lang) -> String {
    let minutes = seconds.max(0) / 60;
    match minutes {
        0..60 => format!("{minutes}\u{a0}min"),
        60..2_880 => format!("{}\u{a0}h", minutes / 60),
        _ => format!("{}\u{a0}{}", minutes / 1_440, lang.pick("j", "d")),
    }
}

/// What was promised, at `now`: late in words, with a sign and a colour; else how long is left.
pub(super) fn promise(
    promised_at: Option<Timestamp>,
    now: Timestamp,
    lang: Lang,
) -> Option<AnyView> {
    let left = promised_at?.as_second() - now.as_second();
    Some(if left < 0 {
        let words = format!("{} {}", lang.pick("en retard de", "late by"), stretch(-left, lang));
        view! {
            <span class="desk-late">
                <Icon name=IconName::Warning />
                {words}
            </span>
        }
        .into_any()
    } else {
        let words = format!("{} {}", lang.pick("promis dans", "promised in"), stretch(left, lang));
        view! { <span class="desk-promise">{words}</span> }.into_any()
    })
}

/// What was just done, by its name in the form.
pub(super) fn done(act: &str, lang: Lang) -> &'static str {
    match act {
        "claim" => lang.pick("Le dossier est à vous.", "The file is yours."),
        "release" => lang.pick("Le dossier n’est plus à vous.", "The file is no longer yours."),
        "assign" => lang.pick("Le dossier est attribué.", "The file is given."),
        "prioritise" => lang.pick("La priorité est changée.", "The priority is changed."),
        "start_check" => lang.pick("Le contrôle commence.", "The check begins."),
        "accept" => lang.pick("La pièce est acceptée.", "The document is accepted."),
        "refuse" => lang.pick("La pièce est refusée.", "The document is refused."),
        "accept_signature" => {
            lang.pick("La signature est confirmée.", "The signature is confirmed.")
        }
        "refuse_signature" => lang.pick("La signature est refusée.", "The signature is refused."),
        "void_signatures" => lang.pick(
            "Les signatures sont périmées\u{202f}: le client les donne de nouveau.",
            "The signatures are void: the customer gives them again.",
        ),
        "correct" => lang.pick("La réponse est corrigée.", "The answer is corrected."),
        "waive" => lang.pick("La pièce n’est plus demandée.", "The document is not needed."),
        "validate_all" => lang.pick("Les pièces sont validées.", "The documents are validated."),
        "reopen" => lang.pick("Le contrôle est rouvert.", "The check is open again."),
        "ready" => lang.pick("Le dossier est prêt à déposer.", "The file is ready to file."),
        "not_ready" => lang.pick("Le dossier n’est plus prêt.", "The file is no longer ready."),
        "transfer" => lang.pick("Le virement est enregistré.", "The transfer is recorded."),
        "transfer_back" => {
            lang.pick("Le remboursement est noté.", "The refund by transfer is recorded.")
        }
        "add_task" => lang.pick("La tâche est ajoutée.", "The task is added."),
        "finish_task" => lang.pick("La tâche est faite.", "The task is done."),
        "note" => lang.pick("La note est enregistrée.", "The note is saved."),
        "message" => lang.pick("Le message est envoyé.", "The message is sent."),
        "read" => lang.pick(
            "Ce que dit la pièce est enregistré et comparé.",
            "What the document says is saved and compared.",
        ),
        "close" => lang.pick(
            "Le dossier est clos. Le client en est averti.",
            "The file is closed. The customer is told.",
        ),
        "undo" => {
            lang.pick("C’est annulé\u{202f}: tout est comme avant.", "Undone: all is as before.")
        }
        _ => lang.pick("C’est fait.", "Done."),
    }
}

/// A message that can be prepared whatever was refused.
pub(super) fn template(code: &str, lang: Lang) -> &'static str {
    match code {
        "paiement" => lang.pick("Paiement attendu", "Payment awaited"),
        "pieces" => lang.pick("Pièces attendues", "Documents awaited"),
        "controle" => lang.pick("Contrôle en cours", "Check under way"),
        "pret" => lang.pick("Dossier complet", "File complete"),
        _ => lang.pick("Question au client", "Question to the customer"),
    }
}

/// What such a message says, before it is changed.
pub(super) fn prepared(code: &str, lang: Lang) -> &'static str {
    match code {
        "paiement" => lang.pick(
            "Nous n’avons pas encore reçu votre virement. Dès qu’il arrive, nous commençons le contrôle de vos pièces.",
            "We have not received your transfer yet. As soon as it comes, we begin to check your documents.",
        ),
        "pieces" => lang.pick(
            "Il nous manque encore une pièce ou une signature. La page de votre dossier dit laquelle.",
            "A document or a signature is still missing. The page of your file says which.",
        ),
        "controle" => lang.pick(
            "Nous avons reçu toutes vos pièces et nous les vérifions.",
            "We have received all your documents and are checking them.",
        ),
        "pret" => lang.pick(
            "Toutes vos pièces sont acceptées\u{202f}: nous déposons votre dossier auprès de l’administration.",
            "All your documents are accepted: we are filing your file with the administration.",
        ),
        _ => lang.pick(
            "Pour continuer, nous avons besoin d’une précision\u{202f}:",
            "To go on, we need to know more:",
        ),
    }
}

/// What somebody is to the dossier.
pub(super) const fn party(role: PartyRole, lang: Lang) -> &'static str {
    match role {
        PartyRole::Holder => lang.pick("Titulaire", "Holder"),
        PartyRole::CoHolder => lang.pick("Cotitulaire", "Co-holder"),
        PartyRole::Host => lang.pick("Hébergeant", "Host"),
        PartyRole::Minor => lang.pick("Mineur, futur titulaire", "Minor, holder to be"),
        PartyRole::Parent => lang.pick("Parent ou tuteur", "Parent or guardian"),
        PartyRole::Company => lang.pick("Société titulaire", "Company, holder"),
        PartyRole::Lessor => lang.pick("Loueur", "Lessor"),
        PartyRole::Seller => lang.pick("Vendeur", "Seller"),
    }
}

/// A part of the facts.
pub(super) fn section(section: &str, lang: Lang) -> &'static str {
    match section {
        "vehicle" => lang.pick("Véhicule", "Vehicle"),
        "titulaire" => lang.pick("Titulaire", "Holder"),
        "seller" => lang.pick("Vendeur", "Seller"),
        "cession" => lang.pick("Cession", "Transfer"),
        _ => lang.pick("Autres réponses", "Other answers"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_is_said_in_its_largest_unit() {
        let said = |seconds| stretch(seconds, Lang::Fr);
        assert_eq!(said(-5), "0\u{a0}min");
        assert_eq!(said(59 * 60), "59\u{a0}min");
        assert_eq!(said(47 * 3600), "47\u{a0}h");
        assert_eq!(said(49 * 3600), "2\u{a0}j");
    }
}
