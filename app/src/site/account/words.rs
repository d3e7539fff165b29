//! What is said when something typed cannot be used. Each names its control, what is wrong and the way out.

use accounts::{Fault, Field, Password, Strength, Weakness};
use vocabulary::{InvalidEmail, Lang};

/// Something that was typed and cannot be used, or cannot be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The address.
    Email(InvalidEmail),
    /// The password to be chosen.
    Weak(Weakness),
    /// The address and the password do not go together.
    Wrong,
    /// The password is not the one in use.
    WrongPassword,
    /// The code.
    WrongCode,
    /// The key did not prove anything.
    WrongKey,
    /// Staff makes a key with a key.
    StaffKey,
    /// Too often: minutes to wait.
    Wait(i64),
    /// The service cannot answer now.
    Unavailable,
    /// A field of the profile.
    Profile(Field, Fault),
    /// The word that confirms the closing was not typed.
    NotConfirmed,
    /// A dossier is on its way: the account that follows it stays open.
    DossierUnderWay,
    /// The name of a key.
    KeyName,
    /// The last key of a member of staff.
    LastKey,
    /// Nothing that an API key would be used for.
    NoScope,
    /// As many API keys as may be.
    TooManyKeys,
}

/// What is said of a password that was just chosen.
pub(super) const fn strength(strength: Strength, lang: Lang) -> &'static str {
    match strength {
        Strength::Fair => lang.pick(
            "Il est correct, sans plus\u{202f}: quelques mots de plus le rendraient difficile à deviner.",
            "It is fair, no more: a few more words would make it hard to guess.",
        ),
        Strength::Good => lang.pick("Il est bon.", "It is good."),
        Strength::Strong => lang.pick("Il est solide.", "It is strong."),
    }
}

