use vocabulary::{Cents, Date};

/// A line of `service_fees`: what a tenant charges for a démarche while a period runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceFee {
    /// Code of the démarche; `None` for every démarche without a line of its own.
    pub demarche: Option<String>,
    /// Before VAT.
    pub net: Cents,
    /// VAT, in hundredths of a percent: 2000 is 20 %.
    pub vat_basis_points: i64,
    /// First day.
    pub effective_from: Date,
    /// Last day, if it ends.
    pub effective_to: Option<Date>,
}

/// Our price for one démarche on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fee {
    /// Before VAT.
    pub net: Cents,
    /// VAT, rounded to the cent, half up.
    pub vat: Cents,
}

impl Fee {
    /// What the customer pays, VAT included.
    #[must_use]
    pub fn gross(self) -> Cents {
        self.net + self.vat
    }
}

impl ServiceFee {
    fn runs_on(&self, day: Date) -> bool {
        self.effective_from <= day && self.effective_to.is_none_or(|last| day <= last)
    }

    fn fee(&self) -> Fee {
        let vat = Cents((self.net.0 * self.vat_basis_points + 5_000).div_euclid(10_000));
        Fee { net: self.net, vat }
    }
}

/// The price among `fees` for `demarche` on `day`: its own line first, else the one for all.
pub(crate) fn fee_on(fees: &[ServiceFee], demarche: Option<&str>, day: Date) -> Option<Fee> {
    let running = || fees.iter().filter(|fee| fee.runs_on(day));
    running()
        .find(|fee| fee.demarche.is_some() && fee.demarche.as_deref() == demarche)
        .or_else(|| running().find(|fee| fee.demarche.is_none()))
        .map(ServiceFee::fee)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(demarche: Option<&str>, net: i64, from: &str, to: Option<&str>) -> ServiceFee {
        ServiceFee {
            demarche: demarche.map(str::to_owned),
            net: Cents(net),
            vat_basis_points: 2000,
            effective_from: Date::parse(from).unwrap(),
            effective_to: to.map(|to| Date::parse(to).unwrap()),
        }
    }

    fn gross(fees: &[ServiceFee], demarche: Option<&str>, day: &str) -> Option<i64> {
        fee_on(fees, demarche, Date::parse(day).unwrap()).map(|fee| fee.gross().0)
    }

    #[test]
    fn the_seeded_fee_is_29_90_with_vat() {
        let fee = line(None, 2492, "2026-01-01", None).fee();
        assert_eq!((fee.net, fee.vat, fee.gross()), (Cents(24_92), Cents(4_98), Cents(29_90)));
    }

    #[test]
    fn a_demarche_with_its_own_line_does_not_pay_the_general_one() {
        let fees = [
            line(None, 2492, "2026-01-01", None),
            line(Some("changement_adresse"), 0, "2026-01-01", Some("2026-06-30")),
        ];
        assert_eq!(gross(&fees, Some("changement_adresse"), "2026-06-30"), Some(0));
        assert_eq!(gross(&fees, Some("changement_adresse"), "2026-07-01"), Some(2990));
        assert_eq!(gross(&fees, Some("import_ue"), "2026-06-30"), Some(2990));
        assert_eq!(gross(&fees, None, "2026-06-30"), Some(2990));
        assert_eq!(gross(&fees, None, "2025-12-31"), None);
    }
}
