//! People: how they prove who they are, their sessions, what they may ask for.
