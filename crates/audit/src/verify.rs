use std::collections::BTreeMap;
use std::fmt;

use uuid::Uuid;

use crate::chain::{Event, Head, Mark, Marks, Row, Subject};
use crate::checkpoint::{Body, Checkpoint, Known, Unreadable};

/// Findings that are kept; all are counted.
const KEPT: usize = 1_000;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The event is not what was hashed.
    Altered,
    /// Its number does not follow: one is missing, doubled or moved.
    OutOfSequence,
    /// It does not follow from the event before.
    Unlinked,
    /// The recorded end of the chain is another: events are missing at the end, or were added beside.
    OtherEnd,
    /// The chain has no recorded end.
    NoEnd,
    /// A checkpoint saw another event here, or one that is gone.
    NotAsMarked,
    /// The rows of this checkpoint are not those that it signed.
    MarksAltered,
    /// The file of this checkpoint is missing outside the database.
    NotOutside,
    /// The database does not know this checkpoint.
    NotInside,
    /// The file cannot be read.
    Unreadable,
    /// The file is not signed by a known key, or was altered.
    NotSigned,
    /// The file does not follow from the one before.
    NotChained,
}

impl Fault {
    /// In a few words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Altered => "altered",
            Self::OutOfSequence => "an event is missing, doubled or moved before it",
            Self::Unlinked => "does not follow from the event before",
            Self::OtherEnd => "not where the chain is recorded to end",
            Self::NoEnd => "the chain has no recorded end",
            Self::NotAsMarked => "a checkpoint saw another event here",
            Self::MarksAltered => "its rows are not what it signed",
            Self::NotOutside => "not among the files outside the database",
            Self::NotInside => "unknown to the database",
            Self::Unreadable => "its file cannot be read",
            Self::NotSigned => "not signed by a known key",
            Self::NotChained => "does not follow from the one before",
        }
    }
}

/// Where it is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// In a chain: its first broken event.
    Event {
        /// Which chain.
        subject: Subject,
        /// Its number.
        sequence: i64,
        /// Its id, when it is there.
        id: Option<Uuid>,
        /// What.
        fault: Fault,
    },
    /// At a checkpoint.
    Checkpoint {
        /// Its number.
        number: i64,
        /// What.
        fault: Fault,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event { subject, sequence, id, fault } => {
                write!(f, "{} {}, event {sequence}", subject.kind, subject.id)?;
                if let Some(id) = id {
                    write!(f, " ({id})")?;
                }
                write!(f, ": {}", fault.words())
            }
            Self::Checkpoint { number, fault } => {
                write!(f, "checkpoint {number}: {}", fault.words())
            }
        }
    }
}

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Events that were read.
    pub events: u64,
    /// Chains that were read.
    pub chains: u64,
    /// Checkpoints outside the database.
    pub checkpoints: u64,
    /// Events that the last of them covers.
    pub covered: i64,
    /// The findings, the first thousand; at most one a chain.
    pub broken: Vec<Finding>,
    /// How many there are.
    pub broken_in_all: u64,
}

impl Findings {
    /// Nothing is wrong.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.broken_in_all == 0
    }

    fn add(&mut self, finding: Finding) {
        self.broken_in_all += 1;
        if self.broken.len() < KEPT {
            self.broken.push(finding);
        }
    }
}

/// The chain being read.
struct Reading {
    subject: Subject,
    last: i64,
    hash: Vec<u8>,
    /// Number of events at the last mark.
    marked: i64,
    ended: bool,
    broken: bool,
}

/// The check of one house: gets its rows in order, holds one chain at a time, and a digest a checkpoint.
pub struct Verifier {
    tenant: Uuid,
    reading: Option<Reading>,
    marks: BTreeMap<i64, Marks>,
    findings: Findings,
}

impl Verifier {
    /// For the house `tenant`.
    #[must_use]
    pub fn new(tenant: Uuid) -> Self {
        Self { tenant, reading: None, marks: BTreeMap::new(), findings: Findings::default() }
    }

    /// Reads the next row in the order of [`Row::order`].
    pub fn read(&mut self, row: &Row) {
        if self.reading.as_ref().is_none_or(|chain| chain.subject != *row.subject()) {
            self.end_chain();
            self.findings.chains += 1;
            self.reading = Some(Reading {
                subject: row.subject().clone(),
                last: 0,
                hash: Vec::new(),
                marked: 0,
                ended: false,
                broken: false,
            });
        }
        match row {
            Row::Event(event) => self.event(event),
            Row::Mark(mark) => self.mark(mark),
            Row::Head(head) => self.head(head),
        }
    }

