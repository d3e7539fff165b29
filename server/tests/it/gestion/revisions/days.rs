//! Versions to come, and versions that their readers may not have seen.

use axum::body::Body;
use baremes::BUILTIN_FILES;
use revisions::Subject;
use server::clock;
use sqlx::PgPool;

use super::reloads::{dearer, desk};
use super::{Desk, Two, is_done};
use crate::gestion::HOST;
use crate::support::{ask, request};

const Y1: &str = "y1_regional.toml";
const OTHER: &str = "n’est pas ce qui l’était quand ce brouillon a été commencé";
const LATER: &str = "prendra la place de celle-ci";

/// The regional rates as they are, or with another one in Île-de-France.
fn rates(amount: &str) -> String {
    let text = BUILTIN_FILES.iter().find(|(one, _)| *one == Y1).unwrap().1;
    text.replacen("amount = \"54.95\"", &format!("amount = \"{amount}\""), 1)
}

fn next_year(day: &str) -> String {
    format!("{}-{day}", clock::today().year() + 1)
}

/// What stands in the lines that only the version of before has.
async fn lost(two: &Two<'_>, path: &str) -> String {
    let page = two.desk.get(&two.max, &format!("{path}?vue=differences")).await.body;
    page.split("<del>").skip(1).filter_map(|rest| rest.split("</del>").next()).collect()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_draft_is_read_beside_what_is_in_force_on_its_own_day(pool: PgPool) {
    let desk = desk(pool).await;
    let two = Two::of(&desk, Subject::Baremes).await;
    let early = two.draft().await;
    let first = two.draft().await;
    two.write(&first, Y1, &rates("55.95")).await;
    assert!(is_done(&two.ask(&first, &next_year("01-01")).await, "demande"));
    assert!(is_done(&two.publish(&two.max, &first).await, "publie"));

    // Begun before: from February on it would undo what holds from January on.
    two.write(&early, Y1, &rates("56.95")).await;
    assert!(is_done(&two.ask(&early, &next_year("02-01")).await, "demande"));
    let page = desk.get(&two.max, &early).await.body;
    assert!(page.contains(OTHER) && !page.contains(LATER), "{page}");
    assert!(lost(&two, &early).await.contains("55.95"), "it is compared with what it replaces");

    // From today on it mends what comes back in January.
    let soon = two.draft().await;
    two.write(&soon, Y1, &rates("57.95")).await;
    assert!(is_done(&two.ask(&soon, &clock::today().to_string()).await, "demande"));
    let page = desk.get(&two.max, &soon).await.body;
    assert!(page.contains(LATER) && !page.contains(OTHER), "{page}");
    assert!(lost(&two, &soon).await.contains("54.95"));

    // What says the same as today is a way to take January back, and nothing on the day itself.
    let same = two.draft().await;
    let nothing = two.ask(&same, &clock::today().to_string()).await;
    assert_eq!(nothing.status.as_u16(), 422);
    assert!(nothing.body.contains("ce qui est en vigueur ce jour-là"), "{}", nothing.body);
    assert!(is_done(&two.ask(&same, &next_year("01-01")).await, "demande"));
    assert!(lost(&two, &same).await.contains("55.95"));
    assert!(is_done(&two.publish(&two.max, &same).await, "publie"));
    let page = desk.get(&two.max, &first).await.body;
    assert!(!page.contains(OTHER) && !page.contains(LATER), "what is settled warns of nothing");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_second_of_two_drafts_from_one_base_says_what_it_would_undo(pool: PgPool) {
    const DOCUMENT: &str = "demarches.toml";
    let desk = Desk::new(pool).await;
    let two = Two::of(&desk, Subject::Demarches).await;
    let (first, second) = (two.draft().await, two.draft().await);
    let text = demarches::BUILTIN_FILES.iter().find(|(name, _)| *name == DOCUMENT).unwrap().1;
    two.write(&first, DOCUMENT, &format!("{text}# One.\n")).await;
    two.write(&second, DOCUMENT, &format!("{text}# Two.\n")).await;
    let today = clock::today().to_string();
    assert!(!desk.get(&two.ada, &second).await.body.contains(OTHER), "nothing is published yet");
    two.ask(&first, &today).await;
    assert!(is_done(&two.publish(&two.max, &first).await, "publie"));
    assert!(desk.get(&two.ada, &second).await.body.contains(OTHER), "its author reads it too");
    assert!(is_done(&two.ask(&second, &today).await, "demande"));
    assert!(desk.get(&two.max, &second).await.body.contains(OTHER));
    assert!(lost(&two, &second).await.contains("# One."));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_was_published_is_compared_with_what_was_published_before_wherever(pool: PgPool) {
    let desk = desk(pool).await;
    dearer(&desk.pool).await;
    let two = Two::of(&desk, Subject::Baremes).await;
    let path = two.draft().await;
    let kept = desk.get(&two.ada, &format!("{path}/fichier?document={Y1}")).await.body;
    assert!(kept.contains("55.95"));
    two.write(&path, Y1, &kept.replacen("55.95", "56.95", 1)).await;
    assert!(is_done(&two.ask(&path, &clock::today().to_string()).await, "demande"));
    assert!(is_done(&two.publish(&two.max, &path).await, "publie"));
    let lost = lost(&two, &path).await;
    assert!(lost.contains("55.95") && !lost.contains("54.95"), "{lost}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn nothing_is_taken_of_files_that_were_cut(pool: PgPool) {
    let desk = desk(pool).await;
    let two = Two::of(&desk, Subject::Baremes).await;
    let path = two.draft().await;
    let edition = two.revision(&path).await.edition;
    let body = format!(
        "--x\r\ncontent-disposition: form-data; name=\"edition\"\r\n\r\n{edition}\r\n\
         --x\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{Y1}\"\r\n\r\n{}\r\n\
         --x\r\ncontent-dispo",
        rates("55.95")
    );
    let asked = request("POST", &format!("{path}/fichier"), HOST)
        .header("origin", "http://localhost:3000")
        .header("cookie", &two.ada)
        .header("content-type", "multipart/form-data; boundary=x");
    let cut = ask(&desk.site, asked.body(Body::from(body)).unwrap()).await;
    assert_eq!(cut.status.as_u16(), 422, "{}", cut.body);
    assert!(cut.body.contains("n’est pas arrivé en entier"), "{}", cut.body);
    let kept = desk.get(&two.ada, &format!("{path}/fichier?document={Y1}")).await.body;
    assert!(kept.contains("54.95") && !kept.contains("55.95"), "it was taken in part");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_draft_that_changed_says_what_was_kept_and_a_copy_what_it_is_made_from(pool: PgPool) {
    let desk = desk(pool).await;
    let two = Two::of(&desk, Subject::Baremes).await;
    let path = two.draft().await;
    two.write(&path, Y1, &rates("55.95")).await;
    let body = format!(
        "--x\r\ncontent-disposition: form-data; name=\"edition\"\r\n\r\n1\r\n\
         --x\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{Y1}\"\r\n\r\nx\r\n--x--\r\n"
    );
    let asked = request("POST", &format!("{path}/fichier"), HOST)
        .header("origin", "http://localhost:3000")
        .header("cookie", &two.ada)
        .header("content-type", "multipart/form-data; boundary=x");
    let late = ask(&desk.site, asked.body(Body::from(body)).unwrap()).await;
    assert_eq!(late.status.as_u16(), 409);
    assert!(late.body.contains("Rien n’a été fait") && !late.body.contains("aviez tapé est gardé"));
    let long = "x".repeat(501);
    let fields = [("act", "begin"), ("note", long.as_str())];
    let refused = desk.post(&two.ada, two.path, &fields).await;
    assert!(refused.body.contains("href=\"#note\""), "{}", refused.body);
    let id = path.rsplit('/').next().unwrap();
    let fields = [("act", "begin"), ("note", "Reprise"), ("copy", id)];
    let copied = desk.post(&two.ada, two.path, &fields).await;
    let page = desk.get(&two.ada, copied.header("location")).await.body;
    assert!(page.contains("à partir de la version que vous avez choisie"), "{page}");
}
