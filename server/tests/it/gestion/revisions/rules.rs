use demarches::BUILTIN_FILES;
use dossiers::operations::drafts::{self, Beginning};
use dossiers::operations::money;
use revisions::Subject;
use sealing::Token;
use server::{clock, database};
use sqlx::PgPool;

use super::{Desk, Two, another_server, is_done, until};
use crate::gestion::HOST;

const DEMARCHES: &str = "demarches.toml";
const LINE: &str = "  { doc = \"recepisse_declaration_achat\", when = \"seller.kind == 'professionnel_auto'\" },\n";

/// The rules without one piece of a purchase from a dealer.
fn lighter() -> String {
    let text = BUILTIN_FILES.iter().find(|(name, _)| *name == DEMARCHES).unwrap().1;
    let lighter = text.replacen(LINE, "", 1);
    assert_ne!(lighter, text);
    lighter
}

/// A draft of a dossier, begun under the rules in force.
async fn dossier(desk: &Desk) -> dossiers::State {
    let visit = desk.visit(HOST);
    let mut tx = desk.begin(visit.tenant()).await;
    let token = Token::random();
    let beginning = Beginning {
        kind: demarches::DemarcheKind::ChangementTitulaire,
        simulation: &[],
        link: Some(&token),
        person: None,
    };
    let begun = drafts::begin(&mut tx, &visit, &desk.state.rules(), &beginning).await;
    let (_, state) = begun.unwrap();
    tx.commit().await.unwrap();
    state
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn new_dossiers_take_the_new_rules_and_old_ones_keep_theirs(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let (other, listening) = another_server(&desk).await;
    let two = Two::of(&desk, Subject::Demarches).await;
    let old = dossier(&desk).await;
    let path = two.draft().await;
    assert!(is_done(&two.write(&path, DEMARCHES, &lighter()).await, "ecrit"));
    let tries = desk.get(&two.max, &format!("{path}?vue=essais")).await.body;
    assert!(tries.contains("1 cas sur"), "{tries}");
    assert!(tries.contains("Société qui achète à un professionnel, sous pouvoir"), "{tries}");
    assert!(is_done(&two.ask(&path, &clock::today().to_string()).await, "demande"));
    assert!(is_done(&two.publish(&two.max, &path).await, "publie"));
    let new = dossier(&desk).await;
    assert_ne!(new.rules.hash, old.rules.hash);
    let rules = desk.state.rules();
    let asks = |state: &dossiers::State| {
        let rules = rules.by_version(&state.rules.hash).unwrap();
        assert!(money::evaluate(state, rules, clock::today()).is_ok());
        let known = rules.facts([("seller.kind", "professionnel_auto")]).unwrap();
        let pieces = rules.pieces(state.kind, &known);
        pieces.iter().any(|piece| piece.kind.id == "recepisse_declaration_achat")
    };
    assert!(asks(&old), "what was begun keeps its rules");
    assert!(!asks(&new));
    // Another server heard of it, and reads both.
    until(|| other.rules().in_force().hash == new.rules.hash).await;
    assert!(other.rules().by_version(&old.rules.hash).is_some());
    until(|| std::ptr::eq(other.published().demarches, other.rules().in_force())).await;
    listening.abort();
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn rules_that_do_not_hold_together_are_refused_by_document_and_line(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let two = Two::of(&desk, Subject::Demarches).await;
    let path = two.draft().await;
    let wrong = lighter().replacen("{ doc = \"mandat\" }", "{ doc = \"mandta\" }", 1);
    assert_ne!(wrong, lighter());
    let line = 1 + wrong.lines().position(|line| line.contains("mandta")).unwrap();
    two.write(&path, DEMARCHES, &wrong).await;
    let page = desk.get(&two.ada, &path).await.body;
    assert!(page.contains(&format!("{DEMARCHES}, ligne {line}")), "line {line}: {page}");
    assert!(page.contains("mandta") && page.contains("n’est pas sur sa liste"));
    let asked = two.ask(&path, "2027-01-01").await;
    assert_eq!(asked.status.as_u16(), 422);
    two.write(&path, DEMARCHES, "[facts\n").await;
    let page = desk.get(&two.ada, &path).await.body;
    assert!(page.contains(&format!("{DEMARCHES}, ligne 1")), "{page}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn published_rules_that_this_program_cannot_read_leave_those_compiled_in(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let two = Two::of(&desk, Subject::Demarches).await;
    let path = two.draft().await;
    two.write(&path, DEMARCHES, &lighter()).await;
    two.ask(&path, &clock::today().to_string()).await;
    let mut tx = desk.pool.begin().await.unwrap();
    sqlx::query("alter table revision_documents disable trigger user")
        .execute(&mut *tx)
        .await
        .unwrap();
    sqlx::query("update revision_documents set body = 'schema_version = 99'")
        .execute(&mut *tx)
        .await
        .unwrap();
    sqlx::query("alter table revision_documents enable trigger user")
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let refused = two.publish(&two.max, &path).await;
    assert_eq!(refused.status.as_u16(), 422, "what is not sound any more is not published");
    sqlx::query(
        "update revisions set status = 'published', reviewer = gen_random_uuid(), reviewed_at = now(),
             in_force_from = wanted_from",
    )
    .execute(&desk.pool)
    .await
    .unwrap();
    let pool = desk.state.pool().unwrap().clone();
    database::reload(&desk.state, &pool, clock::today()).await.unwrap();
    assert!(std::ptr::eq(desk.state.rules().in_force(), demarches::builtin()));
}
