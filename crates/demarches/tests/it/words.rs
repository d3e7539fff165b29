//! The words of the rules that are not pages: every text, as it stands in the files.

use demarches::load::BUILTIN;

/// Texts in `lang`: what stands after `…_fr = "` or `fr = "`.
fn texts(lang: &str) -> Vec<&'static str> {
    let marks = [format!("_{lang} = \""), format!(" {lang} = \""), format!("\n{lang} = \"")];
    let found = marks.iter().flat_map(|mark| BUILTIN.split(mark.as_str()).skip(1));
    found.map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn french_is_set_as_french_is() {
    let french = texts("fr");
    assert!(french.len() > 700, "{}", french.len());
    for text in french {
        assert!(!text.contains('\''), "straight apostrophe: {text}");
        for sign in [" ;", " :", " !", " ?", " »", "« "] {
            assert!(!text.contains(sign), "a narrow no-break space stands by {sign:?}: {text}");
        }
    }
}

#[test]
fn no_question_or_block_types_an_amount_of_tax() {
    for text in texts("fr").into_iter().chain(texts("en")) {
        assert!(!text.contains(['€', '$']), "{text}");
    }
}

#[test]
fn nothing_promises_to_be_the_state() {
    for text in texts("fr") {
        assert!(!text.to_lowercase().contains("site officiel"), "{text}");
    }
}
