use std::io::{Cursor, Read as _, Write as _};

use filing::packing::{MANIFEST, measured};
use filing::verify::{Difference, NotVerified, Verified, verify};
use filing::zip::Zip;
use zip::write::SimpleFileOptions;

use crate::packages::{at, downloaded, package};

const PROOF: &str = "90_preuve-signature.json";
const MANDATE: &str = "10_mandat-13757.pdf";

/// Its name and its content.
type Entry = (String, Vec<u8>);

/// The bytes of a package.
async fn whole() -> Vec<u8> {
    let (plan, papers) = package();
    let packed = measured(plan.clone(), &papers, 0).await.unwrap();
    downloaded(plan, papers, packed.sha256).await.unwrap()
}

/// What it holds, in its order.
async fn entries() -> Vec<Entry> {
    let mut zip = zip::ZipArchive::new(Cursor::new(whole().await)).unwrap();
    let mut entries = Vec::new();
    for place in 0..zip.len() {
        let mut file = zip.by_index(place).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        entries.push((file.name().unwrap().into_owned(), bytes));
    }
    entries
}

fn packed(entries: &[Entry]) -> Vec<u8> {
    let mut zip = Zip::new(at());
    let mut bytes = Vec::new();
    for (name, content) in entries {
        bytes.extend(zip.entry(name, content).unwrap());
    }
    bytes.extend(zip.end().unwrap());
    bytes
}

/// The same, as other programs pack.
fn deflated(entries: &[Entry]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, content) in entries {
        zip.start_file(name.as_str(), options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn place(entries: &[Entry], name: &str) -> usize {
    entries.iter().position(|(one, _)| one.ends_with(name)).unwrap()
}

fn differences(package: &[u8]) -> Vec<Difference> {
    verify(Cursor::new(package)).unwrap().differences
}

#[tokio::test]
async fn a_package_is_as_its_manifest_says_however_it_was_packed() {
    let (whole, entries) = (whole().await, entries().await);
    let sound = Verified { files: 5, differences: Vec::new() };
    for bytes in [&whole, &packed(&entries), &deflated(&entries)] {
        assert_eq!(verify(Cursor::new(bytes.as_slice())).unwrap(), sound);
    }
}

#[tokio::test]
async fn a_byte_that_changed_is_said_by_the_name_of_its_file() {
    let mut whole = whole().await;
    let proof = b"{\"body\":{}}";
    let at = whole.windows(proof.len()).position(|part| part == proof).unwrap();
    whole[at + 2] ^= 1;
    assert_eq!(differences(&whole), [Difference::OtherContent(PROOF.to_owned())]);
    let mut shorter = entries().await;
    let at = place(&shorter, PROOF);
    shorter[at].1.pop();
    let expected = Difference::OtherSize { name: PROOF.to_owned(), listed: 11, found: 10 };
    assert_eq!(differences(&packed(&shorter)), [expected]);
}

#[tokio::test]
async fn a_file_that_is_missing_or_added_is_said_by_its_name() {
    let mut entries = entries().await;
    entries.remove(place(&entries, MANDATE));
    assert_eq!(differences(&packed(&entries)), [Difference::Missing(MANDATE.to_owned())]);
    let added = "autre/\u{1b}[2J.pdf".to_owned();
    entries.push((added.clone(), b"%PDF".to_vec()));
    let found = differences(&packed(&entries));
    assert_eq!(found, [Difference::Missing(MANDATE.to_owned()), Difference::Added(added)]);
    let said: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(said[0], "10_mandat-13757.pdf: listed, and not there");
    assert_eq!(said[1], "autre/\\u{1b}[2J.pdf: there, and not listed");
}

#[tokio::test]
async fn what_stands_there_twice_is_not_passed_over() {
    let mut entries = entries().await;
    entries.push(entries[place(&entries, MANDATE)].clone());
    assert_eq!(differences(&packed(&entries)), [Difference::Hidden]);
}

#[tokio::test]
async fn without_a_manifest_of_ours_nothing_is_as_it_says() {
    let mut entries = entries().await;
    let at = place(&entries, MANIFEST);
    for other in ["{}", "{\"format\":2,\"files\":[]}", "no JSON"] {
        entries[at].1 = other.into();
        assert_eq!(differences(&packed(&entries)), [Difference::NotAManifest], "{other}");
    }
    entries.remove(at);
    assert_eq!(differences(&packed(&entries)), [Difference::NoManifest]);
}

#[tokio::test]
async fn no_more_is_unpacked_than_is_listed() {
    let mut entries = entries().await;
    let (proof, manifest) = (place(&entries, PROOF), place(&entries, MANIFEST));
    entries[proof].1 = vec![0; 20_000_000];
    let bomb = deflated(&entries);
    let expected = Difference::OtherSize { name: PROOF.to_owned(), listed: 11, found: 20_000_000 };
    assert_eq!(differences(&bomb), [expected]);
    let text = String::from_utf8(entries[manifest].1.clone()).unwrap();
    entries[manifest].1 = text.replace("\"bytes\": 11", "\"bytes\": 5000000000").into();
    let vast = verify(Cursor::new(packed(&entries)));
    assert!(matches!(vast, Err(NotVerified::TooLarge)), "{vast:?}");
}

#[tokio::test]
async fn what_is_no_whole_zip_is_not_read() {
    let whole = whole().await;
    for bytes in [b"%PDF-1.7".as_slice(), &[], &whole[..whole.len() / 2]] {
        let read = verify(Cursor::new(bytes));
        assert!(matches!(read, Err(NotVerified::NoZip(_) | NotVerified::File(_))), "{read:?}");
    }
}
