//! `POST /api/v1/reports/{provider}`: what providers of mail and texts say became of a message. Signed, or refused.

use axum::body::Bytes;
use axum::extract::{Path, State as Extract};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use mailer::webhooks::{self, Report, Unreadable};

use crate::config::SmsBy;
use crate::database::Chain;
use crate::people::form;
use crate::state::State;
use crate::{clock, pages};

/// Takes a report.
pub async fn take(
    Extract(state): Extract<State>,
    Path(provider): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(read) = read(&state, &provider, &uri, &headers, &body) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let count = |result: &'static str| {
        // One of the settings: there are few.
        let provider = provider.clone();
        metrics::counter!("delivery_reports_total", "provider" => provider, "result" => result)
            .increment(1);
    };
    let reports = match read {
        Ok(reports) => reports,
        Err(Unreadable::NotTheirs) => {
            count("refused");
            return StatusCode::UNAUTHORIZED.into_response();
        }
        Err(_) => {
            count("unreadable");
            return StatusCode::UNPROCESSABLE_ENTITY.into_response();
        }
    };
    match apply(&state, &reports).await {
        Ok(()) => {
            count("taken");
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => {
            count("failed");
            tracing::error!(error = %Chain(&error), "a report of delivery could not be kept");
            // The provider sends it again.
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

async fn apply(state: &State, reports: &[Report]) -> Result<(), sqlx::Error> {
    let pool = state.pool().ok_or(sqlx::Error::PoolClosed)?;
    for report in reports {
        let mut tx = pool.begin().await?;
        notifications::operations::apply(&mut tx, report, clock::now()).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The reports of a body; `None` when the provider is not one of the settings.
fn read(
    state: &State,
    provider: &str,
    uri: &Uri,
    headers: &HeaderMap,
    body: &Bytes,
) -> Option<Result<Vec<Report>, Unreadable>> {
    let mail = &state.config().mail;
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let now = clock::now();
    // The address that the provider signed is the public one.
    let address = || {
        let (_, origin) = pages::tenant(state, headers)?;
        Some(format!("{origin}{}", uri.path_and_query()?))
    };
    match provider {
        "brevo" => {
            let token = mail.brevo_reports.as_ref()?;
            Some(webhooks::brevo(token, text("authorization"), body, now))
        }
        "twilio" => {
            let (first, second) = &mail.sms;
            let token = std::iter::once(first).chain(second).find_map(|by| match by {
                SmsBy::Twilio(_, _, token) => Some(token),
                SmsBy::Folder(_) | SmsBy::MessageBird(..) => None,
            })?;
            let signature = text("x-twilio-signature");
            let report = webhooks::twilio(token, &address()?, &form(body), signature, now);
            Some(report.map(|report| report.into_iter().collect()))
        }
        "messagebird" => {
            let key = mail.messagebird_reports.as_ref()?;
            let jwt = text("messagebird-signature-jwt");
            let report = webhooks::messagebird(key, &address()?, body, jwt, now);
            Some(report.map(|report| report.into_iter().collect()))
        }
        _ => None,
    }
}
