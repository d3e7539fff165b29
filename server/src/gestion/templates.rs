//! What messages say, filled with nobody's values. The page of one is served alone, and runs nothing.

use app::site::gestion::{GestionPage, TemplateView};
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse as _;
use notifications::{House, Rendered, Template, render};
use serde_json::json;
use vocabulary::Lang;

use super::Desk;
use crate::people::{Answer, Broken, value};

/// The policy of a page of a message: its own style and the house's pictures, in our frame alone.
const PREVIEW: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; \
                       form-action 'none'; frame-ancestors 'self'; sandbox";

/// `GET /gestion/messages/modeles`
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(desk: Desk) -> Answer {
    desk.page(&GestionPage::Templates).await
}

fn lang(desk: &Desk) -> Lang {
    Lang::parse(value(&desk.pairs(), "langue")).unwrap_or(desk.here.asked.lang)
}

fn filled(desk: &Desk, template: Template, lang: Lang) -> Result<Rendered, Broken> {
    let tenant = &desk.here.asked.tenant;
    let house = House::of(tenant, &desk.here.asked.origin, &tenant.identity.email, "");
    let mut values = template.sample();
    values.insert("house".to_owned(), json!(house));
    render(template, lang, &values).map_err(|error| {
        tracing::error!(%error, template = template.id(), "a template could not be filled");
        Broken
    })
}

/// `GET /gestion/messages/modeles/{template}?langue=en`
///
/// # Errors
///
/// When the database does not answer.
pub async fn page(desk: Desk, Path(name): Path<String>) -> Answer {
    let Some(template) = Template::parse(&name) else { return Ok(desk.here.error(404)) };
    let lang = lang(&desk);
    let filled = filled(&desk, template, lang)?;
    let mut tx = desk.here.begin().await?;
    let payload = Some(json!({ "template": template.id() }));
    desk.note(&mut tx, None, audit::Act::TemplatePreviewed, None, payload).await?;
    tx.commit().await?;
    let view = TemplateView {
        template,
        lang,
        subject: filled.subject,
        text: filled.text,
        has_page: !filled.html.is_empty(),
    };
    let mut response = desk.page(&GestionPage::Template(Box::new(view))).await?;
    // This page alone has a frame.
    let policy = response.headers().get(header::CONTENT_SECURITY_POLICY);
    let policy = policy.and_then(|it| it.to_str().ok()).map(|it| format!("{it}; frame-src 'self'"));
    if let Some(Ok(policy)) = policy.map(|policy| HeaderValue::from_str(&policy)) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// `GET /gestion/messages/modeles/{template}/apercu?langue=en`
///
/// # Errors
///
/// When the database does not answer.
pub async fn preview(desk: Desk, Path(name): Path<String>) -> Answer {
    let Some(template) = Template::parse(&name) else { return Ok(desk.here.error(404)) };
    let filled = filled(&desk, template, lang(&desk))?;
    if filled.html.is_empty() {
        return Ok(desk.here.error(404));
    }
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, PREVIEW),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, filled.html).into_response())
}
