//! What the documents of a version say: those in force, what is refused of a draft, what it would change.

use std::collections::HashMap;

use app::site::gestion::revisions::{Fault, FaultWhy, FeeTry, TAXES, Tries};
use baremes::operations as versions;
use demarches::Demarches;
use forms::operations::Template;
use notifications::Letter;
use revisions::operations::{documents, file, published};
use revisions::{Document, File, Revision, State, Subject, in_force, line_of};
use simulator::Baremes;
use sqlx::PgConnection;
use tenants::FeeList;
use vocabulary::Date;

use super::{days, fees, letters, official, unreadable};
use crate::gestion::Desk;
use crate::people::Broken;
use crate::rules::one_text;

/// A set of documents, and the name that people see of it.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) documents: Vec<Document>,
    /// The PDF of an official form.
    pub(super) file: Option<File>,
}

/// The names of the documents of `subject`, in their order.
pub(super) fn names(subject: Subject) -> Vec<&'static str> {
    match subject {
        Subject::Baremes => baremes::FILES.to_vec(),
        Subject::Demarches => demarches::BUILTIN_FILES.iter().map(|(name, _)| *name).collect(),
        Subject::Fees => vec![fees::DOCUMENT],
        Subject::Form => vec![official::PLACES],
        Subject::Letter => notifications::DOCUMENTS.to_vec(),
    }
}

/// Documents in the order of their subject.
pub(super) fn in_order(subject: Subject, mut documents: Vec<Document>) -> Vec<Document> {
    let names = names(subject);
    documents.sort_by_key(|document| names.iter().position(|name| *name == document.name));
    documents
}

fn builtin(subject: Subject) -> Named {
    let files: &[(&str, &str)] = match subject {
        Subject::Baremes => &baremes::BUILTIN_FILES,
        Subject::Demarches => &demarches::BUILTIN_FILES,
        Subject::Fees | Subject::Form | Subject::Letter => &[],
    };
    let documents = files
        .iter()
        .map(|(name, text)| Document { name: (*name).to_owned(), text: (*text).to_owned() })
        .collect();
    Named { name: "carteclaire".to_owned(), documents, file: None }
}

/// What is in force on `day`, of what is published now.
pub(super) async fn in_force_on(
    desk: &Desk,
    conn: &mut PgConnection,
    (subject, part): (Subject, &str),
    day: Date,
) -> Result<Named, Broken> {
    if subject == Subject::Fees {
        return Ok(fees::charged(desk, day));
    }
    if subject == Subject::Baremes {
        return tables_in_force(conn, day).await;
    }
    let mut all = published(conn, subject).await.map_err(|error| unreadable(&error))?;
    all.retain(|one| one.part == part);
    match in_force(&all, day) {
        Some(revision) => of_revision(conn, revision).await,
        None if subject == Subject::Form => Ok(official::working_sheet(part, desk.here.asked.lang)),
        None if subject == Subject::Letter => Ok(letters::built_in(part)),
        None => Ok(builtin(subject)),
    }
}

/// The tables may have been published without the desk: then they are written out again.
async fn tables_in_force(conn: &mut PgConnection, day: Date) -> Result<Named, Broken> {
    let found = versions::in_force(conn, day).await.map_err(|error| unreadable(&error))?;
    match found {
        Some(version) => of_version(conn, version).await,
        None => Ok(builtin(Subject::Baremes)),
    }
}

/// The documents of a version of the tables, as they were written or written out again.
async fn of_version(conn: &mut PgConnection, version: versions::Version) -> Result<Named, Broken> {
    if let Some(id) = version.revision {
        let revision =
            revisions::operations::find(conn, Subject::Baremes, revisions::RevisionId(id));
        let revision = revision.await.map_err(|error| unreadable(&error))?;
        return of_revision(conn, &revision).await;
    }
    let own = baremes::hash(&simulator::snapshot::encode(baremes::builtin()));
    let name = format!("{} ({})", version.name, version.author);
    if version.snapshot_sha256 == own {
        return Ok(Named { name, ..builtin(Subject::Baremes) });
    }
    let files = versions::export(conn, version.id).await.map_err(|error| unreadable(&error))?;
    let documents = files.into_iter().map(|(name, text)| Document { name, text }).collect();
    Ok(Named { name, documents, file: None })
}

