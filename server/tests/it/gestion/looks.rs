use access::{Act, Role, may};
use accounts::operations::people;
use app::site::gestion::acts::Screen;
use audit::operations::Filter;
use sqlx::PgPool;
use uuid::Uuid;
use vocabulary::Lang;

use super::{Desk, HOST, filled};

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn each_look_at_a_persons_file_is_in_the_audit_but_ones_own(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let (viewer, cookie) = desk.sits(Role::Superviseur).await;
    let other = desk.somebody(HOST, "ada@example.org", &[Role::Client]).await;
    desk.get(&cookie, &filled(Screen::Person.path(), other.id.0)).await;
    desk.get(&cookie, &filled(Screen::Person.path(), viewer.id.0)).await;
    let seen = Filter { act: Some(audit::Act::PersonViewed), ..Filter::default() };
    assert_eq!(desk.audited(seen.clone()).await.len(), 1);
    assert_eq!(desk.audited(Filter { about: Some(other.id.0), ..seen }).await.len(), 1);
    let page = desk.get(&cookie, "/gestion/audit?personne=ada@example.org").await;
    assert!(page.body.contains("Fiche d’une personne ouverte"));
    assert!(page.body.contains(viewer.email.as_str()));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn every_template_is_previewed_in_both_languages_and_runs_nothing(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let (_, cookie) = desk.sits(Role::Support).await;
    for template in notifications::Template::ALL {
        for lang in ["fr", "en"] {
            let path =
                filled(Screen::Template.path(), Uuid::nil()).replace("verify_email", template.id());
            let page = desk.get(&cookie, &format!("{path}?langue={lang}")).await;
            assert_eq!(page.status.as_u16(), 200, "{path}");
            let sms = template.channel() == notifications::Channel::Sms;
            assert_eq!(page.body.contains("sandbox=\"\""), !sms, "{path}");
            assert!(page.header("content-security-policy").contains("frame-src 'self'"));
            let alone = desk.get(&cookie, &format!("{path}/apercu?langue={lang}")).await;
            assert_eq!(alone.status.as_u16(), if sms { 404 } else { 200 }, "{path}");
            if !sms {
                let policy = alone.header("content-security-policy");
                assert!(policy.contains("sandbox") && !policy.contains("script-src"), "{policy}");
                assert!(policy.starts_with("default-src 'none'"));
            }
        }
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_desk_speaks_the_language_of_whoever_sits_at_it(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let (person, cookie) = desk.sits(Role::Admin).await;
    assert!(desk.get(&cookie, "/gestion").await.body.contains("Tableau de bord"));
    let mut tx = desk.begin(desk.visit(HOST).tenant()).await;
    people::save_profile(&mut tx, person.id, &person.profile, Lang::En, person.tell).await.unwrap();
    tx.commit().await.unwrap();
    let page = desk.get(&cookie, "/gestion").await;
    assert!(page.body.contains("Dashboard") && page.body.contains("lang=\"en\""));
}

#[test]
fn no_act_but_the_tables_opens_the_back_office_to_a_customer() {
    for act in [Act::SeePeople, Act::SeeAudit, Act::SeeSettings, Act::SeeJobs] {
        assert_eq!(may(&[Role::Client, Role::ProClient], act), None, "{}", act.id());
    }
}
