//! Signing up and signing in without a passkey, and the links of letters.

use accounts::Password;
use accounts::operations::links::{Link, Looked, Purpose};
use accounts::operations::sign_in::SignIn;
use accounts::operations::sign_up::{Asked as Letter, Credential, Joined};
use accounts::operations::{Failure, links, sign_in, sign_up};
use app::site::Place;
use app::site::account::{AccountPage, LetterState, LinkKind, Problem};
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use sealing::Token;
use uuid::Uuid;
use vocabulary::Email;

use super::{Answer, Broken, Here, cookies, form, guard, own_path, too_often, value};
use crate::clock;

/// `GET /inscription`
pub async fn sign_up_form(here: Here) -> Response {
    here.page(&AccountPage::SignUp { email: String::new(), problems: Vec::new() })
}

/// `POST /inscription`: a letter to the address.
pub async fn sign_up(here: Here, body: Bytes) -> Response {
    let form = form(&body);
    let typed = value(&form, "email");
    let refused = |problem| {
        here.page(&AccountPage::SignUp { email: typed.to_owned(), problems: vec![problem] })
    };
    let email = match Email::parse(typed) {
        Ok(email) => email,
        Err(error) => return refused(Problem::Email(error)),
    };
    let asked = async {
        let mut tx = here.begin().await?;
        let asked = sign_up::ask(&mut tx, &here.visit, &email).await?;
        tx.commit().await?;
        Ok(asked)
    };
    written(&here, asked.await, refused)
}

/// Goes to the page that follows a letter, or says why there is none.
fn written(
    here: &Here,
    asked: Result<Letter, Failure>,
    refused: impl FnOnce(Problem) -> Response,
) -> Response {
    match asked {
        Ok(Letter::Told(told)) => {
            let address = Place::Letter.with(&told.0.to_string(), here.asked.lang);
            Redirect::to(&address).into_response()
        }
        Ok(Letter::Wait(wait)) => refused(too_often(wait)),
        Err(failure) => {
            drop(Broken::from(failure));
            refused(Problem::Unavailable)
        }
    }
}

/// `GET /courrier/{token}`: what became of a letter.
///
/// # Errors
///
/// When the database does not answer.
pub async fn letter(here: Here, Path(name): Path<String>) -> Answer {
    let state = match name.parse::<Uuid>() {
        Ok(id) => {
            let mut tx = here.begin().await?;
            let state = super::letters::state(&mut tx, id, here.visit.now).await?;
            tx.commit().await?;
            state
        }
        Err(_) => LetterState::Unknown,
    };
    Ok(here.page(&AccountPage::Letter { state }))
}

/// The link under `token`, or the page that says that it cannot be used.
async fn link(
    here: &Here,
    token: &str,
    purpose: Purpose,
) -> Result<Result<Link, Response>, Broken> {
    let looked = match Token::parse(token) {
        None => Looked::Gone,
        Some(token) => {
            let mut tx = here.begin().await?;
            let looked = links::look(&mut tx, &token, purpose, here.visit.now).await?;
            tx.commit().await?;
            looked
        }
    };
    Ok(match looked {
        Looked::Fresh(link) => Ok(*link),
        other => Err(dead(here, &other)),
    })
}

/// The page of a link that cannot be used.
pub(super) fn dead(here: &Here, looked: &Looked) -> Response {
    here.page(&AccountPage::DeadLink { used: matches!(looked, Looked::Used) })
}

/// `GET /inscription/{token}`
///
/// # Errors
///
/// When the database does not answer.
pub async fn join_form(here: Here, Path(token): Path<String>) -> Answer {
    Ok(match link(&here, &token, Purpose::SignUp).await? {
        Ok(link) => here.page(&AccountPage::Join {
            email: link.email.as_str().to_owned(),
            staff: false,
            problems: Vec::new(),
        }),
        Err(dead) => dead,
    })
}

