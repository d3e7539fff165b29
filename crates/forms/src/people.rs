//! Who stands where on a form, and who signs it.

use demarches::kind::{DemarcheKind, Signer};

use crate::case::{Case, Identity, Person};
use crate::catalogue::Role;
use crate::silent;

/// Who signs a copy.
#[derive(Clone, PartialEq, Eq)]
pub struct Signatory {
    /// In which quality.
    pub signer: Signer,
    /// Last and first name, in letters.
    pub name: String,
    /// The quality, in French: `titulaire`, `gérante de la société …`.
    pub quality: String,
    /// A company's stamp goes beside the signature.
    pub stamps: bool,
}

silent!(Signatory);

/// Who gives the mandate, and in which quality it is signed: the professional for his own purchase or trade plate, an heir
/// who sells, the lessor of a leased vehicle, the company and not its employee, the main holder of several; a parent or a
/// guardian signs for whom cannot.
///
/// `None` where the case does not name them.
#[must_use]
pub fn mandant(case: &Case) -> Option<(&Person, Signer)> {
    match case.kind {
        DemarcheKind::DeclarationAchat | DemarcheKind::WGarage => {
            case.professional.as_ref().map(|one| (one, Signer::Professionnel))
        }
        DemarcheKind::SuccessionCession => case.heirs.first().map(|one| (one, Signer::Heritier)),
        _ => match &case.lessor {
            Some(lessor) => Some((lessor, Signer::Bailleur)),
            None => Some((&case.holder, holder_signs(case))),
        },
    }
}

fn holder_signs(case: &Case) -> Signer {
    match (&case.holder.identity, &case.guardian) {
        (Identity::Natural(_), Some(guardian)) if guardian.is_parent => Signer::Parent,
        (Identity::Natural(_), Some(_)) => Signer::Tuteur,
        (Identity::Natural(_), None) => Signer::Titulaire,
        (Identity::Company(company), _) => {
            let by_law = company.representative.as_ref().is_none_or(|one| one.is_legal);
            if by_law { Signer::RepresentantLegal } else { Signer::Signataire }
        }
    }
}

impl Case {
    /// Those who stand in `role`.
    pub(crate) fn of(&self, role: Role) -> Vec<&Person> {
        // The holder of a leased vehicle's certificate is its owner; who drives it is printed as the tenant.
        let holder = self.lessor.as_ref().unwrap_or(&self.holder);
        match role {
            Role::Mandant => list(mandant(self).map(|(person, _)| person)),
            Role::Holder => vec![holder],
            Role::Lessee => list(self.lessor.as_ref().map(|_| &self.holder)),
            Role::CoHolder => self.co_holders.iter().collect(),
            Role::Guardian => list(self.guardian.as_ref().map(|guardian| &guardian.person)),
            Role::Host => list(self.host.as_ref()),
            Role::Seller => match self.kind {
                DemarcheKind::DeclarationCession if self.sellers.is_empty() => vec![holder],
                DemarcheKind::SuccessionCession if self.sellers.is_empty() => {
                    self.heirs.iter().collect()
                }
                _ => self.sellers.iter().collect(),
            },
            Role::Buyer if self.sells() => list(self.buyer.as_ref()),
            Role::Buyer => vec![&self.holder],
            Role::Heir => self.heirs.iter().collect(),
            Role::Professional => list(self.professional.as_ref()),
            Role::Signer => list(self.person_who_signs()),
            Role::Agent => Vec::new(),
        }
    }

    /// Whether the holder of the case is who sells.
    const fn sells(&self) -> bool {
        matches!(self.kind, DemarcheKind::DeclarationCession | DemarcheKind::SuccessionCession)
    }

    fn nth(people: &[Person], number: u32) -> Option<&Person> {
        people.get(usize::try_from(number.checked_sub(1)?).ok()?)
    }

