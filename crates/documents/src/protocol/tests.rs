use super::*;
use crate::Kind;

fn kept() -> Kept {
    let page = |byte: u8| Page {
        picture: vec![byte; 300],
        thumbnail: vec![byte; 20],
        width: 30,
        height: 10,
    };
    Kept { pages: vec![page(1), page(b'\n')], pdf: Some(vec![3; 700]) }
}

#[test]
fn an_answer_is_read_as_it_was_written() {
    let mut written = Vec::new();
    write(&mut written, &Ok(Outcome::Kept(kept()))).unwrap();
    let read_back = read(&written);
    assert!(matches!(read_back, Some(Ok(Outcome::Kept(again))) if again == kept()));
    for (outcome, is_seen) in [
        (Ok(Outcome::Seen(Seen { kind: Kind::Pdf, pages: 3, pixels: 9 })), true),
        (Err(Refusal::Script), false),
    ] {
        written.clear();
        write(&mut written, &outcome).unwrap();
        assert_eq!(read(&written).unwrap().is_ok(), is_seen);
    }
}

#[test]
fn an_answer_that_is_cut_or_too_long_is_none() {
    let mut written = Vec::new();
    write(&mut written, &Ok(Outcome::Kept(kept()))).unwrap();
    for length in 0..written.len() {
        assert!(read(written.get(..length).unwrap()).is_none(), "{length}");
    }
    written.push(0);
    assert!(read(&written).is_none());
    assert!(read(b"{\"kept\":{\"pages\":[],\"pdf\":18446744073709551615}}\n").is_none());
}
