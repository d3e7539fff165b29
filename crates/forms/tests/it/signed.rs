//! Signatures: the mark is seen, the evidence tells all, and whatever is changed is found.

use demarches::DemarcheKind;
use demarches::kind::Signer;
use forms::operations::{
    Broken, HouseKey, KnownKeys, Made, NotSigned, Signed, Signing, StampPicture, sha256, sheet,
    sign, sign_and_stamp, verify, verify_kept,
};
use forms::{CONSENT_VERSION, Channel, Filled, Form, Mark, Origin, Proof, consent, filled};
use proptest::prelude::*;
use vocabulary::Lang;

use crate::cases::{extreme, good_for, house, noon, of_a_company};
use crate::pages::{dots, letters, spaceless};

const SEED: [u8; 32] = [7; 32];
const DRAWN: &str = "d:100,300 150,100 200,300 250,120 300,280 350,150 420,260;500,200 900,190";

fn signing<'a>(shown: &'a Made, filled: &'a Filled, mark: &str) -> Signing<'a> {
    Signing {
        shown,
        filled,
        mark: Mark::parse(mark).unwrap(),
        lang: Lang::Fr,
        account: None,
        proofs: vec![Proof { channel: Channel::Email, to: "lea@exemple.fr".into(), at: noon() }],
        ip: "192.0.2.7".into(),
        user_agent: "Mozilla/5.0".into(),
        at: noon(),
    }
}

fn mandate() -> (Filled, Made) {
    let filled = filled(Form::Mandat, &good_for(Form::Mandat)).unwrap();
    let made = sheet(&filled, &house(), noon());
    (filled, made)
}

fn signed(mark: &str) -> (Made, Signed) {
    let (filled, made) = mandate();
    let signed = sign(signing(&made, &filled, mark), &HouseKey::from_seed(&SEED)).unwrap();
    (made, signed)
}

fn known() -> KnownKeys {
    KnownKeys::of(&[SEED])
}

#[test]
fn a_typed_mark_is_read_in_the_box_and_every_page_names_who_signed_and_what() {
    let case = extreme();
    let filled = filled(Form::Demande, &case).unwrap();
    let made = sheet(&filled, &house(), noon());
    let mark = "t:Anne-Charlotte Œuvrard d’Ÿ";
    let signed = sign(signing(&made, &filled, mark), &HouseKey::from_seed(&SEED)).unwrap();
    let (before, after) = (letters(&made.pdf), letters(&signed.pdf));
    assert_eq!((before.len(), after.len()), (2, 2));
    let hash = sha256(&made.pdf).to_string();
    for (shown, page) in before.iter().zip(&after) {
        assert!(page.contains(&hash) && page.contains("le22/11/2026à11:00:00UTC"));
        assert!(!shown.contains(&hash));
        assert!(page.contains(&spaceless(&filled.signatory.name)));
    }
    assert!(after[1].contains("Anne-CharlotteŒuvrardd’Ÿ"));
    assert!(!after[0].contains("Signéélectroniquementle22"), "the mark is in its box alone");
}

#[test]
fn a_drawn_mark_is_seen() {
    let (made, signed) = signed(DRAWN);
    let (before, after) = (dots(&made.pdf), dots(&signed.pdf));
    let (width, mut changed) = (before[0].1, 0);
    for (at, (old, new)) in before[0].0.iter().zip(&after[0].0).enumerate() {
        let upper = at / width < 780; // above the foot
        changed += usize::from(upper && new.abs_diff(*old) > 60);
    }
    assert!(changed > 250, "{changed} dots of the mark");
}

#[test]
fn what_was_shown_is_the_beginning_of_what_was_signed() {
    let (made, signed) = signed("t:Léa Durand");
    assert!(signed.pdf.starts_with(&made.pdf) && signed.pdf.len() > made.pdf.len());
}

