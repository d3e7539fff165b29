//! The firm as the forms want it, and the picture of its stamp.

use documents::Refusal;
use dossiers::{Party, PartyRole};
use leptos::prelude::*;
use vocabulary::Lang;

use super::{FleetDone, body, done};
use crate::site::asked::Asked;
use crate::site::document::Body;
use crate::site::dossier::{PartyField, PartyView, party_controls};
use crate::site::forms::error_summary;
use crate::site::place::Place;

/// Why a picture is no stamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StampProblem {
    /// No file came.
    NoFile,
    /// Neither PNG nor JPEG.
    Kind,
    /// Longer than 1 MB.
    TooLong,
    /// Too few pixels to be read, or more than a stamp has.
    Measures,
    /// The antivirus found something.
    Dangerous,
    /// It is not taken, for this reason.
    Refused(Refusal),
    /// What reads files does not answer.
    Unanswered,
}

/// The page of the firm.
#[derive(Clone, Debug)]
pub struct FirmView {
    /// What is known, or was typed.
    pub party: Party,
    /// What is wrong.
    pub problems: Vec<(PartyField, &'static str)>,
    /// The towns of the postcode.
    pub cities: Vec<String>,
    /// There is a stamp: its width and height.
    pub stamp: Option<(u32, u32)>,
    /// Why the picture is no stamp.
    pub stamp_problem: Option<StampProblem>,
    /// What was just done.
    pub done: Option<FleetDone>,
}

pub(super) fn page(asked: &Asked, view: &FirmView) -> Body {
    let lang = asked.lang;
    let mut errors: Vec<(String, String)> = view
        .problems
        .iter()
        .map(|(field, text)| (field.id().to_owned(), (*text).to_owned()))
        .collect();
    let stamp_error = view.stamp_problem.map(|problem| stamp_words(problem, lang));
    if let Some(text) = &stamp_error {
        errors.push(("stamp".to_owned(), text.clone()));
    }
    let status = match view.stamp_problem {
        Some(StampProblem::Unanswered) => 503,
        _ if errors.is_empty() => 200,
        _ => 422,
    };
    let controls = PartyView {
        id: "",
        name: "",
        role: PartyRole::Company,
        number: 1,
        party: &view.party,
        problems: &view.problems,
        cities: &view.cities,
        ordered: false,
    };
    body(
        asked,
        lang.pick("Mon entreprise", "My company"),
        status,
        view! {
            {done(asked, view.done)}
            {error_summary(&errors, lang)}
            <p class="lead">
                {lang
                    .pick(
                        "Ce que les formulaires demandent d’une société. C’est repris dans les dossiers que vous commencez en son nom ; la personne nommée est le représentant légal, qui signe.",
                        "What the forms want of a company. It is carried over to the files that you begin in its name; whoever is named is the legal representative, who signs.",
                    )}
            </p>
            <form method="post" action=Place::Firm.path(lang) novalidate>
                {party_controls(&controls, lang)}
                <button class="btn btn-primary" type="submit">
                    {lang.pick("Enregistrer", "Save")}
                </button>
            </form>
            {stamp(view, stamp_error, lang)}
        },
    )
}

fn stamp(view: &FirmView, error: Option<String>, lang: Lang) -> AnyView {
    let shown = view.stamp.map(|(width, height)| {
        let shown = width.min(320);
        let high = u64::from(height) * u64::from(shown) / u64::from(width.max(1));
        view! {
            <p>
                <img
                    src=Place::FirmStamp.path(lang)
                    alt=lang.pick("Le cachet de votre entreprise", "The stamp of your company")
                    width=shown
                    height=high
                />
            </p>
            <form method="post" action=Place::FirmStamp.path(lang) enctype="multipart/form-data">
                <input type="hidden" name="act" value="remove" />
                <button class="btn btn-danger" type="submit">
                    {lang.pick("Effacer le cachet", "Delete the stamp")}
                </button>
            </form>
        }
    });
    let right = error.is_none();
    view! {
        <section id="cachet">
            <h2>{lang.pick("Cachet de l’entreprise", "Stamp of the company")}</h2>
            <p>
                {lang
                    .pick(
                        "Il est posé à côté de la signature sur les formulaires que l’entreprise signe. Il s’efface quand vous voulez, et avec votre compte.",
                        "It stands beside the signature on the forms that the company signs. It is deleted whenever you want, and with your account.",
                    )}
            </p>
            {shown}
            <form method="post" action=Place::FirmStamp.path(lang) enctype="multipart/form-data">
                <div class="field">
                    <label class="field-label" for="stamp">
                        {lang.pick("Image du cachet", "Picture of the stamp")}
                    </label>
                    <p class="field-help" id="stamp-help">
                        {lang
                            .pick(
                                "PNG ou JPEG, 1 Mo au plus, au moins 80 pixels de côté, sur fond blanc.",
                                "PNG or JPEG, at most 1 MB, at least 80 pixels a side, on white.",
                            )}
                    </p>
                    <p class="field-error" id="stamp-error" hidden=right>
                        {error}
                    </p>
                    <input
                        class="input"
                        type="file"
                        id="stamp"
                        name="stamp"
                        accept="image/png,image/jpeg"
                        aria-describedby="stamp-help stamp-error"
                        aria-invalid=if right { "false" } else { "true" }
                    />
                </div>
                <button class="btn" type="submit">
                    {lang.pick("Enregistrer le cachet", "Save the stamp")}
                </button>
            </form>
        </section>
    }
    .into_any()
}

fn stamp_words(problem: StampProblem, lang: Lang) -> String {
    let text = match problem {
        StampProblem::NoFile => lang.pick("Choisissez une image.", "Choose a picture."),
        StampProblem::Kind => lang.pick(
            "Ce fichier n’est ni un PNG ni un JPEG. Enregistrez l’image dans l’un de ces formats.",
            "This file is neither a PNG nor a JPEG. Save the picture in one of these formats.",
        ),
        StampProblem::TooLong => lang.pick(
            "Cette image dépasse 1 Mo. Réduisez-la.",
            "This picture is longer than 1 MB. Make it smaller.",
        ),
        StampProblem::Measures => lang.pick(
            "Cette image est trop petite ou trop grande : entre 80 et 2 400 pixels de côté.",
            "This picture is too small or too large: between 80 and 2,400 pixels a side.",
        ),
        StampProblem::Dangerous => lang.pick(
            "L’antivirus a reconnu quelque chose dans ce fichier. Il n’est pas gardé : prenez une autre image.",
            "The antivirus knows something in this file. It is not kept: take another picture.",
        ),
        StampProblem::Refused(refusal) => {
            let said = refusal.sentence(lang);
            return format!("{} {} {}", said.what, said.why, said.mend);
        }
        StampProblem::Unanswered => lang.pick(
            "L’image n’a pas pu être vérifiée maintenant. Réessayez dans quelques minutes.",
            "The picture could not be checked now. Try again in a few minutes.",
        ),
    };
    text.to_owned()
}
