//! Ten thousand tamperings with an audit in memory: each one is found (quality.md S8).
//!
//! The clumsy ones touch anything. The skilled ones compute hashes, ends, marks and sums anew, as the owner of the
//! database could, and touch what a checkpoint covers: the crate's first page says why no more is promised.

use std::collections::BTreeMap;

use audit::chain::{Head, Mark, Subject};
use audit::checkpoint::{Body, Checkpoint};
use fastrand::Rng;
use sealing::MasterKeys;
use uuid::Uuid;

use crate::world::{World, at, event, keys};

type Tampering = fn(&mut World, &mut Rng);

fn any_event(world: &World, rng: &mut Rng) -> usize {
    rng.usize(..world.events.len())
}

fn any_subject(world: &World, rng: &mut Rng) -> Subject {
    world.events[any_event(world, rng)].subject.clone()
}

/// An event that a checkpoint covers.
fn covered_event(world: &World, rng: &mut Rng) -> usize {
    loop {
        let one = any_event(world, rng);
        if world.events[one].sequence <= world.marked(&world.events[one].subject, i64::MAX) {
            return one;
        }
    }
}

fn edit(world: &mut World, one: usize, rng: &mut Rng) {
    let event = &mut world.events[one];
    let id = Uuid::from_u128(rng.u128(..));
    match rng.u8(..13) {
        0 => event.id = id,
        1 => event.at = at(rng.i64(20_000..30_000)),
        2 => event.actor_person = event.actor_person.is_none().then_some(id),
        3 => event.actor_person = Some(id),
        4 => event.actor_role = Some("admin".into()),
        5 => event.act = "person_vieweD".into(),
        6 => event.object_kind = Some("dossier".into()),
        7 => event.object_id = Some(id),
        8 => event.payload.get_or_insert_default().push(0),
        9 => event.key_person = Some(id),
        10 => event.ip_prefix = event.ip_prefix.is_none().then(String::new),
        11 => event.previous = Some(id.as_bytes().repeat(2)),
        // A text moved from one column to the next.
        _ => event.act = format!("{}{}", event.actor_role.take().unwrap_or("x".into()), event.act),
    }
}

fn remove_chain(world: &mut World, subject: &Subject) {
    world.events.retain(|event| event.subject != *subject);
}

fn cut(world: &mut World, subject: &Subject, kept: i64) {
    world.events.retain(|event| event.subject != *subject || event.sequence <= kept);
}

/// Where to cut so that something covered goes.
fn covered_cut(world: &World, rng: &mut Rng) -> (Subject, i64) {
    let one = &world.events[covered_event(world, rng)];
    (one.subject.clone(), one.sequence - 1)
}

