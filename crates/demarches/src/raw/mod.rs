//! The shape of the TOML, before anything is checked.

mod questions;

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Value, value::Datetime};

pub(crate) use questions::{
    Block, ByRule, BySigner, Choice, Extension, Field, Licence, Question, Rejection, Source, Term,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rules {
    pub(crate) schema_version: u32,
    pub(crate) checked_on: Datetime,
    pub(crate) version: String,
    #[serde(rename = "base_edition")]
    pub(crate) _base_edition: String,
    pub(crate) facts: BTreeMap<String, Fact>,
    pub(crate) derived: Vec<Derived>,
    pub(crate) fine: BTreeMap<String, Fine>,
    pub(crate) piece_kind: Vec<PieceKind>,
    pub(crate) condition: Vec<Condition>,
    pub(crate) bundle: BTreeMap<String, Bundle>,
    pub(crate) procedure: Vec<Procedure>,
    pub(crate) group: Vec<Group>,
    pub(crate) page: BTreeMap<String, Page>,
    pub(crate) question: Vec<Question>,
    pub(crate) block: Vec<Block>,
    pub(crate) term: Vec<Term>,
    pub(crate) source: Vec<Source>,
    pub(crate) rejection: Vec<Rejection>,
    pub(crate) field: Vec<Field>,
    pub(crate) licence: Vec<Licence>,
    pub(crate) check: ByRule,
    pub(crate) signer: BySigner,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fact {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) values: Vec<String>,
    pub(crate) contract: Option<String>,
    pub(crate) min: Option<i64>,
    pub(crate) max: Option<i64>,
    pub(crate) check: Option<String>,
    #[serde(default)]
    pub(crate) past: bool,
    #[serde(rename = "note")]
    pub(crate) _note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Derived {
    pub(crate) fact: String,
    pub(crate) expr: Option<String>,
    pub(crate) one_more_than: Option<String>,
    pub(crate) years_since: Option<String>,
    pub(crate) months_since: Option<String>,
    pub(crate) year_of: Option<String>,
    pub(crate) months_over: Option<MonthsOver>,
    pub(crate) unknown_when: Option<String>,
    pub(crate) confidence: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MonthsOver {
    pub(crate) since: String,
    pub(crate) months: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fine {
    pub(crate) fixed_cents: i64,
    pub(crate) max_cents: i64,
    pub(crate) text_fr: String,
    pub(crate) text_en: String,
    pub(crate) confidence: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PieceKind {
    pub(crate) id: String,
    pub(crate) label_fr: String,
    pub(crate) label_en: String,
    pub(crate) rule_fr: Option<String>,
    pub(crate) rule_en: Option<String>,
    pub(crate) cerfa: Option<u32>,
    pub(crate) cerfa_version: Option<u8>,
    pub(crate) obsolete_forms: Vec<u32>,
    pub(crate) max_age_months: Option<u16>,
    pub(crate) max_age_months_on_transfer: Option<u16>,
    pub(crate) max_age_months_if_contre_visite: Option<u16>,
    pub(crate) max_age_days: Option<u16>,
    pub(crate) qualities: Vec<String>,
    pub(crate) mandatory_fields: Vec<String>,
    pub(crate) company_fields: Vec<String>,
    pub(crate) marks: Vec<String>,
    pub(crate) per: Option<String>,
    pub(crate) signatures: Vec<String>,
    pub(crate) accepted_fr: Vec<String>,
    pub(crate) accepted_en: Vec<String>,
    pub(crate) special_cases_fr: Vec<String>,
    pub(crate) special_cases_en: Vec<String>,
    pub(crate) typed_fields: Vec<String>,
    pub(crate) why_fr: String,
    pub(crate) why_en: String,
    pub(crate) source: String,
    pub(crate) ageless: Vec<String>,
    pub(crate) extensions: Vec<Extension>,
    pub(crate) bears: Option<String>,
    pub(crate) bears_company: bool,
    pub(crate) confidence: String,
    #[serde(rename = "note")]
    pub(crate) _note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Condition {
    pub(crate) when: String,
    pub(crate) fr: String,
    pub(crate) en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bundle {
    pub(crate) requires: Vec<Requirement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Requirement {
    pub(crate) doc: String,
    pub(crate) when: Option<String>,
    #[serde(default)]
    pub(crate) any_of: Vec<String>,
    #[serde(default)]
    pub(crate) optional: bool,
    pub(crate) source: Option<String>,
    pub(crate) note_fr: Option<String>,
    pub(crate) note_en: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Procedure {
    pub(crate) code: String,
    #[serde(rename = "extends")]
    pub(crate) _extends: Option<String>,
    pub(crate) channel: Vec<String>,
    #[serde(rename = "channel_note")]
    pub(crate) _channel_note: Option<String>,
    #[serde(rename = "ants_procedure")]
    pub(crate) ants: Option<String>,
    pub(crate) deadline: Option<Deadline>,
    pub(crate) validity: Option<Validity>,
    pub(crate) operation: String,
    #[serde(default)]
    pub(crate) alternatives: Vec<Alternative>,
    pub(crate) bundles: Vec<String>,
    pub(crate) requires: Vec<Requirement>,
    #[serde(default)]
    pub(crate) data: Vec<String>,
    #[serde(default)]
    pub(crate) checks: Vec<String>,
    pub(crate) outputs: Vec<String>,
    pub(crate) guard: Option<String>,
    #[serde(default)]
    pub(crate) sets: BTreeMap<String, Value>,
    #[serde(default)]
    pub(crate) asks: Vec<String>,
    #[serde(default)]
    pub(crate) transfer: bool,
    #[serde(rename = "note")]
    pub(crate) _note: Option<String>,
    pub(crate) confidence: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Deadline {
    pub(crate) months: Option<u16>,
    pub(crate) days: Option<u16>,
    pub(crate) since: String,
    pub(crate) when: Option<String>,
    pub(crate) from_fr: String,
    pub(crate) from_en: String,
    pub(crate) basis: Option<String>,
    pub(crate) fine: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
pub(crate) enum Validity {
    Months {
        months: u16,
        special_months: u16,
        renewable: bool,
        since: Datetime,
        special_fr: Vec<String>,
        special_en: Vec<String>,
    },
    Until {
        until_fr: String,
        until_en: String,
        renewal_window_fr: String,
        renewal_window_en: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Alternative {
    pub(crate) operation: String,
    pub(crate) when: String,
    pub(crate) when_fr: String,
    pub(crate) when_en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group {
    pub(crate) id: String,
    pub(crate) label_fr: String,
    pub(crate) label_en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    pub(crate) group: String,
    pub(crate) slug_fr: String,
    pub(crate) slug_en: String,
    pub(crate) label_fr: String,
    pub(crate) label_en: String,
    pub(crate) summary_fr: String,
    pub(crate) summary_en: String,
    pub(crate) who_fr: String,
    pub(crate) who_en: String,
    pub(crate) deadline_fr: String,
    pub(crate) deadline_en: String,
    pub(crate) result_fr: String,
    pub(crate) result_en: String,
    pub(crate) steps_fr: Vec<String>,
    pub(crate) steps_en: Vec<String>,
    pub(crate) free_route_fr: String,
    pub(crate) free_route_en: String,
    #[serde(default)]
    pub(crate) faq: Vec<Faq>,
    pub(crate) example: Vec<Example>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Faq {
    pub(crate) question_fr: String,
    pub(crate) question_en: String,
    pub(crate) answer_fr: String,
    pub(crate) answer_en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Example {
    pub(crate) label_fr: String,
    pub(crate) label_en: String,
    pub(crate) facts: BTreeMap<String, Value>,
}
