use access::Role;
use accounts::operations::sessions::Method;
use axum::body::Body;
use revisions::Subject;
use server::clock;
use sqlx::PgPool;

use super::{Desk, Two, is_done};
use crate::dossiers::{Folder, piece_settings};
use crate::gestion::HOST;
use crate::official::{is_official, pdf, places};
use crate::support::{Answer, ask, request};

const LIST: &str = "/gestion/formulaires";

/// A desk that reads files, and scans them.
async fn desk(pool: PgPool, folder: &Folder) -> Desk {
    let settings = piece_settings(&folder.0);
    let settings: Vec<(&str, &str)> =
        settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Desk::with(pool, &settings).await
}

/// An admin who writes, and a superviseur who looks.
async fn two(desk: &Desk) -> Two<'_> {
    let (_, ada) = desk.sits(Role::Admin).await;
    let max = desk.somebody(HOST, "max@house.example", &[Role::Superviseur]).await;
    let max = desk.cookie(&max, Method::Passkey).await;
    Two { desk, subject: Subject::Form, path: LIST, ada, max }
}

/// Ada begins a draft of the mandate.
async fn draft(two: &Two<'_>) -> String {
    let fields = [("act", "begin"), ("part", "mandat"), ("note", "Cerfa 13757*03")];
    let begun = two.desk.post(&two.ada, LIST, &fields).await;
    let to = begun.header("location").to_owned();
    assert!(to.ends_with("?fait=commence"), "{} {}", begun.status, begun.body);
    to.split('?').next().unwrap().to_owned()
}

