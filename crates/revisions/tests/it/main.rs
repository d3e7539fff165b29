//! Revisions against a real database: what it refuses by itself, and what a house sees of another.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod refused;