/// The documents of `revision`, under its reason.
pub(super) async fn of_revision(
    conn: &mut PgConnection,
    revision: &Revision,
) -> Result<Named, Broken> {
    let documents = documents(conn, revision.id).await.map_err(|error| unreadable(&error))?;
    let documents = in_order(revision.subject, documents);
    let file = match revision.subject {
        Subject::Form => file(conn, revision.id).await.map_err(|error| unreadable(&error))?,
        _ => None,
    };
    Ok(Named { name: revision.note.clone(), documents, file })
}

/// What `revision` is compared with: what was published before it, or for what is not published what is in force on the
/// day that it asks for.
pub(super) async fn compared_with(
    desk: &Desk,
    conn: &mut PgConnection,
    revision: &Revision,
) -> Result<Named, Broken> {
    let State::Published { at, from, .. } = revision.state else {
        let day = days::of(revision, desk.today());
        return in_force_on(desk, conn, (revision.subject, &revision.part), day).await;
    };
    if revision.subject == Subject::Baremes {
        // Tables may have been published without the desk meanwhile.
        let all = versions::list(conn).await.map_err(|error| unreadable(&error))?;
        return match days::published_before(all, at) {
            Some(version) => of_version(conn, version).await,
            None => Ok(builtin(Subject::Baremes)),
        };
    }
    let all = published(conn, revision.subject).await.map_err(|error| unreadable(&error))?;
    let before = all
        .iter()
        .filter(|one| one.part == revision.part)
        .filter_map(|one| match one.state {
            State::Published { at: other, .. } if other < at => Some((other, one)),
            _ => None,
        })
        .max_by_key(|(other, _)| *other);
    match before {
        Some((_, before)) => of_revision(conn, before).await,
        // Before the first list the house charged what it began with.
        None if revision.subject == Subject::Fees => {
            Ok(fees::charged_first(desk, from.yesterday().unwrap_or(from)))
        }
        None if revision.subject == Subject::Form => {
            Ok(official::working_sheet(&revision.part, desk.here.asked.lang))
        }
        None if revision.subject == Subject::Letter => Ok(letters::built_in(&revision.part)),
        None => Ok(builtin(revision.subject)),
    }
}

/// Whether `revision` is what applies on `today`.
pub(super) async fn is_in_force(
    conn: &mut PgConnection,
    revision: &Revision,
    today: Date,
) -> Result<bool, Broken> {
    if revision.subject == Subject::Baremes {
        let found = versions::in_force(conn, today).await.map_err(|error| unreadable(&error))?;
        return Ok(found.and_then(|version| version.revision) == Some(revision.id.0));
    }
    let all = published(conn, revision.subject).await.map_err(|error| unreadable(&error))?;
    let of_part: Vec<Revision> =
        all.into_iter().filter(|other| other.part == revision.part).collect();
    Ok(in_force(&of_part, today).is_some_and(|found| found.id == revision.id))
}

/// What documents come to once they are read.
#[derive(Clone, Debug)]
pub(super) enum Read {
    Tables(Box<Baremes>),
    Rules(Box<Demarches>),
    Fees(FeeList),
    Form(Box<Template>),
    Letter(Box<Letter>),
}

/// Reads documents, beside the requests: the rules are walked through every way.
pub(super) async fn read(
    (subject, part): (Subject, &str),
    named: &Named,
) -> Result<Result<Read, Vec<Fault>>, Broken> {
    let (part, named) = (part.to_owned(), named.clone());
    let read = tokio::task::spawn_blocking(move || match subject {
        Subject::Baremes => tables(&named.documents),
        Subject::Fees => fees::read(&named.documents).map(Read::Fees),
        Subject::Demarches => rules(&named.documents),
        Subject::Form => official::read(&part, &named).map(|form| Read::Form(Box::new(form))),
        Subject::Letter => letters::read(&part, &named).map(|it| Read::Letter(Box::new(it))),
    });
    read.await.map_err(|error| unreadable(&error))
}

fn tables(documents: &[Document]) -> Result<Read, Vec<Fault>> {
    let files: Vec<(&str, &str)> =
        documents.iter().map(|one| (one.name.as_str(), one.text.as_str())).collect();
    match baremes::load(&files) {
        Ok(loaded) => Ok(Read::Tables(Box::new(loaded.baremes))),
        Err(refusals) => Err(refusals.into_iter().map(|it| table_fault(documents, it)).collect()),
    }
}

