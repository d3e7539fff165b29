//! Malus CO₂ (CIBS L421-58 to L421-70-1): choice of the table, abatements, age, cap at half of the price.

use vocabulary::{Amount, Date};

use crate::age::Age;
use crate::answer::{
    Co2Formula, Formula, Line, LineCode, NilReason, Outcome, TableRef, UnknownReason, Warning,
};
use crate::baremes::{Baremes, Bracket, CiteId, GramScale};
use crate::case::{Case, Notes, within};
use crate::facts::{Fact, Norm, Origin};
use crate::fiscal_power;
use crate::law::{self, Co2Weighed};
use crate::malus::{Ground, seats_off};

const CODE: LineCode = LineCode::Y3Co2;

/// What the malus masse and the refund need of the malus CO₂.
#[derive(Clone, Copy, Default)]
pub(crate) struct Co2 {
    /// The malus, where it is known.
    pub(crate) amount: Option<Amount>,
    /// Most that both malus can come to: the ceiling of the table after the age reduction.
    pub(crate) ceiling: Option<Amount>,
    /// What was looked up.
    pub(crate) lookup: Option<Lookup>,
}

/// A value looked up in a table.
#[derive(Clone, Copy)]
pub(crate) struct Lookup {
    table: TableRef,
    measured: u32,
    e85_off: u32,
    price_cap: Option<Amount>,
}

impl Lookup {
    fn base(&self, off: u32) -> u32 {
        (self.measured - self.e85_off).saturating_sub(off)
    }

    fn full(&self, baremes: &Baremes, off: u32) -> Amount {
        malus_co2_at(baremes, self.table, self.base(off)).unwrap_or_default()
    }

    /// The malus with `off` more grams (or CV) taken off, after age and price.
    pub(crate) fn tax(&self, baremes: &Baremes, age: Age, off: u32) -> Amount {
        let aged = self.full(baremes, off).percent(age.percent_due());
        self.price_cap.map_or(aged, |cap| aged.min(cap))
    }

    /// Grams, or CV, that a family takes off.
    pub(crate) fn family_off(&self, baremes: &Baremes, children: u32) -> u32 {
        let family = &baremes.family;
        children.saturating_mul(match self.table.norm {
            Norm::None => family.cv_per_child,
            Norm::Wltp | Norm::Nedc => family.co2_g_per_child,
        })
    }
}

pub(crate) fn line(case: &Case<'_>, notes: &mut Notes, ground: &Ground) -> (Line, Co2) {
    let baremes = case.baremes;
    let chosen = choose(case, ground.first);
    let basis = law::co2(chosen.norm, Co2Weighed::default());
    let unknown = |reason| (Line::unknown(CODE, reason, basis), Co2::default());
    let Some(table) = co2_table(baremes, chosen.norm, ground.first) else {
        return unknown(UnknownReason::FirstRegisteredOn(ground.first));
    };
    let Some(full_ceiling) = ceiling(baremes, table) else {
        return unknown(UnknownReason::CvTable(table));
    };
    let due = ground.aged.age.percent_due();
    let ceiling = (ground.aged.age != Age::Unknown).then_some(full_ceiling.percent(due));
    let price = price_cap(case, ground.first);
    let fact = if table.norm == Norm::None { Fact::FiscalCv } else { Fact::Co2GKm };
    let Some(measured) = measured(case, notes, &chosen, fact) else {
        if ceiling.is_none() {
            return unknown(UnknownReason::IssuedOn(case.issued_on));
        }
        notes.lacks(fact);
        let most = ceiling.map(|most| price.limit.map_or(most, |cap| most.min(cap)));
        let range = most.map(|most| (Amount::ZERO, most));
        return (Line::lacks(CODE, fact, range, basis), Co2 { ceiling, ..Co2::default() });
    };
    let e85_off = e85_off(case, table.norm, measured);
    let lookup = Lookup { table, measured, e85_off, price_cap: price.limit };
    let matters = lookup.full(baremes, 0) > Amount::ZERO;
    let seats = &baremes.eight_seats;
    let allowed = if table.norm == Norm::None { seats.cv } else { seats.co2_g };
    let seats_off = seats_off(case, allowed, matters).min(measured - e85_off);
    let line = looked_up(case, notes, ground, (&lookup, seats_off), price);
    (line, Co2 { amount: line.amount(), ceiling, lookup: Some(lookup) })
}

