//! The link to go on with a draft on another device.

use accounts::operations::limits::{self, Counted};
use app::site::Place;
use axum::body::Bytes;
use axum::extract::Path;
use dossiers::operations::drafts;
use notifications::Template;
use sealing::Token;
use serde_json::json;
use vocabulary::Email;

use super::super::{Mine, NotForThem, overview};
use super::told;
use crate::people::{Answer, form, value};

/// `POST /dossier/{token}/lien`: a link to go on with the draft on another device. The link of before opens nothing more.
///
/// # Errors
///
/// When the database does not answer.
pub async fn send_link(mine: Mine, Path(reference): Path<String>, body: Bytes) -> Answer {
    let form = form(&body);
    let typed = value(&form, "email");
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    let name = opened.name();
    if opened.held() {
        // The account is the way back.
        tx.commit().await?;
        return Ok(mine.to(Place::Dossier, &name));
    }
    let Ok(email) = Email::parse(typed) else {
        tx.commit().await?;
        let wrong = mine.here.asked.say(
            "Écrivez une adresse e-mail comme nom@exemple.fr.",
            "Write an e-mail address like name@example.org.",
        );
        return Ok(overview::shown(&mine, &opened, Some((typed, wrong))));
    };
    let (who, visit, token) = (mine.who(&opened), &mine.here.visit, Token::random());
    // Whoever asks names the address: nobody is to be written to without end.
    let network = limits::count(&mut tx, visit, Counted::Network).await?;
    let letter = limits::count(&mut tx, visit, Counted::Letter(email.as_str())).await?;
    if network.or(letter).is_some() {
        tx.commit().await?;
        let often = mine.here.asked.say(
            "Trop de liens ont été demandés pour cette adresse\u{202f}: réessayez dans une heure.",
            "Too many links were asked for to this address: try again in an hour.",
        );
        return Ok(overview::shown(&mine, &opened, Some((typed, often))));
    }
    let renewed = drafts::renew_link(&mut tx, visit, who, opened.id, &token, Some(&email)).await;
    if let Err(why) = renewed {
        return mine.refused(&name, NotForThem::from(why));
    }
    let path = Place::ResumeDossier.with(token.reveal(), mine.here.asked.lang);
    let until = visit.now + jiff::SignedDuration::from_hours(90 * 24);
    let values = json!({
        "link": format!("{}{path}", mine.here.asked.origin),
        "until": until.to_string(),
    });
    let to = (email, None);
    let letter = (Template::DossierResume, None);
    told(&mut tx, visit, to, mine.here.asked.lang, letter, values).await?;
    tx.commit().await?;
    let mut response = mine.done(&name, "fait=lien");
    mine.keep(&mut response, &token);
    Ok(response)
}
