//! The browser's entry: loads the part that the page needs, and wakes it.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by pages that have a live form.
#[wasm_bindgen]
pub async fn wake() {
    #[cfg(target_arch = "wasm32")]
    app::live::wake().await;
}

/// Called once by pages of the back-office.
#[wasm_bindgen]
pub async fn staff() {
    #[cfg(target_arch = "wasm32")]
    app::live::staff().await;
}

/// Called once by pages of a dossier that send, draw or hear something.
#[wasm_bindgen]
pub async fn dossier() {
    #[cfg(target_arch = "wasm32")]
    app::live::dossier().await;
}

/// Called once by pages that have buttons for passkeys.
#[wasm_bindgen]
pub async fn keys() {
    #[cfg(target_arch = "wasm32")]
    app::live::keys().await;
}
