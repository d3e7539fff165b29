//! What is read on an opened piece, from the form to the operation and back to the page.

use std::collections::BTreeMap;

use app::site::gestion::dossiers::{ReadField, ReadingView, Verdict, field_name};
use demarches::Demarches;
use demarches::checks::Light;
use demarches::field::Shape;
use demarches::kind::Signer;
use dossiers::State;
use dossiers::operations::checks::{self, Blank, Read};
use vocabulary::{Date, Lang};

use crate::people::value;

/// What a form says was read on a piece; signatures that nobody says they looked at were not looked at.
pub(super) fn typed(form: &[(String, String)]) -> Read {
    let fields = form.iter().filter_map(|(name, text)| {
        let id = name.strip_prefix("f.")?;
        Some((id.to_owned(), text.clone()))
    });
    let signed: Vec<Signer> = form
        .iter()
        .filter(|(name, _)| name == "signed")
        .filter_map(|(_, code)| Signer::parse(code))
        .collect();
    let looked = !value(form, "signatures").is_empty() || !signed.is_empty();
    Read { fields: fields.collect(), signed_by: looked.then_some(signed) }
}

/// The form of the piece `slot`, with what was read; with what was typed and not taken, where the form `kept` is its own.
pub(super) fn reading(
    state: &State,
    rules: &Demarches,
    slot: &str,
    kept: &[(String, String)],
    (today, lang): (Date, Lang),
) -> Option<ReadingView> {
    let blanks = checks::blanks(state, rules, slot, today).ok().filter(|it| !it.is_empty())?;
    let one = state.slots.get(slot)?;
    let again = value(kept, "act") == "read" && value(kept, "slot") == slot;
    let fields = blanks.fields.iter().map(|blank| {
        let id = &blank.field.id;
        let text = if again {
            value(kept, &field_name(id)).to_owned()
        } else {
            one.typed.get(id).map(|text| as_people_write(blank.shape, text)).unwrap_or_default()
        };
        ReadField {
            id: id.clone(),
            label: blank.field.label.in_lang(lang).to_owned(),
            shape: blank.shape,
            due: blank.due.as_deref().map(|due| as_people_write(blank.shape, due)),
            wrong: again && is_wrong(blank, &text),
            value: text,
        }
    });
    let fields = fields.collect();
    let signed = if again {
        typed(kept).signed_by
    } else {
        let codes = one.signed_by.as_ref();
        codes.map(|all| all.iter().filter_map(|code| Signer::parse(code)).collect())
    };
    let mut left: BTreeMap<Signer, usize> = BTreeMap::new();
    for signer in signed.iter().flatten() {
        *left.entry(*signer).or_default() += 1;
    }
    let signers = blanks.signers.iter().map(|signer| {
        let label = rules.signer_label(*signer).map_or(signer.id(), |label| label.in_lang(lang));
        let signs = left.get_mut(signer).filter(|count| **count > 0);
        let signed = signs.map(|count| *count -= 1).is_some();
        (signer.id().to_owned(), label.to_owned(), signed)
    });
    Some(ReadingView {
        fields,
        signers: signers.collect(),
        signatures_seen: signed.is_some(),
        natures: blanks.natures.iter().map(|code| (*code).to_owned()).collect(),
    })
}

fn is_wrong(blank: &Blank<'_>, text: &str) -> bool {
    !text.trim().is_empty() && blank.read(text).is_none()
}

/// A day as it stands on French papers; all else as it is kept.
fn as_people_write(shape: Shape, text: &str) -> String {
    match (shape, text.split('-').collect::<Vec<_>>().as_slice()) {
        (Shape::Day, [year, month, day]) => format!("{day}/{month}/{year}"),
        _ => text.to_owned(),
    }
}

/// What the rules across pieces find, the worst first; what was read itself for whoever `sees` identity papers.
pub(super) fn verdicts(
    state: &State,
    rules: &Demarches,
    (today, lang): (Date, Lang),
    sees: bool,
) -> Vec<Verdict> {
    let mut found = checks::verdicts(state, rules, today).unwrap_or_default();
    found.sort_by_key(|one| std::cmp::Reverse(one.light));
    found
        .into_iter()
        .map(|one| {
            let reason = one.rejection.as_deref().filter(|_| one.light != Light::Green);
            let reason =
                reason.and_then(|code| rules.rejections().iter().find(|it| it.code == code));
            let kind = state.slots.get(&one.slot).and_then(|slot| rules.piece_kind(&slot.kind));
            let said = if sees { Some(&one.operator) } else { kind.map(|kind| &kind.label) };
            Verdict {
                light: one.light,
                said: said.map(|said| said.in_lang(lang).to_owned()).unwrap_or_default(),
                slot: one.slot,
                sentence: one.customer.in_lang(lang).to_owned(),
                mend: reason.map(|reason| reason.next.in_lang(lang).to_owned()),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_that_nobody_looked_at_are_not_missing() {
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let read = typed(&[pair("f.E", "VF1"), pair("slot", "mandat"), pair("f.A", "")]);
        assert_eq!((read.fields.len(), read.signed_by), (2, None));
        assert_eq!(typed(&[pair("signatures", "1")]).signed_by, Some(Vec::new()));
        let signed = [pair("signed", "vendeur"), pair("signed", "vendeur"), pair("signed", "x")];
        assert_eq!(typed(&signed).signed_by, Some(vec![Signer::Vendeur; 2]));
    }

    #[test]
    fn a_day_is_shown_as_it_is_printed() {
        assert_eq!(as_people_write(Shape::Day, "2026-10-31"), "31/10/2026");
        assert_eq!(as_people_write(Shape::Line, "AB-123-CD"), "AB-123-CD");
    }
}
