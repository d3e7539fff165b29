use dossiers::tracks::Payment;
use dossiers::{PublicStatus, State};
use vocabulary::Lang;

/// What comes next, as the customer is told it; `card`: they may pay by card.
pub(in crate::site) const fn next_text(state: &State, card: bool, lang: Lang) -> &'static str {
    match state.status {
        PublicStatus::Brouillon => lang.pick("À commander.", "To be ordered."),
        PublicStatus::APayer if matches!(state.payment, Payment::ComplementDu) => lang.pick(
            "Les taxes ont augmenté\u{202f}: payez la différence, et nous déposons votre dossier dès qu’il est prêt.",
            "The taxes have risen: pay the difference, and we file as soon as your file is ready.",
        ),
        PublicStatus::APayer if card => lang.pick(
            "Payez par carte ou par virement\u{202f}: dès que le paiement arrive, vous pouvez envoyer vos pièces.",
            "Pay by card or by transfer: as soon as the payment arrives, you can send your papers.",
        ),
        PublicStatus::APayer => lang.pick(
            "Faites le virement ci-dessous\u{202f}: dès qu’il arrive, vous pouvez envoyer vos pièces.",
            "Make the transfer below: as soon as it arrives, you can send your papers.",
        ),
        PublicStatus::ACompleter => lang.pick(
            "Envoyez les pièces qui manquent et signez les formulaires.",
            "Send the papers that are missing and sign the forms.",
        ),
        PublicStatus::EnControle => {
            lang.pick("Nous vérifions vos pièces une à une.", "We are checking your papers one by one.")
        }
        PublicStatus::ACorriger => lang.pick(
            "Une pièce ou une signature au moins est à refaire\u{202f}: la raison est écrite à côté.",
            "At least one document or signature is to be made again: the reason is written beside it.",
        ),
        PublicStatus::PretADeposer => lang.pick(
            "Tout est accepté\u{202f}: nous déposons votre démarche.",
            "Everything is accepted: we are filing your procedure.",
        ),
        PublicStatus::Depose => lang.pick(
            "Votre démarche est déposée\u{202f}: l’administration l’instruit.",
            "Your procedure is filed: the administration is looking at it.",
        ),
        PublicStatus::ComplementDemande => lang.pick(
            "L’administration demande un complément.",
            "The administration asks for more.",
        ),
        PublicStatus::CpiDisponible => lang.pick(
            "Votre certificat provisoire est disponible\u{202f}: vous pouvez rouler.",
            "Your provisional certificate is ready: you may drive.",
        ),
        PublicStatus::TitreEnRoute => {
            lang.pick("Votre carte grise est en route.", "Your certificate is on its way.")
        }
        PublicStatus::Termine => lang.pick("C’est terminé. Bonne route\u{202f}!", "Done. Safe travels!"),
        PublicStatus::Refuse => {
            lang.pick("La démarche a été refusée.", "The procedure was refused.")
        }
        PublicStatus::Annule => lang.pick("Le dossier est annulé.", "The dossier is cancelled."),
        PublicStatus::Retracte => {
            lang.pick("Vous avez renoncé au contrat.", "You withdrew from the contract.")
        }
        PublicStatus::Expire => lang.pick(
            "Le dossier a expiré faute de réponse.",
            "The dossier has expired for want of an answer.",
        ),
    }
}
