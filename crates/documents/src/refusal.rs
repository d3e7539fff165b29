use serde::{Deserialize, Serialize};
use vocabulary::Lang;

use crate::limits;

/// Why a file is not taken. Each has a sentence for the person; none holds a word of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// There are no bytes.
    #[error("no bytes")]
    Empty,
    /// More bytes than are allowed.
    #[error("too many bytes")]
    TooLong,
    /// Neither a picture that we read nor a PDF, whatever it is called.
    #[error("another kind of file")]
    OtherKind,
    /// An archive, or a document of an office program, which is one.
    #[error("an archive, or a document of an office program")]
    Archive,
    /// Its name holds signs that turn it around, so that it reads as another.
    #[error("a name that hides another")]
    DisguisedName,
    /// It ends too early, or cannot be read.
    #[error("damaged")]
    Damaged,
    /// Two files in one: what one program shows is not what another one sees.
    #[error("two files in one")]
    TwoInOne,
    /// It holds a script, or starts something when it is opened.
    #[error("a script, or something that starts by itself")]
    Script,
    /// Other files are attached to it.
    #[error("attached files")]
    Attachment,
    /// It opens with a password only.
    #[error("a password is needed")]
    Password,
    /// More pages than are allowed.
    #[error("too many pages")]
    TooManyPages,
    /// More pixels than are allowed.
    #[error("too many pixels")]
    TooManyPixels,
    /// Moving pictures: what is shown is not all there is.
    #[error("moving pictures")]
    Moving,
    /// Reading it takes more memory, time or depth than any piece needs.
    #[error("too demanding")]
    TooDemanding,
    /// The antivirus knows it.
    #[error("known to the antivirus")]
    Infected,
}

/// What is said to the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// What happened.
    pub what: &'static str,
    /// Why.
    pub why: String,
    /// How to mend it.
    pub mend: &'static str,
}

impl Refusal {
    /// All of them, for pages and tests that go through each.
    pub const ALL: [Self; 15] = [
        Self::Empty,
        Self::TooLong,
        Self::OtherKind,
        Self::Archive,
        Self::DisguisedName,
        Self::Damaged,
        Self::TwoInOne,
        Self::Script,
        Self::Attachment,
        Self::Password,
        Self::TooManyPages,
        Self::TooManyPixels,
        Self::Moving,
        Self::TooDemanding,
        Self::Infected,
    ];

