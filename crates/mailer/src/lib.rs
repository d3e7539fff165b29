//! Mail and SMS: one trait, the providers, the breaker between them.
