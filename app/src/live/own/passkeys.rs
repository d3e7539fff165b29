//! Passkeys: the server asks, the browser's own window answers, the server says where to go.
//!
//! The options and the answer are the server's JSON as it is: the browser reads and writes it itself.

use js_sys::{Function, JSON, Object, Promise, Reflect};
use leptos::prelude::{document, window};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlElement;

use super::browser::{self, get, set};

/// A place of the page where a passkey may be used.
#[derive(Clone)]
struct Place(HtmlElement);

/// Shows the buttons, and offers passkeys beside the field that asks for it.
pub(super) fn start() {
    let Some(root) = document().document_element() else { return };
    let class = get(&window(), "PublicKeyCredential");
    for element in browser::all(&root, "[data-passkey]") {
        let place = Place(element);
        // An old browser: the page goes on as without a script.
        if class.is_undefined() || get(&class, "parseRequestOptionsFromJSON").is_undefined() {
            continue;
        }
        place.show("[data-with-script]", true);
        place.show("[data-without-script]", false);
        for button in browser::all(&place.0, "button") {
            let this = place.clone();
            let listener = Closure::<dyn FnMut()>::new(move || this.ask(false));
            drop(
                button.add_event_listener_with_callback("click", listener.as_ref().unchecked_ref()),
            );
            listener.forget(); // lives as long as the page
        }
        if place.0.has_attribute("data-conditional") {
            place.clone().offer(&class);
        }
        place.0.set_attribute("data-passkey-ready", "").ok();
    }
}

impl Place {
    fn show(&self, selector: &str, shown: bool) {
        for element in browser::all(&self.0, selector) {
            let done = if shown {
                element.remove_attribute("hidden")
            } else {
                element.set_attribute("hidden", "")
            };
            drop(done);
        }
    }

    fn data(&self, name: &str) -> String {
        self.0.get_attribute(name).unwrap_or_default()
    }

    /// Offers passkeys beside the field, where the browser can.
    fn offer(self, class: &JsValue) {
        let Ok(can) = get(class, "isConditionalMediationAvailable").dyn_into::<Function>() else {
            return;
        };
        let Ok(answer) = can.call0(class) else { return };
        spawn_local(async move {
            let available = JsFuture::from(Promise::resolve(&answer)).await;
            if available.is_ok_and(|available| available.is_truthy()) {
                self.ask(true);
            }
        });
    }

    fn ask(&self, conditional: bool) {
        let this = self.clone();
        spawn_local(async move {
            if !conditional {
                this.say("");
                stop_offer();
            }
            match this.ceremony(conditional).await {
                Ok(Some(go)) => drop(window().location().assign(&go)),
                Ok(None) => {}
                // Nobody asked for what is offered beside the field: its failure is silent.
                Err(_) if conditional => {}
                Err(said) => {
                    this.say(&said.as_string().unwrap_or_else(|| this.data("data-failed")));
                }
            }
        });
    }

    fn say(&self, text: &str) {
        for place in browser::all(&self.0, "[data-said]") {
            place.set_text_content(Some(text));
        }
        self.show("[data-said]", !text.is_empty());
    }

    /// One question and its answer: where to go. An error that is a text is the server's, for the person.
    async fn ceremony(&self, conditional: bool) -> Result<Option<String>, JsValue> {
        let question = Object::new();
        let ask = self.data("data-passkey");
        set(&question, "ask", &ask.as_str().into());
        set(&question, "token", &self.data("data-token").as_str().into());
        set(&question, "conditional", &conditional.into());
        set(&question, "next", &self.data("data-next").as_str().into());
        set(
            &question,
            "lang",
            &document()
                .document_element()
                .and_then(|root| root.get_attribute("lang"))
                .unwrap_or_default()
                .as_str()
                .into(),
        );
        // What is asked of somebody who is signed in has a way in of its own.
        let own = matches!(ask.as_str(), "new" | "confirm");
        let (question_at, answer_at) = if own {
            ("/compte/cles/question", "/compte/cles/reponse")
        } else {
            ("/cles/question", "/cles/reponse")
        };
        let asked = post(question_at, &question).await?;
        let making = matches!(ask.as_str(), "new" | "join" | "invite");
        let answer = credential(&get(&asked, "options"), making, conditional).await?;
        set(&question, "ceremony", &get(&asked, "ceremony"));
        // The browser writes the bytes of the answer as the server reads them.
        set(&question, "answer", &JSON::parse(&String::from(JSON::stringify(&answer)?))?);
        let done = post(answer_at, &question).await?;
        Ok(get(&done, "go").as_string())
    }
}

/// Where the offer beside the field can be stopped: a browser does one thing at a time.
const STOP: &str = "carteclaireStop";

fn stop_offer() {
    let stop = get(&window(), STOP);
    if let Ok(abort) = get(&stop, "abort").dyn_into::<Function>() {
        drop(abort.call0(&stop));
    }
}

/// What `navigator.credentials` answers to the options of the server.
async fn credential(
    options: &JsValue,
    making: bool,
    conditional: bool,
) -> Result<JsValue, JsValue> {
    let class = get(&window(), "PublicKeyCredential");
    let (parse, act) = if making {
        ("parseCreationOptionsFromJSON", "create")
    } else {
        ("parseRequestOptionsFromJSON", "get")
    };
    let parse: Function = get(&class, parse).dyn_into()?;
    let request = Object::new();
    set(&request, "publicKey", &parse.call1(&class, &get(options, "publicKey"))?);
    if conditional {
        set(&request, "mediation", &"conditional".into());
        let stop: Function = get(&window(), "AbortController").dyn_into()?;
        let stop = Reflect::construct(&stop, &js_sys::Array::new())?;
        set(&request, "signal", &get(&stop, "signal"));
        set(window().unchecked_ref(), STOP, &stop);
    }
    let credentials = get(&window().navigator(), "credentials");
    let act: Function = get(&credentials, act).dyn_into()?;
    JsFuture::from(Promise::resolve(&act.call1(&credentials, &request)?)).await
}

/// Posts JSON to this site: its answer; a refusal is its text. What is no answer of the server is an error without one.
async fn post(path: &str, body: &Object) -> Result<JsValue, JsValue> {
    let (status, answer) = browser::post(path, body).await?;
    let taken = (200..300).contains(&status) && !answer.is_undefined();
    if taken { Ok(answer) } else { Err(get(&answer, "said")) }
}
