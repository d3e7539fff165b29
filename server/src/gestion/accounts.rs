//! The accounts at the desk: what they hold, what does not agree with the provider's report, the file of a year, the numbers.

use access::Act;
use app::site::gestion::acts::Screen;
use app::site::gestion::{AccountLine, AccountsDone, AccountsView, DifferenceLine, GestionPage};
use axum::body::Bytes;
use axum::http::header;
use axum::response::IntoResponse as _;
use ledger::{Account, Numbered};
use payments::operations::reconciliation::{
    self, Difference, DifferenceId, DifferenceKind, NotSettled,
};
use serde_json::json;
use sqlx::PgConnection;
use vocabulary::Lang;

use super::{Desk, done};
use crate::accounting::{self, NoFile};
use crate::database::Chain;
use crate::people::{Answer, Broken, form, value};

/// Differences that are shown.
const MOST: i64 = 100;
/// Years of which a file is offered, this one first.
const YEARS: u16 = 10;

fn broken(error: &dyn std::error::Error) -> Broken {
    accounts::operations::Failure::Audit(Chain(error).to_string()).into()
}

/// `GET /gestion/comptes`
///
/// # Errors
///
/// When the database does not answer.
pub async fn page(desk: Desk) -> Answer {
    let said = AccountsDone::parse(value(&desk.pairs(), "fait"));
    shown(&desk, said, &[]).await
}

async fn shown(desk: &Desk, said: Option<AccountsDone>, kept: &[(String, String)]) -> Answer {
    let lang = desk.here.asked.lang;
    let mut tx = desk.here.begin().await?;
    let sums = reconciliation::sums(&mut tx).await?;
    let found = reconciliation::differences(&mut tx, MOST).await.map_err(|why| broken(&why))?;
    let held = ledger::operations::balances(&mut tx).await.map_err(|why| broken(&why))?;
    let chart = ledger::operations::chart(&mut tx).await.map_err(|why| broken(&why))?;
    tx.commit().await?;
    let accounts = Account::ALL.iter().map(|account| {
        let (number, label) = chart.of(*account);
        AccountLine {
            code: account.id(),
            number: number.to_owned(),
            label: label.to_owned(),
            usual: account.in_chart().0,
            cents: held.get(account).copied().unwrap_or_default(),
        }
    });
    let this_year = desk.today().year();
    let (open, settled): (Vec<_>, Vec<_>) = found.into_iter().partition(|it| it.settled.is_none());
    let line = |one| line(one, lang);
    let view = AccountsView {
        reported: sums.held(),
        moved: sums.moved,
        fees: sums.fees,
        paid_out: sums.paid_out,
        booked: held.get(&Account::Provider).copied().unwrap_or_default(),
        last: sums.last,
        accounts: accounts.collect(),
        open: open.into_iter().map(line).collect(),
        settled: settled.into_iter().map(line).collect(),
        years: (0..YEARS).map(|back| this_year - back).collect(),
        siren: ledger::fec::name(&desk.here.asked.tenant.identity.siren, this_year).is_some(),
        keeps: desk.may(Act::KeepAccounts),
        done: said,
        kept: kept.to_vec(),
    };
    desk.page(&GestionPage::Accounts(Box::new(view))).await
}

fn line(one: Difference, lang: Lang) -> DifferenceLine {
    let what =
        match one.found.kind {
            DifferenceKind::Amount => lang.pick("sommes différentes", "other sums"),
            DifferenceKind::NotBooked => lang
                .pick("chez le prestataire, pas dans nos comptes", "at the provider, not booked"),
            DifferenceKind::NotMoved => lang
                .pick("dans nos comptes, pas chez le prestataire", "booked, not at the provider"),
            DifferenceKind::Unknown => lang
                .pick("mouvement inconnu de nos dossiers", "a movement that no file of ours knows"),
            DifferenceKind::DossierGone => lang.pick(
                "pour un dossier déjà effacé\u{202f}: à traiter avec le client",
                "for a file that was deleted: to be settled with the customer",
            ),
        };
    let settled = one.settled.map(|settled| {
        let note = settled
            .note
            .unwrap_or_else(|| lang.pick("s’est réglé de lui-même", "settled itself").to_owned());
        (settled.at, note)
    });
    DifferenceLine {
        id: one.id.0,
        what,
        about: one.found.about,
        reference: one.found.reference,
        booked: one.found.booked,
        moved: one.found.moved,
        found_at: one.found_at,
        settled,
    }
}

