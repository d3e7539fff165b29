//! The back-office: who sees what, what each form does and refuses.

use access::{Act, Role, may};
use accounts::operations::links::{Looked, Purpose};
use accounts::operations::sessions::{self, Method};
use accounts::operations::{links, people, staff};
use accounts::{Person, PersonId, Visit};
use app::site::gestion::acts::{ACTS, Screen, Way};
use audit::operations::{Filter, search};
use axum::Router;
use axum::body::Body;
use jobs::operations::of_house::{self, List};
use jobs::operations::{Page, When};
use sealing::Token;
use server::State;
use server::routes::{ROUTES, Reader};
use server::worker::Purge;
use sqlx::PgPool;
use tenants::{Directory, TenantId};
use uuid::Uuid;
use vocabulary::{Email, Lang};

use crate::support::{Answer, as_application, ask, request, state};

/// A site with its queue of jobs.
struct Desk {
    site: Router,
    state: State,
    pool: PgPool,
    jobs: PgPool,
}

const HOST: &str = "localhost:3000";

impl Desk {
    async fn new(pool: PgPool) -> Self {
        jobs::operations::migrate(&pool.connect_options()).await.unwrap();
        let mut tx = pool.begin().await.unwrap();
        tenants::operations::seed_if_empty(&mut tx, server::clock::now()).await.unwrap();
        tx.commit().await.unwrap();
        let state = state(Some(as_application(&pool).await));
        let jobs = jobs::operations::pool((*pool.connect_options()).clone(), 3);
        state.look_at_jobs(jobs.clone());
        Self { site: server::router(state.clone()), state, pool, jobs }
    }

    fn visit(&self, host: &str) -> Visit {
        let house = self.state.directory().by_host(host).cloned().unwrap();
        Visit {
            origin: format!("http://{host}"),
            house,
            now: server::clock::now(),
            lang: Lang::Fr,
            device: "Firefox, Linux".to_owned(),
            network: None,
            keys: self.state.keys(),
            tries_per_network: 0,
        }
    }

    async fn begin(&self, tenant: TenantId) -> sqlx::Transaction<'static, sqlx::Postgres> {
        let mut tx = self.pool.begin().await.unwrap();
        tenants::operations::enter(&mut tx, tenant).await.unwrap();
        tx
    }

    /// Somebody with these rights in the house of `host`, without a session.
    async fn somebody(&self, host: &str, email: &str, roles: &[Role]) -> Person {
        let visit = self.visit(host);
        let mut tx = self.begin(visit.tenant()).await;
        let email = Email::parse(email).unwrap();
        staff::demonstrate(&mut tx, &visit, &email, ("", ""), (None, roles)).await.unwrap();
        let person = people::by_email(&mut tx, &email).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        person
    }

    /// The cookie of a new session.
    async fn cookie(&self, person: &Person, method: Method) -> String {
        let visit = self.visit(HOST);
        let mut tx = self.begin(visit.tenant()).await;
        let opened = sessions::open(&mut tx, &visit, person, method).await.unwrap();
        tx.commit().await.unwrap();
        format!("__Host-session={}", opened.token.reveal())
    }

    /// Somebody of the staff at the desk.
    async fn sits(&self, role: Role) -> (Person, String) {
        let email = format!("{}@house.example", role.id().replace('_', "-"));
        let person = self.somebody(HOST, &email, &[role]).await;
        let cookie = self.cookie(&person, Method::Passkey).await;
        (person, cookie)
    }

    async fn get(&self, cookie: &str, path: &str) -> Answer {
        let asked = request("GET", path, HOST).header("cookie", cookie);
        ask(&self.site, asked.body(Body::empty()).unwrap()).await
    }

    async fn post(&self, cookie: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = app::query::encode(fields.iter().copied());
        let asked = request("POST", path, HOST)
            .header("origin", "http://localhost:3000")
            .header("cookie", cookie)
            .header("content-type", "application/x-www-form-urlencoded");
        ask(&self.site, asked.body(Body::from(body)).unwrap()).await
    }

    async fn find(&self, id: PersonId) -> Person {
        let mut tx = self.begin(self.visit(HOST).tenant()).await;
        people::find(&mut tx, id).await.unwrap().unwrap()
    }

    /// Acts in the audit of the house, latest first.
    async fn audited(&self, filter: Filter) -> Vec<audit::Act> {
        let mut tx = self.begin(self.visit(HOST).tenant()).await;
        let keys = self.state.keys();
        let page = search(&mut tx, &keys, &filter, None, 50).await.unwrap();
        page.events.into_iter().map(|event| event.act).collect()
    }
}

