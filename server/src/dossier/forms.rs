//! The forms of a dossier: made of what is known, signed on the screen with a code by mail, or on paper.

use accounts::Visit;
use app::site::Place;
use app::site::dossier::{DossierPage, FormProblem, FormView, LinkView, SignedFrom, draft};
use axum::body::Bytes;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use demarches::kind::Signer;
use documents::operations::keeping;
use dossiers::items::FormState;
use dossiers::operations::signatures;
use dossiers::{Refusal, State as Dossier};
use forms::Form;
use jiff::Timestamp;
use serde::Deserialize;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Mine, NotForThem, Opened, links};
use crate::clock;
use crate::people::{Answer, Broken, Here, form, value};

mod filling;
mod official;
pub(super) mod signing;

pub(crate) use filling::house;
use signing::AtForm;

/// A form of the dossier: `mandat/titulaire` is `mandat.titulaire` in addresses.
pub(super) struct Asked {
    pub(super) name: String,
    pub(super) form: Form,
    pub(super) signer: Signer,
    pub(super) number: u32,
}

impl Asked {
    /// The form that is called so in an address.
    pub(super) fn of(dossier: &Dossier, address: &str) -> Option<Self> {
        let found = dossier.forms.keys().find(|name| name.replace('/', ".") == address)?;
        Self::named(found)
    }

    /// The form that the dossier calls `name`.
    pub(super) fn named(name: &str) -> Option<Self> {
        let mut parts = name.split('/');
        Some(Self {
            name: name.to_owned(),
            form: Form::parse(parts.next()?)?,
            signer: Signer::parse(parts.next()?)?,
            number: parts.next().map_or(Some(1), |number| number.parse().ok())?,
        })
    }
}

/// `POST /dossier/{token}/formulaires`: the forms are made and wait for their signatures.
///
/// # Errors
///
/// When the database does not answer.
pub async fn prepare(mine: Mine, Path(reference): Path<String>) -> Answer {
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    let (who, visit) = (mine.who(&opened), &mine.here.visit);
    match signatures::ask(&mut tx, visit, &mine.rules(), who, opened.id).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(mine.done(&opened.name(), "fait=formulaires"))
        }
        Err(why) => mine.refused(&opened.name(), why.into()),
    }
}

/// `GET /dossier/{token}/formulaire/{name}`
///
/// # Errors
///
/// When the database does not answer.
pub async fn page(mine: Mine, Path((reference, name)): Path<(String, String)>) -> Answer {
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    tx.commit().await?;
    let said = mine.here.asked.query == "fait=code";
    Ok(shown(&mine, &opened, &name, &Said { code_sent: said, ..Said::default() }))
}

/// What is said of a form besides what it is.
#[derive(Default)]
pub(super) struct Said<'a> {
    /// A code is on its way.
    pub(super) code_sent: bool,
    /// Why it is not signed.
    pub(super) problem: Option<FormProblem>,
    /// The name that was typed.
    pub(super) typed: &'a str,
    /// Why its photograph was not taken.
    pub(super) paper: Option<&'a str>,
    /// What is said of the link to whoever else signs it, where that is not what is known.
    pub(super) link: Option<LinkView<'a>>,
}

pub(super) fn shown(mine: &Mine, opened: &Opened, name: &str, said: &Said<'_>) -> Response {
    let id = opened.name();
    let Some(one) = Asked::of(&opened.state, name) else { return mine.to(Place::Dossier, &id) };
    let own = mine.caller().is_some() && is_theirs(one.signer);
    let link = said.link.clone().or_else(|| links::of_form(mine, opened, &id, &one));
    let at = at_form(mine, opened, &one);
    at.shown(SignedFrom::Dossier(&id, name), own, said, |view| {
        let view = FormView { link, ..view };
        mine.here.rendered(draft(&mine.here.asked, &DossierPage::Form(&id, Box::new(view))))
    })
    .unwrap_or_else(|| mine.to(Place::Dossier, &id))
}

/// The customer at a form of their dossier.
fn at_form<'a>(mine: &'a Mine, opened: &'a Opened, one: &'a Asked) -> AtForm<'a> {
    AtForm {
        here: &mine.here,
        id: opened.id,
        state: &opened.state,
        one,
        email: opened.state.email.as_deref().unwrap_or_default(),
        account: mine.caller().map(|caller| &caller.person),
        counted: opened.id.0,
    }
}

/// Who signs the form that the dossier calls `name`, as it is printed; nothing while that is not known.
pub(crate) fn signatory(here: &Here, dossier: &Dossier, name: &str) -> Option<String> {
    let one = Asked::named(name)?;
    let case = filling::case_of(here, dossier, (one.signer, one.number));
    Some(forms::filled(one.form, &case).ok()?.signatory.name)
}

/// Whoever holds the account signs on the screen for themselves; the others sign on paper, or by their own link.
const fn is_theirs(signer: Signer) -> bool {
    matches!(
        signer,
        Signer::Titulaire
            | Signer::Mandant
            | Signer::Acquereur
            | Signer::Parent
            | Signer::RepresentantLegal
            | Signer::Signataire
            | Signer::Heritier
    )
}

/// As of which instant a sheet is asked for.
#[derive(Deserialize)]
pub struct AsOf {
    a: i64,
}

