//! A simulation alone, for a browser to time: what the page does besides is measured by `keystroke.mjs`.

use std::hint::black_box;

use simulator::facts::{Mode, Value, read};
use simulator::snapshot::decode;
use vocabulary::Date;
use wasm_bindgen::prelude::wasm_bindgen;

/// Works out the price of `pairs` (names and values in turn) `times` times with the tables of `snapshot`; the taxes in
/// cents, or -1 where they are not known.
///
/// # Panics
///
/// When the snapshot or the pairs cannot be read: the measure would be of nothing.
#[wasm_bindgen]
pub fn simulate(snapshot: &[u8], pairs: Vec<String>, times: u32) -> i32 {
    let tables = decode(snapshot).expect("a snapshot of this build");
    let today = Date::new(2026, 11, 21).expect("a day");
    let given = pairs.chunks_exact(2).map(|pair| (pair[0].as_str(), Value::Text(&pair[1])));
    let facts = read(Mode::Text, given, &tables, today).expect("facts that can be used");
    let mut taxes = -1;
    for _ in 0..times {
        let simulation = simulator::simulate(black_box(&facts), &tables, today);
        if let simulator::answer::Total::Known { total, .. } = simulation.total {
            taxes = i32::try_from(total.0).unwrap_or(-1);
        }
    }
    taxes
}
