//! The words of a template in both languages: those compiled in, or a house's own.

use std::borrow::Cow;

use vocabulary::Lang;

use crate::notice::Channel;
use crate::template::Template;

/// The documents that a letter may be made of, in the order in which they are written and shown.
pub const DOCUMENTS: [&str; 6] =
    ["mail.fr.txt", "mail.fr.mjml", "sms.fr.txt", "mail.en.txt", "mail.en.mjml", "sms.en.txt"];

/// A part of a letter in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The words of a mail; the first line is the subject.
    Words,
    /// Its page.
    Page,
    /// What goes to a telephone.
    Short,
}

impl Part {
    const ALL: [Self; 3] = [Self::Words, Self::Page, Self::Short];

    /// The name of its document in `lang`.
    pub(crate) const fn document(self, lang: Lang) -> &'static str {
        let [fr_words, fr_page, fr_short, en_words, en_page, en_short] = DOCUMENTS;
        match self {
            Self::Words => lang.pick(fr_words, en_words),
            Self::Page => lang.pick(fr_page, en_page),
            Self::Short => lang.pick(fr_short, en_short),
        }
    }
}

/// A letter in one language: what there is of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Words {
    text: Option<Cow<'static, str>>,
    page: Option<Cow<'static, str>>,
    short: Option<Cow<'static, str>>,
}

/// What a template says, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    template: Template,
    fr: Words,
    en: Words,
}

impl Letter {
    /// The words that come with the program.
    #[must_use]
    pub fn built_in(template: Template) -> Self {
        let of = |lang| {
            let source = template.source(lang);
            let text = Some(Cow::Borrowed(source.text));
            match template.channel() {
                Channel::Email => Words {
                    text,
                    page: source.page.map(Cow::Borrowed),
                    short: crate::short::short(template, lang).map(Cow::Borrowed),
                },
                Channel::Sms => Words { text: None, page: None, short: text },
            }
        };
        Self { template, fr: of(Lang::Fr), en: of(Lang::En) }
    }

    /// The words of `documents`, by their names; what bears another name is left out. Whether they are sound is for
    /// [`check`](crate::check) to say.
    #[must_use]
    pub fn of<'a>(
        template: Template,
        documents: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let mut letter = Self { template, fr: Words::default(), en: Words::default() };
        for (name, text) in documents {
            for (lang, part) in Lang::ALL.iter().flat_map(|lang| Part::ALL.map(|it| (*lang, it))) {
                if part.document(lang) == name {
                    *letter.place(lang, part) = Some(Cow::Owned(text.to_owned()));
                }
            }
        }
        letter
    }

    fn place(&mut self, lang: Lang, part: Part) -> &mut Option<Cow<'static, str>> {
        let words = match lang {
            Lang::Fr => &mut self.fr,
            Lang::En => &mut self.en,
        };
        match part {
            Part::Words => &mut words.text,
            Part::Page => &mut words.page,
            Part::Short => &mut words.short,
        }
    }

    /// What it is the words of.
    #[must_use]
    pub const fn template(&self) -> Template {
        self.template
    }

    pub(crate) fn part(&self, lang: Lang, part: Part) -> Option<&str> {
        let words = lang.pick(&self.fr, &self.en);
        match part {
            Part::Words => words.text.as_deref(),
            Part::Page => words.page.as_deref(),
            Part::Short => words.short.as_deref(),
        }
    }

    /// Its documents, by name, in their order.
    #[must_use]
    pub fn documents(&self) -> Vec<(&'static str, &str)> {
        let every = Lang::ALL.iter().flat_map(|lang| Part::ALL.map(|part| (*lang, part)));
        every
            .filter_map(|(lang, part)| Some((part.document(lang), self.part(lang, part)?)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_read_again_from_its_own_documents() {
        for template in Template::ALL {
            let letter = Letter::built_in(*template);
            assert_eq!(Letter::of(*template, letter.documents()), letter, "{}", template.id());
        }
    }

    #[test]
    fn a_letter_to_a_telephone_alone_has_no_page() {
        let names: Vec<&str> =
            Letter::built_in(Template::OneTimeCode).documents().iter().map(|one| one.0).collect();
        assert_eq!(names, ["sms.fr.txt", "sms.en.txt"]);
        assert_eq!(Letter::built_in(Template::DossierPaid).documents().len(), 6);
        assert_eq!(Letter::built_in(Template::PasswordReset).documents().len(), 4);
    }
}
