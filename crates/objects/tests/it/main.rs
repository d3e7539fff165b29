//! Files in a folder and in an S3 that checks signatures, and the addresses that are signed.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod distant;
mod folder;
mod links;
mod parts;
mod s3;
mod stores;
