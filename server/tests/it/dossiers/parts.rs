//! Files that a script sends in parts: cut and gone on with, put once, taken from nobody else's hands.

use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use dossiers::SlotState;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use sqlx::PgPool;

use super::sending::{Folder, picture};
use super::{Browser, dossier, paid, with_pieces};
use crate::somebody::begin;
use crate::support::{Answer, ask, request};

async fn post(site: &Router, browser: &Browser, path: &str, body: &Value) -> Answer {
    let request = request("POST", path, "localhost:3000")
        .header("cookie", browser.cookie())
        .header("origin", "http://localhost:3000")
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    ask(site, request).await
}

/// Puts one part of `file` where the server said.
async fn put(site: &Router, part: &Value, file: &[u8]) {
    let at = |name: &str| usize::try_from(part[name].as_u64().unwrap()).unwrap();
    let bytes = file[at("from")..at("from") + at("length")].to_vec();
    let header = &part["headers"][0];
    let request = request("PUT", part["address"].as_str().unwrap(), "localhost:3000")
        .header(header[0].as_str().unwrap(), header[1].as_str().unwrap())
        .header("origin", "http://localhost:3000")
        .header("content-length", bytes.len())
        .body(Body::from(bytes))
        .unwrap();
    assert_eq!(ask(site, request).await.status, StatusCode::NO_CONTENT);
}

