//! What the migrations folder holds: file names, scripts, the history they form, the ways a
//! person names a version of it, and what is unsound about it.
//!
//! The rules are sqlx's own (`sqlx-core/src/migrate/source.rs` of 0.9.0), so that an application's
//! `sqlx::migrate!` sees exactly the history that is seen here. What sqlx would ignore without a
//! word, or would trip over half-way, becomes a [`Finding`] here. Nothing in this module talks to
//! a database or prints: running migrations is `workflow`'s, telling about them `report`'s.

pub mod clock;
mod file;
mod folder;
pub mod git;
mod history;
mod revision;
mod soundness;
mod write;

pub use file::{Direction, FileName, Script};
pub use history::{History, Migration};
pub use revision::{Bearing, Revision, Standing};
pub use soundness::{Finding, FindingKind, LARGEST_SCRIPT, Severity};
pub use write::{next_version, slug, version_now, write_pair};
