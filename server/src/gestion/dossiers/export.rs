//! The package of a dossier at the desk: made, listed, and made again for whoever downloads it.

use std::collections::BTreeMap;
use std::sync::Arc;

use accounts::operations::staff;
use app::site::dossier::Told;
use app::site::gestion::dossiers::{Colleague, FilingView, PackageLine, of as address};
use audit::{Act as Audited, Actor, Entry as Audit, Kind as AuditKind, Thing};
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect};
use demarches::Demarches;
use demarches::checks::Light;
use demarches::kind::FilingChannel;
use documents::{Document, Kind, Rule};
use dossiers::operations::workspace::{self, Workspace};
use dossiers::operations::{DossierId, NotDone, checks, evidence, money};
use dossiers::tracks::Filing;
use dossiers::{Refusal, Side, State};
use filing::operations::{self, Failed, Snapshot};
use filing::packing::{again, hex, measured};
use filing::{Held, Missing, NotPacked, Plan};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::{Date, Lang};

use super::super::Desk;
use super::one::{Said, find, may_see, missing, show};
use super::{acts, colleagues};
use crate::database::Chain;
use crate::filings::{Shelf, not_kept};
use crate::people::{Answer, Broken};
use crate::{clock, papers};

/// How often a package is made while somebody else takes its number.
const TRIES: u32 = 3;

