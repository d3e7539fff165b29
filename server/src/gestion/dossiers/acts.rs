//! What is done to a dossier: a form names its act, and the version of the dossier that it was made from.

mod deed;

use app::site::gestion::dossiers::{anchor, form_anchor, of};
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use documents::operations::keeping;
use dossiers::items::Priority;
use dossiers::operations::closing::Cause;
use dossiers::operations::evidence;
use dossiers::operations::pieces::{self, Seen};
use dossiers::operations::talk::{self, NewTask};
use dossiers::operations::{DossierId, NotDone, Who, checks, filing, signatures, staff, undo};
use dossiers::tracks::Reason;
use dossiers::{Id, Refusal, SlotState, State};
use notifications::Template;
use sqlx::PgConnection;
use vocabulary::Date;

use super::super::Desk;
use super::one::{Said, find, may_see, missing, show};
use super::readings::typed;
use super::{again, assignable, deposit, money};
use crate::analytics;
use crate::config::AppEnv;
use crate::dossier::letters;
use crate::invoices;
use crate::people::{Answer, Broken, form, value};

pub use deed::Deed;

/// `POST /gestion/dossiers/{reference}`
///
/// # Errors
///
/// When the database does not answer.
pub async fn act(desk: Desk, Path(reference): Path<String>, body: Bytes) -> Answer {
    let form = form(&body);
    let Some(deed) = Deed::parse(value(&form, "act")) else { return Ok(desk.here.error(422)) };
    let found = if desk.may(deed.act()) { find(&desk, &reference).await? } else { None };
    let Some(id) = found else { return missing(&desk).await };
    let mut tx = desk.here.begin().await?;
    match make(&mut tx, &desk, id, deed, &form).await? {
        Ok(state) if !may_see(&desk, &state) => {
            drop(tx);
            missing(&desk).await
        }
        Ok(state) => {
            tell(&mut tx, &desk, id, deed, &state).await?;
            let visit = &desk.here.visit;
            analytics::count(&mut tx, desk.here.state(), &visit.house, &state, visit.now).await?;
            tx.commit().await?;
            Ok(on(deed, &form, &state))
        }
        Err(NotDone::Missing) => {
            drop(tx);
            missing(&desk).await
        }
        Err(NotDone::Failed(failure)) => Err(failure.into()),
        Err(NotDone::Refused(refusal)) => {
            drop(tx);
            let said = Said { problem: Some(refusal), kept: form, ..Said::default() };
            show(&desk, id, said).await
        }
        Err(NotDone::Changed(changed)) => {
            drop(tx);
            let said = Said { changed: Some(*changed), kept: form, ..Said::default() };
            show(&desk, id, said).await
        }
    }
}

/// Tells the customer, in the same transaction, what concerns them.
async fn tell(
    conn: &mut PgConnection,
    desk: &Desk,
    id: DossierId,
    deed: Deed,
    state: &State,
) -> Result<(), Broken> {
    let visit = &desk.here.visit;
    if deed == Deed::File {
        // Whatever is known of its holder, what was paid is invoiced by now.
        invoices::soon(conn, visit, id, state).await?;
    }
    match deed {
        Deed::Transfer if state.lets_work_begin() => {
            letters::short(conn, visit, state, Template::DossierPaid).await?;
        }
        Deed::Message => letters::short(conn, visit, state, Template::DossierMessage).await?,
        Deed::Ready => letters::short(conn, visit, state, Template::DossierReady).await?,
        Deed::Refuse | Deed::RefuseSignature => letters::correction_soon(conn, visit, id).await?,
        Deed::VoidSignatures => again::tell(conn, desk, id, (None, state)).await?,
        Deed::File | Deed::FilingStep => deposit::tell(conn, visit, id, state).await?,
        // What was filed once is kept as long as that wants.
        Deed::Close if state.filed_at.is_none() => {
            let ending = documents::Ending::NotFiled(crate::clock::civil(visit.now));
            keeping::ended(conn, id.0, ending).await?;
        }
        _ => {}
    }
    Ok(())
}

