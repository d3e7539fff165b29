pub(super) mod events;
pub(super) mod load;
pub(super) mod purging;
pub(super) mod queues;
pub(super) mod save;
pub(super) mod seeding;
