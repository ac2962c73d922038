//! How columns and tables are written.

use crate::dialect::mysql::quote::{ident, literal};
use crate::schema::{Attributes, Column, Constraint, ConstraintKind, Index, Table, Written};

/// A column's clause in a table of `table`'s default collation.
pub(super) fn column(table: &Table, column: &Column) -> String {
    let said = |attribute: &str| column.attributes.get(attribute);
    let mut text = format!("{} {}", ident(column.name.as_str()), column.type_name);
    if let Some(collation) = &column.collation
        && table.attributes.get("collation").map(String::as_str) != Some(collation.as_str())
    {
        text.push_str(&format!(
            " CHARACTER SET {} COLLATE {collation}",
            charset(collation.as_str())
        ));
    }
    if let Some(generated) = &column.generated {
        let kept = if generated.stored {
            "STORED"
        } else {
            "VIRTUAL"
        };
        text.push_str(&format!(
            " GENERATED ALWAYS AS ({}) {kept}",
            generated.expression
        ));
    }
    if let Some(period) = said("period") {
        text.push_str(&format!(" GENERATED ALWAYS AS {period}"));
    }
    if column.not_null.is_some() {
        text.push_str(" NOT NULL");
    } else if column.type_name.starts_with("timestamp")
        && column.generated.is_none()
        && said("period").is_none()
    {
        // Older servers make a bare TIMESTAMP one that is NOT NULL and follows the clock
        // (`explicit_defaults_for_timestamp`).
        text.push_str(" NULL");
    }
    if said("invisible").is_some() {
        text.push_str(" INVISIBLE");
    }
    if let Some(default) = &column.default {
        text.push_str(&format!(" DEFAULT {default}"));
    }
    if let Some(value) = said("on update") {
        text.push_str(&format!(" ON UPDATE {value}"));
    }
    if said("auto_increment").is_some() {
        text.push_str(" AUTO_INCREMENT");
    }
    for (name, value) in &column.attributes {
        if name.starts_with("option ") {
            text.push_str(&format!(" {value}"));
        }
    }
    if let Some(word) = said("system versioning") {
        text.push_str(&format!(" {} SYSTEM VERSIONING", word.to_ascii_uppercase()));
    }
    if let Some(comment) = said("comment") {
        text.push_str(&format!(" COMMENT {}", literal(comment)));
    }
    if let Some(check) = said("check") {
        text.push_str(&format!(" CHECK {check}"));
    }
    text
}

/// The character set of a collation, which is the first part of its name.
pub(super) fn charset(collation: &str) -> &str {
    collation.split('_').next().unwrap_or(collation)
}

/// A key with all that is said of it.
pub(super) fn index(index: &Index) -> String {
    match index.attributes.get("hidden") {
        Some(word) => format!("{} {word}", index.definition),
        None => index.definition.to_string(),
    }
}

/// A constraint as it stands in CREATE TABLE and behind ADD.
pub(super) fn constraint(written: &Written) -> String {
    match written.kind {
        ConstraintKind::PrimaryKey => written.clause.to_string(),
        _ => format!(
            "CONSTRAINT {} {}",
            ident(written.name.as_str()),
            written.clause
        ),
    }
}

/// The constraints of a table.
pub(super) fn written(table: &Table) -> impl Iterator<Item = &Written> {
    table
        .constraints
        .iter()
        .filter_map(|constraint| match constraint {
            Constraint::Written(written) => Some(written),
            _ => None,
        })
}

/// CREATE TABLE, without the foreign keys for which `with` does not hold.
pub(super) fn table(table: &Table, with: impl Fn(&Written) -> bool) -> String {
    let mut parts: Vec<String> = table
        .columns
        .iter()
        .map(|part| column(table, part))
        .collect();
    let keys = |kind| {
        written(table).filter(move |written| (written.kind == ConstraintKind::PrimaryKey) == kind)
    };
    parts.extend(keys(true).map(constraint));
    parts.extend(table.indexes.iter().map(index));
    for (name, value) in &table.attributes {
        if let Some(period) = name.strip_prefix("period ") {
            parts.push(format!("PERIOD FOR {period} {value}"));
        }
    }
    let is_wanted =
        |written: &&Written| written.kind != ConstraintKind::ForeignKey || with(written);
    parts.extend(keys(false).filter(is_wanted).map(constraint));
    let mut text = format!(
        "CREATE TABLE {} (\n  {}\n)",
        ident(table.name.as_str()),
        parts.join(",\n  ")
    );
    for option in options(&table.attributes) {
        text.push(' ');
        text.push_str(&option);
    }
    if table.attributes.contains_key("system versioning") {
        text.push_str(" WITH SYSTEM VERSIONING");
    }
    if let Some(partitions) = table.attributes.get("partitions") {
        text.push('\n');
        text.push_str(partitions);
    }
    text
}

/// All that stands behind the columns of a new table, but for versions and partitions.
fn options(attributes: &Attributes) -> Vec<String> {
    let mut first = Vec::new();
    for name in ["engine", "~auto_increment", "collation"] {
        if let Some(value) = attributes.get(name) {
            first.push(option(name, value));
        }
    }
    let others = attributes.iter().filter(|(name, _)| is_option(name));
    first.extend(others.map(|(name, value)| option(name, value)));
    first
}

/// Whether it is an option like any other.
fn is_option(name: &str) -> bool {
    !matches!(
        name,
        "engine" | "collation" | "system versioning" | "partitions"
    ) && !name.starts_with('~')
        && !name.starts_with("period ")
}

/// An option of a table as statements say it.
pub(super) fn option(name: &str, value: &str) -> String {
    match name {
        "comment" => format!("COMMENT={}", literal(value)),
        "collation" => format!("DEFAULT CHARSET={} COLLATE={value}", charset(value)),
        // A name that an engine brought, with its quotes.
        _ if name.starts_with('`') => format!("{name}={value}"),
        _ => format!(
            "{}={value}",
            name.trim_start_matches('~').to_ascii_uppercase()
        ),
    }
}

/// An option that is no longer said: what stands for not saying it.
pub(super) fn no_option(name: &str) -> String {
    match name {
        "comment" => "COMMENT=''".to_owned(),
        "avg_row_length" | "max_rows" | "min_rows" | "checksum" | "delay_key_write"
        | "key_block_size" => option(name, "0"),
        "insert_method" => option(name, "NO"),
        "union" => option(name, "()"),
        "compression"
        | "connection"
        | "password"
        | "secondary_engine_attribute"
        | "engine_attribute" => option(name, "''"),
        _ => option(name, "DEFAULT"),
    }
}
