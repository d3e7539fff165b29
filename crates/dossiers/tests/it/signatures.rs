use std::sync::Arc;

use accounts::Visit;
use dossiers::items::FormState;
use dossiers::operations::pieces::{self, Seen};
use dossiers::operations::{
    DossierId, NotDone, Who, drafts, filing, history, people, reminders, signatures, undo,
};
use dossiers::tracks::Signature;
use dossiers::{Party, PartyRole, PublicStatus, Refusal, State};
use sqlx::{PgConnection, PgPool};
use tenants::SignatureWay;

use crate::support::{
    RULES, agrees, at_version, begin, by, customer, document, in_check, operator, paid, ready,
    refusal, send_all, visit,
};

/// The forms of the case, all waiting.
async fn asked(conn: &mut PgConnection, visit: &Visit, who: Who<'_>, id: DossierId) -> Vec<String> {
    let state = signatures::ask(conn, visit, &RULES, who, id).await.unwrap();
    state.forms.into_keys().collect()
}

async fn state(conn: &mut PgConnection, visit: &Visit, id: DossierId) -> State {
    drafts::find(conn, visit, Who::House, id).await.unwrap()
}

/// Signs `form` as it is printed now.
async fn sign(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    form: &str,
) -> Result<State, NotDone> {
    let read = state(conn, visit, id).await;
    signatures::sign(conn, visit, who, id, (form, document()), &read).await
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn who_sent_everything_and_had_no_form_made_is_waited_for(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea) = (visit(), customer());
    let mut tx = begin(&pool, &visit).await;
    let id = paid(&mut tx, &visit, &lea).await;
    send_all(&mut tx, &visit, &lea, id).await;
    let now = state(&mut tx, &visit, id).await;
    assert_eq!((now.signature, now.status), (Signature::APreparer, PublicStatus::ACompleter));
    assert_eq!(reminders::cause(&now), Some(reminders::Cause::Signature));
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_signature_on_paper_counts_once_somebody_looked_at_it(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let who = Who::Customer(&lea);
    let mut tx = begin(&pool, &visit).await;
    let id = in_check(&mut tx, &visit, &lea, &max).await;
    pieces::validate_all(&mut tx, &visit, by(&max), id).await.unwrap();
    let forms = asked(&mut tx, &visit, who, id).await;
    let [first, second] = forms.as_slice() else { panic!("{forms:?}") };
    let early = signatures::accept(&mut tx, &visit, by(&max), id, first).await;
    assert_eq!(refusal(early), Refusal::FormNotInCheck, "nobody signed it");
    sign(&mut tx, &visit, who, id, first).await.unwrap();
    let photograph = document();
    signatures::sign_on_paper(&mut tx, &visit, who, id, second, photograph).await.unwrap();
    let now = state(&mut tx, &visit, id).await;
    assert_eq!(now.signature, Signature::AVerifier);
    assert_eq!(
        (now.status, now.forms[second].state),
        (PublicStatus::EnControle, FormState::ToCheck)
    );
    assert_eq!(now.forms[second].evidence, Some(photograph));
    let ready = filing::ready(&mut tx, &visit, &RULES, by(&max), id, "").await;
    assert_eq!(refusal(ready), Refusal::SignatureInCheck);
    let again = sign(&mut tx, &visit, who, id, second).await;
    assert_eq!(refusal(again), Refusal::NoSuchForm, "it is with us");
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());

    signatures::accept(&mut tx, &visit, by(&max), id, second).await.unwrap();
    assert_eq!(state(&mut tx, &visit, id).await.signature, Signature::Signee);
    let twice = signatures::accept(&mut tx, &visit, by(&max), id, second).await;
    assert_eq!(refusal(twice), Refusal::FormNotInCheck);
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
    let done = filing::ready(&mut tx, &visit, &RULES, by(&max), id, "").await.unwrap();
    assert_eq!(done.status, PublicStatus::PretADeposer);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_refused_signature_is_asked_again_with_its_reason(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let who = Who::Customer(&lea);
    let mut tx = begin(&pool, &visit).await;
    let id = in_check(&mut tx, &visit, &lea, &max).await;
    pieces::validate_all(&mut tx, &visit, by(&max), id).await.unwrap();
    let forms = asked(&mut tx, &visit, who, id).await;
    for form in &forms {
        signatures::sign_on_paper(&mut tx, &visit, who, id, form, document()).await.unwrap();
    }
    let refuse = async |tx: &mut PgConnection, reason: (&str, &str)| {
        signatures::refuse(tx, &visit, &RULES, by(&max), id, &forms[0], reason).await
    };
    let unknown = refuse(&mut tx, ("ct_defavorable", "")).await;
    assert_eq!(refusal(unknown), Refusal::UnknownReason, "no reason for a form");
    let bare = refuse(&mut tx, ("illisible", " ")).await;
    assert_eq!(refusal(bare), Refusal::WordsNeeded);
    refuse(&mut tx, ("illisible", "la signature")).await.unwrap();
    let now = state(&mut tx, &visit, id).await;
    let form = &now.forms[&forms[0]];
    assert_eq!((now.signature, now.status), (Signature::ASigner, PublicStatus::ACorriger));
    assert_eq!(form.state, FormState::Refused);
    assert_eq!(
        (form.reason.as_deref(), form.words.as_deref()),
        (Some("illisible"), Some("la signature"))
    );
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
    // Signed again, by hand or not: what was said of it is gone.
    sign(&mut tx, &visit, who, id, &forms[0]).await.unwrap();
    let now = state(&mut tx, &visit, id).await;
    assert_eq!((now.signature, now.status), (Signature::AVerifier, PublicStatus::EnControle));
    assert_eq!((&now.forms[&forms[0]].reason, &now.forms[&forms[0]].words), (&None, &None));
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_was_decided_of_a_signature_is_undone_and_two_who_decide_do_not_cross(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea) = (visit(), customer());
    let (max, eve) = (operator("max"), operator("eve"));
    let who = Who::Customer(&lea);
    let mut tx = begin(&pool, &visit).await;
    let id = in_check(&mut tx, &visit, &lea, &max).await;
    let forms = asked(&mut tx, &visit, who, id).await;
    for form in &forms {
        signatures::sign_on_paper(&mut tx, &visit, who, id, form, document()).await.unwrap();
    }
    let seen = state(&mut tx, &visit, id).await.version;
    let made = signatures::accept(&mut tx, &visit, by(&max), id, &forms[0]).await.unwrap().version;
    let late = signatures::refuse(
        &mut tx,
        &visit,
        &RULES,
        at_version(&eve, seen),
        id,
        &forms[0],
        ("signature_manquante", ""),
    );
    assert!(matches!(late.await, Err(NotDone::Changed(_))), "about the same form");
    signatures::accept(&mut tx, &visit, at_version(&eve, seen), id, &forms[1]).await.unwrap();
    assert_eq!(state(&mut tx, &visit, id).await.signature, Signature::Signee);
    undo::undo(&mut tx, &visit, by(&max), id, made).await.unwrap();
    let now = state(&mut tx, &visit, id).await;
    assert_eq!(
        (now.signature, now.forms[&forms[0]].state),
        (Signature::AVerifier, FormState::ToCheck)
    );
    assert_eq!(now.forms[&forms[1]].state, FormState::Signed, "the other one stays");
    let refused = signatures::refuse(
        &mut tx,
        &visit,
        &RULES,
        by(&max),
        id,
        &forms[0],
        ("signature_manquante", ""),
    );
    let made = refused.await.unwrap().version;
    undo::undo(&mut tx, &visit, by(&max), id, made).await.unwrap();
    let now = state(&mut tx, &visit, id).await;
    assert_eq!(
        (now.signature, now.forms[&forms[0]].state),
        (Signature::AVerifier, FormState::ToCheck)
    );
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_printed_name_that_changes_voids_a_signature_that_waits_to_be_looked_at(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let who = Who::Customer(&lea);
    let mut tx = begin(&pool, &visit).await;
    let id = paid(&mut tx, &visit, &lea).await;
    let forms = asked(&mut tx, &visit, who, id).await;
    signatures::sign_on_paper(&mut tx, &visit, who, id, &forms[0], document()).await.unwrap();
    let party = Party { last_name: "Durand".to_owned(), ..Party::default() };
    people::set(&mut tx, &visit, who, id, None, (PartyRole::Holder, party)).await.unwrap();
    let now = state(&mut tx, &visit, id).await;
    assert_eq!(now.signature, Signature::Perimee);
    assert!(now.forms.values().all(|form| form.state == FormState::Void));
    let seen = Seen { by: &max, version: None };
    let late = signatures::accept(&mut tx, &visit, seen, id, &forms[0]).await;
    assert_eq!(refusal(late), Refusal::FormNotInCheck);
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_printed_since_it_was_read_is_not_signed(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea) = (visit(), customer());
    let who = Who::Customer(&lea);
    let mut tx = begin(&pool, &visit).await;
    let id = paid(&mut tx, &visit, &lea).await;
    let forms = asked(&mut tx, &visit, who, id).await;
    let read = state(&mut tx, &visit, id).await;
    // No form is signed yet: nothing is void, and what waits prints another name.
    let party = Party { last_name: "Durand".to_owned(), ..Party::default() };
    people::set(&mut tx, &visit, who, id, None, (PartyRole::Holder, party)).await.unwrap();
    let late = signatures::sign(&mut tx, &visit, who, id, (&forms[0], document()), &read).await;
    assert_eq!(refusal(late), Refusal::FormChanged);
    sign(&mut tx, &visit, who, id, &forms[0]).await.unwrap();
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn forms_that_are_asked_for_again_keep_the_signatures_that_were_given(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea) = (visit(), customer());
    let who = Who::Customer(&lea);
    let mut tx = begin(&pool, &visit).await;
    let id = paid(&mut tx, &visit, &lea).await;
    let forms = asked(&mut tx, &visit, who, id).await;
    sign(&mut tx, &visit, who, id, &forms[0]).await.unwrap();
    let before = state(&mut tx, &visit, id).await;
    // From a page that is still open: nothing happened.
    asked(&mut tx, &visit, who, id).await;
    assert_eq!(state(&mut tx, &visit, id).await, before);
    assert_eq!(before.forms[&forms[0]].state, FormState::Signed);
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn forms_are_signed_as_the_house_decided_and_in_no_other_way(pool: PgPool) {
    ready(&pool).await;
    let (open, lea) = (visit(), customer());
    let who = Who::Customer(&lea);
    let mut tx = begin(&pool, &open).await;
    let id = paid(&mut tx, &open, &lea).await;
    let forms = asked(&mut tx, &open, who, id).await;
    let of = |way| {
        let mut house = (*open.house).clone();
        house.settings.signature = way;
        Visit { house: Arc::new(house), ..open.clone() }
    };
    let (screen, paper) = (of(SignatureWay::Screen), of(SignatureWay::Paper));
    let refused = sign(&mut tx, &paper, who, id, &forms[0]).await;
    assert_eq!(refusal(refused), Refusal::NotOnScreen);
    let refused = signatures::sign_on_paper(&mut tx, &screen, who, id, &forms[0], document()).await;
    assert_eq!(refusal(refused), Refusal::NotOnPaper);
    sign(&mut tx, &screen, who, id, &forms[0]).await.unwrap();
    signatures::sign_on_paper(&mut tx, &paper, who, id, &forms[1], document()).await.unwrap();
}
