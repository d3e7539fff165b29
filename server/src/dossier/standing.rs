//! An ordered dossier: where it stands, messages, withdrawal, the day of its deadline.

use app::site::Place;
use app::site::dossier::{
    Disagreement, DossierPage, PersonLine, StandingDone, StandingView, Told, draft,
};
use audit::{Kind, Thing};
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse as _;
use demarches::Demarches;
use demarches::checks::Light;
use documents::operations::keeping;
use dossiers::operations::closing::{self, Cause};
use dossiers::operations::{checks, drafts, filing, history, talk, withdrawal};
use dossiers::tracks::{Filing, Reason};
use dossiers::{Refusal, State as Dossier};
use jiff::{SignedDuration, Timestamp};
use payments::operations::refunds;
use sqlx::{PgConnection, Postgres, Transaction};
use vocabulary::{Date, Lang};

use super::people::{is_complete, named, wanted};
use super::{Mine, NotForThem, Opened, letters};
use crate::invoices;
use crate::people::{Answer, Broken, form, value};

/// Lines of who looked.
const LOOKED: i64 = 50;

/// The page of an ordered dossier, in the transaction that opened it.
///
/// # Errors
///
/// When the database does not answer.
pub(super) async fn page(
    mine: &Mine,
    tx: Transaction<'static, Postgres>,
    opened: &Opened,
) -> Answer {
    shown(mine, tx, opened, "").await
}

async fn shown(
    mine: &Mine,
    mut tx: Transaction<'static, Postgres>,
    opened: &Opened,
    typed: &str,
) -> Answer {
    let (here, lang, id) = (&mine.here, mine.here.asked.lang, opened.name());
    let Ok(case) = mine.case(&opened.state) else { return Ok(here.error(503)) };
    let entries = history::of(&mut tx, &here.visit, mine.who(opened), opened.id).await;
    let entries = match entries {
        Ok(entries) => entries,
        Err(why) => return mine.refused(&id, why.into()),
    };
    let looked = looked(&mut tx, mine, opened).await?;
    let papers = invoices::lines_of(&mut tx, opened.id, |paper| {
        Place::Invoice.with(&id, lang).replace("{name}", &paper.number.to_string())
    });
    let papers = papers.await?;
    tx.commit().await?;
    let told: Vec<Told> =
        entries.iter().filter_map(|entry| Told::of(&entry.event, case.rules, lang)).collect();
    let people: Vec<PersonLine> = wanted(&case.evaluation)
        .into_iter()
        .map(|one| {
            let known = named(&opened.state, one).map(|(_, party)| party);
            PersonLine {
                name: one.name(),
                role: one.role,
                number: one.number,
                display: known.map(dossiers::Party::display).unwrap_or_default(),
                complete: known.is_some_and(|party| is_complete(one.role, party)),
            }
        })
        .collect();
    let later: Vec<(String, String)> = drafts::SAID_LATER
        .iter()
        .filter(|question| drafts::may_be_said_later(&opened.state, question))
        .filter_map(|question| {
            let asked =
                case.evaluation.questions.iter().find(|one| one.question.fact == **question)?;
            let label = asked.question.label_in(opened.state.kind).in_lang(lang);
            Some(((*question).to_owned(), label.to_owned()))
        })
        .collect();
    let pairs = app::query::pairs(&here.asked.query);
    let view = StandingView {
        id: &id,
        state: &opened.state,
        rules: case.rules,
        told: &told,
        people: &people,
        later: &later,
        looked: &looked,
        done: StandingDone::parse(value(&pairs, "fait")),
        refusal: Refusal::parse(value(&pairs, "refus")),
        withdrawal: withdrawn_until(&opened.state, here.visit.now),
        typed,
        card: mine.takes_cards(),
        papers: &papers,
        now: here.visit.now,
        disagrees: &disagrees(&opened.state, case.rules, here.asked.today, lang),
    };
    Ok(here.rendered(draft(&here.asked, &DossierPage::Standing(Box::new(view)))))
}

/// What on a piece is red, is no longer ours to look at alone, and the customer can mend.
fn disagrees(state: &Dossier, rules: &Demarches, today: Date, lang: Lang) -> Vec<Disagreement> {
    if state.closed.is_some() || !matches!(state.filing, Filing::NonDepose(_)) {
        return Vec::new();
    }
    let found = checks::verdicts(state, rules, today).unwrap_or_default();
    let red = found.into_iter().filter(|one| one.light == Light::Red);
    red.filter_map(|one| {
        let code = one.rejection?;
        let reason = rules.rejections().iter().find(|it| it.code == code)?;
        (reason.shown && !reason.supervisor).then(|| Disagreement {
            slot: one.slot,
            said: one.customer.in_lang(lang).to_owned(),
            next: reason.next.in_lang(lang).to_owned(),
        })
    })
    .collect()
}

