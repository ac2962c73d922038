//! Opening a database, creating it from the schema, and the questions that
//! several commands ask of it.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use crate::{Error, PERMISSIONS, Result, SCHEMA, password};

/// What a database must hold before it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// Nothing: a file that is not there is created.
    Anything,
    /// Every table and view of this release.
    UpToDate,
}

/// What a new installation is told once.
#[derive(Debug)]
pub struct Installation<'a> {
    /// Under which name the administrator signs in.
    pub username: &'a str,
    /// Where mail for the administrator goes.
    pub email: &'a str,
    /// In clear; only its hash is stored.
    pub password: &'a str,
    /// An absolute path.
    pub repositories_folder: &'a Path,
    /// Whether people without an account may look around.
    pub public_access: bool,
}

/// Opens the database at a `sqlite:` URL.
///
/// # Errors
///
/// [`Error::Open`] if the URL or the file is unusable, [`Error::Outdated`] if it
/// holds less than was expected.
pub async fn open(url: &str, expect: Expect) -> Result<SqliteConnection> {
    let open_error = |source| Error::Open {
        url: url.to_owned(),
        source,
    };
    let mut connection = SqliteConnectOptions::from_str(url)
        .map_err(open_error)?
        .create_if_missing(expect == Expect::Anything)
        .connect()
        .await
        .map_err(open_error)?;
    if expect == Expect::UpToDate {
        let present = objects(&mut connection).await?;
        let missing: Vec<String> = objects_of_schema()
            .await?
            .into_iter()
            .filter(|object| !present.contains(object))
            .map(|object| object.name)
            .collect();
        if !missing.is_empty() {
            return Err(Error::Outdated { missing });
        }
    }
    Ok(connection)
}

/// How many of forge's own tables a database has. Those of others do not count.
///
/// # Errors
///
/// [`Error::Database`] if the catalog cannot be read.
pub async fn count_own_tables(connection: &mut SqliteConnection) -> Result<usize> {
    let mut tables = own_objects(connection).await?;
    tables.retain(|object| object.kind != "view");
    Ok(tables.len())
}

/// Creates the schema, the administrator, the permissions and the settings. What
/// a database has of forge already is dropped before; tables of others are left
/// alone. It all happens, or nothing.
///
/// # Errors
///
/// [`Error::Database`] if a statement fails, [`Error::Random`] if the password
/// cannot be salted.
pub async fn set_up(
    connection: &mut SqliteConnection,
    installation: &Installation<'_>,
) -> Result<()> {
    let password_hash = password::hash(installation.password)?;

    // Otherwise every DROP would first delete row by row what refers to it. This
    // pragma does nothing inside a transaction.
    sqlx::raw_sql("PRAGMA foreign_keys = OFF")
        .execute(&mut *connection)
        .await?;
    let mut transaction = connection.begin().await?;
    for Object { kind, name } in own_objects(&mut transaction).await? {
        let kind = if kind == "view" { "VIEW" } else { "TABLE" };
        // The name is one of our own schema's.
        sqlx::raw_sql(AssertSqlSafe(format!(r#"DROP {kind} "{name}""#)))
            .execute(&mut *transaction)
            .await?;
    }
    sqlx::raw_sql(SCHEMA).execute(&mut *transaction).await?;
    add_permissions(&mut transaction).await?;
    let administrator: i64 = sqlx::query_scalar(
        "INSERT INTO users (username, email, password_hash, is_admin)
         VALUES (?, ?, ?, TRUE)
         RETURNING id",
    )
    .bind(installation.username)
    .bind(installation.email)
    .bind(&password_hash)
    .fetch_one(&mut *transaction)
    .await?;
    let folder = installation.repositories_folder.to_string_lossy();
    set(&mut transaction, "repositories_folder", &folder).await?;
    let access = installation.public_access.to_string();
    set(&mut transaction, "public_access", &access).await?;
    sqlx::query("INSERT INTO journal (user_id, username, action) VALUES (?, ?, 'forge.set_up')")
        .bind(administrator)
        .bind(installation.username)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;

    sqlx::raw_sql("PRAGMA foreign_keys = ON")
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// Adds the permissions that are not there yet.
///
/// # Errors
///
/// [`Error::Database`] if the statement fails.
pub async fn add_permissions(connection: &mut SqliteConnection) -> Result<()> {
    for name in PERMISSIONS {
        sqlx::query("INSERT INTO permissions (name) VALUES (?) ON CONFLICT DO NOTHING")
            .bind(name)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Stores a setting, in the place of an earlier value.
///
/// # Errors
///
/// [`Error::Database`] if the statement fails.
pub async fn set(connection: &mut SqliteConnection, key: &str, value: &str) -> Result<()> {
    sqlx::query(
        "INSERT INTO settings (key, value) VALUES (?, ?)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )
    .bind(key)
    .bind(value)
    .execute(connection)
    .await?;
    Ok(())
}

/// The folder that the settings name.
///
/// # Errors
///
/// [`Error::NoRepositoriesFolder`] if they name none.
pub async fn repositories_folder(connection: &mut SqliteConnection) -> Result<PathBuf> {
    sqlx::query_scalar::<_, String>("SELECT value FROM settings WHERE key = 'repositories_folder'")
        .fetch_optional(connection)
        .await?
        .map(PathBuf::from)
        .ok_or(Error::NoRepositoriesFolder)
}

/// The administrator with the oldest account: who owns what nobody else does.
///
/// # Errors
///
/// [`Error::NoAdministrator`] if there is none.
pub async fn first_administrator(connection: &mut SqliteConnection) -> Result<i64> {
    sqlx::query_scalar("SELECT id FROM users WHERE is_admin AND is_active ORDER BY id LIMIT 1")
        .fetch_optional(connection)
        .await?
        .ok_or(Error::NoAdministrator)
}

/// A table, a virtual table or a view.
#[derive(Debug, PartialEq, Eq)]
struct Object {
    kind: String,
    name: String,
}

/// What of the schema is in a database, in an order in which it can be dropped:
/// views, then virtual tables, then tables.
async fn own_objects(connection: &mut SqliteConnection) -> Result<Vec<Object>> {
    let own = objects_of_schema().await?;
    let mut present = objects(connection).await?;
    present.retain(|object| own.iter().any(|other| other.name == object.name));
    Ok(present)
}

/// What the schema creates, as SQLite itself reads it.
async fn objects_of_schema() -> Result<Vec<Object>> {
    let mut model = SqliteConnection::connect("sqlite::memory:").await?;
    sqlx::raw_sql(SCHEMA).execute(&mut model).await?;
    objects(&mut model).await
}

async fn objects(connection: &mut SqliteConnection) -> Result<Vec<Object>> {
    let objects: Vec<(String, String)> = sqlx::query_as(
        r"SELECT type, name
            FROM pragma_table_list
           WHERE schema = 'main' AND type <> 'shadow' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
           ORDER BY type DESC, name",
    )
    .fetch_all(connection)
    .await?;
    Ok(objects
        .into_iter()
        .map(|(kind, name)| Object { kind, name })
        .collect())
}
