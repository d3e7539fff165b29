//! Invoices and credit notes: issued by a job once money came or went and its customer has a name and an address, made by
//! another, told to the customer, fetched by them and by the staff, forgotten after ten years.
//!
//! What a paper says is put together in [`content`]; what the law asks of its number is kept by `invoices`.

mod content;

use std::sync::Arc;

use accounts::Visit;
use axum::response::Response;
use dossiers::State as Dossier;
use dossiers::operations::{DossierId, NotDone, Who, drafts};
use invoices::operations::{self, Failure, House, Paper};
use invoices::{ForgetInvoices, Kind, Number, RenderInvoice, paper};
use jobs::{Attempt, Failed};
use objects::Key;
use payments::{IssueInvoice, Money};
use sqlx::PgConnection;
use tenants::TenantId;

use crate::clock;
use crate::database::{self, Chain};
use crate::dossier::{forms, letters};
use crate::people::{Broken, of_house};
use crate::state::State;
use crate::worker::Context;

/// Papers that are looked for in one go.
const FORGOTTEN_AT_ONCE: i64 = 200;

fn again(error: &dyn std::error::Error) -> Failed {
    Failed::Again(Chain(error).to_string())
}

fn house(visit: &Visit) -> House<'_> {
    House { tenant: visit.tenant().0, keys: &visit.keys, now: visit.now }
}

fn visit_of(state: &State, tenant: uuid::Uuid) -> Result<Visit, Failed> {
    of_house(state, TenantId(tenant))
        .ok_or_else(|| Failed::Again("the tenants are not read yet".to_owned()))
}

async fn dossier(
    conn: &mut PgConnection,
    visit: &Visit,
    id: uuid::Uuid,
) -> Result<Option<Dossier>, Failed> {
    match drafts::find(conn, visit, Who::House, DossierId(id)).await {
        Ok(found) => Ok(Some(found)),
        Err(NotDone::Failed(failure)) => Err(again(&failure)),
        Err(_) => Ok(None),
    }
}

/// Has the papers issued that waited for the holder of `dossier`, or for its end. Where no money came there are none.
///
/// # Errors
///
/// When the database does not answer.
pub(crate) async fn soon(
    conn: &mut PgConnection,
    visit: &Visit,
    id: DossierId,
    dossier: &Dossier,
) -> Result<(), sqlx::Error> {
    if dossier.transfers.is_empty() {
        return Ok(());
    }
    payments::operations::invoice_soon(conn, visit.tenant().0, id.0, id.0).await
}

/// Whether nothing is issued for `dossier` yet, since who is invoiced is not known: while it is open, and once it is closed
/// while money is on its way back, which may leave nothing to invoice. Whatever ends that asks for papers again.
fn waits(state: &State, visit: &Visit, dossier: &Dossier, money: &Money) -> bool {
    let ended = dossier.closed.is_some() && money.on_its_way().sum().0 == 0;
    !ended && !dossier.filing.is_filed() && !content::is_named(state, visit, dossier)
}

