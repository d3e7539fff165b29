use std::collections::BTreeMap;

/// Addresses of the built files: what the build named by content, and what else is served.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    /// The style sheet.
    pub css: String,
    /// The module that loads the browser's part; `None` when the browser's part was not built.
    pub js: Option<String>,
    /// The browser's part.
    pub wasm: Option<String>,
    /// Every file of the package folder, for the offline copy.
    pub package: Vec<String>,
    /// Files of `public/` by their plain path, with the address that carries their content hash.
    pub public: BTreeMap<String, String>,
}

impl Assets {
    /// Address of a file of `public/`, by its plain path (`/fonts/x.woff2`).
    #[must_use]
    pub fn public(&self, path: &str) -> String {
        self.public.get(path).cloned().unwrap_or_else(|| path.to_owned())
    }
}
