//! What makes a history unsound: the kinds of finding, and those that one script's text shows.
//!
//! What only several files together show (a version twice, a pair without its half) is found in
//! `folder`, where the files meet.

use std::path::{Path, PathBuf};

use super::file::NO_TRANSACTION;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth a look; `check` passes.
    Warning,
    /// `check` fails.
    Error,
}

/// What kind of thing was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    /// Two files give the same version in the same direction.
    DuplicateVersion,
    /// A `.up.sql` without its `.down.sql`.
    MissingDown,
    /// A `.down.sql` without anything to take back.
    OrphanDown,
    /// A file that looks like a migration and that sqlx passes over in silence.
    IgnoredFile,
    /// A version of zero or below.
    VersionNotPositive,
    /// A prefix that is no number, at which sqlx gives the whole folder up.
    VersionNotANumber,
    /// A NUL byte, at which SQLite stops reading.
    NulByte,
    /// A byte order mark, which hides `-- no-transaction` and is sent to the database.
    ByteOrderMark,
    /// Carriage returns, which change the checksum from one checkout to the next.
    CarriageReturn,
    /// Not UTF-8, which sqlx refuses.
    NotUtf8,
    /// A draft that a person has yet to finish.
    TodoReview,
    /// Nothing but comments and white space.
    EmptyScript,
    /// A folder, pipe, socket or device with the name of a migration.
    NotAFile,
    /// A symbolic link to somewhere outside the folder.
    OutsideFolder,
    /// A line for `psql`, `sqlite3` or `mysql`, not for the database.
    ClientCommand,
    /// `-- no-transaction` where sqlx doesn't see it.
    LateNoTransaction,
    /// Larger than [`LARGEST_SCRIPT`].
    TooLarge,
    /// The operating system would not let it be read.
    Unreadable,
}

/// A migration file above this many bytes is not read.
pub const LARGEST_SCRIPT: u64 = 10 * 1024 * 1024;

impl FindingKind {
    /// The name that reports, annotations and `accepted` lists know it by. It never changes.
    pub fn code(self) -> &'static str {
        match self {
            Self::DuplicateVersion => "duplicate-version",
            Self::MissingDown => "missing-down",
            Self::OrphanDown => "orphan-down",
            Self::IgnoredFile => "ignored-file",
            Self::VersionNotPositive => "version-not-positive",
            Self::VersionNotANumber => "version-not-a-number",
            Self::NulByte => "nul-byte",
            Self::ByteOrderMark => "byte-order-mark",
            Self::CarriageReturn => "carriage-return",
            Self::NotUtf8 => "not-utf8",
            Self::TodoReview => "todo-review",
            Self::EmptyScript => "empty-script",
            Self::NotAFile => "not-a-file",
            Self::OutsideFolder => "outside-folder",
            Self::ClientCommand => "client-command",
            Self::LateNoTransaction => "late-no-transaction",
            Self::TooLarge => "too-large",
            Self::Unreadable => "unreadable",
        }
    }

    /// How much findings of this kind weigh.
    pub fn severity(self) -> Severity {
        match self {
            Self::EmptyScript => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

/// Something about the folder that a person should know before trusting it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its kind.
    pub kind: FindingKind,
    /// How much it weighs.
    pub severity: Severity,
    /// The file it was found in.
    pub path: PathBuf,
    /// The line, counted from one, where there is one.
    pub line: Option<usize>,
    /// What was found, in lower case and without a full stop.
    pub message: String,
    /// What to do about it, where possible a command.
    pub hint: Option<String>,
}

impl Finding {
    /// A finding about a whole file, with the severity of its kind.
    pub fn new(kind: FindingKind, path: impl Into<PathBuf>, message: impl Into<String>) -> Self {
        Self {
            kind,
            severity: kind.severity(),
            path: path.into(),
            line: None,
            message: message.into(),
            hint: None,
        }
    }

    /// The same finding at a line, counted from one.
    #[must_use]
    pub fn at_line(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }

    /// The same finding with what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Turns the bytes of a script into text, and says what is wrong with either.
///
/// `None` for the text where the bytes are no UTF-8: sqlx could not read such a file at all.
pub(super) fn examine(path: &Path, bytes: Vec<u8>, is_up: bool) -> (Option<String>, Vec<Finding>) {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            return (
                None,
                vec![not_utf8(path, error.as_bytes(), error.utf8_error())],
            );
        }
    };
    let mut findings = Vec::new();
    encoding(path, &text, &mut findings);
    for (offset, _) in text.match_indices("TODO(review)") {
        let line = line_of(&text, offset);
        let what = text[offset + "TODO(review)".len()..]
            .lines()
            .next()
            .unwrap_or_default()
            .trim_start_matches(':')
            .trim();
        let message = match what {
            "" => "the draft is not finished: TODO(review)".to_owned(),
            what => format!("the draft is not finished: TODO(review): {what}"),
        };
        findings.push(
            Finding::new(FindingKind::TodoReview, path, message)
                .at_line(line)
                .hint("finish the statement, then delete the TODO(review) comment"),
        );
    }
    if is_up && is_empty(&text) {
        findings.push(
            Finding::new(
                FindingKind::EmptyScript,
                path,
                "the migration changes nothing: it holds no statement",
            )
            .hint("write the SQL, or delete the migration if nothing has applied it"),
        );
    }
    lines(path, &text, &mut findings);
    (Some(text), findings)
}

