//! The letters of a developer's machine.

use leptos::prelude::*;

use super::asked::Asked;
use super::document::{Body, Head, Rendered, document};

/// A letter that was written into the folder.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its name.
    pub id: String,
    /// To whom.
    pub to: String,
    /// Its subject; empty for a text.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// A mail, which can be seen as one.
    pub is_mail: bool,
}

/// The letters, the latest first: each link can be followed from here.
#[must_use]
pub fn list(asked: &Asked, letters: &[Shown]) -> Rendered {
    document(asked, |asked| {
        let lang = asked.lang;
        let items = letters.iter().map(item).collect_view();
        let none = letters.is_empty().then(|| {
            view! {
                <p class="empty">
                    {lang.pick("Aucun message pour le moment.", "No message for now.")}
                </p>
            }
        });
        let title = lang.pick("Messages de développement", "Development messages");
        Body {
            head: Head { title: title.to_owned(), noindex: true, ..Head::default() },
            view: view! {
                <h1>{title}</h1>
                {none}
                <ol class="letters">{items}</ol>
            }
            .into_any(),
            status: 200,
            fault: None,
        }
    })
}

fn item(letter: &Shown) -> AnyView {
    let as_mail = letter.is_mail.then(|| {
        view! {
            <p>
                <a href=format!("/dev/mail/{}", letter.id)>"Voir le message / See the message"</a>
            </p>
        }
    });
    let lines = letter
        .text
        .lines()
        .map(|line| {
            if line.starts_with("http://") || line.starts_with("https://") {
                let line = line.trim().to_owned();
                view! {
                    <p>
                        <a href=line.clone()>{line.clone()}</a>
                    </p>
                }
                .into_any()
            } else {
                view! { <p>{line.to_owned()}</p> }.into_any()
            }
        })
        .collect_view();
    let title = if letter.subject.is_empty() { "SMS".to_owned() } else { letter.subject.clone() };
    view! {
        <li class="card">
            <h2>{title}</h2>
            <p class="muted">{letter.to.clone()}</p>
            {as_mail}
            <details class="disclosure">
                <summary>"Texte / Text"</summary>
                {lines}
            </details>
        </li>
    }
    .into_any()
}
