//! One vehicle: added, changed, removed.

use fleets::Column;
use fleets::Fault;
use leptos::prelude::*;
use simulator::facts::{Genre, Norm};
use vocabulary::Lang;

use super::{body, words};
use crate::site::asked::Asked;
use crate::site::document::Body;
use crate::site::forms::error_summary;
use crate::site::place::Place;

/// A vehicle, as it is known or was typed.
#[derive(Clone, Debug, Default)]
pub struct VehicleView {
    /// Its name in addresses; `None`: a new one.
    pub id: Option<String>,
    /// What was typed, or is kept, by column.
    pub typed: Vec<(Column, String)>,
    /// What is wrong.
    pub wrong: Vec<(Option<Column>, Fault)>,
}

pub(super) fn page(asked: &Asked, view: &VehicleView) -> Body {
    let lang = asked.lang;
    let errors: Vec<(String, String)> = view
        .wrong
        .iter()
        .map(|wrong| {
            let control = wrong.0.map_or("label", Column::id).to_owned();
            (control, words::fault(*wrong, lang))
        })
        .collect();
    let (title, action) = match &view.id {
        Some(id) => {
            (lang.pick("Modifier un véhicule", "Change a vehicle"), Place::Vehicle.with(id, lang))
        }
        None => (
            lang.pick("Ajouter un véhicule", "Add a vehicle"),
            Place::NewVehicle.path(lang).to_owned(),
        ),
    };
    // What every vehicle has comes first; the rest is there for whoever has the certificate at hand.
    let (first, rest) = Column::ALL.split_at(FIRST);
    let remove = view.id.as_ref().map(|_| remove(action.clone(), lang));
    let open = rest.iter().any(|column| error_of(&errors, *column).is_some());
    let rest = rest.iter().map(|column| control(*column, view, &errors, lang)).collect_view();
    body(
        asked,
        title,
        if errors.is_empty() { 200 } else { 422 },
        view! {
            {error_summary(&errors, lang)}
            <p>
                <a href=Place::Vehicles
                    .path(lang)>{lang.pick("← Retour à la liste", "← Back to the list")}</a>
            </p>
            <p class="lead">
                {lang
                    .pick(
                        "L’immatriculation ou le VIN suffit. Le reste évite de le redire dans chaque dossier.",
                        "The plate number or the VIN is enough. The rest saves saying it again in each file.",
                    )}
            </p>
            <form method="post" action=action novalidate>
                <input type="hidden" name="act" value="keep" />
                {first.iter().map(|column| control(*column, view, &errors, lang)).collect_view()}
                <details open=open>
                    <summary>
                        {lang.pick("Autres cases du certificat", "Other fields of the certificate")}
                    </summary>
                    {rest}
                </details>
                <button class="btn btn-primary" type="submit">
                    {lang.pick("Enregistrer", "Save")}
                </button>
            </form>
            {remove}
        },
    )
}

/// How many columns are shown without being asked for: up to P.6.
const FIRST: usize = 8;

fn remove(action: String, lang: Lang) -> AnyView {
    view! {
        <section>
            <h2>{lang.pick("Retirer ce véhicule", "Take this vehicle off")}</h2>
            <p>
                {lang
                    .pick(
                        "Il quitte votre liste. Ses dossiers restent dans votre compte.",
                        "It leaves your list. Its files stay in your account.",
                    )}
            </p>
            <form method="post" action=action>
                <input type="hidden" name="act" value="remove" />
                <button class="btn btn-danger" type="submit">
                    {lang.pick("Retirer de la liste", "Take off the list")}
                </button>
            </form>
        </section>
    }
    .into_any()
}

fn error_of(errors: &[(String, String)], column: Column) -> Option<String> {
    errors.iter().find(|(name, _)| name == column.id()).map(|(_, text)| text.clone())
}

fn control(column: Column, view: &VehicleView, errors: &[(String, String)], lang: Lang) -> AnyView {
    let name = column.id();
    let (label, code) = words::label(column, lang);
    let error = error_of(errors, column);
    let error_id = format!("{name}-error");
    let right = error.is_none();
    let invalid = if right { "false" } else { "true" };
    let value = view.typed.iter().find(|(one, _)| *one == column).map(|(_, text)| text.clone());
    let value = value.unwrap_or_default();
    let (kind, inputmode) = match column {
        Column::FirstRegisteredOn => ("date", None),
        Column::FiscalCv
        | Column::Co2GKm
        | Column::MassInRunningOrderKg
        | Column::PtacKg
        | Column::Seats
        | Column::MaxTechnicalMassKg
        | Column::NetPowerKw
        | Column::ElectricPowerKw
        | Column::ElectricRangeKm => ("text", Some("numeric")),
        _ => ("text", None),
    };
    let choices: &[&str] = match column {
        Column::Genre => Genre::IDS,
        Column::Co2Norm => Norm::IDS,
        Column::Energy => &["ES", "GO", "EL", "EH", "GH", "EE", "GL", "FE", "GP", "EG"],
        _ => &[],
    };
    let list = (!choices.is_empty()).then(|| format!("{name}-choices"));
    let options = list.clone().map(|list| {
        let options =
            choices.iter().map(|choice| view! { <option value=*choice></option> }).collect_view();
        view! { <datalist id=list>{options}</datalist> }
    });
    let code = code.map(|code| view! { <span class="field-code">{code}</span> });
    view! {
        <div class="field">
            <label class="field-label" for=name>
                {label}
                {code}
            </label>
            <p class="field-error" id=error_id.clone() hidden=right>
                {error}
            </p>
            <input
                class="input"
                id=name
                name=name
                type=kind
                inputmode=inputmode
                list=list
                autocomplete="off"
                spellcheck="false"
                maxlength="60"
                value=value
                aria-describedby=error_id
                aria-invalid=invalid
            />
            {options}
        </div>
    }
    .into_any()
}