    /// Its name in the database and in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too_long",
            Self::OtherKind => "other_kind",
            Self::Archive => "archive",
            Self::DisguisedName => "disguised_name",
            Self::Damaged => "damaged",
            Self::TwoInOne => "two_in_one",
            Self::Script => "script",
            Self::Attachment => "attachment",
            Self::Password => "password",
            Self::TooManyPages => "too_many_pages",
            Self::TooManyPixels => "too_many_pixels",
            Self::Moving => "moving",
            Self::TooDemanding => "too_demanding",
            Self::Infected => "infected",
        }
    }

    /// The refusal of that [`code`](Self::code).
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// What to tell the person, in full sentences.
    #[must_use]
    pub fn sentence(self, lang: Lang) -> Sentence {
        Sentence { what: self.what(lang), why: self.why(lang), mend: self.mend(lang) }
    }

    fn what(self, lang: Lang) -> &'static str {
        match self {
            Self::Empty => lang.pick("Le fichier est vide.", "The file is empty."),
            Self::TooLong => lang.pick("Le fichier est trop lourd.", "The file is too big."),
            Self::OtherKind | Self::Archive => lang.pick(
                "Ce type de fichier n’est pas accepté.",
                "This kind of file is not accepted.",
            ),
            Self::DisguisedName => lang.pick(
                "Le nom du fichier n’est pas accepté.",
                "The name of the file is not accepted.",
            ),
            Self::Damaged => lang.pick("Le fichier est illisible.", "The file cannot be read."),
            Self::TooManyPages => {
                lang.pick("Le document a trop de pages.", "The document has too many pages.")
            }
            Self::TooManyPixels => {
                lang.pick("L’image est trop grande.", "The picture is too large.")
            }
            Self::Moving => lang.pick("L’image est animée.", "The picture moves."),
            Self::Password => lang.pick(
                "Le fichier est protégé par un mot de passe.",
                "The file is protected by a password.",
            ),
            Self::TwoInOne
            | Self::Script
            | Self::Attachment
            | Self::TooDemanding
            | Self::Infected => {
                lang.pick("Le fichier est refusé par sécurité.", "The file was refused for safety.")
            }
        }
    }

    fn why(self, lang: Lang) -> String {
        let why = match self {
            Self::Empty => lang.pick("Il ne contient aucune donnée.", "It holds no data."),
            Self::TooLong => {
                let most = limits::MOST_BYTES / (1024 * 1024);
                return match lang {
                    Lang::Fr => format!("Un fichier pèse {most} Mo au plus."),
                    Lang::En => format!("A file has {most} MB at most."),
                };
            }
            Self::TooManyPages => {
                let most = limits::MOST_PAGES;
                return match lang {
                    Lang::Fr => format!("Un document a {most} pages au plus."),
                    Lang::En => format!("A document has {most} pages at most."),
                };
            }
            Self::TooManyPixels => {
                let most = limits::MOST_PIXELS / 1_000_000;
                return match lang {
                    Lang::Fr => format!("Une image a {most} millions de points au plus."),
                    Lang::En => format!("A picture has {most} million dots at most."),
                };
            }
            Self::OtherKind => lang.pick(
                "Nous acceptons les photos (JPEG, PNG, WebP, HEIC, TIFF, BMP) et les PDF. Renommer un fichier ne change pas son type.",
                "We accept photos (JPEG, PNG, WebP, HEIC, TIFF, BMP) and PDF. Renaming a file does not change its kind.",
            ),
            Self::Archive => lang.pick(
                "C’est une archive ou un document de traitement de texte\u{202f}: nous acceptons les photos et les PDF.",
                "It is an archive or a word processor’s document: we accept photos and PDF.",
            ),
            Self::DisguisedName => lang.pick(
                "Il contient des signes invisibles qui le font lire à l’envers.",
                "It holds invisible signs that make it read backwards.",
            ),
            Self::Damaged => lang.pick(
                "Il est incomplet ou abîmé, souvent parce que l’envoi a été coupé.",
                "It is incomplete or damaged, often because it was cut while it was sent.",
            ),
            Self::TwoInOne => lang.pick(
                "Un second fichier est caché dans le premier.",
                "Another file is hidden inside it.",
            ),
            Self::Script => lang.pick(
                "Il contient un programme ou une action qui se lance à l’ouverture, comme certains formulaires à remplir.",
                "It holds a program, or an action that starts when it is opened, as some forms do.",
            ),
            Self::Attachment => lang.pick(
                "D’autres fichiers sont joints au document.",
                "Other files are attached to the document.",
            ),
            Self::Password => lang.pick(
                "Sans ce mot de passe, personne ne peut vérifier la pièce.",
                "Nobody can check the piece without it.",
            ),
            Self::Moving => lang.pick(
                "Une pièce est une image fixe.",
                "A piece is a still picture.",
            ),
            Self::TooDemanding => lang.pick(
                "Il est trop complexe pour être ouvert sans risque.",
                "It is too complex to be opened safely.",
            ),
            Self::Infected => lang.pick(
                "Notre antivirus y a reconnu un danger\u{202f}; le fichier n’a été ouvert par personne.",
                "Our antivirus found a danger in it; nobody has opened the file.",
            ),
        };
        why.to_owned()
    }

    fn mend(self, lang: Lang) -> &'static str {
        match self {
            Self::Empty | Self::Damaged => lang.pick(
                "Ouvrez-le sur votre appareil pour le vérifier, puis renvoyez-le, ou prenez la pièce en photo.",
                "Open it on your device to check it, then send it again, or take a photo of the piece.",
            ),
            Self::TooLong | Self::TooManyPixels => lang.pick(
                "Envoyez une photo ordinaire, ou un document numérisé à 300 points par pouce au plus.",
                "Send an ordinary photo, or a scan at 300 dots an inch at most.",
            ),
            Self::OtherKind | Self::Archive | Self::Moving => lang.pick(
                "Prenez la pièce en photo, ou enregistrez-la au format PDF.",
                "Take a photo of the piece, or save it as a PDF.",
            ),
            Self::DisguisedName => lang.pick(
                "Renommez le fichier, puis renvoyez-le.",
                "Rename the file, then send it again.",
            ),
            Self::TooManyPages => lang.pick(
                "Envoyez seulement les pages de la pièce demandée.",
                "Send only the pages of the piece that is asked for.",
            ),
            Self::Password => lang.pick(
                "Enregistrez-le sans mot de passe (Imprimer, puis «\u{202f}Enregistrer au format PDF\u{202f}»), ou prenez la pièce en photo.",
                "Save it without a password (Print, then “Save as PDF”), or take a photo of the piece.",
            ),
            Self::TwoInOne | Self::Script | Self::Attachment | Self::TooDemanding => lang.pick(
                "Imprimez-le vers un nouveau PDF (Imprimer, puis «\u{202f}Enregistrer au format PDF\u{202f}»), ou prenez la pièce en photo.",
                "Print it to a new PDF (Print, then “Save as PDF”), or take a photo of the piece.",
            ),
            Self::Infected => lang.pick(
                "Ne l’ouvrez plus. Analysez votre appareil, puis prenez la pièce papier en photo.",
                "Do not open it again. Scan your device, then take a photo of the paper piece.",
            ),
        }
    }
}

#[cfg(test)]
mod tests;
