//! The second reader: what SHOW CREATE says, as a set of facts.

use super::server::Database;
use crate::fuzz::facts::Facts;
use crate::fuzz::refusal::Refusal;
use cargo_migrate::dialect::mysql::quote::ident;

/// What there is: kind, name, and in which column SHOW CREATE says how it is made.
const ALL: &str = "SELECT CASE TABLE_TYPE WHEN 'VIEW' THEN 'VIEW' WHEN 'SEQUENCE' THEN 'SEQUENCE' ELSE 'TABLE' END, TABLE_NAME, 1
    FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()
  UNION ALL SELECT ROUTINE_TYPE, ROUTINE_NAME, 2 FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()
  UNION ALL SELECT 'TRIGGER', TRIGGER_NAME, 2 FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()
  UNION ALL SELECT 'EVENT', EVENT_NAME, 3 FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()";

/// In which order triggers act, which SHOW CREATE does not say.
const TRIGGERS: &str =
    "SELECT 'ORDER', EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER, TRIGGER_NAME
  FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()";

/// Reads a database.
///
/// # Errors
/// Where the server refuses.
pub(super) fn facts(database: &mut Database) -> Result<Facts, Refusal> {
    let mut facts = Facts::default();
    let all = database.rows(ALL)?;
    if !all.is_empty() {
        let asked = all
            .iter()
            .map(|row| format!("SHOW CREATE {} {};", row[0], ident(&row[1])));
        let shown = database.rows(&asked.collect::<String>())?;
        let own = format!("{}.", ident(&database.name()));
        for (row, shown) in all.iter().zip(shown) {
            let column: usize = row[2].parse().unwrap_or_default();
            let text = shown.get(column).cloned().unwrap_or_default();
            add(&row[0], &text.replace(&own, ""), &mut facts);
        }
    }
    for row in database.rows(TRIGGERS)? {
        facts.add(row.join(" "));
    }
    Ok(facts)
}

/// Columns in their order, keys and constraints of a table each for itself: in which order they
/// stand, no statement can say later.
fn add(kind: &str, text: &str, facts: &mut Facts) {
    let text = match kind {
        "EVENT" => without(text, " STARTS '", "'"),
        "TABLE" => without(text, " AUTO_INCREMENT=", " "),
        // A trigger that said its place has one blank more.
        "TRIGGER" => match text.split_once("FOR EACH ROW") {
            Some((head, body)) => format!("{head}FOR EACH ROW {}", body.trim_start()),
            None => text.to_owned(),
        },
        _ => text.to_owned(),
    };
    if kind != "TABLE" {
        facts.add(text);
        return;
    }
    let head = text.lines().next().unwrap_or_default().to_owned();
    let mut rest = Vec::new();
    for line in text.lines() {
        let line = line.trim().trim_end_matches(',');
        let is_part = ["KEY ", "UNIQUE ", "FULLTEXT ", "SPATIAL ", "CONSTRAINT "]
            .iter()
            .any(|start| line.starts_with(start));
        if is_part {
            facts.add(format!("{line} -- {head}"));
        } else {
            rest.push(line);
        }
    }
    facts.add(rest.join("\n"));
}

/// The text without the first piece that begins so, up to and with its end, or for a blank before
/// it.
fn without(text: &str, start: &str, end: &str) -> String {
    let Some((before, behind)) = text.split_once(start) else {
        return text.to_owned();
    };
    let rest = behind.split_once(end).map_or("", |(_, rest)| rest);
    let gap = if end == " " { " " } else { "" };
    format!("{before}{gap}{rest}")
}
