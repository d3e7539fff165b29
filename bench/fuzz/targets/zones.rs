//! The lines of `<<<` of papers, as people copy them: no text stops the reader, and what a certificate says is short.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vocabulary::Date;
use vocabulary::mrz::{CertificateMrz, Mrz};

fuzz_target!(|text: &str| {
    let on = Date::FIRST;
    drop(Mrz::read(text, on));
    if let Ok(read) = CertificateMrz::read(text, on) {
        assert!(read.first_registered_on <= on);
        assert!(read.vin.len() <= 17 && read.make.len() <= 14 && !read.plate.is_empty());
    }
});
