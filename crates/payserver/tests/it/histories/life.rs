use std::collections::BTreeMap;

use demarches::DemarcheKind;
use dossiers::operations::drafts::{self, Beginning, Known};
use dossiers::operations::money::{self, Accepted, Tables};
use dossiers::operations::{DossierId, Who};
use dossiers::{Reference, State};
use fastrand::Rng;
use ledger::Sale;
use payments::operations::{self, checkout, refunds};
use payments::{CheckoutState, Money, RefundState, TransferBackState};
use payserver::{Mood, Payserver};
use psp::Notice;
use psp_stripe::Stripe;
use simulator::facts::Fact;
use sqlx::PgConnection;
use vocabulary::{Cents, Date};

use super::{RULES, Scene};

/// The purchase of a used car by one holder at home.
const ANSWERS: &[(&str, &str)] = &[
    ("titulaire.kind", "particulier"),
    ("titulaire.is_minor", "false"),
    ("titulaire.is_protected_adult", "false"),
    ("titulaire.cotitulaire_count", "0"),
    ("titulaire.is_hosted", "false"),
    ("titulaire.holds_licence", "true"),
    ("vehicle.genre", "VP"),
    ("vehicle.first_registered_on", "2021-05-14"),
    ("vehicle.situation", "aucune"),
    ("seller.kind", "particulier"),
    ("cession.on", "2026-10-31"),
    ("cession.at", "17:05"),
    ("vehicle.is_leased", "false"),
];

const SIMULATION: &[(Fact, &str)] = &[
    (Fact::Genre, "VP"),
    (Fact::Energy, "ES"),
    (Fact::FiscalCv, "6"),
    (Fact::FirstRegisteredOn, "2021-05-14"),
    (Fact::Origin, "used_france"),
    (Fact::Co2GKm, "118"),
    (Fact::Co2Norm, "wltp"),
    (Fact::MassInRunningOrderKg, "1320"),
    (Fact::Seats, "5"),
];

/// Where the holder may live: regions of different rates.
pub(super) const POSTCODES: [&str; 3] = ["75011", "20000", "13001"];

pub(super) fn tables() -> Tables<'static> {
    Tables { baremes: baremes::builtin(), hash: "sha256:test" }
}

/// A draft of whoever lives at `postcode`, answered.
async fn draft(scene: &Scene, conn: &mut PgConnection, postcode: &str) -> (DossierId, State) {
    let simulation: Vec<(Fact, String)> =
        SIMULATION.iter().map(|(fact, text)| (*fact, (*text).to_owned())).collect();
    let beginning = Beginning {
        kind: DemarcheKind::ChangementTitulaire,
        simulation: &simulation,
        link: None,
        person: Some(&scene.customer),
    };
    let left_open = scene.left_open.iter().map(|question| (question.as_str(), ""));
    let given = ANSWERS.iter().copied().chain([("titulaire.postcode", postcode)]).chain(left_open);
    let answers: Vec<(&str, String)> = given.map(|(name, text)| (name, text.to_owned())).collect();
    let known = Known { answers: &answers, party: None };
    drafts::begin_known(conn, &scene.visit, &RULES, &beginning, known).await.unwrap()
}

/// What the order of whoever lives at `postcode` comes to, and the questions that are passed over.
pub(super) async fn priced(scene: &Scene, postcode: &str) -> (Cents, Vec<String>) {
    let (visit, rules) = (&scene.visit, demarches::builtin());
    let who = Who::Customer(&scene.customer);
    let mut tx = scene.begin().await;
    let (id, mut state) = draft(scene, &mut tx, postcode).await;
    let mut left_open = Vec::new();
    loop {
        let case = money::evaluate(&state, rules, today(scene)).unwrap();
        let Some(question) = case.next_question() else {
            let price = money::price(visit, &state, rules, &case, tables(), today(scene));
            return (price.unwrap().total(), left_open);
        };
        left_open.push(question.fact.clone());
        let answer = (question.fact.as_str(), "");
        let answered = drafts::answer(&mut tx, visit, &RULES, who, id, answer, None).await;
        state = answered.unwrap().state;
    }
}

