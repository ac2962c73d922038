//! The model as SQL statements, each in its own style.

use super::model::{Column, Constraint, ForeignKey, Index, KeyPart, Rule, Schema, Table, Trigger};
use super::model::{View, Virtual};
use super::text::{Part, Style, Text, sql};

/// The kind and place of an object in its schema, for blame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A table.
    Table(usize),
    /// An index.
    Index(usize),
    /// A virtual table.
    Virtual(usize),
    /// A view.
    View(usize),
    /// A trigger.
    Trigger(usize),
}

/// Every statement of the schema, in an order in which it can be built.
pub(super) fn statements(schema: &Schema) -> Vec<(Place, String)> {
    let tables = schema
        .tables
        .iter()
        .enumerate()
        .map(|(i, t)| (Place::Table(i), table(t)));
    let indexes = schema
        .indexes
        .iter()
        .enumerate()
        .map(|(i, x)| (Place::Index(i), index(x)));
    let virtuals = schema
        .virtuals
        .iter()
        .enumerate()
        .map(|(i, v)| (Place::Virtual(i), module(v)));
    let views = schema
        .views
        .iter()
        .enumerate()
        .map(|(i, v)| (Place::View(i), view(v)));
    let triggers = schema
        .triggers
        .iter()
        .enumerate()
        .map(|(i, t)| (Place::Trigger(i), trigger(t)));
    tables
        .chain(indexes)
        .chain(virtuals)
        .chain(views)
        .chain(triggers)
        .collect()
}

/// The whole schema as one script.
pub(super) fn script(schema: &Schema) -> String {
    statements(schema)
        .into_iter()
        .map(|(_, sql)| sql + "\n")
        .collect()
}

fn finish(style: &mut Style, parts: &[Part]) -> String {
    let text = style.write(parts);
    match style.last_words() {
        "" => text + ";",
        comment => format!("{text}{comment}\n;"),
    }
}

fn head(kind: &str) -> Text {
    let mut text = sql("CREATE", &[]);
    text.extend(sql(kind, &[]));
    text.push(Part::Maybe(sql("IF NOT EXISTS", &[])));
    text
}

fn raw(text: &str) -> Part {
    Part::Raw(text.to_owned())
}

/// Puts the lists one behind another with commas between.
fn listed(items: Vec<Text>) -> Text {
    let mut out = Text::new();
    for item in items {
        if !out.is_empty() {
            out.push(raw(","));
        }
        out.extend(item);
    }
    out
}

fn in_parentheses(inner: Text) -> Text {
    let mut out = vec![raw("(")];
    out.extend(inner);
    out.push(raw(")"));
    out
}

fn columns_of(names: &[String]) -> Text {
    in_parentheses(listed(
        names
            .iter()
            .map(|name| vec![Part::Name(name.clone())])
            .collect(),
    ))
}

fn table(table: &Table) -> String {
    let mut style = Style::new(table.style);
    let mut inline: Vec<Vec<Text>> = vec![Vec::new(); table.columns.len()];
    let mut behind = Vec::new();
    for constraint in &table.constraints {
        match inline_place(table, constraint, &mut style) {
            Some(place) => inline[place].push(inline_constraint(constraint)),
            None => behind.push(table_constraint(constraint)),
        }
    }
    style.shuffle(&mut behind);
    let columns = table.columns.iter().zip(inline);
    let mut items: Vec<Text> = columns
        .map(|(column, inline)| column_definition(column, inline, &mut style))
        .collect();
    items.extend(behind);
    let mut text = head("TABLE");
    text.push(Part::Given(table.name.clone()));
    text.extend(in_parentheses(listed(items)));
    let strict = table.strict.then_some("STRICT");
    let without = table.without_rowid.then_some("WITHOUT ROWID");
    let mut options: Vec<Text> = strict
        .into_iter()
        .chain(without)
        .map(|option| sql(option, &[]))
        .collect();
    style.shuffle(&mut options);
    text.extend(listed(options));
    finish(&mut style, &text)
}

