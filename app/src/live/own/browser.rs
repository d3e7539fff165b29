//! The few things that these pages ask of the browser, each in one place.

use js_sys::{Function, JSON, Object, Reflect};
use leptos::prelude::window;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::convert::FromWasmAbi;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{EventTarget, Request, RequestInit, Response};

pub(super) use crate::live::browser::{all, form_pairs};

/// What is called `name` in an object; undefined where nothing is.
pub(super) fn get(from: &JsValue, name: &str) -> JsValue {
    Reflect::get(from, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// Puts `value` into an object, under `name`.
pub(super) fn set(object: &Object, name: &str, value: &JsValue) {
    drop(Reflect::set(object, &name.into(), value));
}

/// How long an answer is waited for, in milliseconds.
const PATIENCE: i32 = 30_000;

/// Posts JSON to this site: the status, and what was answered; undefined where that is no JSON. An error is a network that
/// is cut.
pub(super) async fn post(path: &str, body: &Object) -> Result<(u16, JsValue), JsValue> {
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&String::from(JSON::stringify(body)?).into());
    // A line that says nothing more is cut, where the browser knows how.
    let signal = get(&window(), "AbortSignal");
    if let Ok(timeout) = get(&signal, "timeout").dyn_into::<Function>() {
        set(init.unchecked_ref(), "signal", &timeout.call1(&signal, &PATIENCE.into())?);
    }
    let request = Request::new_with_str_and_init(path, &init)?;
    request.headers().set("content-type", "application/json")?;
    let response: Response =
        JsFuture::from(window().fetch_with_request(&request)).await?.dyn_into()?;
    let answer = JsFuture::from(response.json()?).await.unwrap_or_default();
    Ok((response.status(), answer))
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
