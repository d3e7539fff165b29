//! Passwords: which are accepted, how strong they are in words, and their hashes.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Semaphore;
use vocabulary::Email;

/// A password that may be chosen. Does not print.
#[derive(Clone, Debug)]
pub struct Password(SecretString);

/// Why a password may not be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Nothing was typed.
    Empty,
    /// Fewer than [`Password::MIN`] characters.
    TooShort,
    /// More than [`Password::MAX`] characters.
    TooLong,
    /// One of those that are tried first.
    Common,
    /// It holds the address, or its first part.
    HoldsEmail,
    /// One character, or a few, again and again.
    Repeats,
    /// Little is left without the words of the house.
    HouseWords,
}

vocabulary::codes! {
    /// How long a password resists; said in words once it is chosen.
    pub enum Strength {
        /// Accepted, and no more.
        Fair = "fair",
        /// Long, or varied.
        Good = "good",
        /// Long and varied.
        Strong = "strong",
    }
}

/// Passwords that are tried first, in lower case: the 20,000 most common by Royce Williams (eight characters and more),
/// and what the French type.
static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("../data/common_passwords.txt").lines().collect());

/// Words that whoever guesses a password of this site tries first, besides the house's brand: they count for nothing.
const WORDS: [&str; 6] =
    ["carteclaire", "cartegrise", "immatriculation", "certificat", "vehicule", "voiture"];

impl Password {
    /// Fewest characters (NIST SP 800-63B-4, ASVS 6.2.1).
    pub const MIN: usize = 8;
    /// Most characters: long enough for any sentence, short enough to hash.
    pub const MAX: usize = 256;

    /// Takes `text` as the new password of somebody who writes from `email` to the house `brand`.
    ///
    /// Any character is allowed and counts, spaces too; nothing is cut or changed.
    ///
    /// # Errors
    ///
    /// [`Weakness`] when it would be guessed.
    pub fn choose(text: &str, email: &Email, brand: &str) -> Result<Self, Weakness> {
        let length = text.chars().count();
        let folded = text.to_lowercase();
        let distinct = folded.chars().collect::<HashSet<_>>().len();
        if text.is_empty() {
            return Err(Weakness::Empty);
        }
        if length < Self::MIN {
            return Err(Weakness::TooShort);
        }
        if length > Self::MAX {
            return Err(Weakness::TooLong);
        }
        if COMMON.contains(folded.as_str()) {
            return Err(Weakness::Common);
        }
        let address = email.folded();
        let local = email.local().to_lowercase();
        if folded.contains(&address) || (local.chars().count() >= 4 && folded.contains(&local)) {
            return Err(Weakness::HoldsEmail);
        }
        if distinct < 4 {
            return Err(Weakness::Repeats);
        }
        if holds_words(&folded, brand) {
            return Err(Weakness::HouseWords);
        }
        Ok(Self(SecretString::from(text.to_owned())))
    }

    /// Takes what was typed to sign in: whatever it is, it is compared.
    #[must_use]
    pub fn typed(text: &str) -> Self {
        // What is longer than any password is none: it is not worth hashing.
        Self(SecretString::from(text.chars().take(Self::MAX + 1).collect::<String>()))
    }

    /// How long it resists.
    #[must_use]
    pub fn strength(&self) -> Strength {
        let text = self.0.expose_secret();
        let length = text.chars().count();
        let kinds = [
            text.chars().any(char::is_lowercase),
            text.chars().any(char::is_uppercase),
            text.chars().any(char::is_numeric),
            text.chars().any(|character| !character.is_alphanumeric()),
        ];
        let varied = kinds.into_iter().filter(|kind| *kind).count();
        match (length, varied) {
            (20.., _) | (14.., 3..) => Strength::Strong,
            (12.., _) | (10.., 3..) => Strength::Good,
            _ => Strength::Fair,
        }
    }
}

/// Whether too little is left of `folded` without [`WORDS`] and `brand`, however they are spaced.
fn holds_words(folded: &str, brand: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let brand = letters(brand);
    let mut rest = letters(folded).replace('é', "e");
    let whole = rest.chars().count();
    for word in WORDS.into_iter().chain((brand.len() >= 4).then_some(brand.as_str())) {
        rest = rest.replace(word, "");
    }
    let left = rest.chars().count();
    left < whole && left < Password::MIN
}

/// Hashes passwords, a few at a time: each takes 19 MiB and a processor.
#[derive(Clone, Debug)]
pub struct Hasher {
    argon2: Argon2<'static>,
    turns: Arc<Semaphore>,
    /// What is compared when there is no account: it takes as long.
    decoy: Arc<str>,
}

