//! One form of a dossier: what is printed on it, and its signature.

mod drawing;
mod paper;
mod problem;
mod refused;

use demarches::Demarches;
use dossiers::items::{Form, FormState};
use leptos::prelude::*;
use vocabulary::Lang;

pub use problem::FormProblem;
pub(super) use refused::refusal;
pub use refused::refused_words;

use super::link::{self, LinkView};
use super::{address, body};
use crate::site::asked::Asked;
use crate::site::document::{Body, Live};
use crate::site::forms::error_summary;
use crate::site::place::Place;

/// From where a form is signed.
#[derive(Clone, Copy, Debug)]
pub enum SignedFrom<'a> {
    /// The dossier, by its name and that of the form in addresses.
    Dossier(&'a str, &'a str),
    /// A link for one task, by its id.
    Link(&'a str),
}

impl SignedFrom<'_> {
    /// The address of the place for the dossier, or of the one for a link.
    fn to(self, (dossier, link): (Place, Place), lang: Lang) -> String {
        match self {
            Self::Dossier(id, name) => dossier.with(id, lang).replace("{name}", name),
            Self::Link(id) => link.with(id, lang),
        }
    }
}

/// A form.
#[derive(Clone, Debug)]
pub struct FormView<'a> {
    /// From where it is signed.
    pub from: SignedFrom<'a>,
    /// The rules that the dossier is filled under.
    pub rules: &'a Demarches,
    /// Where it is.
    pub form: &'a Form,
    /// Its official title.
    pub title: &'a str,
    /// Its number.
    pub number: Option<u32>,
    /// Who signs, in letters.
    pub signatory: &'a str,
    /// What is missing to print it, as the form calls it.
    pub gaps: &'a [&'static str],
    /// It may be signed on the screen by whoever asks.
    pub on_screen: bool,
    /// It may be signed on paper.
    pub on_paper: bool,
    /// Where the code goes.
    pub email: &'a str,
    /// As of which instant the sheet is, in microseconds.
    pub at: i64,
    /// The SHA-256 of that sheet: it is signed, or none is. Nothing where people whom the dossier does not name are written
    /// on it by hand: it is signed on paper.
    pub seen: Option<&'a str>,
    /// A code is on its way.
    pub code_sent: bool,
    /// The name that was typed.
    pub typed: &'a str,
    /// The strokes that were drawn, as the form sends them.
    pub drawn: &'a str,
    /// Why it was not signed.
    pub problem: Option<FormProblem>,
    /// Why its photograph was not taken, in words.
    pub paper: Option<&'a str>,
    /// The link by which somebody else signs it, where that may be somebody else.
    pub link: Option<LinkView<'a>>,
}

/// `/dossier/{id}/formulaire/{name}`
pub(super) fn page(asked: &Asked, view: &FormView<'_>, id: &str) -> Body {
    let lang = asked.lang;
    let link = view.link.as_ref();
    let errors: Vec<(String, String)> =
        faults(view, lang).into_iter().chain(link.and_then(|link| link::fault(link))).collect();
    let status = if errors.is_empty() { 200 } else { 422 };
    let mut page = body(
        asked,
        view.title.to_owned(),
        status,
        view.from.to((Place::Form, Place::Task), lang.other()),
        view! {
            {error_summary(&errors, lang)}
            <p>
                <a href=address(
                    asked,
                    Place::Dossier,
                    id,
                )>{lang.pick("← Retour au dossier", "← Back to the dossier")}</a>
            </p>
            {named(view)}
            {content(asked, view)}
            {link.map(|link| link::section(asked, link))}
        },
    );
    if draws(view) {
        page.head.live = Live::Dossier;
    }
    page
}

/// Whether somebody signs on the screen here.
pub(super) fn draws(view: &FormView<'_>) -> bool {
    view.form.waits() && view.on_screen && view.gaps.is_empty()
}

/// What is wrong with what was sent: the control, and why.
pub(super) fn faults(view: &FormView<'_>, lang: Lang) -> Vec<(String, String)> {
    let problem = view.problem.iter();
    problem
        .map(|problem| (problem.control().to_owned(), problem.text(lang)))
        .chain(view.paper.map(|why| ("files".to_owned(), why.to_owned())))
        .collect()
}

/// The number and the title of the form.
pub(super) fn named(view: &FormView<'_>) -> AnyView {
    let number = view.number.map(|number| {
        view! { <p class="muted">{format!("Cerfa {number}")}</p> }
    });
    view! {
        {number}
        <h1 lang="fr">{view.title.to_owned()}</h1>
    }
    .into_any()
}

