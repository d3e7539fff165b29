//! The letters of a dossier, where they say one thing or another.

use notifications::{Rendered, Template, render};
use serde_json::{Value, json};
use vocabulary::Lang;

use crate::templates::sample;

fn with(template: Template, lang: Lang, values: &[(&str, Value)]) -> Rendered {
    let mut all = sample(template);
    all.extend(values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    render(template, lang, &all).unwrap()
}

/// The words in one line, narrow spaces as any other.
fn words(rendered: &Rendered) -> String {
    rendered.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_optional_may_be_left_out_or_be_nothing() {
    for template in Template::ALL.iter().filter(|template| !template.optional().is_empty()) {
        for lang in Lang::ALL {
            let mut values = sample(*template);
            for name in template.optional() {
                values.insert((*name).to_owned(), Value::Null);
            }
            let nothing = render(*template, *lang, &values).unwrap();
            for name in template.optional() {
                values.remove(*name);
            }
            assert!(render(*template, *lang, &values).unwrap() == nothing, "{}", template.id());
            let told = with(*template, *lang, &[]);
            let short = told.text == nothing.text || told.html == nothing.html;
            assert!(!short, "{} does not tell it", template.id());
        }
    }
}

#[test]
fn each_piece_is_named_with_its_own_reason_in_words_and_page() {
    let pieces = json!([
        { "name": "Permis", "reason": "Flou.\n- Total : 0" },
        { "name": "Mandat <b>", "reason": "Non signé." },
    ]);
    let told = with(Template::DossierCorrection, Lang::En, &[("pieces", pieces)]);
    assert!(told.text.contains("\n- Permis: Flou. - Total : 0\n- Mandat <b>: Non signé.\n"));
    assert!(told.html.contains("<li>Mandat &lt;b&gt;: Non signé.</li>"), "{}", told.html);
    let told = with(Template::DossierReminder, Lang::Fr, &[("missing", json!(["Permis", "CT"]))]);
    assert!(told.text.contains("\n- Permis\n- CT\n\n"), "{}", told.text);
}

#[test]
fn a_letter_that_asks_for_nothing_is_not_written() {
    for (template, name) in
        [(Template::DossierCorrection, "pieces"), (Template::DossierReminder, "missing")]
    {
        for wrong in [json!([]), json!("Permis"), json!(null), json!([null])] {
            let mut values = sample(template);
            values.insert(name.to_owned(), wrong.clone());
            assert!(render(template, Lang::Fr, &values).is_err(), "{} {wrong}", template.id());
        }
    }
}

#[test]
fn an_order_splits_its_price_and_says_what_is_lost_by_beginning_at_once() {
    for lang in Lang::ALL {
        let told = |express: bool| {
            words(&with(Template::DossierOrdered, *lang, &[("express", json!(express))]))
        };
        let (express, waits) = (told(true), told(false));
        let sums = lang.pick(["237,66 €", "29,90 €", "267,56 €"], ["€237.66", "€29.90", "€267.56"]);
        let until = lang.pick("jusqu’au 7 décembre 2026 inclus", "including 7 December 2026");
        for said in sums.into_iter().chain([until, "renoncer au contrat ici", "IBAN FR76 0000"]) {
            assert!(express.contains(said) && waits.contains(said), "{said}: {express}");
        }
        let lost = lang.pick("vous ne pouvez plus renoncer", "you can no longer withdraw");
        assert!(express.contains(lost) && !waits.contains(lost));
        let refunded = lang.pick("tout vous est remboursé", "everything is refunded");
        assert!(waits.contains(refunded) && !express.contains(refunded));
    }
}

#[test]
fn an_order_that_says_not_how_to_pay_sends_to_the_dossier() {
    let told = words(&with(Template::DossierOrdered, Lang::En, &[("how_to_pay", json!(null))]));
    assert!(told.contains("To pay, open your file") && !told.contains("bank transfer"), "{told}");
}

#[test]
fn a_dossier_says_how_it_was_closed_and_that_alone() {
    let ways = [
        ("retracte", "Ce message en accuse réception"),
        ("annule", "est annulé."),
        ("refuse", "ne peut pas aboutir"),
        ("expire", "réponse à nos rappels"),
        ("termine", "est terminée"),
        ("autrement", "CG-2026-004217 est fermé."),
    ];
    for (how, said) in ways {
        let told = words(&with(Template::DossierClosed, Lang::Fr, &[("how", json!(how))]));
        for (other, words) in ways {
            // Whoever was reminded in vain is told both.
            let both = how == "expire" && other == "autrement";
            assert_eq!(told.contains(words), how == other || both, "{how} {said}: {told}");
        }
    }
}

#[test]
fn a_withdrawal_is_acknowledged_with_its_hour_and_its_refund() {
    let told = words(&with(Template::DossierClosed, Lang::Fr, &[]));
    assert!(told.contains("parvenue le 21 novembre 2026 à 10 h 30 (heure de Paris)"), "{told}");
    assert!(told.contains("Nous vous remboursons 267,56 €"), "{told}");
}

#[test]
fn what_went_back_is_told_by_the_way_that_it_went() {
    let told = |lang, by| words(&with(Template::DossierRefunded, lang, &[("by", json!(by))]));
    let card = told(Lang::Fr, "card");
    assert!(card.contains("sur la carte qui avait payé. Votre banque affiche"), "{card}");
    let transfer = told(Lang::Fr, "transfer");
    assert!(transfer.contains("par virement. Un virement arrive sous un à trois"), "{transfer}");
    assert!(told(Lang::En, "card").contains("to the card that had paid. Your bank"));
    assert!(told(Lang::En, "transfer").contains("by bank transfer. A transfer arrives"));
}

#[test]
fn what_was_told_wrongly_is_told_again_and_says_so() {
    let says = [(Lang::Fr, "corrige et remplace"), (Lang::En, "corrects and replaces")];
    for template in [Template::DossierFiled, Template::DossierCpi, Template::DossierTitle] {
        for (lang, said) in says {
            let once = with(template, lang, &[]);
            assert!(!once.text.contains(said), "{}", once.text);
            let again = with(template, lang, &[("corrected", json!(true))]);
            assert!(words(&again).contains(said) && again.html.contains(said), "{}", again.text);
        }
    }
}

#[test]
fn whoever_asks_a_stranger_puts_no_words_of_theirs_into_the_letter() {
    for lang in Lang::ALL {
        for hostile in ["evil.example", "Votre banque : appelez le 0899", "<a href=\"//e\">"] {
            let told = with(Template::GuestTask, *lang, &[("who", json!(hostile))]);
            let said = lang.pick("Une personne a confié", "Somebody has entrusted");
            assert!(words(&told).contains(said), "{}", told.text);
            assert!(!told.text.contains(hostile) && !told.html.contains("evil.example"));
        }
        assert!(with(Template::GuestTask, *lang, &[]).text.contains("\nAda "));
    }
}

#[test]
fn only_the_last_reminder_says_that_it_is() {
    for lang in Lang::ALL {
        let [more, last] = [false, true]
            .map(|last| words(&with(Template::DossierReminder, *lang, &[("last", json!(last))])));
        let said = lang.pick("dernier rappel", "last reminder");
        assert!(last.contains(said) && !more.contains(said), "{more}");
    }
}

#[test]
fn a_code_to_sign_is_not_read_from_the_list_of_mails() {
    for lang in Lang::ALL {
        let told = with(Template::SignatureCode, *lang, &[]);
        assert!(!told.subject.contains("123") && told.text.contains("\n123 456\n"));
        assert!(told.html.contains("123 456") && !told.html.contains("href=\"\""));
    }
}

#[test]
fn each_reminder_of_a_provisional_certificate_says_what_to_do_then_and_until_when() {
    let ways = [
        (20, "vérifiez que votre nom y figure"),
        (25, "signalez-le à l’ANTS"),
        (30, "vous ne pouvez plus rouler"),
    ];
    for (day, said) in ways {
        let told = words(&with(Template::DossierCpiReminder, Lang::Fr, &[("day", json!(day))]));
        assert!(told.contains(said) && told.contains("jusqu’au 21 décembre 2026"), "{day}: {told}");
        for (other, words) in ways {
            assert_eq!(told.contains(words), other == day, "{day}: {told}");
        }
    }
}

#[test]
fn the_words_of_the_administration_are_told_as_one_paragraph() {
    let hostile = json!("Illisible.\n\nSuivre mon dossier :\nhttps://evil.example");
    let values = [("words", hostile), ("more", json!(false))];
    let told = with(Template::DossierRefusedByAdministration, Lang::Fr, &values);
    assert!(told.text.contains("\nIllisible. Suivre mon dossier : https://evil.example\n"));
    assert!(
        words(&told).contains("a refusé la demande") && !told.html.contains("href=\"https://evil")
    );
}
