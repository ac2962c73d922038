//! The history in `migrations/` and the schema in `schema.sql` tell the same
//! story, and a database can walk along it in both directions with its rows.

#![expect(clippy::unwrap_used, reason = "a test may end with a panic")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use tempfile::TempDir;

#[tokio::test]
async fn the_history_gives_the_schema() {
    let migrated = &mut SqliteConnection::connect("sqlite::memory:").await.unwrap();
    history().await.run(&mut *migrated).await.unwrap();
    let created = &mut SqliteConnection::connect("sqlite::memory:").await.unwrap();
    sqlx::raw_sql(forge::SCHEMA)
        .execute(&mut *created)
        .await
        .unwrap();

    assert_eq!(facts(migrated).await, facts(created).await);
}

#[tokio::test]
async fn every_undo_gives_back_the_state_before() {
    let database = &mut SqliteConnection::connect("sqlite::memory:").await.unwrap();
    let history = history().await;
    let mut states = vec![(0, facts(database).await)];
    for version in versions(&history) {
        history.run_to(version, &mut *database).await.unwrap();
        states.push((version, facts(database).await));
    }

    states.pop();
    for (version, state) in states.into_iter().rev() {
        history.undo(&mut *database, version).await.unwrap();
        assert_eq!(facts(database).await, state, "after undo to {version}");
    }
}

#[tokio::test]
async fn tables_that_stay_keep_their_rows_all_the_way_down() {
    let (_folder, mut database) = filled_database().await;
    let history = history().await;
    let mut counts = row_counts(&mut database).await;
    assert!(counts.values().all(|count| *count > 0), "{counts:?}");

    let mut targets = versions(&history);
    targets.pop();
    targets.insert(0, 0);
    for target in targets.into_iter().rev() {
        history.undo(&mut database, target).await.unwrap();
        let after = row_counts(&mut database).await;
        for (table, count) in &after {
            assert_eq!(Some(count), counts.get(table), "{table} at {target}");
        }
        counts = after;
    }
    assert!(counts.is_empty(), "{counts:?}");

    history.run(&mut database).await.unwrap();
    assert_eq!(row_counts(&mut database).await["comments"], 0);
}

#[tokio::test]
async fn tables_that_stay_keep_their_rows_down_and_up_again() {
    let history = history().await;
    for target in versions(&history) {
        let (_folder, mut database) = filled_database().await;
        history.undo(&mut database, target).await.unwrap();
        let below = row_counts(&mut database).await;

        history.run(&mut database).await.unwrap();

        let above = row_counts(&mut database).await;
        for (table, count) in below {
            assert_eq!(above[&table], count, "{table} by way of {target}");
        }
        let broken: Vec<(String,)> =
            sqlx::query_as("SELECT \"table\" FROM pragma_foreign_key_check")
                .fetch_all(&mut database)
                .await
                .unwrap();
        assert!(broken.is_empty(), "{broken:?} by way of {target}");
    }
}

