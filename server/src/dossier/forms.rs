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
use dossiers::operations::evidence::{self, Evidence};
use dossiers::operations::{NotDone, signatures};
use dossiers::{Id, Refusal, State as Dossier};
use forms::{Form, Mark};
use jiff::Timestamp;
use serde::Deserialize;
use sqlx::{PgConnection, Postgres, Transaction};
use uuid::Uuid;

use super::{Mine, NotForThem, Opened, links};
use crate::clock;
use crate::papers::keep_private;
use crate::people::{Answer, Broken, Here, form, value};

mod filling;
mod official;
pub(crate) mod signing;

pub(crate) use filling::house;
pub(super) use official::Templates;
use signing::{AtForm, Printed, Read};

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
    let pairs = app::query::pairs(&mine.here.asked.query);
    shown(&mine, &opened, &name, &Said::asked(&pairs)).await
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
    /// The strokes that were drawn.
    pub(super) drawn: &'a str,
    /// Why its photograph was not taken.
    pub(super) paper: Option<&'a str>,
    /// What is said of the link to whoever else signs it, where that is not what is known.
    pub(super) link: Option<LinkView<'a>>,
    /// The sheet that they read.
    pub(super) read: Option<Read>,
}

impl<'a> Said<'a> {
    /// What the address of the page says.
    pub(super) fn asked(pairs: &[(String, String)]) -> Self {
        let code_sent = value(pairs, "fait") == "code";
        Self { code_sent, read: Read::of(pairs), ..Self::default() }
    }

    /// Why `form` was not done: what was typed, and what was read, stays.
    pub(super) fn not_done(form: &'a [(String, String)], problem: FormProblem) -> Self {
        // Where something else is printed now, that is read anew.
        let read = Read::of(form).filter(|_| problem != FormProblem::Old);
        // A code that was asked for and did not leave is not on its way.
        let code_sent = value(form, "act") == "sign";
        let typed = value(form, "nom").trim();
        // What could not be read as strokes is not drawn again.
        let drawn = value(form, "trace");
        let drawn = if Mark::parse(drawn).is_ok() { drawn } else { "" };
        Self { code_sent, problem: Some(problem), typed, drawn, read, ..Self::default() }
    }
}

pub(super) async fn shown(mine: &Mine, opened: &Opened, name: &str, said: &Said<'_>) -> Answer {
    let id = opened.name();
    let Some(one) = Asked::of(&opened.state, name) else {
        return Ok(mine.to(Place::Dossier, &id));
    };
    let mut tx = mine.begin().await?;
    let instants = Read::instants(said.read.as_ref(), mine.here.visit.now);
    let templates = Templates::at(mine.here.state(), &mut tx, one.form, instants).await?;
    tx.commit().await?;
    let own = mine.caller().is_some() && is_theirs(one.signer);
    let link = said.link.clone().or_else(|| links::of_form(mine, opened, &id, &one));
    let at = at_form(mine, opened, &one, templates);
    let page = at.shown(SignedFrom::Dossier(&id, name), own, said, |view| {
        let view = FormView { link, ..view };
        mine.here.rendered(draft(&mine.here.asked, &DossierPage::Form(&id, Box::new(view))))
    });
    Ok(page.await?.unwrap_or_else(|| mine.to(Place::Dossier, &id)))
}

/// The customer at a form of their dossier.
fn at_form<'a>(
    mine: &'a Mine,
    opened: &'a Opened,
    one: &'a Asked,
    templates: Templates,
) -> AtForm<'a> {
    AtForm {
        here: &mine.here,
        id: opened.id,
        state: &opened.state,
        one,
        templates,
        email: opened.state.email.as_deref().unwrap_or_default(),
        account: mine.caller().map(|caller| &caller.person),
        counted: opened.id.0,
    }
}

