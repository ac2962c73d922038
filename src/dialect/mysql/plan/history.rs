//! Tables that keep the old states of their rows (MariaDB's system versioning,
//! <https://mariadb.com/kb/en/system-versioned-tables/>).

use super::alter::alter_table;
use crate::dialect::mysql::quote::ident;
use crate::draft::Statement;
use crate::schema::{Column, Table};

const VERSIONED: &str = "system versioning";
const PERIOD: &str = "period SYSTEM_TIME";

pub(super) fn is_kept(table: &Table) -> bool {
    table.attributes.contains_key(VERSIONED)
}

/// Ends a history that cannot go on as the table becomes, and says that it is lost: its times get
/// columns, which it can't get any more, or it goes to another engine. One that only ends is ended
/// with all else, unless it is cut into partitions. Returns the table as it is then.
pub(super) fn ended(from: &Table, to: &Table) -> Option<(Vec<Statement>, Table)> {
    let value = |table: &Table, name: &str| table.attributes.get(name).cloned();
    let gets_columns = value(from, PERIOD).is_none() && value(to, PERIOD).is_some();
    let in_parts = value(from, "partitions").is_some_and(|parts| parts.contains("SYSTEM_TIME"));
    let ends = match is_kept(to) {
        true => gets_columns || value(from, "engine") != value(to, "engine"),
        false => in_parts || value(from, "engine") != value(to, "engine"),
    };
    if !is_kept(from) || !ends {
        return None;
    }
    let mut statements = Vec::new();
    let mut plain = from.clone();
    if in_parts {
        let sql = format!("{} REMOVE PARTITIONING", alter_table(&to.name, &[]));
        statements.push(Statement::new(sql));
        plain.attributes.remove("partitions");
    }
    // Columns for its times go with it, and come back with the next one.
    let is_time = |column: &&Column| column.attributes.contains_key("period");
    let times = plain.columns.iter().filter(is_time);
    let mut end: Vec<String> = times
        .map(|column| format!("DROP COLUMN {}", ident(column.name.as_str())))
        .collect();
    plain.columns.retain(|column| !is_time(&column));
    if plain.attributes.remove(PERIOD).is_some() {
        end.push("DROP PERIOD FOR SYSTEM_TIME".to_owned());
    }
    end.push("DROP SYSTEM VERSIONING".to_owned());
    let end = Statement::new(alter_table(&to.name, &end));
    statements.push(end.review(lost(to)));
    plain.attributes.remove(VERSIONED);
    keep(&mut statements);
    Some((statements, plain))
}

pub(super) fn lost(table: &Table) -> String {
    format!("the old rows that {} keeps are lost", table.name)
}

/// The server refuses to change a table that keeps old rows unless it is told that these change
/// with it (`system_versioning_alter_history`).
pub(super) fn keep(statements: &mut Vec<Statement>) {
    let set = |value: &str| {
        Statement::new(format!(
            "SET SESSION system_versioning_alter_history = {value}"
        ))
    };
    statements.insert(
        0,
        set("KEEP").comment("What keeps old rows is changed with them, or not at all."),
    );
    statements.push(set("DEFAULT"));
}
