//! One folder an engine, the same rooms in each: `inspect` (catalog to model), `plan` (difference
//! to script), `session` (an open database), `snapshot` (private copies).

pub mod contents;
mod database;
pub mod sqlite;

pub use database::{Access, Applied, Cascade, Database, Dialect, Ignore, Note, Piece, Run, Trace};
