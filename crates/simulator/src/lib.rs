//! What a French registration certificate costs, line by line, on a given day.
//!
//! Pure and `no_std`: [`simulate`] takes the [`Facts`] of the certificate and the [`Baremes`] in force, and answers a
//! [`Simulation`]. It knows no clock (the day of issue is a fact), no amount (they are values passed in), no language
//! (sentences are made in `wording`) and no float.
//!
//! Read in this order: [`facts`], [`baremes`], [`answer`], then `simulate`, which calls the rules, a module a line:
//! `y1`, `y2`, `malus` (whose gate is `scope`, whose age is `age`, whose halves are [`co2`] and [`mass`]), `fixed`,
//! `total`. `law` names the articles. A rule reads a fact through `case`, which notes that it did: what a form must
//! ask ([`questions`]) and what was assumed follow from that, and cannot drift from the rules.
//!
//! Left out on purpose: the usage coefficient of 2027 and the CV tables of 2026 and 2027, which no source gives; the
//! estimate of P.6 by the rule of 1998.
#![no_std]

extern crate alloc;

mod age;
pub mod answer;
pub mod baremes;
mod case;
pub mod co2;
pub mod facts;
mod fiscal_power;
mod fixed;
pub mod law;
mod malus;
pub mod mass;
pub mod rates;
mod scope;
mod simulate;
pub mod snapshot;
mod total;
mod y1;
mod y2;

pub use answer::Simulation;
pub use baremes::Baremes;
pub use co2::{co2_table, malus_co2_at};
pub use facts::Facts;
pub use mass::mass_tax;
pub use rates::{price_per_cv, rate_history, region_by_code, region_of_departement};
pub use simulate::{questions, simulate};
