//! Black-box tests of the binary, a module a capability.
//!
//! Every test builds its own small project in a temporary folder ([`project::TestProject`]) and
//! runs the real binary in it, with an environment of its own and a fixed clock.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod case;
mod output;
mod project;
mod server_project;

mod apply;
mod backup;
mod bad_input;
mod check;
mod check_git;
mod current;
mod draft;
mod help;
mod history;
mod hook;
mod kill;
mod mysql;
mod pairs;
mod postgres;
mod race;
mod roundtrip;
mod schema_source;
mod scratch;
mod secrets;
mod sqlx_migrator;
mod steps;
mod test_projects;
mod workflow;
