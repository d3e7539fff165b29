//! Why somebody who wanted to sign did not.

use vocabulary::Lang;

/// Why a form is not signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormProblem {
    /// The code is not the one that was sent, or its time is over.
    Code,
    /// The name cannot be drawn as a signature.
    Name,
    /// It was not agreed to.
    Consent,
    /// The sheet is not the one of now: it is to be read again.
    Old,
    /// Too often: how many minutes to wait.
    TooOften(i64),
}

impl FormProblem {
    pub(super) const fn control(self) -> &'static str {
        match self {
            Self::Code | Self::TooOften(_) => "code",
            Self::Name => "nom",
            Self::Consent => "accord",
            Self::Old => "lire",
        }
    }

    /// What is said of it, with what to do.
    #[must_use]
    pub fn text(self, lang: Lang) -> String {
        let text = match self {
            Self::Code => lang.pick(
                "Ce n’est pas le code du dernier e-mail, ou il a expiré\u{202f}: demandez-en un autre.",
                "This is not the code of the latest e-mail, or it has expired: ask for another.",
            ),
            Self::Name => lang.pick(
                "Écrivez votre nom et votre prénom\u{202f}: deux lettres au moins.",
                "Write your first and last name: two letters at least.",
            ),
            Self::Consent => lang.pick(
                "Cochez la case pour signer sur l’écran, ou imprimez le formulaire.",
                "Tick the box to sign on the screen, or print the form.",
            ),
            Self::Old => lang.pick(
                "Le formulaire a changé depuis l’affichage\u{202f}: relisez-le avant de signer.",
                "The form has changed since it was shown: read it again before you sign.",
            ),
            Self::TooOften(1) => lang.pick(
                "Trop d’essais\u{202f}: attendez une minute.",
                "Too many tries: wait a minute.",
            ),
            Self::TooOften(minutes) => {
                return match lang {
                    Lang::Fr => format!("Trop d’essais\u{202f}: attendez {minutes} minutes."),
                    Lang::En => format!("Too many tries: wait {minutes} minutes."),
                };
            }
        };
        text.to_owned()
    }
}
