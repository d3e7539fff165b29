use vocabulary::Lang;

use crate::Form;

const MEBIBYTE: usize = 1 << 20;

/// What is wrong with an official form that was uploaded, or with its map.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.text(Lang::En))]
pub struct TemplateProblem(pub Problem);

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields say what they are")]
pub enum Problem {
    /// It is no PDF that can be read.
    NotAPdf,
    /// It needs a password.
    Locked,
    /// More bytes than that.
    TooLong { most: usize },
    /// More pages than that.
    TooManyPages { most: usize },
    /// More objects, or larger ones once unpacked, than a form has.
    TooDemanding,
    /// It is no list of places.
    NotAMap { why: String },
    /// The map is for another form.
    OtherForm { named: String, due: Form },
    /// No field of the form has that name.
    UnknownField { field: String },
    /// A field stands in two places of one page.
    Twice { field: String },
    /// There is no such page.
    NoSuchPage { field: String, page: u16, pages: usize },
    /// Part of its place is outside of the page.
    Outside { field: String, page: u16 },
    /// The place has no size, or more than can be drawn.
    BadSize { field: String },
    /// The field must be on the form, and has no place.
    NoPlace { field: String },
    /// There is no place for the signature.
    NoSignature,
    /// The text is too long for its place, however small.
    DoesNotFit { field: String },
}

impl From<Problem> for TemplateProblem {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl Problem {
    /// The field that it is about, where it is about one.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::UnknownField { field }
            | Self::Twice { field }
            | Self::NoSuchPage { field, .. }
            | Self::Outside { field, .. }
            | Self::BadSize { field }
            | Self::NoPlace { field }
            | Self::DoesNotFit { field } => Some(field),
            _ => None,
        }
    }

    /// It is about the map of the fields, and not about the PDF.
    #[must_use]
    pub const fn is_of_the_map(&self) -> bool {
        match self {
            Self::NotAPdf | Self::Locked | Self::TooManyPages { .. } | Self::TooDemanding => false,
            Self::TooLong { most } => *most < MEBIBYTE,
            _ => true,
        }
    }

    /// In words, for who uploaded it.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let of = |fr: String, en: String| match lang {
            Lang::Fr => fr,
            Lang::En => en,
        };
        match self {
            Self::NotAPdf => lang
                .pick(
                    "Ce fichier n’est pas un PDF lisible.",
                    "This file is no PDF that can be read.",
                )
                .to_owned(),
            Self::Locked => lang
                .pick("Ce PDF demande un mot de passe.", "This PDF needs a password.")
                .to_owned(),
            Self::TooLong { most } if *most < MEBIBYTE => of(
                format!("La carte des champs dépasse {} Kio.", most >> 10),
                format!("The field map is longer than {} KiB.", most >> 10),
            ),
            Self::TooLong { most } => of(
                format!("Ce fichier dépasse {} Mio.", most >> 20),
                format!("This file is longer than {} MiB.", most >> 20),
            ),
            Self::TooManyPages { most } => of(
                format!("Ce PDF a plus de {most} pages."),
                format!("This PDF has more than {most} pages."),
            ),
            Self::TooDemanding => lang
                .pick(
                    "Ce PDF est trop lourd à lire pour un formulaire.",
                    "This PDF takes more to read than a form does.",
                )
                .to_owned(),
            Self::NotAMap { why } => of(
                format!("La carte des champs ne se lit pas\u{202f}: {why}"),
                format!("The field map cannot be read: {why}"),
            ),
            Self::OtherForm { named, due } => of(
                format!(
                    "La carte est celle de «\u{202f}{named}\u{202f}», et non de «\u{202f}{}\u{202f}».",
                    due.id()
                ),
                format!("The map is that of “{named}”, not of “{}”.", due.id()),
            ),
            Self::UnknownField { field } => of(
                format!("Le formulaire n’a pas de champ «\u{202f}{field}\u{202f}»."),
                format!("The form has no field “{field}”."),
            ),
            Self::Twice { field } => of(
                format!("Le champ «\u{202f}{field}\u{202f}» est placé deux fois sur une page."),
                format!("The field “{field}” is placed twice on a page."),
            ),
            Self::NoSuchPage { field, page, pages } => of(
                format!(
                    "Le champ «\u{202f}{field}\u{202f}» est en page {page}, et le PDF a {pages} page(s)."
                ),
                format!("The field “{field}” is on page {page}, and the PDF has {pages} page(s)."),
            ),
            Self::Outside { field, page } => of(
                format!("Le champ «\u{202f}{field}\u{202f}» dépasse de la page {page}."),
                format!("The field “{field}” is partly outside of page {page}."),
            ),
            Self::BadSize { field } => of(
                format!(
                    "La place du champ «\u{202f}{field}\u{202f}» est trop petite ou trop grande."
                ),
                format!("The place of the field “{field}” is too small or too large."),
            ),
            Self::NoPlace { field } => of(
                format!("Le champ «\u{202f}{field}\u{202f}» n’a pas de place."),
                format!("The field “{field}” has no place."),
            ),
            Self::NoSignature => lang
                .pick("La signature n’a pas de place.", "The signature has no place.")
                .to_owned(),
            Self::DoesNotFit { field } => of(
                format!("Le texte du champ «\u{202f}{field}\u{202f}» ne tient pas à sa place."),
                format!("The text of the field “{field}” does not fit in its place."),
            ),
        }
    }
}
