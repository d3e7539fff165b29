use accounts::{Person, Visit};
use demarches::kind::FilingChannel;
use dossiers::operations::checks::{self, Read};
use dossiers::operations::closing::{self, Owed};
use dossiers::operations::filing::{self, Told};
use dossiers::operations::{DossierId, Who, drafts, history, money, pieces, repricing, signatures};
use dossiers::record::Number;
use dossiers::tracks::filing::Step;
use dossiers::tracks::{Archive, Payment, Pieces, Reason};
use dossiers::{PublicStatus, Refusal, SlotState};
use jiff::SignedDuration;
use sqlx::{PgConnection, PgPool};
use vocabulary::{Cents, Date};

use crate::support::{
    RULES, agrees, begin, by, customer, document, filed, in_check, later, operator, ready, refusal,
    signed, tables, told, visit, with_siv_access,
};

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// Everything accepted, signed and paid, and marked ready.
async fn to_file(
    conn: &mut PgConnection,
    visit: &Visit,
    customer: &Person,
    staff: &Person,
) -> DossierId {
    let id = in_check(conn, visit, customer, staff).await;
    signed(conn, visit, Who::Customer(customer), id).await;
    pieces::validate_all(conn, visit, by(staff), id).await.unwrap();
    filing::ready(conn, visit, &RULES, by(staff), id, "").await.unwrap();
    id
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_filing_says_by_whom_by_which_way_and_under_which_number(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = to_file(&mut tx, &visit, &lea, &max).await;
    let file = (FilingChannel::AntsTp, told(Step::File));
    let nobody = filing::file(&mut tx, &visit, (&*RULES, None), by(&max), id, file).await;
    assert_eq!(refusal(nobody), Refusal::NoSivAccess, "nobody checked that they may");

    with_siv_access(&mut tx, &visit, &max).await;
    let bare = (FilingChannel::AntsTp, told(Step::File));
    let bare = filing::file(&mut tx, &visit, (&*RULES, None), by(&max), id, bare).await;
    assert_eq!(refusal(bare), Refusal::NumberNeeded);
    let numbers = [(Number::AntsDossier, "1".repeat(81))].into();
    let long = (FilingChannel::AntsTp, Told { numbers, ..told(Step::File) });
    let long = filing::file(&mut tx, &visit, (&*RULES, None), by(&max), id, long).await;
    assert_eq!(refusal(long), Refusal::BadText);
    let numbers = [(Number::AntsDossier, "2026-A".to_owned())].into();
    let early = Told { numbers, ..Told::bare(Step::File, day("2026-11-22")) };
    let early = (FilingChannel::AntsTp, early);
    let early = filing::file(&mut tx, &visit, (&*RULES, None), by(&max), id, early).await;
    assert_eq!(refusal(early), Refusal::BadDay);

    let state = filed(&mut tx, &visit, &max, id, "  2026-A ").await.unwrap();
    assert_eq!(state.status, PublicStatus::Depose);
    assert_eq!(state.number(Number::AntsDossier), Some("2026-A"), "spaces around go");
    let record = state.records[&Step::File];
    assert_eq!(record.channel, Some(FilingChannel::AntsTp));
    assert_eq!((record.on, record.by), (day("2026-11-21"), Some(max.id.0.into())));
    assert_eq!((state.archive, state.vault), (Archive::ToDeposit, None));
    let seen = drafts::find(&mut tx, &visit, Who::Customer(&lea), id).await.unwrap();
    assert_eq!(seen.records[&Step::File].by, None, "who filed it is nobody's but ours");
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());

    let other = to_file(&mut tx, &visit, &lea, &max).await;
    let taken = filed(&mut tx, &visit, &max, other, "2026-A").await;
    assert_eq!(refusal(taken), Refusal::NumberTaken);
    let day_of_it = (visit.now, visit.now + SignedDuration::from_secs(1));
    let listed = filing::filed_between(&mut tx, day_of_it, None).await.unwrap();
    assert_eq!(listed.iter().map(|(one, ..)| *one).collect::<Vec<_>>(), [id]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_provisional_certificate_ends_a_month_later_date_to_date(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = to_file(&mut tx, &visit, &lea, &max).await;
    filed(&mut tx, &visit, &max, id, "2026-B").await.unwrap();
    let visit = later(&visit, SignedDuration::from_hours(90 * 24));
    let step = |on: &str, numbers| Told { numbers, ..Told::bare(Step::Provisional, day(on)) };
    let bare = filing::step(&mut tx, &visit, by(&max), id, step("2027-01-31", [].into())).await;
    assert_eq!(refusal(bare), Refusal::NumberNeeded);
    let number = || [(Number::Cpi, "CPI-77".to_owned())].into();
    let before = filing::step(&mut tx, &visit, by(&max), id, step("2026-11-20", number())).await;
    assert_eq!(refusal(before), Refusal::BadDay, "no answer comes before the question");
    let state = filing::step(&mut tx, &visit, by(&max), id, step("2027-01-31", number())).await;
    let state = state.unwrap();
    assert_eq!(state.cpi_until(), Some(day("2027-02-28")), "the last day of the month");
    assert_eq!(state.status, PublicStatus::CpiDisponible);
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_not_clear_any_more_is_not_filed_and_it_is_said_why(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let why = || Reason::new("test").unwrap();
    let unpaid = to_file(&mut tx, &visit, &lea, &max).await;
    money::move_payment(&mut tx, &visit, Who::House, unpaid, Payment::Contestee, None)
        .await
        .unwrap();
    let filed_anyway = filed(&mut tx, &visit, &max, unpaid, "2026-C").await;
    assert_eq!(refusal(filed_anyway), Refusal::NotPaid);

    let void = to_file(&mut tx, &visit, &lea, &max).await;
    signatures::void(&mut tx, &visit, Who::House, void, why()).await.unwrap();
    assert_eq!(refusal(filed(&mut tx, &visit, &max, void, "2026-D").await), Refusal::NotSigned);

    let open = in_check(&mut tx, &visit, &lea, &max).await;
    let reason = ("heure_cession_absente", "");
    pieces::refuse(&mut tx, &visit, &RULES, by(&max), open, "certificat_cession", reason)
        .await
        .unwrap();
    let ready = filing::ready(&mut tx, &visit, &RULES, by(&max), open, "").await;
    assert_eq!(refusal(ready), Refusal::OpenCorrection);
    assert_eq!(refusal(filed(&mut tx, &visit, &max, open, "2026-E").await), Refusal::NoSuchStep);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_filing_is_of_the_taxes_of_its_day(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = to_file(&mut tx, &visit, &lea, &max).await;
    sqlx::query(
        "update dossier_orders set taxes_cents = taxes_cents - 100, total_cents = total_cents - 100",
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    assert_eq!(refusal(filed(&mut tx, &visit, &max, id, "2026-T").await), Refusal::TaxesChanged);
    let numbers = [(Number::AntsDossier, "2026-T".to_owned())].into();
    let unknown = (FilingChannel::AntsTp, Told { numbers, ..told(Step::File) });
    let state = filing::file(&mut tx, &visit, (&*RULES, None), by(&max), id, unknown).await;
    assert_eq!(state.unwrap().status, PublicStatus::Depose, "what is not known is in nobody's way");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_filing_of_last_year_is_recorded_at_the_price_of_today(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = to_file(&mut tx, &visit, &lea, &max).await;
    // Île-de-France takes less from January on, and the order was priced again then.
    let (january, today) = (later(&visit, SignedDuration::from_hours(45 * 24)), day("2027-01-05"));
    let state = drafts::find(&mut tx, &january, Who::House, id).await.unwrap();
    let rules = demarches::builtin();
    let case = money::evaluate(&state, rules, today).unwrap();
    let price = repricing::price_again(&january, &state, rules, &case, tables(), today).unwrap();
    let less = state.order.unwrap().taxes - price.taxes;
    assert!(less > Cents(0), "{less:?}");
    sqlx::query(
        "update dossier_orders set taxes_cents = taxes_cents - $1, total_cents = total_cents - $1",
    )
    .bind(less.0)
    .execute(&mut *tx)
    .await
    .unwrap();
    let early = filed(&mut tx, &visit, &max, id, "2026-V").await;
    assert_eq!(refusal(early), Refusal::TaxesChanged, "neither that day nor today");
    let state = filed(&mut tx, &january, &max, id, "2026-V").await.unwrap();
    assert_eq!(state.status, PublicStatus::Depose);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_turned_red_since_it_was_ready_is_not_filed_until_somebody_says_why(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = in_check(&mut tx, &visit, &lea, &max).await;
    signed(&mut tx, &visit, Who::Customer(&lea), id).await;
    // A bill is good for six months: until tomorrow.
    let fields = [("nature", "facture"), ("date_emission", "2026-05-22")];
    let fields = fields.map(|(field, text)| (field.to_owned(), text.to_owned())).into();
    let read = Read { fields, signed_by: None };
    let slot = "justificatif_domicile";
    checks::read(&mut tx, &visit, &RULES, by(&max), id, slot, read).await.unwrap();
    pieces::validate_all(&mut tx, &visit, by(&max), id).await.unwrap();
    filing::ready(&mut tx, &visit, &RULES, by(&max), id, "").await.unwrap();

    let visit = later(&visit, SignedDuration::from_hours(2 * 24));
    with_siv_access(&mut tx, &visit, &max).await;
    let on = |text: &str| {
        let numbers = [(Number::AntsDossier, "2026-R".to_owned())].into();
        (FilingChannel::AntsTp, Told { numbers, ..Told::bare(Step::File, day(text)) })
    };
    let with = || (&*RULES, Some(tables()));
    let red = filing::file(&mut tx, &visit, with(), by(&max), id, on("2026-11-23")).await;
    assert_eq!(refusal(red), Refusal::RedSince);
    let why = Reason::new("facture vérifiée").unwrap();
    filing::not_ready(&mut tx, &visit, by(&max), id, why).await.unwrap();
    let despite = "une facture plus récente a été vue";
    filing::ready(&mut tx, &visit, &RULES, by(&max), id, despite).await.unwrap();
    let filed = filing::file(&mut tx, &visit, with(), by(&max), id, on("2026-11-23")).await;
    assert_eq!(filed.unwrap().status, PublicStatus::Depose);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_paper_that_is_not_kept_is_expected_anew_and_a_step_keeps_its_own_numbers(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = to_file(&mut tx, &visit, &lea, &max).await;
    let state = filed(&mut tx, &visit, &max, id, "2026-I").await.unwrap();
    let slot = "piece_identite";
    let gone = state.slots[slot].documents.clone();
    let refused =
        Told { reason: Reason::new("refus_ants"), said: "Illisible.", ..told(Step::Refused) };
    filing::step(&mut tx, &visit, by(&max), id, refused).await.unwrap();
    let numbers = [(Number::AntsDossier, "2026-J".to_owned())].into();
    let reason = Reason::new("refus_ants");
    let again = Told { reason, numbers, gone, ..told(Step::TakenUpAgain) };
    let state = filing::step(&mut tx, &visit, by(&max), id, again).await.unwrap();
    assert_eq!(state.number(Number::AntsDossier), Some("2026-I"), "no number comes with that step");
    assert_eq!((state.pieces, state.slots[slot].state), (Pieces::Attendues, SlotState::Expected));
    assert_eq!(state.slots[slot].documents, []);
    assert_eq!(state.slots["certificat_cession"].state, SlotState::Received, "it waits with it");
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());

    let unseen = pieces::validate_all(&mut tx, &visit, by(&max), id).await;
    assert_eq!(refusal(unseen), Refusal::NotAllAccepted);
    let who = Who::Customer(&lea);
    pieces::receive(&mut tx, &visit, who, id, (slot, slot), vec![document()]).await.unwrap();
    pieces::start_check(&mut tx, &visit, by(&max), id).await.unwrap();
    pieces::validate_all(&mut tx, &visit, by(&max), id).await.unwrap();
    filing::ready(&mut tx, &visit, &RULES, by(&max), id, "").await.unwrap();
    filed(&mut tx, &visit, &max, id, "2026-K").await.unwrap();
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_the_administration_refuses_is_corrected_and_filed_anew(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let who = Who::Customer(&lea);
    let mut tx = begin(&pool, &visit).await;
    let id = to_file(&mut tx, &visit, &lea, &max).await;
    filed(&mut tx, &visit, &max, id, "2026-F").await.unwrap();
    filing::deposit(&mut tx, &visit, by(&max), id, "COFFRE-1").await.unwrap();
    let refused = || Told { reason: Reason::new("refus_ants"), ..told(Step::Refused) };
    let silent = filing::step(&mut tx, &visit, by(&max), id, refused()).await;
    assert_eq!(refusal(silent), Refusal::WordsNeeded, "its words are copied");
    let said = "Le justificatif de domicile est illisible.";
    let told_so = Told { said, ..refused() };
    let state = filing::step(&mut tx, &visit, by(&max), id, told_so).await.unwrap();
    assert_eq!((state.status, state.said.as_deref()), (PublicStatus::Refuse, Some(said)));
    let late = pieces::accept(&mut tx, &visit, by(&max), id, "piece_identite").await;
    assert_eq!(refusal(late), Refusal::AlreadyFiled, "not before it is taken up again");
    let order = state.order.clone().unwrap();
    let fee = order.fee_net + order.fee_vat;
    let ours = Owed { least: fee, most: order.total };
    let impossible = closing::Cause::Impossible;
    assert_eq!(
        closing::owed(&state, impossible),
        ours,
        "taxes come back as the State returns them"
    );

    let again = Told { reason: Reason::new("refus_ants"), ..told(Step::TakenUpAgain) };
    let state = filing::step(&mut tx, &visit, by(&max), id, again).await.unwrap();
    assert_eq!(state.status, PublicStatus::EnControle);
    assert_eq!(closing::owed(&state, impossible), ours, "and still do once it is taken up again");
    let silent = Owed { least: Cents(0), ..ours };
    assert_eq!(closing::owed(&state, closing::Cause::Silent), silent);
    let slot = "certificat_cession";
    assert_eq!(state.slots[slot].state, SlotState::Checking, "every piece is looked at again");
    let words = ("non_conforme_ants", said);
    pieces::refuse(&mut tx, &visit, &RULES, by(&max), id, slot, words).await.unwrap();
    pieces::receive(&mut tx, &visit, who, id, (slot, slot), vec![document()]).await.unwrap();
    pieces::corrected(&mut tx, &visit, who, id).await.unwrap();
    pieces::validate_all(&mut tx, &visit, by(&max), id).await.unwrap();
    filing::ready(&mut tx, &visit, &RULES, by(&max), id, "").await.unwrap();
    let state = filed(&mut tx, &visit, &max, id, "2026-G").await.unwrap();
    assert_eq!((state.status, state.said.as_deref()), (PublicStatus::Depose, None));
    assert_eq!(state.number(Number::AntsDossier), Some("2026-G"));
    assert_eq!((state.archive, state.vault), (Archive::ToDeposit, None), "deposited anew");
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
    assert_eq!(history::verify_chain(&mut tx, id).await.unwrap(), None);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_filed_dossier_without_a_vault_is_asked_for_once(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = to_file(&mut tx, &visit, &lea, &max).await;
    filed(&mut tx, &visit, &max, id, "2026-H").await.unwrap();
    assert_eq!(filing::out_of_vault(&mut tx, visit.now).await.unwrap(), []);
    let visit = later(&visit, SignedDuration::from_hours(15 * 24));
    assert_eq!(filing::out_of_vault(&mut tx, visit.now).await.unwrap(), [id]);
    assert!(filing::ask_for_vault(&mut tx, &visit, id, "Référence du coffre").await.unwrap());
    assert!(!filing::ask_for_vault(&mut tx, &visit, id, "Référence du coffre").await.unwrap());
    let state = drafts::find(&mut tx, &visit, Who::House, id).await.unwrap();
    assert_eq!(state.tasks.len(), 1);
    filing::deposit(&mut tx, &visit, by(&max), id, "COFFRE-9").await.unwrap();
    assert_eq!(filing::out_of_vault(&mut tx, visit.now).await.unwrap(), []);
}
