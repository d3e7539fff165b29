use demarches::pieces::{Need, RequiredPiece};
use demarches::{Demarche, KnownFacts};
use leptos::prelude::*;
use serde_json::json;
use vocabulary::Lang;
use wording::numbers::euros;

use super::{Body, Page, head, ok, prose};
use crate::design::table::{Column, table};
use crate::site::asked::Asked;
use crate::site::document::Head;
use crate::site::place::Place;
use crate::site::simulation;

/// `/demarches`
pub(super) fn list(asked: &Asked) -> Body {
    let lang = asked.lang;
    let rules = asked.published.demarches;
    let groups = rules
        .groups()
        .map(|(group, members)| {
            let cards =
                members.into_iter().filter_map(|demarche| card(asked, demarche)).collect_view();
            view! {
                <section>
                    <h2>{group.label.in_lang(lang).to_owned()}</h2>
                    <ul class="cards">{cards}</ul>
                </section>
            }
        })
        .collect_view();
    let title = lang.pick("Toutes les démarches de carte grise", "All certificate procedures");
    ok(
        Head {
            crumbs: vec![(asked.say("Accueil", "Home").to_owned(), Page::Home)],
            ..head(
                title,
                lang.pick(
                    "Achat, import, adresse, perte, succession\u{202f}: pour chaque démarche, qui peut la faire, les pièces, le délai, le prix des taxes et nos frais, à part.",
                    "Purchase, import, address, loss, inheritance: for each procedure who may do it, the papers, the deadline, the taxes and, apart, our fee.",
                ),
                Page::Demarches,
            )
        },
        view! {
            <h1>{title}</h1>
            {groups}
        },
    )
}

fn card(asked: &Asked, demarche: &Demarche) -> Option<AnyView> {
    let index = asked.published.demarches.all().iter().position(|one| one.kind == demarche.kind)?;
    Some(
        view! {
            <li class="card">
                <h3>
                    <a href=asked
                        .href(
                            Page::Demarche(index),
                        )>{demarche.page.label.in_lang(asked.lang).to_owned()}</a>
                </h3>
                <p>{demarche.page.summary.in_lang(asked.lang).to_owned()}</p>
            </li>
        }
        .into_any(),
    )
}

/// `/demarches/{slug}`
pub(super) fn page(asked: &Asked, index: usize) -> Body {
    let Some(demarche) = asked.published.demarches.all().get(index) else {
        return prose::error(asked, 404);
    };
    let lang = asked.lang;
    let words = &demarche.page;
    let title = words.label.in_lang(lang).to_owned();
    let steps = words
        .steps
        .iter()
        .map(|step| view! { <li>{step.in_lang(lang).to_owned()}</li> })
        .collect_view();
    let faq = words
        .faq
        .iter()
        .map(|entry| {
            view! {
                <details class="faq">
                    <summary>{entry.question.in_lang(lang).to_owned()}</summary>
                    <p>{entry.answer.in_lang(lang).to_owned()}</p>
                </details>
            }
        })
        .collect_view();
    let has_faq = !words.faq.is_empty();
    let fact = |label: &'static str, text: &demarches::Text| {
        view! {
            <div>
                <dt>{label}</dt>
                <dd>{text.in_lang(lang).to_owned()}</dd>
            </div>
        }
    };
    let operation = demarche.operation.id();
    let begin = format!("{}?demarche={}", Place::BeginDossier.path(lang), demarche.kind.id());
    ok(
        Head {
            crumbs: vec![
                (asked.say("Accueil", "Home").to_owned(), Page::Home),
                (asked.say("Démarches", "Procedures").to_owned(), Page::Demarches),
            ],
            json_ld: json_ld(asked, demarche),
            ..head(title.clone(), words.summary.in_lang(lang), Page::Demarche(index))
        },
        view! {
            <h1>{title}</h1>
            <p class="lead">{words.summary.in_lang(lang).to_owned()}</p>
            <dl class="facts">
                {fact(lang.pick("Pour qui", "For whom"), &words.who)}
                {fact(lang.pick("Délai", "Deadline"), &words.deadline)}
                {fact(lang.pick("Ce que vous recevez", "What you receive"), &words.result)}
            </dl>
            {prices(asked, demarche)}
            <p class="actions-row">
                <a class="btn btn-primary" href=begin>
                    {lang.pick("Commencer mon dossier", "Start my file")}
                </a>
                <a
                    class="btn"
                    href=format!("{}?operation={operation}", asked.href(Page::Simulator))
                >
                    {lang.pick("Calculer pour mon cas", "Work out my case")}
                </a>
            </p>
            {pieces(asked, demarche)}
            <section>
                <h2>{lang.pick("Comment cela se passe avec nous", "How it goes with us")}</h2>
                <ol class="steps">{steps}</ol>
            </section>
            <section class="notice notice-info">
                <h2>{lang.pick("Le faire sans nous", "Doing it without us")}</h2>
                <p>{words.free_route.in_lang(lang).to_owned()}</p>
            </section>
            {has_faq
                .then(|| {
                    view! {
                        <section>
                            <h2>{lang.pick("Questions fréquentes", "Frequent questions")}</h2>
                            {faq}
                        </section>
                    }
                })}
        },
    )
}

