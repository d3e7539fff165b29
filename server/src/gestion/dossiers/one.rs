//! One dossier: found by its reference, read and written down in the audit, handed to its page.

use std::collections::BTreeMap;

use access::Act;
use app::site::gestion::GestionPage;
use app::site::gestion::dossiers::{FactLine, May, PageLink, WorkspaceView};
use axum::extract::Path;
use demarches::evaluate::QuestionState;
use demarches::facts::Value;
use demarches::kind::Quality;
use demarches::question::Question;
use demarches::{Demarches, Evaluation};
use documents::operations::viewing::{self, NotShown, Viewer};
use dossiers::operations::workspace::{self, Workspace};
use dossiers::operations::{Changed, DossierId, NotDone, evidence, money, presence};
use dossiers::{Id, Reference, Refusal, Side, Slot, State};
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Lang;

use super::super::Desk;
use super::{colleagues, export, readings, signatures};
use crate::database::Chain;
use crate::invoices;
use crate::papers;
use crate::people::{Answer, Broken, value};

/// What is said of a dossier besides what it is.
#[derive(Default)]
pub(super) struct Said {
    /// Why something was not done.
    pub(super) problem: Option<Refusal>,
    /// What somebody else did meanwhile.
    pub(super) changed: Option<Changed>,
    /// What was sent and not done.
    pub(super) kept: Vec<(String, String)>,
}

/// `GET /gestion/dossiers/{reference}?fait=…&version=…&modele=…`
///
/// # Errors
///
/// When the database does not answer.
pub async fn page(desk: Desk, Path(reference): Path<String>) -> Answer {
    match find(&desk, &reference).await? {
        Some(id) => show(&desk, id, Said::default()).await,
        None => missing(&desk).await,
    }
}

/// The dossier that the address names, where there is one in the house.
pub(super) async fn find(desk: &Desk, text: &str) -> Result<Option<DossierId>, Broken> {
    let Some(reference) = Reference::parse(text) else { return Ok(None) };
    let mut tx = desk.here.begin().await?;
    let found = workspace::by_reference(&mut tx, reference).await?;
    tx.commit().await?;
    Ok(found)
}

/// What is not there and what is not theirs look the same; that somebody asked is written down.
pub(super) async fn missing(desk: &Desk) -> Answer {
    let mut tx = desk.here.begin().await?;
    let (visit, person) = (&desk.here.visit, &desk.caller.person);
    accounts::operations::limits::refused(&mut tx, visit, Some(person), "see_dossiers").await?;
    tx.commit().await?;
    Ok(desk.here.error(404))
}

/// Whether whoever asks may see a dossier in that state: some of the staff see it once it is closed alone.
pub(super) fn may_see(desk: &Desk, state: &State) -> bool {
    desk.may(Act::SeeOpenDossiers) || state.status.is_closed()
}

pub(super) async fn show(desk: &Desk, id: DossierId, said: Said) -> Answer {
    let (visit, person) = (&desk.here.visit, &desk.caller.person);
    let mut tx = desk.here.begin().await?;
    let present = presence::here(&mut tx, visit, person.id, id).await?;
    let colleagues = colleagues(&mut tx).await?;
    let opened = workspace::one(&mut tx, visit, person, id).await;
    let Workspace { state, history } = match opened {
        Ok(opened) if may_see(desk, &opened.state) => opened,
        Err(NotDone::Failed(failure)) => return Err(failure.into()),
        Ok(_) | Err(_) => {
            drop(tx);
            return missing(desk).await;
        }
    };
    let pairs = desk.pairs();
    let rules = desk.here.state().rules().by_version(&state.rules.hash);
    // A form about an opened piece that is refused leaves it open.
    let from =
        if value(&said.kept, "act") == "read" { ("slot", &said.kept) } else { ("piece", &pairs) };
    let named = |name: &str| {
        let name = value(from.1, name);
        let slot = state.slots.get(name)?;
        may_open(desk, rules, slot).then(|| name.to_owned())
    };
    let opened = named(from.0);
    // Only what is shown beside another is opened, for each view is written down.
    let beside = named("avec").filter(|it| opened.as_ref().is_some_and(|opened| opened != it));
    let mut pages = BTreeMap::new();
    for slot in opened.iter().chain(&beside).filter_map(|name| state.slots.get(name)) {
        pages.extend(self::pages(&mut tx, desk, &state, &slot.documents).await?);
    }
    let signed = signatures::opened(&mut tx, desk, (id, &state), rules).await?;
    let cards = super::money::of(&mut tx, desk, (id, &state), rules).await?;
    let papers = if desk.may(Act::SeeInvoices) {
        invoices::lines_of(&mut tx, id, super::super::invoices::address).await?
    } else {
        Vec::new()
    };
    let working_sheets = evidence::working_sheets(&mut tx, id, &state).await?;
    let filing = export::of(&mut tx, desk, (id, &state), (rules, &colleagues)).await?;
    tx.commit().await?;
    let signed = signatures::verified(desk, signed).await;
    let text = |name: &str| Some(value(&pairs, name).to_owned()).filter(|it| !it.is_empty());
    let undo = text("version").and_then(|version| version.parse().ok());
    let undo = undo.filter(|of| {
        let entry = history.iter().find(|entry| entry.sequence == *of);
        entry.is_some_and(|entry| can_be_undone(entry, person.id.0, visit.now))
    });
    let lang = desk.here.asked.lang;
    let facts = rules.as_ref().map(|rules| facts(rules, &state, desk.today(), lang));
    let of_the_day = (desk.today(), lang);
    let reading = opened
        .as_deref()
        .zip(rules)
        .and_then(|(slot, rules)| readings::reading(&state, rules, slot, &said.kept, of_the_day));
    // What stands on identity papers is for whoever opens them.
    let sees = desk.may(Act::SeeIdentityPieces);
    let verdicts = rules.map(|rules| readings::verdicts(&state, rules, of_the_day, sees));
    let view = WorkspaceView {
        facts: facts.unwrap_or_default(),
        verdicts: verdicts.unwrap_or_default(),
        opened,
        beside,
        reading,
        pages,
        signatories: signatures::signatories(desk, &state),
        working_sheets,
        signed,
        rules,
        colleagues,
        me: person.id.0,
        present,
        cards,
        filing,
        papers,
        may: may(desk),
        now: visit.now,
        done: text("fait"),
        undo,
        problem: said.problem,
        changed: said.changed,
        kept: said.kept,
        template: text("modele"),
        state,
        history,
    };
    desk.page(&GestionPage::Dossier(Box::new(view))).await
}

