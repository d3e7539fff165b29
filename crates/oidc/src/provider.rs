use std::fmt::Display;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, TokenResponse as _,
};
use sealing::Token;
use secrecy::{ExposeSecret as _, SecretString};
use vocabulary::Email;

use crate::http::{Http, may_call};

/// Who is trusted to say who people are, and how we are known there.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The provider, as it names itself: `https://login.example`.
    pub issuer: String,
    /// Our name there.
    pub client_id: String,
    /// Our secret there.
    pub client_secret: SecretString,
}

/// Why there is no identity.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The provider does not answer in time, or answers nonsense.
    #[error("the provider cannot be used: {0}")]
    Down(String),
    /// The answer is not one to our question: another code, key, audience, nonce, or too late.
    #[error("the provider's answer is refused: {0}")]
    Refused(String),
}

fn down(error: impl Display) -> Failed {
    Failed::Down(error.to_string())
}

fn refused(error: impl Display) -> Failed {
    Failed::Refused(error.to_string())
}

/// What ties an answer to its question and to its browser. Kept by the server; only `state` and `nonce` leave it.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// Comes back with the browser.
    pub state: Token,
    /// Comes back within the identity.
    pub nonce: Token,
    /// Proves to the provider that the code is redeemed by whoever asked (PKCE).
    pub verifier: Token,
}

impl Secrets {
    /// Secrets that nobody can guess.
    #[must_use]
    pub fn random() -> Self {
        Self { state: Token::random(), nonce: Token::random(), verifier: Token::random() }
    }
}

/// Who the provider says it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// Its name for the person, which never changes.
    pub subject: String,
    /// Where to write to them, as it says.
    pub email: Option<Email>,
    /// It checked that address.
    pub verified: bool,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity(…)")
    }
}

/// A provider.
#[derive(Debug)]
pub struct Provider {
    settings: Settings,
    issuer: IssuerUrl,
    http: Http,
    patience: Duration,
}

/// Algorithms whose key only the provider has. Our secret signs nothing.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

impl Provider {
    /// Longest time that a person waits for the provider.
    pub const PATIENCE: Duration = Duration::from_secs(5);

    /// The provider of `settings`, for whose answers people wait `patience` a step. Nothing is asked of it yet. TLS
    /// uses the cryptography that the process installed.
    ///
    /// # Errors
    ///
    /// [`Failed::Down`] when its address is none, or TLS cannot be set up.
    pub fn new(settings: Settings, patience: Duration) -> Result<Self, Failed> {
        let issuer = IssuerUrl::new(settings.issuer.clone()).map_err(down)?;
        if !may_call(issuer.url()) {
            return Err(Failed::Down("its address is without TLS".to_owned()));
        }
        let http = Http::new(patience).map_err(down)?;
        Ok(Self { settings, issuer, http, patience })
    }

