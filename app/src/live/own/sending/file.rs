//! One file on its way: announced, its parts put where the server says, announced again after each cut.

use std::cell::Cell;
use std::fmt::Write as _;
use std::rc::Rc;

use js_sys::{Array, Object, Promise};
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AddEventListenerOptions, HtmlFormElement, ProgressEvent, Storage, XmlHttpRequest};

use super::super::browser::{self, get, set};
use super::line::Line;

/// The first wait after a cut, and the longest, in milliseconds. A network that comes back ends it.
const WAITS: (i32, i32) = (500, 15_000);
/// A part of which nothing more goes for so long is given up and put again, in milliseconds.
const SILENCE: i32 = 45_000;
/// How long the server goes on with an upload, in milliseconds.
const KEPT: i64 = 24 * 3600 * 1000;
/// How often an upload that the server does not know any more is begun anew.
const ANEW: u32 = 3;
/// How often it is tried in vain though somebody answers: some two minutes.
const IN_VAIN: u32 = 12;
/// The longest file that is taken, in bytes: what is longer is not read to be told apart.
const MOST_BYTES: u32 = 20 * 1024 * 1024;

/// What became of a file.
pub(super) enum Outcome {
    /// It has its place in the dossier; it is new there, or was there before.
    There { new: bool },
    /// It is not taken, for a reason in words.
    Refused(String),
    /// It did not get through, which is said in words: it is tried again once the network comes back.
    InVain(String),
    /// Nobody wants it any more.
    GivenUp,
}

/// Why an attempt ended before its end.
enum Cut {
    /// The same again, later: nobody answered.
    Unanswered,
    /// The same again, later: whoever answered could not do it.
    Again,
    /// From the beginning.
    Anew(String),
    /// Not from this page any more; the next one goes on with it.
    Leave(String),
    /// Never.
    Stop(String),
}

impl From<JsValue> for Cut {
    fn from(_: JsValue) -> Self {
        Self::Unanswered
    }
}

/// Sends the file of `line`, however often it is cut.
pub(super) async fn send(form: &HtmlFormElement, line: &Line) -> Outcome {
    line.goes(0);
    let going = Going::new(form, line).await;
    let (mut wait, mut begun, mut vain) = (WAITS.0, 0, 0);
    loop {
        if line.is_given_up() {
            going.forget();
            return Outcome::GivenUp;
        }
        let before = going.percent.get();
        match going.attempt().await {
            Ok(new) => {
                going.forget();
                return Outcome::There { new };
            }
            Err(Cut::Stop(said)) => {
                going.forget();
                return Outcome::Refused(said);
            }
            Err(Cut::Leave(said)) => return Outcome::Refused(said),
            Err(Cut::Anew(said)) => {
                going.forget();
                begun += 1;
                if begun > ANEW {
                    return Outcome::Refused(said);
                }
            }
            Err(cut @ (Cut::Again | Cut::Unanswered)) => {
                line.is_cut();
                if going.percent.get() != before {
                    (wait, vain) = (WAITS.0, 0);
                } else if matches!(cut, Cut::Again) {
                    // A browser may take a dead network for one that is there: who got no answer waits for one.
                    vain += 1;
                }
                if vain > IN_VAIN {
                    return Outcome::InVain(line.pick(IN_VAIN_SAID).to_owned());
                }
                if pause(wait).await {
                    (wait, vain) = (WAITS.0, 0);
                } else {
                    wait = (wait * 2).min(WAITS.1);
                }
            }
        }
    }
}

/// What is said, in French and in English, of a file that is tried in vain; of a page that may not send any more; of a file
/// that is too long.
type Said = (&'static str, &'static str);
const IN_VAIN_SAID: Said = (
    "L’envoi n’aboutit pas. Réessayez dans quelques minutes, ou rechargez la page.",
    "The file does not get through. Try again in a few minutes, or load the page again.",
);
const RELOAD: Said = (
    "Cette page n’est plus à jour\u{202f}: rechargez-la, et reconnectez-vous si elle le demande.",
    "This page is out of date: load it again, and sign in again if it asks for it.",
);
const TOO_LONG: Said =
    ("Ce fichier est trop lourd\u{202f}: 20 Mo au plus.", "This file is too large: 20 MB at most.");

/// A file, with what it is announced as.
struct Going<'a> {
    line: &'a Line,
    at: String,
    begin: String,
    done: String,
    said: Object,
    /// Where the token of its upload is kept on this device.
    kept: String,
    percent: Rc<Cell<u32>>,
}

