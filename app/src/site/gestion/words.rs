//! What things are called in the back-office, in both languages.

use access::Role;
use audit::{Act, Kind};
use demarches::kind::FilingChannel;
use notifications::{State, Template};
use tenants::{Mention, MentionFault};
use vocabulary::Lang;

/// A role.
#[must_use]
pub const fn role(role: Role, lang: Lang) -> &'static str {
    match role {
        Role::Client => lang.pick("Client", "Customer"),
        Role::ProClient => lang.pick("Client professionnel", "Trade customer"),
        Role::Invite => lang.pick("Invité par un lien", "Guest by a link"),
        Role::Operateur => lang.pick("Opérateur", "Operator"),
        Role::Superviseur => lang.pick("Superviseur", "Supervisor"),
        Role::Comptable => lang.pick("Comptable", "Accountant"),
        Role::Support => lang.pick("Assistance", "Support"),
        Role::Agent => lang.pick("Agence de location", "Rental desk"),
        Role::Archiviste => lang.pick("Archiviste", "Archivist"),
        Role::Admin => lang.pick("Administrateur", "Administrator"),
        Role::PlateformeAdmin => {
            lang.pick("Administrateur de la plateforme", "Platform administrator")
        }
    }
}

/// What a role does.
#[must_use]
pub const fn role_does(role: Role, lang: Lang) -> &'static str {
    match role {
        Role::Client => {
            lang.pick("Commande une démarche ou une location.", "Orders a procedure or a rental.")
        }
        Role::ProClient => lang.pick(
            "Garage ou flotte\u{202f}: beaucoup de dossiers, un compte, l’API.",
            "Garage or fleet: many files, an account, the API.",
        ),
        Role::Invite => lang.pick(
            "Dépose une pièce ou signe, par un lien.",
            "Gives a document or signs, by a link.",
        ),
        Role::Operateur => lang.pick(
            "Contrôle les pièces, demande des corrections, dépose.",
            "Checks documents, asks corrections, files.",
        ),
        Role::Superviseur => lang.pick(
            "Second regard, remboursements, réouverture\u{202f}; voit les personnes.",
            "Second pair of eyes, refunds, re-opening; sees people.",
        ),
        Role::Comptable => lang.pick(
            "Factures, exports, rapprochement\u{202f}; jamais une pièce d’identité.",
            "Invoices, exports, reconciliation; never an identity document.",
        ),
        Role::Support => {
            lang.pick("Discussion, vidéo, état des dossiers.", "Chat, video, status of files.")
        }
        Role::Agent => lang
            .pick("L’agence de location, et rien d’autre.", "The rental desk, and nothing else."),
        Role::Archiviste => lang.pick("Le coffre, après la clôture.", "The vault, after closing."),
        Role::Admin => lang.pick(
            "Personnes, droits, réglages, prix\u{202f}; ne lit pas les pièces.",
            "People, rights, settings, prices; does not read documents.",
        ),
        Role::PlateformeAdmin => lang.pick(
            "Barèmes et règles communs à toutes les maisons.",
            "Tables and rules common to all houses.",
        ),
    }
}

