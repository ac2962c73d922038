//! The renames that scripts and comments tell of.
//!
//! `-- renamed from: old` stands in a schema source at the table or column that has a new name:
//! behind the first line of what it speaks of, or on a line of its own above it. It does no harm
//! once the rename has been made: it then names something that is no longer there.

use super::lexer::{Token, TokenKind, tokens};
use super::split;
use crate::diff::Rename;
use crate::schema::Name;

const MARK: &str = "renamed from:";

/// The renames that the comments of this SQL tell of.
pub(super) fn renames_in(sql: &str) -> Vec<Rename> {
    if !sql.contains(MARK) {
        return Vec::new();
    }
    let pieces = split::statements(sql);
    let mut renames = Vec::new();
    let mut start = 0;
    for line in sql.split_inclusive('\n') {
        // What the comment speaks of begins on its line, or else below it.
        let piece = pieces.iter().find(|piece| piece.range.end > start);
        if let (Some(old), Some(piece)) = (old_name(line), piece) {
            let statement = &sql[piece.range.clone()];
            let at = start.saturating_sub(piece.range.start);
            renames.extend(Created::read(statement).and_then(|table| table.renamed(at, &old)));
        }
        start += line.len();
    }
    renames
}

/// The renames that a script carries out, in order: by `RENAME TABLE`, and by the clauses
/// `RENAME`, `RENAME COLUMN` and `CHANGE` of `ALTER TABLE`.
pub(super) fn renames_made_by(sql: &str) -> Vec<Rename> {
    let mut renames = Vec::new();
    for piece in split::statements(sql) {
        let statement = Statement::new(&sql[piece.range.clone()]);
        if piece.is(&["RENAME", "TABLE"]) {
            statement.renamed_tables(&mut renames);
        } else if piece.is(&["ALTER"]) {
            statement.altered(&mut renames);
        }
    }
    renames
}

/// The name in `-- renamed from: name` at the end of a line; the table's alone where it stands with
/// its database.
fn old_name(line: &str) -> Option<String> {
    let (before, rest) = line.split_once(MARK)?;
    if !before.trim_end().ends_with(['-', '#']) {
        return None;
    }
    let statement = Statement::new(rest);
    Some(statement.path(0)?.0)
}

/// A statement with its tokens.
struct Statement<'a> {
    sql: &'a str,
    tokens: Vec<Token>,
}

impl<'a> Statement<'a> {
    fn new(sql: &'a str) -> Self {
        let mut tokens = tokens(sql);
        tokens.retain(|token| token.kind != TokenKind::Conditional);
        Self { sql, tokens }
    }

    fn word(&self, at: usize, words: &[&str]) -> bool {
        let token = self.tokens.get(at);
        token.is_some_and(|token| words.iter().any(|word| token.is_word(self.sql, word)))
    }

    fn symbol(&self, at: usize, symbol: &str) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| token.is_symbol(self.sql, symbol))
    }

    fn name(&self, at: usize) -> Option<String> {
        self.tokens.get(at)?.name(self.sql)
    }

    /// The last part of `name` or `database.name`, and the position behind it.
    fn path(&self, at: usize) -> Option<(String, usize)> {
        match self.symbol(at + 1, ".") {
            true => Some((self.name(at + 2)?, at + 3)),
            false => Some((self.name(at)?, at + 1)),
        }
    }

    /// The position behind words that may stand here.
    fn behind(&self, mut at: usize, words: &[&str]) -> usize {
        while self.word(at, words) {
            at += 1;
        }
        at
    }

    /// `RENAME TABLE a TO b, c TO d`
    fn renamed_tables(&self, renames: &mut Vec<Rename>) {
        let mut at = self.behind(2, &["if", "exists"]);
        while let Some((from, to)) = self.path(at) {
            let to = self.behind(to, &["wait", "nowait"]);
            let Some((to, end)) = self.path(to + 1).filter(|_| self.word(to, &["to"])) else {
                return;
            };
            renames.push(table(&from, &to));
            at = end + 1;
        }
    }

    /// `ALTER TABLE t clause, clause`
    fn altered(&self, renames: &mut Vec<Rename>) {
        let kind = self.behind(1, &["online", "offline", "ignore"]);
        let start = self.behind(kind + 1, &["if", "exists"]);
        let Some((name, first)) = self.path(start).filter(|_| self.word(kind, &["table"])) else {
            return;
        };
        let mut depth = 0usize;
        let mut at = first;
        let mut begins = true;
        let mut new_name = None;
        let mut columns = Vec::new();
        while at < self.tokens.len() {
            if begins && self.word(at, &["rename", "change"]) {
                if let Some(column) = self.renamed_column(at) {
                    columns.push(column);
                } else if self.word(at, &["rename"])
                    && !self.word(at + 1, &["index", "key", "column"])
                {
                    let to = at
                        + 1
                        + usize::from(self.word(at + 1, &["to", "as"]) || self.symbol(at + 1, "="));
                    new_name = self.path(to).map(|(name, _)| name);
                }
            }
            match self.tokens[at].text(self.sql) {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ => {}
            }
            begins = depth == 0 && self.symbol(at, ",");
            at += 1;
        }
        renames.extend(new_name.as_ref().map(|to| table(&name, to)));
        let name = new_name.unwrap_or(name);
        renames.extend(
            columns
                .iter()
                .filter(|(from, to)| from != to)
                .map(|(from, to)| column(&name, from, to)),
        );
    }

    /// `RENAME COLUMN a TO b`, `CHANGE [COLUMN] a b int`
    fn renamed_column(&self, at: usize) -> Option<(String, String)> {
        let old = at + 1 + usize::from(self.word(at + 1, &["column"]));
        let old = self.behind(old, &["if", "exists"]);
        if self.word(at, &["change"]) {
            return Some((self.name(old)?, self.name(old + 1)?));
        }
        let named = self.word(at + 1, &["column"]) && self.word(old + 1, &["to"]);
        named.then(|| Some((self.name(old)?, self.name(old + 2)?)))?
    }
}

