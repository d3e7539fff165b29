use accounts::operations::links::{Looked, Purpose, look};
use accounts::operations::sign_up::{Asked, Credential, Joined, ask, join};
use accounts::operations::{people, sessions, sign_in};
use accounts::{Password, Visit};
use jiff::SignedDuration;
use sqlx::PgPool;

use crate::support::{HASHER, begin, email, later, letters, noon, ready, somebody, token, visit};

async fn hash(text: &str) -> String {
    HASHER.hash(&Password::typed(text)).await.unwrap()
}

async fn asked_for(pool: &PgPool, visit: &Visit, address: &str) {
    let mut tx = begin(pool, visit).await;
    assert!(matches!(ask(&mut tx, visit, &email(address)).await.unwrap(), Asked::Told(_)));
    tx.commit().await.unwrap();
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn nobody_has_an_account_before_the_address_is_proved(pool: PgPool) {
    ready(&pool).await;
    let visit = visit();
    asked_for(&pool, &visit, "ada@example.org").await;
    let mut tx = begin(&pool, &visit).await;
    assert!(people::by_email(&mut tx, &email("ada@example.org")).await.unwrap().is_none());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn of_two_who_use_a_link_at_once_one_gets_the_account(pool: PgPool) {
    ready(&pool).await;
    let visit = visit();
    asked_for(&pool, &visit, "ada@example.org").await;
    let link = token(&pool, "ada@example.org").await;
    let (one, two) = (hash("one").await, hash("two").await);
    let (mut first, mut second) = (begin(&pool, &visit).await, begin(&pool, &visit).await);
    let joined = join(&mut first, &visit, &link, Purpose::SignUp, Credential::Password(one)).await;
    assert!(matches!(joined.unwrap(), Joined::Opened(_)));
    let (late, ()) = tokio::join!(
        join(&mut second, &visit, &link, Purpose::SignUp, Credential::Password(two)),
        async {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            first.commit().await.unwrap();
        }
    );
    assert!(matches!(late.unwrap(), Joined::Refused(Looked::Used)));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_link_lives_as_long_as_it_says_and_serves_its_purpose_alone(pool: PgPool) {
    ready(&pool).await;
    let visit = visit();
    somebody(&pool, &visit, "ada@example.org").await;
    let mut tx = begin(&pool, &visit).await;
    sign_in::ask_reset(&mut tx, &visit, &email("ada@example.org")).await.unwrap();
    tx.commit().await.unwrap();
    let link = token(&pool, "ada@example.org").await;
    let mut tx = begin(&pool, &visit).await;
    let ten = noon() + SignedDuration::from_mins(10);
    for (purpose, at, fresh) in [
        (Purpose::Reset, ten - SignedDuration::from_secs(1), true),
        (Purpose::Reset, ten, false),
        (Purpose::SignIn, noon(), false),
        (Purpose::StaffInvite, noon(), false),
    ] {
        let looked = look(&mut tx, &link, purpose, at).await.unwrap();
        assert_eq!(matches!(looked, Looked::Fresh(_)), fresh, "{} {at}", purpose.id());
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn another_password_ends_every_session_and_every_other_link(pool: PgPool) {
    ready(&pool).await;
    let visit = visit();
    let person = somebody(&pool, &visit, "ada@example.org").await;
    let mut tx = begin(&pool, &visit).await;
    sign_in::ask_link(&mut tx, &visit, &person.email).await.unwrap();
    tx.commit().await.unwrap();
    let stolen = token(&pool, "ada@example.org").await;
    let mut tx = begin(&pool, &visit).await;
    sign_in::ask_reset(&mut tx, &visit, &person.email).await.unwrap();
    tx.commit().await.unwrap();
    let link = token(&pool, "ada@example.org").await;
    let mut tx = begin(&pool, &visit).await;
    let looked =
        sign_in::reset(&mut tx, &visit, &link, &hash("another phrase").await).await.unwrap();
    assert!(matches!(looked, Looked::Fresh(_)));
    assert!(sessions::list(&mut tx, person.id, visit.now).await.unwrap().is_empty());
    let looked = look(&mut tx, &stolen, Purpose::SignIn, visit.now).await.unwrap();
    assert!(matches!(looked, Looked::Used));
    tx.commit().await.unwrap();
    assert_eq!(letters(&pool, "ada@example.org").await.last().unwrap(), "password_changed");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_new_address_is_proved_and_the_old_one_is_told_first(pool: PgPool) {
    ready(&pool).await;
    let visit = visit();
    let person = somebody(&pool, &visit, "ada@example.org").await;
    somebody(&pool, &visit, "taken@example.org").await;
    let mut tx = begin(&pool, &visit).await;
    people::ask_email(&mut tx, &visit, &person, &email("taken@example.org")).await.unwrap();
    people::ask_email(&mut tx, &visit, &person, &email("new@example.org")).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(letters(&pool, "taken@example.org").await.last().unwrap(), "account_exists");
    assert_eq!(letters(&pool, "ada@example.org").await.last().unwrap(), "email_change_told");
    let link = token(&pool, "new@example.org").await;
    let mut tx = begin(&pool, &visit).await;
    assert!(matches!(
        people::change_email(&mut tx, &visit, &link).await.unwrap(),
        Looked::Fresh(_)
    ));
    let found = people::find(&mut tx, person.id).await.unwrap().unwrap();
    assert_eq!(found.email.as_str(), "new@example.org");
    let again = later(&visit, SignedDuration::from_mins(1));
    assert!(matches!(people::change_email(&mut tx, &again, &link).await.unwrap(), Looked::Used));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_link_of_the_latest_letter_is_the_one_that_works(pool: PgPool) {
    ready(&pool).await;
    let address = "ada@example.org";
    let first = visit();
    somebody(&pool, &first, address).await;
    let mut links = Vec::new();
    for minutes in [1, 3] {
        let then = later(&first, SignedDuration::from_mins(minutes));
        let mut tx = begin(&pool, &then).await;
        sign_in::ask_link(&mut tx, &then, &email(address)).await.unwrap();
        tx.commit().await.unwrap();
        links.push(token(&pool, address).await);
        // It left: another demand is another letter.
        sqlx::query("update notifications set state = 'sent', values = null")
            .execute(&pool)
            .await
            .unwrap();
    }
    let then = noon() + SignedDuration::from_mins(3);
    let mut tx = begin(&pool, &first).await;
    let earlier = look(&mut tx, &links[0], Purpose::SignIn, then).await.unwrap();
    assert!(matches!(earlier, Looked::Gone), "{earlier:?}");
    let latest = look(&mut tx, &links[1], Purpose::SignIn, then).await.unwrap();
    assert!(matches!(latest, Looked::Fresh(_)), "{latest:?}");
    drop(tx);
    // A letter of another kind ends it too: which kind is sent depends on who has an account.
    let later_still = later(&first, SignedDuration::from_mins(5));
    let mut tx = begin(&pool, &later_still).await;
    sign_in::ask_reset(&mut tx, &later_still, &email(address)).await.unwrap();
    let ended = look(&mut tx, &links[1], Purpose::SignIn, later_still.now).await.unwrap();
    assert!(matches!(ended, Looked::Gone), "{ended:?}");
}
