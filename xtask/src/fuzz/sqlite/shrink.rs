//! Smaller cases that fail in the same way.

use super::Case;
use super::model::{Rule, Schema, same};
use super::rename;
use super::settle::settle;

/// Whether it is a case that the generator could have made.
pub(super) fn is_valid(case: &Case) -> bool {
    let settled = |schema: &Schema| {
        let mut copy = schema.clone();
        settle(&mut copy, case.broken).is_ok() && copy == *schema
    };
    let plain = |schema: &Schema| {
        let mut copy = schema.clone();
        copy.styles_mut().for_each(|style| *style = 0);
        copy
    };
    rename::hold(&case.from, &case.to, &case.renames)
        && (!case.rewritten || plain(&case.from) == plain(&case.to))
        && settled(&case.from)
        && settled(&case.to)
}

/// All cases that are one step smaller, the boldest steps first.
pub(super) fn candidates(case: &Case) -> Vec<Case> {
    let mut all = Vec::new();
    let both = |change: &dyn Fn(&mut Schema)| {
        let mut smaller = case.clone();
        change(&mut smaller.from);
        change(&mut smaller.to);
        smaller
    };
    let names: Vec<String> = tables(case);
    all.push(both(&|schema| {
        schema.styles_mut().for_each(|style| *style = 0);
    }));
    for name in &names {
        all.push(both(&|schema| schema.remove_table(name)));
    }
    for side in 0..2 {
        objects(case, side, &mut all);
    }
    for name in &names {
        reverted(case, name, &mut all);
        simpler_table(case, name, &mut all);
    }
    for place in 0..case.from.styles_mut_count().max(case.to.styles_mut_count()) {
        all.push(both(&|schema| {
            if let Some(style) = schema.styles_mut().nth(place) {
                *style = 0;
            }
        }));
    }
    plain_names(case, &names, &mut all);
    all.retain(|smaller| smaller != case);
    all
}

impl Schema {
    fn styles_mut_count(&self) -> usize {
        self.clone().styles_mut().count()
    }
}

fn tables(case: &Case) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for table in case.from.tables.iter().chain(&case.to.tables) {
        if !names.iter().any(|name| same(name, &table.name)) {
            names.push(table.name.clone());
        }
    }
    names
}

/// Without one index, view, trigger or virtual table, on one side and on both.
fn objects(case: &Case, side: usize, all: &mut Vec<Case>) {
    let from = if side == 0 { &case.from } else { &case.to };
    let indexes = from.indexes.iter().map(|index| &index.name);
    let views = from.views.iter().map(|view| &view.name);
    let triggers = from.triggers.iter().map(|trigger| &trigger.name);
    let modules = from.virtuals.iter().map(|one| &one.name);
    for name in indexes.chain(views).chain(triggers).chain(modules) {
        for (here, there) in [(true, true), (side == 0, side == 1)] {
            let mut smaller = case.clone();
            for (wanted, schema) in [(here, &mut smaller.from), (there, &mut smaller.to)] {
                if wanted {
                    schema.indexes.retain(|index| !same(&index.name, name));
                    schema.views.retain(|view| !same(&view.name, name));
                    schema
                        .triggers
                        .retain(|t| !same(&t.name, name) && !same(&t.on, name));
                    schema.virtuals.retain(|one| !same(&one.name, name));
                }
            }
            all.push(smaller);
        }
    }
}

/// The table as it was before, also afterwards; or not there on one side.
fn reverted(case: &Case, name: &str, all: &mut Vec<Case>) {
    let (before, after) = (case.from.table(name), case.to.table(name));
    if let (Some(before), Some(after)) = (before, after)
        && before != after
    {
        for (source, into_from) in [(before, false), (after, true)] {
            let mut smaller = case.clone();
            let schema = if into_from {
                &mut smaller.from
            } else {
                &mut smaller.to
            };
            if let Some(table) = schema.table_mut(name) {
                *table = source.clone();
            }
            all.push(smaller);
        }
    }
    for side in 0..2 {
        let mut smaller = case.clone();
        let schema = if side == 0 {
            &mut smaller.from
        } else {
            &mut smaller.to
        };
        if schema.table(name).is_some() {
            schema.remove_table(name);
            all.push(smaller);
        }
    }
}

