//! What messages say today, filled with nobody's values. The page of one is served alone, and runs nothing.

use app::site::gestion::{GestionPage, TemplateView};
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use notifications::operations::letters;
use notifications::{
    Channel, House, Length, Letter, Template, Unrenderable, plainly, render_letter,
};
use serde_json::{Map, Value as Json, json};
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Lang;

use super::Desk;
use crate::database::Chain;
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

/// Nobody's values, and the house of whoever asks.
pub(super) fn values(desk: &Desk, template: Template) -> Map<String, Json> {
    let tenant = &desk.here.asked.tenant;
    let house = House::of(tenant, &desk.here.asked.origin, &tenant.identity.email, "");
    let mut values = template.sample();
    values.insert("house".to_owned(), json!(house));
    values
}

/// The words in force, and the revision that they are of.
async fn in_force(
    desk: &Desk,
    conn: &mut PgConnection,
    template: Template,
) -> Result<(Letter, Option<Uuid>), Broken> {
    let unread = |error: revisions::Refused| {
        tracing::error!(error = %Chain(&error), "the words of a letter could not be read");
        Broken
    };
    let version = letters::in_force(conn, template, desk.here.visit.now).await.map_err(unread)?;
    let letter = letters::read(conn, template, version).await.map_err(unread)?;
    Ok((letter, version))
}

fn unfilled(error: Unrenderable, template: Template) -> Broken {
    tracing::error!(%error, template = template.id(), "a template could not be filled");
    Broken
}

/// `GET /gestion/messages/modeles/{template}?langue=en`
///
/// # Errors
///
/// When the database does not answer.
pub async fn page(desk: Desk, Path(name): Path<String>) -> Answer {
    let Some(template) = Template::parse(&name) else { return Ok(desk.here.error(404)) };
    let lang = lang(&desk);
    let mut tx = desk.here.begin().await?;
    let (letter, version) = in_force(&desk, &mut tx, template).await?;
    let values = values(&desk, template);
    let filled = render_letter(&letter, template.channel(), lang, &values)
        .map_err(|error| unfilled(error, template))?;
    let short = render_letter(&letter, Channel::Sms, lang, &values).ok().map(|short| {
        let text = plainly(&short.text);
        let length = Length::of(&text);
        (text, length)
    });
    let payload = Some(json!({ "template": template.id() }));
    desk.note(&mut tx, None, audit::Act::TemplatePreviewed, None, payload).await?;
    tx.commit().await?;
    let view = TemplateView {
        template,
        lang,
        subject: filled.subject,
        text: filled.text,
        has_page: !filled.html.is_empty(),
        short,
        version,
    };
    Ok(with_frame(desk.page(&GestionPage::Template(Box::new(view))).await?))
}

/// A page that has a frame: no other does.
pub(super) fn with_frame(mut response: Response) -> Response {
    let policy = response.headers().get(header::CONTENT_SECURITY_POLICY);
    let policy = policy.and_then(|it| it.to_str().ok()).map(|it| format!("{it}; frame-src 'self'"));
    if let Some(Ok(policy)) = policy.map(|policy| HeaderValue::from_str(&policy)) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The page of a message, alone: it runs nothing, and calls nobody.
pub(super) fn alone(html: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, PREVIEW),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    (headers, html).into_response()
}

/// `GET /gestion/messages/modeles/{template}/apercu?langue=en`
///
/// # Errors
///
/// When the database does not answer.
pub async fn preview(desk: Desk, Path(name): Path<String>) -> Answer {
    let Some(template) = Template::parse(&name) else { return Ok(desk.here.error(404)) };
    let mut tx = desk.here.begin().await?;
    let (letter, _) = in_force(&desk, &mut tx, template).await?;
    tx.commit().await?;
    let values = values(&desk, template);
    let filled = render_letter(&letter, template.channel(), lang(&desk), &values)
        .map_err(|error| unfilled(error, template))?;
    if filled.html.is_empty() {
        return Ok(desk.here.error(404));
    }
    Ok(alone(filled.html))
}
