//! Invoices and credit notes: numbered without a hole, never changed, as PDF/A-3 with Factur-X (EN 16931) inside.
//!
//! A [`Paper`] is what is issued: its number is taken in the transaction that issues it, and given back with it. What it says
//! ([`Content`]) is kept as data, sealed; the file is made of it by a job, the same bytes each time. Taxes paid for the customer
//! are débours: a line each, outside VAT (CGI 267-II-2°); VAT is on our fee alone.
//!
//! Read [`sums`] (what is still to be invoiced, or to be credited), [`operations::settle`] (issues it), [`paper`] (the file).
//! A paper is in French, whatever the language of its customer: the law reads it too.
//!
//! Left out: what was ordered, paid and given back (dossiers, payments), the store of files, letters, the accounts.

mod cii;
mod content;
mod number;
pub mod operations;
pub mod paper;
pub mod sums;
mod tasks;
mod words;

pub use content::{Address, Buyer, Content, Corrected, Line, Means, Seller};
pub use number::{Kind, Number};
pub use sums::{Item, Sum, Sums};
pub use tasks::{ForgetInvoices, RenderInvoice};
