//! One form of a dossier: what is printed on it, and its signature.

use leptos::prelude::*;
use vocabulary::Lang;

use super::{address, address_of, body};
use crate::site::asked::Asked;
use crate::site::document::{Body, Live};
use crate::site::forms::error_summary;
use crate::site::place::Place;

/// Why a form is not signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormProblem {
    /// The code is not the one that was sent, or its time is over.
    Code,
    /// The name cannot be drawn as a signature.
    Name,
    /// It was not agreed to.
    Consent,
    /// The sheet is not the one of now: it is to be read again.
    Old,
    /// Too often.
    TooOften,
}

impl FormProblem {
    const fn control(self) -> &'static str {
        match self {
            Self::Code | Self::TooOften => "code",
            Self::Name => "nom",
            Self::Consent => "accord",
            Self::Old => "lire",
        }
    }

    const fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::Code => lang.pick(
                "Ce n’est pas le code du dernier e-mail, ou il a expiré\u{202f}: demandez-en un autre.",
                "This is not the code of the latest e-mail, or it has expired: ask for another.",
            ),
            Self::Name => lang.pick(
                "Écrivez votre nom et votre prénom\u{202f}: deux lettres au moins.",
                "Write your first and last name: two letters at least.",
            ),
            Self::Consent => lang.pick(
                "Cochez la case pour signer sur l’écran, ou imprimez le formulaire.",
                "Tick the box to sign on the screen, or print the form.",
            ),
            Self::Old => lang.pick(
                "Le formulaire a changé depuis l’affichage\u{202f}: relisez-le avant de signer.",
                "The form has changed since it was shown: read it again before you sign.",
            ),
            Self::TooOften => lang.pick(
                "Trop d’essais\u{202f}: attendez quelques minutes.",
                "Too many tries: wait a few minutes.",
            ),
        }
    }
}

/// A form.
#[derive(Clone, Debug)]
pub struct FormView<'a> {
    /// The dossier.
    pub id: &'a str,
    /// Its name in addresses.
    pub name: &'a str,
    /// Its official title.
    pub title: &'a str,
    /// Its number.
    pub number: Option<u32>,
    /// Who signs, in letters.
    pub signatory: &'a str,
    /// What is missing to print it, as the form calls it.
    pub gaps: &'a [&'static str],
    /// It waits for its signature.
    pub waits: bool,
    /// It may be signed on the screen by whoever asks.
    pub on_screen: bool,
    /// Where the code goes.
    pub email: &'a str,
    /// As of which instant the sheet is, in microseconds.
    pub at: i64,
    /// A code is on its way.
    pub code_sent: bool,
    /// The name that was typed.
    pub typed: &'a str,
    /// Why it was not signed.
    pub problem: Option<FormProblem>,
    /// Why its photograph was not taken, in words.
    pub paper: Option<&'a str>,
}

/// `/dossier/{id}/formulaire/{name}`
pub(super) fn page(asked: &Asked, view: &FormView<'_>) -> Body {
    let lang = asked.lang;
    let errors: Vec<(String, String)> = view
        .problem
        .iter()
        .map(|problem| (problem.control().to_owned(), problem.text(lang).to_owned()))
        .chain(view.paper.map(|why| ("files".to_owned(), why.to_owned())))
        .collect();
    let status = if errors.is_empty() { 200 } else { 422 };
    let number = view.number.map(|number| {
        view! { <p class="muted">{format!("Cerfa {number}")}</p> }
    });
    let inner = if view.gaps.is_empty() { signing(asked, view) } else { missing(asked, view) };
    let mut page = body(
        asked,
        view.title.to_owned(),
        status,
        Place::Form.with(view.id, lang.other()).replace("{name}", view.name),
        view! {
            {error_summary(&errors, lang)}
            <p>
                <a href=address(
                    asked,
                    Place::Dossier,
                    view.id,
                )>{lang.pick("← Retour au dossier", "← Back to the dossier")}</a>
            </p>
            {number}
            <h1 lang="fr">{view.title.to_owned()}</h1>
            {inner}
        },
    );
    if view.waits && view.on_screen && view.gaps.is_empty() {
        page.head.live = Live::Dossier;
    }
    page
}

/// A canvas to draw the signature on, for whoever has a script; the name that is typed does as well.
fn drawing(lang: Lang) -> AnyView {
    view! {
        <div class="field drawing" data-draw="" hidden>
            <p class="field-label" id="trace-label">
                {lang.pick("Ou dessinez votre signature", "Or draw your signature")}
            </p>
            <p class="field-help">
                {lang
                    .pick(
                        "Au doigt, au stylet ou à la souris. Dessinée, elle remplace le nom tapé.",
                        "With a finger, a pen or a mouse. Drawn, it takes the place of the typed name.",
                    )}
            </p>
            <input type="hidden" name="trace" />
            <canvas role="img" aria-labelledby="trace-label"></canvas>
            <button class="btn btn-small" type="button">
                {lang.pick("Effacer le dessin", "Clear the drawing")}
            </button>
        </div>
    }
    .into_any()
}

/// What is still to be said before the form can be printed.
fn missing(asked: &Asked, view: &FormView<'_>) -> AnyView {
    let lang = asked.lang;
    let items = view.gaps.iter().map(|gap| view! { <li lang="fr">{*gap}</li> }).collect_view();
    view! {
        <p class="notice notice-warning">
            {lang
                .pick(
                    "Il manque de quoi remplir ce formulaire. Complétez les personnes et le véhicule sur la page du dossier.",
                    "Something is missing to fill this form. Complete the people and the vehicle on the page of the dossier.",
                )}
        </p>
        <ul>{items}</ul>
    }
    .into_any()
}

