//! Signing in by another provider: its button, and what is said when it does not lead in.

use leptos::prelude::*;

use super::outside;
use crate::site::asked::Asked;
use crate::site::document::{Body, Live};
use crate::site::place::Place;

/// Why a sign-in by another provider did not lead in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutsideState {
    /// It does not answer.
    Down,
    /// Its answer cannot be believed, or is not for this browser.
    Refused,
    /// It says no address.
    NoAddress,
    /// An account has the address: its owner signs in first, at this address.
    Known {
        /// Where.
        sign_in: String,
    },
}

/// The name of the provider.
fn name(asked: &Asked) -> &str {
    asked.outside.as_deref().unwrap_or_default()
}

/// The link on the page of sign-in; none without a provider. A link and no form: it leads to another site.
pub(super) fn button(asked: &Asked, next: &str) -> Option<AnyView> {
    let name = asked.outside.as_deref()?;
    let label = format!("{} {name}", asked.say("Continuer avec", "Continue with"));
    let place = Place::Outside.path(asked.lang);
    let address = if next.is_empty() {
        place.to_owned()
    } else {
        format!("{place}?{}", crate::query::encode([("next", next)]))
    };
    Some(
        view! {
            <p>
                <a class="btn" href=address rel="nofollow">
                    {label}
                </a>
            </p>
        }
        .into_any(),
    )
}

/// `/connexion/fournisseur/retour`
pub(super) fn page(asked: &Asked, state: &OutsideState) -> Body {
    let lang = asked.lang;
    let name = name(asked);
    let other = Place::SignIn.path(lang).to_owned();
    let (title, status, text, to, label) = match state {
        OutsideState::Down => (
            lang.pick("Ce moyen de connexion ne répond pas", "This way to sign in does not answer"),
            502,
            format!(
                "{name} {}",
                lang.pick(
                    "ne répond pas pour le moment. Rien n’a été changé\u{202f}: utilisez un autre moyen, ou réessayez dans quelques minutes.",
                    "does not answer for now. Nothing was changed: use another way, or try again in a few minutes.",
                ),
            ),
            other,
            lang.pick("Se connecter autrement", "Sign in another way"),
        ),
        OutsideState::Refused => (
            lang.pick("La connexion n’a pas abouti", "The sign-in did not succeed"),
            400,
            lang.pick(
                "Cette réponse ne correspond pas à une demande faite depuis ce navigateur, ou elle a déjà servi. Recommencez depuis la page de connexion.",
                "This answer does not match a request made from this browser, or was used already. Start again from the sign-in page.",
            )
            .to_owned(),
            other,
            lang.pick("Revenir à la connexion", "Back to sign-in"),
        ),
        OutsideState::NoAddress => (
            lang.pick("Il manque votre adresse e-mail", "Your e-mail address is missing"),
            422,
            format!(
                "{name} {}",
                lang.pick(
                    "ne nous donne pas votre adresse. Créez un compte avec elle\u{202f}: un lien vous y est envoyé.",
                    "does not give us your address. Create an account with it: a link is sent there.",
                ),
            ),
            Place::SignUp.path(lang).to_owned(),
            lang.pick("Créer un compte", "Create an account"),
        ),
        OutsideState::Known { sign_in } => (
            lang.pick("Vous avez déjà un compte", "You already have an account"),
            200,
            format!(
                "{} {name}.",
                lang.pick(
                    "Un compte porte déjà votre adresse. Connectez-vous une fois avec votre moyen habituel\u{202f}: vous pourrez ensuite continuer avec",
                    "An account has your address already. Sign in once by your usual way: from then on you can continue with",
                ),
            ),
            sign_in.clone(),
            lang.pick("Se connecter", "Sign in"),
        ),
    };
    outside(
        asked,
        title,
        status,
        Live::Never,
        view! {
            <p class="lead">{text}</p>
            <p>
                <a class="btn btn-primary" href=to>
                    {label}
                </a>
            </p>
        },
    )
}
