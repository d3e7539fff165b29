use access::Role;
use audit::operations::{Cursor, Filter, Payload, Seen, record_all, search, seen_by};
use audit::{Act, Actor, Entry, Kind, Thing};
use jiff::{SignedDuration, Timestamp};
use sqlx::PgPool;
use uuid::Uuid;

use crate::house::{House, noon};
use crate::world::keys;

fn micro(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_person_sees_as_what_others_looked_and_never_who(pool: PgPool) {
    let house = House::new(pool).await;
    let (ada, bob) = (Uuid::now_v7(), Uuid::now_v7());
    let own = Actor { person: Some(ada), role: Some(Role::Client) };
    let dossier = Thing { kind: Kind::Dossier, id: Uuid::from_u128(5) };
    let of_her_dossier = Entry {
        subject: dossier,
        object: Some(dossier),
        act: Act::DossierViewed,
        ..house.viewed(ada, 1)
    };
    let by_herself = Entry { actor: own, ..house.viewed(ada, 2) };
    let no_view = Entry::of_person(house.tenant.0, ada, own, Act::PasswordChanged);
    let by_the_house = Entry {
        actor: Actor::default(),
        ..Entry::of_person(house.tenant.0, ada, own, Act::ExportMade)
    };
    house.record(&[house.viewed(ada, 1), house.viewed(bob, 1), by_herself, no_view]).await;
    house.record(&[of_her_dossier, by_the_house]).await;

    let mut tx = house.within().await;
    let seen = seen_by(&mut tx, ada, 10).await.unwrap();
    let at = micro(noon());
    let document = Thing { kind: Kind::Document, id: Uuid::from_u128(1) };
    let operateur = Some(Role::Operateur);
    assert_eq!(
        seen,
        [
            Seen { at, role: None, act: Act::ExportMade, object: None },
            Seen { at, role: operateur, act: Act::DossierViewed, object: Some(dossier) },
            Seen { at, role: operateur, act: Act::DocumentViewed, object: Some(document) },
        ]
    );
    assert!(!format!("{seen:?}").contains(&Uuid::from_u128(99).to_string()), "who looked");
    assert_eq!(seen_by(&mut tx, ada, 1).await.unwrap().len(), 1);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_staff_finds_by_chain_person_act_and_time(pool: PgPool) {
    let house = House::new(pool).await;
    let (ada, bob) = (Uuid::now_v7(), Uuid::now_v7());
    let later = noon() + SignedDuration::from_hours(1);
    house.record(&[house.viewed(ada, 1), house.viewed(bob, 2)]).await;
    let mut tx = house.within().await;
    let own = Actor { person: Some(bob), role: Some(Role::Client) };
    let entry = Entry::of_person(house.tenant.0, bob, own, Act::SignIn);
    record_all(&mut tx, &keys(), &[entry], later).await.unwrap();

    let mut found = async |filter: Filter| {
        let page = search(&mut tx, &keys(), &filter, None, 10).await.unwrap();
        assert_eq!(page.next, None);
        page.events.iter().map(|it| (it.about.unwrap(), it.act)).collect::<Vec<_>>()
    };
    let (of_ada, of_bob, signed_in) =
        ((ada, Act::DocumentViewed), (bob, Act::DocumentViewed), (bob, Act::SignIn));
    let all = Filter::default;
    assert_eq!(found(all()).await, [signed_in, of_bob, of_ada]);
    let subject = Some(Thing { kind: Kind::Person, id: ada });
    assert_eq!(found(Filter { subject, ..all() }).await, [of_ada]);
    assert_eq!(found(Filter { about: Some(bob), ..all() }).await, [signed_in, of_bob]);
    assert_eq!(found(Filter { actor: Some(bob), ..all() }).await, [signed_in]);
    assert_eq!(found(Filter { act: Some(Act::SignIn), ..all() }).await, [signed_in]);
    assert_eq!(found(Filter { since: Some(later), ..all() }).await, [signed_in]);
    assert_eq!(found(Filter { until: Some(later), ..all() }).await, [of_bob, of_ada]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn pages_follow_each_other_without_a_gap_or_a_double(pool: PgPool) {
    let house = House::new(pool).await;
    let entries: Vec<Entry> = (0..25).map(|at| house.viewed(Uuid::from_u128(at + 1), at)).collect();
    house.record(&entries).await;
    let mut tx = house.within().await;
    let (mut cursor, mut objects) = (None, Vec::new());
    loop {
        let page = search(&mut tx, &keys(), &Filter::default(), cursor, 10).await.unwrap();
        objects.extend(page.events.iter().map(|it| it.object.unwrap().id.as_u128()));
        let Some(next) = page.next else { break };
        cursor = Cursor::parse(&next.to_string());
        assert_eq!(cursor, Some(next));
    }
    assert_eq!(objects, (0..25).rev().collect::<Vec<_>>());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_payload_opens_in_its_own_event_alone(pool: PgPool) {
    let house = House::new(pool).await;
    let person = Uuid::now_v7();
    let entry = Entry::of_house(house.tenant.0, Actor::default(), Act::SignInRefused);
    let told = Entry { payload: Some(serde_json::json!({ "method": "link" })), ..entry };
    house.record(&[house.viewed(person, 1), house.viewed(person, 2), told]).await;
    let mut tx = house.pool.begin().await.unwrap();
    tenants::operations::enter(&mut tx, house.tenant).await.unwrap();
    for statement in [
        "alter table audit_events disable trigger user",
        "update audit_events set payload = (select payload from audit_events where object_id = '00000000-0000-0000-0000-000000000001')
         where object_id = '00000000-0000-0000-0000-000000000002'",
    ] {
        sqlx::query(statement).execute(&mut *tx).await.unwrap();
    }
    let page = search(&mut tx, &keys(), &Filter::default(), None, 10).await.unwrap();
    let payloads: Vec<&Payload> = page.events.iter().map(|it| &it.payload).collect();
    let (link, name) =
        (serde_json::json!({ "method": "link" }), serde_json::json!({ "name": "Ada Lovelace" }));
    assert_eq!(payloads, [&Payload::Open(link), &Payload::Closed, &Payload::Open(name)]);
}

#[test]
fn what_is_no_cursor_is_none() {
    for text in [
        "",
        ".",
        "1",
        "1.x",
        "x.00000000-0000-0000-0000-000000000001",
        "99999999999999999999.00000000-0000-0000-0000-000000000001",
    ] {
        assert_eq!(Cursor::parse(text), None, "{text}");
    }
}
