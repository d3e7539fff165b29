use super::*;

fn file(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from(at * 7 % 251).unwrap()).collect()
}

fn sealed(key: &DataKey, file: &[u8], step: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut sealer = Sealer::new(key, &mut bytes);
    for part in file.chunks(step) {
        sealer.push(part, &mut bytes);
    }
    sealer.finish(&mut bytes);
    bytes
}

fn opened(key: &DataKey, bytes: &[u8], step: usize) -> Result<Vec<u8>, Unopened> {
    let mut file = Vec::new();
    let mut opener = Opener::new(key);
    for part in bytes.chunks(step) {
        opener.push(part, &mut file)?;
    }
    opener.finish(&mut file)?;
    Ok(file)
}

/// Lengths around the edges of chunks.
const LENGTHS: [usize; 8] =
    [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, 3 * CHUNK + 17];

#[test]
fn a_file_of_any_length_comes_back_however_it_is_cut_up() {
    let key = DataKey::draw();
    for length in LENGTHS {
        let file = file(length);
        for (put, got) in [(1 << 20, 1 << 20), (977, 1 << 20), (1 << 20, 977), (CHUNK, HEAD)] {
            let bytes = sealed(&key, &file, put);
            assert!(bytes.len() <= sealed_length(length) && bytes.len() > length);
            assert_eq!(opened(&key, &bytes, got).as_deref(), Ok(&file[..]), "{length} {put} {got}");
        }
    }
}

#[test]
fn a_changed_byte_opens_nothing() {
    let key = DataKey::draw();
    let bytes = sealed(&key, &file(CHUNK + 100), 1 << 20);
    let places = (0..40).chain(CHUNK..CHUNK + 60).chain(bytes.len() - 40..bytes.len());
    for at in places {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert_eq!(opened(&key, &changed, 1 << 20), Err(Unopened), "{at}");
    }
    assert_eq!(opened(&DataKey::draw(), &bytes, 1 << 20), Err(Unopened));
}

#[test]
fn a_file_that_is_cut_even_between_two_chunks_opens_nothing() {
    let key = DataKey::draw();
    let bytes = sealed(&key, &file(2 * CHUNK + 5), 1 << 20);
    let between = [HEAD + CHUNK + TAG, HEAD + 2 * (CHUNK + TAG)];
    for length in (0..HEAD + 3).chain(between).chain([bytes.len() - 1]) {
        assert_eq!(opened(&key, &bytes[..length], 1 << 20), Err(Unopened), "{length}");
    }
}

#[test]
fn chunks_that_change_places_or_are_added_open_nothing() {
    let key = DataKey::draw();
    let bytes = sealed(&key, &file(2 * CHUNK + 5), 1 << 20);
    let (first, second) = (HEAD..HEAD + CHUNK + TAG, HEAD + CHUNK + TAG..HEAD + 2 * (CHUNK + TAG));
    let mut swapped = bytes[..HEAD].to_vec();
    swapped.extend_from_slice(&bytes[second.clone()]);
    swapped.extend_from_slice(&bytes[first.clone()]);
    swapped.extend_from_slice(&bytes[second.end..]);
    assert_eq!(opened(&key, &swapped, 1 << 20), Err(Unopened));
    let mut longer = bytes.clone();
    longer.extend_from_slice(&bytes[first]);
    assert_eq!(opened(&key, &longer, 1 << 20), Err(Unopened));
}

#[test]
fn two_seals_of_one_file_share_no_bytes() {
    let key = DataKey::draw();
    let (one, other) = (sealed(&key, &file(64), 64), sealed(&key, &file(64), 64));
    assert_ne!(one[HEAD..], other[HEAD..]);
    assert_eq!(format!("{key:?}"), "DataKey");
}
