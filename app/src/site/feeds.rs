//! Files made of the same facts as the pages: sitemap, feed of rates, calendar file, robots, service worker.

use std::fmt::Write as _;

use vocabulary::{Date, Lang};

use super::asked::Asked;
use super::page::Page;

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// `/sitemap.xml`: every page that search engines may show, with its twin.
#[must_use]
pub fn sitemap(asked: &Asked) -> String {
    let routes = &asked.published.routes;
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for page in routes.pages() {
        let [fr, en] = [Lang::Fr, Lang::En]
            .map(|lang| format!("{}{}", asked.origin, routes.path(*page, lang)));
        for address in [&fr, &en] {
            // Writing to a string cannot fail.
            let _ = writeln!(
                xml,
                "<url><loc>{address}</loc><xhtml:link rel=\"alternate\" hreflang=\"fr\" href=\"{fr}\"/><xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"{en}\"/></url>"
            );
        }
    }
    xml.push_str("</urlset>\n");
    xml
}

/// `/robots.txt`
#[must_use]
pub fn robots(asked: &Asked) -> String {
    format!(
        "User-agent: *\nDisallow: /simulation/\nDisallow: /en/simulation/\nDisallow: /api/\n\nSitemap: {}/sitemap.xml\n",
        asked.origin
    )
}

/// `/feed.xml`: changes of the price of a CV, the latest first.
#[must_use]
pub fn feed(asked: &Asked) -> String {
    let baremes = &asked.published.baremes;
    let mut changes: Vec<(Date, usize, String)> = Vec::new();
    for index in 0..baremes.regions.len() {
        for price in simulator::rate_history(baremes, index).skip(1) {
            changes.push((
                price.since(),
                index,
                wording::numbers::euros(price.total(), asked.lang),
            ));
        }
    }
    changes.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
    let brand = escaped(&asked.tenant.identity.brand);
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel>\n<title>{brand}\u{202f}: changements du prix de la carte grise</title>\n<link>{origin}{path}</link>\n<atom:link href=\"{origin}/feed.xml\" rel=\"self\" type=\"application/rss+xml\"/>\n<description>Chaque changement du prix du cheval fiscal, par région.</description>\n<language>fr</language>\n",
        origin = asked.origin,
        path = asked.href(Page::Prices),
    );
    for (day, index, price) in changes {
        let name = escaped(&baremes.regions[index].name);
        let link = format!("{}{}", asked.origin, asked.href(Page::Region(index)));
        let _ = writeln!(
            xml,
            "<item><title>{name}\u{202f}: {price} par CV à partir du {}</title><link>{link}</link><guid isPermaLink=\"false\">{}-{}</guid><pubDate>{}</pubDate></item>",
            wording::numbers::date(day, Lang::Fr),
            baremes.regions[index].code,
            day,
            rfc822(day),
        );
    }
    xml.push_str("</channel></rss>\n");
    xml
}

/// A day as RSS writes it.
fn rfc822(day: Date) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    format!(
        "{:02} {} {} 00:00:00 +0100",
        day.day(),
        MONTHS[usize::from(day.month()) - 1],
        day.year()
    )
}

/// `/echeance.ics`: the last day of the delay of one month after a purchase on `from` (Code de la route, R322-5).
#[must_use]
pub fn calendar(asked: &Asked, from: Date) -> Option<String> {
    let last = from.plus_months(1)?;
    let title = asked.say(
        "Dernier jour pour demander la carte grise",
        "Last day to ask for the registration certificate",
    );
    let note = asked.say(
        "Un mois après la vente (Code de la route\\, R322-5).",
        "One month after the sale (Code de la route\\, R322-5).",
    );
    event(&format!("echeance-{}", last.number()), (from, last), title, note)
}

/// The last day of the delay of the dossier `reference`, for a calendar.
#[must_use]
pub fn due_calendar(asked: &Asked, last: Date, reference: &str) -> String {
    let title = format!(
        "{} {reference}",
        asked.say("Dernier jour pour le dossier", "Last day for the dossier")
    );
    let note = asked.say(
        "Après ce jour\\, la démarche est en retard.",
        "After that day\\, the procedure is late.",
    );
    let uid = format!("echeance-{}", reference.to_ascii_lowercase());
    event(&uid, (asked.today, last), &title, note).unwrap_or_default()
}

/// One whole day, told a week before.
fn event(uid: &str, (made, last): (Date, Date), title: &str, note: &str) -> Option<String> {
    Some(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//CarteClaire//Echeance//FR",
            "BEGIN:VEVENT",
            &format!("UID:{uid}@carteclaire"),
            &format!("DTSTAMP:{}T000000Z", made.number()),
            &format!("DTSTART;VALUE=DATE:{}", last.number()),
            &format!("DTEND;VALUE=DATE:{}", last.tomorrow()?.number()),
            &format!("SUMMARY:{title}"),
            &format!("DESCRIPTION:{note}"),
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            &format!("DESCRIPTION:{title}"),
            "TRIGGER:-P7D",
            "END:VALARM",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
        .join("\r\n"),
    )
}

/// `/sw.js`: keeps the simulator, its files and the tables for when there is no network.
#[must_use]
pub fn service_worker(asked: &Asked) -> String {
    let mut files: Vec<String> = asked.assets.package.clone();
    files.push(asked.published.snapshot_path());
    files.push(asked.assets.css.clone());
    files.extend(asked.assets.public.values().filter(|path| path.starts_with("/fonts/")).cloned());
    files.push(asked.assets.public("/favicon.svg"));
    for lang in [Lang::Fr, Lang::En] {
        files.push(asked.published.routes.path(Page::Simulator, lang));
    }
    files.sort();
    files.dedup();
    let version = asked.published.hash.get(7..23).unwrap_or_default();
    let list = serde_json::to_string(&files).unwrap_or_else(|_| "[]".to_owned());
    format!(
        "{}\n",
        include_str!("service_worker.js")
            .replace("\"__FILES__\"", &list)
            .replace("__VERSION__", &format!("{version}-{}", asset_mark(asked)))
    )
}

/// What changes when any kept file changes its name.
fn asset_mark(asked: &Asked) -> String {
    let names: usize =
        asked.assets.package.iter().chain([&asked.assets.css]).fold(7, |sum, name| {
            name.bytes().fold(sum, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)))
        });
    format!("{names:x}")
}