const CLUMSY: &[(&str, Tampering)] = &[
    ("an edited column", |world, rng| {
        let one = any_event(world, rng);
        edit(world, one, rng);
    }),
    ("an edited column, hashed anew", |world, rng| {
        let one = covered_event(world, rng);
        edit(world, one, rng);
        world.events[one].hash = world.events[one].computed().to_vec();
    }),
    ("an edited hash", |world, rng| {
        let one = any_event(world, rng);
        let byte = rng.usize(..32);
        world.events[one].hash[byte] ^= 1 << rng.u8(..8);
    }),
    ("a deleted event", |world, rng| {
        let one = any_event(world, rng);
        world.events.remove(one);
    }),
    ("two events in the other order", |world, rng| {
        let chain = world.chain(&any_subject(world, rng));
        let (one, other) = (*rng.choice(&chain).unwrap(), *rng.choice(&chain).unwrap());
        let sequence = world.events[one].sequence;
        world.events[one].sequence = world.events[other].sequence;
        world.events[other].sequence = sequence;
    }),
    ("an event moved to another chain", |world, rng| {
        let (one, subject) = (any_event(world, rng), any_subject(world, rng));
        world.events[one].subject = subject;
    }),
    ("a cut tail", |world, rng| {
        let one = &world.events[any_event(world, rng)];
        let (subject, kept) = (one.subject.clone(), one.sequence - 1);
        cut(world, &subject, kept);
    }),
    ("a deleted chain", |world, rng| {
        let subject = any_subject(world, rng);
        remove_chain(world, &subject);
    }),
    ("a doubled event", |world, rng| {
        let one = any_event(world, rng);
        world.events.push(world.events[one].clone());
    }),
    ("a forged event at the end", |world, rng| {
        let subject = any_subject(world, rng);
        let head = world.heads.iter().find(|head| head.subject == subject).cloned();
        let forged = event(&subject, head.as_ref(), rng);
        world.events.push(forged);
    }),
    ("a forged chain without an end", |world, rng| {
        let subject = Subject { kind: "person".into(), id: Uuid::from_u128(rng.u128(..)) };
        let forged = event(&subject, None, rng);
        world.events.push(forged);
    }),
    ("an edited end", |world, rng| {
        let one = rng.usize(..world.heads.len());
        if rng.bool() {
            world.heads[one].sequence += rng.i64(-2..3);
        } else {
            world.heads[one].hash[rng.usize(..32)] ^= 1;
        }
    }),
    ("a deleted end", |world, rng| {
        let one = rng.usize(..world.heads.len());
        world.heads.remove(one);
    }),
    ("an end of nothing", |world, rng| {
        let subject = Subject { kind: "person".into(), id: Uuid::from_u128(rng.u128(..)) };
        world.heads.push(Head { subject, sequence: rng.i64(0..3), hash: vec![0; 32] });
    }),
    ("an edited mark", |world, rng| {
        let one = rng.usize(..world.marks.len());
        match rng.u8(..3) {
            0 => world.marks[one].head.sequence += rng.i64(-2..3),
            1 => world.marks[one].head.hash[rng.usize(..32)] ^= 1,
            _ => world.marks[one].number += rng.i64(-2..3),
        }
    }),
    ("a deleted mark", |world, rng| {
        let one = rng.usize(..world.marks.len());
        world.marks.remove(one);
    }),
    ("an added mark", |world, rng| {
        let head = world.heads[rng.usize(..world.heads.len())].clone();
        world.marks.push(Mark { number: rng.i64(1..6), head });
    }),
    ("an edited checkpoint", |world, rng| {
        let one = rng.usize(..world.bodies.len());
        match rng.u8(..5) {
            0 => world.bodies[one].events += 1,
            1 => world.bodies[one].chains -= 1,
            2 => world.bodies[one].heads[rng.usize(..32)] ^= 1,
            3 => world.bodies[one].at = at(rng.i64(20_000..30_000)),
            _ => world.bodies[one].number += 3,
        }
    }),
    ("a deleted checkpoint", |world, rng| {
        let one = rng.usize(..world.bodies.len());
        world.bodies.remove(one);
    }),
    ("a file that is gone", |world, rng| {
        let one = rng.usize(..world.files.len());
        drop(world.files.remove(one));
    }),
    ("an altered file", |world, rng| {
        let one = rng.usize(..world.files.len());
        let mut written = world.files[one].1.as_ref().unwrap().to_json().unwrap();
        let byte = rng.usize(..written.len());
        written[byte] = *rng.choice(b"0123456789abcdef\", ").unwrap();
        world.files[one].1 = Checkpoint::parse(&written);
    }),
    ("two files in each other's place", |world, rng| {
        let (one, other) = (rng.usize(..world.files.len()), rng.usize(..world.files.len()));
        let file = world.files[one].1.clone();
        world.files[one].1 = world.files[other].1.clone();
        world.files[other].1 = file;
    }),
    ("a file of another line, signed by us", |world, rng| {
        let one = rng.usize(..world.files.len());
        let file = world.files[one].1.clone().unwrap();
        let previous = file.previous.is_none().then_some([1; 32]);
        world.files[one].1 = Ok(Checkpoint::sign(&keys(), file.body, previous));
        world.files.truncate(one + 1);
        let last = world.files[one].0;
        world.bodies.retain(|body| body.number <= last);
        world.marks.retain(|mark| mark.number <= last);
    }),
    ("a file signed by somebody else", |world, rng| {
        let stranger = "IB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgE=";
        let stranger = MasterKeys::new(&stranger.into(), &[]).unwrap();
        let one = rng.usize(..world.files.len());
        let file = world.files[one].1.clone().unwrap();
        world.files[one].1 = Ok(Checkpoint::sign(&stranger, file.body, file.previous));
    }),
];

