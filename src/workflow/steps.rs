//! Runs that cannot be one transaction, so that a killed one is never stranded.
//!
//! A script that the engine cannot run as a whole is `cut` into steps. It is rehearsed on a
//! snapshot, which shows of every step whether it can be part of a transaction and, where it
//! cannot, which objects it changes and how (`effect`). Then it `run`s, each step marked in the
//! `record` in the database itself. Whoever comes to a database with such a record first finishes
//! it (`resume`): a step that was in a transaction has happened where its mark says so; of one that
//! was not, the objects that it was to change show whether it has (`verdict`). `stranded` says in
//! words how it stands.
//!
//! Why marks alone are not enough: between a statement and its mark there is a moment in which a
//! process can die, and only the database can tell what it had come to.

mod cut;
mod effect;
mod record;
mod resume;
mod run;
mod stranded;
mod verdict;

pub use cut::{Step, cut};
pub use resume::{Finished, resume};
pub use run::{Course, Errand, rehearse, run};
pub use stranded::{FILE_CHANGED, Stranded};

pub(super) use resume::discard;
