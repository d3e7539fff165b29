//! A list from a spreadsheet: sent as a file or pasted; what cannot be taken is given back to be mended.

use fleets::sheet::Unreadable;
use fleets::{Column, Fault};
use leptos::prelude::*;
use vocabulary::Lang;

use super::{body, words};
use crate::site::asked::Asked;
use crate::site::document::Body;
use crate::site::forms::error_summary;
use crate::site::place::Place;

/// A line that was not taken.
#[derive(Clone, Debug)]
pub struct RefusedLine {
    /// Its place in the list.
    pub number: u64,
    /// What is wrong, each with the cell as it was written.
    pub wrong: Vec<(Option<Column>, Fault, String)>,
}

/// What became of a list.
#[derive(Clone, Debug, Default)]
pub struct TakenView {
    /// How many are new.
    pub added: usize,
    /// Those that were known and say something else now: line and name.
    pub changed: Vec<(u64, String)>,
    /// How many were known as they are.
    pub same: usize,
    /// What was not taken.
    pub refused: Vec<RefusedLine>,
    /// Columns that mean nothing here.
    pub unknown: Vec<String>,
}

/// The page of lists.
#[derive(Clone, Debug, Default)]
pub struct SheetView {
    /// What stands in the text area: what was pasted, or the lines to mend.
    pub text: String,
    /// What became of the list that was sent.
    pub taken: Option<TakenView>,
    /// Why it was not read at all.
    pub unreadable: Option<Unreadable>,
}

/// Lines that are told one by one; of the others it is said how many.
const TOLD: usize = 200;

pub(super) fn page(asked: &Asked, view: &SheetView) -> Body {
    let lang = asked.lang;
    let error = view.unreadable.map(|why| words::unreadable(why, lang));
    let errors: Vec<(String, String)> =
        error.iter().map(|text| ("list".to_owned(), text.clone())).collect();
    let refused = view.taken.as_ref().is_some_and(|taken| !taken.refused.is_empty());
    let status = if error.is_some() || refused { 422 } else { 200 };
    let taken = view.taken.as_ref().map(|taken| taken_view(taken, lang));
    body(
        asked,
        lang.pick("Importer une liste de véhicules", "Import a list of vehicles"),
        status,
        view! {
            {error_summary(&errors, lang)}
            {taken}
            <p class="lead">
                {lang
                    .pick(
                        "Un fichier CSV de votre tableur, 2 000 véhicules au plus. Un véhicule qui a déjà ce VIN ou cette immatriculation est mis à jour ; une cellule vide ne change rien.",
                        "A CSV file of your spreadsheet, at most 2,000 vehicles. A vehicle that has this VIN or this plate number already is updated; an empty cell changes nothing.",
                    )}
            </p>
            <p>
                <a href=Place::SheetTemplate.path(lang) download="">
                    {lang.pick("Télécharger le modèle (CSV)", "Download the template (CSV)")}
                </a>
            </p>
            <form method="post" action=Place::VehicleSheet.path(lang) enctype="multipart/form-data">
                <div class="field">
                    <label class="field-label" for="file">
                        {lang.pick("Fichier CSV", "CSV file")}
                    </label>
                    <p class="field-help" id="file-help">
                        {lang
                            .pick(
                                "Colonnes séparées par des points-virgules ou des virgules ; 1 Mo au plus.",
                                "Columns parted by semicolons or commas; at most 1 MB.",
                            )}
                    </p>
                    <input
                        class="input"
                        type="file"
                        id="file"
                        name="file"
                        accept=".csv,.txt,text/csv,text/plain"
                        aria-describedby="file-help"
                    />
                </div>
                <div class="field">
                    <label class="field-label" for="list">
                        {if refused {
                            lang.pick("Lignes à corriger", "Lines to mend")
                        } else {
                            lang.pick("Ou collez votre liste", "Or paste your list")
                        }}
                    </label>
                    <p class="field-help" id="list-help">
                        {lang
                            .pick(
                                "La première ligne nomme les colonnes. Un fichier choisi passe avant ce texte.",
                                "The first line names the columns. A file that is chosen comes before this text.",
                            )}
                    </p>
                    <p class="field-error" id="list-error" hidden=error.is_none()>
                        {error.clone()}
                    </p>
                    <textarea
                        class="input"
                        id="list"
                        name="list"
                        rows="10"
                        spellcheck="false"
                        autocomplete="off"
                        aria-describedby="list-help list-error"
                        aria-invalid=if error.is_some() { "true" } else { "false" }
                    >
                        {view.text.clone()}
                    </textarea>
                </div>
                <button class="btn btn-primary" type="submit">
                    {lang.pick("Importer", "Import")}
                </button>
            </form>
        },
    )
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn taken_view(taken: &TakenView, lang: Lang) -> AnyView {
    let sums = [
        (
            taken.added,
            lang.pick(
                ("véhicule ajouté", "véhicules ajoutés"),
                ("vehicle added", "vehicles added"),
            ),
        ),
        (
            taken.changed.len(),
            lang.pick(
                ("véhicule mis à jour", "véhicules mis à jour"),
                ("vehicle updated", "vehicles updated"),
            ),
        ),
        (
            taken.same,
            lang.pick(
                ("véhicule inchangé", "véhicules inchangés"),
                ("vehicle unchanged", "vehicles unchanged"),
            ),
        ),
        (
            taken.refused.len(),
            lang.pick(("ligne à corriger", "lignes à corriger"), ("line to mend", "lines to mend")),
        ),
    ];
    let sums: Vec<String> = sums
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, (one, many))| counted(*count, one, many))
        .collect();
    let class =
        if taken.refused.is_empty() { "notice notice-success" } else { "notice notice-warning" };
    let role = if taken.refused.is_empty() { "status" } else { "alert" };
    let changed = (!taken.changed.is_empty()).then(|| {
        let lines: Vec<String> = taken
            .changed
            .iter()
            .take(TOLD)
            .map(|(line, name)| format!("{name} ({} {line})", lang.pick("ligne", "line")))
            .collect();
        view! {
            <details>
                <summary>{lang.pick("Véhicules mis à jour", "Updated vehicles")}</summary>
                <p>{lines.join(", ")}</p>
            </details>
        }
    });
    let unknown = (!taken.unknown.is_empty()).then(|| {
        let names: Vec<String> =
            taken.unknown.iter().take(20).map(|name| name.chars().take(40).collect()).collect();
        view! {
            <p>
                {lang.pick("Colonnes ignorées :", "Columns that were ignored:")} " "
                {names.join(", ")}
            </p>
        }
    });
    let refused = (!taken.refused.is_empty()).then(|| refused_table(&taken.refused, lang));
    view! {
        <div class=class role=role>
            <p>
                <strong>{sums.join(", ")}</strong>
            </p>
        </div>
        {changed}
        {unknown}
        {refused}
        <p>
            <a href=Place::Vehicles
                .path(lang)>{lang.pick("Voir mes véhicules", "See my vehicles")}</a>
        </p>
    }
    .into_any()
}

