//! Random primary keys, UNIQUE constraints and foreign keys.

use super::dice::Dice;
use super::generate::{
    STRICT_TYPES, collation, conflict, constraint_name, fresh_column, plain_column, some_columns,
};
use super::model::{Column, Constraint, ForeignKey, KeyPart, Rule, Schema, Table, same};

/// What ON DELETE and ON UPDATE may say.
pub(super) const ACTIONS: [&str; 5] = [
    "CASCADE",
    "SET NULL",
    "SET DEFAULT",
    "RESTRICT",
    "NO ACTION",
];

/// What may stand behind the actions of a foreign key.
const TAILS: [&str; 5] = [
    "DEFERRABLE INITIALLY DEFERRED",
    "DEFERRABLE",
    "NOT DEFERRABLE INITIALLY IMMEDIATE",
    "NOT DEFERRABLE",
    "MATCH FULL",
];

fn key_part(column: &str, dice: &mut Dice) -> KeyPart {
    KeyPart {
        column: column.to_owned(),
        collation: collation(dice, 6),
        descending: dice.chance(12),
    }
}

/// Gives the table a primary key.
pub(super) fn primary(table: &mut Table, dice: &mut Dice) {
    if dice.chance(55) {
        let integer = Column {
            name: fresh_column(table, dice),
            type_name: "INTEGER".to_owned(),
            not_null: dice.chance(15).then_some((None, None)),
            default: None,
            collation: None,
            generated: None,
        };
        let parts = vec![KeyPart {
            column: integer.name.clone(),
            collation: None,
            descending: dice.chance(5),
        }];
        let inline = dice.chance(80);
        let autoincrement = dice.chance(35) && !parts[0].descending;
        let at = inline.then(|| integer.name.clone());
        let rule = Rule::Primary {
            parts,
            conflict: conflict(dice),
            autoincrement,
        };
        table.constraints.push(Constraint {
            name: constraint_name(dice),
            at,
            rule,
        });
        table.columns.insert(0, integer);
        return;
    }
    let names = some_columns(table, 3, dice);
    let parts: Vec<KeyPart> = names.iter().map(|name| key_part(name, dice)).collect();
    let at = (parts.len() == 1 && parts[0].collation.is_none() && dice.chance(60))
        .then(|| names[0].clone());
    let rule = Rule::Primary {
        parts,
        conflict: conflict(dice),
        autoincrement: false,
    };
    table.constraints.push(Constraint {
        name: constraint_name(dice),
        at,
        rule,
    });
}

/// A UNIQUE constraint.
pub(super) fn unique(table: &Table, dice: &mut Dice) -> Constraint {
    let names = some_columns(table, 2, dice);
    let parts: Vec<KeyPart> = names.iter().map(|name| key_part(name, dice)).collect();
    let alone = parts.len() == 1 && parts[0].collation.is_none() && !parts[0].descending;
    Constraint {
        name: constraint_name(dice),
        at: (alone && dice.chance(60)).then(|| names[0].clone()),
        rule: Rule::Unique {
            parts,
            conflict: conflict(dice),
        },
    }
}

/// Puts a foreign key on some table, with new columns for it or existing ones.
pub(super) fn foreign_key(schema: &mut Schema, dice: &mut Dice) {
    if schema.tables.is_empty() {
        return;
    }
    let child = dice.below(schema.tables.len());
    // Many children of one parent, more often than not.
    let parent = if dice.chance(50) {
        0
    } else {
        dice.below(schema.tables.len())
    };
    let Some((parent_columns, implied)) = parent_key(&mut schema.tables[parent], dice) else {
        return;
    };
    let parent_name = schema.tables[parent].name.clone();
    let types: Vec<String> = parent_columns
        .iter()
        .filter_map(|name| schema.tables[parent].column(name))
        .map(|column| column.type_name.clone())
        .collect();
    let table = &mut schema.tables[child];
    let mut columns: Vec<String> = Vec::new();
    for type_name in types {
        let there = table.columns.iter().find(|column| {
            same(&column.type_name, &type_name)
                && column.generated.is_none()
                && !columns.contains(&column.name)
        });
        match there {
            Some(there) if dice.chance(25) => columns.push(there.name.clone()),
            _ => {
                let mut column = plain_column(table, dice);
                column.type_name = if table.strict && !STRICT_TYPES.contains(&type_name.as_str()) {
                    "ANY".to_owned()
                } else {
                    type_name
                };
                column.default = None;
                column.not_null = None;
                columns.push(column.name.clone());
                table.columns.push(column);
            }
        }
    }
    let implied = implied && dice.chance(50);
    let at = (columns.len() == 1 && dice.chance(70)).then(|| columns[0].clone());
    let key = ForeignKey {
        columns,
        parent: parent_name,
        parent_columns: if implied { Vec::new() } else { parent_columns },
        on_delete: action(dice),
        on_update: action(dice),
        tail: tail(dice),
    };
    table.constraints.push(Constraint {
        name: constraint_name(dice),
        at,
        rule: Rule::Foreign(key),
    });
}

/// ON DELETE or ON UPDATE, more often than not.
pub(super) fn action(dice: &mut Dice) -> Option<&'static str> {
    dice.chance(60).then(|| *dice.pick(&ACTIONS))
}

/// What stands behind the actions, at times.
pub(super) fn tail(dice: &mut Dice) -> Option<&'static str> {
    dice.chance(20).then(|| *dice.pick(&TAILS))
}

/// Columns of the table that a foreign key may refer to, and whether they are its primary key.
/// A table without such a key gets one.
fn parent_key(table: &mut Table, dice: &mut Dice) -> Option<(Vec<String>, bool)> {
    let keys: Vec<(Vec<String>, bool)> = table
        .constraints
        .iter()
        .filter_map(|constraint| match &constraint.rule {
            Rule::Primary { parts, .. } => Some((parts, true)),
            Rule::Unique { parts, .. } => Some((parts, false)),
            _ => None,
        })
        .map(|(parts, primary)| {
            (
                parts.iter().map(|part| part.column.clone()).collect(),
                primary,
            )
        })
        .collect();
    match dice.choose(&keys) {
        Some(key) if dice.chance(85) => Some(key.clone()),
        _ => {
            let constraint = unique(table, dice);
            let Rule::Unique { parts, .. } = &constraint.rule else {
                return None;
            };
            let columns = parts.iter().map(|part| part.column.clone()).collect();
            table.constraints.push(constraint);
            Some((columns, false))
        }
    }
}