/// One dossier, and what happens to its money.
pub(super) struct Life<'scene> {
    pub(super) scene: &'scene Scene,
    pub(super) server: &'scene Payserver,
    pub(super) stripe: &'scene Stripe,
    pub(super) seed: u64,
    pub(super) rng: Rng,
    pub(super) id: DossierId,
    pub(super) reference: Reference,
    /// Reports that did not come yet, or come again.
    pub(super) reports: Vec<Notice>,
    /// What happened, how often.
    pub(super) happened: BTreeMap<&'static str, u32>,
}

impl<'scene> Life<'scene> {
    /// A dossier that is ordered.
    pub(super) async fn begin(
        scene: &'scene Scene,
        (server, stripe): (&'scene Payserver, &'scene Stripe),
        seed: u64,
    ) -> Self {
        let mut rng = Rng::with_seed(seed);
        let postcode = POSTCODES[rng.usize(0..POSTCODES.len())];
        let visit = &scene.visit;
        let who = Who::Customer(&scene.customer);
        let mut tx = scene.begin().await;
        let (id, _) = draft(scene, &mut tx, postcode).await;
        let total = scene.totals[postcode];
        let accepted = Accepted { terms: "2026-11", express_start: rng.bool(), total };
        let ordered = money::order(&mut tx, visit, &RULES, tables(), who, id, accepted).await;
        let reference = ordered.unwrap().reference;
        tx.commit().await.unwrap();
        let (reports, happened) = (Vec::new(), BTreeMap::new());
        Self { scene, server, stripe, seed, rng, id, reference, reports, happened }
    }

    /// A few things happen, one after the other.
    pub(super) async fn live(&mut self) {
        for _ in 0..self.rng.u8(2..=6) {
            self.step().await;
        }
    }

    /// The provider is well again, all that it ever reported comes, everything planned is done. Sometimes a bank has its word
    /// after that.
    pub(super) async fn settle_down(&mut self) {
        self.server.world.be(Mood::Well);
        self.settle().await;
        if self.rng.u8(0..6) == 0 {
            self.comes_back();
            self.settle().await;
        }
        if self.rng.u8(0..12) == 0 {
            self.disputed();
            self.settle().await;
        }
    }

    async fn settle(&mut self) {
        for _ in 0..20 {
            self.hear_of();
            let refunds = self.money().await.refunds;
            let asked = refunds.iter().any(|it| it.state == RefundState::Asked);
            if asked {
                let yes = self.rng.bool();
                self.decide(yes).await;
            }
            let waits = [RefundState::Asked, RefundState::Planned];
            let waits = refunds.iter().any(|it| waits.contains(&it.state));
            let sent = waits && self.send_refunds().await;
            let reports = std::mem::take(&mut self.reports);
            // What is declined may have another asked for.
            if reports.is_empty() && !sent && !asked {
                return;
            }
            for report in reports {
                if !self.read(&report).await {
                    self.reports.push(report);
                }
            }
        }
        let money = self.money().await;
        panic!("history {}: it never ends: {:?} {money:?}", self.seed, self.reports);
    }

    pub(super) async fn state(&self) -> State {
        let mut tx = self.scene.begin().await;
        let found = drafts::find(&mut tx, &self.scene.visit, Who::House, self.id).await.unwrap();
        tx.commit().await.unwrap();
        found
    }

    pub(super) async fn money(&self) -> Money {
        let mut tx = self.scene.begin().await;
        let found = operations::of_dossier(&mut tx, self.id.0).await.unwrap();
        tx.commit().await.unwrap();
        found
    }

    pub(super) fn saw(&mut self, what: &'static str) {
        *self.happened.entry(what).or_default() += 1;
    }

