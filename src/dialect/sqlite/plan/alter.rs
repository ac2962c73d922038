//! Changes that SQLite makes in place, on a table with rows in it: ADD COLUMN and DROP COLUMN
//! under the conditions of <https://sqlite.org/lang_altertable.html>. A condition that may or may
//! not hold counts as not holding; the table is then rebuilt, which always works.

use super::super::lexer::{TokenKind, quote, tokens};
use crate::diff::TableChange;
use crate::draft::Statement;
use crate::schema::{Column, Constraint, Name, Schema, Table};
use std::collections::BTreeSet;

/// Whether every change of the table can be made in place.
pub(super) fn is_possible(
    from: &Schema,
    to: &Schema,
    table: &Name,
    changes: &[TableChange],
) -> bool {
    let (Some(before), Some(after)) = (from.table(table), to.table(table)) else {
        return false;
    };
    let survives = before
        .columns
        .iter()
        .any(|column| after.column(&column.name).is_some());
    survives
        && changes.iter().all(|change| match change {
            TableChange::AddColumn(name) => after
                .column(name)
                .is_some_and(|column| can_add(after, column, changes)),
            TableChange::DropColumn(name) => can_drop(from, to, before, name, changes),
            TableChange::AddConstraint(constraint) => {
                added_column_of(constraint, changes).is_some()
            }
            TableChange::DropConstraint(constraint) => {
                goes_with_its_column(before, constraint, changes)
            }
            other => other.is_index(),
        })
}

/// The statements for it.
pub(super) fn statements(
    from: &Schema,
    to: &Schema,
    table: &Name,
    changes: &[TableChange],
) -> Vec<Statement> {
    let (Some(before), Some(after)) = (from.table(table), to.table(table)) else {
        return Vec::new();
    };
    let quoted = quote(table.as_str());
    let mut statements = Vec::new();
    let mut drops = Vec::new();
    for change in changes {
        if let TableChange::AddColumn(name) = change
            && let Some(column) = after.column(name)
        {
            let mut text = squeezed(&column.text);
            for constraint in extra_constraints(after, column, changes) {
                text.push(' ');
                text.push_str(&constraint);
            }
            statements.push(Statement::new(format!(
                "ALTER TABLE {quoted} ADD COLUMN {text}"
            )));
        }
    }
    for change in changes {
        if let TableChange::DropColumn(name) = change
            && let Some(column) = before.column(name)
        {
            let name = quote(column.name.as_str());
            drops.push(Statement::new(format!(
                "ALTER TABLE {quoted} DROP COLUMN {name}"
            )));
        }
    }
    // Otherwise SQLite looks through all views and triggers, and fails at one that mentions what
    // is not there at that moment.
    let watched = [from, to].iter().any(|schema| !schema.objects.is_empty());
    if watched && !drops.is_empty() {
        statements.push(Statement::new("PRAGMA legacy_alter_table = ON"));
        statements.append(&mut drops);
        statements.push(Statement::new("PRAGMA legacy_alter_table = OFF"));
    }
    statements.append(&mut drops);
    statements
}

fn can_add(table: &Table, column: &Column, changes: &[TableChange]) -> bool {
    if column
        .generated
        .as_ref()
        .is_some_and(|generated| generated.stored)
    {
        return false;
    }
    let not_null_without_value =
        column.not_null.is_some() && (column.default.is_none() || column.generated.is_some());
    if not_null_without_value || !column.default_is_constant {
        return false;
    }
    // What its text says must be new: a check that stood elsewhere would be there twice.
    let all_new = inline_constraints(column)
        .iter()
        .all(|constraint| changes.contains(&TableChange::AddConstraint(constraint.clone())));
    all_new
        && table.constraints.iter().all(|constraint| match constraint {
            Constraint::PrimaryKey(key) => key.columns.iter().all(|part| part.name != column.name),
            Constraint::Unique(key) => key.columns.iter().all(|part| part.name != column.name),
            Constraint::ForeignKey(key) => {
                !key.columns.contains(&column.name)
                    || key.columns.len() == 1
                        && column.default.is_none()
                        && column.generated.is_none()
            }
            Constraint::Check(check) => {
                !check.mentions.contains(column.name.key())
                    || changes.contains(&TableChange::AddConstraint(constraint.clone()))
            }
            Constraint::Written(_) => false,
        })
}