/// Taxes of worked cases, our fee, and their sum, in three columns that never mix.
fn prices(asked: &Asked, demarche: &Demarche) -> AnyView {
    let lang = asked.lang;
    let fee = asked.fee(Some(demarche.kind.id())).unwrap_or_default();
    let rows = demarche
        .page
        .examples
        .iter()
        .filter_map(|example| {
            let facts: Vec<(&str, &str)> =
                example.facts.iter().map(|(fact, value)| (fact.id(), value.as_str())).collect();
            let query = crate::query::encode(facts);
            let answer = simulation::from_query(asked, &query).ok()?;
            let (taxes, ours, grand) = match answer.total {
                simulator::answer::Total::Known { total, .. } => {
                    let fee = fee.gross(total);
                    (euros(total, lang), euros(fee, lang), euros(total + fee, lang))
                }
                simulator::answer::Total::Between(low, high) => {
                    let (from, to) = (fee.gross(low), fee.gross(high));
                    (
                        wording::receipt::range(low, high, lang),
                        wording::receipt::range(from, to, lang),
                        wording::receipt::range(low + from, high + to, lang),
                    )
                }
                simulator::answer::Total::Unknown => {
                    let open = lang.pick("selon votre cas", "depends on your case").to_owned();
                    (open.clone(), wording::receipt::fee(fee, lang), open)
                }
            };
            let href = format!("{}?{query}", asked.href(Page::Simulator));
            Some(view! {
                <tr>
                    <th scope="row">
                        <a href=href>{example.label.in_lang(lang).to_owned()}</a>
                    </th>
                    <td class="amount">{taxes}</td>
                    <td class="amount">{ours}</td>
                    <td class="amount">{grand}</td>
                </tr>
            })
        })
        .collect_view();
    let alternatives = demarche
        .alternatives
        .iter()
        .map(|other| {
            let name = wording::labels::operation_title(other.operation, lang);
            view! { <li>{format!("{}{} {name}", other.words.in_lang(lang), lang.pick("\u{202f}:", ":"))}</li> }
        })
        .collect_view();
    let has_alternatives = !demarche.alternatives.is_empty();
    let caption = format!(
        "{} {}",
        lang.pick("Prix calculés pour le", "Prices worked out for"),
        wording::numbers::date(asked.today, lang)
    );
    view! {
        <section>
            <h2>{lang.pick("Prix", "Price")}</h2>
            {table(
                caption,
                &[
                    Column::Text(lang.pick("Cas", "Case")),
                    Column::Amount(lang.pick("Taxes de l’État", "State taxes")),
                    Column::Amount(lang.pick("Nos frais (TVA comprise)", "Our fee (VAT included)")),
                    Column::Amount(lang.pick("Total", "Total")),
                ],
                rows.into_any(),
            )}
            <p>{wording::receipt::without_our_fee(lang)}</p>
            {has_alternatives
                .then(|| {
                    view! {
                        <p>
                            {lang
                                .pick(
                                    "Selon la situation, le prix est celui d’une autre opération\u{202f}:",
                                    "Depending on the situation, the price is that of another operation:",
                                )}
                        </p>
                        <ul>{alternatives}</ul>
                    }
                })}
        </section>
    }
    .into_any()
}

