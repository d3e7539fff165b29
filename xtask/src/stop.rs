//! Ctrl-C and SIGTERM are noted here, and acted upon where a program is waited for: the server
//! stops before its database does.

use crate::command::{Failure, Outcome};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use std::sync::{Arc, LazyLock, atomic::AtomicBool, atomic::Ordering};

static ASKED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// Notes SIGINT, SIGTERM and SIGHUP from now on instead of dying of them.
///
/// # Errors
///
/// [`Failure::Failed`] when the system refuses a handler.
pub(crate) fn listen() -> Outcome {
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(&ASKED))
            .map_err(|error| Failure::Failed(format!("cannot listen to signals: {error}")))?;
    }
    Ok(())
}

/// Whether somebody asked to stop.
pub(crate) fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
