//! The mark: a folded sheet of the certificate's grey-green, ticked.

use leptos::prelude::*;

/// The mark, silent for screen readers: the name is written beside it.
#[component]
pub fn BrandMark() -> impl IntoView {
    view! {
        <svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true">
            <path
                class="brand-paper"
                d="M6.5 3H20L27 10V27.5A1.5 1.5 0 0 1 25.5 29H6.5A1.5 1.5 0 0 1 5 27.5V4.5A1.5 1.5 0 0 1 6.5 3Z"
            />
            <path class="brand-fold" d="M20 3L27 10H21.5A1.5 1.5 0 0 1 20 8.5Z" />
            <path class="brand-check" d="M10 18.2L14.6 22.8L22.6 13.4" />
        </svg>
    }
}
