use alloc::format;
use alloc::string::ToString as _;
use alloc::vec;

use proptest::prelude::*;

use super::*;

/// Two writings, and the parts that are not the same.
type Case = (&'static str, &'static str, &'static [(AddressField, Likeness)]);

const FIELDS: &str = "a page of the form is a list of name=text";

/// `street=rue Foch; postcode=35000; commune=Rennes` as a form.
fn read(form: &str) -> Result<PostalAddress, Vec<(AddressField, AddressFault)>> {
    let parts: Vec<(AddressField, &str)> = form
        .split(';')
        .map(|part| part.trim().split_once('=').expect(FIELDS))
        .map(|(name, text)| (AddressField::parse(name).expect(FIELDS), text))
        .collect();
    PostalAddress::read(|field| {
        parts.iter().find(|(one, _)| *one == field).map_or("", |(_, text)| *text)
    })
}

fn address(form: &str) -> PostalAddress {
    read(form).unwrap()
}

/// An address of Rennes.
fn rennes(form: &str) -> PostalAddress {
    address(&format!("{form}; postcode=35000; commune=Rennes"))
}

#[test]
fn every_fault_is_said_at_once_in_the_order_of_the_form() {
    assert_eq!(
        read("floor=; number=douze; postcode=7500; commune= ; locality=→").unwrap_err(),
        vec![
            (AddressField::Number, AddressFault::NotANumber),
            (AddressField::Street, AddressFault::Empty),
            (AddressField::Locality, AddressFault::Character('→')),
            (AddressField::Postcode, AddressFault::NotAPostcode),
            (AddressField::Commune, AddressFault::Empty),
        ]
    );
    assert_eq!(
        read("number=12; extension=bis; street_type=rue").unwrap_err(),
        vec![
            (AddressField::Number, AddressFault::WithoutStreet),
            (AddressField::Extension, AddressFault::WithoutStreet),
            (AddressField::StreetType, AddressFault::WithoutStreet),
            (AddressField::Street, AddressFault::Empty),
            (AddressField::Postcode, AddressFault::Empty),
            (AddressField::Commune, AddressFault::Empty),
        ]
    );
}

#[test]
fn a_hamlet_or_a_building_needs_no_street() {
    for form in ["locality=Le Bourg", "building=Château de Fougères"] {
        assert!(read(&format!("{form}; postcode=35300; commune=Fougères")).is_ok(), "{form}");
    }
    assert_eq!(
        read("street=-; postcode=35300; commune=Fougères").unwrap_err(),
        vec![(AddressField::Street, AddressFault::Empty)]
    );
}

#[test]
fn what_is_typed_in_one_control_is_parted() {
    let typed = rennes("number=12bis; street=Bd. de la  Liberté");
    for (field, due) in [
        (AddressField::Number, "12"),
        (AddressField::Extension, "bis"),
        (AddressField::StreetType, "boulevard"),
        (AddressField::Street, "de la Liberté"),
    ] {
        assert_eq!(typed.text(field), due);
    }
    for twice in ["street_type=rue; street=Rue de la Paix", "street=rue rue de la Paix"] {
        assert_eq!(rennes(twice).one_line(), "rue de la Paix, 35000 Rennes");
    }
    assert_eq!(rennes("street_type=place; street=Rue").one_line(), "place Rue, 35000 Rennes");
    let name = rennes("street=Gal Leclerc");
    assert_eq!(
        (name.text(AddressField::StreetType), name.text(AddressField::Street)),
        ("", "Gal Leclerc")
    );
}

#[test]
fn a_postcode_has_five_digits_in_france_only() {
    for code in ["00999", "99000", "3500", "350000", "3500O", "2A004"] {
        let form = format!("street=rue Foch; postcode={code}; commune=Rennes");
        assert_eq!(
            read(&form).unwrap_err(),
            vec![(AddressField::Postcode, AddressFault::NotAPostcode)],
            "{code}"
        );
    }
    let typed = address("street=rue Foch; postcode=35 000; commune=Rennes; country=France");
    assert_eq!(typed.text(AddressField::Postcode), "35000");
    assert!(typed.is_french());
    let abroad =
        address("number=5; street=Rue Neuve; postcode=B-1000; commune=Bruxelles; country=Belgique");
    assert!(!abroad.is_french());
    assert_eq!(abroad.lines(), ["5 RUE NEUVE", "B 1000 BRUXELLES", "BELGIQUE"]);
}

#[test]
fn a_line_too_long_is_refused_only_when_abbreviations_do_not_suffice() {
    let street = |name: &str| {
        read(&format!("number=128; street=avenue {name}; postcode=35000; commune=Rennes"))
            .map(|address| address.lines()[0].clone())
    };
    for (name, line) in [
        ("du Général de Gaulle", "128 AVENUE DU GENERAL DE GAULLE"),
        ("du Maréchal de Saint-Exupéry", "128 AV DU MARECHAL DE SAINT EXUPERY"),
        ("du Général Leclerc de Hauteclocque", "128 AV DU GAL LECLERC DE HAUTECLOCQUE"),
    ] {
        assert_eq!(street(name).as_deref(), Ok(line));
    }
    assert_eq!(
        street("du Général Philippe Leclerc de Hauteclocque"),
        Err(vec![(AddressField::Street, AddressFault::TooLong(8))]) // 46: 128 AV DU GAL PHILIPPE LECLERC DE HAUTECLOCQUE
    );
    assert_eq!(
        read(&format!(
            "street=rue Foch; floor={}; postcode=35000; commune={}",
            "a".repeat(39),
            "b".repeat(51)
        )),
        Err(vec![
            (AddressField::Floor, AddressFault::TooLong(1)),
            (AddressField::Commune, AddressFault::TooLong(1)),
        ])
    );
}

#[test]
fn the_lines_are_those_of_the_post() {
    let typed = address(
        "floor=3e étage, apt. 12; building=Résidence « Les Lilas »; number=12/14; extension=ter; street_type=av.; \
         street=de l’Île-Saint-Denis; locality=BP 90; postcode=93450; commune=L'Île-Saint-Denis",
    );
    assert_eq!(
        typed.lines(),
        [
            "3E ETAGE APT 12",
            "RESIDENCE LES LILAS",
            "12-14 TER AVENUE DE L ILE SAINT DENIS",
            "BP 90",
            "93450 L ILE SAINT DENIS",
        ]
    );
    assert_eq!(
        rennes("number=12; extension=bis; street=rue de l'Église").one_line(),
        "12 bis rue de l'Église, 35000 Rennes"
    );
}

#[test]
fn the_longest_commune_of_france_fits_its_line() {
    let longest = address(
        "locality=Le Bourg; postcode=51290; commune=Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson",
    );
    assert_eq!(longest.lines()[1], "51290 ST REMY EN BOUZEMONT ST GENEST");
}

#[test]
fn an_address_does_not_print() {
    let printed = format!("{:?} {:?}", rennes("street=rue Foch"), read("street=rue Foch"));
    assert!(!printed.contains("Foch") && !printed.contains("Rennes"), "{printed}");
}

#[test]
fn two_writings_of_one_address_are_the_same() {
    for (left, right) in [
        (
            "number=12; extension=bis; street=Av. de la République",
            "number=012; extension=BIS; street_type=AVENUE; street=REPUBLIQUE",
        ),
        ("street=bd St-Michel", "street_type=Boulevard; street=Saint Michel"),
        ("street=place du Gal de Gaulle", "street=Pl. du Général-de-Gaulle"),
        ("street=rue du 1er Mai", "street=R. du 1 mai"),
        (
            "street=rue Foch; floor=Apt 4, 3e ét.",
            "street=rue Foch; building=3ème étage appartement 4",
        ),
        ("locality=Lieu-dit Le Bourg", "locality=LD LE BOURG"),
        ("street=route D 23", "street=rte D23"),
    ] {
        let found = rennes(left).compare(&rennes(right));
        assert_eq!(found.parts(), [], "{left} | {right}");
        assert_eq!(found.verdict(), Likeness::Same);
    }
}

#[test]
fn what_differs_is_named_with_how_much() {
    use AddressField as F;
    use Likeness::{Different, Doubtful};
    let cases: &[Case] = &[
        ("number=12; street=rue Foch", "number=14; street=rue Foch", &[(F::Number, Different)]),
        ("number=12; street=rue Foch", "street=rue Foch", &[(F::Number, Doubtful)]),
        ("number=12-14; street=rue Foch", "number=14; street=rue Foch", &[(F::Number, Doubtful)]),
        (
            "number=1; extension=bis; street=rue Foch",
            "number=1; extension=B; street=rue Foch",
            &[(F::Extension, Doubtful)],
        ),
        (
            "number=1; extension=bis; street=rue Foch",
            "number=1; extension=ter; street=rue Foch",
            &[(F::Extension, Different)],
        ),
        ("street=rue de Paris", "street=avenue de Paris", &[(F::StreetType, Different)]),
        ("street=rue Victor Hugo", "street=rue Hugo", &[(F::Street, Doubtful)]),
        ("street=rue Victor Hugo", "street=rue V. Hugo", &[(F::Street, Doubtful)]),
        ("street=rue Victor Hugo", "street=rue Victor Hugot", &[(F::Street, Doubtful)]),
        ("street=rue Foch", "street=rue Koch", &[(F::Street, Different)]),
        ("street=rue du 8 mai 1945", "street=rue du 9 mai 1945", &[(F::Street, Different)]),
        ("street=rue du 8 mai 1945", "street=rue du 8 mai", &[(F::Street, Doubtful)]),
        (
            "street=rue Foch; floor=3e étage",
            "street=rue Foch; floor=4e étage",
            &[(F::Floor, Doubtful)],
        ),
        ("street=rue Foch", "street=rue Foch; building=Bât. B", &[(F::Building, Doubtful)]),
    ];
    for (left, right, due) in cases {
        let found = rennes(left).compare(&rennes(right));
        assert_eq!(found.parts(), *due, "{left} | {right}");
        assert_eq!(Some(found.verdict()), due.iter().map(|(_, likeness)| *likeness).max());
    }
}

#[test]
fn a_town_is_known_by_its_name_and_its_postcode() {
    use AddressField as F;
    use Likeness::{Different, Doubtful};
    let at = |town: &str| {
        let (postcode, commune) = town.split_once(' ').unwrap();
        address(&format!("street=rue Foch; postcode={postcode}; commune={commune}"))
    };
    let cases: &[Case] = &[
        ("42000 Saint-Étienne", "42000 ST ETIENNE", &[]),
        ("59000 Lille", "59800 LILLE", &[(F::Postcode, Doubtful)]),
        ("59000 Lille", "59009 Lille CEDEX 9", &[(F::Postcode, Doubtful)]),
        ("75001 Paris", "75001 Paris 1er Arrondissement", &[(F::Commune, Doubtful)]),
        ("75001 Paris 1er", "75002 Paris 2e", &[(F::Postcode, Different), (F::Commune, Different)]),
        ("35000 Rennes", "44000 Nantes", &[(F::Postcode, Different), (F::Commune, Different)]),
        ("54600 Villers-lès-Nancy", "54600 VILLERS LEZ NANCY", &[]),
    ];
    for (left, right, due) in cases {
        assert_eq!(at(left).compare(&at(right)).parts(), *due, "{left} | {right}");
    }
    assert!(at("59009 Lille Cedex 9").is_cedex() && !at("59000 Lille").is_cedex());
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-zéèàçœ0-9 './-]{0,24}",
        "(rue|bd|av\\.|place|Saint|St|12|12bis|GAL|D|23|et|,| ){0,6}",
        ".{0,12}",
    ]
}