/// The handler of the job that issues what a dossier lacks. Done twice, the second finds nothing to issue.
///
/// The law wants the name and the address of the customer (CGI, annexe II, art. 242 nonies A): an open dossier whose holder is
/// not known is left alone, and asked about again once they are.
///
/// # Errors
///
/// When the database does not answer; for good when no rate of VAT of the house gives the VAT that was ordered.
pub async fn issue(context: Arc<Context>, task: IssueInvoice, _: Attempt) -> Result<(), Failed> {
    let visit = visit_of(&context.state, task.tenant)?;
    let mut tx = database::begin(&context.state, visit.tenant()).await?;
    let Some(found) = dossier(&mut tx, &visit, task.dossier).await? else { return Ok(()) };
    // From here on nobody sells for it, or takes back: it is read as it is now.
    let sale = ledger::operations::sold(&mut tx, &found.reference.to_string()).await;
    let sale = sale.map_err(|error| again(&error))?;
    let Some(found) = dossier(&mut tx, &visit, task.dossier).await? else { return Ok(()) };
    let money = payments::operations::of_dossier(&mut tx, task.dossier).await;
    let money = money.map_err(|error| again(&error))?;
    if waits(&context.state, &visit, &found, &money) {
        return Ok(());
    }
    let papers = operations::of_dossier(&mut tx, task.dossier).await;
    let invoiced = !papers.map_err(|error| again(&error))?.is_empty();
    let Some(sold) = content::sold(&found, sale, invoiced) else { return Ok(()) };
    let rate = content::vat_rate(&visit.house, &found).ok_or_else(|| {
        Failed::ForGood("no rate of the house gives the VAT of the order".to_owned())
    })?;
    let buyer = content::buyer(&mut tx, &context.state, &visit, &found).await;
    let buyer = buyer.map_err(|error| again(&error))?;
    let settled =
        operations::settle(&mut tx, house(&visit), task.dossier, &sold, |kind, sums, corrects| {
            let said = content::content(&visit, (&found, &money), &buyer, (kind, sums));
            invoices::Content { vat_rate: rate, corrects, ..said }
        });
    let issued = settled.await.map_err(|error| again(&error))?;
    tx.commit().await?;
    for one in issued {
        let kind = one.number.kind.id();
        metrics::counter!("invoices_issued_total", "kind" => kind).increment(1);
    }
    Ok(())
}

/// The handler of the job that makes the file of a paper, and tells its customer. Done twice, the second finds it made.
///
/// # Errors
///
/// When the store or the database does not answer; for good when the file cannot be made.
pub async fn render(context: Arc<Context>, task: RenderInvoice, _: Attempt) -> Result<(), Failed> {
    let state = &context.state;
    let visit = visit_of(state, task.tenant)?;
    let mut tx = database::begin(state, visit.tenant()).await?;
    let found = operations::find(&mut tx, task.paper).await.map_err(|error| again(&error))?;
    let Some(one) = found.filter(|one| one.file.is_none()) else { return Ok(()) };
    let said = operations::content_of(&mut tx, &visit.keys, one.id).await;
    let said = said.map_err(|error| again(&error))?;
    tx.commit().await?;
    let (number, issued) = (one.number, (one.issued_on, one.issued_at));
    // Some milliseconds of work: others are served meanwhile.
    let made = tokio::task::spawn_blocking(move || paper::pdf(number, issued, &said)).await;
    let pdf = made.map_err(|error| again(&error))?;
    let pdf = pdf.map_err(|error| Failed::ForGood(Chain(&error).to_string()))?;
    let key = Key::new("invoices", one.id).map_err(|error| Failed::ForGood(error.to_string()))?;
    let mut tx = database::begin(state, visit.tenant()).await?;
    let sealed = operations::sealed(&mut tx, house(&visit), one.id, &pdf).await;
    let sealed = sealed.map_err(|error| again(&error))?;
    tx.commit().await?;
    state.objects().put(&key, sealed.into()).await.map_err(|error| again(&error))?;
    let mut tx = database::begin(state, visit.tenant()).await?;
    let new = operations::rendered(&mut tx, one.id, (key.as_str(), &pdf), visit.now).await;
    if new.map_err(|error| again(&error))?
        && let Some(found) = dossier(&mut tx, &visit, one.dossier).await?
    {
        let told = letters::invoiced(&mut tx, &visit, &found, &one).await;
        told.map_err(|error| again(&error))?;
    }
    tx.commit().await?;
    Ok(())
}

