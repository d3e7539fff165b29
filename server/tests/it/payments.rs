//! Paying by card, over HTTP: our pages, a provider that speaks Stripe's protocol, or PayPlug's, on a real socket, and the worker
//! between.

mod accounts;
mod back;
mod by_transfer;
mod closed;
mod counted;
mod faults;
mod invoices;
mod late;
mod payplug;
mod repriced;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use ::jobs::operations::{When, enqueue};
use access::Role;
use axum::Router;
use dossiers::State as Dossier;
use dossiers::tracks::Payment;
use ledger::Account;
use payserver::{Outcome, Payserver, Target};
use server::State;
use server::payments::SweepPayments;
use sqlx::PgPool;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use vocabulary::Cents;

use crate::dossiers::{Browser, answered, dossier, total_of};
use crate::somebody::{begin, served};
use crate::support::work_until;

const KEY: &str = "sk_test_1";
const SECRET: &str = "whsec_1";

/// A site that takes cards, its memory, and the provider, which reports to it.
struct Shop {
    site: Router,
    state: State,
    provider: Payserver,
    pool: PgPool,
    jobs: PgPool,
    address: SocketAddr,
    listening: JoinHandle<()>,
    files: PathBuf,
}

/// Nobody is left in the database when it is to go: PostgreSQL would wait for them for five seconds.
impl Drop for Shop {
    fn drop(&mut self) {
        self.listening.abort();
        drop(std::fs::remove_dir_all(&self.files));
    }
}

impl Shop {
    async fn open(pool: &PgPool) -> Self {
        Self::of(pool, "stripe").await
    }

    /// One where `taker` takes cards.
    async fn of(pool: &PgPool, taker: &str) -> Self {
        Self::with(pool, taker, &[]).await
    }

