//! Random indexes, views, triggers and virtual tables on the tables of a schema.

use super::dice::Dice;
use super::generate::{collation, fresh, some_columns, style};
use super::model::{Index, Schema, Table, Trigger, View, Virtual};
use super::text::{Part, Text, column, sql, table as table_part};

/// Puts an index on some table.
pub(super) fn index(schema: &mut Schema, dice: &mut Dice) {
    let name = fresh(schema, dice, "i");
    let Some(table) = dice.choose(&schema.tables) else {
        return;
    };
    let mut parts: Vec<_> = some_columns(table, 2, dice)
        .iter()
        .map(|name| {
            (
                vec![column(&table.name, name)],
                collation(dice, 12),
                dice.chance(20),
            )
        })
        .collect();
    if dice.chance(20) {
        parts[0].0 = expression(table, dice);
    }
    let condition = dice.chance(20).then(|| condition(table, dice));
    let unique = dice.chance(30);
    let table = table.name.clone();
    schema.indexes.push(Index {
        name,
        table,
        unique,
        parts,
        condition,
        style: style(dice),
    });
}

fn any_column(table: &Table, dice: &mut Dice) -> Part {
    column(&table.name, &dice.pick(&table.columns).name)
}

fn expression(table: &Table, dice: &mut Dice) -> Text {
    let template = *dice.pick(&[
        "lower ( {} )",
        "{} || ','",
        "abs ( length ( {} ) )",
        "( {} IS NULL )",
    ]);
    sql(template, &[any_column(table, dice)])
}

/// A condition over the table's columns.
pub(super) fn condition(table: &Table, dice: &mut Dice) -> Text {
    let template = *dice.pick(&[
        "{} IS NOT NULL",
        "{} > 0",
        "{} <> 'a;b'",
        "{} IN ( 1 , 2 , 'x' )",
    ]);
    sql(template, &[any_column(table, dice)])
}

/// Adds a virtual table.
pub(super) fn module(schema: &mut Schema, dice: &mut Dice) {
    let name = format!("v{}", dice.below(9));
    if schema.is_taken(&name)
        || schema
            .tables
            .iter()
            .any(|table| table.name.starts_with(&name))
    {
        return;
    }
    let plain = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric());
    let content = dice.choose(&schema.tables).and_then(|table| {
        let column = table.columns.iter().find(|column| plain(&column.name))?;
        (plain(&table.name) && dice.chance(30)).then(|| (table.name.clone(), column.name.clone()))
    });
    let module = match &content {
        Some((table, column)) => format!("fts5({column}, content='{table}')"),
        None => (*dice.pick(&MODULES)).to_owned(),
    };
    let style = style(dice);
    schema.virtuals.push(Virtual {
        name,
        module,
        content,
        style,
    });
}

/// Modules of virtual tables that keep their own rows.
const MODULES: [&str; 6] = [
    "fts5(a, b)",
    "fts5(a, b, tokenize = 'porter ascii')",
    "fts5(Title, prefix='2 3')",
    "rtree(id, x0, x1)",
    "rtree(id, x0, x1, y0, y1, +label TEXT)",
    "rtree_i32(id, x0, x1)",
];

/// The first column of a full-text table.
fn text_column(one: &Virtual) -> Option<Part> {
    let inner = one.module.strip_prefix("fts5(")?;
    let name = inner.split([',', ')']).next()?;
    Some(column(&one.name, name))
}

/// A table or view with a column, or a table with two.
fn source(schema: &Schema, dice: &mut Dice) -> Option<(String, Part, Part)> {
    let with_names: Vec<&View> = schema
        .views
        .iter()
        .filter(|view| !view.columns.is_empty())
        .collect();
    if dice.chance(25)
        && let Some(view) = dice.choose(&with_names)
    {
        let one = column(&view.name, dice.pick(&view.columns[..]).as_str());
        return Some((view.name.clone(), one.clone(), one));
    }
    let table = dice.choose(&schema.tables)?;
    Some((
        table.name.clone(),
        any_column(table, dice),
        any_column(table, dice),
    ))
}

/// Adds a view on tables or other views.
pub(super) fn view(schema: &mut Schema, dice: &mut Dice) {
    let name = fresh(schema, dice, "w");
    if let Some((columns, query)) = query(schema, dice) {
        schema.views.push(View {
            name,
            columns,
            query,
            style: style(dice),
        });
    }
}

