//! The two lines at the foot of the detachable coupon: pasted, they answer several questions at once.

use leptos::prelude::*;
use vocabulary::Lang;
use vocabulary::mrz::{InvalidMrz, MrzField};

/// What stands in the form of the coupon.
#[derive(Clone, Copy, Debug, Default)]
pub struct CouponView<'a> {
    /// What was pasted, wrong or right.
    pub typed: &'a str,
    /// Why it is not taken.
    pub refused: Option<InvalidMrz>,
    /// What was just read: how each question is asked, and what it was answered with.
    pub read: &'a [(String, String)],
}

/// What was just read, above the page.
pub(super) fn done(view: &CouponView<'_>, lang: Lang) -> Option<AnyView> {
    if view.read.is_empty() {
        return None;
    }
    let lines = view
        .read
        .iter()
        .map(|(asked, answer)| {
            view! { <li>{asked.clone()} " " <strong>{answer.clone()}</strong></li> }
        })
        .collect_view();
    Some(
        view! {
            <div class="notice notice-success" role="status">
                <div>
                    <p>
                        {lang
                            .pick(
                                "Le coupon est lu. Vérifiez, puis continuez\u{202f}:",
                                "The coupon is read. Check, then go on:",
                            )}
                    </p>
                    <ul>{lines}</ul>
                </div>
            </div>
        }
        .into_any(),
    )
}

/// The form, below the question; open where what was pasted is wrong.
pub(super) fn form(action: String, view: &CouponView<'_>, changing: bool, lang: Lang) -> AnyView {
    let error = view.refused.map(|why| refused(why, lang));
    let invalid = error.is_some().then_some("true");
    let (open, right) = (error.is_some(), error.is_none());
    let back = changing.then(|| view! { <input type="hidden" name="retour" value="1" /> });
    view! {
        <details class="disclosure" open=open>
            <summary>
                {lang
                    .pick(
                        "Coller les deux lignes du coupon détachable",
                        "Paste the two lines of the detachable coupon",
                    )}
            </summary>
            <form method="post" action=action novalidate>
                {back}
                <div class="field">
                    <label class="field-label" for="coupon">
                        {lang
                            .pick(
                                "Les deux lignes tout en bas de la carte grise",
                                "The two lines at the very bottom of the certificate",
                            )}
                    </label>
                    <p class="field-help" id="coupon-help">
                        {lang
                            .pick(
                                "Deux fois 44 lettres, chiffres et signes «\u{202f}<\u{202f}»\u{202f}; la première commence par CRFRA. Nous y lisons l’immatriculation, le numéro de série, la marque, la première immatriculation et le numéro de formule.",
                                "Twice 44 letters, digits and “<” signs; the first begins with CRFRA. We read the plate, the serial number, the make, the first registration and the number of the form from them.",
                            )}
                    </p>
                    <p class="field-error" id="coupon-error" hidden=right>
                        {error}
                    </p>
                    <textarea
                        class="input coupon"
                        id="coupon"
                        name="coupon"
                        rows="2"
                        cols="44"
                        autocomplete="off"
                        autocapitalize="characters"
                        spellcheck="false"
                        maxlength="200"
                        aria-describedby="coupon-help coupon-error"
                        aria-invalid=invalid
                    >
                        {view.typed.to_owned()}
                    </textarea>
                </div>
                <button class="btn" type="submit">
                    {lang.pick("Lire le coupon", "Read the coupon")}
                </button>
            </form>
        </details>
    }
    .into_any()
}

/// What is wrong with what was pasted, where, and how to mend it.
pub(super) fn refused(why: InvalidMrz, lang: Lang) -> String {
    let part = match why {
        InvalidMrz::Character(sign) => {
            return match lang {
                Lang::Fr => format!(
                    "Ces lignes ne contiennent pas de «\u{202f}{sign}\u{202f}»\u{202f}: seulement des lettres sans accent, des chiffres et «\u{202f}<\u{202f}»."
                ),
                Lang::En => format!(
                    "These lines hold no “{sign}”: only letters without accents, digits and “<”."
                ),
            };
        }
        InvalidMrz::Shape => {
            return lang
                .pick(
                    "Il faut les deux lignes entières, de 44 signes chacune, dont la première commence par CRFRA. Une carte grise d’avant 2009 n’en a pas\u{202f}: répondez alors aux questions.",
                    "Both whole lines are needed, of 44 signs each, the first beginning with CRFRA. A certificate from before 2009 has none: answer the questions then.",
                )
                .to_owned();
        }
        InvalidMrz::Check(MrzField::Plate) => lang.pick(
            "l’immatriculation (ligne 1, signes 6 à 13)",
            "the plate (line 1, signs 6 to 13)",
        ),
        InvalidMrz::Check(MrzField::Vin) => lang.pick(
            "le numéro de série (ligne 1, signes 14 à 31)",
            "the serial number (line 1, signs 14 to 31)",
        ),
        InvalidMrz::Check(MrzField::FirstRegistration) => lang.pick(
            "la date de première immatriculation (ligne 1, signes 32 à 38)",
            "the day of first registration (line 1, signs 32 to 38)",
        ),
        InvalidMrz::Check(MrzField::Number) => lang.pick(
            "le numéro de formule (ligne 2, signes 32 à 43)",
            "the number of the form (line 2, signs 32 to 43)",
        ),
        InvalidMrz::Check(_) => lang.pick("l’ensemble des deux lignes", "the two lines as a whole"),
    };
    format!(
        "{} {part}. {}",
        lang.pick("Un signe est mal recopié dans", "A sign is copied wrongly in"),
        lang.pick(
            "Comparez avec la carte grise\u{202f}: un 0 et un O, un 1 et un I, un 8 et un B se confondent.",
            "Compare with the certificate: 0 and O, 1 and I, 8 and B look alike.",
        )
    )
}
