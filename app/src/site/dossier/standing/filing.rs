//! The last day, then the filing as its customer follows it: each step with its day, numbers, and what the administration says.

use dossiers::record::Number;
use dossiers::tracks::Filing;
use dossiers::tracks::filing::Step;
use leptos::prelude::*;
use vocabulary::Lang;
use wording::numbers;

use super::super::address;
use super::StandingView;
use crate::site::asked::Asked;
use crate::site::place::Place;

/// Where a request is followed at the ANTS.
const FOLLOW: &str = "https://immatriculation.ants.gouv.fr/";

/// What was done with the administration, where something was.
pub(super) fn steps(asked: &Asked, view: &StandingView<'_>) -> Option<AnyView> {
    let (lang, state) = (asked.lang, view.state);
    if state.records.is_empty() {
        return None;
    }
    let lines = state
        .records
        .iter()
        .map(|(step, record)| {
            let said = name(*step, lang);
            let day = numbers::date(record.on, lang);
            let more = number_of(*step).and_then(|(number, label)| {
                let text = state.number(number)?;
                Some(format!("{} {text}", lang.pick(label.0, label.1)))
            });
            let until = record.until.map(|until| {
                let words = lang.pick("vous pouvez rouler jusqu’au", "you may drive until");
                format!("{words} {}", numbers::date(until, lang))
            });
            let more: Vec<String> = more.into_iter().chain(until).collect();
            let more = (!more.is_empty()).then(|| format!("\u{202f}: {}", more.join(", ")));
            let more = more.map(|more| match lang {
                Lang::Fr => more,
                Lang::En => more.replacen('\u{202f}', "", 1),
            });
            view! {
                <li>
                    <strong>{said}</strong>
                    {format!(", {day}")}
                    {more}
                </li>
            }
        })
        .collect_view();
    let plate = state.number(Number::Plate).map(|plate| {
        let said = lang.pick("Immatriculation attribuée\u{202f}:", "Registration number given:");
        view! { <p>{format!("{said} {plate}")}</p> }
    });
    Some(
        view! {
            <section aria-labelledby="filing-title">
                <h2 id="filing-title">
                    {lang.pick("Le dépôt et la suite", "The filing and what follows")}
                </h2>
                <ol class="timeline">{lines}</ol>
                {plate}
                {said(view, lang)}
                {follow(view, lang)}
                {advice(view, lang)}
            </section>
        }
        .into_any(),
    )
}

/// What a step is told as.
const fn name(step: Step, lang: Lang) -> &'static str {
    match step {
        Step::File => lang.pick("Démarche déposée", "Procedure filed"),
        Step::TakenUp => {
            lang.pick("Prise en charge par l’administration", "Taken up by the administration")
        }
        Step::AsksMore => lang.pick("Complément demandé", "More is asked for"),
        Step::Answered => lang.pick("Complément envoyé", "Answer sent"),
        Step::Provisional => {
            lang.pick("Certificat provisoire délivré", "Provisional certificate issued")
        }
        Step::Produced => lang.pick("Carte grise produite", "Certificate made"),
        Step::Posted => lang.pick("Carte grise expédiée", "Certificate posted"),
        Step::Received => lang.pick("Carte grise reçue", "Certificate received"),
        Step::Refused => lang.pick("Demande refusée", "Request refused"),
        Step::Completed => lang.pick("Démarche terminée", "Procedure done"),
        Step::TakenUpAgain => lang.pick("Dossier repris", "File taken up again"),
    }
}

/// The number that a step gave the customer, and what it is called.
const fn number_of(step: Step) -> Option<(Number, (&'static str, &'static str))> {
    match step {
        Step::File => Some((Number::AntsDossier, ("numéro ANTS", "ANTS number"))),
        Step::Provisional => Some((Number::Cpi, ("numéro", "number"))),
        Step::Posted => Some((Number::Tracking, ("suivi", "tracking"))),
        _ => None,
    }
}

fn said(view: &StandingView<'_>, lang: Lang) -> Option<AnyView> {
    let said = view.state.said.clone()?;
    Some(
        view! {
            <p>{lang.pick("L’administration écrit\u{202f}:", "The administration writes:")}</p>
            <blockquote>{said}</blockquote>
        }
        .into_any(),
    )
}

