//! What is read on pieces, and what the rules across pieces make of it.

use std::collections::BTreeMap;

use accounts::Visit;
use demarches::checks::{Declared, Light, PersonName, Reading, Rule};
use demarches::field::{Field, Shape};
use demarches::kind::Signer;
use demarches::{Demarches, Evaluation, PieceKind, Text, Versions};
use sqlx::PgConnection;
use vocabulary::Date;

use super::drafts::rules_of;
use super::pieces::Seen;
use super::{DossierId, NotDone, Who, acting, money, time};
use crate::{Change, Party, PartyRole, Personal, Refusal, Slot, SlotState, State};

/// What stands for « the same as the dossier » in a field.
pub const SAME: &str = "=";

/// What a rule found on a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The rule.
    pub rule: Rule,
    /// What it comes to.
    pub light: Light,
    /// The piece, by its name in the dossier.
    pub slot: String,
    /// For the customer: what is the matter. Names nobody.
    pub customer: Text,
    /// For the operator: what was read and what was due. May name people.
    pub operator: Text,
    /// The reason to refuse the piece with, as a code.
    pub rejection: Option<String>,
}

/// A field that is read on a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blank<'rules> {
    /// The field.
    pub field: &'rules Field,
    /// How it is written down.
    pub shape: Shape,
    /// What the dossier says there.
    pub due: Option<String>,
}

/// All that is read on a piece.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blanks<'rules> {
    /// The fields, in the order of the rules.
    pub fields: Vec<Blank<'rules>>,
    /// Who must sign it, somebody of several as often as they are.
    pub signers: Vec<Signer>,
    /// The natures that a rule knows.
    pub natures: Vec<&'rules str>,
}

impl Blanks<'_> {
    /// Whether there is nothing to read.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.signers.is_empty()
    }
}

/// What somebody read on a piece, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// By field; [`SAME`] for what the dossier says, nothing for what is not there.
    pub fields: BTreeMap<String, String>,
    /// Who signed; `None` where nobody looked.
    pub signed_by: Option<Vec<Signer>>,
}

/// What the rules across pieces find on a dossier that would be filed on the day `on`. Pieces that are refused, waived or
/// to come are passed over.
///
/// # Errors
///
/// [`Refusal::RulesUnknown`].
pub fn verdicts(state: &State, rules: &Demarches, on: Date) -> Result<Vec<Verdict>, Refusal> {
    let case = money::evaluate(state, rules, on)?;
    let (slots, readings): (Vec<&String>, Vec<Reading>) = state
        .slots
        .iter()
        .filter(|(_, slot)| is_there(slot) && slot.is_read())
        .map(|(name, slot)| (name, reading(rules, name, slot)))
        .unzip();
    let declared = declared(state, &case);
    let found = rules.check(&case, &declared, &readings, on);
    Ok(found
        .into_iter()
        .filter_map(|one| {
            let of = |it: &Reading| it.piece == one.piece.id && it.person == one.person;
            let slot = slots.get(readings.iter().position(of)?)?;
            Some(Verdict {
                rule: one.rule,
                light: one.light,
                slot: (*slot).clone(),
                customer: one.customer,
                operator: one.operator,
                rejection: one.rejection.map(|reason| reason.code.clone()),
            })
        })
        .collect())
}

/// What is read on the piece `slot`, with what the dossier says there.
///
/// # Errors
///
/// [`Refusal::NoSuchPiece`]; [`Refusal::RulesUnknown`].
pub fn blanks<'rules>(
    state: &State,
    rules: &'rules Demarches,
    slot: &str,
    on: Date,
) -> Result<Blanks<'rules>, Refusal> {
    let case = money::evaluate(state, rules, on)?;
    let one = state.slots.get(slot).ok_or(Refusal::NoSuchPiece)?;
    let Some(kind) = rules.piece_kind(&one.kind) else { return Ok(Blanks::default()) };
    let declared = declared(state, &case);
    let person = kind.person(number(slot));
    let fields = kind.typed_fields.iter().filter_map(|id| rules.field(id)).map(|field| Blank {
        field,
        shape: field.role.shape(),
        due: due(state, (rules, &case, &declared), (kind, person), field),
    });
    Ok(Blanks {
        fields: fields.collect(),
        signers: rules.signers_due(&case, &declared, &kind.id),
        natures: kind.natures(),
    })
}

/// Keeps what somebody read on the piece `slot`, for all that was read on it before.
///
/// # Errors
///
/// [`Refusal::BadAnswer`] for a field that is written otherwise, or that this piece has not; [`Refusal::NoDocument`];
/// [`NotDone::Changed`].
pub async fn read(
    conn: &mut PgConnection,
    visit: &Visit,
    rules: &Versions,
    seen: Seen<'_>,
    id: DossierId,
    slot: &str,
    read: Read,
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, Who::Staff(seen.by), id).await?;
    let rules = rules_of(rules, &open.state)?;
    let blanks = blanks(&open.state, rules, slot, time::paris(visit.now)?)?;
    let fields = fields(&blanks, &read.fields)?;
    if read.signed_by.iter().flatten().any(|one| !blanks.signers.contains(one)) {
        return Err(Refusal::BadAnswer.into());
    }
    let signers = read.signed_by.map(|all| all.iter().map(|one| one.id().to_owned()).collect());
    let names = fields.keys().cloned().collect();
    let change = Change::Read { slot: slot.to_owned(), fields: names, signed_by: signers };
    open.unless_changed(conn, seen.version, &change.about()).await?;
    open.make_with(change, Personal { fields, ..Personal::default() })?;
    Ok(open.save(conn).await?)
}

