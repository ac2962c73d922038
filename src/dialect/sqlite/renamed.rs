//! `-- renamed from: old` in a schema source, at the table or column that has a new name.
//!
//! The comment stands behind the first line of what it speaks of, or on a line of its own above
//! it. It does no harm once the rename has been made: it then names something that is no longer
//! there.

use super::lexer::{Token, tokens};
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
    let mut renames = Vec::new();
    let mut line_start = 0;
    for line in sql.split_inclusive('\n') {
        if let Some(old) = old_name(line)
            && let Some(anchor) = anchor(&all, line_start, line_start + line.len())
        {
            renames.extend(rename(sql, anchor, &old));
        }
        line_start += line.len();
    }
    renames
}

/// The renames that a script carries out, in order: its `ALTER TABLE … RENAME` statements.
pub(super) fn renames_made_by(sql: &str) -> Vec<Rename> {
    split::statements(sql)
        .iter()
        .filter(|piece| piece.is(&["ALTER", "TABLE"]))
        .filter_map(|piece| made_by(&sql[piece.range.clone()]))
        .collect()
}

/// `ALTER TABLE [schema.]t RENAME TO u`, `ALTER TABLE [schema.]t RENAME [COLUMN] a TO b`.
fn made_by(statement: &str) -> Option<Rename> {
    let all = tokens(statement);
    // Behind ALTER TABLE and the table's name, perhaps with its schema.
    let rename = [3, 5].into_iter().find(|at| {
        all.get(*at)
            .is_some_and(|token| token.is_word(statement, "rename"))
    })?;
    let name = |at: usize| all.get(at)?.name(statement).map(Name::folded);
    let table = name(rename.checked_sub(1)?)?;
    if all.get(rename + 1)?.is_word(statement, "to") && all.len() == rename + 3 {
        return Some(Rename::Table {
            from: table,
            to: name(rename + 2)?,
        });
    }
    let first = rename
        + 1
        + usize::from(all.get(rename + 1)?.is_word(statement, "column") && all.len() == rename + 5);
    Some(Rename::Column {
        table,
        from: name(first)?,
        to: name(first + 2)?,
    })
}

/// The name in `-- renamed from: name` at the end of a line.
fn old_name(line: &str) -> Option<String> {
    let (_, comment) = line.split_once("--")?;
    let rest = comment.trim().strip_prefix(MARK)?.trim();
    tokens(rest).first()?.name(rest)
}

/// The first token on the line, or the first one below it.
fn anchor(all: &[Token], start: usize, end: usize) -> Option<&Token> {
    let on_line = all
        .iter()
        .find(|token| token.range.start >= start && token.range.start < end);
    on_line.or_else(|| all.iter().find(|token| token.range.start >= end))
}

fn rename(sql: &str, anchor: &Token, old: &str) -> Option<Rename> {
    let piece = split::statements(sql).into_iter().find(|piece| {
        piece.range.start <= anchor.range.start && anchor.range.start < piece.range.end
    })?;
    if !piece.is(&["CREATE", "TABLE"]) {
        return None;
    }
    let table = super::parse::table(&sql[piece.range.clone()]).ok()?;
    if anchor.range.start == piece.range.start {
        return Some(Rename::Table {
            from: Name::folded(old),
            to: table.name,
        });
    }
    let column = table.column(&Name::folded(anchor.name(sql)?))?;
    Some(Rename::Column {
        table: table.name.clone(),
        from: Name::folded(old),
        to: column.name.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_shows_the_renames_that_it_makes() {
        let sql = "ALTER TABLE a RENAME TO \"b c\"; alter table main.b rename column x to y;\n\
                   ALTER TABLE b RENAME z TO column; ALTER TABLE b ADD COLUMN rename TEXT;";
        let found: Vec<String> = renames_made_by(sql)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(found, ["a=b c", "b.x=b.y", "b.z=b.column"]);
    }

    #[test]
    fn comments_tell_what_was_renamed() {
        let sql = "CREATE TABLE people ( -- renamed from: users\n  id INTEGER,\n  \
                   mail TEXT, -- renamed from: email\n  -- renamed from: \"nick name\"\n  nick TEXT -- plain\n);";
        let found: Vec<String> = renames_in(sql).iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "users=people",
                "people.email=people.mail",
                "people.nick name=people.nick"
            ]
        );
        assert!(renames_in("CREATE TABLE a (b INT);").is_empty());
    }
}