/// Ten texts, most of them nearly an address.
fn typed() -> impl Strategy<Value = Vec<String>> {
    let number = prop_oneof![Just(String::new()), "[0-9]{1,4}(bis|-[0-9]{2})?", text()];
    let postcode = prop_oneof!["[1-9][0-8][0-9]{3}", text()];
    let country = prop_oneof![4 => Just(String::new()), 1 => text()];
    (text(), text(), number, text(), text(), text(), text(), postcode, text(), country)
        .prop_map(|(a, b, c, d, e, f, g, h, i, j)| vec![a, b, c, d, e, f, g, h, i, j])
}

fn of(texts: &[String]) -> Result<PostalAddress, Vec<(AddressField, AddressFault)>> {
    PostalAddress::read(|field| texts[field as usize].as_str())
}

proptest! {
    #[test]
    fn what_was_read_is_read_again_as_it_is(texts in typed()) {
        if let Ok(address) = of(&texts) {
            prop_assert_eq!(PostalAddress::read(|field| address.text(field).to_string()), Ok(address.clone()));
        }
    }

    #[test]
    fn no_line_is_empty_or_longer_than_the_standard(texts in typed()) {
        if let Ok(address) = of(&texts) {
            for line in address.lines() {
                prop_assert!((1..=LINE_MAX).contains(&line.len()) && line.is_ascii(), "{}", line);
                prop_assert_eq!(line.trim(), &line);
            }
            prop_assert!(address.lines().len() >= 2);
        }
    }

    #[test]
    fn an_address_is_itself_in_capitals_too(texts in typed()) {
        if let Ok(address) = of(&texts) {
            prop_assert_eq!(address.compare(&address).verdict(), Likeness::Same);
            let capitals = PostalAddress::read(|field| match field {
                AddressField::Number => address.number.clone(),
                _ => plain::capitals(address.text(field)),
            });
            if let Ok(capitals) = capitals {
                prop_assert!(address.compare(&capitals).verdict() < Likeness::Different);
            }
        }
    }

    #[test]
    fn a_comparison_has_no_order(left in typed(), right in typed()) {
        if let (Ok(left), Ok(right)) = (of(&left), of(&right)) {
            prop_assert_eq!(left.compare(&right), right.compare(&left));
        }
    }

    #[test]
    fn faults_stand_in_the_order_of_the_form(texts in typed()) {
        if let Err(faults) = of(&texts) {
            prop_assert!(!faults.is_empty() && faults.is_sorted_by_key(|(field, _)| *field));
        }
    }
}
