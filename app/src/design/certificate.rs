//! The certificate (carte grise) drawn as a sheet whose fields light up while the page asks for them.

use leptos::prelude::*;
use vocabulary::Lang;

/// A printed field: where it stands on the drawing (in units of its 320 × 372 sheet) and what it says.
struct Field {
    code: &'static str,
    /// Left edge, top edge, width.
    at: (u16, u16, u16),
    /// What stands there on a certificate, for an imagined car.
    example: &'static str,
    fr: &'static str,
    en: &'static str,
}

const fn field(
    code: &'static str,
    at: (u16, u16, u16),
    example: &'static str,
    fr: &'static str,
    en: &'static str,
) -> Field {
    Field { code, at, example, fr, en }
}

/// Height of a field; those of the first row, in larger print, are [`TALL`].
const HEIGHT: u16 = 27;
/// Height of a field of the first row.
const TALL: u16 = 36;
/// Top of the first row.
const FIRST_ROW: u16 = 38;

/// The fields that people are asked for or shown, in the order of the sheet.
const FIELDS: [Field; 32] = [
    field("A", (10, 38, 124), "AB-123-CD", "numéro d’immatriculation", "registration number"),
    field(
        "B",
        (138, 38, 84),
        "14/05/2021",
        "date de première immatriculation",
        "date of first registration",
    ),
    field("I", (226, 38, 84), "02/06/2021", "date du certificat", "date of this certificate"),
    field("C.1", (10, 78, 300), "MARTIN CAMILLE", "titulaire", "holder"),
    field("D.1", (10, 109, 72), "MARQUE", "marque", "make"),
    field("D.2", (86, 109, 120), "ABC1D2-E34", "type, variante, version", "type, variant, version"),
    field("D.3", (210, 109, 100), "MODÈLE", "dénomination commerciale", "commercial name"),
    field(
        "E",
        (10, 140, 156),
        "VF1RFB00X56789012",
        "numéro d’identification (VIN)",
        "identification number (VIN)",
    ),
    field(
        "K",
        (170, 140, 140),
        "e2*2007/46*0123*01",
        "numéro de réception par type",
        "type-approval number",
    ),
    field(
        "F.1",
        (10, 171, 72),
        "1830",
        "masse en charge maximale techniquement admissible (kg)",
        "technically permissible maximum laden mass (kg)",
    ),
    field(
        "F.2",
        (86, 171, 72),
        "1800",
        "PTAC\u{202f}: masse en charge maximale en service (kg)",
        "maximum laden mass in service (kg)",
    ),
    field(
        "G",
        (162, 171, 72),
        "1320",
        "masse en ordre de marche (kg)",
        "mass in running order (kg)",
    ),
    field("J", (238, 171, 72), "M1", "catégorie du véhicule (CE)", "vehicle category (EC)"),
    field("J.1", (10, 202, 72), "VP", "genre national", "national type of vehicle"),
    field("J.2", (86, 202, 72), "AA", "carrosserie (CE)", "body (EC)"),
    field(
        "J.3",
        (162, 202, 72),
        "CI",
        "carrosserie (désignation nationale)",
        "body (national designation)",
    ),
    field(
        "S.1",
        (238, 202, 72),
        "5",
        "places assises, conducteur compris",
        "seats, driver included",
    ),
    field("P.1", (10, 233, 72), "1332", "cylindrée (cm³)", "engine capacity (cm³)"),
    field("P.2", (86, 233, 72), "96", "puissance nette maximale (kW)", "maximum net power (kW)"),
    field(
        "P.3",
        (162, 233, 72),
        "ES",
        "type de carburant ou source d’énergie",
        "fuel or source of energy",
    ),
    field("P.6", (238, 233, 72), "6", "puissance administrative (CV)", "fiscal horsepower (CV)"),
    field(
        "U.1",
        (10, 264, 72),
        "71",
        "niveau sonore à l’arrêt (dB)",
        "stationary sound level (dB)",
    ),
    field("V.7", (86, 264, 72), "118", "émissions de CO₂ (g/km)", "CO₂ emissions (g/km)"),
    field("V.9", (162, 264, 72), "EURO6", "classe environnementale", "environmental class"),
    field("X.1", (238, 264, 72), "14/05/2025", "visite technique", "roadworthiness test"),
    field("Z", (10, 295, 300), "", "mentions spécifiques", "special remarks"),
    field("Y.1", (10, 334, 48), "413,70", "taxe régionale", "regional tax"),
    field(
        "Y.2",
        (61, 334, 47),
        "0",
        "majoration pour la formation dans les transports",
        "transport training levy",
    ),
    field("Y.3", (111, 334, 47), "0", "malus CO₂ et malus masse", "CO₂ and mass penalties"),
    field("Y.4", (161, 334, 47), "11", "taxe fixe", "fixed tax"),
    field("Y.5", (211, 334, 47), "2,76", "redevance d’acheminement", "delivery fee"),
    field("Y.6", (261, 334, 49), "427,76", "montant total", "total paid"),
];

