//! Which pages exist, and where: one list, from which the router, the links, the sitemap and `hreflang` are made.

use std::collections::HashMap;

use simulator::Baremes;
use vocabulary::Lang;

use super::content::Contents;
use super::document::Live;

/// A public page. Numbers are places in the lists of the published version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Page {
    Home,
    Simulator,
    Prices,
    /// A region.
    Region(usize),
    /// A département, by its region and its place there.
    Departement(usize, usize),
    MalusCo2,
    MalusMasse,
    Demarches,
    /// A démarche.
    Demarche(usize),
    Guides,
    /// A guide.
    Guide(usize),
    Help,
    Fees,
    About,
    Contact,
    Legal,
    Terms,
    Privacy,
    Accessibility,
}

/// Pages that are one of a kind, with their paths in French and in English.
const FIXED: &[(Page, &str, &str)] = &[
    (Page::Home, "/", "/en"),
    (Page::Simulator, "/simulateur", "/en/simulator"),
    (Page::Prices, "/prix-carte-grise", "/en/registration-prices"),
    (Page::MalusCo2, "/malus-co2", "/en/co2-malus"),
    (Page::MalusMasse, "/malus-masse", "/en/weight-malus"),
    (Page::Demarches, "/demarches", "/en/procedures"),
    (Page::Guides, "/guides", "/en/guides"),
    (Page::Help, "/aide", "/en/help"),
    (Page::Fees, "/tarifs", "/en/fees"),
    (Page::About, "/a-propos", "/en/about"),
    (Page::Contact, "/contact", "/en/contact"),
    (Page::Legal, "/mentions-legales", "/en/legal-notice"),
    (Page::Terms, "/cgv", "/en/terms"),
    (Page::Privacy, "/confidentialite", "/en/privacy"),
    (Page::Accessibility, "/accessibilite", "/en/accessibility"),
];

/// The addresses of the site, both ways.
#[derive(Debug)]
pub struct Routes {
    pages: Vec<Page>,
    by_page: HashMap<Page, [String; 2]>,
    by_path: HashMap<String, (Page, Lang)>,
}

impl Routes {
    /// The addresses for these regions, démarches and guides.
    #[must_use]
    pub fn new(baremes: &Baremes, demarches: &demarches::Demarches, contents: &Contents) -> Self {
        let mut routes =
            Self { pages: Vec::new(), by_page: HashMap::new(), by_path: HashMap::new() };
        for &(page, fr, en) in FIXED {
            routes.add(page, fr.to_owned(), en.to_owned());
        }
        for (index, region) in baremes.regions.iter().enumerate() {
            let slug = wording::departements::region_slug(&region.name);
            routes.add(
                Page::Region(index),
                format!("/prix-carte-grise/{slug}"),
                format!("/en/registration-prices/{slug}"),
            );
            for (place, code) in region.departements.iter().enumerate() {
                let Some(departement) = wording::departements::departement_slug(code) else {
                    continue;
                };
                routes.add(
                    Page::Departement(index, place),
                    format!("/prix-carte-grise/{slug}/{departement}"),
                    format!("/en/registration-prices/{slug}/{departement}"),
                );
            }
        }
        for (index, demarche) in demarches.all().iter().enumerate() {
            let slug = &demarche.page.slug;
            routes.add(
                Page::Demarche(index),
                format!("/demarches/{}", slug.fr),
                format!("/en/procedures/{}", slug.en),
            );
        }
        for (index, guide) in contents.guides.iter().enumerate() {
            routes.add(
                Page::Guide(index),
                format!("/guides/{}", guide.slug[0]),
                format!("/en/guides/{}", guide.slug[1]),
            );
        }
        routes
    }

    fn add(&mut self, page: Page, fr: String, en: String) {
        self.by_path.insert(fr.clone(), (page, Lang::Fr));
        self.by_path.insert(en.clone(), (page, Lang::En));
        self.by_page.insert(page, [fr, en]);
        self.pages.push(page);
    }

    /// Every page, in the order of the menu.
    #[must_use]
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    /// Path of `page` in `lang`.
    #[must_use]
    pub fn path(&self, page: Page, lang: Lang) -> String {
        self.by_page
            .get(&page)
            .map_or_else(|| lang.pick("/", "/en").to_owned(), |[fr, en]| lang.pick(fr, en).clone())
    }

    /// The page at `path`, and its language.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<(Page, Lang)> {
        self.by_path.get(path).copied()
    }
}

/// Language of an address, whether a page stands there or not.
#[must_use]
pub fn language_of(path: &str) -> Lang {
    if path == "/en" || path.starts_with("/en/") { Lang::En } else { Lang::Fr }
}

impl Page {
    /// When the browser's part is loaded: pages without a live form are plain HTML.
    #[must_use]
    pub const fn live(self) -> Live {
        match self {
            Self::Simulator => Live::Now,
            Self::Home | Self::MalusCo2 | Self::MalusMasse => Live::OnUse,
            _ => Live::Never,
        }
    }
}
