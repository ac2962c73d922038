//! One folder an engine, the same rooms in each: `inspect` (catalog to model), `plan` (difference
//! to script), `session` (an open database), `snapshot` (private copies).

mod backup_file;
mod claim;
pub mod contents;
mod database;
mod graph;
mod looks;
pub mod mysql;
pub mod postgres;
mod reach;
mod script;
pub mod sqlite;
pub mod steps;
mod throwaway;

use database::LEDGERS;
pub use database::{
    Access, Applied, Cascade, Database, Dialect, Effect, Form, Ignore, Note, Piece, Run, Trace,
};
pub use steps::{Conduct, Way};
