use payments::operations::apply::{self, Followed};
use payments::operations::notices::{self, Outcome as Became};
use payments::operations::{Failure, NotDone};
use psp::{About, Notice, Provider as _};
use sqlx::{Postgres, Transaction};
use uuid::Uuid;

use super::life::Life;
use super::steps::text;

impl Life<'_> {
    /// What the provider has reported since is on its way; some of it comes twice.
    pub(super) fn hear_of(&mut self) {
        for event in self.server.world.take_held() {
            let object = &event["data"]["object"];
            let id = text(object, "id").unwrap_or_default();
            let about = match object["object"].as_str() {
                Some("checkout.session") => About::Checkout(id),
                Some("payment_intent") => About::Payment(id),
                Some("refund") => About::Refund(id),
                Some("dispute") => About::Dispute(id),
                _ => About::Other,
            };
            let notice = Notice {
                id: text(&event, "id").unwrap(),
                kind: text(&event, "type").unwrap(),
                about,
                at: self.scene.visit.now,
            };
            if self.rng.u8(0..4) == 0 {
                self.saw("report twice");
                self.reports.push(notice.clone());
            }
            self.reports.push(notice);
        }
        self.rng.shuffle(&mut self.reports);
    }

    /// Some reports come, in any order; those that could not be read wait.
    pub(super) async fn some_reports(&mut self) {
        self.hear_of();
        let now = self.rng.usize(0..=self.reports.len());
        let rest = self.reports.split_off(now);
        for report in std::mem::replace(&mut self.reports, rest) {
            if !self.read(&report).await {
                self.reports.push(report);
            }
        }
    }

    /// A report is kept, and what it is about read; `false` when it must be tried again.
    pub(super) async fn read(&mut self, notice: &Notice) -> bool {
        let scene = self.scene;
        let (visit, tenant) = (&scene.visit, scene.visit.tenant().0);
        let mut tx = scene.begin().await;
        notices::hear(&mut tx, tenant, "stripe", notice, None, visit.now).await.unwrap();
        let id: Uuid = sqlx::query_scalar("select id from payment_notices where notice = $1")
            .bind(&notice.id)
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        let heard = notices::find(&mut tx, id).await.unwrap().unwrap();
        if !self.end(tx).await {
            return false;
        }
        if heard.handled {
            return true;
        }
        let mut tx = scene.begin().await;
        let followed = match self.follow(&mut tx, &heard.about).await {
            Ok(followed) => followed,
            Err(retry) => {
                assert!(retry, "history {}: {notice:?} cannot be", self.seed);
                return false;
            }
        };
        let became = match followed {
            None => Became::NotFollowed,
            Some(Followed::NotOurs) => Became::NotOurs,
            Some(_) => Became::Applied,
        };
        notices::handled(&mut tx, (id, &heard), became, visit.now).await.unwrap();
        self.end(tx).await
    }

    /// What follows from what the provider says of `about`; `Err(true)` when it is to be asked again.
    async fn follow(
        &mut self,
        tx: &mut Transaction<'static, Postgres>,
        about: &About,
    ) -> Result<Option<Followed>, bool> {
        let (visit, stripe) = (&self.scene.visit, self.stripe);
        let well = |_| true;
        match about {
            About::Checkout(reference) => {
                let said = stripe.checkout(reference).await.map_err(well)?;
                let followed = apply::checkout(tx, visit, "stripe", &said).await;
                let followed = followed.map_err(|why| again(&why))?;
                if let Followed::Paid(state, _) = &followed
                    && state.closed.is_some()
                {
                    self.saw("paid too late");
                }
                Ok(Some(followed))
            }
            About::Payment(payment) => match stripe.checkout_of(payment).await.map_err(well)? {
                Some(said) => {
                    let followed = apply::checkout(tx, visit, "stripe", &said).await;
                    followed.map(Some).map_err(|why| again(&why))
                }
                None => Ok(None),
            },
            About::Refund(reference) => {
                let said = stripe.refund_standing(reference).await.map_err(well)?;
                let mut followed =
                    apply::refund(tx, visit, "stripe", &said).await.map_err(|why| again(&why))?;
                if followed == Followed::NotOurs
                    && self.payment_first(tx, said.payment.as_deref()).await?
                {
                    followed = apply::refund(tx, visit, "stripe", &said)
                        .await
                        .map_err(|why| again(&why))?;
                }
                Ok(Some(followed))
            }
            About::Dispute(reference) => {
                let said = stripe.dispute(reference).await.map_err(well)?;
                let mut followed =
                    apply::dispute(tx, visit, "stripe", &said).await.map_err(|why| again(&why))?;
                if followed == Followed::NotOurs
                    && self.payment_first(tx, said.payment.as_deref()).await?
                {
                    followed = apply::dispute(tx, visit, "stripe", &said)
                        .await
                        .map_err(|why| again(&why))?;
                }
                Ok(Some(followed))
            }
            About::Other => Ok(None),
        }
    }

    /// The payment that something is about, where that was heard of first.
    async fn payment_first(
        &mut self,
        tx: &mut Transaction<'static, Postgres>,
        payment: Option<&str>,
    ) -> Result<bool, bool> {
        let Some(payment) = payment else { return Ok(false) };
        let page = self.stripe.checkout_of(payment).await.map_err(|_| true)?;
        let Some(page) = page else { return Ok(false) };
        let followed = apply::checkout(tx, &self.scene.visit, "stripe", &page).await;
        followed.map(|_| true).map_err(|why| again(&why))
    }

    /// What became of a page is read.
    pub(super) async fn apply_page(&mut self, reference: &str) {
        let Ok(said) = self.stripe.checkout(reference).await else { return };
        let mut tx = self.scene.begin().await;
        apply::checkout(&mut tx, &self.scene.visit, "stripe", &said).await.unwrap();
        self.end(tx).await;
    }
}

/// Whether what was not done may be done later; else it can never be.
fn again(why: &NotDone) -> bool {
    !matches!(why, NotDone::Failed(Failure::Contradiction(_)))
}
