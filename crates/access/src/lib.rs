//! Who may do what: roles, acts, and the one table between them.
