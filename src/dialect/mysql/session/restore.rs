//! Puts the content of a backup in the place of a database's.
//!
//! No transaction can hold it. So the backup is filled into a database beside this one first, which
//! proves it; then all tables change their places in one statement, which the server does wholly or
//! not at all. Only routines, views, triggers and events are dropped and made one by one.

use super::Session;
use super::backup::{Backup, Part};
use super::copy::definitions::{Code, Definitions, dormant, make_code};
use super::errors::plain;
use crate::dialect::mysql::connect::Connection;
use crate::dialect::mysql::inspect::home::Home;
use crate::dialect::mysql::quote::{ident, text};
use crate::dialect::mysql::server::{Server, Sibling};
use crate::dialect::steps::RECORD;
use crate::error::{Error, Kind, Result};
use crate::project::ScratchServer;
use std::path::Path;

/// What a backup brings that is no table.
type Codes = Vec<Code>;

impl Session {
    /// Puts the content of a backup in the place of this database's.
    ///
    /// # Errors
    /// Failed where the database is as it was, broken where it is not: then the same command can be
    /// run again.
    pub(super) fn restore_from(&mut self, path: &Path) -> Result<()> {
        self.changed();
        self.has_ledger.set(false);
        let again = format!("cargo migrate restore {}", path.display());
        self.restore(path)
            .map_err(|error| error.context(format!("failed to restore {}", path.display())))
            .map_err(|error| match error.kind() {
                Kind::Broken => error.hint(again),
                _ => error,
            })
    }

    fn restore(&self, path: &Path) -> Result<()> {
        // Beside this database, wherever throwaway databases are made else.
        let server = Server::new(Some(self.url.clone()), ScratchServer::Development);
        let beside = || {
            server.create().map_err(|error| {
                let first = error.hints().first().cloned();
                let needed = Error::new(error.kind(), error.message())
                    .note("a backup is filled into a database beside this one first");
                first.into_iter().fold(needed, Error::hint)
            })
        };
        let (new, old) = (beside()?, beside()?);
        let mut filled = Connection::open(new.url())?;
        let code = fill(path, &mut filled)?;
        drop_triggers(&code, &mut filled)?;
        let own = Definitions::read(self, false)?.ok_or_else(|| {
            Error::failed("somebody changes the schema of this database")
                .hint("wait until they are done, and run the command again")
        })?;
        let own: Codes = own.code().to_vec();
        let keeps = |code: &&Code| !self.leaves_out(&code.name);
        // What can be replaced in its place keeps what is granted on it.
        let stays = |own: &&Code| {
            let same = |new: &Code| new.kind == own.kind && new.name == own.name;
            self.replaces(own) && code.iter().any(same)
        };
        self.drop_code(own.iter().filter(keeps).filter(|own| !stays(own)))
            .map_err(|error| error.with_kind(Kind::Broken))?;
        if let Err(error) = self.swap(&new, &old, &mut filled) {
            let own: Codes = own.iter().filter(keeps).cloned().collect();
            let back = self.make_again(&own);
            return Err(match back {
                Ok(()) => error,
                Err(_) => error.with_kind(Kind::Broken),
            });
        }
        let code: Codes = code.iter().filter(keeps).cloned().collect();
        self.bring_defaults_home(new.name())
            .and_then(|()| self.make_again(&code))
            .map_err(|error| error.with_kind(Kind::Broken))
    }

    /// A default that asks a sequence for its next number names the database in which it was made.
    fn bring_defaults_home(&self, database: &str) -> Result<()> {
        let home = Home::new(database);
        let rows = self
            .query(&format!(
                "SELECT TABLE_NAME, COLUMN_NAME, COLUMN_DEFAULT FROM information_schema.COLUMNS
                 WHERE TABLE_SCHEMA = DATABASE() AND INSTR(COLUMN_DEFAULT, {})",
                text(database)
            ))
            .map_err(|cause| plain(&cause))?;
        for row in &rows {
            let sql = format!(
                "ALTER TABLE {} ALTER COLUMN {} SET DEFAULT ({})",
                ident(row.text(0)),
                ident(row.text(1)),
                home.bare(row.text(2))
            );
            self.execute(&sql).map_err(|cause| plain(&cause))?;
        }
        Ok(())
    }

