//! Small random changes of a schema, as a developer makes them.

use super::dice::Dice;
use super::generate::{self, fresh, fresh_column, style};
use super::keys;
use super::model::{Rule, Schema, Table, mentions_column, same};
use super::objects;
use super::text::{Part, column};

/// Makes one change, if there is something to make it on.
pub(super) fn change(schema: &mut Schema, dice: &mut Dice) {
    match dice.below(100) {
        0..55 => table_change(schema, dice),
        55..62 => {
            let made = generate::table(schema, dice);
            schema.tables.push(made);
        }
        62..66 => {
            if let Some(name) = dice.choose(&schema.tables).map(|table| table.name.clone()) {
                schema.remove_table(&name);
            }
        }
        66 => other_kind(schema, dice),
        67..77 => index_change(schema, dice),
        77..86 => view_change(schema, dice),
        86..93 => trigger_change(schema, dice),
        93..96 => module_change(schema, dice),
        _ => keys::foreign_key(schema, dice),
    }
}

/// Gives the name of a table, view or index to an object of another kind.
fn other_kind(schema: &mut Schema, dice: &mut Dice) {
    let tables = schema.tables.iter().map(|table| table.name.clone());
    let views = schema.views.iter().map(|view| view.name.clone());
    let indexes = schema.indexes.iter().map(|index| index.name.clone());
    let names: Vec<String> = tables.chain(views).chain(indexes).collect();
    let Some(name) = dice.choose(&names) else {
        return;
    };
    schema.remove_table(name);
    schema.indexes.retain(|index| !same(&index.name, name));
    schema.views.retain(|view| !same(&view.name, name));
    match dice.below(3) {
        0 => {
            let mut made = generate::table(schema, dice);
            let own = made.name.clone();
            made.name.clone_from(name);
            schema.tables.push(made);
            super::rename::table(schema, &own, name);
        }
        1 => {
            objects::view(schema, dice);
            if let Some(view) = schema.views.last_mut() {
                view.name.clone_from(name);
            }
        }
        _ => {
            objects::index(schema, dice);
            if let Some(index) = schema.indexes.last_mut() {
                index.name.clone_from(name);
            }
        }
    }
}

/// Changes only how things are written: no difference to anyone.
pub(super) fn rewrite(schema: &mut Schema, dice: &mut Dice) {
    for number in schema.styles_mut() {
        *number = dice.seed();
    }
}

/// Writes some of the objects in another style.
pub(super) fn rewrite_some(schema: &mut Schema, dice: &mut Dice) {
    for number in schema.styles_mut() {
        if dice.chance(25) {
            *number = style(dice);
        }
    }
    if dice.chance(50) {
        dice.shuffle(&mut schema.tables);
        dice.shuffle(&mut schema.indexes);
    }
}

fn table_change(schema: &mut Schema, dice: &mut Dice) {
    if schema.tables.is_empty() {
        return;
    }
    let at = dice.below(schema.tables.len());
    let name = schema.tables[at].name.clone();
    match dice.below(100) {
        0..15 => {
            let table = &mut schema.tables[at];
            let made = if dice.chance(15) {
                generate::computed_column(table, dice)
            } else {
                generate::plain_column(table, dice)
            };
            let place = if dice.chance(70) {
                table.columns.len()
            } else {
                dice.below(table.columns.len())
            };
            table.columns.insert(place, made);
        }
        15..28 => drop_column(schema, at, dice),
        28..32 => rename_column(schema, at, dice),
        32..35 => rename_table(schema, &name, dice),
        35..70 => column_change(&mut schema.tables[at], dice),
        70..90 => constraint_change(&mut schema.tables[at], dice),
        90..96 => option_change(&mut schema.tables[at], dice),
        _ => {
            let columns = &mut schema.tables[at].columns;
            dice.shuffle(columns);
        }
    }
}

