use super::*;

#[test]
fn every_refusal_says_what_why_and_how_to_mend_in_both_languages() {
    for refusal in Refusal::ALL {
        let (fr, en) = (refusal.sentence(Lang::Fr), refusal.sentence(Lang::En));
        for (french, english) in
            [(fr.what, en.what), (fr.why.as_str(), en.why.as_str()), (fr.mend, en.mend)]
        {
            assert!(french.ends_with('.') && english.ends_with('.'), "{refusal:?}");
            assert_ne!(french, english, "{refusal:?}");
        }
    }
}

#[test]
fn a_code_leads_back_to_its_refusal_and_no_two_are_alike() {
    for refusal in Refusal::ALL {
        assert_eq!(Refusal::from_code(refusal.code()), Some(refusal));
    }
    assert_eq!(Refusal::from_code("none"), None);
}