/// Somebody sends files into the draft.
async fn send(two: &Two<'_>, cookie: &str, path: &str, files: &[(&str, &[u8])]) -> Answer {
    let edition = two.revision(path).await.edition;
    let mut body =
        format!("--xyzzy\r\ncontent-disposition: form-data; name=\"edition\"\r\n\r\n{edition}\r\n")
            .into_bytes();
    for (name, bytes) in files {
        let head = format!(
            "--xyzzy\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--xyzzy--\r\n");
    let asked = request("POST", &format!("{path}/fichier"), HOST)
        .header("origin", "http://localhost:3000")
        .header("cookie", cookie)
        .header("content-type", "multipart/form-data; boundary=xyzzy");
    ask(&two.desk.site, asked.body(Body::from(body)).unwrap()).await
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn two_people_put_an_official_form_into_use_after_they_saw_it_filled(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(pool, &folder).await;
    let two = two(&desk).await;
    let path = draft(&two).await;
    let begun = desk.get(&two.ada, &path).await.body;
    assert!(begun.contains("Il manque le PDF officiel"), "{begun}");
    let too_soon = two.ask(&path, &clock::today().to_string()).await;
    assert_eq!(too_soon.status.as_u16(), 422, "without its PDF");

    let (file, places) = (pdf(2, "", ""), places());
    let sent: [(&str, &[u8]); 2] =
        [("cerfa_13757-03.pdf", &file), ("places.toml", places.as_bytes())];
    let taken = send(&two, &two.ada, &path, &sent).await;
    assert!(is_done(&taken, "pris"), "{}", taken.body);
    let page = desk.get(&two.ada, &path).await.body;
    assert!(page.contains("Le contrôle ne refuse rien") && page.contains("2 page(s)"), "{page}");
    assert!(page.contains(&forms::operations::sha256(&file).to_string()));
    assert!(is_done(&two.ask(&path, &clock::today().to_string()).await, "demande"));

    let tries = desk.get(&two.max, &format!("{path}?vue=essais")).await.body;
    assert!(tries.contains("Ouvrir le PDF rempli (cas ordinaire)"), "{tries}");
    let filled = desk.get(&two.max, &format!("{path}/fichier?document=ordinaire")).await;
    assert_eq!(filled.header("content-type"), "application/pdf");
    assert!(is_official(&filled.body));
    let own = desk.get(&two.max, &format!("{path}/fichier?document=formulaire.pdf")).await;
    assert_eq!(own.body.as_bytes(), file, "as it came");
    assert!(own.header("content-disposition").starts_with("attachment"));

    assert_eq!(two.publish(&two.ada, &path).await.status.as_u16(), 422, "not the author");
    assert!(is_done(&two.publish(&two.max, &path).await, "publie"));
    let list = desk.get(&two.max, LIST).await.body;
    assert!(list.contains("en vigueur depuis le") && list.contains("13757, Mandat"), "{list}");
    let late = send(&two, &two.ada, &path, &sent).await;
    assert_eq!(late.status.as_u16(), 409, "what is published never changes");
    // The next draft begins from it.
    let next = draft(&two).await;
    let again = desk.get(&two.ada, &format!("{next}/fichier?document=formulaire.pdf")).await;
    assert_eq!(again.body.as_bytes(), file);
    let same = two.ask(&next, &clock::today().to_string()).await;
    assert!(same.body.contains("dit exactement ce qui est en vigueur"), "{}", same.body);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_file_that_is_no_form_is_refused_with_how_to_mend_and_nothing_is_kept(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(pool, &folder).await;
    let two = two(&desk).await;
    let path = draft(&two).await;
    let eicar =
        concat!(r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-", r"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*");
    let script = "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>";
    let long = vec![b' '; 9 << 20];
    let bad: [(&str, &[u8], &str); 6] = [
        ("photo.pdf", b"\xff\xd8\xff\xe0", "pas un PDF lisible"),
        ("vide.pdf", b"%PDF-1.7 rien", "Rien n’a été pris"),
        ("long.pdf", &[b"%PDF-1.7".as_slice(), &long].concat(), "dépasse 8 Mio"),
        ("neuf.pdf", &pdf(9, "", ""), "plus de 8 pages"),
        ("script.pdf", &pdf(2, script, ""), "imprimez-le dans un nouveau PDF"),
        ("virus.pdf", &pdf(2, "", eicar), "a reconnu un danger"),
    ];
    let places = places();
    for (name, file, said) in bad {
        // The places that come along are not taken either.
        let sent = [(name, file), ("places.toml", places.as_bytes())];
        let refused = send(&two, &two.ada, &path, &sent).await;
        assert_eq!(refused.status.as_u16(), 422, "{name}");
        assert!(refused.body.contains(said), "{name}: {}", refused.body);
        assert!(refused.body.contains("Rien n’a été pris"), "{name}");
    }
    assert_eq!(two.revision(&path).await.edition, 1, "nothing was kept");
    let page = desk.get(&two.ada, &path).await.body;
    assert!(page.contains("Il manque le PDF officiel"));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn without_the_antivirus_no_form_is_taken(pool: PgPool) {
    let folder = Folder::new();
    let settings = piece_settings(&folder.0);
    let silent = ("CLAMD_SOCKET", "/nonexistent/clamd.ctl");
    let mut settings: Vec<(&str, &str)> =
        settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    settings.retain(|(name, _)| *name != silent.0);
    settings.push(silent);
    let desk = Desk::with(pool, &settings).await;
    let two = two(&desk).await;
    let path = draft(&two).await;
    let refused = send(&two, &two.ada, &path, &[("mandat.pdf", &pdf(2, "", ""))]).await;
    assert_eq!(refused.status.as_u16(), 422);
    assert!(refused.body.contains("L’antivirus ne répond pas"), "{}", refused.body);
    assert_eq!(two.revision(&path).await.edition, 1, "nothing was kept");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn places_that_are_wrong_are_said_by_line_and_kept_as_typed(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(pool, &folder).await;
    let two = two(&desk).await;
    let path = draft(&two).await;
    send(&two, &two.ada, &path, &[("mandat.pdf", &pdf(2, "", ""))]).await;
    let odd = places().replacen("\"vehicle.E\"", "\"vehicle.Z\"", 1);
    let line = odd.lines().position(|line| line.contains("vehicle.Z")).unwrap() + 1;
    assert!(is_done(&two.write(&path, "places.toml", &odd).await, "ecrit"));
    let page = desk.get(&two.ada, &path).await.body;
    for said in ["vehicle.Z", "vehicle.E", &format!("ligne {line}"), "Regardez l’orthographe"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let asked = two.ask(&path, &clock::today().to_string()).await;
    assert_eq!(asked.status.as_u16(), 422);
    assert!(two.is_draft(&path).await);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn only_an_admin_begins_a_form_that_there_is_and_puts_files_into_it(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(pool, &folder).await;
    let two = two(&desk).await;
    for part in ["", "attestation_hebergement", "passeport"] {
        let fields = [("act", "begin"), ("part", part), ("note", "x")];
        let refused = desk.post(&two.ada, LIST, &fields).await;
        assert_eq!(refused.status.as_u16(), 422, "{part}");
        assert!(refused.body.contains("Choisissez-en un"), "{part}");
    }
    let path = draft(&two).await;
    for role in [Role::Superviseur, Role::Comptable] {
        let (_, cookie) = desk.sits(role).await;
        let begun = [("act", "begin"), ("part", "mandat"), ("note", "x")];
        let begun = desk.post(&cookie, LIST, &begun).await;
        assert_eq!(begun.status.as_u16(), 404, "{}", role.id());
        let sent = send(&two, &cookie, &path, &[("mandat.pdf", &pdf(2, "", ""))]).await;
        assert_eq!(sent.status.as_u16(), 404, "{}", role.id());
    }
    let other = desk.somebody(HOST, "eve@house.example", &[Role::Admin]).await;
    let other = desk.cookie(&other, Method::Passkey).await;
    let sent = send(&two, &other, &path, &[("mandat.pdf", &pdf(2, "", ""))]).await;
    assert!(sent.body.contains("à une autre personne"), "{} {}", sent.status, sent.body);
}
