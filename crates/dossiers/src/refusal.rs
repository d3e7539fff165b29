//! Why something is not done, by name, with a sentence for the person.

use vocabulary::Lang;

vocabulary::codes! {
    /// Why a change was refused. Nothing changed then.
    pub enum Refusal {
        /// The dossier is closed.
        Closed = "closed",
        /// No step leads there from here.
        NoSuchStep = "no_such_step",
        /// A step back wants a reason.
        ReasonNeeded = "reason_needed",
        /// A piece was refused and not replaced.
        OpenCorrection = "open_correction",
        /// Not every piece is accepted.
        NotAllAccepted = "not_all_accepted",
        /// A rule across pieces is red, and nobody says why it is passed over.
        RedCheck = "red_check",
        /// A rule across pieces is red on the day of the filing, and nobody passed over it when it was made ready.
        RedSince = "red_since",
        /// The taxes of the day of the filing are not those of the order.
        TaxesChanged = "taxes_changed",
        /// A paper that is signed or accepted is not in the dossier: nothing is exported without it.
        PaperMissing = "paper_missing",
        /// A paper of a package is not kept any more: the package cannot be made again.
        PaperNotKept = "paper_not_kept",
        /// A form is not signed.
        NotSigned = "not_signed",
        /// A signature on paper waits to be looked at.
        SignatureInCheck = "signature_in_check",
        /// No signature on paper waits there to be looked at.
        FormNotInCheck = "form_not_in_check",
        /// The house takes no signature on a screen.
        NotOnScreen = "not_on_screen",
        /// The house takes no signature on paper.
        NotOnPaper = "not_on_paper",
        /// The price is not paid.
        NotPaid = "not_paid",
        /// Nothing was ordered yet.
        NotOrdered = "not_ordered",
        /// It was ordered: it is no draft any more.
        AlreadyOrdered = "already_ordered",
        /// It is filed, or ready to be.
        AlreadyFiled = "already_filed",
        /// A question is open.
        NotAnswered = "not_answered",
        /// The rules stop this case.
        Stopped = "stopped",
        /// The price cannot be worked out.
        PriceUnknown = "price_unknown",
        /// The price is not the one that was shown.
        PriceChanged = "price_changed",
        /// The confirmation has nowhere to go.
        EmailNeeded = "email_needed",
        /// The same transfer was recorded.
        SamePayment = "same_payment",
        /// The answer is none that the question takes.
        BadAnswer = "bad_answer",
        /// The rules under which it was filled are not known.
        RulesUnknown = "rules_unknown",
        /// No such piece is asked for.
        NoSuchPiece = "no_such_piece",
        /// The piece is being checked, or was accepted.
        PieceInCheck = "piece_in_check",
        /// The piece is not being checked.
        PieceNotInCheck = "piece_not_in_check",
        /// The piece asked for is another one.
        WrongPiece = "wrong_piece",
        /// Nothing was sent.
        NoDocument = "no_document",
        /// The same document was sent twice.
        SameDocument = "same_document",
        /// A piece is missing.
        PiecesMissing = "pieces_missing",
        /// The reason is none that this piece can be refused for.
        UnknownReason = "unknown_reason",
        /// Only a superviseur may.
        SupervisorOnly = "supervisor_only",
        /// The reason wants words: which field, or what the administration said.
        WordsNeeded = "words_needed",
        /// No such form is to be signed.
        NoSuchForm = "no_such_form",
        /// What is printed on the form changed since whoever signs read it.
        FormChanged = "form_changed",
        /// No such person, task, note or link in the dossier.
        NoSuchThing = "no_such_thing",
        /// A sum that is none.
        BadSum = "bad_sum",
        /// More than what was paid and not given back.
        MoreThanPaid = "more_than_paid",
        /// More than what came by transfer, or could not go back to a card, and was not given back.
        MoreThanTransfers = "more_than_transfers",
        /// Whoever asked for it does not decide it.
        SamePerson = "same_person",
        /// Somebody else has it.
        Taken = "taken",
        /// It belongs to an account already.
        Attached = "attached",
        /// There is nothing to undo, or something came after.
        NothingToUndo = "nothing_to_undo",
        /// More than ten seconds went by.
        TooLateToUndo = "too_late_to_undo",
        /// The fourteen days are over.
        TooLateToWithdraw = "too_late_to_withdraw",
        /// The link was used.
        LinkUsed = "link_used",
        /// The link has expired, or was taken back.
        LinkExpired = "link_expired",
        /// The link is for something else.
        LinkForAnother = "link_for_another",
        /// A text that is empty or too long.
        BadText = "bad_text",
        /// A working sheet of ours is not filed in production.
        WorkingSheet = "working_sheet",
        /// What was filed is not in the vault yet: it is neither ended nor purged.
        NotInVault = "not_in_vault",
        /// Whoever files has no access to the SIV that was checked.
        NoSivAccess = "no_siv_access",
        /// Another dossier has this number of the ANTS.
        NumberTaken = "number_taken",
        /// The téléprocédure gives a number: it is wanted.
        NumberNeeded = "number_needed",
        /// What is noted of a step is that already.
        SameRecord = "same_record",
        /// The day has not come yet, or comes before the filing.
        BadDay = "bad_day",
        /// The démarche is not filed that way.
        WrongChannel = "wrong_channel",
        /// A newer program wrote it: this one does not understand it.
        NotUnderstood = "not_understood",
        /// The first event is not the beginning, or a later one is.
        NotTheBeginning = "not_the_beginning",
    }
}

