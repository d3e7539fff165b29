//! The days on which what the tables say may change: the first day of every period, and the day after its last.

use std::collections::BTreeSet;

use simulator::Baremes;
use vocabulary::Date;

/// A period, both ends in it.
type Period = (Date, Date);

/// The boundaries of every period of `baremes`, and the days from which one of its rules holds.
pub(crate) fn of(baremes: &Baremes) -> BTreeSet<Date> {
    let ends = periods(baremes);
    let ends = ends.into_iter().flat_map(|(from, to)| [Some(from), to.tomorrow()]).flatten();
    ends.chain(days(baremes)).collect()
}

fn periods(baremes: &Baremes) -> Vec<Period> {
    let mut all: Vec<Period> = Vec::new();
    for rates in [&baremes.rates, &baremes.surcharges] {
        all.extend(rates.iter().map(|one| (one.from, one.to)));
    }
    for waivers in [&baremes.electric_waivers, &baremes.alternative_waivers] {
        all.extend(waivers.iter().map(|one| (one.from, one.to)));
    }
    for grams in [&baremes.wltp, &baremes.nedc] {
        all.extend(grams.iter().map(|one| (one.from, one.to)));
    }
    for fixed in [&baremes.y4, &baremes.y5] {
        all.extend(fixed.iter().map(|one| (one.from, one.to)));
    }
    all.extend(baremes.y2_brackets.iter().map(|one| (one.from, one.to)));
    all.extend(baremes.cv.iter().map(|one| (one.from, one.to)));
    all.extend(baremes.mass.iter().map(|one| (one.from, one.to)));
    all.extend(baremes.mass_energies.iter().map(|one| (one.from, one.to)));
    all.extend(baremes.mass_eight_seats.iter().map(|one| (one.from, one.to)));
    all.extend(baremes.age_bands.iter().map(|one| (one.from, one.to)));
    all.extend(baremes.age_yearly.iter().map(|one| (one.from, one.to)));
    let cap = &baremes.price_cap;
    all.push((cap.first_registered_from, cap.first_registered_to));
    all.push((cap.first_registered_from, cap.issued_to));
    all
}

/// Of first registrations too: a new vehicle is first registered on the day of its certificate.
fn days(baremes: &Baremes) -> [Date; 9] {
    [
        baremes.mass_from,
        baremes.age_zero_before,
        baremes.age_zero_rule_from,
        baremes.anti_circumvention_from,
        baremes.usage_coefficient_from,
        baremes.truck_body_from,
        baremes.pickup_from,
        baremes.wltp_from,
        baremes.wltp_import_from,
    ]
}