    /// Says the first fault of the chain being read.
    fn broken(&mut self, sequence: i64, id: Option<Uuid>, fault: Fault) {
        let Some(chain) = self.reading.as_mut().filter(|chain| !chain.broken) else { return };
        chain.broken = true;
        let subject = chain.subject.clone();
        self.findings.add(Finding::Event { subject, sequence, id, fault });
    }

    fn event(&mut self, event: &Event) {
        self.findings.events += 1;
        let Some(chain) = self.reading.as_mut() else { return };
        let previous = (chain.last > 0).then_some(chain.hash.as_slice());
        let fault = if event.sequence != chain.last.saturating_add(1) {
            Some(Fault::OutOfSequence)
        } else if event.previous.as_deref() != previous {
            Some(Fault::Unlinked)
        } else if event.tenant != self.tenant || event.computed() != event.hash[..] {
            Some(Fault::Altered)
        } else if chain.ended {
            Some(Fault::OtherEnd)
        } else {
            None
        };
        chain.last = event.sequence;
        chain.hash.clone_from(&event.hash);
        if let Some(fault) = fault {
            self.broken(event.sequence, Some(event.id), fault);
        }
    }

    fn mark(&mut self, mark: &Mark) {
        let Some(chain) = self.reading.as_mut() else { return };
        let before = std::mem::replace(&mut chain.marked, mark.head.sequence);
        let as_marked = chain.last == mark.head.sequence && chain.hash == mark.head.hash;
        self.marks.entry(mark.number).or_default().add(&mark.head, before);
        if !as_marked {
            self.broken(mark.head.sequence, None, Fault::NotAsMarked);
        }
    }

    fn head(&mut self, head: &Head) {
        let Some(chain) = self.reading.as_mut() else { return };
        let right = !chain.ended && chain.last == head.sequence && chain.hash == head.hash;
        chain.ended = true;
        if !right {
            self.broken(head.sequence, None, Fault::OtherEnd);
        }
    }

    fn end_chain(&mut self) {
        if let Some(chain) = self.reading.as_ref().filter(|chain| !chain.ended) {
            let last = chain.last;
            self.broken(last, None, Fault::NoEnd);
        }
    }

    /// Ends with the checkpoints: `inside` as the database has them, `outside` as they were read, by the number in their
    /// names; both in order. The keys that may have signed are `known`.
    #[must_use]
    pub fn finish(
        mut self,
        inside: &[Body],
        outside: &[(i64, Result<Checkpoint, Unreadable>)],
        known: &Known,
    ) -> Findings {
        self.end_chain();
        let mut faults = Vec::new();
        let mut marks = std::mem::take(&mut self.marks);
        let mut inside: BTreeMap<i64, &Body> =
            inside.iter().map(|body| (body.number, body)).collect();
        let (mut last, mut previous, mut events) = (0, None, 0_i64);
        for (number, file) in outside {
            self.findings.checkpoints += 1;
            for missing in last + 1..*number {
                faults.push((missing, Fault::NotOutside));
            }
            last = *number;
            let counted = marks.remove(number).unwrap_or_default();
            let body = inside.remove(number);
            let Ok(file) = file else {
                faults.push((*number, Fault::Unreadable));
                continue;
            };
            if body.is_none() {
                faults.push((*number, Fault::NotInside));
            }
            if file.body.tenant != self.tenant
                || file.body.number != *number
                || !file.is_signed(known)
            {
                faults.push((*number, Fault::NotSigned));
            }
            if file.previous != previous {
                faults.push((*number, Fault::NotChained));
            }
            let (chains, added) = (counted.chains, counted.added);
            let as_signed = chains == file.body.chains
                && events.saturating_add(added) == file.body.events
                && counted.digest() == file.body.heads
                && body.is_none_or(|body| *body == file.body);
            if !as_signed {
                faults.push((*number, Fault::MarksAltered));
            }
            (previous, events) = (Some(file.digest()), file.body.events);
        }
        let mut left: Vec<i64> = inside.into_keys().chain(marks.into_keys()).collect();
        left.sort_unstable();
        left.dedup();
        faults.extend(left.into_iter().map(|number| (number, Fault::NotOutside)));
        faults.dedup();
        for (number, fault) in faults {
            self.findings.add(Finding::Checkpoint { number, fault });
        }
        self.findings.covered = events;
        self.findings
    }
}
