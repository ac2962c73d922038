//! A schema as the server says that it is made. The order of columns counts, that of keys and
//! constraints does not.

use crate::mysql::server::Client;

/// What SHOW CREATE is asked of, with the column of its answer.
const OBJECTS: [(&str, usize, &str); 7] = [
    (
        "TABLE",
        1,
        "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE NOT IN ('VIEW', 'SEQUENCE')",
    ),
    (
        "SEQUENCE",
        1,
        "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'SEQUENCE'",
    ),
    (
        "VIEW",
        1,
        "SELECT TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()",
    ),
    (
        "TRIGGER",
        2,
        "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()",
    ),
    (
        "FUNCTION",
        2,
        "SELECT ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_TYPE = 'FUNCTION'",
    ),
    (
        "PROCEDURE",
        2,
        "SELECT ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_TYPE = 'PROCEDURE'",
    ),
    (
        "EVENT",
        3,
        "SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()",
    ),
];

/// In which order triggers act.
const ORDERS: &str = "SELECT CONCAT(TRIGGER_NAME, ' acts as number ', ACTION_ORDER) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()";

/// The statements of a database, sorted.
pub(super) fn of(client: &mut Client, database: &str) -> sqlx::Result<Vec<String>> {
    let mut statements = Vec::new();
    for (kind, column, names) in OBJECTS {
        for name in client.try_cells(names)?.concat() {
            let quoted = name.replace('`', "``");
            let shown = client.try_cells(&format!("SHOW CREATE {kind} `{quoted}`"))?;
            let text = shown[0][column].replace(&format!("`{database}`."), "");
            statements.push(match kind {
                "TABLE" => table(&text),
                "EVENT" => without(&text, " STARTS '", "'"),
                _ => text,
            });
        }
    }
    statements.extend(client.try_cells(ORDERS)?.concat());
    statements.sort();
    Ok(statements)
}

/// A table with its keys and constraints in one order, without the next value of its key.
fn table(text: &str) -> String {
    let text = without(text, " AUTO_INCREMENT=", " ");
    let (columns, mut others): (Vec<&str>, Vec<&str>) = text
        .lines()
        .map(|line| line.trim_end_matches(','))
        .partition(|line| !line.starts_with("  ") || line.starts_with("  `"));
    others.sort_unstable();
    [columns, others].concat().join("\n")
}

/// The text without what stands between these two.
fn without(text: &str, start: &str, end: &str) -> String {
    let Some((before, rest)) = text.split_once(start) else {
        return text.to_owned();
    };
    let after = rest.split_once(end).map_or("", |(_, after)| after);
    format!("{before} {after}")
}
