//! The vehicles, and dossiers for those that are ticked.

use demarches::DemarcheKind;
use leptos::prelude::*;
use vocabulary::Lang;

use super::{DossierLine, FleetDone, body, done, dossier};
use crate::site::asked::Asked;
use crate::site::document::Body;
use crate::site::forms::error_summary;
use crate::site::place::Place;

/// A vehicle in the list.
#[derive(Clone, Debug)]
pub struct VehicleLine {
    /// Its name in addresses.
    pub id: String,
    /// Plate or identification number.
    pub name: String,
    /// Their reference.
    pub label: String,
    /// Its make.
    pub make: String,
    /// Ticked.
    pub ticked: bool,
    /// Its dossiers, the latest first.
    pub dossiers: Vec<DossierLine>,
}

/// Why no dossier was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListProblem {
    /// No vehicle is ticked.
    NoVehicle,
    /// More than may be begun at once.
    TooMany,
    /// No démarche is chosen.
    NoDemarche,
}

/// The list.
#[derive(Clone, Debug, Default)]
pub struct ListView {
    /// What was looked for.
    pub words: String,
    /// The vehicles of the page.
    pub vehicles: Vec<VehicleLine>,
    /// The last of the page, where there are more.
    pub next: Option<String>,
    /// What the page begins after; `None`: the first one.
    pub after: Option<String>,
    /// The démarche that was chosen.
    pub kind: Option<DemarcheKind>,
    /// The firm, where its dossiers can be begun in its name.
    pub firm: Option<String>,
    /// In the name of the firm.
    pub for_firm: bool,
    /// What was just done.
    pub done: Option<FleetDone>,
    /// Why no dossier was begun.
    pub problem: Option<ListProblem>,
}

fn address(words: &str, after: Option<&str>, all: bool, lang: Lang) -> String {
    let all = if all { "1" } else { "" };
    let query = crate::query::encode([("q", words), ("apres", after.unwrap_or("")), ("tout", all)]);
    let path = Place::Vehicles.path(lang);
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

pub(super) fn page(asked: &Asked, view: &ListView) -> Body {
    let lang = asked.lang;
    let nothing = view.vehicles.is_empty() && view.words.is_empty() && view.after.is_none();
    let inner = if nothing { empty(lang) } else { filled(asked, view) };
    let buttons = (!nothing).then(|| ways(lang));
    let errors: Vec<(String, String)> = view
        .problem
        .iter()
        .map(|one| (control(*one, view), problem(*one, lang).to_owned()))
        .collect();
    body(
        asked,
        lang.pick("Mes véhicules", "My vehicles"),
        if view.problem.is_some() { 422 } else { 200 },
        view! {
            {done(asked, view.done)}
            {error_summary(&errors, lang)}
            {buttons}
            {inner}
        },
    )
}

fn ways(lang: Lang) -> AnyView {
    view! {
        <p class="actions">
            <a class="btn" href=Place::NewVehicle.path(lang)>
                {lang.pick("Ajouter un véhicule", "Add a vehicle")}
            </a>
            " "
            <a class="btn" href=Place::VehicleSheet.path(lang)>
                {lang.pick("Importer une liste", "Import a list")}
            </a>
            " "
            <a class="btn btn-quiet" href=Place::VehicleList.path(lang) download="">
                {lang.pick("Télécharger la liste (CSV)", "Download the list (CSV)")}
            </a>
        </p>
    }
    .into_any()
}

fn empty(lang: Lang) -> AnyView {
    view! {
        <section class="empty">
            <h2>{lang.pick("Aucun véhicule pour le moment", "No vehicle for now")}</h2>
            <p>
                {lang
                    .pick(
                        "Ajoutez vos véhicules un par un, ou importez la liste de votre tableur. Vous commencerez ensuite leurs dossiers en une fois.",
                        "Add your vehicles one by one, or import the list of your spreadsheet. You then begin their files in one go.",
                    )}
            </p>
            <p>
                <a class="btn btn-primary" href=Place::NewVehicle.path(lang)>
                    {lang.pick("Ajouter un véhicule", "Add a vehicle")}
                </a>
                " "
                <a class="btn" href=Place::VehicleSheet.path(lang)>
                    {lang.pick("Importer une liste", "Import a list")}
                </a>
            </p>
        </section>
    }
    .into_any()
}

fn problem(problem: ListProblem, lang: Lang) -> &'static str {
    match problem {
        ListProblem::NoVehicle => {
            lang.pick("Cochez au moins un véhicule.", "Tick one vehicle at least.")
        }
        ListProblem::TooMany => lang.pick(
            "Au plus 50 dossiers à la fois : décochez des véhicules.",
            "At most 50 files at once: untick some vehicles.",
        ),
        ListProblem::NoDemarche => lang.pick("Choisissez une démarche.", "Choose a procedure."),
    }
}

