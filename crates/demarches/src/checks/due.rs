//! What a dossier says where something is read on a piece, so that whoever reads the same need not type it.

use super::{Declared, PersonName};
use crate::{
    evaluate::Evaluation,
    field::{Field, Role, Whose},
    kind::Signer,
    model::Demarches,
    piece_kind::PieceKind,
    signatures::SignerCount,
};

/// How many signatures of one signer are due. Who the other sellers are, the sellers declared tell.
pub(super) fn count(due: SignerCount, declared: &Declared) -> usize {
    match due.signer {
        Signer::Covendeurs => declared.sellers.len().saturating_sub(1),
        _ => due.count.map_or(1, |count| usize::try_from(count).unwrap_or(usize::MAX)),
    }
}

impl Demarches {
    /// What was declared where `field` of a piece of `kind` is read, for the person `person` of those whose piece it is.
    #[must_use]
    pub fn due(
        &self,
        evaluation: &Evaluation<'_>,
        declared: &Declared,
        (kind, person): (&PieceKind, usize),
        field: &Field,
    ) -> Option<String> {
        let facts = &evaluation.facts;
        let text = |fact: &str| facts.text(fact).map(str::to_owned);
        let day = |fact: &str| facts.day(fact).map(|day| day.to_string());
        let whose = |read: fn(&PersonName) -> String| {
            Some(read(of(declared, kind.bears?, person)?)).filter(|name| !name.is_empty())
        };
        match field.role {
            Role::Plate => text("vehicle.plate"),
            Role::Vin => text("vehicle.vin"),
            Role::PlateOrVin => text("vehicle.plate").or_else(|| text("vehicle.vin")),
            Role::CompanyNumber => text("titulaire.siren"),
            Role::CessionDay => day("cession.on"),
            Role::CessionTime => text("cession.at"),
            Role::Mileage => facts.int("vehicle.mileage_km").map(|km| km.to_string()),
            Role::BirthName => whose(|one| one.birth_name.clone()),
            Role::UsedName => whose(|one| one.used_name.clone().unwrap_or_default()),
            Role::FamilyName => {
                whose(|one| one.used_name.clone().unwrap_or_else(|| one.birth_name.clone()))
            }
            Role::FirstNames => whose(|one| one.first_names.clone()),
            Role::FullName => whose(full),
            Role::Insured => declared.main.as_ref().map(full),
            Role::FormNumber => kind.cerfa.map(|cerfa| cerfa.number.to_string()),
            Role::FormVersion => kind.cerfa?.version.map(|version| version.to_string()),
            Role::Other => match field.id.as_str() {
                "B" => day("vehicle.first_registered_on"),
                "D.1" => text("vehicle.make"),
                "J.1" => facts.code("vehicle.genre").map(str::to_owned),
                "numero_formule" => text("vehicle.formula_number"),
                _ => None,
            },
            _ => None,
        }
    }

    /// Who must sign the piece `kind`, somebody of several as often as they are; nobody where it is not signed.
    #[must_use]
    pub fn signers_due(
        &self,
        evaluation: &Evaluation<'_>,
        declared: &Declared,
        kind: &str,
    ) -> Vec<Signer> {
        let form = evaluation.forms.iter().find(|form| form.piece.id == kind);
        let signers = form.map(|form| form.signers.as_slice()).unwrap_or_default();
        signers
            .iter()
            .flat_map(|due| std::iter::repeat_n(due.signer, count(*due, declared).min(MOST)))
            .collect()
    }
}

/// Most signatures of one signer that are asked after.
const MOST: usize = 20;

fn full(person: &PersonName) -> String {
    let family = person.used_name.as_deref().unwrap_or(&person.birth_name);
    format!("{family} {}", person.first_names).trim().to_owned()
}

fn of(declared: &Declared, whose: Whose, person: usize) -> Option<&PersonName> {
    match whose {
        Whose::Titulaire => declared.holder(person),
        Whose::Hebergeant => declared.host.as_ref().or(declared.parent.as_ref()),
        Whose::Parent => declared.parent.as_ref(),
        // Which of several sellers it is, the paper tells.
        Whose::Vendeur => match declared.sellers.as_slice() {
            [one] => Some(one),
            _ => None,
        },
    }
}