fn can_be_undone(entry: &dossiers::operations::Entry, me: Uuid, now: Timestamp) -> bool {
    let event = &entry.event;
    let until = event.at.plus_seconds(dossiers::change::UNDO_SECONDS);
    event.by.side == Side::Staff
        && event.by.person == Some(me.into())
        && event.change.can_be_undone()
        && dossiers::At::from(now) <= until
}

fn may(desk: &Desk) -> May {
    May {
        work: desk.may(Act::WorkDossiers),
        supervise: desk.may(Act::SuperviseDossiers),
        write: desk.may(Act::WriteInDossiers),
        refund: desk.may(Act::RefundPayments),
        decide: desk.may(Act::DecideRefunds),
        record: desk.may(Act::RecordTransfers),
        file: desk.may(Act::FileDossiers),
        see_pieces: desk.may(Act::SeePieces),
        see_identity: desk.may(Act::SeeIdentityPieces),
    }
}

/// Whether whoever asks may open the documents of `slot`; of a kind that is not known, the highest care is taken.
fn may_open(desk: &Desk, rules: Option<&Demarches>, slot: &Slot) -> bool {
    may_open_kind(desk, rules, &slot.kind)
}

/// The same of the kind of piece `kind`.
pub(super) fn may_open_kind(desk: &Desk, rules: Option<&Demarches>, kind: &str) -> bool {
    let kind = rules.and_then(|rules| rules.piece_kind(kind));
    let identity = kind.is_none_or(|kind| kind.has(Quality::Identity));
    desk.may(if identity { Act::SeeIdentityPieces } else { Act::SeePieces })
}

/// The pages of `documents`, each view written down; what is not accepted yet has none.
pub(super) async fn pages(
    conn: &mut PgConnection,
    desk: &Desk,
    state: &State,
    documents: &[Id],
) -> Result<BTreeMap<Uuid, Vec<PageLink>>, Broken> {
    let (here, caller) = (&desk.here, &desk.caller);
    let visit = &here.visit;
    let viewer = Viewer {
        person: Some(caller.person.id.0),
        role: caller.person.roles.iter().copied().find(|role| role.is_staff()),
        session: papers::session_of(caller.session.id),
        ip: visit.network.clone(),
    };
    let with = (here.state().piece_links(), &*visit.keys);
    let mut pages = BTreeMap::new();
    for id in documents {
        let document = Uuid::from(*id);
        let about = (document, state.person.map(Uuid::from));
        match viewing::open(conn, with, visit.tenant().0, about, &viewer, visit.now).await {
            Ok(opened) => {
                let links = (1_u16..)
                    .zip(opened.pages)
                    .map(|(page, end)| PageLink { page, href: format!("/pieces/{end}") });
                pages.insert(document, links.collect());
            }
            Err(NotShown::Missing) => {}
            Err(NotShown::Database(error)) => return Err(error.into()),
            Err(error) => {
                tracing::error!(error = %Chain(&error), "a piece cannot be opened");
                return Err(Broken);
            }
        }
    }
    Ok(pages)
}

/// What was answered, in the order of the questions.
fn facts(rules: &Demarches, state: &State, today: vocabulary::Date, lang: Lang) -> Vec<FactLine> {
    let Ok(case) = money::evaluate(state, rules, today) else { return Vec::new() };
    lines(&case, lang).into_iter().filter(|line| !line.value.is_empty()).collect()
}

/// Every question that applies, in their order, with its answer in words; what was not answered has none.
pub(super) fn lines(case: &Evaluation<'_>, lang: Lang) -> Vec<FactLine> {
    let questions = case.questions.iter();
    questions
        .map(|one| {
            let question = one.question;
            let answered = (one.state == QuestionState::Answered).then_some(&question.fact);
            let answered = answered.and_then(|name| case.facts.get(name));
            FactLine {
                section: question.fact.split('.').next().unwrap_or_default().to_owned(),
                name: question.fact.clone(),
                label: question.label_in(case.demarche.kind).in_lang(lang).to_owned(),
                value: answered.map(|value| in_words(question, value, lang)).unwrap_or_default(),
            }
        })
        .collect()
}

fn in_words(question: &Question, answered: &Value, lang: Lang) -> String {
    let text = answered.to_text();
    let choice = question.choices.iter().find(|choice| choice.value == text);
    match (answered, choice) {
        (_, Some(choice)) => choice.label.in_lang(lang).to_owned(),
        (Value::Day(day), None) => wording::numbers::date(*day, lang),
        (_, None) => match text.as_str() {
            "true" => lang.pick("oui", "yes").to_owned(),
            "false" => lang.pick("non", "no").to_owned(),
            _ => text,
        },
    }
}
