use access::Role;
use accounts::operations::sessions::{self, Method};
use axum::body::Body;
use revisions::Subject;
use server::clock;
use sqlx::PgPool;
use vocabulary::{Cents, Date, FeeRule};

use super::{Desk, Two, is_done};
use crate::gestion::{HOST, dossiers};
use crate::support::{ask, request};

const LIST: &str = "/gestion/honoraires";

/// An admin who writes, and a superviseur who looks.
async fn two(desk: &Desk) -> Two<'_> {
    let (_, ada) = desk.sits(Role::Admin).await;
    let max = desk.somebody(HOST, "max@house.example", &[Role::Superviseur]).await;
    let max = desk.cookie(&max, Method::Passkey).await;
    Two { desk, subject: Subject::Fees, path: LIST, ada, max }
}

async fn save(two: &Two<'_>, path: &str, more: &[(&str, &str)]) -> crate::support::Answer {
    let mut fields = vec![("act", "save"), ("note", "Tarifs 2027"), ("vat", "20")];
    fields.extend(more);
    two.step(&two.ada, path, &fields).await
}

fn plain(text: &str) -> String {
    text.replace(['\u{202f}', '\u{a0}'], " ")
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn two_people_change_the_prices_and_the_public_pages_follow(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let two = two(&desk).await;
    let path = two.draft().await;
    let prices = [("fixed", "20,00"), ("share", "1,5"), ("fixed_changement_adresse", "10")];
    assert!(is_done(&save(&two, &path, &prices).await, "ecrit"));
    let tries = plain(&desk.get(&two.max, &format!("{path}?vue=essais")).await.body);
    for wanted in ["29,90 €", "31,70 €", "12,00 €", "+1,80 €"] {
        assert!(tries.contains(wanted), "{wanted}: {tries}");
    }
    assert!(is_done(&two.ask(&path, &clock::today().to_string()).await, "demande"));
    assert_eq!(two.publish(&two.ada, &path).await.status.as_u16(), 422, "not the author");
    let before = plain(&desk.get("", "/tarifs").await.body);
    assert!(before.contains("29,90 € par démarche"), "{before}");
    assert!(is_done(&two.publish(&two.max, &path).await, "publie"));
    let house = desk.state.directory().by_host(HOST).cloned().unwrap();
    let rule = FeeRule { fixed: Cents(2_000), share: 150, vat: 2_000 };
    assert_eq!(house.fee(Some("import_ue"), clock::today()), Some(rule));
    let page = plain(&desk.get("", "/tarifs").await.body);
    assert!(page.contains("24,00 € + 1,8 % des taxes par démarche"), "{page}");
    assert!(page.contains("Changement d’adresse</td>") && page.contains("12,00 €</td>"), "{page}");
    let asked = "/simulateur?issued_on=2026-11-21&operation=changement_titulaire&departement=75&genre=VP&energy=ES&fiscal_cv=6&first_registered_on=2021-05-14";
    let receipt = desk.get("", asked).await.body;
    // 427.76 of taxes: 20.00 and 6.42, and 20 % of VAT.
    assert!(receipt.contains("data-fee-cents=\"3170\""), "{receipt}");
    assert!(receipt.contains("data-grand-total-cents=\"45946\""));
    let other = desk.state.directory().by_host("demo2.localhost").cloned().unwrap();
    let theirs = other.fee(None, clock::today()).unwrap();
    assert_eq!(theirs.fixed, Cents(3_325), "another house keeps its own");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn prices_of_a_later_day_wait_for_it(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let two = two(&desk).await;
    let path = two.draft().await;
    save(&two, &path, &[("fixed", "30")]).await;
    let next_year = format!("{}-01-01", clock::today().year() + 1);
    two.ask(&path, &next_year).await;
    assert!(is_done(&two.publish(&two.max, &path).await, "publie"));
    let house = desk.state.directory().by_host(HOST).cloned().unwrap();
    assert_eq!(house.fee(None, clock::today()).unwrap().fixed, Cents(2_492));
    let day = Date::parse(&next_year).unwrap();
    assert_eq!(house.fee(None, day).unwrap().fixed, Cents(3_000));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_no_price_is_said_beside_its_control_and_nothing_typed_is_lost(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let two = two(&desk).await;
    let path = two.draft().await;
    // What says nothing of all other démarches would make them free.
    for nothing in [&[][..], &[("fixed_import_ue", "49,90")], &[("fixed", " "), ("share", "")]] {
        let refused = save(&two, &path, nothing).await;
        assert_eq!(refused.status.as_u16(), 422, "{nothing:?}");
        assert!(refused.body.contains("href=\"#fixed\""), "{}", refused.body);
    }
    let free = save(&two, &path, &[("fixed", "0")]).await;
    assert!(is_done(&free, "ecrit"), "nought is a price: {}", free.body);
    let path = two.draft().await;
    let typed = [("fixed", "vingt"), ("share", "101"), ("fixed_import_ue", "49,90")];
    let refused = save(&two, &path, &typed).await;
    assert_eq!(refused.status.as_u16(), 422);
    for wanted in ["href=\"#fixed\"", "href=\"#share\"", "value=\"vingt\"", "value=\"49,90\""] {
        assert!(refused.body.contains(wanted), "{wanted}");
    }
    assert_eq!(two.revision(&path).await.edition, 1, "nothing was saved");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn only_an_admin_writes_prices_and_the_application_publishes_none_alone(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let two = two(&desk).await;
    let path = two.draft().await;
    save(&two, &path, &[("fixed", "30")]).await;
    for role in [Role::Comptable, Role::Superviseur] {
        let (_, cookie) = desk.sits(role).await;
        let begun = desk.post(&cookie, LIST, &[("act", "begin"), ("note", "x")]).await;
        assert_eq!(begun.status.as_u16(), 404, "{}", role.id());
    }
    let mut tx = desk.begin(desk.visit(HOST).tenant()).await;
    sqlx::query("set local role carteclaire_app").execute(&mut *tx).await.unwrap();
    let alone = sqlx::query(
        "insert into service_fees (id, tenant_id, net_cents, vat_basis_points, effective_from,
             revision_id, published_at)
         select gen_random_uuid(), tenant_id, 1, 2000, current_date, id, now() from revisions",
    );
    let refused = alone.execute(&mut *tx).await.unwrap_err();
    let constraint = refused.as_database_error().and_then(|error| error.constraint());
    assert_eq!(constraint, Some("service_fee_four_eyes"), "its revision is a draft");
    drop(tx);
    two.ask(&path, &clock::today().to_string()).await;
    assert!(is_done(&two.publish(&two.max, &path).await, "publie"));
    // A list that two people looked at is whole: nothing is added to it afterwards, at no savepoint either.
    let mut tx = desk.begin(desk.visit(HOST).tenant()).await;
    for sql in ["set local role carteclaire_app", "savepoint later"] {
        sqlx::query(sql).execute(&mut *tx).await.unwrap();
    }
    let later = sqlx::query(
        "insert into service_fees (id, tenant_id, demarche, net_cents, vat_basis_points,
             effective_from, revision_id, published_at)
         select gen_random_uuid(), tenant_id, 'import_ue', 1, 2000, in_force_from, id, now()
         from revisions where status = 'published'",
    );
    let refused = later.execute(&mut *tx).await.unwrap_err();
    let constraint = refused.as_database_error().and_then(|error| error.constraint());
    assert_eq!(constraint, Some("service_fee_four_eyes"), "its day of publishing is over");
    drop(tx);
    for sql in [
        "update service_fees set net_cents = 1",
        "delete from service_fees where revision_id is not null",
    ] {
        let mut tx = desk.begin(desk.visit(HOST).tenant()).await;
        assert!(sqlx::query(sql).execute(&mut *tx).await.is_err(), "{sql}");
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_order_keeps_its_price_and_the_next_one_has_the_new_one(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let two = two(&desk).await;
    let ada = desk.somebody(HOST, "ada@example.org", &[Role::Client]).await;
    let old = dossiers::received(&desk, &desk.visit(HOST), &ada).await;
    let path = two.draft().await;
    assert!(is_done(&save(&two, &path, &[("fixed", "20"), ("share", "1,5")]).await, "ecrit"));
    two.ask(&path, &clock::today().to_string()).await;
    assert!(is_done(&two.publish(&two.max, &path).await, "publie"));
    let new = dossiers::received(&desk, &desk.visit(HOST), &ada).await;
    let old = dossiers::state(&desk, old).await.order.unwrap();
    let new = dossiers::state(&desk, new).await.order.unwrap();
    assert_eq!((old.fee_net, old.fee_vat), (Cents(2_492), Cents(498)));
    let taxes = new.total - new.fee_net - new.fee_vat;
    let rule = FeeRule { fixed: Cents(2_000), share: 150, vat: 2_000 };
    assert_eq!(new.fee_net + new.fee_vat, rule.gross(taxes));
    let page =
        plain(&desk.get(&two.max, &format!("/gestion/dossiers/{}", dossiers::first())).await.body);
    assert!(page.contains("29,90 €"), "the dossier of before shows its own price");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn nobody_of_another_house_sees_a_list_of_this_one(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let two = two(&desk).await;
    let path = two.draft().await;
    let visit = desk.visit("demo2.localhost");
    let theirs = desk.somebody("demo2.localhost", "eve@house.example", &[Role::Admin]).await;
    let mut tx = desk.begin(visit.tenant()).await;
    let opened = sessions::open(&mut tx, &visit, &theirs, Method::Passkey).await.unwrap();
    tx.commit().await.unwrap();
    let cookie = format!("__Host-session={}", opened.token.reveal());
    for (path, status) in [(LIST, 200), (path.as_str(), 404)] {
        let asked = request("GET", path, "demo2.localhost").header("cookie", &cookie);
        let answer = ask(&desk.site, asked.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        assert!(!answer.body.contains("Tarifs 2027"), "{path}");
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_unchanged_draft_says_just_what_is_in_force_and_unknown_prices_stay(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let two = two(&desk).await;
    let path = two.draft().await;
    let prices = [
        ("fixed", "20"),
        ("fixed_changement_adresse", "15"),
        ("fixed_import_ue", "49,90"),
        ("kept_gone", "700/0"),
    ];
    assert!(is_done(&save(&two, &path, &prices).await, "ecrit"));
    two.ask(&path, &clock::today().to_string()).await;
    assert!(is_done(&two.publish(&two.max, &path).await, "publie"));
    let house = desk.state.directory().by_host(HOST).cloned().unwrap();
    assert_eq!(house.fee(Some("gone"), clock::today()).unwrap().fixed, Cents(700));

    let path = two.draft().await;
    let page = desk.get(&two.ada, &path).await.body;
    assert!(page.contains("name=\"kept_gone\" value=\"700/0\""), "{page}");
    assert!(is_done(&save(&two, &path, &prices).await, "ecrit"));
    let same = two.ask(&path, &clock::today().to_string()).await;
    assert_eq!(same.status.as_u16(), 422);
    assert!(same.body.contains("exactement ce qui est en vigueur"), "{}", same.body);
    assert!(same.body.contains("href=\"#document\""), "the place is on the page: {}", same.body);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn who_was_too_late_sees_what_the_other_window_wrote(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let two = two(&desk).await;
    let path = two.draft().await;
    let old = two.revision(&path).await.edition.to_string();
    assert!(is_done(&save(&two, &path, &[("fixed", "20")]).await, "ecrit"));
    let late = [
        ("act", "save"),
        ("edition", old.as_str()),
        ("note", "Tarifs 2027"),
        ("vat", "20"),
        ("fixed", "21"),
    ];
    let late = desk.post(&two.ada, &path, &late).await;
    assert_eq!(late.status.as_u16(), 409);
    for wanted in
        ["Ce qui est enregistré", "20.00", "21.00", "value=\"21,00\"", "href=\"#document\""]
    {
        assert!(late.body.contains(wanted), "{wanted}: {}", late.body);
    }
    let fields = [("act", "save"), ("note", " "), ("vat", "20"), ("fixed", "21")];
    let unsaid = two.step(&two.ada, &path, &fields).await;
    assert_eq!(unsaid.status.as_u16(), 422);
    assert!(unsaid.body.contains("aria-describedby=\"note-error\""), "{}", unsaid.body);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_first_list_is_compared_with_what_the_house_began_with(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let two = two(&desk).await;
    let first = two.draft().await;
    save(&two, &first, &[("fixed", "30")]).await;
    let next_year = format!("{}-01-01", clock::today().year() + 1);
    two.ask(&first, &next_year).await;
    assert!(is_done(&two.publish(&two.max, &first).await, "publie"));
    let second = two.draft().await;
    save(&two, &second, &[("fixed", "28")]).await;
    two.ask(&second, &clock::today().to_string()).await;
    assert!(is_done(&two.publish(&two.max, &second).await, "publie"));
    let page = desk.get(&two.max, &format!("{first}?vue=differences")).await.body;
    assert!(page.contains("24.92") && !page.contains("28.00"), "{page}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn where_demarches_of_one_operation_cost_otherwise_the_simulator_says_from_what_to_what(
    pool: PgPool,
) {
    let desk = Desk::new(pool).await;
    let two = two(&desk).await;
    let path = two.draft().await;
    save(&two, &path, &[("fixed", "20"), ("fixed_cyclomoteur", "40")]).await;
    two.ask(&path, &clock::today().to_string()).await;
    assert!(is_done(&two.publish(&two.max, &path).await, "publie"));
    let of = |operation: &str| {
        format!(
            "/simulateur?issued_on=2026-11-21&operation={operation}&departement=75&genre=VP&energy=ES&fiscal_cv=6&first_registered_on=2021-05-14"
        )
    };
    let page = plain(&desk.get("", &of("changement_titulaire")).await.body);
    assert!(page.contains("entre 24,00 € et 48,00 €"), "{page}");
    assert!(!page.contains("data-fee-cents") && !page.contains("data-grand-total-cents"));
    assert!(page.contains("changement_titulaire:2000/0/2000|4000/0/2000"), "{page}");
    let plain_one = desk.get("", &of("cotitulaire_ajout_retrait")).await.body;
    assert!(plain_one.contains("data-fee-cents=\"2400\""), "{plain_one}");
}
