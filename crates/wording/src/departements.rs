//! Names of the 101 départements, and what regions and départements are called in an address.
//!
//! Names: INSEE, code officiel géographique. Those of the regions come with the tables
//! ([`simulator::baremes::Region`]), as does which département belongs to which.

use alloc::string::String;

/// INSEE codes and names, in the order of the plates: Corse stands where 20 was.
pub const DEPARTEMENTS: [(&str, &str); 101] = [
    ("01", "Ain"),
    ("02", "Aisne"),
    ("03", "Allier"),
    ("04", "Alpes-de-Haute-Provence"),
    ("05", "Hautes-Alpes"),
    ("06", "Alpes-Maritimes"),
    ("07", "Ardèche"),
    ("08", "Ardennes"),
    ("09", "Ariège"),
    ("10", "Aube"),
    ("11", "Aude"),
    ("12", "Aveyron"),
    ("13", "Bouches-du-Rhône"),
    ("14", "Calvados"),
    ("15", "Cantal"),
    ("16", "Charente"),
    ("17", "Charente-Maritime"),
    ("18", "Cher"),
    ("19", "Corrèze"),
    ("2A", "Corse-du-Sud"),
    ("2B", "Haute-Corse"),
    ("21", "Côte-d'Or"),
    ("22", "Côtes-d'Armor"),
    ("23", "Creuse"),
    ("24", "Dordogne"),
    ("25", "Doubs"),
    ("26", "Drôme"),
    ("27", "Eure"),
    ("28", "Eure-et-Loir"),
    ("29", "Finistère"),
    ("30", "Gard"),
    ("31", "Haute-Garonne"),
    ("32", "Gers"),
    ("33", "Gironde"),
    ("34", "Hérault"),
    ("35", "Ille-et-Vilaine"),
    ("36", "Indre"),
    ("37", "Indre-et-Loire"),
    ("38", "Isère"),
    ("39", "Jura"),
    ("40", "Landes"),
    ("41", "Loir-et-Cher"),
    ("42", "Loire"),
    ("43", "Haute-Loire"),
    ("44", "Loire-Atlantique"),
    ("45", "Loiret"),
    ("46", "Lot"),
    ("47", "Lot-et-Garonne"),
    ("48", "Lozère"),
    ("49", "Maine-et-Loire"),
    ("50", "Manche"),
    ("51", "Marne"),
    ("52", "Haute-Marne"),
    ("53", "Mayenne"),
    ("54", "Meurthe-et-Moselle"),
    ("55", "Meuse"),
    ("56", "Morbihan"),
    ("57", "Moselle"),
    ("58", "Nièvre"),
    ("59", "Nord"),
    ("60", "Oise"),
    ("61", "Orne"),
    ("62", "Pas-de-Calais"),
    ("63", "Puy-de-Dôme"),
    ("64", "Pyrénées-Atlantiques"),
    ("65", "Hautes-Pyrénées"),
    ("66", "Pyrénées-Orientales"),
    ("67", "Bas-Rhin"),
    ("68", "Haut-Rhin"),
    ("69", "Rhône"),
    ("70", "Haute-Saône"),
    ("71", "Saône-et-Loire"),
    ("72", "Sarthe"),
    ("73", "Savoie"),
    ("74", "Haute-Savoie"),
    ("75", "Paris"),
    ("76", "Seine-Maritime"),
    ("77", "Seine-et-Marne"),
    ("78", "Yvelines"),
    ("79", "Deux-Sèvres"),
    ("80", "Somme"),
    ("81", "Tarn"),
    ("82", "Tarn-et-Garonne"),
    ("83", "Var"),
    ("84", "Vaucluse"),
    ("85", "Vendée"),
    ("86", "Vienne"),
    ("87", "Haute-Vienne"),
    ("88", "Vosges"),
    ("89", "Yonne"),
    ("90", "Territoire de Belfort"),
    ("91", "Essonne"),
    ("92", "Hauts-de-Seine"),
    ("93", "Seine-Saint-Denis"),
    ("94", "Val-de-Marne"),
    ("95", "Val-d'Oise"),
    ("971", "Guadeloupe"),
    ("972", "Martinique"),
    ("973", "Guyane"),
    ("974", "La Réunion"),
    ("976", "Mayotte"),
];

