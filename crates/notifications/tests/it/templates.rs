use notifications::{Channel, Rendered, Template, render};
use serde_json::{Map, Value, json};
use vocabulary::Lang;

use crate::support::{houses, tenants};

pub(crate) fn sample(template: Template) -> Map<String, Value> {
    let mut values = template.sample();
    let house = &houses()[&tenants()[0].0];
    values.insert("house".into(), serde_json::to_value(house).unwrap());
    values
}

fn all() -> impl Iterator<Item = (Template, Lang, Rendered)> {
    Template::ALL.iter().flat_map(|template| {
        Lang::ALL
            .iter()
            .map(|lang| (*template, *lang, render(*template, *lang, &sample(*template)).unwrap()))
    })
}

fn mails() -> impl Iterator<Item = (Template, Lang, Rendered)> {
    all().filter(|(template, ..)| template.channel() == Channel::Email)
}

/// What a reader of the page sees, tags and styles left out.
fn seen(html: &str) -> String {
    let body = html.split_once("<body").unwrap().1;
    let mut text = String::new();
    let mut inside = true;
    for character in body.chars() {
        match character {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            _ if !inside => text.push(character),
            _ => {}
        }
    }
    text.replace("&#39;", "'").replace("&quot;", "\"").replace("&amp;", "&")
}

#[test]
fn every_message_says_what_it_said_when_it_was_last_read() {
    for (template, lang, rendered) in all() {
        let name = format!("{}.{}", template.id(), lang.id());
        insta::assert_snapshot!(name, format!("{}\n\n{}", rendered.subject, rendered.text));
    }
}

#[test]
fn a_page_looks_as_it_did_when_it_was_last_read() {
    let rendered = render(Template::EmailChangeTold, Lang::Fr, &sample(Template::EmailChangeTold));
    insta::assert_snapshot!("email_change_told.fr.html", rendered.unwrap().html);
}

#[test]
fn a_value_that_is_missing_is_an_error_and_none_is_asked_for_unsaid() {
    for template in Template::ALL {
        for lang in Lang::ALL {
            for name in template.required() {
                let mut values = sample(*template);
                values.remove(*name);
                assert!(render(*template, *lang, &values).is_err(), "{} {name}", template.id());
            }
        }
    }
}

#[test]
fn pages_bring_nothing_from_elsewhere_and_run_nothing() {
    for (template, lang, Rendered { html, .. }) in mails() {
        let name = format!("{}.{}", template.id(), lang.id());
        let lower = html.to_lowercase();
        for forbidden in [
            "<script",
            "<img",
            "<link",
            "@import",
            "fonts.googleapis",
            "url(",
            "javascript:",
            "{{",
            "{%",
        ] {
            assert!(!lower.contains(forbidden), "{name}: {forbidden}");
        }
        for (place, _) in html.match_indices("://") {
            let around = html.get(place - 5..).unwrap_or_default();
            let known = ["https://carteclaire.example", "http://www.w3.org/1999/xhtml\""];
            let ours = known.iter().any(|known| around.trim_start_matches('"').starts_with(known));
            assert!(ours, "{name}: {}", &around[..40.min(around.len())]);
        }
    }
}

#[test]
fn pages_can_be_read_by_everybody() {
    for (template, lang, Rendered { html, subject, .. }) in mails() {
        let name = format!("{}.{}", template.id(), lang.id());
        assert!(html.contains(&format!("lang=\"{}\"", lang.id())), "{name}");
        assert!(html.contains("<title>"), "{name}");
        assert!(html.contains("name=\"color-scheme\" content=\"light dark\""), "{name}");
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        for table in html.split("<table").skip(1) {
            let tag = table.split('>').next().unwrap();
            assert!(tag.contains("role=\"presentation\""), "{name}: <table{tag}>");
        }
        assert!(!subject.is_empty() && subject.chars().count() <= 60, "{name}: {subject}");
    }
}

