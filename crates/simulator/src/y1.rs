//! Y.1, taxe régionale (CIBS L421-41 to L421-54-1).

use vocabulary::{Amount, Cents};

use crate::answer::{
    Formula, Line, LineCode, NilReason, Outcome, Share, UnknownReason, Warning, Y1Formula,
};
use crate::baremes::{Due, KindFactor, Waiver, Y1Energy};
use crate::case::{Case, Notes};
use crate::facts::{EcCategory, Exemption, Fact, Genre, Holder, Operation, Origin, Use};
use crate::fiscal_power;
use crate::law;
use crate::rates::{PricePerCv, price_per_cv, waiver};

const CODE: LineCode = LineCode::Y1;

pub(crate) fn line(case: &Case<'_>, notes: &mut Notes) -> Line {
    let nil = |reason, energy| Line::nil(CODE, reason, law::y1_nil(reason, energy));
    if let Some(outcome) = by_operation(case) {
        return match outcome {
            Ok(reason) => nil(reason, Y1Energy::None),
            Err(reason) => {
                let basis = law::y1_nil(NilReason::Operation(case.operation), Y1Energy::None);
                Line::unknown(CODE, reason, basis)
            }
        };
    }
    let genre = case.genre();
    let shares = shares(case, genre);
    if shares.high.percent == 0 {
        return nil(NilReason::Genre(genre), Y1Energy::None);
    }
    if let Some(reason) = exemption(case) {
        return nil(reason, Y1Energy::None);
    }
    taxed(case, notes, &shares)
}

/// Why the operation leaves Y.1 out, or leaves it unknown.
fn by_operation(case: &Case<'_>) -> Option<Result<NilReason, UnknownReason>> {
    match (case.rule.y1, case.operation) {
        (Due::Due, _) => None,
        (Due::If, operation) => Some(Err(UnknownReason::Operation(operation))),
        (Due::No, Operation::Conjoint) => Some(Ok(NilReason::Spouse)),
        (Due::No, Operation::VehiculeDemonstration) => Some(Ok(NilReason::Demonstration)),
        (Due::No, operation) => Some(Ok(NilReason::Operation(operation))),
    }
}

/// Exemptions that follow from who asks and why.
fn exemption(case: &Case<'_>) -> Option<NilReason> {
    case.ask(Fact::Exemption);
    match case.facts.exemption {
        Some(Exemption::WeatherReplacement) => return Some(NilReason::WeatherReplacement),
        Some(Exemption::CompetenceTransfer) => return Some(NilReason::CompetenceTransfer),
        None => {}
    }
    if matches!(case.operation, Operation::VehiculeNeuf | Operation::ImportNeuf) {
        case.ask(Fact::Use);
        let light = case.facts.ptac_kg.is_none_or(|ptac| ptac <= 3_500);
        if case.facts.use_ == Some(Use::Demonstration) && light {
            return Some(NilReason::Demonstration);
        }
    }
    (case.holder() == Holder::State).then_some(NilReason::State)
}

/// A share of Y.1, with the reason to print.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Part {
    percent: u8,
    share: Share,
}

/// The least and the most of Y.1 that can be due, and the facts that would tell.
struct Shares {
    genre: Genre,
    low: Part,
    high: Part,
    lacks: [Option<Fact>; 2],
}

fn shares(case: &Case<'_>, genre: Genre) -> Shares {
    let kind = kind(case, genre);
    let rows = case.baremes.kind_factors.iter().filter(|row| fits(row, genre, &kind));
    let ages = kind_ages(case, rows.clone());
    let old = if ages { ten_years(case) } else { Some(false) };
    let mut parts = rows.flat_map(|row| parts(row, old)).flatten();
    let none = Part { percent: 0, share: Share::Percent(0) };
    let first = parts.next().unwrap_or(none);
    let (low, high) = parts.fold((first, first), |(low, high), part| {
        (
            if part.percent < low.percent { part } else { low },
            if part.percent > high.percent { part } else { high },
        )
    });
    let mut lacks = [None; 2];
    if low.percent != high.percent {
        // Which fact tells depends on which of the two the rows differ by.
        lacks = [kind.lacks(), old.is_none().then_some(Fact::FirstRegisteredOn)];
    }
    Shares { genre, low, high, lacks }
}

/// What tells two rows of one genre apart.
enum Kind {
    Category(EcCategory),
    Under3500(bool),
    /// Neither is known: the fact to ask for.
    Open(Fact),
}

impl Kind {
    const fn lacks(&self) -> Option<Fact> {
        match self {
            Self::Open(fact) => Some(*fact),
            _ => None,
        }
    }
}

