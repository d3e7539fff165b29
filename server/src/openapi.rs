//! The description of the API, OpenAPI 3.1, made from the same lists that read a request: it cannot differ from them.

mod helpdesk;
mod tokens;

use serde_json::{Map, Value, json};
use simulator::Baremes;
use simulator::answer::{LineCode, RefundCode};
use simulator::facts::{
    EcCategory, ErrorBy, Exemption, Fact, Genre, Holder, NationalBody, Norm, Operation, Origin, Use,
};
use vocabulary::Lang;
use wording::labels::{fact_help, fact_label};

/// The whole description.
#[must_use]
pub fn document(baremes: &Baremes) -> Value {
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "CarteClaire",
            "version": "1.0.0",
            "summary": "The price of a French registration certificate, line by line",
            "description": "Every amount is in euro cents. The tables are dated: any day of issue from 2023 to 2027 can be asked.",
        },
        "servers": [{ "url": "/" }],
        "paths": { "/api/v1/simulations": { "post": {
            "operationId": "simulate",
            "summary": "Work out the price of a certificate",
            "description": "Nothing is stored. Facts that are missing do not fail: the answer names them and gives the range that they leave open.",
            "parameters": [{
                "name": "Accept-Language", "in": "header", "required": false,
                "description": "Language of the sentences: fr (default) or en.",
                "schema": { "type": "string", "examples": ["fr", "en"] },
            }],
            "requestBody": { "required": true, "content": { "application/json": {
                "schema": { "$ref": "#/components/schemas/Facts" },
                "example": example(),
            } } },
            "responses": {
                "200": { "description": "The price", "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/Simulation" } } } },
                "400": problem_response("The body is not one JSON object"),
                "413": { "description": "The body is larger than 64 KiB" },
                "422": problem_response("Facts that cannot be used, all at once"),
                "429": problem_response("Too many requests: wait for Retry-After seconds"),
            },
        } } },
        "components": { "schemas": schemas(baremes) },
    });
    tokens::describe(&mut document);
    helpdesk::describe(&mut document);
    document
}

fn problem_response(description: &str) -> Value {
    json!({
        "description": description,
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    })
}

fn example() -> Value {
    json!({
        "issued_on": "2026-11-21", "operation": "changement_titulaire", "departement": "75", "genre": "VP",
        "energy": "ES", "fiscal_cv": 6, "first_registered_on": "2021-05-14", "origin": "used_france",
        "co2_g_km": 118, "co2_norm": "wltp", "mass_in_running_order_kg": 1320, "ptac_kg": 1800, "seats": 5,
    })
}

fn schemas(baremes: &Baremes) -> Value {
    let facts: Map<String, Value> = Fact::ALL
        .iter()
        .map(|fact| {
            let mut schema = fact_schema(*fact, baremes);
            schema["title"] = Value::from(fact_label(*fact, Lang::En));
            schema["description"] = Value::from(fact_help(*fact, Lang::En));
            (fact.id().to_owned(), schema)
        })
        .collect();
    let cents = json!({ "type": "integer", "description": "Euro cents" });
    let cents_or_null = json!({ "type": ["integer", "null"], "description": "Euro cents" });
    let range = json!({
        "type": "array", "prefixItems": [{ "type": "integer" }, { "type": "integer" }],
        "minItems": 2, "maxItems": 2, "description": "Least and most, euro cents",
    });
    json!({
        "Facts": {
            "type": "object",
            "required": ["operation"],
            "additionalProperties": false,
            "properties": facts,
        },
        "Simulation": {
            "type": "object",
            "required": ["issued_on", "baremes", "total_cents", "rounding_cents", "lines", "refunds", "missing", "warnings"],
            "additionalProperties": false,
            "properties": {
                "issued_on": { "type": "string", "format": "date" },
                "baremes": { "type": "string", "pattern": "^sha256:[0-9a-f]{64}$", "description": "Hash of the tables used" },
                "total_cents": cents_or_null,
                "rounding_cents": cents_or_null,
                "range_cents": range,
                "lines": { "type": "array", "minItems": 6, "maxItems": 6, "items": { "$ref": "#/components/schemas/Line" } },
                "refunds": { "type": "array", "items": { "$ref": "#/components/schemas/Refund" } },
                "missing": { "type": "array", "items": ids(Fact::ALL, Fact::id) },
                "warnings": { "type": "array", "items": {
                    "type": "object", "required": ["code", "message"], "additionalProperties": false,
                    "properties": { "code": { "type": "string" }, "message": { "type": "string" } },
                } },
            },
        },
        "Line": {
            "type": "object",
            "required": ["code", "amount_cents", "label", "formula", "legal_basis", "in_force_since", "source"],
            "additionalProperties": false,
            "properties": {
                "code": ids(LineCode::ALL, LineCode::id),
                "amount_cents": cents_or_null,
                "label": { "type": "string" },
                "formula": { "type": "string" },
                "legal_basis": { "type": "string" },
                "in_force_since": { "type": ["string", "null"], "format": "date" },
                "source": { "type": "string" },
                "range_cents": range,
                "error": { "type": "string", "enum": ["unknown_bareme"] },
            },
        },
        "Refund": {
            "type": "object",
            "required": ["code", "amount_cents", "legal_basis"],
            "additionalProperties": false,
            "properties": {
                "code": ids(RefundCode::ALL, RefundCode::id),
                "amount_cents": cents,
                "legal_basis": { "type": "string" },
            },
        },
        "Problem": {
            "type": "object",
            "required": ["type", "title", "status", "detail", "errors"],
            "properties": {
                "type": { "type": "string" },
                "title": { "type": "string" },
                "status": { "type": "integer" },
                "detail": { "type": "string" },
                "errors": { "type": "array", "items": {
                    "type": "object", "required": ["pointer", "code", "message"],
                    "properties": {
                        "pointer": { "type": "string", "description": "JSON pointer into the body" },
                        "code": { "type": "string" },
                        "message": { "type": "string" },
                    },
                } },
            },
        },
    })
}

