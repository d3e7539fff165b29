use super::filing::{Clear, Filing, InVault, Proofs, Step};
use super::{Archive, Payment, Pieces, Reason, Signature, Way};
use crate::Refusal;

fn why() -> Reason {
    Reason::new("test").unwrap()
}

/// Every pair of states: a step of the table is made, any other is refused by name.
macro_rules! walks {
    ($name:ident, $track:ident, $steps:literal) => {
        #[test]
        fn $name() {
            let mut made = 0;
            for from in $track::ALL {
                for to in $track::ALL {
                    let step = $track::STEPS.iter().find(|(a, b, _)| (a, b) == (from, to));
                    match step {
                        None => {
                            assert_eq!(from.to(*to, Some(&why())), Err(Refusal::NoSuchStep));
                        }
                        Some((.., way)) => {
                            made += 1;
                            assert_eq!(from.to(*to, Some(&why())), Ok(*to));
                            let bare = from.to(*to, None);
                            match way {
                                Way::On => assert_eq!(bare, Ok(*to)),
                                Way::Back => assert_eq!(bare, Err(Refusal::ReasonNeeded)),
                            }
                        }
                    }
                }
            }
            assert_eq!(made, $steps, "a step was added or taken away: is it in B1?");
        }
    };
}

walks!(the_pieces_step_as_b1_says_and_no_other_way, Pieces, 9);
// Four steps more than B1 has: what is signed on paper is looked at before it counts.
walks!(the_signature_steps_as_b1_says_and_no_other_way, Signature, 9);
// Eight more than B1 has: a price that was settled is worked out again, and a dispute won forgets nothing that is owed.
walks!(the_payment_steps_as_b1_says_and_no_other_way, Payment, 32);

#[test]
fn the_filing_steps_as_b1_says_and_no_other_way() {
    let table = [
        ("pret", Step::File, "depose", false),
        ("depose", Step::TakenUp, "instruction_ants", false),
        ("depose", Step::Provisional, "cpi_emis", false),
        ("depose", Step::Refused, "refuse_ants", true),
        ("instruction_ants", Step::AsksMore, "complement_ants", true),
        ("instruction_ants", Step::Provisional, "cpi_emis", false),
        ("instruction_ants", Step::Refused, "refuse_ants", true),
        ("complement_ants", Step::Answered, "instruction_ants", false),
        ("cpi_emis", Step::Produced, "titre_produit", false),
        ("titre_produit", Step::Posted, "titre_expedie", false),
        ("titre_expedie", Step::Received, "recu", false),
        // Two steps more than B1 has: what was refused is filed anew, and not every démarche ends by a title.
        ("refuse_ants", Step::TakenUpAgain, "non_depose", true),
        ("depose", Step::Completed, "recu", true),
        ("instruction_ants", Step::Completed, "recu", true),
        ("cpi_emis", Step::Completed, "recu", true),
        ("titre_produit", Step::Completed, "recu", true),
    ];
    let clear = Clear::proved(Pieces::Validees, false, Signature::Signee, Payment::Payee);
    let in_vault = InVault::proved(Archive::Deposited);
    let proofs = Proofs { clear: &clear, in_vault: &in_vault };
    for from in Filing::ALL {
        for step in Step::ALL {
            let line = table.iter().find(|(a, b, ..)| (*a, *b) == (from.id(), *step));
            let (bare, told) =
                (from.step(*step, None, proofs), from.step(*step, Some(&why()), proofs));
            match line {
                None => {
                    assert_eq!((bare, told), (Err(Refusal::NoSuchStep), Err(Refusal::NoSuchStep)));
                }
                Some((_, _, to, wants)) => {
                    assert_eq!(told.map(Filing::id), Ok(*to));
                    let expected = if *wants { Err(Refusal::ReasonNeeded) } else { Ok(*to) };
                    assert_eq!(bare.map(Filing::id), expected);
                }
            }
        }
    }
}

#[test]
fn what_is_not_clear_any_more_is_not_filed_and_nothing_ends_before_the_vault_has_it() {
    let clear = Clear::proved(Pieces::Validees, false, Signature::Perimee, Payment::Payee);
    let in_vault = InVault::proved(Archive::ToDeposit);
    let proofs = Proofs { clear: &clear, in_vault: &in_vault };
    let step = |from: &str, step| {
        Filing::parse(from).unwrap().step(step, Some(&why()), proofs).map(Filing::id)
    };
    assert_eq!(step("pret", Step::File), Err(Refusal::NotSigned));
    for from in ["depose", "instruction_ants", "cpi_emis", "titre_produit"] {
        assert_eq!(step(from, Step::Completed), Err(Refusal::NotInVault), "{from}");
    }
    assert_eq!(step("titre_expedie", Step::Received), Err(Refusal::NotInVault));
    assert_eq!(step("depose", Step::Provisional), Ok("cpi_emis"), "the rest waits for no vault");
}

#[test]
fn nothing_open_is_filed() {
    for pieces in Pieces::ALL {
        for signature in Signature::ALL {
            for payment in Payment::ALL {
                for open in [false, true] {
                    let clear = Clear::proved(*pieces, open, *signature, *payment).is_ok();
                    let should = *pieces == Pieces::Validees
                        && !open
                        && *signature == Signature::Signee
                        && ["payee", "trop_percu", "soldee"].contains(&payment.id());
                    assert_eq!(clear, should, "{pieces:?} {signature:?} {payment:?} {open}");
                }
            }
        }
    }
    let open = Clear::proved(Pieces::Validees, true, Signature::Signee, Payment::Payee);
    assert_eq!(open.map(drop), Err(Refusal::OpenCorrection));
}

#[test]
fn a_reason_says_something_in_few_words() {
    assert!(Reason::new("  ").is_none() && Reason::new(&"a".repeat(201)).is_none());
    assert_eq!(Reason::new(" erreur de saisie ").unwrap().as_str(), "erreur de saisie");
}
