//! What became of dossiers that were begun for many vehicles.

use demarches::DemarcheKind;
use dossiers::{PublicStatus, Refusal};
use leptos::prelude::*;
use vocabulary::Lang;

use super::body;
use crate::site::asked::Asked;
use crate::site::document::Body;
use crate::site::place::Place;

/// What came of a vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// A draft was begun.
    Draft,
    /// One was open already.
    Open,
    /// The rules say no.
    Refused(Refusal),
}

/// What its dossier waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Waits {
    /// It is ordered: where it stands.
    Ordered(PublicStatus),
    /// Its rules are not loaded: nobody knows here.
    Unknown,
    /// Everything is said: the order.
    Order,
    /// What is still to be said, in words.
    Lacks(Vec<String>),
}

/// A vehicle and its dossier.
#[derive(Clone, Debug)]
pub struct BegunLine {
    /// The vehicle.
    pub name: String,
    /// What came of it.
    pub came: Came,
    /// The reference of its dossier.
    pub reference: String,
    /// The question that waits first.
    pub question: Option<String>,
    /// What the dossier waits for.
    pub waits: Waits,
}

/// The result.
#[derive(Clone, Debug)]
pub struct BegunView {
    /// The démarche.
    pub kind: DemarcheKind,
    /// The vehicles.
    pub lines: Vec<BegunLine>,
}

/// What is told of one before « and so many more ».
const TOLD: usize = 4;

pub(super) fn page(asked: &Asked, view: &BegunView) -> Body {
    let lang = asked.lang;
    let label = asked.published.demarches.get(view.kind).page.label.in_lang(lang).to_owned();
    let count = |came: fn(Came) -> bool| view.lines.iter().filter(|line| came(line.came)).count();
    let begun = count(|came| came == Came::Draft);
    let open = count(|came| came == Came::Open);
    let class = if begun == 0 { "notice notice-warning" } else { "notice notice-success" };
    let begun = match begun {
        0 => lang.pick("aucun dossier commencé.", "no file begun.").to_owned(),
        1 => lang.pick("1 dossier commencé.", "1 file begun.").to_owned(),
        more => format!("{more} {}", lang.pick("dossiers commencés.", "files begun.")),
    };
    let open = (open > 0).then(|| {
        let text = lang.pick(
            "déjà en cours : aucun doublon n’est créé.",
            "under way already: none is begun twice.",
        );
        format!(" {open} {text}")
    });
    let lines = view.lines.iter().map(|line| self::line(line, lang)).collect_view();
    body(
        asked,
        lang.pick("Dossiers commencés", "Files begun"),
        200,
        view! {
            <p class=class role="status">
                {format!("{label}{} {begun}", lang.pick(" :", ":"))}
                {open}
            </p>
            <p>
                {lang
                    .pick(
                        "Chaque dossier se relit et se commande un par un : la loi veut votre accord sur chaque prix.",
                        "Each file is read and ordered by itself: the law wants you to agree to each price.",
                    )}
            </p>
            <ul class="pieces">{lines}</ul>
            <p>
                <a href=Place::Vehicles
                    .path(
                        lang,
                    )>{lang.pick("← Retour à mes véhicules", "← Back to my vehicles")}</a>
            </p>
        },
    )
}

fn line(line: &BegunLine, lang: Lang) -> AnyView {
    if let Came::Refused(refusal) = line.came {
        return view! {
            <li>
                <strong>{line.name.clone()}</strong>
                <p>{refusal.sentence(lang)}</p>
            </li>
        }
        .into_any();
    }
    let address = match &line.question {
        Some(question) => Place::Question.with(&line.reference, lang).replace("{name}", question),
        None => Place::Dossier.with(&line.reference, lang),
    };
    let state = match &line.waits {
        Waits::Ordered(status) => {
            let ordered = lang.pick("Déjà commandé\u{202f}:", "Ordered already:");
            format!("{ordered} {}.", status.label(lang).to_lowercase())
        }
        Waits::Unknown => lang
            .pick("Ouvrez-le pour voir ce qu’il attend.", "Open it to see what it waits for.")
            .to_owned(),
        Waits::Order => lang
            .pick(
                "Tout est dit\u{202f}: il reste à commander.",
                "Everything is said: it can be ordered.",
            )
            .to_owned(),
        Waits::Lacks(lacks) => still(lacks, lang),
    };
    let known = (line.came == Came::Open).then(|| {
        view! { <span class="pill">{lang.pick("Déjà ouvert", "Open already")}</span> }
    });
    let go = if line.question.is_some() {
        lang.pick("Continuer", "Go on with")
    } else {
        lang.pick("Voir", "See")
    };
    view! {
        <li>
            <strong>{line.name.clone()}</strong>
            " "
            {known}
            <p>{state}</p>
            <p>
                <a href=address>{format!("{go} {}", line.reference)}</a>
            </p>
        </li>
    }
    .into_any()
}

/// What is still to be said, the first of it.
fn still(lacks: &[String], lang: Lang) -> String {
    let told: Vec<&str> = lacks.iter().take(TOLD).map(String::as_str).collect();
    let told = told.join(lang.pick("\u{202f}; ", "; "));
    let missing = lang.pick("Il manque\u{202f}:", "Still to be said:");
    match lacks.len().saturating_sub(TOLD) {
        0 => format!("{missing} {told}"),
        more => {
            let (and, others) = (lang.pick("et", "and"), lang.pick("autres", "more"));
            format!("{missing} {told} {and} {more} {others}")
        }
    }
}
