//! A signature that is drawn.

use leptos::prelude::*;
use vocabulary::Lang;

/// A canvas to draw the signature on, for whoever has a script; the name that is typed does as well. `drawn`: what they drew
/// before the form was refused.
pub(super) fn canvas(drawn: &str, lang: Lang) -> AnyView {
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
            <input type="hidden" name="trace" value=drawn.to_owned() data-drawn=drawn.to_owned() />
            <canvas role="img" aria-labelledby="trace-label"></canvas>
            <button class="btn btn-small" type="button">
                {lang.pick("Effacer le dessin", "Clear the drawing")}
            </button>
        </div>
    }
    .into_any()
}
