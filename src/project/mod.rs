//! Where am I: the Cargo project or workspace, its configuration, and the database it means.
//!
//! Everything is read from files next to the manifest; `cargo metadata` runs only where nothing
//! less can answer ([`Project::target_directory`], `--package` with an unusual member), so that
//! finding the project takes well below a millisecond. Databases are not touched here.
//!
//! # Where a setting comes from
//! Flags come first. Then the first of these that has a table is the configuration, whole:
//! the file of `--config`, `[package.metadata.migrate]`, `[workspace.metadata.migrate]`, and
//! `[migrate]` in a `migrate.toml` beside the manifest. What it leaves out has a default.
//! sqlx's own `sqlx.toml` gives the ledger's table name, the migrations folder and the name of
//! the URL's variable where the configuration doesn't, and must not contradict it.

mod bounds;
mod command;
mod config;
mod database;
mod discover;
mod document;
mod engine;
mod env;
mod features;
mod place;
mod redact;
mod sources;
mod sqlx_toml;
mod target;
mod url;

pub use config::KEYS;
pub use discover::{Options, Project};
pub use engine::{Engine, ScratchServer};
pub use env::UrlSource;
pub use url::{DatabaseUrl, SqliteMode, is_loopback};
