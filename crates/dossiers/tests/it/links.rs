use dossiers::items::LinkTask;
use dossiers::operations::links::{self, Done, Given};
use dossiers::operations::{NotDone, Who, drafts, history, people, signatures};
use dossiers::{Party, PartyRole, Refusal, SlotState};
use jiff::SignedDuration;
use sealing::Token;
use sqlx::PgPool;
use vocabulary::Email;

use crate::support::{
    RULES, agrees, begin, customer, document, later, paid, ready, refusal, visit,
};

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_link_does_its_one_task_once(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, token) = (visit(), customer(), Token::random());
    let who = Who::Customer(&lea);
    let mut tx = begin(&pool, &visit).await;
    let id = paid(&mut tx, &visit, &lea).await;
    let email = Email::parse("max@exemple.fr").unwrap();
    let (task, target) = (LinkTask::Upload, "piece_identite");
    let given = Given { party: None, task, target, email: &email };
    links::give(&mut tx, &visit, who, id, &token, given).await.unwrap();

    let task = links::open(&mut tx, &visit, &token).await.unwrap();
    assert_eq!((task.link.target.as_str(), task.dossier), ("piece_identite", id));
    assert_eq!(task.link.email.as_deref(), Some("max@exemple.fr"));
    assert_eq!(links::id_of(&mut tx, &token).await.unwrap(), Some(task.id));
    let seen = audit::operations::seen_by(&mut tx, lea.id.0, 5).await.unwrap();
    let roles: Vec<_> = seen.iter().map(|seen| (seen.role, seen.act)).collect();
    let looked = (Some(access::Role::Invite), audit::Act::DossierViewed);
    assert_eq!(roles, [looked], "that a guest looked is told");
    let other = links::act(&mut tx, &visit, &token, Done::Signed(document(), &task.state)).await;
    assert_eq!(refusal(other), Refusal::LinkForAnother);
    let documents = [document()];
    let wrong = Done::Sent("permis_conduire", &documents);
    assert_eq!(refusal(links::act(&mut tx, &visit, &token, wrong).await), Refusal::WrongPiece);
    let file = [document()];
    let sent = || Done::Sent("piece_identite", &file);
    links::act(&mut tx, &visit, &token, sent()).await.unwrap();
    assert_eq!(refusal(links::act(&mut tx, &visit, &token, sent()).await), Refusal::LinkUsed);
    assert_eq!(refusal(links::open(&mut tx, &visit, &token).await), Refusal::LinkUsed);

    let state = drafts::find(&mut tx, &visit, who, id).await.unwrap();
    assert_eq!(state.slots["piece_identite"].state, SlotState::Received);
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
    assert!(matches!(
        drafts::find(&mut tx, &visit, Who::Link(&token), id).await,
        Err(NotDone::Missing)
    ));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn two_clicks_on_one_link_do_the_task_once(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, token) = (visit(), customer(), Token::random());
    let mut tx = begin(&pool, &visit).await;
    let id = paid(&mut tx, &visit, &lea).await;
    let email = Email::parse("max@exemple.fr").unwrap();
    let (task, target) = (LinkTask::Upload, "piece_identite");
    let given = Given { party: None, task, target, email: &email };
    links::give(&mut tx, &visit, Who::Customer(&lea), id, &token, given).await.unwrap();
    tx.commit().await.unwrap();
    let (mut first, mut second) = (begin(&pool, &visit).await, begin(&pool, &visit).await);
    let file = [document()];
    let sent = || Done::Sent("piece_identite", &file);
    links::act(&mut first, &visit, &token, sent()).await.unwrap();
    let (late, ()) = tokio::join!(links::act(&mut second, &visit, &token, sent()), async {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        first.commit().await.unwrap();
    });
    assert_eq!(refusal(late), Refusal::LinkUsed);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_link_expires_and_a_new_one_ends_the_old(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea) = (visit(), customer());
    let who = Who::Customer(&lea);
    let mut tx = begin(&pool, &visit).await;
    let id = paid(&mut tx, &visit, &lea).await;
    let max = Party { last_name: "Martin".to_owned(), ..Party::default() };
    let max = people::set(&mut tx, &visit, who, id, None, (PartyRole::CoHolder, max)).await;
    let state = signatures::ask(&mut tx, &visit, &RULES, who, id).await.unwrap();
    let form = state.forms.keys().next().unwrap().clone();
    let email = Email::parse("max@exemple.fr").unwrap();
    let party = Some(max.unwrap().0);
    let given = Given { party, task: LinkTask::Sign, target: &form, email: &email };
    let nobody = Given { party: None, ..given };
    let refused = links::give(&mut tx, &visit, who, id, &Token::random(), nobody).await;
    assert_eq!(refusal(refused), Refusal::NoSuchThing, "nobody signs who is not named");
    let (old, new) = (Token::random(), Token::random());
    links::give(&mut tx, &visit, who, id, &old, given).await.unwrap();
    links::give(&mut tx, &visit, who, id, &new, given).await.unwrap();
    assert_eq!(refusal(links::open(&mut tx, &visit, &old).await), Refusal::LinkExpired);
    let late = later(&visit, SignedDuration::from_hours(14 * 24));
    assert_eq!(refusal(links::open(&mut tx, &late, &new).await), Refusal::LinkExpired);
    let ada = Party { last_name: "Durand".to_owned(), ..Party::default() };
    let (_, now) =
        people::set(&mut tx, &visit, who, id, None, (PartyRole::Host, ada)).await.unwrap();
    let changed = links::act(&mut tx, &visit, &new, Done::Signed(document(), &state)).await;
    assert_eq!(refusal(changed), Refusal::FormChanged, "they did not read that");
    links::act(&mut tx, &visit, &new, Done::Signed(document(), &now)).await.unwrap();
    // Nor for what is signed already.
    for target in ["nothing", &form] {
        let nothing = Given { target, ..given };
        let refused = links::give(&mut tx, &visit, who, id, &Token::random(), nothing).await;
        assert_eq!(refusal(refused), Refusal::NoSuchForm);
    }
    let unknown = links::open(&mut tx, &visit, &Token::random()).await;
    assert!(matches!(unknown, Err(NotDone::Missing)));
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_link_is_not_for_whoever_is_named_in_the_place_of_its_holder(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea) = (visit(), customer());
    let who = Who::Customer(&lea);
    let mut tx = begin(&pool, &visit).await;
    let id = paid(&mut tx, &visit, &lea).await;
    let named = |first: &str, email: &str| Party {
        last_name: "Martin".to_owned(),
        first_names: first.to_owned(),
        email: email.to_owned(),
        ..Party::default()
    };
    let role = PartyRole::CoHolder;
    let (party, _) =
        people::set(&mut tx, &visit, who, id, None, (role, named("Max", ""))).await.unwrap();
    let email = Email::parse("max@exemple.fr").unwrap();
    let first = Token::random();
    let (task, target) = (LinkTask::Upload, "piece_identite");
    let given = Given { party: Some(party), task, target, email: &email };
    links::give(&mut tx, &visit, who, id, &first, given).await.unwrap();
    let same = (role, named("Max", "max@exemple.fr"));
    people::set(&mut tx, &visit, who, id, Some(party), same).await.unwrap();
    links::find(&mut tx, &visit, &first).await.expect("it is still Max");
    let other = (role, named("Zoé", "max@exemple.fr"));
    people::set(&mut tx, &visit, who, id, Some(party), other).await.unwrap();
    assert_eq!(refusal(links::find(&mut tx, &visit, &first).await), Refusal::LinkExpired);
    let token = Token::random();
    // Nor was it Ada who used the link that Zoé did.
    let given = Given { party: Some(party), task, target, email: &email };
    links::give(&mut tx, &visit, who, id, &token, given).await.unwrap();
    let file = [document()];
    links::act(&mut tx, &visit, &token, Done::Sent(target, &file)).await.unwrap();
    let used = async |tx: &mut sqlx::PgConnection| {
        let state = drafts::find(tx, &visit, who, id).await.unwrap();
        state.links.values().filter(|link| link.used).count()
    };
    assert_eq!(used(&mut tx).await, 1);
    let other = (role, named("Ada", "max@exemple.fr"));
    people::set(&mut tx, &visit, who, id, Some(party), other).await.unwrap();
    assert_eq!(used(&mut tx).await, 0);
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}
