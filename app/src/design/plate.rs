//! A plate number drawn as a plate.

use leptos::prelude::*;
use vocabulary::{Lang, PlateSystem};

/// The most characters drawn of a text that is no plate number.
const DRAWN: usize = 11;

/// The number as a plate: bands for the SIV, none for the old register, pink for provisional and trade plates.
///
/// A text that is no plate number is drawn as typed, with a broken edge; what is wrong with it is said by the field.
#[component]
pub fn Plate(
    /// As typed or as stored.
    #[prop(into)]
    number: String,
    /// Language of the spoken name.
    lang: Lang,
    /// Code of the département on the right band: the owner's choice, so nothing by default.
    #[prop(optional, into)]
    departement: Option<String>,
) -> impl IntoView {
    let (class, written, banded) = match vocabulary::Plate::parse(&number) {
        Ok(plate) => {
            let class = match plate.system() {
                PlateSystem::Ww | PlateSystem::WGarage => "plate is-provisional",
                PlateSystem::Siv | PlateSystem::Fni => "plate",
            };
            (class, plate.to_string(), plate.system() != PlateSystem::Fni)
        }
        Err(_) => ("plate is-unread", number.trim().chars().take(DRAWN).collect(), true),
    };
    let name = format!("{} {written}", lang.pick("Plaque", "Plate"));
    let bands = banded.then(|| {
        view! {
            <path class="plate-band" d="M12 2H56V108H12A10 10 0 0 1 2 98V12A10 10 0 0 1 12 2Z" />
            <path
                class="plate-band"
                d="M464 2H508A10 10 0 0 1 518 12V98A10 10 0 0 1 508 108H464Z"
            />
            <text class="plate-mark" x="29" y="92">
                "F"
            </text>
            <text class="plate-mark" x="491" y="92">
                {departement}
            </text>
        }
    });
    view! {
        <svg class=class viewBox="0 0 520 110" role="img" aria-label=name>
            <rect class="plate-body" x="1.5" y="1.5" width="517" height="107" rx="11" />
            {bands}
            <text class="plate-number" x="260" y="77">
                {written}
            </text>
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn drawn(number: &str) -> String {
        view! { <Plate number lang=Lang::Fr /> }.to_html()
    }

    #[test]
    fn a_plate_says_its_number_however_it_was_typed() {
        let html = drawn("ab123cd");
        assert!(html.contains("aria-label=\"Plaque AB-123-CD\""), "{html}");
        assert!(html.contains("plate-band"), "{html}");
        assert!(!drawn("123ab01").contains("plate-band"));
        assert!(drawn("ww123ab").contains("is-provisional"));
    }

    #[test]
    fn what_is_no_number_is_drawn_as_typed_and_never_as_markup() {
        let html = drawn("<b>x</b> and more than a plate holds");
        assert!(html.contains("is-unread") && !html.contains("<b>"), "{html}");
    }
}
