//! SQLite as the workflows see it: the traits of [`crate::dialect`], filled from this folder.

use super::lexer::{quote, tokens};
use super::session::{Session, plain, short};
use super::{draft, split};
use crate::dialect::contents::Contents;
use crate::dialect::{
    Access, Applied, Cascade, Conduct, Database, Dialect, Effect, Form, Ignore, Piece, Run, Trace,
};
use crate::diff::Rename;
use crate::draft::Draft;
use crate::error::{Error, Result};
use crate::project::{DatabaseUrl, SqliteMode};
use crate::schema::{Name, Schema};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// SQLite, with the folder that relative paths of URLs begin in.
#[derive(Debug, Clone)]
pub struct Sqlite {
    root: PathBuf,
}

impl Sqlite {
    /// Relative paths begin in `root`.
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }
}

impl Dialect for Sqlite {
    fn open(
        &self,
        url: &DatabaseUrl,
        access: Access,
        ignore: &Ignore,
    ) -> Result<Box<dyn Database>> {
        let Some(path) = url.sqlite_path_in(&self.root) else {
            return Err(Error::usage(
                "a database in memory is empty whenever it is opened, so there is nothing to work on",
            )
            .hint("name a file, as in sqlite:dev.db"));
        };
        if access != Access::Read {
            refuse_read_only(url)?;
        }
        let mut session = Session::open(&path, access)?;
        if let Some(ledger) = &ignore.ledger {
            session.set_ledger(ledger);
        }
        session.set_ignore(ignore.clone());
        Ok(Box::new(session))
    }

    fn exists(&self, url: &DatabaseUrl) -> Result<bool> {
        Ok(url
            .sqlite_path_in(&self.root)
            .is_some_and(|path| path.exists()))
    }

    fn key(&self, url: &DatabaseUrl) -> Result<String> {
        let path = url.sqlite_path_in(&self.root).ok_or_else(|| {
            Error::usage("the development database is in memory, so nothing of it would stay")
                .hint("name a file, as in sqlite:dev.db")
        })?;
        // The folder is there before the file is: the key must be the same before and after.
        let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
        let canonical = match (path.canonicalize(), folder, path.file_name()) {
            (Ok(canonical), ..) => canonical,
            (Err(_), Some(folder), Some(name)) => folder.join(name),
            _ => std::path::absolute(&path).unwrap_or(path),
        };
        Ok(format!("sqlite:{}", canonical.display()))
    }

    fn backup_extension(&self) -> &'static str {
        "db"
    }

    fn check_backup(&self, path: &Path) -> Result<()> {
        Session::open(path, Access::Read)?.applied().map(|_| ())
    }

    fn create_scratch(&self) -> Result<Option<DatabaseUrl>> {
        Ok(None)
    }

    fn drop_scratch(&self, _: &DatabaseUrl) -> Result<bool> {
        Ok(false)
    }

    fn surroundings(&self) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    fn empty(&self, ignore: &Ignore) -> Result<Box<dyn Database>> {
        let mut session = Session::in_memory()?;
        session.throw_away()?;
        if let Some(ledger) = &ignore.ledger {
            session.set_ledger(ledger);
        }
        session.set_ignore(ignore.clone());
        Ok(Box::new(session))
    }

    fn drafts(
        &self,
        from: &Schema,
        to: &Schema,
        renames: &[Rename],
        _: Form,
    ) -> Result<Vec<Draft>> {
        draft::drafts(from, to, renames)
    }

    fn renamed(&self, schema: &Schema, renames: &[Rename]) -> Result<Schema> {
        draft::renamed(schema, renames)
    }

    fn broken_objects(&self, schema: &Schema) -> Result<Vec<(String, String)>> {
        draft::build(schema)?.broken_objects()
    }

    fn statements(&self, sql: &str) -> Vec<Piece> {
        split::statements(sql)
    }

    fn defines_outside_transactions(&self) -> bool {
        false
    }

    fn conduct(&self, sql: &str, piece: &Piece) -> Conduct {
        super::conduct::conduct(sql, piece)
    }

    fn renames_in(&self, sql: &str) -> Vec<Rename> {
        super::renamed::renames_in(sql)
    }

    fn renames_made_by(&self, sql: &str) -> Vec<Rename> {
        super::renamed::renames_made_by(sql)
    }

    fn read_texts(&self, texts: &[&str], ignore: &Ignore) -> Option<Schema> {
        super::shards::read(texts, ignore)
    }

    fn version(&self) -> String {
        format!("sqlite {}", rusqlite::version())
    }
}

fn refuse_read_only(url: &DatabaseUrl) -> Result<()> {
    let immutable = ["immutable=1", "immutable=true"]
        .iter()
        .find(|text| url.expose().contains(**text));
    let said = match url.sqlite_mode() {
        Some(SqliteMode::ReadOnly) => Some(&"mode=ro"),
        _ => immutable,
    };
    match said {
        Some(said) => Err(Error::usage(format!(
            "the URL says {said}: the database may not be written"
        ))
        .hint(match said.starts_with("mode") {
            true => "write mode=rw in its place, or leave it out",
            false => "leave it out of the URL, as in sqlite:dev.db",
        })),
        None => Ok(()),
    }
}

impl Database for Session {
    fn inspect(&self) -> Result<Schema> {
        self.inspect()
    }

    fn catalog_text(&self) -> Result<String> {
        self.catalog_text()
    }

    fn contents(&self) -> Result<Contents> {
        self.contents()
    }

    fn may_have_rows(&self) -> bool {
        self.may_have_rows()
    }