/// At which column the constraint is written: where the model says so, unless the style moves it
/// and that does not change what it means.
fn inline_place(table: &Table, constraint: &Constraint, style: &mut Style) -> Option<usize> {
    let place = |name: &str| {
        table
            .columns
            .iter()
            .position(|column| super::model::same(&column.name, name))
    };
    let (single, stays) = match &constraint.rule {
        Rule::Primary { parts, .. } | Rule::Unique { parts, .. } => {
            let primary = matches!(constraint.rule, Rule::Primary { .. });
            match parts.as_slice() {
                [part] if part.collation.is_none() && (primary || !part.descending) => {
                    // `INTEGER PRIMARY KEY DESC` is no rowid alias at a column, but behind them.
                    (place(&part.column), part.descending)
                }
                _ => (None, true),
            }
        }
        Rule::Check(_) => (
            constraint.at.as_ref().map_or(Some(0), |at| place(at)),
            false,
        ),
        Rule::Foreign(key) => match key.columns.as_slice() {
            [column] => (place(column), false),
            _ => (None, true),
        },
    };
    let wanted = constraint.at.is_some() != (!stays && style.whim(20));
    single.filter(|_| wanted)
}

fn column_definition(column: &Column, inline: Vec<Text>, style: &mut Style) -> Text {
    let mut text = vec![Part::Given(column.name.clone())];
    if !column.type_name.is_empty() {
        if style.whim(3) {
            text.extend(sql(
                &column.type_name.replace('(', " ( ").replace(')', " )"),
                &[],
            ));
        } else {
            text.extend(sql("{}", &[Part::Word(column.type_name.clone())]));
        }
    }
    let mut clauses = inline;
    if let Some((name, conflict)) = &column.not_null {
        let mut clause = named(name.as_ref());
        clause.extend(sql("NOT NULL", &[]));
        clause.extend(on_conflict(*conflict));
        clauses.push(clause);
    } else if column.generated.is_none() && style.whim(4) {
        clauses.push(sql("NULL", &[]));
    }
    if let Some(default) = &column.default {
        let mut clause = sql("DEFAULT", &[]);
        clause.extend(default.iter().cloned());
        clauses.push(clause);
    }
    match column.collation {
        Some(collation) => clauses.push(sql("COLLATE {}", &[Part::Name(collation.to_owned())])),
        None if style.whim(4) => clauses.push(sql("COLLATE BINARY", &[])),
        None => {}
    }
    if let Some((expression, stored)) = &column.generated {
        let mut clause = vec![Part::Maybe(vec![Part::Word("GENERATED ALWAYS".to_owned())])];
        clause.extend(sql("AS", &[]));
        clause.extend(in_parentheses(expression.clone()));
        clause.push(if *stored {
            Part::Word("STORED".to_owned())
        } else {
            Part::Maybe(sql("VIRTUAL", &[]))
        });
        clauses.push(clause);
    }
    style.shuffle(&mut clauses);
    text.extend(clauses.into_iter().flatten());
    text
}

fn named(name: Option<&String>) -> Text {
    name.map(|name| sql("CONSTRAINT {}", &[Part::Name(name.clone())]))
        .unwrap_or_default()
}

fn on_conflict(conflict: Option<&str>) -> Text {
    conflict
        .map(|word| sql(&format!("ON CONFLICT {word}"), &[]))
        .unwrap_or_default()
}

fn inline_constraint(constraint: &Constraint) -> Text {
    let mut text = named(constraint.name.as_ref());
    match &constraint.rule {
        Rule::Primary {
            parts,
            conflict,
            autoincrement,
        } => {
            text.extend(sql("PRIMARY KEY", &[]));
            text.push(direction(parts[0].descending));
            text.extend(on_conflict(*conflict));
            if *autoincrement {
                text.extend(sql("AUTOINCREMENT", &[]));
            }
        }
        Rule::Unique { conflict, .. } => {
            text.extend(sql("UNIQUE", &[]));
            text.extend(on_conflict(*conflict));
        }
        Rule::Check(expression) => text.extend(check(expression)),
        Rule::Foreign(key) => text.extend(references(key)),
    }
    text
}

fn table_constraint(constraint: &Constraint) -> Text {
    let mut text = named(constraint.name.as_ref());
    match &constraint.rule {
        Rule::Primary {
            parts,
            conflict,
            autoincrement,
        } => {
            text.extend(sql("PRIMARY KEY", &[]));
            let mut inner = key_parts(parts);
            if *autoincrement {
                inner.extend(sql("AUTOINCREMENT", &[]));
            }
            text.extend(in_parentheses(inner));
            text.extend(on_conflict(*conflict));
        }
        Rule::Unique { parts, conflict } => {
            text.extend(sql("UNIQUE", &[]));
            text.extend(in_parentheses(key_parts(parts)));
            text.extend(on_conflict(*conflict));
        }
        Rule::Check(expression) => text.extend(check(expression)),
        Rule::Foreign(key) => {
            text.extend(sql("FOREIGN KEY", &[]));
            text.extend(columns_of(&key.columns));
            text.extend(references(key));
        }
    }
    text
}

