//! What is kept of a person: who looked, a copy of it, closing.

use access::Role;
use jiff::Timestamp;
use leptos::prelude::*;
use vocabulary::Lang;

use super::form::{problems as said, tick};
use super::words::Problem;
use super::{inside, instant, outside};
use crate::design::table::{Column, table};
use crate::site::asked::Asked;
use crate::site::document::{Body, Live};
use crate::site::page::Page;
use crate::site::place::Place;

/// Somebody opened something of a person's: a role and an instant, never a name.
#[derive(Clone, Debug)]
pub struct Looked {
    /// The role in which it was opened.
    pub role: Role,
    /// What was opened or done, in words.
    pub what: String,
    /// When.
    pub at: Timestamp,
}

/// What became of a copy that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportState {
    /// None was asked for.
    None,
    /// It is being made.
    Making,
    /// It can be fetched until an instant.
    Ready {
        /// Where.
        address: String,
        /// Until when.
        until: Timestamp,
    },
}

/// The page of one's data.
#[derive(Clone, Debug)]
pub struct DataView {
    /// Who looked, the latest first.
    pub looked: Vec<Looked>,
    /// The copy.
    pub export: ExportState,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// The name of a role, as a customer reads it.
const fn role_name(role: Role, lang: Lang) -> &'static str {
    match role {
        Role::Client => lang.pick("Vous", "You"),
        Role::ProClient => lang.pick("Vous (professionnel)", "You (trade)"),
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

/// `/compte/donnees`
pub(super) fn page(asked: &Asked, view: &DataView) -> Body {
    let lang = asked.lang;
    inside(
        asked,
        lang.pick("Mes données", "My data"),
        view.problems.iter().map(|problem| problem.status()).max().unwrap_or(200),
        Live::Never,
        view! {
            {said(&view.problems, lang)}
            {who_looked(view, lang)}
            {copy(view, lang)}
            {closing(asked, view, lang)}
        },
    )
}

fn who_looked(view: &DataView, lang: Lang) -> AnyView {
    let title = lang.pick("Qui a consulté votre compte", "Who looked at your account");
    let rows = view
        .looked
        .iter()
        .map(|line| {
            view! {
                <tr>
                    <td>{instant(line.at, lang)}</td>
                    <td>{role_name(line.role, lang)}</td>
                    <td>{line.what.clone()}</td>
                </tr>
            }
        })
        .collect_view();
    let columns = [
        Column::Text(lang.pick("Quand", "When")),
        Column::Text(lang.pick("Qui", "Who")),
        Column::Text(lang.pick("Quoi", "What")),
    ];
    let list = if view.looked.is_empty() {
        let nobody = lang.pick("Personne ne l’a ouvert.", "Nobody has opened it.");
        view! { <p>{nobody}</p> }.into_any()
    } else {
        table(title.to_owned(), &columns, rows.into_any()).into_any()
    };
    view! {
        <section>
            <h2>{title}</h2>
            <p>
                {lang
                    .pick(
                        "Chaque fois qu’une personne de chez nous ouvre votre compte, un message ou un document\u{202f}: son rôle et l’heure.",
                        "Each time somebody of ours opens your account, a message or a document: their role and the time.",
                    )}
            </p>
            {list}
        </section>
    }
    .into_any()
}

fn copy(view: &DataView, lang: Lang) -> AnyView {
    let state = match &view.export {
        ExportState::None => view! {
            <form method="post" action=Place::Data.path(lang)>
                <button class="btn" type="submit" name="act" value="export">
                    {lang.pick("Demander une copie", "Ask for a copy")}
                </button>
            </form>
        }
        .into_any(),
        ExportState::Making => view! {
            <p class="notice notice-info" role="status">
                {lang
                    .pick(
                        "La copie se prépare. Un e-mail vous dira où la prendre.",
                        "The copy is being made. An e-mail will tell you where to get it.",
                    )}
            </p>
        }
        .into_any(),
        ExportState::Ready { address, until } => view! {
            <p class="notice notice-success" role="status">
                {format!(
                    "{} {}.",
                    lang.pick("La copie est prête, jusqu’au", "The copy is ready, until"),
                    instant(*until, lang),
                )}
            </p>
            <p>
                <a class="btn btn-primary" href=address.clone() download="">
                    {lang.pick("Télécharger (ZIP)", "Download (ZIP)")}
                </a>
            </p>
        }
        .into_any(),
    };
    view! {
        <section>
            <h2>{lang.pick("Une copie de vos données", "A copy of your data")}</h2>
            <p>
                {lang
                    .pick(
                        "Tout ce que nous gardons de vous, dans des fichiers que d’autres logiciels savent lire.",
                        "All that we keep of you, in files that other programs can read.",
                    )}
            </p>
            {state}
        </section>
    }
    .into_any()
}

fn closing(asked: &Asked, view: &DataView, lang: Lang) -> AnyView {
    let open = view.problems.iter().any(|problem| problem.control() == "confirm");
    view! {
        <section>
            <h2>{lang.pick("Fermer le compte", "Close the account")}</h2>
            <p>
                {lang
                    .pick(
                        "Effacé tout de suite\u{202f}: vos coordonnées, vos clés, votre mot de passe, vos sessions, vos simulations liées au compte, les messages que nous vous avons envoyés.",
                        "Erased at once: your details, passkeys, password, sessions, simulations tied to the account, the messages that we sent you.",
                    )}
            </p>
            <p>
                {lang
                    .pick(
                        "Gardé, parce que la loi le demande\u{202f}: les dossiers déposés (5 ans pleins), les factures (10 ans), le contrat de plus de 120 € (10 ans). Vous n’en avez pas aujourd’hui. Le journal de sécurité reste, chiffré sous une clé que la fermeture détruit\u{202f}: il ne dit plus rien de vous.",
                        "Kept, because the law asks for it: filed dossiers (5 full years), invoices (10 years), a contract above 120 € (10 years). You have none today. The security log stays, sealed under a key that closing destroys: it says nothing of you any more.",
                    )} " "
                <a href=asked.href(Page::Privacy)>{lang.pick("En détail", "In detail")}</a>
            </p>
            <details class="disclosure" open=open>
                <summary>{lang.pick("Fermer mon compte", "Close my account")}</summary>
                <form method="post" action=Place::Data.path(lang)>
                    {tick(
                        "confirm",
                        lang
                            .pick(
                                "Je ferme mon compte\u{202f}; je sais que cela ne s’annule pas.",
                                "I close my account; I know that it cannot be undone.",
                            ),
                        false,
                        &view.problems,
                        lang,
                    )}
                    <button class="btn btn-danger" type="submit" name="act" value="close">
                        {lang.pick("Fermer définitivement", "Close for good")}
                    </button>
                </form>
            </details>
        </section>
    }
    .into_any()
}

/// The account is closed.
pub(super) fn closed(asked: &Asked) -> Body {
    let lang = asked.lang;
    outside(
        asked,
        lang.pick("Votre compte est fermé", "Your account is closed"),
        200,
        Live::Never,
        view! {
            <p class="lead">
                {lang
                    .pick(
                        "Vos données sont effacées. Un dernier e-mail vous le confirme.",
                        "Your data is erased. A last e-mail confirms it.",
                    )}
            </p>
        },
    )
}
