use std::time::Instant;

use invoices::{Address, Buyer, Content, Item, Kind, Line, Number, Seller, Sum, paper};
use jiff::Timestamp;
use vocabulary::{Cents, Date};

/// Papers before those that are measured: the first one reads the typeface.
const WARM: u32 = 20;
/// Papers that are measured, each with a number of its own.
const MEASURED: u32 = 300;

/// P8: an invoice as PDF/A-3a with its XML inside, one after another.
pub(crate) fn measure() -> Result<(), Box<dyn std::error::Error>> {
    let (on, at) = (Date::new(2026, 11, 21)?, "2026-11-21T12:00:00Z".parse::<Timestamp>()?);
    let content = content(on);
    let (mut took, mut length) = (Vec::new(), 0);
    for place in 1..=WARM + MEASURED {
        let number = Number { kind: Kind::Invoice, year: 2026, place };
        let start = Instant::now();
        length = paper::pdf(number, (on, at), &content)?.len();
        if place > WARM {
            took.push(start.elapsed().as_micros());
        }
    }
    took.sort_unstable();
    let at = |percent: usize| {
        let micros = took.get(took.len() * percent / 100).copied().unwrap_or_default();
        format!("{}.{} ms", micros / 1_000, micros % 1_000 / 100)
    };
    println!(
        "P8  an invoice as PDF, {} kB: median {}, p95 {} (goal 15)",
        length / 1_000,
        at(50),
        at(95)
    );
    Ok(())
}

fn content(on: Date) -> Content {
    let line = |item, label: &str, net, vat| {
        let sum = Sum { net: Cents(net), vat: Cents(vat) };
        Line { item, label: label.to_owned(), sum }
    };
    Content {
        seller: Seller {
            name: "CarteClaire".to_owned(),
            address: Address::read("1 rue de l’Exemple, 75011 Paris"),
            siren: "732829320".to_owned(),
            vat_number: "FR44732829320".to_owned(),
            ..Seller::default()
        },
        buyer: Buyer {
            name: "DURAND Léa".to_owned(),
            address: Address::read("12 rue des Lilas, 69003 Lyon"),
            siren: String::new(),
            email: "lea@exemple.fr".to_owned(),
        },
        reference: "CG-2026-000001".to_owned(),
        service: "Changement de titulaire du certificat d’immatriculation".to_owned(),
        served_on: on,
        paid_on: on,
        means: "card".to_owned(),
        lines: vec![
            line(Item::Tax("y1".to_owned()), "Taxe régionale (Y.1)", 41_370, 0),
            line(Item::Tax("y4".to_owned()), "Taxe fixe (Y.4)", 1_100, 0),
            line(Item::Rounding, "Arrondi à l’euro", 30, 0),
            line(Item::Fee, "Traitement de la démarche", 2_492, 498),
        ],
        vat_rate: 2_000,
        corrects: Vec::new(),
    }
}
