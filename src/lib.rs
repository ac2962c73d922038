//! `cargo migrate`: drafts, proves and runs database schema migrations in sqlx's file format.

pub mod cli;
pub mod dialect;
pub mod diff;
pub mod draft;
pub mod error;
mod failpoint;
pub mod journal;
pub mod migration;
pub mod project;
pub mod report;
pub mod schema;
pub mod workflow;

pub use error::{Error, Kind, Result};
