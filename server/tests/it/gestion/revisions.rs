//! Two people change the tables and the rules: who may what, what is refused, what a publication does.

mod days;
mod fees;
mod letters;
mod official;
mod reloads;
mod rules;
mod tables;

use access::Role;
use revisions::operations::{Beginning, begin};
use revisions::{Document, Revision, RevisionId, State, Subject};
use server::{Database, database};
use uuid::Uuid;

use super::Desk;
use crate::support::{Answer, as_application, state};

/// The subjects, with the address of their versions.
const SUBJECTS: [(Subject, &str); 5] = [
    (Subject::Baremes, "/gestion/baremes"),
    (Subject::Demarches, "/gestion/regles"),
    (Subject::Fees, "/gestion/honoraires"),
    (Subject::Form, "/gestion/formulaires"),
    (Subject::Letter, "/gestion/lettres"),
];

/// An address of a version: the one of [`one_of_each`] for its subject.
pub(super) fn filled(path: &str) -> String {
    let subject = SUBJECTS.iter().position(|(_, start)| path.starts_with(start)).unwrap_or(0);
    path.replace("{revision}", &known(subject).to_string())
}

const fn known(subject: usize) -> Uuid {
    Uuid::from_u128(0x01a2_0000_0000_7000_8000_0000_0000_0000 + subject as u128)
}

/// A draft of nobody's for each subject, under a name that the tests know.
pub(super) async fn one_of_each(desk: &Desk) {
    for (index, (subject, _)) in SUBJECTS.iter().enumerate() {
        let mut tx = desk.begin(desk.visit(super::HOST).tenant()).await;
        let documents = documents(*subject);
        let beginning = Beginning {
            subject: *subject,
            part: match subject {
                Subject::Form => "mandat",
                Subject::Letter => "dossier_paid",
                _ => "",
            },
            note: "Essai",
            based_on: "x",
            documents: &documents,
            file: None,
        };
        let now = server::clock::now();
        let made = begin(&mut tx, Uuid::from_u128(7), beginning, now).await.unwrap();
        // The same once more, under a name that is known beforehand.
        for sql in [
            "insert into revisions (id, tenant_id, subject, part, status, based_on, note, author,
                 created_at, updated_at, edition)
             select $2, tenant_id, subject, part, status, based_on, note, author, created_at,
                 updated_at, edition
             from revisions where id = $1",
            "insert into revision_documents (revision_id, name, body, file)
             select $2, name, body, file from revision_documents where revision_id = $1",
        ] {
            sqlx::query(sql).bind(made.id.0).bind(known(index)).execute(&mut *tx).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
}

fn documents(subject: Subject) -> Vec<Document> {
    let files: &[(&str, &str)] = match subject {
        Subject::Baremes => &baremes::BUILTIN_FILES,
        Subject::Fees => &[(
            "honoraires.toml",
            "vat = \"20.00\"\n[[fee]]\nfixed = \"10.00\"\nshare = \"0.00\"\n",
        )],
        Subject::Letter => &[("mail.fr.txt", "Objet\n\nBonjour.\n")],
        Subject::Form => &[("places.toml", "form = \"mandat\"\n")],
        Subject::Demarches => &demarches::BUILTIN_FILES,
    };
    let document = |(name, text): &(&str, &str)| Document {
        name: (*name).to_owned(),
        text: (*text).to_owned(),
    };
    files.iter().map(document).collect()
}

/// Two people who change the rules of every house, and what they see.
struct Two<'a> {
    desk: &'a Desk,
    subject: Subject,
    path: &'static str,
    ada: String,
    max: String,
}

impl<'a> Two<'a> {
    async fn of(desk: &'a Desk, subject: Subject) -> Self {
        let path = SUBJECTS.iter().find(|(one, _)| *one == subject).unwrap().1;
        let (_, ada) = desk.sits(Role::PlateformeAdmin).await;
        let email = "max@house.example";
        let max = desk.somebody(super::HOST, email, &[Role::PlateformeAdmin]).await;
        let max = desk.cookie(&max, accounts::operations::sessions::Method::Passkey).await;
        Self { desk, subject, path, ada, max }
    }

    /// Ada begins a draft; its address.
    async fn draft(&self) -> String {
        let fields = [("act", "begin"), ("note", "Tarifs 2027")];
        let begun = self.desk.post(&self.ada, self.path, &fields).await;
        let to = begun.header("location").to_owned();
        assert!(to.ends_with("?fait=commence"), "{} {}", begun.status, begun.body);
        to.split('?').next().unwrap().to_owned()
    }

    /// One step, on the edition that is kept.
    async fn step(&self, cookie: &str, path: &str, more: &[(&str, &str)]) -> Answer {
        let edition = self.revision(path).await.edition.to_string();
        let mut fields = vec![("edition", edition.as_str())];
        fields.extend(more);
        self.desk.post(cookie, path, &fields).await
    }

    /// Ada writes a document.
    async fn write(&self, path: &str, document: &str, text: &str) -> Answer {
        let fields =
            [("act", "save"), ("note", "Tarifs 2027"), ("document", document), ("text", text)];
        self.step(&self.ada, path, &fields).await
    }

    async fn ask(&self, path: &str, from: &str) -> Answer {
        self.step(&self.ada, path, &[("act", "ask"), ("from", from)]).await
    }

    async fn publish(&self, cookie: &str, path: &str) -> Answer {
        self.step(cookie, path, &[("act", "publish")]).await
    }

    async fn revision(&self, path: &str) -> Revision {
        let id: Uuid = path.rsplit('/').next().unwrap().parse().unwrap();
        let mut tx = self.desk.begin(self.desk.visit(super::HOST).tenant()).await;
        revisions::operations::find(&mut tx, self.subject, RevisionId(id)).await.unwrap()
    }

    async fn is_draft(&self, path: &str) -> bool {
        matches!(self.revision(path).await.state, State::Draft { .. })
    }
}

fn is_done(answer: &Answer, what: &str) -> bool {
    answer.status == 303 && answer.header("location").contains(&format!("fait={what}"))
}

/// A server that shares the database, and listens.
async fn another_server(desk: &Desk) -> (server::State, tokio::task::JoinHandle<()>) {
    let other = state(Some(as_application(&desk.pool).await));
    other.set_database(Database::Starting);
    let listening = tokio::spawn(database::keep_in_step(other.clone()));
    until(|| other.database() == Database::Up).await;
    (other, listening)
}

/// Waits for what must come, and not for ever.
async fn until(done: impl Fn() -> bool) {
    let waited = tokio::time::timeout(std::time::Duration::from_mins(1), async {
        while !done() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    });
    assert!(waited.await.is_ok(), "it never came to that");
}
