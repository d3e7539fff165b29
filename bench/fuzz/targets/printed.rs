//! What people copy from papers: a plate, a VIN, a day. What is read is written back as it is read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vocabulary::{Date, Plate, Vin};

fuzz_target!(|text: &str| {
    if let Ok(plate) = Plate::parse(text) {
        assert_eq!(Plate::parse(&plate.to_string()), Ok(plate));
    }
    if let Ok(vin) = Vin::parse(text) {
        assert_eq!(Vin::parse(&vin.to_string()), Ok(vin));
    }
    if let Ok(day) = Date::parse(text) {
        assert_eq!(day.to_string(), text);
    }
});
