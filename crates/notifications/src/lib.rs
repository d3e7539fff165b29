//! What people are told: templates, what was sent, and what became of it.