/// Only special-purpose vehicles have two tariffs: by category, else by PTAC, which does not tell at 3 500 kg.
fn kind(case: &Case<'_>, genre: Genre) -> Kind {
    if genre != Genre::Vasp {
        return Kind::Under3500(true);
    }
    case.ask(Fact::EcCategory);
    let heard = case.facts.ec_category.filter(|category| {
        use EcCategory::{M1, M1G, M2, M3, N1, N1G, N2, N3};
        matches!(category, M1 | M1G | M2 | M3 | N1 | N1G | N2 | N3)
    });
    match (heard, case.facts.ptac_kg) {
        (Some(category), _) => Kind::Category(category),
        (None, Some(3_500)) => Kind::Open(Fact::EcCategory),
        (None, ptac) => {
            case.ask(Fact::PtacKg);
            ptac.map_or(Kind::Open(Fact::PtacKg), |ptac| Kind::Under3500(ptac < 3_500))
        }
    }
}

fn fits(row: &KindFactor, genre: Genre, kind: &Kind) -> bool {
    let special = row.under_3500_kg.is_some();
    row.genres.iter().any(|code| code == genre.id())
        && match kind {
            Kind::Category(category) if special => {
                // M1G and N1G are off-road variants of M1 and N1.
                let id = category.id().trim_end_matches('G');
                row.categories.iter().any(|code| code == id)
            }
            Kind::Under3500(under) if special => row.under_3500_kg == Some(*under),
            _ => true,
        }
}

fn kind_ages<'a>(case: &Case<'_>, mut rows: impl Iterator<Item = &'a KindFactor>) -> bool {
    case.origin() != Origin::New && rows.any(|row| row.before_10y != row.from_10y)
}

/// Whether B is ten years old on the day of issue, the anniversary included.
fn ten_years(case: &Case<'_>) -> Option<bool> {
    let anniversary = case.first_registered_on()?.plus_years(case.baremes.age_half_from_years);
    Some(anniversary.is_some_and(|day| case.issued_on >= day))
}

fn parts(row: &KindFactor, old: Option<bool>) -> [Option<Part>; 2] {
    let by_kind = |percent| Part {
        percent,
        share: match percent {
            100 => Share::Full,
            50 => Share::HalfByKind,
            other => Share::Percent(other),
        },
    };
    let young = by_kind(row.before_10y);
    let aged = match (row.before_10y, row.from_10y) {
        (before, from) if before == from => young,
        (_, 50) => Part { percent: 50, share: Share::HalfByAge },
        (_, from) => by_kind(from),
    };
    [(old != Some(true)).then_some(young), (old != Some(false)).then_some(aged)]
}

/// All that a region says on the day of issue.
#[derive(Clone, Copy)]
struct Place<'a> {
    region: usize,
    price: PricePerCv<'a>,
    waiver: Option<&'a Waiver>,
}

impl<'a> Place<'a> {
    fn at(case: &Case<'a>, energy: Y1Energy, region: usize) -> Option<Self> {
        let price = price_per_cv(case.baremes, region, case.issued_on)?;
        Some(Self { region, price, waiver: waiver(case.baremes, energy, region, case.issued_on) })
    }

    fn waived_percent(&self) -> u8 {
        self.waiver.map_or(0, |waiver| waiver.percent)
    }

    /// Y.1, and the cap on what is waived if it bit.
    fn tax(&self, cv: u32, share: Part, cap: Option<Amount>) -> (Amount, Option<Amount>) {
        let full = Amount::from_cents(Cents(self.price.total().0 * i64::from(cv)))
            .percent(i64::from(share.percent));
        let waived = full.percent(i64::from(self.waived_percent()));
        match cap.filter(|cap| waived > *cap) {
            Some(cap) => (full - cap, Some(cap)),
            None => (full - waived, None),
        }
    }
}