    fn is_empty(&self) -> Result<bool> {
        Ok(self.catalog_text()?.is_empty())
    }

    fn run(&mut self, run: &Run, trace: Trace) -> Result<Duration> {
        self.run(run, trace)
    }

    fn set_foreign_keys(&mut self, on: bool) -> Result<bool> {
        self.set_foreign_keys(on).map(|()| true)
    }

    fn has_ledger(&self) -> Result<bool> {
        self.has_ledger()
    }

    fn applied(&self) -> Result<Vec<Applied>> {
        self.applied()
    }

    fn stamp(&mut self, applied: &[Applied], removed: &[i64]) -> Result<()> {
        self.stamp(applied, removed)
    }

    fn row_count(&self, table: &str) -> Result<u64> {
        self.row_count(table)
    }

    fn snapshot(&self, folder: &Path) -> Result<Box<dyn Database>> {
        Ok(Box::new(self.copy(folder)?))
    }

    fn back_up_to(&self, path: &Path) -> Result<()> {
        self.back_up_to(path)
    }

    fn restore_from(&mut self, backup: &Path) -> Result<()> {
        self.restore_from(backup)
    }

    fn broken_objects(&self) -> Result<Vec<(String, String)>> {
        self.broken_objects()
    }

    fn cascades(&mut self, sql: &str) -> Result<Vec<(usize, Cascade)>> {
        let pieces = split::statements(sql);
        if !pieces.iter().any(|piece| piece.is(&["DROP", "TABLE"])) {
            return Ok(Vec::new());
        }
        self.execute("BEGIN").map_err(|cause| plain(&cause))?;
        let outcome = self.watch(sql, &pieces);
        if !self.connection().is_autocommit() {
            self.execute("ROLLBACK").map_err(|cause| plain(&cause))?;
        }
        outcome.map_err(|cause| plain(&cause))
    }

    fn claim(&mut self, _: Duration) -> Result<()> {
        Ok(())
    }

    fn observe(&mut self, _: bool) -> Result<()> {
        Ok(())
    }

    fn effects(&mut self) -> Vec<Effect> {
        Vec::new()
    }

    fn sample(&self, table: &str, column: &str, most: usize) -> Result<Vec<String>> {
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut query = self.connection().prepare(&format!(
                "SELECT quote({}) FROM {} LIMIT {most}",
                quote(column),
                quote(table)
            ))?;
            let rows = query.query_map([], |row| row.get(0))?;
            rows.collect()
        };
        read().map_err(|cause| Error::failed(short(&cause)))
    }
}

impl Session {
    /// Runs the statements one by one and asks before each what it would take along.
    fn watch(&self, sql: &str, pieces: &[Piece]) -> rusqlite::Result<Vec<(usize, Cascade)>> {
        let mut found = Vec::new();
        for piece in pieces {
            let statement = &sql[piece.range.clone()];
            // Behind a COMMIT of its own the script is no longer in the runner's hands.
            if self.connection().is_autocommit() {
                return Ok(Vec::new());
            }
            if let Some(parent) = dropped_table(statement, piece) {
                found.extend(
                    self.children(&parent)?
                        .into_iter()
                        .map(|cascade| (piece.range.start, cascade)),
                );
            }
            if piece.is(&["COMMIT"]) || piece.is(&["END"]) {
                break;
            }
            self.execute(statement)?;
        }
        let mut kept = Vec::new();
        for (at, cascade) in found {
            let there: i64 = self.connection().query_row(
                "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND lower(name) = lower(?1)",
                [&cascade.child],
                |row| row.get(0),
            )?;
            if there > 0 && !goes_by_itself(sql, pieces, at, &cascade.child) {
                kept.push((at, cascade));
            }
        }
        Ok(kept)
    }

    /// `DROP TABLE` first deletes the rows, which fires what others say ON DELETE
    /// (<https://sqlite.org/foreignkeys.html#fk_schemacommands>).
    fn children(&self, parent: &Name) -> rusqlite::Result<Vec<Cascade>> {
        let mut query = self.connection().prepare(
            "SELECT DISTINCT m.name, k.on_delete FROM sqlite_schema m, pragma_foreign_key_list(m.name) k
             WHERE m.type = 'table' AND lower(k.\"table\") = ?1 AND lower(m.name) <> ?1
               AND k.on_delete IN ('CASCADE', 'SET NULL', 'SET DEFAULT')",
        )?;
        let rows = query.query_map([parent.key()], |row| {
            Ok(Cascade {
                parent: parent.to_string(),
                child: row.get(0)?,
                action: row.get(1)?,
            })
        })?;
        rows.collect()
    }
}

fn dropped_table(statement: &str, piece: &Piece) -> Option<Name> {
    if !piece.is(&["DROP", "TABLE"]) {
        return None;
    }
    let name = tokens(statement)
        .into_iter()
        .rev()
        .find_map(|token| token.name(statement));
    name.map(Name::folded)
}

/// Whether the script drops the child behind this byte, before anything else is done with it: its
/// rows were to go in any case.
fn goes_by_itself(sql: &str, pieces: &[Piece], at: usize, child: &str) -> bool {
    let child = Name::folded(child);
    let later = pieces.iter().filter(|piece| piece.range.start > at);
    for piece in later {
        let statement = &sql[piece.range.clone()];
        if dropped_table(statement, piece).is_some_and(|name| name == child) {
            return true;
        }
        let mentions = |text: String| Name::folded(text) == child;
        if tokens(statement)
            .iter()
            .any(|token| token.name(statement).is_some_and(mentions))
        {
            return false;
        }
    }
    false
}
