//! Everything that can be done in the back-office: from this one list come the rail, the palette and the help of the
//! shortcuts, and a test walks it.

use access::{Act, Role, may};
use vocabulary::{Lang, codes};

use crate::design::icons::IconName;
use crate::site::place::Place;

codes! {
    /// A screen, by the name of its anchor in the list of acts.
    #[expect(missing_docs, reason = "the names say it")]
    pub enum Screen {
        Front = "front",
        People = "people",
        Person = "person",
        Invitation = "invitation",
        Jobs = "jobs",
        Invoices = "invoices",
        Messages = "messages",
        Templates = "templates",
        Template = "template",
        Audit = "audit",
        Settings = "settings",
        Accounts = "accounts",
        Dossiers = "dossiers",
        Dossier = "dossier",
        Correction = "correction",
        HandOver = "hand_over",
        Statistics = "statistics",
        Baremes = "baremes",
        Bareme = "bareme",
        Rules = "rules",
        Rule = "rule",
        Fees = "fees",
        FeeList = "fee_list",
        Forms = "forms",
        OfficialForm = "official_form",
        Letters = "letters",
        Letter = "letter",
    }
}

impl Screen {
    /// Its path, the same in both languages; `{…}` stands for what it shows.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Front => "/gestion",
            Self::People => "/gestion/personnes",
            Self::Person => "/gestion/personnes/{id}",
            Self::Invitation => "/gestion/personnes/invitation",
            Self::Jobs => "/gestion/travaux",
            Self::Invoices => "/gestion/factures",
            Self::Messages => "/gestion/messages",
            Self::Templates => "/gestion/messages/modeles",
            Self::Template => "/gestion/messages/modeles/{template}",
            Self::Audit => "/gestion/audit",
            Self::Settings => "/gestion/reglages",
            Self::Accounts => "/gestion/comptes",
            Self::Dossiers => "/gestion/dossiers",
            Self::Dossier => "/gestion/dossiers/{reference}",
            Self::Correction => "/gestion/dossiers/{reference}/corriger",
            Self::HandOver => "/gestion/remise",
            Self::Statistics => "/gestion/statistiques",
            Self::Baremes => "/gestion/baremes",
            Self::Bareme => "/gestion/baremes/{revision}",
            Self::Rules => "/gestion/regles",
            Self::Rule => "/gestion/regles/{revision}",
            Self::Fees => "/gestion/honoraires",
            Self::FeeList => "/gestion/honoraires/{revision}",
            Self::Forms => "/gestion/formulaires",
            Self::OfficialForm => "/gestion/formulaires/{revision}",
            Self::Letters => "/gestion/lettres",
            Self::Letter => "/gestion/lettres/{revision}",
        }
    }

    /// Who may see it.
    #[must_use]
    pub const fn act(self) -> Act {
        match self {
            Self::Front => Act::EnterBackOffice,
            Self::People | Self::Person => Act::SeePeople,
            Self::Invitation => Act::InviteStaff,
            Self::Jobs => Act::SeeJobs,
            Self::Invoices => Act::SeeInvoices,
            Self::Messages | Self::Templates | Self::Template => Act::SeeNotifications,
            Self::Audit => Act::SeeAudit,
            Self::Settings => Act::SeeSettings,
            Self::Accounts => Act::SeeAccounts,
            Self::Dossiers | Self::Dossier => Act::SeeDossiers,
            Self::Correction => Act::WorkDossiers,
            Self::HandOver => Act::HandOverDossiers,
            Self::Statistics => Act::SeeStatistics,
            Self::Baremes | Self::Bareme | Self::Rules | Self::Rule => Act::SeeRules,
            Self::Fees
            | Self::FeeList
            | Self::Forms
            | Self::OfficialForm
            | Self::Letters
            | Self::Letter => Act::SeeHouseRules,
        }
    }
}

