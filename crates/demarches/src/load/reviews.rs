//! What an operator works with: reasons to refuse, fields to type, the words of the checks, licences.

use std::collections::BTreeMap;

use super::checks::Checks;
use crate::{
    checks::{PROPOSED, Rule, Words},
    facts::{FactRules, FactType},
    field::{Extension, Field, Licence, Role},
    piece_kind::PieceKind,
    raw,
    refusal::Why,
    rejection::{Addition, Rejection},
};

/// The reasons to refuse a piece, in their order.
pub(super) fn rejections(
    checks: &mut Checks,
    raw: Vec<raw::Rejection>,
    kinds: &BTreeMap<String, PieceKind>,
) -> Vec<Rejection> {
    let mut rejections: Vec<Rejection> = Vec::new();
    for one in raw {
        let at = format!("rejection.{}", one.code);
        if rejections.iter().any(|other| other.code == one.code) {
            checks.refuse(&at, Why::Twice(one.code.clone()));
        }
        for piece in &one.pieces {
            if !kinds.contains_key(piece) {
                checks.refuse(&at, Why::Unknown(piece.clone(), "kinds of piece"));
            }
        }
        let addition = one
            .addition
            .and_then(|code| checks.code(&at, &code, "additions of a reason", Addition::parse));
        let rejection = Rejection {
            label: checks.text(&at, one.label_fr, one.label_en),
            message: checks.text(&at, one.message_fr, one.message_en),
            next: checks.text(&at, one.next_fr, one.next_en),
            shortcut: one.shortcut,
            addition,
            shown: !one.hidden,
            supervisor: one.supervisor,
            pieces: one.pieces,
            code: one.code,
        };
        let shared = rejections.iter().filter(|other| other.shortcut == rejection.shortcut);
        for other in shared {
            let both = |piece: &&String| other.applies_to(piece) && rejection.applies_to(piece);
            if let Some(piece) = kinds.keys().find(both) {
                let (shortcut, other) = (rejection.shortcut, other.code.clone());
                checks.refuse(&at, Why::Shortcut { shortcut, other, piece: piece.clone() });
                break;
            }
        }
        rejections.push(rejection);
    }
    for code in PROPOSED {
        if !rejections.iter().any(|one| one.code == *code) {
            checks.refuse("rejection", Why::Missing((*code).to_owned()));
        }
    }
    rejections
}

/// The fields that are typed from pieces.
pub(super) fn fields(
    checks: &mut Checks,
    raw: Vec<raw::Field>,
    kinds: &BTreeMap<String, PieceKind>,
) -> BTreeMap<String, Field> {
    let mut fields = BTreeMap::new();
    for one in raw {
        let at = format!("field.{}", one.id);
        let label = checks.text(&at, one.fr, one.en);
        let role = checks.code(&at, &one.role, "roles of a field", Role::parse);
        let field = Field { id: one.id.clone(), label, role: role.unwrap_or(Role::Other) };
        if fields.insert(one.id.clone(), field).is_some() {
            checks.refuse(&at, Why::Twice(one.id));
        }
    }
    for kind in kinds.values() {
        for field in &kind.typed_fields {
            if !fields.contains_key(field) {
                let at = format!("piece_kind.{}", kind.id);
                checks.refuse(&at, Why::Unknown(field.clone(), "fields"));
            }
        }
    }
    fields
}

/// The words of every check.
pub(super) fn words(checks: &mut Checks, raw: raw::ByRule) -> BTreeMap<Rule, Words> {
    let mut words = BTreeMap::new();
    for (code, one) in raw {
        let at = format!("check.{code}");
        let said = Words {
            label: checks.text(&at, one.label_fr, one.label_en),
            green: checks.text(&at, one.green_fr, one.green_en),
            amber: checks.text(&at, one.amber_fr, one.amber_en),
            red: checks.text(&at, one.red_fr, one.red_en),
        };
        if let Some(rule) = checks.code(&at, &code, "checks", Rule::parse) {
            words.insert(rule, said);
        }
    }
    for rule in Rule::ALL {
        if !words.contains_key(rule) {
            checks.refuse("check", Why::Missing(rule.id().to_owned()));
        }
    }
    words
}

/// Which categories of licence cover which kinds of vehicle.
pub(super) fn licences(
    checks: &mut Checks,
    raw: Vec<raw::Licence>,
    facts: &FactRules,
) -> Vec<Licence> {
    let genres = match facts.get("vehicle.genre").map(|rule| &rule.fact_type) {
        Some(FactType::Enum(genres)) => genres.as_slice(),
        _ => &[],
    };
    let mut licences = Vec::new();
    for (index, one) in raw.into_iter().enumerate() {
        let at = format!("licence[{index}]");
        checks.confidence(&at, &one.confidence);
        for genre in one.genres.iter().filter(|genre| !genres.contains(genre)) {
            checks.refuse(&at, Why::Unknown(genre.clone(), "kinds of vehicle"));
        }
        licences.push(Licence { genres: one.genres, categories: one.categories });
    }
    licences
}

/// Papers that are good for longer than they say.
pub(super) fn extension(checks: &mut Checks, at: &str, raw: raw::Extension) -> Extension {
    checks.confidence(at, &raw.confidence);
    let mut date = |day: Option<toml::value::Datetime>| day.and_then(|day| checks.date(at, day));
    let (from, to, until) = (date(raw.issued_from), date(raw.issued_to), date(raw.until));
    let issued = from.zip(to);
    if issued.is_some() == until.is_some() {
        checks.refuse(at, Why::Delay);
    }
    Extension { nature: raw.nature, issued, adult: raw.adult, years: raw.years, until }
}
