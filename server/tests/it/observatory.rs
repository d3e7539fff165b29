//! Every HTML page against the arithmetic of Mozilla's HTTP Observatory (quality.md S2).

use access::Role;
use accounts::operations::sessions::Method;
use server::routes::{PLACES, ROUTES, Reader};
use sqlx::PgPool;

use crate::somebody::get_as;
use crate::support::{Answer, signed_in, site};

/// The points of the Observatory (2024 rules) for what this answer says; a fault costs what it costs there.
fn score(answer: &Answer) -> i32 {
    let policy = answer.header("content-security-policy");
    let directive = |name: &str| {
        policy.split(';').map(str::trim).find_map(|one| {
            one.strip_prefix(name).filter(|rest| rest.starts_with(' ') || rest.is_empty())
        })
    };
    let unsafe_policy = policy.contains("'unsafe-inline'") || policy.contains("'unsafe-eval'");
    let mut score = 100;
    score += match directive("default-src").map(str::trim) {
        Some("'none'") if !unsafe_policy => 10,
        Some(_) if !unsafe_policy => 5,
        Some(_) => -20,
        None => -25,
    };
    // Cookies: secure, not for scripts, and with SameSite; none at all gives nothing.
    for cookie in answer.headers.get_all("set-cookie") {
        let cookie = cookie.to_str().unwrap();
        let whole = cookie.starts_with("__Host-")
            && ["; Secure", "; HttpOnly", "; SameSite="].iter().all(|part| cookie.contains(part));
        score += if whole { 0 } else { -20 };
    }
    let six_months = answer
        .header("strict-transport-security")
        .split(';')
        .find_map(|part| part.trim().strip_prefix("max-age=")?.parse::<u64>().ok())
        .is_some_and(|age| age >= 15_768_000);
    score += if six_months { 0 } else { -20 };
    let private =
        ["no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"];
    score += if private.contains(&answer.header("referrer-policy")) { 5 } else { 0 };
    score += if answer.header("x-content-type-options") == "nosniff" { 0 } else { -5 };
    score +=
        if directive("frame-ancestors").is_some_and(|it| it.trim() == "'none'") { 5 } else { -20 };
    score += match answer.header("cross-origin-resource-policy") {
        "same-origin" | "same-site" => 10,
        "cross-origin" => 0,
        _ => -50,
    };
    if answer.headers.contains_key("access-control-allow-origin") {
        score -= 50;
    }
    // Scripts of elsewhere, which there are none of.
    if answer.body.contains("<script src=\"http") || answer.body.contains("<script src=\"//") {
        score -= 50;
    }
    score
}

fn is_page(answer: &Answer) -> bool {
    answer.header("content-type").starts_with("text/html")
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn every_html_page_scores_130_by_the_arithmetic_of_the_observatory(pool: PgPool) {
    let site = site(&pool).await;
    let customer = signed_in(&pool, &[Role::ProClient], Method::Password).await;
    let staff = signed_in(&pool, &[Role::Admin, Role::Superviseur], Method::Passkey).await;
    let mut ways: Vec<(String, &str)> =
        crate::pages::addresses(&site).await.into_iter().map(|path| (path, "")).collect();
    for route in ROUTES {
        let cookie = match route.reader {
            Reader::Staff(_) => staff.as_str(),
            _ => customer.as_str(),
        };
        ways.push((route.path.to_owned(), cookie));
    }
    for (place, ..) in PLACES {
        for path in place.paths() {
            ways.push((path.to_owned(), customer.as_str()));
            ways.push((path.to_owned(), ""));
        }
    }
    let mut pages = 0;
    for (path, cookie) in ways {
        let path = path
            .replace("{token}", &"0".repeat(64))
            .replace("{template}", "verify_email")
            .replace("{id}", "01a20000-0000-7000-8000-000000000000");
        let answer = get_as(&site, &path, cookie).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        if !is_page(&answer) {
            continue;
        }
        if path.ends_with("/apercu") {
            // A letter as a mail program shows it, with the styles that such programs want: in a frame of its own that
            // may run nothing, fetch nothing and send nothing.
            assert!(policy.ends_with("; sandbox") && !policy.contains("script-src"), "{policy}");
            continue;
        }
        pages += 1;
        assert!(score(&answer) >= 130, "{path}: {} {:?}", score(&answer), answer.headers);
        assert!(!answer.body.contains(" style=\""), "{path}: an inline style");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
    }
    assert!(pages > 150, "{pages} pages");
}
