use axum::body::Body;
use serde_json::{Value, json};

use crate::support::{Answer, alone, ask, get, request};

async fn simulate(body: &Value, lang: &str) -> Answer {
    post(body.to_string(), lang).await
}

async fn post(body: String, lang: &str) -> Answer {
    let request = request("POST", "/api/v1/simulations", "localhost:3000")
        .header("content-type", "application/json")
        .header("accept-language", lang)
        .body(Body::from(body))
        .unwrap();
    ask(&alone(), request).await
}

fn example() -> Value {
    json!({
        "issued_on": "2026-11-21", "operation": "changement_titulaire", "departement": "75", "genre": "VP",
        "energy": "ES", "fiscal_cv": 6, "first_registered_on": "2021-05-14", "origin": "used_france",
        "co2_g_km": 118, "co2_norm": "wltp", "mass_in_running_order_kg": 1320, "ptac_kg": 1800, "seats": 5,
    })
}

#[tokio::test]
async fn the_example_of_the_contract_is_answered_to_the_letter() {
    let answer = simulate(&example(), "fr").await;
    assert_eq!(answer.status, 200);
    let body = answer.json();
    assert_eq!(body["issued_on"], "2026-11-21");
    assert_eq!(body["total_cents"], 42776);
    assert_eq!(body["rounding_cents"], 30);
    let codes: Vec<_> = body["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["y1", "y2", "y3_co2", "y3_mass", "y4", "y5"]);
    let y1 = &body["lines"][0];
    assert_eq!(y1["amount_cents"], 41370);
    assert_eq!(y1["label"], "Taxe régionale");
    assert_eq!(y1["formula"], "6 CV × (54,95 € + 14,00 €)");
    assert_eq!(y1["legal_basis"], "CIBS L421-41, L421-54-1");
    assert_eq!(y1["in_force_since"], "2026-03-01");
    assert_eq!(body["refunds"], json!([]));
    assert_eq!(body["missing"], json!([]));
    assert_eq!(body["baremes"].as_str().unwrap(), &*server::cli::builtin_published().hash);
}

#[tokio::test]
async fn the_sentences_are_in_the_language_asked_for() {
    let answer = simulate(&example(), "en-GB,fr;q=0.5").await;
    assert_eq!(answer.json()["lines"][0]["label"], "Regional tax");
    assert_eq!(answer.header("content-language"), "en");
}

#[tokio::test]
async fn every_fault_is_named_at_once() {
    let answer = simulate(
        &json!({ "operation": "vol", "fiscal_cv": "6", "co2_g_km": -1, "issued_on": "2026-02-30", "colour": "red" }),
        "en",
    )
    .await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let body = answer.json();
    let mut pointers: Vec<_> = body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    pointers.sort_unstable();
    assert_eq!(pointers, ["/co2_g_km", "/colour", "/fiscal_cv", "/issued_on", "/operation"]);
}

#[tokio::test]
async fn what_is_no_json_object_is_refused() {
    for body in ["", "{", "[]", "3", "null", "{\"operation\":"] {
        let answer = post(body.to_owned(), "fr").await;
        assert_eq!(answer.status, 400, "{body}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    let long = format!("{{\"operation\":\"{}\"}}", "a".repeat(server::routes::BODY_MAX));
    assert_eq!(post(long, "fr").await.status, 413);
}

#[tokio::test]
async fn every_operation_genre_and_year_is_answered_with_six_lines() {
    let site = alone();
    for operation in simulator::facts::Operation::ALL {
        for genre in simulator::facts::Genre::ALL {
            for year in 2023..=2027 {
                let body = json!({
                    "operation": operation.id(), "genre": genre.id(), "issued_on": format!("{year}-06-15"),
                    "departement": "2A", "fiscal_cv": 7, "energy": "GO", "first_registered_on": format!("{year}-06-15"),
                    "co2_g_km": 140, "mass_in_running_order_kg": 1900, "ptac_kg": 2500,
                });
                let request = request("POST", "/api/v1/simulations", "localhost:3000")
                    .body(Body::from(body.to_string()))
                    .unwrap();
                let answer = ask(&site, request).await;
                assert_eq!(answer.status, 200, "{operation:?} {genre:?} {year}: {}", answer.body);
                assert_eq!(answer.json()["lines"].as_array().unwrap().len(), 6);
            }
        }
    }
}

/// The description is checked against real answers: every key that is sent is described, every required one is sent.
#[tokio::test]
async fn the_description_says_what_is_answered() {
    let description = get(&alone(), "/api/openapi.json").await.json();
    assert_eq!(description["openapi"], "3.1.0");
    let schema = |name: &str| description["components"]["schemas"][name].clone();
    let facts = schema("Facts");
    for fact in simulator::facts::Fact::ALL {
        assert!(facts["properties"].get(fact.id()).is_some(), "{} is not described", fact.id());
    }
    let check = |value: &Value, schema: &Value, what: &str| {
        for key in value.as_object().unwrap().keys() {
            assert!(schema["properties"].get(key).is_some(), "{what}: {key} is not described");
        }
        for key in schema["required"].as_array().unwrap() {
            assert!(value.get(key.as_str().unwrap()).is_some(), "{what}: {key} is not sent");
        }
    };
    let known = simulate(&example(), "fr").await.json();
    let open = simulate(&json!({ "operation": "import_occasion" }), "fr").await.json();
    for answer in [&known, &open] {
        check(answer, &schema("Simulation"), "Simulation");
        for line in answer["lines"].as_array().unwrap() {
            check(line, &schema("Line"), "Line");
        }
    }
    check(&simulate(&json!({}), "fr").await.json(), &schema("Problem"), "Problem");
    assert_eq!(open["total_cents"], Value::Null);
    assert_eq!(open["rounding_cents"], Value::Null);
}

#[tokio::test]
async fn another_sites_page_may_ask() {
    let request = request("OPTIONS", "/api/v1/simulations", "localhost:3000")
        .header("origin", "https://garage.example")
        .body(Body::empty())
        .unwrap();
    let answer = ask(&alone(), request).await;
    assert_eq!((answer.status.as_u16(), answer.header("access-control-allow-origin")), (204, "*"));
}

#[tokio::test]
async fn the_tables_are_served_under_their_hash_and_nowhere_else() {
    let published = server::cli::builtin_published();
    let found = get(&alone(), &published.snapshot_path()).await;
    assert_eq!(found.status, 200);
    assert!(found.header("cache-control").contains("immutable"));
    assert_eq!(get(&alone(), &format!("/baremes/{}.bin", "0".repeat(64))).await.status, 404);
}
