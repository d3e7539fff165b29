use access::Role;
use accounts::Visit;
use accounts::operations::sessions::Method;
use dossiers::tracks::Payment;
use jiff::SignedDuration;
use ledger::Account;
use payments::operations::refunds;
use payserver::Outcome;
use sqlx::PgPool;
use vocabulary::Cents;

use super::Shop;
use crate::dossiers::dossier;
use crate::somebody::{begin, get_as, send_as, visit};
use crate::support::signed_in;

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn whoever_withdraws_is_told_the_sum_first_and_has_it_back_by_itself(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (mut browser, reference, found) = shop.paid("lea").await;
    let total = found.order.unwrap().total;
    let path = format!("/dossier/{reference}/retractation");
    let page = browser.get(&shop.site, &path).await;
    let sum = wording::numbers::euros(total, vocabulary::Lang::Fr);
    assert!(page.body.contains(&format!("Vous serez remboursé de {sum}")), "{}", page.body);
    let done = browser.send(&shop.site, &path, &[]).await;
    assert_eq!(done.header("location"), format!("/dossier/{reference}?fait=retractation"));
    // The job that sends it dies: after an hour it is sent all the same.
    let jobs = "delete from graphile_worker._private_jobs";
    sqlx::query(jobs).execute(&shop.jobs).await.unwrap();
    let visit = visit(&shop.state);
    let mut tx = begin(&shop.state).await;
    for (minutes, sent) in [(1, 0), (61, 1)] {
        let later = Visit { now: visit.now + SignedDuration::from_mins(minutes), ..visit.clone() };
        let found = refunds::send_overdue(&mut tx, &later).await.unwrap();
        assert_eq!(found, sent, "after {minutes} minutes");
    }
    tx.commit().await.unwrap();
    let after = shop.until(&reference, |it| it.payment == Payment::Rembourse).await;
    assert_eq!(after.paid(), 0);
    assert!(after.tasks.is_empty(), "nothing is left to anybody");
    assert_eq!(shop.provider.world.refunds()[0]["amount"], total.0);
    for account in Account::ALL.iter().copied() {
        assert_eq!(shop.held(account).await, Cents(0), "{account:?}");
    }
    assert_eq!(shop.told("dossier_refunded").await, 1);
    let page = browser.get(&shop.site, &format!("/dossier/{reference}")).await;
    assert!(page.body.contains(&format!("Remboursé\u{202f}: {sum}")), "{}", page.body);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn who_pays_a_dossier_that_was_closed_meanwhile_has_it_back(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (mut browser, reference) = shop.ordered("lea").await;
    let page = shop.sent_to(&mut browser, &reference).await;
    let path = format!("/dossier/{reference}/retractation");
    browser.send(&shop.site, &path, &[]).await;
    assert!(shop.provider.world.decide(&page, Outcome::Paid));
    let after = shop.until(&reference, |it| !it.refunds.is_empty()).await;
    assert_eq!(after.paid(), 0);
    assert_eq!(shop.held(Account::Provider).await, Cents(0));
    assert_eq!(
        shop.told("dossier_paid").await,
        0,
        "nobody is asked for pieces of a closed dossier"
    );
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn above_the_limit_a_second_person_decides_and_no_more_goes_back_than_came(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (_, reference, found) = shop.paid("lea").await;
    let total = found.order.unwrap().total.0;
    let operator = signed_in(&pool, &[Role::Operateur], Method::Passkey).await;
    let chief = signed_in(&pool, &[Role::Superviseur], Method::Passkey).await;
    let second = signed_in(&pool, &[Role::Superviseur], Method::Passkey).await;
    let path = format!("/gestion/dossiers/{reference}");
    let give = async |cookie: &str, sum: &str| {
        let version = dossier(&shop.state, &reference).await.1.version.to_string();
        let fields = [
            ("act", "give_back"),
            ("version", version.as_str()),
            ("cause", "goodwill"),
            ("sum", sum),
        ];
        send_as(&shop.site, &path, cookie, &fields).await
    };
    let much = give(&chief, "100000").await;
    assert!(much.body.contains("dépasse ce qui a été payé par carte"), "{}", much.body);

    let little = give(&operator, "10").await;
    assert_eq!(little.status, 303, "{}", little.body);
    let after = shop.until(&reference, |it| it.paid() == total - 1_000).await;
    assert_eq!(after.payment, Payment::RemboursePartiel);
    assert!(after.lets_work_begin(), "a gesture on our fee stops nothing");

    let asked = give(&chief, "60").await;
    assert_eq!(asked.status, 303);
    let page = get_as(&shop.site, &path, &chief).await.body;
    assert!(page.contains("attend une deuxième personne"));
    assert!(!page.contains("name=\"refund\""), "whoever asked does not decide");
    let page = get_as(&shop.site, &path, &second).await.body;
    let refund = page.split("name=\"refund\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let decide = async |cookie: &str, decision: &str| {
        let version = dossier(&shop.state, &reference).await.1.version.to_string();
        let fields = [
            ("act", "decide_refund"),
            ("version", version.as_str()),
            ("refund", refund),
            ("decision", decision),
        ];
        send_as(&shop.site, &path, cookie, &fields).await
    };
    let own = decide(&chief, "oui").await;
    assert!(own.body.contains("Une autre personne"), "{}", own.body);
    assert_eq!(decide(&operator, "oui").await.status, 404, "an operator decides nothing");
    assert_eq!(decide(&second, "oui").await.status, 303);
    let after = shop.until(&reference, |it| it.paid() == total - 7_000).await;
    assert_eq!(after.refunds.len(), 2);
    assert_eq!(decide(&second, "non").await.status, 422, "it is decided once");
    assert_eq!(shop.held(Account::Provider).await, Cents(total - 7_000));
    let audited: Vec<String> =
        sqlx::query_scalar("select act from audit_events where act like 'refund%' order by act")
            .fetch_all(&pool)
            .await
            .unwrap();
    assert_eq!(
        audited,
        ["refund_asked", "refund_asked", "refund_decided"],
        "who did it is written down"
    );
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_refund_that_comes_back_and_a_dispute_leave_a_task_and_the_accounts_right(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (mut browser, reference, found) = shop.paid("lea").await;
    let total = found.order.unwrap().total.0;
    let payment = shop.provider.world.sessions()[0]["payment_intent"].as_str().unwrap().to_owned();
    // Made on the provider's own pages: it is heard of, and booked.
    assert!(shop.provider.world.refund_outside(&payment, 500));
    shop.until(&reference, |it| it.paid() == total - 500).await;
    assert_eq!(shop.held(Account::Provider).await, Cents(total - 500));
    let refund = shop.provider.world.refunds()[0]["id"].as_str().unwrap().to_owned();
    shop.provider.world.refund_comes_back(&refund);
    let after = shop.until(&reference, |it| it.paid() == total).await;
    assert_eq!(after.tasks.len(), 1, "somebody gives it back otherwise");
    assert_eq!(shop.held(Account::Provider).await, Cents(total));
    assert_eq!(shop.held(Account::Customer).await, Cents(0), "sold again");

    let dispute = shop.provider.world.dispute(&payment).unwrap();
    let after = shop.until(&reference, |it| it.tasks.len() == 2).await;
    assert_eq!(after.payment, Payment::Contestee);
    assert_eq!(shop.held(Account::Provider).await, Cents(0));
    shop.provider.world.close_dispute(&dispute, true);
    let after = shop.until(&reference, |it| it.tasks.len() == 3).await;
    assert_eq!(after.payment, Payment::Soldee);
    assert_eq!(shop.held(Account::Provider).await, Cents(total));

    browser.send(&shop.site, &format!("/dossier/{reference}/retractation"), &[]).await;
    let (_, after) = dossier(&shop.state, &reference).await;
    assert!(after.closed.is_some());
    assert_eq!(after.tasks.len(), 3, "of what is won the bank has nothing");
}
