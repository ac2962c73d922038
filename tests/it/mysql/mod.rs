//! The same promises on MariaDB, and those that only a server can break.
//!
//! Every test makes databases of its own on one server. That is a throwaway server that the test
//! process starts, or the one that `MYSQL_TEST_URL` names: `cargo xtask test` starts one for all
//! test processes. Its user must have all privileges.

mod project;
mod server;
mod test_project;

mod apply;
mod backup;
mod bad_input;
mod neighbours;
mod pairs;
mod race;
mod sqlx_migrator;
mod steps;
mod throwaway;
mod workflow;
