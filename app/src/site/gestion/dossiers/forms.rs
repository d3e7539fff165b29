//! The forms, each with who signed it, how and when; what proves it; and where it was on paper, what is decided of it.

use demarches::kind::Signer;
use dossiers::items::{Form, FormState};
use dossiers::tracks::{Filing, Signature};
use dossiers::{At, Change, Side};
use forms::operations::Broken;
use leptos::prelude::*;
use vocabulary::Lang;

use super::pieces::{figures, may_see};
use super::refuse::{self, Refused, reason, sentence};
use super::workspace::{PageLink, WorkspaceView, button, form, key_of, shown_key, text};
use super::{instant_of, words};
use crate::site::account::instant;
use crate::site::gestion::control::{empty, pill};

/// A signature on a screen that is open.
#[derive(Clone)]
pub struct ScreenSignature {
    /// The address of the signed form.
    pub form: String,
    /// The address of its proof.
    pub proof: String,
    /// What the proof says where it holds, or what does not hold; nothing when they could not be read.
    pub verdict: Option<Result<forms::Evidence, Broken>>,
}

impl std::fmt::Debug for ScreenSignature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ScreenSignature(…)")
    }
}

/// A signature that is open.
#[derive(Clone, Debug)]
pub enum OpenedSignature {
    /// On a screen.
    Screen(Box<ScreenSignature>),
    /// On paper: the pages of its photograph, none while it is not read.
    Paper(Vec<PageLink>),
}

/// The name of a form among the anchors of the page.
#[must_use]
pub fn anchor(form: &str) -> String {
    format!("form-{}", form.replace('/', "-"))
}

pub(super) fn section(view: &WorkspaceView, lang: Lang) -> AnyView {
    let cards = view.state.forms.iter().map(|(name, form)| card(view, name, form, lang));
    let list = if view.state.forms.is_empty() {
        empty(lang.pick("Aucun formulaire n’est préparé.", "No form is made yet."))
    } else {
        cards.collect_view().into_any()
    };
    view! {
        <section id="forms" aria-labelledby="forms-title" tabindex="-1">
            <h2 id="forms-title">{lang.pick("Formulaires", "Forms")}</h2>
            {list}
            {void(view, lang)}
        </section>
    }
    .into_any()
}

/// Asks for every signature again, where one waits or was given, until the dossier is ready.
fn void(view: &WorkspaceView, lang: Lang) -> Option<AnyView> {
    let given = [Signature::ASigner, Signature::AVerifier, Signature::Signee];
    let open = matches!(view.state.filing, Filing::NonDepose(_)) && view.state.closed.is_none();
    if !view.may.work || !open || !given.contains(&view.state.signature) {
        return None;
    }
    let fold = view! {
        <details class="desk-fold" open=!view.kept("void_signatures", "", "act").is_empty()>
            <summary>
                {lang
                    .pick(
                        "Demander de nouveau les signatures…",
                        "Ask for the signatures again…",
                    )}
            </summary>
            {form(
                view,
                None,
                view! {
                    <p class="muted">
                        {lang
                            .pick(
                                "Toutes les signatures deviennent périmées\u{202f}: le client prépare les formulaires et les fait signer de nouveau.",
                                "Every signature becomes void: the customer makes the forms and has them signed again.",
                            )}
                    </p>
                    {text(
                        ("void-why".to_owned(), "why"),
                        lang.pick("Pourquoi", "Why"),
                        view.kept("void_signatures", "", "why"),
                        ("text", "200"),
                    )}
                    <button class="btn btn-small" type="submit" name="act" value="void_signatures">
                        {lang
                            .pick(
                                "Demander de nouveau les signatures",
                                "Ask for the signatures again",
                            )}
                    </button>
                },
            )}
        </details>
    };
    Some(fold.into_any())
}

/// What a form is called, and in which quality it is signed.
pub(super) fn label(view: &WorkspaceView, name: &str, lang: Lang) -> String {
    let mut parts = name.split('/');
    let kind = parts.next().unwrap_or(name);
    let known = view.rules.as_ref().and_then(|rules| rules.piece_kind(kind));
    let label = known.map_or(kind, |known| known.label.in_lang(lang));
    let signer = parts.next().and_then(Signer::parse);
    let rules = view.rules.as_ref();
    let signer = signer.and_then(|signer| rules?.signer_label(signer));
    let number = parts.next().map(|number| format!(" {number}")).unwrap_or_default();
    match signer {
        Some(signer) => format!("{label} ({}{number})", signer.in_lang(lang)),
        None => format!("{label}{number}"),
    }
}

