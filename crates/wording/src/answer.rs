//! The answer of `POST /api/v1/simulations` and of the command line, key by key, and what they answer to a bad question.
//!
//! Texts here keep ordinary spaces and straight apostrophes where pages set narrow no-break ones and curly ones: they
//! are read by programs and terminals.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;
use simulator::answer::{Line, Outcome, Refund, Simulation, Total};
use simulator::baremes::Baremes;
use simulator::facts::{Fact, FactError};
use vocabulary::{Amount, Cents, Date, Lang};

use crate::errors;
use crate::numbers::NARROW;
use crate::receipt;

/// The answer to one question. Sums are whole cents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// Day of issue that was used.
    pub issued_on: Date,
    /// SHA-256 of the snapshot that was used: `sha256:…`.
    pub baremes: String,
    /// Total of the taxes; `null` when a line is not known.
    pub total_cents: Option<i64>,
    /// Bounds of the total, only while it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range_cents: Option<[i64; 2]>,
    /// Total less the sum of the lines; `null` when the total is.
    pub rounding_cents: Option<i64>,
    /// The six lines.
    pub lines: Vec<AnswerLine>,
    /// What can be asked back afterwards.
    pub refunds: Vec<AnswerRefund>,
    /// Facts without which a due line cannot be computed, by their names of the API.
    pub missing: Vec<&'static str>,
    /// What the person must know besides.
    pub warnings: Vec<AnswerWarning>,
}

/// A line of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerLine {
    /// `y1`, `y2`, `y3_co2`, `y3_mass`, `y4` or `y5`.
    pub code: &'static str,
    /// The line rounded half up to a cent; `null` when a fact or the table is missing.
    pub amount_cents: Option<i64>,
    /// What the line is called.
    pub label: String,
    /// How it was worked out, or why nothing is due.
    pub formula: String,
    /// The articles that it rests on.
    pub legal_basis: String,
    /// First day of the rate that was applied; `null` where no rate was.
    pub in_force_since: Option<Date>,
    /// Titles of the documents that the values were read in.
    pub source: String,
    /// Bounds of a line that lacks a fact, where it can be bounded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range_cents: Option<[i64; 2]>,
    /// `unknown_bareme` when no source gives the table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<&'static str>,
}

/// A refund of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerRefund {
    /// `family_co2` or `family_mass`.
    pub code: &'static str,
    /// What is expected back.
    pub amount_cents: i64,
    /// The articles that it rests on.
    pub legal_basis: &'static str,
}

/// A warning of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerWarning {
    /// Which one.
    pub code: &'static str,
    /// What it says.
    pub message: String,
}

impl Answer {
    /// Says `simulation`, made with the tables `baremes` of hash `baremes_hash` (written as it stands), in `lang`.
    #[must_use]
    pub fn new(simulation: &Simulation, baremes: &Baremes, baremes_hash: &str, lang: Lang) -> Self {
        let (total, rounding, range) = match simulation.total {
            Total::Known { total, rounding } => (Some(total.0), Some(rounding.0), None),
            Total::Between(Cents(low), Cents(high)) => (None, None, Some([low, high])),
            Total::Unknown => (None, None, None),
        };
        Self {
            issued_on: simulation.issued_on,
            baremes: baremes_hash.into(),
            total_cents: total,
            range_cents: range,
            rounding_cents: rounding,
            lines: simulation
                .lines
                .iter()
                .map(|line| AnswerLine::new(line, baremes, lang))
                .collect(),
            refunds: simulation.refunds.iter().map(AnswerRefund::new).collect(),
            missing: simulation.missing.iter().copied().map(Fact::id).collect(),
            warnings: simulation
                .warnings
                .iter()
                .map(|warning| AnswerWarning {
                    code: warning.code(),
                    message: plain(&receipt::warning(warning, baremes, lang)),
                })
                .collect(),
        }
    }
}

impl AnswerLine {
    fn new(line: &Line, baremes: &Baremes, lang: Lang) -> Self {
        let cents = |amount: Amount| amount.to_cents().0;
        let (amount, range, error) = match line.outcome {
            Outcome::Due(amount) => (Some(cents(amount)), None, None),
            Outcome::Missing(range) => {
                (None, range.map(|(low, high)| [cents(low), cents(high)]), None)
            }
            Outcome::UnknownBareme => (None, None, Some("unknown_bareme")),
        };
        Self {
            code: line.code.id(),
            amount_cents: amount,
            label: plain(receipt::line_label(line.code, lang)),
            formula: plain(&receipt::formula(line, baremes, lang)),
            legal_basis: receipt::legal_basis(line),
            in_force_since: line.in_force_since,
            source: receipt::source(line, baremes),
            range_cents: range,
            error,
        }
    }
}

impl AnswerRefund {
    fn new(refund: &Refund) -> Self {
        Self {
            code: refund.code.id(),
            amount_cents: refund.amount.to_cents().0,
            legal_basis: receipt::refund_legal_basis(refund.code),
        }
    }
}

/// What is answered to a question that cannot be used, as `application/problem+json` (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// `about:blank`: the status says it all.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What happened, in a few words.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What to do.
    pub detail: String,
    /// Every fact that cannot be used, all at once.
    pub errors: Vec<ProblemError>,
}

/// A fact that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProblemError {
    /// Where it stands in the JSON that was sent: `/fiscal_cv`.
    pub pointer: String,
    /// What kind of fault.
    pub code: &'static str,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl Problem {
    /// The media type of a problem.
    pub const MEDIA_TYPE: &'static str = "application/problem+json";

    /// A problem without faulty facts: a body that is no JSON, too large, too many requests.
    #[must_use]
    pub fn new(status: u16, title: &str, detail: &str) -> Self {
        Self {
            kind: "about:blank",
            title: plain(title),
            status,
            detail: plain(detail),
            errors: Vec::new(),
        }
    }

    /// 422: these facts cannot be used.
    #[must_use]
    pub fn invalid(facts: &[FactError], lang: Lang) -> Self {
        let mut problem = Self::new(
            422,
            lang.pick("Demande inexploitable", "Unprocessable request"),
            lang.pick(
                "Corrigez les informations listées, puis envoyez de nouveau la demande. Rien n'a été enregistré.",
                "Correct the facts listed, then send the request again. Nothing was recorded.",
            ),
        );
        problem.errors = facts
            .iter()
            .map(|fact| ProblemError {
                pointer: errors::pointer(fact),
                code: fact.kind.code(),
                message: plain(&errors::message(fact, lang)),
            })
            .collect();
        problem
    }

    /// 400: the body is not one JSON object.
    #[must_use]
    pub fn not_json(lang: Lang) -> Self {
        Self::new(
            400,
            lang.pick("Demande illisible", "Unreadable request"),
            lang.pick(
                "Envoyez un seul objet JSON, par exemple {\"operation\": \"duplicata\"}.",
                "Send one JSON object, for example {\"operation\": \"duplicata\"}.",
            ),
        )
    }
}

/// `text` with ordinary spaces and straight apostrophes.
fn plain(text: &str) -> String {
    let plain = |letter| match letter {
        NARROW => ' ',
        '’' => '\'',
        letter => letter,
    };
    text.chars().map(plain).collect()
}