fn looked_up(
    case: &Case<'_>,
    notes: &mut Notes,
    ground: &Ground,
    (lookup, seats_off): (&Lookup, u32),
    price: PriceCap,
) -> Line {
    let baremes = case.baremes;
    let (table, base) = (lookup.table, lookup.base(seats_off));
    let full = lookup.full(baremes, seats_off);
    let (since, table_cite) = table_source(baremes, table);
    let abated = lookup.e85_off > 0 || seats_off > 0;
    let weighed = Co2Weighed { abated, ..Co2Weighed::default() };
    let abatement_cite = if lookup.e85_off > 0 {
        Some(baremes.e85.cite)
    } else {
        (seats_off > 0).then_some(baremes.eight_seats.cite)
    };
    if let Some(cite) = abatement_cite {
        notes.cite(baremes, Some(CODE), cite);
    }
    doubtful_gram(baremes, notes, table, base);
    notes.cite(baremes, Some(CODE), table_cite);
    if full == Amount::ZERO {
        let first = first_taxed(baremes, table);
        let reason = NilReason::UnderFirstGram { table, base, first };
        return Line::nil(CODE, reason, law::co2(table.norm, weighed))
            .read_in(Some(since), [Some(table_cite), abatement_cite, None, None]);
    }
    if ground.aged.age == Age::Unknown {
        let reason = UnknownReason::IssuedOn(case.issued_on);
        return Line::unknown(CODE, reason, law::co2(table.norm, weighed));
    }
    ground.say(case, notes);
    let age = ground.aged.age.reduction();
    let aged = full.percent(ground.aged.age.percent_due());
    let amount = lookup.tax(baremes, ground.aged.age, seats_off);
    let capped = amount < aged;
    price.say(case, notes);
    let formula = Co2Formula {
        table,
        measured: lookup.measured,
        e85_off: lookup.e85_off,
        seats_off,
        base,
        full,
        age,
        price_cap: capped.then_some(amount),
    };
    let basis = law::co2(table.norm, Co2Weighed { abated, age, price_cap: capped });
    let cap_cite = capped.then_some(baremes.price_cap.cite);
    Line::new(CODE, Outcome::Due(amount), Formula::Co2(formula), basis)
        .read_in(Some(since), [Some(table_cite), ground.aged.cite, abatement_cite, cap_cite])
}

/// The norm that chooses the table.
struct Chosen {
    norm: Norm,
    /// V.7 was said to be WLTP where no WLTP table applies: its value cannot be used.
    mismatch: bool,
}

/// WLTP for the registration system in force since 2020-03-01, else NEDC, else CV (L421-6, L421-7, L421-59).
fn choose(case: &Case<'_>, first: Date) -> Chosen {
    let baremes = case.baremes;
    let wltp = first >= baremes.wltp_from && {
        let in_france = in_france_on(case, first);
        in_france == first || in_france >= baremes.wltp_import_from
    };
    case.ask(Fact::Co2Norm);
    let (norm, mismatch) = match case.facts.co2_norm {
        Some(Norm::Wltp) if !wltp => (Norm::Nedc, true),
        Some(norm) => (norm, false),
        None => (if wltp { Norm::Wltp } else { Norm::Nedc }, false),
    };
    Chosen { norm, mismatch }
}

/// The first registration in France: today's for an import, B where nothing else is said.
fn in_france_on(case: &Case<'_>, first: Date) -> Date {
    match case.origin() {
        Origin::UsedImport => case.issued_on,
        Origin::New => first,
        Origin::Converted | Origin::UsedFrance => {
            case.ask(Fact::FirstRegisteredInFranceOn);
            case.facts.first_registered_in_france_on.unwrap_or(first)
        }
    }
}

fn measured(case: &Case<'_>, notes: &mut Notes, chosen: &Chosen, fact: Fact) -> Option<u32> {
    if fact == Fact::FiscalCv {
        return fiscal_power::read(case, notes).map(|power| power.cv);
    }
    case.ask(Fact::Co2GKm);
    if chosen.mismatch {
        notes.warn(Warning::NormMismatch);
        return None;
    }
    let grams = case.facts.co2_g_km?;
    if case.facts.co2_norm.is_none() {
        case.assume(Fact::Co2Norm);
    }
    Some(grams)
}

/// What the E85 abatement takes off: lost strictly above its limit, and not for a later conversion.
fn e85_off(case: &Case<'_>, norm: Norm, measured: u32) -> u32 {
    let e85 = &case.baremes.e85;
    if !case.energy().is_some_and(|energy| energy.e85) {
        return 0;
    }
    case.ask(Fact::E85Converted);
    if case.facts.e85_converted == Some(true) {
        return 0;
    }
    if norm == Norm::None {
        return if measured <= e85.excluded_above_cv { e85.cv.min(measured) } else { 0 };
    }
    if measured > e85.excluded_above_g {
        return 0;
    }
    // The grams that stay are rounded, half up.
    let stays = (measured * (100 - u32::from(e85.co2_percent).min(100)) + 50) / 100;
    measured - stays
}

/// The cap at half of the price paid (L421-61), for the first registrations and the days of issue that have it.
#[derive(Clone, Copy)]
struct PriceCap {
    limit: Option<Amount>,
    /// It applies, but the price is not said.
    unpaid: bool,
    /// Issued after its end: sources do not say whether an import still has it.
    doubtful: bool,
}

