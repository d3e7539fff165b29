use jiff::Timestamp;
use uuid::Uuid;
use vocabulary::Date;

use crate::{Refused, Subject};

/// Identifies a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RevisionId(pub Uuid);

/// A change of something that is in force, and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Its identifier.
    pub id: RevisionId,
    /// What it changes.
    pub subject: Subject,
    /// Which of several: the form; empty where there is one.
    pub part: String,
    /// How far it has come.
    pub state: State,
    /// What it was made from.
    pub based_on: String,
    /// Why.
    pub note: String,
    /// Who writes it.
    pub author: Uuid,
    /// Since when.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Counts its changes: a step names the one that it saw.
    pub edition: i32,
}

/// How far a revision has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Its author writes it.
    Draft {
        /// The second person who sent it back, where one did.
        returned: Option<Returned>,
    },
    /// It waits for a second person, and cannot be changed meanwhile.
    InReview {
        /// Since when.
        asked_at: Timestamp,
        /// The day from which it should be in force.
        wanted_from: Date,
    },
    /// Two people agreed: it never changes any more.
    Published {
        /// Who looked at it.
        by: Uuid,
        /// When.
        at: Timestamp,
        /// In force from that day on, until another one is.
        from: Date,
    },
    /// Its author gave it up.
    GivenUp,
}

/// What a second person said who sent a revision back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// Who.
    pub by: Uuid,
    /// When.
    pub at: Timestamp,
    /// What must change.
    pub remark: String,
}

/// Who takes a step, on which edition, when: another edition than theirs is one that they did not see.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Who.
    pub who: Uuid,
    /// The edition that they saw.
    pub edition: i32,
    /// The day, in Paris.
    pub today: Date,
    /// The instant.
    pub now: Timestamp,
}

impl Revision {
    /// The same, ready to be written again by its author.
    ///
    /// # Errors
    ///
    /// [`Refused::NotTheAuthor`], [`Refused::Changed`], [`Refused::NoSuchStep`] unless it is a draft.
    pub fn write(self, step: Step, note: &str) -> Result<Self, Refused> {
        self.seen(step)?;
        self.by_author(step)?;
        let State::Draft { .. } = self.state else { return Err(Refused::NoSuchStep) };
        let note = words(note)?.ok_or(Refused::NoteNeeded)?;
        Ok(Self { note, ..self }.moved(step))
    }

    /// Asks for a second look at a draft, to be in force from `from` on.
    ///
    /// # Errors
    ///
    /// As [`Revision::write`], and [`Refused::PastDay`].
    pub fn ask(self, step: Step, from: Date) -> Result<Self, Refused> {
        self.seen(step)?;
        self.by_author(step)?;
        let State::Draft { .. } = self.state else { return Err(Refused::NoSuchStep) };
        if from < step.today {
            return Err(Refused::PastDay);
        }
        let state = State::InReview { asked_at: step.now, wanted_from: from };
        Ok(Self { state, ..self }.moved(step))
    }

    /// Back to a draft, by its author, before anybody decided.
    ///
    /// # Errors
    ///
    /// [`Refused::NotTheAuthor`], [`Refused::Changed`], [`Refused::NoSuchStep`] unless it waits for a second look.
    pub fn take_back(self, step: Step) -> Result<Self, Refused> {
        self.seen(step)?;
        self.by_author(step)?;
        let State::InReview { .. } = self.state else { return Err(Refused::NoSuchStep) };
        Ok(Self { state: State::Draft { returned: None }, ..self }.moved(step))
    }

    /// Back to its author, by a second person who says what must change.
    ///
    /// # Errors
    ///
    /// [`Refused::OwnWork`], [`Refused::Changed`], [`Refused::RemarkNeeded`], [`Refused::NoSuchStep`].
    pub fn send_back(self, step: Step, remark: &str) -> Result<Self, Refused> {
        self.seen(step)?;
        self.by_another(step)?;
        let State::InReview { .. } = self.state else { return Err(Refused::NoSuchStep) };
        let remark = words(remark)?.ok_or(Refused::RemarkNeeded)?;
        let returned = Some(Returned { by: step.who, at: step.now, remark });
        Ok(Self { state: State::Draft { returned }, ..self }.moved(step))
    }

