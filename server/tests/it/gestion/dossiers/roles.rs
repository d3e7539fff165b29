//! Who may do what to a dossier, as its page and its forms answer.

use access::Role;
use audit::operations::Filter;
use sqlx::PgPool;

use super::super::{Desk, HOST};
use super::{closed, does, in_check, path, received, went};

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn each_role_does_its_part_and_the_rest_looks_missing(pool: PgPool) {
    let desk = Desk::new(pool).await;
    in_check(&desk).await;
    let check = [("slot", "piece_identite"), ("reason", "flou"), ("why", "test")];
    let sum = [("sum", "1,00"), ("on", "2026-11-20"), ("bank", "VIR 7")];
    for role in Role::ALL.iter().filter(|role| role.is_staff()) {
        let (_, cookie) = desk.sits(*role).await;
        let seen = desk.get(&cookie, &path()).await.status.as_u16();
        let sees = ["operateur", "superviseur", "comptable", "support", "admin"];
        assert_eq!(seen, if sees.contains(&role.id()) { 200 } else { 404 }, "{}", role.id());
        for (act, may, fields) in [
            ("accept", &["operateur", "superviseur"][..], &check[..]),
            ("waive", &["superviseur"], &check),
            ("reopen", &["superviseur"], &check),
            ("ready", &["operateur", "superviseur"], &check),
            ("read", &["operateur", "superviseur"], &check),
            ("void_signatures", &["operateur", "superviseur"], &check),
            ("close", &["operateur", "superviseur"], &check),
            ("note", &["operateur", "superviseur", "support"], &[("words", "")]),
            ("message", &["operateur", "superviseur", "support"], &[("words", "")]),
            ("transfer", &["operateur", "superviseur", "comptable"], &sum),
            ("transfer_back", &["operateur", "superviseur"], &sum),
        ] {
            let mut all = vec![("act", act), ("version", "1")];
            all.extend(fields);
            let status = desk.post(&cookie, &path(), &all).await.status.as_u16();
            let allowed = may.contains(&role.id());
            assert_eq!(status != 404, allowed, "{} does {act}: {status}", role.id());
        }
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_archivist_sees_what_is_closed_and_nothing_else(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let ada = desk.somebody(HOST, "ada@example.org", &[Role::Client]).await;
    closed(&desk, &ada).await;
    let (_, cookie) = desk.sits(Role::Archiviste).await;
    assert_eq!(desk.get(&cookie, &path()).await.status.as_u16(), 200);
    received(&desk, &desk.visit(HOST), &ada).await;
    let open = path().replace("000001", "000002");
    assert_eq!(desk.get(&cookie, &open).await.status.as_u16(), 404);
    for list in ["", "?file=tous", "?q=exemple", "?file=en_attente"] {
        let page = desk.get(&cookie, &format!("/gestion/dossiers{list}")).await;
        assert_eq!(page.status.as_u16(), 200);
        assert!(page.body.contains("-000001"), "{list}: the closed one is there");
        assert!(!page.body.contains("-000002"), "{list}: an open one is shown");
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn papers_are_shown_to_whom_b2_says(pool: PgPool) {
    let desk = Desk::new(pool).await;
    in_check(&desk).await;
    let hidden = "votre rôle ne permet pas de l’ouvrir";
    for (role, hides) in [
        (Role::Operateur, false),
        (Role::Superviseur, false),
        (Role::Comptable, true),
        (Role::Support, true),
        (Role::Admin, true),
    ] {
        let (_, cookie) = desk.sits(role).await;
        let page = desk.get(&cookie, &path()).await;
        let (_, identity) = page.body.split_once("id=\"piece-piece_identite\"").unwrap();
        let identity = identity.split("</article>").next().unwrap();
        assert_eq!(identity.contains(hidden), hides, "{}", role.id());
        let (_, proof) = page.body.split_once("id=\"piece-justificatif_domicile\"").unwrap();
        let proof = proof.split("</article>").next().unwrap();
        let hides_all = matches!(role, Role::Support | Role::Admin);
        assert_eq!(proof.contains(hidden), hides_all, "{}: a paper that is no identity", role.id());
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_dossier_of_another_house_looks_missing_and_that_is_written_down(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let theirs = desk.somebody("demo2.localhost", "eve@example.org", &[Role::Client]).await;
    received(&desk, &desk.visit("demo2.localhost"), &theirs).await;
    let (_, cookie) = desk.sits(Role::Superviseur).await;
    assert_eq!(desk.get(&cookie, &path()).await.status.as_u16(), 404);
    let fields = [("act", "claim"), ("version", "1")];
    assert_eq!(desk.post(&cookie, &path(), &fields).await.status.as_u16(), 404);
    let refused = Filter { act: Some(audit::Act::Refused), ..Filter::default() };
    assert_eq!(desk.audited(refused).await.len(), 2);
    let list = desk.get(&cookie, "/gestion/dossiers?file=tous").await;
    assert!(!list.body.contains(&super::first()));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_supervisor_does_without_a_piece_and_opens_the_check_again(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let id = in_check(&desk).await;
    let (_, cookie) = desk.sits(Role::Superviseur).await;
    let bare = does(&desk, &cookie, "waive", &[("slot", "piece_identite")]).await;
    assert_eq!(bare.status.as_u16(), 422, "it wants a reason");
    let why = [("slot", "piece_identite"), ("why", "déjà au dossier")];
    went(&does(&desk, &cookie, "waive", &why).await, "waive");
    went(&does(&desk, &cookie, "validate_all", &[]).await, "validate_all");
    went(&does(&desk, &cookie, "reopen", &[("why", "doute sur le VIN")]).await, "reopen");
    let state = super::state(&desk, id).await;
    assert_eq!(state.slots["piece_identite"].state, dossiers::SlotState::Waived);
    assert_eq!(state.slots["permis_conduire"].state, dossiers::SlotState::Checking);
}
