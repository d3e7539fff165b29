//! Who is shown what, and what is written down of it.

use access::Role;
use audit::{IpPrefix, Kind as AuditKind, Thing};
use documents::operations::viewing::{self, NotShown, Opened, Viewer};
use documents::operations::{keeping, of_dossier};
use documents::{Class, Intake, Kind, Part, View, Watermark};
use image::GenericImageView as _;
use sqlx::PgPool;
use uuid::Uuid;

use crate::desk::{Desk, Folder, TODAY, desk, later, now, slot};
use crate::samples;

fn operator() -> Viewer {
    Viewer {
        person: Some(Uuid::now_v7()),
        role: Some(Role::Operateur),
        session: b"a session".to_vec(),
        ip: Some(IpPrefix::of("192.0.2.7".parse().unwrap())),
    }
}

async fn open(desk: &Desk, id: Uuid, about: Option<Uuid>) -> Result<Opened, NotShown> {
    let (links, keys) = (desk.links(), desk.masters.as_ref());
    let mut tx = desk.here().await;
    let opened =
        viewing::open(&mut tx, (&links, keys), desk.tenant, (id, about), &operator(), now())
            .await?;
    tx.commit().await.unwrap();
    Ok(opened)
}

fn view(desk: &Desk, document: Uuid, part: Part) -> View {
    View { tenant: desk.tenant, document, part }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_view_is_one_line_of_the_audit_with_its_role_and_the_owner_is_told(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    let owner = Uuid::now_v7();
    let document = desk.taken(&desk.intake("lettre.pdf"), &samples::pages(3)).await;
    let opened = open(&desk, document.id, Some(owner)).await.unwrap();
    assert_eq!((opened.pages.len(), opened.thumbnails.len()), (3, 3));
    for address in opened.pages.iter().chain(&opened.thumbnails) {
        let view = desk.links().verify(desk.tenant, address, b"a session", later(4)).unwrap();
        let picture = desk.fetch(&view).await.unwrap();
        image::load_from_memory(&picture).unwrap();
        assert!(desk.links().verify(desk.tenant, address, b"a session", later(5)).is_err());
        assert!(desk.links().verify(desk.tenant, address, b"another", now()).is_err());
    }
    let thing = Thing { kind: AuditKind::Document, id: document.id };
    assert_eq!(desk.acts(thing).await, ["document_viewed operateur"]);
    let mut tx = desk.here().await;
    let told = audit::operations::seen_by(&mut tx, owner, 10).await.unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].role, told[0].object), (Some(Role::Operateur), Some(thing)));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_identity_piece_is_shown_under_its_watermark_and_handed_over_without(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    let day = vocabulary::Date::new(2026, 11, 22).unwrap();
    let words = Watermark::identity("CarteClaire", "CG-2026-000001", day);
    let identity =
        Intake { class: Class::Identity, watermark: Some(words), ..desk.intake("cni.png") };
    let file = samples::png(900, 600);
    let marked = desk.taken(&identity, &file).await;
    let ordinary = Intake { slot: slot("facture"), ..desk.intake("facture.png") };
    let plain = desk.taken(&ordinary, &file).await;
    assert_eq!((marked.watermarked, plain.watermarked), (true, false));
    let fetch = async |id, part| desk.fetch(&view(&desk, id, part)).await.unwrap();
    // Dots that are darker than the paper, in the white part of the picture.
    let ink = |picture: &[u8]| {
        let picture = image::load_from_memory(picture).unwrap();
        let (width, height) = picture.dimensions();
        picture
            .pixels()
            .filter(|(x, y, dot)| (*x > width / 2 + 8 || *y > height / 2 + 8) && dot.0[0] < 215)
            .count()
    };
    assert!(ink(&fetch(marked.id, Part::Page(1)).await) > 1000, "shown with words over it");
    assert_eq!(ink(&fetch(marked.id, Part::File).await), 0, "handed over without");
    assert_eq!(ink(&fetch(plain.id, Part::Page(1)).await), 0);
    let same = fetch(plain.id, Part::Page(1)).await == fetch(plain.id, Part::File).await;
    assert!(same, "shown as it is kept");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn only_what_was_accepted_is_shown(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    let waiting = desk.send(&desk.intake("a.jpg"), &samples::jpeg(300, 200)).await.document;
    let refused = desk.taken(&desk.intake("b.pdf"), &samples::pages(41)).await.id;
    let infected = samples::with_segment(&samples::jpeg(300, 200), 0xFE, &samples::eicar());
    let found = desk.taken(&desk.intake("c.jpg"), &infected).await.id;
    assert_eq!(desk.state(found).await.id(), "quarantined");
    let withdrawn = desk.taken(&desk.intake("d.jpg"), &samples::jpeg(301, 200)).await.id;
    let mut tx = desk.here().await;
    keeping::withdraw(&mut tx, withdrawn, None, (now(), TODAY)).await.unwrap();
    tx.commit().await.unwrap();
    for id in [waiting, refused, found, withdrawn, Uuid::now_v7()] {
        assert!(matches!(open(&desk, id, None).await, Err(NotShown::Missing)));
        for part in [Part::File, Part::Page(1), Part::Thumbnail(1)] {
            // Also by an address that was signed before.
            assert!(matches!(desk.fetch(&view(&desk, id, part)).await, Err(NotShown::Missing)));
        }
    }
    let views: i64 = sqlx::query_scalar("select count(*) from audit_events")
        .fetch_one(&mut *desk.here().await)
        .await
        .unwrap();
    assert_eq!(views, 0, "nothing was seen");
    let good = desk.taken(&desk.intake("e.jpg"), &samples::jpeg(302, 200)).await.id;
    for part in [Part::Page(2), Part::Thumbnail(2), Part::Page(0)] {
        assert!(matches!(desk.fetch(&view(&desk, good, part)).await, Err(NotShown::Missing)));
    }
    let states: Vec<_> = of_dossier(&mut *desk.here().await, desk.dossier).await.unwrap();
    assert_eq!(states.len(), 5, "the dossier has them all");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_file_that_was_altered_in_the_store_shows_nothing_of_what_was_altered(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    let document = desk.taken(&desk.intake("a.jpg"), &samples::jpeg(300, 200)).await;
    assert_eq!(document.state.accepted().unwrap().kind, Kind::Jpeg);
    let kept = folder.files().into_iter().find(|it| it.ends_with("file")).unwrap();
    let mut bytes = std::fs::read(&kept).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&kept, bytes).unwrap();
    let whole = view(&desk, document.id, Part::File);
    let served = viewing::served(&mut *desk.here().await, &whole).await.unwrap();
    let keys = desk.with.keys.as_ref();
    let bytes = viewing::stream(&desk.with.objects, keys, &served).await.unwrap();
    let parts: Vec<_> = futures_util::StreamExt::collect(bytes).await;
    assert!(parts.iter().all(Result::is_err), "{parts:?}");
    // A thumbnail in the place of the file opens nothing either: each has a key of its own.
    let thumbnail = folder.files().into_iter().find(|it| it.ends_with("thumb.1")).unwrap();
    std::fs::copy(thumbnail, &kept).unwrap();
    let bytes = viewing::stream(&desk.with.objects, keys, &served).await.unwrap();
    let parts: Vec<_> = futures_util::StreamExt::collect(bytes).await;
    assert!(parts.iter().all(Result::is_err));
}
