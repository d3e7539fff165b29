use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};
use sqlx::PgPool;

use super::super::dossiers::{Folder, with_pieces};
use super::{garage, send_parts};
use crate::somebody::{get_as, send_as, served};

const FIRM_PAGE: &str = "/compte/entreprise";
const STAMP: &str = "/compte/entreprise/cachet";

/// A firm, as its form is sent.
pub(super) const FIRM: &[(&str, &str)] = &[
    ("company_name", "Garage du Pont"),
    ("siren", "552 100 554"),
    ("last_name", "Martin"),
    ("first_names", "Anne"),
    ("address_line", "3 rue du Pont"),
    ("postcode", "75011"),
    ("city", "Paris"),
];

fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        if (x / 8 + y / 8) % 2 == 0 { Rgb([200, 20, 20]) } else { Rgb([255, 255, 255]) }
    });
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_firm_is_checked_kept_sealed_and_gone_with_the_account(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let cookie = garage(&state, "garage").await;
    let mut wrong = FIRM.to_vec();
    wrong[1].1 = "552100555";
    wrong[0].1 = "";
    let refused = send_as(&site, FIRM_PAGE, &cookie, &wrong).await;
    assert_eq!(refused.status, 422);
    for said in ["Ce SIREN n’existe pas", "Remplissez ce champ", "value=\"552100555\""] {
        assert!(refused.body.contains(said), "{said}: {}", refused.body);
    }
    let kept = send_as(&site, FIRM_PAGE, &cookie, FIRM).await;
    assert_eq!(kept.header("location"), "/compte/entreprise?fait=entreprise", "{}", kept.body);
    let page = get_as(&site, FIRM_PAGE, &cookie).await.body;
    for said in ["Garage du Pont", "552 100 554", "Martin", "3 rue du Pont"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let rows: Vec<String> = sqlx::query_scalar("select encode(profile, 'escape') from fleet_firms")
        .fetch_all(&pool)
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
    assert!(!rows[0].contains("Garage") && !rows[0].contains("Martin"), "{}", rows[0]);
    let other = garage(&state, "autre").await;
    assert!(!get_as(&site, FIRM_PAGE, &other).await.body.contains("Garage du Pont"));

    send_as(&site, "/compte/vehicules/nouveau", &cookie, &[("plate", "AB-123-CD")]).await;
    let closing = [("act", "close"), ("confirm", "on")];
    let closed = send_as(&site, "/compte/donnees", &cookie, &closing).await;
    assert_eq!(closed.status, 200, "{}", closed.header("location"));
    let left = "select (select count(*) from fleet_firms) + (select count(*) from fleet_vehicles)";
    let count: i64 = sqlx::query_scalar(left).fetch_one(&pool).await.unwrap();
    assert_eq!(count, 0);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_stamp_is_looked_at_drawn_anew_shown_to_its_firm_and_removed(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let cookie = garage(&state, "garage").await;
    let none = get_as(&site, STAMP, &cookie).await;
    assert_eq!(none.header("location"), FIRM_PAGE);
    let bad: [(&[u8], &str); 4] = [
        (b"", "Choisissez une image"),
        (b"<svg/>", "ni un PNG ni un JPEG"),
        (&picture(40, 300, ImageFormat::Png), "trop petite ou trop grande"),
        (&[picture(90, 90, ImageFormat::Png), vec![0; 1024 * 1024]].concat(), "dépasse 1 Mo"),
    ];
    for (file, said) in bad {
        let page = send_parts(&site, STAMP, &cookie, &[("stamp", "c.png", file)]).await;
        assert_eq!(page.status, 422, "{said}");
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    let bmp = picture(200, 100, ImageFormat::Bmp);
    let page = send_parts(&site, STAMP, &cookie, &[("stamp", "c.png", &bmp)]).await;
    assert!(page.body.contains("ni un PNG ni un JPEG"), "{}", page.body);
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        let file = picture(300, 150, format);
        let kept = send_parts(&site, STAMP, &cookie, &[("stamp", "c", &file)]).await;
        assert_eq!(kept.header("location"), "/compte/entreprise?fait=cachet", "{}", kept.body);
        let shown = get_as(&site, STAMP, &cookie).await;
        assert_eq!(shown.header("content-type"), "image/jpeg");
        assert_ne!(shown.body.as_bytes(), file, "what came is not what is served");
    }
    assert!(get_as(&site, FIRM_PAGE, &cookie).await.body.contains("Le cachet de votre entreprise"));
    let other = garage(&state, "autre").await;
    assert_eq!(get_as(&site, STAMP, &other).await.status, 303, "a stamp is its firm's alone");
    let gone = send_parts(&site, STAMP, &cookie, &[("act", "", b"remove")]).await;
    assert_eq!(gone.header("location"), "/compte/entreprise?fait=efface");
    assert_eq!(get_as(&site, STAMP, &cookie).await.status, 303);
}
