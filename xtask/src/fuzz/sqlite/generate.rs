//! Random tables. What stands on them is made in [`super::objects`].

use super::dice::Dice;
use super::keys;
use super::model::{Column, Constraint, Rule, Schema, Table};
use super::objects;
use super::text::{ODD_NAMES, Part, Text, column, sql, table as table_part};

/// Types of ordinary tables, with and without affinity.
const TYPES: [&str; 16] = [
    "INTEGER",
    "INTEGER",
    "TEXT",
    "TEXT",
    "",
    "INT",
    "VARCHAR(10)",
    "REAL",
    "DOUBLE PRECISION",
    "BLOB",
    "NUMERIC",
    "DECIMAL(10,2)",
    "BOOLEAN",
    "UNSIGNED BIG INT",
    "DATETIME",
    "ANY",
];

/// Types of STRICT tables.
pub(super) const STRICT_TYPES: [&str; 7] =
    ["INTEGER", "TEXT", "INT", "REAL", "BLOB", "ANY", "TEXT"];

/// What ON CONFLICT may say.
const CONFLICTS: [&str; 5] = ["ROLLBACK", "ABORT", "FAIL", "IGNORE", "REPLACE"];

/// Values of DEFAULT, in the spelling that counts.
const DEFAULTS: [&str; 27] = [
    "0",
    "1",
    "-1",
    "+5",
    "1.5",
    "-1e3",
    "0x1F",
    "'text'",
    "'it''s'",
    "''",
    "NULL",
    "TRUE",
    "x'00ff'",
    "CURRENT_TIMESTAMP",
    "CURRENT_DATE",
    "( 1 + 1 )",
    "( lower ( 'X' ) )",
    "( 'a' || 'b' )",
    "( -5 )",
    "( 7 )",
    "bare",
    "Bare",
    "\"quoted\"",
    "\"QUOTED\"",
    "( NULL )",
    "9223372036854775807",
    "( abs ( -3 ) )",
];

/// A random schema; some of it SQLite may refuse.
pub(super) fn schema(dice: &mut Dice) -> Schema {
    let mut schema = Schema::default();
    let many = dice.chance(4);
    for _ in 0..if many {
        6 + dice.below(5)
    } else {
        *dice.pick(&[1, 2, 2, 3, 3, 4])
    } {
        let made = table(&schema, dice);
        schema.tables.push(made);
    }
    for _ in 0..if many {
        8
    } else {
        *dice.pick(&[0, 1, 1, 2, 3, 5])
    } {
        keys::foreign_key(&mut schema, dice);
    }
    for _ in 0..*dice.pick(&[0, 1, 1, 2, 3]) {
        objects::index(&mut schema, dice);
    }
    for _ in 0..*dice.pick(&[0, 0, 0, 1]) {
        objects::module(&mut schema, dice);
    }
    for _ in 0..*dice.pick(&[0, 0, 1, 1, 2]) {
        objects::view(&mut schema, dice);
    }
    for _ in 0..*dice.pick(&[0, 0, 1, 2]) {
        objects::trigger(&mut schema, dice);
    }
    schema
}

/// A style number: mostly a wild style, at times the plain one.
pub(super) fn style(dice: &mut Dice) -> u64 {
    if dice.chance(30) { 0 } else { dice.seed() }
}

/// A name that nothing in the schema has.
pub(super) fn fresh(schema: &Schema, dice: &mut Dice, prefix: &str) -> String {
    loop {
        let name = match dice.below(100) {
            0..15 => (*dice.pick(&ODD_NAMES)).to_owned(),
            15..18 => match dice.choose(&schema.tables) {
                // Where a rebuild would put its own table.
                Some(table) => format!("{}__new", table.name),
                None => continue,
            },
            _ => format!("{prefix}{}", dice.below(40)),
        };
        if !schema.is_taken(&name) {
            return name;
        }
    }
}

/// A name that no column of the table has.
pub(super) fn fresh_column(table: &Table, dice: &mut Dice) -> String {
    loop {
        let name = match dice.below(100) {
            0..15 => (*dice.pick(&ODD_NAMES)).to_owned(),
            15..17 => table.name.clone(),
            _ => format!("c{}", dice.below(30)),
        };
        if table.column(&name).is_none() {
            return name;
        }
    }
}

/// A table on its own, without foreign keys.
pub(super) fn table(schema: &Schema, dice: &mut Dice) -> Table {
    let mut table = Table {
        name: fresh(schema, dice, "t"),
        columns: Vec::new(),
        constraints: Vec::new(),
        strict: dice.chance(20),
        without_rowid: false,
        style: style(dice),
    };
    for _ in 0..1 + dice.below(5) {
        let made = plain_column(&table, dice);
        table.columns.push(made);
    }
    if dice.chance(75) {
        keys::primary(&mut table, dice);
    }
    if table.primary().is_some() && dice.chance(20) {
        without_rowid(&mut table);
    }
    if dice.chance(20) {
        let made = computed_column(&table, dice);
        table.columns.push(made);
    }
    for _ in 0..*dice.pick(&[0, 0, 0, 1, 2]) {
        let made = keys::unique(&table, dice);
        table.constraints.push(made);
    }
    for _ in 0..*dice.pick(&[0, 0, 1, 2]) {
        let made = check(&table, dice);
        table.constraints.push(made);
    }
    table
}

/// Makes the table WITHOUT ROWID, which has no AUTOINCREMENT.
pub(super) fn without_rowid(table: &mut Table) {
    table.without_rowid = true;
    for constraint in &mut table.constraints {
        if let Rule::Primary { autoincrement, .. } = &mut constraint.rule {
            *autoincrement = false;
        }
    }
}

