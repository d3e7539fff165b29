use crate::case::{USED, cases};

#[test]
fn the_fixed_tax_and_the_mailing() {
    cases! { USED;
        "both", "y4_y5_fixed.toml", "" => "y4=11.00 y5=2.76 law.y4=L421-37,L421-38 law.y5=arrete-2015-09-21 since.y4=2023-01-01";
        "first day of the tables", "y4_y5_fixed.toml", "issued_on=2023-01-01" => "y4=11.00 y5=2.76";
        "last day of the tables", "y4_y5_fixed.toml", "issued_on=2027-12-31" => "y4=11.00 y5=2.76";
        "the day after", "contracts.md §1", "issued_on=2028-01-01" => "y4=! y5=!";
        "a moped is mailed free", "baremes.md §12.14", "genre=CL" => "y4=11.00 y5=0.00 why.y5=Moped total=11.00 says.doubt=1";
        "a three-wheeled moped too", "baremes.md §12.14", "genre=CYCL" => "y5=0.00";
        "a weather event", "CIBS L421-40", "operation=duplicata exemption=weather_replacement" => "y4=0.00 y5=2.76 total=2.76";
        "a transfer of competence still owes it", "CIBS L421-37", "exemption=competence_transfer" => "y4=11.00";
    }
}

#[test]
fn what_is_printed_is_mailed() {
    cases! { USED;
        "a new address on a new certificate", "operations.toml", "operation=changement_adresse new_certificate=true" =>
            "y4=0.00 why.y4=Operation(ChangementAdresse) law.y4=L421-39 y5=2.76 total=2.76 warnings=";
        "a new address on a label", "operations.toml", "operation=changement_adresse new_certificate=false" =>
            "y5=0.00 why.y5=AddressLabel total=0.00";
        "not said: printed", "contracts.md §1", "operation=changement_adresse" => "y5=2.76 warnings=assumed_new_certificate";
        "the administration's error", "operations.toml", "operation=correction_erreur_saisie error_by=administration" =>
            "y5=0.00 why.y5=AdministrationError total=0.00";
        "the applicant's error", "operations.toml", "operation=correction_erreur_saisie error_by=applicant" => "y5=2.76 warnings=";
        "not said: the applicant's", "contracts.md §1", "operation=correction_erreur_saisie" => "y5=2.76 warnings=assumed_error_by";
    }
}