fn price_cap(case: &Case<'_>, first: Date) -> PriceCap {
    let cap = &case.baremes.price_cap;
    let had = within(first, cap.first_registered_from, cap.first_registered_to);
    let has = had && case.issued_on <= cap.issued_to;
    if has {
        case.ask(Fact::PriceCents);
    }
    let price = case.facts.price_cents.filter(|_| has);
    let limit = price.map(|price| Amount::from_cents(price).percent(i64::from(cap.percent)));
    PriceCap { limit, unpaid: has && price.is_none(), doubtful: had && !has }
}

impl PriceCap {
    fn say(self, case: &Case<'_>, notes: &mut Notes) {
        if self.unpaid {
            notes.warn(Warning::PriceCapNotApplied);
        }
        if self.doubtful {
            let cite = case.baremes.price_cap.cite;
            notes.warn(Warning::Doubt { line: Some(CODE), cite });
        }
    }
}

/// The table of `norm` for a first registration on `first`; [`Norm::None`] is the one in CV.
#[must_use]
pub fn co2_table(baremes: &Baremes, norm: Norm, first: Date) -> Option<TableRef> {
    let index = match norm {
        Norm::Wltp => baremes.wltp.iter().position(|table| within(first, table.from, table.to)),
        Norm::Nedc => baremes.nedc.iter().position(|table| within(first, table.from, table.to)),
        Norm::None => baremes.cv.iter().position(|table| within(first, table.from, table.to)),
    }?;
    Some(TableRef { norm, index: u8::try_from(index).ok()? })
}

/// The euros that a table asks for a value (g/km, or CV), before age and caps.
///
/// `None` when there is no such table, or no source gives its rows.
#[must_use]
pub fn malus_co2_at(baremes: &Baremes, table: TableRef, value: u32) -> Option<Amount> {
    let euros = match scale(baremes, table)? {
        Scale::ByGram { first_g, cap_from_g, cap, amounts } => {
            if value >= cap_from_g {
                cap
            } else {
                let rank = value.checked_sub(first_g).and_then(|rank| usize::try_from(rank).ok());
                rank.and_then(|rank| amounts.get(rank)).copied().unwrap_or(0)
            }
        }
        Scale::ByBracket(rows) => rows
            .iter()
            .find(|row| row.first <= value && row.last.is_none_or(|last| value <= last))
            .map_or(0, |row| row.euros),
    };
    Some(Amount::from_euros(i64::from(euros)))
}

/// The first value that a table taxes (g/km, or CV); 0 when there is no such table.
#[must_use]
pub fn first_taxed(baremes: &Baremes, table: TableRef) -> u32 {
    match scale(baremes, table) {
        Some(Scale::ByGram { first_g, .. }) => first_g,
        Some(Scale::ByBracket(rows)) => rows.first().map_or(0, |row| row.first),
        None => 0,
    }
}

/// The most that a table asks: its ceiling.
#[must_use]
pub fn ceiling(baremes: &Baremes, table: TableRef) -> Option<Amount> {
    let euros = match scale(baremes, table)? {
        Scale::ByGram { cap, .. } => cap,
        Scale::ByBracket(rows) => rows.iter().map(|row| row.euros).max()?,
    };
    Some(Amount::from_euros(i64::from(euros)))
}

/// The rows of a table, whichever list it is in.
enum Scale<'a> {
    ByGram { first_g: u32, cap_from_g: u32, cap: u32, amounts: &'a [u32] },
    ByBracket(&'a [Bracket]),
}

fn scale(baremes: &Baremes, table: TableRef) -> Option<Scale<'_>> {
    let index = usize::from(table.index);
    let grams = match table.norm {
        Norm::Wltp => &baremes.wltp,
        Norm::Nedc => &baremes.nedc,
        Norm::None => {
            let rows = baremes.cv.get(index)?.rows.as_ref()?;
            return Some(Scale::ByBracket(rows));
        }
    };
    Some(match &grams.get(index)?.scale {
        GramScale::ByGram { first_g, cap_from_g, cap, amounts } => {
            Scale::ByGram { first_g: *first_g, cap_from_g: *cap_from_g, cap: *cap, amounts }
        }
        GramScale::ByBracket(rows) => Scale::ByBracket(rows),
    })
}

/// First day of first registration of a table, and where it was read.
fn table_source(baremes: &Baremes, table: TableRef) -> (Date, CiteId) {
    let index = usize::from(table.index);
    match table.norm {
        Norm::Wltp => (baremes.wltp[index].from, baremes.wltp[index].cite),
        Norm::Nedc => (baremes.nedc[index].from, baremes.nedc[index].cite),
        Norm::None => (baremes.cv[index].from, baremes.cv[index].cite),
    }
}

/// Says when sources disagree on the amount of this very gram.
fn doubtful_gram(baremes: &Baremes, notes: &mut Notes, table: TableRef, g: u32) {
    let tables = match table.norm {
        Norm::Wltp => &baremes.wltp,
        Norm::Nedc => &baremes.nedc,
        Norm::None => return,
    };
    let doubts = tables[usize::from(table.index)].doubts.iter();
    for doubt in doubts.filter(|doubt| doubt.g == g) {
        notes.warn(Warning::GramInDoubt { table, g, kept: doubt.kept, other: doubt.other });
    }
}