/// `POST /inscription/{token}`: the account, with a password.
///
/// # Errors
///
/// When the database does not answer.
pub async fn join(here: Here, Path(token): Path<String>, body: Bytes) -> Answer {
    let form = form(&body);
    let link = match link(&here, &token, Purpose::SignUp).await? {
        Ok(link) => link,
        Err(dead) => return Ok(dead),
    };
    let refused = |problem| {
        here.page(&AccountPage::Join {
            email: link.email.as_str().to_owned(),
            staff: false,
            problems: vec![problem],
        })
    };
    let password = match Password::choose(value(&form, "password"), &link.email, here.brand()) {
        Ok(password) => password,
        Err(weakness) => return Ok(refused(Problem::Weak(weakness))),
    };
    let Some(token) = Token::parse(&token) else { return Ok(dead(&here, &Looked::Gone)) };
    let joined: Result<Joined, Failure> = async {
        let hash = here.state().hasher().hash(&password).await?;
        let mut tx = here.begin().await?;
        let credential = Credential::Password(hash);
        let joined =
            sign_up::join(&mut tx, &here.visit, &token, Purpose::SignUp, credential).await?;
        tx.commit().await?;
        Ok(joined)
    }
    .await;
    Ok(match joined {
        Ok(Joined::Opened(opened)) => {
            let home = Place::Account.path(here.asked.lang);
            here.opened(&opened, &format!("{home}?mot-de-passe={}", password.strength().id()))
        }
        Ok(Joined::Refused(looked)) => dead(&here, &looked),
        Ok(Joined::PasskeyOnly) => here.error(404),
        Err(failure) => {
            drop(Broken::from(failure));
            refused(Problem::Unavailable)
        }
    })
}

fn next_of(here: &Here) -> String {
    let pairs = app::query::pairs(&here.asked.query);
    own_path(value(&pairs, "next")).unwrap_or_default().to_owned()
}

/// `GET /connexion`
pub async fn sign_in_form(here: Here) -> Response {
    let next = next_of(&here);
    // Whoever is signed in has nothing to do here. A database that is down does not hide the page.
    if guard::caller(here.state(), &here.headers).await.is_ok_and(|caller| caller.is_some()) {
        let to = own_path(&next).unwrap_or(Place::Account.path(here.asked.lang));
        return Redirect::to(to).into_response();
    }
    let ended = here.asked.query == "fin=1";
    here.page(&AccountPage::SignIn { email: String::new(), next, ended, problems: Vec::new() })
}

/// `POST /connexion`: the address and the password.
pub async fn sign_in(here: Here, body: Bytes) -> Response {
    let form = form(&body);
    let (typed, next) = (value(&form, "email"), value(&form, "next"));
    let refused = |problem| {
        here.page(&AccountPage::SignIn {
            email: typed.to_owned(),
            next: own_path(next).unwrap_or_default().to_owned(),
            ended: false,
            problems: vec![problem],
        })
    };
    let email = match Email::parse(typed) {
        Ok(email) => email,
        Err(error) => return refused(Problem::Email(error)),
    };
    match with_password(&here, &email, value(&form, "password")).await {
        Ok(sign_in) => match here.entered(sign_in, next) {
            Ok(response) => response,
            Err(SignIn::Wait(wait)) => refused(too_often(wait)),
            Err(_) => refused(Problem::Wrong),
        },
        Err(failure) => {
            drop(Broken::from(failure));
            refused(Problem::Unavailable)
        }
    }
}

async fn with_password(here: &Here, email: &Email, typed: &str) -> Result<SignIn, Failure> {
    let mut tx = here.begin().await?;
    let known = sign_in::known(&mut tx, &here.visit, email).await?;
    tx.commit().await?;
    let known = match known {
        Ok(known) => known,
        Err(wait) => return Ok(SignIn::Wait(wait)),
    };
    // Outside any transaction: it takes a while.
    let right = here.state().hasher().verify(&Password::typed(typed), known.hash()).await?;
    let mut tx = here.begin().await?;
    let sign_in = sign_in::with_password(&mut tx, &here.visit, &known, right).await?;
    tx.commit().await?;
    Ok(sign_in)
}

/// `GET /connexion/code`
pub async fn code_form(here: Here) -> Response {
    if cookies::get(&here.headers, cookies::STEP).is_none() {
        return here.to(Place::SignIn);
    }
    here.page(&AccountPage::Code { next: next_of(&here), problems: Vec::new() })
}

/// `POST /connexion/code`: the code after the password.
///
/// # Errors
///
/// When the database does not answer.
pub async fn code(here: Here, body: Bytes) -> Answer {
    let form = form(&body);
    let next = own_path(value(&form, "next")).unwrap_or_default().to_owned();
    let step = cookies::get(&here.headers, cookies::STEP).and_then(Token::parse);
    let Some(ceremony) = step else { return Ok(here.to(Place::SignIn)) };
    let mut tx = here.begin().await?;
    let sign_in = sign_in::with_code(&mut tx, &here.visit, &ceremony, value(&form, "code")).await?;
    tx.commit().await?;
    let refused =
        |problem| Ok(here.page(&AccountPage::Code { next: next.clone(), problems: vec![problem] }));
    match here.entered(sign_in, &next) {
        Ok(mut response) => {
            cookies::clear(&mut response, cookies::STEP);
            Ok(response)
        }
        Err(SignIn::Wait(wait)) => refused(too_often(wait)),
        Err(SignIn::Link(_)) => Ok(here.to(Place::SignIn)),
        Err(_) => refused(Problem::WrongCode),
    }
}

