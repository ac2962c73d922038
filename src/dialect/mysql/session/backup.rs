//! Backups: one file of SQL that the clients `mariadb` and `mysql` can run, too.
//!
//! Lines with a word that was made up for this file tell the parts apart, so that nothing in a
//! routine's body or in a row can be taken for such a line. Rows are one statement a line. What the
//! clients need `DELIMITER` for stands in parts of its own.

use super::Session;
use super::copy::definitions::Code;
use super::errors::plain;
use crate::dialect::backup_file::{self, WORD};
use crate::error::{Error, Result};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

/// How every backup begins.
const TITLE: &str = "-- cargo-migrate: backup of a MySQL database, format 1";

/// What stands behind a line with the file's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Statements, up to the next such line.
    Statements,
    /// Statements of one line each that insert rows.
    Rows,
    /// A routine, view, trigger or event: a line of settings, then the statement between lines
    /// with DELIMITER.
    Code(String),
    /// Nothing more.
    End,
}

impl Part {
    /// The line that begins it.
    fn line(&self, word: &str) -> String {
        match self {
            Self::Statements => format!("-- {word} statements"),
            Self::Rows => format!("-- {word} rows"),
            Self::Code(what) => format!("-- {word} code {what}"),
            Self::End => backup_file::end(word),
        }
    }

    /// The part that a line begins; none for any other line.
    fn of(line: &str, word: &str) -> Option<Self> {
        let rest = line.trim_end().strip_prefix("-- ")?.strip_prefix(word)?;
        match rest.strip_prefix(' ')? {
            "statements" => Some(Self::Statements),
            "rows" => Some(Self::Rows),
            "end" => Some(Self::End),
            other => Some(Self::Code(other.strip_prefix("code ")?.to_owned())),
        }
    }
}

/// Refuses a file that is no backup, or one that was not written to its end.
///
/// # Errors
/// Failed, with what it lacks.
pub fn check_backup(path: &Path) -> Result<()> {
    backup_file::check(path, TITLE)
}

impl Session {
    /// Writes a copy of this database to a new file. The file appears whole or not at all.
    pub(super) fn back_up_to(&self, path: &Path) -> Result<()> {
        backup_file::write(path, |file| self.write_backup(file))
    }

    fn write_backup(&self, file: &mut dyn Write) -> Result<()> {
        let facts = self
            .query("SELECT DATABASE(), DATE_FORMAT(UTC_TIMESTAMP(), '%Y-%m-%d %H:%i:%s UTC'), REPLACE(UUID(), '-', '')")
            .map_err(|cause| plain(&cause))?;
        let Some(facts) = facts.first() else {
            return Err(Error::internal("the server says nothing of itself"));
        };
        let head = format!(
            "{TITLE}\n-- database {}, {}, {}\n-- to fill an empty database with it by hand: mariadb DATABASE < FILE\n{WORD}{}\n",
            facts.text(0).escape_debug(),
            self.flavour,
            facts.text(1),
            facts.text(2)
        );
        let frozen = self.freeze(false, false)?;
        let outcome = self.write_parts(&frozen, &head, facts.text(2), file);
        let released = self.release(&frozen);
        outcome.and(released)
    }

    fn write_parts(
        &self,
        frozen: &super::copy::Frozen,
        head: &str,
        word: &str,
        file: &mut dyn Write,
    ) -> Result<()> {
        let failed = |cause: std::io::Error| Error::failed(format!("failed to write: {cause}"));
        let definitions = &frozen.definitions;
        let before = definitions.before(self.flavour);
        let begin = Part::Statements.line(word);
        file.write_all(
            format!("{head}{begin}\nSET NAMES utf8mb4, time_zone = '+00:00';\n{before}").as_bytes(),
        )
        .map_err(failed)?;
        file.write_all(format!("{}\n", Part::Rows.line(word)).as_bytes())
            .map_err(failed)?;
        for table in &definitions.tables {
            self.each_batch(table, &mut |sql| {
                file.write_all(sql.as_bytes())
                    .and_then(|()| file.write_all(b";\n"))
                    .map_err(sqlx::Error::Io)
            })
            .map_err(|cause| plain(&cause).context("failed to write the rows"))?;
        }
        for code in definitions.code() {
            let text = written(code, word);
            file.write_all(text.as_bytes()).map_err(failed)?;
        }
        file.write_all(format!("{}\n", Part::End.line(word)).as_bytes())
            .map_err(failed)
    }
}