const SKILLED: &[(&str, Tampering)] = &[
    ("an edited event, its chain and end hashed anew", |world, rng| {
        let one = covered_event(world, rng);
        let subject = world.events[one].subject.clone();
        edit(world, one, rng);
        world.rechain(&subject);
    }),
    ("that, and the marks", |world, rng| {
        let one = covered_event(world, rng);
        let subject = world.events[one].subject.clone();
        edit(world, one, rng);
        world.rechain(&subject);
        world.remark(&subject);
    }),
    ("that, and the sums", |world, rng| {
        let one = covered_event(world, rng);
        let subject = world.events[one].subject.clone();
        edit(world, one, rng);
        world.rechain(&subject);
        world.remark(&subject);
        world.sum();
    }),
    ("a deleted event, all computed anew", |world, rng| {
        let one = covered_event(world, rng);
        let subject = world.events.remove(one).subject;
        world.rechain(&subject);
        if rng.bool() {
            world.remark(&subject);
            world.sum();
        }
    }),
    ("a forged event in the middle, all computed anew", |world, rng| {
        let one = covered_event(world, rng);
        let mut forged = world.events[one].clone();
        forged.id = Uuid::from_u128(rng.u128(..));
        let subject = forged.subject.clone();
        world.events.insert(one, forged);
        world.rechain(&subject);
        if rng.bool() {
            world.remark(&subject);
            world.sum();
        }
    }),
    ("two events in the other order, all computed anew", |world, rng| {
        let one = covered_event(world, rng);
        let subject = world.events[one].subject.clone();
        let other = rng.choice(world.chain(&subject)).unwrap();
        let sequence = world.events[one].sequence;
        world.events[one].sequence = world.events[other].sequence;
        world.events[other].sequence = sequence;
        world.rechain(&subject);
        if rng.bool() {
            world.remark(&subject);
            world.sum();
        }
    }),
    ("a cut tail, the end rolled back", |world, rng| {
        let (subject, kept) = covered_cut(world, rng);
        cut(world, &subject, kept);
        world.rechain(&subject);
    }),
    ("a cut tail, all rolled back", |world, rng| {
        let (subject, kept) = covered_cut(world, rng);
        cut(world, &subject, kept);
        world.rechain(&subject);
        world.remark(&subject);
        world.sum();
    }),
    ("a deleted chain with its end", |world, rng| {
        let (subject, _) = covered_cut(world, rng);
        remove_chain(world, &subject);
        world.heads.retain(|head| head.subject != subject);
    }),
    ("a deleted chain with its end and marks", |world, rng| {
        let (subject, _) = covered_cut(world, rng);
        remove_chain(world, &subject);
        world.rechain(&subject);
        world.remark(&subject);
        if rng.bool() {
            world.sum();
        }
    }),
    ("a checkpoint forgotten with its marks", |world, rng| {
        let number = rng.i64(1..4);
        world.bodies.retain(|body| body.number < number);
        world.marks.retain(|mark| mark.number < number);
    }),
    ("the whole database as it was at an earlier checkpoint", |world, rng| {
        let number = rng.i64(0..3);
        world.bodies.retain(|body| body.number <= number);
        world.marks.retain(|mark| mark.number <= number);
        for head in world.heads.clone() {
            let kept = world.marked(&head.subject, number + 1);
            cut(world, &head.subject, kept);
            world.rechain(&head.subject);
        }
    }),
    ("an empty database", |world, _| {
        world.events.clear();
        world.heads.clear();
        world.marks.clear();
        world.bodies.clear();
    }),
    ("an added checkpoint without a file", |world, _| {
        let last: Body = world.bodies.last().unwrap().clone();
        world.bodies.push(Body { number: last.number + 1, chains: 0, ..last });
    }),
];

#[test]
fn what_nobody_touched_is_whole() {
    for seed in 0..20 {
        let world = World::new(&mut Rng::with_seed(seed));
        let found = world.check();
        assert!(found.is_whole(), "{:?}", found.broken);
        assert_eq!(found.events, world.events.len() as u64);
        assert_eq!((found.chains, found.checkpoints), (12, 3));
        assert_eq!(found.covered, world.bodies[2].events);
    }
}

#[test]
fn each_of_ten_thousand_tamperings_is_found() {
    let rng = &mut Rng::with_seed(20_261_121);
    let worlds: Vec<World> = (0..10).map(|_| World::new(rng)).collect();
    let (mut done, mut kinds) = (0, BTreeMap::<&str, u32>::new());
    while done < 10_000 {
        let tamperings = if rng.bool() { CLUMSY } else { SKILLED };
        let (name, tampering) = rng.choice(tamperings).unwrap();
        let world = rng.choice(&worlds).unwrap();
        let mut tampered = world.clone();
        tampering(&mut tampered, rng);
        tampered = tampered.sorted();
        if tampered == world.clone().sorted() {
            continue; // what it wrote was there already
        }
        assert!(!tampered.check().is_whole(), "{name} (number {done}) is not found");
        done += 1;
        *kinds.entry(name).or_default() += 1;
    }
    assert_eq!(kinds.len(), CLUMSY.len() + SKILLED.len());
    assert!(kinds.values().all(|times| *times > 50), "{kinds:?}");
}

#[test]
fn the_first_broken_event_of_each_chain_is_named() {
    let rng = &mut Rng::with_seed(3);
    let mut world = World::new(rng);
    let long = |world: &World, at: usize| {
        let mut heads = world.heads.iter().filter(|head| head.sequence >= 3);
        world.chain(&heads.nth(at).unwrap().subject)
    };
    let (one, other) = (long(&world, 0), long(&world, 1)[0]);
    let second = one[1];
    world.events[second].act = "sign_in".into();
    world.events[one[2]].act = "sign_in".into();
    world.events[other].ip_prefix = Some("198.51.100.0/24".into());
    let found = world.check();
    let mut named: Vec<String> = found.broken.iter().map(ToString::to_string).collect();
    let mut expected: Vec<String> = [second, other]
        .map(|at| &world.events[at])
        .iter()
        .map(|it| {
            format!(
                "{} {}, event {} ({}): altered",
                it.subject.kind, it.subject.id, it.sequence, it.id
            )
        })
        .collect();
    named.sort();
    expected.sort();
    assert_eq!(named, expected);
}