impl AsOf {
    /// That instant.
    pub(super) fn instant(&self) -> Option<Timestamp> {
        Timestamp::from_microsecond(self.a).ok()
    }
}

/// `GET /dossier/{token}/formulaire/{name}/pdf?a=…`: the very sheet that is signed.
///
/// # Errors
///
/// When the database does not answer.
pub async fn pdf(
    mine: Mine,
    Path((reference, name)): Path<(String, String)>,
    Query(as_of): Query<AsOf>,
) -> Answer {
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    let asked = Asked::of(&opened.state, &name).zip(as_of.instant());
    let Some((one, at)) = asked else { return Ok(mine.here.error(404)) };
    let sheet = at_form(&mine, &opened, &one).made(&mut tx, at).await?;
    tx.commit().await?;
    let Ok((_, made)) = sheet else { return Ok(mine.here.error(404)) };
    Ok(as_pdf(made.pdf, &format!("{}-{name}.pdf", opened.name().to_lowercase())))
}

/// A sheet, for the browser to show.
pub(crate) fn as_pdf(pdf: Vec<u8>, name: &str) -> Response {
    let mut response = pdf.into_response();
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    if let Ok(name) = HeaderValue::from_str(&format!("inline; filename=\"{name}\"")) {
        out.insert(header::CONTENT_DISPOSITION, name);
    }
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    out.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    out.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// `POST /dossier/{token}/formulaire/{name}`: a code is sent, or the form is signed.
///
/// # Errors
///
/// When the database, the mail or the store of files does not answer.
pub async fn act(
    mine: Mine,
    Path((reference, name)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let form = form(&body);
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    let id = opened.name();
    let Some(one) = Asked::of(&opened.state, &name) else {
        return Ok(mine.to(Place::Dossier, &id));
    };
    if mine.caller().is_none() || !is_theirs(one.signer) {
        return Ok(mine.here.error(404));
    }
    let at = at_form(&mine, &opened, &one);
    if !at.on_screen() {
        return mine.refused(&id, NotForThem::Refused(Refusal::NotOnScreen));
    }
    let typed = value(&form, "nom").trim();
    let problem = |code_sent, problem| {
        let said = Said { code_sent, problem: Some(problem), typed, ..Said::default() };
        Ok(shown(&mine, &opened, &name, &said))
    };
    if value(&form, "act") == "code" {
        let refused = at.send_code(&mut tx).await?;
        tx.commit().await?;
        if let Some(why) = refused {
            return problem(false, why);
        }
        let here = Place::Form.with(&id, mine.here.asked.lang).replace("{name}", &name);
        return Ok(Redirect::to(&format!("{here}?fait=code")).into_response());
    }
    let proof = match at.sign(&mut tx, &headers, &form).await? {
        Ok(proof) => proof,
        Err(why) => {
            // What was tried counts.
            tx.commit().await?;
            return problem(true, why);
        }
    };
    let (who, visit) = (mine.who(&opened), &mine.here.visit);
    forget_refused(&mut tx, visit, &opened.state, &one.name).await?;
    match signatures::sign(&mut tx, visit, who, opened.id, &one.name, proof).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(mine.done(&id, "fait=signature"))
        }
        Err(why) => mine.refused(&id, why.into()),
    }
}

/// Where the files of the proof `id` are, `form` and `proof`; what its key is bound to.
pub(crate) fn place_of(id: Uuid) -> String {
    format!("signatures/{id}")
}

/// Takes back the photograph of the form `name` that was refused: it is signed anew.
pub(super) async fn forget_refused(
    conn: &mut PgConnection,
    visit: &Visit,
    before: &Dossier,
    name: &str,
) -> Result<(), Broken> {
    let refused = before.forms.get(name).filter(|form| form.state == FormState::Refused);
    let Some(photograph) = refused.and_then(|form| form.evidence) else { return Ok(()) };
    let at = (visit.now, clock::civil(visit.now));
    match keeping::withdraw(conn, Uuid::from(photograph), None, at).await {
        // One that is gone already is gone.
        Ok(()) | Err(keeping::NotWithdrawn::Missing | keeping::NotWithdrawn::Filed) => Ok(()),
        Err(keeping::NotWithdrawn::Database(error)) => Err(error.into()),
    }
}

/// The page of a form whose photograph was not taken, with the reason.
pub(super) fn not_on_paper(mine: &Mine, opened: &Opened, name: &str, why: &str) -> Response {
    shown(mine, opened, name, &Said { paper: Some(why), ..Said::default() })
}

/// The form that is called so in an address, when it may be signed on paper now; else why not.
pub(super) fn may_sign_on_paper(
    mine: &Mine,
    opened: &Opened,
    address: &str,
) -> Result<String, NotForThem> {
    let one = Asked::of(&opened.state, address).ok_or(NotForThem::Refused(Refusal::NoSuchForm))?;
    if !mine.here.asked.tenant.settings.signature.on_paper() {
        return Err(NotForThem::Refused(Refusal::NotOnPaper));
    }
    let waits = opened.state.forms.get(&one.name).is_some_and(dossiers::items::Form::waits);
    if waits { Ok(one.name) } else { Err(NotForThem::Refused(Refusal::NoSuchForm)) }
}
