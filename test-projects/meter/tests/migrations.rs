//! The history in `migrations/` and the schema in `schema/` tell the same story, and a database
//! can walk along it in both directions with its rows.
//!
//! `DATABASE_URL` names a database of the server on which each test gets one of its own.

#![expect(clippy::unwrap_used, reason = "a test may end with a panic")]

use meter::{SCHEMA, database};
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{AssertSqlSafe, raw_sql};
use std::collections::BTreeMap;
use std::path::Path;

#[sqlx::test]
async fn the_history_gives_the_schema(migrated: PgPool) {
    let migrated = facts(&mut migrated.acquire().await.unwrap()).await;
    assert!(migrated.len() > 100, "{migrated:#?}");
    // The other one is made in a schema of its own, which then takes the name of the first.
    let created = created().await;
    assert_eq!(migrated, created);
}

#[sqlx::test(migrations = false)]
async fn every_undo_gives_back_the_state_before(pool: PgPool) {
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
async fn tables_that_stay_keep_their_rows_down_and_up_again(pool: PgPool) {
    let database = &mut *pool.acquire().await.unwrap();
    database::fill(database, 20).await.unwrap();
    let mut filled = row_counts(database).await;
    filled.retain(|table, _| table != "operators");
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

#[sqlx::test(migrations = false)]
async fn readings_go_over_to_the_partition_of_their_year_and_back(pool: PgPool) {
    let database = &mut *pool.acquire().await.unwrap();
    let history = history().await;
    history
        .run_to(20260108103112, &mut *database)
        .await
        .unwrap();
    raw_sql(
        "INSERT INTO customers (name, mail) VALUES ('Ada', 'ada@example.org');
         INSERT INTO meters (customer_id, number, unit, installed_on)
         VALUES (1, 'M-1', 'cubic_metre', '2025-06-01');
         INSERT INTO readings (meter_id, read_at, value)
         SELECT 1, make_timestamptz(year, 6, 1, 0, 0, 0), year FROM generate_series(2024, 2027) AS year",
    )
    .execute(&mut *database)
    .await
    .unwrap();
    let before = readings_by_place(database).await;
    assert_eq!(
        before.join(" "),
        "readings_2025:2025 readings_other:2024 readings_other:2026 readings_other:2027"
    );

    history
        .run_to(20260119142250, &mut *database)
        .await
        .unwrap();
    assert_eq!(
        readings_by_place(database).await.join(" "),
        "readings_2025:2025 readings_2026:2026 readings_other:2024 readings_other:2027"
    );

    history.undo(&mut *database, 20260108103112).await.unwrap();
    assert_eq!(readings_by_place(database).await, before);
}

#[sqlx::test]
async fn invoices_that_are_void_become_drafts_where_there_is_no_such_state(pool: PgPool) {
    let database = &mut *pool.acquire().await.unwrap();
    raw_sql(
        "INSERT INTO customers (name, mail) VALUES ('Ada', 'ada@example.org');
         INSERT INTO invoices (customer_id, period, state, sent_at)
         VALUES (1, '[2026-01-01, 2026-02-01)', 'void', now()),
                (1, '[2026-02-01, 2026-03-01)', 'paid', now())",
    )
    .execute(&mut *database)
    .await
    .unwrap();

    history()
        .await
        .undo(&mut *database, 20260119142250)
        .await
        .unwrap();

    let states: Vec<String> = sqlx::query_scalar("SELECT state::text FROM invoices ORDER BY id")
        .fetch_all(&mut *database)
        .await
        .unwrap();
    assert_eq!(states, ["draft", "paid"]);
}

#[sqlx::test]
async fn a_customer_sees_only_what_is_its_own(pool: PgPool) {
    let database = &mut *pool.acquire().await.unwrap();
    database::fill(database, 9).await.unwrap();
    // Nobody but the owner is above the policies.
    raw_sql(
        "BEGIN; CREATE ROLE meter_test_web; GRANT SELECT ON ALL TABLES IN SCHEMA public TO meter_test_web;
         SET LOCAL ROLE meter_test_web; SET LOCAL meter.customer = '3'",
    )
    .execute(&mut *database)
    .await
    .unwrap();
    let seen: Vec<i64> =
        sqlx::query_scalar("SELECT customer_id FROM meters UNION SELECT customer_id FROM invoices")
            .fetch_all(&mut *database)
            .await
            .unwrap();
    assert_eq!(seen, [3]);
    raw_sql("ROLLBACK").execute(database).await.unwrap();
}

#[sqlx::test]
async fn a_change_of_an_invoice_is_written_down(pool: PgPool) {
    let database = &mut *pool.acquire().await.unwrap();
    raw_sql(
        "INSERT INTO customers (name, mail) VALUES ('Ada', 'ada@example.org');
         INSERT INTO invoices (customer_id, period) VALUES (1, '[2026-01-01, 2026-02-01)');
         UPDATE invoices SET state = 'sent', sent_at = now()",
    )
    .execute(&mut *database)
    .await
    .unwrap();
    let noted: Vec<(String, String)> =
        sqlx::query_as("SELECT before::text, after::text FROM journal")
            .fetch_all(database)
            .await
            .unwrap();
    assert_eq!(noted, [("draft".to_owned(), "sent".to_owned())]);
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

/// The facts of a database that was made of `schema/`.
async fn created() -> Vec<String> {
    let url = dotenvy::var("DATABASE_URL").unwrap();
    let mut database = database::open(&url).await.unwrap();
    let mut script = "BEGIN; CREATE SCHEMA created; SET LOCAL search_path = created;".to_owned();
    script.extend(SCHEMA);
    raw_sql(AssertSqlSafe(script))
        .execute(&mut database)
        .await
        .unwrap();
    let facts = facts(&mut database).await;
    raw_sql("ROLLBACK").execute(&mut database).await.unwrap();
    facts
}

/// Each reading's partition and year.
async fn readings_by_place(database: &mut PgConnection) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT tableoid::regclass || ':' || date_part('year', read_at) FROM readings ORDER BY 1",
    )
    .fetch_all(database)
    .await
    .unwrap()
}

/// Partitions are counted with their whole: rows go over from one to another.
async fn row_counts(database: &mut PgConnection) -> BTreeMap<String, i64> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT relname::text FROM pg_class
          WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
            AND relname <> '_sqlx_migrations' AND NOT relispartition",
    )
    .fetch_all(&mut *database)
    .await
    .unwrap();
    let mut counts = BTreeMap::new();
    for name in tables {
        let sql = AssertSqlSafe(format!(r#"SELECT count(*) FROM "{name}""#));
        let count = sqlx::query_scalar(sql)
            .fetch_one(&mut *database)
            .await
            .unwrap();
        counts.insert(name, count);
    }
    counts
}

/// What the default schema consists of, line by line, whatever the order of the columns.
async fn facts(database: &mut PgConnection) -> Vec<String> {
    let schema: String = sqlx::query_scalar("SELECT current_schema()::text")
        .fetch_one(&mut *database)
        .await
        .unwrap();
    let prefix = format!("{schema}.");
    let mut facts: Vec<String> = Vec::new();
    for query in FACTS {
        let rows: Vec<String> = sqlx::query_scalar(query)
            .fetch_all(&mut *database)
            .await
            .unwrap();
        facts.extend(rows.iter().map(|fact| fact.replace(&prefix, "")));
    }
    facts.retain(|fact| !fact.contains("_sqlx_migrations"));
    facts.sort();
    facts
}

const FACTS: [&str; 10] = [
    "SELECT format('%s %s, partition by %s, bound %s, row security %s', relkind, relname,
                   pg_get_partkeydef(oid), pg_get_expr(relpartbound, oid), relrowsecurity)
       FROM pg_class
      WHERE relnamespace = current_schema()::regnamespace",
    "SELECT format('%s.%s %s, not null %s, %s, identity %s, generated %s', relname, attname,
                   format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid),
                   attidentity, attgenerated)
       FROM pg_class
       JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
       LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
      WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm')",
    // NOT NULL is told with the columns; since 18 it has names, too, which no rename follows.
    "SELECT format('%s: %s %s', relname, conname, pg_get_constraintdef(pg_constraint.oid))
       FROM pg_class
       JOIN pg_constraint ON conrelid = pg_class.oid AND contype <> 'n'
      WHERE relnamespace = current_schema()::regnamespace",
    "SELECT pg_get_indexdef(oid)
       FROM pg_class
      WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('i', 'I')",
    "SELECT format('%s as %s', relname, pg_get_viewdef(oid))
       FROM pg_class
      WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('v', 'm')",
    "SELECT pg_get_triggerdef(pg_trigger.oid)
       FROM pg_class
       JOIN pg_trigger ON tgrelid = pg_class.oid AND NOT tgisinternal
      WHERE relnamespace = current_schema()::regnamespace",
    "SELECT format('%s on %s: %s, %s', polname, relname, pg_get_expr(polqual, polrelid),
                   pg_get_expr(polwithcheck, polrelid))
       FROM pg_class
       JOIN pg_policy ON polrelid = pg_class.oid
      WHERE relnamespace = current_schema()::regnamespace",
    "SELECT format('%s, column %s: %s', relname, objsubid, description)
       FROM pg_class
       JOIN pg_description ON objoid = pg_class.oid
      WHERE relnamespace = current_schema()::regnamespace",
    "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = current_schema()::regnamespace",
    "SELECT format('%s %s: %s', typtype, typname, string_agg(enumlabel, ', ' ORDER BY enumsortorder))
       FROM pg_type
       LEFT JOIN pg_enum ON enumtypid = pg_type.oid
      WHERE typnamespace = current_schema()::regnamespace AND typtype IN ('e', 'd')
      GROUP BY typtype, typname",
];
