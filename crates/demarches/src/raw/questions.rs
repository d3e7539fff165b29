//! The shape of questions, blocks, delays, sources, reasons to refuse, fields and checks.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::value::Datetime;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Question {
    pub(crate) fact: String,
    pub(crate) ask_when: Option<String>,
    pub(crate) label_fr: String,
    pub(crate) label_en: String,
    pub(crate) help_fr: Option<String>,
    pub(crate) help_en: Option<String>,
    pub(crate) why_fr: String,
    pub(crate) why_en: String,
    #[serde(default)]
    pub(crate) choices: Vec<Choice>,
    #[serde(default)]
    pub(crate) optional: bool,
    #[serde(default)]
    pub(crate) variants: Vec<Variant>,
    #[serde(default)]
    pub(crate) contract: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) fr: String,
    pub(crate) en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Variant {
    #[serde(rename = "in")]
    pub(crate) kinds: Vec<String>,
    pub(crate) fr: String,
    pub(crate) en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Block {
    pub(crate) id: String,
    #[serde(rename = "in")]
    pub(crate) kinds: Vec<String>,
    pub(crate) when: String,
    pub(crate) effect: String,
    pub(crate) message_fr: String,
    pub(crate) message_en: String,
    pub(crate) way_out_fr: String,
    pub(crate) way_out_en: String,
    pub(crate) instead: Option<String>,
    pub(crate) source: String,
    pub(crate) confidence: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Term {
    pub(crate) id: String,
    #[serde(rename = "in", default)]
    pub(crate) kinds: Vec<String>,
    pub(crate) months: Option<u16>,
    pub(crate) days: Option<u16>,
    pub(crate) since: Option<String>,
    pub(crate) when: Option<String>,
    pub(crate) label_fr: String,
    pub(crate) label_en: String,
    pub(crate) source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    pub(crate) id: String,
    pub(crate) title_fr: String,
    pub(crate) title_en: String,
    pub(crate) confidence: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rejection {
    pub(crate) code: String,
    pub(crate) shortcut: char,
    pub(crate) label_fr: String,
    pub(crate) label_en: String,
    pub(crate) message_fr: String,
    pub(crate) message_en: String,
    pub(crate) next_fr: String,
    pub(crate) next_en: String,
    pub(crate) addition: Option<String>,
    #[serde(default)]
    pub(crate) hidden: bool,
    #[serde(default)]
    pub(crate) supervisor: bool,
    #[serde(default)]
    pub(crate) pieces: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Field {
    pub(crate) id: String,
    pub(crate) role: String,
    pub(crate) fr: String,
    pub(crate) en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Licence {
    pub(crate) genres: Vec<String>,
    pub(crate) categories: Vec<String>,
    pub(crate) confidence: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Extension {
    pub(crate) nature: String,
    pub(crate) issued_from: Option<Datetime>,
    pub(crate) issued_to: Option<Datetime>,
    #[serde(default)]
    pub(crate) adult: bool,
    #[serde(default)]
    pub(crate) years: u16,
    pub(crate) until: Option<Datetime>,
    pub(crate) confidence: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    pub(crate) label_fr: String,
    pub(crate) label_en: String,
    pub(crate) green_fr: String,
    pub(crate) green_en: String,
    pub(crate) amber_fr: String,
    pub(crate) amber_en: String,
    pub(crate) red_fr: String,
    pub(crate) red_en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Signer {
    pub(crate) fr: String,
    pub(crate) en: String,
}

pub(crate) type ByRule = BTreeMap<String, Words>;
pub(crate) type BySigner = BTreeMap<String, Signer>;
