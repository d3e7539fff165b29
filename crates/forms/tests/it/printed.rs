//! Sheets: every value is on them, each page says what it is not, the bytes are the same each time.

use demarches::DemarcheKind;
use demarches::kind::{Quality, Signer};
use forms::operations::{Unofficial, refuse_unofficial_in_production, sha256, sheet};
use forms::{Case, Filled, Form, Missing, Origin, Person, Why, filled, filled_by_hand, nature};

use crate::cases::{
    case, company, extreme, good_for, house, lea, noon, of_a_company, of_a_minor, paris,
};
use crate::pages::{letters, spaceless};

#[track_caller]
fn holds_every_value(filled: &Filled) -> usize {
    let pages = letters(&sheet(filled, &house(), noon()).pdf);
    let all = pages.concat();
    for line in filled.lines() {
        let mut text = spaceless(&line.text);
        if !all.contains(&text) && line.field.cells.is_some() {
            text.retain(char::is_alphanumeric); // boxes hold no separators
        }
        assert!(all.contains(&text), "{}: {} is not on {}", line.id, line.text, filled.form.id());
    }
    for statement in &filled.statements {
        assert!(all.contains(&spaceless(statement)), "{statement}");
        assert!(!statement.contains(['{', '}']), "{statement}");
    }
    for page in &pages {
        // Of a statement in free words there is no official form.
        let marked = page.matches("Modèledetravail,nonofficiel").count();
        let due = if filled.form.number().is_some() { 2 } else { 0 };
        assert_eq!(marked, due, "{}", filled.form.id());
    }
    for page in pages.iter().skip(1) {
        assert!(page.contains(&spaceless(filled.form.title())), "a page says what it goes on with");
    }
    pages.len()
}

#[test]
fn every_form_holds_every_value_of_its_case_on_one_page() {
    for form in Form::ALL {
        let filled = filled(*form, &good_for(*form)).unwrap();
        assert_eq!(holds_every_value(&filled), 1, "{}", form.id());
    }
}

#[test]
fn names_of_eighty_letters_five_co_holders_and_an_address_abroad_lose_nothing() {
    let case = extreme();
    let demande = filled(Form::Demande, &case).unwrap();
    assert_eq!(holds_every_value(&demande), 2);
    assert!(demande.text("holder.last_name").unwrap().chars().count() >= 80);
    assert_eq!(demande.text("holder.country"), Some("Allemagne"));
    assert_eq!(demande.text("co_holder.5.full_name"), Some("NGUYÊN Cotitulaire5 Jean-Loïc"));
    let mandat = Case { signer: Signer::Mandant, ..case };
    assert_eq!(holds_every_value(&filled(Form::Mandat, &mandat).unwrap()), 1);
}

#[test]
fn every_demarche_has_its_mandate_in_official_words() {
    for kind in DemarcheKind::ALL {
        let case = Case {
            professional: Some(company()),
            heirs: vec![lea()],
            ..case(*kind, Signer::Mandant)
        };
        let filled = filled(Form::Mandat, &case).unwrap();
        assert_eq!(filled.text("operation"), Some(nature(*kind)));
        assert!(!nature(*kind).to_lowercase().contains("carte grise"), "{}", kind.id());
        holds_every_value(&filled);
    }
}

#[test]
fn the_box_of_the_demande_that_is_ticked_is_that_of_the_demarche_and_no_other() {
    for (kind, id) in [
        (DemarcheKind::ChangementTitulaire, "request.certificat"),
        (DemarcheKind::DuplicataVol, "request.duplicata"),
        (DemarcheKind::Correction, "request.correction"),
        (DemarcheKind::ChangementAdresse, "request.domicile"),
        (DemarcheKind::ChangementEtatCivil, "request.etat_civil"),
        (DemarcheKind::ModificationTechnique, "request.technique"),
    ] {
        let filled = filled(Form::Demande, &case(kind, Signer::Titulaire)).unwrap();
        let ticked: Vec<_> =
            filled.lines().filter(|line| line.field.check).map(|line| line.id.as_str()).collect();
        assert_eq!(ticked, [id]);
    }
}