    /// What must hold of one dossier, whatever happened.
    pub(super) async fn check(&self) {
        let (state, money, seed) = (self.state().await, self.money().await, self.seed);
        let mut tx = self.scene.begin().await;
        let reference = self.reference.to_string();
        let sold = ledger::operations::sold(&mut tx, &reference).await.unwrap();
        let customer: i64 = sqlx::query_scalar(
            "select coalesce(sum(cents), 0)::bigint from ledger_legs \
             inner join ledger_transactions on id = transaction_id where account = 'customer' and reference = $1",
        )
        .bind(&reference)
        .fetch_one(&mut *tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let of_state = |wanted| money.refunds.iter().filter(move |it| it.state == wanted);
        for waiting in [RefundState::Planned, RefundState::Sent, RefundState::Asked] {
            assert_eq!(of_state(waiting).count(), 0, "history {seed}: {waiting:?}");
        }
        for page in &money.checkouts {
            let back: Cents = of_state(RefundState::Done)
                .filter(|it| it.checkout == page.id)
                .map(|it| it.cents)
                .sum();
            assert!(back <= page.cents, "history {seed}: more went back than came");
            let share = page.share();
            assert_eq!(share.sum(), page.cents, "history {seed}");
        }
        for refund in &money.refunds {
            assert_eq!(refund.share.sum(), refund.cents, "history {seed}: {refund:?}");
        }
        let paid = money.checkouts.iter().filter(|it| it.state == CheckoutState::Paid);
        let came: Cents = paid.map(|it| it.cents).sum();
        let went: Cents = of_state(RefundState::Done).map(|it| it.cents).sum();
        let by_bank: Cents = state
            .transfers
            .values()
            .filter(|it| it.means == dossiers::order::Means::Transfer)
            .map(|it| it.cents)
            .sum();
        let back = money.by_transfer.iter().filter(|it| it.state == TransferBackState::Done);
        let back: Cents = back.map(|it| it.cents).sum();
        assert_eq!(Cents(state.paid()), came + by_bank - went - back, "history {seed}: {money:?}");
        let taken: Cents = money.disputes.iter().map(|it| it.taken).sum();
        assert_eq!(
            Cents(customer),
            sold.sum() - Cents(state.paid()) + taken,
            "history {seed}: what is owed between us"
        );
        if by_bank == Cents(0) {
            let kept = money.kept();
            assert_eq!(
                (sold.taxes, sold.fee()),
                (kept.taxes, kept.fee),
                "history {seed}: {money:?}"
            );
            if kept.sum() == Cents(0) {
                assert_eq!(sold, Sale::default(), "history {seed}: all went back");
            }
        }
        let order = state.order.as_ref().unwrap();
        assert!(
            sold.fee() <= order.fee_net + order.fee_vat,
            "history {seed}: the fee is sold once"
        );
        if sold.fee() == order.fee_net + order.fee_vat {
            assert_eq!((sold.net, sold.vat), (order.fee_net, order.fee_vat), "history {seed}");
        }
        for refund in self.server.world.refunds() {
            let ours =
                money.refunds.iter().any(|it| refund["metadata"]["refund"] == it.id.0.to_string());
            let once = money
                .refunds
                .iter()
                .filter(|it| it.provider_ref.as_deref() == refund["id"].as_str());
            assert!(!ours || once.count() <= 1, "history {seed}: given back twice");
        }
    }
}

pub(super) fn today(scene: &Scene) -> Date {
    let zone = jiff::tz::TimeZone::get("Europe/Paris").unwrap();
    Date::parse(&scene.visit.now.to_zoned(zone).date().to_string()).unwrap()
}

impl Life<'_> {
    /// Sends every refund that is decided; whether there was one.
    pub(super) async fn send_refunds(&mut self) -> bool {
        let planned = self.money().await.refunds;
        let planned: Vec<_> = planned
            .into_iter()
            .filter(|it| it.state == RefundState::Planned && it.provider_ref.is_none())
            .collect();
        for refund in &planned {
            let mut tx = self.scene.begin().await;
            let order = refunds::to_send(&mut tx, refund.id).await.unwrap();
            tx.commit().await.unwrap();
            let Some((_, order)) = order else { continue };
            self.send(refund.id, &order).await;
        }
        !planned.is_empty()
    }

    /// Pages that somebody comes back from, or whose time is over, are read.
    pub(super) async fn read_pages(&mut self) {
        let open = self.money().await.checkouts;
        for page in open.into_iter().filter(|it| it.state == CheckoutState::Open) {
            let mut tx = self.scene.begin().await;
            let known = checkout::find(&mut tx, page.id).await.unwrap();
            tx.commit().await.unwrap();
            if let Some(reference) = known.provider_ref {
                self.apply_page(&reference).await;
            }
        }
    }
}
