//! What may happen to a dossier, at random.

use std::collections::BTreeMap;

use demarches::DemarcheKind;
use fastrand::Rng;
use vocabulary::{Cents, Date};

use super::super::acting::Open;
use crate::change::{Change, Personal, Rules};
use crate::items::{LinkTask, Priority};
use crate::order::{Line, Means, NewTaxes, Order};
use crate::piece::Asked;
use crate::status::Closing;
use crate::tracks::filing::Step;
use crate::tracks::{Payment, Reason};
use crate::{At, Id, Party, PartyRole, Record, Side};

const SLOTS: [&str; 4] = ["piece_identite", "piece_identite/2", "permis_conduire", "kbis"];
const FORMS: [&str; 2] = ["mandat/titulaire", "demande_immatriculation/titulaire"];
const QUESTIONS: [&str; 3] = ["vehicle.vin", "titulaire.kind", "cession.code"];

fn words(rng: &mut Rng) -> Personal {
    Personal::of_words(&format!("mots n° {}", rng.u8(..)))
}

fn why(rng: &mut Rng) -> Reason {
    Reason::new(["erreur", "doublon", "retard"][rng.usize(0..3)]).unwrap()
}

pub(super) fn id(rng: &mut Rng) -> Id {
    Id(rng.u128(..))
}

/// One of the ids that there are, or another.
fn known<T>(rng: &mut Rng, map: &BTreeMap<Id, T>) -> Id {
    let place = rng.usize(0..=map.len());
    map.keys().nth(place).copied().unwrap_or_else(|| id(rng))
}

pub(super) fn asked(rng: &mut Rng) -> Vec<Asked> {
    let mut asked = Vec::new();
    for slot in SLOTS {
        if rng.u8(0..5) > 0 {
            let kind = slot.trim_end_matches("/2").to_owned();
            let or = if rng.bool() { vec!["passeport".to_owned()] } else { Vec::new() };
            asked.push(Asked { slot: slot.to_owned(), kind, or, optional: rng.u8(0..4) == 0 });
        }
    }
    asked
}

pub(super) fn day(rng: &mut Rng) -> Date {
    Date::new(2026, 11, rng.u8(1..=30)).unwrap()
}

pub(super) fn order(rng: &mut Rng, at: At) -> Order {
    let (taxes, fee) = (rng.i64(0..3) * 10_000, rng.i64(0..2) * 3_000);
    Order {
        operation: "changement_titulaire".to_owned(),
        issued_on: day(rng),
        lines: vec![Line { code: "y1".to_owned(), cents: Cents(taxes) }],
        rounding: Cents(0),
        taxes: Cents(taxes),
        fee_net: Cents(fee),
        fee_vat: Cents(fee / 5),
        total: Cents(taxes + fee + fee / 5),
        baremes: "sha256:x".to_owned(),
        terms: "2026-11".to_owned(),
        express_start: rng.bool(),
        at,
    }
}

