use dossiers::operations::money::{self, Accepted, Transfer};
use dossiers::operations::{Who, drafts, filing, history, pieces, signatures, withdrawal};
use dossiers::tracks::filing::Step;
use dossiers::tracks::{Payment, Reason};
use dossiers::{Move, PartyRole, PublicStatus, Refusal, SlotState};
use sqlx::PgPool;
use vocabulary::{Cents, Date};

use crate::support::{
    ANSWERS, RULES, agrees, answer_all, begin, by, customer, document, draft, filed, in_check,
    operator, order, paid, ready, refusal, send_all, signed, tables, told, visit,
};

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_used_car_goes_from_a_simulation_to_the_letter_box(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let who = Who::Customer(&lea);
    let mut tx = begin(&pool, &visit).await;

    let id = draft(&mut tx, &visit, &lea).await;
    let state = drafts::find(&mut tx, &visit, who, id).await.unwrap();
    assert_eq!((state.status, state.reference.number()), (PublicStatus::Brouillon, 1));
    assert_eq!(state.answers["vehicle.genre"], "VP", "the simulation said so");
    answer_all(&mut tx, &visit, who, id, ANSWERS).await;

    let state = order(&mut tx, &visit, who, id).await.unwrap();
    let ordered = state.order.clone().unwrap();
    assert_eq!(state.status, PublicStatus::APayer);
    assert_eq!(ordered.taxes, Cents(42_776), "the example of the contract");
    assert_eq!(ordered.total, Cents(42_776 + 2_990));
    assert_eq!(
        ordered.lines.iter().map(|line| line.cents.0).sum::<i64>(),
        42_776 - ordered.rounding.0
    );
    assert_eq!(state.due_on.map(|day| day.to_string()).as_deref(), Some("2026-11-30"));
    assert!(
        state.slots.contains_key("pv_controle_technique") && !state.slots.contains_key("mandat")
    );

    let early = pieces::receive(
        &mut tx,
        &visit,
        who,
        id,
        ("piece_identite", "piece_identite"),
        vec![document()],
    );
    assert_eq!(refusal(early.await), Refusal::NotPaid);

    let day = Date::parse("2026-11-21").unwrap();
    let half = Transfer { cents: Cents(10_000), received_on: day, reference: "VIR 1" };
    let state = money::record_transfer(&mut tx, &visit, Who::Staff(&max), id, half).await.unwrap();
    assert_eq!(state.payment, Payment::APayer);
    let again = money::record_transfer(&mut tx, &visit, Who::Staff(&max), id, half).await;
    assert_eq!(refusal(again), Refusal::SamePayment);
    let rest = Transfer { cents: Cents(35_766), received_on: day, reference: "VIR 2" };
    let state = money::record_transfer(&mut tx, &visit, Who::Staff(&max), id, rest).await.unwrap();
    assert_eq!((state.payment, state.status), (Payment::Payee, PublicStatus::ACompleter));

    send_all(&mut tx, &visit, &lea, id).await;
    signed(&mut tx, &visit, who, id).await;
    let state = drafts::find(&mut tx, &visit, who, id).await.unwrap();
    assert_eq!(state.status, PublicStatus::EnControle);
    assert_eq!(state.status.whose_move(), Move::House);
    assert!(state.promised_at.is_some(), "a delay is promised");

    pieces::start_check(&mut tx, &visit, by(&max), id).await.unwrap();
    let bad = ("heure_cession_absente", "");
    let state = pieces::refuse(&mut tx, &visit, &RULES, by(&max), id, "certificat_cession", bad)
        .await
        .unwrap();
    assert_eq!((state.status, state.round), (PublicStatus::ACorriger, 1));
    assert_eq!(
        refusal(filing::ready(&mut tx, &visit, &RULES, by(&max), id, "").await),
        Refusal::OpenCorrection
    );
    assert_eq!(refusal(pieces::corrected(&mut tx, &visit, who, id).await), Refusal::OpenCorrection);
    let again = pieces::start_check(&mut tx, &visit, by(&max), id).await;
    assert_eq!(refusal(again), Refusal::OpenCorrection, "a correction ends by being made");
    let piece = ("certificat_cession", "certificat_cession");
    pieces::receive(&mut tx, &visit, who, id, piece, vec![document()]).await.unwrap();
    let state = pieces::corrected(&mut tx, &visit, who, id).await.unwrap();
    assert_eq!(state.status, PublicStatus::EnControle);
    assert_eq!(
        refusal(filing::ready(&mut tx, &visit, &RULES, by(&max), id, "").await),
        Refusal::NotAllAccepted
    );
    pieces::validate_all(&mut tx, &visit, by(&max), id).await.unwrap();
    let state = filing::ready(&mut tx, &visit, &RULES, by(&max), id, "").await.unwrap();
    assert_eq!(state.status, PublicStatus::PretADeposer);

    let state = filed(&mut tx, &visit, &max, id, "2026-ABC-1").await.unwrap();
    assert_eq!(state.status, PublicStatus::Depose);
    for (step, status) in [
        (Step::Provisional, PublicStatus::CpiDisponible),
        (Step::Produced, PublicStatus::CpiDisponible),
        (Step::Posted, PublicStatus::TitreEnRoute),
    ] {
        let state = filing::step(&mut tx, &visit, by(&max), id, told(step)).await.unwrap();
        assert_eq!(state.status, status);
    }
    let early = filing::step(&mut tx, &visit, by(&max), id, told(Step::Received)).await;
    assert_eq!(refusal(early), Refusal::NotInVault, "no end before the vault has the papers");
    filing::deposit(&mut tx, &visit, by(&max), id, "COFFRE-1").await.unwrap();
    let state = filing::step(&mut tx, &visit, by(&max), id, told(Step::Received)).await.unwrap();
    assert_eq!(state.status, PublicStatus::Termine);
    let why = Reason::new("changed_mind").unwrap();
    let late = filing::cancel(&mut tx, &visit, who, id, why).await;
    assert_eq!(refusal(late), Refusal::AlreadyFiled);
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
    assert_eq!(history::verify_chain(&mut tx, id).await.unwrap(), None);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn nothing_is_ordered_that_is_not_answered_or_at_another_price(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea) = (visit(), customer());
    let who = Who::Customer(&lea);
    let mut tx = begin(&pool, &visit).await;
    let id = draft(&mut tx, &visit, &lea).await;
    let accepted = Accepted { terms: "2026-11", express_start: false, total: Cents(1) };
    let ordered = money::order(&mut tx, &visit, &RULES, tables(), who, id, accepted).await;
    assert_eq!(refusal(ordered), Refusal::NotAnswered);
    answer_all(&mut tx, &visit, who, id, ANSWERS).await;
    let ordered = money::order(&mut tx, &visit, &RULES, tables(), who, id, accepted).await;
    assert_eq!(refusal(ordered), Refusal::PriceChanged);
    let bad = ("vehicle.situation", "opposition");
    drafts::answer(&mut tx, &visit, &RULES, who, id, bad, None).await.unwrap();
    let ordered = money::order(&mut tx, &visit, &RULES, tables(), who, id, accepted).await;
    assert_eq!(refusal(ordered), Refusal::Stopped);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_printed_field_that_changes_voids_the_signatures(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = in_check(&mut tx, &visit, &lea, &max).await;
    signed(&mut tx, &visit, Who::Customer(&lea), id).await;
    pieces::validate_all(&mut tx, &visit, by(&max), id).await.unwrap();
    let mistyped = ("vehicle.vin", "VF1RFB00X56789013");
    let staff = Who::Staff(&max);
    drafts::answer(&mut tx, &visit, &RULES, staff, id, mistyped, None).await.unwrap();
    assert_eq!(
        refusal(filing::ready(&mut tx, &visit, &RULES, by(&max), id, "").await),
        Refusal::NotSigned
    );
    let state = drafts::find(&mut tx, &visit, staff, id).await.unwrap();
    assert_eq!(state.signature.id(), "perimee");
    assert_eq!(state.status, PublicStatus::ACompleter, "to be signed again");
    signed(&mut tx, &visit, Who::Customer(&lea), id).await;
    filing::ready(&mut tx, &visit, &RULES, by(&max), id, "").await.unwrap();
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_reason_is_one_of_the_rules_for_that_piece(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = in_check(&mut tx, &visit, &lea, &max).await;
    for (slot, reason, expected) in [
        ("piece_identite", "heure_cession_absente", Refusal::UnknownReason),
        ("piece_identite", "suspicion_fraude", Refusal::SupervisorOnly),
        ("piece_identite", "illisible", Refusal::WordsNeeded),
        ("nothing", "illisible", Refusal::NoSuchPiece),
    ] {
        let refused =
            pieces::refuse(&mut tx, &visit, &RULES, by(&max), id, slot, (reason, "")).await;
        assert_eq!(refusal(refused), expected, "{slot} {reason}");
    }
    let told = ("illisible", "la date de naissance");
    let slot = "piece_identite";
    let state = pieces::refuse(&mut tx, &visit, &RULES, by(&max), id, slot, told).await.unwrap();
    assert_eq!(state.slots[slot].state, SlotState::Refused);
    assert_eq!(state.slots[slot].words.as_deref(), Some("la date de naissance"));
    let row: (String, Option<Vec<u8>>) =
        sqlx::query_as("select reason, words from dossier_pieces where slot = 'piece_identite'")
            .fetch_one(&mut *tx)
            .await
            .unwrap();
    assert!(!String::from_utf8_lossy(&row.1.unwrap()).contains("naissance"), "sealed");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_fact_that_changes_asks_for_one_more_piece_and_keeps_those_that_came(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = in_check(&mut tx, &visit, &lea, &max).await;
    let staff = Who::Staff(&max);
    let hosted = ("titulaire.is_hosted", "true");
    drafts::answer(&mut tx, &visit, &RULES, staff, id, hosted, None).await.unwrap();
    let why = Reason::new("hebergement").unwrap();
    let state = pieces::list_again(&mut tx, &visit, &RULES, staff, id, why).await.unwrap();
    assert_eq!(state.status, PublicStatus::ACompleter);
    assert_eq!(state.slots["piece_identite_hebergeant"].state, SlotState::Expected);
    assert_eq!(state.slots["justificatif_domicile"].state, SlotState::Waived);
    assert_eq!(state.slots["piece_identite"].documents.len(), 1);
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_same_documents_sent_twice_are_one_and_what_is_checked_is_not_replaced(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let who = Who::Customer(&lea);
    let mut tx = begin(&pool, &visit).await;
    let id = paid(&mut tx, &visit, &lea).await;
    let piece = ("permis_conduire", "permis_conduire");
    let one = document();
    pieces::receive(&mut tx, &visit, who, id, piece, vec![one]).await.unwrap();
    let twice = pieces::receive(&mut tx, &visit, who, id, piece, vec![one]).await;
    assert_eq!(refusal(twice), Refusal::SameDocument);
    let other = ("permis_conduire", "piece_identite");
    let wrong = pieces::receive(&mut tx, &visit, who, id, other, vec![document()]).await;
    assert_eq!(refusal(wrong), Refusal::WrongPiece);
    let slot = "permis_conduire";
    let nothing = pieces::remove(&mut tx, &visit, who, id, slot, document()).await;
    assert_eq!(refusal(nothing), Refusal::NoSuchThing);
    let state = pieces::remove(&mut tx, &visit, who, id, slot, one).await.unwrap();
    assert_eq!(state.slots["permis_conduire"].state, SlotState::Expected);
    send_all(&mut tx, &visit, &lea, id).await;
    pieces::start_check(&mut tx, &visit, by(&max), id).await.unwrap();
    let late = pieces::receive(&mut tx, &visit, who, id, piece, vec![document()]).await;
    assert_eq!(refusal(late), Refusal::PieceInCheck);
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_comes_while_a_file_is_taken_back_stays(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea) = (visit(), customer());
    let who = Who::Customer(&lea);
    let mut tx = begin(&pool, &visit).await;
    let id = paid(&mut tx, &visit, &lea).await;
    let piece = ("permis_conduire", "permis_conduire");
    let [gone, stays, new] = [document(), document(), document()];
    pieces::receive(&mut tx, &visit, who, id, piece, vec![gone, stays]).await.unwrap();
    tx.commit().await.unwrap();
    let (mut first, mut second) = (begin(&pool, &visit).await, begin(&pool, &visit).await);
    pieces::add(&mut first, &visit, who, id, piece, &[new]).await.unwrap();
    let (left, ()) =
        tokio::join!(pieces::remove(&mut second, &visit, who, id, piece.0, gone), async {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            first.commit().await.unwrap();
        });
    assert_eq!(left.unwrap().slots["permis_conduire"].documents, [stays, new]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_customer_never_sees_what_the_staff_keeps_for_itself(pool: PgPool) {
    use dossiers::items::Priority;
    use dossiers::operations::talk::{self, NewTask};
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = paid(&mut tx, &visit, &lea).await;
    talk::note(&mut tx, &visit, by(&max), id, "Appeler M. Petit").await.unwrap();
    let task =
        NewTask { words: "Rappeler", assignee: None, priority: Priority::High, due_on: None };
    talk::add_task(&mut tx, &visit, Who::Staff(&max), id, task).await.unwrap();
    let who = Who::Customer(&lea);
    let state = talk::message(&mut tx, &visit, who, id, "Bonjour").await.unwrap();
    assert!(state.notes.is_empty() && state.tasks.is_empty());
    let state = drafts::find(&mut tx, &visit, who, id).await.unwrap();
    assert!(state.notes.is_empty() && state.messages.len() == 1);
    let told = history::of(&mut tx, &visit, who, id).await.unwrap();
    assert!(told.iter().all(|entry| !entry.event.change.is_internal()));
    let full = drafts::find(&mut tx, &visit, Who::Staff(&max), id).await.unwrap();
    assert_eq!(full.notes.values().next().unwrap().words.as_deref(), Some("Appeler M. Petit"));
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_people_of_a_dossier_are_sealed_and_found(pool: PgPool) {
    use dossiers::Party;
    use dossiers::operations::people;
    ready(&pool).await;
    let (visit, lea) = (visit(), customer());
    let who = Who::Customer(&lea);
    let mut tx = begin(&pool, &visit).await;
    let id = draft(&mut tx, &visit, &lea).await;
    let holder = Party {
        last_name: "Durand".to_owned(),
        first_names: "Léa".to_owned(),
        birth_place: "Saint-Denis".to_owned(),
        ..Party::default()
    };
    let (party, state) =
        people::set(&mut tx, &visit, who, id, None, (PartyRole::Holder, holder)).await.unwrap();
    assert_eq!(state.found_by.holder, "DURAND Léa");
    let sealed: Vec<u8> = sqlx::query_scalar("select personal from dossier_people")
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    assert!(!String::from_utf8_lossy(&sealed).contains("Durand"));
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
    let state = people::remove(&mut tx, &visit, who, id, party).await.unwrap();
    assert_eq!(state.found_by.holder, "");
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_contract_is_withdrawn_within_fourteen_days_and_not_after(pool: PgPool) {
    use jiff::SignedDuration;
    ready(&pool).await;
    let (visit, lea) = (visit(), customer());
    let who = Who::Customer(&lea);
    let mut tx = begin(&pool, &visit).await;
    let why = || Reason::new("retractation").unwrap();
    let (one, other) = (paid(&mut tx, &visit, &lea).await, paid(&mut tx, &visit, &lea).await);
    let ordered = drafts::find(&mut tx, &visit, who, one).await.unwrap().order.unwrap().at;
    let over = withdrawal::ends(ordered).unwrap().duration_since(visit.now);
    let late = crate::support::later(&visit, over);
    let last = crate::support::later(&visit, over - SignedDuration::from_secs(1));
    let state = filing::withdraw(&mut tx, &last, who, one, why()).await.unwrap();
    assert_eq!(state.status, PublicStatus::Retracte);
    let closed = signatures::ask(&mut tx, &last, &RULES, who, one).await;
    assert_eq!(refusal(closed), Refusal::Closed, "closed is terminal");
    let refused = filing::withdraw(&mut tx, &late, who, other, why()).await;
    assert_eq!(refusal(refused), Refusal::TooLateToWithdraw);
}
