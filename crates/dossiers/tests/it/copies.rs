//! The copy of their data that a customer is given: all that is theirs, and nothing that is hidden from them.

use access::Role;
use dossiers::operations::checks::{self, Read};
use dossiers::operations::{Who, filing, history, pieces};
use sqlx::PgPool;

use crate::support::{
    RULES, begin, by, customer, document, draft, in_check, operator, person, ready, signed, visit,
};

const TITLE: &str = "certificat_immatriculation_barre";

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_copy_tells_why_a_piece_was_refused_and_nothing_of_what_is_hidden(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let chief = person("ines@carteclaire.example", &[Role::Superviseur]);
    let mut tx = begin(&pool, &visit).await;
    let id = in_check(&mut tx, &visit, &lea, &max).await;
    signed(&mut tx, &visit, Who::Customer(&lea), id).await;
    let fraud = ("suspicion_fraude", "la photo est celle d’un autre dossier");
    let told = ("non_conforme_ants", "la page 2 manque");
    for (slot, reason) in [("piece_identite", fraud), ("permis_conduire", told)] {
        pieces::refuse(&mut tx, &visit, &RULES, by(&chief), id, slot, reason).await.unwrap();
        let new = vec![document()];
        let who = Who::Customer(&lea);
        pieces::receive(&mut tx, &visit, who, id, (slot, slot), new).await.unwrap();
    }
    pieces::corrected(&mut tx, &visit, Who::Customer(&lea), id).await.unwrap();
    let fields = [("E", "VF1RFB00X56789013")].map(|(id, text)| (id.to_owned(), text.to_owned()));
    let read = Read { fields: fields.into(), signed_by: None };
    checks::read(&mut tx, &visit, &RULES, by(&max), id, TITLE, read).await.unwrap();
    pieces::validate_all(&mut tx, &visit, by(&max), id).await.unwrap();
    let why = "vu sur le véhicule par un collègue";
    filing::ready(&mut tx, &visit, &RULES, by(&max), id, why).await.unwrap();

    let copy = history::copy_of(&mut tx, &visit, &RULES, &lea).await.unwrap().to_string();
    assert!(copy.contains("la page 2 manque") && copy.contains("non_conforme_ants"), "{copy}");
    for hidden in ["suspicion_fraude", "autre dossier", "collègue", "despite", "56789013"] {
        assert!(!copy.contains(hidden), "{hidden}: {copy}");
    }
    let kept = history::of(&mut tx, &visit, Who::Staff(&max), id).await.unwrap();
    let words: Vec<_> = kept.iter().filter_map(|one| one.event.personal.words.as_deref()).collect();
    assert!(words.contains(&fraud.1) && words.contains(&why), "the house keeps them");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_copy_holds_every_dossier_however_many_there_are(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea) = (visit(), customer());
    let mut tx = begin(&pool, &visit).await;
    for _ in 0..51 {
        draft(&mut tx, &visit, &lea).await;
    }
    let copy = history::copy_of(&mut tx, &visit, &RULES, &lea).await.unwrap();
    let mut references: Vec<&str> =
        copy.as_array().unwrap().iter().map(|one| one["reference"].as_str().unwrap()).collect();
    references.sort_unstable();
    references.dedup();
    assert_eq!(references.len(), 51);
}