#[test]
fn the_evidence_tells_all_that_is_needed_and_holds() {
    let (filled, made) = mandate();
    let mut one = signing(&made, &filled, DRAWN);
    one.lang = Lang::En;
    one.account = Some("0190".into());
    one.user_agent = "x".repeat(5000);
    let signed = sign(one, &HouseKey::from_seed(&SEED)).unwrap();
    let body = verify(&signed.evidence, &made.pdf, &signed.pdf, &known()).unwrap().body;
    assert_eq!((body.dossier.as_str(), body.form.as_str()), ("CG-2026-000001", "mandat"));
    assert_eq!((body.rules.as_str(), body.origin), ("sha256:0123", Origin::Model));
    assert_eq!(body.signer.name, "DURAND (nom d’usage LEFÈVRE) Léa Zoé");
    assert_eq!(
        (body.signer.signer.as_str(), body.signer.quality.as_str()),
        ("titulaire", "titulaire")
    );
    assert_eq!(body.proofs[0].to, "lea@exemple.fr");
    assert_eq!((body.ip.as_str(), body.at), ("192.0.2.7", noon()));
    assert_eq!(body.user_agent.len(), 400);
    assert_eq!((body.consent_version, body.consent.as_str()), (CONSENT_VERSION, consent(Lang::En)));
    assert_eq!(body.mark.to_text(), DRAWN);
    assert_eq!((body.shown, body.signed), (sha256(&made.pdf), sha256(&signed.pdf)));
}

#[test]
fn the_same_signature_gives_the_same_bytes() {
    assert!(signed(DRAWN) == signed(DRAWN));
}

#[test]
fn nothing_is_signed_without_a_code_nor_twice_nor_on_a_paper_of_others() {
    let key = HouseKey::from_seed(&SEED);
    let (filled, made) = mandate();
    let mut unproved = signing(&made, &filled, DRAWN);
    unproved.proofs.clear();
    assert_eq!(sign(unproved, &key).unwrap_err(), NotSigned::NotProved);
    let once = sign(signing(&made, &filled, DRAWN), &key).unwrap();
    let again = Made { pdf: once.pdf, origin: Origin::Model };
    assert_eq!(sign(signing(&again, &filled, DRAWN), &key).unwrap_err(), NotSigned::AlreadySigned);
    for bytes in [&b""[..], b"%PDF-1.7", &made.pdf[..made.pdf.len() / 2], b"hello"] {
        let other = Made { pdf: bytes.to_vec(), origin: Origin::Model };
        assert_eq!(sign(signing(&other, &filled, DRAWN), &key).unwrap_err(), NotSigned::NotOurs);
    }
}

#[test]
fn what_does_not_hold_is_named() {
    let (made, one) = signed(DRAWN);
    let (_, other) = signed("t:Léa Durand");
    let check = |evidence: &[u8], shown: &[u8], signed: &[u8]| {
        verify(evidence, shown, signed, &known()).map(|_| ()).unwrap_err()
    };
    assert_eq!(check(b"{}", &made.pdf, &one.pdf), Broken::Unreadable);
    assert_eq!(check(&one.evidence, &other.pdf, &one.pdf), Broken::Shown);
    assert_eq!(check(&one.evidence, &made.pdf, &other.pdf), Broken::Signed);
    let text = String::from_utf8(one.evidence.clone()).unwrap();
    let named = text.replace("lea@exemple.fr", "leo@exemple.fr");
    assert_eq!(check(named.as_bytes(), &made.pdf, &one.pdf), Broken::Seal);
    let newer = text.replace("\"format\": 1", "\"format\": 2");
    assert_eq!(check(newer.as_bytes(), &made.pdf, &one.pdf), Broken::Format);
    let looser = text.replace("\"format\": 1", "\"format\":  1");
    assert_eq!(check(looser.as_bytes(), &made.pdf, &one.pdf), Broken::Unreadable);
    let stranger = verify(&one.evidence, &made.pdf, &one.pdf, &KnownKeys::of(&[[8; 32]]));
    assert_eq!(stranger.unwrap_err(), Broken::UnknownKey);
    let rotated = KnownKeys::of(&[[8; 32], SEED]);
    assert!(verify(&one.evidence, &made.pdf, &one.pdf, &rotated).is_ok());
}