    /// Whose copy this is.
    fn person_who_signs(&self) -> Option<&Person> {
        let sellers = |number: u32| {
            let index = usize::try_from(number.checked_sub(1)?).ok()?;
            self.of(Role::Seller).get(index).copied()
        };
        match self.signer {
            Signer::Mandant => mandant(self).map(|(person, _)| person),
            Signer::Titulaire if self.guardian.is_none() && self.holder.as_company().is_none() => {
                Some(&self.holder)
            }
            // Nobody signs for himself who cannot, and a company has no hand.
            Signer::Titulaire => None,
            Signer::Cotitulaires | Signer::Coacquereurs => Self::nth(&self.co_holders, self.number),
            Signer::Vendeur => sellers(1),
            Signer::Covendeurs => sellers(self.number.checked_add(1)?),
            Signer::Acquereur => self.of(Role::Buyer).first().copied(),
            Signer::Hebergeant => self.host.as_ref(),
            Signer::Parent | Signer::Tuteur => self
                .guardian
                .as_ref()
                .filter(|guardian| guardian.is_parent == (self.signer == Signer::Parent))
                .map(|guardian| &guardian.person),
            Signer::RepresentantLegal | Signer::Signataire => {
                Some(&self.holder).filter(|_| holder_signs(self) == self.signer)
            }
            Signer::Bailleur => self.lessor.as_ref(),
            Signer::ConstructeurOuVendeur => self.sellers.first(),
            Signer::AcheteurProfessionnel | Signer::Professionnel => self.professional.as_ref(),
            Signer::Heritier => self.heirs.first(),
            Signer::TousLesHeritiers => Self::nth(&self.heirs, self.number),
            Signer::AutresHeritiers => Self::nth(&self.renouncing, self.number),
        }
    }

    /// Who signs this copy by hand, where that is somebody whom no dossier names: their quality alone is known.
    pub(crate) fn unnamed_signatory(&self) -> Option<Signatory> {
        use DemarcheKind::{DeclarationAchat, SuccessionCession, WGarage};
        let signer = match (self.signer, self.kind) {
            (Signer::Mandant, DeclarationAchat | WGarage) => Signer::Professionnel,
            (Signer::Mandant, SuccessionCession) => Signer::Heritier,
            (other, _) => other,
        };
        let never_named = match signer {
            Signer::Heritier
            | Signer::TousLesHeritiers
            | Signer::AutresHeritiers
            | Signer::Professionnel
            | Signer::AcheteurProfessionnel
            | Signer::Vendeur
            | Signer::Covendeurs
            | Signer::ConstructeurOuVendeur => true,
            Signer::Acquereur => self.sells(),
            _ => false,
        };
        (never_named && self.person_who_signs().is_none()).then(|| Signatory {
            signer,
            name: String::new(),
            quality: quality(signer).to_owned(),
            stamps: matches!(signer, Signer::Professionnel | Signer::AcheteurProfessionnel),
        })
    }

    /// Who signs this copy; `None` where the case names nobody who may in this quality.
    #[must_use]
    pub fn signatory(&self) -> Option<Signatory> {
        let person = self.person_who_signs()?;
        let signer = match self.signer {
            Signer::Mandant => mandant(self)?.1,
            other => other,
        };
        let (name, quality) = match (&person.identity, &self.guardian) {
            (Identity::Company(company), _) => {
                let one = company.representative.as_ref()?;
                (one.name.clone(), format!("{}, {}", one.quality, company.name))
            }
            (Identity::Natural(_), Some(guardian))
                if matches!(signer, Signer::Parent | Signer::Tuteur) =>
            {
                let quality =
                    if guardian.is_parent { "représentant légal" } else { "tuteur ou curateur" };
                (guardian.person.full_name(), format!("{quality} de {}", self.holder.full_name()))
            }
            (Identity::Natural(_), _) if signer == Signer::Titulaire && self.lessor.is_some() => {
                (person.full_name(), "locataire".to_owned())
            }
            (Identity::Natural(_), _) => (person.full_name(), quality(signer).to_owned()),
        };
        Some(Signatory { signer, name, quality, stamps: person.as_company().is_some() })
    }
}

fn list(person: Option<&Person>) -> Vec<&Person> {
    person.into_iter().collect()
}

const fn quality(signer: Signer) -> &'static str {
    match signer {
        Signer::Titulaire => "titulaire",
        Signer::Cotitulaires => "cotitulaire",
        Signer::Mandant => "mandant",
        Signer::Vendeur => "vendeur",
        Signer::Covendeurs => "covendeur",
        Signer::Acquereur => "acquéreur",
        Signer::Coacquereurs => "coacquéreur",
        Signer::Hebergeant => "hébergeant",
        Signer::Parent => "représentant légal",
        Signer::Tuteur => "tuteur ou curateur",
        Signer::RepresentantLegal => "représentant légal de la société",
        Signer::Signataire => "titulaire d’un pouvoir",
        Signer::Bailleur => "bailleur",
        Signer::ConstructeurOuVendeur => "constructeur ou vendeur",
        Signer::AcheteurProfessionnel | Signer::Professionnel => "professionnel de l’automobile",
        Signer::Heritier | Signer::TousLesHeritiers | Signer::AutresHeritiers => "héritier",
    }
}
