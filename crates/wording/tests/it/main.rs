//! What people read: every text exists in both languages, well set, and says what was computed.
#[cfg(test)]
mod answers;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod labels;
#[cfg(test)]
mod receipt;
#[cfg(test)]
mod simulated;
#[cfg(test)]
mod typography;