/// Who signed it last, how and when, as the history has it.
fn signed(view: &WorkspaceView, name: &str) -> Option<(Side, bool, At)> {
    view.history.iter().rev().find_map(|entry| {
        let event = &entry.event;
        match &event.change {
            Change::Signed { form, .. } if form == name => Some((event.by.side, true, event.at)),
            Change::SignedOnPaper { form, .. } if form == name => {
                Some((event.by.side, false, event.at))
            }
            _ => None,
        }
    })
}

fn card(view: &WorkspaceView, name: &str, one: &Form, lang: Lang) -> AnyView {
    let (class, state) = words::form(one.state, lang);
    let id = anchor(name);
    let title = format!("{id}-title");
    let who = view.signatories.get(name).map(|who| {
        let signs = lang.pick("Signataire\u{202f}:", "To be signed by:");
        view! { <p>{format!("{signs} {who}")}</p> }
    });
    let how = signed(view, name).filter(|_| one.evidence.is_some()).map(|(side, screen, at)| {
        let how = if screen {
            lang.pick("Signé à l’écran", "Signed on the screen")
        } else {
            lang.pick("Signé sur papier", "Signed on paper")
        };
        let by = match side {
            Side::Guest => lang.pick("par son lien", "by their link"),
            Side::Customer => lang.pick("par le compte du client", "by the customer’s account"),
            Side::Staff | Side::Machine => lang.pick("par la maison", "by the house"),
        };
        let at = instant_of(at).map(|at| instant(at, lang)).unwrap_or_default();
        view! { <p class="muted">{format!("{how}, {by}, {at}")}</p> }
    });
    view! {
        <article
            class="piece"
            id=id
            tabindex="-1"
            data-row=""
            data-scope=""
            data-state=one.state.id()
            aria-labelledby=title.clone()
        >
            <h3 id=title.clone()>{label(view, name, lang)} " " {pill(class, state)}</h3>
            {who}
            {how}
            {on_working_sheet(view, name, lang)}
            {said(view, one, lang)}
            {evidence(view, name, one, lang)}
            {view.may.work.then(|| decide(view, name, one, lang))}
        </article>
    }
    .into_any()
}

/// That the administration is not handed it.
fn on_working_sheet(view: &WorkspaceView, name: &str, lang: Lang) -> Option<AnyView> {
    let is_one = view.working_sheets.iter().any(|one| one == name);
    is_one.then(|| {
        let text = lang.pick(
            "Signé sur notre modèle de travail\u{202f}: il ne se dépose pas.",
            "Signed on our working sheet, which is never filed.",
        );
        view! { <p class="piece-said">{text}</p> }.into_any()
    })
}

/// Why it is to be signed again.
fn said(view: &WorkspaceView, one: &Form, lang: Lang) -> Option<AnyView> {
    let code = one.reason.as_deref().filter(|_| one.state == FormState::Refused)?;
    let text = match reason(view, code) {
        Some(reason) => format!(
            "{} · {}",
            reason.label.in_lang(lang),
            sentence(reason, one.words.as_deref(), lang)
        ),
        None => lang
            .pick(
                "La photo n’a pas pu être ouverte sans risque.",
                "The photo could not be opened safely.",
            )
            .to_owned(),
    };
    Some(view! { <p class="piece-said">{text}</p> }.into_any())
}