fn table_fault(documents: &[Document], refusal: baremes::Refusal) -> Fault {
    let text = documents.iter().find(|one| one.name == refusal.file).map(|one| one.text.as_str());
    let line = match &refusal.reason {
        baremes::Reason::Syntax(said) => named_line(said),
        _ => text.and_then(|text| line_of(text, &refusal.key)),
    };
    Fault { document: refusal.file, line, key: refusal.key, why: FaultWhy::Table(refusal.reason) }
}

/// The line that a sentence of the parser begins with: `line 12: …`.
fn named_line(said: &str) -> Option<usize> {
    said.strip_prefix("line ")?.split(':').next()?.parse().ok()
}

fn rules(documents: &[Document]) -> Result<Read, Vec<Fault>> {
    // A document that is no TOML is said by itself: in the one text of all its lines have other numbers.
    let broken: Vec<Fault> = documents.iter().filter_map(syntax).collect();
    if !broken.is_empty() {
        return Err(broken);
    }
    match demarches::load(&one_text(documents)) {
        Ok(rules) => Ok(Read::Rules(Box::new(rules))),
        Err(refusals) => {
            let faults = refusals.into_iter().map(|refusal| {
                let found = documents
                    .iter()
                    .find_map(|one| Some((one.name.clone(), line_of(&one.text, &refusal.at)?)));
                let (document, line) = match found {
                    Some((document, line)) => (document, Some(line)),
                    None => (String::new(), None),
                };
                Fault { document, line, key: refusal.at, why: FaultWhy::Rule(refusal.why) }
            });
            Err(faults.collect())
        }
    }
}

fn syntax(document: &Document) -> Option<Fault> {
    let (line, said) = revisions::not_toml(&document.text)?;
    Some(Fault {
        document: document.name.clone(),
        line: Some(line),
        key: String::new(),
        why: FaultWhy::Toml(said),
    })
}

/// How many things are refused in each document.
pub(super) fn counted(faults: &[Fault]) -> HashMap<&str, usize> {
    let mut counted = HashMap::new();
    for fault in faults {
        *counted.entry(fault.document.as_str()).or_insert(0) += 1;
    }
    counted
}

/// Tries what was read beside what it is compared with.
pub(super) async fn tries(
    after: Read,
    before: &Named,
    subject: Subject,
    day: Option<Date>,
    desk: &Desk,
) -> Result<Tries, Broken> {
    let (today, lang) = (desk.today(), desk.here.asked.lang);
    let after = match after {
        Read::Form(template) => {
            let (house, at) = (crate::dossier::forms::house(&desk.here), desk.here.visit.now);
            let tried = move || official::tries(&template, &house, at);
            let tried = tokio::task::spawn_blocking(tried).await;
            return Ok(Tries::Form(tried.map_err(|error| unreadable(&error))?));
        }
        Read::Letter(letter) => return Ok(Tries::Letter(letters::tries(*letter, desk).await?)),
        other => other,
    };
    let labels = fees::labels(desk);
    let Ok(before) = read((subject, ""), before).await? else { return Ok(Tries::NotSound) };
    let tried = tokio::task::spawn_blocking(move || match (before, after) {
        (Read::Tables(before), Read::Tables(after)) => {
            let changing = baremes::reference::days_that_change(&before, &after);
            // Without a day of one's own: the first one to come on which something changes.
            let next = changing.iter().find(|(_, last)| *last >= today);
            let day = day.or(next.map(|(first, _)| (*first).max(today))).unwrap_or(today);
            let cases = baremes::reference::compare(&before, &after, day);
            Tries::Tables { day, changing, cases }
        }
        (Read::Rules(before), Read::Rules(after)) => {
            let day = day.unwrap_or(today);
            let cases = demarches::examples::compare(&before, &after, day);
            let names = after
                .all()
                .iter()
                .map(|one| (one.kind, one.page.label.in_lang(lang).to_owned()))
                .collect();
            Tries::Rules { day, cases, names }
        }
        (Read::Fees(before), Read::Fees(after)) => Tries::Fees(fee_tries(&before, &after, labels)),
        _ => Tries::NotSound,
    });
    tried.await.map_err(|error| unreadable(&error))
}

/// Every démarche under both lists, for some sums of taxes.
fn fee_tries(before: &FeeList, after: &FeeList, labels: Vec<(String, String)>) -> Vec<FeeTry> {
    let row = |(code, label): (String, String)| FeeTry {
        label,
        sums: TAXES
            .iter()
            .map(|taxes| (before.rule(&code).gross(*taxes), after.rule(&code).gross(*taxes)))
            .collect(),
    };
    labels.into_iter().map(row).collect()
}
