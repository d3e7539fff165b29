//! The total of the certificate: one rounding, before Y.5 (CIBS L131-2).

use vocabulary::{Amount, Cents};

use crate::answer::{Line, LineCode, Outcome, Total};

/// The total of six lines; `ceiling` is the most that both malus can come to, where it is known.
pub(crate) fn of(lines: &[Line; 6], ceiling: Option<Amount>) -> Total {
    let mut low = Amount::ZERO;
    let mut high = Amount::ZERO;
    let mut malus = (Amount::ZERO, Amount::ZERO);
    let mut mailed = Cents::ZERO;
    let mut known = true;
    for line in lines {
        let (least, most) = match line.outcome {
            Outcome::Due(amount) => (amount, amount),
            Outcome::Missing(Some(range)) => {
                known = false;
                range
            }
            Outcome::Missing(None) | Outcome::UnknownBareme => return Total::Unknown,
        };
        match line.code {
            LineCode::Y5 => mailed = least.to_cents(),
            LineCode::Y3Co2 | LineCode::Y3Mass => malus = (malus.0 + least, malus.1 + most),
            LineCode::Y1 | LineCode::Y2 | LineCode::Y4 => {
                low = low + least;
                high = high + most;
            }
        }
    }
    let total = |taxes: Amount| taxes.to_euro() + mailed;
    if known {
        let total = total(low + malus.0);
        let lines: Cents = lines.iter().filter_map(Line::amount).map(Amount::to_cents).sum();
        return Total::Known { total, rounding: total - lines };
    }
    // A mass given before the cap on both malus gives way to it in the total.
    let under = |sum: Amount| ceiling.map_or(sum, |ceiling| sum.min(ceiling));
    Total::Between(total(low + under(malus.0)), total(high + under(malus.1)))
}
