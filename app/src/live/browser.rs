//! What the pages of everybody and those of somebody's own both ask of the browser.

use wasm_bindgen::JsCast as _;
use web_sys::{Element, FormData, HtmlElement, HtmlFormElement};

/// Every element of the page under `root` that `selector` names.
pub(super) fn all(root: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(list) = root.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|index| list.get(index)?.dyn_into::<HtmlElement>().ok()).collect()
}

/// The controls of a form, by name and value, as the form would send them.
pub(super) fn form_pairs(form: &HtmlFormElement) -> Vec<(String, String)> {
    let Ok(data) = FormData::new_with_form(form) else { return Vec::new() };
    let Ok(Some(entries)) = js_sys::try_iter(&data) else { return Vec::new() };
    entries
        .filter_map(|entry| {
            let pair = js_sys::Array::from(&entry.ok()?);
            Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
        })
        .collect()
}
