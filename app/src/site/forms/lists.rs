//! The lists that the controls offer.

use simulator::facts::{Genre, Operation};
use vocabulary::Lang;
use wording::labels as words;

/// A choice of a list: value and label.
pub(super) type Choice = (String, String);

/// The codes of a closed list with their labels.
pub(super) fn choices<T: Copy>(
    all: &[T],
    id: fn(T) -> &'static str,
    label: impl Fn(T) -> &'static str,
) -> Vec<Choice> {
    all.iter().map(|one| (id(*one).to_owned(), label(*one).to_owned())).collect()
}

/// What can be asked for, the most asked first.
pub(super) fn operations(lang: Lang) -> Vec<(String, Vec<Choice>)> {
    use Operation as O;
    let group = |fr: &str, en: &str, list: &[Operation]| {
        let entries = list
            .iter()
            .map(|one| (one.id().to_owned(), words::operation_title(*one, lang).to_owned()));
        (lang.pick(fr, en).to_owned(), entries.collect())
    };
    vec![
        group(
            "Acheter, recevoir",
            "Buying, receiving",
            &[
                O::ChangementTitulaire,
                O::VehiculeNeuf,
                O::ImportOccasion,
                O::ImportNeuf,
                O::RachatLeasing,
                O::SuccessionHeritier,
            ],
        ),
        group(
            "Changer une information",
            "Changing a detail",
            &[
                O::ChangementAdresse,
                O::ChangementEtatCivil,
                O::Conjoint,
                O::CotitulaireAjoutRetrait,
                O::ModificationTechnique,
                O::CorrectionErreurSaisie,
                O::ConversionSiv,
                O::ChangementLocataire,
            ],
        ),
        group(
            "Perte, vol, autres cas",
            "Loss, theft, other cases",
            &[
                O::Duplicata,
                O::Usurpation,
                O::WwProvisoire,
                O::WGarage,
                O::VehiculeDemonstration,
                O::RemiseEnCirculation,
                O::DeclarationSeule,
            ],
        ),
    ]
}

/// J.1, the most common first.
pub(super) fn genres(lang: Lang) -> Vec<(String, Vec<Choice>)> {
    use Genre as G;
    let group = |fr: &str, en: &str, list: &[Genre]| {
        let entries = list.iter().map(|one| {
            (one.id().to_owned(), format!("{} ({})", words::genre_label(*one, lang), one.id()))
        });
        (lang.pick(fr, en).to_owned(), entries.collect())
    };
    vec![
        group(
            "Les plus courants",
            "Most common",
            &[G::Vp, G::Ctte, G::Vasp, G::Mtl, G::Mtt1, G::Mtt2, G::Cl, G::Resp, G::Rem],
        ),
        group(
            "Les autres",
            "Others",
            &[
                G::Tm,
                G::Qm,
                G::Cycl,
                G::Cam,
                G::Trr,
                G::Tcp,
                G::Tra,
                G::Maga,
                G::Rea,
                G::Srea,
                G::Miar,
                G::Srem,
                G::Srat,
                G::Srtc,
                G::Retc,
                G::Srsp,
            ],
        ),
    ]
}
