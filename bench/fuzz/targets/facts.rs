//! A query string, from its bytes to the sentences of the answer.
#![no_main]

use libfuzzer_sys::fuzz_target;
use simulator::facts::{Mode, Value, read};
use vocabulary::{Date, Lang};
use wording::answer::{Answer, Problem};

#[path = "../../../app/src/query.rs"]
#[expect(dead_code, reason = "only its reading is of interest")]
mod query;

fuzz_target!(|text: &str| {
    let tables = baremes::builtin();
    let today = Date::FIRST;
    let pairs = query::pairs(text);
    let given = pairs.iter().map(|(name, value)| (name.as_str(), Value::Text(value)));
    match read(Mode::Text, given, tables, today) {
        Ok(facts) => {
            let simulation = simulator::simulate(&facts, tables, today);
            for lang in [Lang::Fr, Lang::En] {
                drop(Answer::new(&simulation, tables, "", lang));
            }
            // A form asks for whatever keeps the price open.
            let asked = simulator::questions(&facts, tables, today);
            assert!(simulation.missing.iter().all(|fact| asked.contains(*fact)));
        }
        Err(errors) => {
            assert!(!errors.is_empty());
            drop(Problem::invalid(&errors, Lang::Fr));
        }
    }
});