/// What was done, in the audit.
#[must_use]
pub const fn act(act: Act, lang: Lang) -> &'static str {
    match act {
        Act::SignIn => lang.pick("Connexion", "Signed in"),
        Act::RecoveryRenewed => lang.pick("Nouveaux codes de secours", "New recovery codes"),
        Act::IdentityLinked => {
            lang.pick("Connexion par un fournisseur liée", "Sign-in by a provider linked")
        }
        Act::SignInRefused => lang.pick("Connexion refusée", "Sign-in refused"),
        Act::SignOut => lang.pick("Déconnexion", "Signed out"),
        Act::SessionEnded => lang.pick("Session fermée à distance", "Session ended from elsewhere"),
        Act::PasswordChanged => lang.pick("Mot de passe changé", "Password changed"),
        Act::PasskeyAdded => lang.pick("Clé d’accès ajoutée", "Passkey added"),
        Act::PasskeyRemoved => lang.pick("Clé d’accès retirée", "Passkey removed"),
        Act::TotpAdded => lang.pick("Application de codes ajoutée", "Code application added"),
        Act::TotpRemoved => lang.pick("Application de codes retirée", "Code application removed"),
        Act::RecoveryUsed => lang.pick("Code de secours utilisé", "Recovery code used"),
        Act::EmailChanged => lang.pick("Adresse changée", "Address changed"),
        Act::RoleGranted => lang.pick("Droit donné", "Right given"),
        Act::RoleRevoked => lang.pick("Droit retiré", "Right taken"),
        Act::PersonViewed => lang.pick("Fiche d’une personne ouverte", "Person’s file opened"),
        Act::PersonClosed => lang.pick("Compte fermé", "Account closed"),
        Act::PersonErased => lang.pick("Personne effacée", "Person erased"),
        Act::ExportMade => lang.pick("Copie des données faite", "Copy of data made"),
        Act::ExportDownloaded => lang.pick("Copie des données téléchargée", "Copy of data fetched"),
        Act::DocumentViewed => lang.pick("Pièce ouverte", "Document opened"),
        Act::DocumentsDestroyed => lang.pick("Pièces détruites", "Documents destroyed"),
        Act::DossierViewed => lang.pick("Dossier ouvert", "File opened"),
        Act::StaffInvited => lang.pick("Invitation dans l’équipe", "Invitation to the staff"),
        Act::SettingsChanged => lang.pick("Réglages changés", "Settings changed"),
        Act::JobReplayed => lang.pick("Travail relancé", "Job run again"),
        Act::JobDiscarded => lang.pick("Travail abandonné", "Job dropped"),
        Act::NotificationViewed => {
            lang.pick("Messages d’une personne consultés", "Person’s messages looked at")
        }
        Act::TemplatePreviewed => lang.pick("Modèle consulté", "Template looked at"),
        Act::AuditViewed => lang.pick("Audit consulté", "Audit looked at"),
        Act::TokenIssued => lang.pick("Jeton de l’API émis", "API token issued"),
        Act::TokenReused => lang.pick("Jeton de l’API réutilisé", "API token used twice"),
        Act::ApiKeyMade => lang.pick("Clé de l’API créée", "API key made"),
        Act::ApiKeyRevoked => lang.pick("Clé de l’API révoquée", "API key revoked"),
        Act::BaremePublished => lang.pick("Barème publié", "Tables published"),
        Act::RevisionBegun => lang.pick("Brouillon de règles commencé", "Draft of rules begun"),
        Act::RevisionWritten => lang.pick("Brouillon de règles écrit", "Draft of rules written"),
        Act::RevisionAsked => lang.pick("Relecture demandée", "Second look asked for"),
        Act::RevisionTakenBack => lang.pick("Relecture reprise", "Second look taken back"),
        Act::RevisionSentBack => lang.pick("Brouillon renvoyé", "Draft sent back"),
        Act::RevisionPublished => lang.pick("Règles publiées", "Rules published"),
        Act::RevisionGivenUp => lang.pick("Brouillon abandonné", "Draft given up"),
        Act::FleetChanged => lang.pick("Flotte importée", "Fleet imported"),
        Act::RefundAsked => lang.pick("Remboursement demandé", "Refund asked for"),
        Act::OrderRepriced => lang.pick("Prix recalculé", "Price worked out again"),
        Act::DifferenceSettled => lang.pick("Écart de comptes réglé", "Difference settled"),
        Act::AccountsExported => lang.pick("Comptes exportés", "Accounts exported"),
        Act::AccountsNumbered => lang.pick("Numéros de comptes changés", "Account numbers changed"),
        Act::RefundDecided => lang.pick("Remboursement décidé", "Refund decided"),
        Act::InvoiceViewed => lang.pick("Facture ouverte", "Invoice opened"),
        Act::FirmChanged => lang.pick("Entreprise modifiée", "Company changed"),
        Act::PackageMade => lang.pick("Dossier exporté", "File exported"),
        Act::PackageDownloaded => lang.pick("Export téléchargé", "Export downloaded"),
        Act::HandedOver => lang.pick("Remise préparée", "Hand-over prepared"),
        Act::StampChanged => lang.pick("Cachet modifié", "Stamp changed"),
        Act::Refused => lang.pick("Accès refusé", "Access refused"),
    }
}

