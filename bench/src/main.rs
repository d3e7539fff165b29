//! `cargo xtask bench`: figures of quality.md as ratios of one run, or as floors. Loopback only, bounded in count.
//!
//! P1 rendering against a bare handler and against a kept page, P2 a simulation, P5 what the layers cost,
//! P6 the lists of dossiers, P7 jobs and reports of payments, P8 papers and packages, S4 who has an account, S8 the audit,
//! P10 the server at rest and its start.
#![expect(clippy::print_stdout, reason = "a benchmark speaks to the terminal")]

mod audited;
mod desk;
mod enumeration;
mod load;
mod own;
mod packed;
mod papers;
mod process;
mod queue;
mod webhook;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::net::SocketAddr;
use std::time::Instant;

use app::site::assets::Assets;
use axum::Router;
use axum::routing::get;
use server::State;
use server::config::Config;
use server::files::Files;
use simulator::facts::{Mode, Value, read};
use tenants::Directory;
use vocabulary::Date;

/// The same as the program's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The worked case of every measure: a used petrol car of 6 CV in Paris.
const CASE: &str = "issued_on=2026-11-21&operation=changement_titulaire&departement=75&genre=VP&energy=ES&fiscal_cv=6&first_registered_on=2021-05-14";

/// Takes the figures that are named (`P6 S8`), or all.
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let named: Vec<String> = std::env::args().skip(1).collect();
    let is_asked = |figure: &str| named.is_empty() || named.iter().any(|name| name == figure);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    if is_asked("P2") {
        simulation()?;
    }
    if is_asked("P1") || is_asked("P5") {
        runtime.block_on(serving())?;
    }
    if is_asked("P7") {
        runtime.block_on(queue::measure())?;
    }
    if is_asked("P8") {
        papers::measure()?;
        runtime.block_on(packed::measure())?;
    }
    let together = async {
        if is_asked("P6") {
            own::database("P6", desk::measure).await?;
        }
        if is_asked("P7") {
            own::database("P7", webhook::measure).await?;
        }
        if is_asked("S4") {
            own::database("S4", enumeration::measure).await?;
        }
        if is_asked("S8") {
            own::database("S8", audited::measure).await?;
        }
        Ok(())
    };
    runtime.block_on(together).map_err(|failure: own::Failure| failure.to_string())?;
    if is_asked("P10") {
        process::at_rest()?;
    }
    Ok(())
}

/// P2: the median of many batches.
fn simulation() -> Result<(), Box<dyn std::error::Error>> {
    const BATCH: u32 = 1_000;
    let baremes = baremes::builtin();
    let today = Date::new(2026, 11, 21)?;
    let cases = [
        ("used petrol car", CASE),
        (
            "used import, both malus",
            "operation=import_occasion&departement=75&genre=VP&energy=ES&fiscal_cv=12&first_registered_on=2023-02-13&co2_g_km=190&co2_norm=wltp&mass_in_running_order_kg=1950&issued_on=2026-11-21&holder=person",
        ),
    ];
    for (name, query) in cases {
        let pairs = app::query::pairs(query);
        let given = pairs.iter().map(|(name, value)| (name.as_str(), Value::Text(value)));
        let facts =
            read(Mode::Text, given, baremes, today).map_err(|errors| format!("{errors:?}"))?;
        let mut batches: Vec<u128> = (0..501)
            .map(|_| {
                let start = Instant::now();
                for _ in 0..BATCH {
                    black_box(simulator::simulate(black_box(&facts), baremes, today));
                }
                start.elapsed().as_nanos() / u128::from(BATCH)
            })
            .collect();
        batches.sort_unstable();
        println!("P2  simulation, {name}: median {} ns (goal 1000)", batches[batches.len() / 2]);
    }
    Ok(())
}

/// The site without a database, in memory.
fn site() -> Result<Router, Box<dyn std::error::Error>> {
    let settings = BTreeMap::from([("RUST_LOG".to_owned(), "off".to_owned())]);
    let state = State::new(
        Config::from_variables(&settings)?,
        (Files::default(), Assets { css: "/pkg/x.css".into(), ..Assets::default() }),
        None,
        server::cli::builtin_published(),
        Directory::builtin()?,
    )?;
    Ok(server::router(state))
}

async fn listen(router: Router) -> Result<SocketAddr, std::io::Error> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await
    });
    Ok(address)
}

/// P1 and P5: requests a second of one run, 32 connections.
async fn serving() -> Result<(), Box<dyn std::error::Error>> {
    let body = "x".repeat(20_000);
    let bare = listen(Router::new().route("/", get(move || async move { body.clone() }))).await?;
    let small = listen(Router::new().route("/", get(|| async { "ok\n" }))).await?;
    let site = listen(site()?).await?;
    let bare = load::requests_per_second(bare, "/").await?;
    let small = load::requests_per_second(small, "/").await?;
    let kept = load::requests_per_second(site, "/simulateur").await?;
    let rendered = load::requests_per_second(site, &format!("/simulateur?{CASE}")).await?;
    let layers = load::requests_per_second(site, "/healthz").await?;
    println!("P1  bare axum handler, 20 kB: {bare}/s");
    println!("P1  kept page: {kept}/s, {} % of the bare handler", kept * 100 / bare.max(1));
    println!(
        "P1  rendered page: {rendered}/s, {} % of the bare handler",
        rendered * 100 / bare.max(1)
    );
    println!(
        "P5  whole middleware: {layers}/s of {small}/s, {} % (goal 50)",
        layers * 100 / small.max(1)
    );
    Ok(())
}
