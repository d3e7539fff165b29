use access::Role;
use accounts::operations::sessions::Method;
use jiff::SignedDuration;
use ledger::{Account, Entry, Kind};
use payments::operations::reconciliation;
use psp::{Movement, MovementKind};
use server::accounting::Reconcile;
use sqlx::PgPool;
use vocabulary::{Cents, Date};

use super::Shop;
use crate::somebody::{begin, get_as, send_as, visit};
use crate::support::{signed_in, work_until};

const PAGE: &str = "/gestion/comptes";

/// The daily comparison is made once more.
async fn reconcile(shop: &Shop, lines: i64) {
    let mut tx = begin(&shop.state).await;
    let when = ::jobs::operations::When::default();
    ::jobs::operations::enqueue(&mut tx, &Reconcile {}, &when).await.unwrap();
    tx.commit().await.unwrap();
    work_until(&shop.state, &shop.jobs, async || {
        let kept: i64 = sqlx::query_scalar("select count(*) from provider_movements")
            .fetch_one(&shop.pool)
            .await
            .unwrap();
        kept == lines
    })
    .await;
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_the_provider_kept_is_booked_once_and_the_accounts_hold_what_it_holds(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    shop.paid("lea").await;
    let world = &shop.provider.world;
    assert_ne!(
        shop.held(Account::Provider).await.0,
        world.balance(),
        "its fees are not booked yet"
    );
    reconcile(&shop, 1).await;
    assert_eq!(shop.held(Account::ProviderFees).await.0, world.fees());
    assert_eq!(shop.held(Account::Provider).await.0, world.balance());
    reconcile(&shop, 1).await;
    assert_eq!(shop.held(Account::ProviderFees).await.0, world.fees(), "nothing is booked twice");

    // Two houses share the account: what is neither's is taken a day later, as what the provider asks of the account itself.
    let visit = visit(&shop.state);
    let payout = Movement {
        reference: "txn_payout".to_owned(),
        kind: MovementKind::Payout,
        source: Some("po_1".to_owned()),
        ours: None,
        gross: Cents(-10_000),
        fee: Cents(0),
        at: visit.now - SignedDuration::from_hours(48),
    };
    let price = Movement {
        reference: "txn_price".to_owned(),
        kind: MovementKind::Fee,
        source: None,
        gross: Cents(-300),
        ..payout.clone()
    };
    let mut tx = begin(&shop.state).await;
    let report = [payout, price];
    for lines in [2, 0] {
        let quiet = visit.now - SignedDuration::from_hours(72);
        let read = reconciliation::report(&mut tx, &visit, "stripe", &report, quiet).await;
        assert_eq!(read.unwrap().lines, lines);
    }
    tx.commit().await.unwrap();
    assert_eq!(shop.held(Account::Bank).await, Cents(10_000));
    assert_eq!(shop.held(Account::ProviderFees).await.0, world.fees() + 300);
    assert_eq!(shop.held(Account::Provider).await.0, world.balance() - 10_300);
    let chief = signed_in(&pool, &[Role::Superviseur], Method::Passkey).await;
    let page = get_as(&shop.site, PAGE, &chief).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("concordent"), "{}", page.body);
    assert!(!page.body.contains("Télécharger le FEC"), "a superviseur looks on");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_one_provider_did_not_report_is_asked_for_however_long_another_reports(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let visit = visit(&shop.state);
    let line = |name: &str, days: i64| Movement {
        reference: name.to_owned(),
        kind: MovementKind::Payment,
        source: Some(name.to_owned()),
        ours: None,
        gross: Cents(500),
        fee: Cents(0),
        at: visit.now - SignedDuration::from_hours(24 * days),
    };
    let mut tx = begin(&shop.state).await;
    let since = reconciliation::since(&mut tx, "payplug", visit.now).await.unwrap();
    let compared = visit.now - SignedDuration::from_hours(60 * 24);
    assert_eq!(since, compared, "nothing is known of it yet");
    let (old, new) = (line("pay_1", 20), line("pi_1", 0));
    for (provider, line) in [("payplug", &old), ("stripe", &new)] {
        let report = std::slice::from_ref(line);
        reconciliation::report(&mut tx, &visit, provider, report, visit.now).await.unwrap();
    }
    let since = reconciliation::since(&mut tx, "payplug", visit.now).await.unwrap();
    assert_eq!(since.as_second(), old.at.as_second(), "from the last line of its own");
    let since = reconciliation::since(&mut tx, "stripe", visit.now).await.unwrap();
    assert_eq!(since, visit.now - SignedDuration::from_hours(7 * 24));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_payment_that_was_not_followed_yet_is_the_house_s_that_opened_its_page(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (mut browser, reference) = shop.ordered("lea").await;
    let page = shop.sent_to(&mut browser, &reference).await;
    shop.provider.world.deliver(payserver::Delivery::Never);
    assert!(shop.provider.world.decide(&page, payserver::Outcome::Paid));
    let checkout: uuid::Uuid =
        sqlx::query_scalar("select id from payment_checkouts").fetch_one(&pool).await.unwrap();
    let line = Movement {
        reference: "txn_1".to_owned(),
        kind: MovementKind::Payment,
        source: Some("pi_unknown".to_owned()),
        ours: Some(checkout),
        gross: Cents(500),
        fee: Cents(0),
        at: visit(&shop.state).now,
    };
    let lines = [line];
    let mut tx = begin(&shop.state).await;
    let mine = reconciliation::ours(&mut tx, "stripe", &lines).await.unwrap();
    assert!(mine.contains("txn_1"), "{mine:?}");
    let other = shop.state.directory().tenants[1].id;
    let mut tx = server::database::begin(&shop.state, other).await.unwrap();
    assert!(reconciliation::ours(&mut tx, "stripe", &lines).await.unwrap().is_empty());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_does_not_agree_is_settled_with_a_note_by_whoever_keeps_the_accounts(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (_, _, found) = shop.paid("lea").await;
    let visit = visit(&shop.state);
    let intent = shop.provider.world.sessions()[0]["payment_intent"].as_str().unwrap().to_owned();
    let paid = [Movement {
        reference: "txn_paid".to_owned(),
        kind: MovementKind::Payment,
        source: Some(intent),
        ours: None,
        gross: found.order.unwrap().total,
        fee: Cents(0),
        at: visit.now,
    }];
    let mut tx = begin(&shop.state).await;
    let ours = reconciliation::ours(&mut tx, "stripe", &paid).await.unwrap();
    assert!(ours.contains("txn_paid"), "known by the payment that it names");
    assert!(reconciliation::ours(&mut tx, "payplug", &paid).await.unwrap().is_empty());
    let later = visit.now + SignedDuration::from_hours(1);
    // What the report of its provider lacks, and no other's, settles itself once a later one has it.
    for (provider, lines, found, gone) in
        [("stripe", &paid[..0], 1, 0), ("payplug", &paid[..0], 0, 0), ("stripe", &paid[..], 0, 1)]
    {
        let read = reconciliation::report(&mut tx, &visit, provider, lines, later).await.unwrap();
        assert_eq!((read.found, read.gone), (found, gone), "{provider}: {lines:?}");
    }
    tx.commit().await.unwrap();

    let stray = Movement {
        reference: "txn_stray".to_owned(),
        kind: MovementKind::Other,
        source: None,
        ours: None,
        gross: Cents(-777),
        fee: Cents(0),
        at: visit.now - SignedDuration::from_hours(48),
    };
    // Of sixty days, the first: its other half may be of the day before.
    let edge = Movement {
        reference: "txn_edge".to_owned(),
        at: visit.now - SignedDuration::from_hours(60 * 24 - 12),
        ..stray.clone()
    };
    let mut tx = begin(&shop.state).await;
    let quiet = visit.now - SignedDuration::from_hours(24);
    let report = [stray, edge];
    let found = reconciliation::report(&mut tx, &visit, "stripe", &report, quiet).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!((found.lines, found.found), (2, 1));

    let operator = signed_in(&pool, &[Role::Operateur], Method::Passkey).await;
    assert_eq!(get_as(&shop.site, PAGE, &operator).await.status, 404);
    let clerk = signed_in(&pool, &[Role::Comptable], Method::Passkey).await;
    let page = get_as(&shop.site, PAGE, &clerk).await.body;
    assert!(page.contains("mouvement inconnu") && page.contains("movement:txn_stray"), "{page}");
    let front = get_as(&shop.site, "/gestion", &clerk).await.body;
    assert!(front.contains("écarts de comptes à régler"), "{front}");
    let id = page.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let settle = async |by: &str, note: &str| {
        let fields = [("act", "settle"), ("id", id), ("note", note)];
        send_as(&shop.site, PAGE, by, &fields).await
    };
    let chief = signed_in(&pool, &[Role::Superviseur], Method::Passkey).await;
    assert_eq!(settle(&chief, "vu").await.status, 404);
    let empty = settle(&clerk, " ").await;
    assert_eq!(empty.status, 422);
    let field = format!("note-{id}");
    for said in [
        format!("<a href=\"#{field}\">Écrivez comment l’écart s’explique"),
        format!("id=\"{field}-error\""),
        format!("aria-describedby=\"{field}-error\""),
        "aria-invalid=\"true\"".to_owned(),
    ] {
        assert!(empty.body.contains(&said), "{said}: {}", empty.body);
    }
    let button = page.split("value=\"settle\"").nth(1).unwrap();
    let button = button.split("</button>").next().unwrap();
    assert!(button.contains("txn_stray"), "a button says what it settles: {button}");
    let long = format!("{:é<1001}", "Frais de change, vus avec Stripe");
    assert_eq!(settle(&clerk, &long).await.status, 422, "a thousand characters at most");
    let note: String = long.chars().take(1_000).collect();
    assert_eq!(settle(&clerk, &note).await.status, 303);
    let page = get_as(&shop.site, PAGE, &clerk).await.body;
    assert!(page.contains("concordent") && page.contains("Frais de change"), "{page}");
    let again = settle(&clerk, "encore").await;
    assert!(again.body.contains("déjà réglé"), "{}", again.body);
    let audited: i64 =
        sqlx::query_scalar("select count(*) from audit_events where act = 'difference_settled'")
            .fetch_one(&pool)
            .await
            .unwrap();
    assert_eq!(audited, 1);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn accounts_are_forgotten_with_the_tenth_year_after_their_own(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let visit = visit(&shop.state);
    let year = server::clock::today().year();
    let mut tx = begin(&shop.state).await;
    for (cause, on) in [
        ("payment:1", Date::new(year - 11, 12, 31).unwrap()),
        ("payment:2", Date::new(year - 10, 1, 1).unwrap()),
    ] {
        let accounts = (Account::Provider, Account::Customer);
        let kind = Kind::Payment;
        let entry =
            Entry::moved(cause.to_owned(), kind, String::new(), on, accounts, Cents(100)).unwrap();
        ledger::operations::book(&mut tx, visit.tenant().0, &entry, visit.now).await.unwrap();
    }
    for gone in [1, 0] {
        let forgotten = payments::operations::forget_accounts(&mut tx, visit.now).await;
        assert_eq!(forgotten.unwrap(), gone);
    }
    let held = ledger::operations::balances(&mut tx).await.unwrap();
    assert_eq!(held[&Account::Provider], Cents(100), "what is not ten years old stays");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_file_of_a_year_bears_the_numbers_of_the_house_and_is_written_down(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (_, reference, _) = shop.paid("lea").await;
    let clerk = signed_in(&pool, &[Role::Comptable], Method::Passkey).await;
    let number = async |number: &str, label: &str| {
        let fields =
            [("act", "number"), ("account", "provider"), ("number", number), ("label", label)];
        send_as(&shop.site, PAGE, &clerk, &fields).await
    };
    let wrong = number("51A", "Stripe").await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("<a href=\"#account-number\">"), "{}", wrong.body);
    assert_eq!(wrong.body.matches("aria-describedby=\"account-number-error\"").count(), 2);
    assert_eq!(number("51710000", "Stripe").await.status, 303);
    let year = server::clock::today().year();
    let path = format!("{PAGE}/fec?annee={year}");
    let file = get_as(&shop.site, &path, &clerk).await;
    assert_eq!(file.status, 200);
    let name = file.header("content-disposition").to_owned();
    assert!(name.contains(&format!("FEC{year}1231.txt")), "{name}");
    let lines: Vec<Vec<&str>> = file.body.lines().map(|line| line.split('\t').collect()).collect();
    assert!(lines.iter().all(|line| line.len() == 18), "{}", file.body);
    assert!(lines.iter().any(|line| line[4] == "51710000" && line[5] == "Stripe"));
    assert!(lines.iter().any(|line| line[4] == "411000" && line[6] == reference));
    let sum = |column: usize| -> i64 {
        let cents = |text: &str| text.replace(',', "").parse::<i64>().unwrap();
        lines[1..].iter().map(|line| cents(line[column])).sum()
    };
    assert_eq!(sum(11), sum(12), "debits are credits");
    let chief = signed_in(&pool, &[Role::Superviseur], Method::Passkey).await;
    assert_eq!(get_as(&shop.site, &path, &chief).await.status, 404);
    let audited: Vec<String> =
        sqlx::query_scalar("select act from audit_events where act like 'accounts_%' order by act")
            .fetch_all(&pool)
            .await
            .unwrap();
    assert_eq!(audited, ["accounts_exported", "accounts_numbered"]);
}
