//! Two schemas in, a list of typed changes out. No SQL and no engine: what a change needs is
//! decided by the engine's `plan`.

mod change;
mod order;
mod rename;
mod said;

pub use change::{Aspect, Change, Difference, TableChange};
pub use order::{longest_run, moved};
pub use rename::{Candidate, Rename, candidates};
pub use said::said;

use crate::schema::{Attributes, Column, Constraint, Index, Schema, Table};
use std::collections::BTreeSet;

/// What must change for `from` to become `to`. Empty where they are equal; the order of columns
/// counts only where both tables say so, see [`order_only`].
pub fn compare(from: &Schema, to: &Schema) -> Vec<Change> {
    let mut changes = Vec::new();
    for table in &from.tables {
        match to.table(&table.name) {
            None => changes.push(Change::DropTable(table.name.clone())),
            Some(other) => {
                let altered = compare_tables(table, other);
                if !altered.is_empty() {
                    changes.push(Change::AlterTable {
                        table: table.name.clone(),
                        changes: altered,
                    });
                }
            }
        }
    }
    for table in to
        .tables
        .iter()
        .filter(|table| from.table(&table.name).is_none())
    {
        changes.push(Change::AddTable(table.name.clone()));
    }
    for object in &from.objects {
        match to.object(object.kind, &object.name) {
            None => changes.push(Change::DropObject(object.kind, object.name.clone())),
            Some(other) if other.definition != object.definition => {
                changes.push(Change::ReplaceObject(object.kind, object.name.clone()));
            }
            Some(other) => {
                let altered = differences(&object.attributes, &other.attributes);
                if !altered.is_empty() {
                    changes.push(Change::AlterObject {
                        kind: object.kind,
                        name: object.name.clone(),
                        changes: altered,
                    });
                }
            }
        }
    }
    for object in &to.objects {
        if from.object(object.kind, &object.name).is_none() {
            changes.push(Change::AddObject(object.kind, object.name.clone()));
        }
    }
    changes
}

/// The tables in which nothing but the order of columns differs.
pub fn order_only<'a>(from: &'a Schema, to: &Schema) -> Vec<&'a Table> {
    let names = |table: &Table| {
        table
            .columns
            .iter()
            .map(|c| c.name.clone())
            .collect::<Vec<_>>()
    };
    from.tables
        .iter()
        .filter(|table| {
            to.table(&table.name)
                .is_some_and(|other| names(table) != names(other))
        })
        .collect()
}

/// What must change on one table, its indexes included.
pub fn compare_tables(from: &Table, to: &Table) -> Vec<TableChange> {
    let mut changes = Vec::new();
    let opaque = from.opaque.is_some() || to.opaque.is_some();
    // The same to the letter needs no second look; alike but for case or blanks does, for in some
    // places, as in a DEFAULT, they count.
    let text = from.definition.as_str();
    if text.is_empty() || text != to.definition.as_str() {
        if opaque {
            if from.definition != to.definition {
                changes.push(TableChange::Text);
            }
        } else {
            compare_columns(from, to, &mut changes);
            if from.order_counts && to.order_counts {
                changes.extend(order::moves(from, to));
            }
            compare_constraints(&from.constraints, &to.constraints, &mut changes);
            for option in from.options.difference(&to.options) {
                changes.push(TableChange::DropOption(option.clone()));
            }
            for option in to.options.difference(&from.options) {
                changes.push(TableChange::AddOption(option.clone()));
            }
        }
    }
    let attributes = differences(&from.attributes, &to.attributes);
    changes.extend(attributes.into_iter().map(TableChange::Attribute));
    compare_indexes(&from.indexes, &to.indexes, &mut changes);
    changes
}

/// In what two sets of attributes differ. A name that begins with `~` is carried along for what is
/// written and does not count.
pub fn differences(from: &Attributes, to: &Attributes) -> Vec<Difference> {
    let names: BTreeSet<&String> = from.keys().chain(to.keys()).collect();
    names
        .into_iter()
        .filter(|name| !name.starts_with('~') && from.get(*name) != to.get(*name))
        .map(|name| Difference {
            attribute: name.clone(),
            from: from.get(name).cloned(),
            to: to.get(name).cloned(),
        })
        .collect()
}