#[test]
fn a_mail_names_the_house_and_writes_its_link_out_in_words_and_page() {
    for (template, lang, Rendered { html, text, .. }) in mails() {
        let name = format!("{}.{}", template.id(), lang.id());
        let house = &houses()[&tenants()[0].0];
        for said in [&house.brand, &house.legal_name, &house.address, &house.phone, &house.email] {
            assert!(text.replace('\n', " ").contains(said.as_str()), "{name}: {said}");
            assert!(seen(&html).contains(said.as_str()), "{name}: {said}");
        }
        if let Some(link) = template.sample().get("link").and_then(Value::as_str) {
            assert!(text.lines().any(|line| line == link), "{name}");
            assert!(html.contains(&format!("href=\"{link}\"")), "{name}:\n{html}");
            assert!(seen(&html).contains(link), "{name}");
        }
    }
}

/// Words one space apart; what is a link in the words is a button in the page.
fn spaced(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words.replace("le lien ci-dessus", "le bouton ci-dessus").replace("link above", "button above")
}

#[test]
fn words_and_page_say_the_same() {
    for template in Template::ALL.iter().filter(|template| template.channel() == Channel::Email) {
        for (lang, yes) in Lang::ALL.iter().flat_map(|lang| [(*lang, true), (*lang, false)]) {
            let mut values = sample(*template);
            for switch in ["enabled", "express", "last"] {
                values.insert(switch.into(), json!(yes));
            }
            if !yes {
                values.retain(|name, _| !template.optional().contains(&name.as_str()));
            }
            let Rendered { html, text, .. } = render(*template, lang, &values).unwrap();
            let page = spaced(&seen(&html));
            let body = text.split("\n-- \n").next().unwrap();
            for paragraph in body.split("\n\n") {
                // Items have no dash in the page, and what a button says has no colon.
                let said = spaced(&format!("\n{paragraph}").replace("\n- ", " "));
                let said = said.split("https://").next().unwrap().trim_end_matches([' ', ':']);
                assert!(page.contains(said), "{}.{}: {said}", template.id(), lang.id());
            }
        }
    }
}

#[test]
fn lines_of_words_are_short_unless_they_hold_an_address() {
    for (template, _, Rendered { text, .. }) in mails() {
        for line in text.lines().filter(|line| !line.contains("://")) {
            assert!(line.chars().count() <= 78, "{}: {line}", template.id());
        }
    }
}

/// Narrow no-break space before ; : ! ? and inside guillemets, and no straight apostrophe.
fn is_french(text: &str) -> Result<(), String> {
    let characters: Vec<char> = text.chars().collect();
    for (place, character) in characters.iter().enumerate() {
        let before = place.checked_sub(1).map(|before| characters[before]);
        let after = characters.get(place + 1).copied();
        let ends_word = after.is_none_or(char::is_whitespace);
        let wrong = match character {
            ';' | ':' | '!' | '?' => ends_word && before != Some('\u{202f}'),
            '»' => before != Some('\u{202f}'),
            '«' => after != Some('\u{202f}'),
            '\'' => true,
            _ => false,
        };
        if wrong {
            let around: String = characters[place.saturating_sub(20)..=place].iter().collect();
            return Err(around);
        }
    }
    Ok(())
}

#[test]
fn french_is_set_as_french() {
    assert!(is_french("Pourquoi\u{202f}?").is_ok() && is_french("Pourquoi ?").is_err());
    for (template, lang, Rendered { subject, html, text }) in all() {
        if lang == Lang::Fr {
            let page = if html.is_empty() { String::new() } else { seen(&html) };
            for part in [subject, text, page] {
                assert_eq!(is_french(&part), Ok(()), "{}", template.id());
            }
        }
    }
}

