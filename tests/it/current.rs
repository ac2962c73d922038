//! `current`: where the database stands, in words that are never empty.

use crate::project::TestProject;

#[test]
fn every_place_a_database_can_stand_at_has_its_words() {
    let project = TestProject::shop();
    let mut screens = String::new();
    let mut note = |what: &str, screen: String| screens.push_str(&format!("== {what}\n{screen}\n"));

    note("no database", project.run(&["current"]).screen());
    project.sql("SELECT 1; VACUUM");
    note("an empty database", project.run(&["current"]).screen());
    project.run(&["upgrade", "+1"]).ok();
    note("behind", project.run(&["current", "--check"]).screen());
    project.run(&["upgrade"]).ok();
    note("at head", project.run(&["current", "--check"]).screen());
    project.sql("ALTER TABLE orders ADD COLUMN note TEXT; DROP INDEX orders_by_customer");
    note("drifted", project.run(&["current", "--check"]).screen());
    project.sql("ALTER TABLE orders DROP COLUMN note; CREATE INDEX orders_by_customer ON orders (customer_id)");
    project.append(
        "migrations/20260101000000_customers_create.up.sql",
        "-- edited\n",
    );
    note("changed", project.run(&["current", "--check"]).screen());
    project.remove("migrations/20260202000000_orders_create.up.sql");
    project.remove("migrations/20260202000000_orders_create.down.sql");
    note("ahead", project.run(&["current", "--check"]).screen());
    project.run(&["downgrade", "base"]).ok();
    note("at base", project.run(&["current", "--check"]).screen());
    insta::assert_snapshot!(screens, @r"
    == no database
    exit code: 2
    ---- stderr
    error: there is no database [ROOT]/dev.db
      |
      = help: cargo migrate upgrade     makes it and applies every migration
      = help: or set DATABASE_URL, or --database-url, to the database that you mean

    == an empty database
    exit code: 0
    ---- stdout
    not under version control: run cargo migrate stamp

    == behind
    exit code: 1
    ---- stdout
    20260101000000 customers create (0.1), behind by 1
    drift: no

    == at head
    exit code: 0
    ---- stdout
    20260202000000 orders create (0.2, head)
    drift: no

    == drifted
    exit code: 1
    ---- stdout
    20260202000000 orders create (0.2, head)
    drift: yes, the schema was changed by hand
      orders: add column note
      orders: drop index orders_by_customer

    == changed
    exit code: 1
    ---- stdout
    20260202000000 orders create (0.2, head)
    20260101000000 customers create was changed after it was applied
    drift: no

    == ahead
    exit code: 1
    ---- stdout
    20260202000000 orders create (ahead of the migrations folder)
    20260101000000 customers create was changed after it was applied
    20260202000000 orders create is applied, and has no file here
    drift: not known, since files of applied migrations are missing

    == at base
    exit code: 1
    ---- stdout
    base, behind by 1 (1 migration to apply)
    drift: no
    ");
}

#[test]
fn current_as_json() {
    let project = TestProject::shop();
    project.run(&["upgrade", "+1"]).ok();
    insta::assert_snapshot!(project.run(&["current", "--format", "json"]).screen(), @r#"
    exit code: 0
    ---- stdout
    {"at_head":false,"behind":1,"current":"20260101000000","drift":[],"half_way":null,"head":"20260202000000","under_control":true}
    "#);
}

#[test]
fn looking_changes_no_byte() {
    let project = TestProject::shop_with_rows();
    let before = project.tree();
    for command in [
        &["current"][..],
        &["current", "--check"],
        &["history"],
        &["diff"],
        &["check"],
    ] {
        project.run(command).ok();
        assert_eq!(project.tree(), before, "{command:?}");
    }
    assert!(project.leftovers().is_empty(), "{:?}", project.leftovers());
}