/// `POST /gestion/comptes`: a difference is settled with a note, or an account is numbered.
///
/// # Errors
///
/// When the database does not answer.
pub async fn act(desk: Desk, body: Bytes) -> Answer {
    if !desk.may(Act::KeepAccounts) {
        return Ok(desk.here.error(404));
    }
    let form = form(&body);
    let mut tx = desk.here.begin().await?;
    let made = match value(&form, "act") {
        "settle" => settle(&mut tx, &desk, &form).await?,
        "number" => number(&mut tx, &desk, &form).await?,
        _ => return Ok(desk.here.error(422)),
    };
    match made {
        Ok(said) => {
            tx.commit().await?;
            Ok(done(Screen::Accounts.path(), said.id()))
        }
        Err(said) => {
            drop(tx);
            shown(&desk, Some(said), &form).await
        }
    }
}

type Made = Result<Result<AccountsDone, AccountsDone>, Broken>;

async fn settle(conn: &mut PgConnection, desk: &Desk, form: &[(String, String)]) -> Made {
    let Ok(id) = value(form, "id").parse() else { return Ok(Err(AccountsDone::Gone)) };
    let (by, now) = (desk.caller.person.id.0, desk.here.visit.now);
    let note = value(form, "note");
    match reconciliation::settle(conn, DifferenceId(id), by, note, now).await {
        Ok(()) => {
            let payload = Some(json!({ "difference": id.to_string() }));
            desk.note(conn, None, audit::Act::DifferenceSettled, None, payload).await?;
            Ok(Ok(AccountsDone::Settled))
        }
        Err(NotSettled::Note) => Ok(Err(AccountsDone::NoteNeeded)),
        Err(NotSettled::Missing) => Ok(Err(AccountsDone::Gone)),
        Err(NotSettled::Database(error)) => Err(error.into()),
    }
}

async fn number(conn: &mut PgConnection, desk: &Desk, form: &[(String, String)]) -> Made {
    let Some(account) = Account::parse(value(form, "account")) else {
        return Ok(Err(AccountsDone::BadNumber));
    };
    let (typed, label) = (value(form, "number").trim(), value(form, "label").trim());
    let numbered = match (typed, label) {
        // As the general chart has it.
        ("", "") => None,
        _ => match Numbered::read(typed, label) {
            Some(numbered) => Some(numbered),
            None => return Ok(Err(AccountsDone::BadNumber)),
        },
    };
    let tenant = desk.here.visit.tenant().0;
    let set = ledger::operations::number(conn, tenant, account, numbered.as_ref()).await;
    set.map_err(|why| broken(&why))?;
    let payload = Some(json!({ "account": account.id(), "number": typed }));
    desk.note(conn, None, audit::Act::AccountsNumbered, None, payload).await?;
    Ok(Ok(AccountsDone::Numbered))
}

/// `GET /gestion/comptes/fec?annee=2026`: the file of a year; who fetched it is written down.
///
/// # Errors
///
/// When the database does not answer.
pub async fn file(desk: Desk) -> Answer {
    let Ok(year) = value(&desk.pairs(), "annee").parse::<u16>() else {
        return Ok(desk.here.error(422));
    };
    let mut tx = desk.here.begin().await?;
    let file = accounting::file_of(&mut tx, &desk.here.asked.tenant, year).await;
    let (name, bytes) = match file {
        Ok(file) => file,
        Err(NoFile::Year) => return Ok(desk.here.error(422)),
        Err(NoFile::Siren) => {
            return Ok(done(Screen::Accounts.path(), AccountsDone::SirenNeeded.id()));
        }
        Err(NoFile::Failed(why)) => return Err(broken(&why)),
    };
    let entry = Some(json!({ "year": year, "bytes": bytes.len() }));
    desk.note(&mut tx, None, audit::Act::AccountsExported, None, entry).await?;
    tx.commit().await?;
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=iso-8859-15".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

/// Differences that are open: what the front of the desk counts.
pub(super) async fn open(desk: &Desk) -> Result<i64, Broken> {
    let mut tx = desk.here.begin().await?;
    let open = reconciliation::open(&mut tx).await?;
    tx.commit().await?;
    Ok(open)
}
