//! What a helpdesk may ask.

use serde_json::{Map, Value, json};

use super::problem_response;
use crate::helpdesk::{SECOND, SIGNATURE, TOLERANCE};

/// Adds the way in of helpdesks to `document`.
pub(super) fn describe(document: &mut Value) {
    document["paths"]["/api/v1/helpdesk/dossiers/{reference}"] = json!({ "post": ask() });
    let both = json!({
        "type": "object", "required": ["fr", "en"], "additionalProperties": false,
        "properties": { "fr": { "type": "string" }, "en": { "type": "string" } },
    });
    let coded = json!({
        "type": "object", "required": ["code", "label"], "additionalProperties": false,
        "properties": { "code": { "type": "string" }, "label": both },
    });
    let tracks = ["pieces", "signature", "payment", "filing"];
    let each: Map<String, Value> =
        tracks.iter().map(|name| ((*name).to_owned(), coded.clone())).collect();
    document["components"]["schemas"]["DossierStatus"] = json!({
        "type": "object",
        "required": ["reference", "demarche", "status", "whose_move", "tracks", "next_step", "legal_deadline",
            "status_since", "promised_at", "link"],
        "additionalProperties": false,
        "properties": {
            "reference": { "type": "string", "examples": ["CG-2026-000001"] },
            "demarche": { "type": "string" },
            "status": coded,
            "whose_move": coded,
            "tracks": {
                "type": "object", "required": tracks, "additionalProperties": false, "properties": each,
            },
            "next_step": both,
            "legal_deadline": { "type": ["string", "null"], "format": "date" },
            "status_since": { "type": "string", "format": "date-time" },
            "promised_at": { "type": ["string", "null"], "format": "date-time" },
            "link": { "type": "string", "format": "uri", "description": "Its page at the desk, for the staff" },
        },
    });
}

fn ask() -> Value {
    let header = |name: &str, description: &str| {
        json!({
            "name": name, "in": "header", "required": true, "description": description, "schema": { "type": "string" },
        })
    };
    json!({
        "operationId": "helpdeskDossier",
        "summary": "Where a dossier is, for a helpdesk",
        "description": "Signed with a secret of the house. The answer names nobody and holds no sum; each look is written down.",
        "parameters": [
            { "name": "reference", "in": "path", "required": true, "schema": { "type": "string" } },
            header(SECOND, &format!("Seconds since 1970; within {TOLERANCE} of ours")),
            header(SIGNATURE, "Hexadecimal HMAC-SHA-256 of the timestamp, a dot, the host of the address without its port, a dot, and the body to the byte"),
        ],
        "requestBody": { "required": true, "content": { "application/json": { "schema": {
            "type": "object", "required": ["reference"],
            "properties": { "reference": { "type": "string", "description": "As in the path" } },
        } } } },
        "responses": {
            "200": { "description": "Where it is", "content": { "application/json": {
                "schema": { "$ref": "#/components/schemas/DossierStatus" } } } },
            "401": problem_response("Not signed by this house, or too long ago"),
            "404": problem_response("No such dossier of this house"),
            "413": { "description": "The body is larger than 4 KiB" },
            "422": problem_response("The body names no dossier"),
            "429": problem_response("Too many requests: wait for Retry-After seconds"),
            "503": problem_response("The service cannot answer now"),
        },
    })
}
