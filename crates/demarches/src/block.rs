//! What stands in the way of a démarche, and the way out.

use crate::{
    expr::Expr,
    kind::DemarcheKind,
    model::{Confidence, Text},
};

vocabulary::codes! {
    /// What a block does.
    pub enum Effect {
        /// The démarche cannot be ordered as it is.
        Stops = "stops",
        /// It can be ordered; an operator decides before it is filed.
        Operator = "operator",
        /// It can go on; the person is told.
        Warns = "warns",
    }
}

/// A guard: when it holds, what the person is told, and what there is to do.
#[derive(Clone, Debug)]
pub struct Block {
    /// Its id in the rules.
    pub id: String,
    /// What it does.
    pub effect: Effect,
    /// What stands in the way.
    pub message: Text,
    /// What there is to do.
    pub way_out: Text,
    /// The démarche that fits instead, where there is one.
    pub instead: Option<DemarcheKind>,
    /// The source of the rule, an id of [`crate::Demarches::source`].
    pub source: String,
    /// How sure the rule is.
    pub confidence: Confidence,
    pub(crate) kinds: Vec<DemarcheKind>,
    pub(crate) when: Expr,
}