impl<'a> Going<'a> {
    async fn new(form: &HtmlFormElement, line: &'a Line) -> Self {
        let data = |name: &str| form.get_attribute(name).unwrap_or_default();
        let file = &line.file;
        let digest = digest(file).await.unwrap_or_default();
        let pairs = browser::form_pairs(form);
        let kind = pairs.iter().find(|(name, _)| name == "kind").map(|(_, kind)| kind.as_str());
        let said = Object::new();
        set(&said, "name", &file.name().into());
        set(&said, "size", &file.size().into());
        set(&said, "sha256", &digest.as_str().into());
        set(&said, "camera", &line.camera.into());
        set(&said, "kind", &kind.unwrap_or_default().into());
        set(&said, "consent", &pairs.iter().any(|(name, _)| name == "consent").into());
        let at = data("action");
        let of_file = if digest.is_empty() {
            format!("{} {} {}", file.name(), file.size(), file.last_modified())
        } else {
            digest
        };
        let kept = format!("{}{of_file}", prefix(&at));
        let (begin, done) = (data("data-begin"), data("data-done"));
        Self { line, at, begin, done, said, kept, percent: Rc::new(Cell::new(0)) }
    }

    /// One attempt, from what the server has to the end.
    async fn attempt(&self) -> Result<bool, Cut> {
        set(&self.said, "token", &self.token().unwrap_or_default().into());
        let (begun, answer) = browser::post(&self.begin, &self.said).await?;
        let standing = self.asked(begun, answer)?;
        if get(&standing, "there").is_truthy() {
            return Ok(get(&standing, "new").is_truthy());
        }
        let token = get(&standing, "token").as_string().ok_or(Cut::Again)?;
        self.keep(&token);
        let mut arrived = whole(&get(&standing, "arrived"));
        for part in Array::from(&get(&standing, "parts")).iter() {
            if self.line.is_given_up() {
                return Err(Cut::Again);
            }
            self.put(&part, arrived).await?;
            arrived += whole(&get(&part, "length"));
        }
        self.line.goes(100);
        let said = Object::new();
        set(&said, "token", &token.as_str().into());
        set(&said, "kind", &get(&self.said, "kind"));
        let (done, answer) = browser::post(&self.done, &said).await?;
        let ended = self.asked(done, answer)?;
        // Whoever stands between may answer as if all were well: it is there where the server says so.
        if !get(&ended, "there").is_truthy() {
            return Err(Cut::Again);
        }
        Ok(get(&ended, "new").is_truthy())
    }

    /// Puts one part where the server says, after `arrived` bytes of others.
    async fn put(&self, part: &JsValue, arrived: u32) -> Result<(), Cut> {
        let (from, length) = (whole(&get(part, "from")), whole(&get(part, "length")));
        let body = self.line.file.slice_with_f64_and_f64(from.into(), (from + length).into())?;
        let request = XmlHttpRequest::new()?;
        request.open("PUT", &get(part, "address").as_string().unwrap_or_default())?;
        for header in Array::from(&get(part, "headers")).iter() {
            let pair = Array::from(&header);
            let text = |at| pair.get(at).as_string().unwrap_or_default();
            request.set_request_header(&text(0), &text(1))?;
        }
        let moved = Rc::new(Cell::new(true));
        let size = whole(&self.line.file.size().into()).max(1);
        let (heard, percent) = (Rc::clone(&moved), Rc::clone(&self.percent));
        let bar = self.line.bar();
        let upload = request.upload()?;
        browser::hear(upload.unchecked_ref(), "progress", move |event: ProgressEvent| {
            heard.set(true);
            let sent = arrived + whole(&event.loaded().into());
            // More than 100 where a body has more bytes than the part: never shown.
            let share = (u64::from(sent) * 100 / u64::from(size)).min(100);
            percent.set(u32::try_from(share).unwrap_or(100));
            bar.set_value(f64::from(percent.get()));
        });
        let over = Rc::new(Cell::new(false));
        watch(&request, &moved, &over);
        self.line.goes(self.percent.get());
        let ended = Promise::new(&mut |resolve, _| {
            drop(request.add_event_listener_with_callback("loadend", &resolve));
        });
        request.send_with_opt_blob(Some(&body))?;
        JsFuture::from(ended).await?;
        over.set(true);
        match request.status().unwrap_or(0) {
            200..300 => Ok(()),
            413 => Err(self.stop(TOO_LONG)),
            0 => Err(Cut::Unanswered),
            _ => Err(Cut::Again),
        }
    }

