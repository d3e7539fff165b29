//! The site and its API, asked as a browser or a program would, without a socket.

mod access;
mod api;
mod pages;
mod posts;
mod protection;
mod support;
