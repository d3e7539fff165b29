//! Signatures on a screen, as they are kept: read again, held against their proof, shown by short addresses as pieces are.

use axum::extract::{Path, State as Extract};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use documents::Part;
use documents::seal::{NotOpened, Opener, Unwrapped};
use dossiers::operations::evidence::{self, Evidence};
use forms::operations::{Broken as DoesNotHold, HouseKey, KnownKeys, verify_kept};
use objects::Key;
use tenants::TenantId;

use crate::database::{self, Chain};
use crate::dossier::forms::place_of;
use crate::papers;
use crate::state::State;

/// Why a file of a signature was not read.
#[derive(Debug, thiserror::Error)]
pub enum NotRead {
    /// The key could not be had.
    #[error("the key of a signature could not be had")]
    Key(#[from] Unwrapped),
    /// The store does not answer, or has no such file.
    #[error("a file of a signature could not be had")]
    Store(#[from] objects::Error),
    /// The bytes are not those that were sealed.
    #[error("a file of a signature was altered")]
    Altered(#[from] NotOpened),
    /// It is no file of a signature.
    #[error("a signature has no such file")]
    NoSuchFile,
}

/// The file of `proof` that `part` says, whole.
///
/// # Errors
///
/// [`NotRead`].
pub async fn read(state: &State, proof: &Evidence, part: Part) -> Result<Vec<u8>, NotRead> {
    if !matches!(part, Part::SignedForm | Part::Proof) {
        return Err(NotRead::NoSuchFile);
    }
    let place = place_of(proof.id);
    let data = state.reading().keys.unwrap(&proof.wrapped, &place).await?;
    let key = Key::parse(&format!("{place}/{}", part.name())).map_err(|_| NotRead::NoSuchFile)?;
    let sealed = state.objects().get(&key).await?;
    let (mut opener, mut plain) = (Opener::new(&data.of(key.as_str())), Vec::new());
    opener.push(&sealed, &mut plain).map_err(NotOpened::from)?;
    opener.finish(&mut plain).map_err(NotOpened::from)?;
    Ok(plain)
}

/// What the proof says, where its seal holds and it is of the form that is kept; else what does not hold.
///
/// # Errors
///
/// When one of them cannot be read.
pub async fn verified(
    state: &State,
    proof: &Evidence,
) -> Result<Result<forms::Evidence, DoesNotHold>, NotRead> {
    let signed = read(state, proof, Part::SignedForm).await?;
    let said = read(state, proof, Part::Proof).await?;
    let known = KnownKeys::of(&state.keys().derive_each(HouseKey::PURPOSE));
    let verified = verify_kept(&said, &signed, &known);
    // The dossier keeps the hash of the form apart: another pair that agrees with itself is not this one.
    if forms::operations::sha256(&signed).0 != proof.pdf_sha256 {
        return Ok(Err(DoesNotHold::Signed));
    }
    Ok(verified)
}

/// `GET /signatures/{address}`: a signed form or its proof, to the session that its address was signed for.
pub async fn show(
    Extract(state): Extract<State>,
    Path(address): Path<String>,
    headers: HeaderMap,
) -> Response {
    let (tenant, view) = match papers::signed_for(&state, &headers, &address).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    match served(&state, tenant, &view).await {
        Ok(Some(response)) => response,
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(error = %Chain(&*error), "a signature cannot be shown");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

async fn served(
    state: &State,
    tenant: TenantId,
    view: &documents::View,
) -> Result<Option<Response>, Box<dyn std::error::Error + Send + Sync>> {
    let (kind, disposition) = match view.part {
        Part::SignedForm => ("application/pdf", "inline; filename=\"formulaire-signe.pdf\""),
        Part::Proof => ("application/json", "attachment; filename=\"preuve-de-signature.json\""),
        _ => return Ok(None),
    };
    let mut tx = database::begin(state, tenant).await?;
    let proof = evidence::find(&mut tx, view.document).await?;
    tx.commit().await?;
    let Some(proof) = proof else { return Ok(None) };
    let mut response = read(state, &proof, view.part).await?.into_response();
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    out.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition));
    papers::keep_private(out);
    // The viewer of a browser may be blank in a sandbox; what is saved runs nowhere anyway.
    let policy = HeaderValue::from_static(match view.part {
        Part::SignedForm => "default-src 'none'; frame-ancestors 'none'",
        _ => "default-src 'none'; sandbox",
    });
    out.insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(Some(response))
}