fn taxed(case: &Case<'_>, notes: &mut Notes, shares: &Shares) -> Line {
    let energy = case.y1_energy();
    let cap = converted_cap(case, energy);
    let known = case.region();
    let regions = known.map_or(0..case.baremes.regions.len(), |region| region..region + 1);
    let places = regions.clone().filter_map(|region| Place::at(case, energy, region));
    let basis = |waived: bool, surcharge| {
        law::y1(shares.genre, shares.high.share, surcharge, waived.then_some(energy))
    };
    if energy != Y1Energy::Electric && regions.clone().any(|region| waives_e85(case, region)) {
        case.ask(Fact::E85Converted);
    }
    let Some(place) = places.clone().next() else {
        return Line::unknown(CODE, UnknownReason::IssuedOn(case.issued_on), basis(false, false));
    };
    if cap.is_none() && places.clone().all(|place| place.waived_percent() == 100) {
        return waived(case, notes, &place, energy);
    }
    let cv = fiscal_power::read(case, notes);
    let region_lacks = known.is_none().then_some(Fact::Departement);
    let cv_lacks = cv.is_none().then_some(Fact::FiscalCv);
    let lacks = [region_lacks, cv_lacks, shares.lacks[0], shares.lacks[1]].into_iter().flatten();
    if let Some(first) = lacks.clone().next() {
        lacks.for_each(|fact| notes.lacks(fact));
        let range = cv.map(|cv| {
            let all = || places.clone().map(|place| place.tax(cv.cv, shares.low, cap).0);
            let most = || places.clone().map(|place| place.tax(cv.cv, shares.high, cap).0);
            (all().min().unwrap_or_default(), most().max().unwrap_or_default())
        });
        return Line::lacks(CODE, first, range, basis(false, false));
    }
    let cv = cv.unwrap_or_default();
    let (amount, waived_cap) = place.tax(cv.cv, shares.high, cap);
    if place.waived_percent() == 100 && waived_cap.is_none() {
        return waived(case, notes, &place, energy);
    }
    said(case, notes, &place, shares);
    let waived_percent = place.waived_percent();
    let formula = Y1Formula {
        cv: cv.cv,
        cv_estimated: cv.estimated,
        region: u8::try_from(place.region).unwrap_or(u8::MAX),
        rate: place.price.rate.per_cv,
        surcharge: place.price.surcharge.map(|surcharge| surcharge.per_cv),
        share: shares.high.share,
        waived_percent,
        waived_cap,
    };
    Line::new(
        CODE,
        Outcome::Due(amount),
        Formula::Y1(formula),
        basis(waived_percent > 0, place.price.surcharge.is_some()),
    )
    .read_in(
        Some(place.price.since()),
        [
            Some(place.price.rate.cite),
            place.price.surcharge.map(|surcharge| surcharge.cite),
            place.waiver.filter(|_| waived_percent > 0).map(|waiver| waiver.cite),
            None,
        ],
    )
}

/// Nothing is due: the energy is waived whole.
fn waived(case: &Case<'_>, notes: &mut Notes, place: &Place<'_>, energy: Y1Energy) -> Line {
    let reason = NilReason::EnergyWaived;
    confirm(case, notes);
    cite_waiver(case, notes, place);
    let line = Line::nil(CODE, reason, law::y1_nil(reason, energy));
    let since = place.waiver.map(|waiver| waiver.from);
    line.read_in(since, [place.waiver.map(|waiver| waiver.cite), None, None, None])
}

/// Whether a conversion to E85 can change Y.1 there.
fn waives_e85(case: &Case<'_>, region: usize) -> bool {
    waiver(case.baremes, Y1Energy::Alternative, region, case.issued_on)
        .is_some_and(|waiver| waiver.percent > 0)
}

/// The cap on what is waived for a vehicle converted to E85 after its first registration.
fn converted_cap(case: &Case<'_>, energy: Y1Energy) -> Option<Amount> {
    (energy == Y1Energy::Alternative && case.facts.e85_converted == Some(true))
        .then_some(case.baremes.e85_conversion_cap)
}

/// What must be said of the values that Y.1 was computed with.
fn said(case: &Case<'_>, notes: &mut Notes, place: &Place<'_>, shares: &Shares) {
    for rate in [Some(place.price.rate), place.price.surcharge].into_iter().flatten() {
        notes.cite(case.baremes, Some(CODE), rate.cite);
        notes.carried(case, CODE, rate.carry_over_from);
    }
    if place.waived_percent() > 0 {
        confirm(case, notes);
        cite_waiver(case, notes, place);
        if place.waived_percent() < 100 && shares.high.share == Share::HalfByAge {
            // Whether two halves make a quarter is not settled.
            notes.warn(Warning::Doubt { line: Some(CODE), cite: case.baremes.stacking_cite });
        }
    }
    let at_limit = shares.genre == Genre::Vasp && case.facts.ptac_kg == Some(3_500);
    if at_limit {
        notes.warn(Warning::SpecialPurposeAtLimit);
    }
}

fn cite_waiver(case: &Case<'_>, notes: &mut Notes, place: &Place<'_>) {
    if let Some(waiver) = place.waiver {
        notes.cite(case.baremes, Some(CODE), waiver.cite);
        notes.carried(case, CODE, waiver.carry_over_from);
    }
}

/// Says when what the energy code changes is trade knowledge only.
pub(crate) fn confirm(case: &Case<'_>, notes: &mut Notes) {
    if let (Some(energy), Some(code)) = (case.energy(), case.facts.energy)
        && !energy.confirmed
    {
        notes.warn(Warning::UnconfirmedEnergy(code));
    }
}
