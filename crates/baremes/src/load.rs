use simulator::Baremes;

use crate::check::{At, Checker};
use crate::document::{Document, Entry, FILES};
use crate::refusal::{Reason, Refusal};
use crate::tables;

/// Tables that passed every check.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// What the rules read.
    pub baremes: Baremes,
    /// The same, entry by entry: what the database keeps.
    pub entries: Vec<Entry>,
}

/// Reads the files `(name, text)`; all of [`FILES`] must be there, in any order.
///
/// # Errors
///
/// Every [`Refusal`] found, in the order of [`FILES`] where it can be.
pub fn load(files: &[(&str, &str)]) -> Result<Loaded, Vec<Refusal>> {
    let mut check = Checker::default();
    for (name, _) in files.iter().filter(|(name, _)| !FILES.contains(name)) {
        let (file, key) = ((*name).to_owned(), String::new());
        check.refusals.push(Refusal { file, key, reason: Reason::FileUnknown });
    }
    let docs = FILES.map(|file| {
        let mut given = files.iter().filter(|(name, _)| *name == file);
        let Some((_, text)) = given.next() else {
            check.refuse(&At::file(file), Reason::FileMissing);
            return Document::unreadable(file, &mut check);
        };
        if given.next().is_some() {
            check.refuse(&At::file(file), Reason::FileTwice);
        }
        Document::parse(file, text, &mut check)
    });
    let baremes = assemble(&mut check, &docs);
    match baremes {
        Some(mut baremes) if check.refusals.is_empty() => {
            (baremes.cites, baremes.sources) = check.into_cites();
            let entries = docs.iter().flat_map(Document::entries).collect();
            Ok(Loaded { baremes, entries })
        }
        _ => Err(check.refusals),
    }
}

/// Every file is read before the first missing part ends it.
fn assemble(check: &mut Checker, docs: &[Document; 13]) -> Option<Baremes> {
    let [
        sources,
        regions,
        y1,
        y2,
        wltp,
        nedc,
        cv,
        reductions,
        mass,
        fixed,
        energies,
        operations,
        fields,
    ] = docs;
    let version = tables::sources::read(check, sources);
    let regions = tables::regions::read(check, regions);
    let y1 = tables::y1::read(check, y1, &regions);
    let y2 = tables::y2::read(check, y2);
    let reductions = tables::reductions::read(check, reductions);
    let co2 = tables::co2::read(check, wltp, nedc, cv, reductions.as_ref());
    let mass = tables::mass::read(check, mass);
    let fixed = tables::fixed::read(check, fixed);
    let energies = tables::energies::read(check, energies);
    let operations = tables::operations::read(check, operations);
    let fiscal_power = tables::certificate::read(check, fields);
    let (version, y1, mass, fixed) = (version?, y1?, mass?, fixed?);
    let tables::reductions::Reductions { age, scope, abatements, later } = reductions?;
    Some(Baremes {
        version: version.name,
        checked_on: version.checked_on,
        regions,
        rates: y1.rates,
        surcharges: y1.surcharges,
        electric_waivers: y1.electric_waivers,
        alternative_waivers: y1.alternative_waivers,
        e85_conversion_cap: y1.e85_conversion_cap,
        e85_conversion_cite: y1.e85_conversion_cite,
        kind_factors: y1.kind_factors,
        age_half_from_years: y1.age_half_from_years,
        stacking_cite: y1.stacking_cite,
        y2_brackets: y2.brackets,
        y2_kinds: y2.kinds,
        wltp: co2.wltp,
        nedc: co2.nedc,
        cv: co2.cv,
        mass: mass.scales,
        mass_energies: mass.energies,
        mass_eight_seats: mass.eight_seats,
        mass_from: mass.from,
        age_bands: age.bands,
        age_yearly: age.yearly,
        age_zero_before: age.zero_before,
        age_zero_rule_from: age.zero_rule_from,
        anniversary_opens_month: age.anniversary_opens_month,
        age_months_cite: age.months_cite,
        e85: abatements.e85,
        eight_seats: abatements.eight_seats,
        family: abatements.family,
        price_cap: abatements.price_cap,
        sum_cap_cite: abatements.sum_cap_cite,
        anti_circumvention_from: later.anti_circumvention_from,
        anti_circumvention_cite: later.anti_circumvention_cite,
        usage_coefficient_from: later.usage_coefficient_from,
        usage_coefficient_cite: later.usage_coefficient_cite,
        truck_body_from: scope.truck_body_from,
        pickup_from: scope.pickup_from,
        scope_cite: scope.cite,
        wltp_from: scope.wltp_from,
        wltp_import_from: scope.wltp_import_from,
        norm_cite: scope.norm_cite,
        energies,
        operations,
        y4: fixed.y4,
        y5: fixed.y5,
        y5_moped_cite: fixed.y5_moped_cite,
        rounding_cite: fixed.rounding_cite,
        fiscal_power: fiscal_power?,
        cites: Vec::new(),
        sources: Vec::new(),
    })
}
