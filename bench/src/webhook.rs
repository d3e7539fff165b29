use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use app::site::assets::Assets;
use ring::hmac;
use server::config::Config;
use server::files::Files;
use server::{Database, State};
use tenants::Directory;

use crate::own::{Failure, Own};

const SECRET: &str = "whsec_bench";
const PER_SECOND: u32 = 100;
const SECONDS: u32 = 10;

/// P7: how long a provider of payments waits for the answer to its report, a hundred a second, while no worker runs. Counted
/// from when a report was due, so that one that waits for another counts too.
pub(crate) async fn measure(own: Own) -> Result<(), Failure> {
    let settings = BTreeMap::from(
        [
            ("RUST_LOG", "off"),
            ("RATE_LIMIT_PER_SECOND", "0"),
            ("PAYMENTS", "stripe"),
            ("STRIPE_KEY", "sk_bench"),
            ("STRIPE_WEBHOOK_SECRET", SECRET),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    let state = State::new(
        Config::from_variables(&settings)?,
        (Files::default(), Assets { css: "/pkg/x.css".into(), ..Assets::default() }),
        Some(own.pool.clone()),
        server::cli::builtin_published(),
        Directory::builtin()?,
    )?;
    state.set_database(Database::Up);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let site = server::router(state).into_make_service_with_connect_info::<std::net::SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, site).await });
    let client = reqwest::Client::new();
    let url = format!("http://{address}/api/v1/payments/stripe");
    let reports = PER_SECOND * SECONDS;
    let start = Instant::now();
    let sent: Vec<_> = (0..reports)
        .map(|number| {
            let (client, url) = (client.clone(), url.clone());
            tokio::spawn(async move {
                let due = start + Duration::from_secs(1) / PER_SECOND * number;
                tokio::time::sleep_until(due.into()).await;
                let body = report(number);
                let answer = client
                    .post(&url)
                    .header("host", "localhost:3000")
                    .header("content-type", "application/json")
                    .header("stripe-signature", signed(&body))
                    .body(body)
                    .send()
                    .await?;
                answer.error_for_status()?.bytes().await?;
                Ok::<_, reqwest::Error>(due.elapsed())
            })
        })
        .collect();
    let mut times = Vec::new();
    for one in sent {
        times.push(one.await??);
    }
    times.sort_unstable();
    let at = |hundredths: usize| times.get(times.len() * hundredths / 100).copied();
    let kept: i64 = {
        let mut conn = own.owner().await?;
        sqlx::query_scalar("select count(*) from payment_notices where handled_at is null")
            .fetch_one(&mut conn)
            .await?
    };
    let (Some(half), Some(most)) = (at(50), at(99)) else { return Err("no report".into()) };
    println!(
        "P7  report of a payment answered, {PER_SECOND}/s, no worker: p50 {half:.1?}, p99 {most:.1?} (goal 25 ms); kept {kept} of {reports}"
    );
    Ok(())
}

fn report(number: u32) -> String {
    format!(
        r#"{{"id":"evt_bench_{number}","object":"event","type":"checkout.session.completed","created":{},"data":{{"object":{{"id":"cs_bench_{number}","object":"checkout.session"}}}}}}"#,
        server::clock::now().as_second()
    )
}

fn signed(body: &str) -> String {
    let at = server::clock::now().as_second();
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let tag = hmac::sign(&key, format!("{at}.{body}").as_bytes());
    let hex = tag.as_ref().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    format!("t={at},v1={hex}")
}
