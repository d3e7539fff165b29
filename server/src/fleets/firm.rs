//! The firm of a professional, and the picture of its stamp.

use ::fleets::operations::firms;
use ::fleets::{Firm, Stamp};
use accounts::{Person, Visit};
use app::site::Place;
use app::site::account::{FirmView, FleetDone, FleetPage, StampProblem};
use app::site::dossier::PartyField;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Multipart};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, get};
use documents::antivirus::Verdict;
use documents::{Kind, Unread};
use dossiers::{Party, State as Dossier};
use forms::Filled;
use forms::operations::StampPicture;
use sqlx::PgConnection;

use super::{done, shown};
use crate::dossier::people;
use crate::people::{Answer, Broken, Here, form};
use crate::state::State;

/// The longest form with a stamp, in bytes.
const FORM_MAX: usize = Stamp::MOST_BYTES + 64 * 1024;

/// The picture of the stamp, whose form may be longer than others.
pub(crate) fn stamp_ways() -> MethodRouter<State> {
    get(stamp).post(save_stamp).layer(DefaultBodyLimit::max(FORM_MAX))
}

struct Typed {
    party: Party,
    problems: Vec<(PartyField, &'static str)>,
}

async fn page(
    here: &Here,
    typed: Option<Typed>,
    (done, stamp_problem): (Option<FleetDone>, Option<StampProblem>),
) -> Result<Response, Broken> {
    let person = here.caller()?.person.id;
    let mut tx = here.begin().await?;
    let firm = firms::find(&mut tx, &here.visit, person).await?;
    let stamp = firms::stamp(&mut tx, &here.visit, person).await?;
    tx.commit().await?;
    let kept = || Typed { party: firm.unwrap_or_default().0, problems: Vec::new() };
    let Typed { party, problems } = typed.unwrap_or_else(kept);
    let cities = communes::communes_of(&party.postcode).map(|commune| commune.name()).collect();
    let stamp = stamp.map(|stamp| (stamp.width, stamp.height));
    let view = FirmView { party, problems, cities, stamp, stamp_problem, done };
    Ok(shown(here, FleetPage::Firm(Box::new(view))))
}

/// `GET /compte/entreprise`
///
/// # Errors
///
/// When the database does not answer.
pub async fn form_page(here: Here) -> Answer {
    let done = match here.asked.query.as_str() {
        "fait=entreprise" => Some(FleetDone::Firm),
        "fait=cachet" => Some(FleetDone::Stamp),
        "fait=efface" => Some(FleetDone::StampRemoved),
        _ => None,
    };
    page(&here, None, (done, None)).await
}

/// `POST /compte/entreprise`
///
/// # Errors
///
/// When the database does not answer.
pub async fn save(here: Here, body: Bytes) -> Answer {
    let (party, mut problems) = people::read(&here.asked, Firm::ROLE, &form(&body));
    if problems.is_empty() && !party.fits() {
        let lang = here.asked.lang;
        let too_long = lang.pick("Ce texte est trop long.", "This text is too long.");
        problems.push((PartyField::AddressLine, too_long));
    }
    if !problems.is_empty() {
        return page(&here, Some(Typed { party, problems }), (None, None)).await;
    }
    let mut tx = here.begin().await?;
    firms::keep(&mut tx, &here.visit, &here.caller()?.person, &Firm(party)).await?;
    tx.commit().await?;
    Ok(done(&here, Place::Firm, "entreprise"))
}

/// `GET /compte/entreprise/cachet`: the picture, or the page where one is given.
///
/// # Errors
///
/// When the database does not answer.
pub async fn stamp(here: Here) -> Answer {
    let mut tx = here.begin().await?;
    let stamp = firms::stamp(&mut tx, &here.visit, here.caller()?.person.id).await?;
    tx.commit().await?;
    let Some(stamp) = stamp else { return Ok(here.to(Place::Firm)) };
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, stamp.picture).into_response())
}

