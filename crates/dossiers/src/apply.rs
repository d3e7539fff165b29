//! The one way forward: a change, and what a dossier becomes by it.

use crate::change::{Back, Change, Personal};
use crate::items::{Link, Message, Note, Task};
use crate::party::Party;
use crate::piece::Slot;
use crate::state::{Closed, State, is_printed};
use crate::status::{self, Closing, Move};
use crate::tracks::{Filing, Reason};
use crate::{At, Event, Id, Refusal};

impl State {
    /// The dossier after `event`.
    ///
    /// # Errors
    ///
    /// [`Refusal`], by name: the event did not happen then.
    pub fn apply(mut self, event: &Event) -> Result<Self, Refusal> {
        if self.closed.is_some() && !event.change.survives_closing() {
            return Err(Refusal::Closed);
        }
        self.make(event)?;
        self.version += 1;
        self.changed_at = event.at;
        let status = status::of(&self);
        if status != self.status {
            self.status = status;
            self.status_since = event.at;
            self.promised_at = None;
        }
        if status.whose_move() == Move::House {
            self.promised_at = event.promised_at.or(self.promised_at);
        }
        Ok(self)
    }

    fn make(&mut self, event: &Event) -> Result<(), Refusal> {
        let personal = &event.personal;
        match &event.change {
            Change::Begun { .. } | Change::TakenOver { .. } => {
                return Err(Refusal::NotTheBeginning);
            }
            Change::Unknown => return Err(Refusal::NotUnderstood),
            Change::Answered { questions, facts } => self.answered(questions, facts, personal)?,
            Change::DemarcheChanged { kind, rules } => {
                self.is_draft()?;
                (self.kind, self.rules) = (*kind, rules.clone());
            }
            Change::LinkRenewed { link } => {
                if self.person.is_some() {
                    return Err(Refusal::Attached);
                }
                self.link = Some(link.clone());
                self.wrote_from(personal);
            }
            Change::Attached { person } => {
                if self.person.is_some() {
                    return Err(Refusal::Attached);
                }
                (self.person, self.link) = (Some(*person), None);
                self.wrote_from(personal);
            }
            Change::PartySet { party, role } => {
                self.may_change_case()?;
                let data = personal.party.clone().unwrap_or_default();
                let another = |(_, before): &(_, Party)| before.is_another(&data);
                if self.parties.get(party).is_some_and(another) {
                    self.forget_links_of(*party);
                }
                let before = self.parties.insert(*party, (*role, data));
                if before.as_ref() != self.parties.get(party) {
                    self.void_signatures()?;
                }
                self.find_by();
            }
            Change::PartyRemoved { party } => {
                self.may_change_case()?;
                self.parties.remove(party).ok_or(Refusal::NoSuchThing)?;
                self.forget_links_of(*party);
                self.void_signatures()?;
                self.find_by();
            }
            Change::Closed { how, reason } => self.close(*how, reason)?,
            Change::Undone { back, .. } => self.undo(back, personal),
            other => {
                if !self.make_filing(event)?
                    && !self.make_money(event)?
                    && !self.make_signature(other, personal)?
                    && !self.make_check(other, personal)?
                {
                    self.make_talk(event)?;
                }
            }
        }
        Ok(())
    }

    /// Changes that another cannot be in the way of.
    fn make_talk(&mut self, event: &Event) -> Result<(), Refusal> {
        let words = event.personal.words.clone();
        match &event.change {
            Change::Assigned { to } => self.assignee = *to,
            Change::Prioritised { priority } => self.priority = *priority,
            Change::TaskAdded { task, assignee, priority, due_on } => {
                let one = Task {
                    assignee: *assignee,
                    priority: *priority,
                    due_on: *due_on,
                    done_at: None,
                    words,
                    at: event.at,
                };
                self.tasks.insert(*task, one);
            }
            Change::TaskDone { task } => {
                let open = self.tasks.get_mut(task).filter(|one| one.done_at.is_none());
                open.ok_or(Refusal::NoSuchThing)?.done_at = Some(event.at);
            }
            Change::NoteAdded { note } => {
                self.notes.insert(*note, Note { by: event.by.person, words, at: event.at });
            }
            Change::MessageSent { message, from } => {
                let one = Message { from: *from, by: event.by.person, words, at: event.at };
                self.messages.insert(*message, one);
            }
            Change::LinkGiven { link, token_hash, party, task, target, expires_at } => {
                let one = Link {
                    token_hash: token_hash.clone(),
                    party: *party,
                    task: *task,
                    target: target.clone(),
                    email: event.personal.email.clone(),
                    given_at: event.at,
                    expires_at: *expires_at,
                    ended_at: None,
                    used: false,
                };
                self.links.insert(*link, one);
            }
            Change::LinkUsed { link } => self.end_link(*link, event.at, true)?,
            Change::LinkRevoked { link } => self.end_link(*link, event.at, false)?,
            _ => return Err(Refusal::NotUnderstood),
        }
        Ok(())
    }

