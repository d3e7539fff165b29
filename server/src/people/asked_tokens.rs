//! What a program asks for tokens with, read from JSON: every fault at once, each with its place.

use sealing::Token;
use serde_json::{Map, Value as Json};
use tokens::{Scope, Scopes, Secret};
use vocabulary::{Email, Lang, codes};
use wording::answer::{Problem, ProblemError};

codes! {
    /// What tokens are asked for with.
    pub enum GrantType {
        /// An address, a password, and a code for who uses them.
        Password = "password",
        /// A refresh token.
        RefreshToken = "refresh_token",
        /// An API key.
        ApiKey = "api_key",
    }
}

impl GrantType {
    /// The fields that go with it: name, and whether it is needed.
    #[must_use]
    pub const fn fields(self) -> &'static [(&'static str, bool)] {
        match self {
            Self::Password => {
                &[("email", true), ("password", true), ("code", false), ("scope", false)]
            }
            Self::RefreshToken => &[("refresh_token", true)],
            Self::ApiKey => &[("api_key", true), ("scope", false)],
        }
    }
}

/// What is asked. A secret that is none is `None`: it is refused like a wrong one.
pub(super) enum Asked {
    Password { email: Email, password: String, code: Option<String>, scopes: Scopes },
    Refresh(Option<Token>),
    Key { secret: Option<Secret>, scopes: Option<Scopes> },
}

struct Form<'body> {
    given: &'body Map<String, Json>,
    lang: Lang,
    faults: Vec<ProblemError>,
}

fn object(body: &[u8], lang: Lang) -> Result<Map<String, Json>, Problem> {
    match serde_json::from_slice(body) {
        Ok(Json::Object(given)) => Ok(given),
        _ => Err(Problem::new(
            400,
            lang.pick("Demande illisible", "Unreadable request"),
            lang.pick("Envoyez un seul objet JSON.", "Send one JSON object."),
        )),
    }
}

impl<'body> Form<'body> {
    fn fault(&mut self, name: &str, code: &'static str, message: &str) {
        let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
        // As in every JSON of the API: ordinary spaces and straight apostrophes.
        let message = message.replace('’', "'").replace('\u{202f}', " ");
        self.faults.push(ProblemError { pointer, code, message });
    }

    /// Names what is unknown or missing.
    fn hold_to(&mut self, fields: &[(&str, bool)]) {
        let unknown =
            self.lang.pick("Aucun champ ne porte ce nom ici.", "No field has this name here.");
        for name in self.given.keys() {
            if name != "grant_type" && fields.iter().all(|(field, _)| field != name) {
                self.fault(name, "unknown_field", unknown);
            }
        }
        let missing = self.lang.pick("À indiquer.", "Give it.");
        for (name, needed) in fields {
            if *needed && self.given.get(*name).is_none_or(Json::is_null) {
                self.fault(name, "required", missing);
            }
        }
    }

    fn text(&mut self, name: &str) -> Option<&'body str> {
        match self.given.get(name) {
            None | Some(Json::Null) => None,
            Some(Json::String(text)) => Some(text),
            Some(_) => {
                self.fault(name, "not_text", self.lang.pick("Donnez un texte.", "Give a text."));
                None
            }
        }
    }

    fn scopes(&mut self) -> Option<Scopes> {
        let text = self.text("scope")?;
        let scopes = Scopes::parse(text);
        if scopes.is_none() {
            let known = Scope::IDS.join(", ");
            let say = self.lang.pick("Séparez par des espaces\u{202f}:", "Separate with spaces:");
            self.fault("scope", "invalid_scope", &format!("{say} {known}."));
        }
        scopes
    }

    fn email(&mut self) -> Option<Email> {
        let text = self.text("email")?;
        let email = Email::parse(text).ok();
        if email.is_none() {
            let say = self.lang.pick("Ce n’est pas une adresse.", "This is no address.");
            self.fault("email", "not_email", say);
        }
        email
    }

    fn or_faults<T>(self, asked: Option<T>) -> Result<T, Problem> {
        let lang = self.lang;
        match asked {
            Some(asked) if self.faults.is_empty() => Ok(asked),
            _ => {
                let mut problem = Problem::new(
                    422,
                    lang.pick("Demande inexploitable", "Unprocessable request"),
                    lang.pick(
                        "Corrigez les champs listés, puis envoyez de nouveau la demande.",
                        "Correct the fields listed, then send the request again.",
                    ),
                );
                problem.errors = self.faults;
                Err(problem)
            }
        }
    }
}

/// What `body` asks for.
pub(super) fn asked(body: &[u8], lang: Lang) -> Result<Asked, Problem> {
    let given = object(body, lang)?;
    let mut form = Form { given: &given, lang, faults: Vec::new() };
    let Some(kind) = form.text("grant_type").and_then(GrantType::parse) else {
        let say = lang.pick("L’un de\u{202f}:", "One of:");
        let message = format!("{say} {}.", GrantType::IDS.join(", "));
        form.fault("grant_type", "unsupported_grant_type", &message);
        return form.or_faults(None);
    };
    form.hold_to(kind.fields());
    let asked = match kind {
        GrantType::Password => {
            let (email, password) = (form.email(), form.text("password"));
            let code = form.text("code").map(str::to_owned);
            let scopes = form.scopes().unwrap_or_else(Scopes::all);
            email.zip(password).map(|(email, password)| {
                let password = password.to_owned();
                Asked::Password { email, password, code, scopes }
            })
        }
        GrantType::RefreshToken => form.text("refresh_token").map(Token::parse).map(Asked::Refresh),
        GrantType::ApiKey => {
            let scopes = form.scopes();
            let secret = form.text("api_key").map(Secret::parse);
            secret.map(|secret| Asked::Key { secret, scopes })
        }
    };
    form.or_faults(asked)
}

/// The refresh token that `body` gives back.
pub(super) fn asked_back(body: &[u8], lang: Lang) -> Result<Option<Token>, Problem> {
    let given = object(body, lang)?;
    let mut form = Form { given: &given, lang, faults: Vec::new() };
    form.hold_to(GrantType::RefreshToken.fields());
    let token = form.text("refresh_token").map(Token::parse);
    form.or_faults(token)
}
