//! What is read on pieces at the desk, what the rules find, what the customer hears of it, and closing.

use access::Role;
use accounts::PersonId;
use accounts::operations::sessions::Method;
use audit::operations::Filter;
use dossiers::PublicStatus;
use sqlx::PgPool;

use super::super::Desk;
use super::{does, in_check, path, state, went};
use crate::support::Answer;

const TITLE: &str = "certificat_immatriculation_barre";

/// What stands in the card of the piece `slot`.
fn card<'page>(page: &'page Answer, slot: &str) -> &'page str {
    let (_, card) = page.body.split_once(&format!("id=\"piece-{slot}\"")).unwrap();
    card.split("</article>").next().unwrap()
}

fn field<'page>(card: &'page str, name: &str) -> &'page str {
    let (before, after) = card.split_once(&format!("name=\"{name}\"")).unwrap();
    let start = before.rfind('<').unwrap();
    let end = after.find('>').unwrap();
    &card[start..before.len() + name.len() + 7 + end]
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_a_piece_says_is_typed_beside_it_and_compared_at_once(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let id = in_check(&desk).await;
    let (_, cookie) = desk.sits(Role::Operateur).await;
    let opened = desk.get(&cookie, &format!("{}?piece={TITLE}", path())).await;
    let form = card(&opened, TITLE);
    assert!(field(form, "f.A").contains("value=\"\""), "nothing is typed beforehand: {form}");
    assert!(form.contains("Comme au dossier\u{202f}: AB-123-CD"), "one key puts it in");
    assert!(!card(&opened, "permis_conduire").contains("name=\"f."), "only of the opened one");

    let wrong =
        [("slot", TITLE), ("f.A", "="), ("f.E", "VF1RFB00X56789013"), ("f.date_cession", "hier")];
    let again = does(&desk, &cookie, "read", &wrong).await;
    assert_eq!(again.status.as_u16(), 422);
    let form = card(&again, TITLE);
    assert!(field(form, "f.date_cession").contains("value=\"hier\""), "what was typed stays");
    assert!(field(form, "f.date_cession").contains("aria-invalid=\"true\""));
    assert!(!field(form, "f.E").contains("aria-invalid"), "the right ones are not blamed");
    assert!(form.contains("Une date, comme 31/10/2026."));
    assert!(!state(&desk, id).await.slots[TITLE].is_read(), "nothing was kept");

    let read = [("slot", TITLE), ("f.A", "="), ("f.E", "VF1RFB00X56789013"), ("f.barree", "true")];
    let to = went(&does(&desk, &cookie, "read", &read).await, "read");
    assert!(to.contains(&format!("piece={TITLE}")) && to.ends_with(&format!("#piece-{TITLE}")));
    let page = desk.get(&cookie, &to).await;
    let form = card(&page, TITLE);
    assert!(field(form, "f.A").contains("value=\"AB-123-CD\""), "what was read stands there");
    assert!(form.contains("VIN · ") && form.contains("VF1RFB00X56789013 ≠ VF1RFB00X56789012"));
    assert!(form.contains("Envoyez la pièce du bon véhicule"), "how it is mended");
    let light = |name: &str| form.matches(&format!("is-{name}")).count();
    // The VIN is wrong, the plate right, and the day of the transfer is not there.
    assert_eq!((light("red"), light("green")), (2, 1), "{form}");
    assert!(page.body.contains("name=\"of\""), "it can be undone");
    let (_, facts) = page.body.split_once("id=\"facts\"").unwrap();
    let first = facts.split("</li>").next().unwrap();
    assert!(first.contains("is-red"), "the worst comes first: {first}");
    assert!(page.body.contains("Pièce lue ("), "the history says so");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_signature_that_nobody_looked_for_is_not_missing(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let id = in_check(&desk).await;
    let (_, cookie) = desk.sits(Role::Operateur).await;
    let cession = "certificat_cession";
    let only = [("slot", cession), ("f.vin", "=")];
    went(&does(&desk, &cookie, "read", &only).await, "read");
    assert_eq!(state(&desk, id).await.slots[cession].signed_by, None);
    let opened = format!("{}?piece={cession}", path());
    assert!(!card(&desk.get(&cookie, &opened).await, cession).contains("Signatures ·"));
    let looked = [("slot", cession), ("f.vin", "="), ("signatures", "1"), ("signed", "vendeur")];
    went(&does(&desk, &cookie, "read", &looked).await, "read");
    let page = desk.get(&cookie, &opened).await;
    let form = card(&page, cession);
    assert!(form.contains("Signatures ·") && form.contains("is-red"), "the buyer did not sign");
    assert!(
        form.split("value=\"vendeur\"")
            .nth(1)
            .unwrap()
            .split('>')
            .next()
            .unwrap()
            .contains("checked")
    );
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn nothing_red_is_marked_ready_unless_the_operator_writes_why(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let id = in_check(&desk).await;
    let (_, cookie) = desk.sits(Role::Operateur).await;
    let wrong =
        [("slot", TITLE), ("f.A", "EF-456-GH"), ("f.date_cession", "="), ("f.heure_cession", "=")];
    went(&does(&desk, &cookie, "read", &wrong).await, "read");
    went(&does(&desk, &cookie, "validate_all", &[]).await, "validate_all");
    let page = desk.get(&cookie, &path()).await;
    let (_, filing) = page.body.split_once("id=\"filing\"").unwrap();
    let filing = filing.split("</section>").next().unwrap();
    assert!(filing.contains("EF-456-GH ≠ AB-123-CD") && filing.contains("name=\"despite\""));
    let red = does(&desk, &cookie, "ready", &[]).await;
    assert_eq!(red.status.as_u16(), 422);
    assert!(red.body.contains("Une vérification entre les pièces est au rouge"));
    let long = "x".repeat(2_001);
    let kept = does(&desk, &cookie, "ready", &[("despite", &long)]).await;
    assert!(kept.body.contains(&format!("value=\"{long}\"")), "what was typed stays");
    assert_ne!(state(&desk, id).await.status, PublicStatus::PretADeposer);
    let why = [("despite", "plaque refaite, vue sur HistoVec")];
    let to = went(&does(&desk, &cookie, "ready", &why).await, "ready");
    assert_eq!(state(&desk, id).await.status, PublicStatus::PretADeposer);
    let page = desk.get(&cookie, &to).await;
    assert!(
        page.body.contains(
            "malgré le rouge\u{202f}: Immatriculation (plaque refaite, vue sur HistoVec)"
        )
    );
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn two_pieces_stand_side_by_side_for_whoever_may_see_both(pool: PgPool) {
    let desk = Desk::new(pool).await;
    in_check(&desk).await;
    let (_, cookie) = desk.sits(Role::Operateur).await;
    let panes = |page: &Answer| page.body.matches("data-pane").count();
    let both = format!("{}?piece={TITLE}&avec=certificat_cession", path());
    let page = desk.get(&cookie, &both).await;
    assert_eq!(panes(&page), 2);
    assert!(card(&page, TITLE).contains("name=\"avec\" value=\"certificat_cession\""));
    let read = [("slot", TITLE), ("avec", "certificat_cession"), ("f.A", "=")];
    let to = went(&does(&desk, &cookie, "read", &read).await, "read");
    assert_eq!(panes(&desk.get(&cookie, &to).await), 2, "both are still before the eyes");
    let same = format!("{}?piece={TITLE}&avec={TITLE}", path());
    assert_eq!(panes(&desk.get(&cookie, &same).await), 1);
    // A comptable sees no identity paper, beside another neither.
    let (_, other) = desk.sits(Role::Comptable).await;
    let hidden = format!("{}?piece={TITLE}&avec=piece_identite", path());
    let page = desk.get(&other, &hidden).await;
    assert_eq!(panes(&page), 1);
    assert!(!page.body.contains("value=\"piece_identite\""), "nor is it offered");
    assert!(!page.body.contains("name=\"f."), "who does not work on it types nothing");
    let wrong = [("slot", TITLE), ("f.E", "VF1RFB00X56789013")];
    went(&does(&desk, &cookie, "read", &wrong).await, "read");
    let page = desk.get(&other, &path()).await;
    assert!(page.body.contains("Le numéro d’identification n’est pas celui"));
    assert!(!page.body.contains("VF1RFB00X56789013"), "nor is what was read told");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_customer_hears_what_they_can_mend_and_nothing_of_anybody(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let id = in_check(&desk).await;
    let (_, cookie) = desk.sits(Role::Operateur).await;
    let customer = state(&desk, id).await.person.unwrap();
    let customer = desk.find(PersonId(uuid::Uuid::from_u128(customer.0))).await;
    let theirs = desk.cookie(&customer, Method::Password).await;
    let own = format!("/dossier/{}", super::first());
    let said = "Le numéro d’identification n’est pas celui de la commande.";
    assert!(!desk.get(&theirs, &own).await.body.contains("Ce qui ne concorde pas"));
    let wrong = [("slot", TITLE), ("f.E", "VF1RFB00X56789013"), ("f.A", "12"), ("f.C.1", "DURAND")];
    went(&does(&desk, &cookie, "read", &wrong).await, "read");
    let page = desk.get(&theirs, &own).await;
    let (_, part) = page.body.split_once("Ce qui ne concorde pas").unwrap();
    let part = part.split("</section>").next().unwrap();
    assert!(part.contains(said) && part.contains("Envoyez la pièce du bon véhicule"), "{part}");
    assert!(part.contains(&format!("/piece/{TITLE}\"")), "it leads to the piece");
    assert!(!part.contains("VF1RFB00X56789013") && !part.contains("DURAND"), "{part}");
    assert!(!part.contains("format inattendu"), "what we look at ourselves is ours");
    // Once the piece is refused its reason stands with it, and is not said twice.
    let refused = [("slot", TITLE), ("reason", "vin_different")];
    went(&does(&desk, &cookie, "refuse", &refused).await, "refuse");
    assert!(!desk.get(&theirs, &own).await.body.contains("Ce qui ne concorde pas"));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_supervisor_closes_a_paid_dossier_after_reading_what_is_given_back(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let id = in_check(&desk).await;
    let (_, max) = desk.sits(Role::Operateur).await;
    let (_, chief) = desk.sits(Role::Superviseur).await;
    let page = desk.get(&max, &path()).await;
    assert!(page.body.contains("un superviseur peut clore ce dossier"));
    assert!(!page.body.contains("name=\"cause\""));
    let cause = [("cause", "impossible")];
    let refused = does(&desk, &max, "close", &cause).await;
    assert_eq!(refused.status.as_u16(), 422);
    assert!(refused.body.contains("Seul un superviseur peut le faire."));
    let page = desk.get(&chief, &path()).await;
    let (_, fold) = page.body.split_once("id=\"close\"").unwrap();
    assert!(fold.contains("Tout ce qui a été payé est rendu\u{202f}:") && fold.contains("entre "));
    let bare = does(&desk, &chief, "close", &[("cause", "envie")]).await;
    assert_eq!(bare.status.as_u16(), 422, "a cause of the list");
    let to = went(&does(&desk, &chief, "close", &cause).await, "close");
    let now = state(&desk, id).await;
    assert_eq!((now.status, now.tasks.len()), (PublicStatus::Refuse, 1));
    let page = desk.get(&chief, &to).await;
    assert!(page.body.contains("La démarche n’est pas possible."));
    assert!(page.body.contains("Rembourser le client"), "what is left to do is a task");
    let told: Vec<String> = sqlx::query_scalar(
        "select values ->> 'how' from notifications where template = 'dossier_closed'",
    )
    .fetch_all(&desk.pool)
    .await
    .unwrap();
    assert_eq!(told, ["refuse"], "the customer is told once");
    let refused = Filter { act: Some(audit::Act::Refused), ..Filter::default() };
    assert_eq!(desk.audited(refused).await.len(), 0, "asking was theirs to do");
    assert!(desk.get(&chief, &format!("{}?piece={TITLE}", path())).await.status.is_success());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn who_does_not_answer_loses_no_more_of_our_fee_for_having_paid_by_transfer(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let id = in_check(&desk).await;
    let total = state(&desk, id).await.order.unwrap().total;
    let (_, chief) = desk.sits(Role::Superviseur).await;
    went(&does(&desk, &chief, "close", &[("cause", "sans_reponse")]).await, "close");
    let now = state(&desk, id).await;
    let told: Vec<&str> = now.tasks.values().filter_map(|it| it.words.as_deref()).collect();
    // The house keeps nothing of it: the general terms name no fee.
    let whole =
        format!("entre {0},{1:02}\u{a0}€ et {0},{1:02}\u{a0}€", total.0 / 100, total.0 % 100);
    assert!(told.iter().any(|it| it.contains(&whole)), "{whole}: {told:?}");
}
