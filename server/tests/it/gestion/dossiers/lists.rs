//! The lists: what stands in which, found how, given to whom, kept under which name.

use access::Role;
use dossiers::operations::demo;
use sqlx::PgPool;

use super::super::{Desk, HOST};
use super::{first, in_check, received, rules, state};

const LISTS: &str = "/gestion/dossiers";

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_dossier_is_in_its_list_counted_and_found_by_what_it_is_called(pool: PgPool) {
    let desk = Desk::new(pool).await;
    in_check(&desk).await;
    let (_, cookie) = desk.sits(Role::Operateur).await;
    let page = desk.get(&cookie, LISTS).await;
    assert!(page.body.contains(&first()) && page.body.contains("EXEMPLE Camille"));
    assert!(page.body.contains("À contrôler (1)") && page.body.contains("En retard (0)"));
    assert!(page.body.contains("data-count=\"to_check\""), "the rail counts it");
    assert!(page.body.contains("promis dans"));
    for other in ["en_attente", "prets", "retard", "miens", "deposes", "brouillons", "clos"] {
        let page = desk.get(&cookie, &format!("{LISTS}?file={other}")).await;
        assert_eq!(page.status.as_u16(), 200);
        assert!(!page.body.contains(&first()), "{other}");
    }
    for words in ["exemple", "AB-123-CD", "ab123cd", "VF1RFB00X", "ada@example.org", "CG-"] {
        let address = format!("{LISTS}?{}", app::query::encode([("file", "miens"), ("q", words)]));
        let page = desk.get(&cookie, &address).await;
        assert!(page.body.contains(&first()), "{words}: whatever list is open");
    }
    let none = desk.get(&cookie, &format!("{LISTS}?q=personne-de-tel")).await;
    assert!(none.body.contains("Aucun dossier ne correspond."));
    let filtered = desk.get(&cookie, &format!("{LISTS}?demarche=duplicata_vol")).await;
    assert!(filtered.body.contains("Aucun dossier avec ce filtre."));
    assert!(filtered.body.contains("<option value=\"duplicata_vol\" selected"));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn pages_of_a_list_follow_each_other_and_keep_the_filter(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let visit = desk.visit(HOST);
    let mut tx = desk.begin(visit.tenant()).await;
    demo::seed(&mut tx, &visit, &rules(), &[], (1_500, 7)).await.unwrap();
    tx.commit().await.unwrap();
    let (_, cookie) = desk.sits(Role::Operateur).await;
    let mut address = format!("{LISTS}?file=en_attente&statut=a_completer");
    let mut seen = Vec::new();
    loop {
        let page = desk.get(&cookie, &address).await;
        let rows = page.body.split("href=\"/gestion/dossiers/CG-").skip(1);
        seen.extend(rows.map(|row| row[..11].to_owned()));
        let link = "href=\"/gestion/dossiers?file=en_attente&amp;statut=a_completer&amp;apres=";
        let Some((_, rest)) = page.body.split_once(link) else { break };
        let place = rest.split('"').next().unwrap();
        address = format!("{LISTS}?file=en_attente&statut=a_completer&apres={place}");
    }
    let all: i64 = sqlx::query_scalar("select count(*) from dossiers where status = 'a_completer'")
        .fetch_one(&desk.pool)
        .await
        .unwrap();
    assert!(all > 60);
    let rows = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((i64::try_from(rows).unwrap(), seen.len()), (all, rows));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn ticked_dossiers_are_given_but_for_those_that_changed_meanwhile(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let id = in_check(&desk).await;
    let ada = desk.somebody(HOST, "ada@example.org", &[Role::Client]).await;
    let other = received(&desk, &desk.visit(HOST), &ada).await;
    let (max, cookie) = desk.sits(Role::Operateur).await;
    let (boss, _) = desk.sits(Role::Superviseur).await;
    let (shown, theirs) = (state(&desk, id).await.version, state(&desk, other).await.version);
    let visit = desk.visit(HOST);
    let mut tx = desk.begin(visit.tenant()).await;
    let seen = dossiers::operations::pieces::Seen { by: &boss, version: None };
    dossiers::operations::staff::claim(&mut tx, &visit, seen, other).await.unwrap();
    tx.commit().await.unwrap();
    let (one, two) = (format!("{}.{shown}", id.0), format!("{}.{theirs}", other.0));
    let me = max.id.0.to_string();
    let fields = [("act", "give"), ("d", one.as_str()), ("d", two.as_str()), ("to", &me)];
    let given = desk.post(&cookie, &format!("{LISTS}?file=a_controler"), &fields).await;
    let to = given.header("location");
    assert!(to.contains("file=a_controler") && to.contains("n=1") && to.contains("non=1"), "{to}");
    let page = desk.get(&cookie, to).await;
    assert!(page.body.contains("1 dossier(s) attribué(s).") && page.body.contains("entre-temps"));
    assert_eq!(state(&desk, id).await.assignee, Some(max.id.0.into()));
    assert_eq!(state(&desk, other).await.assignee, Some(boss.id.0.into()));
    // Nobody who does not work on dossiers is given one.
    let customer = ada.id.0.to_string();
    let fields = [("act", "give"), ("d", one.as_str()), ("to", &customer)];
    assert_eq!(desk.post(&cookie, LISTS, &fields).await.status.as_u16(), 422);
    let nothing = desk.post(&cookie, LISTS, &[("act", "give"), ("to", &me)]).await;
    assert!(nothing.header("location").contains("fait=rien"));
    let (_, support) = desk.sits(Role::Support).await;
    let fields = [("act", "give"), ("d", one.as_str()), ("to", &me)];
    assert_eq!(desk.post(&support, LISTS, &fields).await.status.as_u16(), 404);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_filter_is_kept_under_a_name_by_its_person_alone(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let (_, cookie) = desk.sits(Role::Operateur).await;
    let at = format!("{LISTS}?file=en_attente&statut=a_corriger&q=martin");
    let kept = desk.post(&cookie, &at, &[("act", "keep_view"), ("name", "Mes relances")]).await;
    assert_eq!(kept.status.as_u16(), 303);
    let page = desk.get(&cookie, LISTS).await;
    let link = "href=\"/gestion/dossiers?file=en_attente&amp;statut=a_corriger\"";
    assert!(page.body.contains("Mes relances") && page.body.contains(link), "{}", page.body);
    let (_, other) = desk.sits(Role::Superviseur).await;
    assert!(!desk.get(&other, LISTS).await.body.contains("Mes relances"));
    let unnamed = desk.post(&cookie, &at, &[("act", "keep_view"), ("name", " ")]).await;
    assert!(unnamed.body.contains("La vue n’est pas enregistrée"));
    desk.post(&cookie, LISTS, &[("act", "forget_view"), ("name", "Mes relances")]).await;
    assert!(!desk.get(&cookie, LISTS).await.body.contains("Mes relances"));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn statistics_count_what_was_decided_and_not_what_was_undone(pool: PgPool) {
    let desk = Desk::new(pool).await;
    in_check(&desk).await;
    let (_, cookie) = desk.sits(Role::Operateur).await;
    let flou = [("slot", "piece_identite"), ("reason", "flou")];
    let to = super::went(&super::does(&desk, &cookie, "refuse", &flou).await, "refuse");
    let made = super::version(&desk.get(&cookie, &to).await);
    super::does(&desk, &cookie, "undo", &[("of", &made)]).await;
    let sombre = [("slot", "permis_conduire"), ("reason", "sombre")];
    super::went(&super::does(&desk, &cookie, "refuse", &sombre).await, "refuse");
    let (_, boss) = desk.sits(Role::Superviseur).await;
    for days in ["", "?jours=7", "?jours=91", "?jours=364", "?jours=9"] {
        let page = desk.get(&boss, &format!("/gestion/statistiques{days}")).await;
        assert_eq!(page.status.as_u16(), 200, "{days}");
        let (_, refusals) = page.body.split_once("id=\"refusals\"").unwrap();
        let (refusals, work) = refusals.split_once("id=\"operators\"").unwrap();
        assert!(refusals.contains("Trop sombre") && !refusals.contains("Flou"), "{days}");
        assert!(work.contains("operateur@house.example"), "{days}");
        assert!(page.body.contains("À corriger"), "{days}: where it waits now");
    }
    assert_eq!(desk.get(&cookie, "/gestion/statistiques").await.status.as_u16(), 404);
}
