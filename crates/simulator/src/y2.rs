//! Y.2, majoration for transport training (CIBS L421-55 to L421-57).

use vocabulary::Amount;

use crate::answer::{
    Formula, Line, LineCode, NilReason, Outcome, UnknownReason, Warning, Y2Formula,
};
use crate::baremes::{Due, Y2Bracket, Y2Kind, Y2Rule};
use crate::case::{Case, Notes, within};
use crate::facts::{Exemption, Fact};
use crate::law;

const CODE: LineCode = LineCode::Y2;

pub(crate) fn line(case: &Case<'_>, notes: &mut Notes) -> Line {
    let nil = |reason| Line::nil(CODE, reason, law::y2(Some(reason)));
    if case.rule.y2 == Due::No {
        return nil(NilReason::Operation(case.operation));
    }
    let genre = case.genre();
    let kind = case.baremes.y2_kinds.iter().find(|kind| {
        kind.rule != Y2Rule::None && kind.genres.iter().any(|code| code == genre.id())
    });
    let Some(kind) = kind else { return nil(NilReason::Genre(genre)) };
    case.ask(Fact::Collection);
    if case.facts.collection == Some(true) {
        return nil(NilReason::Collection);
    }
    case.ask(Fact::Exemption);
    if case.facts.exemption == Some(Exemption::CompetenceTransfer) {
        return nil(NilReason::CompetenceTransfer);
    }
    if case.rule.y2 == Due::If {
        let reason = UnknownReason::Operation(case.operation);
        return Line::unknown(CODE, reason, law::y2(None));
    }
    taxed(case, notes, kind)
}

fn taxed(case: &Case<'_>, notes: &mut Notes, kind: &Y2Kind) -> Line {
    let brackets = case
        .baremes
        .y2_brackets
        .iter()
        .filter(|bracket| within(case.issued_on, bracket.from, bracket.to));
    let Some(first) = brackets.clone().next() else {
        return Line::unknown(CODE, UnknownReason::IssuedOn(case.issued_on), law::y2(None));
    };
    let last = brackets.clone().last().unwrap_or(first);
    let by_ptac = |ptac| brackets.clone().find(|bracket| holds(bracket, ptac)).unwrap_or(last);
    let reads_ptac = kind.rule != Y2Rule::First;
    if reads_ptac {
        case.ask(Fact::PtacKg);
    }
    let ptac = case.facts.ptac_kg.filter(|_| reads_ptac);
    let bracket = match (kind.rule, ptac) {
        (Y2Rule::First | Y2Rule::None, _) => first,
        (Y2Rule::ByPtac | Y2Rule::ByPtacOrLast, Some(ptac)) => by_ptac(ptac),
        (Y2Rule::FirstOrLast, Some(ptac)) if holds(first, ptac) => first,
        (Y2Rule::FirstOrLast, Some(_)) | (Y2Rule::ByPtacOrLast, None) => last,
        (Y2Rule::ByPtac | Y2Rule::FirstOrLast, None) => {
            notes.lacks(Fact::PtacKg);
            let range = (first.amount, last.amount);
            return Line::lacks(CODE, Fact::PtacKg, Some(range), law::y2(None));
        }
    };
    notes.cite(case.baremes, Some(CODE), bracket.cite);
    notes.cite(case.baremes, Some(CODE), kind.cite);
    notes.carried(case, CODE, bracket.carry_over_from);
    if let (Some(ptac), Some(technical)) = (ptac, case.facts.max_technical_mass_kg)
        && !holds(bracket, technical)
        && holds(bracket, ptac)
    {
        // The code speaks of F.1, every published table and the official simulator of F.2.
        let max_technical_mass_kg = technical;
        notes.warn(Warning::MassBracketMismatch { max_technical_mass_kg, ptac_kg: ptac });
    }
    let formula =
        Y2Formula { ptac_kg: ptac, above_kg: bracket.above_kg, up_to_kg: bracket.up_to_kg };
    let amount: Amount = bracket.amount;
    Line::new(CODE, Outcome::Due(amount), Formula::Y2(formula), law::y2(None))
        .read_in(Some(bracket.from), [Some(bracket.cite), Some(kind.cite), None, None])
}

fn holds(bracket: &Y2Bracket, kg: u32) -> bool {
    (bracket.above_kg == 0 || bracket.above_kg < kg)
        && bracket.up_to_kg.is_none_or(|most| kg <= most)
}
