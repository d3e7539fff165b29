use access::Role;
use audit::Act;
use audit::operations::Filter;
use axum::body::Body;
use baremes::BUILTIN_FILES;
use revisions::Subject;
use server::{clock, database};
use sqlx::PgPool;

use super::{Desk, Two, another_server, is_done, until};
use crate::gestion::HOST;
use crate::support::{ask, request};

const Y1: &str = "y1_regional.toml";

fn text(name: &str) -> &'static str {
    BUILTIN_FILES.iter().find(|(one, _)| *one == name).unwrap().1
}

/// The regional rates with one euro more in Île-de-France.
fn dearer() -> String {
    let dearer = text(Y1).replacen("amount = \"54.95\"", "amount = \"55.95\"", 1);
    assert_ne!(dearer, text(Y1));
    dearer
}

async fn desk(pool: PgPool) -> Desk {
    let mut tx = pool.begin().await.unwrap();
    tenants::operations::seed_if_empty(&mut tx, clock::now()).await.unwrap();
    baremes::operations::import_builtin_if_empty(&mut tx, clock::now()).await.unwrap();
    tx.commit().await.unwrap();
    Desk::new(pool).await
}

const PARIS: &str = "/simulateur?issued_on=2026-11-21&operation=changement_titulaire&departement=75&genre=VP&energy=ES&fiscal_cv=6&first_registered_on=2021-05-14";

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_two_people_agree_to_is_the_price_at_once_here_and_at_another_server(pool: PgPool) {
    let desk = desk(pool).await;
    let (other, listening) = another_server(&desk).await;
    let before = other.published().hash.clone();
    let two = Two::of(&desk, Subject::Baremes).await;
    let path = two.draft().await;
    assert!(is_done(&two.write(&path, Y1, &dearer()).await, "ecrit"));
    let today = clock::today().to_string();
    assert!(is_done(&two.ask(&path, &today).await, "demande"));
    assert!(desk.get("", PARIS).await.body.contains("data-amount-cents=\"41370\""));
    let published = two.publish(&two.max, &path).await;
    assert!(is_done(&published, "publie"), "{}", published.body);
    assert!(desk.get("", PARIS).await.body.contains("data-amount-cents=\"41970\""));
    until(|| other.published().hash != before).await;
    listening.abort();
    let list = desk.get(&two.ada, "/gestion/baremes").await;
    assert_eq!(list.body.matches("en vigueur depuis le").count(), 1, "{}", list.body);
    assert!(list.body.contains("remplacé"), "the tables of before stay in the history");
    let audited = desk.audited(Filter::default()).await;
    let expected = [
        Act::RevisionPublished,
        Act::BaremePublished,
        Act::RevisionAsked,
        Act::RevisionWritten,
        Act::RevisionBegun,
    ];
    assert_eq!(audited, expected);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn nobody_publishes_what_they_wrote_and_a_house_writes_no_tables(pool: PgPool) {
    let desk = desk(pool).await;
    let two = Two::of(&desk, Subject::Baremes).await;
    let path = two.draft().await;
    two.write(&path, Y1, &dearer()).await;
    two.ask(&path, "2027-01-01").await;
    let page = desk.get(&two.ada, &path).await.body;
    assert!(page.contains("une autre personne doit le relire"), "{page}");
    assert!(!page.contains("value=\"publish\""));
    let own = two.publish(&two.ada, &path).await;
    assert_eq!(own.status.as_u16(), 422);
    assert!(own.body.contains("Vous avez écrit ce brouillon"), "{}", own.body);
    for role in [Role::Admin, Role::Superviseur] {
        let (_, cookie) = desk.sits(role).await;
        assert_eq!(desk.get(&cookie, &path).await.status.as_u16(), 200, "{}", role.id());
        let tried = two.publish(&cookie, &path).await;
        assert_eq!(tried.status.as_u16(), 404, "{}", role.id());
        let begun = desk.post(&cookie, "/gestion/baremes", &[("act", "begin"), ("note", "x")]);
        assert_eq!(begun.await.status.as_u16(), 404, "{}", role.id());
    }
    let page = desk.get(&two.max, &path).await.body;
    assert!(page.contains("value=\"publish\""), "{page}");
    assert!(is_done(&two.publish(&two.max, &path).await, "publie"));
    let again = two.publish(&two.max, &path).await;
    assert_eq!(again.status.as_u16(), 409, "what is published is settled");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_draft_that_is_not_sound_is_kept_as_typed_and_says_where_and_how_to_mend(pool: PgPool) {
    let desk = desk(pool).await;
    let two = Two::of(&desk, Subject::Baremes).await;
    let path = two.draft().await;
    let negative = text(Y1).replacen("amount = \"54.95\"", "amount = \"-54.95\"", 1);
    assert!(is_done(&two.write(&path, Y1, &negative).await, "ecrit"));
    let page = desk.get(&two.ada, &format!("{path}?document={Y1}")).await.body;
    let line = 1 + text(Y1).lines().position(|line| line.contains("\"54.95\"")).unwrap();
    assert!(page.contains(&format!("{Y1}, ligne {line}")), "{page}");
    assert!(page.contains("est négatif") && page.contains("Relisez le montant"));
    assert!(page.contains("amount = &quot;-54.95&quot;") || page.contains("amount = \"-54.95\""));
    let asked = two.ask(&path, "2027-01-01").await;
    assert_eq!(asked.status.as_u16(), 422);
    assert!(asked.body.contains("refusé par le contrôle"));
    assert!(two.is_draft(&path).await);
    let broken = two.write(&path, Y1, "rate = [\n").await;
    assert!(is_done(&broken, "ecrit"));
    let page = desk.get(&two.ada, &format!("{path}?document={Y1}")).await.body;
    assert!(page.contains("n’est pas du TOML"), "{page}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_was_typed_on_an_older_edition_is_shown_again_and_not_saved(pool: PgPool) {
    let desk = desk(pool).await;
    let two = Two::of(&desk, Subject::Baremes).await;
    let path = two.draft().await;
    two.write(&path, Y1, &dearer()).await;
    let late = [
        ("act", "save"),
        ("edition", "1"),
        ("note", "Autre raison"),
        ("document", Y1),
        ("text", "# what I typed\r\n"),
    ];
    let late = desk.post(&two.ada, &path, &late).await;
    assert_eq!(late.status.as_u16(), 409);
    for wanted in ["# what I typed", "Autre raison", "Ce qui est enregistré"] {
        assert!(late.body.contains(wanted), "{wanted}");
    }
    let kept = desk.get(&two.ada, &format!("{path}/fichier?document={Y1}")).await;
    assert_eq!(kept.body, dearer());
    assert_eq!(kept.header("content-disposition"), format!("attachment; filename=\"{Y1}\""));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_draft_shows_what_differs_and_what_it_changes_in_euros(pool: PgPool) {
    let desk = desk(pool).await;
    let two = Two::of(&desk, Subject::Baremes).await;
    let path = two.draft().await;
    let nothing = two.ask(&path, "2027-01-01").await;
    assert!(nothing.body.contains("dit exactement ce qui est en vigueur"), "{}", nothing.body);
    two.write(&path, Y1, &dearer()).await;
    let page = desk.get(&two.max, &format!("{path}?vue=differences")).await.body;
    assert!(page.contains("<del>") && page.contains("54.95") && page.contains("55.95"), "{page}");
    assert_eq!(page.matches("diff-after").count(), 1);
    let page = desk.get(&two.max, &format!("{path}?vue=essais&jour=2026-11-21")).await.body;
    let plain = page.replace(['\u{202f}', '\u{a0}'], " ");
    for wanted in ["Île-de-France (75)", "413,70 €", "419,70 €", "+6,00 €"] {
        assert!(plain.contains(wanted), "{wanted}: {plain}");
    }
    assert!(!plain.contains("Bretagne (35)"), "what does not change is not listed");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_second_person_sends_back_and_the_author_reads_why(pool: PgPool) {
    let desk = desk(pool).await;
    let two = Two::of(&desk, Subject::Baremes).await;
    let path = two.draft().await;
    two.write(&path, Y1, &dearer()).await;
    two.ask(&path, "2027-01-01").await;
    let silent = two.step(&two.max, &path, &[("act", "send_back"), ("remark", " ")]).await;
    assert_eq!(silent.status.as_u16(), 422);
    let fields = [("act", "send_back"), ("remark", "La source manque.")];
    assert!(is_done(&two.step(&two.max, &path, &fields).await, "renvoye"));
    let page = desk.get(&two.ada, &path).await.body;
    assert!(page.contains("La source manque.") && page.contains("value=\"save\""), "{page}");
    // Nobody else writes it; they may begin one from it.
    let theirs = [("act", "save"), ("note", "x"), ("document", Y1), ("text", "x")];
    assert_eq!(two.step(&two.max, &path, &theirs).await.status.as_u16(), 422);
    let copy = path.rsplit('/').next().unwrap();
    let fields = [("act", "begin"), ("note", "À deux"), ("copy", copy)];
    let copied = desk.post(&two.max, "/gestion/baremes", &fields).await;
    let copied = copied.header("location").split('?').next().unwrap().to_owned();
    let text = desk.get(&two.max, &format!("{copied}/fichier?document={Y1}")).await.body;
    assert_eq!(text, dearer());
    assert!(is_done(&two.step(&two.ada, &path, &[("act", "give_up")]).await, "abandonne"));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn files_take_the_place_of_the_documents_of_their_names(pool: PgPool) {
    let desk = desk(pool).await;
    let two = Two::of(&desk, Subject::Baremes).await;
    let path = two.draft().await;
    let send = async |name: &str, text: &[u8]| {
        let edition = two.revision(&path).await.edition;
        let mut body = format!(
            "--x\r\ncontent-disposition: form-data; name=\"edition\"\r\n\r\n{edition}\r\n\
             --x\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(text);
        body.extend_from_slice(b"\r\n--x--\r\n");
        let asked = request("POST", &format!("{path}/fichier"), HOST)
            .header("origin", "http://localhost:3000")
            .header("cookie", &two.ada)
            .header("content-type", "multipart/form-data; boundary=x");
        ask(&desk.site, asked.body(Body::from(body)).unwrap()).await
    };
    let taken = send(Y1, dearer().replace('\n', "\r\n").as_bytes()).await;
    assert!(is_done(&taken, "pris"), "{}", taken.body);
    let kept = desk.get(&two.ada, &format!("{path}/fichier?document={Y1}")).await.body;
    assert_eq!(kept, dearer());
    for (name, text) in [("passwords.toml", &b"a = 1"[..]), (Y1, &[0xff, 0xfe][..])] {
        let refused = send(name, text).await;
        assert_eq!(refused.status.as_u16(), 422, "{name}");
        assert!(refused.body.contains(name));
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_published_for_a_later_day_waits_for_it(pool: PgPool) {
    let desk = desk(pool).await;
    let two = Two::of(&desk, Subject::Baremes).await;
    let path = two.draft().await;
    two.write(&path, Y1, &dearer()).await;
    let next_year = format!("{}-01-01", clock::today().year() + 1);
    two.ask(&path, &next_year).await;
    let past = two.publish(&two.max, &path).await;
    assert!(is_done(&past, "publie"));
    let before = desk.state.published().hash.clone();
    assert!(desk.get("", PARIS).await.body.contains("data-amount-cents=\"41370\""));
    let pool = desk.state.pool().unwrap().clone();
    let day = vocabulary::Date::parse(&next_year).unwrap();
    database::reload(&desk.state, &pool, day).await.unwrap();
    assert_ne!(desk.state.published().hash, before, "its day has come");
    let list = desk.get(&two.ada, "/gestion/baremes").await.body;
    assert!(list.contains("publié, à partir du"), "{list}");
}
