//! PostgreSQL.
//!
//! `connect` is a connection, `server` and `cluster` say where throwaway databases are made,
//! `inspect` makes the model of the catalog, `plan` scripts of changes, `online` those that let
//! others work meanwhile, `session` is an open database.

pub mod cluster;
mod conduct;
pub mod connect;
pub mod draft;
pub mod engine;
pub mod inspect;
pub mod lexer;
mod naming;
mod online;
mod place;
pub mod plan;
pub mod quote;
mod renamed;
pub mod server;
pub mod session;
pub mod split;
