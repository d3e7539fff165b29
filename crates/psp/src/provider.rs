use async_trait::async_trait;
use jiff::Timestamp;
use vocabulary::Cents;

use crate::failure::{Failure, Unreadable};
use crate::model::{
    Demand, DisputeStanding, Movement, Notice, Opened, RefundOrder, RefundStanding, Standing,
};

/// The headers of a report, by their name in lower case.
pub type Headers<'a> = &'a (dyn for<'name> Fn(&'name str) -> Option<String> + Send + Sync);

/// One who takes money for us.
#[async_trait]
pub trait Provider: Send + Sync {
    /// Its name, as it is kept.
    fn name(&self) -> &'static str;

    /// The origins of its pages: a browser lets a form lead to them only when they are named.
    fn pages(&self) -> &[String];

    /// Whether its reports prove that they are its own. One that does not sign them is heard about payments that we know,
    /// and of nothing else.
    fn signs_reports(&self) -> bool {
        true
    }

    /// The least that its pages take: less is paid otherwise.
    fn least(&self) -> Cents;

    /// Opens a page. The same demand opens the same page.
    ///
    /// # Errors
    ///
    /// [`Failure`], which says above all whether a page may have been opened.
    async fn open(&self, demand: &Demand) -> Result<Opened, Failure>;

    /// What became of the page `reference`.
    ///
    /// # Errors
    ///
    /// [`Failure`].
    async fn checkout(&self, reference: &str) -> Result<Standing, Failure>;

    /// Closes the page `reference`: what it became says whether somebody paid in the meantime.
    ///
    /// # Errors
    ///
    /// [`Failure`].
    async fn close(&self, reference: &str) -> Result<Standing, Failure>;

    /// The page by which `payment` came; none of ours has it.
    ///
    /// # Errors
    ///
    /// [`Failure`].
    async fn checkout_of(&self, payment: &str) -> Result<Option<Standing>, Failure>;

    /// Gives money back. The same order gives back once.
    ///
    /// # Errors
    ///
    /// [`Failure::Refused`] when it is more than what is left.
    async fn refund(&self, order: &RefundOrder) -> Result<RefundStanding, Failure>;

    /// What became of the refund `reference`.
    ///
    /// # Errors
    ///
    /// [`Failure`].
    async fn refund_standing(&self, reference: &str) -> Result<RefundStanding, Failure>;

    /// What became of the dispute `reference`.
    ///
    /// # Errors
    ///
    /// [`Failure`].
    async fn dispute(&self, reference: &str) -> Result<DisputeStanding, Failure>;

    /// Reads a report as it came, to the byte, at `now`.
    ///
    /// # Errors
    ///
    /// [`Unreadable`]: nothing of it is believed.
    fn notice(
        &self,
        headers: Headers<'_>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Notice, Unreadable>;

    /// The reports since `from`, oldest first: what never reached us is among them.
    ///
    /// # Errors
    ///
    /// [`Failure`].
    async fn notices_since(&self, from: Timestamp) -> Result<Vec<Notice>, Failure>;

    /// What moved on our account from `from`, and before `until`.
    ///
    /// # Errors
    ///
    /// [`Failure`].
    async fn movements(&self, from: Timestamp, until: Timestamp) -> Result<Vec<Movement>, Failure>;
}
