use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use access::Role;
use accounts::operations::staff;
use accounts::{Hasher, Password, Visit};
use app::site::assets::Assets;
use server::config::Config;
use server::files::Files;
use server::{Database, State};
use tenants::Directory;
use vocabulary::{Email, Lang};

use crate::own::{Failure, Own};

const PAIRS: u32 = 1_000;

/// A form or a call that takes an address.
struct Way {
    name: &'static str,
    path: &'static str,
    body: fn(&str) -> String,
    kind: &'static str,
}

const FORM: &str = "application/x-www-form-urlencoded";

const WAYS: [Way; 4] = [
    Way {
        name: "sign-in",
        path: "/connexion",
        body: |email| format!("email={email}&password=not+the+right+one"),
        kind: FORM,
    },
    Way {
        name: "token",
        path: "/api/v1/tokens",
        body: |email| {
            format!(
                r#"{{"grant_type":"password","email":"{email}","password":"not the right one"}}"#
            )
        },
        kind: "application/json",
    },
    Way {
        name: "forgotten password",
        path: "/mot-de-passe",
        body: |email| format!("email={email}"),
        kind: FORM,
    },
    Way {
        name: "sign-up",
        path: "/inscription",
        body: |email| format!("email={email}"),
        kind: FORM,
    },
];

/// S4: how well the time of an answer tells an address that has an account from one that has none. 0.5 is not at all.
pub(crate) async fn measure(own: Own) -> Result<(), Failure> {
    let settings = BTreeMap::from([("RUST_LOG".to_owned(), "off".to_owned())]);
    let state = State::new(
        Config::from_variables(&settings)?,
        (Files::default(), Assets { css: "/pkg/x.css".into(), ..Assets::default() }),
        Some(own.pool.clone()),
        server::cli::builtin_published(),
        Directory::builtin()?,
    )?;
    state.set_database(Database::Up);
    seed(&own, &state).await?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let site = server::router(state).into_make_service_with_connect_info::<std::net::SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, site).await });
    drop(rustls::crypto::ring::default_provider().install_default());
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    for way in &WAYS {
        let mut times = [Vec::new(), Vec::new()];
        for number in 0..PAIRS {
            // The first of a pair is now one, now the other.
            let first = number.wrapping_mul(2_654_435_761) >> 31;
            for which in [first, 1 - first] {
                let email =
                    if which == 0 { known(number) } else { format!("n{number}@nobody.example") };
                let start = Instant::now();
                let answer = client
                    .post(format!("http://{address}{}", way.path))
                    .header("host", "localhost:3000")
                    .header("origin", "http://localhost:3000")
                    .header("content-type", way.kind)
                    .body((way.body)(&email))
                    .send()
                    .await?;
                let status = answer.status().as_u16();
                answer.bytes().await?;
                if let Some(times) = times.get_mut(which as usize) {
                    times.push(start.elapsed().as_nanos());
                }
                if !matches!(status, 303 | 401 | 400 | 422) {
                    return Err(format!("{} answered {status}", way.name).into());
                }
            }
        }
        let [known, unknown] = &times;
        let permille = told_apart(known, unknown);
        println!("S4  {}: AUC 0.{permille:03} over {PAIRS} pairs (goal 0.550)", way.name);
    }
    Ok(())
}

fn known(number: u32) -> String {
    format!("n{number}@somebody.example")
}

async fn seed(own: &Own, state: &State) -> Result<(), Failure> {
    let house = Arc::clone(state.directory().tenants.first().ok_or("a house")?);
    let visit = Visit {
        origin: "http://localhost:3000".to_owned(),
        house,
        now: own.now,
        lang: Lang::Fr,
        device: String::new(),
        network: None,
        keys: state.keys(),
        tries_per_network: 0,
        came_with: None,
    };
    let email = Email::parse("somebody@example.org").map_err(|_| "an address")?;
    let password =
        Password::choose("quatre mots pris au hasard", &email, "").map_err(|_| "weak")?;
    let hash = Hasher::new(1).hash(&password).await?;
    let mut tx = server::database::begin(state, visit.tenant()).await?;
    for number in 0..PAIRS {
        let email = Email::parse(&known(number)).map_err(|_| "an address")?;
        let comes = (Some(hash.as_str()), [Role::Client].as_slice());
        staff::demonstrate(&mut tx, &visit, &email, ("", ""), comes).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// In thousandths: how often a time of the one is longer than one of the other, or the other way round if that is more.
fn told_apart(one: &[u128], other: &[u128]) -> u64 {
    let mut halves: u64 = 0;
    for a in one {
        for b in other {
            halves += match a.cmp(b) {
                std::cmp::Ordering::Greater => 2,
                std::cmp::Ordering::Equal => 1,
                std::cmp::Ordering::Less => 0,
            };
        }
    }
    let all = (one.len() * other.len() * 2).max(1) as u64;
    let permille = halves * 1_000 / all;
    permille.max(1_000 - permille)
}
