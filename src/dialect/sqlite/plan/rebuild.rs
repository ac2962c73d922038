//! The rebuild: what SQLite's manual advises where ALTER TABLE is not enough
//! (<https://sqlite.org/lang_altertable.html#otheralter>), with what it leaves open.
//!
//! A new table is made from the goal's own text under another name, the rows are copied, the old
//! table is dropped and the new one takes its name. The way round matters: renaming the *old*
//! table away would make others' references follow it.
//!
//! - Views and triggers of other tables that mention the table would stop the last rename, so it
//!   is done under `PRAGMA legacy_alter_table`, which leaves them alone. A table whose text
//!   qualifies columns by its own name (`CHECK (t.a > 0)`) needs that rename to rewrite its text,
//!   which the pragma prevents; there the dependents are dropped and made again.
//! - The AUTOINCREMENT high-water mark and implicit rowids are carried over.
//! - Only columns that both sides have are read, so that doing it twice is doing it once.

use super::super::lexer::{literal, quote};
use super::super::parse;
use crate::draft::Statement;
use crate::schema::{Column, Constraint, Name, Table};
use std::collections::BTreeSet;

/// Whether the table's text names a column as `table.column`.
pub(super) fn qualifies_itself(table: &Table) -> bool {
    parse::anchors(table.definition.as_str())
        .is_ok_and(|anchors| !anchors.own_qualifiers.is_empty())
}

/// The statements that rebuild `from` as `to`. `what` says why, `taken` are the names in use.
pub(super) fn statements(
    from: &Table,
    to: &Table,
    what: &[String],
    taken: &BTreeSet<String>,
) -> Vec<Statement> {
    let temporary = free_name(to.name.as_str(), taken);
    let (old, new) = (quote(from.name.as_str()), quote(&temporary));
    let mut statements = Vec::new();
    let mut create = Statement::new(renamed(to, &temporary));
    if !what.is_empty() {
        create = create.comment(format!("{}: {}", to.name, what.join(", ")));
    }
    statements.push(create);
    statements.extend(copy(from, to, &old, &new));
    if from.has("autoincrement") && to.has("autoincrement") {
        let name = literal(&temporary);
        statements.push(Statement::new(format!(
            "DELETE FROM sqlite_sequence WHERE name = {name}"
        )));
        statements.push(Statement::new(format!(
            "INSERT INTO sqlite_sequence (name, seq)\n  SELECT {name}, seq FROM sqlite_sequence WHERE name = {} COLLATE NOCASE",
            literal(from.name.as_str())
        )));
    }
    statements.push(Statement::new(format!("DROP TABLE {old}")));
    let rename = Statement::new(format!(
        "ALTER TABLE {new} RENAME TO {}",
        quote(to.name.as_str())
    ));
    if qualifies_itself(to) {
        statements.push(rename);
    } else {
        statements.push(Statement::new("PRAGMA legacy_alter_table = ON"));
        statements.push(rename);
        statements.push(Statement::new("PRAGMA legacy_alter_table = OFF"));
    }
    statements
}

fn free_name(table: &str, taken: &BTreeSet<String>) -> String {
    let mut name = format!("{table}__new");
    while taken.contains(&name.to_ascii_lowercase()) {
        name.push('_');
    }
    name
}

