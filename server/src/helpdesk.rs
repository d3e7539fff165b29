//! Where a dossier is, for a helpdesk (Zendesk, Intercom and the like) that shows it beside a conversation.
//!
//! The helpdesk signs what it sends with a secret of the house; the answer names nobody and holds no piece, no address and no
//! sum. Each look is written in the audit. Another house's secret is a wrong one, another house's dossier a missing one: where
//! there are several houses, a secret that names none of them signs nothing.

use app::site::gestion::dossiers::summary;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use dossiers::operations::{NotDone, workspace};
use dossiers::{Reference, State as Dossier};
use jiff::Timestamp;
use ring::hmac;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value as Json, json};
use vocabulary::Lang;
use wording::answer::Problem;

use crate::database::Chain;
use crate::people::Here;
use crate::{api, clock};

/// The second in which a question was signed, since 1970.
pub const SECOND: &str = "x-helpdesk-timestamp";
/// HMAC-SHA-256 of that second, a dot, the host that is asked (without its port), a dot and the body, in hexadecimal.
pub const SIGNATURE: &str = "x-helpdesk-signature";
/// Seconds that a question may be old, or early.
pub const TOLERANCE: u64 = 300;
/// Largest question, in bytes.
pub const BODY_MAX: usize = 4 * 1024;

/// `POST /api/v1/helpdesk/dossiers/{reference}`
pub async fn status(
    here: Here,
    Path(reference): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (result, mut response) = answer(&here, &reference, &headers, &body).await;
    metrics::counter!("helpdesk_requests_total", "result" => result).increment(1);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn answer(
    here: &Here,
    reference: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> (&'static str, Response) {
    let lang = api::language(headers);
    let state = here.state();
    let house = &here.visit.house;
    let helpdesk = &state.config().helpdesk;
    let alone = state.directory().tenants.len() == 1;
    let secrets =
        if alone { helpdesk.of_house(&house.hosts) } else { helpdesk.own_of_house(&house.hosts) };
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(name, _)| name).to_ascii_lowercase();
    if !is_signed(headers, (&host, body), secrets, clock::now()) {
        if secrets.is_empty() && !helpdesk.of_house(&house.hosts).is_empty() {
            tracing::warn!("HELPDESK_SECRET names no house, and there are several: host=secret");
        }
        return ("refused", unauthorized(lang));
    }
    // The signature is of the body: what it names is what is asked for, whatever the address says.
    let named = serde_json::from_slice::<Json>(body)
        .ok()
        .and_then(|it| Reference::parse(it.get("reference")?.as_str()?));
    let Some(named) = named else { return ("malformed", malformed(lang)) };
    if Reference::parse(reference) != Some(named) {
        return ("missing", missing(lang));
    }
    match look(here, named).await {
        Ok(found) => {
            let card = state.providers().of(house).is_some();
            let link = format!("{}/gestion/dossiers/{named}", here.visit.origin);
            ("answered", axum::Json(told(&found, card, &link)).into_response())
        }
        Err(NotDone::Failed(failure)) => {
            tracing::error!(error = %Chain(&failure), "a helpdesk could not be answered");
            ("failed", unavailable(lang))
        }
        Err(_) => ("missing", missing(lang)),
    }
}

async fn look(here: &Here, reference: Reference) -> Result<Dossier, NotDone> {
    let failed = |error: sqlx::Error| NotDone::Failed(error.into());
    let mut tx = crate::database::begin(here.state(), here.visit.tenant()).await.map_err(failed)?;
    let found = workspace::for_helpdesk(&mut tx, &here.visit, reference).await?;
    tx.commit().await.map_err(failed)?;
    Ok(found)
}

/// What is told: codes for programs, words for people, in both languages.
fn told(dossier: &Dossier, card: bool, link: &str) -> Json {
    let (fr, en) = (summary(dossier, card, Lang::Fr), summary(dossier, card, Lang::En));
    let both = |fr: &str, en: &str| json!({ "fr": fr, "en": en });
    let codes = [
        ("pieces", dossier.pieces.id()),
        ("signature", dossier.signature.id()),
        ("payment", dossier.payment.id()),
        ("filing", dossier.filing.id()),
    ];
    let mut tracks = serde_json::Map::new();
    for ((name, code), (fr, en)) in codes.into_iter().zip(fr.tracks.into_iter().zip(en.tracks)) {
        tracks.insert(name.to_owned(), json!({ "code": code, "label": both(fr.1, en.1) }));
    }
    json!({
        "reference": dossier.reference.to_string(),
        "demarche": dossier.kind.id(),
        "status": { "code": dossier.status.id(), "label": both(fr.status, en.status) },
        "whose_move": {
            "code": dossier.status.whose_move().id(), "label": both(fr.whose_move, en.whose_move),
        },
        "tracks": tracks,
        "next_step": both(fr.next, en.next),
        "legal_deadline": dossier.due_on.map(|day| day.to_string()),
        "status_since": instant(dossier.status_since),
        "promised_at": dossier.promised_at.and_then(instant),
        "link": link,
    })
}

fn instant(at: dossiers::At) -> Option<String> {
    Timestamp::from_microsecond(at.0).ok().map(|at| at.to_string())
}

/// Whether one of `secrets` signed `body` for `host` within five minutes of `now`.
fn is_signed(
    headers: &HeaderMap,
    (host, body): (&str, &[u8]),
    secrets: &[SecretString],
    now: Timestamp,
) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let second = text(SECOND).and_then(|text| text.parse::<i64>().ok());
    let tag = text(SIGNATURE).and_then(bytes);
    let (Some(second), Some(tag)) = (second, tag) else { return false };
    if now.as_second().abs_diff(second) > TOLERANCE {
        return false;
    }
    let mut said = format!("{second}.{host}.").into_bytes();
    said.extend_from_slice(body);
    secrets.iter().any(|secret| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose_secret().as_bytes());
        hmac::verify(&key, &said, &tag).is_ok()
    })
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    if !hex.is_ascii() || !hex.len().is_multiple_of(2) || hex.len() > 128 {
        return None;
    }
    (0..hex.len() / 2).map(|at| u8::from_str_radix(hex.get(2 * at..2 * at + 2)?, 16).ok()).collect()
}

