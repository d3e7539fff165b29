//! What a person is told of files that were not taken.

use axum::extract::multipart::MultipartError;
use axum::http::StatusCode;
use documents::operations::uploads::NotTaken;
use vocabulary::Lang;

use crate::database::Chain;
use crate::people::Broken;

/// What is kept of a form whose files do not all arrive.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::dossier) enum Kept {
    /// Each file that did.
    Each,
    /// All of them or nothing.
    All,
}

fn broken_off(kept: Kept, lang: Lang) -> &'static str {
    match kept {
        Kept::Each => lang.pick(
            "L’envoi a été coupé avant la fin. Ce qui était arrivé entier est gardé\u{202f}: envoyez le reste.",
            "The sending was cut before its end. What had arrived whole is kept: send the rest.",
        ),
        Kept::All => lang.pick(
            "L’envoi a été coupé avant la fin et rien n’en est gardé\u{202f}: envoyez tout de nouveau.",
            "The sending was cut before its end and nothing of it is kept: send everything again.",
        ),
    }
}

/// Why a form of files could not be read to its end: more than a form may hold, or a line that was cut.
pub(super) fn not_read(error: &MultipartError, kept: Kept, lang: Lang) -> &'static str {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        too_much(kept, lang)
    } else {
        broken_off(kept, lang)
    }
}

/// More came than a form may hold.
pub(super) fn too_much(kept: Kept, lang: Lang) -> &'static str {
    match kept {
        Kept::Each => lang.pick(
            "L’envoi dépasse 48 Mo en tout. Ce qui était arrivé entier est gardé\u{202f}: envoyez le reste en plusieurs fois.",
            "More than 48 MB were sent at once. What had arrived whole is kept: send the rest in several goes.",
        ),
        Kept::All => lang.pick(
            "L’envoi dépasse 48 Mo en tout et rien n’en est gardé\u{202f}: envoyez des fichiers plus légers.",
            "More than 48 MB were sent at once and nothing is kept: send smaller files.",
        ),
    }
}

/// What a person is told of a file that was not taken.
pub(super) fn not_taken(why: NotTaken, kept: Kept, lang: Lang) -> Result<String, Broken> {
    let text = match why {
        NotTaken::Refused(refusal) => {
            let said = refusal.sentence(lang);
            return Ok(format!("{} {} {}", said.what, said.why, said.mend));
        }
        NotTaken::Full { most } => {
            return Ok(format!(
                "{} {most} {}",
                lang.pick("cette pièce a déjà ses", "this document already has its"),
                lang.pick(
                    "fichiers\u{202f}: retirez-en un d’abord.",
                    "files: take one back first."
                ),
            ));
        }
        NotTaken::TooManyOpen => lang.pick(
            "trop d’envois sont en cours\u{202f}: attendez qu’ils finissent.",
            "too many files are being sent: wait until they are done.",
        ),
        NotTaken::NoConsent => lang.pick(
            "cochez d’abord l’accord\u{202f}: cette pièce parle de santé.",
            "tick your agreement first: this document is about health.",
        ),
        NotTaken::Unknown | NotTaken::Incomplete | NotTaken::Altered => broken_off(kept, lang),
        NotTaken::Store(error) => {
            tracing::error!(error = %Chain(&error), "the store of files takes nothing");
            lang.pick(
                "notre coffre de fichiers ne répond pas. Rien n’est perdu\u{202f}: réessayez dans quelques minutes.",
                "our file store does not answer. Nothing is lost: try again in a few minutes.",
            )
        }
        NotTaken::Database(error) => return Err(error.into()),
    };
    Ok(text.to_owned())
}