/// The control that `problem` is about; of several, the first.
fn control(problem: ListProblem, view: &ListView) -> String {
    match (problem, view.vehicles.first()) {
        (ListProblem::NoVehicle | ListProblem::TooMany, Some(first)) => format!("v-{}", first.id),
        _ => "demarche".to_owned(),
    }
}

/// What is wrong, beside the controls that it is about.
fn beside(id: &'static str, problem: ListProblem, lang: Lang) -> AnyView {
    view! {
        <p class="field-error" id=id>
            {self::problem(problem, lang)}
        </p>
    }
    .into_any()
}

fn search(view: &ListView, lang: Lang) -> AnyView {
    view! {
        <form method="get" action=Place::Vehicles.path(lang) role="search">
            <div class="field">
                <label class="field-label" for="q">
                    {lang
                        .pick(
                            "Chercher une immatriculation, un VIN, une référence",
                            "Look for a plate number, a VIN, a reference",
                        )}
                </label>
                <div class="control">
                    <input
                        class="input"
                        id="q"
                        name="q"
                        type="search"
                        maxlength="60"
                        autocomplete="off"
                        value=view.words.clone()
                    />
                    <button class="btn" type="submit">
                        {lang.pick("Chercher", "Search")}
                    </button>
                </div>
            </div>
        </form>
    }
    .into_any()
}

fn filled(asked: &Asked, view: &ListView) -> AnyView {
    let lang = asked.lang;
    if view.vehicles.is_empty() {
        return view! {
            {search(view, lang)}
            <p>
                {lang.pick("Aucun véhicule ne correspond.", "No vehicle matches.")} " "
                <a href=Place::Vehicles.path(lang)>{lang.pick("Tout voir", "See all")}</a>
            </p>
        }
        .into_any();
    }
    let ticks = view.problem.filter(|one| *one != ListProblem::NoDemarche);
    let wrong = ticks.map(|one| beside("v-error", one, lang));
    let lines =
        view.vehicles.iter().map(|line| vehicle(asked, line, ticks.is_some())).collect_view();
    let all = view.vehicles.iter().all(|line| line.ticked);
    let tick = (!all).then(|| {
        view! {
            <p>
                <a href=address(
                    &view.words,
                    None,
                    true,
                    lang,
                )>{lang.pick("Tout cocher sur la première page", "Tick all of the first page")}</a>
            </p>
        }
    });
    let first = view.after.as_ref().map(|_| {
        view! {
            <a class="btn btn-quiet" href=address(&view.words, None, false, lang)>
                {lang.pick("Au début", "To the beginning")}
            </a>
        }
    });
    let next = view.next.as_deref().map(|next| {
        view! {
            <a class="btn btn-quiet" href=address(&view.words, Some(next), false, lang)>
                {lang.pick("Véhicules suivants", "Next vehicles")}
            </a>
        }
    });
    view! {
        {search(view, lang)}
        <form method="post" action=Place::Vehicles.path(lang)>
            <input type="hidden" name="q" value=view.words.clone() />
            <input type="hidden" name="apres" value=view.after.clone().unwrap_or_default() />
            <fieldset aria-describedby=ticks.map(|_| "v-error")>
                <legend>{lang.pick("Vos véhicules", "Your vehicles")}</legend>
                {wrong}
                {tick}
                <ul class="pieces">{lines}</ul>
            </fieldset>
            <p>{first} " " {next}</p>
            {dossiers(asked, view)}
        </form>
    }
    .into_any()
}