/// What something is, in the audit.
#[must_use]
pub const fn kind(kind: Kind, lang: Lang) -> &'static str {
    match kind {
        Kind::Person => lang.pick("personne", "person"),
        Kind::House => lang.pick("maison", "house"),
        Kind::Dossier => lang.pick("dossier", "file"),
        Kind::Document => lang.pick("pièce", "document"),
        Kind::Export => lang.pick("copie", "copy"),
        Kind::Session => lang.pick("session", "session"),
        Kind::Passkey => lang.pick("clé d’accès", "passkey"),
        Kind::ApiKey => lang.pick("clé de l’API", "API key"),
        Kind::Token => lang.pick("jeton", "token"),
        Kind::Job => lang.pick("travail", "job"),
        Kind::Notification => lang.pick("message", "message"),
        Kind::Template => lang.pick("modèle", "template"),
        Kind::Bareme => lang.pick("barème", "tables"),
        Kind::Destruction => lang.pick("certificat de destruction", "certificate of destruction"),
        Kind::Revision => lang.pick("brouillon de règles", "draft of rules"),
    }
}

/// What became of a message, with the colour of its frame.
#[must_use]
pub const fn state(state: State, lang: Lang) -> (&'static str, &'static str) {
    match state {
        State::Waiting => ("", lang.pick("en attente", "waiting")),
        State::Sending => ("", lang.pick("en cours", "being sent")),
        State::Sent => ("", lang.pick("parti", "sent")),
        State::Delivered => ("is-done", lang.pick("remis", "delivered")),
        State::Bounced => ("is-blocked", lang.pick("revenu", "bounced")),
        State::Complained => ("is-blocked", lang.pick("signalé indésirable", "marked as spam")),
        State::Failed => ("is-blocked", lang.pick("en échec", "failed")),
    }
}

