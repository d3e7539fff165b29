//! An audit in memory, as the database and the files would hold it, and the check of it.

use audit::chain::{Event, Head, Mark, Marks, Row, Subject};
use audit::checkpoint::{Body, Checkpoint, Known, Unreadable};
use audit::{Findings, Verifier};
use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};
use sealing::MasterKeys;
use uuid::Uuid;

pub(crate) const TENANT: Uuid = Uuid::from_u128(1);
/// Rounds of events; each ends with a checkpoint, but for the last.
const ROUNDS: i64 = 4;

pub(crate) fn keys() -> MasterKeys {
    MasterKeys::new(&"AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=".into(), &[]).unwrap()
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct World {
    pub(crate) events: Vec<Event>,
    pub(crate) heads: Vec<Head>,
    pub(crate) marks: Vec<Mark>,
    pub(crate) bodies: Vec<Body>,
    pub(crate) files: Vec<(i64, Result<Checkpoint, Unreadable>)>,
}

impl World {
    pub(crate) fn new(rng: &mut Rng) -> Self {
        let empty = Vec::new;
        let mut world = Self {
            events: empty(),
            heads: Vec::new(),
            marks: Vec::new(),
            bodies: Vec::new(),
            files: Vec::new(),
        };
        let kinds = ["person", "dossier", "house"];
        let subjects: Vec<Subject> = (0..12)
            .map(|at| Subject { kind: kinds[at % 3].into(), id: Uuid::from_u128(rng.u128(..)) })
            .collect();
        for round in 1..=ROUNDS {
            for subject in &subjects {
                for _ in 0..rng.u8(u8::from(round == 1)..4) {
                    world.append(subject, rng);
                }
            }
            if round < ROUNDS {
                world.checkpoint(round);
            }
        }
        world
    }

    pub(crate) fn append(&mut self, subject: &Subject, rng: &mut Rng) {
        let head = self.heads.iter().find(|head| head.subject == *subject).cloned();
        let event = event(subject, head.as_ref(), rng);
        self.heads.retain(|head| head.subject != *subject);
        let (sequence, hash) = (event.sequence, event.hash.clone());
        self.heads.push(Head { subject: subject.clone(), sequence, hash });
        self.events.push(event);
    }

    fn checkpoint(&mut self, number: i64) {
        for head in &self.heads {
            let before = self.marked(&head.subject, number);
            if head.sequence > before {
                self.marks.push(Mark { number, head: head.clone() });
            }
        }
        self.bodies.push(Body {
            tenant: TENANT,
            number,
            at: at(number),
            events: 0,
            chains: 0,
            heads: [0; 32],
        });
        self.sum();
        let previous = self.files.last().map(|(_, file)| file.as_ref().unwrap().digest());
        let body = self.bodies.last().unwrap().clone();
        self.files.push((number, Ok(Checkpoint::sign(&keys(), body, previous))));
    }

    /// How long the chain was at its last mark before checkpoint `number`.
    pub(crate) fn marked(&self, subject: &Subject, number: i64) -> i64 {
        let earlier =
            self.marks.iter().filter(|mark| mark.head.subject == *subject && mark.number < number);
        earlier.map(|mark| mark.head.sequence).max().unwrap_or(0)
    }

    /// Makes every body say what its marks say.
    pub(crate) fn sum(&mut self) {
        self.marks.sort_by(|a, b| (a.number, &a.head.subject).cmp(&(b.number, &b.head.subject)));
        let mut events = 0;
        for at in 0..self.bodies.len() {
            let number = self.bodies[at].number;
            let mut sum = Marks::default();
            for mark in self.marks.iter().filter(|mark| mark.number == number) {
                sum.add(&mark.head, self.marked(&mark.head.subject, number));
            }
            events += sum.added;
            let (chains, heads) = (sum.chains, sum.digest());
            self.bodies[at] = Body { events, chains, heads, ..self.bodies[at].clone() };
        }
    }

    /// The events of a chain, in order.
    pub(crate) fn chain(&self, subject: &Subject) -> Vec<usize> {
        let mut chain: Vec<usize> =
            (0..self.events.len()).filter(|at| self.events[*at].subject == *subject).collect();
        chain.sort_by_key(|at| self.events[*at].sequence);
        chain
    }

    /// Numbers and hashes the chain anew, and moves its end: what somebody would do who knows how.
    pub(crate) fn rechain(&mut self, subject: &Subject) {
        let mut previous = None;
        self.heads.retain(|head| head.subject != *subject);
        let chain = self.chain(subject);
        for (place, at) in chain.iter().enumerate() {
            let event = &mut self.events[*at];
            event.sequence = i64::try_from(place).unwrap() + 1;
            event.previous = previous;
            event.hash = event.computed().to_vec();
            previous = Some(event.hash.clone());
        }
        if let Some(last) = chain.last().map(|at| self.events[*at].clone()) {
            self.heads.push(Head {
                subject: last.subject,
                sequence: last.sequence,
                hash: last.hash,
            });
        }
    }

    /// Makes the marks of the chain say what its events say.
    pub(crate) fn remark(&mut self, subject: &Subject) {
        let chain = self.chain(subject);
        let events = &self.events;
        self.marks.retain_mut(|mark| {
            if mark.head.subject != *subject {
                return true;
            }
            let same = chain.iter().find(|at| events[**at].sequence == mark.head.sequence);
            same.map(|at| mark.head.hash.clone_from(&events[*at].hash)).is_some()
        });
    }

    /// In one order, to be compared.
    pub(crate) fn sorted(mut self) -> Self {
        self.events
            .sort_by(|a, b| (&a.subject, a.sequence, a.id).cmp(&(&b.subject, b.sequence, b.id)));
        self.heads.sort_by(|a, b| (&a.subject, a.sequence).cmp(&(&b.subject, b.sequence)));
        self.marks.sort_by(|a, b| (a.number, &a.head.subject).cmp(&(b.number, &b.head.subject)));
        self
    }

    pub(crate) fn check(&self) -> Findings {
        let mut rows: Vec<Row> = Vec::new();
        rows.extend(self.events.iter().cloned().map(|event| Row::Event(Box::new(event))));
        rows.extend(self.marks.iter().cloned().map(Row::Mark));
        rows.extend(self.heads.iter().cloned().map(Row::Head));
        rows.sort_by(|a, b| a.order().cmp(&b.order()));
        let mut verifier = Verifier::new(TENANT);
        for row in &rows {
            verifier.read(row);
        }
        verifier.finish(&self.bodies, &self.files, &Known::of(&keys()))
    }
}

pub(crate) fn at(step: i64) -> Timestamp {
    "2026-11-21T12:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(step)
}

/// The next event of the chain that ends at `head`.
pub(crate) fn event(subject: &Subject, head: Option<&Head>, rng: &mut Rng) -> Event {
    let mut maybe = |value: u128| rng.bool().then(|| Uuid::from_u128(value));
    let (actor_person, object_id, key_person) = (maybe(2), maybe(3), maybe(4));
    let mut event = Event {
        id: Uuid::from_u128(rng.u128(..)),
        tenant: TENANT,
        subject: subject.clone(),
        sequence: head.map_or(1, |head| head.sequence + 1),
        at: at(rng.i64(0..10_000)),
        actor_person,
        actor_role: rng.bool().then(|| "operateur".into()),
        act: "person_viewed".into(),
        object_kind: object_id.map(|_| "document".into()),
        object_id,
        payload: key_person.map(|_| (0..rng.u8(1..40)).map(|_| rng.u8(..)).collect()),
        key_person,
        ip_prefix: rng.bool().then(|| "192.0.2.0/24".into()),
        previous: head.map(|head| head.hash.clone()),
        hash: Vec::new(),
    };
    event.hash = event.computed().to_vec();
    event
}
