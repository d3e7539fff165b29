use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;

use crate::support::{alone, ask, get, request};

/// Addresses of the sitemap, without scheme and host.
pub(crate) async fn addresses(site: &axum::Router) -> Vec<String> {
    let sitemap = get(site, "/sitemap.xml").await.body;
    sitemap
        .split("<loc>http://localhost:3000")
        .skip(1)
        .map(|rest| rest.split("</loc>").next().unwrap().to_owned())
        .map(|path| if path.is_empty() { "/".to_owned() } else { path })
        .collect()
}

fn between<'page>(page: &'page str, start: &str, end: &str) -> Option<&'page str> {
    page.split_once(start)?.1.split_once(end).map(|(text, _)| text)
}

#[tokio::test]
async fn every_page_says_what_it_is_and_no_two_say_the_same() {
    let site = alone();
    let paths = addresses(&site).await;
    assert!(paths.len() > 300, "{}", paths.len());
    let (mut titles, mut descriptions) = (BTreeMap::new(), BTreeMap::new());
    for path in &paths {
        let page = get(&site, path).await;
        assert_eq!(page.status, 200, "{path}");
        let title = between(&page.body, "<title>", "</title>").unwrap_or_default().to_owned();
        let description = between(&page.body, "<meta name=\"description\" content=\"", "\"")
            .unwrap_or_default()
            .to_owned();
        assert!(title.chars().count() > 10, "{path}: the title is {title:?}");
        assert!(description.chars().count() > 40, "{path}: the description is {description:?}");
        assert_eq!(
            titles.insert(title.clone(), path.clone()),
            None,
            "{path} shares its title {title:?}"
        );
        assert_eq!(
            descriptions.insert(description.clone(), path.clone()),
            None,
            "{path} shares {description:?}"
        );
        let canonical =
            between(&page.body, "<link rel=\"canonical\" href=\"http://localhost:3000", "\"");
        assert_eq!(canonical, Some(path.as_str()), "{path}");
        for mark in [
            "hreflang=\"fr\"",
            "hreflang=\"en\"",
            "hreflang=\"x-default\"",
            "property=\"og:image\"",
            "property=\"og:title\"",
            "<h1>",
        ] {
            assert!(page.body.contains(mark), "{path} lacks {mark}");
        }
        assert_eq!(page.body.matches("<h1").count(), 1, "{path} has one first heading");
        for block in page.body.split("<script type=\"application/ld+json\">").skip(1) {
            let text = block.split("</script>").next().unwrap();
            serde_json::from_str::<serde_json::Value>(text)
                .unwrap_or_else(|_| panic!("{path}: {text}"));
        }
        assert!(!page.body.contains(" style=\""), "{path} has an inline style");
        assert!(
            page.body.contains("sans nos frais") || page.body.contains("without our fee"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn no_link_of_any_page_leads_nowhere() {
    let site = alone();
    let mut known = BTreeSet::new();
    for path in addresses(&site).await {
        let page = get(&site, &path).await.body;
        for link in page.split("href=\"/").skip(1) {
            // The beginning of a dossier wants to know which démarche; other pages do without their questions.
            let begins =
                ["dossier/nouveau?", "en/dossier/new?"].iter().any(|it| link.starts_with(it));
            let end: &[char] = if begins { &['"', '#'] } else { &['"', '#', '?'] };
            let address = format!("/{}", link.split(end).next().unwrap());
            let file = address.starts_with("/pkg/") || address.contains('.');
            if !file && known.insert(address.clone()) {
                let status = get(&site, &address).await.status;
                // An account asks who it is first.
                let account = matches!(address.as_str(), "/compte" | "/en/account");
                let expected = if account { 303 } else { 200 };
                assert_eq!(status, expected, "{path} leads to {address}");
            }
        }
    }
    assert!(known.len() > 300);
}

#[tokio::test]
async fn each_page_is_in_the_sitemap_in_both_languages() {
    let site = alone();
    let paths: BTreeSet<String> = addresses(&site).await.into_iter().collect();
    let published = server::cli::builtin_published();
    for page in published.routes.pages() {
        for lang in vocabulary::Lang::ALL {
            assert!(paths.contains(&published.routes.path(*page, *lang)), "{page:?} {lang:?}");
        }
    }
    assert_eq!(paths.len(), published.routes.pages().len() * 2);
}

#[tokio::test]
async fn the_receipt_of_an_address_is_in_the_page() {
    let page = get(
        &alone(),
        "/simulateur?issued_on=2026-11-21&operation=changement_titulaire&departement=75&genre=VP&energy=ES&fiscal_cv=6&first_registered_on=2021-05-14",
    )
    .await;
    for mark in [
        "data-line=\"y1\"",
        "data-amount-cents=\"41370\"",
        "data-total-cents=\"42776\"",
        "data-fee-cents=\"2990\"",
        "data-grand-total-cents=\"45766\"",
        "<meta name=\"robots\" content=\"noindex\"",
    ] {
        assert!(page.body.contains(mark), "the page lacks {mark}");
    }
    assert_eq!(page.header("cache-control"), "private, no-store");
    assert!(
        page.body.contains("<link rel=\"canonical\" href=\"http://localhost:3000/simulateur\"")
    );
}

#[tokio::test]
async fn another_tenant_has_its_own_brand_and_fee_and_an_unknown_host_has_nothing() {
    let site = alone();
    let of = |host: &'static str| {
        let site = site.clone();
        async move { ask(&site, request("GET", "/simulateur", host).body(Body::empty()).unwrap()).await }
    };
    let second = of("demo2.localhost:3000").await;
    assert!(second.body.contains("Garage Claire"));
    assert!(second.body.contains("data-fee-cents=\"3990\""));
    assert!(of("127.0.0.1:3000").await.body.contains("data-fee-cents=\"2990\""));
    assert_eq!(of("evil.example").await.status, 421);
    let healthy =
        ask(&site, request("GET", "/healthz", "10.0.0.1").body(Body::empty()).unwrap()).await;
    assert_eq!(healthy.status, 200);
}

#[tokio::test]
async fn a_page_that_was_kept_is_not_sent_again() {
    let site = alone();
    let first = get(&site, "/tarifs").await;
    assert!(
        first.header("cache-control").starts_with("public, max-age="),
        "{}",
        first.header("cache-control")
    );
    assert!(first.header("vary").contains("Cookie"));
    let again = request("GET", "/tarifs", "localhost:3000")
        .header("if-none-match", first.header("etag"))
        .body(Body::empty())
        .unwrap();
    let again = ask(&site, again).await;
    assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""));
    assert_eq!(again.header("content-security-policy"), first.header("content-security-policy"));
}

#[tokio::test]
async fn the_theme_of_the_cookie_is_in_the_document() {
    let site = alone();
    let dark = request("GET", "/aide", "localhost:3000")
        .header("cookie", "other=1; __Host-theme=dark")
        .body(Body::empty())
        .unwrap();
    assert!(ask(&site, dark).await.body.contains("<html lang=\"fr\" data-theme=\"dark\""));
    assert!(!get(&site, "/aide").await.body.contains("data-theme"));
}

#[tokio::test]
async fn an_address_that_does_not_exist_says_so_in_its_language() {
    let site = alone();
    let page = get(&site, "/en/nowhere").await;
    assert_eq!(page.status, 404);
    assert!(page.body.contains("This page does not exist"));
    let longer = get(&site, "/tarifs/").await;
    assert_eq!((longer.status.as_u16(), longer.header("location")), (308, "/tarifs"));
}

#[tokio::test]
async fn the_feed_the_robots_and_the_calendar_are_well_formed() {
    let site = alone();
    let feed = get(&site, "/feed.xml").await;
    assert!(feed.header("content-type").starts_with("application/rss+xml"));
    assert!(feed.body.contains("<item>") && feed.body.ends_with("</channel></rss>\n"));
    assert!(
        get(&site, "/robots.txt").await.body.contains("Sitemap: http://localhost:3000/sitemap.xml")
    );
    let calendar = get(&site, "/echeance.ics?from=2026-01-31").await;
    assert!(calendar.body.contains("DTSTART;VALUE=DATE:20260228\r\n"), "{}", calendar.body);
    let refused = get(&site, "/echeance.ics?from=2026-02-30").await;
    assert_eq!(refused.status, 422);
}

/// No number of the tables is typed in prose: a sum before the euro sign is always computed.
#[test]
fn no_sum_is_typed_in_the_prose() {
    fn walk(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for (number, line) in text.lines().enumerate() {
                let before_sign = line.match_indices('€').any(|(at, _)| {
                    line[..at].trim_end().ends_with(|last: char| last.is_ascii_digit())
                        || line[at + '€'.len_utf8()..]
                            .starts_with(|next: char| next.is_ascii_digit())
                });
                if before_sign {
                    found.push(format!("{}:{}", path.display(), number + 1));
                }
            }
        }
    }
    let mut found = Vec::new();
    walk(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/content"), &mut found);
    assert_eq!(found, Vec::<String>::new());
}