fn not_utf8(path: &Path, bytes: &[u8], error: std::str::Utf8Error) -> Finding {
    let (message, from) = match bytes {
        [0xff, 0xfe, ..] => (
            "the file is UTF-16, and sqlx reads UTF-8 only".to_owned(),
            "UTF-16LE",
        ),
        [0xfe, 0xff, ..] => (
            "the file is UTF-16, and sqlx reads UTF-8 only".to_owned(),
            "UTF-16BE",
        ),
        _ => (
            format!(
                "byte {} is not UTF-8, and sqlx reads UTF-8 only",
                error.valid_up_to() + 1
            ),
            "LATIN1",
        ),
    };
    let before = &bytes[..error.valid_up_to()];
    let path_text = path.display();
    Finding::new(FindingKind::NotUtf8, path, message)
        .at_line(before.iter().filter(|byte| **byte == b'\n').count() + 1)
        .hint(format!(
            "save it as UTF-8, for example with `iconv -f {from} -t UTF-8 {path_text}`"
        ))
}

fn encoding(path: &Path, text: &str, findings: &mut Vec<Finding>) {
    if text.starts_with('\u{feff}') {
        findings.push(
            Finding::new(
                FindingKind::ByteOrderMark,
                path,
                "the file begins with a byte order mark, which sqlx sends to the database",
            )
            .at_line(1)
            .hint(format!("sed -i '1s/^\\xEF\\xBB\\xBF//' {}", path.display())),
        );
    }
    if let Some(offset) = text.as_bytes().iter().position(|byte| *byte == 0) {
        findings.push(
            Finding::new(
                FindingKind::NulByte,
                path,
                "the file holds a NUL byte, at which a database stops reading",
            )
            .at_line(line_of(text, offset))
            .hint("delete the byte: what follows it would never run"),
        );
    }
    if let Some(offset) = text.as_bytes().iter().position(|byte| *byte == b'\r') {
        findings.push(
            Finding::new(
                FindingKind::CarriageReturn,
                path,
                "the file holds carriage returns, so its checksum differs from one checkout to the next",
            )
            .at_line(line_of(text, offset))
            .hint(format!(
                "sed -i 's/\\r$//' {}, and `*.sql text eol=lf` in .gitattributes",
                path.display()
            )),
        );
    }
}

/// What single lines show: commands for a client, and a `-- no-transaction` that is not seen.
fn lines(path: &Path, text: &str, findings: &mut Vec<Finding>) {
    let no_transaction = text.starts_with(NO_TRANSACTION);
    let mut offset = 0;
    let mut told = false;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let start = offset;
        offset += line.len();
        match line.as_bytes().first() {
            Some(b'\\' | b'.' | b'd' | b'D' | b's' | b'S') if !told => {
                if let Some((command, client)) = client_command(line)
                    && at_statement_start(&text[..start])
                {
                    told = true;
                    findings.push(
                        Finding::new(
                            FindingKind::ClientCommand,
                            path,
                            format!("`{command}` is a command of {client}, not SQL"),
                        )
                        .at_line(index + 1)
                        .hint("write out what it stands for: a migration is sent to the database as it is"),
                    );
                }
            }
            Some(b'-' | b' ' | b'\t' | 0xef) if !no_transaction && means_no_transaction(line) => {
                findings.push(
                    Finding::new(
                        FindingKind::LateNoTransaction,
                        path,
                        "`-- no-transaction` counts only as the very first bytes of the file, \
                         so sqlx would run this script in a transaction",
                    )
                    .at_line(index + 1)
                    .hint("make it the first line, written exactly `-- no-transaction`"),
                );
            }
            _ => {}
        }
    }
}

fn means_no_transaction(line: &str) -> bool {
    line.trim_start_matches('\u{feff}')
        .trim()
        .strip_prefix("--")
        .is_some_and(|comment| comment.trim_start() == "no-transaction")
}

fn client_command(line: &str) -> Option<(&str, &'static str)> {
    let word = line.split_whitespace().next()?;
    let mut characters = word.chars();
    let client = match (characters.next()?, characters.next()) {
        ('\\', Some('a'..='z' | 'A'..='Z' | '!' | '?')) => "psql",
        ('.', Some('a'..='z')) => "sqlite3",
        _ if word.eq_ignore_ascii_case("delimiter") => "mysql",
        _ if word.eq_ignore_ascii_case("source") && line.trim() != word => "mysql",
        _ => return None,
    };
    Some((word, client))
}

