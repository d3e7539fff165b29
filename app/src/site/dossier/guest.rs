//! What somebody with a link sees: whose démarche in the barest words, what is asked of them, until when, and nothing else.

use demarches::Demarches;
use demarches::kind::Quality;
use dossiers::{Refusal, Slot, SlotState};
use jiff::Timestamp;
use leptos::prelude::*;
use vocabulary::Lang;

use super::{FormView, body, health_consent, piece, signing};
use crate::site::account::instant;
use crate::site::asked::Asked;
use crate::site::document::{Body, Live};
use crate::site::forms::error_summary;
use crate::site::place::Place;

vocabulary::codes! {
    /// What somebody just did through their link.
    pub enum GuestDone {
        /// Sent a piece.
        Sent = "recu",
        /// Signed a form.
        Signed = "signe",
    }
}

/// The one thing that is asked.
#[derive(Clone, Debug)]
pub enum GuestTask<'a> {
    /// A piece.
    Piece {
        /// The rules that the dossier is filled under.
        rules: &'a Demarches,
        /// Its name in the dossier.
        slot: &'a str,
        /// Where it is.
        piece: &'a Slot,
        /// Why files were not taken, a sentence each.
        problems: &'a [String],
    },
    /// A form.
    Form(Box<FormView<'a>>),
}

/// What a link opens.
#[derive(Clone, Debug)]
pub struct GuestView<'a> {
    /// The link, by its id.
    pub id: &'a str,
    /// The first name of whoever is doing the démarche; empty where it is not known.
    pub asker: &'a str,
    /// What is asked.
    pub task: GuestTask<'a>,
    /// Until when the link opens.
    pub until: Timestamp,
    /// Why something was not done.
    pub refusal: Option<Refusal>,
}

/// `/demande/{id}`
pub(super) fn page(asked: &Asked, view: &GuestView<'_>) -> Body {
    let lang = asked.lang;
    let (title, errors, inner) = match &view.task {
        GuestTask::Piece { rules, slot, piece, problems } => {
            let title = piece::title(rules, slot, &piece.kind, lang);
            let errors =
                problems.iter().map(|problem| ("files".to_owned(), problem.clone())).collect();
            let named = view! { <h1>{title.clone()}</h1> }.into_any();
            let inner = view! {
                {named}
                {asks(asked, view)}
                {piece::refusal(rules, piece, lang)}
                {good(rules, piece, lang)}
                {send(view.id, rules, piece, lang)}
            };
            (title, errors, inner.into_any())
        }
        GuestTask::Form(form) => {
            let inner = view! {
                {signing::named(form)}
                {asks(asked, view)}
                {signing::content(asked, form)}
            };
            (form.title.to_owned(), signing::faults(form, lang), inner.into_any())
        }
    };
    let errors: Vec<(String, String)> = errors;
    let wrong = !errors.is_empty() || view.refusal.is_some();
    let draws = matches!(&view.task, GuestTask::Form(form) if signing::draws(form));
    let mut page = body(
        asked,
        title,
        if wrong { 422 } else { 200 },
        Place::Task.with(view.id, lang.other()),
        view! {
            {error_summary(&errors, lang)}
            {super::refused(view.refusal, asked)}
            {inner}
        },
    );
    if draws {
        page.head.live = Live::Dossier;
    }
    page
}

/// Whose démarche, and until when.
fn asks(asked: &Asked, view: &GuestView<'_>) -> AnyView {
    let lang = asked.lang;
    let brand = &asked.tenant.identity.brand;
    let whoever =
        if view.asker.is_empty() { lang.pick("Une personne", "Somebody") } else { view.asker };
    let what = match view.task {
        GuestTask::Piece { .. } => lang.pick(
            "Cette pièce vous est demandée, et rien d’autre.",
            "This document is asked of you, and nothing else.",
        ),
        GuestTask::Form(_) => lang.pick(
            "Votre signature sur ce formulaire vous est demandée, et rien d’autre.",
            "Your signature on this form is asked of you, and nothing else.",
        ),
    };
    let whose = lang.pick(
        "a confié une démarche de carte grise à",
        "has entrusted a vehicle registration procedure to",
    );
    let until = format!(
        "{} {}. {}",
        lang.pick("Ce lien sert une fois, jusqu’au", "This link works once, until"),
        instant(view.until, lang),
        lang.pick(
            "Il n’y a ni compte à créer ni somme à payer.",
            "There is no account to create and nothing to pay."
        ),
    );
    view! {
        <p class="lead">{format!("{whoever} {whose} {brand}. {what}")}</p>
        <p class="muted">{until}</p>
    }
    .into_any()
}

/// What makes the piece good.
fn good(rules: &Demarches, piece: &Slot, lang: Lang) -> Option<AnyView> {
    let kind = rules.piece_kind(&piece.kind)?;
    let both = kind.has(Quality::BothSides).then(|| {
        lang.pick("Les deux côtés sont demandés.", "Both sides are asked for.").to_owned()
    });
    let lines = kind.rule.iter().map(|rule| rule.in_lang(lang).to_owned()).chain(both);
    let accepted = kind.accepted.iter().map(|text| text.in_lang(lang).to_owned());
    let items: Vec<_> =
        lines.chain(accepted).map(|line| view! { <li>{line}</li> }.into_any()).collect();
    (!items.is_empty()).then(|| {
        view! {
            <section>
                <h2>{lang.pick("Ce qui est demandé", "What is asked for")}</h2>
                <ul class="pieces">{items}</ul>
            </section>
        }
        .into_any()
    })
}