    /// What an answer of the server means.
    fn asked(&self, status: u16, answer: JsValue) -> Result<JsValue, Cut> {
        match status {
            200..300 => return Ok(answer),
            401 | 403 | 404 => return Err(Cut::Leave(self.line.pick(RELOAD).to_owned())),
            413 => return Err(self.stop(TOO_LONG)),
            _ => {}
        }
        let said = get(&answer, "said").as_string().unwrap_or_default();
        match get(&answer, "next").as_string().as_deref() {
            Some("stop") => Err(Cut::Stop(said)),
            Some("anew") => Err(Cut::Anew(said)),
            _ => Err(Cut::Again),
        }
    }

    fn stop(&self, said: Said) -> Cut {
        Cut::Stop(self.line.pick(said).to_owned())
    }

    fn token(&self) -> Option<String> {
        let kept = storage()?.get_item(&self.kept).ok()??;
        let (until, token) = kept.split_once(' ')?;
        (until.parse::<i64>().ok()? > now()).then(|| token.to_owned())
    }

    fn keep(&self, token: &str) {
        let Some(storage) = storage() else { return };
        // A device that keeps nothing begins again after a closed page: no more than that.
        drop(storage.set_item(&self.kept, &format!("{} {token}", now() + KEPT)));
    }

    fn forget(&self) {
        let Some(storage) = storage() else { return };
        drop(storage.remove_item(&self.kept));
        forget_old(&storage, &self.at);
    }
}

/// Gives a request up of which nothing goes any more.
fn watch(request: &XmlHttpRequest, moved: &Rc<Cell<bool>>, over: &Rc<Cell<bool>>) {
    let (request, moved, over) = (request.clone(), Rc::clone(moved), Rc::clone(over));
    wasm_bindgen_futures::spawn_local(async move {
        while !over.get() {
            if !moved.replace(false) {
                drop(request.abort());
                return;
            }
            pause(SILENCE).await;
        }
    });
}

/// A number of JavaScript that counts bytes of a file that may be sent.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a file that may be sent has 20 MiB at most, and a cast ends at the ends"
)]
fn whole(number: &JsValue) -> u32 {
    number.as_f64().map_or(0, |number| number as u32)
}

/// The SHA-256 of a file, in hexadecimal digits; none where the browser does not tell (a page without TLS), nor of a file
/// that is refused for its length.
async fn digest(file: &web_sys::File) -> Option<String> {
    if whole(&file.size().into()) > MOST_BYTES {
        return None;
    }
    let bytes = JsFuture::from(file.array_buffer()).await.ok()?;
    let subtle = window().crypto().ok()?.subtle();
    if subtle.is_undefined() {
        return None;
    }
    let digest = subtle.digest_with_str_and_buffer_source(
        "SHA-256",
        bytes.dyn_ref::<js_sys::ArrayBuffer>()?.unchecked_ref(),
    );
    let digest = JsFuture::from(digest.ok()?).await.ok()?;
    let bytes = js_sys::Uint8Array::new(&digest).to_vec();
    Some(bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // writing to a string does not fail
        text
    }))
}

/// Waits for `milliseconds`, or until the network is back: whether it is.
async fn pause(milliseconds: i32) -> bool {
    let waited = Promise::new(&mut |resolve, _| {
        let once = AddEventListenerOptions::new();
        once.set_once(true);
        let back = window().add_event_listener_with_callback_and_add_event_listener_options(
            "online", &resolve, &once,
        );
        drop(back);
        let clock =
            window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
        drop(clock);
    });
    // The event of the network, or nothing of the clock.
    JsFuture::from(waited).await.is_ok_and(|event| event.is_truthy())
}

/// Milliseconds since 1970.
#[expect(clippy::cast_possible_truncation, reason = "whole milliseconds, far from the ends")]
fn now() -> i64 {
    js_sys::Date::now() as i64
}

fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}

fn prefix(at: &str) -> String {
    format!("envoi {at} ")
}

/// Whether an upload of the form that is sent to `at` was cut, and may be gone on with.
pub(super) fn is_any_kept(at: &str) -> bool {
    let Some(storage) = storage() else { return false };
    forget_old(&storage, at);
    keys(&storage).iter().any(|key| key.starts_with(&prefix(at)))
}

fn keys(storage: &Storage) -> Vec<String> {
    let length = storage.length().unwrap_or(0);
    (0..length).filter_map(|at| storage.key(at).ok()?).collect()
}

/// What the server does not go on with any more is not kept either.
fn forget_old(storage: &Storage, at: &str) {
    for key in keys(storage).iter().filter(|key| key.starts_with(&prefix(at))) {
        let kept = storage.get_item(key).ok().flatten();
        let until = kept.and_then(|kept| kept.split_once(' ')?.0.parse::<i64>().ok());
        if until.is_none_or(|until| until <= now()) {
            drop(storage.remove_item(key));
        }
    }
}
