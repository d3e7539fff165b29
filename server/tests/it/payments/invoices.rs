//! Papers of what was paid and given back: issued by themselves once their customer has a name, on the customer's page and on
//! the desk's, nobody else's.

mod unnamed;

use ::invoices::operations::{House, New, content_of, issue, of_dossier};
use ::invoices::{Content, ForgetInvoices, Kind};
use ::jobs::operations::{When, enqueue};
use access::Role;
use accounts::operations::sessions::Method;
use dossiers::State as Dossier;
use ledger::Account;
use payserver::Outcome;
use sqlx::PgPool;
use vocabulary::Lang;

use super::Shop;
use crate::dossiers::{Browser, HOLDER, dossier};
use crate::somebody::{begin, get_as, send_as, somebody, visit};
use crate::support::{Answer, signed_in, work_until};

impl Shop {
    /// The holder says who they are.
    async fn named(&self, browser: &mut Browser, reference: &str) {
        let path = format!("/dossier/{reference}/personne/holder");
        let named = browser.send(&self.site, &path, HOLDER).await;
        assert_eq!(named.status, 303, "{}", named.body);
    }

    /// A dossier that was paid by card, and whose holder is named.
    async fn paid_and_named(&self, name: &str) -> (Browser, String, Dossier) {
        let (mut browser, reference, found) = self.paid(name).await;
        self.named(&mut browser, &reference).await;
        (browser, reference, found)
    }

    /// Works until nobody asks for papers any more.
    async fn until_asked(&self) {
        work_until(&self.state, &self.jobs, async || self.waiting("issue_invoice").await == 0)
            .await;
    }

    /// What the papers of the dossier say, oldest first.
    async fn said(&self, reference: &str) -> Vec<Content> {
        let (id, _) = dossier(&self.state, reference).await;
        let (mut tx, keys) = (begin(&self.state).await, self.state.keys());
        let mut said = Vec::new();
        for paper in of_dossier(&mut tx, id.0).await.unwrap() {
            said.push(content_of(&mut tx, &keys, paper.id).await.unwrap());
        }
        said
    }

    /// The accountant sees a transfer on the account.
    async fn transferred(&self, reference: &str, by: &str, (cents, bank): (i64, &str)) -> Answer {
        let version = dossier(&self.state, reference).await.1.version.to_string();
        let sum = format!("{}.{:02}", cents / 100, cents % 100);
        let on = server::clock::today().to_string();
        let fields = [
            ("act", "transfer"),
            ("version", version.as_str()),
            ("sum", sum.as_str()),
            ("on", on.as_str()),
            ("bank", bank),
        ];
        send_as(&self.site, &format!("/gestion/dossiers/{reference}"), by, &fields).await
    }

