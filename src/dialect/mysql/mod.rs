//! MySQL and MariaDB.
//!
//! `flavour` says which of the two a server is, and holds what only MySQL does; `connect` is a
//! connection, `server` and `cluster` say where throwaway databases are made, `inspect` makes the
//! model of the catalog, `plan` scripts of changes, `session` is an open database, `dormant` keeps
//! events from running in throwaway ones, `sight` refuses who may not see everything, `shown` mends
//! what SHOW CREATE says. `lexer` and `split` cut scripts, `quote` writes names and texts.

mod clause;
pub mod cluster;
mod conduct;
pub mod connect;
mod dormant;
pub mod draft;
pub mod engine;
pub mod flavour;
pub mod inspect;
pub mod lexer;
mod place;
mod plan;
pub mod quote;
mod renamed;
pub mod server;
pub mod session;
mod shown;
mod sight;
pub mod split;
mod text;