#[test]
fn what_is_kept_of_a_signature_is_enough_to_hold_it_against_its_proof() {
    let (made, one) = signed(DRAWN);
    let check = |evidence: &[u8], signed: &[u8]| {
        verify_kept(evidence, signed, &known()).map(|read| read.body.shown)
    };
    assert_eq!(check(&one.evidence, &one.pdf), Ok(sha256(&made.pdf)));
    assert_eq!(check(b"{}", &one.pdf), Err(Broken::Unreadable));
    let (_, other) = signed("t:Léa Durand");
    assert_eq!(check(&one.evidence, &other.pdf), Err(Broken::Signed), "the same was shown");
    let mut altered = one.pdf.clone();
    altered[made.pdf.len() / 2] ^= 1;
    assert_eq!(check(&one.evidence, &altered), Err(Broken::NotTheSame));
    let mut marked = one.pdf.clone();
    *marked.last_mut().unwrap() ^= 1;
    assert_eq!(check(&one.evidence, &marked), Err(Broken::Signed));
    let text = String::from_utf8(one.evidence.clone()).unwrap();
    let named = text.replace("lea@exemple.fr", "leo@exemple.fr");
    assert_eq!(check(named.as_bytes(), &one.pdf), Err(Broken::Seal));
    let nothing = check(&one.evidence, b"");
    assert_eq!(nothing, Err(Broken::NotTheSame));
}

#[test]
fn every_altered_byte_of_the_evidence_is_found() {
    let (made, signed) = signed("t:Léa Durand");
    for at in 0..signed.evidence.len() {
        for flip in [1, 0x20, 0x80] {
            let mut altered = signed.evidence.clone();
            altered[at] ^= flip;
            assert!(verify(&altered, &made.pdf, &signed.pdf, &known()).is_err(), "byte {at}");
        }
    }
}

#[test]
fn a_stamp_stands_beside_the_signature_of_a_company_alone() {
    let company = of_a_company(DemarcheKind::ChangementTitulaire, Signer::Mandant);
    let text =
        |case| letters(&sheet(&filled(Form::Mandat, case).unwrap(), &house(), noon()).pdf).concat();
    assert!(text(&company).contains("Cachetdel’entreprise"));
    assert!(!text(&good_for(Form::Mandat)).contains("Cachetdel’entreprise"));
}

/// A red picture.
fn red(width: u16, height: u16) -> Vec<u8> {
    let dots: Vec<u8> = std::iter::repeat_n([220, 0, 0], usize::from(width) * usize::from(height))
        .flatten()
        .collect();
    let mut jpeg = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut jpeg, 90);
    encoder.encode(&dots, width, height, jpeg_encoder::ColorType::Rgb).unwrap();
    jpeg
}

#[test]
fn the_picture_of_a_stamp_is_drawn_in_the_box_of_a_company_and_nowhere_else() {
    let key = HouseKey::from_seed(&SEED);
    let jpeg = red(120, 60);
    let stamp = StampPicture { jpeg: &jpeg, width: 120, height: 60 };
    let company = of_a_company(DemarcheKind::ChangementTitulaire, Signer::Mandant);
    for (case, drawn) in [(company, true), (good_for(Form::Mandat), false)] {
        let filled = filled(Form::Mandat, &case).unwrap();
        let made = sheet(&filled, &house(), noon());
        let plain = sign(signing(&made, &filled, DRAWN), &key).unwrap();
        let stamped = sign_and_stamp(signing(&made, &filled, DRAWN), Some(stamp), &key).unwrap();
        let (before, after) = (dots(&plain.pdf), dots(&stamped.pdf));
        let other = |(old, new): &(&u8, &u8)| new.abs_diff(**old) > 60;
        let pages = before.iter().zip(&after);
        let changed: usize =
            pages.map(|(old, new)| old.0.iter().zip(&new.0).filter(other).count()).sum();
        // The box is 210 points wide and 90 high: what fills its height is 2 to 1.
        assert_eq!(changed > 10_000, drawn, "{changed} dots");
        assert!(stamped.pdf.starts_with(&made.pdf));
        verify(&stamped.evidence, &made.pdf, &stamped.pdf, &known()).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_flipped_byte_of_either_pdf_is_found(at in any::<prop::sample::Index>(), bit in 0_u8..8, first in any::<bool>()) {
        use std::sync::LazyLock;
        static ONE: LazyLock<(Made, Signed)> = LazyLock::new(|| signed(DRAWN));
        let (mut shown, mut pdf) = (ONE.0.pdf.clone(), ONE.1.pdf.clone());
        let altered = if first { &mut shown } else { &mut pdf };
        let at = at.index(altered.len());
        altered[at] ^= 1 << bit;
        let due = if first { Broken::Shown } else { Broken::Signed };
        prop_assert_eq!(verify(&ONE.1.evidence, &shown, &pdf, &known()).map(|_| ()), Err(due));
    }
}
