//! Outcomes as terminal text, JSON and GitHub annotations.
//!
//! Everything that this tool prints goes through one [`Terminal`], which tests replace by
//! buffers. Human text goes to standard error with cargo's right-aligned verbs; data (SQL, JSON,
//! lists) to standard output, untouched. What a person reads has its control characters escaped
//! ([`escape`]) and its passwords masked ([`mask()`]), because names and comments come from files
//! and databases that others wrote. What to say, and when, is left to `cli`.

pub mod ask;
pub mod diagnostic;
pub mod escape;
pub mod finding;
pub mod format;
pub mod mask;
pub mod sql;
pub mod style;
pub mod table;
pub mod terminal;

mod stream;

pub use finding::{Item, Severity};
pub use format::Format;
pub use mask::mask;
pub use table::{Cell, Table};
pub use terminal::Terminal;
