//! Names of files: a number that gives the order of reading, then words in small ASCII letters; people by their initials.

use std::collections::BTreeSet;

use dossiers::Party;
use vocabulary::plain;

/// Longest name of a file, in characters, its ending among them.
pub const MOST: usize = 80;

/// Words as a part of a name: small letters, digits, hyphens.
#[must_use]
pub fn slug(text: &str) -> String {
    let capitals = plain::capitals(text);
    let mut slug = String::with_capacity(capitals.len());
    for sign in capitals.chars() {
        if sign.is_ascii_alphanumeric() {
            slug.push(sign.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// The initials of somebody: `jld` of Jeanne-Louise Durand; of a company those of its words.
#[must_use]
pub fn initials(party: &Party) -> String {
    let last = if party.used_name.is_empty() { &party.last_name } else { &party.used_name };
    let named = if party.company_name.is_empty() {
        format!("{} {last}", party.first_names)
    } else {
        party.company_name.clone()
    };
    let words = slug(&named);
    words.split('-').filter_map(|word| word.chars().next()).take(6).collect()
}

/// The names of one package: none stands twice.
#[derive(Debug, Default)]
pub struct Names(BTreeSet<String>);

impl Names {
    /// `20_certificat-cession.pdf`: of `number`, `parts` (empty ones are left out) and `ending`; cut where it is too long,
    /// and numbered where it would stand twice.
    pub fn give(&mut self, number: u8, parts: &[&str], ending: &str) -> String {
        let slugs: Vec<String> =
            parts.iter().map(|part| slug(part)).filter(|part| !part.is_empty()).collect();
        let words = slugs.join("_");
        let mut again = 1_u32;
        loop {
            let more = if again == 1 { String::new() } else { format!("-{again}") };
            let room = MOST.saturating_sub(3 + more.len() + 1 + ending.len());
            let kept: String = words.chars().take(room).collect();
            let kept = kept.trim_end_matches(['-', '_']);
            let name = format!("{number:02}_{kept}{more}.{ending}");
            if self.0.insert(name.clone()) {
                return name;
            }
            again += 1;
        }
    }
}

/// Where a piece of the kind `kind` stands in the order of reading; other papers come after those that are always asked for.
#[must_use]
pub fn order(kind: &str) -> u8 {
    match kind {
        "mandat" => 10,
        "demande_immatriculation" | "demande_immatriculation_vn" | "demande_w_garage" => 11,
        "declaration_achat" | "declaration_perte" | "declaration_retrait_circulation" => 12,
        "certificat_cession" | "facture_vente" => 20,
        "certificat_immatriculation_barre"
        | "certificat_immatriculation"
        | "certificat_immatriculation_etranger"
        | "certificat_immatriculation_deteriore" => 21,
        "pv_controle_technique" => 22,
        "recepisse_declaration_achat" => 23,
        "quitus_fiscal" | "certificat_846a" | "preuve_demande_fiscale" => 24,
        "coc" | "attestation_identification" | "pv_rti" => 25,
        "extrait_kbis" | "extrait_rne" | "statuts_association" => 29,
        "piece_identite" | "piece_identite_mineur" | "piece_identite_representant" => 30,
        "piece_identite_cotitulaire" | "piece_identite_parent" => 31,
        "justificatif_domicile" | "justificatif_adresse_societe" => 32,
        "attestation_hebergement" => 33,
        "piece_identite_hebergeant" => 34,
        "justificatif_domicile_hebergeant" => 35,
        "permis_conduire" => 40,
        "attestation_assurance" => 41,
        _ => 50,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_small_ascii_short_and_stands_once() {
        let mut names = Names::default();
        let name = names.give(21, &["Carte grise barrée", "recto/verso"], "pdf");
        assert_eq!(name, "21_carte-grise-barree_recto-verso.pdf");
        assert_eq!(
            names.give(21, &["carte grise barrée", "recto verso"], "pdf"),
            "21_carte-grise-barree_recto-verso-2.pdf"
        );
        assert_eq!(names.give(0, &["feuille de route", ""], "pdf"), "00_feuille-de-route.pdf");
        for text in [
            "Œuvre d’Ève\u{202f}: n° 7 !",
            "../../etc/passwd",
            "漢字 Łódź",
            "",
            "é".repeat(300).as_str(),
        ] {
            for _ in 0..12 {
                let name = names.give(50, &[text], "pdf");
                let small = |sign: char| {
                    sign.is_ascii_lowercase() || sign.is_ascii_digit() || "_-.".contains(sign)
                };
                assert!(name.chars().all(small) && name.len() <= MOST, "{name}");
                assert!(!name.contains("..") && name.starts_with("50_"), "{name}");
            }
        }
    }

    #[test]
    fn people_are_named_by_their_initials() {
        let party = |first: &str, last: &str, company: &str| Party {
            first_names: first.to_owned(),
            last_name: last.to_owned(),
            company_name: company.to_owned(),
            ..Party::default()
        };
        assert_eq!(initials(&party("Léa", "Durand", "")), "ld");
        assert_eq!(initials(&party("Jean-Éloi", "d’Œuvray", "")), "jedo");
        assert_eq!(initials(&party("", "", "Garage du Port")), "gdp");
        assert_eq!(initials(&party("", "", "")), "");
    }
}