impl Problem {
    /// The control that it is about; empty for the whole form.
    #[must_use]
    pub const fn control(self) -> &'static str {
        match self {
            Self::Email(_) | Self::Wrong => "email",
            Self::Weak(_) | Self::WrongPassword => "password",
            Self::WrongCode => "code",
            Self::Profile(field, _) => field.id(),
            Self::NotConfirmed | Self::DossierUnderWay => "confirm",
            Self::KeyName => "name",
            Self::NoScope => "scope-account-read",
            Self::WrongKey
            | Self::StaffKey
            | Self::Wait(_)
            | Self::Unavailable
            | Self::LastKey
            | Self::TooManyKeys => "",
        }
    }

    /// Status of the page that says it.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Wait(_) => 429,
            Self::Unavailable => 503,
            _ => 422,
        }
    }

    /// What is said.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "one sentence a case, in two languages")]
    pub fn text(self, lang: Lang) -> String {
        let say = |fr: &str, en: &str| lang.pick(fr, en).to_owned();
        match self {
            Self::Email(InvalidEmail::Empty) => {
                say("Écrivez votre adresse e-mail.", "Write your e-mail address.")
            }
            Self::Email(InvalidEmail::TooLong) => {
                say("Cette adresse est trop longue.", "This address is too long.")
            }
            Self::Email(InvalidEmail::Shape) => say(
                "Cette adresse n’est pas complète\u{202f}: il manque peut-être le @ ou la fin (exemple\u{202f}: nom@exemple.fr).",
                "This address is not complete: the @ or its end may be missing (example: name@example.org).",
            ),
            Self::Weak(Weakness::Empty) => say("Choisissez un mot de passe.", "Choose a password."),
            Self::Weak(Weakness::TooShort) => format!(
                "{} {} {}",
                lang.pick("Trop court\u{202f}: au moins", "Too short: at least"),
                Password::MIN,
                lang.pick(
                    "caractères. Plusieurs mots font un bon mot de passe.",
                    "characters. Several words make a good password."
                ),
            ),
            Self::Weak(Weakness::TooLong) => format!(
                "{} {} {}",
                lang.pick("Trop long\u{202f}: au plus", "Too long: at most"),
                Password::MAX,
                lang.pick("caractères.", "characters."),
            ),
            Self::Weak(Weakness::Common) => say(
                "Ce mot de passe est l’un des plus utilisés\u{202f}: il serait deviné tout de suite. Choisissez-en un autre.",
                "This password is one of the most used: it would be guessed at once. Choose another one.",
            ),
            Self::Weak(Weakness::HoldsEmail) => say(
                "Ce mot de passe contient votre adresse e-mail. Choisissez-en un autre.",
                "This password holds your e-mail address. Choose another one.",
            ),
            Self::Weak(Weakness::Repeats) => say(
                "Ce mot de passe répète les mêmes caractères. Choisissez-en un autre.",
                "This password repeats the same characters. Choose another one.",
            ),
            Self::Weak(Weakness::HouseWords) => say(
                "Ce mot de passe tient presque tout dans des mots que l’on essaie d’abord ici (carte grise, notre nom). Ajoutez d’autres mots.",
                "This password is little more than words that are tried here first (carte grise, our name). Add other words.",
            ),
            Self::Wrong => say(
                "L’adresse et le mot de passe ne vont pas ensemble. Vérifiez les deux, ou recevez un lien de connexion par e-mail.",
                "The address and the password do not go together. Check both, or get a sign-in link by e-mail.",
            ),
            Self::WrongPassword => {
                say("Ce n’est pas votre mot de passe actuel.", "This is not your current password.")
            }
            Self::WrongCode => say(
                "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant, ou utilisez un code de secours.",
                "This code is not right, or was used already. Wait for the next one, or use a recovery code.",
            ),
            Self::WrongKey => say(
                "La clé d’accès n’a pas pu être vérifiée. Réessayez, ou choisissez un autre moyen ci-dessous.",
                "The passkey could not be checked. Try again, or choose another way below.",
            ),
            Self::StaffKey => say(
                "Votre compte ouvre le bureau\u{202f}: ajoutez une clé depuis une connexion par clé d’accès, ou demandez un lien à un administrateur.",
                "Your account opens the back-office: add a passkey after signing in with one, or ask an administrator for a link.",
            ),
            Self::Wait(minutes) => format!(
                "{} {minutes} {}",
                lang.pick("Trop d’essais. Réessayez dans", "Too many tries. Try again in"),
                lang.pick(
                    "min, utilisez une clé d’accès ou appelez-nous.",
                    "min, use a passkey, or call us."
                ),
            ),
            Self::Unavailable => say(
                "Le service ne répond pas pour le moment. Rien n’a été changé\u{202f}: réessayez dans quelques minutes, ou appelez-nous.",
                "The service does not answer for now. Nothing was changed: try again in a few minutes, or call us.",
            ),
            Self::Profile(_, Fault::TooLong(most)) => format!(
                "{} {most} {}",
                lang.pick("Trop long\u{202f}: au plus", "Too long: at most"),
                lang.pick("caractères.", "characters."),
            ),
            Self::Profile(_, Fault::NotABirth) => say(
                "Écrivez une date de naissance qui existe, dans le passé.",
                "Write a date of birth that exists, in the past.",
            ),
            Self::Profile(_, Fault::NotAPostcode) => say(
                "Un code postal français a cinq chiffres (exemple\u{202f}: 44000).",
                "A French postcode has five digits (example: 44000).",
            ),
            Self::Profile(_, Fault::NotAPhone) => say(
                "Ce numéro n’est pas complet (exemples\u{202f}: 06 12 34 56 78, +33 6 12 34 56 78).",
                "This number is not complete (examples: 06 12 34 56 78, +33 6 12 34 56 78).",
            ),
            Self::DossierUnderWay => say(
                "Un dossier est en cours\u{202f}: attendez sa fin, ou renoncez au contrat sur sa page, puis fermez le compte.",
                "A dossier is on its way: wait for its end, or withdraw from the contract on its page, then close the account.",
            ),
            Self::NotConfirmed => say(
                "Cochez la case pour confirmer la fermeture.",
                "Tick the box to confirm the closing.",
            ),
            Self::KeyName => say(
                "Donnez à la clé un nom de 1 à 60 caractères.",
                "Give the passkey a name of 1 to 60 characters.",
            ),
            Self::NoScope => say(
                "Cochez au moins une chose que la clé permet.",
                "Tick at least one thing that the key allows.",
            ),
            Self::TooManyKeys => say(
                "Vous avez autant de clés qu’on peut en avoir\u{202f}: révoquez-en une d’abord.",
                "You have as many keys as one may have: revoke one first.",
            ),
            Self::LastKey => say(
                "C’est votre dernière clé d’accès\u{202f}: ajoutez-en une autre avant de la retirer.",
                "This is your last passkey: add another one before you remove it.",
            ),
        }
    }
}