fn drop_column(schema: &mut Schema, at: usize, dice: &mut Dice) {
    let table = &schema.tables[at];
    if table.columns.len() < 2 {
        return;
    }
    let (table, gone) = (table.name.clone(), dice.pick(&table.columns).name.clone());
    schema.remove_column(&table, &gone);
    // What still names it now names another column, or stays broken and is dropped later.
    if dice.chance(60)
        && let Some(found) = schema.table(&table)
        && let Some(other) = dice.choose(&found.columns)
    {
        replace_column(schema, &table, &gone, &other.name.clone());
    }
}

fn replace_column(schema: &mut Schema, table: &str, gone: &str, other: &str) {
    for text in schema.texts_mut() {
        for part in text.iter_mut() {
            if matches!(part, Part::Column(of, name) if same(of, table) && same(name, gone)) {
                *part = column(table, other);
            }
        }
    }
    for trigger in schema
        .triggers
        .iter_mut()
        .filter(|trigger| same(&trigger.on, table))
    {
        trigger.of.retain(|name| !same(name, gone));
    }
}

/// Gives the column another name; to a comparison without help, a drop and an add.
fn rename_column(schema: &mut Schema, at: usize, dice: &mut Dice) {
    let table = schema.tables[at].name.clone();
    let old = dice.pick(&schema.tables[at].columns).name.clone();
    let new = fresh_column(&schema.tables[at], dice);
    super::rename::column(schema, &table, &old, &new);
}

fn rename_table(schema: &mut Schema, old: &str, dice: &mut Dice) {
    let new = fresh(schema, dice, "t");
    super::rename::table(schema, old, &new);
}

fn column_change(table: &mut Table, dice: &mut Dice) {
    let at = dice.below(table.columns.len());
    let strict = table.strict;
    let computed = generate::computed(table, dice);
    let itself = mentions_column(&computed, &table.name, &table.columns[at].name);
    let column = &mut table.columns[at];
    match dice.below(100) {
        0..25 => column.type_name = generate::type_name(strict, dice),
        25..50 if column.generated.is_none() => {
            column.default = match column.default {
                Some(_) if dice.chance(40) => None,
                _ => Some(generate::default(dice)),
            };
        }
        50..72 => {
            column.not_null = match &column.not_null {
                Some((name, _)) if dice.chance(30) => Some((name.clone(), Some("FAIL"))),
                Some(_) => None,
                None => {
                    if dice.chance(50) && column.default.is_none() && column.generated.is_none() {
                        column.default = Some(generate::default(dice));
                    }
                    Some(generate::not_null(dice))
                }
            };
        }
        72..86 => column.collation = generate::collation(dice, 60),
        _ => match &mut column.generated {
            Some((_, stored)) if dice.chance(40) => *stored = !*stored,
            Some(_) if dice.chance(50) => column.generated = None,
            Some((text, _)) if !itself => *text = computed,
            Some(_) => {}
            None if itself || dice.chance(50) => {}
            None => {
                column.default = None;
                column.generated = Some((computed, dice.chance(50)));
            }
        },
    }
}

fn constraint_change(table: &mut Table, dice: &mut Dice) {
    if table.constraints.is_empty() || dice.chance(45) {
        match dice.below(4) {
            0 if table.primary().is_none() => keys::primary(table, dice),
            0 | 1 => {
                let made = keys::unique(table, dice);
                table.constraints.push(made);
            }
            _ => {
                let made = generate::check(table, dice);
                table.constraints.push(made);
            }
        }
        return;
    }
    let at = dice.below(table.constraints.len());
    if dice.chance(40) {
        table.constraints.remove(at);
        return;
    }
    let fallback = generate::check(table, dice);
    let constraint = &mut table.constraints[at];
    match &mut constraint.rule {
        Rule::Primary {
            parts,
            conflict,
            autoincrement,
        } => match dice.below(4) {
            0 => *autoincrement = !*autoincrement,
            1 => *conflict = generate::conflict(dice).or(Some("IGNORE")),
            2 => parts.reverse(),
            _ => parts[0].descending = !parts[0].descending,
        },
        Rule::Unique { parts, conflict } => match dice.below(3) {
            0 => *conflict = generate::conflict(dice).or(Some("REPLACE")),
            1 => parts.reverse(),
            _ => parts[0].collation = generate::collation(dice, 70),
        },
        Rule::Check(_) if dice.chance(30) => constraint.name = Some("renamed".to_owned()),
        Rule::Check(text) => {
            if let Rule::Check(other) = fallback.rule {
                *text = other;
            }
        }
        Rule::Foreign(key) => match dice.below(4) {
            0 => key.tail = keys::tail(dice),
            1 => key.on_update = keys::action(dice),
            _ => key.on_delete = keys::action(dice),
        },
    }
}