fn vehicle(asked: &Asked, line: &VehicleLine, wrong: bool) -> AnyView {
    let lang = asked.lang;
    let id = format!("v-{}", line.id);
    let of = id.clone();
    let more: Vec<&str> = [line.make.as_str(), line.label.as_str()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    let more = more.join(", ");
    let dossiers = line.dossiers.iter().map(|one| dossier(asked, one)).collect_view();
    let change = format!("{} {}", lang.pick("Modifier", "Change"), line.name);
    view! {
        <li>
            <label class="choice" for=of>
                <input
                    type="checkbox"
                    id=id
                    name="v"
                    value=line.id.clone()
                    checked=line.ticked
                    aria-invalid=wrong.then_some("true")
                    aria-describedby=wrong.then_some("v-error")
                />
                <span>
                    <strong>{line.name.clone()}</strong>
                    " "
                    {more}
                </span>
            </label>
            <p>
                <a href=Place::Vehicle.with(&line.id, lang)>{change}</a>
            </p>
            {dossiers}
        </li>
    }
    .into_any()
}

/// What is begun for those that are ticked.
fn dossiers(asked: &Asked, view: &ListView) -> AnyView {
    let lang = asked.lang;
    let options = asked
        .published
        .demarches
        .all()
        .iter()
        .map(|demarche| {
            view! {
                <option value=demarche.kind.id() selected=view.kind == Some(demarche.kind)>
                    {demarche.page.label.in_lang(lang).to_owned()}
                </option>
            }
        })
        .collect_view();
    let none = view.problem.filter(|one| *one == ListProblem::NoDemarche);
    let wrong = none.map(|one| beside("demarche-error", one, lang));
    let holder = match &view.firm {
        Some(firm) => view! {
            <fieldset>
                <legend class="field-label">
                    {lang.pick("Au nom de qui ?", "In whose name?")}
                </legend>
                <label class="choice" for="firm-yes">
                    <input type="radio" id="firm-yes" name="firm" value="1" checked=view.for_firm />
                    <span>{firm.clone()}</span>
                </label>
                <label class="choice" for="firm-no">
                    <input type="radio" id="firm-no" name="firm" value="" checked=!view.for_firm />
                    <span>
                        {lang
                            .pick(
                                "Quelqu’un d’autre : à dire dans chaque dossier",
                                "Somebody else: to be said in each file",
                            )}
                    </span>
                </label>
            </fieldset>
        }
        .into_any(),
        None => view! {
            <p>
                {lang
                    .pick(
                        "Pour que les dossiers soient au nom de votre entreprise,",
                        "For the files to be in the name of your company,",
                    )} " "
                <a href=Place::Firm
                    .path(
                        lang,
                    )>{lang.pick("dites d’abord qui elle est", "first say who it is")}</a> "."
            </p>
        }
        .into_any(),
    };
    view! {
        <section>
            <h2>{lang.pick("Commencer leurs dossiers", "Begin their files")}</h2>
            <p>
                {lang
                    .pick(
                        "Un brouillon par véhicule coché, 50 au plus à la fois. Rien n’est commandé : vous relisez et commandez chaque dossier.",
                        "One draft for each vehicle that is ticked, at most 50 at once. Nothing is ordered: you read and order each file.",
                    )}
            </p>
            <div class="field">
                <label class="field-label" for="demarche">
                    {lang.pick("Démarche", "Procedure")}
                </label>
                {wrong}
                <select
                    class="select"
                    id="demarche"
                    name="demarche"
                    aria-invalid=none.map(|_| "true")
                    aria-describedby=none.map(|_| "demarche-error")
                >
                    <option value="">{lang.pick("Choisissez", "Choose")}</option>
                    {options}
                </select>
            </div>
            {holder}
            <button class="btn btn-primary" type="submit">
                {lang.pick("Commencer les dossiers", "Begin the files")}
            </button>
        </section>
    }
    .into_any()
}