    async fn metadata(&self) -> Result<CoreProviderMetadata, Failed> {
        CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http).await.map_err(down)
    }

    fn known_as(&self) -> (ClientId, Option<ClientSecret>) {
        let secret = self.settings.client_secret.expose_secret().to_owned();
        (ClientId::new(self.settings.client_id.clone()), Some(ClientSecret::new(secret)))
    }

    /// Where to send a browser that comes back to `back` with a code.
    ///
    /// # Errors
    ///
    /// [`Failed::Down`] when the provider does not say where, in time.
    pub async fn question(&self, back: &str, secrets: &Secrets) -> Result<String, Failed> {
        self.within(async {
            let metadata = self.metadata().await?;
            let back = RedirectUrl::new(back.to_owned()).map_err(down)?;
            let (id, secret) = self.known_as();
            let client = CoreClient::from_provider_metadata(metadata, id, secret);
            let client = client.set_redirect_uri(back);
            let (state, nonce) = (secrets.state.clone(), secrets.nonce.clone());
            let verifier = PkceCodeVerifier::new(secrets.verifier.reveal().to_owned());
            let (address, _, _) = client
                .authorize_url(
                    CoreAuthenticationFlow::AuthorizationCode,
                    move || CsrfToken::new(state.reveal().to_owned()),
                    move || Nonce::new(nonce.reveal().to_owned()),
                )
                .add_scope(Scope::new("email".to_owned()))
                .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
                .url();
            if !may_call(&address) {
                return Err(Failed::Down("its page is without TLS".to_owned()));
            }
            Ok(address.into())
        })
        .await
    }

    /// Who `code` stands for, brought back to `back` at `now` by the browser of `secrets`.
    ///
    /// # Errors
    ///
    /// [`Failed`] when the provider does not answer, or what it says is not to be believed.
    pub async fn identity(
        &self,
        back: &str,
        code: &str,
        secrets: &Secrets,
        now: Timestamp,
    ) -> Result<Identity, Failed> {
        self.within(async {
            let metadata = self.metadata().await?;
            let back = RedirectUrl::new(back.to_owned()).map_err(down)?;
            let (id, secret) = self.known_as();
            let client = CoreClient::from_provider_metadata(metadata, id, secret);
            let client = client.set_redirect_uri(back);
            let answer = client
                .exchange_code(AuthorizationCode::new(code.to_owned()))
                .map_err(down)?
                .set_pkce_verifier(PkceCodeVerifier::new(secrets.verifier.reveal().to_owned()))
                .request_async(&self.http)
                .await
                .map_err(|error| match error {
                    RequestTokenError::ServerResponse(_) => refused("the code is worth nothing"),
                    other => down(other),
                })?;
            let token = answer.id_token().ok_or_else(|| refused("there is no identity in it"))?;
            let verifier = client
                .id_token_verifier()
                .set_allowed_algs(ALGORITHMS)
                .set_time_fn(move || SystemTime::from(now).into());
            let nonce = Nonce::new(secrets.nonce.reveal().to_owned());
            let claims = token.claims(&verifier, &nonce).map_err(refused)?;
            Ok(Identity {
                issuer: claims.issuer().to_string(),
                subject: claims.subject().to_string(),
                email: claims.email().and_then(|email| Email::parse(email).ok()),
                verified: claims.email_verified() == Some(true),
            })
        })
        .await
    }

    /// All calls of one step together: a provider that is slow each time is slow once.
    async fn within<T>(
        &self,
        step: impl Future<Output = Result<T, Failed>> + Send,
    ) -> Result<T, Failed> {
        match tokio::time::timeout(self.patience, step).await {
            Ok(done) => done,
            Err(late) => Err(down(late)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(issuer: &str, patience: Duration) -> Result<Provider, Failed> {
        drop(rustls::crypto::ring::default_provider().install_default());
        let settings = Settings {
            issuer: issuer.to_owned(),
            client_id: "us".to_owned(),
            client_secret: "hunter2".into(),
        };
        Provider::new(settings, patience)
    }

    #[test]
    fn a_provider_without_tls_is_none_and_no_secret_prints() {
        for issuer in ["http://login.example", "login.example", "ftp://localhost"] {
            assert!(provider(issuer, Provider::PATIENCE).is_err(), "{issuer}");
        }
        let known = provider("https://login.example", Provider::PATIENCE).unwrap();
        assert!(!format!("{known:?}").contains("hunter2"));
    }

    #[tokio::test]
    async fn a_provider_that_is_silent_is_down_and_nobody_waits_longer() {
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", silent.local_addr().unwrap());
        let provider = provider(&issuer, Duration::from_millis(50)).unwrap();
        let secrets = Secrets::random();
        let back = "https://carteclaire.example/connexion/fournisseur/retour";
        let asked = provider.question(back, &secrets).await;
        assert!(matches!(asked, Err(Failed::Down(_))), "{asked:?}");
        let now = Timestamp::UNIX_EPOCH;
        let answered = provider.identity(back, "code", &secrets, now).await;
        assert!(matches!(answered, Err(Failed::Down(_))), "{answered:?}");
    }
}
