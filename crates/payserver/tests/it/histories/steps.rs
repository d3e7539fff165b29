use dossiers::operations::closing;
use dossiers::operations::money::{self, Transfer};
use dossiers::operations::{Who, drafts, filing, repricing};
use dossiers::tracks::Reason;
use payments::operations::apply::{self, Followed};
use payments::operations::by_transfer::{self, Sent};
use payments::operations::checkout::{self, Begun};
use payments::operations::refunds::{self, By};
use payments::operations::{NotDone, sales};
use payments::{Cause, Checkout, RefundId, RefundState, Refusal, TransferBackState};
use payserver::{Mood, Outcome};
use psp::{Demand, Line, Provider as _, RefundOrder};
use sqlx::{Postgres, Transaction};
use uuid::Uuid;
use vocabulary::{Cents, Lang};

use super::RULES;
use super::life::{Life, POSTCODES, tables, today};

/// What must have happened once at least, over all histories.
pub(super) const SEEN: &[&str] = &[
    "paid",
    "refused card",
    "abandoned",
    "provider down",
    "answer lost",
    "killed",
    "report twice",
    "refund",
    "refund decided by a second",
    "refund failed",
    "refund came back",
    "refund outside",
    "dispute won",
    "dispute lost",
    "price rose",
    "price fell",
    "withdrawn",
    "closed",
    "paid too late",
    "transfer",
    "back by transfer",
    "page closed for another sum",
];

/// Names that providers give: `pi_…` of an object.
pub(super) fn text(object: &serde_json::Value, field: &str) -> Option<String> {
    object[field].as_str().map(str::to_owned)
}

