//! The same promises on PostgreSQL, and those that only a server can break.
//!
//! Every test makes databases of its own on one server. That is a throwaway cluster that the test
//! process starts, or the one that `POSTGRES_TEST_URL` names: `cargo xtask test` starts one for all
//! test processes. Its role must be a superuser.

mod project;
pub(crate) mod server;

mod apply;
mod backup;
mod bad_input;
mod kill;
mod neighbours;
mod pairs;
mod proof;
mod race;
mod scratch;
mod sides;
mod sqlx_migrator;
mod steps;
mod test_project;
mod throwaway;
mod wide;
mod workflow;
