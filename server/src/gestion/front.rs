//! What needs attention.

use access::Act;
use accounts::operations::staff;
use app::site::gestion::{FrontView, GestionPage};

use super::{Desk, jobs};
use crate::people::Answer;

/// `GET /gestion`
///
/// # Errors
///
/// When the database does not answer.
pub async fn page(desk: Desk) -> Answer {
    let mut view = FrontView::default();
    if desk.may(Act::SeeJobs) {
        view.failing_jobs = jobs::failing(&desk).await;
        view.jobs_out_of_reach = view.failing_jobs.is_none();
    }
    if desk.may(Act::SeeSettings) {
        view.missing = Some(desk.here.asked.tenant.identity.missing().len());
    }
    if desk.may(Act::InviteStaff) {
        let mut tx = desk.here.begin().await?;
        view.invitations = Some(staff::invitations(&mut tx, desk.here.visit.now).await?.len());
        tx.commit().await?;
    }
    desk.page(&GestionPage::Front(view)).await
}
