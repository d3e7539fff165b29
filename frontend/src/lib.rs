//! The browser's entries: each wakes what the page needs.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by pages that have a live form.
#[cfg(feature = "public")]
#[wasm_bindgen]
pub async fn wake() {
    #[cfg(target_arch = "wasm32")]
    app::live::wake().await;
}

/// Called once by pages of the back-office.
#[cfg(feature = "own")]
#[wasm_bindgen]
pub fn staff() {
    #[cfg(target_arch = "wasm32")]
    app::live::own::staff();
}

/// Called once by pages of a dossier that send, draw or hear something.
#[cfg(feature = "own")]
#[wasm_bindgen]
pub fn dossier() {
    #[cfg(target_arch = "wasm32")]
    app::live::own::dossier();
}

/// Called once by pages that have buttons for passkeys.
#[cfg(feature = "own")]
#[wasm_bindgen]
pub fn keys() {
    #[cfg(target_arch = "wasm32")]
    app::live::own::keys();
}