/// A template of messages.
#[must_use]
pub const fn template(template: Template, lang: Lang) -> &'static str {
    match template {
        Template::VerifyEmail => lang.pick("Confirmer une adresse", "Confirm an address"),
        Template::SignInLink => lang.pick("Lien de connexion", "Sign-in link"),
        Template::PasswordReset => {
            lang.pick("Choisir un autre mot de passe", "Choose another password")
        }
        Template::PasswordChanged => lang.pick("Mot de passe changé", "Password changed"),
        Template::EmailChangeConfirm => {
            lang.pick("Confirmer une nouvelle adresse", "Confirm a new address")
        }
        Template::EmailChangeTold => {
            lang.pick("Adresse sur le point de changer", "Address about to change")
        }
        Template::NewSignIn => {
            lang.pick("Connexion d’un nouvel appareil", "Sign-in on a new device")
        }
        Template::PasskeyAdded => lang.pick("Clé d’accès ajoutée", "Passkey added"),
        Template::PasskeyRemoved => lang.pick("Clé d’accès retirée", "Passkey removed"),
        Template::TotpChanged => lang.pick("Codes activés ou retirés", "Codes switched on or off"),
        Template::AccountExists => lang.pick("Le compte existe déjà", "The account exists already"),
        Template::SignUpInvitation => {
            lang.pick("Pas de compte à cette adresse", "No account at this address")
        }
        Template::ExportReady => lang.pick("Copie des données prête", "Copy of data ready"),
        Template::AccountQuiet => {
            lang.pick("Compte sur le point de fermer", "Account about to be closed")
        }
        Template::AccountClosed => lang.pick("Compte fermé", "Account closed"),
        Template::StaffInvitation => {
            lang.pick("Invitation dans l’équipe", "Invitation to the staff")
        }
        Template::ContactReceived => lang.pick("Message reçu", "Message received"),
        Template::DossierResume => lang.pick("Retour à un brouillon", "Back to a draft"),
        Template::DossierOrdered => lang.pick("Commande confirmée", "Order confirmed"),
        Template::DossierPaid => lang.pick("Paiement arrivé", "Payment arrived"),
        Template::DossierComplement => lang.pick("Complément à payer", "Difference to be paid"),
        Template::DossierRefunded => lang.pick("Remboursement fait", "Money given back"),
        Template::DossierInvoice => {
            lang.pick("Facture ou avoir émis", "Invoice or credit note issued")
        }
        Template::DossierCorrection => lang.pick("Pièces à remplacer", "Documents to be replaced"),
        Template::DossierMessage => lang.pick("Message dans le dossier", "Message in the file"),
        Template::DossierReady => lang.pick("Dossier accepté", "File accepted"),
        Template::DossierFiled => lang.pick("Démarche déposée", "Procedure filed"),
        Template::DossierCpi => lang.pick("CPI disponible", "Provisional certificate ready"),
        Template::DossierTitle => lang.pick("Carte grise en route", "Certificate on its way"),
        Template::DossierRefusedByAdministration => {
            lang.pick("Réponse de l’administration", "Answer of the administration")
        }
        Template::DossierCpiReminder => {
            lang.pick("Rappel avant la fin du CPI", "Reminder before the CPI ends")
        }
        Template::DossierClosed => lang.pick("Dossier fermé", "File closed"),
        Template::DossierUnpaid => lang.pick("Rappel de paiement", "Reminder of payment"),
        Template::DossierToSign => lang.pick("Rappel de signature", "Reminder of a signature"),
        Template::DossierToCorrect => {
            lang.pick("Rappel de pièces à remplacer", "Reminder of documents to replace")
        }
        Template::DossierDraftEnding => {
            lang.pick("Brouillon bientôt effacé", "Draft about to be erased")
        }
        Template::DossierReminder => lang.pick("Rappel de pièces", "Reminder of documents"),
        Template::GuestTask => lang.pick("Demande à un invité", "Request to a guest"),
        Template::SignatureCode => lang.pick("Code de signature", "Signature code"),
        Template::OneTimeCode => lang.pick("Code par SMS", "Code by SMS"),
    }
}

/// A mention of the house.
#[must_use]
pub const fn mention(mention: Mention, lang: Lang) -> &'static str {
    match mention {
        Mention::Brand => lang.pick("Nom montré au public", "Name shown to the public"),
        Mention::Phone => lang.pick("Téléphone", "Telephone"),
        Mention::Email => lang.pick("E-mail", "E-mail"),
        Mention::HoursFr => lang.pick("Horaires, en français", "Hours, in French"),
        Mention::HoursEn => lang.pick("Horaires, en anglais", "Hours, in English"),
        Mention::LegalName => lang.pick("Dénomination sociale", "Legal name"),
        Mention::LegalForm => lang.pick("Forme juridique", "Legal form"),
        Mention::Capital => lang.pick("Capital social", "Share capital"),
        Mention::Address => lang.pick("Siège", "Registered office"),
        Mention::Siren => lang.pick("SIREN", "SIREN"),
        Mention::Rcs => lang.pick("RCS", "Trade register (RCS)"),
        Mention::VatNumber => lang.pick("TVA intracommunautaire", "VAT number"),
        Mention::PublicationDirector => {
            lang.pick("Directeur de la publication", "Publication director")
        }
        Mention::HostName => lang.pick("Hébergeur", "Hosting company"),
        Mention::HostAddress => {
            lang.pick("Adresse de l’hébergeur", "Address of the hosting company")
        }
        Mention::HostPhone => {
            lang.pick("Téléphone de l’hébergeur", "Telephone of the hosting company")
        }
        Mention::MediatorName => lang.pick("Médiateur de la consommation", "Consumer mediator"),
        Mention::MediatorAddress => lang.pick("Adresse du médiateur", "Address of the mediator"),
        Mention::MediatorUrl => lang.pick("Site du médiateur", "Website of the mediator"),
        Mention::Iban => lang.pick("IBAN des virements", "IBAN for transfers"),
        Mention::Bic => lang.pick("BIC de la banque", "BIC of the bank"),
        Mention::HabilitationNumber => lang.pick("Numéro d’habilitation", "Habilitation number"),
        Mention::HabilitationDate => lang.pick("Habilité depuis le", "Habilitated since"),
        Mention::HabilitationProfile => lang.pick("Profil d’habilitation", "Habilitation profile"),
        Mention::AgrementNumber => lang.pick("Numéro d’agrément", "Agrément number"),
        Mention::Prefecture => lang.pick("Préfecture", "Prefecture"),
        Mention::Mandataire => {
            lang.pick("Mandataire, si ce n’est pas la maison", "Mandatary, if not the house")
        }
        Mention::AccessibilityAuditedOn => {
            lang.pick("Audit d’accessibilité fait le", "Accessibility audited on")
        }
    }
}