fn check(expression: &Text) -> Text {
    let mut text = sql("CHECK", &[]);
    text.extend(in_parentheses(expression.clone()));
    text
}

fn direction(descending: bool) -> Part {
    if descending {
        Part::Word("DESC".to_owned())
    } else {
        Part::Maybe(sql("ASC", &[]))
    }
}

fn key_parts(parts: &[KeyPart]) -> Text {
    let part = |part: &KeyPart| {
        let mut text = vec![Part::Name(part.column.clone())];
        if let Some(collation) = part.collation {
            text.extend(sql("COLLATE {}", &[Part::Name(collation.to_owned())]));
        }
        text.push(direction(part.descending));
        text
    };
    listed(parts.iter().map(part).collect())
}

fn references(key: &ForeignKey) -> Text {
    let mut text = sql("REFERENCES {}", &[Part::Table(key.parent.clone())]);
    if !key.parent_columns.is_empty() {
        text.extend(columns_of(&key.parent_columns));
    }
    if let Some(action) = key.on_delete {
        text.extend(sql(&format!("ON DELETE {action}"), &[]));
    }
    if let Some(action) = key.on_update {
        text.extend(sql(&format!("ON UPDATE {action}"), &[]));
    }
    text.extend(sql(key.tail.unwrap_or_default(), &[]));
    text
}

fn index(index: &Index) -> String {
    let mut style = Style::new(index.style);
    let mut text = head(if index.unique {
        "UNIQUE INDEX"
    } else {
        "INDEX"
    });
    text.push(Part::Given(index.name.clone()));
    text.extend(sql("ON {}", &[Part::Table(index.table.clone())]));
    let part = |(expression, collation, descending): &(Text, Option<&'static str>, bool)| {
        let mut text = expression.clone();
        if let Some(collation) = collation {
            text.extend(sql("COLLATE {}", &[Part::Name((*collation).to_owned())]));
        }
        text.push(direction(*descending));
        text
    };
    text.extend(in_parentheses(listed(
        index.parts.iter().map(part).collect(),
    )));
    if let Some(condition) = &index.condition {
        text.extend(sql("WHERE", &[]));
        text.extend(condition.iter().cloned());
    }
    finish(&mut style, &text)
}

fn module(one: &Virtual) -> String {
    let mut style = Style::new(one.style);
    let mut text = head("VIRTUAL TABLE");
    text.push(Part::Given(one.name.clone()));
    text.extend(sql("USING", &[]));
    text.push(raw(&one.module));
    finish(&mut style, &text)
}

fn view(view: &View) -> String {
    let mut style = Style::new(view.style);
    let mut text = head("VIEW");
    text.push(Part::Given(view.name.clone()));
    if !view.columns.is_empty() {
        text.extend(columns_of(&view.columns));
    }
    text.extend(sql("AS", &[]));
    text.extend(view.query.iter().cloned());
    finish(&mut style, &text)
}

fn trigger(trigger: &Trigger) -> String {
    let mut style = Style::new(trigger.style);
    let mut text = head("TRIGGER");
    text.push(Part::Given(trigger.name.clone()));
    text.extend(sql(trigger.time, &[]));
    text.extend(sql(trigger.event, &[]));
    if !trigger.of.is_empty() {
        text.extend(sql("OF", &[]));
        text.extend(listed(
            trigger
                .of
                .iter()
                .map(|name| vec![Part::Name(name.clone())])
                .collect(),
        ));
    }
    text.extend(sql("ON {}", &[Part::Table(trigger.on.clone())]));
    // Means nothing, but is part of the text that is compared: no style may add it.
    if trigger.name.len().is_multiple_of(2) {
        text.extend(sql("FOR EACH ROW", &[]));
    }
    if let Some(condition) = &trigger.condition {
        text.extend(sql("WHEN", &[]));
        text.extend(condition.iter().cloned());
    }
    text.extend(sql("BEGIN", &[]));
    text.extend(trigger.body.iter().cloned());
    text.extend(sql("END", &[]));
    finish(&mut style, &text)
}
