//! Second factors of a password: codes of an application (RFC 6238), and codes written on paper.

use jiff::Timestamp;
use qrcode::QrCode;
use qrcode::render::svg;
use sha2::{Digest as _, Sha256};
use totp_rs::{Algorithm, Builder, Secret, Totp};

/// Seconds of a step.
const STEP: u64 = 30;
/// Steps that a clock may be early or late.
const SKEW: u16 = 1;

/// The secret that an application of one-time codes shares with us: 160 bits. Does not print.
#[derive(Clone)]
pub struct TotpSecret([u8; 20]);

impl TotpSecret {
    /// A secret that nobody can guess.
    #[must_use]
    pub fn random() -> Self {
        Self(sealing::random())
    }

    /// The secret that was kept; `None` when it is none.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(bytes.try_into().ok()?))
    }

    /// What is kept, sealed.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The secret as it is typed into an application: base 32, in groups of four.
    #[must_use]
    pub fn grouped(&self) -> String {
        let text = base32(&self.0);
        let groups: Vec<&str> = (0..text.len())
            .step_by(4)
            .filter_map(|at| text.get(at..text.len().min(at + 4)))
            .collect();
        groups.join(" ")
    }

    /// The address that an application reads from a drawing.
    #[must_use]
    pub fn address(&self, brand: &str, email: &str) -> String {
        let encode = |text: &str| {
            url::form_urlencoded::byte_serialize(text.as_bytes())
                .collect::<String>()
                .replace('+', "%20")
        };
        let (brand, email) = (encode(brand), encode(email));
        let secret = base32(&self.0);
        format!(
            "otpauth://totp/{brand}:{email}?secret={secret}&issuer={brand}&algorithm=SHA1&digits=6&period=30"
        )
    }

    /// The address drawn, as SVG; `None` when it is too long to draw.
    #[must_use]
    pub fn drawing(&self, brand: &str, email: &str) -> Option<String> {
        let code = QrCode::new(self.address(brand, email)).ok()?;
        let drawing = code.render::<svg::Color>().min_dimensions(200, 200).build();
        // The drawing stands inside a page: the declaration of a file does not.
        Some(drawing.split_once("?>").map_or(drawing.clone(), |(_, svg)| svg.to_owned()))
    }

    /// The step whose code `typed` is at `now`, one step early or late, and later than `last`: a code serves once.
    #[must_use]
    pub fn accepts(&self, typed: &str, last: i64, now: Timestamp) -> Option<i64> {
        let digits: String = typed.chars().filter(|character| !character.is_whitespace()).collect();
        let seconds = u64::try_from(now.as_second()).ok()?;
        let step = i64::try_from(self.totp()?.check(&digits, seconds)?).ok()?;
        (step > last).then_some(step)
    }

    fn totp(&self) -> Option<Totp> {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(SKEW)
            .with_step_duration(STEP)
            .with_secret(Secret::new_stack(self.0))
            .build()
            .ok()
    }
}

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    spell(bytes, ALPHABET)
}

/// Five bits a letter.
fn spell(bytes: &[u8], alphabet: &[u8; 32]) -> String {
    let mut text = String::new();
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in bytes {
        bits = bits << 8 | u32::from(*byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            text.push(char::from(alphabet[(bits >> held & 31) as usize]));
        }
    }
    text
}

/// A code written on paper, for the day the telephone is lost: 120 bits, one use. Does not print.
#[derive(Clone)]
pub struct RecoveryCode(String);

impl RecoveryCode {
    /// How many a person is given.
    pub const COUNT: usize = 10;
    /// Letters of five bits.
    const LETTERS: usize = 24;

    /// A code that nobody can guess.
    #[must_use]
    pub fn random() -> Self {
        let bytes: [u8; 15] = sealing::random();
        // Crockford's letters: none looks like another.
        Self(spell(&bytes, b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
    }

    /// Reads what was typed: spaces, hyphens and case do not matter, nor O for 0 and I or L for 1.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let code: String = text
            .chars()
            .filter(|character| !character.is_whitespace() && *character != '-')
            .map(|character| match character.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        let whole =
            code.len() == Self::LETTERS && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        whole.then_some(Self(code))
    }

    /// The code for the person, and for nobody else: six groups of four.
    #[must_use]
    pub fn reveal(&self) -> String {
        let parts: Vec<&str> =
            (0..Self::LETTERS).step_by(4).filter_map(|at| self.0.get(at..at + 4)).collect();
        parts.join("-")
    }

    /// What is kept.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B.
    fn secret() -> TotpSecret {
        TotpSecret::from_bytes(b"12345678901234567890").unwrap()
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn the_codes_are_those_of_the_rfc() {
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924")]
        {
            assert_eq!(secret().accepts(code, 0, at(seconds)), Some(seconds / 30), "{code}");
        }
        assert_eq!(secret().accepts("081 804", 0, at(1_111_111_109)), Some(37_037_036));
    }

    #[test]
    fn a_clock_may_be_one_step_off_and_no_more() {
        let code = "005924";
        for (late, accepted) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            let answer = secret().accepts(code, 0, at(1_234_567_890 + late));
            assert_eq!(answer.is_some(), accepted, "{late} s");
        }
    }

    #[test]
    fn a_code_serves_once() {
        let step = secret().accepts("005924", 0, at(1_234_567_890)).unwrap();
        assert_eq!(secret().accepts("005924", step, at(1_234_567_890)), None);
        assert_eq!(secret().accepts("005924", step, at(1_234_567_890 + 30)), None);
    }

    #[test]
    fn a_secret_is_shown_as_applications_read_it() {
        assert_eq!(secret().grouped(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let address = secret().address("Carte Claire", "a+b@exemple.fr");
        assert!(
            address.starts_with("otpauth://totp/Carte%20Claire:a%2Bb%40exemple.fr?secret=GEZDGNBV"),
            "{address}"
        );
        assert!(secret().drawing("CarteClaire", "a@b.fr").unwrap().starts_with("<svg"));
    }

    #[test]
    fn a_code_on_paper_is_known_again_however_it_is_typed() {
        let code = RecoveryCode::random();
        let shown = code.reveal();
        assert_eq!(shown.len(), 29);
        for typed in
            [shown.clone(), shown.to_lowercase(), shown.replace('-', " "), shown.replace('0', "o")]
        {
            assert_eq!(RecoveryCode::parse(&typed).unwrap().hash(), code.hash(), "{typed}");
        }
        assert!(RecoveryCode::parse("ABCD-EFGH").is_none());
        assert!(RecoveryCode::parse("é".repeat(12).as_str()).is_none());
    }
}
