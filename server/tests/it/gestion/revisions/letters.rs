use access::Role;
use accounts::operations::sessions::Method;
use revisions::Subject;
use server::clock;
use sqlx::PgPool;

use super::{Desk, Two, is_done};
use crate::gestion::HOST;

const LIST: &str = "/gestion/lettres";
const SHOWN: &str = "/gestion/messages/modeles/dossier_paid";

/// An admin who writes, and a superviseur who looks.
async fn two(desk: &Desk) -> Two<'_> {
    let (_, ada) = desk.sits(Role::Admin).await;
    let max = desk.somebody(HOST, "max@house.example", &[Role::Superviseur]).await;
    let max = desk.cookie(&max, Method::Passkey).await;
    Two { desk, subject: Subject::Letter, path: LIST, ada, max }
}

/// Ada begins a draft of the letter that says that a payment arrived.
async fn draft(two: &Two<'_>) -> String {
    let fields = [("act", "begin"), ("part", "dossier_paid"), ("note", "Ton plus chaleureux")];
    let begun = two.desk.post(&two.ada, LIST, &fields).await;
    let to = begun.header("location").to_owned();
    assert!(to.ends_with("?fait=commence"), "{} {}", begun.status, begun.body);
    to.split('?').next().unwrap().to_owned()
}

async fn text(two: &Two<'_>, path: &str, document: &str) -> String {
    two.desk.get(&two.ada, &format!("{path}/fichier?document={document}")).await.body
}

/// Ada writes other words into a document, in the place of `from`.
async fn put(two: &Two<'_>, path: &str, document: &str, from: &str, to: &str) {
    let text = text(two, path, document).await;
    assert!(text.contains(from), "{text}");
    let saved = two.write(path, document, &text.replace(from, to)).await;
    assert!(is_done(&saved, "ecrit"), "{}", saved.body);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn two_people_change_a_letter_after_they_saw_it_filled_and_it_is_sent_at_once(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let two = two(&desk).await;
    let list = desk.get(&two.ada, LIST).await.body;
    assert!(list.contains("Aucune lettre n’a été changée"), "{list}");
    assert!(list.contains("value=\"dossier_paid\""), "{list}");
    let path = draft(&two).await;
    let page = desk.get(&two.ada, &path).await.body;
    assert!(page.contains("Le contrôle ne refuse rien"), "{page}");
    assert!(page.contains("{{ reference }}") && page.contains("mail.en.mjml"), "{page}");
    for (document, from, to) in [
        ("mail.fr.txt", "Votre paiement est arrivé", "Merci de votre paiement"),
        ("mail.fr.mjml", "Votre paiement est arrivé", "Merci de votre paiement"),
        ("sms.fr.txt", "paiement du dossier", "merci, paiement du dossier"),
    ] {
        put(&two, &path, document, from, to).await;
    }
    let today = clock::today().to_string();
    assert!(is_done(&two.ask(&path, &today).await, "demande"));

    let preview = desk.get(&two.max, &format!("{path}?vue=essais")).await;
    assert!(preview.header("content-security-policy").contains("frame-src 'self'"));
    assert!(preview.body.contains("Merci de votre paiement"), "{}", preview.body);
    assert!(preview.body.contains("1 SMS facturé"), "{}", preview.body);
    let drawn = desk.get(&two.max, &format!("{path}/fichier?document=apercu.fr.html")).await;
    assert!(drawn.header("content-security-policy").contains("sandbox"));
    assert!(drawn.body.contains("Merci de votre paiement"), "{}", drawn.body);
    let differences = desk.get(&two.max, &format!("{path}?vue=differences")).await.body;
    assert!(differences.contains("Votre paiement est arrivé"), "{differences}");

    let shown = desk.get(&two.max, SHOWN).await.body;
    assert!(!shown.contains("Merci de votre paiement"), "it is a draft: {shown}");
    assert_eq!(two.publish(&two.ada, &path).await.status.as_u16(), 422, "not the author");
    assert!(is_done(&two.publish(&two.max, &path).await, "publie"));
    let shown = desk.get(&two.max, SHOWN).await.body;
    assert!(shown.contains("Merci de votre paiement") && shown.contains(&path), "{shown}");

    // Back to the words of before: another draft, looked at like the first.
    let next = draft(&two).await;
    put(&two, &next, "mail.fr.txt", "Merci de votre paiement", "Votre paiement est arrivé").await;
    assert!(is_done(&two.ask(&next, &today).await, "demande"));
    assert!(is_done(&two.publish(&two.max, &next).await, "publie"));
    let list = desk.get(&two.max, LIST).await.body;
    assert!(list.contains("Paiement arrivé") || list.contains("Ton plus chaleureux"), "{list}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_letter_that_tells_too_little_is_not_looked_at_and_says_what_is_missing(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let two = two(&desk).await;
    let path = draft(&two).await;
    put(&two, &path, "mail.en.txt", "{{ link }}", "our site, {{ first_name }}").await;
    let page = desk.get(&two.ada, &path).await.body;
    assert!(page.contains("2 points refusés"), "{page}");
    assert!(page.contains("ne connaît pas la valeur first_name"), "{page}");
    assert!(page.contains("ne dit plus la valeur link"), "{page}");
    let asked = two.ask(&path, &clock::today().to_string()).await;
    assert_eq!(asked.status.as_u16(), 422);
    assert!(two.is_draft(&path).await);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_draft_is_of_a_letter_that_there_is(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let two = two(&desk).await;
    let fields = [("act", "begin"), ("part", "mandat"), ("note", "Essai")];
    let refused = desk.post(&two.ada, LIST, &fields).await;
    assert_eq!(refused.status.as_u16(), 422);
    assert!(refused.body.contains("Choisissez-en un"), "{}", refused.body);
}