#[test]
fn a_hostile_value_stays_a_text() {
    let mut values = sample(Template::NewSignIn);
    let hostile =
        "</mj-text><script>alert(1)</script>{{ link }}<a href=\"//evil.example\">\r\nBcc: x";
    values.insert("device".into(), json!(hostile));
    values.insert("link".into(), json!("https://carteclaire.example/?a=1&b=\"><script>x</script>"));
    for lang in Lang::ALL {
        let Rendered { html, text, subject } = render(Template::NewSignIn, *lang, &values).unwrap();
        assert!(!html.contains("<script") && !html.contains("<a href=\"//evil"), "{html}");
        assert!(text.contains("{{ link }}") && !subject.contains('\n'));
    }
    let mut values = sample(Template::StaffInvitation);
    values.insert("inviter".into(), json!("Ada\r\nBcc: all@example.org"));
    let mut house = serde_json::to_value(&houses()[&tenants()[0].0]).unwrap();
    house["brand"] = json!("Carte\r\nBcc: all@example.org");
    values.insert("house".into(), house);
    let subject = render(Template::StaffInvitation, Lang::Fr, &values).unwrap().subject;
    assert!(!subject.contains(['\r', '\n']), "{subject}");
}

#[test]
fn two_step_sign_in_is_said_to_be_on_or_off() {
    for lang in Lang::ALL {
        let mut values = sample(Template::TotpChanged);
        let [on, off] = [true, false].map(|enabled| {
            values.insert("enabled".into(), json!(enabled));
            render(Template::TotpChanged, *lang, &values).unwrap().text
        });
        let words = lang.pick(["activée", "désactivée"], ["switched on", "switched off"]);
        assert!(on.contains(words[0]) && !on.contains(words[1]), "{on}");
        assert!(off.contains(words[1]), "{off}");
    }
}

#[test]
fn a_code_fits_one_text_message_of_seventy_or_two() {
    for (_, lang, Rendered { text, .. }) in
        all().filter(|(template, ..)| template.channel() == Channel::Sms)
    {
        assert!(text.encode_utf16().count() <= 134, "{}: {text}", lang.id());
        assert!(!text.contains('\n'));
    }
}

#[expect(clippy::float_arithmetic, reason = "the formula of WCAG 2.2 for contrast")]
fn contrast(first: u32, second: u32) -> f64 {
    let luminance = |colour: u32| {
        let part = |shift: u32| {
            let value = f64::from((colour >> shift) & 255) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
    };
    let (first, second) = (luminance(first), luminance(second));
    (first.max(second) + 0.05) / (first.min(second) + 0.05)
}

/// Words and what they stand on, by day and by night, as the templates colour them.
const PAIRS: [(u32, u32); 12] = [
    (0x002b_2a26, 0x00ff_ffff),
    (0x0055_534c, 0x00ff_ffff),
    (0x0055_534c, 0x00f4_f2ec),
    (0x000b_5c68, 0x00ff_ffff),
    (0x000b_5c68, 0x00f4_f2ec),
    (0x00ff_ffff, 0x000b_5c68),
    (0x00f1_efe9, 0x0022_211e),
    (0x00c9_c6bd, 0x0022_211e),
    (0x00c9_c6bd, 0x0016_1513),
    (0x007f_d3e0, 0x0022_211e),
    (0x007f_d3e0, 0x0016_1513),
    (0x00ff_ffff, 0x000b_5c68),
];

#[test]
fn every_colour_of_the_pages_is_in_a_pair_that_can_be_read() {
    for (words, ground) in PAIRS {
        assert!(contrast(words, ground) >= 4.5, "#{words:06x} on #{ground:06x}");
    }
    for (template, _, Rendered { html, .. }) in mails() {
        for colour in html.split('#').skip(1) {
            let digits: String = colour.chars().take_while(char::is_ascii_hexdigit).collect();
            if digits.len() == 6 {
                let colour = u32::from_str_radix(&digits, 16).unwrap();
                let known = PAIRS.iter().any(|(words, ground)| [*words, *ground].contains(&colour));
                assert!(known, "{}: #{digits} is in no pair", template.id());
            }
        }
    }
}
