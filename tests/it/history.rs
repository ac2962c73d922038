//! `history`: every migration and how it stands.

use crate::project::TestProject;

#[test]
fn applied_pending_changed_missing_and_late_ones_are_told_apart() {
    let project = TestProject::shop();
    let table = |name: &str| {
        (
            format!("CREATE TABLE {name} (id INTEGER);\n"),
            format!("DROP TABLE {name};\n"),
        )
    };
    for version in ["20260303000000", "20260404000000"] {
        let (up, down) = table(&format!("t{version}"));
        project.migration(&format!("{version}_more"), &up, &down);
    }
    project.run(&["upgrade"]).ok();
    let (up, down) = table("late");
    project.migration("20260115000000_late", &up, &down);
    let (up, down) = table("next");
    project.migration("20260505000000_next", &up, &down);
    project.append(
        "migrations/20260202000000_orders_create.up.sql",
        "-- edited\n",
    );
    project.remove("migrations/20260303000000_more.up.sql");
    project.remove("migrations/20260303000000_more.down.sql");
    insta::assert_snapshot!(project.run(&["history"]).screen(), @r"
    exit code: 0
    ---- stdout
    20260505000000  next (head)             pending
    20260404000000  more (current)          applied       [MOMENT]
    20260303000000  more                    missing       [MOMENT]
    20260202000000  orders create (0.2)     changed       [MOMENT]
    20260115000000  late                    out of order
    20260101000000  customers create (0.1)  applied       [MOMENT]
    ");
}

#[test]
fn history_as_json() {
    let project = TestProject::shop();
    let mut json = project.run(&["history", "--format", "json"]).ok().json();
    insta::assert_json_snapshot!(json, @r#"
    {
      "migrations": [
        {
          "description": "customers create",
          "installed_on": null,
          "labels": [
            "0.1"
          ],
          "state": "pending",
          "version": "20260101000000"
        },
        {
          "description": "orders create",
          "installed_on": null,
          "labels": [
            "0.2"
          ],
          "state": "pending",
          "version": "20260202000000"
        }
      ]
    }
    "#);
    project.run(&["upgrade", "+1"]).ok();
    json = project.run(&["history", "--format", "json"]).ok().json();
    let states: Vec<_> = json["migrations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["state"].clone())
        .collect();
    assert_eq!(states, ["applied", "pending"]);
}

#[test]
fn a_folder_without_migrations_says_so() {
    let project = TestProject::new();
    std::fs::create_dir(project.root().join("migrations")).unwrap();
    insta::assert_snapshot!(project.run(&["history"]).screen(), @r"
    exit code: 0
    ---- stderr
    note: there are no migrations in [ROOT]/migrations
    ");
}
