use access::Role;
use accounts::operations::sessions::Method;
use dossiers::Id;
use dossiers::operations::{Who, drafts};
use dossiers::order::{Means, Payment as Transfer};
use dossiers::tracks::Payment;
use ledger::Account;
use payments::operations::refunds::{self, By};
use payments::{Cause, RefundState, Share};
use payserver::Outcome;
use sqlx::PgPool;
use vocabulary::Cents;

use super::Shop;
use crate::dossiers::{Browser, dossier, total_of};
use crate::somebody::{begin, get_as, send_as, somebody, visit};
use crate::support::{Answer, signed_in};

/// The house corrects where the holder lives: the regional tax follows.
async fn moves_to(shop: &Shop, reference: &str, postcode: &str) {
    let (id, _) = dossier(&shop.state, reference).await;
    let mut tx = begin(&shop.state).await;
    let answer = ("titulaire.postcode", postcode);
    let (visit, rules) = (visit(&shop.state), shop.state.rules());
    drafts::answer(&mut tx, &visit, &rules, Who::House, id, answer, None).await.unwrap();
    tx.commit().await.unwrap();
}

async fn reprice(shop: &Shop, reference: &str, by: &str, total: &str, why: &str) -> Answer {
    let version = dossier(&shop.state, reference).await.1.version.to_string();
    let fields =
        [("act", "reprice"), ("version", version.as_str()), ("total", total), ("why", why)];
    send_as(&shop.site, &format!("/gestion/dossiers/{reference}"), by, &fields).await
}

