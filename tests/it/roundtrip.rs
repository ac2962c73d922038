//! `roundtrip`: up, down, up, and what it finds when a down does not do its part.

use crate::output::Output;
use crate::project::TestProject;
use serde_json::Value;

/// The shop with a third migration, not applied yet.
fn shop_and(up: &str, down: &str) -> TestProject {
    let project = TestProject::shop_with_rows();
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
fn contents(project: &TestProject) -> Vec<Vec<String>> {
    [
        "SELECT type, name, sql FROM sqlite_schema ORDER BY rowid",
        "SELECT rowid, * FROM customers",
        "SELECT rowid, * FROM orders",
        "SELECT * FROM _sqlx_migrations",
    ]
    .map(|query| project.rows(query))
    .to_vec()
}

#[test]
fn a_planted_fault_gets_its_verdict_on_rows_and_without() {
    // (up, down, the verdict, what a difference names; an empty text where there is none)
    let cases = [
        (
            "CREATE TABLE tags (id INTEGER PRIMARY KEY);",
            "DROP TABLE tags;",
            "faithful",
            "",
        ),
        (
            "ALTER TABLE customers ADD COLUMN mail TEXT;",
            "-- nothing to do here\n",
            "empty-down",
            "mail",
        ),
        (
            "ALTER TABLE customers ADD COLUMN mail TEXT;",
            "SELECT 1;",
            "empty-down",
            "mail",
        ),
        (
            "DROP INDEX orders_by_customer;",
            "SELECT 2; CREATE INDEX other ON orders (total);",
            "unfaithful",
            "orders_by_customer",
        ),
        (
            "ALTER TABLE customers ADD COLUMN mail TEXT; CREATE INDEX by_mail ON customers (mail);",
            "DROP INDEX by_mail; ALTER TABLE customers DROP COLUMN mail; DROP INDEX orders_by_customer;",
            "unfaithful",
            "orders_by_customer",
        ),
        (
            "ALTER TABLE orders ADD COLUMN note TEXT;",
            "ALTER TABLE orders DROP COLUMN note; ALTER TABLE orders DROP COLUMN total;",
            "unfaithful",
            "total",
        ),
        (
            "ALTER TABLE orders DROP COLUMN total;",
            "ALTER TABLE orders ADD COLUMN total TEXT;",
            "unfaithful",
            "total",
        ),
        (
            "CREATE TABLE tags (id INTEGER PRIMARY KEY);",
            "DROP TABLE tag;",
            "down-fails",
            "tag",
        ),
        (
            "CREATE TABLE customers (id INTEGER);",
            "DROP TABLE customers;",
            "up-fails",
            "customers",
        ),
    ];
    for (up, down, verdict, difference) in cases {
        let project = shop_and(up, down);
        let before = project.tree();
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
            let place = proof["failure"].as_str().unwrap_or_default();
            assert_eq!(
                verdict.ends_with("-fails"),
                place.ends_with(".sql:1"),
                "{what}"
            );
            if on == "dev" {
                // SQLite counts every write in the file's header; what it holds is the same.
                assert_eq!(contents(&project), content, "{what}");
            } else {
                assert!(project.tree() == before, "{what}: a byte of a file changed");
            }
        }
        assert!(project.leftovers().is_empty(), "{:?}", project.leftovers());
    }
}

#[test]
fn no_down_script_is_a_finding() {
    let project = shop_and("CREATE TABLE tags (id INTEGER PRIMARY KEY);", "");
    project.remove("migrations/20260303000000_third.down.sql");
    let output = project.run(&["roundtrip", "--format", "json"]).exits(1);
    assert_eq!(only(&output)["verdict"], "no-down");
}