    /// The same, with `more` settings.
    async fn with(pool: &PgPool, taker: &str, more: &[(&str, &str)]) -> Self {
        drop(rustls::crypto::ring::default_provider().install_default());
        let provider = Payserver::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), KEY).await;
        let provider = provider.unwrap();
        let base = provider.base();
        // Papers are kept in the store of files.
        let files = std::env::temp_dir().join(format!("carteclaire-shop-{}", uuid::Uuid::now_v7()));
        let mut settings = vec![
            ("FILES_FOLDER", files.to_str().unwrap()),
            ("PAYMENTS", taker),
            ("PAYPLUG_URL", base.as_str()),
            ("PAYPLUG_PAGES", base.as_str()),
            ("PAYPLUG_KEY", KEY),
            ("STRIPE_URL", base.as_str()),
            ("STRIPE_PAGES", base.as_str()),
            ("STRIPE_KEY", KEY),
            ("STRIPE_WEBHOOK_SECRET", SECRET),
        ];
        settings.extend_from_slice(more);
        let (site, state) = served(pool, &settings).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let served = site.clone();
        let listening = tokio::spawn(async move { axum::serve(listener, served).await.unwrap() });
        provider.world.report_to(Target {
            address: format!("http://{address}/api/v1/payments/stripe"),
            secret: SECRET.to_owned(),
            host: Some("localhost:3000".to_owned()),
        });
        provider.world.find_at("http://localhost:3000", address);
        let jobs = ::jobs::operations::pool((*pool.connect_options()).clone(), 6);
        Self { site, state, provider, pool: pool.clone(), jobs, address, listening, files }
    }

    /// Somebody's browser, and a dossier of theirs that is ordered.
    async fn ordered(&self, name: &str) -> (Browser, String) {
        let (_, mut browser, reference) = answered(&self.site, &self.state, name).await;
        self.order(&mut browser, &reference).await;
        (browser, reference)
    }

    async fn order(&self, browser: &mut Browser, reference: &str) {
        let path = format!("/dossier/{reference}/commande");
        let page = browser.get(&self.site, &path).await;
        let total = total_of(&page.body);
        let fields = [("cgv", "1"), ("express", "1"), ("perte", "1"), ("total", total.as_str())];
        let done = browser.send(&self.site, &path, &fields).await;
        assert_eq!(done.header("location"), format!("/dossier/{reference}/paiement?fait=commande"));
    }

    /// The page of the provider that the customer is sent to: its name there.
    async fn sent_to(&self, browser: &mut Browser, reference: &str) -> String {
        let gone = browser.send(&self.site, &format!("/dossier/{reference}/paiement"), &[]).await;
        let to = gone.header("location").to_owned();
        assert!(to.starts_with(&format!("{}/pay/", self.provider.base())), "{to} {}", gone.body);
        to.rsplit('/').next().unwrap().to_owned()
    }

    /// The dossier, once `fits`.
    async fn until(&self, reference: &str, fits: impl Fn(&Dossier) -> bool) -> Dossier {
        work_until(&self.state, &self.jobs, async || {
            fits(&dossier(&self.state, reference).await.1)
        })
        .await;
        dossier(&self.state, reference).await.1
    }

    /// An ordered dossier that was paid by card.
    async fn paid(&self, name: &str) -> (Browser, String, Dossier) {
        let (mut browser, reference) = self.ordered(name).await;
        let page = self.sent_to(&mut browser, &reference).await;
        assert!(self.provider.world.decide(&page, Outcome::Paid));
        let found = self.until(&reference, |it| it.payment == Payment::Payee).await;
        (browser, reference, found)
    }

    async fn held(&self, account: Account) -> Cents {
        let mut tx = begin(&self.state).await;
        let all = ledger::operations::balances(&mut tx).await.unwrap();
        assert_eq!(all.values().copied().sum::<Cents>(), Cents(0), "the accounts add up");
        all.get(&account).copied().unwrap_or_default()
    }

    async fn told(&self, template: &str) -> i64 {
        sqlx::query_scalar("select count(*) from notifications where template = $1")
            .bind(template)
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }

    /// Whoever looks for what was missed has looked, once the worker ran.
    async fn sweep(&self) {
        let mut tx = begin(&self.state).await;
        enqueue(&mut tx, &SweepPayments {}, &When::default()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Jobs of a kind that are not done.
    async fn waiting(&self, task: &str) -> i64 {
        let mut conn = self.jobs.acquire().await.unwrap();
        let depths = ::jobs::operations::depth(&mut conn).await.unwrap();
        depths.iter().filter(|it| it.task == task).map(|it| it.waiting + it.running).sum()
    }

    async fn notices(&self) -> i64 {
        sqlx::query_scalar("select count(*) from payment_notices")
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_card_pays_for_a_dossier_and_the_return_proves_nothing(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (mut browser, reference) = shop.ordered("lea").await;
    let path = format!("/dossier/{reference}/paiement");
    let page = browser.get(&shop.site, &path).await;
    let policy = page.header("content-security-policy").to_owned();
    let leads = format!("form-action 'self' {};", shop.provider.base());
    assert!(policy.contains(&leads), "{policy}");
    let others = browser.get(&shop.site, &format!("/dossier/{reference}")).await;
    assert!(others.header("content-security-policy").contains("form-action 'self';"));
    for words in ["Taxe régionale (Y.1)", "Nos frais, TVA comprise", "Taxe fixe (Y.4)"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let first = shop.sent_to(&mut browser, &reference).await;
    assert_eq!(shop.sent_to(&mut browser, &reference).await, first, "one page at a time");
    let session = &shop.provider.world.sessions()[0];
    let order = dossier(&shop.state, &reference).await.1.order.unwrap();
    assert_eq!(session["amount_total"], order.total.0);

    // Back without the provider's word: nothing is believed, and nothing is lost.
    let back = browser.get(&shop.site, &format!("{path}/retour")).await;
    assert_eq!(back.status, 200);
    assert!(back.body.contains("Nous attendons votre banque"));
    assert_eq!(shop.waiting("read_checkout").await, 1, "the provider will be asked");
    assert_eq!(dossier(&shop.state, &reference).await.1.payment, Payment::APayer);
    let given_up = browser.get(&shop.site, &format!("{path}?abandon=1")).await;
    assert!(given_up.body.contains("rien n’est débité"));

    assert!(shop.provider.world.decide(&first, Outcome::NotAuthenticated), "3-D Secure is refused");
    assert!(shop.provider.world.decide(&first, Outcome::Paid), "and accepted then");
    let found = shop.until(&reference, |it| it.payment == Payment::Payee).await;
    assert_eq!((found.owed(), found.paid()), (0, order.total.0));
    let back = browser.get(&shop.site, &format!("{path}/retour")).await;
    assert_eq!(back.header("location"), format!("/dossier/{reference}?fait=paiement"));
    let page = browser.get(&shop.site, &format!("/dossier/{reference}?fait=paiement")).await;
    assert!(
        page.body.contains("Votre paiement est arrivé") && page.body.contains("Payé par carte")
    );
    assert_eq!(shop.held(Account::Provider).await, order.total);
    assert_eq!(shop.held(Account::Customer).await, Cents(0), "what was paid for is sold");
    assert_eq!(shop.held(Account::Debours).await, -order.taxes);
    assert_eq!(shop.held(Account::Revenue).await, -order.fee_net);
    assert_eq!(shop.held(Account::Vat).await, -order.fee_vat);
    assert_eq!(shop.told("dossier_paid").await, 1);
    let again = browser.get(&shop.site, &path).await;
    assert_eq!(again.header("location"), format!("/dossier/{reference}"), "nothing is left to pay");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn somebody_elses_payment_looks_missing(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (_, reference) = shop.ordered("lea").await;
    let (_, cookie) = crate::somebody::somebody(&shop.state, "max", &[Role::Client]).await;
    let mut other = Browser::signed_in(&cookie);
    let path = format!("/dossier/{reference}/paiement");
    assert_eq!(other.get(&shop.site, &path).await.status, 404);
    assert_eq!(other.send(&shop.site, &path, &[]).await.status, 404);
    assert_eq!(other.get(&shop.site, &format!("{path}/retour")).await.status, 404);
    assert!(shop.provider.world.sessions().is_empty(), "no page was opened");
}