fn unauthorized(lang: Lang) -> Response {
    api::problem(&Problem::new(
        StatusCode::UNAUTHORIZED.as_u16(),
        lang.pick("Signature refusée", "Signature refused"),
        lang.pick(
            "La signature n’est pas celle de cette maison, ou date de plus de cinq minutes.",
            "The signature is not that of this house, or is more than five minutes old.",
        ),
    ))
}

fn malformed(lang: Lang) -> Response {
    api::problem(&Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY.as_u16(),
        lang.pick("Corps inutilisable", "Unusable body"),
        lang.pick(
            "Envoyez un objet JSON qui nomme le dossier\u{202f}: {\"reference\": \"CG-2026-000001\"}.",
            "Send a JSON object that names the dossier: {\"reference\": \"CG-2026-000001\"}.",
        ),
    ))
}

fn missing(lang: Lang) -> Response {
    api::problem(&Problem::new(
        StatusCode::NOT_FOUND.as_u16(),
        lang.pick("Introuvable", "Not found"),
        lang.pick(
            "Cette maison n’a pas de dossier de cette référence.",
            "This house has no dossier of this reference.",
        ),
    ))
}

fn unavailable(lang: Lang) -> Response {
    api::problem(&Problem::new(
        StatusCode::SERVICE_UNAVAILABLE.as_u16(),
        lang.pick("Service indisponible", "Service unavailable"),
        lang.pick("Recommencez dans quelques minutes.", "Try again in a few minutes."),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";
    const HOST: &str = "carteclaire.example";
    const BODY: &[u8] = br#"{"reference":"CG-2026-000001"}"#;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn headers(second: &str, secret: &str, body: &[u8]) -> HeaderMap {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let tag =
            hmac::sign(&key, &[second.as_bytes(), b".", HOST.as_bytes(), b".", body].concat());
        let hex = crate::files::hex(tag.as_ref());
        let mut headers = HeaderMap::new();
        headers.insert(SECOND, second.parse().unwrap());
        headers.insert(SIGNATURE, hex.parse().unwrap());
        headers
    }

    fn secrets() -> Vec<SecretString> {
        vec![SECRET.to_owned().into(), "another of those that are in use now".to_owned().into()]
    }

    #[test]
    fn what_the_house_signed_a_while_ago_is_believed_for_five_minutes() {
        let good = headers("1000", SECRET, BODY);
        for (second, believed) in
            [(1000, true), (1300, true), (1301, false), (700, true), (699, false)]
        {
            let found = is_signed(&good, (HOST, BODY), &secrets(), at(second));
            assert_eq!(found, believed, "{second}");
        }
    }

    #[test]
    fn another_host_body_secret_second_or_no_signature_is_not() {
        let good = headers("1000", SECRET, BODY);
        assert!(!is_signed(&good, ("other.example", BODY), &secrets(), at(1000)));
        assert!(!is_signed(&good, (HOST, b"{}"), &secrets(), at(1000)));
        assert!(!is_signed(&good, (HOST, BODY), &[], at(1000)));
        assert!(!is_signed(&headers("1000", "another", BODY), (HOST, BODY), &secrets(), at(1000)));
        let mut moved = good.clone();
        moved.insert(SECOND, HeaderValue::from_static("1001"));
        assert!(!is_signed(&moved, (HOST, BODY), &secrets(), at(1000)));
        for signature in ["", "zz", "abc", "é"] {
            let mut wrong = good.clone();
            wrong.insert(SIGNATURE, HeaderValue::from_bytes(signature.as_bytes()).unwrap());
            assert!(!is_signed(&wrong, (HOST, BODY), &secrets(), at(1000)), "{signature}");
        }
        assert!(!is_signed(&HeaderMap::new(), (HOST, BODY), &secrets(), at(1000)));
    }
}
