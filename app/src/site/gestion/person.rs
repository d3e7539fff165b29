//! `/gestion/personnes/{id}`: who somebody is, their rights, their sessions.

mod beside;

use access::Role;
use jiff::Timestamp;
use leptos::prelude::*;
use uuid::Uuid;
use vocabulary::{Date, Lang};

use super::audit_log::AuditLine;
use super::control::{Tone, lines, notice};
use super::{body, people, words};
use crate::site::account::instant;
use crate::site::asked::Asked;
use crate::site::document::Body;
use crate::site::place::Place;

/// A session of theirs.
#[derive(Clone, Debug)]
pub struct SessionLine {
    /// The browser and its system.
    pub device: String,
    /// The network it was opened from.
    pub network: Option<String>,
    /// Since when.
    pub created_at: Timestamp,
    /// Last sign of life.
    pub last_seen_at: Timestamp,
}

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonDone {
    /// A right was given.
    Given,
    /// A right was taken.
    Taken,
    /// Their sessions were ended.
    Ended,
    /// The check for the SIV was written down.
    Siv,
}

/// Why something was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonProblem {
    /// The house would have no admin any more.
    LastAdmin,
    /// One's own right to change rights.
    OneSelf,
    /// It was so already.
    Already,
    /// The day of the check is none that has been.
    NotADay,
}

/// A person, as somebody may see them.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "what the reader may do, one by one")]
pub struct PersonView {
    /// Who.
    pub id: Uuid,
    /// Address.
    pub email: String,
    /// Name, when they said it.
    pub name: String,
    /// Language that they are written to in.
    pub lang: Lang,
    /// Rights.
    pub roles: Vec<Role>,
    /// Passkeys.
    pub passkeys: usize,
    /// Has a password.
    pub has_password: bool,
    /// Uses codes.
    pub has_totp: bool,
    /// Since when.
    pub created_at: Timestamp,
    /// Last sign of life.
    pub last_seen_at: Timestamp,
    /// Sessions.
    pub sessions: Vec<SessionLine>,
    /// When it was last checked that they may transmit to the SIV.
    pub siv_checked_on: Option<Date>,
    /// The rights that the reader gives and takes; none for a reader who only sees.
    pub gives: Vec<Role>,
    /// The reader invites staff.
    pub invites: bool,
    /// Who the reader is was proved lately.
    pub confirmed: bool,
    /// It is the reader's own page.
    pub own: bool,
    /// What happened lately; `None` when the reader may not see it.
    pub events: Option<Vec<AuditLine>>,
    /// A link was just sent.
    pub link_sent: bool,
    /// What was just done.
    pub done: Option<PersonDone>,
    /// Why something was not done.
    pub problem: Option<PersonProblem>,
}

const fn done_text(done: PersonDone, lang: Lang) -> &'static str {
    match done {
        PersonDone::Given => lang.pick(
            "Le droit est donné. La personne doit se reconnecter.",
            "The right is given. The person has to sign in again.",
        ),
        PersonDone::Taken => lang.pick(
            "Le droit est retiré. La personne est déconnectée.",
            "The right is taken. The person is signed out.",
        ),
        PersonDone::Ended => lang.pick(
            "La personne est déconnectée de tous ses appareils.",
            "The person is signed out of all devices.",
        ),
        PersonDone::Siv => lang.pick("C’est noté.", "Written down."),
    }
}

const fn problem_text(problem: PersonProblem, lang: Lang) -> &'static str {
    match problem {
        PersonProblem::LastAdmin => lang.pick(
            "C’est le dernier administrateur\u{202f}: nommez-en un autre d’abord. Rien n’a été changé.",
            "This is the last administrator: name another one first. Nothing was changed.",
        ),
        PersonProblem::OneSelf => lang.pick(
            "On ne retire pas son propre droit d’administrateur\u{202f}: demandez-le à un autre administrateur.",
            "Nobody takes their own administrator right: ask another administrator.",
        ),
        PersonProblem::Already => lang.pick("C’était déjà le cas\u{202f}: rien n’a changé.", "It was so already: nothing changed."),
        PersonProblem::NotADay => lang.pick("Écrivez un jour passé, qui existe.", "Write a day that exists, in the past."),
    }
}

pub(super) fn page(asked: &Asked, view: &PersonView) -> Body {
    let lang = asked.lang;
    let done = view.done.map(|done| notice(Tone::Done, done_text(done, lang)));
    let problem = view.problem.map(|problem| notice(Tone::Beware, problem_text(problem, lang)));
    let link = view.link_sent.then(|| link_once(None, lang));
    let title = if view.name.is_empty() { view.email.clone() } else { view.name.clone() };
    let status = if view.problem.is_some() { 422 } else { 200 };
    body(
        title,
        status,
        view! {
            {done}
            {problem}
            {link}
            {who(view, lang)}
            {rights(asked, view)}
            {beside::siv(view, lang)}
            {beside::sessions(view, lang)}
            {beside::invite_again(view, lang)}
            {beside::journal(view, lang)}
        },
    )
}

