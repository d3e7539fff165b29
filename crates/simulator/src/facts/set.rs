use super::Fact;

/// A set of facts: what can matter to an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FactSet(u64);

impl FactSet {
    /// No fact.
    pub const EMPTY: Self = Self(0);

    /// This set and `fact`.
    #[must_use]
    pub const fn with(self, fact: Fact) -> Self {
        Self(self.0 | 1 << fact as u64)
    }

    /// Whether `fact` is in it.
    #[must_use]
    pub const fn contains(self, fact: Fact) -> bool {
        self.0 & 1 << fact as u64 != 0
    }

    /// What is in it, in the order of [`Fact::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Fact> {
        Fact::ALL.iter().copied().filter(move |fact| self.contains(*fact))
    }
}