/// A routine, view, trigger or event as the clients take it.
fn written(code: &Code, word: &str) -> String {
    let part = Part::Code(format!("{} {}", code.kind, code.name.escape_debug()));
    let end = delimiter(word);
    format!(
        "{}\n{}\nDELIMITER {end}\n{}\n{end}\nDELIMITER ;\n",
        part.line(word),
        code.settings.trim_end().replace('\n', " "),
        code.create
    )
}

/// What ends a body: the clients take no more than 15 characters.
fn delimiter(word: &str) -> String {
    format!("$${}", word.get(..8).unwrap_or(word))
}

/// Reads a backup part by part.
pub(super) struct Backup {
    file: BufReader<std::fs::File>,
    word: String,
    next: Part,
}

impl Backup {
    /// Opens a backup, and goes to its first part.
    pub(super) fn open(path: &Path) -> Result<Self> {
        check_backup(path)
            .map_err(|error| error.context(format!("{} is no backup", path.display())))?;
        let file = std::fs::File::open(path).map_err(|cause| {
            Error::failed(format!("failed to open {}: {cause}", path.display()))
        })?;
        let mut backup = Self {
            file: BufReader::new(file),
            word: String::new(),
            next: Part::End,
        };
        while backup.word.is_empty() {
            let line = backup.line()?;
            if let Some(word) = line.strip_prefix(WORD) {
                word.trim_end().clone_into(&mut backup.word);
            }
        }
        backup.text()?;
        Ok(backup)
    }

    /// What comes next.
    pub(super) fn next(&self) -> &Part {
        &self.next
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        let read = self.file.read_line(&mut line);
        match read {
            Ok(0) => Err(Error::failed("the backup ends too early")),
            Ok(_) => Ok(line),
            Err(cause) => Err(Error::failed(format!("failed to read the backup: {cause}"))),
        }
    }

    /// The next statement that inserts rows; none where the part ends.
    pub(super) fn rows(&mut self) -> Result<Option<String>> {
        let line = self.line()?;
        match Part::of(&line, &self.word) {
            None => Ok(Some(line)),
            Some(part) => {
                self.next = part;
                Ok(None)
            }
        }
    }

    /// The text up to the next part.
    pub(super) fn text(&mut self) -> Result<String> {
        let mut text = String::new();
        while let Some(line) = self.rows()? {
            text.push_str(&line);
        }
        Ok(text)
    }

    /// The routine, view, trigger or event of this name, which stands here.
    pub(super) fn code(&mut self, what: &str) -> Result<Code> {
        let text = self.text()?;
        let odd = || Error::failed("the backup has a part that it should not have");
        let (kind, name) = what.split_once(' ').ok_or_else(odd)?;
        let (settings, rest) = text.split_once('\n').ok_or_else(odd)?;
        let end = delimiter(&self.word);
        let create = rest
            .strip_prefix(&format!("DELIMITER {end}\n"))
            .and_then(|rest| rest.strip_suffix(&format!("\n{end}\nDELIMITER ;\n")));
        Ok(Code {
            kind: kind.to_owned(),
            name: name.to_owned(),
            settings: format!("{settings}\n"),
            create: create.ok_or_else(odd)?.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_begins_a_part_only_with_the_word_of_its_file() {
        let parts = [
            Part::Statements,
            Part::Rows,
            Part::Code("VIEW a b".to_owned()),
            Part::End,
        ];
        for part in parts {
            assert_eq!(Part::of(&part.line("w1"), "w1"), Some(part.clone()));
            assert_eq!(Part::of(&part.line("w2"), "w1"), None);
        }
        assert_eq!(Part::of("-- w1", "w1"), None);
    }
}
