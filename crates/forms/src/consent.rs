use vocabulary::Lang;

/// The version of [`consent`]: kept with each signature, so that the words that were read are known.
pub const CONSENT_VERSION: u16 = 1;

/// What is read and accepted before signing on a screen.
#[must_use]
pub const fn consent(lang: Lang) -> &'static str {
    match lang {
        Lang::Fr => concat!(
            "J’ai lu le document affiché et j’accepte de le signer par voie électronique. ",
            "C’est une signature électronique simple au sens du règlement européen eIDAS (n°\u{a0}910/2014)\u{202f}: ",
            "elle m’engage comme une signature manuscrite (code civil, articles 1366 et 1367). ",
            "Pour prouver que c’est bien moi, sont conservés avec le document\u{202f}: mon nom, mon adresse e-mail ou mon ",
            "numéro de téléphone vérifié par un code, ma signature, la date et l’heure, mon adresse IP, mon navigateur, ",
            "et une empreinte du document qui révèle toute modification. ",
            "Je peux préférer imprimer le document et le signer à la main."
        ),
        Lang::En => concat!(
            "I have read the document shown and agree to sign it electronically. ",
            "This is a simple electronic signature within the meaning of the European eIDAS regulation (No\u{a0}910/2014): ",
            "it binds me like a handwritten one (French civil code, articles 1366 and 1367). ",
            "To prove that it is me, the following are kept with the document: my name, my e-mail address or telephone ",
            "number proved by a code, my signature, the date and time, my IP address, my browser, ",
            "and a fingerprint of the document that reveals any change. ",
            "I may rather print the document and sign it by hand."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_version_never_change() {
        // Signatures name the version: other words need another one.
        let hashes = Lang::ALL.iter().map(|lang| {
            crate::operations::sha256(consent(*lang).as_bytes()).to_string()[..16].to_owned()
        });
        assert_eq!(CONSENT_VERSION, 1);
        assert_eq!(hashes.collect::<Vec<_>>(), ["8bfcbd792025e496", "002514a2cb301eb3"]);
    }
}
