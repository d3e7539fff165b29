//! On the way to the desk: signing in by passkey, and the link of an invitation. The keys themselves: `people::keys`.

use accounts::operations::links::{self, Looked, Purpose};
use accounts::operations::sessions::Method;
use app::site::account::AccountPage;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use sealing::Token;

use crate::people::{Answer, Here, own_path, value};

/// `GET /gestion/connexion`
pub async fn sign_in_form(mut here: Here) -> Response {
    here.speak(here.browser_lang());
    let pairs = app::query::pairs(&here.asked.query);
    let next = own_path(value(&pairs, "next")).unwrap_or("/gestion").to_owned();
    // Whoever sits at the desk already has nothing to do here. A database that is down does not hide the page.
    if let Ok(Some(caller)) = here.visitor().await
        && caller.session.method == Method::Passkey
        && caller.person.is_staff()
    {
        return Redirect::to(&next).into_response();
    }
    here.page(&AccountPage::StaffSignIn { next, problems: Vec::new() })
}

/// `GET /gestion/invitation/{token}`
///
/// # Errors
///
/// When the database does not answer.
pub async fn join_form(mut here: Here, Path(token): Path<String>) -> Answer {
    here.speak(here.browser_lang());
    let looked = match Token::parse(&token) {
        None => Looked::Gone,
        Some(token) => {
            let mut tx = here.begin().await?;
            let looked = links::look(&mut tx, &token, Purpose::StaffInvite, here.visit.now).await?;
            tx.commit().await?;
            looked
        }
    };
    Ok(here.page(&match looked {
        Looked::Fresh(link) => AccountPage::Join {
            email: link.email.as_str().to_owned(),
            staff: true,
            problems: Vec::new(),
        },
        Looked::Used => AccountPage::DeadLink { used: true },
        Looked::Gone => AccountPage::DeadLink { used: false },
    }))
}
