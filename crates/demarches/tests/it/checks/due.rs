//! What the dossier says where something is read on a piece, and how that is written.

use demarches::builtin;
use demarches::checks::{Light, Reading, Rule};
use demarches::kind::Signer;

use super::{bought, found_in, people, reading};

/// What is due of a field of a piece, as the dossier says it.
fn due(piece: &str, person: usize, field: &str) -> Option<String> {
    let (rules, case) = (builtin(), bought());
    let kind = rules.piece_kind(piece).unwrap();
    rules.due(&case, &people(), (kind, person), rules.field(field).unwrap())
}

#[test]
fn what_is_due_is_what_agrees() {
    let (rules, case, declared) = (builtin(), bought(), people());
    for piece in rules.piece_kinds() {
        let fields = piece.typed_fields.iter().filter_map(|id| {
            let field = rules.field(id)?;
            let due = rules.due(&case, &declared, (piece, 0), field)?;
            assert_eq!(field.read(&due).as_ref(), Ok(&due), "{} of {}", id, piece.id);
            Some((id.clone(), due))
        });
        let reading =
            Reading { piece: piece.id.clone(), fields: fields.collect(), ..Reading::default() };
        for (rule, light, _) in found_in(&case, reading) {
            assert_eq!(light, Light::Green, "{rule:?} of {}", piece.id);
        }
    }
    assert_eq!(due("certificat_immatriculation_barre", 0, "A").as_deref(), Some("AB-123-CD"));
    assert_eq!(due("piece_identite", 1, "nom_naissance").as_deref(), Some("Martin"));
    assert_eq!(due("piece_identite", 2, "nom_naissance"), None, "there are two holders");
    assert_eq!(due("certificat_immatriculation_barre", 0, "C.1"), None, "one of two sellers");
}

#[test]
fn each_holder_has_their_own_piece_as_the_checks_count_them() {
    let person = |piece: &str, number| builtin().piece_kind(piece).unwrap().person(number);
    assert_eq!((person("piece_identite", 1), person("piece_identite", 2)), (0, 1));
    assert_eq!(person("piece_identite_cotitulaire", 1), 1);
    assert_eq!(person("justificatif_domicile", 1), 0);
}

#[test]
fn everybody_who_signs_is_asked_after_as_often_as_they_are() {
    let due = builtin().signers_due(&bought(), &people(), "certificat_cession");
    assert!(due.contains(&Signer::Vendeur) && due.contains(&Signer::Covendeurs), "{due:?}");
    let all = Reading { signed_by: Some(due.clone()), ..reading("certificat_cession", &[]) };
    let found = found_in(&bought(), all);
    assert_eq!(found, [(Rule::Signatures, Light::Green, None)]);
    let but_one = due.iter().copied().skip(1).collect();
    let less = Reading { signed_by: Some(but_one), ..reading("certificat_cession", &[]) };
    assert_eq!(found_in(&bought(), less)[0].1, Light::Red);
    assert_eq!(builtin().signers_due(&bought(), &people(), "piece_identite"), []);
}

#[test]
fn a_field_takes_what_its_role_is_written_as_and_nothing_else() {
    let read = |field: &str, text: &str| builtin().field(field).unwrap().read(text);
    assert_eq!(read("date_cession", "10/11/2026").as_deref(), Ok("2026-11-10"));
    assert_eq!(read("heure_cession", "17h05").as_deref(), Ok("17:05"));
    assert_eq!(read("A", " ab 123 cd ").as_deref(), Ok("ab 123 cd"), "as it stands");
    for (field, text) in [
        ("date_cession", "hier"),
        ("heure_cession", "25:00"),
        ("rature", "peut-être"),
        ("resultat", "bon"),
    ] {
        assert!(read(field, text).is_err(), "{field} {text}");
    }
    assert!(read("nom", &"a".repeat(201)).is_err());
}
