//! The back-office: who sees what, what each form does and refuses.

mod dossiers;
mod jobs;
mod looks;
mod revisions;
mod rights;
mod settings;

use access::{Role, may};
use accounts::operations::sessions::{self, Method};
use accounts::operations::{people, staff};
use accounts::{Person, PersonId, Visit};
use app::site::gestion::acts::{ACTS, Screen, Way};
use audit::operations::{Filter, search};
use axum::Router;
use axum::body::Body;
use server::State;
use server::routes::{ROUTES, Reader};
use sqlx::PgPool;
use tenants::TenantId;
use uuid::Uuid;
use vocabulary::{Email, Lang};

use crate::support::{Answer, as_application, ask, request, state_with};

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
        Self::with(pool, &[]).await
    }

    /// The same, with settings of its own.
    async fn with(pool: PgPool, settings: &[(&str, &str)]) -> Self {
        ::jobs::operations::migrate(&pool.connect_options()).await.unwrap();
        let mut tx = pool.begin().await.unwrap();
        tenants::operations::seed_if_empty(&mut tx, server::clock::now()).await.unwrap();
        tx.commit().await.unwrap();
        let state = state_with(Some(as_application(&pool).await), settings);
        let jobs = ::jobs::operations::pool((*pool.connect_options()).clone(), 3);
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
            came_with: None,
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

/// A path as it is asked: `{…}` filled. The first dossier of a house in its first year here.
/// What whoever may gets of a way: a page, but where it only takes forms, or what it fetches is not there.
fn got_of(path: &str) -> u16 {
    match path {
        "/gestion/dossiers/{reference}/export" => 405,
        "/gestion/comptes/fec" => 422,
        "/gestion/dossiers/{reference}/export/{number}" | "/gestion/factures/{name}" => 404,
        _ => 200,
    }
}

fn filled(path: &str, person: Uuid) -> String {
    let path = revisions::filled(path);
    path.replace("{id}", &person.to_string())
        .replace("{template}", "verify_email")
        .replace("{reference}", &dossiers::first())
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn each_role_sees_what_its_row_of_the_table_says_and_nothing_else(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let other = desk.somebody(HOST, "ada@example.org", &[Role::Client]).await;
    dossiers::closed(&desk, &other).await;
    revisions::one_of_each(&desk).await;
    for role in Role::ALL {
        let (_, cookie) = desk.sits(*role).await;
        for route in ROUTES.iter().filter(|route| route.path.starts_with("/gestion")) {
            let Reader::Staff(act) = route.reader else { continue };
            let path = filled(route.path, other.id.0);
            let status = desk.get(&cookie, &path).await.status.as_u16();
            let expected = if may(&[*role], act).is_some() { got_of(route.path) } else { 404 };
            assert_eq!(status, expected, "{} at {path}", role.id());
        }
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn every_act_is_in_the_palette_of_whoever_may_and_begins_where_it_says(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let other = desk.somebody(HOST, "ada@house.example", &[Role::Operateur]).await;
    jobs::dead_job(&desk).await;
    dossiers::closed(&desk, &other).await;
    revisions::one_of_each(&desk).await;
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
        // What is made or fetched beside a page has an act of its own.
        let own = ["/export", "/export/{number}", "/factures/{name}", "/fec"];
        if own.iter().any(|end| route.path.ends_with(end)) {
            continue;
        }
        // What a page hears is its page's to see.
        let beside = ["/apercu", "/flux", "/fichier"];
        let path = beside.iter().find_map(|it| route.path.strip_suffix(it)).unwrap_or(route.path);
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