    /// Whom `party` names is somebody else, or nobody: no link was used by them, and whoever used one is not asked again.
    fn forget_links_of(&mut self, party: Id) {
        for link in self.links.values_mut().filter(|link| link.party == Some(party)) {
            link.used = false;
        }
    }

    fn end_link(&mut self, link: Id, at: At, used: bool) -> Result<(), Refusal> {
        let link = self.links.get_mut(&link).ok_or(Refusal::NoSuchThing)?;
        if link.ended_at.is_some() {
            return Err(if link.used { Refusal::LinkUsed } else { Refusal::LinkExpired });
        }
        (link.ended_at, link.used) = (Some(at), used);
        Ok(())
    }

    fn wrote_from(&mut self, personal: &Personal) {
        if personal.email.is_some() {
            self.email.clone_from(&personal.email);
        }
        self.find_by();
    }

    pub(crate) fn is_draft(&self) -> Result<(), Refusal> {
        if self.order.is_some() { Err(Refusal::AlreadyOrdered) } else { Ok(()) }
    }

    /// A fact may change until the dossier is ready to be filed.
    pub(crate) fn may_change_case(&self) -> Result<(), Refusal> {
        match self.filing {
            Filing::NonDepose(_) => Ok(()),
            _ => Err(Refusal::AlreadyFiled),
        }
    }

    fn answered(
        &mut self,
        questions: &[String],
        facts: &[String],
        personal: &Personal,
    ) -> Result<(), Refusal> {
        self.may_change_case()?;
        let mut printed = false;
        for question in questions {
            let answer = personal.answers.get(question).cloned().flatten();
            let before = match answer {
                Some(text) => self.answers.insert(question.clone(), text),
                None => self.answers.remove(question),
            };
            printed |= is_printed(question) && before.as_ref() != self.answers.get(question);
        }
        for fact in facts {
            let before = match personal.facts.get(fact).cloned().flatten() {
                Some(text) => self.facts.insert(fact.clone(), text),
                None => self.facts.remove(fact),
            };
            // The certificate's fields stand on the request.
            printed |= before.as_ref() != self.facts.get(fact);
        }
        if printed {
            self.void_signatures()?;
        }
        self.find_by();
        Ok(())
    }

    fn close(&mut self, how: Closing, reason: &Reason) -> Result<(), Refusal> {
        // What the administration refused, and is not taken up again, ends as refused.
        let given_up = matches!(self.filing, Filing::RefuseAnts(_)) && how == Closing::Refuse;
        if self.filing.is_filed() && !given_up {
            return Err(Refusal::AlreadyFiled);
        }
        if how == Closing::Retracte && self.order.is_none() {
            return Err(Refusal::NotOrdered);
        }
        self.closed = Some(Closed { how, reason: Some(reason.clone()) });
        Ok(())
    }

    /// What was undone had at most one piece, whose words and readings stand beside it.
    fn undo(&mut self, back: &Back, personal: &Personal) {
        for (name, slot) in &back.slots {
            let (words, typed) = (personal.words.clone(), personal.fields.clone());
            self.slots.insert(name.clone(), Slot { words, typed, ..slot.clone() });
        }
        self.pieces = back.pieces;
        self.round = back.round;
        self.filing = back.filing;
        self.assignee = back.assignee;
        self.priority = back.priority;
        if !back.forms.is_empty() {
            self.forms.extend(back.forms.clone());
            self.signature = self.signature_of_forms();
        }
        for task in &back.open_tasks {
            if let Some(task) = self.tasks.get_mut(task) {
                task.done_at = None;
            }
        }
    }
}
