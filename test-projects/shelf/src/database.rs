//! Opening a database, and creating and filling it.

use crate::{Error, Result, SCHEMA};
use sqlx::mysql::MySqlConnection;
use sqlx::{AssertSqlSafe, Connection, raw_sql};

/// What shelf calls its tables.
const TABLES: [&str; 10] = [
    "titles",
    "authors",
    "title_authors",
    "copies",
    "members",
    "librarians",
    "visits",
    "loans",
    "reminders",
    "journal",
];

/// Everything of shelf. Foreign keys would ask for an order.
const DROP: &str = "
    SET @keys = @@foreign_key_checks, foreign_key_checks = OFF;
    DROP EVENT IF EXISTS remind_daily;
    DROP PROCEDURE IF EXISTS remind;
    DROP VIEW IF EXISTS overdue_loans, open_loans;
    DROP TABLE IF EXISTS titles, authors, title_authors, copies, members, librarians, visits,
                         loans, reminders, journal;
    DROP FUNCTION IF EXISTS fine_for;
    DROP SEQUENCE IF EXISTS card_numbers;
    SET foreign_key_checks = @keys;
";

/// Opens the database at a `mysql:` URL.
///
/// # Errors
///
/// [`Error::Open`] if the URL is wrong or the server does not let us in.
pub async fn open(url: &str) -> Result<MySqlConnection> {
    MySqlConnection::connect(url).await.map_err(Error::Open)
}

/// How many of shelf's own tables a database has. Those of others do not count.
///
/// # Errors
///
/// [`Error::Database`] if the catalog cannot be read.
pub async fn count_own_tables(connection: &mut MySqlConnection) -> Result<i64> {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT CAST(table_name AS CHAR) FROM information_schema.tables
          WHERE table_schema = database()",
    )
    .fetch_all(connection)
    .await?;
    let own = |name: &&String| TABLES.contains(&name.as_str());
    Ok(names
        .iter()
        .filter(own)
        .count()
        .try_into()
        .unwrap_or(i64::MAX))
}

/// Creates the schema and a librarian. What a database has of shelf already is dropped before;
/// tables of others are left alone. No statement that defines can be taken back here: if one
/// fails, call it again.
///
/// # Errors
///
/// [`Error::Database`] if a statement fails.
pub async fn set_up(connection: &mut MySqlConnection, librarian: &str) -> Result<()> {
    raw_sql(DROP).execute(&mut *connection).await?;
    for part in SCHEMA {
        raw_sql(part).execute(&mut *connection).await?;
    }
    sqlx::query("INSERT INTO librarians (name) VALUES (?)")
        .bind(librarian)
        .execute(connection)
        .await?;
    Ok(())
}

/// Adds made-up members with visits and loans, and titles with copies for them. The same call on
/// the same database always makes the same rows.
///
/// # Errors
///
/// [`Error::Database`] if a statement fails.
pub async fn fill(connection: &mut MySqlConnection, members: u32) -> Result<()> {
    let mut transaction = connection.begin().await?;
    // One text holds many statements only where it has no parameters.
    raw_sql(AssertSqlSafe(format!("SET @members = {members}")))
        .execute(&mut *transaction)
        .await?;
    raw_sql(include_str!("fill.sql"))
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}