/// Where it is sent.
fn send(id: &str, rules: &Demarches, piece: &Slot, lang: Lang) -> AnyView {
    let kinds: Vec<_> = std::iter::once(&piece.kind)
        .chain(&piece.or)
        .filter_map(|id| Some((id.clone(), rules.piece_kind(id)?.label.in_lang(lang).to_owned())))
        .collect();
    let choice = (kinds.len() > 1).then(|| {
        let options = kinds
            .into_iter()
            .map(|(id, label)| view! { <option value=id>{label}</option> })
            .collect_view();
        view! {
            <div class="field">
                <label class="field-label" for="kind">
                    {lang
                        .pick("Quel document envoyez-vous\u{202f}?", "Which document do you send?")}
                </label>
                <select class="select" id="kind" name="kind">
                    {options}
                </select>
            </div>
        }
    });
    let health = rules.piece_kind(&piece.kind).is_some_and(|kind| kind.has(Quality::Health));
    let consent = health.then(|| {
        view! {
            <div class="field choice">
                <input type="checkbox" id="consent" name="consent" value="1" />
                <label class="field-label" for="consent">
                    {health_consent(lang)}
                </label>
            </div>
        }
    });
    let more = (piece.state == SlotState::Received).then(|| {
        view! {
            <p class="notice">
                {lang
                    .pick(
                        "Quelque chose est déjà arrivé pour cette pièce\u{202f}: ce que vous envoyez s’y ajoute.",
                        "Something has come for this document already: what you send is added to it.",
                    )}
            </p>
        }
    });
    view! {
        <section>
            <h2>{lang.pick("Envoyer la pièce", "Send the document")}</h2>
            {more}
            <form
                method="post"
                enctype="multipart/form-data"
                action=Place::TaskPiece.with(id, lang)
            >
                {choice}
                {consent}
                <div class="field">
                    <label class="field-label" for="files">
                        {lang.pick("Photos ou fichiers", "Photos or files")}
                    </label>
                    <p class="field-help" id="files-help">
                        {lang
                            .pick(
                                "JPEG, PNG, HEIC, WebP, TIFF ou PDF, 20 Mo par fichier, 48 Mo en tout, 40 pages par PDF. Envoyez tout en une fois.",
                                "JPEG, PNG, HEIC, WebP, TIFF or PDF, 20 MB a file, 48 MB in all, 40 pages a PDF. Send everything at once.",
                            )}
                    </p>
                    <input
                        class="input"
                        id="files"
                        name="files"
                        type="file"
                        multiple
                        accept="image/*,.heic,.heif,application/pdf"
                        aria-describedby="files-help"
                    />
                </div>
                <button class="btn btn-primary" type="submit">
                    {lang.pick("Envoyer", "Send")}
                </button>
            </form>
        </section>
    }
    .into_any()
}

/// The task is done.
pub(super) fn done(asked: &Asked, id: &str, done: GuestDone) -> Body {
    let lang = asked.lang;
    let title = lang.pick("Merci\u{202f}!", "Thank you!").to_owned();
    let said = match done {
        GuestDone::Sent => lang.pick(
            "La pièce est arrivée. Nous vérifions que le fichier s’ouvre sans risque, puis nous la regardons.",
            "The document has arrived. We check that the file opens safely, then we look at it.",
        ),
        GuestDone::Signed => lang.pick(
            "Votre signature est enregistrée.",
            "Your signature is recorded.",
        ),
    };
    let rest = lang.pick(
        "Vous n’avez rien d’autre à faire\u{202f}: ce lien n’ouvre plus rien. Si quelque chose est à refaire, vous recevrez un nouveau lien.",
        "There is nothing else to do: this link opens nothing any more. If something is to be done again, you will get another link.",
    );
    body(
        asked,
        title.clone(),
        200,
        Place::Task.with(id, lang.other()),
        view! {
            <h1>{title}</h1>
            <p class="notice notice-success" role="status">
                {said}
            </p>
            <p>{rest}</p>
        },
    )
}

/// A link that opens nothing any more, and what to do.
pub(super) fn ended(asked: &Asked, id: &str, why: Refusal) -> Body {
    let lang = asked.lang;
    let (title, next) = match why {
        Refusal::LinkUsed => (
            lang.pick("Ce lien a déjà servi", "This link has already been used"),
            lang.pick(
                "Ce qui vous était demandé est fait\u{202f}: vous n’avez plus rien à faire. S’il faut recommencer, vous recevrez un nouveau lien.",
                "What was asked of you is done: there is nothing left to do. If it has to be done again, you will get another link.",
            ),
        ),
        Refusal::LinkExpired => (
            lang.pick("Ce lien n’ouvre plus rien", "This link opens nothing any more"),
            lang.pick(
                "Il a expiré, ou il a été remplacé\u{202f}: regardez si un e-mail plus récent est arrivé, sinon demandez un nouveau lien à la personne qui fait la démarche.",
                "It has expired, or was replaced: look for a later e-mail, or ask whoever is doing the procedure for another link.",
            ),
        ),
        Refusal::Closed => (
            lang.pick("Cette démarche est terminée", "This procedure is over"),
            lang.pick("Rien ne vous est plus demandé.", "Nothing is asked of you any more."),
        ),
        _ => (
            lang.pick("Rien n’est plus à faire ici", "There is nothing left to do here"),
            lang.pick(
                "Ce qui vous était demandé est déjà là, ou n’est plus demandé.",
                "What was asked of you is there already, or is not asked for any more.",
            ),
        ),
    };
    let phone = &asked.tenant.identity.phone;
    let doubt = format!(
        "{} {phone}.",
        lang.pick("Un doute\u{202f}? Appelez-nous au", "In doubt? Call us on"),
    );
    body(
        asked,
        title.to_owned(),
        410,
        Place::Task.with(id, lang.other()),
        view! {
            <h1>{title}</h1>
            <p>{next}</p>
            <p>{doubt}</p>
        },
    )
}
