//! The tracks of a dossier: what is stuck, and where. A step consumes the state of its track.
//!
//! [`Pieces`], [`Signature`] and [`Payment`] are tables of steps; a step back wants a [`Reason`]. [`filing`] is a type a
//! state, so that a step that does not exist does not compile, and the first wants a proof that nothing is open.

pub mod filing;
mod payment;
mod pieces;
mod signature;

use serde::{Deserialize, Serialize};

pub use filing::Filing;
pub use payment::Payment;
pub use pieces::Pieces;
pub use signature::Signature;

use crate::code::in_json;

/// Why a step back was made: a code or a few words, never empty, never personal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reason(String);

impl Reason {
    /// Longest reason, in characters.
    pub const MAX: usize = 200;

    /// Reads a reason; `None` when it says nothing or too much.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let told = !text.is_empty() && text.chars().count() <= Self::MAX && !text.contains('\0');
        told.then(|| Self(text.to_owned()))
    }

    /// The reason.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Reason {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(&text).ok_or("a reason says something, in few words")
    }
}

impl From<Reason> for String {
    fn from(reason: Reason) -> Self {
        reason.0
    }
}

/// Which way a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Towards the end.
    On,
    /// Back: wants a [`Reason`].
    Back,
}

/// A track whose steps are a table: gives it `to`.
macro_rules! steps {
    ($name:ident, [$(($from:ident, $to:ident, $way:ident)),+ $(,)?]) => {
        impl $name {
            /// Every step that there is, and which way it goes.
            pub const STEPS: &'static [(Self, Self, $crate::tracks::Way)] =
                &[$((Self::$from, Self::$to, $crate::tracks::Way::$way)),+];

            /// The step to `next`.
            ///
            /// # Errors
            ///
            /// [`Refusal::NoSuchStep`](crate::Refusal::NoSuchStep), and
            /// [`Refusal::ReasonNeeded`](crate::Refusal::ReasonNeeded) for a step back without one.
            pub fn to(
                self,
                next: Self,
                why: Option<&$crate::tracks::Reason>,
            ) -> Result<Self, $crate::Refusal> {
                let step = Self::STEPS.iter().find(|(from, to, _)| (*from, *to) == (self, next));
                match step {
                    None => Err($crate::Refusal::NoSuchStep),
                    Some((.., $crate::tracks::Way::Back)) if why.is_none() => {
                        Err($crate::Refusal::ReasonNeeded)
                    }
                    Some(_) => Ok(next),
                }
            }
        }
    };
}
pub(crate) use steps;

vocabulary::codes! {
    /// What becomes of the papers once filed: kept by a certified third party (NF Z 42-020).
    pub enum Archive {
        /// Nothing to deposit yet.
        None = "aucun",
        /// Filed: to be deposited.
        ToDeposit = "a_deposer",
        /// Deposited, under a reference.
        Deposited = "depose_coffre",
    }
}

in_json!(Pieces, Signature, Payment, Archive);

#[cfg(test)]
mod tests;