/// Which letter a page asks for.
fn kind(here: &Here) -> LinkKind {
    if here.asked.path == Place::Forgot.path(here.asked.lang) {
        LinkKind::Reset
    } else {
        LinkKind::SignIn
    }
}

/// `GET /connexion/lien`, `GET /mot-de-passe`
pub async fn ask_letter_form(here: Here) -> Response {
    here.page(&AccountPage::AskLetter {
        kind: kind(&here),
        email: String::new(),
        problems: Vec::new(),
    })
}

/// `POST /connexion/lien`, `POST /mot-de-passe`
pub async fn ask_letter(here: Here, body: Bytes) -> Response {
    let form = form(&body);
    let (kind, typed) = (kind(&here), value(&form, "email"));
    let refused = |problem| {
        let email = typed.to_owned();
        here.page(&AccountPage::AskLetter { kind, email, problems: vec![problem] })
    };
    let email = match Email::parse(typed) {
        Ok(email) => email,
        Err(error) => return refused(Problem::Email(error)),
    };
    let asked = async {
        let mut tx = here.begin().await?;
        let asked = match kind {
            LinkKind::Reset => sign_in::ask_reset(&mut tx, &here.visit, &email).await?,
            _ => sign_in::ask_link(&mut tx, &here.visit, &email).await?,
        };
        tx.commit().await?;
        Ok(asked)
    };
    written(&here, asked.await, refused)
}

/// `GET /connexion/lien/{token}`: before it is used.
///
/// # Errors
///
/// When the database does not answer.
pub async fn use_link_form(here: Here, Path(token): Path<String>) -> Answer {
    Ok(match link(&here, &token, Purpose::SignIn).await? {
        Ok(link) => here.page(&AccountPage::UseLink {
            kind: LinkKind::SignIn,
            email: link.email.as_str().to_owned(),
        }),
        Err(dead) => dead,
    })
}

/// `POST /connexion/lien/{token}`
///
/// # Errors
///
/// When the database does not answer.
pub async fn use_link(here: Here, Path(token): Path<String>) -> Answer {
    let Some(token) = Token::parse(&token) else { return Ok(dead(&here, &Looked::Gone)) };
    let mut tx = here.begin().await?;
    let sign_in = sign_in::with_link(&mut tx, &here.visit, &token).await?;
    tx.commit().await?;
    Ok(match here.entered(sign_in, "") {
        Ok(response) => response,
        Err(SignIn::Link(looked)) => dead(&here, &looked),
        Err(_) => dead(&here, &Looked::Gone),
    })
}

/// `GET /mot-de-passe/{token}`
///
/// # Errors
///
/// When the database does not answer.
pub async fn reset_form(here: Here, Path(token): Path<String>) -> Answer {
    Ok(match link(&here, &token, Purpose::Reset).await? {
        Ok(link) => here.page(&AccountPage::NewPassword {
            email: link.email.as_str().to_owned(),
            problems: Vec::new(),
        }),
        Err(dead) => dead,
    })
}

/// `POST /mot-de-passe/{token}`
///
/// # Errors
///
/// When the database does not answer.
pub async fn reset(here: Here, Path(token): Path<String>, body: Bytes) -> Answer {
    let form = form(&body);
    let found = match link(&here, &token, Purpose::Reset).await? {
        Ok(link) => link,
        Err(dead) => return Ok(dead),
    };
    let password = match Password::choose(value(&form, "password"), &found.email, here.brand()) {
        Ok(password) => password,
        Err(weakness) => {
            return Ok(here.page(&AccountPage::NewPassword {
                email: found.email.as_str().to_owned(),
                problems: vec![Problem::Weak(weakness)],
            }));
        }
    };
    let Some(token) = Token::parse(&token) else { return Ok(dead(&here, &Looked::Gone)) };
    let hash = here.state().hasher().hash(&password).await?;
    let mut tx = here.begin().await?;
    let looked = sign_in::reset(&mut tx, &here.visit, &token, &hash).await?;
    if let (Looked::Fresh(_), Some(person)) = (&looked, found.person) {
        tokens::operations::revoke_all(&mut tx, &here.visit, person).await?;
    }
    tx.commit().await?;
    Ok(match looked {
        Looked::Fresh(_) => here.page(&AccountPage::PasswordChosen(password.strength())),
        other => dead(&here, &other),
    })
}

/// The day of the request in Paris.
pub(super) fn today(here: &Here) -> vocabulary::Date {
    clock::day(here.visit.now).date
}