/// Too many passwords are being compared: nothing was decided.
#[derive(Debug, thiserror::Error)]
#[error("too many passwords are being compared")]
pub struct Busy;

/// Longest wait for a turn.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);

impl Hasher {
    /// A hasher that works on at most `at_once` passwords at a time: Argon2id, 19 MiB, two passes (OWASP).
    ///
    /// # Panics
    ///
    /// Never: a password of any length can be hashed.
    #[must_use]
    pub fn new(at_once: usize) -> Self {
        // The library's own parameters are these; a test reads them.
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default());
        let decoy = hash(&argon2, "a password that nobody has").into();
        Self { argon2, turns: Arc::new(Semaphore::new(at_once.max(1))), decoy }
    }

    /// The hash of `password`, with a salt of its own, as a PHC string.
    ///
    /// # Errors
    ///
    /// [`Busy`] when its turn did not come.
    pub async fn hash(&self, password: &Password) -> Result<String, Busy> {
        let (argon2, password) = (self.argon2.clone(), password.clone());
        self.in_turn(move || hash(&argon2, password.0.expose_secret())).await
    }

    /// Whether `password` is the one of `hash`. Without a hash the answer is no, and takes as long.
    ///
    /// # Errors
    ///
    /// [`Busy`] when its turn did not come.
    pub async fn verify(&self, password: &Password, hash: Option<&str>) -> Result<bool, Busy> {
        let known = hash.is_some();
        let hash = hash.map_or_else(|| Arc::clone(&self.decoy), Arc::from);
        let (argon2, password) = (self.argon2.clone(), password.clone());
        let same = self
            .in_turn(move || {
                argon2.verify_password(password.0.expose_secret().as_bytes(), &*hash).is_ok()
            })
            .await?;
        Ok(known && same)
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Busy> {
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned());
        let turn = turn.await.map_err(|_| Busy)?.map_err(|_| Busy)?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        done.await.map_err(|_| Busy)
    }
}

fn hash(argon2: &Argon2<'static>, password: &str) -> String {
    let salt: [u8; 16] = sealing::random();
    argon2
        .hash_password_with_salt(password.as_bytes(), &salt)
        .expect("a password of any length can be hashed")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(text: &str) -> Result<Strength, Weakness> {
        let email = Email::parse("Camille.Dupont@exemple.fr").unwrap();
        Password::choose(text, &email, "Ma Plaque").map(|password| password.strength())
    }

    #[test]
    fn what_would_be_guessed_is_refused_with_its_reason() {
        for (text, why) in [
            ("", Weakness::Empty),
            ("abc1234", Weakness::TooShort),
            ("motdepasse", Weakness::Common),
            ("PassWord", Weakness::Common),
            ("azertyuiop", Weakness::Common),
            ("camille.dupont@exemple.fr", Weakness::HoldsEmail),
            ("1camille.DUPONT!", Weakness::HoldsEmail),
            ("abababababab", Weakness::Repeats),
            ("carteclaire2026", Weakness::HouseWords),
            ("Carte-Grise!75", Weakness::HouseWords),
            ("MaPlaque 1234", Weakness::HouseWords),
            ("véhicule2026", Weakness::HouseWords),
        ] {
            assert_eq!(choose(text), Err(why), "{text}");
        }
        assert_eq!(choose(&"aé d".repeat(65)), Err(Weakness::TooLong));
    }

    #[test]
    fn any_character_is_allowed_and_counts() {
        assert_eq!(choose("héhé là!"), Ok(Strength::Fair));
        assert_eq!(choose("        a b c"), Ok(Strength::Good));
        assert_eq!(choose("🚗🚙🚕🛻🚗🚙🚕🛻"), Ok(Strength::Fair));
        assert_eq!(choose("quatre mots pris au hasard"), Ok(Strength::Strong));
        assert_eq!(choose("ma carte grise dort au grenier"), Ok(Strength::Strong));
    }

    #[tokio::test]
    async fn a_password_is_known_again_and_another_is_not() {
        let hasher = Hasher::new(2);
        let hash = hasher.hash(&Password::typed("quatre mots")).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(hasher.verify(&Password::typed("quatre mots"), Some(&hash)).await.unwrap());
        assert!(!hasher.verify(&Password::typed("quatre mot"), Some(&hash)).await.unwrap());
        assert!(
            !hasher.verify(&Password::typed("a password that nobody has"), None).await.unwrap()
        );
        assert_ne!(hash, hasher.hash(&Password::typed("quatre mots")).await.unwrap());
    }

    #[test]
    fn a_password_does_not_print() {
        assert!(!format!("{:?}", Password::typed("hunter2 hunter2")).contains("hunter2"));
    }
}