fn announced(name: &str, file: &[u8], token: &str) -> Value {
    let digest = server::files::hex(&Sha256::digest(file));
    json!({ "name": name, "size": file.len(), "sha256": digest, "camera": true, "token": token })
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_file_that_was_cut_goes_on_where_it_was_and_is_one_piece(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (_, browser, reference) = paid(&site, &state, "lea").await;
    let path = format!("/dossier/{reference}/piece/piece_identite/envois");
    let file = picture(1600, 1200, 3);
    let begun = post(&site, &browser, &path, &announced("recto.bmp", &file, "")).await.json();
    let parts = begun["parts"].as_array().unwrap().clone();
    assert_eq!(parts.len(), 2, "{begun}");
    let token = begun["token"].as_str().unwrap();
    let done = json!({ "token": token });
    // Nothing is made of half a file.
    put(&site, &parts[1], &file).await;
    let early = post(&site, &browser, &format!("{path}/fini"), &done).await;
    assert_eq!((early.status, &early.json()["next"]), (StatusCode::CONFLICT, &json!("again")));
    // Announced again after the cut: what is there is not asked for again.
    let again = post(&site, &browser, &path, &announced("recto.bmp", &file, token)).await.json();
    assert_eq!((&again["token"], again["parts"].as_array().unwrap().len()), (&json!(token), 1));
    assert_eq!(again["arrived"].as_u64().unwrap(), parts[1]["length"].as_u64().unwrap());
    put(&site, &again["parts"][0], &file).await;
    // The answer may be lost: asked twice, it is as once.
    for _ in 0..2 {
        let whole = post(&site, &browser, &format!("{path}/fini"), &done).await;
        assert_eq!(whole.json(), json!({ "there": true, "new": true }), "{}", whole.body);
    }
    let (id, found) = dossier(&state, &reference).await;
    let slot = &found.slots["piece_identite"];
    assert_eq!((slot.state, slot.documents.len()), (SlotState::Received, 1));
    let mut tx = begin(&state).await;
    let all = documents::operations::of_dossier(&mut tx, id.0).await.unwrap();
    assert_eq!(all.len(), 1);
    // The same file once more is known before a byte of it is sent.
    let same = post(&site, &browser, &path, &announced("again.bmp", &file, "")).await;
    assert_eq!(same.json(), json!({ "there": true, "new": false }));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn two_files_that_arrive_at_once_are_both_there(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (_, browser, reference) = paid(&site, &state, "lea").await;
    let path = format!("/dossier/{reference}/piece/piece_identite/envois");
    let files = [picture(64, 48, 1), picture(64, 48, 2)];
    let mut tokens = Vec::new();
    for file in &files {
        let begun = post(&site, &browser, &path, &announced("cni.bmp", file, "")).await.json();
        put(&site, &begun["parts"][0], file).await;
        tokens.push(json!({ "token": begun["token"] }));
    }
    let end = format!("{path}/fini");
    let (one, other) = futures_util::future::join(
        post(&site, &browser, &end, &tokens[0]),
        post(&site, &browser, &end, &tokens[1]),
    )
    .await;
    assert!(one.status.is_success() && other.status.is_success(), "{} {}", one.body, other.body);
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(found.slots["piece_identite"].documents.len(), 2);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_cannot_be_taken_is_said_in_words_and_nobody_elses_upload_is_known(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (_, browser, reference) = paid(&site, &state, "lea").await;
    let path = format!("/dossier/{reference}/piece/piece_identite/envois");
    for (name, size) in [("vide.pdf", 0_u64), ("long.pdf", 21 * 1024 * 1024)] {
        let said = json!({ "name": name, "size": size });
        let refused = post(&site, &browser, &path, &said).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.json()["next"], "stop");
        assert!(refused.json()["said"].as_str().unwrap().len() > 20, "{}", refused.body);
    }
    // A program under the name of a picture: its bytes say what it is.
    let program = b"MZ\x90\x00 this program cannot be run".to_vec();
    let begun = post(&site, &browser, &path, &announced("cni.jpg", &program, "")).await.json();
    put(&site, &begun["parts"][0], &program).await;
    let end = format!("{path}/fini");
    let refused = post(&site, &browser, &end, &json!({ "token": begun["token"] })).await;
    assert_eq!((refused.status.as_u16(), &refused.json()["next"]), (422, &json!("stop")));

    let file = picture(64, 48, 9);
    let begun = post(&site, &browser, &path, &announced("cni.bmp", &file, "")).await.json();
    let token = begun["token"].as_str().unwrap();
    let (_, other, theirs) = paid(&site, &state, "tom").await;
    // Neither another dossier nor another piece of the same one goes on with it.
    for (browser, path) in [
        (&other, format!("/dossier/{theirs}/piece/piece_identite/envois")),
        (&browser, format!("/dossier/{reference}/piece/justificatif_domicile/envois")),
    ] {
        let end = post(&site, browser, &format!("{path}/fini"), &json!({ "token": token })).await;
        assert_eq!((end.status, &end.json()["next"]), (StatusCode::CONFLICT, &json!("anew")));
        let anew = post(&site, browser, &path, &announced("cni.bmp", &file, token)).await.json();
        assert_ne!(anew["token"], json!(token));
    }
    let stranger = post(&site, &other, &path, &announced("cni.bmp", &file, "")).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_store_that_is_down_is_said_and_what_was_begun_goes_on_when_it_is_back(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (_, mut browser, reference) = paid(&site, &state, "lea").await;
    let piece = format!("/dossier/{reference}/piece/piece_identite");
    let path = format!("{piece}/envois");
    let file = picture(64, 48, 5);
    let begun = post(&site, &browser, &path, &announced("cni.bmp", &file, "")).await.json();
    // Where the folder was there is something that holds no files.
    std::fs::remove_dir_all(&folder.0).unwrap();
    std::fs::write(&folder.0, b"").unwrap();
    let part = &begun["parts"][0];
    let length = file.len();
    let request = request("PUT", part["address"].as_str().unwrap(), "localhost:3000")
        .header("content-type", part["headers"][0][1].as_str().unwrap())
        .header("origin", "http://localhost:3000")
        .header("content-length", length)
        .body(Body::from(file.clone()))
        .unwrap();
    assert_eq!(ask(&site, request).await.status, StatusCode::SERVICE_UNAVAILABLE);
    let token = begun["token"].as_str().unwrap();
    let end = post(&site, &browser, &format!("{path}/fini"), &json!({ "token": token })).await;
    assert_eq!(end.json()["next"], "again", "{}", end.body);
    let form = browser.send_files(&site, &piece, &[("cni.bmp", &file)]).await;
    assert_eq!(form.status, 422);
    assert!(form.body.contains("Rien n’est perdu"), "{}", form.body);

    std::fs::remove_file(&folder.0).unwrap();
    std::fs::create_dir_all(&folder.0).unwrap();
    let again = post(&site, &browser, &path, &announced("cni.bmp", &file, token)).await.json();
    assert_eq!(again["token"], json!(token));
    put(&site, &again["parts"][0], &file).await;
    let whole = post(&site, &browser, &format!("{path}/fini"), &json!({ "token": token })).await;
    assert_eq!(whole.json()["there"], true, "{}", whole.body);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_was_taken_back_is_not_put_back_by_the_upload_that_it_came_by(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (_, mut browser, reference) = paid(&site, &state, "lea").await;
    let piece = format!("/dossier/{reference}/piece/piece_identite");
    let path = format!("{piece}/envois");
    let file = picture(64, 48, 7);
    let begun = post(&site, &browser, &path, &announced("cni.bmp", &file, "")).await.json();
    put(&site, &begun["parts"][0], &file).await;
    let token = begun["token"].as_str().unwrap();
    let end = json!({ "token": token });
    let whole = post(&site, &browser, &format!("{path}/fini"), &end).await;
    assert_eq!(whole.json()["there"], true, "{}", whole.body);
    let (_, found) = dossier(&state, &reference).await;
    let document = found.slots["piece_identite"].documents[0].to_string();
    browser.send(&site, &format!("{piece}/retirer"), &[("document", &document)]).await;

    let again = post(&site, &browser, &format!("{path}/fini"), &end).await;
    assert_eq!((again.status, &again.json()["next"]), (StatusCode::CONFLICT, &json!("anew")));
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(found.slots["piece_identite"].state, SlotState::Expected);
    let anew = post(&site, &browser, &path, &announced("cni.bmp", &file, token)).await.json();
    assert_ne!(anew["token"], json!(token), "{anew}");
}
