//! The forms of a dossier: made of what is known, signed on the screen with a code by mail, or on paper.

use accounts::operations::limits::{self, Counted};
use app::site::Place;
use app::site::dossier::{DossierPage, FormProblem, FormView, draft};
use audit::IpPrefix;
use axum::body::Bytes;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use demarches::kind::Signer;
use documents::seal::{DataKey, seal_under};
use dossiers::Refusal;
use dossiers::items::FormState;
use dossiers::operations::{evidence, signatures};
use forms::operations::{HouseKey, Made, Signing, sheet, sign_and_stamp};
use forms::{Channel, Filled, Form, Mark, Missing, Proof};
use jiff::Timestamp;
use notifications::Template;
use objects::Key;
use ring::hmac;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{Mine, NotForThem, Opened, RULES, letters};
use crate::database::Chain;
use crate::fleets::firm;
use crate::people::{Answer, Broken, form, value};

mod filling;

use filling::case_of;

/// Seconds that a code is good for at least; at most twice as long.
const CODE_LASTS: i64 = 600;
/// How old the sheet may be that somebody signs, in seconds.
const SHEET_LASTS: i64 = 24 * 3600;

/// A form of the dossier: `mandat/titulaire` is `mandat.titulaire` in addresses.
struct Asked {
    name: String,
    form: Form,
    signer: Signer,
    number: u32,
}