/// `POST /compte/entreprise/cachet`: another picture, or none.
///
/// # Errors
///
/// When the database does not answer.
pub async fn save_stamp(here: Here, form: Multipart) -> Answer {
    let file = match sent(form).await {
        Ok(file) => file,
        Err(problem) => return page(&here, None, (None, Some(problem))).await,
    };
    let stamp = match &file {
        Some(file) => match read(&here, file).await {
            Ok(stamp) => Some(stamp),
            Err(problem) => return page(&here, None, (None, Some(problem))).await,
        },
        None => None,
    };
    let mut tx = here.begin().await?;
    let person = &here.caller()?.person;
    firms::keep_stamp(&mut tx, &here.visit, person, stamp.as_ref()).await?;
    tx.commit().await?;
    Ok(done(&here, Place::Firm, if stamp.is_some() { "cachet" } else { "efface" }))
}

/// The picture that was sent; `None` where it is to be taken away.
async fn sent(mut form: Multipart) -> Result<Option<Vec<u8>>, StampProblem> {
    loop {
        let field = form.next_field().await.map_err(|_| StampProblem::TooLong)?;
        let Some(mut field) = field else { return Err(StampProblem::NoFile) };
        match field.name() {
            Some("act") => return Ok(None),
            Some("stamp") => {
                let mut file = Vec::new();
                while let Some(part) = field.chunk().await.map_err(|_| StampProblem::TooLong)? {
                    file.extend_from_slice(&part);
                    if file.len() > Stamp::MOST_BYTES {
                        return Err(StampProblem::TooLong);
                    }
                }
                return if file.is_empty() { Err(StampProblem::NoFile) } else { Ok(Some(file)) };
            }
            _ => {}
        }
    }
}

/// Has the picture looked at, scanned and drawn anew, as every file that somebody sends.
async fn read(here: &Here, file: &[u8]) -> Result<Stamp, StampProblem> {
    if !matches!(Kind::of(file), Ok(Kind::Png | Kind::Jpeg)) {
        return Err(StampProblem::Kind);
    }
    let reading = here.state().reading();
    let seen = reading.reader.look(file).await.map_err(|why| unread(&why))?;
    if seen.pixels > u64::from(Stamp::MOST) * u64::from(Stamp::MOST) {
        return Err(StampProblem::Measures);
    }
    match reading.antivirus.scan(file).await {
        Verdict::Clean => {}
        Verdict::Infected(_) => return Err(StampProblem::Dangerous),
        Verdict::Encrypted | Verdict::ExceedsLimits => return Err(StampProblem::Kind),
        Verdict::Unavailable(reason) => {
            tracing::warn!(?reason, "a stamp waits for the antivirus");
            return Err(StampProblem::Unanswered);
        }
    }
    let kept = reading.reader.convert(file, seen, None).await.map_err(|why| unread(&why))?;
    let page = kept.pages.into_iter().next().ok_or(StampProblem::Kind)?;
    let (width, height) = (page.width, page.height);
    if [width, height].iter().any(|side| !(Stamp::LEAST..=Stamp::MOST).contains(side)) {
        return Err(StampProblem::Measures);
    }
    Ok(Stamp { picture: page.picture, width, height })
}

/// The stamp that `person` puts on `filled`: where a company signs it that is their own firm, and no customer's.
pub(crate) async fn stamp_of(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    (dossier, filled): (&Dossier, &Filled),
) -> Result<Option<Stamp>, Broken> {
    let may = access::may(&person.roles, access::Act::ManageFleet).is_some();
    if !filled.signatory.stamps || !may {
        return Ok(None);
    }
    let Some(own) = firms::find(conn, visit, person.id).await? else { return Ok(None) };
    let company = dossier.parties.values().find(|(role, _)| *role == Firm::ROLE);
    if !company.is_some_and(|(_, company)| own.is(company)) {
        return Ok(None);
    }
    Ok(firms::stamp(conn, visit, person.id).await?)
}

/// A stamp as forms draw it.
pub(crate) fn picture(stamp: &Stamp) -> StampPicture<'_> {
    StampPicture { jpeg: &stamp.picture, width: stamp.width, height: stamp.height }
}

fn unread(why: &Unread) -> StampProblem {
    match why {
        Unread::Refused(refusal) => StampProblem::Refused(*refusal),
        Unread::NotStarted(_) | Unread::Unanswered => {
            tracing::error!("a stamp could not be read");
            StampProblem::Unanswered
        }
    }
}
