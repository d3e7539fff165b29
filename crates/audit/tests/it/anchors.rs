use audit::checkpoint::Known;
use audit::operations::{NotAnchored, checkpoint, report};
use audit::{Fault, Finding};
use objects::{LocalUrls, Objects, Settings};
use sealing::MasterKeys;
use sqlx::PgPool;
use tenants::Directory;
use uuid::Uuid;

use crate::house::{House, noon};
use crate::world::keys;

impl House {
    fn files(&self) -> Vec<std::path::PathBuf> {
        let folder = self.folder.join(format!("audit/{}", self.tenant.0));
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .into_iter()
            .flatten()
            .map(|file| file.unwrap().path())
            .collect();
        files.sort();
        files
    }

    async fn grow(&self) {
        self.record(&[self.viewed(Uuid::now_v7(), 1), self.viewed(Uuid::from_u128(7), 2)]).await;
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn checkpoints_count_what_is_there_and_follow_each_other(pool: PgPool) {
    let house = House::new(pool).await;
    house.grow().await;
    let first = house.checkpoint().await;
    assert_eq!((first.body.number, first.body.events, first.body.chains), (1, 2, 2));
    house.grow().await;
    let second = house.checkpoint().await;
    assert_eq!((second.body.number, second.body.events, second.body.chains), (2, 4, 2));
    assert_eq!(second.previous, Some(first.digest()));
    let third = house.checkpoint().await;
    assert_eq!((third.body.events, third.body.chains), (4, 0), "nothing grew, and that is signed");
    house.grow().await;
    let found = house.check().await;
    assert!(found.is_whole(), "{:?}", found.broken);
    assert_eq!((found.events, found.chains, found.checkpoints, found.covered), (6, 4, 3, 4));
    let names: Vec<String> = house
        .files()
        .iter()
        .map(|file| file.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(names, ["2026-11-21-1.json", "2026-11-21-2.json", "2026-11-21-3.json"]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_checkpoint_that_could_not_be_written_is_written_by_the_next_call(pool: PgPool) {
    let house = House::new(pool).await;
    house.grow().await;
    house.checkpoint().await;
    house.grow().await;
    // The store of files stops taking anything.
    let folder = house.folder.join(format!("audit/{}", house.tenant.0));
    let aside = house.folder.join("aside");
    std::fs::rename(&folder, &aside).unwrap();
    std::fs::write(&folder, b"in the way").unwrap();
    let mut conn = house.connection().await;
    let failed = checkpoint(&mut conn, house.tenant, &keys(), &house.objects, noon()).await;
    assert!(failed.is_err(), "{failed:?}");
    std::fs::remove_file(&folder).unwrap();
    std::fs::rename(&aside, &folder).unwrap();

    let next = checkpoint(&mut conn, house.tenant, &keys(), &house.objects, noon()).await.unwrap();
    drop(conn);
    assert!(house.check().await.is_whole());
    assert_eq!(house.files().len(), usize::try_from(next.body.number).unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_checkpoint_taken_before_a_crash_is_found_missing_and_then_written(pool: PgPool) {
    let house = House::new(pool).await;
    house.grow().await;
    house.checkpoint().await;
    house.grow().await;
    house.checkpoint().await;
    // As if the process had died between the database and the file.
    std::fs::remove_file(&house.files()[1]).unwrap();
    let found = house.check().await;
    assert_eq!(found.broken, [Finding::Checkpoint { number: 2, fault: Fault::NotOutside }]);
    house.checkpoint().await;
    assert!(house.check().await.is_whole());
    assert_eq!(house.files().len(), 3);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn files_and_database_that_tell_of_others_stop_the_checkpoints(pool: PgPool) {
    let house = House::new(pool).await;
    for _ in 0..3 {
        house.grow().await;
        house.checkpoint().await;
    }
    let mut conn = house.connection().await;
    let files = house.files();
    let kept: Vec<Vec<u8>> = files.iter().map(|file| std::fs::read(file).unwrap()).collect();
    std::fs::remove_file(&files[2]).unwrap();
    std::fs::remove_file(&files[1]).unwrap();
    let lost = checkpoint(&mut conn, house.tenant, &keys(), &house.objects, noon()).await;
    assert!(matches!(lost, Err(NotAnchored::Diverged { inside: 3, outside: 1 })), "{lost:?}");

    std::fs::write(&files[1], &kept[1]).unwrap();
    std::fs::write(&files[2], &kept[1]).unwrap();
    let other = checkpoint(&mut conn, house.tenant, &keys(), &house.objects, noon()).await;
    assert!(matches!(other, Err(NotAnchored::OtherFile(3))), "{other:?}");
    drop(conn);

    std::fs::write(&files[2], &kept[2]).unwrap();
    assert!(house.check().await.is_whole());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_database_that_lost_its_checkpoints_does_not_begin_again(pool: PgPool) {
    let house = House::new(pool).await;
    house.checkpoint().await;
    let mut conn = house.pool.acquire().await.unwrap();
    for statement in
        ["alter table audit_checkpoints disable trigger user", "delete from audit_checkpoints"]
    {
        sqlx::query(statement).execute(&mut *conn).await.unwrap();
    }
    let refused = checkpoint(&mut conn, house.tenant, &keys(), &house.objects, noon()).await;
    assert!(matches!(refused, Err(NotAnchored::Diverged { inside: 0, outside: 1 })), "{refused:?}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_rotation_of_the_master_key_keeps_old_signatures_believed(pool: PgPool) {
    let house = House::new(pool).await;
    house.grow().await;
    house.checkpoint().await;
    let (old, new) = (
        "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=",
        "IB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgE=",
    );
    let rotated = MasterKeys::new(&new.into(), &[old.into()]).unwrap();
    let mut conn = house.connection().await;
    checkpoint(&mut conn, house.tenant, &rotated, &house.objects, noon()).await.unwrap();
    let mut check = async |known: Known| {
        audit::operations::verify(&mut conn, house.tenant, &house.objects, &known)
            .await
            .unwrap()
            .broken
    };
    assert_eq!(check(Known::of(&rotated)).await, []);
    let alone = Known::of(&MasterKeys::new(&new.into(), &[]).unwrap());
    assert_eq!(
        check(alone.clone()).await,
        [Finding::Checkpoint { number: 1, fault: Fault::NotSigned }]
    );
    let kept = Known::of(&keys()).fingerprints();
    assert_eq!(check(alone.with(&kept[0]).unwrap()).await, []);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_report_names_each_house_and_what_is_broken(pool: PgPool) {
    let house = House::new(pool).await;
    house.grow().await;
    house.checkpoint().await;
    let directory = Directory::builtin().unwrap();
    let mut conn = house.connection().await;
    let mut told = async |objects: &Objects| {
        let (mut out, known) = (Vec::new(), Known::of(&keys()));
        let houses = directory.tenants.iter().map(AsRef::as_ref);
        let whole = report(&mut conn, houses, objects, &known, &mut out).await.unwrap();
        (whole, String::from_utf8(out).unwrap())
    };
    let (whole, text) = told(&house.objects).await;
    assert!(whole);
    assert_eq!(
        text,
        "demo: 2 events in 2 chains, 1 checkpoints that cover 2 events: whole\n\
         demo2: 0 events in 0 chains, 0 checkpoints that cover 0 events: whole\n"
    );
    let elsewhere = Settings::Folder { path: house.folder.join("elsewhere") };
    let elsewhere = Objects::open(&elsewhere, LocalUrls::new(&[])).unwrap();
    let (whole, text) = told(&elsewhere).await;
    assert!(!whole);
    assert!(text.contains("demo: 2 events in 2 chains, 0 checkpoints that cover 0 events: BROKEN\n  checkpoint 1: not among the files"), "{text}");
}
