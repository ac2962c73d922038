//! `new`: what it drafts, what it asks, and when it writes nothing.

use crate::project::{FIRST, SHOP, TestProject};

/// The shop at head, its column `customers.name` called `full_name` in the schema source.
fn shop_with_a_new_name() -> TestProject {
    let project = TestProject::shop_with_rows();
    project.replace(
        "schema.sql",
        "name TEXT NOT NULL",
        "full_name TEXT NOT NULL",
    );
    project
}

#[test]
fn nothing_to_do_writes_nothing() {
    let project = TestProject::shop_with_rows();
    let before = project.tree();
    insta::assert_snapshot!(project.run(&["new", "nothing"]).screen(), @r"
    exit code: 0
    ---- stderr
       Unchanged nothing to do: the schema source and the migrations agree
    ");
    assert_eq!(project.tree(), before);
}

#[test]
fn the_message_becomes_the_file_names_and_the_header() {
    let project = TestProject::shop_with_rows();
    project.append(
        "schema.sql",
        "CREATE TABLE tags (id INTEGER PRIMARY KEY);\n",
    );
    project
        .run(&["new", "area: add cool feature", "--label", "0.4"])
        .ok();
    let names = ["up", "down"].map(|way| format!("{FIRST}_area_add_cool_feature.{way}.sql"));
    for name in &names {
        assert!(
            project.migrations().contains(name),
            "{:?}",
            project.migrations()
        );
    }
    insta::assert_snapshot!(project.read(&format!("migrations/{}", names[0])), @r"
    -- Add up migration script here
    -- area: add cool feature
    -- label: 0.4
    CREATE TABLE tags (id INTEGER PRIMARY KEY);
    ");
    project.run(&["upgrade", "0.4"]).ok();
}

#[test]
fn a_dry_run_prints_the_draft_and_writes_nothing() {
    let project = TestProject::shop_with_rows();
    project.append(
        "schema.sql",
        "CREATE TABLE tags (id INTEGER PRIMARY KEY);\n",
    );
    let before = project.tree();
    insta::assert_snapshot!(project.run(&["new", "tags", "--dry-run"]).screen(), @r#"
    exit code: 0
    ---- stdout
    -- Add up migration script here
    -- tags
    CREATE TABLE tags (id INTEGER PRIMARY KEY);

    -- Add down migration script here
    -- tags
    DROP TABLE "tags";
    ---- stderr
           Found add table tags
          Proved up, down, up on a replay, and on a copy of dev with 7 rows
    "#);
    assert_eq!(project.tree(), before);
}

#[test]
fn the_same_change_drafted_twice_gives_the_same_bytes() {
    let draft = || {
        let project = shop_with_a_new_name();
        project.replace("schema.sql", "total       INTEGER", "total       TEXT");
        project.append("schema.sql", "CREATE VIEW spent AS SELECT customer_id, sum(total) AS total FROM orders GROUP BY 1;\n");
        project
            .run(&[
                "new",
                "change",
                "--rename",
                "customers.name=customers.full_name",
            ])
            .ok();
        project
            .tree()
            .into_iter()
            .filter(|(path, _)| path.starts_with("migrations"))
            .collect::<Vec<_>>()
    };
    let first = draft();
    assert!(first.len() > 4, "nothing was drafted");
    assert_eq!(first, draft());
}

#[test]
fn an_empty_pair_is_written_without_any_database() {
    let mut project = TestProject::new();
    project.set_url(None);
    project.run(&["new", "--empty", "by hand"]).ok();
    assert_eq!(
        project.migrations(),
        [
            format!("{FIRST}_by_hand.down.sql"),
            format!("{FIRST}_by_hand.up.sql")
        ]
    );
    insta::assert_snapshot!(project.read(&format!("migrations/{FIRST}_by_hand.up.sql")), @r"
    -- Add up migration script here
    -- by hand
    ");
}

#[test]
fn a_possible_rename_is_refused_with_the_flags_that_answer_it() {
    let project = shop_with_a_new_name();
    let before = project.tree();
    insta::assert_snapshot!(project.run(&["new", "rename"]).screen(), @r"
    exit code: 3
    ---- stderr
    error: something may have been renamed, and a guess could lose its rows
      |
      = note: column customers.name -> full_name: both are TEXT; at the same place; 3 rows in the development database, as 'Ada', 'Bo', 'Cy'
      = help: --rename customers.name=customers.full_name     if it was renamed
      = help: --rename none     if nothing was: the old is dropped, the new is added
      = help: or say it in the schema source, behind the new name: -- renamed from: old
    ");
    assert_eq!(project.tree(), before);
}

#[test]
fn a_rename_that_was_said_keeps_the_rows() {
    let project = shop_with_a_new_name();
    let said = [
        "new",
        "rename",
        "--rename",
        "customers.name=customers.full_name",
    ];
    let drafted = project.run(&said).ok().says("rename");
    assert!(
        !drafted.all().contains("drop column"),
        "what is renamed is not dropped: {}",
        drafted.screen()
    );
    insta::assert_snapshot!(project.read(&format!("migrations/{FIRST}_rename.up.sql")), @r#"
    -- Add up migration script here
    -- rename
    ALTER TABLE "customers" RENAME COLUMN "name" TO "full_name";
    "#);
    project.run(&["upgrade"]).ok();
    assert_eq!(
        project.rows("SELECT id, full_name FROM customers"),
        ["1|Ada", "2|Bo", "5|Cy"]
    );
    assert_eq!(project.rows("SELECT count(*) FROM orders"), ["4"]);
    project.run(&["downgrade", "-1"]).ok();
    assert_eq!(
        project.rows("SELECT id, name FROM customers"),
        ["1|Ada", "2|Bo", "5|Cy"]
    );
}

#[test]
fn a_renamed_table_keeps_its_rows_and_those_of_its_children() {
    let project = TestProject::shop_with_rows();
    project.write("schema.sql", SHOP.replace("customers (", "clients ("));
    project
        .run(&["new", "rename"])
        .exits(3)
        .says("--rename customers=clients");
    project
        .run(&["new", "rename", "--rename", "customers=clients"])
        .ok();
    project.run(&["upgrade"]).ok();
    assert_eq!(
        project.rows("SELECT id, name FROM clients"),
        ["1|Ada", "2|Bo", "5|Cy"]
    );
    assert_eq!(project.rows("SELECT count(*) FROM orders"), ["4"]);
    assert_eq!(
        project.rows("SELECT * FROM pragma_foreign_key_check"),
        [""; 0]
    );
}

#[test]
fn a_comment_in_the_schema_source_says_a_rename_too() {
    let project = shop_with_a_new_name();
    project.replace(
        "schema.sql",
        "full_name TEXT NOT NULL",
        "full_name TEXT NOT NULL -- renamed from: name",
    );
    project.run(&["new", "rename"]).ok();
    project.run(&["upgrade"]).ok();
    assert_eq!(
        project.rows("SELECT id, full_name FROM customers"),
        ["1|Ada", "2|Bo", "5|Cy"]
    );
    project
        .run(&["new", "again"])
        .ok()
        .says("the schema source and the migrations agree");
}

#[test]
fn what_was_not_renamed_is_dropped_with_its_rows_counted_aloud() {
    let project = shop_with_a_new_name();
    project.replace("schema.sql", "full_name TEXT NOT NULL", "full_name TEXT");
    insta::assert_snapshot!(project.run(&["new", "replace", "--rename", "none"]).screen(), @r"
    exit code: 0
    ---- stderr
           Found customers: drop column name
           Found customers: add column full_name
    warning: drops column customers.name with 3 rows
          Proved up, down, up on a replay
    warning: it does not run on the rows of the development database yet: down: NOT NULL constraint failed: customers__new.name
    warning: up loses customers.name: dropped with 3 values
    warning: a person must finish it: see the lines with TODO(review)
           Wrote migrations/20261122101500_replace.up.sql
           Wrote migrations/20261122101500_replace.down.sql
    help: read both files, then: cargo migrate roundtrip && cargo migrate upgrade
    ");
    insta::assert_snapshot!(project.read(&format!("migrations/{FIRST}_replace.up.sql")), @r#"
    -- Add up migration script here
    -- replace
    -- Note: drops column customers.name with 3 rows
    ALTER TABLE "customers" ADD COLUMN full_name TEXT;
    ALTER TABLE "customers" DROP COLUMN "name";
    "#);
}

#[test]
fn a_database_behind_its_history_is_not_up_to_date() {
    let project = TestProject::shop_with_rows();
    project.migration(
        "20260303000000_tags",
        "CREATE TABLE tags (id INTEGER PRIMARY KEY);\n",
        "DROP TABLE tags;\n",
    );
    project.append("schema.sql", "CREATE TABLE tags (id INTEGER PRIMARY KEY);\nCREATE TABLE more (id INTEGER PRIMARY KEY);\n");
    let before = project.tree();
    insta::assert_snapshot!(project.run(&["new", "more"]).screen(), @r"
    exit code: 3
    ---- stderr
    error: Target database is not up to date
      |
      = note: not applied yet: 20260303000000 tags
      = help: cargo migrate upgrade     applies them
      = help: cargo migrate new --from replay MESSAGE     compares with the history instead of the database
    ");
    assert_eq!(project.tree(), before);
    insta::assert_snapshot!(project.run(&["new", "more", "--from", "replay"]).screen(), @r"
    exit code: 0
    ---- stderr
           Found add table more
          Proved up, down, up on a replay
           Wrote migrations/20261122101500_more.up.sql
           Wrote migrations/20261122101500_more.down.sql
    help: read both files, then: cargo migrate roundtrip && cargo migrate upgrade
    ");
}

#[test]
fn a_database_changed_by_hand_is_shown_object_by_object() {
    let project = TestProject::shop_with_rows();
    project.sql("ALTER TABLE orders ADD COLUMN note TEXT; CREATE TABLE scribbles (id INTEGER); CREATE INDEX by_hand ON customers (name)");
    project.append(
        "schema.sql",
        "CREATE TABLE more (id INTEGER PRIMARY KEY);\n",
    );
    let before = project.tree();
    insta::assert_snapshot!(project.run(&["new", "more"]).screen(), @r#"
    exit code: 3
    ---- stderr
    error: the development database was changed by hand: its schema is not what its migrations make
      |
      = note: customers: add index by_hand
      = note: orders: add column note
      = note: add table scribbles
      = help: cargo migrate diff --from dev --to replay --format sql     shows what takes it back
      = help: ignore = ["NAME"] in the configuration     leaves alone what is others'
      = help: cargo migrate new --from replay MESSAGE     leaves the database out
    "#);
    assert_eq!(project.tree(), before);
    project.run(&["new", "more", "--from", "replay"]).ok();
    assert_eq!(
        project
            .read(&format!("migrations/{FIRST}_more.up.sql"))
            .matches("CREATE")
            .count(),
        1,
        "what was scribbled is not drafted"
    );
}

#[test]
fn a_database_that_nobody_stamped_is_refused() {
    let project = TestProject::shop();
    project.sql(SHOP);
    project.append(
        "schema.sql",
        "CREATE TABLE more (id INTEGER PRIMARY KEY);\n",
    );
    project
        .run(&["new", "more"])
        .exits(3)
        .says("not under version control")
        .says("cargo migrate stamp head");
}

#[test]
fn a_required_column_without_a_default_is_left_for_a_person_to_finish() {
    let project = TestProject::shop_with_rows();
    project.replace(
        "schema.sql",
        "name TEXT NOT NULL\n",
        "name TEXT NOT NULL,\n    mail TEXT NOT NULL\n",
    );
    insta::assert_snapshot!(project.run(&["new", "mail"]).screen(), @r"
    exit code: 0
    ---- stderr
           Found customers: add column mail
          Proved up, down, up on a replay
    warning: it does not run on the rows of the development database yet: NOT NULL constraint failed: customers__new.mail
    warning: a person must finish it: see the lines with TODO(review)
           Wrote migrations/20261122101500_mail.up.sql
           Wrote migrations/20261122101500_mail.down.sql
    help: read both files, then: cargo migrate roundtrip && cargo migrate upgrade
    ");
    let up = format!("migrations/{FIRST}_mail.up.sql");
    insta::assert_snapshot!(project.read(&up), @r#"
    -- no-transaction
    -- Add up migration script here
    -- mail
    -- Rebuilding customers with foreign keys on would delete or change rows of
    -- orders, which refer to it.
    -- So this file switches foreign keys off, which works only outside a transaction,
    -- and brings its own. It is safe to run twice.
    PRAGMA foreign_keys = OFF;
    BEGIN IMMEDIATE;

    -- Stops below, before anything is kept, if rows break more foreign keys than before.
    CREATE TEMP TABLE _cargo_migrate_guard (
      broken INTEGER CONSTRAINT rows_break_a_foreign_key CHECK (broken <= 0)
    );
    INSERT INTO _cargo_migrate_guard SELECT -count(*) FROM pragma_foreign_key_check;

    -- customers: add column mail
    CREATE TABLE "customers__new" (
        id   INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        mail TEXT NOT NULL
    );

    -- TODO(review): mail is NOT NULL and new: put a value for existing rows in the place of NULL
    INSERT INTO "customers__new" ("id", "name", "mail")
      SELECT "id", "name", NULL
      FROM "customers";
    DROP TABLE "customers";
    PRAGMA legacy_alter_table = ON;
    ALTER TABLE "customers__new" RENAME TO "customers";
    PRAGMA legacy_alter_table = OFF;

    -- No row may refer to one that is not there.
    UPDATE _cargo_migrate_guard SET broken = broken + (SELECT count(*) FROM pragma_foreign_key_check);
    DROP TABLE _cargo_migrate_guard;
    COMMIT;
    PRAGMA foreign_keys = ON;
    "#);
    insta::assert_snapshot!(project.run(&["check"]).screen(), @r"
    exit code: 1
    ---- stderr
    error[todo-review]: the draft is not finished: TODO(review): mail is NOT NULL and new: put a value for existing rows in the place of NULL
     --> migrations/20261122101500_mail.up.sql:24
      = help: finish the statement, then delete the TODO(review) comment
    1 error
    ");
    project.run(&["upgrade"]).exits(4);
    assert_eq!(project.applied().len(), 2);

    // What a person does: a value for the rows that are there, and the remark goes.
    let finished = finish(&project.read(&up));
    project.write(&up, finished);
    project.run(&["check"]).ok().silent();
    project.run(&["roundtrip"]).ok();
    project.run(&["upgrade"]).ok();
    assert_eq!(
        project.rows("SELECT id, name, mail FROM customers"),
        ["1|Ada|none", "2|Bo|none", "5|Cy|none"]
    );
    assert_eq!(project.rows("SELECT count(*) FROM orders"), ["4"]);
}

/// The draft with the value that it wants, `NULL` where it was drafted, and without its remarks.
fn finish(draft: &str) -> String {
    draft
        .lines()
        .filter(|line| !line.trim_start().starts_with("-- TODO(review)"))
        .map(|line| format!("{line}\n"))
        .collect::<String>()
        .replace(", NULL\n", ", 'none'\n")
}

#[test]
fn version_after_version_the_newest_comes_last() {
    let project = TestProject::new();
    for (number, table) in ["a", "b", "c"].into_iter().enumerate() {
        project.write(
            "schema.sql",
            ["a", "b", "c"][..=number]
                .iter()
                .map(|t| format!("CREATE TABLE {t} (id INTEGER);\n"))
                .collect::<String>(),
        );
        project.run(&["new", table]).ok();
        project.run(&["upgrade"]).ok();
    }
    assert_eq!(
        project.applied(),
        [FIRST, "20261122101501", "20261122101502"]
    );
}

#[test]
fn a_draft_goes_without_a_development_database() {
    let project = TestProject::shop();
    project.append(
        "schema.sql",
        "CREATE TABLE more (id INTEGER PRIMARY KEY);\n",
    );
    insta::assert_snapshot!(project.run(&["new", "more"]).screen(), @r"
    exit code: 0
    ---- stderr
    note: there is no development database: compared with a replay of the history
           Found add table more
          Proved up, down, up on a replay
           Wrote migrations/20261122101500_more.up.sql
           Wrote migrations/20261122101500_more.down.sql
    help: read both files, then: cargo migrate roundtrip && cargo migrate upgrade
    ");
    assert!(!project.root().join("dev.db").exists());
}