/// How something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By opening a screen, with this query.
    Open(Screen, &'static str),
    /// On a screen that is open: where the element of this name is.
    Here(Screen, &'static str),
    /// By opening a page of one's own account.
    Own(Place),
    /// By sending the form of this name, which every screen has.
    Send(&'static str),
}

/// Something that can be done.
#[derive(Clone, Copy, Debug)]
pub struct StaffAct {
    /// Its name in the page.
    pub id: &'static str,
    fr: &'static str,
    en: &'static str,
    /// How.
    pub way: Way,
    /// Two letters one after the other; empty for none.
    pub keys: &'static str,
    /// Who may.
    pub act: Act,
    /// Stands in the rail, under this icon.
    pub rail: Option<IconName>,
}

impl StaffAct {
    /// What it is called.
    #[must_use]
    pub const fn label(&self, lang: Lang) -> &'static str {
        lang.pick(self.fr, self.en)
    }

    /// Whether somebody with `roles` may.
    #[must_use]
    pub fn is_for(&self, roles: &[Role]) -> bool {
        may(roles, self.act).is_some()
    }

    /// Where it leads, for a link on `screen`: `None` where it cannot be begun from there.
    #[must_use]
    pub fn href(&self, screen: Screen, lang: Lang) -> Option<String> {
        match self.way {
            Way::Open(opened, query) => Some(format!("{}{query}", opened.path())),
            Way::Own(place) => Some(place.path(lang).to_owned()),
            Way::Here(on, name) if on == screen => Some(format!("#{name}")),
            Way::Here(..) => None,
            Way::Send(form) => Some(format!("#{form}")),
        }
    }
}

const fn act(
    id: &'static str,
    (fr, en): (&'static str, &'static str),
    way: Way,
    keys: &'static str,
    act: Act,
    rail: Option<IconName>,
) -> StaffAct {
    StaffAct { id, fr, en, way, keys, act, rail }
}

/// Name of the form that signs out.
pub const SIGN_OUT: &str = "sign-out";

use Act::{
    ChangeRights, ChangeSettings, DecideRefunds, EnterBackOffice, FileDossiers, HandOverDossiers,
    InviteStaff, KeepAccounts, ManageOwnAccount, RecordTransfers, RefundPayments, ReplayJobs,
    SeeAccounts, SeeAudit, SeeDossiers, SeeHouseRules, SeeInvoices, SeeJobs, SeeNotifications,
    SeeOpenDossiers, SeePeople, SeePieces, SeeRules, SeeSettings, SeeStatistics, SuperviseDossiers,
    WorkDossiers, WriteHouseRules, WriteInDossiers, WriteRules,
};
use Screen::{
    Accounts, Audit, Bareme, Baremes, Dossier, Dossiers, FeeList, Fees, Forms, Front, HandOver,
    Invitation, Invoices, Jobs, Letter, Letters, Messages, OfficialForm, People, Person, Rule,
    Rules, Settings, Statistics, Template, Templates,
};
use Way::{Here, Open, Own, Send};

/// Everything that can be done.
#[rustfmt::skip]
pub const ACTS: &[StaffAct] = &[
    act("front", ("Tableau de bord", "Dashboard"), Open(Front, ""), "g b", EnterBackOffice, Some(IconName::Home)),
    act("to_check", ("Dossiers à contrôler", "Files to check"), Open(Dossiers, "?file=a_controler"), "g k", SeeOpenDossiers, Some(IconName::Eye)),
    act("to_file", ("Dossiers prêts à déposer", "Files ready to file"), Open(Dossiers, "?file=prets"), "g f", SeeOpenDossiers, Some(IconName::Upload)),
    act("waiting_customer", ("Dossiers en attente du client", "Files waiting for the customer"), Open(Dossiers, "?file=en_attente"), "g w", SeeOpenDossiers, Some(IconName::Clock)),
    act("late", ("Dossiers en retard", "Late files"), Open(Dossiers, "?file=retard"), "g l", SeeOpenDossiers, Some(IconName::Warning)),
    act("mine", ("Mes dossiers", "My files"), Open(Dossiers, "?file=miens"), "g n", WorkDossiers, Some(IconName::Person)),
    act("all_dossiers", ("Tous les dossiers", "All files"), Open(Dossiers, "?file=tous"), "g z", SeeOpenDossiers, Some(IconName::Document)),
    act("filed", ("Dossiers déposés", "Files filed"), Open(Dossiers, "?file=deposes"), "", SeeOpenDossiers, None),
    act("drafts", ("Brouillons", "Drafts"), Open(Dossiers, "?file=brouillons"), "", SeeOpenDossiers, None),
    act("closed", ("Dossiers clos", "Closed files"), Open(Dossiers, "?file=clos"), "", SeeDossiers, None),
    act("find_dossier", ("Chercher un dossier", "Find a file"), Here(Dossiers, "dossier-words"), "", SeeDossiers, None),
    act("filter_dossiers", ("Filtrer les dossiers", "Filter the files"), Here(Dossiers, "dossier-filter"), "", SeeDossiers, None),
    act("give_dossiers", ("Donner les dossiers cochés", "Give the ticked files"), Here(Dossiers, "give"), "", WorkDossiers, None),
    act("keep_view", ("Garder ce filtre comme vue", "Keep this filter as a view"), Here(Dossiers, "keep-view"), "", SeeDossiers, None),
    act("statistics", ("Statistiques", "Statistics"), Open(Statistics, ""), "g s", SeeStatistics, Some(IconName::Chart)),
    act("delays", ("Voir l’attente par statut", "See the wait by status"), Here(Statistics, "delays"), "", SeeStatistics, None),
    act("refusals", ("Voir les refus par motif", "See refusals by reason"), Here(Statistics, "refusals"), "", SeeStatistics, None),
    act("operators", ("Voir les décisions par opérateur", "See decisions by operator"), Here(Statistics, "operators"), "", SeeStatistics, None),
    act("claim", ("Prendre ce dossier", "Take this file"), Here(Dossier, "assignment"), "p", WorkDossiers, None),
    act("release", ("Laisser ce dossier", "Give this file back"), Here(Dossier, "assignment"), "l", WorkDossiers, None),
    act("assign", ("Donner ce dossier à quelqu’un", "Give this file to somebody"), Here(Dossier, "assignment"), "i", WorkDossiers, None),
    act("prioritise", ("Changer la priorité de ce dossier", "Change the priority of this file"), Here(Dossier, "assignment"), "y", WorkDossiers, None),
    act("start_check", ("Commencer le contrôle", "Begin the check"), Here(Dossier, "pieces"), "s", WorkDossiers, None),
    act("open_piece", ("Ouvrir la pièce", "Open the document"), Here(Dossier, "pieces"), "w", SeePieces, None),
    act("view_next", ("Page suivante de la pièce", "Next page of the document"), Here(Dossier, "pieces"), ";", SeePieces, None),
    act("view_before", ("Page précédente de la pièce", "Page before of the document"), Here(Dossier, "pieces"), ",", SeePieces, None),
    act("view_larger", ("Agrandir la page", "Make the page larger"), Here(Dossier, "pieces"), "+", SeePieces, None),
    act("view_smaller", ("Réduire la page", "Make the page smaller"), Here(Dossier, "pieces"), "-", SeePieces, None),
    act("view_turn", ("Tourner la page d’un quart", "Turn the page by a quarter"), Here(Dossier, "pieces"), "q", SeePieces, None),
    act("compare", ("Comparer deux pièces côte à côte", "Compare two documents side by side"), Here(Dossier, "pieces"), "c", SeePieces, None),
    act("read", ("Recopier ce que dit la pièce", "Copy what the document says"), Here(Dossier, "pieces"), "z", WorkDossiers, None),
    act("accept", ("Accepter la pièce", "Accept the document"), Here(Dossier, "pieces"), "a", WorkDossiers, None),
    act("refuse", ("Refuser la pièce", "Refuse the document"), Here(Dossier, "pieces"), "x", WorkDossiers, None),
    act("accept_signature", ("Confirmer la signature sur papier", "Confirm the signature on paper"), Here(Dossier, "forms"), "", WorkDossiers, None),
    act("refuse_signature", ("Refuser la signature sur papier", "Refuse the signature on paper"), Here(Dossier, "forms"), "", WorkDossiers, None),
    act("void_signatures", ("Demander de nouveau les signatures", "Ask for the signatures again"), Here(Dossier, "forms"), "", WorkDossiers, None),
    act("correct", ("Corriger une réponse", "Correct an answer"), Here(Dossier, "facts"), "=", WorkDossiers, None),
    act("waive", ("Dispenser de la pièce", "Do without the document"), Here(Dossier, "pieces"), "d", SuperviseDossiers, None),
    act("validate_all", ("Tout accepter et valider", "Accept all and validate"), Here(Dossier, "pieces"), "v", WorkDossiers, None),
    act("reopen", ("Rouvrir le contrôle", "Open the check again"), Here(Dossier, "pieces"), "o", SuperviseDossiers, None),
    act("ready", ("Marquer prêt à déposer", "Mark ready to file"), Here(Dossier, "filing"), "r", WorkDossiers, None),
    act("not_ready", ("Le dossier n’est pas prêt", "The file is not ready"), Here(Dossier, "filing"), "n", WorkDossiers, None),
    act("export", ("Exporter le dossier", "Export the file"), Here(Dossier, "filing"), "", FileDossiers, None),
    act("file", ("Noter le dépôt et ses suites", "Record the filing and what follows"), Here(Dossier, "filing"), "", FileDossiers, None),
    act("deposit", ("Noter la référence du coffre", "Record the reference of the vault"), Here(Dossier, "filing"), "", FileDossiers, None),
    act("hand_over", ("Remise à la préfecture", "Hand-over to the prefecture"), Open(HandOver, ""), "", HandOverDossiers, Some(IconName::Document)),
    act("make_hand_over", ("Préparer une remise", "Prepare a hand-over"), Here(HandOver, "hand-over"), "", HandOverDossiers, None),
    act("close", ("Clore ce dossier", "Close this file"), Here(Dossier, "close"), "", WorkDossiers, None),
    act("transfer", ("Noter un virement", "Record a transfer"), Here(Dossier, "money"), "b", RecordTransfers, None),
    act("transfer_back", ("Noter un remboursement par virement", "Record a refund by transfer"), Here(Dossier, "money"), "", RefundPayments, None),
    act("reprice", ("Appliquer le nouveau prix", "Apply the new price"), Here(Dossier, "money"), "", WorkDossiers, None),
    act("give_back", ("Rembourser un paiement par carte", "Give a card payment back"), Here(Dossier, "money"), "", RefundPayments, None),
    act("decide_refund", ("Décider d’un remboursement demandé", "Decide on a refund that was asked for"), Here(Dossier, "money"), "", DecideRefunds, None),
    act("message", ("Écrire au client", "Write to the customer"), Here(Dossier, "messages"), "m", WriteInDossiers, None),
    act("note", ("Écrire une note interne", "Write an internal note"), Here(Dossier, "notes"), "e", WriteInDossiers, None),
    act("add_task", ("Ajouter une tâche", "Add a task"), Here(Dossier, "tasks"), "t", WorkDossiers, None),
    act("finish_task", ("Terminer une tâche", "Finish a task"), Here(Dossier, "tasks"), "f", WorkDossiers, None),
    act("undo", ("Annuler la dernière action (10 secondes)", "Undo the last act (10 seconds)"), Here(Dossier, "history"), "u", WorkDossiers, None),
    act("dossier_history", ("Voir l’historique du dossier", "See the history of the file"), Here(Dossier, "history"), "h", SeeDossiers, None),
    act("invoices", ("Factures et avoirs", "Invoices and credit notes"), Open(Invoices, ""), "g v", SeeInvoices, Some(IconName::Receipt)),
    act("find_invoice", ("Chercher une facture", "Find an invoice"), Here(Invoices, "words"), "", SeeInvoices, None),
    act("people", ("Personnes", "People"), Open(People, ""), "g p", SeePeople, Some(IconName::People)),
    act("team", ("Équipe", "Staff"), Open(People, "?equipe=1"), "g e", SeePeople, None),
    act("find_person", ("Chercher une personne", "Find a person"), Here(People, "words"), "", SeePeople, None),
    act("invite", ("Inviter dans l’équipe", "Invite to the staff"), Open(Invitation, ""), "g i", InviteStaff, None),
    act("invitations", ("Voir les invitations en attente", "See pending invitations"), Here(Invitation, "pending"), "", InviteStaff, None),
    act("rights", ("Changer les droits de cette personne", "Change this person’s rights"), Here(Person, "rights"), "", ChangeRights, None),
    act("siv", ("Noter l’accès au SIV", "Record access to the SIV"), Here(Person, "siv"), "", ChangeRights, None),
    act("end_sessions", ("Déconnecter cette personne", "Sign this person out"), Here(Person, "end-sessions"), "", ChangeRights, None),
    act("invite_again", ("Envoyer un lien pour une nouvelle clé", "Send a link for a new passkey"), Here(Person, "invite-again"), "", InviteStaff, None),
    act("person_audit", ("Voir l’audit de cette personne", "See this person’s audit"), Here(Person, "journal"), "", SeeAudit, None),
    act("messages", ("Messages envoyés", "Messages sent"), Open(Messages, ""), "g m", SeeNotifications, Some(IconName::Mail)),
    act("undelivered", ("Messages en échec", "Failed messages"), Open(Messages, "?etat=failed"), "", SeeNotifications, None),
    act("find_message", ("Chercher un message", "Find a message"), Here(Messages, "recipient"), "", SeeNotifications, None),
    act("templates", ("Modèles de messages", "Message templates"), Open(Templates, ""), "g d", SeeNotifications, Some(IconName::Document)),
    act("preview", ("Voir la page du modèle", "See the template’s page"), Here(Template, "preview"), "", SeeNotifications, None),
    act("jobs", ("Travaux", "Jobs"), Open(Jobs, ""), "g t", SeeJobs, Some(IconName::Refresh)),
    act("failing", ("Travaux en échec, à réessayer", "Failing jobs, to be tried again"), Open(Jobs, "?liste=failing"), "", SeeJobs, None),
    act("waiting", ("Travaux en attente", "Waiting jobs"), Open(Jobs, "?liste=waiting"), "", SeeJobs, None),
    act("replay", ("Relancer ou abandonner un travail", "Run a job again, or drop it"), Here(Jobs, "jobs"), "", ReplayJobs, None),
    act("audit", ("Audit", "Audit"), Open(Audit, ""), "g a", SeeAudit, Some(IconName::Eye)),
    act("find_event", ("Filtrer l’audit", "Filter the audit"), Here(Audit, "filter"), "", SeeAudit, None),
    act("accounts", ("Comptes", "Accounts"), Open(Accounts, ""), "g j", SeeAccounts, Some(IconName::Receipt)),
    act("settle_difference", ("Régler un écart de comptes", "Settle a difference of the accounts"), Here(Accounts, "differences"), "", KeepAccounts, None),
    act("export_accounts", ("Télécharger le fichier des écritures (FEC)", "Download the file of the accounts (FEC)"), Here(Accounts, "export"), "", KeepAccounts, None),
    act("number_accounts", ("Numéroter les comptes", "Number the accounts"), Here(Accounts, "numbers"), "", KeepAccounts, None),
    act("baremes", ("Barèmes", "Tax tables"), Open(Baremes, ""), "g x", SeeRules, Some(IconName::Chart)),
    act("begin_bareme", ("Commencer un brouillon de barèmes", "Begin a draft of the tables"), Here(Baremes, "begin"), "", WriteRules, None),
    act("bareme_history", ("Voir les versions des barèmes", "See the versions of the tables"), Here(Baremes, "versions"), "", SeeRules, None),
    act("bareme_document", ("Lire ou écrire les barèmes", "Read or write the tables"), Here(Bareme, "document"), "", SeeRules, None),
    act("bareme_faults", ("Voir ce que le contrôle refuse aux barèmes", "See what the check refuses of the tables"), Here(Bareme, "faults"), "", SeeRules, None),
    act("bareme_views", ("Voir les différences et les essais des barèmes", "See the differences and tries of the tables"), Here(Bareme, "views"), "", SeeRules, None),
    act("bareme_download", ("Télécharger les barèmes", "Download the tables"), Here(Bareme, "download"), "", SeeRules, None),
    act("bareme_steps", ("Faire relire, publier ou renvoyer les barèmes", "Have the tables looked at, published or sent back"), Here(Bareme, "steps"), "", WriteRules, None),
    act("rules", ("Règles des démarches", "Rules of the procedures"), Open(Rules, ""), "g o", SeeRules, Some(IconName::Document)),
    act("begin_rules", ("Commencer un brouillon de règles", "Begin a draft of the rules"), Here(Rules, "begin"), "", WriteRules, None),
    act("rules_history", ("Voir les versions des règles", "See the versions of the rules"), Here(Rules, "versions"), "", SeeRules, None),
    act("rules_document", ("Lire ou écrire les règles", "Read or write the rules"), Here(Rule, "document"), "", SeeRules, None),
    act("rules_faults", ("Voir ce que le contrôle refuse aux règles", "See what the check refuses of the rules"), Here(Rule, "faults"), "", SeeRules, None),
    act("rules_views", ("Voir les différences et les essais des règles", "See the differences and tries of the rules"), Here(Rule, "views"), "", SeeRules, None),
    act("rules_download", ("Télécharger les règles", "Download the rules"), Here(Rule, "download"), "", SeeRules, None),
    act("rules_steps", ("Faire relire, publier ou renvoyer les règles", "Have the rules looked at, published or sent back"), Here(Rule, "steps"), "", WriteRules, None),
    act("fees", ("Honoraires", "Our fees"), Open(Fees, ""), "g h", SeeHouseRules, Some(IconName::Receipt)),
    act("begin_fees", ("Commencer un brouillon de prix", "Begin a draft of prices"), Here(Fees, "begin"), "", WriteHouseRules, None),
    act("fees_today", ("Voir les prix d’aujourd’hui", "See the prices of today"), Here(Fees, "today"), "", SeeHouseRules, None),
    act("fees_history", ("Voir les versions des prix", "See the versions of the prices"), Here(Fees, "versions"), "", SeeHouseRules, None),
    act("fees_document", ("Lire ou écrire les prix", "Read or write the prices"), Here(FeeList, "document"), "", SeeHouseRules, None),
    act("fees_views", ("Voir les différences et les essais des prix", "See the differences and tries of the prices"), Here(FeeList, "views"), "", SeeHouseRules, None),
    act("fees_steps", ("Faire relire, publier ou renvoyer les prix", "Have the prices looked at, published or sent back"), Here(FeeList, "steps"), "", WriteHouseRules, None),
    act("forms", ("Formulaires officiels", "Official forms"), Open(Forms, ""), "g u", SeeHouseRules, Some(IconName::Document)),
    act("begin_form", ("Commencer un brouillon de formulaire", "Begin a draft of a form"), Here(Forms, "begin"), "", WriteHouseRules, None),
    act("forms_history", ("Voir les versions des formulaires", "See the versions of the forms"), Here(Forms, "versions"), "", SeeHouseRules, None),
    act("form_document", ("Lire ou écrire la place des champs", "Read or write the places of the fields"), Here(OfficialForm, "document"), "", SeeHouseRules, None),
    act("form_pdf", ("Voir le PDF d’un formulaire", "See the PDF of a form"), Here(OfficialForm, "pdf"), "", SeeHouseRules, None),
    act("form_faults", ("Voir ce que le contrôle refuse à un formulaire", "See what the check refuses of a form"), Here(OfficialForm, "faults"), "", SeeHouseRules, None),
    act("form_views", ("Voir un formulaire rempli d’exemples, et les différences", "See a form filled with examples, and the differences"), Here(OfficialForm, "views"), "", SeeHouseRules, None),
    act("form_steps", ("Faire relire, publier ou renvoyer un formulaire", "Have a form looked at, published or sent back"), Here(OfficialForm, "steps"), "", WriteHouseRules, None),
    act("letters", ("Textes des lettres", "Words of the letters"), Open(Letters, ""), "g y", SeeHouseRules, Some(IconName::Mail)),
    act("begin_letter", ("Commencer un brouillon de lettre", "Begin a draft of a letter"), Here(Letters, "begin"), "", WriteHouseRules, None),
    act("letters_history", ("Voir les versions des lettres", "See the versions of the letters"), Here(Letters, "versions"), "", SeeHouseRules, None),
    act("letter_document", ("Lire ou écrire une lettre", "Read or write a letter"), Here(Letter, "document"), "", SeeHouseRules, None),
    act("letter_faults", ("Voir ce que le contrôle refuse à une lettre", "See what the check refuses of a letter"), Here(Letter, "faults"), "", SeeHouseRules, None),
    act("letter_views", ("Voir une lettre remplie d’exemples, et les différences", "See a letter filled with examples, and the differences"), Here(Letter, "views"), "", SeeHouseRules, None),
    act("letter_steps", ("Faire relire, publier ou renvoyer une lettre", "Have a letter looked at, published or sent back"), Here(Letter, "steps"), "", WriteHouseRules, None),
    act("settings", ("Réglages", "Settings"), Open(Settings, ""), "g r", SeeSettings, Some(IconName::Building)),
    act("save_settings", ("Enregistrer les réglages", "Save the settings"), Here(Settings, "save"), "", ChangeSettings, None),
    act("account", ("Mon compte", "My account"), Own(Place::Account), "g c", ManageOwnAccount, None),
    act("security", ("Mes clés d’accès", "My passkeys"), Own(Place::Security), "", ManageOwnAccount, None),
    act("language", ("Changer de langue", "Change language"), Own(Place::Profile), "", ManageOwnAccount, None),
    act("sign_out", ("Se déconnecter", "Sign out"), Send(SIGN_OUT), "", ManageOwnAccount, None),
];

/// What somebody with `roles` may do.
pub fn acts_of(roles: &[Role]) -> impl Iterator<Item = &'static StaffAct> + '_ {
    ACTS.iter().filter(|act| act.is_for(roles))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_name_no_label_and_no_keys_stand_for_two_acts() {
        for (what, texts) in [
            ("id", ACTS.iter().map(|act| act.id).collect::<Vec<_>>()),
            ("fr", ACTS.iter().map(|act| act.fr).collect()),
            ("en", ACTS.iter().map(|act| act.en).collect()),
            ("keys", ACTS.iter().map(|act| act.keys).filter(|keys| !keys.is_empty()).collect()),
        ] {
            let once: BTreeSet<_> = texts.iter().collect();
            assert_eq!(once.len(), texts.len(), "{what}: {texts:?}");
        }
    }

    #[test]
    fn keys_are_a_g_and_a_letter_or_on_a_dossier_a_letter_or_sign_that_means_nothing_else() {
        for act in ACTS.iter().filter(|act| !act.keys.is_empty()) {
            let here = matches!(act.way, Way::Here(Dossier, _));
            let letter =
                if here { act.keys } else { act.keys.strip_prefix("g ").unwrap_or_default() };
            // Signs that both keyboards have without a third key turn pages, zoom and correct.
            let sign = here && ["+", "-", ",", ";", "="].contains(&letter);
            let right =
                sign || letter.len() == 1 && letter.bytes().all(|byte| byte.is_ascii_lowercase());
            assert!(right, "{}: «\u{202f}{}\u{202f}»", act.id, act.keys);
            assert!(!here || !["g", "j", "k"].contains(&letter), "{}: the desk's own", act.id);
        }
    }

    #[test]
    fn every_screen_is_reached_by_an_act_or_from_one_that_is() {
        for screen in Screen::ALL {
            let opened =
                ACTS.iter().any(|act| matches!(act.way, Way::Open(it, _) if it == *screen));
            // A line of a list leads there.
            let from_a_list = matches!(
                screen,
                Screen::Person
                    | Screen::Template
                    | Screen::Dossier
                    | Screen::Correction
                    | Screen::Bareme
                    | Screen::Rule
                    | Screen::FeeList
                    | Screen::OfficialForm
                    | Screen::Letter
            );
            assert!(opened || from_a_list, "{}", screen.id());
        }
    }

    #[test]
    fn whoever_may_begin_an_act_may_see_its_screen() {
        for act in ACTS {
            let (Way::Open(screen, _) | Way::Here(screen, _)) = act.way else { continue };
            for role in Role::ALL.iter().filter(|role| act.is_for(&[**role])) {
                let sees = may(&[*role], screen.act()).is_some();
                assert!(sees, "{} may {} and not see {}", role.id(), act.id, screen.id());
            }
        }
    }
}
