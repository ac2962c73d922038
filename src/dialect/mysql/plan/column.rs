//! The clauses of columns: what is added, changed, moved and dropped.

use super::alter::Alter;
use super::define;
use super::history::is_kept;
use crate::dialect::mysql::lexer::words;
use crate::dialect::mysql::quote::ident;
use crate::diff::{TableChange, moved};
use crate::draft::Statement;
use crate::schema::{Column, Name, Sql, Table};
use std::collections::BTreeSet;

/// What becomes of a table's columns.
pub(super) struct Columns<'a> {
    from: &'a Table,
    to: &'a Table,
    /// Those of both that differ.
    changed: BTreeSet<Name>,
    /// Those of both that are dropped and made again, since the server cannot change them so.
    replaced: BTreeSet<Name>,
    /// Those that must move for the others to stay.
    moved: BTreeSet<Name>,
}

impl<'a> Columns<'a> {
    pub(super) fn new(from: &'a Table, to: &'a Table, changes: &[TableChange]) -> Self {
        let mut columns = Self {
            from,
            to,
            changed: BTreeSet::new(),
            replaced: BTreeSet::new(),
            moved: BTreeSet::new(),
        };
        for change in changes {
            if let TableChange::AlterColumn(name, _) = change {
                let both = from.column(name).zip(to.column(name));
                if both.is_some_and(|(before, after)| is_replaced(before, after)) {
                    columns.replaced.insert(name.clone());
                } else {
                    columns.changed.insert(name.clone());
                }
            }
        }
        while let Some(name) = columns.stale() {
            columns.changed.remove(&name);
            columns.replaced.insert(name);
        }
        let mut staying = from.clone();
        staying
            .columns
            .retain(|column| !columns.replaced.contains(&column.name));
        columns.moved = moved(&staying, to).into_iter().collect();
        columns
    }

    /// A column that would keep what was computed from one whose values are lost: the server
    /// computes stored values again where their own column is new, not where another one is.
    fn stale(&self) -> Option<Name> {
        let is_lost = |word: String| {
            let name = Name::folded(word);
            let is_computed =
                |table: &Table| table.column(&name).is_some_and(|it| it.generated.is_some());
            let is_kept = is_computed(self.from) && !is_computed(self.to);
            self.replaced.contains(&name) && !is_kept
        };
        let is_stale = |column: &&Column| {
            let stored = column.generated.as_ref().filter(|it| it.stored);
            stored.is_some_and(|it| words(it.expression.as_str()).any(is_lost))
                && self.from.column(&column.name).is_some()
                && !self.replaced.contains(&column.name)
        };
        let stale = self.to.columns.iter().find(is_stale);
        stale.map(|column| column.name.clone())
    }

    /// Whether one of these names is that of a column that is made anew.
    pub(super) fn touches(&self, mentions: &BTreeSet<String>) -> bool {
        let is_replaced = |word: &String| self.replaced.contains(&Name::folded(word));
        mentions.iter().any(is_replaced)
    }

    /// Whether one of these names is that of a column that is computed so far from one that goes.
    pub(super) fn was_computed(&self, mentions: &BTreeSet<String>) -> bool {
        let goes = |word: String| {
            let name = Name::folded(word);
            self.from.column(&name).is_some() && self.to.column(&name).is_none()
        };
        let from_lost = |word: &String| {
            let column = self.from.column(&Name::folded(word));
            let computed = column.and_then(|column| column.generated.as_ref());
            computed.is_some_and(|it| words(it.expression.as_str()).any(goes))
        };
        mentions.iter().any(from_lost)
    }

    /// Whether it stays where it is, changed or not.
    fn stays(&self, column: &Column) -> bool {
        self.from.column(&column.name).is_some()
            && !self.replaced.contains(&column.name)
            && !self.moved.contains(&column.name)
    }

    /// Where the column at this place goes.
    fn position(&self, at: usize) -> String {
        match at.checked_sub(1).and_then(|at| self.to.columns.get(at)) {
            Some(before) => format!(" AFTER {}", ident(before.name.as_str())),
            None => " FIRST".to_owned(),
        }
    }
}

