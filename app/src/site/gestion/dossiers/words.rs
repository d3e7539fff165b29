//! What dossiers are called at the desk, in both languages.

use demarches::DemarcheKind;
use dossiers::items::Priority;
use dossiers::status::Move;
use dossiers::{PublicStatus, SlotState};
use jiff::Timestamp;
use leptos::prelude::*;
use vocabulary::Lang;

use super::List;
use crate::design::icons::{Icon, IconName};
use crate::site::asked::Asked;

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
            "Rien à contrôler : toutes les pièces reçues ont été vues.",
            "Nothing to check: every document that came was looked at.",
        ),
        List::Late => lang.pick(
            "Aucun retard : toutes nos promesses sont tenues.",
            "Nothing is late: every promise is kept.",
        ),
        List::Mine => lang.pick(
            "Aucun dossier ne vous est attribué. Prenez-en un dans « À contrôler ».",
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
pub(super) fn promise(promised_at: Option<Timestamp>, now: Timestamp, lang: Lang) -> Option<AnyView> {
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
