//! The short words of letters that go to telephones too, for whoever wants to be told by SMS.

use vocabulary::Lang;

use crate::template::Template;

macro_rules! shorts {
    ($template:expr, $lang:expr, $($letter:ident = $file:literal),* $(,)?) => {
        match $template {
            $(Template::$letter => Some($lang.pick(
                include_str!(concat!("../templates/", $file, ".sms.fr.txt")),
                include_str!(concat!("../templates/", $file, ".sms.en.txt")),
            )),)*
            _ => None,
        }
    };
}

/// The short words of `template` in `lang`, where it has some: what is private, or holds a link that opens an account, goes
/// by mail alone.
pub(crate) const fn short(template: Template, lang: Lang) -> Option<&'static str> {
    shorts!(
        template,
        lang,
        DossierOrdered = "dossier_ordered",
        DossierPaid = "dossier_paid",
        DossierCorrection = "dossier_correction",
        DossierComplement = "dossier_complement",
        DossierInvoice = "dossier_invoice",
        DossierMessage = "dossier_message",
        DossierReady = "dossier_ready",
        DossierFiled = "dossier_filed",
        DossierCpi = "dossier_cpi",
        DossierCpiReminder = "dossier_cpi_reminder",
        DossierTitle = "dossier_title",
        DossierRefusedByAdministration = "dossier_refused_by_administration",
        DossierRefunded = "dossier_refunded",
        DossierClosed = "dossier_closed",
        DossierReminder = "dossier_reminder",
        DossierUnpaid = "dossier_unpaid",
        DossierToSign = "dossier_to_sign",
        DossierToCorrect = "dossier_to_correct",
    )
}
