//! The whole path, from an empty repository to a proven migration, with rows.

use super::project::PgProject;
use crate::project::FIRST;

const SCHEMA: &str = "\
CREATE TABLE users (
    id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL
);
";

#[test]
fn a_schema_grows_from_nothing_and_every_step_is_one_command() {
    let project = PgProject::new();
    project.write("schema.sql", SCHEMA);

    let first = project.run(&["new", "initial"]);
    insta::assert_snapshot!(first.screen(), @r"
    exit code: 0
    ---- stderr
           Found add table users
          Proved up, down, up on a replay
           Wrote migrations/20261122101500_initial.up.sql
           Wrote migrations/20261122101500_initial.down.sql
    help: read both files, then: cargo migrate roundtrip && cargo migrate upgrade
    ");
    let up = format!("migrations/{FIRST}_initial.up.sql");
    insta::assert_snapshot!(project.read(&up), @r"
    -- Add up migration script here
    -- initial

    CREATE TABLE users (
        id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
        name text NOT NULL,
        CONSTRAINT users_pkey PRIMARY KEY (id)
    );
    ");
    insta::assert_snapshot!(project.run(&["upgrade"]).screen(), @r"
    exit code: 0
    ---- stderr
      Will apply 20261122101500 initial
         Applied 20261122101500 initial ([TIME])
       Stands at 20261122101500 initial (head)
    ");
    project.sql("INSERT INTO users (name) VALUES ('Ada'), ('Bo')");
    project.run(&["check"]).ok().silent();
    project.run(&["diff", "--exit-code"]).ok().silent();

    project.replace(
        "schema.sql",
        "name text NOT NULL\n",
        "name text NOT NULL,\n    mail text\n",
    );
    project.append(
        "schema.sql",
        "CREATE UNIQUE INDEX users_by_mail ON users (lower(mail));\n",
    );
    insta::assert_snapshot!(project.run(&["diff", "--exit-code"]).screen(), @r"
    exit code: 1
    ---- stdout
    users: add column mail
    users: add index users_by_mail
    ");
    project
        .run(&["check"])
        .exits(1)
        .says("schema-without-migration");
    insta::assert_snapshot!(project.run(&["new", "users: add mail"]).screen(), @r"
    exit code: 0
    ---- stderr
           Found users: add column mail
           Found users: add index users_by_mail
          Proved up, down, up on a replay, and on a copy of dev with 2 rows
    note: ALTER TABLE users ADD COLUMN mail text holds ACCESS EXCLUSIVE on users
           Wrote migrations/20261122101501_users_add_mail.up.sql
           Wrote migrations/20261122101501_users_add_mail.down.sql
    help: read both files, then: cargo migrate roundtrip && cargo migrate upgrade
    ");
    let [up, down] =
        ["up", "down"].map(|way| format!("migrations/20261122101501_users_add_mail.{way}.sql"));
    insta::assert_snapshot!(project.read(&up), @r"
    -- Add up migration script here
    -- users: add mail
    ALTER TABLE users ADD COLUMN mail text;
    CREATE UNIQUE INDEX users_by_mail ON users USING btree (lower(mail));
    ");
    insta::assert_snapshot!(project.read(&down), @r"
    -- Add down migration script here
    -- users: add mail
    ALTER TABLE users DROP COLUMN mail;
    ");

    insta::assert_snapshot!(project.run(&["roundtrip"]).screen(), @r"
    exit code: 0
    ---- stderr
          Proved 20261122101501 users add mail: faithful ([TIME])
        Finished 1 migration proven, with 2 rows
    ");
    assert_eq!(project.applied(), [FIRST], "a proof is no upgrade");

    project.run(&["upgrade"]).ok();
    project.sql("UPDATE users SET mail = 'ada@example.org' WHERE id = 1");
    insta::assert_snapshot!(project.run(&["downgrade", "-1", "--yes"]).screen(), @r"
    exit code: 0
    ---- stderr
     Will revert 20261122101501 users add mail
    warning: 20261122101501 loses users.mail with 1 value
    note: ALTER TABLE users DROP COLUMN mail holds ACCESS EXCLUSIVE on users
      Backing up [TOP]/home/cargo-migrate/backups/[DATABASE]-[HASH]/20261122-101500-downgrade.sql
        Reverted 20261122101501 users add mail ([TIME])
    note: to go back: cargo migrate restore [TOP]/home/cargo-migrate/backups/[DATABASE]-[HASH]/20261122-101500-downgrade.sql
       Stands at 20261122101500 initial, behind by 1
    ");
    let users = "SELECT * FROM users ORDER BY id";
    assert_eq!(project.rows(users), ["1|Ada", "2|Bo"]);
    insta::assert_snapshot!(project.run(&["upgrade"]).screen(), @r"
    exit code: 0
    ---- stderr
      Will apply 20261122101501 users add mail
    note: ALTER TABLE users ADD COLUMN mail text holds ACCESS EXCLUSIVE on users
         Applied 20261122101501 users add mail ([TIME])
       Stands at 20261122101501 users add mail (head)
    ");
    assert_eq!(project.rows(users), ["1|Ada|NULL", "2|Bo|NULL"]);
    project.sql("INSERT INTO users (name) VALUES ('Cy')");
    assert_eq!(
        project.rows("SELECT max(id) FROM users"),
        ["3"],
        "the identity goes on where it was"
    );
    project.run(&["check"]).ok().silent();
    project.run(&["current", "--check"]).ok();
    assert_eq!(super::server::server().orphans(), [""; 0]);
}

#[test]
fn init_makes_a_project_of_a_database_that_is_there() {
    let project = PgProject::new();
    project.sql(
        "CREATE TYPE state AS ENUM ('open', 'paid');
         CREATE TABLE bills (id serial PRIMARY KEY, state state NOT NULL DEFAULT 'open');
         CREATE VIEW open_bills AS SELECT id FROM bills WHERE state = 'open';
         INSERT INTO bills DEFAULT VALUES;",
    );
    project
        .run(&["init"])
        .ok()
        .says("cargo migrate new --from replay \"initial\" && cargo migrate stamp head");
    assert!(
        project.read("schema.sql").contains("CREATE TABLE bills"),
        "{}",
        project.read("schema.sql")
    );
    project.run(&["check"]).exits(1);
    project.run(&["new", "--from", "replay", "initial"]).ok();
    project.run(&["stamp", "head"]).ok();
    project.run(&["check"]).ok().silent();
    project.run(&["current", "--check"]).ok();
    project.run(&["diff", "--exit-code"]).ok().silent();
    assert_eq!(project.rows("SELECT * FROM bills"), ["1|open"]);
}

#[test]
fn upgrade_makes_a_database_that_is_not_there_and_says_so() {
    let project = PgProject::shop();
    super::server::server()
        .client()
        .run(&format!("DROP DATABASE {}", project.database.name));
    project
        .run(&["current"])
        .exits(2)
        .says("[DATABASE]")
        .says("cargo migrate upgrade");
    project.run(&["upgrade"]).ok().says("[DATABASE]");
    assert_eq!(project.applied().len(), 2);
}

#[test]
fn verbose_prints_every_statement_and_quiet_prints_none_of_it() {
    let project = PgProject::shop();
    project
        .run(&["upgrade", "-v"])
        .ok()
        .says("CREATE TABLE customers")
        .says("CREATE TYPE state");
    project.run(&["downgrade", "base", "-q"]).ok().silent();
}

#[test]
fn a_change_that_needs_two_files_gets_two_files() {
    let project = PgProject::with_schema(
        "CREATE TYPE state AS ENUM ('open');\nCREATE TABLE bills (id int PRIMARY KEY, state state NOT NULL DEFAULT 'open');\n",
        "DROP TABLE bills;\nDROP TYPE state;\n",
    );
    project.run(&["upgrade"]).ok();
    project.sql("INSERT INTO bills VALUES (1), (2)");
    project.write(
        "schema.sql",
        "CREATE TYPE state AS ENUM ('open', 'new');\nCREATE TABLE bills (id int PRIMARY KEY, state state NOT NULL DEFAULT 'new');\n",
    );
    project.run(&["new", "bills begin as new"]).ok();
    assert_eq!(project.migrations().len(), 6, "{:?}", project.migrations());
    project.run(&["upgrade", "--yes"]).ok();
    project.sql("INSERT INTO bills VALUES (3)");
    assert_eq!(
        project.rows("SELECT state FROM bills ORDER BY id"),
        ["open", "open", "new"]
    );
    project.run(&["check"]).ok().silent();
}

#[test]
fn online_drafts_are_one_statement_a_file_and_run() {
    let project = PgProject::shop_with_rows();
    project.append(
        "schema.sql",
        "CREATE INDEX orders_by_total ON orders (total);\nCREATE INDEX customers_by_name ON customers (name);\n",
    );
    project.run(&["new", "indexes", "--online"]).ok();
    let new: Vec<String> = project
        .migrations()
        .into_iter()
        .filter(|name| name.starts_with(&FIRST[..8]) && name.ends_with(".up.sql"))
        .collect();
    assert_eq!(new.len(), 2, "{new:?}");
    for name in &new {
        let text = project.read(&format!("migrations/{name}"));
        assert!(text.starts_with("-- no-transaction\n"), "{text}");
        assert_eq!(text.matches("CONCURRENTLY").count(), 1, "{text}");
    }
    project.run(&["upgrade", "--yes"]).ok();
    project.run(&["current", "--check"]).ok().says("drift: no");
    project.run(&["roundtrip"]).ok();
    project.run(&["downgrade", "-2", "--yes"]).ok();
}

#[test]
fn online_drafts_look_at_rows_without_keeping_others_out() {
    let project = PgProject::shop_with_rows();
    project.sql("CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE part PARTITION OF parts DEFAULT; INSERT INTO parts VALUES (0)");
    let parts = "CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY RANGE (id);\nCREATE TABLE part PARTITION OF parts DEFAULT;\n";
    project.migration("20260303000000_parts", parts, "DROP TABLE parts;\n");
    project.append("schema.sql", parts);
    project.append(
        "schema.sql",
        "ALTER TABLE customers ADD COLUMN part int REFERENCES parts, ADD COLUMN boss bigint;
CREATE INDEX customers_by_name ON customers (lower(name));\n",
    );
    project.run(&["stamp", "head"]).ok();
    project.run(&["new", "first"]).ok();
    project.run(&["upgrade", "--yes"]).ok();
    project.sql("UPDATE customers SET part = 0, boss = 1");

    project.replace("schema.sql", "(lower(name))", "(name, lower(name))");
    project.append(
        "schema.sql",
        "ALTER TABLE customers ALTER part SET NOT NULL, ALTER boss SET NOT NULL,
    ADD CHECK (boss > 0), ADD FOREIGN KEY (boss) REFERENCES customers;
CREATE UNIQUE INDEX customers_once ON customers (name);
COMMENT ON INDEX customers_once IS 'each once';
CREATE INDEX parts_by_id ON parts (id);\n",
    );
    project.run(&["new", "second", "--online"]).ok();
    let ups: Vec<String> = project
        .migrations()
        .into_iter()
        .filter(|name| name.contains("_second") && name.ends_with(".up.sql"))
        .map(|name| project.read(&format!("migrations/{name}")))
        .collect();
    let outside = |text: &&String| text.starts_with("-- no-transaction\n");
    assert_eq!(ups.iter().filter(outside).count(), 3, "{ups:#?}");
    for text in ups.iter().filter(outside) {
        assert_eq!(text.matches(';').count(), 1, "{text}");
    }
    let all = ups.join("");
    assert_eq!(all.matches(" NOT VALID;").count(), 4, "{all}");
    assert_eq!(all.matches(" VALIDATE CONSTRAINT ").count(), 4, "{all}");
    let adds = |text: &&String| text.contains(" NOT VALID;") && text.contains(" VALIDATE ");
    assert_eq!(ups.iter().filter(adds).count(), 0, "{ups:#?}");
    project.run(&["upgrade", "--yes"]).ok();
    project.run(&["current", "--check"]).ok().says("drift: no");
    let json = project
        .run(&["roundtrip", "--all", "--format", "json"])
        .ok()
        .json();
    assert_eq!(json["rows"], 8, "{json}");
    project.run(&["check"]).ok().silent();
    // sqlx runs all of them, and undoes them.
    let fresh = PgProject::new();
    for (path, bytes) in project.tree() {
        if path.starts_with("migrations") {
            fresh.write(path.to_str().unwrap(), bytes);
        }
    }
    super::sqlx_migrator::migrator(&fresh, None).unwrap();
    fresh.run(&["current", "--check"]).ok().says("drift: no");
    super::sqlx_migrator::migrator(&fresh, Some(0)).unwrap();
    assert_eq!(fresh.objects(), [""; 0]);
}