/// Who looked at it, besides its customer.
async fn looked(
    conn: &mut PgConnection,
    mine: &Mine,
    opened: &Opened,
) -> Result<Vec<(String, Timestamp)>, Broken> {
    let Some(caller) = mine.caller() else { return Ok(Vec::new()) };
    let seen = audit::operations::seen_by(conn, caller.person.id.0, LOOKED).await?;
    let this = Thing { kind: Kind::Dossier, id: opened.id.0 };
    let lang = mine.here.asked.lang;
    Ok(seen
        .into_iter()
        .filter(|seen| seen.object == Some(this))
        .map(|seen| {
            let role = seen.role.unwrap_or(access::Role::Operateur);
            (app::site::gestion::words::role(role, lang).to_owned(), seen.at)
        })
        .collect())
}

/// Until when the contract may be withdrawn from; nothing once it is over, filed or closed.
fn withdrawn_until(dossier: &Dossier, now: Timestamp) -> Option<Timestamp> {
    let order = dossier.order.as_ref()?;
    let until = withdrawal::ends(order.at).ok()? - SignedDuration::from_secs(1);
    (until > now && dossier.closed.is_none() && !dossier.filing.is_filed()).then_some(until)
}

/// `POST /dossier/{token}/message`
///
/// # Errors
///
/// When the database does not answer.
pub async fn write(mine: Mine, Path(reference): Path<String>, body: Bytes) -> Answer {
    let form = form(&body);
    let words = value(&form, "words");
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    let (who, visit) = (mine.who(&opened), &mine.here.visit);
    match talk::message(&mut tx, visit, who, opened.id, words).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(mine.done(&opened.name(), "fait=message"))
        }
        Err(why) => match NotForThem::from(why) {
            // What was typed is not lost.
            NotForThem::Refused(Refusal::BadText) if !words.trim().is_empty() => {
                shown(&mine, tx, &opened, words).await
            }
            why => mine.refused(&opened.name(), why),
        },
    }
}

/// `GET /dossier/{token}/retractation`: asked once more.
///
/// # Errors
///
/// When the database does not answer.
pub async fn withdraw_form(mine: Mine, Path(reference): Path<String>) -> Answer {
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    let money = payments::operations::of_dossier(&mut tx, opened.id.0).await;
    let money = money.map_err(|why| super::pay::broken(&why.into()))?;
    tx.commit().await?;
    let Some(until) = withdrawn_until(&opened.state, mine.here.visit.now) else {
        return Ok(mine.to(Place::Dossier, &opened.name()));
    };
    let id = opened.name();
    let owed = refunds::owed(&opened.state, &money, Cause::CustomerAsked);
    let owed = (owed.least, owed.most);
    let page = DossierPage::Withdraw { id: &id, until, owed };
    Ok(mine.here.rendered(draft(&mine.here.asked, &page)))
}

/// `POST /dossier/{token}/retractation`: « confirmer la rétractation ».
///
/// # Errors
///
/// When the database does not answer.
pub async fn withdraw(mine: Mine, Path(reference): Path<String>) -> Answer {
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    let (who, visit) = (mine.who(&opened), &mine.here.visit);
    let Some(reason) = Reason::new("retractation") else { return Err(Broken) };
    // Its pages before the dossier, always.
    payments::operations::hold(&mut tx, opened.id.0).await?;
    // What came since it was opened is given back too: it is read again under its lock.
    let before = match closing::held(&mut tx, visit, who, opened.id).await {
        Ok(before) => before,
        Err(why) => return mine.refused(&opened.name(), why.into()),
    };
    match filing::withdraw(&mut tx, visit, who, opened.id, reason).await {
        Ok(state) => {
            // What was filed once is kept as long as that wants.
            if state.filed_at.is_none() {
                let ending = documents::Ending::NotFiled(crate::clock::civil(visit.now));
                keeping::ended(&mut tx, opened.id.0, ending).await?;
            }
            let why = (Cause::CustomerAsked, payments::Cause::Withdrawal);
            let back = refunds::settle_closed(&mut tx, visit, &before, opened.id, why).await;
            let back = back.map_err(|why| super::pay::broken(&why))?;
            invoices::soon(&mut tx, visit, opened.id, &state).await?;
            letters::closed(&mut tx, visit, &state, back).await?;
            tx.commit().await?;
            Ok(mine.done(&opened.name(), "fait=retractation"))
        }
        Err(why) => mine.refused(&opened.name(), why.into()),
    }
}

/// `GET /dossier/{token}/echeance.ics`
///
/// # Errors
///
/// When the database does not answer.
pub async fn deadline(mine: Mine, Path(reference): Path<String>) -> Answer {
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    tx.commit().await?;
    let Some(day) = opened.state.due_on else { return Ok(mine.here.error(404)) };
    let file = app::site::due_calendar(&mine.here.asked, day, &opened.name());
    Ok((
        [
            (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
            (header::CONTENT_DISPOSITION, "attachment; filename=\"carte-grise.ics\""),
            (header::CACHE_CONTROL, "private, no-store"),
        ],
        file,
    )
        .into_response())
}