/// On to the dossier, which says what was done and how it is undone; after a piece, to the next one to look at, open.
fn on(deed: Deed, form: &[(String, String)], state: &State) -> Response {
    let slot = value(form, "slot");
    let next = match deed {
        // What was read is still before the eyes, and what came of it beside.
        Deed::Read => Some(slot),
        Deed::StartCheck => next_piece(state, ""),
        Deed::Accept | Deed::Refuse | Deed::Waive => next_piece(state, slot),
        _ => None,
    };
    let signs = matches!(deed, Deed::AcceptSignature | Deed::RefuseSignature);
    let signature = if signs { super::signatures::next(state, slot) } else { None };
    let place = match (deed, next.or(signature)) {
        (_, Some(next)) => format!("#{}", if signs { form_anchor(next) } else { anchor(next) }),
        (Deed::Accept | Deed::Refuse | Deed::Waive, None) => "#pieces".to_owned(),
        (other, None) if other.place().is_empty() => String::new(),
        (other, None) => format!("#{}", other.place()),
    };
    let version = state.version.to_string();
    let query = app::query::encode([
        ("fait", deed.id()),
        ("version", version.as_str()),
        ("piece", next.unwrap_or_default()),
        ("formulaire", signature.unwrap_or_default()),
        ("avec", if deed == Deed::Read { value(form, "avec") } else { "" }),
    ]);
    Redirect::to(&format!("{}?{query}{place}", of(state.reference))).into_response()
}

/// The piece to look at after `slot`, from the first again after the last.
fn next_piece<'state>(state: &'state State, slot: &str) -> Option<&'state str> {
    let after = state.slots.iter().skip_while(|(name, _)| *name != slot).skip(1);
    let mut round = after.chain(state.slots.iter());
    let next = round.find(|(_, one)| one.state == SlotState::Checking);
    next.map(|(name, _)| name.as_str())
}

/// Makes it; what a form lacks is refused as the rules refuse.
async fn make(
    conn: &mut PgConnection,
    desk: &Desk,
    id: DossierId,
    deed: Deed,
    form: &[(String, String)],
) -> Result<Result<State, NotDone>, Broken> {
    let (visit, person) = (&desk.here.visit, &desk.caller.person);
    let seen = Seen { by: person, version: value(form, "version").parse().ok() };
    // A form that does not say what it was made from decides nothing.
    if seen.version.is_none() {
        return Ok(Err(Refusal::NoSuchStep.into()));
    }
    let slot = value(form, "slot");
    let why = || Reason::new(value(form, "why")).ok_or(Refusal::ReasonNeeded);
    Ok(match deed {
        Deed::Claim => staff::claim(conn, visit, seen, id).await,
        Deed::Release => staff::release(conn, visit, seen, id).await,
        Deed::Assign => {
            let to = match value(form, "to") {
                "" => None,
                text => match assignable(conn, text).await? {
                    Some(to) => Some(to),
                    None => return Ok(Err(Refusal::NoSuchThing.into())),
                },
            };
            staff::assign(conn, visit, seen, id, to).await
        }
        Deed::Prioritise => match Priority::parse(value(form, "priority")) {
            Some(priority) => staff::prioritise(conn, visit, seen, id, priority).await,
            None => Err(Refusal::NoSuchThing.into()),
        },
        Deed::StartCheck => pieces::start_check(conn, visit, seen, id).await,
        Deed::Accept => pieces::accept(conn, visit, seen, id, slot).await,
        Deed::Refuse => {
            let given = (value(form, "reason"), value(form, "words"));
            pieces::refuse(conn, visit, &desk.here.state().rules(), seen, id, slot, given).await
        }
        Deed::AcceptSignature => signatures::accept(conn, visit, seen, id, slot).await,
        Deed::RefuseSignature => {
            let given = (value(form, "reason"), value(form, "words"));
            signatures::refuse(conn, visit, &desk.here.state().rules(), seen, id, slot, given).await
        }
        Deed::VoidSignatures => match why() {
            Ok(why) => signatures::void(conn, visit, Who::Staff(person), id, why).await,
            Err(refusal) => Err(refusal.into()),
        },
        Deed::Waive => match why() {
            Ok(why) => pieces::waive(conn, visit, seen, id, slot, why).await,
            Err(refusal) => Err(refusal.into()),
        },
        Deed::ValidateAll => pieces::validate_all(conn, visit, seen, id).await,
        Deed::Reopen => match why() {
            Ok(why) => pieces::reopen(conn, visit, seen, id, why).await,
            Err(refusal) => Err(refusal.into()),
        },
        Deed::Read => {
            checks::read(conn, visit, &desk.here.state().rules(), seen, id, slot, typed(form)).await
        }
        Deed::Ready => {
            let despite = value(form, "despite");
            let ready =
                filing::ready(conn, visit, &desk.here.state().rules(), seen, id, despite).await;
            match ready {
                Ok(state) if is_on_working_sheets(conn, desk, id, &state).await? => {
                    Err(Refusal::WorkingSheet.into())
                }
                ready => ready,
            }
        }
        Deed::File => {
            if is_on_working_sheets_now(conn, desk, id).await? {
                return Ok(Err(Refusal::WorkingSheet.into()));
            }
            deposit::file(conn, desk, seen, id, form).await?
        }
        Deed::FilingStep => deposit::step(conn, visit, seen, id, form).await?,
        Deed::FilingCorrection => deposit::correct(conn, visit, seen, id, form).await?,
        Deed::Deposit => filing::deposit(conn, visit, seen, id, value(form, "vault")).await,
        Deed::Close => match Cause::parse(value(form, "cause")) {
            Some(cause) => money::close(conn, visit, seen, id, cause).await?,
            None => Err(Refusal::ReasonNeeded.into()),
        },
        Deed::NotReady => match why() {
            Ok(why) => filing::not_ready(conn, visit, seen, id, why).await,
            Err(refusal) => Err(refusal.into()),
        },
        Deed::Undo => match value(form, "of").parse() {
            Ok(of) => undo::undo(conn, visit, seen, id, of).await,
            Err(_) => Err(Refusal::NothingToUndo.into()),
        },
        Deed::Transfer => money::transfer(conn, desk, id, form).await?,
        Deed::TransferBack => money::transfer_back(conn, desk, id, form).await?,
        Deed::Reprice => money::reprice(conn, desk, id, form).await?,
        Deed::GiveBack => money::give_back(conn, desk, id, form).await?,
        Deed::DecideRefund => money::decide(conn, desk, id, form).await?,
        Deed::AddTask | Deed::FinishTask | Deed::Note | Deed::Message => {
            add(conn, desk, id, deed, form).await?
        }
    })
}