/// The server changes neither how a computed column is kept, nor a plain one into one that is
/// computed when it is read, nor back (<https://mariadb.com/kb/en/generated-columns/>).
fn is_replaced(before: &Column, after: &Column) -> bool {
    let stored = |column: &Column| column.generated.as_ref().map(|generated| generated.stored);
    let period = |column: &Column| column.attributes.contains_key("period");
    period(before) != period(after)
        || !is_cast(&before.type_name, &after.type_name)
        || match (stored(before), stored(after)) {
            (Some(one), Some(other)) => one != other,
            (Some(stored), None) | (None, Some(stored)) => !stored,
            (None, None) => false,
        }
}

/// Whether the server makes values of one type of those of the other. Addresses, UUIDs and shapes
/// are written as texts or bytes and made of them, and nothing else: `Cannot cast 'int' as 'uuid'`.
fn is_cast(before: &str, after: &str) -> bool {
    const STRINGS: [&str; 5] = ["char", "binary", "text", "blob", "json"];
    const SHAPES: [&str; 4] = ["point", "linestring", "polygon", "geometry"];
    let of = |type_name: &str| {
        let word = type_name.split(|c: char| !c.is_ascii_alphanumeric()).next();
        let word = word.unwrap_or_default().to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|part| word.contains(part));
        match word.as_str() {
            "uuid" | "inet4" | "inet6" => (word, true),
            "enum" | "set" => ("string".to_owned(), false),
            _ if has(&SHAPES) => ("shape".to_owned(), true),
            _ if has(&STRINGS) => ("string".to_owned(), false),
            _ => ("value".to_owned(), false),
        }
    };
    let ((one, one_is_special), (other, other_is_special)) = (of(before), of(after));
    let is_string = one == "string" || other == "string";
    one == other || is_string || !one_is_special && !other_is_special
}

pub(super) fn clauses(columns: &Columns, alter: &mut Alter) {
    let (from, to) = (columns.from, columns.to);
    for column in &from.columns {
        if to.column(&column.name).is_none() || columns.replaced.contains(&column.name) {
            alter
                .drops
                .push(format!("DROP COLUMN {}", ident(column.name.as_str())));
        }
    }
    let last = to.columns.iter().rposition(|column| columns.stays(column));
    for (at, column) in to.columns.iter().enumerate() {
        let text = written(columns, column, alter);
        let moves = columns.moved.contains(&column.name);
        match from.column(&column.name) {
            Some(before) if columns.replaced.contains(&column.name) => {
                replace(columns, before, column, at, alter);
            }
            Some(before) if moves || columns.changed.contains(&column.name) => {
                let place = if moves {
                    columns.position(at)
                } else {
                    String::new()
                };
                if before.name.as_str() == column.name.as_str() {
                    alter.columns.push(format!("MODIFY COLUMN {text}{place}"));
                } else {
                    let old = ident(before.name.as_str());
                    alter
                        .columns
                        .push(format!("CHANGE COLUMN {old} {text}{place}"));
                }
                say(to, before, column, alter);
            }
            Some(_) => {}
            None => {
                let at_end = last.is_none_or(|last| last < at);
                let place = if at_end {
                    String::new()
                } else {
                    columns.position(at)
                };
                alter.columns.push(format!("ADD COLUMN {text}{place}"));
                if lacks_value(column) {
                    alter.reviews.push(format!(
                        "{0} is NOT NULL and new: rows that are there get the value that the server takes for nothing (0, ''). Give {0} a DEFAULT, or fill it by an UPDATE",
                        column.name
                    ));
                }
            }
        }
    }
}

/// A column's clause. Those that a history leaves out can only say so when the table has one.
fn written(columns: &Columns, column: &Column, alter: &mut Alter) -> String {
    let text = define::column(columns.to, column);
    if !is_kept(columns.to)
        || is_kept(columns.from)
        || !column.attributes.contains_key("system versioning")
    {
        return text;
    }
    let mut plain = column.clone();
    plain.attributes.remove("system versioning");
    alter.unversioned.push(format!("MODIFY COLUMN {text}"));
    define::column(columns.to, &plain)
}

fn lacks_value(column: &Column) -> bool {
    column.not_null.is_some()
        && column.default.is_none()
        && column.generated.is_none()
        && !column.attributes.contains_key("auto_increment")
        && !column.attributes.contains_key("period")
}

