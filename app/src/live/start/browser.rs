//! The few things that a form asks of the browser, each in one place.

use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlFormElement, HtmlInputElement, HtmlSelectElement, Response};

pub(super) use crate::live::browser::{all, form_pairs};

/// Content of `<meta name=…>`.
pub(super) fn meta(name: &str) -> Option<String> {
    document()
        .query_selector(&format!("meta[name='{name}']"))
        .ok()
        .flatten()?
        .get_attribute("content")
}

/// Puts `value` into the control `name` of a form.
pub(super) fn fill(form: &HtmlFormElement, name: &str, value: &str) {
    for control in all(form, &["[name='", name, "']"].concat()) {
        if let Some(input) = control.dyn_ref::<HtmlInputElement>() {
            if input.type_() == "checkbox" {
                input.set_checked(matches!(value, "true" | "on" | "1"));
            } else {
                input.set_value(value);
            }
        } else if let Some(list) = control.dyn_ref::<HtmlSelectElement>() {
            list.set_value(value);
        }
    }
}

/// The bytes at `path` of this site.
pub(super) async fn fetch(path: &str) -> Result<Vec<u8>, JsValue> {
    let response: Response = JsFuture::from(window().fetch_with_str(path)).await?.dyn_into()?;
    if !response.ok() {
        return Err(JsValue::from_str("the tables could not be fetched"));
    }
    let buffer = JsFuture::from(response.array_buffer()?).await?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// Shows `path` in the address bar without loading anything.
pub(super) fn replace_address(path: &str) {
    if let Ok(history) = window().history() {
        // A browser may refuse when it is asked too often: the address then follows at the next change.
        drop(history.replace_state_with_url(&JsValue::NULL, "", Some(path)));
    }
}

/// Keeps the page for when there is no network.
pub(super) fn register_service_worker(path: &str) {
    let container = window().navigator().service_worker();
    // Absent outside secure contexts: the page then simply needs the network.
    if !container.is_undefined() {
        drop(container.register(path));
    }
}