/// The handler of the job that forgets the papers whose time is over. A file that is gone already is gone, and what could not
/// be forgotten is, the next time.
///
/// # Errors
///
/// When the store or the database does not answer.
pub async fn forget(context: Arc<Context>, _: ForgetInvoices, _: Attempt) -> Result<(), Failed> {
    let state = &context.state;
    let mut ended = Ok(());
    for tenant in &state.directory().tenants {
        // What fails in one house does not keep the papers of another.
        if let Err(why) = forget_of(state, tenant.id).await {
            tracing::error!(tenant.id = %tenant.id.0, error = %why, "a house keeps invoices past their time");
            ended = Err(why);
        }
    }
    ended
}

/// All of a year fall due on the same day: they go by the batch, until none is left.
async fn forget_of(state: &State, tenant: TenantId) -> Result<(), Failed> {
    let (now, today) = (clock::now(), clock::today());
    loop {
        let mut tx = database::begin(state, tenant).await?;
        let past = operations::past(&mut tx, today, FORGOTTEN_AT_ONCE).await;
        let past = past.map_err(|error| again(&error))?;
        tx.commit().await?;
        for one in &past {
            if let Some(key) = one.file.as_deref().and_then(|key| Key::parse(key).ok()) {
                state.objects().delete(&key).await.map_err(|error| again(&error))?;
            }
            let mut tx = database::begin(state, tenant).await?;
            let gone = operations::forget(&mut tx, one.id, now).await;
            gone.map_err(|error| again(&error))?;
            tx.commit().await?;
        }
        if !past.is_empty() {
            tracing::info!(papers = past.len(), "invoices past their time are forgotten");
        }
        if i64::try_from(past.len()).is_ok_and(|gone| gone < FORGOTTEN_AT_ONCE) {
            return Ok(());
        }
    }
}

/// The PDF of `paper`, to be shown; nothing while it is being made.
///
/// # Errors
///
/// When the store or the database does not answer, or the file is not the one that was made.
pub(crate) async fn shown(
    conn: &mut PgConnection,
    state: &State,
    paper: &Paper,
) -> Result<Option<Response>, Broken> {
    let Some(key) = paper.file.as_ref().and_then(|file| Key::parse(&file.key).ok()) else {
        return Ok(None);
    };
    let sealed = state.objects().get(&key).await.map_err(|error| broken(&error))?;
    let pdf = operations::opened(conn, &state.keys(), paper, &sealed).await;
    let name = format!("{}.pdf", paper.number.to_string().to_lowercase());
    Ok(Some(forms::as_pdf(pdf.map_err(|error| broken(&error))?, &name)))
}

/// The paper that an address calls `name`.
///
/// # Errors
///
/// When the database does not answer.
pub(crate) async fn named(conn: &mut PgConnection, name: &str) -> Result<Option<Paper>, Broken> {
    let Some(number) = Number::parse(name) else { return Ok(None) };
    Ok(operations::by_number(conn, number).await?)
}

/// The papers of `dossier`, as pages list them; `address`: where the one of a number is fetched.
///
/// # Errors
///
/// When the database does not answer.
pub(crate) async fn lines_of(
    conn: &mut PgConnection,
    dossier: DossierId,
    address: impl Fn(&Paper) -> String,
) -> Result<Vec<app::site::PaperLine>, Broken> {
    let papers = operations::of_dossier(conn, dossier.0).await?;
    Ok(papers.iter().map(|paper| line(paper, address(paper))).collect())
}

/// A paper, as lists show it.
pub(crate) fn line(paper: &Paper, address: String) -> app::site::PaperLine {
    app::site::PaperLine {
        number: paper.number.to_string(),
        credit: paper.number.kind == Kind::CreditNote,
        reference: paper.reference.clone(),
        issued_on: paper.issued_on,
        taxes: paper.taxes,
        fee: paper.net + paper.vat,
        total: paper.total,
        address: paper.file.is_some().then_some(address),
    }
}

impl From<Failure> for Broken {
    fn from(failure: Failure) -> Self {
        broken(&failure)
    }
}

fn broken(error: &dyn std::error::Error) -> Broken {
    tracing::error!(error = %Chain(error), "an invoice could not be had");
    Broken
}
