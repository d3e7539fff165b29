//! The forms to sign in a case, and who signs them.

use crate::{
    facts::KnownFacts,
    kind::{DemarcheKind, Quality, Signer},
    piece_kind::PieceKind,
    pieces::{Need, RequiredPiece},
};

/// A form or a statement that somebody signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormToSign<'a> {
    /// The piece: a numbered form where [`PieceKind::cerfa`] says so.
    pub piece: &'a PieceKind,
    /// Who signs, each once.
    pub signers: Vec<SignerCount>,
    /// Our platform prepares it.
    pub prepared_by_us: bool,
    /// Its absence blocks nothing.
    pub optional: bool,
}

/// Somebody who signs, and how many of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignerCount {
    /// In which quality.
    pub signer: Signer,
    /// How many, where that is known.
    pub count: Option<u32>,
}

/// The certain pieces that somebody signs. Where one form out of several would do, the first is meant.
pub(crate) fn forms_for<'a>(
    pieces: &[RequiredPiece<'a>],
    kind: DemarcheKind,
    facts: &KnownFacts,
) -> Vec<FormToSign<'a>> {
    pieces
        .iter()
        .filter(|piece| piece.need != Need::Depends && !piece.kind.signatures.is_empty())
        .map(|piece| FormToSign {
            piece: piece.kind,
            signers: signers(piece.kind, kind, facts),
            prepared_by_us: piece.kind.has(Quality::PreparedByUs),
            optional: piece.optional,
        })
        .collect()
}

fn signers(piece: &PieceKind, kind: DemarcheKind, facts: &KnownFacts) -> Vec<SignerCount> {
    let mut found: Vec<SignerCount> = Vec::new();
    for role in &piece.signatures {
        let Some(one) = in_case(*role, kind, facts) else { continue };
        if !found.iter().any(|other| other.signer == one.signer) {
            found.push(one);
        }
    }
    found
}

/// Who signs in the place of `role` in this case; nobody where there is no such person.
fn in_case(role: Signer, kind: DemarcheKind, facts: &KnownFacts) -> Option<SignerCount> {
    let count = |fact: &str| facts.int(fact).and_then(|number| u32::try_from(number).ok());
    let one = |signer| Some(SignerCount { signer, count: Some(1) });
    match role {
        Signer::Mandant => one(mandant(kind, facts)),
        Signer::Titulaire | Signer::Acquereur => one(holder(role, kind, facts)),
        Signer::Cotitulaires | Signer::Coacquereurs => match count("titulaire.cotitulaire_count") {
            Some(0) => None,
            number => Some(SignerCount { signer: role, count: number }),
        },
        Signer::TousLesHeritiers => {
            Some(SignerCount { signer: role, count: count("succession.heirs") })
        }
        Signer::AutresHeritiers => {
            let holders = count("titulaire.holder_count");
            let others = count("succession.heirs").zip(holders);
            let number = others.map(|(heirs, holders)| heirs.saturating_sub(holders));
            Some(SignerCount { signer: role, count: number })
        }
        Signer::Covendeurs => Some(SignerCount { signer: role, count: None }),
        _ => one(role),
    }
}

/// Who gives the mandate: the company and not its employee, the lessor of a leased vehicle, the professional himself.
fn mandant(kind: DemarcheKind, facts: &KnownFacts) -> Signer {
    match kind {
        DemarcheKind::DeclarationAchat | DemarcheKind::WGarage => Signer::Professionnel,
        DemarcheKind::SuccessionCession => Signer::Heritier,
        _ if facts.is_true("vehicle.is_leased") => Signer::Bailleur,
        _ => holder(Signer::Titulaire, kind, facts),
    }
}

/// A parent signs for a minor, a guardian for a protected adult, the representative for a company.
fn holder(role: Signer, kind: DemarcheKind, facts: &KnownFacts) -> Signer {
    // In a declaration of transfer the facts of the holder are the seller's: the buyer signs for himself.
    let sells = matches!(kind, DemarcheKind::DeclarationCession | DemarcheKind::SuccessionCession);
    if sells && role == Signer::Acquereur {
        return role;
    }
    match facts.code("titulaire.kind") {
        Some("particulier") | None if facts.is_true("titulaire.is_minor") => Signer::Parent,
        Some("particulier") | None if facts.is_true("titulaire.is_protected_adult") => {
            Signer::Tuteur
        }
        Some("particulier") | None => role,
        Some(_) if facts.is_true("titulaire.signatory_is_legal_representative") => {
            Signer::RepresentantLegal
        }
        Some(_) => Signer::Signataire,
    }
}