/// Something that might happen next: often what helps the dossier on, sometimes nonsense.
#[expect(clippy::too_many_lines, reason = "one line a change: a list of what may happen")]
pub(super) fn change(rng: &mut Rng, open: &Open) -> (Change, Personal) {
    let state = &open.state;
    let none = Personal::default();
    let slot = SLOTS[rng.usize(0..SLOTS.len())].to_owned();
    let plain = |change| (change, Personal::default());
    match rng.u8(0..51) {
        0..=2 => {
            let question = QUESTIONS[rng.usize(0..3)].to_owned();
            let answer = (rng.u8(0..4) > 0).then(|| format!("{}", rng.u8(0..3)));
            let answers = BTreeMap::from([(question.clone(), answer)]);
            let change =
                Change::Answered { questions: vec![question], facts: vec!["seats".to_owned()] };
            let facts = BTreeMap::from([("seats".to_owned(), rng.bool().then(|| "5".to_owned()))]);
            (change, Personal { answers, facts, ..none })
        }
        3 => {
            let rules = Rules { version: "2".to_owned(), hash: "sha256:2".to_owned() };
            plain(Change::DemarcheChanged { kind: DemarcheKind::ImportUe, rules })
        }
        4 => plain(Change::LinkRenewed { link: format!("{:064x}", rng.u128(..)) }),
        5 => {
            let email = rng.bool().then(|| "lea@exemple.fr".to_owned());
            (Change::Attached { person: id(rng) }, Personal { email, ..none })
        }
        6 => {
            let party = known(rng, &state.parties);
            let role = PartyRole::ALL[rng.usize(0..PartyRole::ALL.len())];
            let last_name = ["Durand", "Lefèvre"][rng.usize(0..2)].to_owned();
            let data = Party { last_name, birth_date: Some(day(rng)), ..Party::default() };
            (Change::PartySet { party, role }, Personal { party: Some(data), ..none })
        }
        7 => plain(Change::PartyRemoved { party: known(rng, &state.parties) }),
        8..=10 => {
            let (order, pieces) = (order(rng, open.now), asked(rng));
            plain(Change::Ordered { order, pieces, due_on: rng.bool().then(|| day(rng)) })
        }
        11 => plain(Change::Listed { pieces: asked(rng), due_on: None, reason: why(rng) }),
        12..=14 => {
            let cents = Cents(rng.i64(0..3) * 12_000);
            let means = if rng.bool() { Means::Card } else { Means::Transfer };
            let (payment, received_on) = (id(rng), day(rng));
            (Change::TransferRecorded { payment, cents, received_on, means }, words(rng))
        }
        46..=47 => {
            let cents = Cents(rng.i64(0..3) * 12_000);
            let above = rng.bool().then(|| Cents(rng.i64(0..2) * 12_000));
            plain(Change::Refunded { refund: known(rng, &state.refunds), cents, above })
        }
        48 => plain(Change::RefundReturned { refund: known(rng, &state.refunds) }),
        49 | 50 => {
            let Order { operation, issued_on, lines, rounding, taxes, baremes, .. } =
                order(rng, open.now);
            let taxes = NewTaxes { operation, issued_on, lines, rounding, taxes, baremes };
            plain(Change::Repriced { taxes, reason: why(rng) })
        }
        15 => {
            let to = Payment::ALL[rng.usize(0..Payment::ALL.len())];
            plain(Change::PaymentMoved { to, reason: rng.bool().then(|| why(rng)) })
        }
        16..=22 => {
            let kind = if rng.u8(0..6) == 0 { "passeport" } else { slot.trim_end_matches("/2") };
            let documents = vec![id(rng)];
            plain(Change::Received { kind: kind.to_owned(), slot, documents })
        }
        23 => plain(Change::TakenBack { slot }),
        24 | 25 => plain(Change::CheckStarted),
        26..=28 => plain(Change::Accepted { slot }),
        29 => (Change::Refused { slot, reason: "illisible".to_owned() }, words(rng)),
        30 => plain(Change::Waived { slot, reason: why(rng) }),
        31 => plain(Change::Corrected),
        32 => plain(Change::Validated),
        33 => match rng.u8(0..4) {
            0 => plain(Change::Reopened { reason: why(rng) }),
            1 => plain(Change::SignaturesVoided { reason: why(rng) }),
            2 => plain(Change::NotReady { reason: why(rng) }),
            _ => plain(Change::Deposited { vault: "COFFRE-1".to_owned() }),
        },
        34 => plain(Change::SignaturesAsked { forms: FORMS.map(str::to_owned).to_vec() }),
        35 | 36 => {
            let (form, evidence) = (FORMS[rng.usize(0..2)].to_owned(), id(rng));
            match rng.u8(0..6) {
                0 | 1 => plain(Change::Signed { form, evidence }),
                2 | 3 => plain(Change::SignedOnPaper { form, evidence }),
                4 => plain(Change::SignatureAccepted { form }),
                _ => (
                    Change::SignatureRefused { form, reason: "signature_manquante".to_owned() },
                    words(rng),
                ),
            }
        }
        37 => {
            let despite = if rng.bool() { vec!["vin".to_owned()] } else { Vec::new() };
            (Change::Ready { despite }, words(rng))
        }
        38 => {
            let step = Step::ALL[rng.usize(0..Step::ALL.len())];
            let numbers = BTreeMap::from([("cpi_numero".to_owned(), "12".to_owned())]);
            let on = day(rng);
            let record = rng.bool().then(|| Record { until: Some(on), ..Record::on(on) });
            let words = rng.bool().then(|| "Dossier incomplet".to_owned());
            let gone = if rng.bool() { vec![slot] } else { Vec::new() };
            let change = match rng.u8(0..4) {
                0 => Change::FilingCorrected { step, until: Some(on) },
                _ => Change::FilingStepped { step, reason: Some(why(rng)), record, gone },
            };
            (change, Personal { words, numbers, ..none })
        }
        39..=42 => talk(rng, open, slot),
        43 | 44 => {
            let mut fields = BTreeMap::new();
            for field in ["E", "date_cession", "barree"] {
                if rng.bool() {
                    fields.insert(field.to_owned(), format!("{}", rng.u8(0..4)));
                }
            }
            let signed_by = rng.bool().then(|| vec!["titulaire".to_owned(); rng.usize(0..3)]);
            let names = fields.keys().cloned().collect();
            (Change::Read { slot, fields: names, signed_by }, Personal { fields, ..none })
        }
        _ if rng.u8(0..8) == 0 => {
            let how = Closing::ALL[rng.usize(0..Closing::ALL.len())];
            plain(Change::Closed { how, reason: why(rng) })
        }
        _ => plain(Change::CheckStarted),
    }
}

