//! What a script may do to rows: keep them, or refuse for a reason that lies in the change itself.

use super::facts::{ColumnFacts, Facts, TableFacts};
use super::rows::{Dump, ROWID, TableDump};
use cargo_migrate::diff::Rename;
use rusqlite::ffi;
use std::collections::BTreeMap;

/// Facts and rows under the names that tables and columns have after these renames.
pub(super) fn follow(facts: &Facts, dump: &Dump, renames: &[Rename]) -> (Facts, Dump) {
    let (mut facts, mut dump) = (facts.clone(), dump.clone());
    for rename in renames {
        if let Rename::Table { from, to } = rename {
            rekey(&mut facts.tables, from.key(), to.key());
            rekey(&mut dump.tables, from.key(), to.key());
            rekey(&mut dump.marks, from.key(), to.key());
        }
    }
    for rename in renames {
        let Rename::Column { table, from, to } = rename else {
            continue;
        };
        if let Some(table) = facts.tables.get_mut(table.key()) {
            rekey(&mut table.columns, from.key(), to.key());
            let alias = table.alias.iter_mut().filter(|alias| *alias == from.key());
            alias.for_each(|alias| to.key().clone_into(alias));
        }
        if let Some(table) = dump.tables.get_mut(table.key()) {
            let columns = table.columns.iter_mut().filter(|name| *name == from.key());
            columns.for_each(|name| to.key().clone_into(name));
        }
    }
    (facts, dump)
}

fn rekey<T>(map: &mut BTreeMap<String, T>, from: &str, to: &str) {
    if let Some(value) = map.remove(from) {
        map.insert(to.to_owned(), value);
    }
}

/// What was lost between two looks at the rows, in words; none where all is well.
pub(super) fn loss(before: (&Facts, &Dump), after: (&Facts, &Dump)) -> Option<String> {
    for (name, old) in &before.1.tables {
        let Some(new) = after.1.tables.get(name) else {
            continue;
        };
        let found = match (before.0.tables.get(name), after.0.tables.get(name)) {
            (Some(a), Some(b)) => table_loss((a, old), (b, new)),
            // A virtual table that stays as it is keeps its rows; another one begins empty.
            (None, None)
                if old.columns == new.columns && sorted(&old.rows) != sorted(&new.rows) =>
            {
                Some(format!("rows {:?} became {:?}", old.rows, new.rows))
            }
            _ => None,
        };
        if let Some(found) = found {
            return Some(format!("table {name}: {found}"));
        }
    }
    for (name, mark) in &before.1.marks {
        let both = [before.0, after.0].map(|facts| facts.tables.get(name));
        if let [Some(a), Some(b)] = both
            && a.autoincrement
            && b.autoincrement
            && after.1.marks.get(name) != Some(mark)
        {
            let now = after.1.marks.get(name);
            return Some(format!(
                "table {name}: AUTOINCREMENT stood at {mark}, now at {now:?}"
            ));
        }
    }
    let stray = after
        .1
        .marks
        .keys()
        .find(|name| !after.0.tables.contains_key(*name));
    stray.map(|name| format!("sqlite_sequence keeps a row for {name}, which is no table"))
}

fn sorted(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let mut rows = rows.to_vec();
    rows.sort();
    rows
}

fn table_loss(
    before: (&TableFacts, &TableDump),
    after: (&TableFacts, &TableDump),
) -> Option<String> {
    let ((a, old), (b, new)) = (before, after);
    if old.rows.len() != new.rows.len() {
        return Some(format!(
            "{} rows before, {} after",
            old.rows.len(),
            new.rows.len()
        ));
    }
    let place =
        |dump: &TableDump, name: &str| dump.columns.iter().position(|column| column == name);
    let mut exact = Vec::new();
    let mut filled = Vec::new();
    for (name, column) in &a.columns {
        let Some(other) = b.columns.get(name) else {
            continue;
        };
        let (Some(x), Some(y)) = (place(old, name), place(new, name)) else {
            continue;
        };
        // ANY has an affinity in ordinary tables and none in STRICT ones.
        let same_type = column.type_name == other.type_name
            && (a.strict == b.strict || column.type_name != "any");
        if !same_type {
            continue;
        }
        let tightened = other.not_null && !column.not_null;
        let becomes_rowid = b.alias.as_ref() == Some(name) && a.alias.as_ref() != Some(name);
        if tightened || becomes_rowid {
            &mut filled
        } else {
            &mut exact
        }
        .push((name, x, y));
    }
    let rowid = ROWID.to_owned();
    if let (Some(x), Some(y)) = (place(old, ROWID), place(new, ROWID)) {
        exact.push((&rowid, x, y));
    }
    let project = |rows: &[Vec<String>], places: Vec<usize>| {
        let pick = |row: &Vec<String>| places.iter().map(|at| row[*at].clone()).collect::<Vec<_>>();
        sorted(&rows.iter().map(pick).collect::<Vec<_>>())
    };
    let was = project(&old.rows, exact.iter().map(|(_, x, _)| *x).collect());
    let is = project(&new.rows, exact.iter().map(|(_, _, y)| *y).collect());
    if was != is {
        let names: Vec<&String> = exact.iter().map(|(name, ..)| *name).collect();
        return Some(format!("columns {names:?} held {was:?}, now {is:?}"));
    }
    for (name, x, y) in filled {
        let mut now: Vec<&String> = new.rows.iter().map(|row| &row[y]).collect();
        for value in old
            .rows
            .iter()
            .map(|row| &row[x])
            .filter(|value| *value != "NULL")
        {
            match now.iter().position(|other| *other == value) {
                Some(at) => {
                    now.remove(at);
                }
                None => return Some(format!("column {name} no longer holds {value}")),
            }
        }
    }
    None
}

