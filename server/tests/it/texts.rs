//! What people answer to texts: who sends STOP gets none any more. Where none can leave, nobody is offered any.

use std::sync::Arc;

use access::Role;
use accounts::operations::{people, staff};
use accounts::{Profile, Tell, Visit};
use axum::Router;
use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mailer::Phone;
use notifications::operations::{Told, state as became, tell};
use notifications::{Notice, Recipient, State, Template};
use ring::hmac;
use sqlx::PgPool;
use vocabulary::{Email, Lang};

use crate::somebody::{begin, get_as, send_as, served, somebody, visit};
use crate::support::{Answer, ask, request, state_with};

const PATH: &str = "/api/v1/reports/twilio/answers";
const SETTINGS: [(&str, &str); 3] =
    [("SMS_PROVIDER", "twilio"), ("TWILIO_ACCOUNT", "AC1"), ("TWILIO_TOKEN", "12345")];

/// Somebody's words, as the provider hands them on, signed by `token`.
async fn answers(site: &Router, origin: &str, words: &str, token: &str) -> Answer {
    let fields = [("Body", words), ("From", "+33612345678"), ("MessageSid", "SM1")];
    let address = format!("{origin}{PATH}");
    let signed = fields.iter().fold(address, |text, (name, value)| text + name + value);
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
    let signature = STANDARD.encode(hmac::sign(&key, signed.as_bytes()));
    let asked = request("POST", PATH, "localhost:3000")
        .header("x-twilio-signature", signature)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(app::query::encode(fields)))
        .unwrap();
    ask(site, asked).await
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn who_sends_stop_gets_no_text_any_more_not_even_one_that_waits(pool: PgPool) {
    let (site, state) = served(&pool, &SETTINGS).await;
    let (lea, _) = somebody(&state, "lea", &[Role::Client]).await;
    let visit = visit(&state);
    let profile = Profile { phone: "+33612345678".to_owned(), ..lea.profile.clone() };
    let mut tx = begin(&state).await;
    let yes = Tell { reminders: true, sms: true, news: false };
    people::save_profile(&mut tx, lea.id, &profile, Lang::Fr, yes).await.unwrap();
    let mut told = Vec::new();
    for template in [Template::DossierPaid, Template::OneTimeCode] {
        let notice = Notice {
            tenant: visit.tenant(),
            person: Some(lea.id.0),
            dossier: None,
            to: Recipient::Sms(Phone::parse("+33612345678").unwrap()),
            template,
            lang: Lang::Fr,
            values: template.sample(),
            key: None,
        };
        let Told::Now(id) = tell(&mut tx, &notice, visit.now).await.unwrap() else { panic!() };
        told.push(id);
    }
    tx.commit().await.unwrap();
    let wants = async || {
        let mut tx = begin(&state).await;
        people::find(&mut tx, lea.id).await.unwrap().unwrap().tell.sms
    };

    assert_eq!(answers(&site, &visit.origin, "STOP", "12346").await.status.as_u16(), 401);
    assert_eq!(answers(&site, &visit.origin, "Merci !", "12345").await.status.as_u16(), 200);
    assert!(wants().await, "nobody said stop");
    let stopped = answers(&site, &visit.origin, "Stop", "12345").await;
    assert_eq!((stopped.status.as_u16(), stopped.body.as_str()), (200, "<Response/>"));
    assert!(!wants().await);
    let mut tx = begin(&state).await;
    let [paid, code] = [told[0], told[1]];
    assert_eq!(became(&mut tx, paid).await.unwrap().map(|it| it.0), Some(State::Failed));
    assert_eq!(became(&mut tx, code).await.unwrap().map(|it| it.0), Some(State::Waiting));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn without_that_provider_nobody_answers_there(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let answer = answers(&site, &visit(&state).origin, "STOP", "12345").await;
    assert_eq!(answer.status.as_u16(), 404);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn stop_is_heard_in_every_house_for_all_send_from_one_number(pool: PgPool) {
    let (site, state) = served(&pool, &SETTINGS).await;
    let house = Arc::clone(&state.directory().tenants[1]);
    let there = Visit { house, ..visit(&state) };
    let email = Email::parse("lea@exemple.fr").unwrap();
    let mut tx = server::database::begin(&state, there.tenant()).await.unwrap();
    let roles = [Role::Client];
    let lea = staff::demonstrate(&mut tx, &there, &email, ("Léa", "Durand"), (None, &roles));
    let lea = lea.await.unwrap().unwrap();
    let profile = Profile { phone: "+33612345678".to_owned(), ..Profile::default() };
    let yes = Tell { reminders: true, sms: true, news: false };
    people::save_profile(&mut tx, lea, &profile, Lang::Fr, yes).await.unwrap();
    tx.commit().await.unwrap();

    let stopped = answers(&site, &visit(&state).origin, "STOP", "12345").await;
    assert_eq!(stopped.status.as_u16(), 200);
    let mut tx = server::database::begin(&state, there.tenant()).await.unwrap();
    assert!(!people::find(&mut tx, lea).await.unwrap().unwrap().tell.sms);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn who_changes_their_telephone_gets_nothing_more_on_that_of_before_and_consents_anew(
    pool: PgPool,
) {
    let (site, state) = served(&pool, &[]).await;
    let (lea, cookie) = somebody(&state, "lea", &[Role::Client]).await;
    let saves = async |phone: &str, more: &[(&str, &str)]| {
        let fields: Vec<_> =
            [("phone", phone), ("language", "fr")].iter().chain(more).copied().collect();
        let saved = send_as(&site, "/compte/profil", &cookie, &fields).await;
        assert_eq!(saved.status.as_u16(), 303, "{}", saved.body);
    };
    let since = async || -> Option<String> {
        sqlx::query_scalar("select tell_sms_since::text from people where id = $1")
            .bind(lea.id.0)
            .fetch_one(&pool)
            .await
            .unwrap()
    };
    let waits = async |phone: &str| {
        let visit = visit(&state);
        let notice = Notice {
            tenant: visit.tenant(),
            person: Some(lea.id.0),
            dossier: None,
            to: Recipient::Sms(Phone::parse(phone).unwrap()),
            template: Template::DossierPaid,
            lang: Lang::Fr,
            values: Template::DossierPaid.sample(),
            key: None,
        };
        let mut tx = begin(&state).await;
        let Told::Now(id) = tell(&mut tx, &notice, visit.now).await.unwrap() else { panic!() };
        tx.commit().await.unwrap();
        id
    };
    let now = async |id: uuid::Uuid| {
        let mut tx = begin(&state).await;
        became(&mut tx, id).await.unwrap().unwrap().0
    };
    saves("0612345678", &[("tell_sms", "1")]).await;
    let first = since().await.unwrap();
    let text = waits("+33612345678").await;
    saves("0612345678", &[("tell_sms", "1")]).await;
    assert_eq!((now(text).await, since().await.as_ref()), (State::Waiting, Some(&first)));
    saves("0698765432", &[("tell_sms", "1")]).await;
    assert_eq!(now(text).await, State::Failed);
    assert_ne!(since().await.unwrap(), first, "that was for the other telephone");
    let text = waits("+33698765432").await;
    saves("0698765432", &[]).await;
    assert_eq!((now(text).await, since().await), (State::Failed, None));
}

/// From now on no text can leave, as in production without a provider.
pub(crate) fn no_texts(state: &server::State) {
    let mut directory = (*state.directory()).clone();
    for house in &mut directory.tenants {
        Arc::make_mut(house).settings.texts = false;
    }
    state.set_directory(directory);
}

#[tokio::test]
async fn in_production_without_a_provider_no_text_can_leave() {
    let settings = [
        ("APP_ENV", "production"),
        ("CLAMD_SOCKET", "/run/clamav/clamd.ctl"),
        ("DATABASE_URL", "postgres://u@127.0.0.1/db"),
        ("MAIL_PROVIDER", "smtp"),
        ("SMTP_HOST", "mail.example"),
        ("SECRETS_KEY", "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U="),
    ];
    let can = |state: &server::State| state.directory().tenants.iter().all(|it| it.settings.texts);
    let state = state_with(None, &settings);
    assert!(!can(&state));
    state.set_directory(tenants::Directory::builtin().unwrap());
    assert!(!can(&state), "nor when the houses are read again");
    assert!(can(&state_with(None, &[])), "a developer's go to a folder");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn where_no_text_can_leave_nobody_is_offered_any_and_what_was_consented_to_stands(
    pool: PgPool,
) {
    let (site, state) = served(&pool, &[]).await;
    let (lea, cookie) = somebody(&state, "lea", &[Role::Client]).await;
    let fields = |phone: &'static str| [("phone", phone), ("tell_sms", "1"), ("language", "fr")];
    for (offered, phone, wants) in [
        (true, "0612345678", true),
        (false, "0612345678", true),
        (false, "0698765432", false),
        (false, "0612345678", false),
    ] {
        let page = get_as(&site, "/compte/profil", &cookie).await;
        assert_eq!(page.body.contains("tell_sms"), offered, "{}", page.body);
        let saved = send_as(&site, "/compte/profil", &cookie, &fields(phone)).await;
        assert_eq!(saved.status.as_u16(), 303, "{}", saved.body);
        let mut tx = begin(&state).await;
        let tell = people::find(&mut tx, lea.id).await.unwrap().unwrap().tell;
        assert_eq!(tell.sms, wants, "{phone}");
        no_texts(&state);
    }
}