#[test]
fn an_up_that_fails_on_rows_only_is_found_on_the_snapshot() {
    let project = shop_and(
        "CREATE UNIQUE INDEX one_order_each ON orders (customer_id);",
        "DROP INDEX one_order_each;",
    );
    project
        .run(&["roundtrip", "20260303", "--on", "empty"])
        .ok();
    insta::assert_snapshot!(project.run(&["roundtrip"]).screen(), @r"
    exit code: 1
    ---- stderr
           Found 20260303000000 third: up fails ([TIME])
    error: migration 20260303000000 third cannot be applied: UNIQUE constraint failed: orders.customer_id
     --> [ROOT]/migrations/20260303000000_third.up.sql:1:1
      |
    1 | CREATE UNIQUE INDEX one_order_each ON orders (customer_id);
      | ^^^^^^ this statement failed
        Finished 0 of 1 migration come back as they should, with 7 rows
    ");
}

#[test]
fn values_that_do_not_come_back_are_named_with_their_column() {
    let project = shop_and(
        "ALTER TABLE orders DROP COLUMN total;",
        "ALTER TABLE orders ADD COLUMN total INTEGER NOT NULL DEFAULT 0;",
    );
    insta::assert_snapshot!(project.run(&["roundtrip"]).screen(), @r"
    exit code: 1
    ---- stderr
           Found 20260303000000 third: down does not give back the schema before up ([TIME])
    warning: 20260303000000 third: after down: orders: column total default none -> 0
    warning: 20260303000000 third: up loses orders.total: dropped with 4 values
    warning: 20260303000000 third: not back after down: orders.total: values differ among 4 rows
        Finished 0 of 1 migration come back as they should, with 7 rows
    ");
    // The schema differs by its default; a person who wants none has to accept that.
    let project = shop_and(
        "ALTER TABLE orders RENAME COLUMN total TO gone; ALTER TABLE orders DROP COLUMN gone; ALTER TABLE orders ADD COLUMN gone INTEGER NOT NULL DEFAULT 0;",
        "CREATE TABLE fresh (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE, total INTEGER NOT NULL);\nINSERT INTO fresh SELECT id, customer_id, gone FROM orders;\nDROP TABLE orders;\nALTER TABLE fresh RENAME TO orders;\nCREATE INDEX orders_by_customer ON orders (customer_id);",
    );
    let proof = only(&project.run(&["roundtrip", "--format", "json"]).exits(1));
    assert!(proof["lost"].to_string().contains("orders"), "{proof}");
}

#[test]
fn rows_deleted_by_a_down_are_named() {
    let project = shop_and(
        "CREATE TABLE tags (id INTEGER PRIMARY KEY);",
        "DROP TABLE tags; DELETE FROM customers WHERE id = 1;",
    );
    insta::assert_snapshot!(project.run(&["roundtrip"]).screen(), @r"
    exit code: 1
    ---- stderr
           Found 20260303000000 third: the schema comes back, rows or values do not ([TIME])
    warning: 20260303000000 third: not back after down: customers: 3 rows before, 2 after
    warning: 20260303000000 third: not back after down: orders: 4 rows before, 2 after
        Finished 0 of 1 migration come back as they should, with 7 rows
    ");
}

#[test]
fn children_that_a_rebuilt_parent_takes_along_are_named() {
    let project = shop_and(
        "CREATE TABLE fresh (id INTEGER PRIMARY KEY, name TEXT NOT NULL, mail TEXT);\nINSERT INTO fresh (id, name) SELECT id, name FROM customers;\nDROP TABLE customers;\nALTER TABLE fresh RENAME TO customers;\n",
        "ALTER TABLE customers DROP COLUMN mail;\n",
    );
    let output = project.run(&["roundtrip"]).exits(1);
    assert!(output.all().contains("orders"), "{}", output.screen());
    project
        .run(&["roundtrip", "20260303", "--on", "empty"])
        .ok();
}

#[test]
fn the_json_report_is_the_contract() {
    let project = shop_and(
        "ALTER TABLE customers ADD COLUMN mail TEXT;",
        "-- nothing\n",
    );
    let mut outside = TestProject::bare();
    outside.set_url(None);
    let url = format!("sqlite:{}", outside.root().join("any.db").display());
    let migrations = project.root().join("migrations").display().to_string();
    let output = outside.run(&[
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
    ]);
    let mut json = output.exits(1).json();
    for proof in json["migrations"].as_array_mut().unwrap() {
        assert!(
            proof["seconds"]
                .as_f64()
                .is_some_and(|seconds| seconds > 0.0)
        );
        proof["seconds"] = Value::from(0);
    }
    insta::assert_json_snapshot!(json, @r#"
    {
      "migrations": [
        {
          "description": "customers create",
          "differences": [],
          "lost": [],
          "lost_by_redoing": [],
          "lost_in_up": [],
          "only_without_foreign_keys": [],
          "seconds": 0,
          "verdict": "faithful",
          "version": "20260101000000"
        },
        {
          "description": "orders create",
          "differences": [],
          "lost": [],
          "lost_by_redoing": [],
          "lost_in_up": [],
          "only_without_foreign_keys": [],
          "seconds": 0,
          "verdict": "faithful",
          "version": "20260202000000"
        },
        {
          "description": "third",
          "differences": [
            "after down: customers: column mail is still there"
          ],
          "lost": [],
          "lost_by_redoing": [],
          "lost_in_up": [],
          "only_without_foreign_keys": [],
          "seconds": 0,
          "verdict": "empty-down",
          "version": "20260303000000"
        }
      ],
      "rows": 0
    }
    "#);
    assert_eq!(
        outside.files(),
        [""; 0].map(std::path::PathBuf::from),
        "it leaves nothing behind"
    );
}

#[test]
fn it_goes_on_after_a_finding() {
    let project = shop_and("ALTER TABLE customers ADD COLUMN mail TEXT;", "SELECT 1;");
    project.migration(
        "20260404000000_fourth",
        "CREATE TABLE tags (id INTEGER);",
        "DROP TABLE tags;",
    );
    let json = project
        .run(&["roundtrip", "--all", "--on", "empty", "--format", "json"])
        .exits(1)
        .json();
    let verdicts: Vec<_> = json["migrations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|proof| proof["verdict"].clone())
        .collect();
    assert_eq!(verdicts, ["faithful", "faithful", "empty-down", "faithful"]);
}

#[test]
fn what_comes_after_an_up_that_fails_is_proven_behind_those_of_its_statements_that_run() {
    let project = shop_and(
        "CREATE TABLE tags (id INTEGER PRIMARY KEY);
         UPDATE customers SET nothing = 1;
         CREATE TABLE labels (id INTEGER PRIMARY KEY);",
        "DROP TABLE labels; DROP TABLE tags;",
    );
    project.migration(
        "20260304000000_sound",
        "ALTER TABLE tags ADD COLUMN name TEXT; ALTER TABLE labels ADD COLUMN name TEXT;",
        "ALTER TABLE labels DROP COLUMN name; ALTER TABLE tags DROP COLUMN name;",
    );
    project.migration(
        "20260305000000_forgetful",
        "ALTER TABLE tags ADD COLUMN color TEXT;",
        "-- forgotten",
    );
    // Without rows, and on the snapshot.
    for on in [&["--on", "empty"][..], &[]] {
        let json = project
            .run(
                &[
                    &["roundtrip", "20260202000000..head", "--format", "json"],
                    on,
                ]
                .concat(),
            )
            .exits(1)
            .json();
        let proofs = json["migrations"].as_array().unwrap();
        let verdicts: Vec<_> = proofs.iter().map(|proof| &proof["verdict"]).collect();
        assert_eq!(verdicts, ["up-fails", "faithful", "empty-down"], "{json}");
    }
    let output = project.run(&["roundtrip"]).exits(1);
    assert!(
        output.stderr.contains(
            "what comes after 20260303000000 third is proven behind those of its statements that run"
        ),
        "{}",
        output.stderr
    );
}

#[test]
fn pending_ones_are_proven_else_the_newest_or_a_range() {
    let project = shop_and("CREATE TABLE a (id INTEGER);", "DROP TABLE a;");
    project.migration(
        "20260404000000_fourth",
        "CREATE TABLE b (id INTEGER);",
        "DROP TABLE b;",
    );
    let proven = |arguments: &[&str]| {
        let mut all = vec!["roundtrip", "--format", "json"];
        all.extend(arguments);
        let json = project.run(&all).ok().json();
        json["migrations"]
            .as_array()
            .unwrap()
            .iter()
            .map(|proof| proof["version"].as_str().unwrap()[..6].to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(proven(&[]), ["202603", "202604"]);
    assert_eq!(proven(&["--all"]), ["202601", "202602", "202603", "202604"]);
    assert_eq!(proven(&["202601..202603"]), ["202602", "202603"]);
    assert_eq!(proven(&["..0.2"]), ["202601", "202602"]);
    assert_eq!(proven(&["head"]), ["202604"]);
    project.run(&["upgrade"]).ok();
    assert_eq!(proven(&[]), ["202604"]);
}

#[test]
fn what_a_person_reads_when_all_is_well() {
    let project = shop_and(
        "CREATE TABLE tags (id INTEGER PRIMARY KEY);",
        "DROP TABLE tags;",
    );
    insta::assert_snapshot!(project.run(&["roundtrip", "--all"]).screen(), @r"
    exit code: 0
    ---- stderr
          Proved 20260303000000 third: faithful ([TIME])
          Proved 20260202000000 orders create: faithful ([TIME])
          Proved 20260101000000 customers create: faithful ([TIME])
        Finished 3 migrations proven, with 7 rows
    ");
    insta::assert_snapshot!(project.run(&["roundtrip", "--on", "dev"]).screen(), @r"
    exit code: 0
    ---- stderr
      Backing up [TOP]/home/cargo-migrate/backups/dev.db-[HASH]/20261122-101500-roundtrip.db
          Proved 20260303000000 third: faithful ([TIME])
       Restoring [TOP]/home/cargo-migrate/backups/dev.db-[HASH]/20261122-101500-roundtrip.db
        Finished 1 migration proven, with 7 rows
    ");
}
