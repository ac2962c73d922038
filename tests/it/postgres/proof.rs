//! `roundtrip` and `check`: what they find, and that they leave nothing behind.

use super::project::PgProject;
use super::server::{server, with_database};
use crate::output::Output;
use crate::project::TestProject;
use serde_json::Value;

/// The shop with a third migration, not applied yet.
fn shop_and(up: &str, down: &str) -> PgProject {
    let project = PgProject::shop_with_rows();
    project.migration("20260303000000_third", up, down);
    project
}

/// The only proof of a JSON report.
#[track_caller]
fn only(output: &Output) -> Value {
    let json = output.json();
    let proofs = json["migrations"].as_array().unwrap();
    assert_eq!(proofs.len(), 1, "{json}");
    proofs[0].clone()
}

/// The whole schema and all rows of the shop.
fn contents(project: &PgProject) -> Vec<Vec<String>> {
    [
        "SELECT relname, attname, format_type(atttypid, atttypmod) FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
          WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped ORDER BY 1, 2",
        "SELECT * FROM customers ORDER BY id",
        "SELECT * FROM orders ORDER BY id",
        "SELECT * FROM _sqlx_migrations ORDER BY version",
        "SELECT last_value, is_called FROM customers_id_seq",
    ]
    .map(|query| project.rows(query))
    .to_vec()
}

#[test]
fn a_planted_fault_gets_its_verdict_on_rows_and_without() {
    // (up, down, the verdict, what a difference names; an empty text where there is none)
    let cases = [
        (
            "CREATE TABLE tags (id int);",
            "DROP TABLE tags;",
            "faithful",
            "",
        ),
        (
            "ALTER TABLE customers ADD COLUMN mail text;",
            "SELECT 1;",
            "empty-down",
            "mail",
        ),
        (
            "DROP INDEX orders_by_customer;",
            "CREATE INDEX other ON orders (total);",
            "unfaithful",
            "orders_by_customer",
        ),
        (
            "ALTER TYPE state RENAME VALUE 'paid' TO 'done';",
            "ALTER TYPE state RENAME VALUE 'open' TO 'paid';",
            "unfaithful",
            "state",
        ),
        (
            "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';",
            "SELECT one();",
            "empty-down",
            "one()",
        ),
        (
            "ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey;",
            "ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers;",
            "unfaithful",
            "orders_customer_id_fkey",
        ),
        (
            "CREATE TABLE tags (id int);",
            "DROP TABLE tag;",
            "down-fails",
            "tag",
        ),
        (
            "CREATE TABLE customers (id int);",
            "DROP TABLE customers;",
            "up-fails",
            "customers",
        ),
    ];
    for (up, down, verdict, difference) in cases {
        let project = shop_and(up, down);
        let content = contents(&project);
        for on in ["snapshot", "empty", "dev"] {
            let mut arguments = vec!["roundtrip", "--on", on, "--format", "json"];
            if on == "empty" {
                arguments.push("20260303");
            }
            let output = project.run(&arguments);
            let proof = only(&output);
            let what = format!("{up} / {down} on {on}: {proof}");
            assert_eq!(proof["verdict"], verdict, "{what}");
            assert_eq!(output.code, i32::from(verdict != "faithful"), "{what}");
            let differences = proof["differences"].to_string();
            assert!(differences.contains(difference), "{what}");
            assert_eq!(differences == "[]", difference.is_empty(), "{what}");
            assert_eq!(contents(&project), content, "{what}");
        }
        assert!(project.leftovers().is_empty(), "{:?}", project.leftovers());
    }
}

#[test]
fn values_that_do_not_come_back_are_named_with_their_column() {
    let project = shop_and(
        "ALTER TABLE orders DROP COLUMN total;",
        "ALTER TABLE orders ADD COLUMN total integer NOT NULL DEFAULT 0;\nALTER TABLE orders ALTER COLUMN total DROP DEFAULT;",
    );
    let proof = only(&project.run(&["roundtrip", "--format", "json"]).exits(1));
    assert!(
        proof["lost"].to_string().contains("orders.total"),
        "{proof}"
    );
    let project = shop_and(
        "UPDATE customers SET name = upper(name);",
        "UPDATE customers SET name = lower(name);",
    );
    let proof = only(&project.run(&["roundtrip", "--format", "json"]).exits(1));
    assert!(
        proof["lost"].to_string().contains("customers.name"),
        "{proof}"
    );
}

