//! What the back-office asks of a request besides: in which language, and who is there on a page that is open to all.

use axum::http::header;
use vocabulary::Lang;

use super::{Broken, Caller, Here, guard};

impl Here {
    /// Answers in `lang` from here on: the addresses of the back-office name none.
    pub fn speak(&mut self, lang: Lang) {
        self.asked.lang = lang;
        self.visit.lang = lang;
    }

    /// The language that the browser asks for first, of ours.
    #[must_use]
    pub fn browser_lang(&self) -> Lang {
        let wanted = self.headers.get(header::ACCEPT_LANGUAGE).and_then(|it| it.to_str().ok());
        let first = |text: &str| {
            text.split(',').find_map(|one| Lang::parse(one.trim().split(['-', ';']).next()?))
        };
        wanted.and_then(first).unwrap_or(Lang::Fr)
    }

    /// Whoever is there, on a page that is open to all.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn visitor(&self) -> Result<Option<Caller>, Broken> {
        guard::caller(&self.state, &self.headers).await
    }
}
