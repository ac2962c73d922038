//! Other names for tables and columns, everywhere in a schema.

use super::dice::Dice;
use super::generate::{fresh, fresh_column};
use super::model::{Rule, Schema, same};
use super::settle::{build, quote};
use super::text::Part;
use cargo_migrate::diff::Rename;
use cargo_migrate::schema::Name;

/// Renames a table or column or two, and says so.
pub(super) fn some(schema: &mut Schema, dice: &mut Dice) -> Vec<Rename> {
    let mut renames: Vec<Rename> = Vec::new();
    for _ in 0..1 + dice.below(2) {
        let Some(found) = dice.choose(&schema.tables) else {
            break;
        };
        let name = found.name.clone();
        if dice.chance(60) {
            let old = dice.pick(&found.columns).name.clone();
            let new = fresh_column(found, dice);
            column(schema, &name, &old, &new);
            let (from, to) = (Name::folded(old), Name::folded(new));
            renames.push(Rename::Column {
                table: Name::folded(name),
                from,
                to,
            });
        } else {
            let new = fresh(schema, dice, "t");
            table(schema, &name, &new);
            for rename in &mut renames {
                if let Rename::Column { table, .. } = rename
                    && same(table.as_str(), &name)
                {
                    *table = Name::folded(new.as_str());
                }
            }
            renames.push(Rename::Table {
                from: Name::folded(name),
                to: Name::folded(new),
            });
        }
    }
    renames
}

/// Whether SQLite itself cannot carry out the renames, there or back.
pub(super) fn is_refused(from: &Schema, renames: &[Rename]) -> rusqlite::Result<bool> {
    let connection = build(from)?;
    let back: Vec<Rename> = renames
        .iter()
        .map(|rename| rename.reversed(renames))
        .collect();
    for way in [renames, &back] {
        let tables = way
            .iter()
            .filter(|rename| matches!(rename, Rename::Table { .. }));
        let columns = way
            .iter()
            .filter(|rename| matches!(rename, Rename::Column { .. }));
        for rename in tables.chain(columns) {
            let sql = match rename {
                Rename::Table { from, to } => {
                    let (from, to) = (quote(from.as_str()), quote(to.as_str()));
                    format!("ALTER TABLE {from} RENAME TO {to}")
                }
                Rename::Column { table, from, to } => {
                    let (from, to) = (quote(from.as_str()), quote(to.as_str()));
                    format!(
                        "ALTER TABLE {} RENAME COLUMN {from} TO {to}",
                        quote(table.as_str())
                    )
                }
            };
            if connection.execute_batch(&sql).is_err() {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Whether everything that was renamed is there under its old name before and only under its new
/// one after.
pub(super) fn hold(from: &Schema, to: &Schema, renames: &[Rename]) -> bool {
    let before = |table: &Name| {
        let found = renames.iter().find_map(|rename| match rename {
            Rename::Table { from, to } if to == table => Some(from),
            _ => None,
        });
        found.unwrap_or(table).as_str().to_owned()
    };
    renames.iter().all(|rename| match rename {
        Rename::Table { from: old, to: new } => {
            let is = |schema: &Schema, name: &Name| schema.table(name.as_str()).is_some();
            is(from, old) && !is(from, new) && !is(to, old) && is(to, new)
        }
        Rename::Column {
            table,
            from: old,
            to: new,
        } => {
            let tables = (from.table(&before(table)), to.table(table.as_str()));
            let (Some(a), Some(b)) = tables else {
                return false;
            };
            let has =
                |table: &super::model::Table, name: &Name| table.column(name.as_str()).is_some();
            has(a, old) && !has(a, new) && !has(b, old) && has(b, new)
        }
    })
}

/// Gives a table another name, wherever it is named.
pub(super) fn table(schema: &mut Schema, old: &str, new: &str) {
    for text in schema.texts_mut() {
        for part in text.iter_mut() {
            match part {
                Part::Table(name) | Part::Column(name, _) => replace(name, old, new),
                _ => {}
            }
        }
    }
    for table in &mut schema.tables {
        replace(&mut table.name, old, new);
        for constraint in &mut table.constraints {
            if let Rule::Foreign(key) = &mut constraint.rule {
                replace(&mut key.parent, old, new);
            }
        }
    }
    for index in &mut schema.indexes {
        replace(&mut index.table, old, new);
    }
    for view in &mut schema.views {
        replace(&mut view.name, old, new);
    }
    for trigger in &mut schema.triggers {
        replace(&mut trigger.on, old, new);
    }
}

/// Gives a column another name, wherever it is named.
pub(super) fn column(schema: &mut Schema, table: &str, old: &str, new: &str) {
    for text in schema.texts_mut() {
        for part in text.iter_mut() {
            match part {
                Part::Column(of, name) if same(of, table) => replace(name, old, new),
                _ => {}
            }
        }
    }
    for found in &mut schema.tables {
        let own = same(&found.name, table);
        if own {
            for column in &mut found.columns {
                replace(&mut column.name, old, new);
            }
        }
        for constraint in &mut found.constraints {
            if let Some(at) = constraint.at.as_mut().filter(|_| own) {
                replace(at, old, new);
            }
            rule(&mut constraint.rule, own, table, old, new);
        }
    }
    for trigger in schema
        .triggers
        .iter_mut()
        .filter(|trigger| same(&trigger.on, table))
    {
        for name in &mut trigger.of {
            replace(name, old, new);
        }
    }
}

fn rule(rule: &mut Rule, own: bool, table: &str, old: &str, new: &str) {
    match rule {
        Rule::Primary { parts, .. } | Rule::Unique { parts, .. } if own => {
            for part in parts {
                replace(&mut part.column, old, new);
            }
        }
        Rule::Foreign(key) => {
            if own {
                for name in &mut key.columns {
                    replace(name, old, new);
                }
            }
            if same(&key.parent, table) {
                for name in &mut key.parent_columns {
                    replace(name, old, new);
                }
            }
        }
        _ => {}
    }
}

fn replace(name: &mut String, old: &str, new: &str) {
    if same(name, old) {
        new.clone_into(name);
    }
}