fn refused_table(refused: &[RefusedLine], lang: Lang) -> AnyView {
    let rows = refused
        .iter()
        .take(TOLD)
        .flat_map(|line| line.wrong.iter().map(move |wrong| (line.number, wrong)))
        .map(|(number, (column, fault, cell))| {
            let name = column.map_or("", |column| column.header(lang));
            let cell: String = cell.chars().take(60).collect();
            view! {
                <tr>
                    <th scope="row">{number}</th>
                    <td>{name}</td>
                    <td>{cell}</td>
                    <td>{words::fault((*column, *fault), lang)}</td>
                </tr>
            }
        })
        .collect_view();
    let more = refused.len().checked_sub(TOLD).filter(|more| *more > 0).map(|more| {
        let text = lang.pick(
            "autres lignes sont dans le texte ci-dessous.",
            "more lines stand in the text below.",
        );
        view! { <p>{format!("{more} {text}")}</p> }
    });
    let caption = lang.pick(
        "Ces lignes ne sont pas importées. Corrigez-les ci-dessous et renvoyez : les autres sont déjà prises.",
        "These lines are not imported. Mend them below and send again: the others are taken already.",
    );
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-labelledby="refused-lines">
            <table class="table">
                <caption id="refused-lines">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{lang.pick("Ligne", "Line")}</th>
                        <th scope="col">{lang.pick("Colonne", "Column")}</th>
                        <th scope="col">{lang.pick("Écrit", "Written")}</th>
                        <th scope="col">
                            {lang.pick("Pourquoi, et que faire", "Why, and what to do")}
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {more}
    }
    .into_any()
}
