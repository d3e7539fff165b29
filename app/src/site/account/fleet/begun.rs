//! What became of dossiers that were begun for many vehicles.

use demarches::DemarcheKind;
use dossiers::Refusal;
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
    /// What the dossier still lacks before it can be ordered, in words.
    pub lacks: Vec<String>,
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
            <p class="notice notice-success" role="status">
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
    let more = line.lacks.len().saturating_sub(TOLD);
    let mut lacks =
        line.lacks.iter().take(TOLD).cloned().collect::<Vec<_>>().join(lang.pick(" ; ", "; "));
    if more > 0 {
        let (and, others) = (lang.pick("et", "and"), lang.pick("autres", "more"));
        lacks = format!("{lacks} {and} {more} {others}");
    }
    let state = if line.lacks.is_empty() {
        lang.pick("Tout est dit : il reste à commander.", "Everything is said: it can be ordered.")
            .to_owned()
    } else {
        format!("{} {lacks}", lang.pick("Il manque :", "Still to be said:"))
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
