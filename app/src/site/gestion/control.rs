//! Controls and small parts that the pages of the back-office share.

use leptos::prelude::*;
use vocabulary::Lang;

use crate::design::icons::{Icon, IconName};
use crate::design::table::scrolling;

/// A control of one line.
#[derive(Default)]
pub(super) struct Input {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) help: &'static str,
    /// `text`, `email`, `search`, `date`, `tel`, `url`.
    pub(super) kind: &'static str,
    pub(super) value: String,
    pub(super) error: Option<String>,
    pub(super) readonly: bool,
    pub(super) maxlength: Option<String>,
}

impl Input {
    /// The control in its box.
    pub(super) fn view(self) -> AnyView {
        let (help_id, error_id) = (format!("{}-help", self.name), format!("{}-error", self.name));
        let described: Vec<&str> = [
            (!self.help.is_empty()).then_some(help_id.as_str()),
            self.error.is_some().then_some(error_id.as_str()),
        ]
        .into_iter()
        .flatten()
        .collect();
        let described = (!described.is_empty()).then(|| described.join(" "));
        let invalid = self.error.is_some().then_some("true");
        let help = (!self.help.is_empty()).then(|| {
            view! {
                <p class="field-help" id=help_id.clone()>
                    {self.help}
                </p>
            }
        });
        let error = self.error.map(|error| {
            view! {
                <p class="field-error" id=error_id.clone()>
                    {error}
                </p>
            }
        });
        view! {
            <div class="field">
                <label class="field-label" for=self.name>
                    {self.label}
                </label>
                {help}
                {error}
                <input
                    class="input"
                    id=self.name
                    name=self.name
                    r#type=if self.kind.is_empty() { "text" } else { self.kind }
                    autocomplete="off"
                    maxlength=self.maxlength
                    value=self.value
                    readonly=self.readonly
                    aria-describedby=described
                    aria-invalid=invalid
                />
            </div>
        }
        .into_any()
    }
}

/// A list to choose from: code and words.
pub(super) fn select(
    name: &str,
    label: &str,
    choices: Vec<(String, String)>,
    chosen: &str,
    disabled: bool,
) -> AnyView {
    let options = choices
        .into_iter()
        .map(|(code, words)| {
            let selected = code == chosen;
            view! {
                <option value=code selected=selected>
                    {words}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="field">
            <label class="field-label" for=name.to_owned()>
                {label.to_owned()}
            </label>
            <select class="select" id=name.to_owned() name=name.to_owned() disabled=disabled>
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// The tone of a notice.
#[derive(Clone, Copy)]
pub(super) enum Tone {
    Done,
    Beware,
    Know,
}

/// Something said on top of a page.
pub(super) fn notice(tone: Tone, text: impl IntoAny) -> AnyView {
    let (class, role, icon) = match tone {
        Tone::Done => ("notice notice-success", "status", IconName::Check),
        Tone::Beware => ("notice notice-warning", "alert", IconName::Warning),
        Tone::Know => ("notice notice-info", "note", IconName::Info),
    };
    view! {
        <div class=class role=role>
            <Icon name=icon />
            <p>{text.into_any()}</p>
        </div>
    }
    .into_any()
}

/// What stands where a list has no line.
pub(super) fn empty(text: &'static str) -> AnyView {
    view! {
        <div class="empty">
            <p>{text}</p>
        </div>
    }
    .into_any()
}

/// A table of lines that the keyboard goes through (`j`, `k`): the first link of each is marked `data-row`.
pub(super) fn lines(caption: &'static str, heads: &[&'static str], rows: AnyView) -> AnyView {
    let heads = heads.iter().map(|head| view! { <th scope="col">{*head}</th> }).collect_view();
    scrolling(
        caption.to_owned(),
        view! {
            <table class="table">
                <caption>{caption}</caption>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any(),
    )
}

/// A word in a frame.
pub(super) fn pill(class: &'static str, text: impl Into<String>) -> AnyView {
    view! { <span class=format!("pill {class}")>{text.into()}</span> }.into_any()
}

/// The link to the following page of a list.
pub(super) fn next_page(address: Option<String>, lang: Lang) -> Option<AnyView> {
    address.map(|address| {
        view! {
            <p>
                <a class="btn btn-small" href=address rel="next">
                    {lang.pick("Suite de la liste", "More of the list")}
                    <Icon name=IconName::ArrowRight />
                </a>
            </p>
        }
        .into_any()
    })
}

/// Links between views of one list; `current` is the one that is shown.
pub(super) fn tabs(label: &'static str, entries: Vec<(String, String, bool)>) -> AnyView {
    let links = entries
        .into_iter()
        .map(|(address, words, current)| {
            view! {
                <li>
                    <a href=address aria-current=current.then_some("page")>
                        {words}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="tabs" aria-label=label>
            <ul>{links}</ul>
        </nav>
    }
    .into_any()
}
