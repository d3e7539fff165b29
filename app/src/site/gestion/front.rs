//! `/gestion`: what needs attention, by what one may see.

use leptos::prelude::*;
use vocabulary::Lang;

use super::acts::{Screen, Way, acts_of};
use super::control::{Tone, notice};
use super::dossiers::List;
use super::{Staff, body};
use crate::design::icons::{Icon, IconName};
use crate::site::asked::Asked;
use crate::site::document::Body;

/// What waits; `None` for what is not theirs to see.
#[derive(Clone, Debug, Default)]
pub struct FrontView {
    /// Jobs that failed and are tried again.
    pub failing_jobs: Option<i64>,
    /// Mentions without which no order may be taken, that are empty.
    pub missing: Option<usize>,
    /// Invitations that wait for their guests.
    pub invitations: Option<usize>,
    /// The queue of jobs does not answer.
    pub jobs_out_of_reach: bool,
}

/// One thing that waits.
struct Waiting {
    count: i64,
    what: &'static str,
    href: String,
    urgent: bool,
}

fn waiting(staff: &Staff, view: &FrontView, lang: Lang) -> Vec<Waiting> {
    let jobs = Screen::Jobs.path();
    let count = |count: Option<usize>| count.and_then(|count| i64::try_from(count).ok());
    let dossiers = staff.counts.dossiers;
    let list = |list: List| format!("{}?file={}", Screen::Dossiers.path(), list.id());
    let all = [
        (
            dossiers.map(|counts| counts.late),
            lang.pick("dossiers en retard sur notre promesse", "files later than promised"),
            list(List::Late),
            true,
        ),
        (
            dossiers.map(|counts| counts.to_check),
            lang.pick("dossiers à contrôler", "files to check"),
            list(List::ToCheck),
            false,
        ),
        (
            dossiers.map(|counts| counts.ready),
            lang.pick("dossiers prêts à déposer", "files ready to file"),
            list(List::Ready),
            false,
        ),
        (
            staff.counts.dead_jobs,
            lang.pick("travaux abandonnés, à relancer", "jobs given up, to run again"),
            jobs.to_owned(),
            true,
        ),
        (
            staff.counts.undelivered,
            lang.pick("messages non remis cette semaine", "messages not delivered this week"),
            format!("{}?etat=failed", Screen::Messages.path()),
            true,
        ),
        (
            staff.counts.differences,
            lang.pick("écarts de comptes à régler", "differences of the accounts to settle"),
            format!("{}#differences", Screen::Accounts.path()),
            true,
        ),
        (
            count(view.missing),
            lang.pick("mentions obligatoires manquantes", "compulsory mentions missing"),
            Screen::Settings.path().to_owned(),
            true,
        ),
        (
            view.failing_jobs,
            lang.pick(
                "travaux en échec, réessayés seuls",
                "failing jobs, tried again by themselves",
            ),
            format!("{jobs}?liste=failing"),
            false,
        ),
        (
            count(view.invitations),
            lang.pick("invitations sans réponse", "invitations without an answer"),
            format!("{}#pending", Screen::Invitation.path()),
            false,
        ),
    ];
    all.into_iter()
        .filter_map(|(count, what, href, urgent)| {
            let count = count.filter(|count| *count > 0)?;
            Some(Waiting { count, what, href, urgent })
        })
        .collect()
}

pub(super) fn page(asked: &Asked, staff: &Staff, view: &FrontView) -> Body {
    let lang = asked.lang;
    let out_of_reach = view.jobs_out_of_reach.then(|| {
        notice(
            Tone::Beware,
            lang.pick(
                "La file des travaux ne répond pas d’ici\u{202f}: son état n’est pas compté ci-dessous.",
                "The queue of jobs does not answer from here: it is not counted below.",
            ),
        )
    });
    let waiting = waiting(staff, view, lang);
    let attention = if waiting.is_empty() {
        view! {
            <div class="empty">
                <p>
                    <Icon name=IconName::Check />
                    " "
                    {lang.pick("Rien ne demande votre attention.", "Nothing needs your attention.")}
                </p>
            </div>
        }
        .into_any()
    } else {
        let cards = waiting
            .into_iter()
            .map(|it| {
                let class = if it.urgent { "desk-card is-urgent" } else { "desk-card" };
                let icon = if it.urgent { IconName::Warning } else { IconName::Clock };
                view! {
                    <li>
                        <a class=class href=it.href>
                            <Icon name=icon />
                            <strong>{it.count}</strong>
                            <span>{it.what}</span>
                        </a>
                    </li>
                }
            })
            .collect_view();
        view! { <ul class="desk-cards">{cards}</ul> }.into_any()
    };
    let links = acts_of(&staff.roles)
        .filter(|act| !matches!(act.way, Way::Here(..) | Way::Send(_)) && act.id != "front")
        .filter_map(|act| {
            let keys = (!act.keys.is_empty()).then(|| {
                view! {
                    <span class="keys muted" aria-hidden="true">
                        {act.keys}
                    </span>
                }
            });
            Some(view! {
                <li>
                    <a href=act.href(Screen::Front, lang)?>{act.label(lang)}</a>
                    {keys}
                </li>
            })
        })
        .collect_view();
    body(
        lang.pick("Tableau de bord", "Dashboard"),
        200,
        view! {
            {out_of_reach}
            <section aria-labelledby="attention">
                <h2 id="attention">{lang.pick("À voir", "To look at")}</h2>
                {attention}
            </section>
            <section aria-labelledby="all-acts">
                <h2 id="all-acts">{lang.pick("Ce que vous pouvez faire", "What you can do")}</h2>
                <ul class="desk-links">{links}</ul>
            </section>
        },
    )
}