    /// Somebody of the staff gives back ten euros of what was paid by card.
    async fn gives_back(&self, reference: &str, by: &str) -> Answer {
        let version = dossier(&self.state, reference).await.1.version.to_string();
        let fields = [
            ("act", "give_back"),
            ("version", version.as_str()),
            ("cause", "goodwill"),
            ("sum", "10"),
        ];
        send_as(&self.site, &format!("/gestion/dossiers/{reference}"), by, &fields).await
    }

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
    let (mut browser, reference, found) = shop.paid_and_named("lea").await;
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
    assert!(page.body.contains(&format!("<span class=\"num\">{number}</span> (PDF)")));
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
    let (mut max, other, _) = shop.paid_and_named("max").await;
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
    let seen =
        "select key_person, payload is not null from audit_events where act = 'invoice_viewed'";
    let seen: Vec<(Option<uuid::Uuid>, bool)> =
        sqlx::query_as(seen).fetch_all(&pool).await.unwrap();
    let customer = found.person.map(uuid::Uuid::from);
    assert!(customer.is_some());
    assert_eq!(seen, [(customer, true)], "whoever of the staff opens one, which, and whose");
    let account = browser.get(&shop.site, &format!("/dossier/{reference}")).await;
    assert!(account.body.contains("Comptable"), "its customer sees that: {}", account.body);
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
    let (mut browser, reference, found) = shop.paid_and_named("lea").await;
    shop.until_told(1).await;
    let order = found.order.unwrap();
    let operator = signed_in(&pool, &[Role::Operateur], Method::Passkey).await;
    assert_eq!(shop.gives_back(&reference, &operator).await.status, 303);
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
    assert!(
        page.body.contains(&format!("<span class=\"num\">A-{year}-000002</span> (PDF)")),
        "{}",
        page.body
    );
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
    shop.paid_and_named("max").await;
    shop.until_told(1).await;
    assert_eq!(shop.papers().await.len(), 1);
    let of = "select reference from invoices";
    let of: String = sqlx::query_scalar(of).fetch_one(&pool).await.unwrap();
    assert_ne!(of, reference);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_transfer_that_pays_the_rest_is_invoiced_too(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (mut browser, reference) = shop.ordered("lea").await;
    shop.named(&mut browser, &reference).await;
    let total = dossier(&shop.state, &reference).await.1.order.unwrap().total;
    let accountant = signed_in(&pool, &[Role::Comptable], Method::Passkey).await;
    for part in [(1_000, "VIR 1"), (total.0 - 1_000, "VIR 2")] {
        assert!(shop.papers().await.is_empty(), "a part is not invoiced");
        let done = shop.transferred(&reference, &accountant, part).await;
        assert_eq!(done.status, 303, "{}", done.body);
        shop.until_asked().await;
    }
    shop.until_told(1).await;
    assert_eq!(shop.papers().await[0].3, total.0);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_refund_that_comes_back_is_invoiced_again(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (_, reference, found) = shop.paid_and_named("lea").await;
    let total = found.order.unwrap().total.0;
    shop.until_told(1).await;
    let payment = shop.provider.world.sessions()[0]["payment_intent"].as_str().unwrap().to_owned();
    assert!(shop.provider.world.refund_outside(&payment, 500));
    shop.until_told(2).await;
    let refund = shop.provider.world.refunds()[0]["id"].as_str().unwrap().to_owned();
    shop.provider.world.refund_comes_back(&refund);
    shop.until_told(3).await;
    let papers: Vec<_> = shop.papers().await.into_iter().map(|one| (one.0, one.3)).collect();
    let year = server::clock::today().year();
    let wanted = [("F", 1, total), ("A", 1, 500), ("F", 2, 500)];
    let wanted = wanted.map(|(kind, place, cents)| (format!("{kind}-{year}-{place:06}"), cents));
    assert_eq!(papers, wanted);
    assert_eq!(dossier(&shop.state, &reference).await.1.paid(), total);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_credit_note_says_how_the_money_went_not_how_it_came(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (_, reference, _) = shop.paid_and_named("lea").await;
    shop.until_told(1).await;
    // The latest that came is a transfer; what goes back goes to the card.
    let accountant = signed_in(&pool, &[Role::Comptable], Method::Passkey).await;
    let more = shop.transferred(&reference, &accountant, (500, "VIR 1")).await;
    assert_eq!(more.status, 303, "{}", more.body);
    let operator = signed_in(&pool, &[Role::Operateur], Method::Passkey).await;
    assert_eq!(shop.gives_back(&reference, &operator).await.status, 303);
    shop.until_told(2).await;
    let said = shop.said(&reference).await;
    let means: Vec<&str> = said.iter().map(|one| one.means.as_str()).collect();
    assert_eq!(means, ["card", "card"]);
    assert_eq!(said[1].paid_on, server::clock::today());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn nothing_is_seen_of_a_paper_whose_file_is_not_made(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (_, reference, _) = shop.paid_and_named("lea").await;
    shop.until_told(1).await;
    let (id, content) = (dossier(&shop.state, &reference).await.0, shop.said(&reference).await);
    let (mut tx, keys) = (begin(&shop.state).await, shop.state.keys());
    let tenant = visit(&shop.state).tenant().0;
    let house = House { tenant, keys: &keys, now: server::clock::now() };
    let new = New { kind: Kind::Invoice, cause: "x", dossier: id.0, content: &content[0] };
    let number = issue(&mut tx, house, new).await.unwrap().number;
    tx.commit().await.unwrap();
    let accountant = signed_in(&pool, &[Role::Comptable], Method::Passkey).await;
    let path = format!("/gestion/factures/{number}");
    assert_eq!(get_as(&shop.site, &path, &accountant).await.status, 404);
    let seen = "select count(*) from audit_events where act = 'invoice_viewed'";
    let seen: i64 = sqlx::query_scalar(seen).fetch_one(&pool).await.unwrap();
    assert_eq!(seen, 0);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn all_papers_of_a_year_go_in_one_night_whatever_keeps_those_of_another_house(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (_, reference, _) = shop.paid_and_named("lea").await;
    shop.until_told(1).await;
    let (content, keys) = (shop.said(&reference).await, shop.state.keys());
    let directory = shop.state.directory();
    let then = "2010-02-01T12:00:00Z".parse().unwrap();
    // One that cannot go, in the house whose turn comes first; more than a batch in the next.
    for (tenant, causes) in directory.tenants.iter().zip([vec!["kept".to_owned()], old(201)]) {
        let mut tx = server::database::begin(&shop.state, tenant.id).await.unwrap();
        let house = House { tenant: tenant.id.0, keys: &keys, now: then };
        for cause in &causes {
            let dossier = uuid::Uuid::nil();
            let new = New { kind: Kind::Invoice, cause, dossier, content: &content[0] };
            issue(&mut tx, house, new).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
    for change in [
        "create function keeps() returns trigger language plpgsql as $$ begin raise exception 'kept'; end $$",
        "create trigger keeps before delete on invoices for each row when (old.cause = 'kept') execute function keeps()",
        // Their files are of no matter here.
        "delete from graphile_worker._private_jobs where key like 'render_invoice:%'",
    ] {
        sqlx::query(change).execute(&pool).await.unwrap();
    }
    let mut tx = begin(&shop.state).await;
    enqueue(&mut tx, &ForgetInvoices {}, &When::default()).await.unwrap();
    tx.commit().await.unwrap();
    let left = async || {
        let left = "select cause from invoices where year = 2010";
        let left: Vec<String> = sqlx::query_scalar(left).fetch_all(&pool).await.unwrap();
        left
    };
    work_until(&shop.state, &shop.jobs, async || left().await.len() == 1).await;
    assert_eq!(left().await, ["kept"]);
}

/// The causes of `count` papers.
fn old(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("old:{number}")).collect()
}
