//! The few things asked of the browser, each in one place.

use js_sys::{JSON, Object, Reflect};
use leptos::prelude::{document, window};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::convert::FromWasmAbi;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Element, EventTarget, FormData, HtmlElement, HtmlFormElement, HtmlInputElement,
    HtmlSelectElement, Request, RequestInit, Response,
};

/// Content of `<meta name=…>`.
pub(super) fn meta(name: &str) -> Option<String> {
    document()
        .query_selector(&format!("meta[name='{name}']"))
        .ok()
        .flatten()?
        .get_attribute("content")
}

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

/// What is called `name` in an object; undefined where nothing is.
pub(super) fn get(from: &JsValue, name: &str) -> JsValue {
    Reflect::get(from, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// Puts `value` into an object, under `name`.
pub(super) fn set(object: &Object, name: &str, value: &JsValue) {
    drop(Reflect::set(object, &name.into(), value));
}

/// Posts JSON to this site: whether it was done, and what was answered. An error is a network that is cut, or an answer
/// that is no JSON.
pub(super) async fn post(path: &str, body: &Object) -> Result<(bool, JsValue), JsValue> {
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&String::from(JSON::stringify(body)?).into());
    let request = Request::new_with_str_and_init(path, &init)?;
    request.headers().set("content-type", "application/json")?;
    let response: Response =
        JsFuture::from(window().fetch_with_request(&request)).await?.dyn_into()?;
    let answer = JsFuture::from(response.json()?).await?;
    Ok((response.ok(), answer))
}

/// Hears the events `name` of `target`, as long as the page lives.
pub(super) fn hear<E: FromWasmAbi + 'static>(
    target: &EventTarget,
    name: &str,
    heard: impl FnMut(E) + 'static,
) {
    let listener = Closure::<dyn FnMut(E)>::new(heard);
    drop(target.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref()));
    listener.forget();
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
