pub(super) mod append;
pub(super) mod checks;
pub(super) mod show;
