//! Lists of vehicles: taken from a file or a text, and given out.

use ::fleets::operations::{lists, vehicles};
use ::fleets::sheet::{self, MOST_BYTES, Sheet, Unreadable};
use app::site::account::{FleetPage, RefusedLine, SheetView, TakenView};
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, Multipart};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, get};

use super::shown;
use crate::people::{Answer, Here};
use crate::state::State;

/// The longest form, in bytes: a file, a text of that length, and what stands between.
const FORM_MAX: usize = 2 * MOST_BYTES + 64 * 1024;

/// The page of lists, whose form may be longer than others.
pub(crate) fn ways() -> MethodRouter<State> {
    get(form_page).post(take).layer(DefaultBodyLimit::max(FORM_MAX))
}

/// `GET /compte/vehicules/import`
///
/// # Errors
///
/// Never.
pub async fn form_page(here: Here) -> Answer {
    Ok(shown(&here, FleetPage::Sheet(SheetView::default())))
}

/// `POST /compte/vehicules/import`: the good lines are taken, the others are given back.
///
/// # Errors
///
/// When the database does not answer.
pub async fn take(here: Here, form: Multipart) -> Answer {
    let text = match sent(form).await {
        Ok(text) => text,
        Err(why) => return Ok(unreadable(&here, String::new(), why)),
    };
    let sheet = match sheet::read(&text, here.asked.today) {
        Ok(sheet) => sheet,
        Err(why) => return Ok(unreadable(&here, text, why)),
    };
    let mut tx = here.begin().await?;
    let taken = lists::take(&mut tx, &here.visit, &here.caller()?.person, &sheet).await?;
    tx.commit().await?;
    Ok(shown(&here, FleetPage::Sheet(told(&sheet, taken))))
}

fn unreadable(here: &Here, text: String, why: Unreadable) -> Response {
    let view = SheetView { text, unreadable: Some(why), ..SheetView::default() };
    shown(here, FleetPage::Sheet(view))
}

fn told(sheet: &Sheet, taken: lists::Taken) -> SheetView {
    let text = if taken.refused.is_empty() { String::new() } else { sheet.again(&taken.refused) };
    let refused = taken.refused.iter().map(|line| RefusedLine {
        number: line.number,
        wrong: line
            .read
            .clone()
            .err()
            .unwrap_or_default()
            .into_iter()
            .map(|(column, fault)| {
                let cell = column.map_or("", |column| line.cell(&sheet.header, column));
                (column, fault, cell.to_owned())
            })
            .collect(),
    });
    let taken = TakenView {
        refused: refused.collect(),
        added: taken.added,
        changed: taken.changed,
        same: taken.same,
        unknown: sheet.unknown.clone(),
    };
    SheetView { text, taken: Some(taken), unreadable: None }
}

/// The text of the file, or the one that was pasted where there is no file.
async fn sent(mut form: Multipart) -> Result<String, Unreadable> {
    let (mut file, mut pasted) = (None, String::new());
    loop {
        match form.next_field().await {
            Ok(Some(field)) => match field.name() {
                Some("file") => {
                    let bytes = whole(field).await?;
                    // A control of files that was left empty sends nothing.
                    file = file.or(Some(bytes).filter(|bytes| !bytes.is_empty()));
                }
                Some("list") => pasted = sheet::decoded(&whole(field).await?)?,
                _ => {}
            },
            Ok(None) => break,
            // Longer than the form may be, or cut.
            Err(_) => return Err(Unreadable::TooLong),
        }
    }
    file.map_or(Ok(pasted), |bytes| sheet::decoded(&bytes))
}

async fn whole(mut field: Field<'_>) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::new();
    while let Some(part) = field.chunk().await.map_err(|_| Unreadable::TooLong)? {
        bytes.extend_from_slice(&part);
        if bytes.len() > MOST_BYTES {
            return Err(Unreadable::TooLong);
        }
    }
    Ok(bytes)
}

/// `GET /compte/vehicules/modele.csv`
///
/// # Errors
///
/// Never.
pub async fn template(here: Here) -> Answer {
    let name = here.asked.say("modele-vehicules.csv", "vehicles-template.csv");
    Ok(file(sheet::template(here.asked.lang), name))
}

/// `GET /compte/vehicules/liste.csv`
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(here: Here) -> Answer {
    let mut tx = here.begin().await?;
    let all = vehicles::all(&mut tx, here.caller()?.person.id).await?;
    tx.commit().await?;
    let text = sheet::list(here.asked.lang, all.iter().map(|(_, vehicle)| vehicle));
    Ok(file(text, here.asked.say("vehicules.csv", "vehicles.csv")))
}

fn file(text: String, name: &str) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (headers, text).into_response()
}
