//! Where to send a piece: a form that works as it is, and that a script sends in parts.

use demarches::kind::Quality;
use dossiers::SlotState;
use leptos::prelude::*;
use vocabulary::Lang;

use super::super::address_of;
use super::PieceView;
use crate::site::asked::Asked;
use crate::site::place::Place;

/// What is agreed to before a paper about health is sent (decision 11).
#[must_use]
pub const fn health_consent(lang: Lang) -> &'static str {
    lang.pick(
        "J’accepte que cette carte, qui parle de santé, soit utilisée pour cette démarche seulement. Elle est effacée au dépôt.",
        "I agree that this card, which is about health, is used for this procedure alone. It is deleted at the filing.",
    )
}

/// Where to send it.
pub(super) fn form(asked: &Asked, view: &PieceView<'_>) -> Option<AnyView> {
    let lang = asked.lang;
    if !view.may_send {
        return None;
    }
    let kind = view.rules.piece_kind(&view.piece.kind);
    let kinds = std::iter::once(&view.piece.kind).chain(&view.piece.or);
    let kinds: Vec<(String, String)> = kinds
        .filter_map(|id| {
            let kind = view.rules.piece_kind(id)?;
            Some((id.clone(), kind.label.in_lang(lang).to_owned()))
        })
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
    let consent = kind.filter(|kind| kind.has(Quality::Health)).map(|_| {
        view! {
            <div class="field choice">
                <input type="checkbox" id="consent" name="consent" value="1" />
                <label class="field-label" for="consent">
                    {health_consent(lang)}
                </label>
            </div>
        }
    });
    let again = match view.piece.state {
        SlotState::Refused => lang.pick("Remplacer la pièce", "Replace the document"),
        SlotState::Received => lang.pick("Ajouter une page", "Add a page"),
        _ => lang.pick("Envoyer la pièce", "Send the document"),
    };
    Some(
        view! {
            <section>
                <h2>{again}</h2>
                <form
                    method="post"
                    enctype="multipart/form-data"
                    action=address_of(asked, Place::Piece, view.id, view.name)
                    class="drop"
                    data-upload=view.parts.then_some("")
                    data-begin=address_of(asked, Place::Uploads, view.id, view.name)
                    data-done=address_of(asked, Place::UploadDone, view.id, view.name)
                >
                    <p class="notice" data-stopped="" hidden>
                        {lang
                            .pick(
                                "Un envoi s’est arrêté avant la fin. Choisissez de nouveau le même fichier\u{202f}: il reprend là où il en était.",
                                "A file was not sent to its end. Choose the same file again: it goes on where it was.",
                            )}
                    </p>
                    {choice}
                    {consent}
                    <div class="field">
                        <label class="field-label" for="files">
                            {lang.pick("Photos ou fichiers", "Photos or files")}
                        </label>
                        <p class="field-help" id="files-help">
                            {lang
                                .pick(
                                    "JPEG, PNG, HEIC, WebP, TIFF ou PDF, 20 Mo par fichier, 40 pages par PDF. Une photo nette, à plat, sans reflet, les quatre coins visibles.",
                                    "JPEG, PNG, HEIC, WebP, TIFF or PDF, 20 MB a file, 40 pages a PDF. A sharp photo, flat, without glare, all four corners in view.",
                                )}
                            // Files that a script sends go one by one.
                            <span data-without-script="">
                                {lang.pick(" 48 Mo en tout.", " 48 MB in all.")}
                            </span>
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
                    <div class="field camera">
                        <label class="field-label" for="camera">
                            {lang.pick("Ou prendre une photo", "Or take a photo")}
                        </label>
                        <input
                            class="input"
                            id="camera"
                            name="camera"
                            type="file"
                            accept="image/*"
                            capture="environment"
                            aria-describedby="files-help"
                        />
                    </div>
                    <ul class="sendings" data-sendings="" aria-live="polite" hidden></ul>
                    <button class="btn btn-primary" type="submit">
                        {lang.pick("Envoyer", "Send")}
                    </button>
                </form>
            </section>
        }
        .into_any(),
    )
}