fn table(from: &str, to: &str) -> Rename {
    Rename::Table {
        from: Name::exact(from),
        to: Name::exact(to),
    }
}

fn column(table: &str, from: &str, to: &str) -> Rename {
    Rename::Column {
        table: Name::exact(table),
        from: Name::folded(from),
        to: Name::folded(to),
    }
}

/// A `CREATE TABLE` with the place of its columns.
struct Created<'a> {
    statement: Statement<'a>,
    table: String,
    open: usize,
}

impl<'a> Created<'a> {
    fn read(sql: &'a str) -> Option<Self> {
        let statement = Statement::new(sql);
        let kind = statement.behind(1, &["or", "replace"]);
        if !statement.word(0, &["create"]) || !statement.word(kind, &["table"]) {
            return None;
        }
        let name = statement.behind(kind + 1, &["if", "not", "exists"]);
        let (table, open) = statement.path(name)?;
        let created = Self {
            statement,
            table,
            open,
        };
        created.statement.symbol(open, "(").then_some(created)
    }

    /// What a comment on the line that begins at this byte speaks of.
    fn renamed(&self, line: usize, old: &str) -> Option<Rename> {
        let Statement { sql, tokens } = &self.statement;
        let anchor = tokens.iter().position(|token| token.range.start >= line)?;
        if anchor < self.open {
            return Some(table(old, &self.table));
        }
        let mut depth = 0usize;
        let mut first = None;
        for (at, token) in tokens.iter().enumerate().skip(self.open) {
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
        let first = first.filter(|first| *first <= anchor)?;
        const OTHERS: [&str; 9] = [
            "constraint",
            "primary",
            "unique",
            "check",
            "foreign",
            "key",
            "index",
            "fulltext",
            "spatial",
        ];
        let new = self
            .statement
            .name(first)
            .filter(|_| !self.statement.word(first, &OTHERS))?;
        Some(column(&self.table, old, &new))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(renames: &[Rename]) -> Vec<String> {
        renames.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_script_shows_the_renames_that_it_makes() {
        let cases: [(&str, &[&str]); 8] = [
            ("RENAME TABLE `a b` TO b, app.c TO app.d", &["a b=b", "c=d"]),
            (
                "alter table a rename to b; ALTER TABLE c RENAME d;",
                &["a=b", "c=d"],
            ),
            (
                "ALTER TABLE t ADD COLUMN rename INT, RENAME COLUMN a TO b, RENAME COLUMN `b` TO a",
                &["t.a=t.b", "t.b=t.a"],
            ),
            (
                "ALTER TABLE t CHANGE a b ENUM('x','y') NOT NULL, CHANGE COLUMN c c INT, RENAME TO u",
                &["t=u", "u.a=u.b"],
            ),
            ("ALTER TABLE t RENAME KEY a TO b, RENAME INDEX c TO d", &[]),
            (
                "ALTER TABLE IF EXISTS t RENAME COLUMN IF EXISTS a TO b",
                &["t.a=t.b"],
            ),
            (
                "ALTER; ALTER TABLE; ALTER TABLE t; ALTER TABLE t RENAME; RENAME TABLE a",
                &[],
            ),
            ("ALTER VIEW v AS SELECT 1; ALTER EVENT e RENAME TO f", &[]),
        ];
        for (sql, expected) in cases {
            assert_eq!(shown(&renames_made_by(sql)), expected, "{sql}");
        }
    }

    #[test]
    fn comments_tell_what_was_renamed() {
        let cases: [(&str, &[&str]); 5] = [
            (
                "CREATE TABLE people ( -- renamed from: users\n  id int,\n  \
                 mail text, -- renamed from: email\n  -- renamed from: `Nick name`\n  \
                 nick text -- plain\n);",
                &[
                    "users=people",
                    "people.email=people.mail",
                    "people.Nick name=people.nick",
                ],
            ),
            (
                "SELECT 1;\n-- renamed from: users\nCREATE TABLE IF NOT EXISTS `people` (\n  \
                 price numeric(10,\n 2) NOT NULL, -- renamed from: cost\n  \
                 KEY (price), -- renamed from: nothing\n  b int);",
                &["users=people", "people.cost=people.price"],
            ),
            (
                "CREATE TABLE app.a ( # renamed from: old.b\n c int)",
                &["b=a"],
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