/// Whether a form is signed on a sheet of ours that the administration is not handed; a demonstration may hold some.
pub(super) async fn is_on_working_sheets(
    conn: &mut PgConnection,
    desk: &Desk,
    id: DossierId,
    state: &State,
) -> Result<bool, Broken> {
    let real = desk.here.state().config().env == AppEnv::Production;
    Ok(real && !evidence::working_sheets(conn, id, state).await?.is_empty())
}

/// The same of the dossier `id`; one that is not there is on none.
async fn is_on_working_sheets_now(
    conn: &mut PgConnection,
    desk: &Desk,
    id: DossierId,
) -> Result<bool, Broken> {
    let who = Who::Staff(&desk.caller.person);
    let found = dossiers::operations::drafts::find(conn, &desk.here.visit, who, id).await;
    match found {
        Ok(state) => is_on_working_sheets(conn, desk, id, &state).await,
        Err(_) => Ok(false),
    }
}

/// What is added beside the decisions: nobody is in anybody's way.
async fn add(
    conn: &mut PgConnection,
    desk: &Desk,
    id: DossierId,
    deed: Deed,
    form: &[(String, String)],
) -> Result<Result<State, NotDone>, Broken> {
    let (visit, person) = (&desk.here.visit, &desk.caller.person);
    let seen = Seen { by: person, version: value(form, "version").parse().ok() };
    let words = value(form, "words");
    let who = Who::Staff(person);
    Ok(match deed {
        Deed::AddTask => {
            let assignee = match value(form, "task_to") {
                "" => None,
                text => assignable(conn, text).await?,
            };
            let due_on = match value(form, "due_on").trim() {
                "" => None,
                text => match Date::parse(text) {
                    Ok(day) => Some(day),
                    Err(_) => return Ok(Err(Refusal::BadText.into())),
                },
            };
            let priority =
                Priority::parse(value(form, "task_priority")).unwrap_or(Priority::Normal);
            let task = NewTask { words, assignee, priority, due_on };
            talk::add_task(conn, visit, who, id, task).await
        }
        Deed::FinishTask => match Id::parse(value(form, "task")) {
            Some(task) => talk::finish_task(conn, visit, seen, id, task).await,
            None => Err(Refusal::NoSuchThing.into()),
        },
        Deed::Note => talk::note(conn, visit, seen, id, words).await,
        _ => talk::message(conn, visit, who, id, words).await,
    })
}
