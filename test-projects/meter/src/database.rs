//! Opening a database, and creating and filling it.

use crate::{Error, Result, SCHEMA};
use sqlx::postgres::PgConnection;
use sqlx::{Connection, raw_sql};

/// What meter calls its tables.
const TABLES: [&str; 8] = [
    "customers",
    "operators",
    "meters",
    "readings",
    "tariffs",
    "invoices",
    "invoice_lines",
    "journal",
];

/// Everything of meter, and what others have built upon it.
const DROP: &str = "
    DROP TABLE IF EXISTS customers, operators, meters, readings, tariffs, invoices, invoice_lines,
                         journal CASCADE;
    DROP SEQUENCE IF EXISTS invoice_numbers;
    DROP FUNCTION IF EXISTS invoices_to_journal(), this_customer();
    DROP TYPE IF EXISTS unit, invoice_state, euros CASCADE;
";

/// The prices with which an installation begins, as far as there are none yet.
const TARIFFS: &str = "
    INSERT INTO tariffs (unit, valid_from, price) VALUES
        ('kilowatt_hour', '2025-01-01', 0.3120),
        ('kilowatt_hour', '2026-01-01', 0.2984),
        ('cubic_metre', '2025-01-01', 4.2500)
    ON CONFLICT DO NOTHING;
";

/// Opens the database at a `postgres:` URL.
///
/// # Errors
///
/// [`Error::Open`] if the URL is wrong or the server does not let us in.
pub async fn open(url: &str) -> Result<PgConnection> {
    PgConnection::connect(url).await.map_err(Error::Open)
}

/// How many of meter's own tables a database has. Those of others do not count.
///
/// # Errors
///
/// [`Error::Database`] if the catalog cannot be read.
pub async fn count_own_tables(connection: &mut PgConnection) -> Result<i64> {
    let count = sqlx::query_scalar(
        "SELECT count(*) FROM pg_class
          WHERE relnamespace = current_schema()::regnamespace AND relname = ANY ($1)",
    )
    .bind(TABLES)
    .fetch_one(connection)
    .await?;
    Ok(count)
}

/// Creates the schema, an operator and the tariffs. What a database has of meter already is
/// dropped before; tables of others are left alone. It all happens, or nothing.
///
/// # Errors
///
/// [`Error::Database`] if a statement fails.
pub async fn set_up(connection: &mut PgConnection, operator: &str) -> Result<()> {
    let mut transaction = connection.begin().await?;
    raw_sql(DROP).execute(&mut *transaction).await?;
    for part in SCHEMA {
        raw_sql(part).execute(&mut *transaction).await?;
    }
    raw_sql(TARIFFS).execute(&mut *transaction).await?;
    sqlx::query("INSERT INTO operators (name) VALUES ($1)")
        .bind(operator)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}

/// Adds made-up customers with meters, a reading a week, and invoices; tariffs where there are none. The same call on the same
/// database always makes the same rows.
///
/// # Errors
///
/// [`Error::Database`] if a statement fails.
pub async fn fill(connection: &mut PgConnection, customers: i64) -> Result<()> {
    let mut transaction = connection.begin().await?;
    // Its parameter is a setting, so that one text can hold many statements.
    sqlx::query("SELECT set_config('meter.fill', $1, true)")
        .bind(customers.to_string())
        .execute(&mut *transaction)
        .await?;
    raw_sql(TARIFFS).execute(&mut *transaction).await?;
    raw_sql(include_str!("fill.sql"))
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    raw_sql("REFRESH MATERIALIZED VIEW monthly_use")
        .execute(connection)
        .await?;
    Ok(())
}