/// The way to follow it there, while there is something to follow.
fn follow(view: &StandingView<'_>, lang: Lang) -> Option<AnyView> {
    let numbered = [Number::AntsDossier, Number::Cpi];
    let known = numbered.iter().any(|number| view.state.number(*number).is_some());
    if !known || matches!(view.state.filing, Filing::Recu(_) | Filing::NonDepose(_)) {
        return None;
    }
    Some(
        view! {
            <p>
                <a href=FOLLOW rel="noreferrer">
                    {lang
                        .pick(
                            "Suivre ma demande sur le site de l’ANTS",
                            "Follow my request on the ANTS website",
                        )}
                </a>
                {lang
                    .pick(
                        "\u{202f}: le site est celui de l’État, votre numéro vous y sera demandé.",
                        ": the site is the State’s, and asks for your number.",
                    )}
            </p>
        }
        .into_any(),
    )
}

/// What to do while the title is awaited.
fn advice(view: &StandingView<'_>, lang: Lang) -> Option<AnyView> {
    let text = match view.state.filing {
        Filing::CpiEmis(_) | Filing::TitreProduit(_) => lang.pick(
            "La carte grise arrive dans votre boîte aux lettres par courrier suivi. Vérifiez que votre nom y figure. Après le dernier jour du certificat provisoire, vous ne pouvez plus rouler tant qu’elle n’est pas arrivée.",
            "The certificate comes to your letter box by tracked mail. Check that your name is on the box. After the last day of the provisional certificate you may no longer drive until it has come.",
        ),
        Filing::TitreExpedie(_) => lang.pick(
            "Elle est remise dans la boîte aux lettres, sans signature. Si elle n’arrive pas dans les dix jours, écrivez-nous.",
            "It is left in the letter box, without a signature. If it has not come within ten days, write to us.",
        ),
        Filing::RefuseAnts(_) => lang.pick(
            "Nous reprenons le dossier avec vous\u{202f}: un nouveau dépôt après correction ne coûte pas de frais de service. Vous pouvez aussi demander un recours gracieux à l’administration.",
            "We take the file up again with you: filing anew after a correction costs no service fee. You may also ask the administration to look at its decision again.",
        ),
        _ => return None,
    };
    Some(view! { <p>{text}</p> }.into_any())
}

/// Whole days from one day to another.
fn days_between(from: vocabulary::Date, to: vocabulary::Date) -> i64 {
    let day = |day: vocabulary::Date| day.to_string().parse::<jiff::civil::Date>().ok();
    let (Some(from), Some(to)) = (day(from), day(to)) else { return 0 };
    from.until((jiff::Unit::Day, to)).map_or(0, |span| i64::from(span.get_days()))
}

pub(super) fn deadline(asked: &Asked, view: &StandingView<'_>) -> Option<AnyView> {
    let lang = asked.lang;
    let day = view.state.due_on?;
    if view.state.status.is_closed() || view.state.filing.is_filed() {
        return None;
    }
    let left = days_between(asked.today, day);
    let left = match left {
        0 => lang.pick("c’est aujourd’hui", "that is today").to_owned(),
        1 => lang.pick("il reste 1 jour", "1 day left").to_owned(),
        left if left > 0 => {
            format!("{} {left} {}", lang.pick("il reste", ""), lang.pick("jours", "days left"))
        }
        _ => lang.pick("ce jour est passé", "that day has passed").to_owned(),
    };
    Some(
        view! {
            <section>
                <h2>{lang.pick("Le délai", "The deadline")}</h2>
                <p>
                    {lang
                        .pick(
                            "Dernier jour pour la démarche\u{202f}: ",
                            "Last day for the procedure: ",
                        )} <strong>{numbers::date(day, lang)}</strong> ", " {left.trim().to_owned()}
                    "."
                </p>
                <p>
                    <a href=address(
                        asked,
                        Place::DossierDeadline,
                        view.id,
                    )>{lang.pick("Ajouter à mon agenda", "Add to my calendar")}</a>
                </p>
            </section>
        }
        .into_any(),
    )
}
