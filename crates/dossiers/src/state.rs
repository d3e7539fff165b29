//! A dossier as it is: what its events make of it.

use std::collections::BTreeMap;

use demarches::DemarcheKind;
use vocabulary::{Date, Lang};

use crate::change::{FoundBy, Rules};
use crate::items::{Form, Link, Message, Note, Priority, Task};
use crate::order::{Order, Payment as Transfer, Refund};
use crate::party::{Party, PartyRole};
use crate::piece::{Slot, SlotState};
use crate::record::{Number, Record};
use crate::status::{Closing, PublicStatus};
use crate::tracks::filing::{Clear, Step};
use crate::tracks::{Archive, Filing, Payment, Pieces, Reason, Signature};
use crate::{At, Change, Event, Id, Reference, Refusal};

/// How it was closed before its end, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields say what they are")]
pub struct Closed {
    pub how: Closing,
    pub reason: Option<Reason>,
}

/// A dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields bear the names of what they hold")]
pub struct State {
    /// How many events made it.
    pub version: i64,
    pub reference: Reference,
    pub kind: DemarcheKind,
    pub rules: Rules,
    pub lang: Lang,
    /// Whose it is, once it belongs to an account.
    pub person: Option<Id>,
    /// SHA-256 of the secret in the link of the draft.
    pub link: Option<String>,
    /// Where the customer is written to.
    pub email: Option<String>,
    /// As [`demarches::Answers`] keeps them.
    pub answers: BTreeMap<String, String>,
    /// The facts of the price that no question of the démarche asks for.
    pub facts: BTreeMap<String, String>,
    pub pieces: Pieces,
    pub signature: Signature,
    pub payment: Payment,
    pub filing: Filing,
    pub archive: Archive,
    /// Under which reference the vault keeps it.
    pub vault: Option<String>,
    pub closed: Option<Closed>,
    /// How many times pieces were refused.
    pub round: u16,
    pub slots: BTreeMap<String, Slot>,
    pub forms: BTreeMap<String, Form>,
    pub parties: BTreeMap<Id, (PartyRole, Party)>,
    pub order: Option<Order>,
    pub transfers: BTreeMap<Id, Transfer>,
    pub refunds: BTreeMap<Id, Refund>,
    /// Numbers given by the administration.
    pub numbers: BTreeMap<String, String>,
    /// What is recorded of each step of the filing, since it was last filed.
    pub records: BTreeMap<Step, Record>,
    /// What the administration wrote when it refused, or asked for more.
    pub said: Option<String>,
    pub assignee: Option<Id>,
    pub priority: Priority,
    pub tasks: BTreeMap<Id, Task>,
    pub notes: BTreeMap<Id, Note>,
    pub messages: BTreeMap<Id, Message>,
    pub links: BTreeMap<Id, Link>,
    pub status: PublicStatus,
    pub status_since: At,
    /// Until when we promise to move.
    pub promised_at: Option<At>,
    /// The last day of the legal delay.
    pub due_on: Option<Date>,
    pub filed_at: Option<At>,
    pub found_by: FoundBy,
    pub begun_at: At,
    pub changed_at: At,
}

