//! How programs come in, described from the lists that read their requests.

use serde_json::{Value, json};
use tokens::{Scope, Signer};

use super::{ids, problem_response};
use crate::people::GrantType;

/// Adds the paths of tokens to the description.
pub(super) fn describe(document: &mut Value) {
    document["paths"]["/api/v1/tokens"] = json!({ "post": grant(), "delete": revoke() });
    document["paths"]["/api/v1/me"] = json!({ "get": me() });
    let schemas = &mut document["components"]["schemas"];
    schemas["TokenRequest"] =
        json!({ "oneOf": GrantType::ALL.iter().map(|kind| request(*kind)).collect::<Vec<_>>() });
    schemas["Tokens"] = json!({
        "type": "object",
        "required": ["access_token", "token_type", "expires_in", "scope"],
        "additionalProperties": false,
        "properties": {
            "access_token": { "type": "string" },
            "token_type": { "type": "string", "enum": ["Bearer"] },
            "expires_in": { "type": "integer", "description": "Seconds", "examples": [Signer::LIVES.as_secs()] },
            "refresh_token": { "type": "string", "description": "Serves once; the answer holds the next one" },
            "scope": scope(),
        },
    });
    schemas["Me"] = json!({
        "type": "object",
        "required": ["id", "email", "language", "roles", "scope"],
        "additionalProperties": false,
        "properties": {
            "id": { "type": "string", "format": "uuid" },
            "email": { "type": "string" },
            "language": { "type": "string", "enum": ["fr", "en"] },
            "roles": { "type": "array", "items": ids(access::Role::ALL, access::Role::id) },
            "scope": scope(),
        },
    });
    document["components"]["securitySchemes"] = json!({ "bearer": {
        "type": "http", "scheme": "bearer",
        "description": "An access token of POST /api/v1/tokens, or an API key (cc_live_…). Cookies are ignored.",
    } });
}

fn scope() -> Value {
    json!({
        "type": "string",
        "description": format!("Separated by spaces, among {}", Scope::IDS.join(", ")),
    })
}

fn request(kind: GrantType) -> Value {
    let mut properties = json!({ "grant_type": { "type": "string", "enum": [kind.id()] } });
    let mut required = vec!["grant_type"];
    for (name, needed) in kind.fields() {
        properties[*name] = match *name {
            "scope" => scope(),
            "code" => json!({
                "type": "string", "description": "One-time code, for an account that uses them",
            }),
            _ => json!({ "type": "string" }),
        };
        required.extend(needed.then_some(*name));
    }
    json!({
        "type": "object", "required": required, "additionalProperties": false, "properties": properties,
    })
}

fn body(schema: &Value) -> Value {
    json!({ "required": true, "content": { "application/json": { "schema": schema } } })
}

fn answer(description: &str, schema: &str) -> Value {
    json!({
        "description": description,
        "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{schema}") } } },
    })
}

fn grant() -> Value {
    json!({
        "operationId": "grantTokens",
        "summary": "Sign in, or go on",
        "description": "A refresh token serves once: refresh one at a time. A second use, even at the same moment, \
            ends the sign-in and every token that came of it.",
        "requestBody": body(&json!({ "$ref": "#/components/schemas/TokenRequest" })),
        "responses": {
            "200": answer("Tokens", "Tokens"),
            "400": problem_response("The body is not one JSON object"),
            "401": problem_response("It opens nothing; `errors` says when a code is wanted (`/code`)"),
            "422": problem_response("Fields that cannot be used, all at once"),
            "429": problem_response("Too many tries: wait for Retry-After seconds"),
            "503": problem_response("The service cannot answer now"),
        },
    })
}

fn revoke() -> Value {
    json!({
        "operationId": "revokeTokens",
        "summary": "End a sign-in",
        "requestBody": body(&json!({
            "type": "object", "required": ["refresh_token"], "additionalProperties": false,
            "properties": { "refresh_token": { "type": "string" } },
        })),
        "responses": {
            "204": { "description": "It is ended, or never was" },
            "400": problem_response("The body is not one JSON object"),
            "422": problem_response("Fields that cannot be used, all at once"),
            "503": problem_response("The service cannot answer now"),
        },
    })
}

fn me() -> Value {
    json!({
        "operationId": "me",
        "summary": "Whose the token is",
        "description": format!("Scope: {}.", Scope::AccountRead.id()),
        "security": [{ "bearer": [] }],
        "responses": {
            "200": answer("Its person", "Me"),
            "401": problem_response("No token, or one that does not serve"),
            "403": problem_response("A token without the scope"),
            "503": problem_response("The service cannot answer now"),
        },
    })
}
