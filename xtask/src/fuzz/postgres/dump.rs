//! The second reader: what pg_dump says of a database, as a set of facts, and what it does not say.

use super::names::quoted;
use super::server::Database;
use crate::fuzz::facts::Facts;
use crate::fuzz::refusal::Refusal;
use std::process::{Command, Stdio};

/// What pg_dump says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Dump(Facts);

/// What a dump of a schema is silent about: whether indexes are valid and views filled.
const SILENT: &str = "SELECT format('%s %s', c.oid::regclass, fact) FROM pg_class c
  LEFT JOIN pg_index i ON i.indexrelid = c.oid
  CROSS JOIN LATERAL (VALUES
    (CASE WHEN NOT i.indisvalid THEN 'is invalid' END),
    (CASE WHEN c.relkind = 'm' AND NOT c.relispopulated THEN 'is not filled' END)) v(fact)
  WHERE fact IS NOT NULL AND (c.relnamespace >= 16384 OR c.relnamespace = 2200)";

/// What a script must not leave on its session.
const LEFT: &str =
    "SELECT name || ' = ' || setting FROM pg_settings WHERE source = 'session' AND name NOT IN
  ('DateStyle', 'TimeZone', 'client_encoding', 'extra_float_digits', 'application_name',
   'transaction_isolation', 'transaction_read_only', 'transaction_deferrable')";

impl Dump {
    /// Reads a database.
    ///
    /// # Errors
    /// Where pg_dump fails.
    pub(super) fn of(database: &mut Database) -> Result<Self, String> {
        let output = Command::new(database.server().program("pg_dump"))
            .args(["--schema-only", "--no-owner", "-d", &database.url()])
            .stdin(Stdio::null())
            .output()
            .map_err(|error| error.to_string())?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let mut facts = Facts::default();
        for fact in facts_of(&String::from_utf8_lossy(&output.stdout)) {
            facts.add(fact);
        }
        let more = database
            .rows(SILENT, 1)
            .map_err(|refusal| refusal.message)?;
        for row in more {
            facts.add(row.concat());
        }
        Ok(Self(facts))
    }

    /// What is in one of two and not in the other; none where they are equal.
    pub(super) fn difference(&self, wanted: &Self) -> Option<String> {
        self.0.difference(&wanted.0)
    }

    /// Whether a constraint or index of this name is the same in both.
    pub(super) fn has_constraint(&self, name: &str, other: &Self) -> bool {
        let name = quoted(name);
        let starts = [
            format!(" CONSTRAINT {name} "),
            format!("CREATE UNIQUE INDEX {name} "),
        ];
        self.0
            .all()
            .any(|fact| starts.iter().any(|start| fact.contains(start)) && other.0.has(fact))
    }
}

/// What a script left on its session; none where it is as it was.
pub(super) fn left_behind(database: &mut Database) -> Result<Option<String>, Refusal> {
    let rows = database.rows(LEFT, 1)?;
    let names: Vec<String> = rows.into_iter().flatten().collect();
    Ok((!names.is_empty()).then(|| names.join(", ")))
}

/// The statements of a dump. The order of columns does not count.
fn facts_of(dump: &str) -> Vec<String> {
    const SILENT: [&str; 5] = [
        "--",
        "SET ",
        "SELECT pg_catalog.set_config",
        "\\restrict",
        "\\unrestrict",
    ];
    let lines: Vec<&str> = dump
        .lines()
        .filter(|line| !line.is_empty() && !SILENT.iter().any(|start| line.starts_with(start)))
        .collect();
    let body = lines.join("\n");
    let mut statements = Vec::new();
    let mut start = 0;
    for (at, _) in body.match_indices(";\n") {
        if body[at + 2..].starts_with(|c: char| c.is_ascii_uppercase()) {
            statements.push(&body[start..at]);
            start = at + 2;
        }
    }
    statements.push(&body[start..]);
    statements.into_iter().map(fact).collect()
}

/// A text with the list between two others sorted: its order means nothing.
fn in_order(text: &str, start: &str, end: &str) -> String {
    let parts = text.split_once(start);
    let parts = parts.and_then(|(head, rest)| Some((head, rest.split_once(end)?)));
    let Some((head, (list, tail))) = parts else {
        return text.to_owned();
    };
    let mut all: Vec<&str> = list.split(", ").collect();
    all.sort_unstable();
    format!("{head}{start}{}{end}{tail}", all.join(", "))
}

/// What statistics are of, in one order: the server sorts columns by their numbers, and those are
/// not compared.
fn statistics(statement: &str) -> String {
    let parts = statement.split_once(" ON ");
    let parts = parts.and_then(|(head, rest)| Some((head, rest.rsplit_once(" FROM ")?)));
    let Some((head, (list, table))) = parts else {
        return statement.to_owned();
    };
    let mut of: Vec<String> = Vec::new();
    for piece in list.split(", ") {
        let open = |text: &str| text.matches('(').count() > text.matches(')').count();
        match of.last_mut().filter(|last| open(last)) {
            Some(last) => last.push_str(&format!(", {piece}")),
            None => of.push(piece.to_owned()),
        }
    }
    of.sort_unstable();
    format!("{head} ON {} FROM {table}", of.join(", "))
}

fn fact(statement: &str) -> String {
    let mut lines: Vec<&str> = statement
        .trim_end_matches(['\n', ';', ' '])
        .split('\n')
        .collect();
    let head = lines[0];
    if head.starts_with("CREATE STATISTICS ") {
        return statistics(&lines.join(" "));
    }
    if head.starts_with("CREATE EVENT TRIGGER ") {
        return in_order(statement, "WHEN TAG IN (", ")");
    }
    let sortable = ["CREATE TABLE ", "CREATE UNLOGGED TABLE ", "CREATE TYPE "]
        .iter()
        .any(|start| head.starts_with(start))
        && head.ends_with('(')
        && !head.ends_with(" AS ENUM (");
    let end = lines.iter().position(|line| line.starts_with(')'));
    if let Some(end) = end.filter(|_| sortable) {
        for line in &mut lines[1..end] {
            *line = line.trim_end_matches(',');
        }
        lines[1..end].sort_unstable();
    }
    let words: Vec<&str> = lines
        .iter()
        .flat_map(|line| line.split_whitespace())
        .collect();
    if head.starts_with("CREATE FUNCTION ") || head.starts_with("CREATE PROCEDURE ") {
        return without_own_names(&words).join(" ");
    }
    in_order(&words.join(" "), " WITH (", ")")
}

/// The words without ` AS name` behind an expression that is that name: a parsed body names its
/// arguments so only where it was read from what the server wrote.
fn without_own_names<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let mut kept: Vec<&str> = Vec::new();
    let mut rest = words.iter().peekable();
    while let Some(word) = rest.next() {
        if *word == "AS" && rest.peek().copied() == kept.last() {
            rest.next();
        } else {
            kept.push(word);
        }
    }
    kept
}