/// A SELECT, and names for its columns or none.
pub(super) fn query(schema: &Schema, dice: &mut Dice) -> Option<(Vec<String>, Text)> {
    let (from, one, two) = source(schema, dice)?;
    let (other, three, _) = source(schema, dice)?;
    let (from, other) = (table_part(&from), table_part(&other));
    let named = vec!["p".to_owned(), "Q r".to_owned()];
    Some(match dice.below(8) {
        0 => (Vec::new(), sql("SELECT * FROM {}", &[from])),
        1 => (named, sql("SELECT {} , {} FROM {}", &[one, two, from])),
        7 => (Vec::new(), sql("SELECT {} FROM main . {}", &[one, from])),
        2 => (
            vec!["p".to_owned()],
            sql(
                "SELECT {} FROM {} WHERE {} IS NOT 'a;b' ORDER BY 1",
                &[one, from, two],
            ),
        ),
        3 => (
            named,
            sql(
                "SELECT x . {} , y . {} FROM {} AS x LEFT JOIN {} y ON x . {} = y . {}",
                &[one.clone(), three.clone(), from, other, one, three],
            ),
        ),
        4 => (
            named,
            sql(
                "WITH w AS ( SELECT {} AS k FROM {} ) SELECT k , count ( * ) FROM w GROUP BY k",
                &[one, from],
            ),
        ),
        5 => (
            Vec::new(),
            sql(
                "SELECT {} FROM {} UNION ALL SELECT {} FROM {}",
                &[one, from, three, other],
            ),
        ),
        6 => (Vec::new(), sql("SELECT {} FROM main . {}", &[one, from])),
        _ => (
            Vec::new(),
            sql(
                "SELECT {} . {} AS n FROM {} WHERE EXISTS ( SELECT 1 FROM {} WHERE {} > 1 )",
                &[from.clone(), one, from, other, three],
            ),
        ),
    })
}

/// Adds a trigger on a table or a view.
pub(super) fn trigger(schema: &mut Schema, dice: &mut Dice) {
    let name = fresh(schema, dice, "g");
    let event = *dice.pick(&["INSERT", "UPDATE", "DELETE"]);
    let named: Vec<&View> = schema
        .views
        .iter()
        .filter(|view| !view.columns.is_empty())
        .collect();
    let made = match dice.choose(&named) {
        Some(view) if dice.chance(35) => {
            let own = column(&view.name, dice.pick(&view.columns[..]).as_str());
            (view.name.clone(), "INSTEAD OF", Vec::new(), own)
        }
        _ => {
            let Some(table) = dice.choose(&schema.tables) else {
                return;
            };
            let time = *dice.pick(&["BEFORE", "AFTER"]);
            let of = event == "UPDATE" && dice.chance(40);
            let of = if of {
                some_columns(table, 2, dice)
            } else {
                Vec::new()
            };
            (table.name.clone(), time, of, any_column(table, dice))
        }
    };
    let (on, time, of, own) = made;
    let row = if event == "DELETE" || event == "UPDATE" && dice.chance(50) {
        "OLD"
    } else {
        "NEW"
    };
    let condition = dice.chance(35).then(|| {
        sql(
            &format!("{row} . {{}} IS NOT NULL"),
            std::slice::from_ref(&own),
        )
    });
    let Some(body) = body(schema, &own, row, dice) else {
        return;
    };
    schema.triggers.push(Trigger {
        name,
        on,
        time,
        event,
        of,
        condition,
        body,
        style: style(dice),
    });
}

/// One or two statements for a trigger; `own` is a column of the table that it stands on.
pub(super) fn body(schema: &Schema, own: &Part, row: &str, dice: &mut Dice) -> Option<Text> {
    let mut text = Text::new();
    for _ in 0..1 + dice.below(2) {
        let other = dice.choose(&schema.tables)?;
        let stored: Vec<_> = other
            .columns
            .iter()
            .filter(|c| c.generated.is_none())
            .collect();
        let one = column(&other.name, &dice.choose(&stored)?.name);
        let two = column(&other.name, &dice.choose(&stored)?.name);
        let other = table_part(&other.name);
        let own = own.clone();
        let searched: Vec<(Part, Part)> = schema
            .virtuals
            .iter()
            .filter_map(|one| Some((table_part(&one.name), text_column(one)?)))
            .collect();
        if let Some((name, column)) = dice.choose(&searched)
            && dice.chance(50)
        {
            let template = format!("INSERT INTO {{}} ( {{}} ) VALUES ( {row} . {{}} ) ;");
            text.extend(sql(&template, &[name.clone(), column.clone(), own]));
            continue;
        }
        text.extend(match dice.below(6) {
            0 => sql(
                &format!("UPDATE {{}} SET {{}} = {row} . {{}} WHERE {{}} = 'never' ;"),
                &[other, one, own, two],
            ),
            1 => sql(
                &format!("INSERT INTO {{}} ( {{}} ) VALUES ( {row} . {{}} ) ;"),
                &[other, one, own],
            ),
            2 => sql(
                &format!("DELETE FROM {{}} WHERE {{}} = {row} . {{}} ;"),
                &[other, one, own],
            ),
            3 => sql(
                &format!(
                    "SELECT CASE WHEN {row} . {{}} = 'no;' THEN RAISE ( ABORT , 'no;END' ) END ;"
                ),
                &[own],
            ),
            4 => sql(
                &format!("SELECT {row} . {{}} , ( SELECT max ( {{}} ) FROM {{}} ) ;"),
                &[own, one, other],
            ),
            _ => sql(
                "INSERT OR IGNORE INTO {} ( {} ) SELECT {} FROM {} WHERE 0 ;",
                &[other.clone(), one, two, other],
            ),
        });
    }
    Some(text)
}
