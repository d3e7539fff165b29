//! A letter: its words, how they are checked, and how it looks filled with nobody's values.

use app::site::gestion::revisions::{Fault, FaultWhy, LetterTry, preview_document};
use app::site::gestion::words;
use axum::response::Response;
use notifications::{Channel, Length, Letter, Template, check, plainly, render_letter};
use revisions::Document;
use vocabulary::Lang;

use super::content::Named;
use super::unreadable;
use crate::gestion::{Desk, templates};
use crate::people::{Broken, value};

/// The letters, by id and words, in the order of the words.
pub(super) fn parts(lang: Lang) -> Vec<(String, String)> {
    let part = |it: &Template| (it.id().to_owned(), words::template(*it, lang).to_owned());
    let mut parts: Vec<_> = Template::ALL.iter().map(part).collect();
    parts.sort_by(|one, other| one.1.cmp(&other.1));
    parts
}

/// What a part is called.
pub(super) fn called(part: &str, lang: Lang) -> String {
    known(part).map_or_else(|| part.to_owned(), |it| words::template(it, lang).to_owned())
}

/// The letter of `part`.
pub(super) fn known(part: &str) -> Option<Template> {
    Template::parse(part)
}

/// The words that come with the program.
pub(super) fn built_in(part: &str) -> Named {
    let documents = known(part).map(|template| {
        let letter = Letter::built_in(template);
        let documents = letter.documents().into_iter();
        documents
            .map(|(name, text)| Document { name: name.to_owned(), text: text.to_owned() })
            .collect()
    });
    let name = "carteclaire".to_owned();
    Named { name, documents: documents.unwrap_or_default(), file: None }
}

fn letter(template: Template, named: &Named) -> Letter {
    let texts = named.documents.iter().map(|one| (one.name.as_str(), one.text.as_str()));
    Letter::of(template, texts)
}

/// Reads the words.
pub(super) fn read(part: &str, named: &Named) -> Result<Letter, Vec<Fault>> {
    let of = |document: &str, line, why| Fault {
        document: document.to_owned(),
        line,
        key: String::new(),
        why: FaultWhy::Letter(why),
    };
    // A letter of another release of the program is nobody's to send.
    let Some(template) = known(part) else {
        return Err(vec![of("", None, notifications::Why::NotShort)]);
    };
    let letter = letter(template, named);
    let faults = check(&letter);
    if faults.is_empty() {
        return Ok(letter);
    }
    Err(faults.into_iter().map(|fault| of(fault.document, fault.line, fault.why)).collect())
}

/// The letter filled, in each language, beside the requests. It was read: nothing is left out but what it does not go by.
pub(super) async fn tries(letter: Letter, desk: &Desk) -> Result<Vec<LetterTry>, Broken> {
    let values = templates::values(desk, letter.template());
    let tried = move |lang: &Lang| {
        let by = |channel| render_letter(&letter, channel, *lang, &values).ok();
        let mail = by(Channel::Email).map(|mail| (mail.subject, mail.text));
        let short = by(Channel::Sms).map(|short| {
            let text = plainly(&short.text);
            let length = Length::of(&text);
            (text, length)
        });
        LetterTry { lang: *lang, mail, short }
    };
    let work = tokio::task::spawn_blocking(move || Lang::ALL.iter().map(tried).collect());
    work.await.map_err(|error| unreadable(&error))
}

/// The page of the letter, filled, where the address asks for it: of what is sound alone, and beside the requests.
pub(super) async fn sent(
    desk: &Desk,
    part: &str,
    named: &Named,
) -> Result<Option<Response>, Broken> {
    let pairs = desk.pairs();
    let asked = value(&pairs, "document");
    let lang = Lang::ALL.iter().copied().find(|lang| preview_document(*lang) == asked);
    let (Some(lang), Some(template)) = (lang, known(part)) else { return Ok(None) };
    let values = templates::values(desk, template);
    let (part, named) = (part.to_owned(), named.clone());
    let filled = tokio::task::spawn_blocking(move || {
        let letter = read(&part, &named).ok()?;
        render_letter(&letter, Channel::Email, lang, &values).ok()
    });
    let filled = filled.await.map_err(|error| unreadable(&error))?;
    Ok(Some(filled.map_or_else(|| desk.here.error(404), |it| templates::alone(it.html))))
}
