use access::Role;
use audit::operations::Filter;
use server::{Database, database};
use sqlx::PgPool;
use tenants::{Directory, SignatureWay};

use super::{Desk, HOST};
use crate::support::{as_application, state};

/// The controls of the settings as the page has them, with these changes.
fn settings<'a>(page: &'a str, changes: &[(&str, &'a str)]) -> Vec<(&'a str, String)> {
    let (_, form) = page.split_once("action=\"/gestion/reglages\"").unwrap();
    let attribute = |tag: &'a str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        Some(rest.split('"').next().unwrap())
    };
    let plain =
        |text: &str| text.replace("&quot;", "\"").replace("&#x27;", "'").replace("&amp;", "&");
    form.split("<input")
        .skip(1)
        .filter_map(|tag| {
            let tag = tag.split('>').next().unwrap();
            let name = attribute(tag, "name")?;
            let other = changes.iter().find(|(one, _)| *one == name).map(|(_, text)| *text);
            let value = other.unwrap_or_else(|| attribute(tag, "value").unwrap_or(""));
            Some((name, plain(value)))
        })
        .collect()
}

fn borrowed<'a>(fields: &'a [(&str, String)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn saved_settings_are_shown_to_the_public_at_once(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let (_, admin) = desk.sits(Role::Admin).await;
    let page = desk.get(&admin, "/gestion/reglages").await;
    let changes = [("publication_director", "Dominique Nouvelle"), ("refund_limit", "120")];
    let mut fields = settings(&page.body, &changes);
    fields.push(("signature", "paper".to_owned()));
    assert!(fields.len() > 25, "{}", fields.len());
    let saved = desk.post(&admin, "/gestion/reglages", &borrowed(&fields)).await;
    assert_eq!(saved.header("location"), "/gestion/reglages?fait=1", "{}", saved.body);
    let public = desk.get("", "/mentions-legales").await;
    assert!(public.body.contains("Dominique Nouvelle"));
    let signature = desk.state.directory().by_host(HOST).unwrap().settings.signature;
    assert_eq!(signature, SignatureWay::Paper);
    let again = desk.get(&admin, "/gestion/reglages").await;
    let (_, select) = again.body.split_once("id=\"signature\"").unwrap();
    let (_, chosen) = select.split_once("value=\"paper\"").unwrap();
    assert!(chosen.split('>').next().unwrap().contains("selected"));
    let kept = desk.state.directory().by_host(HOST).unwrap().settings.refund_limit;
    assert_eq!(kept, vocabulary::Cents(12_000));
    let other = Directory::builtin().unwrap().tenants[1].identity.clone();
    assert_eq!(desk.state.directory().by_host("demo2.localhost").unwrap().identity, other);
    assert_eq!(desk.audited(Filter::default()).await, [audit::Act::SettingsChanged]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn settings_that_somebody_else_changed_are_not_overwritten(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let (_, admin) = desk.sits(Role::Admin).await;
    let opened = desk.get(&admin, "/gestion/reglages").await;
    let theirs = settings(&opened.body, &[("phone", "01 99 00 00 55")]);
    desk.post(&admin, "/gestion/reglages", &borrowed(&theirs)).await;
    let mine = settings(&opened.body, &[("brand", "Maison Claire")]);
    let refused = desk.post(&admin, "/gestion/reglages", &borrowed(&mine)).await;
    assert_eq!(refused.status.as_u16(), 409);
    assert!(refused.body.contains("<del>01 99 00 00 00</del>"));
    assert!(refused.body.contains("<ins>01 99 00 00 55</ins>"));
    assert!(!refused.body.contains("<ins>Maison Claire</ins>"));
    // What was typed is kept, what was not touched is as it is now: sending it again loses nothing.
    let again = settings(&refused.body, &[]);
    let saved = desk.post(&admin, "/gestion/reglages", &borrowed(&again)).await;
    assert_eq!(saved.header("location"), "/gestion/reglages?fait=1");
    let identity = desk.state.directory().by_host(HOST).unwrap().identity.clone();
    assert_eq!(
        (identity.brand.as_str(), identity.phone.as_str()),
        ("Maison Claire", "01 99 00 00 55")
    );
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn settings_that_are_wrong_are_all_said_and_none_is_saved(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let (_, admin) = desk.sits(Role::Admin).await;
    let page = desk.get(&admin, "/gestion/reglages").await;
    let changes = [("email", "nobody"), ("vault_days", "0"), ("brand", "Autre")];
    let fields = settings(&page.body, &changes);
    let refused = desk.post(&admin, "/gestion/reglages", &borrowed(&fields)).await;
    assert_eq!(refused.status.as_u16(), 422);
    for wanted in ["href=\"#email\"", "href=\"#vault_days\"", "value=\"Autre\""] {
        assert!(refused.body.contains(wanted), "{wanted}");
    }
    assert_ne!(desk.state.directory().by_host(HOST).unwrap().identity.brand, "Autre");
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

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn another_server_hears_of_saved_settings(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let other = state(Some(as_application(&desk.pool).await));
    other.set_database(Database::Starting);
    let listening = tokio::spawn(database::keep_in_step(other.clone()));
    until(|| other.database() == Database::Up).await;
    let (_, admin) = desk.sits(Role::Admin).await;
    let page = desk.get(&admin, "/gestion/reglages").await;
    let fields = settings(&page.body, &[("brand", "Maison Claire")]);
    desk.post(&admin, "/gestion/reglages", &borrowed(&fields)).await;
    until(|| other.directory().by_host(HOST).unwrap().identity.brand == "Maison Claire").await;
    listening.abort();
}