#[expect(clippy::too_many_lines, reason = "a page is one view, read from top to bottom")]
fn signing(asked: &Asked, view: &FormView<'_>) -> AnyView {
    let lang = asked.lang;
    let sheet = address_of(asked, Place::FormSheet, view.id, view.name);
    let sheet = format!("{sheet}?a={}", view.at);
    let read = view! {
        <p>
            {lang.pick("Signataire\u{202f}: ", "To be signed by: ")}
            <strong>{view.signatory.to_owned()}</strong>
        </p>
        <p>
            <a class="btn" id="lire" href=sheet target="_blank" rel="noopener">
                {lang.pick("Lire le formulaire (PDF)", "Read the form (PDF)")}
            </a>
        </p>
    }
    .into_any();
    if !view.waits {
        return view! {
            {read}
            <p class="notice notice-success">
                {lang
                    .pick(
                        "Ce formulaire n’attend plus de signature.",
                        "This form waits for no signature.",
                    )}
            </p>
        }
        .into_any();
    }
    let error = |name: &str| {
        view.problem.filter(|problem| problem.control() == name).map(|problem| problem.text(lang))
    };
    let here = address_of(asked, Place::Form, view.id, view.name);
    let on_screen = view.on_screen.then(|| {
        let sent = view.code_sent.then(|| {
            view! {
                <p class="notice notice-success" role="status">
                    {format!(
                        "{} {}.",
                        lang
                            .pick(
                                "Un code de six chiffres part à",
                                "A code of six digits is on its way to",
                            ),
                        view.email,
                    )}
                </p>
            }
        });
        let field = |name: &'static str,
                     label: &'static str,
                     kind: (&'static str, Option<&'static str>),
                     value: String| {
            let (error_id, wrong) = (format!("{name}-error"), error(name));
            let right = wrong.is_none();
            let invalid = if right { "false" } else { "true" };
            view! {
                <div class="field">
                    <label class="field-label" for=name>
                        {label}
                    </label>
                    <p class="field-error" id=error_id.clone() hidden=right>
                        {wrong}
                    </p>
                    <input
                        class="input"
                        id=name
                        name=name
                        autocomplete=kind.0
                        inputmode=kind.1
                        maxlength="120"
                        value=value
                        aria-describedby=error_id
                        aria-invalid=invalid
                    />
                </div>
            }
        };
        let consent_error = error("accord");
        let right = consent_error.is_none();
        let invalid = if right { "false" } else { "true" };
        view! {
            <section>
                <h2>{lang.pick("Signer sur l’écran", "Sign on the screen")}</h2>
                {sent}
                <form method="post" action=here.clone()>
                    <input type="hidden" name="act" value="code" />
                    <button class="btn" type="submit">
                        {if view.code_sent {
                            lang.pick("Recevoir un autre code", "Get another code")
                        } else {
                            lang.pick("Recevoir le code par e-mail", "Get the code by e-mail")
                        }}
                    </button>
                </form>
                <form method="post" action=here.clone() novalidate>
                    <input type="hidden" name="act" value="sign" />
                    <input type="hidden" name="a" value=view.at.to_string() />
                    {field(
                        "code",
                        lang.pick("Code reçu", "Code received"),
                        ("one-time-code", Some("numeric")),
                        String::new(),
                    )}
                    {field(
                        "nom",
                        lang
                            .pick(
                                "Votre nom, en guise de signature",
                                "Your name, as your signature",
                            ),
                        ("name", None),
                        if view.typed.is_empty() {
                            view.signatory.to_owned()
                        } else {
                            view.typed.to_owned()
                        },
                    )}
                    {drawing(lang)}
                    <div class="field choice">
                        <input
                            type="checkbox"
                            id="accord"
                            name="accord"
                            value="1"
                            aria-describedby="accord-error"
                            aria-invalid=invalid
                        />
                        <label class="field-label" for="accord">
                            {forms::consent(lang)}
                        </label>
                        <p class="field-error" id="accord-error" hidden=right>
                            {consent_error}
                        </p>
                    </div>
                    <button class="btn btn-primary" type="submit">
                        {lang.pick("Signer", "Sign")}
                    </button>
                </form>
            </section>
        }
    });
    view! {
        {read}
        {on_screen}
        <section>
            <h2>{lang.pick("Ou signer sur papier", "Or sign on paper")}</h2>
            <p>
                {lang
                    .pick(
                        "Imprimez le formulaire, signez-le à la main, puis envoyez sa photo ici.",
                        "Print the form, sign it by hand, then send its photo here.",
                    )}
            </p>
            <form
                method="post"
                enctype="multipart/form-data"
                action=address_of(asked, Place::FormPaper, view.id, view.name)
            >
                <div class="field">
                    <label class="field-label" for="files">
                        {lang
                            .pick(
                                "Photo ou PDF du formulaire signé",
                                "Photo or PDF of the signed form",
                            )}
                    </label>
                    <input
                        class="input"
                        id="files"
                        name="files"
                        type="file"
                        accept="image/*,.heic,.heif,application/pdf"
                    />
                </div>
                <button class="btn" type="submit">
                    {lang.pick("Envoyer le formulaire signé", "Send the signed form")}
                </button>
            </form>
        </section>
    }
    .into_any()
}
