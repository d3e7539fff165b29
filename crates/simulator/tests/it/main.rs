//! The law as data: each case names its source, what is given, and what must come out.

mod age;
mod case;
mod co2;
mod co2_edges;
mod contract;
mod fixed;
mod mass;
mod operations;
mod questions;
mod rates;
mod reading;
mod refunds;
mod scope;
mod snapshot;
mod totals;
mod y1;
mod y2;

fn day(text: &str) -> vocabulary::Date {
    vocabulary::Date::parse(text).expect(text)
}
