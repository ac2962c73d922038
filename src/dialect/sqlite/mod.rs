//! SQLite.

pub mod contents;
pub mod draft;
pub mod inspect;
pub mod lexer;
pub mod parse;
pub mod plan;
pub mod session;
pub mod snapshot;
pub mod split;
