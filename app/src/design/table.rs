//! Tables of figures: a region of their own that scrolls on a narrow screen, and can be reached by keyboard to do so.

use leptos::prelude::*;

/// A heading of a column.
#[derive(Clone, Copy, Debug)]
pub enum Column {
    /// Of words.
    Text(&'static str),
    /// Of figures, which line up at the right.
    Amount(&'static str),
}

/// A table with its caption, which names its region too.
pub fn table(caption: String, columns: &[Column], rows: AnyView) -> AnyView {
    let head = columns
        .iter()
        .map(|column| match *column {
            Column::Text(words) => view! { <th scope="col">{words}</th> }.into_any(),
            Column::Amount(words) => view! {
                <th scope="col" class="amount">
                    {words}
                </th>
            }
            .into_any(),
        })
        .collect_view();
    scrolling(
        caption.clone(),
        view! {
            <table class="table">
                <caption>{caption}</caption>
                <thead>
                    <tr>{head}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any(),
    )
}

/// The region around a table that may be too wide.
pub fn scrolling(name: String, table: AnyView) -> AnyView {
    view! {
        <div class="table-scroll" role="region" tabindex="0" aria-label=name>
            {table}
        </div>
    }
    .into_any()
}
