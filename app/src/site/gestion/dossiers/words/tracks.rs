//! What the tracks and what happens on them are called.

use dossiers::order::Means;
use dossiers::tracks::filing::Step;
use dossiers::tracks::{Filing, Payment, Pieces, Signature};
use dossiers::{Change, State};
use vocabulary::Lang;

/// The four tracks, each with where it is.
pub(in super::super) fn tracks(state: &State, lang: Lang) -> [(&'static str, &'static str); 4] {
    [
        (lang.pick("Pièces", "Documents"), pieces(state.pieces, lang)),
        (lang.pick("Signature", "Signature"), signature(state.signature, lang)),
        (lang.pick("Paiement", "Payment"), payment(state.payment, lang)),
        (lang.pick("Dépôt", "Filing"), filing(state.filing, lang)),
    ]
}

const fn pieces(pieces: Pieces, lang: Lang) -> &'static str {
    match pieces {
        Pieces::Attendues => lang.pick("attendues", "awaited"),
        Pieces::Recues => lang.pick("reçues, à contrôler", "received, to check"),
        Pieces::EnControle => lang.pick("en contrôle", "being checked"),
        Pieces::ACorriger => lang.pick("à corriger", "to be corrected"),
        Pieces::Validees => lang.pick("validées", "validated"),
    }
}

const fn signature(signature: Signature, lang: Lang) -> &'static str {
    match signature {
        Signature::APreparer => lang.pick("à préparer", "to be prepared"),
        Signature::ASigner => lang.pick("à signer", "to be signed"),
        Signature::AVerifier => lang.pick("sur papier, à vérifier", "on paper, to be checked"),
        Signature::Signee => lang.pick("signée", "signed"),
        Signature::Perimee => lang.pick("à refaire", "to be made again"),
    }
}

/// Where the money is.
pub(in super::super) const fn payment(payment: Payment, lang: Lang) -> &'static str {
    match payment {
        Payment::Devis => lang.pick("pas encore commandé", "not ordered yet"),
        Payment::APayer => lang.pick("à payer", "to be paid"),
        Payment::Payee => lang.pick("payé", "paid"),
        Payment::ComplementDu => lang.pick("complément dû", "more is due"),
        Payment::TropPercu => lang.pick("trop-perçu", "overpaid"),
        Payment::Soldee => lang.pick("soldé", "settled"),
        Payment::RemboursePartiel => lang.pick("remboursé en partie", "refunded in part"),
        Payment::Rembourse => lang.pick("remboursé", "refunded"),
        Payment::Contestee => lang.pick("contesté", "disputed"),
    }
}

/// Where the filing is.
pub(in super::super) const fn filing(filing: Filing, lang: Lang) -> &'static str {
    match filing {
        Filing::NonDepose(_) => lang.pick("pas encore", "not yet"),
        Filing::Pret(_) => lang.pick("prêt", "ready"),
        Filing::Depose(_) => lang.pick("déposé", "filed"),
        Filing::InstructionAnts(_) => lang.pick("instruit par l’ANTS", "with the ANTS"),
        Filing::ComplementAnts(_) => lang.pick("complément demandé", "more is asked for"),
        Filing::CpiEmis(_) => lang.pick("CPI émis", "provisional certificate issued"),
        Filing::TitreProduit(_) => lang.pick("titre produit", "title made"),
        Filing::TitreExpedie(_) => lang.pick("titre expédié", "title posted"),
        Filing::Recu(_) => lang.pick("titre reçu", "title received"),
        Filing::RefuseAnts(_) => lang.pick("refusé par l’ANTS", "refused by the ANTS"),
    }
}

/// A step of the filing.
pub(in super::super) const fn step(step: Step, lang: Lang) -> &'static str {
    match step {
        Step::File => lang.pick("déposé", "filed"),
        Step::TakenUp => lang.pick("pris en charge par l’administration", "taken up"),
        Step::AsksMore => lang.pick("complément demandé", "more is asked for"),
        Step::Answered => lang.pick("complément envoyé", "answered"),
        Step::Provisional => lang.pick("CPI émis", "provisional certificate issued"),
        Step::Produced => lang.pick("titre produit", "title made"),
        Step::Posted => lang.pick("titre expédié", "title posted"),
        Step::Received => lang.pick("titre reçu", "title received"),
        Step::Refused => lang.pick("refusé", "refused"),
        Step::TakenUpAgain => lang.pick("repris pour correction", "taken up again"),
        Step::Completed => lang.pick("terminé sans suivi de titre", "ended without a title"),
    }
}

