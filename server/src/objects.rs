//! `/objects/…`: files of a folder, by signed addresses that expire. S3 and Azure answer theirs themselves.

use axum::body::Body;
use axum::extract::{Request, State as Extract};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use objects::{Error, Grant, Key, Refused, disposition};

use crate::clock;
use crate::state::State;

/// Any request to a file.
pub async fn any(Extract(state): Extract<State>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let (path, query) = (parts.uri.path(), parts.uri.query().unwrap_or_default());
    match state.local_urls().verify(parts.method.as_str(), path, query, clock::now()) {
        Ok(Grant::Get { key, content_type, name }) => {
            let head = parts.method == Method::HEAD;
            get(&state, &key, &content_type, name.as_deref(), head).await
        }
        Ok(grant @ Grant::Put { .. }) => put(&state, &grant, &parts.headers, body).await,
        Err(Refused::OtherMethod) => StatusCode::METHOD_NOT_ALLOWED.into_response(),
        // Expired or never signed: what is there is not said.
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn get(
    state: &State,
    key: &Key,
    content_type: &str,
    name: Option<&str>,
    head: bool,
) -> Response {
    let (found, body) = if head {
        match state.objects().head(key).await {
            Ok(found) => (found, Body::empty()),
            Err(error) => return failed(&error),
        }
    } else {
        match state.objects().stream(key).await {
            Ok((found, stream)) => (found, Body::from_stream(stream)),
            Err(error) => return failed(&error),
        }
    };
    let mut response = body.into_response();
    let out = response.headers_mut();
    let text = |text: &str| HeaderValue::from_str(text).ok();
    if let Some(kind) = text(content_type) {
        out.insert(header::CONTENT_TYPE, kind);
    }
    if let Some(name) = name.and_then(|name| text(&disposition(name))) {
        out.insert(header::CONTENT_DISPOSITION, name);
    }
    out.insert(header::CONTENT_LENGTH, found.length.into());
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    out.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

async fn put(state: &State, grant: &Grant, headers: &HeaderMap, body: Body) -> Response {
    let Grant::Put { key, most, .. } = grant else {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    };
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let kind = text(header::CONTENT_TYPE).map(str::to_owned);
    let length = text(header::CONTENT_LENGTH).and_then(|text| text.parse().ok());
    match grant.takes(kind.as_deref(), length) {
        Ok(()) => {}
        Err(Refused::TooLong) => return StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Err(_) => return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response(),
    }
    let body = body.into_data_stream();
    match state.objects().put_stream(key, body, *most).await {
        Ok(_) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => failed(&error),
    }
}

fn failed(error: &Error) -> Response {
    match error {
        Error::Missing => StatusCode::NOT_FOUND,
        Error::TooLong { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        other => {
            tracing::error!(error = %other, "a file cannot be served");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
    .into_response()
}