impl State {
    /// The dossier that `first` begins.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotTheBeginning`] when it begins none.
    pub fn begun(first: &Event) -> Result<Self, Refusal> {
        let (reference, kind, rules, lang, person) = match &first.change {
            Change::Begun { reference, kind, rules, lang, person, .. } => {
                (*reference, *kind, rules.clone(), *lang, *person)
            }
            Change::TakenOver { opening } => {
                let one = opening.as_ref();
                (one.reference, one.kind, one.rules.clone(), one.lang, one.person)
            }
            _ => return Err(Refusal::NotTheBeginning),
        };
        let mut state = Self {
            version: 1,
            reference,
            kind,
            rules,
            lang,
            person,
            link: None,
            email: first.personal.email.clone(),
            answers: given(&first.personal.answers),
            facts: given(&first.personal.facts),
            pieces: Pieces::Attendues,
            signature: Signature::APreparer,
            payment: Payment::Devis,
            filing: Filing::START,
            archive: Archive::None,
            vault: None,
            closed: None,
            round: 0,
            slots: BTreeMap::new(),
            forms: BTreeMap::new(),
            parties: BTreeMap::new(),
            order: None,
            transfers: BTreeMap::new(),
            refunds: BTreeMap::new(),
            numbers: BTreeMap::new(),
            records: BTreeMap::new(),
            said: None,
            assignee: None,
            priority: Priority::Normal,
            tasks: BTreeMap::new(),
            notes: BTreeMap::new(),
            messages: BTreeMap::new(),
            links: BTreeMap::new(),
            status: PublicStatus::Brouillon,
            status_since: first.at,
            promised_at: None,
            due_on: None,
            filed_at: None,
            found_by: FoundBy::default(),
            begun_at: first.at,
            changed_at: first.at,
        };
        if let Change::Begun { link, .. } = &first.change {
            state.link.clone_from(link);
            state.find_by();
        }
        if let Change::TakenOver { opening } = &first.change {
            state.pieces = opening.pieces;
            state.signature = opening.signature;
            state.payment = opening.payment;
            state.filing = opening.filing;
            state.closed = opening.closed.map(|how| Closed { how, reason: None });
            state.assignee = opening.assignee;
            state.priority = opening.priority;
            state.due_on = opening.due_on;
            state.filed_at = opening.filing.is_filed().then_some(first.at);
            if state.filing.is_filed() {
                state.archive = Archive::ToDeposit;
            }
            let found_by = opening.found_by.as_ref().or(first.personal.found_by.as_ref());
            state.found_by = found_by.cloned().unwrap_or_default();
        }
        state.status = crate::status::of(&state);
        state.promised_at = first.promised_at;
        Ok(state)
    }

    /// The dossier that `events` make, in their order.
    ///
    /// # Errors
    ///
    /// The first [`Refusal`]; events that were recorded have none.
    pub fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> Result<Self, Refusal> {
        let mut events = events.into_iter();
        let mut state = Self::begun(events.next().ok_or(Refusal::NotTheBeginning)?)?;
        for event in events {
            state = state.apply(event)?;
        }
        Ok(state)
    }

