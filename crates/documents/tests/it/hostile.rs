//! Every file of the corpus is refused, or found by the antivirus, and for the reason that it should be.

use documents::{Refusal, Unread, shown_name};

use crate::corpus::{self, End};
use crate::reader;

/// Where the file is stopped, as the order of an upload is.
async fn stopped(file: &[u8], name: &str) -> Option<Refusal> {
    let read = async {
        let seen = reader().look(file).await?;
        shown_name(name, seen.kind)?;
        reader().convert(file, seen, None).await.map(drop)
    };
    match read.await {
        Ok(()) => None,
        Err(Unread::Refused(refusal)) => Some(refusal),
        Err(other) => panic!("no verdict: {other:?}"),
    }
}

#[tokio::test]
async fn every_hostile_file_is_refused_for_what_it_is() {
    let all = corpus::all();
    let mut wrong = Vec::new();
    for hostile in &all {
        let stopped = stopped(&hostile.bytes(), &hostile.name).await;
        let good = match (hostile.end, stopped) {
            (End::Refused(reasons), Some(refusal)) => reasons.contains(&refusal),
            // Read without harm; the antivirus' own test says that it finds them.
            (End::Found, None) => true,
            _ => false,
        };
        if !good {
            wrong.push(format!("{}: {stopped:?}, not {:?}", hostile.what, hostile.end));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

#[test]
fn there_are_two_hundred_hostile_files_and_no_two_are_alike() {
    let mut seen = std::collections::HashSet::new();
    let all = corpus::all();
    for hostile in &all {
        let file = hostile.bytes();
        assert!(seen.insert((file, hostile.name.clone())), "{} is there twice", hostile.what);
    }
    assert!(seen.len() >= 200, "{}", seen.len());
}
