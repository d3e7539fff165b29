//! Pieces: what reads them, who wraps their keys, the jobs about them, and their pages over HTTP.

use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;

use accounts::Visit;
use axum::body::Body;
use axum::extract::{Path, State as Extract};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use documents::antivirus::{Address, Clamd};
use documents::operations;
use documents::operations::reading::{self, ReadDocument, Reading};
use documents::operations::viewing::{self, NotShown};
use documents::seal::{Masters, Vault, Wrap};
use documents::{Kind, NotSigned, Reader};
use dossiers::Id;
use dossiers::items::FormState;
use dossiers::operations::{DossierId, NotDone, Who, drafts, pieces, signatures};
use dossiers::tracks::Reason;
use jobs::{Attempt, Failed, Task};
use objects::Objects;
use sealing::MasterKeys;
use serde::{Deserialize, Serialize};
use sqlx::{Postgres, Transaction};
use tenants::TenantId;
use uuid::Uuid;

use crate::config::Pieces;
use crate::database::{self, Chain};
use crate::dossier::letters;
use crate::people::guard;
use crate::state::State;
use crate::worker::Context;
use crate::{clock, pages, people};

/// The word after which the program reads one file, and is nothing else.
pub const READ_PIECE: &str = "read-piece";

/// Why a server cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum NotMade {
    /// The store of files cannot be opened.
    #[error(transparent)]
    Files(#[from] objects::Unusable),
    /// Whoever keeps the keys, or takes money, cannot be called.
    #[error("a service that is set cannot be called")]
    Outside(#[from] outbound::Unusable),
}

/// What pieces are read with, as `settings` say.
pub(crate) fn reading(
    settings: &Pieces,
    objects: &Objects,
    keys: &Arc<MasterKeys>,
    cores: usize,
) -> Result<Reading, NotMade> {
    let program = settings.reader.clone().or_else(|| std::env::current_exe().ok());
    let reader = Reader::new(
        program.unwrap_or_else(|| "carteclaire".into()),
        vec![OsString::from(READ_PIECE)],
        cores.div_ceil(2),
    );
    // Where there is none, nobody answers, and pieces wait.
    let nobody = || Address::Socket("/nonexistent/clamd.ctl".into());
    let antivirus = Clamd::new(settings.clamd.clone().unwrap_or_else(nobody), Clamd::PATIENCE);
    let wrap: Arc<dyn Wrap> = match &settings.vault {
        None => Arc::new(Masters(Arc::clone(keys))),
        Some(vault) => {
            drop(rustls::crypto::ring::default_provider().install_default());
            let host = url::Url::parse(&vault.address)
                .ok()
                .and_then(|url| url.host_str().map(str::to_owned))
                .unwrap_or_default();
            let http = outbound::client([host.as_str()])?;
            let (address, mount) = (vault.address.as_str(), vault.mount.as_str());
            Arc::new(Vault::new(http, address, mount, &vault.key, vault.token.clone()))
        }
    };
    Ok(Reading { reader, antivirus, objects: objects.clone(), keys: wrap })
}

/// The handler of the job that reads a piece. What is not taken leaves its place in the dossier, and that is said there.
///
/// # Errors
///
/// As its job: again, or for good.
pub async fn read(
    context: Arc<Context>,
    task: ReadDocument,
    attempt: Attempt,
) -> Result<(), Failed> {
    let state = &context.state;
    let Some(pool) = state.pool() else {
        return Err(Failed::Again("no database was configured".to_owned()));
    };
    reading::read(pool, state.reading(), &task, &attempt, clock::now()).await?;
    leave(state, &task).await
}

/// Takes a file that was refused out of its place. Done twice, it is as once.
async fn leave(state: &State, task: &ReadDocument) -> Result<(), Failed> {
    let again = |error: &dyn std::error::Error| Failed::Again(Chain(error).to_string());
    let Some(visit) = people::of_house(state, TenantId(task.tenant)) else {
        return Err(Failed::Again("the tenants are not read yet".to_owned()));
    };
    let mut tx = database::begin(state, visit.tenant()).await?;
    let Some(document) = operations::find(&mut tx, task.document).await? else { return Ok(()) };
    if document.state.refusal().is_none() {
        return Ok(());
    }
    let id = DossierId(document.dossier);
    let dossier = match drafts::find(&mut tx, &visit, Who::House, id).await {
        Ok(dossier) => dossier,
        Err(NotDone::Failed(failure)) => return Err(again(&failure)),
        Err(_) => return Ok(()),
    };
    let gone = Id::from(task.document);
    let form = dossier.forms.iter().find(|(_, form)| form.evidence == Some(gone));
    if let Some((name, form)) = form {
        return unsigned(tx, &visit, id, (name, form.state)).await;
    }
    let held = dossier.slots.iter().find(|(_, slot)| slot.documents.contains(&gone));
    let Some((name, _)) = held else { return Ok(()) };
    match pieces::remove(&mut tx, &visit, Who::House, id, name, gone).await {
        Ok(_) => Ok(tx.commit().await?),
        Err(NotDone::Failed(failure)) => Err(again(&failure)),
        // Looked at or closed meanwhile: whoever does sees that the file was refused.
        Err(_) => Ok(()),
    }
}

/// The photograph of a signed form was refused: nothing was signed by it.
async fn unsigned(
    mut tx: Transaction<'static, Postgres>,
    visit: &Visit,
    id: DossierId,
    (form, state): (&str, FormState),
) -> Result<(), Failed> {
    let done = match state {
        FormState::ToCheck => signatures::refuse_photograph(&mut tx, visit, id, form).await,
        // It counted before it was read.
        FormState::Signed => {
            let Some(reason) = Reason::new(signatures::PHOTOGRAPH_REFUSED) else { return Ok(()) };
            signatures::void(&mut tx, visit, Who::House, id, reason).await
        }
        // Refused by somebody, or by this job, which was begun again.
        _ => return Ok(()),
    };
    match done {
        Ok(_) => {
            letters::correction_soon(&mut tx, visit, id).await?;
            Ok(tx.commit().await?)
        }
        Err(NotDone::Failed(failure)) => Err(Failed::Again(Chain(&failure).to_string())),
        // Void already, or closed.
        Err(_) => Ok(()),
    }
}

/// Finds pieces that wait without a job, each hour.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct WakeDocuments {}

impl Task for WakeDocuments {
    const NAME: &'static str = "wake_documents";
    const TIME_LIMIT: Duration = Duration::from_mins(5);
}

/// Twice is as once: a piece has one job.
///
/// # Errors
///
/// When the database does not answer.
pub async fn wake(context: Arc<Context>, _: WakeDocuments, _: Attempt) -> Result<(), Failed> {
    let state = &context.state;
    for tenant in &state.directory().tenants {
        let mut tx = database::begin(state, tenant.id).await?;
        let woken = reading::wake(&mut tx, tenant.id.0, clock::now()).await?;
        tx.commit().await?;
        if woken > 0 {
            tracing::info!(woken, "pieces that waited are read again");
        }
    }
    Ok(())
}

/// What the signed `address` shows the session of whoever asks, and the house that it is of; or what they get instead.
pub(crate) async fn signed_for(
    state: &State,
    headers: &HeaderMap,
    address: &str,
) -> Result<(TenantId, documents::View), Response> {
    let Some((tenant, _)) = pages::tenant(state, headers) else { return Err(pages::misdirected()) };
    let caller = match guard::caller(state, headers).await {
        Ok(Some(caller)) => caller,
        Ok(None) => return Err(StatusCode::NOT_FOUND.into_response()),
        Err(broken) => return Err(broken.into_response()),
    };
    let (session, now) = (caller.session.id.as_bytes(), clock::now());
    match state.piece_links().verify(tenant.id.0, address, session, now) {
        Ok(view) => Ok((tenant.id, view)),
        Err(NotSigned::Expired) => Err(StatusCode::GONE.into_response()),
        Err(NotSigned::NotSigned) => Err(StatusCode::NOT_FOUND.into_response()),
    }
}

/// Has nobody keep an answer, guess at what it is, or hear of its address.
pub(crate) fn keep_private(out: &mut HeaderMap) {
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    out.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    out.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
}

/// `GET /pieces/{address}`: a page of a piece, to the session that its address was signed for.
pub async fn show(
    Extract(state): Extract<State>,
    Path(address): Path<String>,
    headers: HeaderMap,
) -> Response {
    let (tenant, view) = match signed_for(&state, &headers, &address).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    match served(&state, tenant, &view).await {
        Ok(response) => response,
        Err(NotShown::Missing) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(error = %Chain(&error), "a piece cannot be shown");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

async fn served(
    state: &State,
    tenant: TenantId,
    view: &documents::View,
) -> Result<Response, NotShown> {
    let mut tx = database::begin(state, tenant).await?;
    let served = viewing::served(&mut tx, view).await?;
    tx.commit().await?;
    let body = viewing::stream(state.objects(), &*state.reading().keys, &served).await?;
    let mut response = Body::from_stream(body).into_response();
    let out = response.headers_mut();
    let kind = match served.kind {
        Kind::Pdf => "application/pdf",
        _ => "image/jpeg",
    };
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Some(length) = served.length {
        out.insert(header::CONTENT_LENGTH, length.into());
    }
    if let Ok(name) = HeaderValue::from_str(&objects::disposition(&served.name))
        && served.kind == Kind::Pdf
    {
        out.insert(header::CONTENT_DISPOSITION, name);
    }
    keep_private(out);
    // Nothing of a piece runs or is framed, whatever is in it.
    let policy = HeaderValue::from_static("default-src 'none'; sandbox");
    out.insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}

/// The address of a page, whose end was signed.
pub(crate) fn address(end: &str) -> String {
    format!("/pieces/{end}")
}

/// What of a session the addresses of pieces are bound to.
pub(crate) fn session_of(id: Uuid) -> Vec<u8> {
    id.as_bytes().to_vec()
}
