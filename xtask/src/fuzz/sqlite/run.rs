//! Running scripts as sqlx runs them, and what SQLite says of a database afterwards.

use super::without_names;
use rusqlite::Connection;

/// Whether sqlx runs this file without a transaction of its own.
pub(super) fn is_outside(script: &str) -> bool {
    script.starts_with("-- no-transaction")
}

/// Runs a script as sqlx does: in one transaction, or statement by statement where the file
/// begins with `-- no-transaction`. A connection on which it failed is rolled back.
pub(super) fn run(connection: &Connection, script: &str) -> rusqlite::Result<()> {
    let outcome = if is_outside(script) {
        connection.execute_batch(script)
    } else {
        connection
            .execute_batch("BEGIN")
            .and_then(|()| connection.execute_batch(script))
            .and_then(|()| connection.execute_batch("COMMIT"))
    };
    if outcome.is_err() {
        if !connection.is_autocommit() {
            connection.execute_batch("ROLLBACK")?;
        }
        connection.execute_batch("PRAGMA foreign_keys = ON; PRAGMA legacy_alter_table = OFF")?;
    }
    outcome
}

/// What a script must not leave on its connection.
pub(super) fn left_behind(connection: &Connection) -> rusqlite::Result<Option<&'static str>> {
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    Ok(if !connection.is_autocommit() {
        Some("an open transaction")
    } else if number("PRAGMA foreign_keys")? != 1 {
        Some("foreign keys off")
    } else if number("PRAGMA legacy_alter_table")? != 0 {
        Some("legacy_alter_table on")
    } else if number("SELECT count(*) FROM sqlite_temp_schema")? != 0 {
        Some("a temporary object")
    } else {
        None
    })
}

/// What SQLite itself finds wrong with the rows.
pub(super) fn problems(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut query =
        connection.prepare_cached("SELECT \"table\", parent FROM pragma_foreign_key_check")?;
    let rows = query.query_map([], |row| {
        let (child, parent): (String, String) = (row.get(0)?, row.get(1)?);
        Ok(format!("a row of {child} refers to none of {parent}"))
    })?;
    let mut found: Vec<String> = rows.collect::<rusqlite::Result<_>>()?;
    let mut query = connection.prepare_cached("PRAGMA integrity_check")?;
    let rows = query.query_map([], |row| row.get::<_, String>(0))?;
    for line in rows {
        let line = line?;
        if line != "ok" {
            found.push(line);
        }
    }
    Ok(found)
}

/// What SQLite said.
pub(super) fn message(cause: &rusqlite::Error) -> String {
    match cause {
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        other => other.to_string(),
    }
}

/// The kind of an error, without the names in it.
pub(super) fn class(cause: &rusqlite::Error) -> String {
    let code = match cause {
        rusqlite::Error::SqliteFailure(error, _) | rusqlite::Error::SqlInputError { error, .. } => {
            error.extended_code
        }
        _ => -1,
    };
    format!("{code} {}", without_names(&message(cause), 8))
}