    /// The dossier that the first of `events` begins, with the order that they make, and nothing else of them: unlike the
    /// whole, it follows from events whose personal part is erased.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotTheBeginning`].
    pub fn ordered<'a>(events: impl IntoIterator<Item = &'a Event>) -> Result<Self, Refusal> {
        let mut events = events.into_iter();
        let mut state = Self::begun(events.next().ok_or(Refusal::NotTheBeginning)?)?;
        for event in events {
            match &event.change {
                Change::Ordered { order, .. } => state.order = Some(order.clone()),
                Change::Repriced { taxes, .. } => {
                    state.order = state.order.map(|order| order.with(taxes.clone()));
                }
                _ => {}
            }
        }
        Ok(state)
    }

    /// Proof that nothing stands in the way of filing.
    ///
    /// # Errors
    ///
    /// What does.
    pub fn clear(&self) -> Result<Clear, Refusal> {
        let open = self.slots.values().any(|slot| slot.state == SlotState::Refused);
        Clear::proved(self.pieces, open, self.signature, self.settled())
    }

    /// Where the money is for the work: what was given back of our fee alone keeps nothing from being done.
    fn settled(&self) -> Payment {
        if self.payment == Payment::RemboursePartiel && self.owed() > 0 {
            return Payment::ComplementDu;
        }
        let taxes = self.order.as_ref().map_or(0, |order| order.taxes.0);
        let kept = self.paid() > 0 && self.paid() >= taxes;
        if self.payment == Payment::RemboursePartiel && kept {
            Payment::Soldee
        } else {
            self.payment
        }
    }

    /// The price was paid: pieces may come, and be checked.
    #[must_use]
    pub fn lets_work_begin(&self) -> bool {
        self.settled().lets_work_begin()
    }

    /// Whether all that is printed on forms stands here as in `other`.
    #[must_use]
    pub fn prints_as(&self, other: &Self) -> bool {
        let (answers, others) = (self.answers.iter(), other.answers.iter());
        let printed = answers.filter(|(question, _)| is_printed(question));
        (self.kind, &self.rules) == (other.kind, &other.rules)
            && (&self.parties, &self.facts) == (&other.parties, &other.facts)
            && printed.eq(others.filter(|(question, _)| is_printed(question)))
    }

    /// Whether forms wait for the customer: to have them made, to sign them, or to sign them again.
    #[must_use]
    pub fn asks_to_sign(&self) -> bool {
        matches!(self.signature, Signature::APreparer | Signature::ASigner | Signature::Perimee)
    }

    /// What was paid and not given back, in cents.
    #[must_use]
    pub fn paid(&self) -> i64 {
        let came = self.transfers.values().map(|one| one.cents.0).fold(0, i64::saturating_add);
        let went = self.refunds.values().map(|one| one.cents.0).fold(0, i64::saturating_add);
        came.saturating_sub(went)
    }

    /// What of the price was given back, in cents: it is not owed again.
    #[must_use]
    pub fn given(&self) -> i64 {
        self.refunds.values().map(|one| one.given.0).fold(0, i64::saturating_add)
    }

    /// The price of what was ordered, less what of it was given back, in cents.
    fn price(&self) -> i64 {
        let total = self.order.as_ref().map_or(0, |order| order.total.0);
        total.saturating_sub(self.given()).max(0)
    }

    /// What is still to be paid for what was ordered, in cents: a gesture on our fee is not asked for again.
    #[must_use]
    pub fn owed(&self) -> i64 {
        self.price().saturating_sub(self.paid()).max(0)
    }

    /// What was paid above the price and not given back, in cents.
    #[must_use]
    pub fn excess(&self) -> i64 {
        self.paid().saturating_sub(self.price()).max(0)
    }

    /// Where the money is once a bank left a disputed payment with us: where it was, by what is owed either way.
    #[must_use]
    pub fn after_dispute(&self) -> Payment {
        if self.paid() <= 0 {
            Payment::Rembourse
        } else if self.owed() > 0 {
            Payment::ComplementDu
        } else if self.excess() > 0 {
            Payment::TropPercu
        } else if self.given() > 0 {
            Payment::RemboursePartiel
        } else {
            Payment::Soldee
        }
    }

    /// The dossier as its customer may see it: without what the staff keeps for itself.
    #[must_use]
    pub fn for_customer(mut self) -> Self {
        self.notes.clear();
        self.tasks.clear();
        (self.assignee, self.priority) = (None, Priority::Normal);
        for record in self.records.values_mut() {
            record.by = None;
        }
        self
    }

    /// The number `name`, where the administration gave it.
    #[must_use]
    pub fn number(&self, name: Number) -> Option<&str> {
        self.numbers.get(name.id()).map(String::as_str).filter(|text| !text.is_empty())
    }

    /// The last day of the provisional certificate, once it is there.
    #[must_use]
    pub fn cpi_until(&self) -> Option<Date> {
        self.records.get(&Step::Provisional)?.until
    }

    /// In which quality its main holder is named: one as soon as that is answered, and somebody of another is left of an
    /// earlier answer.
    fn main_roles(&self) -> &'static [PartyRole] {
        let answer = |question: &str| self.answers.get(question).map(String::as_str);
        match answer("titulaire.kind") {
            None => &[PartyRole::Company, PartyRole::Minor, PartyRole::Holder],
            Some("particulier" | "entreprise_individuelle") => {
                let minor = answer("titulaire.is_minor") == Some("true");
                if minor { &[PartyRole::Minor] } else { &[PartyRole::Holder] }
            }
            Some(_) => &[PartyRole::Company],
        }
    }

    /// Works out again what the dossier is looked up by.
    pub(crate) fn find_by(&mut self) {
        let first = |role: &PartyRole| self.parties.values().find(|(one, _)| one == role);
        let holder = self.main_roles().iter().find_map(first);
        let holder = holder.map(|(_, party)| party.display()).unwrap_or_default();
        let answer = |question: &str| self.answers.get(question).cloned().unwrap_or_default();
        let mut words: Vec<&str> = Vec::new();
        for (_, party) in self.parties.values() {
            words.extend(party.names());
            if !party.email.is_empty() {
                words.push(&party.email);
            }
        }
        words.extend(self.email.as_deref());
        words.sort_unstable();
        words.dedup();
        let words = words.join(" ");
        let (plate, vin) = (answer("vehicle.plate"), answer("vehicle.vin"));
        self.found_by = FoundBy { holder, plate, vin, words };
    }
}

fn given(answers: &BTreeMap<String, Option<String>>) -> BTreeMap<String, String> {
    answers.iter().filter_map(|(key, value)| Some((key.clone(), value.clone()?))).collect()
}

/// Whether the answer to `question` is printed on a form: a signature on it is void once it changes.
#[must_use]
pub fn is_printed(question: &str) -> bool {
    ["vehicle.", "cession.", "titulaire.", "seller."].iter().any(|part| question.starts_with(part))
}
