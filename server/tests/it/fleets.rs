//! The space of garages and fleets over HTTP, as a browser without script asks for it.

mod begun;
mod firms;

use access::Role;
use axum::Router;
use axum::body::Body;
use server::State;
use sqlx::PgPool;

use crate::somebody::{get_as, send_as, served, somebody};
use crate::support::{Answer, ask, request};

const LIST: &str = "/compte/vehicules";
const SHEET: &str = "/compte/vehicules/import";

/// A garage, and the cookie of its session.
async fn garage(state: &State, name: &str) -> String {
    somebody(state, name, &[Role::ProClient]).await.1
}

/// A form of files, from a page of ours.
async fn send_parts(
    site: &Router,
    path: &str,
    cookie: &str,
    parts: &[(&str, &str, &[u8])],
) -> Answer {
    let mut body = Vec::new();
    for (name, file, bytes) in parts {
        let file = if file.is_empty() { String::new() } else { format!("; filename=\"{file}\"") };
        let head =
            format!("--boundary\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--boundary--\r\n");
    let request = request("POST", path, "localhost:3000")
        .header("cookie", cookie)
        .header("origin", "http://localhost:3000")
        .header("content-type", "multipart/form-data; boundary=boundary")
        .body(Body::from(body))
        .unwrap();
    ask(site, request).await
}

async fn import(site: &Router, cookie: &str, text: &str) -> Answer {
    send_parts(site, SHEET, cookie, &[("file", "", b""), ("list", "", text.as_bytes())]).await
}

/// The ids of the vehicles of a page, in its order.
fn ids(page: &str) -> Vec<String> {
    page.split("name=\"v\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

/// What stands in the text area of a page.
fn text_area(page: &str) -> String {
    let at = page.split("<textarea").nth(1).unwrap();
    let text = at.split_once('>').unwrap().1.split("</textarea>").next().unwrap();
    text.replace("&quot;", "\"").replace("&#x27;", "'").replace("&amp;", "&")
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_vehicle_is_added_changed_found_and_removed(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let cookie = garage(&state, "garage").await;
    let empty = get_as(&site, LIST, &cookie).await;
    assert!(empty.body.contains("Aucun véhicule pour le moment"), "{}", empty.body);

    let new = "/compte/vehicules/nouveau";
    let typed = [("plate", "ab123"), ("make", "Renault"), ("fiscal_cv", "six")];
    let refused = send_as(&site, new, &cookie, &typed).await;
    assert_eq!(refused.status, 422);
    for said in ["comme AB-123-CD", "value=\"ab123\"", "value=\"Renault\"", "value=\"six\""] {
        assert!(refused.body.contains(said), "{said}: {}", refused.body);
    }
    let typed = [("plate", "ab123cd"), ("make", "Renault"), ("label", "Parc 12")];
    let added = send_as(&site, new, &cookie, &typed).await;
    assert_eq!(added.header("location"), "/compte/vehicules?fait=ajoute", "{}", added.body);
    let twice = send_as(&site, new, &cookie, &typed).await;
    assert_eq!(twice.status, 422);
    assert!(twice.body.contains("a déjà cette immatriculation"), "{}", twice.body);

    for words in ["AB123", "b-12", "parc"] {
        let found = get_as(&site, &format!("{LIST}?q={words}"), &cookie).await.body;
        assert!(found.contains("AB-123-CD") && found.contains("RENAULT"), "{words}: {found}");
    }
    let none = get_as(&site, &format!("{LIST}?q=zz999"), &cookie).await.body;
    assert!(none.contains("Aucun véhicule ne correspond") && !none.contains("AB-123-CD"));

    let id = ids(&get_as(&site, LIST, &cookie).await.body).remove(0);
    let one = format!("{LIST}/{id}");
    let shown = get_as(&site, &one, &cookie).await.body;
    assert!(shown.contains("value=\"AB-123-CD\"") && shown.contains("value=\"Parc 12\""));
    let typed = [("act", "keep"), ("plate", "EF-456-GH"), ("vin", "VF1RFB00X56789012")];
    let changed = send_as(&site, &one, &cookie, &typed).await;
    assert_eq!(changed.header("location"), "/compte/vehicules?fait=modifie", "{}", changed.body);
    let list = get_as(&site, LIST, &cookie).await.body;
    assert!(list.contains("EF-456-GH") && !list.contains("AB-123-CD"), "{list}");

    // Somebody else's looks missing, and stays.
    let other = garage(&state, "autre").await;
    assert_eq!(get_as(&site, &one, &other).await.status, 404);
    assert_eq!(send_as(&site, &one, &other, &[("act", "remove")]).await.status, 404);
    assert_eq!(send_as(&site, &one, &other, &typed).await.status, 404);
    assert!(!get_as(&site, LIST, &other).await.body.contains("EF-456-GH"));

    let removed = send_as(&site, &one, &cookie, &[("act", "remove")]).await;
    assert_eq!(removed.header("location"), "/compte/vehicules?fait=retire");
    let audited: i64 =
        sqlx::query_scalar("select count(*) from audit_events where act = 'fleet_changed'")
            .fetch_one(&pool)
            .await
            .unwrap();
    assert_eq!(audited, 3, "added, changed, removed");
    assert!(get_as(&site, LIST, &cookie).await.body.contains("Aucun véhicule pour le moment"));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_good_lines_of_a_list_are_taken_and_the_others_given_back(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let cookie = garage(&state, "garage").await;
    let text = "immatriculation;VIN;marque;référence;couleur\n\
        AB-123-CD;;Renault;;bleu\n\
        AB-123;;\"Peugeot; SA\";<b>;rouge\n\
        ;VF1RFB00X56789012;Renault;=1+1;\n";
    let page = import(&site, &cookie, text).await;
    assert_eq!(page.status, 422);
    for said in ["2 véhicules ajoutés", "1 ligne à corriger", "comme AB-123-CD", "couleur"] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    assert!(page.body.contains("<th scope=\"row\">3</th>"), "{}", page.body);
    let left = text_area(&page.body);
    assert!(left.contains("AB-123;;\"Peugeot; SA\""), "{left}");
    assert!(!left.contains("AB-123-CD"), "what was taken is not given back: {left}");
    // Mended, it is taken; what was taken before is said to be as it was, or changed.
    let mended = left.replace("&lt;b&gt;", "P 3").replace("AB-123;", "EF-456-GH;");
    let page = import(&site, &cookie, &mended).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("1 véhicule ajouté"), "{}", page.body);
    let again = import(&site, &cookie, "plate,make\nAB-123-CD,Dacia\nEF456GH,\n").await;
    for said in ["1 véhicule mis à jour", "1 véhicule inchangé", "AB-123-CD (ligne 2)"] {
        assert!(again.body.contains(said), "{said}: {}", again.body);
    }
    let list = get_as(&site, LIST, &cookie).await.body;
    assert_eq!(ids(&list).len(), 3);
    assert!(list.contains("DACIA") && list.contains("PEUGEOT; SA"), "{list}");

    // A number of one and a plate of another: nobody knows which is meant.
    let both = import(&site, &cookie, "plate;vin\nAB-123-CD;VF1RFB00X56789012\n").await;
    assert_eq!(both.status, 422);
    assert!(both.body.contains("a déjà cette immatriculation"), "{}", both.body);

    let given = get_as(&site, "/compte/vehicules/liste.csv", &cookie).await;
    assert_eq!(given.header("content-type"), "text/csv; charset=utf-8");
    assert!(given.body.contains("'=1+1") && !given.body.contains(";=1+1"), "{}", given.body);
    let same = import(&site, &cookie, &given.body).await;
    assert!(same.body.contains("3 véhicules inchangés"), "{}", same.body);
    let template = get_as(&site, "/en/account/vehicles/template.csv", &cookie).await;
    assert!(template.body.contains("plate;VIN;make"), "{}", template.body);
    let other = garage(&state, "autre").await;
    let others = get_as(&site, "/compte/vehicules/liste.csv", &other).await;
    assert!(!others.body.contains("AB-123-CD"), "{}", others.body);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_mistyped_plate_takes_no_number_from_another_vehicle(pool: PgPool) {
    const FIRST: &str = "VF1RFB00X56789012";
    const SECOND: &str = "VF1RFB00X56789013";
    let (site, state) = served(&pool, &[]).await;
    let cookie = garage(&state, "garage").await;
    let kept = async || get_as(&site, "/compte/vehicules/liste.csv", &cookie).await.body;
    import(&site, &cookie, &format!("plate;vin\nAB-123-CD;{FIRST}\nEF-456-GH;\n")).await;
    let page = import(&site, &cookie, &format!("plate;vin\nAB-123-CD;{SECOND}\n")).await;
    assert_eq!(page.status, 422, "{}", page.body);
    assert!(page.body.contains("a déjà cette immatriculation"), "{}", page.body);
    assert!(kept().await.contains(FIRST) && !kept().await.contains(SECOND));
    // A vehicle that had no number may be given one.
    let page = import(&site, &cookie, &format!("plate;vin\nEF-456-GH;{SECOND}\n")).await;
    assert_eq!(page.status, 200, "{}", page.body);
    // Nor does a line take the plate that a vehicle had before the list.
    let freed = format!("plate;vin\nGH-789-KL;{FIRST}\nAB-123-CD;VF1RFB00X56789014\n");
    let page = import(&site, &cookie, &freed).await;
    assert_eq!(page.status, 422, "{}", page.body);
    let list = kept().await;
    assert!(list.contains("GH-789-KL") && list.contains(FIRST), "{list}");
    assert!(!list.contains("AB-123-CD") && !list.contains("56789014"), "{list}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_no_list_is_refused_and_what_was_pasted_stays(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let cookie = garage(&state, "garage").await;
    for (text, said) in [
        ("", "Il n’y a aucun véhicule"),
        ("AB-123-CD;Renault\nEF-456-GH;Dacia\n", "La première ligne doit nommer"),
        ("plate;A\nAB-123-CD;x\n", "est là deux fois"),
    ] {
        let page = import(&site, &cookie, text).await;
        assert_eq!(page.status, 422);
        assert!(page.body.contains(said), "{said}: {}", page.body);
        assert_eq!(text_area(&page.body).trim(), text.trim());
    }
    let long = format!("plate\n{}", "AB-123-CD\n".repeat(2001));
    let page = import(&site, &cookie, &long).await;
    assert!(page.body.contains("rien n’en a été pris"), "{}", page.status);
    let heavy = vec![b'a'; 1024 * 1024 + 1];
    let page = send_parts(&site, SHEET, &cookie, &[("file", "l.csv", &heavy)]).await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("dépasse 1 Mo"), "{}", page.body);
    // A file of a spreadsheet in its old letters comes before what was pasted.
    let windows = b"r\xe9f\xe9rence;immatriculation\r\n\xc9toile;AB-123-CD\r\n";
    let parts: [(&str, &str, &[u8]); 2] =
        [("file", "l.csv", windows), ("list", "", b"plate\nEF-456-GH\n")];
    let page = send_parts(&site, SHEET, &cookie, &parts).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let list = get_as(&site, LIST, &cookie).await.body;
    assert!(list.contains("Étoile") && !list.contains("EF-456-GH"), "{list}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_long_list_is_shown_a_page_at_a_time(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let cookie = garage(&state, "garage").await;
    let plates: Vec<String> = (1..=60).map(|number| format!("AB-{number:03}-CD")).collect();
    let plates = plates.join("\n");
    let page = import(&site, &cookie, &format!("plate\n{plates}")).await;
    assert!(page.body.contains("60 véhicules ajoutés"), "{}", page.body);
    let first = get_as(&site, LIST, &cookie).await.body;
    let next = first.split("?apres=").nth(1).unwrap().split('"').next().unwrap();
    let second = get_as(&site, &format!("{LIST}?apres={next}"), &cookie).await.body;
    let (first, second) = (ids(&first), ids(&second));
    assert_eq!((first.len(), second.len()), (50, 10));
    assert!(first.iter().all(|id| !second.contains(id)));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn somebody_who_is_no_professional_sees_nothing_of_this_space(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (_, client) = somebody(&state, "lea", &[Role::Client]).await;
    let account = get_as(&site, "/compte", &client).await.body;
    assert!(!account.contains(LIST), "{account}");
    assert_eq!(send_as(&site, LIST, &client, &[("v", "x")]).await.status, 404);
    let cookie = garage(&state, "garage").await;
    assert!(get_as(&site, "/compte", &cookie).await.body.contains(LIST));
}
