//! Keys: one master, a key a person, what is sealed under it.