impl Life<'_> {
    /// One thing happens.
    pub(super) async fn step(&mut self) {
        let (mood, making) = match self.rng.u8(0..12) {
            0 => {
                self.saw("provider down");
                (Mood::Down, Mood::Down)
            }
            1 => {
                self.saw("answer lost");
                (Mood::Well, Mood::Forgetful)
            }
            _ => (Mood::Well, Mood::Well),
        };
        self.server.world.be(mood);
        self.server.world.forget_what_is_made(making);
        match self.rng.u8(0..20) {
            0..=4 => self.pay().await,
            5..=7 => self.some_reports().await,
            8 => self.read_pages().await,
            9..=11 => self.give_back().await,
            12 | 13 => {
                let refuse = self.rng.u8(0..4) == 0;
                self.server.world.refuse_refunds(refuse);
                self.send_refunds().await;
                self.server.world.refuse_refunds(false);
            }
            14 => self.outside(),
            15 => self.comes_back(),
            16 => self.disputed(),
            17 => self.reprice().await,
            18 => self.close().await,
            _ => {
                self.transfer().await;
                self.back_by_transfer().await;
            }
        }
        self.server.world.be(Mood::Well);
        self.server.world.forget_what_is_made(Mood::Well);
    }

    /// Ends the transaction as a program does that lives, or is killed: `false` then, and nothing stands.
    pub(super) async fn end(&mut self, tx: Transaction<'static, Postgres>) -> bool {
        if self.rng.u8(0..10) == 0 {
            self.saw("killed");
            tx.rollback().await.unwrap();
            return false;
        }
        tx.commit().await.unwrap();
        true
    }

    async fn pay(&mut self) {
        for _ in 0..3 {
            let scene = self.scene;
            let who = Who::Customer(&scene.customer);
            let mut tx = scene.begin().await;
            let begun = checkout::begin(&mut tx, &scene.visit, who, self.id, "stripe").await;
            let Ok(begun) = begun else { return };
            if !self.end(tx).await {
                return;
            }
            let page = match begun {
                Begun::Ready(page) => page,
                Begun::ToOpen(planned, due) => {
                    assert_eq!(
                        planned.cents,
                        Cents(due.owed()),
                        "history {}: another sum",
                        self.seed
                    );
                    let Ok(opened) = self.stripe.open(&demand(&planned)).await else { return };
                    let mut tx = scene.begin().await;
                    let page = checkout::opened(&mut tx, planned.id, &opened).await.unwrap();
                    if !self.end(tx).await {
                        return;
                    }
                    page
                }
                Begun::ToClose(old) => {
                    self.saw("page closed for another sum");
                    let reference = old.provider_ref.unwrap();
                    let Ok(said) = self.stripe.close(&reference).await else { return };
                    let mut tx = scene.begin().await;
                    apply::checkout(&mut tx, &scene.visit, "stripe", &said).await.unwrap();
                    self.end(tx).await;
                    continue;
                }
            };
            self.on_page(&page.provider_ref.unwrap());
            return;
        }
    }

    /// The customer, on the page of the provider.
    fn on_page(&mut self, page: &str) {
        let world = &self.server.world;
        match self.rng.u8(0..10) {
            0 => self.saw("abandoned"),
            1 => {
                world.decide(page, Outcome::Declined);
                self.saw("refused card");
            }
            2 => {
                world.decide(page, Outcome::NotAuthenticated);
                if world.decide(page, Outcome::Paid) {
                    self.saw("paid");
                }
            }
            _ => {
                if world.decide(page, Outcome::Paid) {
                    self.saw("paid");
                }
            }
        }
    }

    /// Somebody of the staff gives back, alone or not; or the house does.
    async fn give_back(&mut self) {
        let scene = self.scene;
        let left = self.money().await.left().0;
        if left <= 0 {
            return;
        }
        let cents = if self.rng.u8(0..3) == 0 { left } else { self.rng.i64(1..=left + 50) };
        let cause = Cause::AT_THE_DESK[self.rng.usize(0..Cause::AT_THE_DESK.len())];
        let by = if self.rng.bool() { By::House } else { By::Staff(&scene.chief, Cents(5_000)) };
        let mut tx = scene.begin().await;
        let what = (Cents(cents), cause);
        let made = refunds::give_back(&mut tx, &scene.visit, by, self.id, what).await;
        match made {
            Ok(state) => {
                if self.end(tx).await && state == RefundState::Asked && self.rng.bool() {
                    let yes = self.rng.u8(0..4) > 0;
                    self.decide(yes).await;
                }
            }
            Err(NotDone::Refused(_)) => assert!(cents > left, "history {}", self.seed),
            Err(why) => panic!("history {}: {why}", self.seed),
        }
    }

    /// A second person decides on what was asked for.
    pub(super) async fn decide(&mut self, yes: bool) {
        let asked = self.money().await.refunds;
        for refund in asked.iter().filter(|it| it.state == RefundState::Asked) {
            let mut tx = self.scene.begin().await;
            let second = &self.scene.second;
            let visit = &self.scene.visit;
            let made = refunds::decide(&mut tx, visit, second, refund.id, yes).await;
            if let Err(NotDone::Refused(Refusal::TooMuch)) = made {
                // A bank has it meanwhile.
                refunds::decide(&mut tx, visit, second, refund.id, false).await.unwrap();
            } else {
                made.unwrap();
            }
            tx.commit().await.unwrap();
            self.saw("refund decided by a second");
        }
    }

    pub(super) async fn send(&mut self, id: RefundId, order: &RefundOrder) {
        let answer = self.stripe.refund(order).await;
        let answer = match &answer {
            Ok(said) => Ok(said),
            Err(refused @ psp::Failure::Refused(_)) => Err(refused),
            Err(_) => return,
        };
        let mut tx = self.scene.begin().await;
        let visit = &self.scene.visit;
        let followed = refunds::answered(&mut tx, visit, "stripe", id, answer).await.unwrap();
        match followed {
            Followed::GivenBack(..) => self.saw("refund"),
            Followed::NotGivenBack(..) => self.saw("refund failed"),
            _ => {}
        }
        self.end(tx).await;
    }

    /// A payment of this dossier, as the provider names it.
    fn payment(&mut self) -> Option<String> {
        let reference = self.reference.to_string();
        let sessions = self.server.world.sessions();
        let paid: Vec<String> = sessions
            .iter()
            .filter(|it| it["metadata"]["dossier"] == reference)
            .filter_map(|it| text(it, "payment_intent"))
            .collect();
        (!paid.is_empty()).then(|| paid[self.rng.usize(0..paid.len())].clone())
    }

    fn outside(&mut self) {
        let Some(payment) = self.payment() else { return };
        let cents = self.rng.i64(1..=20_000);
        if self.server.world.refund_outside(&payment, cents) {
            self.saw("refund outside");
        }
    }

    pub(super) fn comes_back(&mut self) {
        let Some(payment) = self.payment() else { return };
        let refunds = self.server.world.refunds();
        let went = |it: &&serde_json::Value| it["status"] != "failed";
        let of_it = refunds.iter().filter(went).find(|it| it["payment_intent"] == payment);
        if let Some(id) = of_it.and_then(|it| text(it, "id")) {
            self.server.world.refund_comes_back(&id);
            self.saw("refund came back");
        }
    }

    pub(super) fn disputed(&mut self) {
        let Some(payment) = self.payment() else { return };
        let Some(id) = self.server.world.dispute(&payment) else { return };
        match self.rng.u8(0..3) {
            0 => {
                self.server.world.close_dispute(&id, true);
                self.saw("dispute won");
            }
            1 => {
                self.server.world.close_dispute(&id, false);
                self.saw("dispute lost");
            }
            _ => {}
        }
    }

    /// The holder lives elsewhere: the taxes rise or fall.
    async fn reprice(&mut self) {
        let scene = self.scene;
        let visit = &scene.visit;
        let before = self.state().await;
        if before.closed.is_some() {
            return;
        }
        let postcode = POSTCODES[self.rng.usize(0..POSTCODES.len())];
        let mut tx = scene.begin().await;
        payments::operations::hold(&mut tx, self.id.0).await.unwrap();
        let answer = ("titulaire.postcode", postcode);
        drafts::answer(&mut tx, visit, &RULES, Who::House, self.id, answer, None).await.unwrap();
        let total = scene.totals[postcode];
        let why = (total, Reason::new("adresse corrigée").unwrap());
        let who = Who::Staff(&scene.chief);
        let made = repricing::reprice(&mut tx, visit, &RULES, tables(), who, self.id, why).await;
        let Ok(after) = made else { return };
        let by = By::Staff(&scene.chief, Cents(5_000));
        refunds::settle_repriced(&mut tx, visit, by, self.id, &after).await.unwrap();
        if self.end(tx).await {
            let rose = after.order.unwrap().total > before.order.unwrap().total;
            self.saw(if rose { "price rose" } else { "price fell" });
        }
    }

    /// The customer withdraws, or the house closes the dossier.
    async fn close(&mut self) {
        let scene = self.scene;
        let visit = &scene.visit;
        let mut tx = scene.begin().await;
        payments::operations::hold(&mut tx, self.id.0).await.unwrap();
        let before = drafts::find(&mut tx, visit, Who::House, self.id).await.unwrap();
        let (what, why) = if self.rng.bool() {
            let who = Who::Customer(&scene.customer);
            let reason = Reason::new("retractation").unwrap();
            if filing::withdraw(&mut tx, visit, who, self.id, reason).await.is_err() {
                return;
            }
            ("withdrawn", (closing::Cause::CustomerAsked, Cause::Withdrawal))
        } else {
            let causes = closing::Cause::ALL;
            let cause = causes[self.rng.usize(0..causes.len())];
            let seen = dossiers::operations::pieces::Seen { by: &scene.chief, version: None };
            if closing::close(&mut tx, visit, seen, self.id, cause).await.is_err() {
                return;
            }
            ("closed", (cause, Cause::Closed))
        };
        refunds::settle_closed(&mut tx, visit, &before, self.id, why).await.unwrap();
        if self.end(tx).await {
            self.saw(what);
        }
    }

    /// Money comes by the bank.
    async fn transfer(&mut self) {
        let scene = self.scene;
        let visit = &scene.visit;
        let owed = self.state().await.owed();
        let cents = Cents(if owed > 1 && self.rng.bool() { self.rng.i64(1..owed) } else { owed });
        let reference = format!("VIR {}", self.rng.u64(..));
        let received_on = today(scene);
        let mut tx = scene.begin().await;
        let transfer = Transfer { cents, received_on, reference: &reference };
        let made = money::record_transfer(&mut tx, visit, Who::House, self.id, transfer).await;
        let Ok(state) = made else { return };
        let made = state.transfers.iter().find(|(_, it)| it.reference.as_ref() == Some(&reference));
        let payment = Uuid::from(*made.unwrap().0);
        let what = (cents, received_on);
        sales::book_transfer(&mut tx, visit, &state, payment, what).await.unwrap();
        if self.end(tx).await {
            self.saw("transfer");
        }
    }

    /// Somebody gives back by the bank what came so.
    async fn back_by_transfer(&mut self) {
        let scene = self.scene;
        let money = self.money().await;
        // What a card did not take back and the bank did may go back to the card all the same, on the provider's pages.
        let failed = money.refunds.iter().any(|it| it.state == RefundState::Failed);
        let left = by_transfer::left(&self.state().await, &money).0;
        if failed || left <= 0 || self.rng.bool() {
            return;
        }
        let cause = Cause::AT_THE_DESK[self.rng.usize(0..Cause::AT_THE_DESK.len())];
        let reference = format!("REMB {}", self.rng.u64(..));
        let cents = Cents(self.rng.i64(1..=left));
        let sent = Sent { cents, cause, on: today(scene), reference: &reference };
        let by = (&scene.chief, Cents(5_000));
        let mut tx = scene.begin().await;
        let step = by_transfer::record(&mut tx, &scene.visit, by, self.id, sent).await.unwrap();
        if !self.end(tx).await {
            return;
        }
        self.saw("back by transfer");
        if step == TransferBackState::Asked {
            let yes = self.rng.bool();
            let asked = self.money().await.by_transfer;
            for one in asked.iter().filter(|it| it.state == TransferBackState::Asked) {
                let (mut tx, by) = (scene.begin().await, &scene.second);
                by_transfer::decide(&mut tx, &scene.visit, by, one.id, yes).await.unwrap();
                tx.commit().await.unwrap();
            }
        }
    }
}

fn demand(planned: &Checkout) -> Demand {
    Demand {
        id: planned.id.0,
        reference: planned.reference.clone(),
        lines: vec![Line { label: planned.reference.clone(), cents: planned.cents }],
        email: None,
        lang: Lang::Fr,
        back: "http://localhost/retour".to_owned(),
        given_up: "http://localhost/abandon".to_owned(),
        since: planned.opened_at,
        until: planned.until,
    }
}