#[test]
fn rows_of_partitions_are_counted_once_and_those_that_a_down_deletes_are_named() {
    let project = PgProject::with_schema(
        "CREATE TABLE logs (id int NOT NULL, body text) PARTITION BY RANGE (id);
CREATE TABLE logs_low PARTITION OF logs FOR VALUES FROM (0) TO (10);
CREATE TABLE logs_high PARTITION OF logs FOR VALUES FROM (10) TO (20);\n",
        "DROP TABLE logs;\n",
    );
    project.run(&["upgrade"]).ok();
    project.sql("INSERT INTO logs SELECT n, 'line ' || n FROM generate_series(0, 19) AS n");
    project.migration(
        "20260303000000_rest",
        "CREATE TABLE logs_rest PARTITION OF logs DEFAULT;\n",
        "DROP TABLE logs_rest;\n",
    );
    let json = project.run(&["roundtrip", "--format", "json"]).ok().json();
    assert_eq!(json["rows"], 20, "{json}");
    project.migration(
        "20260303000000_rest",
        "CREATE TABLE logs_rest PARTITION OF logs DEFAULT;\n",
        "DROP TABLE logs_rest;\nDELETE FROM logs WHERE id > 15;\n",
    );
    project
        .run(&["roundtrip"])
        .exits(1)
        .says("20 rows before, 16 after");
}

#[test]
fn a_history_is_proven_outside_of_any_project_and_its_report_is_the_contract() {
    let project = shop_and(
        "ALTER TABLE customers ADD COLUMN mail text;",
        "-- nothing\n",
    );
    let outside = TestProject::bare();
    let url = with_database(&project.url(), "postgres");
    let migrations = project.root().join("migrations").display().to_string();
    let json = outside
        .run(&[
            "roundtrip",
            "--all",
            "--on",
            "empty",
            "--migrations",
            &migrations,
            "--database-url",
            &url,
            "--format",
            "json",
        ])
        .exits(1)
        .json();
    let verdicts: Vec<(&str, &str)> = json["migrations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|proof| {
            let text = |key: &str| proof[key].as_str().unwrap();
            (text("version"), text("verdict"))
        })
        .collect();
    assert_eq!(
        verdicts,
        [
            ("20260101000000", "faithful"),
            ("20260202000000", "faithful"),
            ("20260303000000", "empty-down"),
        ]
    );
    assert!(outside.files().is_empty(), "{:?}", outside.files());
}

#[test]
fn check_needs_no_development_database() {
    let mut project = PgProject::shop();
    project.set_url(None);
    project.append(
        "Cargo.toml",
        "\n[package.metadata.migrate]\nengine = \"postgres\"\n",
    );
    project.run(&["check"]).ok().silent();
    project.append("schema.sql", "CREATE TABLE tags (id int);\n");
    project
        .run(&["check"])
        .exits(1)
        .says("schema-without-migration")
        .says("tags");
}

#[test]
fn check_names_what_would_not_run_in_a_transaction() {
    let cases = [
        (
            "CREATE INDEX CONCURRENTLY one ON orders (total);",
            "CONCURRENTLY",
        ),
        ("VACUUM orders;", "VACUUM"),
        ("COMMIT;", "COMMIT"),
        (
            "ALTER TYPE state ADD VALUE 'late';\nUPDATE orders SET state = 'late';",
            "late",
        ),
    ];
    for (script, cause) in cases {
        let project = shop_and(script, "SELECT 1;");
        let output = project.run(&["check"]).exits(1);
        output.says(cause);
    }
    assert_eq!(server().orphans(), [""; 0]);
}
