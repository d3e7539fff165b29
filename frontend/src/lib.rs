//! The browser's entry: starts the runtime of the islands, which the page then wakes one by one.

// Without this the linker would drop the islands.
use app as _;

/// Called once by the page, before its islands.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