fn say(table: &Table, before: &Column, after: &Column, alter: &mut Alter) {
    if before.not_null.is_none() && after.not_null.is_some() && after.generated.is_none() {
        let stops = format!("Stops at a row where {}.{} is NULL", table.name, after.name);
        if after
            .type_name
            .to_ascii_lowercase()
            .starts_with("timestamp")
        {
            let why = format!("{stops}, where the server would else write the present time.");
            alter.before.push(refuse_null(table, before).comment(why));
        } else {
            alter.comments.push(format!("{stops}."));
        }
    }
    if before.generated.is_none() && after.generated.is_some() {
        alter.reviews.push(lost(table, after));
    }
}

/// A statement that fails where a value is NULL: a subquery has two rows then.
fn refuse_null(table: &Table, column: &Column) -> Statement {
    Statement::new(format!(
        "SELECT (SELECT 1 FROM (SELECT 1 UNION ALL (SELECT 1 FROM {} WHERE {} IS NULL LIMIT 1)) AS found)",
        ident(table.name.as_str()),
        ident(column.name.as_str())
    ))
}

fn lost(table: &Table, column: &Column) -> String {
    format!(
        "{}.{} becomes a computed column: its own values are lost",
        table.name, column.name
    )
}

/// Drops a column and adds it again, with its values where they would be lost: what was computed
/// when it was read is stored first, under another name.
fn replace(columns: &Columns, before: &Column, after: &Column, at: usize, alter: &mut Alter) {
    let text = written(columns, after, alter);
    let place = columns.position(at);
    match (&before.generated, &after.generated) {
        (Some(generated), None) => {
            let mut stored = before.clone();
            let is_computed = |word: String| {
                let column = columns.from.column(&Name::folded(word));
                column.is_some_and(|column| column.generated.is_some())
            };
            if words(generated.expression.as_str()).any(is_computed) {
                // No default may read such a column.
                if let Some(generated) = &mut stored.generated {
                    generated.stored = true;
                }
            } else {
                // What depends on settings of the session, as all does that reads a CHAR, is
                // computed for a default and never stored
                // (<https://mariadb.com/kb/en/generated-columns/>).
                let expression = format!("({})", generated.expression);
                stored.default = Some(Sql::new(expression.clone(), expression));
                stored.generated = None;
            }
            stored.name = free_name(columns, &before.name);
            stored.attributes.remove("check");
            let sql = format!(
                "ALTER TABLE {} ADD COLUMN {}",
                ident(columns.to.name.as_str()),
                define::column(columns.from, &stored)
            );
            alter.before.push(Statement::new(sql).comment(format!(
                "The values of {}.{}, which are computed from {} so far, are kept.",
                columns.to.name, before.name, generated.expression
            )));
            alter.columns.push(format!(
                "CHANGE COLUMN {} {text}{place}",
                ident(stored.name.as_str())
            ));
        }
        (None, Some(_)) => {
            alter.columns.push(format!("ADD COLUMN {text}{place}"));
            alter.reviews.push(lost(columns.to, after));
        }
        _ => {
            alter.columns.push(format!("ADD COLUMN {text}{place}"));
            if !is_cast(&before.type_name, &after.type_name) {
                alter.reviews.push(format!(
                    "{}.{} becomes {} instead of {}, which the server cannot convert: its values are lost",
                    columns.to.name, after.name, after.type_name, before.type_name
                ));
            }
        }
    }
}

fn free_name(columns: &Columns, name: &Name) -> Name {
    let taken =
        |name: &Name| columns.from.column(name).is_some() || columns.to.column(name).is_some();
    let mut free = Name::folded(format!("{name}_kept"));
    while taken(&free) {
        free = Name::folded(format!("{free}_"));
    }
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_cannot_convert_is_told_by_the_types() {
        for (before, after, expected) in [
            ("int(11)", "bigint(20) unsigned", true),
            ("int(11)", "uuid", false),
            ("inet6", "datetime(6)", false),
            ("inet4", "inet6", false),
            ("uuid", "varchar(36)", true),
            ("enum('a','b')", "uuid", true),
            ("mediumblob", "multipoint", true),
            ("point", "geometry", true),
            ("bit(8)", "point", false),
        ] {
            assert_eq!(is_cast(before, after), expected, "{before} {after}");
        }
    }
}
