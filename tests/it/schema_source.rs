//! The schema source: files in any order, commands of the project, and what is wrong with them.

use crate::project::TestProject;

#[test]
fn a_schema_that_does_not_build_is_shown_at_its_place() {
    let project = TestProject::shop_with_rows();
    project.append(
        "schema.sql",
        "CREATE TABLE more (id INTEGER PRIMARY KEY,);\n",
    );
    let before = project.tree();
    insta::assert_snapshot!(project.run(&["new", "more"]).screen(), @r#"
    exit code: 4
    ---- stderr
    error: the schema source cannot be built: near ")": syntax error
      --> [ROOT]/schema.sql:11:43
       |
    11 | CREATE TABLE more (id INTEGER PRIMARY KEY,);
       |                                           ^ this statement failed
    "#);
    assert_eq!(project.tree(), before);
}

#[test]
fn the_schema_may_lie_in_several_files_in_any_order() {
    let project = TestProject::new();
    project.append(
        "Cargo.toml",
        "\n[package.metadata.migrate]\nschema = [\"sql/*.sql\"]\n",
    );
    project.write("sql/a_index.sql", "CREATE INDEX by_name ON users (name);\n");
    project.write(
        "sql/z_table.sql",
        "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\n",
    );
    project.run(&["new", "initial"]).ok();
    project.run(&["upgrade"]).ok();
    assert_eq!(project.objects(), ["by_name", "users"]);

    // What differs is looked for where it is made.
    project.append("sql/z_table.sql", "\nCREATE TABLE more (id INTEGER);\n");
    let output = project.run(&["check"]).exits(1);
    output.says("--> sql/z_table.sql:3");
    project.append("sql/a_index.sql", "\nCREATE INDEX other ON users (id);\n");
    let output = project.run(&["check"]).exits(1);
    output
        .says("--> sql/z_table.sql:1")
        .says("users: add index other");
}

#[test]
fn commands_of_the_project_make_the_schema_too() {
    let project = TestProject::new();
    project.append(
        "Cargo.toml",
        "\n[package.metadata.migrate]\nsetup = [\"sh setup.sh\"]\n",
    );
    project.write("setup.sh", "test \"$DATABASE_URL\" || exit 9\nfile=${DATABASE_URL#sqlite://}\nfile=${file%%\\?*}\nsqlite3 \"$file\" 'CREATE TABLE users (id INTEGER PRIMARY KEY)'\n");
    if std::process::Command::new("sqlite3")
        .arg("--version")
        .output()
        .is_err()
    {
        eprintln!("skipped: there is no sqlite3 for a set-up command");
        return;
    }
    project.run(&["new", "initial"]).ok();
    project.run(&["upgrade"]).ok();
    assert_eq!(project.objects(), ["users"]);
    project.write("setup.sh", "echo 'no such host' >&2; exit 3\n");
    project
        .run(&["new", "more"])
        .exits(4)
        .says("no such host")
        .says("setup.sh");
}

#[test]
fn a_view_that_does_not_work_is_said_aloud() {
    let views = [
        ("CREATE VIEW a AS SELECT * FROM nosuch;\n", "nosuch"),
        (
            "CREATE VIEW a AS SELECT * FROM b;\nCREATE VIEW b AS SELECT * FROM a;\n",
            "circularly defined",
        ),
    ];
    for (view, cause) in views {
        let project = TestProject::shop_with_rows();
        project.append("schema.sql", view);
        project.run(&["new", "views"]).says(cause);
    }
}