/// Whether the change itself makes it inevitable that rows stop the script with this error.
pub(super) fn is_inevitable(error: &rusqlite::Error, from: &Facts, to: &Facts) -> bool {
    let (code, message) = match error {
        rusqlite::Error::SqliteFailure(error, message) => {
            (error.extended_code, message.clone().unwrap_or_default())
        }
        _ => return false,
    };
    let tables: Vec<(&TableFacts, &TableFacts)> = to
        .tables
        .iter()
        .filter_map(|(name, after)| from.tables.get(name).map(|before| (before, after)))
        .collect();
    // ALTER TABLE ADD COLUMN has no code of its own for it.
    let is_check = code == ffi::SQLITE_CONSTRAINT_CHECK || message == "CHECK constraint failed";
    match code {
        // What ALTER TABLE says where INSERT would say SQLITE_CONSTRAINT_DATATYPE.
        ffi::SQLITE_ERROR if message == "type mismatch on DEFAULT" => {
            tables.iter().any(|(a, b)| b.strict && has_new_column(a, b))
        }
        ffi::SQLITE_CONSTRAINT_CHECK if message.contains("rows_break_a_foreign_key") => {
            breaks_foreign_keys(from, to)
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => breaks_foreign_keys(from, to),
        ffi::SQLITE_CONSTRAINT_NOTNULL => tables.iter().any(|(a, b)| tightens_null(a, b)),
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => {
            tables.iter().any(|(a, b)| {
                !b.keys.is_subset(&a.keys)
                    || b.indexes
                        .values()
                        .any(|text| !a.indexes.values().any(|other| other == text))
                    || a.alias != b.alias
                    || is_touched(a, b)
            })
        }
        ffi::SQLITE_CONSTRAINT_CHECK | ffi::SQLITE_ERROR if is_check => {
            tables.iter().any(|(a, b)| {
                b.checks.iter().any(|check| !a.checks.contains(check))
                    || !b.checks.is_empty() && (is_touched(a, b) || has_new_column(a, b))
            })
        }
        ffi::SQLITE_CONSTRAINT_DATATYPE => tables
            .iter()
            .any(|(a, b)| b.strict && (!a.strict || is_touched(a, b) || has_new_column(a, b))),
        // NULL becomes a number where the rowid shows, unless the highest is in use already.
        ffi::SQLITE_MISMATCH | ffi::SQLITE_FULL => tables
            .iter()
            .any(|(a, b)| b.alias.is_some() && a.alias != b.alias),
        _ => false,
    }
}

fn has_new_column(a: &TableFacts, b: &TableFacts) -> bool {
    b.columns.keys().any(|name| !a.columns.contains_key(name))
}

fn tightens_null(a: &TableFacts, b: &TableFacts) -> bool {
    b.columns.iter().any(|(name, column)| {
        let loose = a.columns.get(name).is_none_or(|before| !before.not_null);
        let computed = column.hidden != 0 && (is_touched(a, b) || has_new_column(a, b));
        // A key that is new may refuse NULL without saying so: WITHOUT ROWID and STRICT.
        let fills = column.default.is_some() && column.key == 0;
        column.not_null && (loose && !fills || computed)
    })
}

/// Whether a column that stays gets other values or other rules of comparison.
fn is_touched(a: &TableFacts, b: &TableFacts) -> bool {
    let rules = |column: &ColumnFacts| {
        (
            column.type_name.clone(),
            column.collation.clone(),
            column.hidden,
            column.not_null,
        )
    };
    a.computed != b.computed
        || a.alias != b.alias
        || a.without_rowid != b.without_rowid
        || a.strict != b.strict
        || b.columns.iter().any(|(name, column)| {
            a.columns
                .get(name)
                .is_some_and(|before| rules(before) != rules(column))
        })
}

/// The columns of the primary key, which a foreign key may mean without naming them.
fn key_columns(table: &TableFacts) -> Vec<(&String, i64)> {
    table
        .columns
        .iter()
        .filter(|(_, c)| c.key > 0)
        .map(|(name, c)| (name, c.key))
        .collect()
}

fn breaks_foreign_keys(from: &Facts, to: &Facts) -> bool {
    to.tables.iter().any(|(name, after)| {
        let Some(before) = from.tables.get(name) else {
            return false;
        };
        after.foreign_keys.iter().any(|(parent, columns, _)| {
            let new = !before
                .foreign_keys
                .iter()
                .any(|(p, c, _)| p == parent && c == columns);
            let parents = (from.tables.get(parent), to.tables.get(parent));
            new || is_touched(before, after)
                || match parents {
                    (Some(a), Some(b)) => is_touched(a, b) || key_columns(a) != key_columns(b),
                    _ => true,
                }
        })
    })
}