    /// Lets the tables of this database and the new ones change places, all or none.
    fn swap(&self, new: &Sibling, old: &Sibling, filled: &mut Connection) -> Result<()> {
        let failed = |cause: sqlx::Error| plain(&cause);
        let stays = |name: &str| {
            let ours = name == self.ledger.replace('`', "") || name == RECORD;
            !ours && self.leaves_out(name)
        };
        const TABLES: &str = "SELECT TABLE_NAME FROM information_schema.TABLES
            WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE <> 'VIEW'";
        let own = self
            .one_text("SELECT DATABASE()")
            .map_err(|cause| plain(&cause))?;
        let away = self.query(TABLES).map_err(failed)?;
        let here = filled.query(TABLES).map_err(failed)?;
        let moves = |rows: &[super::Answer], from: &str, to: &str| -> Vec<String> {
            rows.iter()
                .map(|row| row.text(0))
                .filter(|name| !stays(name))
                .map(|name| {
                    let name = ident(name);
                    format!("{}.{name} TO {}.{name}", ident(from), ident(to))
                })
                .collect()
        };
        let mut all = moves(&away, &own, old.name());
        all.extend(moves(&here, new.name(), &own));
        if all.is_empty() {
            return Ok(());
        }
        let checks = self
            .one_text("SELECT @@foreign_key_checks")
            .map_err(|cause| plain(&cause))?;
        let outcome = self.execute(&format!(
            "SET SESSION foreign_key_checks = 0;\nRENAME TABLE {}",
            all.join(", ")
        ));
        let _ = self.execute(&format!("SET SESSION foreign_key_checks = {checks}"));
        outcome.map_err(failed)
    }

    fn drop_code<'a>(&self, code: impl Iterator<Item = &'a Code>) -> Result<()> {
        for code in code {
            let sql = format!("DROP {} IF EXISTS {}", code.kind, ident(&code.name));
            self.execute(&sql).map_err(|cause| plain(&cause))?;
        }
        Ok(())
    }

    /// Makes routines, views, triggers and events in this database.
    fn make_again(&self, code: &[Code]) -> Result<()> {
        let mut code = code.to_vec();
        for routine in code.iter_mut().filter(|code| self.replaces(code)) {
            routine.create = routine.create.replacen("CREATE ", "CREATE OR REPLACE ", 1);
        }
        // A connection of its own, which the settings of each may change.
        make_code(&code, &mut Connection::open(&self.url)?)
    }

    /// Whether this can take the place of another one of its name.
    fn replaces(&self, code: &Code) -> bool {
        let is_routine = code.kind == "FUNCTION" || code.kind == "PROCEDURE";
        is_routine && self.flavour.replaces_routines()
    }
}

/// Fills an empty database with a backup. Gives what it has besides tables, which is there, too.
fn fill(path: &Path, target: &mut Connection) -> Result<Codes> {
    let failed = |cause: sqlx::Error| plain(&cause);
    let mut backup = Backup::open(path)?;
    let mut code = Vec::new();
    loop {
        match backup.next().clone() {
            Part::Statements => {
                let sql = backup.text()?;
                target.execute(&sql).map_err(failed)?;
            }
            Part::Rows => {
                while let Some(sql) = backup.rows()? {
                    target.execute(&sql).map_err(failed)?;
                }
            }
            Part::Code(what) => code.push(backup.code(&what)?),
            Part::End => break,
        }
    }
    make_code(&dormant(&code), target)?;
    Ok(code)
}

/// A table with triggers does not change its database.
fn drop_triggers(code: &[Code], target: &mut Connection) -> Result<()> {
    for trigger in code.iter().filter(|code| code.kind == "TRIGGER") {
        target
            .execute(&format!("DROP TRIGGER IF EXISTS {}", ident(&trigger.name)))
            .map_err(|cause| {
                Error::failed(format!(
                    "the trigger {} cannot be put in its place: {}",
                    trigger.name,
                    crate::dialect::mysql::connect::said(&cause)
                ))
            })?;
    }
    Ok(())
}