#[test]
fn the_same_case_at_the_same_instant_gives_the_same_bytes_and_another_instant_others() {
    let filled = filled(Form::Demande, &extreme()).unwrap();
    let one = sheet(&filled, &house(), noon());
    assert_eq!(sha256(&one.pdf), sha256(&sheet(&filled, &house(), noon()).pdf));
    let later = noon() + jiff::SignedDuration::from_secs(1);
    assert_ne!(one.pdf, sheet(&filled, &house(), later).pdf);
}

#[test]
fn readers_are_told_the_title_and_the_language() {
    let made = sheet(&filled(Form::Mandat, &good_for(Form::Mandat)).unwrap(), &house(), noon());
    let has = |part: &[u8]| made.pdf.windows(part.len()).any(|window| window == part);
    assert!(has(b"/Lang (fr-FR)") && has(b"/DisplayDocTitle true") && has(b"/Marked true"));
    assert!(has(b"/StructTreeRoot") && has(b"/S /H1") && has(b"/Title"));
}

#[test]
fn a_working_model_is_refused_for_an_export_in_production_alone() {
    let made = sheet(&filled(Form::Mandat, &good_for(Form::Mandat)).unwrap(), &house(), noon());
    assert!(!made.is_official());
    assert_eq!(refuse_unofficial_in_production(made.origin, true), Err(Unofficial));
    assert_eq!(refuse_unofficial_in_production(made.origin, false), Ok(()));
    assert_eq!(refuse_unofficial_in_production(Origin::Official(3), true), Ok(()));
    let stated = filled(Form::Hebergement, &good_for(Form::Hebergement)).unwrap();
    let stated = sheet(&stated, &house(), noon());
    assert_eq!(stated.origin, Origin::Statement);
    assert_eq!(refuse_unofficial_in_production(stated.origin, true), Ok(()));
}

#[track_caller]
fn gaps(form: Form, case: &Case) -> Vec<(String, Why)> {
    let Missing { gaps, .. } = filled(form, case).unwrap_err();
    gaps.into_iter().map(|gap| (gap.field, gap.why)).collect()
}

#[test]
fn what_is_missing_is_named_all_at_once() {
    let mut bare = good_for(Form::Mandat);
    bare.holder = Person::natural("Durand", "");
    bare.vehicle.vin.clear();
    bare.vehicle.certificate.remove("D.1");
    bare.place = "  ".into();
    let empty = |field: &str| (field.to_owned(), Why::Empty);
    assert_eq!(
        gaps(Form::Mandat, &bare),
        [
            "mandant.first_names",
            "mandant.postcode",
            "mandant.commune",
            "vehicle.D.1",
            "vehicle.E",
            "place"
        ]
        .map(empty)
    );
    // A plate is printed where there is one.
    let mut new = good_for(Form::Mandat);
    new.vehicle.plate.clear();
    assert!(filled(Form::Mandat, &new).is_ok());
}

#[test]
fn people_whom_no_dossier_names_are_written_by_hand_and_nothing_else_is() {
    let heirs = case(DemarcheKind::SuccessionConservation, Signer::TousLesHeritiers);
    assert_eq!(gaps(Form::Heritiers, &heirs), [("signer".to_owned(), Why::Nobody)]);
    let printed = filled_by_hand(Form::Heritiers, &heirs).unwrap();
    assert_eq!((printed.signatory.name.as_str(), printed.text("signer.name")), ("", None));
    assert_eq!(printed.signatory.quality, "héritier");
    let empty = |line: &&forms::Block| line.rows.iter().flatten().all(|line| line.text.is_empty());
    let heirs_block = printed.blocks.iter().find(empty).expect("lines for the heirs");
    assert_eq!(heirs_block.rows.len(), 4);
    holds_every_value(&printed);

    let letter = case(DemarcheKind::SuccessionConservation, Signer::AutresHeritiers);
    let printed = filled_by_hand(Form::Desistement, &letter).unwrap();
    assert!(printed.statements[0].contains("soussigné(e) ____"), "{:?}", printed.statements);
    let mandate = case(DemarcheKind::DeclarationAchat, Signer::Mandant);
    assert!(filled_by_hand(Form::Mandat, &mandate).unwrap().signatory.stamps);

    // Whoever may be named is; what the vehicle lacks is not left to a pen.
    let mut bare = letter;
    bare.vehicle.vin.clear();
    assert!(filled_by_hand(Form::Desistement, &bare).is_err());
    let co_holder = case(DemarcheKind::ChangementTitulaire, Signer::Cotitulaires);
    assert!(filled_by_hand(Form::Demande, &co_holder).is_err());
    let nowhere = Case { place: String::new(), ..good_for(Form::Mandat) };
    assert!(filled_by_hand(Form::Mandat, &nowhere).is_err());
}