    /// Published by a second person, in force from the day that was asked for on, or from today when that is past.
    ///
    /// # Errors
    ///
    /// [`Refused::OwnWork`], [`Refused::Changed`], [`Refused::NoSuchStep`] unless it waits for a second look.
    pub fn publish(self, step: Step) -> Result<Self, Refused> {
        self.seen(step)?;
        self.by_another(step)?;
        let State::InReview { wanted_from, .. } = self.state else {
            return Err(Refused::NoSuchStep);
        };
        let from = wanted_from.max(step.today);
        let state = State::Published { by: step.who, at: step.now, from };
        Ok(Self { state, ..self }.moved(step))
    }

    /// Given up by its author, for good.
    ///
    /// # Errors
    ///
    /// [`Refused::NotTheAuthor`], [`Refused::Changed`], [`Refused::NoSuchStep`] unless it is a draft.
    pub fn give_up(self, step: Step) -> Result<Self, Refused> {
        self.seen(step)?;
        self.by_author(step)?;
        let State::Draft { .. } = self.state else { return Err(Refused::NoSuchStep) };
        Ok(Self { state: State::GivenUp, ..self }.moved(step))
    }

    fn seen(&self, step: Step) -> Result<(), Refused> {
        if self.edition == step.edition { Ok(()) } else { Err(Refused::Changed) }
    }

    fn by_author(&self, step: Step) -> Result<(), Refused> {
        if self.author == step.who { Ok(()) } else { Err(Refused::NotTheAuthor) }
    }

    fn by_another(&self, step: Step) -> Result<(), Refused> {
        if self.author == step.who { Err(Refused::OwnWork) } else { Ok(()) }
    }

    fn moved(self, step: Step) -> Self {
        Self { edition: self.edition + 1, updated_at: step.now, ..self }
    }
}

/// Words that somebody typed; none when there are none.
pub(crate) fn words(typed: &str) -> Result<Option<String>, Refused> {
    let words = typed.trim();
    if words.chars().count() > crate::WORDS_MAX || words.contains('\0') {
        return Err(Refused::WordsTooLong);
    }
    Ok((!words.is_empty()).then(|| words.to_owned()))
}

