use serde::Deserialize;
use simulator::baremes::{CiteId, FixedAmount};
use vocabulary::Amount;

use crate::check::{At, Checker, Dated, Period};
use crate::cites::Cited;
use crate::document::Document;
use crate::periods::cover;
use crate::refusal::Reason;
use crate::tables::Head;
use crate::{FIRST_DAY, LAST_DAY};

/// What `y4_y5_fixed.toml` holds.
pub(crate) struct Fixed {
    pub(crate) y4: Vec<FixedAmount>,
    pub(crate) y5: Vec<FixedAmount>,
    pub(crate) y5_moped_cite: CiteId,
    pub(crate) rounding_cite: CiteId,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sum {
    amount: String,
    #[serde(default)]
    exempt: Vec<toml::Table>,
    #[serde(default)]
    not_due: Vec<toml::Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
}

/// Reads `y4_y5_fixed.toml`.
pub(crate) fn read(check: &mut Checker, doc: &Document) -> Option<Fixed> {
    doc.only(check, &["y4", "y5", "total"]);
    let (y4, _) = amounts(check, doc, "y4");
    let (y5, moped) = amounts(check, doc, "y5");
    if moped.is_none() && !doc.unreadable && !check.is_incomplete(doc.file) {
        let reason = Reason::Shape("`not_due` must hold the id `cyclomoteur`".to_owned());
        check.refuse(&At::file(doc.file).key("y5"), reason);
    }
    let total = check.table::<Head>(doc, "total", &Cited::default());
    let rounding_cite = total.map(|item| check.cite(&item.at, &item.cited));
    Some(Fixed { y4, y5, y5_moped_cite: moped?, rounding_cite: rounding_cite? })
}

/// The amounts of the list `key`, and the citation of what is not due for a moped.
fn amounts(check: &mut Checker, doc: &Document, key: &str) -> (Vec<FixedAmount>, Option<CiteId>) {
    let rows = check.dated::<Sum>(doc, key, &Cited::default());
    let periods = rows.iter().map(|row| (&row.at, row.period));
    cover(check, &At::file(doc.file).key(key), key, (FIRST_DAY, LAST_DAY), periods);
    let mut amounts = Vec::new();
    let mut moped = None;
    for Dated { at, cited, period, value } in rows {
        let amount = check.cents(&at.key("amount"), &value.amount).unwrap_or_default();
        let cite = check.cite(&at, &cited);
        let Period { from, to, carry_over_from } = period;
        let amount = Amount::from_cents(amount);
        amounts.push(FixedAmount { from, to, amount, carry_over_from, cite });
        for (name, tables) in [("exempt", value.exempt), ("not_due", value.not_due)] {
            let cases = check.nested::<Case>(&at.key(name), tables, &cited);
            check.unique(cases.iter().map(|case| (&case.at, case.value.id.as_str())));
            if let Some(case) = cases.iter().find(|case| case.value.id == "cyclomoteur") {
                moped = Some(check.cite(&case.at, &case.cited));
            }
        }
    }
    (amounts, moped)
}