#[test]
fn what_is_too_long_or_cannot_be_shown_is_refused_and_not_cut() {
    let mut odd = good_for(Form::Mandat);
    odd.holder = Person::natural("Иванов", "Léa").at(paris());
    odd.vehicle.vin = "VF1RFB00X5678901234567".into();
    odd.place = "P".repeat(241);
    assert_eq!(
        gaps(Form::Mandat, &odd),
        [
            ("mandant.last_name".to_owned(), Why::Character('И')),
            ("vehicle.E".to_owned(), Why::TooLong(20)),
            ("place".to_owned(), Why::TooLong(240)),
            ("signer.name".to_owned(), Why::Character('И')),
        ]
    );
}

#[test]
fn a_company_is_named_with_its_number_and_who_signs_for_it() {
    let case = of_a_company(DemarcheKind::ChangementTitulaire, Signer::RepresentantLegal);
    for form in [Form::Mandat, Form::Demande] {
        let filled = filled(form, &case).unwrap();
        let role = if form == Form::Mandat { "mandant" } else { "holder" };
        assert_eq!(filled.text(&format!("{role}.company_name")), Some("Garage de l’Œuvre"));
        assert_eq!(filled.text(&format!("{role}.siret")), Some("73282932000074"));
        assert_eq!(filled.text(&format!("{role}.last_name")), None);
        assert_eq!(filled.text("signer.name"), Some("MERCIER Élodie"));
        assert!(filled.signatory.stamps);
        holds_every_value(&filled);
    }
}

#[test]
fn letters_with_their_accents_apart_are_printed_as_one() {
    let mut apart = good_for(Form::Mandat);
    apart.place = "Saint-E\u{301}tienne  d’Albagnan".into();
    assert_eq!(
        filled(Form::Mandat, &apart).unwrap().text("place"),
        Some("Saint-Étienne d’Albagnan")
    );
}

#[test]
fn every_form_that_the_rules_have_us_prepare_is_one_of_ours_with_the_number_they_give() {
    let rules = demarches::builtin();
    let mut seen = 0;
    for kind in rules.piece_kinds() {
        let form = Form::parse(&kind.id);
        if kind.has(Quality::PreparedByUs) && !kind.signatures.is_empty() {
            assert!(form.is_some(), "{}", kind.id);
        }
        if let Some(form) = form {
            seen += 1;
            assert_eq!(form.number(), kind.cerfa.map(|cerfa| cerfa.number), "{}", kind.id);
        }
    }
    assert_eq!(seen, Form::ALL.len());
}

#[test]
fn a_minor_and_the_parent_who_signs_are_both_on_the_mandate() {
    let filled = filled(Form::Mandat, &of_a_minor(DemarcheKind::Cyclomoteur)).unwrap();
    assert_eq!(filled.text("mandant.first_names"), Some("Noa"));
    assert_eq!(filled.text("signer.name"), Some("DURAND (nom d’usage LEFÈVRE) Léa Zoé"));
    assert_eq!(filled.text("signer.quality"), Some("représentant légal de DURAND Noa"));
}
