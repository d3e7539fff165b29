//! Giving money back to a card: for which cause, how much, and what of it is what.

use leptos::prelude::*;
use vocabulary::{Cents, Lang};
use wording::numbers::euros;

use super::workspace::{WorkspaceView, form, text};

/// Of a sum: taxes, our fee, and what was paid above the price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// Taxes.
    pub taxes: Cents,
    /// Our fee, VAT included.
    pub fee: Cents,
    /// Paid above the price.
    pub excess: Cents,
}

impl Parts {
    /// « taxes 370,00 €, frais 29,90 € »: what there is of each.
    pub(super) fn words(self, lang: Lang) -> String {
        let parts = [
            (lang.pick("taxes", "taxes"), self.taxes),
            (lang.pick("frais", "fee"), self.fee),
            (lang.pick("trop-perçu", "in excess"), self.excess),
        ];
        let some = parts.into_iter().filter(|(_, cents)| cents.0 != 0);
        some.map(|(name, cents)| format!("{name} {}", euros(cents, lang)))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// What is given back for a cause.
#[derive(Clone, Copy, Debug)]
pub struct Proposal {
    /// Its name in the form.
    pub code: &'static str,
    /// In words.
    pub label: &'static str,
    /// How much, and what of it.
    pub parts: Parts,
}

/// The form that gives back to the card: the cause proposes the sum.
pub(super) fn give_back(view: &WorkspaceView, lang: Lang) -> AnyView {
    let kept = |name| view.kept("give_back", "", name);
    let alone = format!(
        "{} {}. {} {}.",
        lang.pick("À rembourser au plus\u{202f}:", "To be given back at most:"),
        euros(view.cards.left, lang),
        lang.pick("Une deuxième personne décide au-dessus de", "A second person decides above",),
        euros(view.cards.limit, lang),
    );
    view! {
        <details class="desk-fold" open=!kept("act").is_empty()>
            <summary>{lang.pick("Rembourser sur la carte…", "Give back to the card…")}</summary>
            {form(
                view,
                None,
                view! {
                    <p class="muted">{alone}</p>
                    {causes(view, &kept("cause"), lang)}
                    {text(
                        ("give-back-sum".to_owned(), "sum"),
                        lang
                            .pick(
                                "Autre montant en euros (vide\u{202f}: la somme proposée)",
                                "Another amount in euros (empty: the sum proposed)",
                            ),
                        kept("sum"),
                        ("text", "16"),
                    )}
                    <button class="btn btn-small" type="submit" name="act" value="give_back">
                        {lang.pick("Rembourser", "Give back")}
                    </button>
                },
            )}
        </details>
    }
    .into_any()
}

/// The causes, each with what it gives back.
fn causes(view: &WorkspaceView, chosen: &str, lang: Lang) -> AnyView {
    let options = view
        .cards
        .proposals
        .iter()
        .map(|one| {
            let parts = one.parts;
            let sum = parts.taxes + parts.fee + parts.excess;
            let words = if sum.0 == 0 {
                format!(
                    "{}\u{a0}: {}",
                    one.label,
                    lang.pick("montant à saisir", "amount to be given")
                )
            } else {
                format!("{}\u{a0}: {} ({})", one.label, euros(sum, lang), parts.words(lang))
            };
            view! {
                <option value=one.code selected=one.code == chosen>
                    {words}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="field">
            <label class="field-label" for="give-back-cause">
                {lang.pick("Cause, et ce qu’elle rend", "Cause, and what it gives back")}
            </label>
            <select class="select" id="give-back-cause" name="cause">
                {options}
            </select>
        </div>
    }
    .into_any()
}
