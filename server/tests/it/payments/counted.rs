//! What a Matomo is told of a dossier, and what it is not.

use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use dossiers::{At, PublicStatus};
use payserver::Outcome;
use server::analytics;
use sqlx::PgPool;
use tokio::net::TcpListener;

use super::Shop;
use crate::dossiers::dossier;
use crate::somebody::{begin, visit};
use crate::support::work_until;

/// A Matomo: what it was told, and how it answers.
struct Matomo {
    base: String,
    told: Arc<Mutex<Vec<String>>>,
    status: Arc<AtomicU16>,
}

impl Matomo {
    async fn open() -> Self {
        let (told, status) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicU16::new(200)));
        let kept = (Arc::clone(&told), Arc::clone(&status));
        let take = move |body: String| {
            let (told, status) = (Arc::clone(&kept.0), Arc::clone(&kept.1));
            async move {
                told.lock().unwrap().push(body);
                StatusCode::from_u16(status.load(Ordering::Relaxed)).unwrap()
            }
        };
        let app = Router::new().route("/matomo.php", post(take));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { base, told, status }
    }

    fn told(&self) -> Vec<String> {
        self.told.lock().unwrap().clone()
    }

    fn heard(&self, milestone: &str) -> usize {
        self.told().iter().filter(|it| it.contains(&format!("e_a={milestone}&"))).count()
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn each_step_of_a_dossier_is_counted_once_and_nobody_is_named(pool: PgPool) {
    let matomo = Matomo::open().await;
    let more = [
        ("MATOMO_URL", matomo.base.as_str()),
        ("MATOMO_SITE", "3"),
        ("MATOMO_TOKEN", "token_of_matomo"),
    ];
    let shop = Shop::with(&pool, "stripe", &more).await;
    let (mut browser, reference) = shop.ordered("lea").await;
    let page = shop.sent_to(&mut browser, &reference).await;
    assert!(shop.provider.world.decide(&page, Outcome::Paid));
    work_until(&shop.state, &shop.jobs, async || matomo.heard("paiement") == 1).await;
    assert_eq!(matomo.heard("commande"), 1);

    let mut dossier = dossier(&shop.state, &reference).await.1;
    let visit = visit(&shop.state);
    for (status, milestone) in
        [(PublicStatus::Depose, "depot"), (PublicStatus::Termine, "livraison")]
    {
        dossier.status = status;
        dossier.status_since = At::from(visit.now);
        // Twice: a dossier comes back to a step.
        for _ in 0..2 {
            let mut tx = begin(&shop.state).await;
            let done =
                analytics::count(&mut tx, &shop.state, &visit.house, &dossier, visit.now).await;
            done.unwrap();
            tx.commit().await.unwrap();
            work_until(&shop.state, &shop.jobs, async || {
                matomo.heard(milestone) == 1 && shop.waiting("tell_matomo").await == 0
            })
            .await;
        }
    }
    let told = matomo.told();
    assert_eq!(told.len(), 4, "{told:?}");
    for one in &told {
        assert!(
            one.contains("idsite=3&rec=1") && one.contains("e_n=changement_titulaire"),
            "{one}"
        );
        assert!(one.contains("token_auth=token_of_matomo"), "the token is in the body: {one}");
        for personal in [reference.as_str(), "lea", "exemple", "cip=", "uid="] {
            assert!(!one.contains(personal), "{personal}: {one}");
        }
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_matomo_that_is_down_keeps_nobody_from_paying_and_is_told_later(pool: PgPool) {
    let matomo = Matomo::open().await;
    matomo.status.store(503, Ordering::Relaxed);
    let more = [("MATOMO_URL", matomo.base.as_str()), ("MATOMO_SITE", "localhost=3")];
    let shop = Shop::with(&pool, "stripe", &more).await;
    let (_, reference, _) = shop.paid("lea").await;
    assert_eq!(dossier(&shop.state, &reference).await.1.owed(), 0);
    work_until(&shop.state, &shop.jobs, async || matomo.heard("commande") >= 1).await;
    matomo.status.store(204, Ordering::Relaxed);
    work_until(&shop.state, &shop.jobs, async || shop.waiting("tell_matomo").await == 0).await;
    let last: Vec<_> = matomo.told().into_iter().rev().take(2).collect();
    assert!(last.iter().any(|it| it.contains("e_a=commande")), "{last:?}");
    assert!(last.iter().any(|it| it.contains("e_a=paiement")), "{last:?}");
    assert!(!last[0].contains("cdt="), "without a token nobody may say when");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn nothing_is_counted_unless_it_is_set(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    shop.ordered("lea").await;
    assert_eq!(shop.waiting("tell_matomo").await, 0);
}
