//! A barème file that was tampered with: accepted, or refused with reasons. The first byte says which file.
#![no_main]

use baremes::BUILTIN_FILES;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &str)| {
    let (which, text) = input;
    let mut files = BUILTIN_FILES;
    let place = usize::from(which) % (files.len() + 1);
    match files.get_mut(place) {
        Some(file) => {
            file.1 = text;
            match baremes::load(&files) {
                Ok(loaded) => drop(simulator::snapshot::encode(&loaded.baremes)),
                Err(refusals) => assert!(!refusals.is_empty()),
            }
        }
        None => drop(demarches::load(text)),
    }
});