fn broken(error: &(dyn std::error::Error + 'static)) -> Broken {
    tracing::error!(error = %Chain(error), "a package cannot be made");
    Broken
}

impl From<Failed> for Broken {
    fn from(failed: Failed) -> Self {
        broken(&failed)
    }
}

/// What the page of a dossier shows of its filing.
pub(super) async fn of(
    conn: &mut PgConnection,
    desk: &Desk,
    (id, state): (DossierId, &State),
    (rules, colleagues): (Option<&Demarches>, &[Colleague]),
) -> Result<FilingView, Broken> {
    if matches!(state.filing, Filing::NonDepose(_)) {
        return Ok(FilingView::default());
    }
    let checked = staff::siv_checked_on(conn, desk.caller.person.id).await?;
    let packages = operations::of_dossier(conn, id).await?;
    let by = |person: Uuid| {
        let found = colleagues.iter().find(|one| one.id == person);
        found.map(|one| one.name.clone()).unwrap_or_default()
    };
    let line = |one: Snapshot| PackageLine {
        number: one.number,
        at: one.taken_at,
        by: by(one.taken_by),
        files: one.files,
        length: one.length,
        sha256: hex(&one.sha256),
        current: one.version == state.version,
        large: one.large,
    };
    Ok(FilingView {
        packages: packages.into_iter().map(line).collect(),
        channels: channels(desk, state, rules),
        siv_access: checked.is_some_and(|day| day <= desk.today()),
        today: Some(desk.today()),
    })
}

/// By which ways it may be filed, that of the house first.
fn channels(desk: &Desk, state: &State, rules: Option<&Demarches>) -> Vec<FilingChannel> {
    let Some(demarche) = rules.map(|rules| rules.get(state.kind)) else { return Vec::new() };
    let usual = desk.here.asked.tenant.settings.channel_of(demarche);
    let others = demarche.channels.iter().copied().filter(|one| Some(*one) != usual);
    usual.into_iter().chain(others).collect()
}

/// `POST /gestion/dossiers/{reference}/export`: the package of the dossier as it is now, under the next number.
///
/// # Errors
///
/// When the database or the store does not answer.
pub async fn make(desk: Desk, Path(reference): Path<String>) -> Answer {
    let Some(id) = find(&desk, &reference).await? else { return missing(&desk).await };
    let (visit, person) = (&desk.here.visit, &desk.caller.person);
    for tried in 0..TRIES {
        let mut tx = desk.here.begin().await?;
        let opened = match workspace::one(&mut tx, visit, person, id).await {
            Ok(opened) if may_see(&desk, &opened.state) => opened,
            Err(NotDone::Failed(failure)) => return Err(failure.into()),
            Ok(_) | Err(_) => {
                drop(tx);
                return missing(&desk).await;
            }
        };
        let state = &opened.state;
        let back = format!("{}?fait=export#filing", address(state.reference));
        if tried > 0 {
            let latest = operations::of_dossier(&mut tx, id).await?.into_iter().next();
            // What somebody else exported meanwhile shows the dossier as it is: theirs is this package.
            if latest.is_some_and(|latest| latest.version == state.version) {
                tx.commit().await?;
                return Ok(Redirect::to(&back).into_response());
            }
        }
        let plan = match plan(&mut tx, &desk, id, &opened).await? {
            Ok(plan) => plan,
            Err(said) => {
                drop(tx);
                return show(&desk, id, said).await;
            }
        };
        tx.commit().await?;
        // No transaction waits for the store.
        let shelf = Shelf { state: desk.here.state().clone(), tenant: visit.tenant() };
        let large = u64::from(desk.here.asked.tenant.settings.file_megabytes) * 1_000_000;
        let packed = measured(plan.clone(), &shelf, large).await.map_err(|error| broken(&error))?;
        let mut tx = desk.here.begin().await?;
        match operations::keep(&mut tx, visit, id, (&plan, &packed), person.id.0).await {
            Err(Failed::Taken) => drop(tx),
            Err(error) => return Err(error.into()),
            Ok(snapshot) => {
                note(&mut tx, &desk, (id, state), Audited::PackageMade, &snapshot).await?;
                tx.commit().await?;
                return Ok(Redirect::to(&back).into_response());
            }
        }
    }
    Err(broken(&Failed::Taken))
}

/// What is said where nothing is exported.
fn refused(refusal: Refusal) -> Said {
    Said { problem: Some(refusal), ..Said::default() }
}

/// What the package holds, or why there is none.
async fn plan(
    conn: &mut PgConnection,
    desk: &Desk,
    id: DossierId,
    opened: &Workspace,
) -> Result<Result<Plan, Said>, Broken> {
    let (state, visit) = (&opened.state, &desk.here.visit);
    match state.filing {
        Filing::NonDepose(_) => {
            let open = state.clear().err().unwrap_or(Refusal::NoSuchStep);
            return Ok(Err(refused(open)));
        }
        Filing::Pret(_) => {
            if let Err(open) = state.clear() {
                return Ok(Err(refused(open)));
            }
        }
        _ => {}
    }
    if acts::is_on_working_sheets(conn, desk, id, state).await? {
        return Ok(Err(refused(Refusal::WorkingSheet)));
    }
    let Some(rules) = desk.here.state().rules().by_version(&state.rules.hash) else {
        return Ok(Err(refused(Refusal::RulesUnknown)));
    };
    let Ok(case) = money::evaluate(state, rules, desk.today()) else {
        return Ok(Err(refused(Refusal::RulesUnknown)));
    };
    let all = documents::operations::of_dossier(conn, id.0).await?;
    let documents = accepted(&all);
    let destroyed =
        if state.filing.is_filed() { destroyed_at_filing(&all) } else { BTreeMap::new() };
    let mut signed = BTreeMap::new();
    for proof in state.forms.values().filter_map(|form| form.evidence) {
        if let Some(proof) = evidence::find(conn, Uuid::from(proof)).await? {
            let sha256 = hex(&proof.pdf_sha256);
            signed.insert(proof.id, Held { id: proof.id, sha256, is_pdf: true });
        }
    }
    let names = colleagues(conn).await?;
    let number = operations::next_number(conn, id).await?;
    let staff = |person: dossiers::Id| {
        let person = Uuid::from(person);
        let known = names.iter().find(|one| one.id == person);
        known.map_or_else(|| "l’équipe".to_owned(), |one| one.name.clone())
    };
    let told: Vec<filing::plan::Told> = opened
        .history
        .iter()
        .filter(|entry| !entry.event.change.is_internal())
        .filter_map(|entry| Told::of(&entry.event, rules, Lang::Fr))
        .map(|told| filing::plan::Told { at: told.at, by: side(told.by), text: told.text })
        .collect();
    let house = &desk.here.asked.tenant;
    let known = filing::plan::Known {
        state,
        history: &opened.history,
        told: &told,
        rules,
        case: &case,
        warnings: &warnings(state, rules, desk.today()),
        documents: &documents,
        destroyed: &destroyed,
        signed: &signed,
        staff: &staff,
        operator: &staff(desk.caller.person.id.0.into()),
        house,
        link: &format!("{}{}", visit.origin, address(state.reference)),
        channel: channels(desk, state, Some(rules)).first().copied(),
        number,
        at: visit.now,
    };
    Ok(filing::plan::of(&known).map_err(|Missing(papers)| {
        let kept = [("act", "export".to_owned()), ("missing", papers.join(", "))];
        let kept = kept.map(|(name, value)| (name.to_owned(), value)).to_vec();
        Said { kept, ..refused(Refusal::PaperMissing) }
    }))
}

/// Those of the documents `all` that were accepted and are there.
fn accepted(all: &[Document]) -> BTreeMap<Uuid, Held> {
    let there = all.iter().filter(|one| one.withdrawn_at.is_none());
    let held = there.filter_map(|one| {
        let facts = one.state.accepted()?;
        let (sha256, is_pdf) = (hex(&facts.sha256), facts.kind == Kind::Pdf);
        Some((one.id, Held { id: one.id, sha256, is_pdf }))
    });
    held.collect()
}

/// Those that were destroyed because they were filed, with the day.
fn destroyed_at_filing(all: &[Document]) -> BTreeMap<Uuid, Date> {
    let gone = all.iter().filter_map(|one| match (&one.state, one.destroyed) {
        (documents::State::Destroyed(at), Some((_, Rule::HealthAtFiling))) => {
            Some((one.id, Date::parse(&clock::civil(*at).to_string()).ok()?))
        }
        _ => None,
    });
    gone.collect()
}

/// What the rules across pieces found that is not green.
fn warnings(state: &State, rules: &Demarches, today: Date) -> Vec<String> {
    let found = checks::verdicts(state, rules, today).unwrap_or_default();
    let found = found.into_iter().filter(|one| one.light != Light::Green);
    found.map(|one| one.operator.in_lang(Lang::Fr).to_owned()).collect()
}

fn side(side: Side) -> String {
    match side {
        Side::Customer => "le client",
        Side::Guest => "une personne invitée",
        Side::Staff => "la maison",
        Side::Machine => "automatique",
    }
    .to_owned()
}

/// Writes in the audit, in the chain of the dossier, who did what with which package.
pub(super) async fn note(
    conn: &mut PgConnection,
    desk: &Desk,
    (id, state): (DossierId, &State),
    act: Audited,
    snapshot: &Snapshot,
) -> Result<(), Broken> {
    let (visit, person) = (&desk.here.visit, &desk.caller.person);
    let thing = Thing { kind: AuditKind::Dossier, id: id.0 };
    let entry = Audit {
        tenant: visit.tenant().0,
        subject: thing,
        actor: Actor {
            person: Some(person.id.0),
            role: person.roles.iter().copied().find(|role| role.is_staff()),
        },
        act,
        object: Some(thing),
        about: state.person.map(Uuid::from),
        payload: Some(json!({ "number": snapshot.number, "sha256": hex(&snapshot.sha256) })),
        ip: visit.network.clone(),
    };
    Ok(audit::operations::record(conn, &visit.keys, &entry, visit.now).await?)
}

/// `GET /gestion/dossiers/{reference}/export/{number}`: the package, made again. What is not to the byte what was exported has
/// no end, and nobody opens it; where one of its papers is not kept any more, that is said instead.
///
/// # Errors
///
/// When the database does not answer.
pub async fn download(desk: Desk, Path((reference, number)): Path<(String, String)>) -> Answer {
    let Some(id) = find(&desk, &reference).await? else { return missing(&desk).await };
    let Ok(number) = number.parse() else { return missing(&desk).await };
    let (visit, person) = (&desk.here.visit, &desk.caller.person);
    let mut tx = desk.here.begin().await?;
    let opened = match workspace::one(&mut tx, visit, person, id).await {
        Ok(opened) if may_see(&desk, &opened.state) => opened,
        Err(NotDone::Failed(failure)) => return Err(failure.into()),
        Ok(_) | Err(_) => {
            drop(tx);
            return missing(&desk).await;
        }
    };
    let Some((snapshot, plan)) = operations::find(&mut tx, visit, id, number).await? else {
        drop(tx);
        return missing(&desk).await;
    };
    if !not_kept(&mut tx, id, &plan).await?.is_empty() {
        drop(tx);
        return show(&desk, id, refused(Refusal::PaperNotKept)).await;
    }
    note(&mut tx, &desk, (id, &opened.state), Audited::PackageDownloaded, &snapshot).await?;
    tx.commit().await?;
    let shelf = Arc::new(Shelf { state: desk.here.state().clone(), tenant: visit.tenant() });
    let parts = again(plan, shelf, snapshot.sha256);
    let reported = futures_util::StreamExt::inspect(parts, |part| {
        if let Err(error) = part {
            report(error);
        }
    });
    Ok(zipped(Body::from_stream(reported), &snapshot.name, Some(snapshot.length)))
}

fn report(error: &NotPacked) {
    tracing::error!(error = %Chain(error), "a package cannot be made again");
}

/// A ZIP to save under `name`, which nobody keeps.
pub(super) fn zipped(body: Body, name: &str, length: Option<u64>) -> axum::response::Response {
    let mut response = body.into_response();
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        out.insert(header::CONTENT_DISPOSITION, name);
    }
    if let Some(length) = length {
        out.insert(header::CONTENT_LENGTH, length.into());
    }
    papers::keep_private(out);
    response
}