/// What happened.
pub(in super::super) const fn change(change: &Change, lang: Lang) -> &'static str {
    let (fr, en) = match change {
        Change::Begun { .. } => ("Dossier commencé", "File begun"),
        Change::TakenOver { .. } => ("Dossier repris", "File taken over"),
        Change::Answered { .. } => ("Réponses données", "Answers given"),
        Change::DemarcheChanged { .. } => ("Démarche changée", "Procedure changed"),
        Change::LinkRenewed { .. } => ("Lien du brouillon renouvelé", "Link of the draft renewed"),
        Change::Attached { .. } => ("Dossier rattaché à un compte", "File attached to an account"),
        Change::PartySet { .. } => ("Personne indiquée", "Person named"),
        Change::PartyRemoved { .. } => ("Personne retirée", "Person taken away"),
        Change::Ordered { .. } => ("Commande passée", "Ordered"),
        Change::Repriced { .. } => ("Prix recalculé", "Price worked out again"),
        Change::Listed { .. } => ("Liste des pièces refaite", "List of documents made again"),
        Change::TransferRecorded { means: Means::Transfer, .. } => {
            ("Virement enregistré", "Transfer recorded")
        }
        Change::TransferRecorded { means: Means::Card, .. } => ("Payé par carte", "Paid by card"),
        Change::Refunded { .. } => ("Remboursé", "Given back"),
        Change::RefundReturned { .. } => ("Remboursement revenu", "Refund came back"),
        Change::PaymentMoved { .. } => ("Paiement", "Payment"),
        Change::Received { .. } => ("Pièce reçue", "Document received"),
        Change::TakenBack { .. } => ("Pièce reprise", "Document taken back"),
        Change::CheckStarted => ("Contrôle commencé", "Check begun"),
        Change::Accepted { .. } => ("Pièce acceptée", "Document accepted"),
        Change::Refused { .. } => ("Pièce refusée", "Document refused"),
        Change::Waived { .. } => ("Pièce dispensée", "Document waived"),
        Change::Corrected => ("Corrections faites", "Corrections made"),
        Change::Validated => ("Pièces validées", "Documents validated"),
        Change::Reopened { .. } => ("Contrôle rouvert", "Check opened again"),
        Change::SignaturesAsked { .. } => ("Signatures demandées", "Signatures asked for"),
        Change::Signed { .. } => ("Formulaire signé", "Form signed"),
        Change::SignedOnPaper { .. } => ("Formulaire signé sur papier", "Form signed on paper"),
        Change::SignatureAccepted { .. } => ("Signature confirmée", "Signature confirmed"),
        Change::SignatureRefused { .. } => ("Signature refusée", "Signature refused"),
        Change::SignaturesVoided { .. } => ("Signatures à refaire", "Signatures void"),
        Change::Read { .. } => ("Pièce lue", "Document read"),
        Change::Ready { .. } => ("Prêt à déposer", "Ready to file"),
        Change::NotReady { .. } => ("Plus prêt à déposer", "No longer ready to file"),
        Change::FilingStepped { .. } => ("Dépôt", "Filing"),
        Change::FilingCorrected { .. } => {
            ("Dépôt\u{202f}: données corrigées", "Filing: data put right")
        }
        Change::Deposited { .. } => ("Papiers au coffre", "Papers in the vault"),
        Change::Assigned { .. } => ("Dossier attribué", "File given"),
        Change::Prioritised { .. } => ("Priorité changée", "Priority changed"),
        Change::TaskAdded { .. } => ("Tâche ajoutée", "Task added"),
        Change::TaskDone { .. } => ("Tâche faite", "Task done"),
        Change::NoteAdded { .. } => ("Note écrite", "Note written"),
        Change::MessageSent { .. } => ("Message envoyé", "Message sent"),
        Change::LinkGiven { .. } => ("Lien à usage unique donné", "One-time link given"),
        Change::LinkUsed { .. } => ("Lien à usage unique utilisé", "One-time link used"),
        Change::LinkRevoked { .. } => ("Lien à usage unique repris", "One-time link taken back"),
        Change::Closed { .. } => ("Dossier clos", "File closed"),
        Change::Undone { .. } => ("Annulation", "Undone"),
        Change::Unknown => ("Autre événement", "Another event"),
    };
    lang.pick(fr, en)
}
