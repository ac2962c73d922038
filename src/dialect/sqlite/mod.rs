//! SQLite.

mod conduct;
pub mod contents;
pub mod draft;
pub mod engine;
pub mod inspect;
pub mod lexer;
pub mod parse;
pub mod plan;
mod renamed;
pub mod session;
mod shards;
pub mod snapshot;
pub mod split;