impl Asked {
    fn of(opened: &Opened, address: &str) -> Option<Self> {
        let found = opened.state.forms.keys().find(|name| name.replace('/', ".") == address)?;
        let mut parts = found.split('/');
        Some(Self {
            name: found.clone(),
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
    match signatures::ask(&mut tx, visit, &RULES, who, opened.id).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(mine.done(&opened.name(), "fait=formulaires"))
        }
        Err(why) => mine.refused(&opened.name(), why.into()),
    }
}

/// What is printed, on which sheet, as of `at`.
fn made(
    mine: &Mine,
    opened: &Opened,
    one: &Asked,
    at: Timestamp,
) -> Result<(Filled, Made), Missing> {
    let case = case_of(mine, &opened.state, (one.signer, one.number));
    let filled = forms::filled(one.form, &case)?;
    let made = sheet(&filled, &case.house, at);
    Ok((filled, made))
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
    Ok(shown(&mine, &opened, &name, (said, None, ""), None))
}

fn shown(
    mine: &Mine,
    opened: &Opened,
    name: &str,
    (code_sent, problem, typed): (bool, Option<FormProblem>, &str),
    paper: Option<&str>,
) -> Response {
    let id = opened.name();
    let Some(one) = Asked::of(opened, name) else { return mine.to(Place::Dossier, &id) };
    let state = opened.state.forms.get(&one.name).map(|form| form.state);
    let at = mine.here.visit.now;
    let made = made(mine, opened, &one, at);
    let gaps: Vec<&'static str> = made
        .as_ref()
        .err()
        .map(|missing| missing.gaps.iter().map(|gap| gap.label).collect())
        .unwrap_or_default();
    let signatory = made.as_ref().ok().map(|(filled, _)| filled.signatory.name.clone());
    let view = FormView {
        id: &id,
        name,
        title: one.form.title(),
        number: one.form.number(),
        signatory: signatory.as_deref().unwrap_or_default(),
        gaps: &gaps,
        waits: state == Some(FormState::ToSign),
        on_screen: mine.caller().is_some() && is_theirs(one.signer),
        email: opened.state.email.as_deref().unwrap_or_default(),
        at: at.as_microsecond(),
        code_sent,
        typed,
        problem,
        paper,
    };
    mine.here.rendered(draft(&mine.here.asked, &DossierPage::Form(Box::new(view))))
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
    tx.commit().await?;
    let at = Timestamp::from_microsecond(as_of.a).ok();
    let sheet =
        Asked::of(&opened, &name).zip(at).and_then(|(one, at)| made(&mine, &opened, &one, at).ok());
    let Some((_, made)) = sheet else { return Ok(mine.here.error(404)) };
    Ok(as_pdf(made.pdf, &format!("{}-{name}.pdf", opened.name().to_lowercase())))
}

fn as_pdf(pdf: Vec<u8>, name: &str) -> Response {
    let mut response = pdf.into_response();
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    if let Ok(name) = HeaderValue::from_str(&format!("inline; filename=\"{name}\"")) {
        out.insert(header::CONTENT_DISPOSITION, name);
    }
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    out.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// The code of a form, in the stretch of time `step`: nothing of it is kept.
fn code(mine: &Mine, opened: &Opened, one: &Asked, step: i64) -> String {
    let key =
        hmac::Key::new(hmac::HMAC_SHA256, &mine.here.visit.keys.derive("code of a signature"));
    let email = opened.state.email.as_deref().unwrap_or_default();
    let text = format!("{}\n{}\n{email}\n{step}", opened.id.0, one.name);
    let tag = hmac::sign(&key, text.as_bytes());
    let number = tag.as_ref().iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    format!("{:06}", number % 1_000_000)
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
    let Some(one) = Asked::of(&opened, &name) else { return Ok(mine.to(Place::Dossier, &id)) };
    let Some(caller) = mine.caller().filter(|_| is_theirs(one.signer)) else {
        return Ok(mine.here.error(404));
    };
    let now = mine.here.visit.now;
    let step = now.as_second().div_euclid(CODE_LASTS);
    let here = Place::Form.with(&id, mine.here.asked.lang).replace("{name}", &name);
    if value(&form, "act") == "code" {
        let email = opened.state.email.clone().unwrap_or_default();
        if limits::count(&mut tx, &mine.here.visit, Counted::Letter(&email)).await?.is_some() {
            tx.commit().await?;
            return Ok(shown(
                &mine,
                &opened,
                &name,
                (false, Some(FormProblem::TooOften), ""),
                None,
            ));
        }
        let until = Timestamp::from_second((step + 2) * CODE_LASTS).unwrap_or(now);
        let values = json!({
            "code": code(&mine, &opened, &one, step),
            "form": one.form.title(),
            "until": until.to_string(),
        });
        let key = format!("code:{}:{}:{step}:{}", id, one.name, now.as_second());
        let letter = (Template::SignatureCode, key);
        letters::tell(&mut tx, &mine.here.visit, &opened.state, letter, values).await?;
        tx.commit().await?;
        return Ok(Redirect::to(&format!("{here}?fait=code")).into_response());
    }
    let typed = value(&form, "nom").trim();
    let problem = |problem| Ok(shown(&mine, &opened, &name, (true, Some(problem), typed), None));
    if limits::count(&mut tx, &mine.here.visit, Counted::Code(opened.id.0)).await?.is_some() {
        tx.commit().await?;
        return problem(FormProblem::TooOften);
    }
    let given: String = value(&form, "code").chars().filter(char::is_ascii_digit).collect();
    let known = [step, step - 1].iter().any(|step| code(&mine, &opened, &one, *step) == given);
    if !known {
        tx.commit().await?;
        return problem(FormProblem::Code);
    }
    let drawn = value(&form, "trace");
    let mark = if drawn.is_empty() { format!("t:{typed}") } else { drawn.to_owned() };
    let Ok(mark) = Mark::parse(&mark) else { return problem(FormProblem::Name) };
    if value(&form, "accord").is_empty() {
        return problem(FormProblem::Consent);
    }
    let at = value(&form, "a").parse().ok().and_then(|at| Timestamp::from_microsecond(at).ok());
    let fresh = at.filter(|at| (0..SHEET_LASTS).contains(&(now.as_second() - at.as_second())));
    let made = fresh.and_then(|at| made(&mine, &opened, &one, at).ok());
    let Some((filled, sheet)) = made else { return problem(FormProblem::Old) };
    let email = opened.state.email.clone().unwrap_or_default();
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    let signing = Signing {
        shown: &sheet,
        filled: &filled,
        mark,
        lang: mine.here.asked.lang,
        account: Some(caller.person.id.0.to_string()),
        proofs: vec![Proof { channel: Channel::Email, to: email, at: now }],
        ip: mine.here.visit.network.as_ref().map_or("", IpPrefix::as_str).to_owned(),
        user_agent: agent.unwrap_or_default().to_owned(),
        at: now,
    };
    let key = HouseKey::from_seed(&mine.here.visit.keys.derive(HouseKey::PURPOSE));
    let visit = &mine.here.visit;
    let stamp = firm::stamp_of(&mut tx, visit, &caller.person, (&opened.state, &filled)).await?;
    let picture = stamp.as_ref().map(firm::picture);
    let Ok(signed) = sign_and_stamp(signing, picture, &key) else {
        return problem(FormProblem::Old);
    };
    let proof = store(&mine, &opened, &one, &signed).await?;
    evidence::keep(&mut tx, &mine.here.visit, &proof).await?;
    let (who, visit) = (mine.who(&opened), &mine.here.visit);
    match signatures::sign(&mut tx, visit, who, opened.id, &one.name, proof.id.into()).await {
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

/// Puts the signed form and its proof into the store, sealed.
async fn store(
    mine: &Mine,
    opened: &Opened,
    one: &Asked,
    signed: &forms::operations::Signed,
) -> Result<evidence::Evidence, Broken> {
    let id = Uuid::now_v7();
    let state = mine.here.state();
    let (place, data) = (place_of(id), DataKey::draw());
    let failed = |error: &dyn std::error::Error| {
        tracing::error!(error = %Chain(error), "a signature cannot be kept");
        Broken
    };
    let wrapped = state.reading().keys.wrap(&data, &place).await.map_err(|error| failed(&error))?;
    for (file, bytes) in [("form", &signed.pdf), ("proof", &signed.evidence)] {
        let key = Key::parse(&format!("{place}/{file}")).map_err(|error| failed(&error))?;
        let sealed = seal_under(&data.of(key.as_str()), bytes);
        state.objects().put(&key, sealed.into()).await.map_err(|error| failed(&error))?;
    }
    Ok(evidence::Evidence {
        id,
        dossier: opened.id,
        form: one.name.clone(),
        wrapped,
        pdf_sha256: forms::operations::sha256(&signed.pdf).0,
        at: mine.here.visit.now,
    })
}

/// The page of a form whose photograph was not taken, with the reason.
pub(super) fn not_on_paper(mine: &Mine, opened: &Opened, name: &str, why: &str) -> Response {
    shown(mine, opened, name, (false, None, ""), Some(why))
}

/// Why a form on paper is not taken now.
pub(super) fn may_sign_on_paper(opened: &Opened, address: &str) -> Result<String, NotForThem> {
    let one = Asked::of(opened, address).ok_or(NotForThem::Refused(Refusal::NoSuchForm))?;
    let state = opened.state.forms.get(&one.name).map(|form| form.state);
    if state == Some(FormState::ToSign) {
        Ok(one.name)
    } else {
        Err(NotForThem::Refused(Refusal::NoSuchForm))
    }
}
