//! Lists of vehicles from spreadsheets: whatever comes is read or refused, and what is read is written as it is read again.
#![no_main]

use fleets::sheet::{decoded, read};
use libfuzzer_sys::fuzz_target;
use vocabulary::Date;

fuzz_target!(|bytes: &[u8]| {
    let Ok(today) = Date::parse("2026-11-21") else { return };
    let Ok(text) = decoded(bytes) else { return };
    let Ok(sheet) = read(&text, today) else { return };
    let Ok(again) = read(&sheet.again(&sheet.lines), today) else {
        // Quotation marks may make a list longer than one may be.
        assert!(sheet.again(&sheet.lines).len() > fleets::sheet::MOST_BYTES);
        return;
    };
    let lines = |sheet: &fleets::sheet::Sheet| {
        sheet.lines.iter().map(|line| (line.cells.clone(), line.read.clone())).collect::<Vec<_>>()
    };
    assert_eq!(lines(&again), lines(&sheet));
});