/// Whether a new statement begins where `before` ends: outside strings, names and comments, and
/// after a `;` or nothing at all. It errs on the side of "no".
fn at_statement_start(before: &str) -> bool {
    let mut rest = before;
    let mut fresh = true;
    while let Some(character) = rest.chars().next() {
        let length = match character {
            '\'' | '"' | '`' => {
                fresh = false;
                match rest[1..].find(character) {
                    Some(end) => end + 2,
                    None => return false,
                }
            }
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => match rest.find("*/") {
                Some(end) => end + 2,
                None => return false,
            },
            '$' => {
                fresh = false;
                match dollar_quote(rest) {
                    Some(tag) => match rest[tag.len()..].find(tag) {
                        Some(end) => end + 2 * tag.len(),
                        None => return false,
                    },
                    None => 1,
                }
            }
            other => {
                fresh = match other {
                    ';' => true,
                    other if other.is_whitespace() || other == '\u{feff}' => fresh,
                    _ => false,
                };
                other.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    fresh
}

/// The opening tag of a PostgreSQL dollar-quoted string, `$$` or `$tag$`.
fn dollar_quote(text: &str) -> Option<&str> {
    let end = text[1..].find('$')? + 2;
    text[1..end - 1]
        .chars()
        .all(|character| character.is_alphanumeric() || character == '_')
        .then(|| &text[..end])
}

fn is_empty(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}');
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return true;
        } else if rest.starts_with("--") {
            rest = rest.split_once('\n').map_or("", |(_, after)| after);
        } else if rest.starts_with("/*") {
            rest = rest.split_once("*/").map_or("", |(_, after)| after);
        } else {
            return false;
        }
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count()
        + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(bytes: &[u8]) -> Vec<(&'static str, Option<usize>)> {
        examine(Path::new("1_a.up.sql"), bytes.to_vec(), true)
            .1
            .iter()
            .map(|finding| (finding.kind.code(), finding.line))
            .collect()
    }

    #[test]
    fn what_the_text_of_a_script_shows() {
        type Case = (&'static [u8], &'static [(&'static str, Option<usize>)]);
        let cases: &[Case] = &[
            (b"CREATE TABLE a (id);\n", &[]),
            (b"", &[("empty-script", None)]),
            (b" \n-- only\n/* this\n*/ --x", &[("empty-script", None)]),
            (b"/* open", &[("empty-script", None)]),
            (b"SELECT 1;\n\0", &[("nul-byte", Some(2))]),
            (b"\xef\xbb\xbfSELECT 1;", &[("byte-order-mark", Some(1))]),
            (
                b"SELECT\n1;\r\nSELECT 2;\r\n",
                &[("carriage-return", Some(2))],
            ),
            (b"SELECT 1;\rSELECT 2;", &[("carriage-return", Some(1))]),
            (b"SELECT 1;\n-- caf\xe9", &[("not-utf8", Some(2))]),
            (b"\xff\xfeS\0", &[("not-utf8", Some(1))]),
            (
                b"-- TODO(review): fill in\nSELECT 1; -- TODO(review)",
                &[("todo-review", Some(1)), ("todo-review", Some(2))],
            ),
            (b"-- no-transaction\nSELECT 1;\n-- no-transaction\n", &[]),
            (
                b"\n-- no-transaction\nSELECT 1;",
                &[("late-no-transaction", Some(2))],
            ),
            (
                b"--no-transaction\nSELECT 1;",
                &[("late-no-transaction", Some(1))],
            ),
            (b"-- no-transaction is not needed here\nSELECT 1;", &[]),
            (b"SELECT 1;\n-- about no-transaction\n", &[]),
            (
                b"\xef\xbb\xbf-- no-transaction\nSELECT 1;",
                &[
                    ("byte-order-mark", Some(1)),
                    ("late-no-transaction", Some(1)),
                ],
            ),
        ];
        for (bytes, expected) in cases {
            let text = String::from_utf8_lossy(bytes);
            assert_eq!(found(bytes).as_slice(), *expected, "{text:?}");
        }
    }

    #[test]
    fn a_command_for_a_client_is_told_from_sql_that_looks_like_it() {
        let cases = [
            ("\\i other.sql\n", Some(1)),
            ("SELECT 1;\n\\copy a from 'b'\n", Some(2)),
            (".read other.sql\n", Some(1)),
            ("-- it's here\nDELIMITER //\n", Some(2)),
            ("delimiter $$\n", Some(1)),
            ("SELECT 'a''b', $x$ ; $y$ $x$;\nsource other.sql\n", Some(2)),
            ("CREATE TABLE a (\nsource text,\ndelimiter text\n);", None),
            ("INSERT INTO a VALUES ('x;\n.read me\n');", None),
            ("/* ;\n.read me */ SELECT 1;", None),
            ("CREATE FUNCTION f() AS $$\nBEGIN;\n\\i x\n$$;", None),
            ("SELECT\n.5;", None),
            ("Drop table a;\nSelect 1;", None),
        ];
        for (sql, expected) in cases {
            let line = examine(Path::new("1_a.up.sql"), sql.into(), true)
                .1
                .iter()
                .find(|finding| finding.kind == FindingKind::ClientCommand)
                .and_then(|finding| finding.line);
            assert_eq!(line, expected, "{sql:?}");
        }
    }

    #[test]
    fn an_empty_down_script_is_no_finding() {
        let (_, findings) = examine(Path::new("1_a.down.sql"), b"-- nothing\n".to_vec(), false);
        assert_eq!(findings, []);
    }
}
