//! What people answer to texts: who sends STOP gets none any more.

use accounts::operations::people;
use accounts::{Profile, Tell};
use axum::Router;
use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mailer::Phone;
use notifications::operations::{Told, state as became, tell};
use notifications::{Notice, Recipient, State, Template};
use ring::hmac;
use sqlx::PgPool;
use vocabulary::Lang;

use crate::somebody::{begin, served, somebody, visit};
use crate::support::{Answer, ask, request};

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
    let (lea, _) = somebody(&state, "lea", &[access::Role::Client]).await;
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
