//! The words of the pages.

use std::collections::BTreeSet;

use demarches::{DemarcheKind, Page, Text, builtin};
use simulator::{
    answer::Total,
    facts::{Mode, Value, read},
    simulate,
};
use vocabulary::{Date, Lang};

fn texts(page: &Page) -> Vec<&Text> {
    let mut texts =
        vec![&page.label, &page.summary, &page.who, &page.deadline, &page.result, &page.free_route];
    texts.extend(&page.steps);
    texts.extend(page.faq.iter().flat_map(|faq| [&faq.question, &faq.answer]));
    texts.extend(page.examples.iter().map(|example| &example.label));
    texts
}

#[test]
fn every_page_says_everything_that_a_person_looks_for() {
    for demarche in builtin().all() {
        let page = &demarche.page;
        assert!(page.steps.len() >= 3, "{:?}", demarche.kind);
        assert!(!page.faq.is_empty(), "{:?}", demarche.kind);
        assert!(!page.examples.is_empty(), "{:?}", demarche.kind);
        assert!(
            page.free_route.fr.contains("sans nos frais")
                || page.free_route.fr.contains("pas nos frais")
        );
        assert!(page.free_route.en.contains("our fee"));
    }
}

#[test]
fn titles_and_descriptions_fit_a_search_result_and_are_unique() {
    for lang in [Lang::Fr, Lang::En] {
        let (mut labels, mut summaries) = (BTreeSet::new(), BTreeSet::new());
        for demarche in builtin().all() {
            let (label, summary) =
                (demarche.page.label.in_lang(lang), demarche.page.summary.in_lang(lang));
            assert!(label.chars().count() <= 60, "{label}");
            assert!((90..=155).contains(&summary.chars().count()), "{summary}");
            assert!(labels.insert(label), "{label}");
            assert!(summaries.insert(summary), "{summary}");
        }
    }
}

#[test]
fn no_page_types_an_amount_that_a_bareme_knows() {
    for demarche in builtin().all() {
        for text in texts(&demarche.page) {
            for words in [&text.fr, &text.en] {
                assert!(!words.contains(['€', '$']) && !words.contains(" euros"), "{words}");
            }
        }
    }
}

#[test]
fn french_is_set_as_french_is() {
    let rules = builtin();
    let pages = rules.all().iter().flat_map(|demarche| texts(&demarche.page));
    let kinds = rules.piece_kinds().flat_map(|kind| {
        std::iter::once(&kind.label)
            .chain(&kind.rule)
            .chain(&kind.accepted)
            .chain(&kind.special_cases)
    });
    for Text { fr, .. } in pages.chain(kinds) {
        assert!(!fr.contains('\''), "straight apostrophe: {fr}");
        for sign in [" ;", " :", " !", " ?", " »", "« "] {
            assert!(!fr.contains(sign), "a narrow no-break space stands by {sign:?}: {fr}");
        }
    }
}

#[test]
fn the_two_languages_differ_and_slugs_lead_back_to_their_demarche() {
    for demarche in builtin().all() {
        assert_ne!(demarche.page.summary.fr, demarche.page.summary.en);
        for lang in [Lang::Fr, Lang::En] {
            let found = builtin().by_slug(lang, demarche.page.slug.in_lang(lang)).unwrap();
            assert_eq!(found.kind, demarche.kind);
        }
    }
    assert!(builtin().by_slug(Lang::Fr, "change-of-holder").is_none());
}

#[test]
fn every_group_of_the_index_has_members_and_every_demarche_one_group() {
    let members: usize = builtin().groups().map(|(_, members)| members.len()).sum();
    assert_eq!(members, builtin().all().len());
    assert!(builtin().groups().all(|(_, members)| !members.is_empty()));
}

#[test]
fn every_example_has_its_facts_and_a_price_but_for_the_w_garage_that_no_source_gives() {
    let today = Date::parse("2026-11-21").expect("a day");
    for demarche in builtin().all() {
        for example in &demarche.page.examples {
            let given = example.facts.iter().map(|(fact, text)| (fact.id(), Value::Text(text)));
            let facts = read(Mode::Text, given, baremes::builtin(), today);
            let facts = facts.unwrap_or_else(|errors| panic!("{:?}: {errors:?}", demarche.kind));
            let price = simulate(&facts, baremes::builtin(), today);
            assert!(price.missing.is_empty(), "{:?}: {:?}", demarche.kind, price.missing);
            let known = matches!(price.total, Total::Known { .. });
            assert_eq!(known, demarche.kind != DemarcheKind::WGarage, "{:?}", demarche.kind);
        }
    }
}
