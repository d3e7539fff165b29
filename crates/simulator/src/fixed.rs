//! Y.4, taxe fixe (CIBS L421-37 to L421-40), and Y.5, redevance d'acheminement (order of 21 September 2015).

use crate::answer::{Formula, Line, LineCode, NilReason, Outcome, UnknownReason, Warning};
use crate::baremes::{Due, FixedAmount};
use crate::case::{Case, Notes, within};
use crate::facts::{ErrorBy, Exemption, Fact, Genre, Operation};
use crate::law::{self, Basis};

pub(crate) fn y4(case: &Case<'_>, notes: &mut Notes) -> Line {
    let nil = |reason| Line::nil(LineCode::Y4, reason, law::y4(Some(reason)));
    if case.rule.y4 == Due::No {
        return nil(NilReason::Operation(case.operation));
    }
    case.ask(Fact::Exemption);
    if case.facts.exemption == Some(Exemption::WeatherReplacement) {
        return nil(NilReason::WeatherReplacement);
    }
    if case.rule.y4 == Due::If {
        return undecided(case, LineCode::Y4, law::y4(None));
    }
    fixed(case, notes, LineCode::Y4, &case.baremes.y4, law::y4(None))
}

pub(crate) fn y5(case: &Case<'_>, notes: &mut Notes) -> Line {
    let basis = law::y5();
    let nil = |reason| Line::nil(LineCode::Y5, reason, basis);
    if case.rule.y5 == Due::No {
        return nil(NilReason::Operation(case.operation));
    }
    match mailed(case) {
        Ok(()) => {}
        Err(Some(reason)) => return nil(reason),
        Err(None) => return undecided(case, LineCode::Y5, basis),
    }
    if matches!(case.genre(), Genre::Cl | Genre::Cycl) {
        let cite = case.baremes.y5_moped_cite;
        notes.warn(Warning::Doubt { line: Some(LineCode::Y5), cite });
        return nil(NilReason::Moped).read_in(None, [Some(cite), None, None, None]);
    }
    fixed(case, notes, LineCode::Y5, &case.baremes.y5, basis)
}

/// Whether a certificate is printed and mailed: yes, no and why, or told by no source.
fn mailed(case: &Case<'_>) -> Result<(), Option<NilReason>> {
    match case.operation {
        _ if case.rule.y5 == Due::Due => Ok(()),
        Operation::ChangementAdresse => match case.facts.new_certificate {
            Some(false) => {
                case.ask(Fact::NewCertificate);
                Err(Some(NilReason::AddressLabel))
            }
            said => {
                said_or_assumed(case, Fact::NewCertificate, said.is_some());
                Ok(())
            }
        },
        Operation::CorrectionErreurSaisie => match case.facts.error_by {
            Some(ErrorBy::Administration) => {
                case.ask(Fact::ErrorBy);
                Err(Some(NilReason::AdministrationError))
            }
            said => {
                said_or_assumed(case, Fact::ErrorBy, said.is_some());
                Ok(())
            }
        },
        _ => Err(None),
    }
}

fn said_or_assumed(case: &Case<'_>, fact: Fact, said: bool) {
    if said { case.ask(fact) } else { case.assume(fact) }
}

fn undecided(case: &Case<'_>, code: LineCode, basis: Basis) -> Line {
    Line::unknown(code, UnknownReason::Operation(case.operation), basis)
}

fn fixed(
    case: &Case<'_>,
    notes: &mut Notes,
    code: LineCode,
    sums: &[FixedAmount],
    basis: Basis,
) -> Line {
    let Some(sum) = sums.iter().find(|sum| within(case.issued_on, sum.from, sum.to)) else {
        return Line::unknown(code, UnknownReason::IssuedOn(case.issued_on), basis);
    };
    notes.cite(case.baremes, Some(code), sum.cite);
    notes.carried(case, code, sum.carry_over_from);
    Line::new(code, Outcome::Due(sum.amount), Formula::Fixed, basis)
        .read_in(Some(sum.from), [Some(sum.cite), None, None, None])
}