/// The total that the desk offers to apply.
async fn offered(shop: &Shop, reference: &str, by: &str) -> Option<String> {
    let page = get_as(&shop.site, &format!("/gestion/dossiers/{reference}"), by).await.body;
    page.contains("value=\"reprice\"").then(|| total_of(&page))
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn taxes_that_rose_are_asked_for_and_paid_before_it_is_filed(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (mut browser, reference) = shop.ordered_in("lea", "20000").await;
    let page = shop.sent_to(&mut browser, &reference).await;
    assert!(shop.provider.world.decide(&page, Outcome::Paid));
    let before = shop.until(&reference, |it| it.payment == Payment::Payee).await;
    let before = before.order.unwrap();
    let operator = signed_in(&pool, &[Role::Operateur], Method::Passkey).await;
    assert_eq!(offered(&shop, &reference, &operator).await, None, "nothing changed yet");

    moves_to(&shop, &reference, "75011").await;
    let total = offered(&shop, &reference, &operator).await.unwrap();
    let unsaid = reprice(&shop, &reference, &operator, &total, "").await;
    assert_eq!(unsaid.status, 422, "a reason is wanted");
    let other = reprice(&shop, &reference, &operator, "1", "adresse corrigée").await;
    assert!(other.body.contains("Le prix a changé"), "{}", other.body);
    let done = reprice(&shop, &reference, &operator, &total, "adresse corrigée").await;
    assert_eq!(done.status, 303, "{}", done.body);

    let (_, found) = dossier(&shop.state, &reference).await;
    let after = found.order.clone().unwrap();
    assert_eq!(after.total.0.to_string(), total);
    assert_eq!((after.fee_net, after.fee_vat), (before.fee_net, before.fee_vat), "our fee stays");
    let due = (after.taxes - before.taxes).0;
    assert!(due > 0);
    assert_eq!((found.owed(), found.payment), (due, Payment::ComplementDu));
    assert!(!found.payment.lets_file());
    assert_eq!(shop.told("dossier_complement").await, 1);
    let page = browser.get(&shop.site, &format!("/dossier/{reference}/paiement")).await;
    assert!(page.body.contains("Complément de taxes"), "{}", page.body);

    let page = shop.sent_to(&mut browser, &reference).await;
    assert_eq!(shop.provider.world.sessions()[1]["amount_total"], due);
    assert!(shop.provider.world.decide(&page, Outcome::Paid));
    let paid = shop.until(&reference, |it| it.payment == Payment::Soldee).await;
    assert_eq!((paid.owed(), paid.excess()), (0, 0));
    assert_eq!(shop.held(Account::Debours).await, -after.taxes);
    assert_eq!(shop.held(Account::Revenue).await, -after.fee_net);
    assert_eq!(shop.held(Account::Vat).await, -after.fee_vat);
    assert_eq!(shop.held(Account::Customer).await, Cents(0), "nothing is owed either way");

    // The cause says how much goes back where nobody does, and our fee goes back where it came from.
    let version = paid.version.to_string();
    let fields =
        [("act", "give_back"), ("version", version.as_str()), ("cause", "our_error"), ("sum", "")];
    let path = format!("/gestion/dossiers/{reference}");
    let given = send_as(&shop.site, &path, &operator, &fields).await;
    assert_eq!(given.status, 303, "{}", given.body);
    let money = shop.money(&reference).await;
    let [refund] = money.refunds.as_slice() else { panic!("{money:?}") };
    let fee = after.fee_net + after.fee_vat;
    assert_eq!(refund.share, Share { fee, ..Share::default() });
    let page = money.checkouts.iter().find(|it| it.id == refund.checkout).unwrap();
    assert_eq!(page.cents, before.total, "the complement was of taxes alone");
}

/// The house corrects the fiscal power by the page of the desk.
async fn corrects(shop: &Shop, reference: &str, by: &str, fiscal_cv: &str) -> Answer {
    let version = dossier(&shop.state, reference).await.1.version.to_string();
    let fields = [("version", version.as_str()), ("quoi", "fiscal_cv"), ("fiscal_cv", fiscal_cv)];
    send_as(&shop.site, &format!("/gestion/dossiers/{reference}/corriger"), by, &fields).await
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_figure_that_the_desk_corrects_raises_the_price_and_the_rest_is_asked_for(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (mut browser, reference, found) = shop.paid("lea").await;
    let before = found.order.unwrap();
    let operator = signed_in(&pool, &[Role::Operateur], Method::Passkey).await;
    let path = format!("/gestion/dossiers/{reference}");
    let correct = format!("{path}/corriger");
    let page = get_as(&shop.site, &path, &operator).await.body;
    assert!(page.contains(&format!("{correct}?quoi=vehicle.plate#correction")), "{page}");
    let list = get_as(&shop.site, &correct, &operator).await;
    assert!(list.body.contains("?quoi=fiscal_cv#") && !list.body.contains("id=\"correction\""));
    let form = get_as(&shop.site, &format!("{correct}?quoi=fiscal_cv"), &operator).await;
    assert_eq!(form.status, 200);
    for part in ["name=\"fiscal_cv\"", "value=\"5\"", "Réponse actuelle"] {
        assert!(form.body.contains(part), "{part}: {}", form.body);
    }

    for (typed, said) in [
        ("abc", "donnez un nombre entier"),
        ("99999", "donnez une valeur comprise entre"),
        ("", "le prix ne se calcule pas"),
    ] {
        let refused = corrects(&shop, &reference, &operator, typed).await;
        assert_eq!(refused.status, 422, "{typed}");
        assert!(refused.body.contains(said), "{said}: {}", refused.body);
        let kept = typed.is_empty() || refused.body.contains(&format!("value=\"{typed}\""));
        assert!(kept, "what was typed stays: {}", refused.body);
    }
    let (_, found) = dossier(&shop.state, &reference).await;
    assert_eq!(found.facts["fiscal_cv"], "5", "nothing of it stands");

    let done = corrects(&shop, &reference, &operator, "9").await;
    assert_eq!(done.status, 303, "{}", done.body);
    let to = done.header("location");
    assert!(to.contains("fait=correct&version=") && to.ends_with("#facts"), "{to}");
    let page = get_as(&shop.site, to, &operator).await.body;
    assert!(page.contains("La réponse est corrigée.") && !page.contains("value=\"undo\""));
    let total = offered(&shop, &reference, &operator).await.unwrap();
    let done = reprice(&shop, &reference, &operator, &total, "carte grise relue").await;
    assert_eq!(done.status, 303, "{}", done.body);
    let (_, found) = dossier(&shop.state, &reference).await;
    let after = found.order.clone().unwrap();
    let due = (after.taxes - before.taxes).0;
    assert!(due > 0);
    assert_eq!((found.owed(), found.payment), (due, Payment::ComplementDu));
    let page = browser.get(&shop.site, &format!("/dossier/{reference}/paiement")).await;
    assert!(page.body.contains("Complément de taxes"), "{}", page.body);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn whoever_does_not_work_on_dossiers_corrects_nothing(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (mut browser, reference) = shop.ordered("lea").await;
    let path = format!("/gestion/dossiers/{reference}/corriger?quoi=fiscal_cv");
    for role in [Role::Client, Role::Comptable, Role::Support] {
        let cookie = signed_in(&pool, &[role], Method::Passkey).await;
        assert_eq!(get_as(&shop.site, &path, &cookie).await.status, 404, "{}", role.id());
        let sent = corrects(&shop, &reference, &cookie, "9").await;
        assert_eq!(sent.status, 404, "{}", role.id());
        let page = get_as(&shop.site, &format!("/gestion/dossiers/{reference}"), &cookie).await;
        assert!(!page.body.contains("/corriger"), "{}", role.id());
    }
    assert_eq!(browser.get(&shop.site, &path).await.status, 404, "nor does its customer");
    let own = corrects(&shop, &reference, &browser.cookie(), "9").await;
    assert_eq!(own.status, 404, "{}", own.body);
    assert_eq!(dossier(&shop.state, &reference).await.1.facts["fiscal_cv"], "5");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn taxes_that_fell_go_back_by_themselves_and_above_the_limit_by_two(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (_, reference, found) = shop.paid("lea").await;
    let before = found.order.unwrap();
    let operator = signed_in(&pool, &[Role::Operateur], Method::Passkey).await;
    let chief = signed_in(&pool, &[Role::Superviseur], Method::Passkey).await;
    moves_to(&shop, &reference, "20000").await;
    let total = offered(&shop, &reference, &operator).await.unwrap();
    let done = reprice(&shop, &reference, &operator, &total, "adresse corrigée").await;
    assert_eq!(done.status, 303, "{}", done.body);
    let (id, found) = dossier(&shop.state, &reference).await;
    let fell = before.taxes - found.order.as_ref().unwrap().taxes;
    assert_eq!((found.payment, found.paid() - before.total.0), (Payment::TropPercu, 0));
    assert!(fell > Cents(5_000), "above what one person gives back alone");

    let mut tx = begin(&shop.state).await;
    let money = payments::operations::of_dossier(&mut tx, id.0).await.unwrap();
    tx.commit().await.unwrap();
    let [refund] = money.refunds.as_slice() else { panic!("{money:?}") };
    assert_eq!((refund.cents, refund.state), (fell, payments::RefundState::Asked));
    assert_eq!((refund.share.taxes, refund.share.fee), (fell, Cents(0)), "of the taxes alone");
    let version = found.version.to_string();
    let asked = refund.id.0.to_string();
    let fields = [
        ("act", "decide_refund"),
        ("version", version.as_str()),
        ("refund", asked.as_str()),
        ("decision", "oui"),
    ];
    let path = format!("/gestion/dossiers/{reference}");
    assert_eq!(send_as(&shop.site, &path, &chief, &fields).await.status, 303);
    let after = shop.until(&reference, |it| it.payment == Payment::Soldee).await;
    assert_eq!((after.excess(), after.given(), after.owed()), (0, 0, 0));
    assert!(after.payment.lets_file(), "what was too much keeps nothing from being done");
    let mut free = after.clone();
    assert_eq!(shop.held(Account::Debours).await, -after.order.unwrap().taxes);
    assert_eq!(shop.held(Account::Revenue).await, -before.fee_net, "our fee stays");

    // No tax is due any more, and of what was paid fifty euros came by transfer: no card takes those.
    let order = free.order.as_mut().unwrap();
    let taxes = order.taxes;
    (order.taxes, order.total) = (Cents(0), order.fee_net + order.fee_vat);
    let (means, cents) = (Means::Transfer, Cents(5_000));
    let (received_on, at) = (order.issued_on, order.at);
    free.transfers.insert(Id(1), Transfer { means, cents, received_on, reference: None, at });
    let (mut tx, visit) = (begin(&shop.state).await, visit(&shop.state));
    let gone = refunds::settle_repriced(&mut tx, &visit, By::House, id, &free).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(gone, Some((taxes, RefundState::Planned)));
    let tasks = shop.tasks(&reference).await;
    let [task] = tasks.as_slice() else { panic!("{tasks:?}") };
    assert!(task.contains("rembourser 50,00\u{a0}€ au client par virement"), "{task}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_difference_that_went_back_at_the_provider_is_settled_and_none_of_our_fee(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (_, reference, found) = shop.paid("lea").await;
    let before = found.order.unwrap();
    let operator = signed_in(&pool, &[Role::Operateur], Method::Passkey).await;
    moves_to(&shop, &reference, "20000").await;
    let total = offered(&shop, &reference, &operator).await.unwrap();
    let done = reprice(&shop, &reference, &operator, &total, "adresse corrigée").await;
    assert_eq!(done.status, 303, "{}", done.body);
    let (id, found) = dossier(&shop.state, &reference).await;
    let fell = before.taxes - found.order.unwrap().taxes;
    // The difference waits for a second person, and somebody gives it back at the provider.
    let payment = shop.provider.world.sessions()[0]["payment_intent"].as_str().unwrap().to_owned();
    assert!(shop.provider.world.refund_outside(&payment, fell.0));
    let after = shop.until(&reference, |it| it.payment == Payment::Soldee).await;
    assert_eq!((after.excess(), after.given(), after.owed()), (0, 0, 0));
    let mut tx = begin(&shop.state).await;
    let money = payments::operations::of_dossier(&mut tx, id.0).await.unwrap();
    tx.commit().await.unwrap();
    let state = |cause| money.refunds.iter().find(|it| it.cause == cause).unwrap().state;
    assert_eq!(state(payments::Cause::Outside), payments::RefundState::Done);
    assert_eq!(state(payments::Cause::Repriced), payments::RefundState::Declined, "not twice");
    assert_eq!(shop.held(Account::Debours).await, -after.order.unwrap().taxes);
    assert_eq!(shop.held(Account::Revenue).await, -before.fee_net, "our fee stays");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_gesture_that_waits_swallows_nothing_of_what_the_price_fell_by(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (_, reference, found) = shop.paid("lea").await;
    let before = found.order.unwrap();
    let chief = signed_in(&pool, &[Role::Superviseur], Method::Passkey).await;
    let version = found.version.to_string();
    let fields =
        [("act", "give_back"), ("version", version.as_str()), ("cause", "goodwill"), ("sum", "60")];
    let path = format!("/gestion/dossiers/{reference}");
    assert_eq!(send_as(&shop.site, &path, &chief, &fields).await.status, 303);
    moves_to(&shop, &reference, "20000").await;
    let total = offered(&shop, &reference, &chief).await.unwrap();
    let done = reprice(&shop, &reference, &chief, &total, "adresse corrigée").await;
    assert_eq!(done.status, 303, "{}", done.body);
    let (id, found) = dossier(&shop.state, &reference).await;
    let fell = before.taxes - found.order.unwrap().taxes;
    let mut tx = begin(&shop.state).await;
    let money = payments::operations::of_dossier(&mut tx, id.0).await.unwrap();
    let repriced = money.refunds.iter().filter(|it| it.cause == payments::Cause::Repriced);
    assert_eq!(repriced.map(|it| it.cents).collect::<Vec<_>>(), [fell], "{money:?}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_a_declined_gesture_stood_for_is_asked_for_once_and_then_left_to_somebody(
    pool: PgPool,
) {
    let shop = Shop::open(&pool).await;
    let (_, reference, found) = shop.paid("lea").await;
    let before = found.order.unwrap();
    let chief = signed_in(&pool, &[Role::Superviseur], Method::Passkey).await;
    let (second, _) = somebody(&shop.state, "second", &[Role::Superviseur]).await;
    // A gesture of all but ten euros waits when the price falls by more: of the difference, ten euros are left to ask for.
    let sum = before.total.0 - 1_000;
    let sum = format!("{},{:02}", sum / 100, sum % 100);
    assert_eq!(shop.gives(&reference, &chief, &sum).await.status, 303);
    moves_to(&shop, &reference, "20000").await;
    let total = offered(&shop, &reference, &chief).await.unwrap();
    let done = reprice(&shop, &reference, &chief, &total, "adresse corrigée").await;
    assert_eq!(done.status, 303, "{}", done.body);
    let (_, found) = dossier(&shop.state, &reference).await;
    let rest = before.taxes - found.order.unwrap().taxes - Cents(1_000);
    let waiting = async || {
        let refunds = shop.money(&reference).await.refunds;
        let waiting = refunds.into_iter().filter(|it| it.state == RefundState::Asked);
        waiting.map(|it| (it.id, it.cause, it.cents)).collect::<Vec<_>>()
    };
    let decline = async |wanted: Cause| {
        let found = waiting().await.into_iter().find(|(_, cause, _)| *cause == wanted);
        let mut tx = begin(&shop.state).await;
        let visit = visit(&shop.state);
        refunds::decide(&mut tx, &visit, &second, found.unwrap().0, false).await.unwrap();
        tx.commit().await.unwrap();
    };

    decline(Cause::Goodwill).await;
    let asked: Vec<_> = waiting().await.into_iter().map(|(_, cause, sum)| (cause, sum)).collect();
    assert_eq!(asked, [(Cause::Repriced, rest), (Cause::Repriced, Cents(1_000))]);
    assert!(shop.tasks(&reference).await.is_empty(), "it goes back to the card");

    // The second person does not want that either: it is not asked for for ever.
    decline(Cause::Repriced).await;
    let asked: Vec<_> = waiting().await.into_iter().map(|(_, cause, sum)| (cause, sum)).collect();
    assert_eq!(asked, [(Cause::Repriced, Cents(1_000))]);
    let tasks = shop.tasks(&reference).await;
    let [task] = tasks.as_slice() else { panic!("{tasks:?}") };
    let left = format!("Il reste {},{:02}\u{a0}€ à rembourser", rest.0 / 100, rest.0 % 100);
    assert!(task.starts_with(&left), "{left}: {task}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_price_that_changed_before_the_payment_is_taken_by_the_customer_first(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (mut browser, reference) = shop.ordered("lea").await;
    let before = dossier(&shop.state, &reference).await.1.order.unwrap();
    let first = shop.sent_to(&mut browser, &reference).await;
    moves_to(&shop, &reference, "20000").await;
    let path = format!("/dossier/{reference}/paiement");
    let page = browser.get(&shop.site, &path).await;
    assert!(page.body.contains("Le prix a changé depuis votre commande"), "{}", page.body);
    let total = total_of(&page.body);
    assert_ne!(total, before.total.0.to_string());

    let blind = browser.send(&shop.site, &path, &[]).await;
    assert_eq!(blind.status, 200, "a form that says no price opens no page");
    let old = before.total.0.to_string();
    let stale = browser.send(&shop.site, &path, &[("total", old.as_str())]).await;
    assert_eq!(stale.status, 200, "nor one that says the old one");
    assert_eq!(shop.provider.world.sessions().len(), 1, "but that of the old one");

    let gone = browser.send(&shop.site, &path, &[("total", total.as_str())]).await;
    assert!(gone.header("location").starts_with(&shop.provider.base()), "{}", gone.body);
    let session = &shop.provider.world.sessions()[1];
    assert_eq!(session["amount_total"].to_string(), total);
    let late = shop.provider.world.decide(&first, Outcome::Paid);
    assert!(!late, "the page of the old price takes no money any more");
    let after = dossier(&shop.state, &reference).await.1.order.unwrap();
    assert_eq!(after.total.0.to_string(), total);
    assert_eq!(
        (after.fee_net, after.fee_vat, after.terms, after.at),
        (before.fee_net, before.fee_vat, before.terms, before.at),
        "the fee and what was accepted stay as they were ordered"
    );
    let again = browser.get(&shop.site, &path).await;
    assert!(!again.body.contains("Le prix a changé"), "it is the price now");
}

impl Shop {
    /// Somebody's browser, and a dossier of theirs that is ordered by whoever lives at `postcode`.
    async fn ordered_in(&self, name: &str, postcode: &str) -> (Browser, String) {
        let (_, mut browser, reference) =
            crate::dossiers::answered(&self.site, &self.state, name).await;
        moves_to(self, &reference, postcode).await;
        self.order(&mut browser, &reference).await;
        (browser, reference)
    }
}