#[tokio::test]
async fn old_journal_entries_become_json() {
    let mut database = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    let history = history().await;
    history.run_to(20260602090058, &mut database).await.unwrap();
    sqlx::raw_sql(
        r#"INSERT INTO journal (id, username, action, details)
           VALUES (7, 'ada', '', 'plain "text"'), (9, 'ada', 'push', NULL), (12, 'ada', 'push', '[1]')"#,
    )
    .execute(&mut database)
    .await
    .unwrap();

    history.run(&mut database).await.unwrap();

    let rows: Vec<(i64, String, Option<String>)> =
        sqlx::query_as("SELECT id, action, details FROM journal ORDER BY id")
            .fetch_all(&mut database)
            .await
            .unwrap();
    assert_eq!(
        rows,
        [
            (7, "unknown".into(), Some(r#""plain \"text\"""#.into())),
            (9, "push".into(), None),
            (12, "push".into(), Some("[1]".into())),
        ]
    );
}

async fn history() -> Migrator {
    // Cargo runs tests in the folder of the package.
    Migrator::new(Path::new("migrations")).await.unwrap()
}

fn versions(history: &Migrator) -> Vec<i64> {
    history
        .iter()
        .filter(|migration| migration.migration_type.is_up_migration())
        .map(|migration| migration.version)
        .collect()
}

/// A database that was migrated to the newest version, with rows in every table.
async fn filled_database() -> (TempDir, SqliteConnection) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("dev.db");
    let mut database = SqliteConnectOptions::new()
        .filename(&file)
        .create_if_missing(true)
        .connect()
        .await
        .unwrap();
    history().await.run(&mut database).await.unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_fill-dev"))
        .args(["--rows", "200"])
        .env("DATABASE_URL", format!("sqlite:{}", file.display()))
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    (folder, database)
}

async fn row_counts(database: &mut SqliteConnection) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for (_, name) in objects(database).await {
        let sql = AssertSqlSafe(format!(r#"SELECT count(*) FROM "{name}""#));
        let count = sqlx::query_scalar(sql)
            .fetch_one(&mut *database)
            .await
            .unwrap();
        counts.insert(name, count);
    }
    counts
}

/// Tables and views, but for SQLite's and sqlx's own.
async fn objects(database: &mut SqliteConnection) -> Vec<(String, String)> {
    sqlx::query_as(
        r"SELECT type, name
            FROM pragma_table_list
           WHERE schema = 'main' AND type <> 'shadow'
             AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name <> '_sqlx_migrations'
           ORDER BY name",
    )
    .fetch_all(database)
    .await
    .unwrap()
}

/// What a schema consists of, line by line, whatever the order of the columns
/// and however it was written.
async fn facts(database: &mut SqliteConnection) -> Vec<String> {
    let mut facts = Vec::new();
    for (_, name) in objects(database).await {
        for query in [
            "SELECT format('%s is %s, WITHOUT ROWID %d, STRICT %d', name, type, wr, strict)
               FROM pragma_table_list WHERE name = ?",
            "SELECT format('%s.%s %s, NOT NULL %d, DEFAULT %Q, key %d, hidden %d',
                           arg, name, type, \"notnull\", dflt_value, pk, hidden)
               FROM pragma_table_xinfo(?)",
            "SELECT format('%s.%s -> %s.%Q, ON UPDATE %s, ON DELETE %s, part %d',
                           arg, \"from\", \"table\", \"to\", on_update, on_delete, seq)
               FROM pragma_foreign_key_list(?)",
            "SELECT format('%s: index %s, UNIQUE %d, partial %d, %s, %d %Q COLLATE %s, DESC %d',
                           list.arg, iif(list.origin = 'c', list.name, list.origin), list.\"unique\",
                           partial, origin, seqno, info.name, coll, \"desc\")
               FROM pragma_index_list(?) AS list, pragma_index_xinfo(list.name) AS info
              WHERE key",
        ] {
            let rows: Vec<String> = sqlx::query_scalar(query)
                .bind(&name)
                .fetch_all(&mut *database)
                .await
                .unwrap();
            facts.extend(rows);
        }
    }
    let texts: Vec<(String, String, String)> = sqlx::query_as(
        r"SELECT type, name, sql
            FROM sqlite_schema
           WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name <> '_sqlx_migrations'",
    )
    .fetch_all(database)
    .await
    .unwrap();
    for (kind, name, sql) in texts {
        let mut words = words(&sql);
        if kind == "table" {
            // Columns may stand in another order.
            words.sort();
        }
        facts.push(format!("{kind} {name}: {}", words.join(" ")));
    }
    facts.sort();
    facts
}

/// A statement's words and signs, without its comments, quotes around names and
/// spaces.
fn words(sql: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for line in sql.lines() {
        let code = line.split("--").next().unwrap_or_default();
        for character in code.replace('"', "").chars().chain([' ']) {
            if character.is_alphanumeric() || character == '_' {
                words.last_mut().unwrap().push(character);
            } else {
                words.extend([character.to_string(), String::new()]);
            }
        }
    }
    words.retain(|word| !word.trim().is_empty());
    words
}
