//! Papers of what was paid and given back: issued by themselves, on the customer's page and on the desk's, nobody else's.

use access::Role;
use accounts::operations::sessions::Method;
use ledger::Account;
use payserver::Outcome;
use sqlx::PgPool;
use vocabulary::Lang;

use super::Shop;
use crate::dossiers::Browser;
use crate::somebody::{get_as, send_as, somebody};
use crate::support::{signed_in, work_until};

impl Shop {
    /// Works until `count` papers were told of.
    async fn until_told(&self, count: i64) {
        let told = async || self.told("dossier_invoice").await >= count;
        work_until(&self.state, &self.jobs, told).await;
        assert_eq!(self.told("dossier_invoice").await, count);
    }

    /// The numbers of all papers with their sums, in the order of their issue.
    async fn papers(&self) -> Vec<(String, i64, i64, i64)> {
        let all = "select number, taxes_cents, net_cents + vat_cents, total_cents from invoices order by issued_at, id";
        sqlx::query_as(all).fetch_all(&self.pool).await.unwrap()
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_was_paid_is_invoiced_once_and_its_customer_and_the_desk_fetch_it(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (mut browser, reference, found) = shop.paid("lea").await;
    shop.until_told(1).await;
    let order = found.order.unwrap();
    let year = server::clock::today().year();
    let number = format!("F-{year}-000001");
    let fee = order.fee_net.0 + order.fee_vat.0;
    let invoice = (number.clone(), order.taxes.0, fee, order.total.0);
    assert_eq!(shop.papers().await, std::slice::from_ref(&invoice));

    let path = format!("/dossier/{reference}/facture/{number}");
    let page = browser.get(&shop.site, &format!("/dossier/{reference}")).await;
    assert!(page.body.contains(&format!("href=\"{path}\"")), "{}", page.body);
    assert!(page.body.contains(&format!("Facture {number} (PDF)")));
    let file = browser.get(&shop.site, &path).await;
    assert_eq!((file.status.as_u16(), file.header("content-type")), (200, "application/pdf"));
    assert!(file.body.starts_with("%PDF-1.7") && file.body.contains("urn:factur-x:pdfa"));
    assert_eq!(file.header("cache-control"), "private, no-store");
    let english = format!("/en/dossier/{reference}/invoice/{}", number.to_lowercase());
    assert_eq!(browser.get(&shop.site, &english).await.status, 200);
    for other in ["F-2020-000001", "A-2026-000001", "x"] {
        let missing = format!("/dossier/{reference}/facture/{other}");
        assert_eq!(browser.get(&shop.site, &missing).await.status, 404, "{other}");
    }

    // Another customer, who has an invoice of their own.
    let (mut max, other, _) = shop.paid("max").await;
    shop.until_told(2).await;
    assert_eq!(max.get(&shop.site, &path).await.status, 404);
    let through_their_own = format!("/dossier/{other}/facture/{number}");
    assert_eq!(max.get(&shop.site, &through_their_own).await.status, 404);
    let (_, nobody) = somebody(&shop.state, "ada", &[Role::Client]).await;
    assert_eq!(Browser::signed_in(&nobody).get(&shop.site, &path).await.status, 404);

    let accountant = signed_in(&pool, &[Role::Comptable], Method::Passkey).await;
    let list = get_as(&shop.site, "/gestion/factures", &accountant).await;
    assert!(list.body.contains(&number) && list.body.contains(&other), "{}", list.body);
    let total = wording::numbers::euros(order.total, Lang::Fr);
    assert!(list.body.contains(&total));
    let search = format!("/gestion/factures?q={}", reference.to_lowercase());
    let list = get_as(&shop.site, &search, &accountant).await;
    assert!(list.body.contains(&number) && !list.body.contains(&other), "{}", list.body);
    let none = get_as(&shop.site, "/gestion/factures?q=A-", &accountant).await;
    assert!(none.body.contains("Aucune facture ne correspond"));
    let file = get_as(&shop.site, &format!("/gestion/factures/{number}"), &accountant).await;
    assert!(file.status == 200 && file.body.starts_with("%PDF-1.7"));
    let seen: i64 =
        sqlx::query_scalar("select count(*) from audit_events where act = 'invoice_viewed'")
            .fetch_one(&pool)
            .await
            .unwrap();
    assert_eq!(seen, 1, "whoever of the staff opens one is written down");
    let desk = get_as(&shop.site, &format!("/gestion/dossiers/{reference}"), &accountant).await;
    assert!(desk.body.contains(&format!("href=\"/gestion/factures/{number}\"")));
    let support = signed_in(&pool, &[Role::Support], Method::Passkey).await;
    let desk = get_as(&shop.site, &format!("/gestion/dossiers/{reference}"), &support).await;
    assert!(desk.status == 200 && !desk.body.contains(&number));
    let kept: Vec<Vec<u8>> =
        sqlx::query_scalar("select content from invoices").fetch_all(&pool).await.unwrap();
    assert!(kept.iter().all(|one| !one.windows(3).any(|part| part == b"lea")), "it is sealed");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_goes_back_is_credited_our_fee_first_and_all_of_it_in_the_end(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (mut browser, reference, found) = shop.paid("lea").await;
    shop.until_told(1).await;
    let order = found.order.unwrap();
    let operator = signed_in(&pool, &[Role::Operateur], Method::Passkey).await;
    let version = crate::dossiers::dossier(&shop.state, &reference).await.1.version.to_string();
    let fields =
        [("act", "give_back"), ("version", version.as_str()), ("cause", "goodwill"), ("sum", "10")];
    let desk = format!("/gestion/dossiers/{reference}");
    assert_eq!(send_as(&shop.site, &desk, &operator, &fields).await.status, 303);
    shop.until_told(2).await;
    let year = server::clock::today().year();
    let fee = order.fee_net.0 + order.fee_vat.0;
    assert_eq!(shop.papers().await[1], (format!("A-{year}-000001"), 0, 1_000, 1_000));

    browser.send(&shop.site, &format!("/dossier/{reference}/retractation"), &[]).await;
    let after = shop.until(&reference, |it| it.refunds.len() == 2).await;
    shop.until_told(3).await;
    let papers = shop.papers().await;
    let went: i64 = after.refunds.values().map(|one| one.cents.0).sum();
    assert_eq!(papers[1].3 + papers[2].3, went, "credit notes say what went back");
    assert_eq!(papers[2].1, order.taxes.0, "all taxes are débours that were given back");
    assert!(papers[2].2 <= fee - 1_000);
    let accounts = [Account::Debours, Account::Revenue, Account::Vat];
    let mut sold = 0;
    for account in accounts {
        sold -= shop.held(account).await.0;
    }
    assert_eq!(sold, papers[0].3 - went, "papers say what the accounts do");
    let page = browser.get(&shop.site, &format!("/dossier/{reference}")).await;
    assert!(page.body.contains(&format!("Avoir A-{year}-000002 (PDF)")), "{}", page.body);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_paid_for_nothing_is_not_invoiced(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (mut browser, reference) = shop.ordered("lea").await;
    let page = shop.sent_to(&mut browser, &reference).await;
    browser.send(&shop.site, &format!("/dossier/{reference}/retractation"), &[]).await;
    assert!(shop.provider.world.decide(&page, Outcome::Paid));
    shop.until(&reference, |it| !it.refunds.is_empty()).await;
    // Another's is issued after it: the jobs of this one were done.
    shop.paid("max").await;
    shop.until_told(1).await;
    assert_eq!(shop.papers().await.len(), 1);
    let of = "select reference from invoices";
    let of: String = sqlx::query_scalar(of).fetch_one(&pool).await.unwrap();
    assert_ne!(of, reference);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_transfer_that_pays_the_rest_is_invoiced_too(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (_, reference) = shop.ordered("lea").await;
    let total = crate::dossiers::dossier(&shop.state, &reference).await.1.order.unwrap().total;
    let accountant = signed_in(&pool, &[Role::Comptable], Method::Passkey).await;
    let desk = format!("/gestion/dossiers/{reference}");
    for (sum, bank) in [(1_000, "VIR 1"), (total.0 - 1_000, "VIR 2")] {
        assert!(shop.papers().await.is_empty(), "a part is not invoiced");
        let version = crate::dossiers::dossier(&shop.state, &reference).await.1.version.to_string();
        let (sum, on) = (format!("{}.{:02}", sum / 100, sum % 100), server::clock::today());
        let on = on.to_string();
        let fields = [
            ("act", "transfer"),
            ("version", version.as_str()),
            ("sum", sum.as_str()),
            ("on", on.as_str()),
            ("bank", bank),
        ];
        let done = send_as(&shop.site, &desk, &accountant, &fields).await;
        assert_eq!(done.status, 303, "{}", done.body);
    }
    shop.until_told(1).await;
    assert_eq!(shop.papers().await[0].3, total.0);
}