fn ids<T: Copy>(all: &[T], id: fn(T) -> &'static str) -> Value {
    json!({ "type": "string", "enum": all.iter().map(|one| id(*one)).collect::<Vec<_>>() })
}

fn or_null(mut schema: Value) -> Value {
    schema["type"] = json!([schema["type"], "null"]);
    if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        values.push(Value::Null);
    }
    schema
}

fn fact_schema(fact: Fact, baremes: &Baremes) -> Value {
    let integer = json!({ "type": "integer", "minimum": 0 });
    let date = json!({ "type": "string", "format": "date" });
    let codes = |list: Vec<&str>| json!({ "type": "string", "enum": list });
    let schema = match fact {
        Fact::Operation => return ids(Operation::ALL, Operation::id),
        Fact::IssuedOn | Fact::FirstRegisteredOn | Fact::FirstRegisteredInFranceOn => date,
        Fact::Departement => codes(
            baremes
                .regions
                .iter()
                .flat_map(|region| &region.departements)
                .map(String::as_str)
                .collect(),
        ),
        Fact::Region => codes(baremes.regions.iter().map(|region| region.code.as_str()).collect()),
        Fact::Genre => ids(Genre::ALL, Genre::id),
        Fact::NationalBody => ids(NationalBody::ALL, NationalBody::id),
        Fact::EcCategory => ids(EcCategory::ALL, EcCategory::id),
        Fact::Origin => ids(Origin::ALL, Origin::id),
        Fact::Co2Norm => ids(Norm::ALL, Norm::id),
        Fact::Holder => ids(Holder::ALL, Holder::id),
        Fact::Exemption => ids(Exemption::ALL, Exemption::id),
        Fact::Use => ids(Use::ALL, Use::id),
        Fact::ErrorBy => ids(ErrorBy::ALL, ErrorBy::id),
        Fact::Energy | Fact::Body => json!({ "type": "string", "minLength": 2, "maxLength": 2 }),
        Fact::DisabilityCard
        | Fact::Collection
        | Fact::E85Converted
        | Fact::MalusSettled
        | Fact::NewCertificate => json!({ "type": "boolean" }),
        Fact::FiscalCv
        | Fact::Co2GKm
        | Fact::MassInRunningOrderKg
        | Fact::PtacKg
        | Fact::MaxTechnicalMassKg
        | Fact::Seats
        | Fact::ElectricRangeKm
        | Fact::ElectricPowerKw
        | Fact::NetPowerKw
        | Fact::PriceCents
        | Fact::DependentChildren
        | Fact::MileageKm => integer,
    };
    or_null(schema)
}
