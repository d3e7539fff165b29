//! What is past its time is destroyed, and certified; what is not stays.

use documents::operations::purging::{self, NotPurged, Purged};
use documents::operations::{find, keeping, rotating};
use documents::{Class, Consent, Ending, Intake, Part, Rule, State, View, Watermark};
use jiff::ToSpan as _;
use jiff::civil::Date;
use objects::Objects;
use sealing::MasterKeys;
use secrecy::SecretString;
use sqlx::PgPool;
use uuid::Uuid;

use crate::desk::{Desk, Folder, TODAY, desk, later, now, slot};
use crate::samples;
use crate::sending::closed;

async fn purge_in(desk: &Desk, objects: &Objects, day: Date) -> Result<Purged, NotPurged> {
    let days = (day - TODAY).get_days();
    let at = later(i64::from(days) * 24 * 60);
    purging::purge(&desk.app, (objects, &desk.masters), desk.tenant, (at, day)).await
}

async fn purge(desk: &Desk, day: Date) -> Purged {
    purge_in(desk, &desk.with.objects, day).await.unwrap()
}

fn day(days: i32) -> Date {
    TODAY + days.days()
}

/// A piece of each class.
async fn one_of_each(desk: &Desk) -> [Uuid; 4] {
    let mut ids = Vec::new();
    for (number, class) in (0..).zip(Class::ALL) {
        let consent = Some(Consent { at: now(), text: "J’accepte.".into() });
        let watermark = Some(Watermark::new("CarteClaire")).filter(|_| *class == Class::Identity);
        let slot = slot(class.id());
        let intake = Intake { class: *class, consent, watermark, slot, ..desk.intake("a.jpg") };
        ids.push(desk.taken(&intake, &samples::jpeg(300 + number, 200)).await.id);
    }
    ids.try_into().unwrap()
}

async fn left(desk: &Desk, ids: &[Uuid]) -> Vec<bool> {
    let mut left = Vec::new();
    for id in ids {
        left.push(!matches!(desk.state(*id).await, State::Destroyed(_)));
    }
    left
}

