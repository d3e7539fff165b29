use std::collections::BTreeMap;

/// Addresses of the built files: what the build named by content, and what else is served.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    /// The style sheet.
    pub css: String,
    /// What the pages of everybody fetch.
    pub module: Module,
    /// What the pages of somebody's own fetch.
    pub own: Module,
    /// Every file of the package folder of the first, for the offline copy.
    pub package: Vec<String>,
    /// Files of `public/` and of `own/` by their plain path, with the address that carries their content hash.
    pub public: BTreeMap<String, String>,
}

/// A part of the browser's; of one that was not built nothing is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Module {
    /// The script that loads it.
    pub js: Option<String>,
    /// Its program.
    pub wasm: Option<String>,
}

impl Module {
    /// The expression that loads it and calls its function `entry`.
    pub(super) fn woken(&self, entry: &str) -> Option<String> {
        let (js, wasm) = (self.js.as_ref()?, self.wasm.as_ref()?);
        Some(format!(
            "import('{js}').then(m=>m.default({{module_or_path:'{wasm}'}}).then(()=>m.{entry}()))"
        ))
    }
}

impl Assets {
    /// Address of a file of `public/`, by its plain path (`/fonts/x.woff2`).
    #[must_use]
    pub fn public(&self, path: &str) -> String {
        self.public.get(path).cloned().unwrap_or_else(|| path.to_owned())
    }
}
