//! What a token is for.

use vocabulary::codes;

codes! {
    /// What a token may be used for, among what its person may do.
    pub enum Scope {
        /// Who the token is.
        AccountRead = "account:read",
        /// Reads dossiers.
        DossiersRead = "dossiers:read",
        /// Makes and changes dossiers.
        DossiersWrite = "dossiers:write",
    }
}

/// Some scopes: each once, in the order of the declaration, one at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scopes(Vec<Scope>);

impl Scopes {
    /// Every scope.
    #[must_use]
    pub fn all() -> Self {
        Self(Scope::ALL.to_vec())
    }

    /// Those of `given`; `None` for none.
    #[must_use]
    pub fn new(given: &[Scope]) -> Option<Self> {
        let kept: Vec<_> = Scope::ALL.iter().copied().filter(|it| given.contains(it)).collect();
        (!kept.is_empty()).then_some(Self(kept))
    }

    /// Reads `account:read dossiers:read`, as RFC 6749 writes them; `None` when one is not known, or there is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let given: Option<Vec<_>> = text.split_ascii_whitespace().map(Scope::parse).collect();
        Self::new(&given?)
    }

    /// `scope` is one of them.
    #[must_use]
    pub fn contains(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// Those that are in `others` too; `None` for none.
    #[must_use]
    pub fn and(&self, others: &Self) -> Option<Self> {
        Self::new(&self.0.iter().copied().filter(|it| others.contains(*it)).collect::<Vec<_>>())
    }

    /// Each of them.
    #[must_use]
    pub fn as_slice(&self) -> &[Scope] {
        &self.0
    }

    /// Each as text.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        self.0.iter().map(|scope| scope.id().to_owned()).collect()
    }

    /// As RFC 6749 writes them, with spaces between.
    #[must_use]
    pub fn text(&self) -> String {
        self.ids().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_written_as_they_are_read() {
        let read = Scopes::parse(" dossiers:write  account:read account:read ").unwrap();
        assert_eq!(read.text(), "account:read dossiers:write");
        assert_eq!(Scopes::parse(&Scopes::all().text()), Some(Scopes::all()));
        for text in ["", " ", "admin", "account:read admin", "account:read,dossiers:read"] {
            assert_eq!(Scopes::parse(text), None, "{text}");
        }
    }

    #[test]
    fn two_lists_leave_what_is_in_both() {
        let read = Scopes::parse("account:read dossiers:read").unwrap();
        let write = Scopes::parse("dossiers:write dossiers:read").unwrap();
        assert_eq!(read.and(&write).unwrap().as_slice(), [Scope::DossiersRead]);
        assert_eq!(read.and(&Scopes::parse("dossiers:write").unwrap()), None);
    }
}