/// The name of the département of INSEE code `code` (`75`, `2A`, `971`).
#[must_use]
pub fn departement_name(code: &str) -> Option<&'static str> {
    DEPARTEMENTS.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}

/// How a département stands in an address: `paris-75`, `cotes-d-armor-22`, `corse-du-sud-2a`.
#[must_use]
pub fn departement_slug(code: &str) -> Option<String> {
    let mut slug = slug(departement_name(code)?);
    slug.push('-');
    slug.extend(code.chars().map(|letter| letter.to_ascii_lowercase()));
    Some(slug)
}

/// The INSEE code of the département that stands so in an address; only the exact spelling counts.
#[must_use]
pub fn departement_of_slug(slug: &str) -> Option<&'static str> {
    let (_, end) = slug.rsplit_once('-')?;
    let (code, _) = DEPARTEMENTS.iter().find(|(code, _)| code.eq_ignore_ascii_case(end))?;
    (departement_slug(code)? == slug).then_some(*code)
}

/// How a region, named in French, stands in an address: `ile-de-france`, `provence-alpes-cote-d-azur`.
#[must_use]
pub fn region_slug(name: &str) -> String {
    slug(name)
}

/// `text` in small letters without accents, everything else one hyphen.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for letter in text.chars() {
        let plain = match letter {
            'à' | 'â' | 'ä' | 'À' | 'Â' => 'a',
            'ç' | 'Ç' => 'c',
            'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' => 'e',
            'î' | 'ï' | 'Î' => 'i',
            'ô' | 'ö' | 'Ô' => 'o',
            'ù' | 'û' | 'ü' | 'Û' => 'u',
            'œ' | 'Œ' => {
                slug.push('o');
                'e'
            }
            _ => letter.to_ascii_lowercase(),
        };
        if plain.is_ascii_alphanumeric() {
            slug.push(plain);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    if slug.ends_with('-') {
        slug.pop();
    }
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_no_accent_and_no_capital() {
        for (code, expected) in [
            ("75", "paris-75"),
            ("22", "cotes-d-armor-22"),
            ("2A", "corse-du-sud-2a"),
            ("90", "territoire-de-belfort-90"),
            ("974", "la-reunion-974"),
            ("43", "haute-loire-43"),
        ] {
            assert_eq!(departement_slug(code).as_deref(), Some(expected));
        }
        assert_eq!(region_slug("Île-de-France"), "ile-de-france");
        assert_eq!(region_slug("Provence-Alpes-Côte d'Azur"), "provence-alpes-cote-d-azur");
        assert_eq!(slug(" Œuvre — à l'été ! "), "oeuvre-a-l-ete");
    }

    #[test]
    fn every_address_leads_back_to_its_departement() {
        for (code, _) in DEPARTEMENTS {
            let slug = departement_slug(code).unwrap();
            assert!(slug.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'), "{slug}");
            assert_eq!(departement_of_slug(&slug), Some(code));
        }
    }

    #[test]
    fn no_other_spelling_leads_to_a_departement() {
        for slug in ["", "75", "paris", "paris-13", "Paris-75", "corse-du-sud-2A", "corse-20"] {
            assert_eq!(departement_of_slug(slug), None, "{slug}");
        }
        assert_eq!(departement_name("20"), None);
        assert_eq!(departement_slug("99"), None);
    }

    #[test]
    fn no_departement_stands_twice() {
        for (at, (code, name)) in DEPARTEMENTS.iter().enumerate() {
            assert!(
                DEPARTEMENTS[..at].iter().all(|(c, n)| c != code && n != name),
                "{code} {name}"
            );
        }
    }
}