/// With one column, constraint or clause less.
fn simpler_table(case: &Case, name: &str, all: &mut Vec<Case>) {
    let sides = [&case.from, &case.to].map(|schema| schema.table(name));
    let mut columns: Vec<&str> = Vec::new();
    for table in sides.into_iter().flatten() {
        for column in &table.columns {
            if !columns.iter().any(|other| same(other, &column.name)) {
                columns.push(&column.name);
            }
        }
    }
    for column in &columns {
        for (here, there) in [(true, true), (true, false), (false, true)] {
            let mut smaller = case.clone();
            if here {
                smaller.from.remove_column(name, column);
            }
            if there {
                smaller.to.remove_column(name, column);
            }
            all.push(smaller);
        }
        for clause in 0..6 {
            for (here, there) in [(true, true), (true, false), (false, true)] {
                let mut smaller = case.clone();
                for (wanted, schema) in [(here, &mut smaller.from), (there, &mut smaller.to)] {
                    if wanted {
                        without_clause(schema, name, column, clause);
                    }
                }
                all.push(smaller);
            }
        }
    }
    for (side, table) in sides.into_iter().enumerate() {
        let Some(table) = table else { continue };
        for constraint in &table.constraints {
            for (here, there) in [(true, true), (side == 0, side == 1)] {
                let mut smaller = case.clone();
                for (wanted, schema) in [(here, &mut smaller.from), (there, &mut smaller.to)] {
                    if let Some(table) = schema.table_mut(name).filter(|_| wanted) {
                        table.constraints.retain(|other| other != constraint);
                    }
                }
                all.push(smaller);
            }
        }
    }
    for option in 0..5 {
        let mut smaller = case.clone();
        for schema in [&mut smaller.from, &mut smaller.to] {
            without_option(schema, name, option);
        }
        all.push(smaller);
    }
}

fn without_clause(schema: &mut Schema, table: &str, column: &str, clause: usize) {
    let Some(table) = schema.table_mut(table) else {
        return;
    };
    let strict = table.strict;
    let Some(column) = table
        .columns
        .iter_mut()
        .find(|other| same(&other.name, column))
    else {
        return;
    };
    match clause {
        0 => column.not_null = None,
        1 => column.default = None,
        2 => column.collation = None,
        3 => column.generated = None,
        4 => column.type_name = if strict { "ANY" } else { "" }.to_owned(),
        _ => column.not_null = column.not_null.as_ref().map(|_| (None, None)),
    }
}

fn without_option(schema: &mut Schema, table: &str, option: usize) {
    let Some(table) = schema.table_mut(table) else {
        return;
    };
    match option {
        0 => table.strict = false,
        1 => table.without_rowid = false,
        _ => {
            for constraint in &mut table.constraints {
                match (&mut constraint.rule, option) {
                    (Rule::Primary { autoincrement, .. }, 2) => *autoincrement = false,
                    (Rule::Primary { conflict, .. } | Rule::Unique { conflict, .. }, 3) => {
                        *conflict = None;
                    }
                    (Rule::Foreign(key), 3) => {
                        key.on_update = None;
                        key.tail = None;
                    }
                    (Rule::Foreign(key), 4) => key.on_delete = None,
                    (_, 3) => constraint.name = None,
                    _ => {}
                }
            }
        }
    }
}

/// With plain names for tables and columns.
fn plain_names(case: &Case, names: &[String], all: &mut Vec<Case>) {
    for (at, name) in names.iter().enumerate() {
        let plain = format!("t{at}");
        if *name != plain && !case.from.is_taken(&plain) && !case.to.is_taken(&plain) {
            let mut smaller = case.clone();
            rename::table(&mut smaller.from, name, &plain);
            rename::table(&mut smaller.to, name, &plain);
            all.push(smaller);
        }
        let sides = [&case.from, &case.to].map(|schema| schema.table(name));
        let columns = sides.into_iter().flatten().flat_map(|table| &table.columns);
        for (at, column) in columns.enumerate() {
            let plain = format!("c{at}");
            let free = sides
                .into_iter()
                .flatten()
                .all(|table| table.column(&plain).is_none());
            if column.name != plain && !column.name.starts_with('c') && free {
                let mut smaller = case.clone();
                rename::column(&mut smaller.from, name, &column.name, &plain);
                rename::column(&mut smaller.to, name, &column.name, &plain);
                all.push(smaller);
            }
        }
    }
}
