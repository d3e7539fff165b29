//! Every pair of colours that the pages put together is told apart by everybody: WCAG 2.2, 1.4.3 and 1.4.11.
#![expect(clippy::float_arithmetic, reason = "colours are measured, not money")]

use std::collections::BTreeMap;

const STYLE: &str = include_str!("../../../style/main.css");

/// Linear sRGB, each channel 0 to 1.
type Rgb = [f64; 3];
type Tokens = BTreeMap<String, Rgb>;

/// Text on its ground: 4.5.
const TEXT: &[(&str, &[&str])] = &[
    ("ink", &["paper", "surface", "sunken", "accent-tint", "green-tint", "amber-tint", "red-tint"]),
    ("muted", &["paper", "surface", "sunken", "accent-tint"]),
    (
        "accent",
        &["paper", "surface", "sunken", "accent-tint", "green-tint", "amber-tint", "red-tint"],
    ),
    ("accent-hover", &["paper", "surface", "sunken", "accent-tint", "green-tint", "amber-tint"]),
    ("on-accent", &["accent", "accent-hover"]),
    ("paper", &["ink"]),
    ("green", &["paper", "surface", "green-tint"]),
    ("red", &["paper", "surface", "red-tint"]),
    ("on-red", &["red", "red-hover"]),
    ("on-amber", &["amber"]),
    ("cg-ink", &["cg-paper"]),
    ("cg-value", &["cg-paper"]),
    ("cg-lit-ink", &["cg-lit"]),
    ("plate-ink", &["plate", "plate-provisional"]),
    ("on-plate-band", &["plate-band"]),
];

/// Edges, rings, marks and lines on their ground: 3.
const MARKS: &[(&str, &[&str])] = &[
    ("edge", &["paper", "surface", "sunken"]),
    (
        "focus",
        &["paper", "surface", "sunken", "accent-tint", "green-tint", "amber-tint", "red-tint"],
    ),
    ("accent", &["paper", "surface", "accent-tint"]),
    ("green", &["paper", "surface", "green-tint"]),
    ("red", &["paper", "surface", "red-tint"]),
    ("cg-lit-edge", &["cg-paper"]),
    ("series-1", &["paper", "surface", "sunken", "accent-tint"]),
    ("series-2", &["paper", "surface", "sunken"]),
    ("series-3", &["paper", "surface"]),
    ("ink", &["map-1", "map-2", "map-3"]),
    ("plate-ink", &["plate"]),
    ("brand-check", &["brand-paper"]),
];

#[test]
fn every_pair_of_the_light_theme_is_told_apart() {
    check("light", &light());
}

#[test]
fn every_pair_of_the_dark_theme_is_told_apart() {
    check("dark", &dark(DARK_BY_CHOICE));
}

#[test]
fn the_dark_theme_is_the_same_by_choice_and_by_system() {
    let (chosen, system) = (dark(DARK_BY_CHOICE), dark(DARK_BY_SYSTEM));
    assert_eq!(chosen, system);
    assert_ne!(chosen, light());
}

#[test]
fn neighbouring_classes_of_the_map_differ_in_lightness() {
    for tokens in [light(), dark(DARK_BY_CHOICE)] {
        for class in 1..5 {
            let (one, next) =
                (&tokens[&format!("map-{class}")], &tokens[&format!("map-{}", class + 1)]);
            assert!(ratio(one, next) >= 1.25, "map-{class} and the next: {:.2}", ratio(one, next));
        }
    }
}

/// The ratio is right where everybody knows it.
#[test]
fn black_on_white_is_twenty_one() {
    let (black, white) = (rgb("0%", "0", "0"), rgb("100%", "0", "0"));
    assert!((ratio(&black, &white) - 21.0).abs() < 0.01);
    // #767676, the lightest grey that white text may stand on.
    assert!((ratio(&rgb("56.6%", "0", "0"), &white) - 4.54).abs() < 0.05);
}

const LIGHT: &str = "@theme static {";
const DARK_BY_SYSTEM: &str = "html:not([data-theme=\"light\"]) {";
const DARK_BY_CHOICE: &str = "html[data-theme=\"dark\"] {";

fn light() -> Tokens {
    tokens(LIGHT)
}

/// The dark values over the light ones, as the cascade has them.
fn dark(block: &str) -> Tokens {
    let mut all = light();
    all.extend(tokens(block));
    all
}

#[track_caller]
fn check(theme: &str, tokens: &Tokens) {
    let mut wrong = Vec::new();
    for (least, pairs) in [(4.5, TEXT), (3.0, MARKS)] {
        for (mark, grounds) in pairs {
            for ground in *grounds {
                let found = ratio(&tokens[*mark], &tokens[*ground]);
                if found < least {
                    wrong.push(format!("{mark} on {ground}: {found:.2} < {least}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{theme}: {wrong:#?}");
}

/// The colours `--color-name: oklch(L% C H);` of the block that `opening` begins.
fn tokens(opening: &str) -> Tokens {
    let (_, after) = STYLE.split_once(opening).unwrap();
    let (block, _) = after.split_once('}').unwrap();
    let mut found = Tokens::new();
    for line in block.lines() {
        let Some((name, value)) =
            line.trim().strip_prefix("--color-").and_then(|line| line.split_once(": oklch("))
        else {
            continue;
        };
        let mut numbers = value.trim_end_matches([')', ';']).split(' ');
        let mut next = || numbers.next().unwrap();
        found.insert(name.to_owned(), rgb(next(), next(), next()));
    }
    assert!(found.len() > 20, "{opening}");
    found
}

/// OKLCH to linear sRGB, clipped to what a screen shows (the matrices of the OKLab paper).
fn rgb(lightness: &str, chroma: &str, hue: &str) -> Rgb {
    let number = |text: &str| text.parse::<f64>().unwrap();
    let lightness = number(lightness.trim_end_matches('%')) / 100.0;
    let (sin, cos) = number(hue).to_radians().sin_cos();
    let (a, b) = (number(chroma) * cos, number(chroma) * sin);
    let long = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let medium = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let short = (lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    [
        4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
        -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
        -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701 * short,
    ]
    .map(|channel| channel.clamp(0.0, 1.0))
}

/// The contrast ratio of WCAG, 1 to 21.
fn ratio(one: &Rgb, other: &Rgb) -> f64 {
    let luminance = |[red, green, blue]: &Rgb| 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}
