//! What is chained, and how it is hashed. Pure.

use jiff::Timestamp;
use ring::digest;
use uuid::Uuid;

/// Parts one after the other, each preceded by whether it is there and by its length: no two lists give the same bytes.
pub(crate) struct Canonical(Vec<u8>);

impl Canonical {
    /// For `purpose`: what is hashed for one thing is never taken for another.
    pub(crate) fn new(purpose: &str) -> Self {
        Self(Vec::with_capacity(512)).with(purpose.as_bytes())
    }

    pub(crate) fn with(self, part: &[u8]) -> Self {
        self.maybe(Some(part))
    }

    pub(crate) fn maybe(mut self, part: Option<&[u8]>) -> Self {
        match part {
            None => self.0.push(0),
            Some(part) => {
                self.0.push(1);
                self.0.extend_from_slice(&(part.len() as u64).to_be_bytes());
                self.0.extend_from_slice(part);
            }
        }
        self
    }

    pub(crate) fn number(self, number: i64) -> Self {
        self.with(&number.to_be_bytes())
    }

    pub(crate) fn bytes(self) -> Vec<u8> {
        self.0
    }

    pub(crate) fn hash(self) -> [u8; 32] {
        sha256(&self.0)
    }
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    hash
}

/// Which chain. In the order in which everything is read and digested.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// A [`Kind`](crate::Kind), as it is kept: the check reads whatever is there.
    pub kind: String,
    /// Which.
    pub id: Uuid,
}

/// A row of the audit, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns of the migration, which says what each holds")]
pub struct Event {
    pub id: Uuid,
    pub tenant: Uuid,
    pub subject: Subject,
    pub sequence: i64,
    /// Hashed to the microsecond, as PostgreSQL keeps it.
    pub at: Timestamp,
    pub actor_person: Option<Uuid>,
    pub actor_role: Option<String>,
    pub act: String,
    pub object_kind: Option<String>,
    pub object_id: Option<Uuid>,
    pub payload: Option<Vec<u8>>,
    pub key_person: Option<Uuid>,
    pub ip_prefix: Option<String>,
    pub previous: Option<Vec<u8>>,
    pub hash: Vec<u8>,
}

impl Event {
    /// The hash that it must have: of every column, that of the event before included.
    #[must_use]
    pub fn computed(&self) -> [u8; 32] {
        let uuid = |id: &Option<Uuid>| id.map(Uuid::into_bytes);
        let (actor, object, person) =
            (uuid(&self.actor_person), uuid(&self.object_id), uuid(&self.key_person));
        Canonical::new("carteclaire audit event 1")
            .with(self.id.as_bytes())
            .with(self.tenant.as_bytes())
            .with(self.subject.kind.as_bytes())
            .with(self.subject.id.as_bytes())
            .number(self.sequence)
            .number(self.at.as_microsecond())
            .maybe(actor.as_ref().map(<[u8; 16]>::as_slice))
            .maybe(self.actor_role.as_deref().map(str::as_bytes))
            .with(self.act.as_bytes())
            .maybe(self.object_kind.as_deref().map(str::as_bytes))
            .maybe(object.as_ref().map(<[u8; 16]>::as_slice))
            .maybe(self.payload.as_deref())
            .maybe(person.as_ref().map(<[u8; 16]>::as_slice))
            .maybe(self.ip_prefix.as_deref().map(str::as_bytes))
            .maybe(self.previous.as_deref())
            .hash()
    }
}

/// Where a chain ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Which chain.
    pub subject: Subject,
    /// Number of its last event, which is how many it has.
    pub sequence: i64,
    /// Its hash.
    pub hash: Vec<u8>,
}

/// Where a chain ended at a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Number of the checkpoint.
    pub number: i64,
    /// Where.
    pub head: Head,
}

/// A row as the check reads them: sorted by [`Row::order`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// An event.
    Event(Box<Event>),
    /// A mark, after the event that it names.
    Mark(Mark),
    /// The end of a chain, after its last event.
    Head(Head),
}

impl Row {
    /// Whose chain it is of.
    #[must_use]
    pub fn subject(&self) -> &Subject {
        match self {
            Self::Event(event) => &event.subject,
            Self::Mark(mark) => &mark.head.subject,
            Self::Head(head) => &head.subject,
        }
    }

    /// The order of the rows of one house: by chain, number, then event, marks, end.
    #[must_use]
    pub fn order(&self) -> (&Subject, i64, u8, i64) {
        match self {
            Self::Event(event) => (&event.subject, event.sequence, 0, 0),
            Self::Mark(mark) => (&mark.head.subject, mark.head.sequence, 1, mark.number),
            Self::Head(head) => (&head.subject, head.sequence, 2, 0),
        }
    }
}

/// The digest of the marks of one checkpoint, in the order of their chains.
pub struct Marks {
    context: digest::Context,
    /// How many.
    pub chains: i64,
    /// Events since the marks before.
    pub added: i64,
}

impl Default for Marks {
    fn default() -> Self {
        Self { context: digest::Context::new(&digest::SHA256), chains: 0, added: 0 }
    }
}

impl Marks {
    /// Adds the next chain, which ended at `before` (0: was not there) at its last mark.
    pub fn add(&mut self, head: &Head, before: i64) {
        let bytes = Canonical::new("carteclaire audit mark 1")
            .with(head.subject.kind.as_bytes())
            .with(head.subject.id.as_bytes())
            .number(head.sequence)
            .with(&head.hash)
            .bytes();
        self.context.update(&bytes);
        self.chains = self.chains.saturating_add(1);
        self.added = self.added.saturating_add(head.sequence.saturating_sub(before));
    }

    /// The digest.
    #[must_use]
    pub fn digest(self) -> [u8; 32] {
        let mut digest = [0; 32];
        digest.copy_from_slice(self.context.finish().as_ref());
        digest
    }
}
