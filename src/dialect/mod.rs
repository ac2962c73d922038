//! One folder an engine, the same rooms in each: `inspect` (catalog to model), `plan` (difference
//! to script), `session` (an open database), `snapshot` (private copies).

pub mod sqlite;