async fn end(desk: &Desk, ending: Ending) {
    let mut tx = desk.here().await;
    assert_eq!(keeping::ended(&mut tx, desk.dossier, ending).await.unwrap(), 4);
    tx.commit().await.unwrap();
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn each_class_goes_on_its_day_when_nothing_was_filed(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    // identity, ordinary, health, contract
    let ids = one_of_each(&desk).await;
    assert_eq!(purge(&desk, day(2000)).await.documents, 0, "a dossier that lives keeps its pieces");
    end(&desk, Ending::NotFiled(TODAY)).await;
    for (days, expected) in [
        (29, [true; 4]),
        (30, [false, true, false, true]),
        (89, [false, true, false, true]),
        (90, [false, false, false, true]),
        (3651, [false, false, false, true]),
        (3653, [false; 4]),
    ] {
        purge(&desk, day(days)).await;
        assert_eq!(left(&desk, &ids).await, expected, "after {days} days");
    }
    assert_eq!(folder.files(), Vec::<std::path::PathBuf>::new(), "no file is left");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_was_filed_is_kept_five_full_years_and_health_not_a_day(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    let ids = one_of_each(&desk).await;
    end(&desk, Ending::Filed(TODAY)).await;
    purge(&desk, TODAY).await;
    assert_eq!(left(&desk, &ids).await, [true, true, false, true]);
    // The person asks: nothing that the law keeps goes, nor can it be taken back.
    let mut tx = desk.here().await;
    assert_eq!(keeping::ask_destruction(&mut tx, desk.dossier, TODAY).await.unwrap(), 0);
    let back = keeping::withdraw(&mut tx, ids[0], None, (now(), TODAY)).await;
    assert!(matches!(back, Err(keeping::NotWithdrawn::Filed)));
    tx.commit().await.unwrap();
    purge(&desk, Date::constant(2031, 12, 31)).await;
    assert_eq!(left(&desk, &ids).await, [true, true, false, true]);
    // The vault has not answered: nothing goes.
    let mut tx = desk.here().await;
    keeping::hold(&mut tx, desk.dossier, true).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(purge(&desk, Date::constant(2033, 1, 1)).await.documents, 0);
    let mut tx = desk.here().await;
    keeping::hold(&mut tx, desk.dossier, false).await.unwrap();
    tx.commit().await.unwrap();
    purge(&desk, Date::constant(2032, 1, 1)).await;
    assert_eq!(left(&desk, &ids).await, [false, false, false, true]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_was_filed_is_kept_by_law_though_its_dossier_ends_otherwise_and_longer_when_filed_anew(
    pool: PgPool,
) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    let ids = one_of_each(&desk).await;
    end(&desk, Ending::Filed(TODAY)).await;
    purge(&desk, TODAY).await;
    let mut tx = desk.here().await;
    keeping::ended(&mut tx, desk.dossier, Ending::NotFiled(TODAY)).await.unwrap();
    tx.commit().await.unwrap();
    purge(&desk, Date::constant(2031, 12, 31)).await;
    assert_eq!(left(&desk, &ids).await, [true, true, false, true]);
    // The clock of the second filing counts.
    let mut tx = desk.here().await;
    assert_eq!(keeping::reopened(&mut tx, desk.dossier).await.unwrap(), 3);
    let again = Ending::Filed(Date::constant(2027, 1, 4));
    assert_eq!(keeping::ended(&mut tx, desk.dossier, again).await.unwrap(), 3);
    tx.commit().await.unwrap();
    purge(&desk, Date::constant(2032, 12, 31)).await;
    assert_eq!(left(&desk, &ids).await, [true, true, false, true]);
    purge(&desk, Date::constant(2033, 1, 1)).await;
    assert_eq!(left(&desk, &ids).await, [false, false, false, true]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_destruction_is_certified_once_its_files_are_gone_and_the_audit_anchors_it(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    let ids = one_of_each(&desk).await;
    end(&desk, Ending::NotFiled(TODAY)).await;
    // The store is down: the keys are gone at once, the certificate waits for the files.
    assert!(matches!(purge_in(&desk, &closed(), day(100)).await, Err(NotPurged::Store(_))));
    assert_eq!(left(&desk, &ids).await, [false, false, false, true]);
    let certificates = purging::certificates(&mut *desk.here().await, 10).await.unwrap();
    assert_eq!(certificates, Vec::<Uuid>::new());
    assert!(!folder.files().is_empty());

    let purged = purge(&desk, day(100)).await;
    assert_eq!((purged.documents, purged.certificates), (3, 2));
    assert_eq!(purge(&desk, day(100)).await, Purged::default(), "a second time is as none");
    let mut tx = desk.here().await;
    let mut certified = Vec::new();
    for id in purging::certificates(&mut tx, 10).await.unwrap() {
        let certificate = purging::certificate(&mut tx, id).await.unwrap().unwrap();
        assert_eq!(certificate.computed(), certificate.sha256);
        certified.push((certificate.rule, certificate.lines.len()));
        let thing = audit::Thing { kind: audit::Kind::Destruction, id };
        assert_eq!(desk.acts(thing).await, ["documents_destroyed -"]);
        let mut other = certificate.clone();
        other.lines[0].sha256[0] ^= 1;
        assert_ne!(other.computed(), other.sha256);
    }
    certified.sort();
    assert_eq!(certified, [(Rule::NotFiledThirtyDays, 2), (Rule::NotFiledNinetyDays, 1)]);
    // Of the row only what the certificate names is left.
    let row: (Option<String>, Option<Vec<u8>>, Option<Uuid>, Option<String>) =
        sqlx::query_as("select name, wrapped, uploaded_by, watermark from documents where id = $1")
            .bind(ids[0])
            .fetch_one(&mut *tx)
            .await
            .unwrap();
    assert_eq!(row, (None, None, None, None));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_taken_back_or_asked_for_goes_and_what_is_taken_up_again_stays(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    let ids = one_of_each(&desk).await;
    let mut tx = desk.here().await;
    for _ in 0..2 {
        keeping::withdraw(&mut tx, ids[1], Some(ids[0]), (now(), TODAY)).await.unwrap();
    }
    tx.commit().await.unwrap();
    let withdrawn = desk.document(ids[1]).await;
    assert_eq!((withdrawn.replaced_by, withdrawn.withdrawn_at), (Some(ids[0]), Some(now())));
    purge(&desk, day(6)).await;
    assert_eq!(left(&desk, &ids).await, [true; 4]);
    purge(&desk, day(7)).await;
    assert_eq!(left(&desk, &ids).await, [true, false, true, true]);
    let mut tx = desk.here().await;
    let missing = keeping::withdraw(&mut tx, ids[1], None, (now(), TODAY)).await;
    assert!(matches!(missing, Err(keeping::NotWithdrawn::Missing)));
    keeping::ended(&mut tx, desk.dossier, Ending::NotFiled(TODAY)).await.unwrap();
    assert_eq!(keeping::reopened(&mut tx, desk.dossier).await.unwrap(), 3);
    tx.commit().await.unwrap();
    purge(&desk, day(400)).await;
    assert_eq!(left(&desk, &ids).await, [true, false, true, true]);
    let mut tx = desk.here().await;
    assert_eq!(keeping::ask_destruction(&mut tx, desk.dossier, TODAY).await.unwrap(), 2);
    tx.commit().await.unwrap();
    purge(&desk, TODAY).await;
    assert_eq!(left(&desk, &ids).await, [false, false, false, true], "the contract stays");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn uploads_that_nobody_finished_leave_nothing_after_a_day(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    let file = samples::jpeg(300, 200);
    let (upload, _) = desk.begin(&desk.announced("a.jpg", &file)).await;
    let base = crate::wire::serve(folder.objects()).await;
    let objects = &desk.with.objects;
    let standing = documents::operations::uploads::standing(objects, &upload, now()).await.unwrap();
    assert!(crate::wire::send(&base, &standing.wanted[0].put, &file, None).await);
    // A piece that still waits keeps what was sent; the same file sent again leaves a second copy.
    let waits = desk.send(&desk.intake("b.jpg"), &samples::jpeg(301, 200)).await.document;
    assert!(!desk.send(&desk.intake("b.jpg"), &samples::jpeg(301, 200)).await.new);
    assert_eq!(folder.files().len(), 3);
    assert_eq!(purge(&desk, TODAY).await.uploads, 0);
    assert_eq!(purge(&desk, day(1)).await.uploads, 3);
    assert_eq!(folder.files().len(), 1);
    desk.read(waits).await.unwrap();
    assert!(desk.state(waits).await.accepted().is_some());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_rotation_wraps_every_key_anew_stops_and_goes_on_and_every_piece_opens(pool: PgPool) {
    use documents::seal::Masters;
    let secret = |byte: u8| {
        let bytes: [u8; 32] = std::array::from_fn(|at| byte ^ u8::try_from(at).unwrap());
        SecretString::from(base64::Engine::encode(
            &base64::engine::general_purpose::STANDARD,
            bytes,
        ))
    };
    let masters = |current: u8, previous: &[u8]| {
        let previous: Vec<_> = previous.iter().map(|byte| secret(*byte)).collect();
        Masters(std::sync::Arc::new(MasterKeys::new(&secret(current), &previous).unwrap()))
    };
    let folder = Folder::new();
    let mut desk = desk(&pool, folder.objects()).await;
    desk.with.keys = std::sync::Arc::new(masters(1, &[]));
    let mut ids = Vec::new();
    for number in 0..5 {
        let intake = desk.intake("a.jpg");
        ids.push(desk.taken(&intake, &samples::jpeg(300 + number, 200)).await.id);
    }
    let before = folder.files();
    // Without the key of before, nothing is lost and nothing is half done.
    let lost = rotating::rotate(&desk.app, &masters(2, &[]), desk.tenant).await;
    assert!(matches!(lost, Err(rotating::NotRotated::Key { .. })));
    let both = masters(2, &[1]);
    assert_eq!(rotating::rotate(&desk.app, &both, desk.tenant).await.unwrap(), 5);
    assert_eq!(rotating::rotate(&desk.app, &both, desk.tenant).await.unwrap(), 0);
    assert_eq!(folder.files(), before, "no file is touched");
    // The key of before may go.
    desk.with.keys = std::sync::Arc::new(masters(2, &[]));
    for id in ids {
        let view = View { tenant: desk.tenant, document: id, part: Part::File };
        let facts =
            *find(&mut *desk.here().await, id).await.unwrap().unwrap().state.accepted().unwrap();
        assert_eq!(desk.fetch(&view).await.unwrap().len() as u64, facts.length);
    }
}