fn pieces(asked: &Asked, demarche: &Demarche) -> AnyView {
    let lang = asked.lang;
    let known = KnownFacts::none();
    let pieces = asked.published.demarches.pieces(demarche.kind, &known);
    let (depends, always): (Vec<_>, Vec<_>) =
        pieces.into_iter().partition(|piece| piece.need == Need::Depends);
    let items = |list: &[RequiredPiece<'_>]| list.iter().map(|one| piece(one, lang)).collect_view();
    let has_depends = !depends.is_empty();
    view! {
        <section>
            <h2>{lang.pick("Les pièces", "The papers")}</h2>
            <h3>{lang.pick("Dans tous les cas", "In every case")}</h3>
            <ul class="pieces">{items(&always)}</ul>
            {has_depends
                .then(|| {
                    view! {
                        <h3>{lang.pick("Selon votre situation", "Depending on your situation")}</h3>
                        <ul class="pieces">{items(&depends)}</ul>
                    }
                })}
        </section>
    }
    .into_any()
}

/// Its name, those that would do as well, and whether it may be left out.
pub(in crate::site) fn piece_names(piece: &RequiredPiece<'_>, lang: Lang) -> String {
    let label = |kind: &demarches::PieceKind| match kind.cerfa {
        Some(cerfa) => format!("{} (cerfa {cerfa})", kind.label.in_lang(lang)),
        None => kind.label.in_lang(lang).to_owned(),
    };
    let mut names = label(piece.kind);
    for other in &piece.or {
        names.push_str(lang.pick(" ou ", " or "));
        names.push_str(&label(other));
    }
    if piece.optional {
        names.push_str(lang.pick(" (facultatif)", " (optional)"));
    }
    names
}

fn piece(piece: &RequiredPiece<'_>, lang: Lang) -> AnyView {
    let names = piece_names(piece, lang);
    let notes = [
        piece.condition.map(|text| text.in_lang(lang).to_owned()),
        piece.kind.rule.as_ref().map(|text| text.in_lang(lang).to_owned()),
        piece.note.map(|text| text.in_lang(lang).to_owned()),
    ]
    .into_iter()
    .flatten()
    .map(|text| view! { <p class="field-help">{text}</p> })
    .collect_view();
    view! {
        <li>
            <strong>{names}</strong>
            {notes}
        </li>
    }
    .into_any()
}

fn json_ld(asked: &Asked, demarche: &Demarche) -> Vec<serde_json::Value> {
    let lang = asked.lang;
    let words = &demarche.page;
    let mut blocks = vec![json!({
        "@context": "https://schema.org",
        "@type": "Service",
        "name": words.label.in_lang(lang),
        "description": words.summary.in_lang(lang),
        "areaServed": "FR",
        "provider": { "@type": "Organization", "name": asked.tenant.identity.brand, "url": asked.origin },
    })];
    if !words.faq.is_empty() {
        let entries: Vec<_> = words
            .faq
            .iter()
            .map(|entry| {
                json!({
                    "@type": "Question",
                    "name": entry.question.in_lang(lang),
                    "acceptedAnswer": { "@type": "Answer", "text": entry.answer.in_lang(lang) },
                })
            })
            .collect();
        blocks.push(json!({
            "@context": "https://schema.org",
            "@type": "FAQPage",
            "mainEntity": entries,
        }));
    }
    blocks
}
