//! `/gestion/personnes`: the people of the house, found by address or name.

use access::{Act, Role, may};
use jiff::Timestamp;
use leptos::prelude::*;
use uuid::Uuid;
use vocabulary::Lang;

use super::acts::Screen;
use super::control::{empty, lines, next_page, pill, tabs};
use super::{Staff, body, words};
use crate::site::account::instant;
use crate::site::asked::Asked;
use crate::site::document::Body;

/// A line of the list.
#[derive(Clone, Debug)]
pub struct PersonLine {
    /// Who.
    pub id: Uuid,
    /// Address.
    pub email: String,
    /// Name, when they said it.
    pub name: String,
    /// Rights.
    pub roles: Vec<Role>,
    /// Passkeys.
    pub passkeys: i64,
    /// Since when.
    pub created_at: Timestamp,
    /// Last sign of life.
    pub last_seen_at: Timestamp,
}

/// A page of the list.
#[derive(Clone, Debug)]
pub struct PeopleView {
    /// What was looked for.
    pub words: String,
    /// The staff alone.
    pub only_staff: bool,
    /// Who was found.
    pub lines: Vec<PersonLine>,
    /// The last of the page, when there are more.
    pub next: Option<Uuid>,
}

/// The address of the list.
fn address(words: &str, only_staff: bool, after: Option<Uuid>) -> String {
    let after = after.map(|after| after.to_string()).unwrap_or_default();
    let pairs =
        [("q", words), ("equipe", if only_staff { "1" } else { "" }), ("apres", after.as_str())];
    let query = crate::query::encode(pairs.into_iter().filter(|(_, value)| !value.is_empty()));
    let path = Screen::People.path();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// The address of a person's page.
pub(super) fn of(id: Uuid) -> String {
    Screen::Person.path().replace("{id}", &id.to_string())
}

/// Rights, each in its frame.
pub(super) fn roles(roles: &[Role], lang: Lang) -> AnyView {
    roles
        .iter()
        .map(|role| {
            let class = if role.is_staff() { "is-staff" } else { "" };
            view! {
                {pill(class, words::role(*role, lang))}
                " "
            }
        })
        .collect_view()
        .into_any()
}

pub(super) fn page(asked: &Asked, staff: &Staff, view: &PeopleView) -> Body {
    let lang = asked.lang;
    let rows = view
        .lines
        .iter()
        .map(|line| {
            let keys = if line.passkeys == 0 {
                lang.pick("aucune", "none").to_owned()
            } else {
                line.passkeys.to_string()
            };
            view! {
                <tr>
                    <th scope="row">
                        <a href=of(line.id) data-row="">
                            {line.email.clone()}
                        </a>
                        <span class="desk-under">{line.name.clone()}</span>
                    </th>
                    <td>{roles(&line.roles, lang)}</td>
                    <td>{keys}</td>
                    <td>{instant(line.last_seen_at, lang)}</td>
                    <td>{instant(line.created_at, lang)}</td>
                </tr>
            }
        })
        .collect_view();
    let list = if view.lines.is_empty() {
        empty(lang.pick(
            "Personne ne correspond. Essayez une partie de l’adresse ou du nom.",
            "Nobody matches. Try a part of the address or of the name.",
        ))
    } else {
        lines(
            lang.pick("Personnes, les plus récentes d’abord", "People, newest first"),
            &[
                lang.pick("Personne", "Person"),
                lang.pick("Droits", "Rights"),
                lang.pick("Clés", "Keys"),
                lang.pick("Vu", "Seen"),
                lang.pick("Inscrit", "Signed up"),
            ],
            rows.into_any(),
        )
    };
    let invite = may(&staff.roles, Act::InviteStaff).map(|_| {
        view! {
            <a class="btn btn-small" href=Screen::Invitation.path()>
                {lang.pick("Inviter dans l’équipe", "Invite to the staff")}
            </a>
        }
    });
    let team = view.only_staff.then(|| view! { <input type="hidden" name="equipe" value="1" /> });
    let next = view.next.map(|next| address(&view.words, view.only_staff, Some(next)));
    let views = vec![
        (
            address(&view.words, false, None),
            lang.pick("Tout le monde", "Everybody").to_owned(),
            !view.only_staff,
        ),
        (
            address(&view.words, true, None),
            lang.pick("Équipe", "Staff").to_owned(),
            view.only_staff,
        ),
    ];
    body(
        lang.pick("Personnes", "People"),
        200,
        view! {
            <div class="desk-row">
                <form class="desk-search" role="search" method="get" action=Screen::People.path()>
                    {team}
                    <label for="words">{lang.pick("Adresse ou nom", "Address or name")}</label>
                    <input
                        class="input"
                        id="words"
                        name="q"
                        type="search"
                        autocomplete="off"
                        maxlength="120"
                        value=view.words.clone()
                        data-search=""
                    />
                    <button class="btn btn-small" type="submit">
                        {lang.pick("Chercher", "Search")}
                    </button>
                </form>
                {invite}
            </div>
            {tabs(lang.pick("Qui", "Who"), views)}
            {list}
            {next_page(next, lang)}
        },
    )
}
