use access::Role;
use accounts::operations::links::{self, Looked, Purpose};
use accounts::operations::sessions::Method;
use app::site::gestion::acts::Screen;
use sealing::Token;
use sqlx::PgPool;

use super::{Desk, HOST, filled};
use crate::support::Answer;

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn people_of_another_house_are_not_there(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let (_, admin) = desk.sits(Role::Admin).await;
    let stranger = desk.somebody("demo2.localhost", "ada@example.org", &[Role::Operateur]).await;
    let list = desk.get(&admin, "/gestion/personnes?q=ada").await;
    assert!(!list.body.contains("ada@example.org"));
    let path = filled(Screen::Person.path(), stranger.id.0);
    assert_eq!(desk.get(&admin, &path).await.status.as_u16(), 404);
    let fields = [("act", "give"), ("role", "comptable")];
    assert_eq!(desk.post(&admin, &path, &fields).await.status.as_u16(), 404);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_superviseur_sees_people_and_changes_no_right(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let (_, cookie) = desk.sits(Role::Superviseur).await;
    let other = desk.somebody(HOST, "ada@example.org", &[Role::Client]).await;
    let path = filled(Screen::Person.path(), other.id.0);
    let page = desk.get(&cookie, &path).await;
    assert!(page.body.contains("ada@example.org") && !page.body.contains("name=\"role\""));
    for fields in
        [[("act", "give"), ("role", "operateur")], [("act", "end_sessions"), ("role", "")]]
    {
        assert_eq!(desk.post(&cookie, &path, &fields).await.status.as_u16(), 404);
    }
    assert_eq!(desk.find(other.id).await.roles, [Role::Client]);
    let settings = desk.post(&cookie, "/gestion/reglages", &[("brand", "Mienne")]).await;
    assert_eq!(settings.status.as_u16(), 404);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_change_of_rights_ends_the_sessions_of_whom_it_concerns(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let (_, admin) = desk.sits(Role::Admin).await;
    let (other, theirs) = desk.sits(Role::Operateur).await;
    assert_eq!(desk.get(&theirs, "/gestion").await.status.as_u16(), 200);
    let path = filled(Screen::Person.path(), other.id.0);
    let given = desk.post(&admin, &path, &[("act", "give"), ("role", "superviseur")]).await;
    assert_eq!(given.header("location"), format!("{path}?fait=donne"));
    assert_eq!(desk.find(other.id).await.roles, [Role::Operateur, Role::Superviseur]);
    assert_eq!(desk.get(&theirs, "/gestion").await.status.as_u16(), 303);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_last_admin_stays_one_and_nobody_takes_their_own(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let (first, cookie) = desk.sits(Role::Admin).await;
    let take = [("act", "take"), ("role", "admin")];
    let own = filled(Screen::Person.path(), first.id.0);
    assert_eq!(desk.post(&cookie, &own, &take).await.status.as_u16(), 422);
    // Two admins, each sure of the other: the house keeps one.
    let second = desk.somebody(HOST, "second@house.example", &[Role::Admin]).await;
    let other = desk.cookie(&second, Method::Passkey).await;
    let theirs = filled(Screen::Person.path(), second.id.0);
    assert_eq!(desk.post(&cookie, &own, &take).await.status.as_u16(), 422);
    let (one, two) =
        tokio::join!(desk.post(&cookie, &theirs, &take), desk.post(&other, &own, &take));
    let done = |it: &Answer| usize::from(it.header("location").ends_with("fait=retire"));
    assert_eq!(done(&one) + done(&two), 1, "{} {}", one.status, two.status);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_right_over_other_houses_is_not_given_here(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let (_, admin) = desk.sits(Role::Admin).await;
    let (other, _) = desk.sits(Role::Operateur).await;
    let path = filled(Screen::Person.path(), other.id.0);
    let given = desk.post(&admin, &path, &[("act", "give"), ("role", "plateforme_admin")]).await;
    assert_eq!(given.status.as_u16(), 404);
    let invited = [("email", "eve@example.org"), ("role", "plateforme_admin"), ("act", "invite")];
    let invited = desk.post(&admin, "/gestion/personnes/invitation", &invited).await;
    assert_eq!(invited.status.as_u16(), 404);
    assert_eq!(desk.find(other.id).await.roles, [Role::Operateur]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_right_is_changed_only_by_somebody_who_proved_lately_who_they_are(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let (_, admin) = desk.sits(Role::Admin).await;
    let (other, _) = desk.sits(Role::Operateur).await;
    let old = "update sessions set confirmed_at = confirmed_at - interval '11 minutes'";
    sqlx::query(old).execute(&desk.pool).await.unwrap();
    let path = filled(Screen::Person.path(), other.id.0);
    assert!(!desk.get(&admin, &path).await.body.contains("name=\"role\""));
    let asked = desk.post(&admin, &path, &[("act", "give"), ("role", "admin")]).await;
    assert!(asked.header("location").starts_with("/compte/confirmer?next="));
    let invite = [("email", "eve@example.org"), ("role", "operateur"), ("act", "invite")];
    let asked = desk.post(&admin, "/gestion/personnes/invitation", &invite).await;
    assert!(asked.header("location").starts_with("/compte/confirmer?next="));
    assert_eq!(desk.find(other.id).await.roles, [Role::Operateur]);
}

/// The token of the link that a page shows.
fn token(page: &str) -> String {
    let (_, rest) = page.split_once("/gestion/invitation/").unwrap();
    rest.chars().take_while(char::is_ascii_alphanumeric).collect()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_invitation_serves_once_and_replaces_the_one_before(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let (_, admin) = desk.sits(Role::Admin).await;
    let at = "/gestion/personnes/invitation";
    let fields = [
        ("email", "Eve@example.org"),
        ("role", "operateur"),
        ("role", "support"),
        ("act", "invite"),
    ];
    let first = token(&desk.post(&admin, at, &fields).await.body);
    let second = token(&desk.post(&admin, at, &fields).await.body);
    let open = |token: &str| format!("/gestion/invitation/{token}");
    assert_eq!(desk.get("", &open(&first)).await.status.as_u16(), 410);
    let page = desk.get("", &open(&second)).await;
    assert!(page.body.contains("data-passkey=\"invite\"") && page.body.contains("Eve@example.org"));
    assert!(desk.get(&admin, at).await.body.contains("Eve@example.org"));

    let withdraw = [("email", "eve@example.org"), ("act", "withdraw")];
    assert_eq!(desk.post(&admin, at, &withdraw).await.status.as_u16(), 303);
    assert_eq!(desk.get("", &open(&second)).await.status.as_u16(), 410);
    let visit = desk.visit(HOST);
    let mut tx = desk.begin(visit.tenant()).await;
    let used = Token::parse(&second).unwrap();
    let looked = links::look(&mut tx, &used, Purpose::StaffInvite, visit.now).await.unwrap();
    assert!(matches!(looked, Looked::Used));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_invitation_says_everything_that_is_wrong_and_keeps_what_was_typed(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let (_, admin) = desk.sits(Role::Admin).await;
    let fields = [("email", "eve@"), ("act", "invite")];
    let page = desk.post(&admin, "/gestion/personnes/invitation", &fields).await;
    assert_eq!(page.status.as_u16(), 422);
    assert!(page.body.contains("href=\"#email\"") && page.body.contains("href=\"#roles\""));
    assert!(page.body.contains("value=\"eve@\""));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_link_to_somebody_elses_account_is_never_shown_and_joining_ends_what_was_open(
    pool: PgPool,
) {
    let desk = Desk::new(pool).await;
    let (_, admin) = desk.sits(Role::Admin).await;
    let ada = desk.somebody(HOST, "ada@example.org", &[Role::Client]).await;
    let before = desk.cookie(&ada, Method::Password).await;
    let at = "/gestion/personnes/invitation";
    let fields = [("email", "ada@example.org"), ("role", "operateur"), ("act", "invite")];
    let page = desk.post(&admin, at, &fields).await;
    assert_eq!(page.status.as_u16(), 200);
    assert!(!page.body.contains("/gestion/invitation/") && page.body.contains("sa seule adresse"));
    let link: String = sqlx::query_scalar(
        "select values ->> 'link' from notifications where template = 'staff_invitation'",
    )
    .fetch_one(&desk.pool)
    .await
    .unwrap();
    // Their own letter opens it: a key is made, and the sessions of the customer end.
    let said = serde_json::json!({ "ask": "invite", "token": link.rsplit('/').next().unwrap() });
    let asked = json_to(&desk, "/cles/question", &said).await;
    let options = &asked["options"];
    let (_, answer) = crate::authenticator::Authenticator::make(options, "http://localhost:3000");
    let mut said = said;
    said["ceremony"] = asked["ceremony"].clone();
    said["answer"] = answer;
    assert_eq!(json_to(&desk, "/cles/reponse", &said).await["go"], "/gestion");
    assert_eq!(desk.get(&before, "/compte").await.status.as_u16(), 303);
    let told: Vec<String> =
        sqlx::query_scalar("select template from notifications where person_id = $1 order by id")
            .bind(ada.id.0)
            .fetch_all(&desk.pool)
            .await
            .unwrap();
    assert!(told.contains(&"passkey_added".to_owned()), "{told:?}");
}

async fn json_to(desk: &Desk, path: &str, said: &serde_json::Value) -> serde_json::Value {
    let asked = crate::support::request("POST", path, HOST)
        .header("origin", "http://localhost:3000")
        .header("content-type", "application/json")
        .body(axum::body::Body::from(said.to_string()));
    crate::support::ask(&desk.site, asked.unwrap()).await.json()
}
