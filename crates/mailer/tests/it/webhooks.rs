use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::Timestamp;
use mailer::webhooks::{Reported, Unreadable, brevo, messagebird, twilio, twilio_stop};
use ring::{digest, hmac};
use secrecy::SecretString;
use serde_json::{Value, json};

const ID: &str = "0190a000-0000-7000-8000-00000000000a";

fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn secret(text: &str) -> SecretString {
    text.to_owned().into()
}

fn event(name: &str) -> Value {
    json!({ "event": name, "email": "zoe@example.org", "message-id": "<1@relay>", "ts_event": 1_795_262_399,
        "X-Mailin-custom": ID, "reason": "550 zoe@example.org unknown" })
}

#[test]
fn an_event_of_brevo_is_read_without_its_sentences() {
    let body = serde_json::to_vec(&event("hard_bounce")).unwrap();
    let reports = brevo(&secret("t"), Some("Bearer t"), &body, now()).unwrap();
    let [report] = reports.as_slice() else { panic!("{reports:?}") };
    assert_eq!(report.state, Reported::Bounced { permanent: true });
    assert_eq!(report.message_id.as_deref(), Some("<1@relay>"));
    assert_eq!(report.id, Some(ID.parse().unwrap()));
    assert_eq!(report.at, Timestamp::from_second(1_795_262_399).unwrap());
    assert_eq!(report.detail, "hard_bounce");
}

#[test]
fn a_list_of_events_gives_those_that_change_something() {
    let body = json!([event("request"), event("delivered"), event("opened"), event("spam"), {}]);
    let body = serde_json::to_vec(&body).unwrap();
    let states: Vec<_> = brevo(&secret("t"), Some("Bearer t"), &body, now())
        .unwrap()
        .into_iter()
        .map(|report| report.state)
        .collect();
    assert_eq!(states, [Reported::Delivered, Reported::Complained]);
}

#[test]
fn a_call_without_brevos_token_is_not_read() {
    let body = serde_json::to_vec(&event("delivered")).unwrap();
    for header in [None, Some(""), Some("t"), Some("Bearer "), Some("Bearer u"), Some("Bearer tt")]
    {
        assert_eq!(
            brevo(&secret("t"), header, &body, now()),
            Err(Unreadable::NotTheirs),
            "{header:?}"
        );
    }
    assert_eq!(brevo(&secret(""), Some("Bearer "), &body, now()), Err(Unreadable::NotTheirs));
    assert_eq!(brevo(&secret("t"), Some("Bearer t"), b"{", now()), Err(Unreadable::Malformed));
}

fn form(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
}

/// The example of Twilio's own documentation of its signature.
#[test]
fn twilios_own_example_of_a_signature_is_accepted() {
    let form = form(&[
        ("Digits", "1234"),
        ("To", "+18005551212"),
        ("From", "+14158675309"),
        ("Caller", "+14158675309"),
        ("CallSid", "CA1234567890ABCDE"),
    ]);
    let (token, url) = (secret("12345"), "https://mycompany.com/myapp.php?foo=1&bar=2");
    let signature = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
    // It is theirs, and no report: a call.
    assert_eq!(twilio(&token, url, &form, Some(signature), now()), Err(Unreadable::Malformed));
    for (token, url) in [("12346", url), ("12345", "https://mycompany.com/myapp.php?foo=1")] {
        let answer = twilio(&secret(token), url, &form, Some(signature), now());
        assert_eq!(answer, Err(Unreadable::NotTheirs));
    }
    assert_eq!(twilio(&token, url, &form, None, now()), Err(Unreadable::NotTheirs));
    assert_eq!(twilio(&token, url, &form[1..], Some(signature), now()), Err(Unreadable::NotTheirs));
}

#[test]
fn whoever_sends_stop_is_known_by_their_signed_number() {
    let url = "https://carteclaire.example/api/v1/reports/twilio/answers";
    let stop = |body: &str, more: &[(&'static str, &str)]| {
        let mut fields = vec![("Body", body), ("From", "+33612345678"), ("MessageSid", "SM1")];
        fields.extend(more);
        let form = form(&fields);
        let signed = form.iter().fold(url.to_owned(), |text, (name, value)| text + name + value);
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, b"12345");
        let signature = STANDARD.encode(hmac::sign(&key, signed.as_bytes()));
        assert_eq!(
            twilio_stop(&secret("12346"), url, &form, Some(&signature)),
            Err(Unreadable::NotTheirs)
        );
        let read = twilio_stop(&secret("12345"), url, &form, Some(&signature)).unwrap();
        read.map(String::from)
    };
    let known = Some("+33612345678".to_owned());
    for word in ["STOP", " stop. ", "Arrêt", "arret"] {
        assert_eq!(stop(word, &[]), known, "{word}");
    }
    // The provider says so itself, whatever the language.
    assert_eq!(stop("basta", &[("OptOutType", "STOP")]), known);
    for words in ["", "Ne vous arrêtez pas", "Merci, stop ou encore ?"] {
        assert_eq!(stop(words, &[]), None, "{words}");
    }
}