fn option_change(table: &mut Table, dice: &mut Dice) {
    match dice.below(3) {
        0 if table.strict => table.strict = false,
        0 => {
            table.strict = true;
            for column in &mut table.columns {
                let valid = ["INTEGER", "INT", "REAL", "TEXT", "BLOB", "ANY"];
                if !valid.contains(&column.type_name.as_str()) {
                    column.type_name = "ANY".to_owned();
                }
            }
        }
        1 if table.without_rowid => table.without_rowid = false,
        1 => {
            if table.primary().is_none() {
                keys::primary(table, dice);
            }
            generate::without_rowid(table);
        }
        _ => {
            for constraint in &mut table.constraints {
                if let Rule::Primary { autoincrement, .. } = &mut constraint.rule {
                    *autoincrement = !*autoincrement;
                }
            }
        }
    }
}

fn index_change(schema: &mut Schema, dice: &mut Dice) {
    if schema.indexes.is_empty() || dice.chance(40) {
        return objects::index(schema, dice);
    }
    let at = dice.below(schema.indexes.len());
    match dice.below(5) {
        0 | 1 => {
            schema.indexes.remove(at);
        }
        2 => schema.indexes[at].unique = !schema.indexes[at].unique,
        3 => schema.indexes[at].parts[0].2 = !schema.indexes[at].parts[0].2,
        _ => {
            // The same name on another table or over other columns.
            let name = schema.indexes.remove(at).name;
            objects::index(schema, dice);
            if let Some(made) = schema.indexes.last_mut() {
                made.name = name;
            }
        }
    }
}

fn view_change(schema: &mut Schema, dice: &mut Dice) {
    if schema.views.is_empty() || dice.chance(40) {
        return objects::view(schema, dice);
    }
    let at = dice.below(schema.views.len());
    if dice.chance(35) {
        let view = schema.views.remove(at);
        schema
            .triggers
            .retain(|trigger| !same(&trigger.on, &view.name));
    } else if let Some((columns, query)) = objects::query(schema, dice) {
        schema.views[at].columns = columns;
        schema.views[at].query = query;
    }
}

fn trigger_change(schema: &mut Schema, dice: &mut Dice) {
    if schema.triggers.is_empty() || dice.chance(40) {
        return objects::trigger(schema, dice);
    }
    let at = dice.below(schema.triggers.len());
    let name = schema.triggers.remove(at).name;
    let before = schema.triggers.len();
    if dice.chance(65) {
        objects::trigger(schema, dice);
    }
    if schema.triggers.len() > before
        && let Some(made) = schema.triggers.last_mut()
    {
        made.name = name;
    }
}

fn module_change(schema: &mut Schema, dice: &mut Dice) {
    let gone = (!schema.virtuals.is_empty() && dice.chance(70))
        .then(|| schema.virtuals.remove(dice.below(schema.virtuals.len())));
    if gone.is_none() || dice.chance(60) {
        objects::module(schema, dice);
        if let (Some(gone), Some(made)) = (gone, schema.virtuals.last_mut()) {
            made.name = gone.name;
        }
    }
}
