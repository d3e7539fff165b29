//! The pages: where a person pays, and where a developer does what banks do.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::{Form, Path, State as Extract};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use serde_json::Value;

use crate::payplug;
use crate::world::{Outcome, World};

const STYLE: &str = "body{font:1.0625rem/1.5 system-ui,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem;\
color:#1b1b1f;background:#fff}.notice{background:#fff3cd;color:#4a3900;padding:.75rem 1rem;border-radius:.5rem}\
form{display:grid;gap:.75rem;margin:1.5rem 0}button{font:inherit;min-height:2.75rem;padding:.5rem 1rem;border-radius:.5rem;\
border:1px solid #5b5b66;background:#fff;color:#1b1b1f}button.first{background:#1d4ed8;border-color:#1d4ed8;color:#fff}\
td,th{text-align:left;padding:.25rem .75rem .25rem 0}table form{margin:0;display:inline}.num{text-align:right}\
@media(prefers-color-scheme:dark){body{background:#17171c;color:#ececf1}button{background:#26262e;color:#ececf1}\
.notice{background:#3a2f00;color:#ffe9a8}}";

fn page(english: bool, title: &str, body: &str) -> Html<String> {
    let lang = if english { "en" } else { "fr" };
    let notice = if english {
        "Demonstration of a payment provider: no card is asked for, nothing is charged."
    } else {
        "Démonstration d’un prestataire de paiement\u{202f}: aucune carte n’est demandée, rien n’est débité."
    };
    Html(format!(
        "<!doctype html><html lang=\"{lang}\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width,initial-scale=1\"><meta name=\"robots\" content=\"noindex\"><link rel=\"icon\" href=\"data:,\"><title>{title}</title>\
         <style>{STYLE}</style><main><p class=\"notice\">{notice}</p><h1>{title}</h1>{body}</main></html>"
    ))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn euros(cents: i64) -> String {
    format!("{},{:02} €", cents / 100, cents % 100)
}

fn text<'a>(object: &'a Value, name: &str) -> &'a str {
    object[name].as_str().unwrap_or_default()
}

/// What a page shows, of whichever provider.
struct Shown {
    english: bool,
    open: bool,
    dossier: String,
    cents: i64,
    back: String,
    given_up: String,
}

fn shown_of(world: &World, id: &str) -> Option<Shown> {
    let object = world.state().objects.get(id).cloned()?;
    let dossier = text(&object["metadata"], "dossier").to_owned();
    if payplug::is_payment(id) {
        let hosted = &object["hosted_payment"];
        return Some(Shown {
            english: text(&object["billing"], "language") == "en",
            open: payplug::is_open(&object),
            dossier,
            cents: object["amount"].as_i64().unwrap_or(0),
            back: text(hosted, "return_url").to_owned(),
            given_up: text(hosted, "cancel_url").to_owned(),
        });
    }
    Some(Shown {
        english: text(&object, "locale") == "en",
        open: text(&object, "status") == "open" && !crate::objects::is_over(&object),
        dossier,
        cents: object["amount_total"].as_i64().unwrap_or(0),
        back: text(&object, "success_url").to_owned(),
        given_up: text(&object, "cancel_url").to_owned(),
    })
}

/// `GET /pay/{id}`
pub(crate) async fn pay(Extract(world): Extract<Arc<World>>, Path(id): Path<String>) -> Response {
    shown(&world, &id, None)
}

fn shown(world: &World, id: &str, said: Option<Outcome>) -> Response {
    let Some(one) = shown_of(world, id) else {
        return (StatusCode::NOT_FOUND, page(false, "Page inconnue", "")).into_response();
    };
    let english = one.english;
    let say = |fr: &'static str, en: &'static str| if english { en } else { fr };
    if !one.open {
        let title =
            say("Cette page ne prend plus de paiement", "This page takes no payment any more");
        let back = format!(
            "<p><a href=\"{}\">{}</a></p>",
            escaped(&one.given_up),
            say("Revenir", "Go back")
        );
        return page(english, title, &back).into_response();
    }
    let problem = match said {
        Some(Outcome::Declined) => say(
            "<p role=\"alert\">Carte refusée par la banque.</p>",
            "<p role=\"alert\">Card declined by the bank.</p>",
        ),
        Some(Outcome::NotAuthenticated) => say(
            "<p role=\"alert\">La banque ne vous a pas reconnu.</p>",
            "<p role=\"alert\">The bank did not recognise you.</p>",
        ),
        _ => "",
    };
    let button = |outcome: &str, words: &str, first: bool| {
        let class = if first { " class=\"first\"" } else { "" };
        format!("<button{class} name=\"outcome\" value=\"{outcome}\">{words}</button>")
    };
    let total = euros(one.cents);
    let title = format!("{} {total}", say("Payer", "Pay"));
    let body = format!(
        "<p>{}</p>{problem}<form method=\"post\">{}{}{}{}</form>",
        escaped(&one.dossier),
        button("paid", say("Payer", "Pay"), true),
        button("challenge", say("Payer, avec 3-D Secure", "Pay, with 3-D Secure"), false),
        button("declined", say("Carte refusée", "Card declined"), false),
        button("cancel", say("Abandonner", "Give up"), false),
    );
    page(english, &title, &body).into_response()
}

