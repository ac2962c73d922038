//! The renames that scripts and comments tell of.
//!
//! `-- renamed from: old` stands in a schema source at the table or column that has a new name:
//! behind the first line of what it speaks of, or on a line of its own above it. It does no harm
//! once the rename has been made: it then names something that is no longer there.
//!
//! A table's name is its reference text: bare in the schema `public`, else with its schema.

use super::lexer::{Token, TokenKind, tokens};
use super::quote::ident;
use super::split;
use crate::diff::Rename;
use crate::schema::Name;

const MARK: &str = "renamed from:";

/// The renames that the comments of this SQL tell of.
pub(super) fn renames_in(sql: &str) -> Vec<Rename> {
    if !sql.contains(MARK) {
        return Vec::new();
    }
    let all = tokens(sql);
    let pieces = split::statements(sql);
    let mut renames = Vec::new();
    let mut line_start = 0;
    for line in sql.split_inclusive('\n') {
        let line_end = line_start + line.len();
        if let Some(old) = old_name(line)
            && let Some(anchor) = anchor(&all, line_start, line_end)
            && let Some(piece) = pieces
                .iter()
                .find(|piece| piece.range.contains(&anchor.range.start))
        {
            let at = anchor.range.start - piece.range.start;
            renames.extend(rename(&sql[piece.range.clone()], at, &old));
        }
        line_start = line_end;
    }
    renames
}

/// The renames that a script carries out, in order: what its `ALTER TABLE` statements rename or
/// put into another schema.
pub(super) fn renames_made_by(sql: &str) -> Vec<Rename> {
    split::statements(sql)
        .iter()
        .filter(|piece| piece.is(&["ALTER", "TABLE"]))
        .filter_map(|piece| made_by(&sql[piece.range.clone()]))
        .collect()
}

/// The name of a table, read from its tokens.
struct Path {
    schema: Option<String>,
    name: String,
}

impl Path {
    /// Reads `name` or `schema.name` from the front of `all`, and says how many tokens that took.
    fn read(sql: &str, all: &[Token]) -> Option<(Self, usize)> {
        let first = all.first()?.name(sql)?;
        if !all.get(1).is_some_and(|token| token.is_symbol(sql, ".")) {
            let path = Self {
                schema: None,
                name: first,
            };
            return Some((path, 1));
        }
        let path = Self {
            schema: Some(first),
            name: all.get(2)?.name(sql)?,
        };
        Some((path, 3))
    }

    fn reference(&self) -> Name {
        let name = ident(&self.name);
        Name::exact(match self.schema.as_deref() {
            None | Some("public") => name,
            Some(schema) => format!("{}.{name}", ident(schema)),
        })
    }
}

/// How many of these tokens are the words, one behind the other: all or none.
fn skip(sql: &str, all: &[Token], words: &[&str]) -> usize {
    let there = all.len() >= words.len()
        && all
            .iter()
            .zip(words)
            .all(|(token, word)| token.is_word(sql, word));
    if there { words.len() } else { 0 }
}

/// `ALTER TABLE [IF EXISTS] [ONLY] t [*]` with `RENAME TO u`, `RENAME [COLUMN] a TO b` or
/// `SET SCHEMA s`.
fn made_by(statement: &str) -> Option<Rename> {
    let all = tokens(statement);
    let mut rest = &all[2..];
    rest = &rest[skip(statement, rest, &["if", "exists"])..];
    rest = &rest[skip(statement, rest, &["only"])..];
    let (table, length) = Path::read(statement, rest)?;
    rest = &rest[length..];
    if rest.first()?.is_symbol(statement, "*") {
        rest = &rest[1..];
    }
    let name = |at: usize| rest.get(at)?.name(statement);
    if skip(statement, rest, &["set", "schema"]) > 0 {
        let moved = Path {
            schema: Some(name(2)?),
            name: table.name.clone(),
        };
        return Some(Rename::Table {
            from: table.reference(),
            to: moved.reference(),
        });
    }
    if !rest.first()?.is_word(statement, "rename") {
        return None;
    }
    if rest.len() == 3 && rest[1].is_word(statement, "to") {
        let renamed = Path {
            schema: table.schema.clone(),
            name: name(2)?,
        };
        return Some(Rename::Table {
            from: table.reference(),
            to: renamed.reference(),
        });
    }
    // RENAME [COLUMN] a TO b; with another word in COLUMN's place it speaks of something else.
    let first = match rest.len() {
        4 => 1,
        5 if rest[1].is_word(statement, "column") => 2,
        _ => return None,
    };
    Some(Rename::Column {
        table: table.reference(),
        from: Name::exact(name(first)?),
        to: Name::exact(name(first + 2)?),
    })
}

/// The name in `-- renamed from: name` at the end of a line.
fn old_name(line: &str) -> Option<Path> {
    let (_, comment) = line.split_once("--")?;
    let rest = comment.trim().strip_prefix(MARK)?.trim();
    Some(Path::read(rest, &tokens(rest))?.0)
}

