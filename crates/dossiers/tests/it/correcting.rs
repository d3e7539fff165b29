use demarches::DemarcheKind;
use dossiers::operations::correcting::{self, Correction};
use dossiers::operations::drafts::{self, Beginning};
use dossiers::operations::{NotDone, Who, filing, history, money, pieces, repricing, signatures};
use dossiers::tracks::{Payment, Reason, Signature};
use dossiers::{Change, PublicStatus, Refusal, SlotState};
use simulator::facts::Fact;
use sqlx::PgPool;
use vocabulary::Date;

use crate::support::{
    ANSWERS, RULES, agrees, answer_all, at_version, begin, by, customer, draft, in_check, operator,
    order, paid, ready, refusal, signed, simulation, tables, visit,
};

const HOSTED: Correction<'static> =
    Correction::Answer { question: "titulaire.is_hosted", text: "true" };

const fn in_town(postcode: &str) -> Correction<'_> {
    Correction::Answer { question: "titulaire.postcode", text: postcode }
}

const fn fiscal(cv: &str) -> Correction<'_> {
    Correction::Fact { fact: Fact::FiscalCv, text: cv }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_corrected_answer_asks_for_the_pieces_of_the_case_and_voids_what_was_signed(
    pool: PgPool,
) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = in_check(&mut tx, &visit, &lea, &max).await;
    signed(&mut tx, &visit, Who::Customer(&lea), id).await;
    let state = correcting::correct(&mut tx, &visit, by(&max), &RULES, id, HOSTED).await.unwrap();
    assert_eq!(state.answers["titulaire.is_hosted"], "true");
    assert_eq!(state.slots["piece_identite_hebergeant"].state, SlotState::Expected);
    assert_eq!(state.slots["justificatif_domicile"].state, SlotState::Waived);
    assert_eq!(state.slots["piece_identite"].documents.len(), 1, "what came stays");
    assert_eq!((state.signature, state.status), (Signature::Perimee, PublicStatus::ACompleter));
    let again = correcting::correct(&mut tx, &visit, by(&max), &RULES, id, HOSTED).await.unwrap();
    assert_eq!(again, state, "the same answer is no event");
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn one_heir_more_is_printed_nowhere_and_has_the_forms_signed_again(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let beginning = Beginning {
        kind: DemarcheKind::SuccessionConservation,
        simulation: &simulation(),
        link: None,
        person: Some(&lea),
    };
    let id = drafts::begin(&mut tx, &visit, &RULES, &beginning).await.unwrap().0;
    let who = Who::Customer(&lea);
    let estate: &[_] = &[
        ("succession.heirs", "2"),
        ("succession.proof", "acte_notoriete"),
        ("succession.sole_holder_is_spouse", "false"),
    ];
    answer_all(&mut tx, &visit, who, id, &[ANSWERS, estate].concat()).await;
    order(&mut tx, &visit, who, id).await.unwrap();
    signed(&mut tx, &visit, who, id).await;
    let state = drafts::find(&mut tx, &visit, Who::House, id).await.unwrap();
    let third = "lettre_desistement/autres_heritiers/2";
    assert_eq!((state.signature, state.forms.contains_key(third)), (Signature::Signee, false));

    let heirs = Correction::Answer { question: "succession.heirs", text: "3" };
    let state = correcting::correct(&mut tx, &visit, by(&max), &RULES, id, heirs).await.unwrap();
    assert_eq!(state.signature, Signature::Perimee);
    let again = correcting::correct(&mut tx, &visit, by(&max), &RULES, id, heirs).await.unwrap();
    assert_eq!(again, state, "void once");
    let state = signatures::ask(&mut tx, &visit, &RULES, who, id).await.unwrap();
    assert!(state.forms[third].waits(), "{:?}", state.forms);
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_ordered_and_not_paid_asks_for_the_pieces_of_the_case_too(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = draft(&mut tx, &visit, &lea).await;
    let who = Who::Customer(&lea);
    answer_all(&mut tx, &visit, who, id, ANSWERS).await;
    let plate = Correction::Answer { question: "vehicle.plate", text: "ef 456 gh" };
    let state = correcting::correct(&mut tx, &visit, by(&max), &RULES, id, plate).await.unwrap();
    assert_eq!(state.answers["vehicle.plate"], "EF-456-GH", "a draft too, as the rules write it");
    assert!(state.slots.is_empty(), "nothing is asked for before the order");

    order(&mut tx, &visit, who, id).await.unwrap();
    let state = correcting::correct(&mut tx, &visit, by(&max), &RULES, id, HOSTED).await.unwrap();
    assert_eq!(state.slots["piece_identite_hebergeant"].state, SlotState::Expected);
    assert_eq!((state.payment, state.status), (Payment::APayer, PublicStatus::APayer));
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_fact_of_the_price_is_corrected_after_the_order_and_somebody_applies_the_price(
    pool: PgPool,
) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = paid(&mut tx, &visit, &lea).await;
    signed(&mut tx, &visit, Who::Customer(&lea), id).await;
    let before = drafts::find(&mut tx, &visit, Who::House, id).await.unwrap();
    let late = drafts::say_fact(&mut tx, &visit, Who::Staff(&max), id, Fact::FiscalCv, "9").await;
    assert_eq!(refusal(late), Refusal::AlreadyOrdered, "the page of the customer does not");
    let state = correcting::correct(&mut tx, &visit, by(&max), &RULES, id, fiscal(" 9 ")).await;
    let state = state.unwrap();
    assert_eq!(state.facts["fiscal_cv"], "9");
    assert_eq!(state.signature, Signature::Perimee, "it is printed");
    assert_eq!(state.order, before.order, "somebody applies the price");
    let (rules, today) = (demarches::builtin(), Date::parse("2026-11-21").unwrap());
    let case = money::evaluate(&state, rules, today).unwrap();
    let now = repricing::price_again(&visit, &state, rules, &case, tables(), today).unwrap();
    assert!(now.total() > before.order.unwrap().total);

    for (what, why) in [
        (fiscal("99999999999999999999999999999999999999999"), Refusal::BadText),
        (Correction::Fact { fact: Fact::IssuedOn, text: "2026-11-21" }, Refusal::BadText),
        (Correction::Answer { question: "vehicle.plate", text: "what?" }, Refusal::BadAnswer),
        (Correction::Answer { question: "weather", text: "rain" }, Refusal::BadAnswer),
    ] {
        let refused = correcting::correct(&mut tx, &visit, by(&max), &RULES, id, what).await;
        assert_eq!(refusal(refused), why, "{what:?}");
    }
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn nothing_is_corrected_once_it_is_ready_or_closed(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = in_check(&mut tx, &visit, &lea, &max).await;
    pieces::validate_all(&mut tx, &visit, by(&max), id).await.unwrap();
    signed(&mut tx, &visit, Who::Customer(&lea), id).await;
    let done = filing::ready(&mut tx, &visit, &RULES, by(&max), id, "").await.unwrap();
    assert_eq!(correcting::shut(&done), Some(Refusal::AlreadyFiled));
    for what in [fiscal("9"), in_town("20000")] {
        let late = correcting::correct(&mut tx, &visit, by(&max), &RULES, id, what).await;
        assert_eq!(refusal(late), Refusal::AlreadyFiled);
    }
    let why = || Reason::new("test").unwrap();
    filing::not_ready(&mut tx, &visit, by(&max), id, why()).await.unwrap();
    let town = in_town("20000");
    let state = correcting::correct(&mut tx, &visit, by(&max), &RULES, id, town).await.unwrap();
    assert_eq!(
        (state.answers["titulaire.postcode"].as_str(), state.version),
        ("20000", done.version + 2)
    );
    filing::cancel(&mut tx, &visit, Who::House, id, why()).await.unwrap();
    let late = correcting::correct(&mut tx, &visit, by(&max), &RULES, id, town).await;
    assert_eq!(refusal(late), Refusal::Closed, "even where it would change nothing");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn two_desks_that_correct_at_once_hear_of_each_other(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, ada, max) = (visit(), customer(), operator("ada"), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = paid(&mut tx, &visit, &lea).await;
    let shown = drafts::find(&mut tx, &visit, Who::House, id).await.unwrap().version;
    let (hers, his) = (at_version(&ada, shown), at_version(&max, shown));
    let state = correcting::correct(&mut tx, &visit, hers, &RULES, id, fiscal("9")).await.unwrap();
    let late = correcting::correct(&mut tx, &visit, his, &RULES, id, fiscal("4")).await;
    let Err(NotDone::Changed(changed)) = late else { panic!("not told: {late:?}") };
    let said = Change::Answered { questions: Vec::new(), facts: vec!["fiscal_cv".to_owned()] };
    assert_eq!(changed.since[0].event.change, said);
    let found = drafts::find(&mut tx, &visit, Who::House, id).await.unwrap();
    assert_eq!(found.facts["fiscal_cv"], "9");
    let knowing = at_version(&max, state.version);
    let state = correcting::correct(&mut tx, &visit, knowing, &RULES, id, fiscal("4")).await;
    assert_eq!(state.unwrap().facts["fiscal_cv"], "4");
}
