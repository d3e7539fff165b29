//! The checks that every part of the rules shares; each notes what it refuses and goes on.

use vocabulary::Date;

use crate::{
    delay::Delay,
    expr::Expr,
    facts::{FactRules, FactType},
    kind::DemarcheKind,
    model::{Confidence, Text},
    refusal::{Refusal, Why},
};

/// What was refused so far.
#[derive(Default)]
pub(super) struct Checks {
    pub(super) refusals: Vec<Refusal>,
}

impl Checks {
    pub(super) fn refuse(&mut self, at: &str, why: Why) {
        self.refusals.push(Refusal { at: at.to_owned(), why });
    }

    /// A text in both languages.
    pub(super) fn text(&mut self, at: &str, fr: String, en: String) -> Text {
        for (lang, words) in [("French", &fr), ("English", &en)] {
            if words.trim().is_empty() {
                self.refuse(at, Why::Silent(lang));
            }
        }
        Text { fr, en }
    }

    /// A text that may be absent, but not in one language only.
    pub(super) fn text_if_any(
        &mut self,
        at: &str,
        fr: Option<String>,
        en: Option<String>,
    ) -> Option<Text> {
        match (fr, en) {
            (None, None) => None,
            (fr, en) => Some(self.text(at, fr.unwrap_or_default(), en.unwrap_or_default())),
        }
    }

    /// As many texts in one language as in the other.
    pub(super) fn texts(&mut self, at: &str, fr: Vec<String>, en: Vec<String>) -> Vec<Text> {
        if fr.len() != en.len() {
            self.refuse(at, Why::Uneven { fr: fr.len(), en: en.len() });
        }
        fr.into_iter().zip(en).map(|(fr, en)| self.text(at, fr, en)).collect()
    }

    /// A code of the list `list`.
    pub(super) fn code<T>(
        &mut self,
        at: &str,
        code: &str,
        list: &'static str,
        parse: fn(&str) -> Option<T>,
    ) -> Option<T> {
        let found = parse(code);
        if found.is_none() {
            self.refuse(at, Why::Unknown(code.to_owned(), list));
        }
        found
    }

    /// The démarches of a list, each once.
    pub(super) fn kinds(&mut self, at: &str, codes: &[String]) -> Vec<DemarcheKind> {
        let mut kinds = Vec::new();
        for code in codes {
            let Some(kind) = self.code(at, code, "démarches", DemarcheKind::parse) else {
                continue;
            };
            if kinds.contains(&kind) {
                self.refuse(at, Why::Twice(code.clone()));
            }
            kinds.push(kind);
        }
        kinds
    }

    pub(super) fn delay(
        &mut self,
        at: &str,
        months: Option<u16>,
        days: Option<u16>,
    ) -> Option<Delay> {
        match (months, days) {
            (Some(months), None) => Some(Delay::Months(months)),
            (None, Some(days)) => Some(Delay::Days(days)),
            _ => {
                self.refuse(at, Why::Delay);
                None
            }
        }
    }

    /// The name of a fact that holds a day.
    pub(super) fn day_fact(&mut self, at: &str, fact: &str, facts: &FactRules) {
        if !facts.get(fact).is_some_and(|rule| matches!(rule.fact_type, FactType::Date { .. })) {
            self.refuse(at, Why::Unknown(fact.to_owned(), "days"));
        }
    }

    pub(super) fn expr(&mut self, at: &str, text: &str, facts: &FactRules) -> Option<Expr> {
        Expr::parse(text, facts).map_err(|error| self.refuse(at, error.into())).ok()
    }

    pub(super) fn date(&mut self, at: &str, date: toml::value::Datetime) -> Option<Date> {
        let text = date.to_string();
        Date::parse(&text).map_err(|_| self.refuse(at, Why::Unknown(text, "days"))).ok()
    }

    pub(super) fn confidence(&mut self, at: &str, mark: &str) -> Confidence {
        match mark {
            "O" => Confidence::Official,
            "O+S" | "O+K" => Confidence::Partly,
            "S" => Confidence::Secondary,
            "K" => Confidence::Trade,
            "?" => Confidence::Unknown,
            other => {
                self.refuse(at, Why::Unknown(other.to_owned(), "confidence marks"));
                Confidence::Unknown
            }
        }
    }
}
