//! Where values were read: inherited from the table around them, and each citation kept once.

use std::collections::BTreeSet;

use simulator::baremes::{Cite, CiteId, Confidence, Source, Text};
use toml::{Table, Value};

use crate::check::{At, Checker};
use crate::refusal::Reason;

/// Where a value was read, as written; inherited from the table around it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cited {
    sources: Vec<u16>,
    confidence: Option<Confidence>,
    doubt: Option<Text>,
}

impl Cited {
    /// What the head table of a file says for the others: its sources, never its doubt.
    pub(crate) fn of_neighbours(self) -> Self {
        Self { sources: self.sources, ..Self::default() }
    }

    pub(crate) fn is_unknown(&self) -> bool {
        self.confidence == Some(Confidence::Unknown)
    }
}

const CONFIDENCES: [(&str, Confidence); 4] = [
    ("solid", Confidence::Solid),
    ("medium", Confidence::Medium),
    ("low", Confidence::Low),
    ("unknown", Confidence::Unknown),
];

impl Checker {
    /// Takes the citation out of `table`: its own, else that of `parent`.
    pub(crate) fn take_cited(&mut self, at: &At, table: &mut Table, parent: &Cited) -> Cited {
        let mut cited = Cited {
            sources: parent.sources.clone(),
            confidence: None,
            doubt: parent.doubt.clone(),
        };
        if let Some(own) = table.remove("source") {
            cited.sources = self.sources_named(&at.key("source"), &own);
        }
        if let Some(own) = table.remove("confidence") {
            let word = own.as_str().unwrap_or_default().to_owned();
            cited.confidence = self.word(&at.key("confidence"), &word, &CONFIDENCES);
        }
        match (table.remove("doubt"), table.remove("doubt_fr")) {
            (None, None) => {}
            (Some(Value::String(en)), Some(Value::String(fr))) => {
                cited.doubt = Some(Text { fr, en });
            }
            _ => self.refuse(&at.key("doubt"), Reason::DoubtInOneLanguage),
        }
        cited
    }

    /// The numbers of the sources whose identifiers are listed.
    pub(crate) fn sources_named(&mut self, at: &At, listed: &Value) -> Vec<u16> {
        let Value::Array(list) = listed else {
            self.refuse(at, Reason::Shape("a list of source ids is expected".to_owned()));
            return Vec::new();
        };
        let mut found = Vec::new();
        for (i, id) in list.iter().enumerate() {
            let id = id.as_str().unwrap_or_default();
            match self.sources.iter().zip(0_u16..).find(|(source, _)| source.id == id) {
                Some((_, number)) => found.push(number),
                None if self.is_incomplete("sources.toml") => {} // perhaps it names this one
                None => self.refuse(&at.nth(i), Reason::UnknownSource(id.to_owned())),
            }
        }
        found
    }

    /// The citation, with the same number for the same one. Solid without a doubt and medium with one, unless said.
    pub(crate) fn cite(&mut self, at: &At, cited: &Cited) -> CiteId {
        let otherwise = if cited.doubt.is_some() { Confidence::Medium } else { Confidence::Solid };
        let confidence = cited.confidence.unwrap_or(otherwise);
        if cited.sources.is_empty() && confidence != Confidence::Unknown {
            // A source that is unknown has been refused already.
            let said = self.is_incomplete("sources.toml")
                || self.refusals.iter().any(|one| {
                    one.file == at.file
                        && matches!(one.reason, Reason::UnknownSource(_) | Reason::Shape(_))
                });
            if !said {
                self.refuse(&at.key("source"), Reason::NoSource);
            }
        }
        let cite = Cite { sources: cited.sources.clone(), confidence, doubt: cited.doubt.clone() };
        let known = self.cites.iter().position(|one| *one == cite);
        let number = known.unwrap_or_else(|| {
            self.cites.push(cite);
            self.cites.len() - 1
        });
        if let Ok(number) = u16::try_from(number) {
            return CiteId(number);
        }
        self.refuse(at, Reason::TooMany);
        CiteId(0)
    }

    /// All citations, and the sources that they name, renumbered without the others.
    pub(crate) fn into_cites(self) -> (Vec<Cite>, Vec<Source>) {
        let named: BTreeSet<u16> =
            self.cites.iter().flat_map(|cite| cite.sources.iter().copied()).collect();
        let mut cites = self.cites;
        for number in cites.iter_mut().flat_map(|cite| &mut cite.sources) {
            let before = named.range(..*number).count();
            *number = u16::try_from(before).unwrap_or(u16::MAX); // fewer than `number`, itself a u16
        }
        let kept = self.sources.into_iter().zip(0_u16..).filter(|(_, n)| named.contains(n));
        (cites, kept.map(|(source, _)| source).collect())
    }
}