/// Which of `revisions` is in force on `day`: the published one whose day is the latest that has come, and of two with the
/// same day the one that was published last.
#[must_use]
pub fn in_force(revisions: &[Revision], day: Date) -> Option<&Revision> {
    let since = |revision: &Revision| match revision.state {
        State::Published { from, at, .. } if from <= day => Some((from, at)),
        _ => None,
    };
    revisions.iter().filter(|one| since(one).is_some()).max_by_key(|one| since(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: Uuid = Uuid::from_u128(1);
    const MAX: Uuid = Uuid::from_u128(2);

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn by(who: Uuid, edition: i32) -> Step {
        let now = "2026-11-21T12:00:00Z".parse().unwrap();
        Step { who, edition, today: day("2026-11-21"), now }
    }

    fn draft() -> Revision {
        let now = "2026-11-20T12:00:00Z".parse().unwrap();
        Revision {
            id: RevisionId(Uuid::from_u128(9)),
            subject: Subject::Baremes,
            part: String::new(),
            state: State::Draft { returned: None },
            based_on: "2026-11-01".to_owned(),
            note: "Tarifs 2027".to_owned(),
            author: ADA,
            created_at: now,
            updated_at: now,
            edition: 1,
        }
    }

    #[test]
    fn its_author_never_publishes_it_and_another_one_does() {
        let asked = draft().ask(by(ADA, 1), day("2027-01-01")).unwrap();
        assert!(matches!(asked.clone().publish(by(ADA, 2)), Err(Refused::OwnWork)));
        assert!(matches!(asked.clone().send_back(by(ADA, 2), "non"), Err(Refused::OwnWork)));
        let published = asked.publish(by(MAX, 2)).unwrap();
        let State::Published { by: who, from, .. } = published.state else { panic!() };
        assert_eq!((who, from), (MAX, day("2027-01-01")));
        assert!(matches!(published.clone().write(by(ADA, 3), "x"), Err(Refused::NoSuchStep)));
        assert!(matches!(published.give_up(by(ADA, 3)), Err(Refused::NoSuchStep)));
    }

    #[test]
    fn nobody_decides_on_what_they_did_not_see() {
        let asked = draft().ask(by(ADA, 1), day("2027-01-01")).unwrap();
        let again = asked.take_back(by(ADA, 2)).unwrap().write(by(ADA, 3), "autre").unwrap();
        let again = again.ask(by(ADA, 4), day("2027-01-01")).unwrap();
        assert!(matches!(again.clone().publish(by(MAX, 2)), Err(Refused::Changed)));
        assert!(again.publish(by(MAX, 5)).is_ok());
    }

    #[test]
    fn a_day_that_went_by_before_the_second_look_is_today() {
        let asked = draft().ask(by(ADA, 1), day("2026-11-21")).unwrap();
        let late = Step { today: day("2026-11-25"), ..by(MAX, 2) };
        let State::Published { from, .. } = asked.publish(late).unwrap().state else { panic!() };
        assert_eq!(from, day("2026-11-25"));
        assert!(matches!(draft().ask(by(ADA, 1), day("2026-11-20")), Err(Refused::PastDay)));
    }

    #[test]
    fn only_its_author_writes_asks_takes_back_and_gives_up() {
        assert!(matches!(draft().write(by(MAX, 1), "x"), Err(Refused::NotTheAuthor)));
        assert!(matches!(draft().give_up(by(MAX, 1)), Err(Refused::NotTheAuthor)));
        let from = day("2027-01-01");
        assert!(matches!(draft().ask(by(MAX, 1), from), Err(Refused::NotTheAuthor)));
        let asked = draft().ask(by(ADA, 1), from).unwrap();
        assert!(matches!(asked.take_back(by(MAX, 2)), Err(Refused::NotTheAuthor)));
    }

    #[test]
    fn what_is_sent_back_says_why() {
        let asked = draft().ask(by(ADA, 1), day("2027-01-01")).unwrap();
        assert!(matches!(asked.clone().send_back(by(MAX, 2), "  "), Err(Refused::RemarkNeeded)));
        let State::Draft { returned: Some(returned) } =
            asked.send_back(by(MAX, 2), " Le tarif de la Corse. ").unwrap().state
        else {
            panic!()
        };
        assert_eq!(returned.remark, "Le tarif de la Corse.");
    }

    #[test]
    fn the_latest_day_that_has_come_is_in_force_and_of_two_the_last_published() {
        let published = |id: u128, from: &str, at: &str| Revision {
            id: RevisionId(Uuid::from_u128(id)),
            state: State::Published { by: MAX, at: at.parse().unwrap(), from: day(from) },
            ..draft()
        };
        let all = [
            published(1, "2027-01-01", "2026-11-01T12:00:00Z"),
            published(2, "2026-12-01", "2026-11-02T12:00:00Z"),
            published(3, "2026-12-01", "2026-11-03T12:00:00Z"),
            draft(),
        ];
        let on = |text: &str| in_force(&all, day(text)).map(|one| one.id.0.as_u128());
        assert_eq!(on("2026-11-30"), None);
        assert_eq!(on("2026-12-01"), Some(3));
        assert_eq!(on("2027-01-01"), Some(1));
    }
}