/// `POST /pay/{id}`
pub(crate) async fn decide(
    Extract(world): Extract<Arc<World>>,
    Path(id): Path<String>,
    Form(given): Form<HashMap<String, String>>,
) -> Response {
    let Some(one) = shown_of(&world, &id) else {
        return (StatusCode::NOT_FOUND, page(false, "Page inconnue", "")).into_response();
    };
    let english = one.english;
    let say = |fr: &'static str, en: &'static str| if english { en } else { fr };
    let outcome = match given.get("outcome").map(String::as_str) {
        Some("paid") => Outcome::Paid,
        Some("declined") => Outcome::Declined,
        Some("refused") => Outcome::NotAuthenticated,
        Some("cancel") => {
            world.give_up(&id);
            return Redirect::to(&one.given_up).into_response();
        }
        Some("challenge") => {
            let title =
                say("Votre banque demande si c’est bien vous", "Your bank asks whether it is you");
            let body = format!(
                "<form method=\"post\"><button class=\"first\" name=\"outcome\" value=\"paid\">{}</button>\
                 <button name=\"outcome\" value=\"refused\">{}</button></form>",
                say("C’est moi", "It is me"),
                say("Échouer", "Fail"),
            );
            return page(english, title, &body).into_response();
        }
        _ => return StatusCode::BAD_REQUEST.into_response(),
    };
    if outcome == Outcome::Paid && world.decide(&id, outcome) {
        return Redirect::to(&one.back).into_response();
    }
    let taken = outcome != Outcome::Paid && world.decide(&id, outcome);
    shown(&world, &id, taken.then_some(outcome))
}

/// `GET /`
pub(crate) async fn all(Extract(world): Extract<Arc<World>>) -> Html<String> {
    let state = world.state();
    let mut rows = String::new();
    for intent in state.of("intent").rev() {
        let id = text(intent, "id");
        let act = |act: &str, words: &str, about: &str| {
            format!(
                "<form method=\"post\" action=\"/act\"><input type=\"hidden\" name=\"id\" value=\"{about}\"><button name=\"act\" value=\"{act}\">{words}</button></form>"
            )
        };
        let dispute = state.of("dispute").find(|it| it["payment_intent"] == *id);
        let acts = match dispute {
            None => act("dispute", "Contester", id) + &act("refund", "Rembourser", id),
            Some(it) if it["status"] == "needs_response" => {
                act("win", "Donner raison à la maison", text(it, "id"))
                    + &act("lose", "Donner raison au client", text(it, "id"))
            }
            Some(it) => text(it, "status").to_owned(),
        };
        let _ = write!(
            rows,
            "<tr><td>{}</td><td class=\"num\">{}</td><td>{acts}</td></tr>",
            escaped(text(&intent["metadata"], "dossier")),
            euros(intent["amount"].as_i64().unwrap_or(0)),
        );
    }
    drop(state);
    for payment in world.payments().iter().rev().filter(|it| it["is_paid"] == true) {
        let _ = write!(
            rows,
            "<tr><td>{}</td><td class=\"num\">{}</td><td>\
             <form method=\"post\" action=\"/act\"><input type=\"hidden\" name=\"id\" value=\"{}\">\
             <button name=\"act\" value=\"refund\">Rembourser</button></form></td></tr>",
            escaped(text(&payment["metadata"], "dossier")),
            euros(payment["amount"].as_i64().unwrap_or(0)),
            text(payment, "id"),
        );
    }
    let body = format!("<table><tr><th>Dossier<th class=\"num\">Payé<th>Banque</tr>{rows}</table>");
    page(false, "Paiements", &body)
}

/// `POST /act`
pub(crate) async fn act(
    Extract(world): Extract<Arc<World>>,
    Form(given): Form<HashMap<String, String>>,
) -> Redirect {
    let id = given.get("id").map(String::as_str).unwrap_or_default();
    match given.get("act").map(String::as_str) {
        Some("dispute") => drop(world.dispute(id)),
        Some("win") => world.close_dispute(id, true),
        Some("lose") => world.close_dispute(id, false),
        Some("refund") => {
            let left = world.left_of(id);
            world.refund_outside(id, left);
        }
        _ => {}
    }
    Redirect::to("/")
}
