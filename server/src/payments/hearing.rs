//! A report of a provider, kept and answered at once.

use axum::body::Bytes;
use axum::extract::{Path, State as Extract};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use payments::operations::{self as money, notices};
use psp::{Careful, Notice, Provider as _, Unreadable};
use tenants::TenantId;

use crate::database::{self, Chain};
use crate::state::State;
use crate::{clock, pages};

/// `POST /api/v1/payments/{provider}`: a report, signed, kept as it came, answered at once. What a provider does not sign is
/// kept when it is about a payment of ours, which is read again; all else is answered, and forgotten.
pub async fn hear(
    Extract(state): Extract<State>,
    Path(provider): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some((house, _)) = pages::tenant(&state, &headers) else {
        return StatusCode::MISDIRECTED_REQUEST.into_response();
    };
    let Some(by) = state.providers().named(&house, &provider) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let header =
        |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let notice = match by.notice(&header, &body, clock::now()) {
        Ok(notice) => notice,
        Err(Unreadable::NotTheirs) => {
            metrics::counter!("payment_notices_total", "result" => "refused").increment(1);
            return StatusCode::UNAUTHORIZED.into_response();
        }
        Err(Unreadable::Malformed) => {
            // Signed, and not what is documented: sent again it would be no better, and the sweeper reads it.
            metrics::counter!("payment_notices_total", "result" => "unreadable").increment(1);
            tracing::error!(provider, "a signed report of a payment cannot be read");
            return StatusCode::OK.into_response();
        }
    };
    match heard(&state, house.id, by, &notice, &body).await {
        Ok(result) => {
            metrics::counter!("payment_notices_total", "result" => result).increment(1);
            StatusCode::OK.into_response()
        }
        Err(error) => {
            tracing::error!(error = %Chain(&error), "a report of a payment could not be kept");
            // The provider sends it again.
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// Keeps a report that came, and says what it was: new, known, or about nothing of ours and signed by nobody.
async fn heard(
    state: &State,
    tenant: TenantId,
    by: &Careful,
    notice: &Notice,
    body: &[u8],
) -> Result<&'static str, money::Failure> {
    if !by.signs_reports() {
        let mut tx = database::begin(state, tenant).await?;
        let ours = notices::is_ours(&mut tx, by.name(), &notice.about).await?;
        if ours {
            // Of what anybody may have written nothing is kept.
            notices::hear_unsigned(&mut tx, tenant.0, by.name(), notice, clock::now()).await?;
        }
        tx.commit().await?;
        return Ok(if ours { "heard" } else { "stranger" });
    }
    let new = kept(state, tenant, by.name(), notice, Some(body)).await?;
    Ok(if new { "new" } else { "known" })
}

pub(super) async fn kept(
    state: &State,
    tenant: TenantId,
    provider: &str,
    notice: &Notice,
    body: Option<&[u8]>,
) -> Result<bool, sqlx::Error> {
    let mut tx = database::begin(state, tenant).await?;
    let new = notices::hear(&mut tx, tenant.0, provider, notice, body, clock::now()).await?;
    tx.commit().await?;
    Ok(new)
}