/// A type that the table may have.
pub(super) fn type_name(strict: bool, dice: &mut Dice) -> String {
    let from: &[&str] = if strict { &STRICT_TYPES } else { &TYPES };
    (*dice.pick(from)).to_owned()
}

/// A conflict clause, seldom.
pub(super) fn conflict(dice: &mut Dice) -> Option<&'static str> {
    dice.chance(8).then(|| *dice.pick(&CONFLICTS))
}

/// A collation, at times.
pub(super) fn collation(dice: &mut Dice, percent: u32) -> Option<&'static str> {
    dice.chance(percent)
        .then(|| *dice.pick(&["NOCASE", "RTRIM", "BINARY"]))
}

/// A DEFAULT's value.
pub(super) fn default(dice: &mut Dice) -> Text {
    let text = *dice.pick(&DEFAULTS);
    if text.starts_with('(') || text.starts_with("CURRENT") || text == "NULL" || text == "TRUE" {
        return sql(text, &[]);
    }
    let raw = Part::Raw(text.to_owned());
    // A word or a quoted name cannot take parentheses: there it would be a column.
    let literal = !text.starts_with(['b', 'B', '"']);
    if literal {
        vec![Part::Wrapped(vec![raw])]
    } else {
        vec![raw]
    }
}

/// A column that holds values.
pub(super) fn plain_column(table: &Table, dice: &mut Dice) -> Column {
    Column {
        name: fresh_column(table, dice),
        type_name: type_name(table.strict, dice),
        not_null: dice.chance(25).then(|| not_null(dice)),
        default: dice.chance(30).then(|| default(dice)),
        collation: collation(dice, 12),
        generated: None,
    }
}

/// NOT NULL's name and conflict clause.
pub(super) fn not_null(dice: &mut Dice) -> (Option<String>, Option<&'static str>) {
    (constraint_name(dice), conflict(dice))
}

/// A constraint's name, at times.
pub(super) fn constraint_name(dice: &mut Dice) -> Option<String> {
    match dice.below(100) {
        0..15 => Some(format!("k{}", dice.below(9))),
        15..18 => Some((*dice.pick(&ODD_NAMES)).to_owned()),
        _ => None,
    }
}

/// A column that is computed from another.
pub(super) fn computed_column(table: &Table, dice: &mut Dice) -> Column {
    let name = fresh_column(table, dice);
    Column {
        name,
        type_name: if table.strict {
            "ANY".to_owned()
        } else {
            type_name(false, dice)
        },
        not_null: None,
        default: None,
        collation: collation(dice, 8),
        generated: Some((computed(table, dice), dice.chance(50))),
    }
}

/// An expression over the table's columns.
pub(super) fn computed(table: &Table, dice: &mut Dice) -> Text {
    let of = column(&table.name, &dice.pick(&table.columns).name);
    let template = *dice.pick(&[
        "{} || 'x'",
        "length ( {} )",
        "coalesce ( {} , 0 )",
        "lower ( {} ) || ')'",
        "{} IS NULL",
        "CASE WHEN {} = 1 THEN 'one' ELSE 'more' END",
        "substr ( {} , 1 , 2 )",
    ]);
    sql(template, &[of])
}

/// Different columns of the table, at most so many.
pub(super) fn some_columns(table: &Table, most: usize, dice: &mut Dice) -> Vec<String> {
    let stored = table
        .columns
        .iter()
        .filter(|column| column.generated.is_none());
    let mut names: Vec<String> = stored.map(|column| column.name.clone()).collect();
    if names.is_empty() {
        // SQLite will refuse such a table, but not here.
        names.extend(table.columns.iter().map(|column| column.name.clone()));
    }
    dice.shuffle(&mut names);
    names.truncate(1 + dice.below(most.min(names.len())));
    names
}

/// A CHECK that most rows can meet.
pub(super) fn check(table: &Table, dice: &mut Dice) -> Constraint {
    let first = dice.pick(&table.columns).name.clone();
    let second = dice.pick(&table.columns).name.clone();
    let common = *dice.pick(&[
        "{} IS NULL OR length ( {} ) < 100",
        "{} <> 'forbidden' OR {} IS NULL",
        "{} >= 0 OR {} < 0 OR 1",
        "coalesce ( {} , '' ) <> 'x)y;' AND {} IS NOT 77",
        "typeof ( {} ) <> 'nothing' AND ( {} IS NULL OR 1 )",
        "CASE WHEN {} = 9 THEN 0 ELSE 1 END OR {} IS NULL",
        "{} <> 5 AND {} <> 6",
    ]);
    // A string in double quotes, which SQLite takes where there is no such column.
    let quirk = "{} IS NOT \"Quoted\" OR {} IS NULL";
    let template = if dice.chance(2) { quirk } else { common };
    let own = dice.chance(25);
    let place = |name: &str| {
        let part = column(&table.name, name);
        if own {
            vec![table_part(&table.name), Part::Raw(".".to_owned()), part]
        } else {
            vec![part]
        }
    };
    let mut text = Text::new();
    let mut names = [&first, &second].into_iter();
    for part in sql(
        template,
        &[Part::Raw("{}".to_owned()), Part::Raw("{}".to_owned())],
    ) {
        if part == Part::Raw("{}".to_owned()) {
            text.extend(place(names.next().unwrap_or(&first)));
        } else {
            text.push(part);
        }
    }
    let at = dice.chance(50).then(|| first.clone());
    Constraint {
        name: constraint_name(dice),
        at,
        rule: Rule::Check(text),
    }
}