/// Who signs the form that the dossier calls `name`, as it is printed; nothing while that is not known.
pub(crate) fn signatory(here: &Here, dossier: &Dossier, name: &str) -> Option<String> {
    let one = Asked::named(name)?;
    let case = filling::case_of(here, dossier, (one.signer, one.number), here.asked.today);
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
    /// That instant, while a sheet of it may still be signed.
    pub(super) fn instant(&self, now: Timestamp) -> Option<Timestamp> {
        Timestamp::from_microsecond(self.a).ok().filter(|at| signing::is_fresh(*at, now))
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
    let asked = Asked::of(&opened.state, &name).zip(as_of.instant(mine.here.visit.now));
    let Some((one, at)) = asked else { return Ok(mine.here.error(404)) };
    let templates = Templates::at(mine.here.state(), &mut tx, one.form, [at]).await?;
    tx.commit().await?;
    let sheet = at_form(&mine, &opened, &one, templates).made(at).await?;
    let Ok(Printed { made, .. }) = sheet else { return Ok(mine.here.error(404)) };
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
    keep_private(out);
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
    let read = Read::of(&form);
    let instants = Read::instants(read.as_ref(), mine.here.visit.now);
    let templates = Templates::at(mine.here.state(), &mut tx, one.form, instants).await?;
    let at = at_form(&mine, &opened, &one, templates);
    if !at.on_screen() {
        return mine.refused(&id, NotForThem::Refused(Refusal::NotOnScreen));
    }
    let problem = async |why| shown(&mine, &opened, &name, &Said::not_done(&form, why)).await;
    if value(&form, "act") == "code" {
        if !at.is_read(&form).await? {
            tx.commit().await?;
            return problem(FormProblem::Old).await;
        }
        let refused = at.send_code(&mut tx).await?;
        tx.commit().await?;
        if let Some(why) = refused {
            return problem(why).await;
        }
        let here = Place::Form.with(&id, mine.here.asked.lang).replace("{name}", &name);
        let read = read.map(|read| read.query()).unwrap_or_default();
        return Ok(Redirect::to(&format!("{here}?fait=code{read}")).into_response());
    }
    // A second click on « Signer » finds it signed.
    if is_signed(&opened.state, &one.name) {
        return Ok(mine.done(&id, "fait=signature"));
    }
    let signed = at.sign(&mut tx, &headers, &form).await?;
    // What was tried counts.
    tx.commit().await?;
    let signed = match signed {
        Ok(signed) => signed,
        Err(why) => return problem(why).await,
    };
    let proof = at.put(&signed).await?;
    let why = match written_down(&mine, &opened, &proof).await {
        Ok(Ok(tx)) => {
            // Whether a commit that is not answered was done nobody knows: the files of the proof stay.
            tx.commit().await?;
            return Ok(mine.done(&id, "fait=signature"));
        }
        Ok(Err(why)) => Ok(why),
        Err(broken) => Err(broken),
    };
    signing::forget(&mine.here, proof.id).await;
    let why = why?;
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    tx.commit().await?;
    match why.into() {
        _ if is_signed(&opened.state, &one.name) => Ok(mine.done(&id, "fait=signature")),
        NotForThem::Refused(Refusal::FormChanged) => {
            let said = Said::not_done(&form, FormProblem::Old);
            shown(&mine, &opened, &name, &said).await
        }
        why => mine.refused(&id, why),
    }
}

/// The transaction in which the dossier says that the form of `proof` is signed, still to be committed; or why it does not.
async fn written_down(
    mine: &Mine,
    opened: &Opened,
    proof: &Evidence,
) -> Result<Result<Transaction<'static, Postgres>, NotDone>, Broken> {
    let mut tx = mine.begin().await?;
    let (who, visit) = (mine.who(opened), &mine.here.visit);
    forget_refused(&mut tx, visit, &opened.state, &proof.form, None).await?;
    let said = (proof.form.as_str(), proof.id.into());
    if let Err(why) = signatures::sign(&mut tx, visit, who, opened.id, said, &opened.state).await {
        return Ok(Err(why));
    }
    // After the dossier is locked: its row names the dossier, and two who sign at once would wait for each other.
    evidence::keep(&mut tx, visit, proof).await?;
    Ok(Ok(tx))
}

fn is_signed(dossier: &Dossier, name: &str) -> bool {
    dossier.forms.get(name).is_some_and(|form| form.state == FormState::Signed)
}

/// Where the files of the proof `id` are, `form` and `proof`; what its key is bound to.
pub(crate) fn place_of(id: Uuid) -> String {
    format!("signatures/{id}")
}

/// The photograph of the form `name` that was refused.
pub(super) fn refused_photograph(before: &Dossier, name: &str) -> Option<Id> {
    before.forms.get(name).filter(|form| form.state == FormState::Refused)?.evidence
}

/// Takes back the photograph of the form `name` that was refused: it is signed anew, `by` another where that is on paper.
pub(super) async fn forget_refused(
    conn: &mut PgConnection,
    visit: &Visit,
    before: &Dossier,
    name: &str,
    by: Option<Id>,
) -> Result<(), Broken> {
    let refused = refused_photograph(before, name).filter(|refused| Some(*refused) != by);
    let Some(photograph) = refused else { return Ok(()) };
    let at = (visit.now, clock::civil(visit.now));
    match keeping::withdraw(conn, Uuid::from(photograph), by.map(Uuid::from), at).await {
        // One that is gone already is gone.
        Ok(()) | Err(keeping::NotWithdrawn::Missing | keeping::NotWithdrawn::Filed) => Ok(()),
        Err(keeping::NotWithdrawn::Database(error)) => Err(error.into()),
    }
}

/// The page of a form whose photograph was not taken, with the reason.
pub(super) async fn not_on_paper(mine: &Mine, opened: &Opened, name: &str, why: &str) -> Answer {
    shown(mine, opened, name, &Said { paper: Some(why), ..Said::default() }).await
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
