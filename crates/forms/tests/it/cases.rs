//! Cases to fill forms with.

use demarches::DemarcheKind;
use demarches::kind::Signer;
use forms::{Case, Example, Form, Guardian, House, Person, from_lines};
use jiff::Timestamp;
use vocabulary::PostalAddress;

pub(crate) fn noon() -> Timestamp {
    "2026-11-22T11:00:00Z".parse().unwrap()
}

pub(crate) fn paris() -> PostalAddress {
    from_lines("12 bis rue de la Paix", "Résidence Les Œillets", "75002", "Paris", "").unwrap()
}

pub(crate) fn house() -> House {
    House {
        brand: "CarteClaire".into(),
        legal_name: "CarteClaire Démonstration SAS".into(),
        siret: "73282932000074".into(),
        address: "1 place du Marché, 35000 Rennes".into(),
        habilitation: "000 000 (fictif)".into(),
    }
}

pub(crate) fn lea() -> Person {
    good_for(Form::Mandat).holder
}

pub(crate) fn minor() -> Person {
    good_for(Form::DomicileMineur).holder
}

pub(crate) fn company() -> Person {
    good_for(Form::DeclarationAchat).professional.unwrap()
}

/// A case in which each form is signed by somebody.
pub(crate) fn good_for(form: Form) -> Case {
    Example::Ordinary.case(form, &house())
}

pub(crate) fn case(kind: DemarcheKind, signer: Signer) -> Case {
    Case { kind, signer, ..good_for(Form::Mandat) }
}

pub(crate) fn of_a_company(kind: DemarcheKind, signer: Signer) -> Case {
    Case { holder: company(), ..case(kind, signer) }
}

pub(crate) fn of_a_minor(kind: DemarcheKind) -> Case {
    let guardian = Some(Guardian { person: lea(), is_parent: true });
    Case { holder: minor(), guardian, ..case(kind, Signer::Parent) }
}

/// Names that are as long and as adorned as names get, five co-holders, an address abroad.
pub(crate) fn extreme() -> Case {
    Example::Long.case(Form::Demande, &house())
}