/// The added column that a new constraint can be written at: the single column of a foreign key,
/// or a column that a check mentions.
fn added_column_of<'a>(constraint: &Constraint, changes: &'a [TableChange]) -> Option<&'a Name> {
    let mut added = changes.iter().filter_map(|change| match change {
        TableChange::AddColumn(name) => Some(name),
        _ => None,
    });
    match constraint {
        Constraint::ForeignKey(key) if key.columns.len() == 1 => {
            added.find(|name| **name == key.columns[0])
        }
        // Columns are added one after another: a check may mention only what is there already.
        Constraint::Check(check) => added.rfind(|name| check.mentions.contains(name.key())),
        _ => None,
    }
}

/// The texts of new constraints that belong to this added column but are not part of its text.
fn extra_constraints(table: &Table, column: &Column, changes: &[TableChange]) -> Vec<String> {
    let inline = inline_constraints(column);
    let mut texts = Vec::new();
    for constraint in &table.constraints {
        let new = changes.contains(&TableChange::AddConstraint(constraint.clone()));
        if !new
            || inline.contains(constraint)
            || added_column_of(constraint, changes) != Some(&column.name)
        {
            continue;
        }
        let (name, text) = match constraint {
            Constraint::ForeignKey(key) => (&key.name, references(key)),
            Constraint::Check(check) => (&check.name, format!("CHECK ({})", check.expression)),
            _ => continue,
        };
        let name = name
            .as_ref()
            .filter(|name| !name.as_str().is_empty())
            .map(|name| format!("CONSTRAINT {} ", quote(name.as_str())));
        texts.push(name.unwrap_or_default() + &text);
    }
    texts
}

fn references(key: &crate::schema::ForeignKey) -> String {
    let mut text = format!("REFERENCES {}", quote(key.parent.as_str()));
    if !key.parent_columns.is_empty() {
        let columns: Vec<String> = key
            .parent_columns
            .iter()
            .map(|name| quote(name.as_str()))
            .collect();
        text.push_str(&format!("({})", columns.join(", ")));
    }
    for (event, action) in [("DELETE", &key.on_delete), ("UPDATE", &key.on_update)] {
        if action != "NO ACTION" {
            text.push_str(&format!(" ON {event} {action}"));
        }
    }
    if let Some(matching) = &key.matching {
        text.push_str(&format!(" MATCH {matching}"));
    }
    if let Some(deferrable) = &key.deferrable {
        text.push_str(&format!(" {deferrable}"));
    }
    text
}

fn can_drop(
    from: &Schema,
    to: &Schema,
    table: &Table,
    name: &Name,
    changes: &[TableChange],
) -> bool {
    let Some(column) = table.column(name) else {
        return false;
    };
    let free_of_keys = table.constraints.iter().all(|constraint| match constraint {
        Constraint::PrimaryKey(key) => key.columns.iter().all(|part| part.name != *name),
        Constraint::Unique(key) => key.columns.iter().all(|part| part.name != *name),
        Constraint::ForeignKey(key) => {
            !key.columns.contains(name) || stands_inline(column, constraint)
        }
        Constraint::Check(check) => {
            !check.mentions.contains(name.key()) || stands_inline(column, constraint)
        }
        Constraint::Written(_) => false,
    });
    let after = to.table(&table.name);
    // An index that stays as it is keeps the column; SQLite refuses to drop that.
    let free_of_indexes = table.indexes.iter().all(|index| {
        !index.mentions.contains(name.key())
            || after.is_none_or(|after| {
                after
                    .index(&index.name)
                    .is_none_or(|other| other.definition != index.definition)
            })
    });
    let free_of_expressions = table
        .columns
        .iter()
        .filter(|other| other.name != *name)
        .all(|other| {
            other
                .generated
                .as_ref()
                .is_none_or(|generated| !mentions(generated.expression.as_str(), name))
        });
    let free_of_parents = from
        .tables
        .iter()
        .flat_map(Table::foreign_keys)
        .all(|key| key.parent != table.name || !key.parent_columns.contains(name));
    // SQLite cuts the last column out from the comma before it, and takes one in a comment or a
    // quoted name for that.
    let is_last = table.columns.last().is_some_and(|last| last.name == *name);
    let can_be_cut = !is_last || !may_hide_a_comma(table.definition.as_str());
    // A check that stays, though written elsewhere, would go with the column's text.
    let all_gone = inline_constraints(column)
        .iter()
        .all(|constraint| changes.contains(&TableChange::DropConstraint(constraint.clone())));
    all_gone
        && !has_double_quoted_strings(from)
        && !has_double_quoted_strings(to)
        && free_of_keys
        && free_of_indexes
        && free_of_expressions
        && free_of_parents
        && can_be_cut
}