/// What proves the signature, where it may be seen.
fn evidence(view: &WorkspaceView, name: &str, one: &Form, lang: Lang) -> Option<AnyView> {
    one.evidence?;
    let kind = name.split('/').next().unwrap_or(name);
    if !may_see(view, kind) {
        let hidden = lang.pick(
            "Votre rôle ne permet pas d’ouvrir cette signature.",
            "Your role does not open this signature.",
        );
        return Some(view! { <p class="muted">{hidden}</p> }.into_any());
    }
    let opened = view.signed.as_ref().filter(|(open, _)| open == name).map(|(_, opened)| opened);
    let Some(opened) = opened else {
        let query = crate::query::encode([("formulaire", name)]);
        let href = format!("{}?{query}#{}", view.address(), anchor(name));
        let key = key_of("open_piece");
        return Some(
            view! {
                <p>
                    <a href=href data-key=key aria-keyshortcuts=key>
                        {lang.pick("Ouvrir la signature", "Open the signature")}
                        " "
                        {shown_key(key)}
                    </a>
                </p>
            }
            .into_any(),
        );
    };
    Some(match opened {
        OpenedSignature::Paper(pages) if pages.is_empty() => {
            let waiting = lang.pick(
                "Photo pas encore lue\u{202f}: ses pages s’affichent ici une fois vérifiées.",
                "Photo not read yet: its pages show here once they are checked.",
            );
            view! { <p class="piece-blank muted">{waiting}</p> }.into_any()
        }
        OpenedSignature::Paper(pages) => {
            let name = lang.pick("Formulaire signé", "Signed form");
            view! { <div class="piece-pages">{figures(pages, name, lang)}</div> }.into_any()
        }
        OpenedSignature::Screen(signature) => screen(signature, lang),
    })
}

fn screen(signature: &ScreenSignature, lang: Lang) -> AnyView {
    let verdict = match &signature.verdict {
        Some(Ok(proof)) => proved(proof, lang),
        Some(Err(broken)) => {
            let said = lang.pick("Le sceau ne tient pas\u{202f}:", "The seal does not hold:");
            let text = format!("{said} {}", words::broken(*broken, lang));
            view! {
                <p class="notice notice-danger" role="alert">
                    {text}
                </p>
            }
            .into_any()
        }
        None => {
            let text = lang.pick(
                "La signature ne peut pas être lue pour l’instant.",
                "The signature cannot be read for now.",
            );
            view! { <p class="notice notice-warning">{text}</p> }.into_any()
        }
    };
    view! {
        {verdict}
        <p>
            <a href=signature.form.clone() target="_blank" rel="noopener">
                {lang.pick("Formulaire signé (PDF)", "Signed form (PDF)")}
            </a>
            " · "
            <a href=signature
                .proof
                .clone()>{lang.pick("Dossier de preuve (JSON)", "Evidence file (JSON)")}</a>
        </p>
    }
    .into_any()
}

/// What a proof that holds says.
fn proved(proof: &forms::Evidence, lang: Lang) -> AnyView {
    let body = &proof.body;
    let codes: Vec<&str> = body.proofs.iter().map(|one| one.to.as_str()).collect();
    let lines = [
        (
            lang.pick("Signataire", "Signatory"),
            format!("{}, {}", body.signer.name, body.signer.quality),
        ),
        (lang.pick("Code reçu à", "Code received at"), codes.join(", ")),
        (lang.pick("Le", "On"), instant(body.at, lang)),
        (lang.pick("Depuis", "From"), body.ip.clone()),
        (lang.pick("Empreinte signée", "Signed fingerprint"), body.signed.to_string()),
    ];
    let lines = lines
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd>{text}</dd>
                </div>
            }
        })
        .collect_view();
    view! {
        <p class="notice notice-success">
            {lang
                .pick(
                    "Le sceau tient\u{202f}: la preuve et le formulaire sont tels qu’ils ont été scellés.",
                    "The seal holds: the evidence and the form are as they were sealed.",
                )}
        </p>
        <dl class="proof">{lines}</dl>
    }
    .into_any()
}

fn decide(view: &WorkspaceView, name: &str, one: &Form, lang: Lang) -> AnyView {
    let open = matches!(view.state.filing, Filing::NonDepose(_)) && view.state.closed.is_none();
    if one.state != FormState::ToCheck || !open {
        return ().into_any();
    }
    let refused = Refused {
        act: "refuse_signature",
        name,
        kind: name.split('/').next().unwrap_or(name),
        anchor: anchor(name),
    };
    view! {
        <div class="piece-acts">
            {form(
                view,
                None,
                view! {
                    <input type="hidden" name="slot" value=name.to_owned() />
                    {button(
                        "accept",
                        "accept_signature",
                        lang.pick("Confirmer la signature", "Confirm the signature"),
                    )}
                },
            )}
            {refuse::form_of(
                view,
                &refused,
                lang.pick("Refuser la signature", "Refuse the signature"),
                lang,
            )}
        </div>
    }
    .into_any()
}