/// The table's own text, under another name.
fn renamed(table: &Table, name: &str) -> String {
    let text = table.definition.as_str();
    let Ok(anchors) = parse::anchors(text) else {
        return text.to_owned();
    };
    let mut out = String::with_capacity(text.len() + 2 * name.len());
    let mut at = 0;
    for range in std::iter::once(&anchors.name).chain(&anchors.own_qualifiers) {
        out.push_str(&text[at..range.start]);
        out.push_str(&quote(name));
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// The column that is an alias of the rowid, `INTEGER PRIMARY KEY`
/// (<https://sqlite.org/lang_createtable.html#rowid>).
fn rowid_alias(table: &Table) -> Option<&Name> {
    let key = table.primary_key()?;
    let [part] = key.columns.as_slice() else {
        return None;
    };
    let column = table.column(&part.name)?;
    let alias =
        column.type_name == "integer" && !key.descending_inline && !table.has("without rowid");
    alias.then_some(&column.name)
}

/// Names by which the hidden rowid can be had before and after, none of which is a column on
/// either side: a script may run a second time.
fn hidden_rowid(from: &Table, to: &Table) -> Option<&'static str> {
    if [from, to]
        .iter()
        .any(|table| table.has("without rowid") || table.opaque.is_some())
    {
        return None;
    }
    let free = |name: &&str| {
        [from, to]
            .iter()
            .all(|table| table.column(&Name::folded(*name)).is_none())
    };
    ["rowid", "_rowid_", "oid"].into_iter().find(free)
}

/// Whether the column takes no NULL: it says so, or it is part of the key of a table whose keys
/// never do (<https://sqlite.org/withoutrowid.html>, <https://sqlite.org/stricttables.html>).
fn takes_no_null(table: &Table, column: &Column) -> bool {
    let in_key = table
        .primary_key()
        .is_some_and(|key| key.columns.iter().any(|part| part.name == column.name));
    column.not_null.is_some() || in_key && (table.has("without rowid") || table.has("strict"))
}

fn copy(from: &Table, to: &Table, old: &str, new: &str) -> Option<Statement> {
    let mut targets = Vec::new();
    let mut values = Vec::new();
    let mut review = Vec::new();
    if to.has("strict") && !from.has("strict") {
        review.push(
            "the table becomes STRICT: rows that hold another kind of value stop here".to_owned(),
        );
    }
    for column in to
        .columns
        .iter()
        .filter(|column| column.generated.is_some())
    {
        if from
            .column(&column.name)
            .is_some_and(|before| before.generated.is_none())
        {
            review.push(format!(
                "{} becomes computed: the values that it holds now go",
                column.name
            ));
        }
    }
    for column in to
        .columns
        .iter()
        .filter(|column| column.generated.is_none())
    {
        if let Some(before) = from.column(&column.name) {
            targets.push(quote(column.name.as_str()));
            values.push(value(before, column, to, &mut review));
        } else if rowid_alias(to) == Some(&column.name) {
            // The rowid that was hidden so far becomes visible.
            if let Some(rowid) = hidden_rowid(from, to) {
                targets.push(quote(column.name.as_str()));
                values.push(rowid.to_owned());
            }
        } else if takes_no_null(to, column) && column.default.is_none() {
            review.push(format!(
                "{} is NOT NULL and new: put a value for existing rows in the place of NULL",
                column.name
            ));
            targets.push(quote(column.name.as_str()));
            values.push("NULL".to_owned());
        }
    }
    if rowid_alias(to).is_none()
        && let Some(rowid) = hidden_rowid(from, to)
    {
        targets.insert(0, rowid.to_owned());
        values.insert(0, rowid.to_owned());
    }
    if targets.is_empty() {
        // Nothing is shared, and still no row may be lost.
        let column = to
            .columns
            .iter()
            .find(|column| column.generated.is_none())?;
        let default = column
            .default
            .as_ref()
            .map(|default| parse::default_value(default.as_str()));
        targets.push(quote(column.name.as_str()));
        values.push(default.unwrap_or_else(|| "NULL".to_owned()));
    }
    // A conflict clause of the table would pass over rows in silence.
    let text = to.definition.normal();
    let insert = if text.contains(" conflict ") {
        "INSERT OR ABORT"
    } else {
        "INSERT"
    };
    let statement = Statement::new(format!(
        "{insert} INTO {new} ({})
  SELECT {}
  FROM {old}",
        wrapped(&targets),
        wrapped(&values)
    ));
    // Rows that are there may break a constraint that was not: the draft says so.
    let is_new = |constraint: &&Constraint| !from.constraints.contains(constraint);
    let statement = if to.constraints.iter().any(|constraint| is_new(&constraint)) {
        statement.comment("Stops at a row that does not satisfy what is new.")
    } else {
        statement
    };
    Some(if review.is_empty() {
        statement
    } else {
        statement.review(review.join("\n"))
    })
}

/// What is read for a column that both sides have.
fn value(before: &Column, after: &Column, to: &Table, review: &mut Vec<String>) -> String {
    let name = quote(after.name.as_str());
    let tightened = after.not_null.is_some() && before.not_null.is_none();
    if to.has("strict") && after.type_name != "any" && before.type_name != after.type_name {
        review.push(format!(
            "{} becomes {} in a STRICT table: rows that hold another kind of value stop here",
            after.name,
            after.type_name.to_ascii_uppercase()
        ));
    }
    if !tightened || rowid_alias(to) == Some(&after.name) {
        return name;
    }
    match &after.default {
        Some(default) => format!(
            "coalesce({name}, {})",
            parse::default_value(default.as_str())
        ),
        None => {
            review.push(format!(
                "{} becomes NOT NULL: rows without a value stop here; give them one, as in coalesce({name}, …)",
                after.name
            ));
            name
        }
    }
}

/// A list of columns, broken before it gets too long to read.
fn wrapped(items: &[String]) -> String {
    const WIDTH: usize = 88;
    let mut text = String::new();
    let mut width = 20;
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            text.push(',');
            let fits = width + item.len() + 2 <= WIDTH;
            text.push_str(if fits { " " } else { "\n    " });
            width = if fits { width + 2 } else { 4 };
        }
        text.push_str(item);
        width += item.len();
    }
    text
}
