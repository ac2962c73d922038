//! Backups: one file of SQL that psql can run, too.
//!
//! A backup holds what a first run on an empty database would do: the schema, the rows as
//! `COPY … FROM stdin` blocks, where the sequences stand, and what must come after the rows. Lines
//! with a word that was made up for this file tell the parts apart, so that nothing in a function's
//! body or in a row can be taken for such a line.

use super::Session;
use super::copy::{BUILDING, Frozen};
use super::errors::plain;
use crate::dialect::backup_file::{self, WORD};
use crate::error::{Error, Result};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;

/// How every backup begins.
pub(super) const TITLE: &str = "-- cargo-migrate: backup of a PostgreSQL database, format 1";

/// How the line begins that names an extension.
pub(super) const EXTENSION: &str = "-- extension: ";

/// How the line begins that says whether the ledger is in it.
pub(super) const LEDGER: &str = "-- ledger: ";

/// Refuses a file that is no backup, or one that was not written to its end.
pub fn check_backup(path: &Path) -> Result<()> {
    backup_file::check(path, TITLE)
}

/// What stands behind a line with the file's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Statements, up to the next such line.
    Statements,
    /// One `COPY … FROM stdin;` and its rows, up to the line `\.`.
    Rows,
    /// Nothing more.
    End,
}

impl Part {
    /// The line that begins it.
    fn line(self, word: &str) -> String {
        match self {
            Self::Statements => format!("-- {word} statements"),
            Self::Rows => format!("-- {word} rows"),
            Self::End => backup_file::end(word),
        }
    }
}

impl Session {
    /// Writes a copy of this database to a new file. The file appears whole or not at all.
    pub(super) fn back_up_to(&self, path: &Path) -> Result<()> {
        backup_file::write(path, |file| {
            let empty = {
                let sibling = self.server.create()?;
                Self::throwaway(&self.server, sibling, &self.ignore)?.inspect()?
            };
            let frozen = self.freeze(&empty)?;
            let outcome = self.write(&frozen, file);
            let ended = self.execute("ROLLBACK").map_err(|cause| plain(&cause));
            outcome.and(ended)
        })
    }

    fn write(&self, frozen: &Frozen, file: &mut dyn Write) -> Result<()> {
        let failed = |cause: std::io::Error| Error::failed(format!("failed to write: {cause}"));
        let facts = self
            .one_text("SELECT format('database %s, PostgreSQL %s, %s', quote_ident(current_database()), current_setting('server_version'), to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS UTC'))")
            .map_err(|cause| plain(&cause))?;
        let word = self
            .one_text("SELECT replace(gen_random_uuid()::text, '-', '')")
            .map_err(|cause| plain(&cause))?;
        let mut head = format!(
            "{TITLE}\n-- {}\n-- to fill an empty database with it by hand: psql -1 -f FILE\n{WORD}{word}\n{LEDGER}{}\n",
            facts.replace('\n', " "),
            if frozen.ledger.is_some() { "yes" } else { "no" }
        );
        for extension in &frozen.extensions {
            head.push_str(&format!("{EXTENSION}{extension}\n"));
        }
        head.push_str(&Part::Statements.line(&word));
        head.push_str(&format!(
            "\n{}{BUILDING}{}\n{}",
            frozen.path(),
            frozen.ledger.as_deref().unwrap_or_default(),
            frozen.before
        ));
        file.write_all(head.as_bytes()).map_err(failed)?;
        for rows in &frozen.tables {
            let line = Part::Rows.line(&word);
            file.write_all(format!("{line}\n{};\n", rows.into).as_bytes())
                .map_err(failed)?;
            self.talk(|connection| connection.copy_out(&rows.out, file))
                .map_err(|cause| plain(&cause).context("failed to write the rows"))?;
            file.write_all(b"\\.\n").map_err(failed)?;
        }
        let tail = format!(
            "{}\n{}{}{}\n",
            Part::Statements.line(&word),
            frozen.sequences,
            frozen.after,
            Part::End.line(&word)
        );
        file.write_all(tail.as_bytes()).map_err(failed)
    }
}

/// Reads a backup part by part.
pub(super) struct Backup {
    file: BufReader<std::fs::File>,
    word: String,
    /// The lines before the first part.
    head: String,
    next: Part,
}

impl Backup {
    /// Opens a backup that was checked.
    pub(super) fn open(path: &Path) -> Result<Self> {
        check_backup(path)
            .map_err(|error| error.context(format!("{} is no backup", path.display())))?;
        let file = std::fs::File::open(path).map_err(|cause| {
            Error::failed(format!("failed to open {}: {cause}", path.display()))
        })?;
        let mut backup = Self {
            file: BufReader::new(file),
            word: String::new(),
            head: String::new(),
            next: Part::Statements,
        };
        let mut head = String::new();
        while !head.contains(WORD) {
            if backup.line(&mut head)? == 0 {
                return Err(Error::failed("the backup ends too early"));
            }
        }
        let word = head.lines().find_map(|line| line.strip_prefix(WORD));
        word.unwrap_or_default().clone_into(&mut backup.word);
        backup.head = head + &backup.statements()?;
        Ok(backup)
    }

    /// What the lines before the first part say that begin so.
    pub(super) fn said<'a>(&'a self, begin: &'a str) -> impl Iterator<Item = &'a str> {
        self.head
            .lines()
            .filter_map(move |line| line.strip_prefix(begin))
    }

    /// What comes next.
    pub(super) fn next(&self) -> Part {
        self.next
    }

    fn line(&mut self, into: &mut String) -> Result<usize> {
        self.file
            .read_line(into)
            .map_err(|cause| Error::failed(format!("failed to read the backup: {cause}")))
    }

    /// The text up to the next line with the file's word.
    pub(super) fn statements(&mut self) -> Result<String> {
        let mut text = String::new();
        loop {
            let start = text.len();
            if self.line(&mut text)? == 0 {
                return Err(Error::failed("the backup ends too early"));
            }
            let parts = [Part::Statements, Part::Rows, Part::End];
            let line = text[start..].trim_end();
            if let Some(part) = parts.into_iter().find(|part| part.line(&self.word) == line) {
                self.next = part;
                text.truncate(start);
                return Ok(text);
            }
        }
    }

    /// The statement `COPY … FROM stdin` that stands here; its rows are read next.
    pub(super) fn copy(&mut self) -> Result<String> {
        let mut line = String::new();
        self.line(&mut line)?;
        Ok(line.trim_end().trim_end_matches(';').to_owned())
    }

    /// The rows up to the line `\.`, which is read, too.
    pub(super) fn rows(&mut self) -> RowReader<'_> {
        RowReader {
            file: &mut self.file,
            line: Vec::new(),
            at: 0,
            ended: false,
        }
    }

    /// Goes to the next part behind rows.
    pub(super) fn skip_to_part(&mut self) -> Result<()> {
        let rest = self.statements()?;
        if rest.trim().is_empty() {
            Ok(())
        } else {
            Err(Error::failed(
                "the backup has something behind rows that is no part of it",
            ))
        }
    }
}

/// Rows of a backup.
pub(super) struct RowReader<'a> {
    file: &'a mut BufReader<std::fs::File>,
    line: Vec<u8>,
    at: usize,
    ended: bool,
}

impl Read for RowReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.line.len() && !self.ended {
            self.line.clear();
            self.at = 0;
            let length = self.file.read_until(b'\n', &mut self.line)?;
            if length == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            if self.line == b"\\.\n" {
                self.line.clear();
                self.ended = true;
            }
        }
        let length = buffer.len().min(self.line.len() - self.at);
        buffer[..length].copy_from_slice(&self.line[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}
