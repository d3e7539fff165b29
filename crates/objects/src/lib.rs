//! Files: a folder, S3 or Azure, under keys that say nothing, with signed addresses.
