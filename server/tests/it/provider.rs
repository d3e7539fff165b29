//! A provider of identities (OpenID Connect) on this machine, which says what a test tells it to.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// What the provider says of whoever signs in there.
#[derive(Clone)]
pub(crate) struct Says {
    pub(crate) claims: Value,
    /// Changes the claims at the last moment: a provider that errs, or is not one.
    pub(crate) change: fn(&mut Value),
    /// The header of the identity, when it is another.
    pub(crate) header: Option<Value>,
    /// Signs with a key that it does not publish.
    pub(crate) other_key: bool,
}

struct Inner {
    issuer: String,
    key: EcdsaKeyPair,
    other_key: EcdsaKeyPair,
    says: Mutex<Says>,
    /// Codes that may be redeemed: the query of the question that each answers.
    codes: Mutex<HashMap<String, HashMap<String, String>>>,
    redeemed: Mutex<u32>,
}

/// A provider that listens until the test ends.
#[derive(Clone)]
pub(crate) struct Provider(Arc<Inner>);

pub(crate) const CLIENT: (&str, &str) = ("carteclaire", "hunter2");

fn pair() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let bytes = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, bytes.as_ref(), &random).unwrap()
}

/// Somebody whose address the provider checked.
pub(crate) fn says(email: &str) -> Says {
    Says {
        claims: json!({ "sub": format!("subject of {email}"), "email": email, "email_verified": true }),
        change: |_| {},
        header: None,
        other_key: false,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap()
}

impl Provider {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let provider = Self(Arc::new(Inner {
            issuer,
            key: pair(),
            other_key: pair(),
            says: Mutex::new(says("ada@exemple.fr")),
            codes: Mutex::default(),
            redeemed: Mutex::default(),
        }));
        let app = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/jwks", get(jwks))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        provider
    }

    pub(crate) fn issuer(&self) -> &str {
        &self.0.issuer
    }

    pub(crate) fn say(&self, says: Says) {
        *lock(&self.0.says) = says;
    }

    /// Codes that were sent to be redeemed.
    pub(crate) fn redeemed(&self) -> u32 {
        *lock(&self.0.redeemed)
    }

    /// What a browser does that is sent to `address`: where the provider sends it back to.
    pub(crate) async fn visited(&self, address: &str) -> String {
        assert!(address.starts_with(&format!("{}/authorize?", self.issuer())), "{address}");
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        let response = client.build().unwrap().get(address).send().await.unwrap();
        assert_eq!(response.status(), 303);
        response.headers()["location"].to_str().unwrap().to_owned()
    }
}

async fn metadata(State(provider): State<Provider>) -> Json<Value> {
    let issuer = provider.issuer();
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
    }))
}

async fn jwks(State(provider): State<Provider>) -> Json<Value> {
    let (x, y) = provider.0.key.public_key().as_ref()[1..].split_at(32);
    Json(json!({ "keys": [{
        "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "one",
        "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y),
    }] }))
}

async fn authorize(
    State(provider): State<Provider>,
    Query(query): Query<HashMap<String, String>>,
) -> Redirect {
    assert_eq!((query["response_type"].as_str(), query["client_id"].as_str()), ("code", CLIENT.0));
    assert_eq!(query["code_challenge_method"], "S256");
    assert!(query["scope"].split(' ').any(|scope| scope == "openid"));
    let code = uuid::Uuid::new_v4().to_string();
    let pairs = [("code", code.as_str()), ("state", query["state"].as_str())];
    let address = format!("{}?{}", query["redirect_uri"], app::query::encode(pairs));
    lock(&provider.0.codes).insert(code, query);
    Redirect::to(&address)
}

async fn token(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    *lock(&provider.0.redeemed) += 1;
    let known = STANDARD.encode(format!("{}:{}", CLIENT.0, CLIENT.1));
    let asked = lock(&provider.0.codes).remove(&form["code"]);
    let right = asked.filter(|asked| {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"]));
        form["grant_type"] == "authorization_code"
            && headers[header::AUTHORIZATION] == format!("Basic {known}")
            && asked["code_challenge"] == challenge
            && asked["redirect_uri"] == form["redirect_uri"]
    });
    let Some(asked) = right else {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" })))
            .into_response();
    };
    Json(json!({
        "access_token": "x", "token_type": "Bearer", "expires_in": 60,
        "id_token": identity(&provider.0, &asked["nonce"]),
    }))
    .into_response()
}

fn identity(provider: &Inner, nonce: &str) -> String {
    let says = lock(&provider.says).clone();
    let now = server::clock::now().as_second();
    let mut claims = says.claims;
    for (name, value) in [
        ("iss", json!(provider.issuer)),
        ("aud", json!(CLIENT.0)),
        ("nonce", json!(nonce)),
        ("iat", json!(now)),
        ("exp", json!(now + 60)),
    ] {
        claims[name] = value;
    }
    (says.change)(&mut claims);
    let header = says.header.unwrap_or(json!({ "alg": "ES256", "kid": "one", "typ": "JWT" }));
    let coded = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let message = format!("{}.{}", coded(&header), coded(&claims));
    let signature = match header["alg"].as_str().unwrap() {
        "none" => String::new(),
        "HS256" => {
            let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, CLIENT.1.as_bytes());
            URL_SAFE_NO_PAD.encode(ring::hmac::sign(&key, message.as_bytes()))
        }
        _ => {
            let key = if says.other_key { &provider.other_key } else { &provider.key };
            let signed = key.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
            URL_SAFE_NO_PAD.encode(signed)
        }
    };
    format!("{message}.{signature}")
}