/// A path as it is asked: `{…}` filled.
fn filled(path: &str, person: Uuid) -> String {
    path.replace("{id}", &person.to_string()).replace("{template}", "verify_email")
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn each_role_sees_what_its_row_of_the_table_says_and_nothing_else(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let other = desk.somebody(HOST, "ada@example.org", &[Role::Client]).await;
    for role in Role::ALL {
        let (_, cookie) = desk.sits(*role).await;
        for route in ROUTES.iter().filter(|route| route.path.starts_with("/gestion")) {
            let Reader::Staff(act) = route.reader else { continue };
            let path = filled(route.path, other.id.0);
            let status = desk.get(&cookie, &path).await.status.as_u16();
            let expected = if may(&[*role], act).is_some() { 200 } else { 404 };
            assert_eq!(status, expected, "{} at {path}", role.id());
        }
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn every_act_is_in_the_palette_of_whoever_may_and_begins_where_it_says(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let other = desk.somebody(HOST, "ada@house.example", &[Role::Operateur]).await;
    dead_job(&desk).await;
    for role in Role::ALL.iter().filter(|role| role.is_staff()) {
        let (_, cookie) = desk.sits(*role).await;
        for act in ACTS {
            let (screen, wanted) = match act.way {
                Way::Here(screen, name) => (screen, Some(format!("id=\"{name}\""))),
                Way::Open(..) | Way::Own(_) | Way::Send(_) => (Screen::Front, None),
            };
            let page = desk.get(&cookie, &filled(screen.path(), other.id.0)).await;
            let offered = page.body.contains(&format!("id=\"act-{}\"", act.id));
            assert_eq!(offered, act.is_for(&[*role]), "{}: {}", role.id(), act.id);
            if let Some(wanted) = wanted.filter(|_| offered) {
                assert!(page.body.contains(&wanted), "{}: no {wanted}", act.id);
            }
            if let (Way::Open(opened, query), true) = (act.way, offered) {
                let address = format!("{}{query}", opened.path());
                let opened = desk.get(&cookie, &address).await;
                assert_eq!(opened.status.as_u16(), 200, "{}: {address}", role.id());
            }
        }
    }
}

#[test]
fn every_way_into_the_back_office_is_a_screen_of_the_list_of_acts_with_its_reader() {
    for route in ROUTES.iter().filter(|route| route.path.starts_with("/gestion")) {
        let Reader::Staff(act) = route.reader else { continue };
        let path = route.path.strip_suffix("/apercu").unwrap_or(route.path);
        let screen = Screen::ALL.iter().find(|screen| screen.path() == path);
        assert_eq!(screen.map(|screen| screen.act()), Some(act), "{}", route.path);
    }
    for screen in Screen::ALL {
        let routed = ROUTES.iter().any(|route| route.path == screen.path());
        assert!(routed, "{}", screen.path());
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn staff_comes_in_with_a_passkey_only(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let (admin, _) = desk.sits(Role::Admin).await;
    for method in [Method::Password, Method::Link, Method::Totp] {
        let cookie = desk.cookie(&admin, method).await;
        let answer = desk.get(&cookie, "/gestion/travaux?liste=waiting").await;
        let to = "/gestion/connexion?next=%2Fgestion%2Ftravaux%3Fliste%3Dwaiting";
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, to));
        let form = desk.get(&cookie, "/gestion/connexion").await;
        assert!(form.body.contains("data-passkey=\"staff\"") && !form.body.contains("password"));
    }
    let nobody = desk.get("", "/gestion").await;
    assert_eq!(nobody.header("location"), "/gestion/connexion?next=%2Fgestion");
}

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

/// A job of the house that is not tried any more: its number.
async fn dead_job(desk: &Desk) -> i64 {
    let mut tx = desk.begin(desk.visit(HOST).tenant()).await;
    let task = notifications::operations::SendNotification {
        tenant: desk.visit(HOST).tenant().0,
        notification: Uuid::from_u128(7),
    };
    jobs::operations::enqueue(&mut tx, &task, &When::default()).await.unwrap();
    tx.commit().await.unwrap();
    let kill = "update graphile_worker._private_jobs set attempts = max_attempts";
    sqlx::query(kill).execute(&desk.jobs).await.unwrap();
    list(desk, List::Dead).await[0]
}

async fn list(desk: &Desk, which: List) -> Vec<i64> {
    let mut conn = desk.jobs.acquire().await.unwrap();
    let house = desk.visit(HOST).tenant().0;
    let found = of_house::list(&mut conn, house, which, Page::default()).await.unwrap();
    found.into_iter().map(|job| job.id).collect()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_dead_job_is_counted_shown_and_run_again_by_an_admin_alone(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let id = dead_job(&desk).await;
    let number = id.to_string();
    let replay = [("act", "replay"), ("id", number.as_str())];
    let (_, sees) = desk.sits(Role::Superviseur).await;
    let page = desk.get(&sees, "/gestion/travaux").await;
    assert!(page.body.contains("send_notification") && page.body.contains("desk-count"));
    assert!(!page.body.contains("value=\"replay\""));
    assert_eq!(desk.post(&sees, "/gestion/travaux", &replay).await.status.as_u16(), 404);
    assert_eq!(list(&desk, List::Dead).await, [id]);

    let (_, admin) = desk.sits(Role::Admin).await;
    let done = desk.post(&admin, "/gestion/travaux", &replay).await;
    assert_eq!(done.header("location"), "/gestion/travaux?fait=relance");
    assert_eq!(
        (list(&desk, List::Dead).await, list(&desk, List::Waiting).await),
        (vec![], vec![id])
    );
    let again = desk.post(&admin, "/gestion/travaux", &replay).await;
    assert_eq!(again.header("location"), "/gestion/travaux?fait=deja");
    assert_eq!(desk.audited(Filter::default()).await, [audit::Act::JobReplayed]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_job_of_the_platform_is_not_a_houses_to_drop(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let mut tx = desk.begin(desk.visit(HOST).tenant()).await;
    jobs::operations::enqueue(&mut tx, &Purge {}, &When::default()).await.unwrap();
    tx.commit().await.unwrap();
    let kill = "update graphile_worker._private_jobs set attempts = max_attempts";
    sqlx::query(kill).execute(&desk.jobs).await.unwrap();
    let number = list(&desk, List::Dead).await[0].to_string();
    let (_, admin) = desk.sits(Role::Admin).await;
    let page = desk.get(&admin, "/gestion/travaux").await;
    assert!(page.body.contains("value=\"replay\"") && !page.body.contains("value=\"discard\""));
    let discard = [("act", "discard"), ("id", number.as_str())];
    let dropped = desk.post(&admin, "/gestion/travaux", &discard).await;
    assert_eq!(dropped.header("location"), "/gestion/travaux?fait=deja");
    assert_eq!(list(&desk, List::Dead).await.len(), 1);
}

/// The controls of the settings as the page has them, with these changes.
fn settings<'a>(page: &'a str, changes: &[(&str, &'a str)]) -> Vec<(&'a str, String)> {
    let (_, form) = page.split_once("action=\"/gestion/reglages\"").unwrap();
    let attribute = |tag: &'a str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        Some(rest.split('"').next().unwrap())
    };
    let plain =
        |text: &str| text.replace("&quot;", "\"").replace("&#x27;", "'").replace("&amp;", "&");
    form.split("<input")
        .skip(1)
        .filter_map(|tag| {
            let tag = tag.split('>').next().unwrap();
            let name = attribute(tag, "name")?;
            let said = changes.iter().find(|(one, _)| *one == name).map(|(_, text)| *text);
            let value = said.unwrap_or_else(|| attribute(tag, "value").unwrap_or(""));
            Some((name, plain(value)))
        })
        .collect()
}

fn borrowed<'a>(fields: &'a [(&str, String)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn saved_settings_are_shown_to_the_public_at_once(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let (_, admin) = desk.sits(Role::Admin).await;
    let page = desk.get(&admin, "/gestion/reglages").await;
    let changes = [("publication_director", "Dominique Nouvelle"), ("refund_limit", "120")];
    let fields = settings(&page.body, &changes);
    assert!(fields.len() > 25, "{}", fields.len());
    let saved = desk.post(&admin, "/gestion/reglages", &borrowed(&fields)).await;
    assert_eq!(saved.header("location"), "/gestion/reglages?fait=1", "{}", saved.body);
    let public = desk.get("", "/mentions-legales").await;
    assert!(public.body.contains("Dominique Nouvelle"));
    let kept = desk.state.directory().by_host(HOST).unwrap().settings.refund_limit;
    assert_eq!(kept, vocabulary::Cents(12_000));
    let demo2 = Directory::builtin().unwrap().tenants[1].identity.clone();
    assert_eq!(desk.state.directory().by_host("demo2.localhost").unwrap().identity, demo2);
    assert_eq!(desk.audited(Filter::default()).await, [audit::Act::SettingsChanged]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn settings_that_somebody_else_changed_are_not_overwritten(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let (_, admin) = desk.sits(Role::Admin).await;
    let opened = desk.get(&admin, "/gestion/reglages").await;
    let theirs = settings(&opened.body, &[("phone", "01 99 00 00 55")]);
    desk.post(&admin, "/gestion/reglages", &borrowed(&theirs)).await;
    let mine = settings(&opened.body, &[("brand", "Maison Claire")]);
    let refused = desk.post(&admin, "/gestion/reglages", &borrowed(&mine)).await;
    assert_eq!(refused.status.as_u16(), 409);
    assert!(refused.body.contains("<del>01 99 00 00 00</del>"));
    assert!(refused.body.contains("<ins>01 99 00 00 55</ins>"));
    assert!(!refused.body.contains("<ins>Maison Claire</ins>"));
    // What was typed is kept, what was not touched is as it is now: sending it again loses nothing.
    let again = settings(&refused.body, &[]);
    let saved = desk.post(&admin, "/gestion/reglages", &borrowed(&again)).await;
    assert_eq!(saved.header("location"), "/gestion/reglages?fait=1");
    let identity = desk.state.directory().by_host(HOST).unwrap().identity.clone();
    assert_eq!(
        (identity.brand.as_str(), identity.phone.as_str()),
        ("Maison Claire", "01 99 00 00 55")
    );
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn settings_that_are_wrong_are_all_said_and_none_is_saved(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let (_, admin) = desk.sits(Role::Admin).await;
    let page = desk.get(&admin, "/gestion/reglages").await;
    let changes = [("email", "nobody"), ("vault_days", "0"), ("brand", "Autre")];
    let fields = settings(&page.body, &changes);
    let refused = desk.post(&admin, "/gestion/reglages", &borrowed(&fields)).await;
    assert_eq!(refused.status.as_u16(), 422);
    for wanted in ["href=\"#email\"", "href=\"#vault_days\"", "value=\"Autre\""] {
        assert!(refused.body.contains(wanted), "{wanted}");
    }
    assert_ne!(desk.state.directory().by_host(HOST).unwrap().identity.brand, "Autre");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn each_look_at_a_persons_file_is_in_the_audit_but_ones_own(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let (viewer, cookie) = desk.sits(Role::Superviseur).await;
    let other = desk.somebody(HOST, "ada@example.org", &[Role::Client]).await;
    desk.get(&cookie, &filled(Screen::Person.path(), other.id.0)).await;
    desk.get(&cookie, &filled(Screen::Person.path(), viewer.id.0)).await;
    let seen = Filter { act: Some(audit::Act::PersonViewed), ..Filter::default() };
    assert_eq!(desk.audited(seen.clone()).await.len(), 1);
    assert_eq!(desk.audited(Filter { about: Some(other.id.0), ..seen }).await.len(), 1);
    let page = desk.get(&cookie, "/gestion/audit?personne=ada@example.org").await;
    assert!(page.body.contains("Fiche d’une personne ouverte"));
    assert!(page.body.contains(viewer.email.as_str()));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn every_template_is_previewed_in_both_languages_and_runs_nothing(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let (_, cookie) = desk.sits(Role::Support).await;
    for template in notifications::Template::ALL {
        for lang in ["fr", "en"] {
            let path =
                filled(Screen::Template.path(), Uuid::nil()).replace("verify_email", template.id());
            let page = desk.get(&cookie, &format!("{path}?langue={lang}")).await;
            assert_eq!(page.status.as_u16(), 200, "{path}");
            let sms = template.channel() == notifications::Channel::Sms;
            assert_eq!(page.body.contains("sandbox=\"\""), !sms, "{path}");
            assert!(page.header("content-security-policy").contains("frame-src 'self'"));
            let alone = desk.get(&cookie, &format!("{path}/apercu?langue={lang}")).await;
            assert_eq!(alone.status.as_u16(), if sms { 404 } else { 200 }, "{path}");
            if !sms {
                let policy = alone.header("content-security-policy");
                assert!(policy.contains("sandbox") && !policy.contains("script-src"), "{policy}");
                assert!(policy.starts_with("default-src 'none'"));
            }
        }
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_desk_speaks_the_language_of_whoever_sits_at_it(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let (person, cookie) = desk.sits(Role::Admin).await;
    assert!(desk.get(&cookie, "/gestion").await.body.contains("Tableau de bord"));
    let mut tx = desk.begin(desk.visit(HOST).tenant()).await;
    people::save_profile(&mut tx, person.id, &person.profile, Lang::En, person.tell).await.unwrap();
    tx.commit().await.unwrap();
    let page = desk.get(&cookie, "/gestion").await;
    assert!(page.body.contains("Dashboard") && page.body.contains("lang=\"en\""));
}

#[test]
fn no_act_but_the_tables_opens_the_back_office_to_a_customer() {
    for act in [Act::SeePeople, Act::SeeAudit, Act::SeeSettings, Act::SeeJobs] {
        assert_eq!(may(&[Role::Client, Role::ProClient], act), None, "{}", act.id());
    }
}