/// What goes on beside: who works on it, tasks, notes, messages, links.
fn talk(rng: &mut Rng, open: &Open, slot: String) -> (Change, Personal) {
    let state = &open.state;
    let plain = |change| (change, Personal::default());
    match rng.u8(0..9) {
        0 => plain(Change::Assigned { to: rng.bool().then(|| id(rng)) }),
        1 => plain(Change::Prioritised { priority: Priority::ALL[rng.usize(0..4)] }),
        2 => {
            let due_on = rng.bool().then(|| day(rng));
            let (task, priority) = (id(rng), Priority::High);
            (Change::TaskAdded { task, assignee: None, priority, due_on }, words(rng))
        }
        3 => plain(Change::TaskDone { task: known(rng, &state.tasks) }),
        4 => (Change::NoteAdded { note: id(rng) }, words(rng)),
        5 => (Change::MessageSent { message: id(rng), from: Side::Customer }, words(rng)),
        6 => {
            let change = Change::LinkGiven {
                link: id(rng),
                token_hash: format!("{:032x}{:032x}", rng.u128(..), rng.u128(..)),
                party: None,
                task: LinkTask::Upload,
                target: slot,
                expires_at: open.now.plus_seconds(60),
            };
            let email = rng.bool().then(|| "max@exemple.fr".to_owned());
            (change, Personal { email, ..Personal::default() })
        }
        7 => plain(Change::LinkUsed { link: known(rng, &state.links) }),
        _ => plain(Change::LinkRevoked { link: known(rng, &state.links) }),
    }
}

/// Some way towards the title, as far as nothing is in the way.
pub(super) fn help(rng: &mut Rng, open: &mut Open) {
    let slots: Vec<(String, String)> =
        open.state.slots.iter().map(|(name, slot)| (name.clone(), slot.kind.clone())).collect();
    let mut changes = Vec::new();
    for (slot, kind) in &slots {
        let (slot, kind) = (slot.clone(), kind.clone());
        changes.push(Change::Received { slot, kind, documents: vec![id(rng)] });
    }
    changes.push(Change::CheckStarted);
    changes.extend(slots.iter().map(|(slot, _)| Change::Accepted { slot: slot.clone() }));
    changes.push(Change::Validated);
    changes.push(Change::SignaturesAsked { forms: FORMS.map(str::to_owned).to_vec() });
    for form in FORMS {
        let (form, evidence) = (form.to_owned(), id(rng));
        if rng.bool() {
            changes.push(Change::Signed { form, evidence });
            continue;
        }
        changes.push(Change::SignedOnPaper { form: form.clone(), evidence });
        if rng.u8(0..4) > 0 {
            changes.push(Change::SignatureAccepted { form });
        }
    }
    changes.push(Change::Ready { despite: Vec::new() });
    for step in [Step::File, Step::TakenUp, Step::Provisional, Step::Produced, Step::Posted] {
        changes.push(Change::FilingStepped { step, reason: None, record: None, gone: Vec::new() });
    }
    changes.truncate(rng.usize(0..=changes.len() + 8));
    for change in changes {
        // An order of nothing has no piece to check.
        let _ = open.make(change);
    }
}