fn compare_columns(from: &Table, to: &Table, changes: &mut Vec<TableChange>) {
    for column in &from.columns {
        match to.column(&column.name) {
            None => changes.push(TableChange::DropColumn(column.name.clone())),
            Some(other) => {
                let aspects = aspects(column, other);
                if !aspects.is_empty() {
                    changes.push(TableChange::AlterColumn(column.name.clone(), aspects));
                }
            }
        }
    }
    // What is computed comes last: it may read another new column.
    let is_new = |column: &&Column| from.column(&column.name).is_none();
    let (plain, computed): (Vec<&Column>, Vec<&Column>) = to
        .columns
        .iter()
        .filter(is_new)
        .partition(|column| column.generated.is_none());
    let added = plain.into_iter().chain(computed);
    changes.extend(added.map(|column| TableChange::AddColumn(column.name.clone())));
}

fn aspects(from: &Column, to: &Column) -> Vec<Aspect> {
    let mut aspects = Vec::new();
    if from.type_name != to.type_name {
        aspects.push(Aspect::Type(from.type_name.clone(), to.type_name.clone()));
    }
    match (&from.not_null, &to.not_null) {
        (None, Some(_)) => aspects.push(Aspect::NotNull(true)),
        (Some(_), None) => aspects.push(Aspect::NotNull(false)),
        (a, b) if a != b => aspects.push(Aspect::NotNullClause),
        _ => {}
    }
    if from.default != to.default {
        let text = |column: &Column| column.default.as_ref().map(|sql| sql.as_str().to_owned());
        aspects.push(Aspect::Default(text(from), text(to)));
    }
    if from.collation != to.collation {
        aspects.push(Aspect::Collation);
    }
    if from.generated != to.generated {
        aspects.push(Aspect::Generated);
    }
    let attributes = differences(&from.attributes, &to.attributes);
    aspects.extend(attributes.into_iter().map(Aspect::Attribute));
    aspects
}

fn compare_constraints(from: &[Constraint], to: &[Constraint], changes: &mut Vec<TableChange>) {
    let mut left: Vec<&Constraint> = to.iter().collect();
    for constraint in from {
        let same = left.iter().position(|other| same_clause(constraint, other));
        match same {
            Some(position) => {
                let other = left.remove(position);
                if let (Constraint::Written(one), Constraint::Written(other)) = (constraint, other)
                {
                    let altered = differences(&one.attributes, &other.attributes);
                    if !altered.is_empty() {
                        changes.push(TableChange::AlterConstraint(one.name.clone(), altered));
                    }
                }
            }
            None => changes.push(TableChange::DropConstraint(constraint.clone())),
        }
    }
    changes.extend(left.into_iter().cloned().map(TableChange::AddConstraint));
}

fn same_clause(one: &Constraint, other: &Constraint) -> bool {
    match (one, other) {
        (Constraint::Written(one), Constraint::Written(other)) => {
            one.name == other.name && one.kind == other.kind && one.clause == other.clause
        }
        _ => one == other,
    }
}

fn compare_indexes(from: &[Index], to: &[Index], changes: &mut Vec<TableChange>) {
    for index in from {
        match to.iter().find(|other| other.name == index.name) {
            None => changes.push(TableChange::DropIndex(index.name.clone())),
            Some(other) if other.definition != index.definition => {
                changes.push(TableChange::ReplaceIndex(index.name.clone()));
            }
            Some(other) => {
                let altered = differences(&index.attributes, &other.attributes);
                if !altered.is_empty() {
                    changes.push(TableChange::AlterIndex(index.name.clone(), altered));
                }
            }
        }
    }
    for index in to {
        if !from.iter().any(|other| other.name == index.name) {
            changes.push(TableChange::AddIndex(index.name.clone()));
        }
    }
}