/// What is wrong with a mention.
#[must_use]
pub fn mention_fault(fault: MentionFault, lang: Lang) -> String {
    let say = |fr: &str, en: &str| lang.pick(fr, en).to_owned();
    match fault {
        MentionFault::Empty => {
            say("Ce champ ne peut pas être vide.", "This field cannot be empty.")
        }
        MentionFault::TooLong(most) => format!(
            "{} {most} {}",
            lang.pick("Trop long\u{202f}: au plus", "Too long: at most"),
            lang.pick("caractères.", "characters."),
        ),
        MentionFault::NotAnEmail => say(
            "Cette adresse n’est pas complète (exemple\u{202f}: contact@exemple.fr).",
            "This address is not complete (example: contact@example.org).",
        ),
        MentionFault::NotAPhone => say(
            "Ce n’est pas un numéro de téléphone (exemple\u{202f}: 01 23 45 67 89).",
            "This is no telephone number (example: 01 23 45 67 89).",
        ),
        MentionFault::NotASiren => say(
            "Neuf chiffres, dont le dernier contrôle les autres\u{202f}: l’un d’eux est faux.",
            "Nine digits, the last of which checks the others: one is wrong.",
        ),
        MentionFault::NotAVatNumber => say(
            "FR, deux chiffres, puis le SIREN\u{202f}; les deux chiffres se calculent du SIREN.",
            "FR, two digits, then the SIREN; the two digits follow from the SIREN.",
        ),
        MentionFault::OtherSiren => say(
            "Ce numéro n’est pas celui du SIREN écrit plus haut.",
            "This number is not that of the SIREN above.",
        ),
        MentionFault::NotAnIban => say(
            "Cet IBAN n’existe pas\u{202f}: ses chiffres se vérifient entre eux. Recopiez-le du relevé.",
            "There is no such IBAN: its digits check each other. Copy it from the statement.",
        ),
        MentionFault::NotAPage => say(
            "Écrivez l’adresse entière, qui commence par https://.",
            "Write the whole address, beginning with https://.",
        ),
        MentionFault::NotAPastDay => {
            say("Écrivez un jour passé, qui existe.", "Write a day that exists, in the past.")
        }
    }
}

/// By which way a démarche is filed, inside a sentence.
pub(super) const fn channel(channel: FilingChannel, lang: Lang) -> &'static str {
    match channel {
        FilingChannel::SivPro => lang.pick("par nous, dans le SIV", "by us, in the SIV"),
        FilingChannel::AntsTp => lang.pick("sur le site de l’ANTS", "on the ANTS website"),
    }
}