impl Refusal {
    /// What the person is told.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "a table of sentences")]
    pub const fn sentence(self, lang: Lang) -> &'static str {
        let (fr, en) = match self {
            Self::Closed => ("Ce dossier est clos.", "This file is closed."),
            Self::NoSuchStep => (
                "Cette action n’est pas possible à cette étape.",
                "This cannot be done at this step.",
            ),
            Self::ReasonNeeded => {
                ("Indiquez pourquoi vous revenez en arrière.", "Say why you are going back.")
            }
            Self::OpenCorrection => (
                "Une pièce refusée n’a pas été remplacée.",
                "A refused document has not been replaced.",
            ),
            Self::NotAllAccepted => (
                "Toutes les pièces ne sont pas encore acceptées.",
                "Not every document is accepted yet.",
            ),
            Self::RedCheck => (
                "Une vérification entre les pièces est au rouge\u{202f}: corrigez, ou écrivez pourquoi vous passez outre.",
                "A check across the documents is red: mend it, or write why you pass over it.",
            ),
            Self::RedSince => (
                "Une vérification entre les pièces est au rouge ce jour-là\u{202f}: revenez sur «\u{a0}prêt\u{a0}», puis corrigez, ou écrivez pourquoi vous passez outre.",
                "A check across the documents is red on that day: take back “ready”, then mend it, or write why you pass over it.",
            ),
            Self::TaxesChanged => (
                "Les taxes de ce jour-là ne sont plus celles de la commande\u{202f}: appliquez d’abord le nouveau prix.",
                "The taxes of that day are no longer those of the order: apply the new price first.",
            ),
            Self::PaperMissing => (
                "Un papier signé ou accepté n’est plus dans le dossier\u{202f}: rien ne s’exporte sans lui.",
                "A paper that is signed or accepted is no longer in the file: nothing is exported without it.",
            ),
            Self::PaperNotKept => (
                "Cet export ne peut plus être refait\u{202f}: un de ses papiers n’est plus conservé. Exportez le dossier de nouveau.",
                "This export cannot be made again: one of its papers is not kept any more. Export the file anew.",
            ),
            Self::NotSigned => ("Un formulaire reste à signer.", "A form is still to be signed."),
            Self::SignatureInCheck => (
                "Une signature sur papier est à vérifier.",
                "A signature on paper is to be checked.",
            ),
            Self::FormNotInCheck => (
                "Ce formulaire n’attend pas de vérification.",
                "This form does not wait to be checked.",
            ),
            Self::NotOnScreen => (
                "La signature à l’écran n’est pas proposée ici\u{202f}: imprimez le formulaire et signez-le.",
                "Signing on the screen is not offered here: print the form and sign it.",
            ),
            Self::NotOnPaper => (
                "La signature sur papier n’est pas proposée ici\u{202f}: signez à l’écran.",
                "Signing on paper is not offered here: sign on the screen.",
            ),
            Self::NotPaid => ("Le paiement n’est pas complet.", "The payment is not complete."),
            Self::NotOrdered => {
                ("La commande n’est pas encore passée.", "Nothing has been ordered yet.")
            }
            Self::AlreadyOrdered => {
                ("La commande est déjà passée.", "This has already been ordered.")
            }
            Self::AlreadyFiled => (
                "Le dossier est déjà déposé, ou prêt à l’être.",
                "The file has been filed already, or is ready to be.",
            ),
            Self::NotAnswered => {
                ("Une question attend une réponse.", "A question is waiting for an answer.")
            }
            Self::Stopped => (
                "La démarche n’est pas possible dans cette situation.",
                "The procedure is not possible in this situation.",
            ),
            Self::PriceUnknown => (
                "Il manque une information pour calculer le prix.",
                "A piece of information is missing to work out the price.",
            ),
            Self::PriceChanged => (
                "Le prix a changé depuis l’affichage\u{202f}: relisez-le avant de commander.",
                "The price has changed since it was shown: read it again before you order.",
            ),
            Self::EmailNeeded => (
                "Indiquez une adresse e-mail\u{202f}: la confirmation y sera envoyée.",
                "Give an e-mail address: the confirmation is sent there.",
            ),
            Self::SamePayment => {
                ("Ce virement est déjà enregistré.", "This transfer has been recorded already.")
            }
            Self::BadAnswer => {
                ("Cette réponse n’est pas comprise.", "This answer is not understood.")
            }
            Self::RulesUnknown => (
                "Les règles de ce dossier ne sont plus disponibles\u{202f}: écrivez-nous.",
                "The rules of this file are no longer available: write to us.",
            ),
            Self::NoSuchPiece => {
                ("Cette pièce n’est pas demandée.", "This document is not asked for.")
            }
            Self::PieceInCheck => (
                "Nous vérifions cette pièce\u{202f}: elle ne peut pas être remplacée.",
                "We are checking this document: it cannot be replaced.",
            ),
            Self::PieceNotInCheck => {
                ("Cette pièce n’est pas en contrôle.", "This document is not being checked.")
            }
            Self::WrongPiece => {
                ("Ce n’est pas la pièce demandée.", "This is not the document asked for.")
            }
            Self::NoDocument => ("Aucun document n’a été envoyé.", "No document was sent."),
            Self::SameDocument => {
                ("Ce document a déjà été envoyé.", "This document has already been sent.")
            }
            Self::PiecesMissing => ("Il manque une pièce.", "A document is missing."),
            Self::UnknownReason => (
                "Ce motif ne s’applique pas à cette pièce.",
                "This reason does not apply to this document.",
            ),
            Self::SupervisorOnly => {
                ("Seul un superviseur peut le faire.", "Only a supervisor may do this.")
            }
            Self::WordsNeeded => (
                "Précisez le champ concerné ou les mots de l’administration.",
                "Name the field, or copy the words of the administration.",
            ),
            Self::NoSuchForm => {
                ("Ce formulaire n’est pas à signer.", "This form is not to be signed.")
            }
            Self::FormChanged => (
                "Le formulaire a changé depuis l’affichage\u{202f}: relisez-le avant de signer.",
                "The form has changed since it was shown: read it again before you sign.",
            ),
            Self::NoSuchThing => {
                ("Cet élément n’existe pas dans le dossier.", "The file has no such thing.")
            }
            Self::BadSum => ("Ce montant n’est pas valable.", "This sum is not valid."),
            Self::MoreThanPaid => (
                "Ce montant dépasse ce qui a été payé par carte et reste à rembourser.",
                "This sum is more than what was paid by card and not given back.",
            ),
            Self::MoreThanTransfers => (
                "Ce montant dépasse ce qui est venu par virement, ou n’a pas pu retourner sur une carte, et reste à rembourser.",
                "This sum is more than what came by transfer, or could not go back to a card, and was not given back.",
            ),
            Self::SamePerson => (
                "Une autre personne que celle qui a demandé ce remboursement doit le décider.",
                "Somebody other than whoever asked for this refund must decide it.",
            ),
            Self::Taken => (
                "Une autre personne s’occupe de ce dossier.",
                "Somebody else is working on this file.",
            ),
            Self::Attached => (
                "Ce dossier est déjà rattaché à un compte\u{202f}: connectez-vous.",
                "This file belongs to an account already: sign in.",
            ),
            Self::NothingToUndo => ("Il n’y a rien à annuler.", "There is nothing to undo."),
            Self::TooLateToUndo => {
                ("Les dix secondes pour annuler sont passées.", "The ten seconds to undo are over.")
            }
            Self::TooLateToWithdraw => {
                ("Le délai de rétractation est terminé.", "The withdrawal period is over.")
            }
            Self::LinkUsed => ("Ce lien a déjà servi.", "This link has already been used."),
            Self::LinkExpired => (
                "Ce lien a expiré\u{202f}: demandez-en un nouveau.",
                "This link has expired: ask for a new one.",
            ),
            Self::LinkForAnother => {
                ("Ce lien sert à autre chose.", "This link is for something else.")
            }
            Self::BadText => ("Ce texte est vide ou trop long.", "This text is empty or too long."),
            Self::WorkingSheet => (
                "Un formulaire est signé sur notre modèle de travail\u{202f}: il ne se dépose pas. Publiez le formulaire officiel, puis faites-le signer.",
                "A form is signed on our working sheet, which is never filed. Publish the official form, then have it signed.",
            ),
            Self::NotInVault => (
                "Notez d’abord la référence du coffre\u{202f}: un dossier déposé ne se termine pas sans elle.",
                "Record the reference of the vault first: a filed file does not end without it.",
            ),
            Self::NoSivAccess => (
                "Vous n’avez pas d’accès au SIV vérifié\u{202f}: un administrateur le note sur votre fiche.",
                "You have no access to the SIV that was checked: an administrator records it on your page.",
            ),
            Self::NumberTaken => (
                "Un autre dossier porte déjà ce numéro de l’ANTS.",
                "Another file has this number of the ANTS already.",
            ),
            Self::NumberNeeded => (
                "Recopiez le numéro donné à la fin de la téléprocédure, ou sur le certificat.",
                "Copy the number given at the end of the online procedure, or on the certificate.",
            ),
            Self::SameRecord => (
                "C’est déjà ce qui est noté\u{202f}: changez un numéro ou la date.",
                "That is what is recorded already: change a number or the date.",
            ),
            Self::BadDay => (
                "Cette date est à venir, ou précède le dépôt.",
                "This date is to come, or comes before the filing.",
            ),
            Self::WrongChannel => (
                "Cette démarche ne se dépose pas par cette voie.",
                "This procedure is not filed that way.",
            ),
            Self::NotUnderstood => (
                "Ce dossier a été modifié par une version plus récente.",
                "This file was changed by a newer version.",
            ),
            Self::NotTheBeginning => (
                "L’histoire de ce dossier est incomplète.",
                "The history of this file is incomplete.",
            ),
        };
        lang.pick(fr, en)
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}

impl std::error::Error for Refusal {}
