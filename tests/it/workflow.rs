//! The whole path, from an empty repository to a proven migration.

use crate::project::{FIRST, TestProject};

#[test]
fn a_schema_grows_from_nothing_and_every_step_is_one_command() {
    let project = TestProject::new();
    project.write(
        "schema.sql",
        "CREATE TABLE users (\n    id   INTEGER PRIMARY KEY,\n    name TEXT NOT NULL\n);\n",
    );

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
    insta::assert_snapshot!(project.read(&format!("migrations/{FIRST}_initial.up.sql")), @r"
    -- Add up migration script here
    -- initial

    CREATE TABLE users (
        id   INTEGER PRIMARY KEY,
        name TEXT NOT NULL
    );
    ");
    insta::assert_snapshot!(project.read(&format!("migrations/{FIRST}_initial.down.sql")), @r#"
    -- Add down migration script here
    -- initial
    DROP TABLE "users";
    "#);

    insta::assert_snapshot!(project.run(&["upgrade"]).screen(), @r"
    exit code: 0
    ---- stderr
      Will apply 20261122101500 initial
         Applied 20261122101500 initial ([TIME])
       Stands at 20261122101500 initial (head)
    ");
    project.sql("INSERT INTO users (id, name) VALUES (1, 'Ada'), (7, 'Bo')");
    project.run(&["check"]).ok().silent();
    project.run(&["diff", "--exit-code"]).ok().silent();

    project.replace(
        "schema.sql",
        "name TEXT NOT NULL\n",
        "name TEXT NOT NULL,\n    mail TEXT\n",
    );
    project.append(
        "schema.sql",
        "CREATE UNIQUE INDEX users_by_mail ON users (mail);\n",
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
           Wrote migrations/20261122101501_users_add_mail.up.sql
           Wrote migrations/20261122101501_users_add_mail.down.sql
    help: read both files, then: cargo migrate roundtrip && cargo migrate upgrade
    ");
    insta::assert_snapshot!(project.read("migrations/20261122101501_users_add_mail.up.sql"), @r#"
    -- Add up migration script here
    -- users: add mail
    ALTER TABLE "users" ADD COLUMN mail TEXT;

    -- Stops where rows have equal keys.
    CREATE UNIQUE INDEX users_by_mail ON users (mail);
    "#);
    insta::assert_snapshot!(project.read("migrations/20261122101501_users_add_mail.down.sql"), @r#"
    -- Add down migration script here
    -- users: add mail
    DROP INDEX "users_by_mail";
    ALTER TABLE "users" DROP COLUMN "mail";
    "#);

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
      Backing up [TOP]/home/cargo-migrate/backups/dev.db-[HASH]/20261122-101500-downgrade.db
        Reverted 20261122101501 users add mail ([TIME])
    note: to go back: cargo migrate restore [TOP]/home/cargo-migrate/backups/dev.db-[HASH]/20261122-101500-downgrade.db
       Stands at 20261122101500 initial, behind by 1
    ");
    assert_eq!(project.rows("SELECT * FROM users"), ["1|Ada", "7|Bo"]);
    insta::assert_snapshot!(project.run(&["upgrade"]).screen(), @r"
    exit code: 0
    ---- stderr
      Will apply 20261122101501 users add mail
         Applied 20261122101501 users add mail ([TIME])
       Stands at 20261122101501 users add mail (head)
    ");
    assert_eq!(
        project.rows("SELECT * FROM users"),
        ["1|Ada|NULL", "7|Bo|NULL"]
    );
    project.run(&["check"]).ok().silent();
    project.run(&["current", "--check"]).ok();
}

#[test]
fn commands_are_the_same_with_and_without_the_word_migrate() {
    let project = TestProject::shop_with_rows();
    let plain = project.run(&["current"]).ok();
    let as_cargo_calls_it = project.run(&["migrate", "current"]).ok();
    assert_eq!(plain.stdout, as_cargo_calls_it.stdout);
}

#[test]
fn commands_work_below_the_package_and_outside_of_any() {
    let project = TestProject::shop_with_rows();
    let expected = project.run(&["history"]).ok().stdout;
    let below = project.finish(
        project
            .command(&["history"])
            .current_dir(project.root().join("src")),
    );
    assert_eq!(below.ok().stdout, expected);

    let mut outside = TestProject::bare();
    outside.set_url(None);
    let url = format!("sqlite:{}", project.root().join("dev.db").display());
    let migrations = project.root().join("migrations").display().to_string();
    let output = outside.run(&[
        "history",
        "--migrations",
        &migrations,
        "--database-url",
        &url,
    ]);
    assert_eq!(output.ok().stdout, expected);
}

#[test]
fn what_runs_after_an_upgrade_gets_the_development_database_and_is_shown() {
    let project = TestProject::shop();
    project.append(
        "Cargo.toml",
        "\n[package.metadata.migrate]\nafter = [\"sh after.sh\"]\n",
    );
    project.write(
        "after.sh",
        "echo \"after: $DATABASE_URL\" | tee -a after.log\n",
    );
    project.run(&["upgrade"]).ok().says("after: sqlite:");
    assert!(project.read("after.log").contains("dev.db"));
    project.run(&["downgrade", "-1"]).ok();
    assert_eq!(project.read("after.log").lines().count(), 2);
    project.run(&["current"]).ok();
    assert_eq!(
        project.read("after.log").lines().count(),
        2,
        "a command that reads runs nothing"
    );
}

#[test]
fn verbose_prints_every_statement_and_quiet_prints_none_of_it() {
    let project = TestProject::shop();
    let loud = project.run(&["upgrade", "-v"]).ok();
    assert!(
        loud.all().contains("CREATE TABLE customers"),
        "{}",
        loud.screen()
    );
    project.run(&["downgrade", "base", "-q"]).ok().silent();
}