/// The first token on the line, or the first one below it.
fn anchor(all: &[Token], start: usize, end: usize) -> Option<&Token> {
    let on_line = all
        .iter()
        .find(|token| token.range.start >= start && token.range.start < end);
    on_line.or_else(|| all.iter().find(|token| token.range.start >= end))
}

/// What a comment at byte `at` of this `CREATE TABLE` speaks of.
fn rename(statement: &str, at: usize, old: &Path) -> Option<Rename> {
    let all = tokens(statement);
    if !all.first()?.is_word(statement, "create") {
        return None;
    }
    let kind = all
        .iter()
        .take(5)
        .position(|token| token.is_word(statement, "table"))?;
    let mut open = kind + 1;
    open += skip(statement, &all[open..], &["if", "not", "exists"]);
    let (table, length) = Path::read(statement, &all[open..])?;
    open += length;
    let anchor = all.iter().position(|token| token.range.start == at)?;
    if anchor < open {
        let before = Path {
            schema: old.schema.clone().or_else(|| table.schema.clone()),
            name: old.name.clone(),
        };
        return Some(Rename::Table {
            from: before.reference(),
            to: table.reference(),
        });
    }
    let column = item(statement, &all, open, anchor)?;
    Some(Rename::Column {
        table: table.reference(),
        from: Name::exact(old.name.as_str()),
        to: Name::exact(column.name(statement)?),
    })
}

/// The first token of the column in whose definition the token `anchor` stands; `open` is that of
/// the parenthesis before the first column.
fn item<'a>(sql: &str, all: &'a [Token], open: usize, anchor: usize) -> Option<&'a Token> {
    let mut depth = 0usize;
    let mut first = None;
    for (at, token) in all.iter().enumerate().skip(open) {
        if first.is_none() {
            first = (depth == 1).then_some(at);
        }
        if at > anchor {
            break;
        }
        match token.text(sql) {
            "(" => depth += 1,
            ")" => depth = depth.checked_sub(1)?,
            "," if depth == 1 => first = None,
            _ => {}
        }
    }
    let found = &all[first.filter(|first| *first <= anchor)?];
    let is_constraint = found.kind == TokenKind::Word
        && [
            "constraint",
            "primary",
            "unique",
            "check",
            "foreign",
            "exclude",
            "like",
        ]
        .iter()
        .any(|word| found.is_word(sql, word));
    (!is_constraint).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(renames: &[Rename]) -> Vec<String> {
        renames.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_script_shows_the_renames_that_it_makes() {
        let cases: [(&str, &[&str]); 10] = [
            ("ALTER TABLE a RENAME TO \"b c\"", &["a=\"b c\""]),
            (
                "alter table if exists only public.A * rename column X to y",
                &["a.x=a.y"],
            ),
            (
                "ALTER TABLE app.b RENAME z TO \"Column\"",
                &["app.b.z=app.b.Column"],
            ),
            ("ALTER TABLE app.b RENAME TO c", &["app.b=app.c"]),
            (
                "ALTER TABLE app.b SET SCHEMA public; ALTER TABLE b SET SCHEMA app",
                &["app.b=b", "b=app.b"],
            ),
            ("ALTER TABLE b RENAME CONSTRAINT x TO y", &[]),
            ("ALTER TABLE b RENAME column TO y", &["b.column=b.y"]),
            (
                "ALTER TABLE b ADD COLUMN rename TEXT; ALTER INDEX a RENAME TO b",
                &[],
            ),
            (
                "ALTER TABLE b RENAME; ALTER; ALTER TABLE; ALTER TABLE b",
                &[],
            ),
            ("ALTER MATERIALIZED VIEW a RENAME TO b", &[]),
        ];
        for (sql, expected) in cases {
            assert_eq!(shown(&renames_made_by(sql)), expected, "{sql}");
        }
    }

    #[test]
    fn comments_tell_what_was_renamed() {
        let cases: [(&str, &[&str]); 5] = [
            (
                "CREATE TABLE people ( -- renamed from: users\n  id integer,\n  \
                 mail text, -- renamed from: email\n  -- renamed from: \"Nick name\"\n  \
                 nick text -- plain\n);",
                &[
                    "users=people",
                    "people.email=people.mail",
                    "people.Nick name=people.nick",
                ],
            ),
            (
                "-- renamed from: users\nCREATE UNLOGGED TABLE IF NOT EXISTS app.people (\n  \
                 price numeric(10,\n 2) NOT NULL, -- renamed from: cost\n  \
                 CHECK (price > 0), -- renamed from: nothing\n  b int);",
                &["app.users=app.people", "app.people.cost=app.people.price"],
            ),
            (
                "CREATE TABLE public.a ( -- renamed from: old.b\n c int)",
                &["old.b=a"],
            ),
            ("CREATE TABLE a (b int)", &[]),
            (
                "CREATE VIEW a AS -- renamed from: b\n SELECT 1; -- renamed from: c",
                &[],
            ),
        ];
        for (sql, expected) in cases {
            assert_eq!(shown(&renames_in(sql)), expected, "{sql}");
        }
    }
}