fn reported_by_twilio(status: &str, code: &str) -> Option<(Reported, String)> {
    let url = format!("https://carteclaire.example/api/webhooks/twilio?id={ID}");
    let mut fields = vec![("MessageSid", "SM1"), ("MessageStatus", status)];
    if !code.is_empty() {
        fields.insert(0, ("ErrorCode", code));
    }
    let form = form(&fields);
    let mut signed = url.clone();
    for (name, value) in &form {
        signed = signed + name + value;
    }
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, b"12345");
    let signature = STANDARD.encode(hmac::sign(&key, signed.as_bytes()));
    let report = twilio(&secret("12345"), &url, &form, Some(&signature), now()).unwrap()?;
    assert_eq!((report.message_id.as_deref(), report.id), (Some("SM1"), Some(ID.parse().unwrap())));
    Some((report.state, report.detail))
}

#[test]
fn a_status_of_twilio_says_if_it_will_ever_arrive() {
    let bounced = |permanent| Reported::Bounced { permanent };
    assert_eq!(reported_by_twilio("sent", ""), None);
    assert_eq!(
        reported_by_twilio("delivered", ""),
        Some((Reported::Delivered, "delivered".into()))
    );
    let unknown_number = Some((bounced(true), "undelivered 30005".into()));
    assert_eq!(reported_by_twilio("undelivered", "30005"), unknown_number);
    assert_eq!(
        reported_by_twilio("failed", "30003"),
        Some((bounced(false), "failed 30003".into()))
    );
}

fn hash(text: &str) -> String {
    let hash = digest::digest(&digest::SHA256, text.as_bytes());
    let hex =
        |byte: &u8| [byte >> 4, byte & 15].map(|four| char::from_digit(four.into(), 16).unwrap());
    hash.as_ref().iter().flat_map(hex).collect()
}

fn jwt(alg: &str, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(serde_json::to_vec(value).unwrap());
    let signed = format!("{}.{}", part(&json!({ "alg": alg, "typ": "JWT" })), part(claims));
    let key = hmac::Key::new(hmac::HMAC_SHA256, b"signing key");
    let signature = hmac::sign(&key, signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn claims(url: &str) -> Value {
    let second = now().as_second();
    json!({ "iss": "MessageBird", "nbf": second - 1, "exp": second + 60, "jti": "1", "url_hash": hash(url) })
}

fn url_of(status: &str) -> String {
    format!(
        "https://carteclaire.example/api/webhooks/messagebird?id=e80&reference={ID}&recipient=33612345678\
         &status={status}&statusErrorCode=103&statusDatetime=2026-11-21T11%3A59%3A00%2B00%3A00"
    )
}

#[test]
fn a_report_of_messagebird_is_read_from_its_address() {
    let key = secret("signing key");
    for (status, expected) in [
        ("delivered", Some(Reported::Delivered)),
        ("delivery_failed", Some(Reported::Bounced { permanent: true })),
        ("expired", Some(Reported::Bounced { permanent: false })),
        ("buffered", Some(Reported::Deferred)),
        ("sent", None),
    ] {
        let url = url_of(status);
        let token = jwt("HS256", &claims(&url));
        let report = messagebird(&key, &url, b"", Some(&token), now()).unwrap();
        assert_eq!(report.as_ref().map(|report| report.state), expected, "{status}");
        if let Some(report) = report {
            assert_eq!(report.id, Some(ID.parse().unwrap()));
            assert_eq!(report.message_id.as_deref(), Some("e80"));
            assert_eq!(report.at, "2026-11-21T11:59:00Z".parse().unwrap());
            assert_eq!(report.detail, format!("{status} 103"));
        }
    }
}

#[test]
fn a_token_for_something_else_is_not_messagebirds_word() {
    let (key, url) = (secret("signing key"), url_of("delivered"));
    let with = |name: &str, value: Value| {
        let mut claims = claims(&url);
        claims[name] = value;
        jwt("HS256", &claims)
    };
    let second = now().as_second();
    for (why, token) in [
        ("another issuer", with("iss", "Bird".into())),
        ("too old", with("exp", (second - 10).into())),
        ("too new", with("nbf", (second + 10).into())),
        ("another address", with("url_hash", hash("https://evil.example/").into())),
        ("a body that is not there", with("payload_hash", hash("x").into())),
        ("no algorithm", jwt("none", &claims(&url))),
        ("nothing", String::new()),
        ("cut", jwt("HS256", &claims(&url)).rsplit_once('.').unwrap().0.to_owned()),
    ] {
        let answer = messagebird(&key, &url, b"", Some(&token), now());
        assert_eq!(answer, Err(Unreadable::NotTheirs), "{why}");
    }
    let good = jwt("HS256", &claims(&url));
    assert!(messagebird(&key, &url, b"", Some(&good), now()).is_ok());
    assert!(messagebird(&secret("another"), &url, b"", Some(&good), now()).is_err());
    assert!(messagebird(&key, &url, b"x", Some(&good), now()).is_err(), "an unsigned body");
    assert!(
        messagebird(&key, &url, b"x", Some(&with("payload_hash", hash("x").into())), now()).is_ok()
    );
}
