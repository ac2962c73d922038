//! One file of the folder: what its name says, and its text.

use std::path::{Path, PathBuf};

/// The first bytes by which sqlx knows that a script wants no transaction around it.
pub(super) const NO_TRANSACTION: &str = "-- no-transaction";

/// Which way a file leads, by its suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// `x.sql`: forward, and never back by itself.
    Simple,
    /// `x.up.sql`
    Up,
    /// `x.down.sql`
    Down,
}

impl Direction {
    /// The suffix that sqlx knows it by.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Simple => ".sql",
            Self::Up => ".up.sql",
            Self::Down => ".down.sql",
        }
    }

    fn of(rest: &str) -> Self {
        [Self::Up, Self::Down]
            .into_iter()
            .find(|direction| rest.ends_with(direction.suffix()))
            .unwrap_or(Self::Simple)
    }
}

/// A file name that sqlx takes for a migration, in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName {
    /// The digits as they are written, with their leading zeros.
    pub prefix: String,
    /// The number they stand for.
    pub version: i64,
    /// What stands between the first underscore and the suffix, underscores kept.
    pub description: String,
    /// Which way the file leads.
    pub direction: Direction,
}

/// What sqlx makes of a file name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reading {
    /// A migration.
    Migration(FileName),
    /// Not one, and it does not look like one.
    Other,
    /// sqlx passes it over in silence, though a person would take it for a migration.
    Overlooked,
    /// sqlx stops at it: what stands before the first `_` is not a number.
    NotANumber(String),
}

impl FileName {
    /// Reads a file name by sqlx's rules; `None` where sqlx would not take it for a migration.
    pub fn parse(name: &str) -> Option<Self> {
        match read_name(name) {
            Reading::Migration(name) => Some(name),
            _ => None,
        }
    }
}

/// sqlx's rules, from `resolve_blocking_with_config` in sqlx 0.9.0: split at the first `_`, the
/// rest ends in a lower-case `.sql`, what stands before is an `i64`.
pub(super) fn read_name(name: &str) -> Reading {
    match name.split_once('_') {
        Some((prefix, rest)) if rest.ends_with(".sql") => match prefix.parse() {
            Ok(version) => {
                let direction = Direction::of(rest);
                Reading::Migration(FileName {
                    prefix: prefix.to_owned(),
                    version,
                    description: rest.trim_end_matches(direction.suffix()).to_owned(),
                    direction,
                })
            }
            Err(_) => Reading::NotANumber(prefix.to_owned()),
        },
        _ if is_sql(name) && !name.starts_with('.') => Reading::Overlooked,
        _ => Reading::Other,
    }
}

/// Whether the name ends in `.sql`, in whatever case.
pub(super) fn is_sql(name: &str) -> bool {
    name.len() >= 4 && name.as_bytes()[name.len() - 4..].eq_ignore_ascii_case(b".sql")
}

/// The text of one migration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// Where it was read.
    pub path: PathBuf,
    /// Its whole text, unchanged.
    pub sql: String,
    /// Whether sqlx runs it outside a transaction: its first bytes are `-- no-transaction`.
    pub no_transaction: bool,
}

impl Script {
    /// A script with this text.
    pub fn new(path: impl Into<PathBuf>, sql: impl Into<String>) -> Self {
        let sql = sql.into();
        Self {
            path: path.into(),
            no_transaction: sql.starts_with(NO_TRANSACTION),
            sql,
        }
    }

    /// The file's name without its folder.
    pub fn file_name(&self) -> String {
        file_name(&self.path)
    }

    /// The labels that `-- label: X` lines among the leading comment lines give.
    pub fn labels(&self) -> Vec<String> {
        self.sql
            .trim_start_matches('\u{feff}')
            .lines()
            .map(str::trim)
            .take_while(|line| line.is_empty() || line.starts_with("--"))
            .filter_map(|line| {
                line.trim_start_matches('-')
                    .trim_start()
                    .strip_prefix("label:")
            })
            .map(|label| label.trim().to_owned())
            .filter(|label| !label.is_empty())
            .collect()
    }
}

pub(super) fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_is_read_by_the_rules_of_sqlx() {
        use Direction::{Down, Simple, Up};
        let cases = [
            ("1_a.sql", 1, "a", Simple),
            ("0001_a_b.up.sql", 1, "a_b", Up),
            (
                "20261122101500_add.down.sql",
                20_261_122_101_500,
                "add",
                Down,
            ),
            ("8_.sql", 8, "", Simple),
            ("8_.up.sql", 8, "", Up),
            ("8_down.sql", 8, "down", Simple),
            ("10_a.b.up.sql", 10, "a.b", Up),
            ("9_a.up.sql.up.sql", 9, "a", Up),
            ("-5_x.sql", -5, "x", Simple),
            ("+7_x.sql", 7, "x", Simple),
        ];
        for (name, version, description, direction) in cases {
            let read = FileName::parse(name);
            let expected = FileName {
                prefix: name.split('_').next().unwrap_or_default().to_owned(),
                version,
                description: description.to_owned(),
                direction,
            };
            assert_eq!(read, Some(expected), "{name}");
        }
    }

    #[test]
    fn a_name_that_sqlx_passes_over_or_stops_at_is_told_apart() {
        let not_a_number = |prefix: &str| Reading::NotANumber(prefix.to_owned());
        let cases = [
            ("README.md", Reading::Other),
            ("1_a.up.sql.bak", Reading::Other),
            ("1_a.up.sql~", Reading::Other),
            (".keep.sql", Reading::Other),
            ("sql", Reading::Other),
            ("x.sql", Reading::Overlooked),
            ("10-dash.sql", Reading::Overlooked),
            ("11_u.SQL", Reading::Overlooked),
            ("12_x.UP.Sql", Reading::Overlooked),
            ("v13_a.sql", not_a_number("v13")),
            ("_12.sql", not_a_number("")),
            (
                "9223372036854775808_x.sql",
                not_a_number("9223372036854775808"),
            ),
            ("é.sql", Reading::Overlooked),
        ];
        for (name, expected) in cases {
            assert_eq!(read_name(name), expected, "{name}");
        }
    }

    #[test]
    fn only_the_very_first_bytes_switch_the_transaction_off() {
        let cases = [
            ("-- no-transaction\n", true),
            ("-- no-transactional work\n", true),
            ("--no-transaction\n", false),
            ("\n-- no-transaction\n", false),
            ("\u{feff}-- no-transaction\n", false),
        ];
        for (sql, expected) in cases {
            assert_eq!(
                Script::new("1_a.sql", sql).no_transaction,
                expected,
                "{sql:?}"
            );
        }
    }

    #[test]
    fn labels_are_read_from_the_leading_comment_lines_only() {
        let cases: [(&str, &[&str]); 5] = [
            ("-- label: 0.4\nSELECT 1;", &["0.4"]),
            (
                "-- no-transaction\n\n--label: a\n  -- label:  b c \n",
                &["a", "b c"],
            ),
            ("SELECT 1;\n-- label: late\n", &[]),
            ("-- label:\n", &[]),
            ("-- a label: no\n", &[]),
        ];
        for (sql, expected) in cases {
            assert_eq!(Script::new("1_a.sql", sql).labels(), expected, "{sql:?}");
        }
    }
}