fn mentions(expression: &str, name: &Name) -> bool {
    tokens(expression).iter().any(|token| {
        token
            .name(expression)
            .is_some_and(|text| Name::folded(text) == *name)
    })
}

/// The constraints that the column's own text holds.
fn inline_constraints(column: &Column) -> Vec<Constraint> {
    let alone = super::super::parse::table(&format!("CREATE TABLE t ({})", column.text));
    alone.map(|table| table.constraints).unwrap_or_default()
}

/// Whether the constraint is part of the column's own text, so that it goes with the column.
fn stands_inline(column: &Column, constraint: &Constraint) -> bool {
    inline_constraints(column).contains(constraint)
}

fn goes_with_its_column(table: &Table, constraint: &Constraint, changes: &[TableChange]) -> bool {
    changes.iter().any(|change| match change {
        TableChange::DropColumn(name) => table
            .column(name)
            .is_some_and(|column| stands_inline(column, constraint)),
        _ => false,
    })
}

/// The text without comments and with single blanks: it was aligned for another place.
fn squeezed(text: &str) -> String {
    let mut out = String::new();
    let mut end = 0;
    for token in tokens(text) {
        if token.range.start > end && !out.is_empty() {
            out.push(' ');
        }
        out.push_str(token.text(text));
        end = token.range.end;
    }
    out
}

/// Whether there is a comment, or a comma inside quotes.
fn may_hide_a_comma(text: &str) -> bool {
    let all = tokens(text);
    let mut end = 0;
    all.iter().any(|token| {
        let blank = text[end..token.range.start].trim().is_empty();
        end = token.range.end;
        let quoted = matches!(token.kind, TokenKind::Quoted | TokenKind::String);
        !blank || quoted && token.text(text).contains(',')
    })
}

/// Whether some text may hold a string in double quotes. `DROP COLUMN` makes SQLite look for
/// those in its whole catalog and write them anew, in single quotes (`renameFixQuotes`).
fn has_double_quoted_strings(schema: &Schema) -> bool {
    let mut names = BTreeSet::new();
    let mut texts = Vec::new();
    for table in &schema.tables {
        names.insert(table.name.key());
        names.extend(table.columns.iter().map(|column| column.name.key()));
        names.extend(table.indexes.iter().map(|index| index.name.key()));
        texts.push(table.definition.as_str());
        texts.extend(table.indexes.iter().map(|index| index.definition.as_str()));
    }
    for object in &schema.objects {
        names.insert(object.name.key());
        texts.push(object.definition.as_str());
    }
    texts
        .iter()
        .any(|text| text.contains('"') && has_unknown_name(text, &names))
}

/// Whether a double-quoted token is no known name and stands where no new name is given.
fn has_unknown_name(text: &str, names: &BTreeSet<&str>) -> bool {
    let all = tokens(text);
    all.iter().enumerate().any(|(position, token)| {
        let named = position.checked_sub(1).is_some_and(|before| {
            ["constraint", "as", "collate"]
                .iter()
                .any(|word| all[before].is_word(text, word))
        });
        let quoted = token.kind == TokenKind::Quoted && token.text(text).starts_with('"');
        quoted
            && !named
            && token
                .name(text)
                .is_some_and(|name| !names.contains(name.to_ascii_lowercase().as_str()))
    })
}