/// The drawing, with a list of the same fields that everybody can unfold.
///
/// Inside a `.grid-sim`, a control that has `data-field-input="P.6"` lights field P.6 up while it has the focus.
#[component]
pub fn Certificate(
    /// Language of the names of the fields; what is printed is French.
    lang: Lang,
    /// Fields lit from the start, by code.
    #[prop(optional)]
    lit: Vec<&'static str>,
) -> impl IntoView {
    let title = lang.pick(
        "Le certificat d’immatriculation et ses rubriques",
        "The registration certificate and its fields",
    );
    let summary = lang.pick("Les rubriques, en toutes lettres", "The fields, in words");
    let drawn =
        FIELDS.iter().map(|field| draw(field, lang, lit.contains(&field.code))).collect_view();
    let spelt = FIELDS
        .iter()
        .map(|field| {
            view! {
                <dt>{field.code}</dt>
                <dd>{lang.pick(field.fr, field.en)}</dd>
            }
        })
        .collect_view();
    view! {
        <figure class="certificate">
            <svg viewBox="0 0 320 372" role="img" aria-labelledby="certificate-title">
                <title id="certificate-title">{title}</title>
                <rect class="cg-sheet" x="1" y="1" width="318" height="370" rx="5" />
                <path
                    class="cg-rosette"
                    d="M294 19m-9 0a9 9 0 1 0 18 0a9 9 0 1 0 -18 0m4 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0"
                />
                <text class="cg-heading" x="12" y="24">
                    "CERTIFICAT D’IMMATRICULATION"
                </text>
                <path class="cg-fold" d="M1 328H319" />
                {drawn}
            </svg>
            <details class="disclosure">
                <summary>{summary}</summary>
                <dl class="field-list">{spelt}</dl>
            </details>
        </figure>
    }
}

/// A field in its frame: the code above, the example below.
fn draw(field: &'static Field, lang: Lang, lit: bool) -> impl IntoView + use<> {
    let (x, y, width) = field.at;
    let tall = y == FIRST_ROW;
    let height = if tall { TALL } else { HEIGHT };
    let class = match (tall, lit) {
        (false, false) => "cg-field",
        (true, false) => "cg-field cg-large",
        (false, true) => "cg-field is-lit",
        (true, true) => "cg-field cg-large is-lit",
    };
    view! {
        <g class=class data-field=field.code>
            <title>
                {format!(
                    "{}{}{}",
                    field.code,
                    lang.pick("\u{202f}: ", ": "),
                    lang.pick(field.fr, field.en),
                )}
            </title>
            <rect x=x y=y width=width height=height rx="2" />
            <text class="cg-code" x=x + 4 y=y + 11>
                {field.code}
            </text>
            <text class="cg-value" x=x + 4 y=y + height - 4>
                {field.example}
            </text>
        </g>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_field_covers_another_or_leaves_the_sheet() {
        for (place, field) in FIELDS.iter().enumerate() {
            let (x, y, width) = field.at;
            assert!(x + width <= 310 && y + HEIGHT <= 361, "{}", field.code);
            for other in &FIELDS[place + 1..] {
                let apart = other.at.1 >= y + HEIGHT || other.at.0 >= x + width;
                assert!(apart, "{} covers {}", other.code, field.code);
            }
        }
    }

    #[test]
    fn what_is_lit_is_lit_and_nothing_else() {
        let drawn = view! { <Certificate lang=Lang::Fr lit=vec!["P.6"] /> }.into_any().to_html();
        assert_eq!(drawn.matches("is-lit").count(), 1);
        let mut tags = drawn.split('<').map(|tag| tag.split('>').next().unwrap());
        let lit = tags.find(|tag| tag.contains("data-field=\"P.6\"")).unwrap();
        assert!(lit.contains("is-lit"), "{lit}");
    }

    #[test]
    fn the_style_lights_every_field_up() {
        let style = include_str!("../../../style/drawings.css");
        for field in &FIELDS {
            let rule = format!(
                ".grid-sim:has([data-field-input=\"{0}\"]:focus-within) .cg-field[data-field=\"{0}\"]",
                field.code
            );
            assert!(style.contains(&rule), "{}", field.code);
        }
    }
}
