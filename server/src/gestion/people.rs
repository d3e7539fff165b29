//! The people of the house.

use accounts::operations::people::{self, PAGE};
use app::site::gestion::{GestionPage, PeopleView, PersonLine};

use super::Desk;
use crate::people::{Answer, value};

/// `GET /gestion/personnes?q=…&equipe=1&apres=…`
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(desk: Desk) -> Answer {
    let pairs = desk.pairs();
    let words: String = value(&pairs, "q").trim().chars().take(120).collect();
    let only_staff = value(&pairs, "equipe") == "1";
    let after = value(&pairs, "apres").parse().ok();
    let mut tx = desk.here.begin().await?;
    let found = people::list(&mut tx, &words, only_staff, after).await?;
    tx.commit().await?;
    let full = i64::try_from(found.len()).is_ok_and(|found| found >= PAGE);
    let view = PeopleView {
        next: found.last().filter(|_| full).map(|line| line.id.0),
        lines: found
            .into_iter()
            .map(|line| PersonLine {
                id: line.id.0,
                email: line.email,
                name: line.name,
                roles: line.roles,
                passkeys: line.passkeys,
                created_at: line.created_at,
                last_seen_at: line.last_seen_at,
            })
            .collect(),
        words,
        only_staff,
    };
    desk.page(&GestionPage::People(view)).await
}
