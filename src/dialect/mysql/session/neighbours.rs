//! Refuses what would reach beyond the database that a script is run on.
//!
//! A database of MySQL is no more than a prefix: a script that names another one works there,
//! wherever it runs. On a copy it would so change the development database; and what it does to
//! users and privileges is done to the server, whose databases are all of its owner's.

use super::Session;
use super::errors::plain;
use crate::dialect::mysql::inspect::home::Home;
use crate::dialect::mysql::lexer::tokens;
use crate::dialect::script::{changes_server, place};
use crate::dialect::{Piece, Run};
use crate::error::{Error, Result};
use std::collections::BTreeSet;

/// Databases that every server has, and that scripts only read.
const SYSTEM: [&str; 2] = ["information_schema", "performance_schema"];

/// How statements begin that change the server as a whole.
const WIDE: &[&[&str]] = &[
    &["CREATE", "USER"],
    &["CREATE", "ROLE"],
    &["CREATE", "DATABASE"],
    &["CREATE", "SCHEMA"],
    &["CREATE", "SERVER"],
    &["CREATE", "TABLESPACE"],
    &["CREATE", "OR", "REPLACE", "USER"],
    &["CREATE", "OR", "REPLACE", "ROLE"],
    &["CREATE", "OR", "REPLACE", "DATABASE"],
    &["CREATE", "OR", "REPLACE", "SERVER"],
    &["ALTER", "USER"],
    &["ALTER", "SERVER"],
    &["ALTER", "INSTANCE"],
    &["DROP", "USER"],
    &["DROP", "ROLE"],
    &["DROP", "DATABASE"],
    &["DROP", "SCHEMA"],
    &["DROP", "SERVER"],
    &["RENAME", "USER"],
    &["GRANT"],
    &["REVOKE"],
    &["SET", "GLOBAL"],
    &["SET", "PERSIST"],
    &["SET", "PASSWORD"],
    &["SET", "DEFAULT", "ROLE"],
    &["SET", "@@", "GLOBAL"],
    &["INSTALL"],
    &["UNINSTALL"],
    &["PURGE"],
    &["RESET"],
    &["CHANGE"],
    &["START", "SLAVE"],
    &["START", "REPLICA"],
    &["STOP"],
    &["SHUTDOWN"],
    &["KILL"],
    &["FLUSH"],
];

impl Session {
    /// Refuses a statement that leaves this database, or would change others.
    pub(super) fn refuse_reaching_out(&self, run: &Run, piece: &Piece) -> Result<()> {
        if piece.is(&["USE"]) {
            return Err(Error::failed(
                "the script goes over to another database, and would not come back for the ledger",
            )
            .at(place(run, piece.range.clone(), "here"))
            .hint("leave USE out: the database is that of the URL"));
        }
        let Some(sibling) = &self.sibling else {
            return Ok(());
        };
        if WIDE.iter().any(|head| piece.is(head)) && !sibling.is_alone() {
            return Err(changes_server(run, piece.range.clone())
                .note("users, privileges and settings of the server are not of this database"));
        }
        self.refuse_other_databases(run, piece, sibling.name())
    }

    fn refuse_other_databases(&self, run: &Run, piece: &Piece, own: &str) -> Result<()> {
        let statement = &run.sql[piece.range.clone()];
        let named = qualifiers(statement);
        if named.is_empty() {
            return Ok(());
        }
        let known = self.databases.borrow().clone();
        let databases = match known {
            Some(databases) => databases,
            None => self.read_databases()?,
        };
        let other = databases.iter().find(|database| {
            named.contains(*database)
                && *database != own
                && !SYSTEM.contains(&database.as_str())
                && Home::new(database).bare(statement) != statement
        });
        match other {
            None => Ok(()),
            Some(database) => Err(Error::failed(format!(
                "the script names the database `{database}`, so it would work there wherever it runs"
            ))
            .at(place(run, piece.range.clone(), "here"))
            .note("it cannot be tried on a copy, which has another name")
            .hint("leave the name out: the database is that of the URL")),
        }
    }

    fn read_databases(&self) -> Result<Vec<String>> {
        let rows = self
            .query("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA")
            .map_err(|cause| plain(&cause))?;
        let databases: Vec<String> = rows.iter().map(|row| row.text(0).to_owned()).collect();
        *self.databases.borrow_mut() = Some(databases.clone());
        Ok(databases)
    }
}

/// The names that stand before a dot.
fn qualifiers(sql: &str) -> BTreeSet<String> {
    if !sql.contains('.') {
        return BTreeSet::new();
    }
    let all = tokens(sql);
    all.windows(2)
        .filter(|pair| pair[1].is_symbol(sql, "."))
        .filter_map(|pair| pair[0].name(sql))
        .collect()
}
