//! What is done outside a request: enqueued in the transaction that causes it, done at least once.
