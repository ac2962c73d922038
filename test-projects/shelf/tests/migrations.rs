//! The history in `migrations/` and the schema in `schema/` tell the same story, and a database
//! can walk along it in both directions with its rows.
//!
//! `DATABASE_URL` names a database of the server on which each test gets one of its own.

#![expect(clippy::unwrap_used, reason = "a test may end with a panic")]

use shelf::database;
use sqlx::migrate::Migrator;
use sqlx::mysql::{MySqlConnection, MySqlPool};
use sqlx::{AssertSqlSafe, Row, raw_sql};
use std::collections::BTreeMap;
use std::path::Path;

#[sqlx::test]
async fn the_history_gives_the_schema(migrated: MySqlPool) {
    let database = &mut *migrated.acquire().await.unwrap();
    let after_history = facts(database).await;
    assert!(after_history.len() > 100, "{after_history:#?}");
    database::set_up(database, "doe").await.unwrap();
    assert_eq!(after_history, facts(database).await);
}

#[sqlx::test(migrations = false)]
async fn every_undo_gives_back_the_state_before(pool: MySqlPool) {
    let database = &mut *pool.acquire().await.unwrap();
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

#[sqlx::test]
async fn tables_that_stay_keep_their_rows_down_and_up_again(pool: MySqlPool) {
    let database = &mut *pool.acquire().await.unwrap();
    database::fill(database, 20).await.unwrap();
    let mut filled = row_counts(database).await;
    filled.retain(|table, _| table != "librarians");
    assert!(filled.values().all(|count| *count > 0), "{filled:?}");
    let history = history().await;
    for target in versions(&history).into_iter().rev() {
        history.undo(&mut *database, target).await.unwrap();
        let below = row_counts(database).await;
        history.run(&mut *database).await.unwrap();
        let above = row_counts(database).await;
        for (table, count) in &below {
            assert_eq!(above.get(table), Some(count), "{table} by way of {target}");
        }
        history.undo(&mut *database, target).await.unwrap();
    }
}

#[sqlx::test]
async fn a_title_is_found_by_its_words_and_sorted_without_its_article(pool: MySqlPool) {
    let database = &mut *pool.acquire().await.unwrap();
    raw_sql(
        "INSERT INTO titles (name, summary)
         VALUES ('The Moonstone', 'A diamond is gone.'), ('Middlemarch', 'A town and its people.')",
    )
    .execute(&mut *database)
    .await
    .unwrap();
    let found: Vec<String> = sqlx::query_scalar(
        "SELECT sort_name FROM titles WHERE MATCH (name, summary) AGAINST ('diamond')",
    )
    .fetch_all(&mut *database)
    .await
    .unwrap();
    assert_eq!(found, ["Moonstone"]);
}

#[sqlx::test]
async fn titles_of_music_become_films_where_there_is_no_such_kind(pool: MySqlPool) {
    let database = &mut *pool.acquire().await.unwrap();
    raw_sql("INSERT INTO titles (name, kind) VALUES ('Water Music', 'music'), ('Emma', 'book')")
        .execute(&mut *database)
        .await
        .unwrap();
    history()
        .await
        .undo(&mut *database, 20260205104029)
        .await
        .unwrap();
    let kinds: Vec<String> = sqlx::query_scalar("SELECT kind FROM titles ORDER BY id")
        .fetch_all(&mut *database)
        .await
        .unwrap();
    assert_eq!(kinds, ["film", "book"]);
}

#[sqlx::test]
async fn a_copy_that_is_back_is_fined_and_shelved_before_the_journal_is_written(pool: MySqlPool) {
    let database = &mut *pool.acquire().await.unwrap();
    raw_sql(
        "INSERT INTO titles (name) VALUES ('Emma');
         INSERT INTO copies (barcode, title_id, bought_on) SELECT 'E1', id, '2025-01-01' FROM titles;
         INSERT INTO members (name, mail) VALUES ('Ada', 'ada@example.org');
         INSERT INTO loans (barcode, member_id, lent_on, due_on)
         SELECT 'E1', id, '2026-01-01', '2026-01-29' FROM members",
    )
    .execute(&mut *database)
    .await
    .unwrap();
    assert_eq!(text(database, "SELECT state FROM copies").await, ["lent"]);
    raw_sql("CALL remind('2026-02-01')")
        .execute(&mut *database)
        .await
        .unwrap();
    let reminders = text(database, "SELECT text FROM reminders").await;
    assert_eq!(reminders, ["Emma was due on 2026-01-29"]);

    raw_sql("UPDATE loans SET returned_on = '2026-02-03'")
        .execute(&mut *database)
        .await
        .unwrap();
    let after = text(database, "SELECT concat(fine, ' cents') FROM loans").await;
    assert_eq!(after, ["100 cents"]);
    let journal = text(database, "SELECT line FROM journal").await;
    assert_eq!(journal, ["E1 is shelved"]);
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

/// The first column of a query's rows.
async fn text(database: &mut MySqlConnection, query: &'static str) -> Vec<String> {
    sqlx::query_scalar(query).fetch_all(database).await.unwrap()
}

async fn row_counts(database: &mut MySqlConnection) -> BTreeMap<String, i64> {
    let tables = text(
        database,
        "SELECT table_name FROM information_schema.tables
          WHERE table_schema = database() AND table_type = 'BASE TABLE'
            AND table_name <> '_sqlx_migrations'",
    )
    .await;
    let mut counts = BTreeMap::new();
    for name in tables {
        let sql = AssertSqlSafe(format!("SELECT count(*) FROM `{name}`"));
        let count = sqlx::query_scalar(sql)
            .fetch_one(&mut *database)
            .await
            .unwrap();
        counts.insert(name, count);
    }
    counts
}

/// What the database consists of, line by line: what SHOW CREATE says of it, and the places of
/// columns and triggers.
async fn facts(database: &mut MySqlConnection) -> Vec<String> {
    let name: String = sqlx::query_scalar("SELECT database()")
        .fetch_one(&mut *database)
        .await
        .unwrap();
    let mut facts = text(
        database,
        "SELECT concat(table_name, '.', column_name, ' is column ', ordinal_position)
           FROM information_schema.columns WHERE table_schema = database()
         UNION ALL
         SELECT concat(trigger_name, ' fires as number ', action_order)
           FROM information_schema.triggers WHERE trigger_schema = database()",
    )
    .await;
    let objects = text(
        database,
        "SELECT concat('TABLE ', table_name) FROM information_schema.tables
          WHERE table_schema = database()
         UNION ALL
         SELECT concat('TRIGGER ', trigger_name) FROM information_schema.triggers
          WHERE trigger_schema = database()
         UNION ALL
         SELECT concat(routine_type, ' ', routine_name) FROM information_schema.routines
          WHERE routine_schema = database()
         UNION ALL
         SELECT concat('EVENT ', event_name) FROM information_schema.events
          WHERE event_schema = database()",
    )
    .await;
    for object in objects.iter().filter(|object| !object.contains("_sqlx_")) {
        let row = raw_sql(AssertSqlSafe(format!("SHOW CREATE {object}")))
            .fetch_one(&mut *database)
            .await
            .unwrap();
        // The text is the second column for tables and views, and comes behind sql_mode elsewhere.
        let place = (1..row.len())
            .find(|place| {
                row.try_get::<String, _>(*place)
                    .is_ok_and(|text| text.starts_with("CREATE "))
            })
            .unwrap();
        let text: String = row.get(place);
        // Where the next number is follows the rows, not the schema.
        let lines = text
            .lines()
            .map(|line| match line.find(" AUTO_INCREMENT=") {
                Some(at) => line[..at].to_owned(),
                None => line.trim().trim_end_matches(',').to_owned(),
            });
        facts.extend(lines.map(|line| format!("{object}: {line}")));
    }
    for fact in &mut facts {
        *fact = fact.replace(&format!("`{name}`."), "");
    }
    facts.retain(|fact| !fact.contains("_sqlx_migrations"));
    facts.sort();
    facts
}
