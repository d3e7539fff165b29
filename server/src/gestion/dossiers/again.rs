//! What a deed of the desk asks of the customer again: said in the dossier, and told by a letter that there is a message.

use dossiers::operations::talk;
use dossiers::operations::{DossierId, NotDone, Who};
use dossiers::tracks::Signature;
use dossiers::{Slot, SlotState, State};
use notifications::Template;
use sqlx::PgConnection;

use super::super::Desk;
use crate::dossier::letters;
use crate::people::Broken;

/// Tells the customer what `after` asks for and `before` did not; nobody where that is nothing, or before work may begin.
pub(super) async fn tell(
    conn: &mut PgConnection,
    desk: &Desk,
    id: DossierId,
    (before, after): (Option<&State>, &State),
) -> Result<(), Broken> {
    let Some(words) = words(desk, before, after) else { return Ok(()) };
    let (visit, who) = (&desk.here.visit, Who::Staff(&desk.caller.person));
    match talk::message(conn, visit, who, id, &words).await {
        Ok(state) => Ok(letters::short(conn, visit, &state, Template::DossierMessage).await?),
        Err(NotDone::Failed(failure)) => Err(failure.into()),
        // Closed or gone: nothing is asked any more.
        Err(_) => Ok(()),
    }
}

/// What is asked, in the language of the customer; without a `before` no answer was corrected.
fn words(desk: &Desk, before: Option<&State>, after: &State) -> Option<String> {
    if !after.lets_work_begin() {
        return None;
    }
    let lang = after.lang;
    let was_void = before.is_some_and(|before| before.signature == Signature::Perimee);
    let mut asked = Vec::new();
    if after.signature == Signature::Perimee && !was_void {
        let sign = lang.pick(
            "Les formulaires sont à préparer et à signer de nouveau.",
            "The forms are to be prepared and signed again.",
        );
        asked.push(sign.to_owned());
    }
    if let Some(before) = before {
        let known = |name: &str| before.slots.get(name).is_some_and(is_missing);
        let new = after.slots.iter().filter(|(name, slot)| is_missing(slot) && !known(name));
        let rules = desk.here.state().rules();
        let rules = rules.by_version(&after.rules.hash);
        let names: Vec<&str> = new
            .map(|(_, slot)| {
                let kind = rules.and_then(|rules| rules.piece_kind(&slot.kind));
                kind.map_or(slot.kind.as_str(), |kind| kind.label.in_lang(lang))
            })
            .collect();
        if !names.is_empty() {
            let send = lang.pick("À envoyer\u{202f}:", "To be sent:");
            asked.push(format!("{send} {}.", names.join(", ")));
        }
    }
    if asked.is_empty() {
        return None;
    }
    if before.is_some() {
        let corrected = lang.pick(
            "Une réponse de votre dossier a été corrigée.",
            "An answer of your file was corrected.",
        );
        asked.insert(0, corrected.to_owned());
    }
    Some(asked.join(" "))
}

fn is_missing(slot: &Slot) -> bool {
    slot.state == SlotState::Expected && !slot.optional
}
