//! A schema as `pg_dump` writes it, statement by statement. The order of columns and of statements
//! does not count, nor the names that PostgreSQL 18 gave NOT NULL: a renamed column keeps the old one.

use crate::case::{Outcome, while_};
use crate::postgres::server::{Database, server};
use std::process::{Command, Stdio};

/// The statements of a database's dump, each on one line, sorted.
pub(super) fn of(database: &Database) -> Outcome<Vec<String>> {
    let output = Command::new(server().programs().join("pg_dump"))
        .args(["--schema-only", "--dbname", &database.url()])
        .stdin(Stdio::null())
        .output()
        .map_err(while_("pg_dump"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let text = String::from_utf8(output.stdout).map_err(while_("pg_dump"))?;
    let mut statements: Vec<String> = split(&text).iter().map(|text| normal(text)).collect();
    statements.sort();
    Ok(statements)
}

/// The dump without comments and settings, cut where a statement ends a line. Only in bodies of
/// functions can that be inside of one, for both sides alike.
fn split(text: &str) -> Vec<String> {
    let mut statements = vec![String::new()];
    for line in text.lines() {
        let noise = ["--", "SET ", "SELECT pg_catalog.set_config", "\\"];
        if line.is_empty() || noise.iter().any(|start| line.starts_with(start)) {
            continue;
        }
        let last = statements.len() - 1;
        statements[last].push_str(line);
        statements[last].push('\n');
        if line.ends_with(';') {
            statements.push(String::new());
        }
    }
    statements.retain(|statement| !statement.is_empty());
    statements
}

/// The columns and constraints of a table, and those of a composite type, in one order.
fn normal(statement: &str) -> String {
    let lines: Vec<&str> = statement.lines().collect();
    let listed = statement.starts_with("CREATE ")
        && (statement.contains(" TABLE ") || statement.contains(" TYPE "))
        && !statement.contains(" ENUM ");
    let end = lines.iter().rposition(|line| line.starts_with(')'));
    match end {
        Some(end) if listed && lines[0].ends_with('(') => {
            let mut inner: Vec<String> = lines[1..end]
                .iter()
                .map(|line| without_made_names(line.trim().trim_end_matches(',')))
                .collect();
            inner.sort_unstable();
            format!(
                "{} {} {}",
                lines[0],
                inner.join(" | "),
                lines[end..].join(" ")
            )
        }
        _ if statement.starts_with("CREATE STATISTICS ") => statistics(statement),
        _ => statement.trim_end().replace('\n', " "),
    }
}

/// The line without `CONSTRAINT table_column_not_null` before its NOT NULL.
fn without_made_names(line: &str) -> String {
    let is_made = |name: &str| {
        let name = name.trim_matches('"');
        name.trim_end_matches(char::is_numeric)
            .ends_with("_not_null")
    };
    let mut kept = Vec::new();
    let mut words = line.split(' ').peekable();
    while let Some(word) = words.next() {
        match words.peek() {
            Some(name) if word == "CONSTRAINT" && is_made(name) => {
                words.next();
            }
            _ => kept.push(word),
        }
    }
    kept.join(" ")
}

/// A statistics object with its columns in one order: the server sorts them by their numbers.
fn statistics(statement: &str) -> String {
    let (head, rest) = statement.split_once(" ON ").unwrap_or((statement, ""));
    let (columns, table) = rest.rsplit_once(" FROM ").unwrap_or((rest, ""));
    let mut columns: Vec<&str> = columns.split(", ").collect();
    columns.sort_unstable();
    format!("{head} ON {} FROM {}", columns.join(", "), table.trim_end())
}