/// The form to read, and how it is signed.
pub(super) fn content(asked: &Asked, view: &FormView<'_>) -> AnyView {
    let lang = asked.lang;
    let inner = if view.gaps.is_empty() { signing(asked, view) } else { missing(view, lang) };
    view! {
        {refusal(view.rules, view.form, lang)}
        {inner}
    }
    .into_any()
}

/// What is still to be said before the form can be printed.
fn missing(view: &FormView<'_>, lang: Lang) -> AnyView {
    let items = view.gaps.iter().map(|gap| view! { <li lang="fr">{*gap}</li> }).collect_view();
    let what = match view.from {
        SignedFrom::Dossier(..) => lang.pick(
            "Il manque de quoi remplir ce formulaire. Complétez les personnes et le véhicule sur la page du dossier.",
            "Something is missing to fill this form. Complete the people and the vehicle on the page of the dossier.",
        ),
        SignedFrom::Link(_) => lang.pick(
            "Ce formulaire n’est pas encore complet\u{202f}: la personne qui fait la démarche doit d’abord indiquer ceci. Revenez ensuite par le même lien.",
            "This form is not complete yet: whoever is doing the procedure has to say this first. Come back by the same link then.",
        ),
    };
    view! {
        <p class="notice notice-warning">{what}</p>
        <ul>{items}</ul>
    }
    .into_any()
}

#[expect(clippy::too_many_lines, reason = "a page is one view, read from top to bottom")]
fn signing(asked: &Asked, view: &FormView<'_>) -> AnyView {
    let lang = asked.lang;
    let sheet = view.from.to((Place::FormSheet, Place::TaskSheet), lang);
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
    if !view.form.waits() {
        let said = match view.form.state {
            FormState::ToCheck => lang.pick(
                "La photo du formulaire signé est arrivée\u{202f}: nous vérifions la signature.",
                "The photo of the signed form has arrived: we are checking the signature.",
            ),
            _ => lang.pick(
                "Ce formulaire n’attend plus de signature.",
                "This form waits for no signature.",
            ),
        };
        return view! {
            {read}
            <p class="notice notice-success">{said}</p>
        }
        .into_any();
    }
    let error = |name: &str| {
        view.problem.filter(|problem| problem.control() == name).map(|problem| problem.text(lang))
    };
    let here = view.from.to((Place::Form, Place::TaskForm), lang);
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
                    {read_sheet(view)}
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
                    {read_sheet(view)}
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
                    {drawing::canvas(view.drawn, lang)}
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
    let or = if view.on_screen {
        lang.pick("Ou signer sur papier", "Or sign on paper")
    } else {
        lang.pick("Signer sur papier", "Sign on paper")
    };
    let by_hand = view.seen.is_none().then(|| by_hand(view.on_paper, lang));
    let by_link = view.link.as_ref().is_some_and(|link| link.opens);
    let by_another = (!view.on_screen && !view.on_paper && by_link).then(|| {
        view! {
            <p class="notice">
                {lang
                    .pick(
                        "C’est une autre personne qui signe ce formulaire\u{202f}: envoyez-lui un lien, elle le signera de son côté.",
                        "Somebody else signs this form: send them a link, and they sign on their side.",
                    )}
            </p>
        }
    });
    view! {
        {read}
        {by_hand}
        {on_screen}
        {view.on_paper.then(|| paper::form(view, or, lang))}
        {by_another}
    }
    .into_any()
}

/// Which sheet was offered to read: that one is signed.
fn read_sheet(view: &FormView<'_>) -> AnyView {
    view! {
        <input type="hidden" name="a" value=view.at.to_string() />
        <input type="hidden" name="vu" value=view.seen.unwrap_or_default().to_owned() />
    }
    .into_any()
}

/// What is written on the sheet by hand, and what to do with it.
fn by_hand(on_paper: bool, lang: Lang) -> AnyView {
    let said = if on_paper {
        lang.pick(
            "Certaines lignes de ce formulaire sont vides\u{202f}: imprimez-le, complétez-les à la main avec les personnes concernées, faites-le signer, puis envoyez sa photo.",
            "Some lines of this form are empty: print it, fill them in by hand with the people they are about, have it signed, then send its photo.",
        )
    } else {
        lang.pick(
            "Certaines lignes de ce formulaire sont vides et se complètent à la main\u{202f}: écrivez-nous depuis la page du dossier, nous vous disons comment nous le remettre.",
            "Some lines of this form are empty and are filled in by hand: write to us from the page of the dossier, and we tell you how to hand it in.",
        )
    };
    view! { <p class="notice">{said}</p> }.into_any()
}