/// A link that was just made: shown once, or sent by letter alone to whoever has an account.
pub(super) fn link_once(link: Option<&str>, lang: Lang) -> AnyView {
    let Some(link) = link else {
        return view! {
            <div class="notice notice-success" role="status">
                <h2>{lang.pick("Le lien est parti", "The link was sent")}</h2>
                <p>
                    {lang
                        .pick(
                            "Il ouvre un compte qui existe\u{202f}: il part par e-mail à sa seule adresse. Il sert une fois, pendant 72 heures, et remplace les liens précédents.",
                            "It opens an account that exists: it goes by e-mail to its address alone. It serves once, for 72 hours, and replaces earlier links.",
                        )}
                </p>
            </div>
        }
        .into_any();
    };
    view! {
        <div class="notice notice-success" role="status">
            <h2>{lang.pick("Le lien, montré cette seule fois", "The link, shown this once")}</h2>
            <p>
                <code class="secret">{link.to_owned()}</code>
            </p>
            <p>
                {lang
                    .pick(
                        "Il est aussi parti par e-mail. Il sert une fois, pendant 72 heures, et remplace les liens précédents.",
                        "It was also sent by e-mail. It serves once, for 72 hours, and replaces earlier links.",
                    )}
            </p>
        </div>
    }
    .into_any()
}

fn who(view: &PersonView, lang: Lang) -> AnyView {
    let yes =
        |yes: bool| lang.pick(if yes { "oui" } else { "non" }, if yes { "yes" } else { "no" });
    let facts = [
        (lang.pick("Adresse", "Address"), view.email.clone()),
        (
            lang.pick("Langue", "Language"),
            lang.pick(view.lang.pick("français", "anglais"), view.lang.pick("French", "English"))
                .to_owned(),
        ),
        (lang.pick("Clés d’accès", "Passkeys"), view.passkeys.to_string()),
        (lang.pick("Mot de passe", "Password"), yes(view.has_password).to_owned()),
        (lang.pick("Code à usage unique", "One-time code"), yes(view.has_totp).to_owned()),
        (lang.pick("Inscrit le", "Signed up on"), instant(view.created_at, lang)),
        (lang.pick("Vu le", "Seen on"), instant(view.last_seen_at, lang)),
    ]
    .into_iter()
    .map(|(name, value)| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{value}</dd>
            </div>
        }
    })
    .collect_view();
    view! {
        <section aria-labelledby="who">
            <h2 id="who">{lang.pick("Qui", "Who")}</h2>
            <p>{people::roles(&view.roles, lang)}</p>
            <dl class="desk-facts">{facts}</dl>
            <p class="muted">
                {lang
                    .pick(
                        "L’ouverture de cette fiche est notée\u{202f}; la personne voit le rôle et l’heure, jamais votre nom.",
                        "Opening this file is recorded; the person sees the role and the time, never your name.",
                    )}
            </p>
        </section>
    }
    .into_any()
}

/// What has to be proved before a right is changed.
pub(super) fn confirm_first(asked: &Asked, id: &'static str) -> AnyView {
    let query = crate::query::encode([("next", asked.path.as_str())]);
    let address = format!("{}?{query}", Place::Confirm.path(asked.lang));
    view! {
        <p id=id>
            <a class="btn btn-small" href=address>
                {asked
                    .say("Confirmer d’abord que c’est vous", "First confirm that it is you")
                    .to_owned()}
            </a>
        </p>
    }
    .into_any()
}

fn rights(asked: &Asked, view: &PersonView) -> AnyView {
    let lang = asked.lang;
    if view.gives.is_empty() {
        return notice(
            Tone::Know,
            lang.pick(
                "Seul un administrateur change les droits.",
                "Only an administrator changes rights.",
            ),
        );
    }
    let confirm = (!view.confirmed).then(|| confirm_first(asked, "rights"));
    let id = view.confirmed.then_some("rights");
    let rows = view
        .gives
        .iter()
        .map(|role| {
            let has = view.roles.contains(role);
            let name = words::role(*role, lang);
            let (act, label) = if has {
                ("take", lang.pick("Retirer", "Take"))
            } else {
                ("give", lang.pick("Donner", "Give"))
            };
            let button = view.confirmed.then(|| {
                view! {
                    <form method="post" action=people::of(view.id)>
                        <input type="hidden" name="role" value=role.id() />
                        <button
                            class="btn btn-small"
                            type="submit"
                            name="act"
                            value=act
                            data-row=""
                        >
                            {label}
                            <span class="sr-only">{format!(" {name}")}</span>
                        </button>
                    </form>
                }
            });
            view! {
                <tr>
                    <th scope="row">
                        {name} <span class="desk-under">{words::role_does(*role, lang)}</span>
                    </th>
                    <td>{if has { lang.pick("oui", "yes") } else { lang.pick("non", "no") }}</td>
                    <td>{button}</td>
                </tr>
            }
        })
        .collect_view();
    let own = view.own.then(|| {
        notice(
            Tone::Know,
            lang.pick(
                "C’est votre propre fiche\u{202f}: votre droit d’administrateur est à un autre administrateur de le retirer.",
                "This is your own file: your administrator right is another administrator’s to take.",
            ),
        )
    });
    view! {
        <section aria-labelledby="rights-title" id=id>
            <h2 id="rights-title">{lang.pick("Droits", "Rights")}</h2>
            {own}
            {confirm}
            {lines(
                lang.pick("Droits que vous pouvez donner", "Rights that you may give"),
                &[
                    lang.pick("Droit", "Right"),
                    lang.pick("L’a", "Has it"),
                    lang.pick("Changer", "Change"),
                ],
                rows.into_any(),
            )}
        </section>
    }
    .into_any()
}