/// The fields as they are kept; what is empty is left out.
fn fields(
    blanks: &Blanks<'_>,
    typed: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, Refusal> {
    let mut fields = BTreeMap::new();
    for (id, text) in typed.iter().filter(|(_, text)| !text.trim().is_empty()) {
        let blank = blanks.fields.iter().find(|blank| blank.field.id == *id);
        let text = blank.and_then(|blank| blank.read(text)).ok_or(Refusal::BadAnswer)?;
        fields.insert(id.clone(), text);
    }
    Ok(fields)
}

impl Blank<'_> {
    /// What was typed, in the one way in which it is kept; `None` where the field is written otherwise.
    #[must_use]
    pub fn read(&self, text: &str) -> Option<String> {
        let same = (text.trim() == SAME).then_some(self.due.as_deref()).flatten();
        if text.trim() == SAME && same.is_none() {
            return None;
        }
        self.field.read(same.unwrap_or(text)).ok()
    }
}

fn is_there(slot: &Slot) -> bool {
    matches!(slot.state, SlotState::Received | SlotState::Checking | SlotState::Accepted)
}

/// Which of several pieces of its kind: 1 for the first.
fn number(slot: &str) -> usize {
    slot.rsplit_once('/').and_then(|(_, number)| number.parse().ok()).unwrap_or(1)
}

fn reading(rules: &Demarches, name: &str, slot: &Slot) -> Reading {
    let person = rules.piece_kind(&slot.kind).map_or(0, |kind| kind.person(number(name)));
    let signed_by = slot.signed_by.as_ref();
    Reading {
        piece: slot.kind.clone(),
        person,
        fields: slot.typed.clone(),
        signed_by: signed_by.map(|all| all.iter().filter_map(|one| Signer::parse(one)).collect()),
    }
}

/// In which quality the main holder of the case is named; somebody of another quality is left of an earlier answer.
#[must_use]
pub fn main_role(case: &Evaluation<'_>) -> PartyRole {
    match case.facts.code("titulaire.kind") {
        Some("particulier" | "entreprise_individuelle") | None
            if case.facts.is_true("titulaire.is_minor") =>
        {
            PartyRole::Minor
        }
        Some("particulier" | "entreprise_individuelle") | None => PartyRole::Holder,
        Some(_) => PartyRole::Company,
    }
}

/// The people of a dossier, as the checks compare them: each holder at the place that their pieces count.
fn declared(state: &State, case: &Evaluation<'_>) -> Declared {
    let of = |wanted: PartyRole| {
        let people = state.parties.values().filter(move |(role, _)| *role == wanted);
        people.map(|(_, party)| name(party))
    };
    let main = match main_role(case) {
        // Its pieces bear its number, and nobody's name.
        PartyRole::Company => None,
        role => of(role).next().flatten(),
    };
    let others = case.facts.int("titulaire.cotitulaire_count").unwrap_or(0);
    let others = usize::try_from(others).unwrap_or(0);
    Declared {
        main,
        co_holders: of(PartyRole::CoHolder).take(others).collect(),
        sellers: of(PartyRole::Seller).flatten().collect(),
        host: of(PartyRole::Host).flatten().next(),
        parent: of(PartyRole::Parent).flatten().next(),
    }
}

/// A person's name; a company has none, and its number is compared instead.
fn name(party: &Party) -> Option<PersonName> {
    let used = party.used_name.trim();
    (!party.last_name.trim().is_empty()).then(|| PersonName {
        birth_name: party.last_name.clone(),
        used_name: (!used.is_empty()).then(|| used.to_owned()),
        first_names: party.first_names.clone(),
    })
}

/// What the dossier says where `field` is read; the people's days and addresses stand with them, not with the rules.
fn due(
    state: &State,
    (rules, case, declared): (&Demarches, &Evaluation<'_>, &Declared),
    (kind, person): (&PieceKind, usize),
    field: &Field,
) -> Option<String> {
    let said = rules.due(case, declared, (kind, person), field);
    if said.is_some() || person > 0 {
        return said;
    }
    let main = main_role(case);
    let (_, holder) = state.parties.values().find(|(role, _)| *role == main)?;
    match (field.id.as_str(), kind.id.as_str()) {
        ("adresse", "justificatif_domicile") => {
            let parts = [&holder.address_line, &holder.postcode, &holder.city];
            let said: Vec<&str> =
                parts.into_iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
            (!said.is_empty()).then(|| said.join(" "))
        }
        ("date_naissance", "piece_identite") => holder.birth_date.map(|day| day.to_string()),
        ("lieu_naissance", "piece_identite") => {
            (!holder.birth_place.is_empty()).then(|| holder.birth_place.clone())
        }
        _ => None,
    }
}
