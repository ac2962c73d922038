//! `scratch`: the throwaway database, and the commands that set it up.

use crate::project::{TestProject, rows};
use rusqlite::Connection;

/// Adds the configuration table with these lines.
fn configured(lines: &str) -> TestProject {
    let project = TestProject::shop_with_rows();
    project.append(
        "Cargo.toml",
        &format!("\n[package.metadata.migrate]\n{lines}\n"),
    );
    project
}

/// The path of the database behind `DATABASE_URL`, for a shell script.
const FILE: &str = "file=${DATABASE_URL#sqlite://}; file=${file%%\\?*}\n";

fn scratch(project: &TestProject) -> Connection {
    Connection::open(project.root().join("target/migrate/shop/scratch.db")).unwrap()
}

#[test]
fn it_is_made_of_the_schema_source_and_says_what_is_pending() {
    let project = TestProject::shop_with_rows();
    let before = project.rows("SELECT * FROM orders");
    project.append(
        "schema.sql",
        "CREATE TABLE tags (id INTEGER PRIMARY KEY);\n",
    );
    insta::assert_snapshot!(project.run(&["scratch"]).screen(), @r#"
    exit code: 0
    ---- stderr
         Rebuilt sqlite://[ROOT]/target/migrate/shop/scratch.db?mode=rwc (3 tables with 0 rows)
         Pending add table tags
    help: cargo migrate new "what the change is for"
    "#);
    assert_eq!(rows(&scratch(&project), "SELECT count(*) FROM tags"), ["0"]);
    assert_eq!(project.rows("SELECT * FROM orders"), before);
    insta::assert_snapshot!(project.run(&["scratch"]).screen(), @r#"
    exit code: 0
    ---- stderr
       Unchanged sqlite://[ROOT]/target/migrate/shop/scratch.db?mode=rwc (3 tables with 0 rows)
         Pending add table tags
    help: cargo migrate new "what the change is for"
    "#);
}

#[test]
fn set_up_and_scan_commands_get_its_url_and_their_output_is_shown() {
    let project = configured("setup = [\"sh setup.sh --user doe\"]\nscan = [\"sh scan.sh\"]");
    project.write(
        "setup.sh",
        format!("{FILE}echo \"set up for $2\"\nsqlite3 \"$file\" < schema.sql\n"),
    );
    project.write(
        "scan.sh",
        format!("{FILE}sqlite3 \"$file\" \"INSERT INTO customers VALUES (7, 'found')\"\n"),
    );
    if project
        .shell("command -v sqlite3")
        .output()
        .unwrap()
        .stdout
        .is_empty()
    {
        eprintln!("skipped: there is no sqlite3 for a set-up command");
        return;
    }
    insta::assert_snapshot!(project.run(&["scratch"]).screen(), @r"
    exit code: 0
    ---- stderr
         Running sh setup.sh --user doe
    set up for doe
             Ran sh setup.sh --user doe ([TIME])
         Running sh scan.sh
             Ran sh scan.sh ([TIME])
         Rebuilt sqlite://[ROOT]/target/migrate/shop/scratch.db?mode=rwc (2 tables with 1 row)
    note: the commands took [TIME]
        Finished the migrations make the same schema: nothing to draft
    ");
    assert_eq!(
        rows(&scratch(&project), "SELECT id, name FROM customers"),
        ["7|found"]
    );
    assert_eq!(project.rows("SELECT count(*) FROM customers"), ["3"]);
}

#[test]
fn the_first_command_that_fails_stops_the_rest_and_is_quoted() {
    let project = configured("setup = [\"sh one.sh\", \"sh two.sh\"]");
    project.write(
        "one.sh",
        "echo 'no such host: db.example.org' >&2\nexit 7\n",
    );
    project.write("two.sh", "touch two-was-here\n");
    project
        .run(&["scratch"])
        .exits(4)
        .says("sh one.sh")
        .says("no such host: db.example.org")
        .says("7");
    assert!(!project.root().join("two-was-here").exists());
}

#[test]
fn no_command_outlives_it() {
    let project = configured("setup = [\"sh setup.sh\"]");
    project.write(
        "setup.sh",
        format!("{FILE}(sleep 3; touch outlived) &\nsqlite3 \"$file\" < schema.sql\n"),
    );
    project.run(&["scratch"]);
    std::thread::sleep(std::time::Duration::from_millis(3500));
    assert!(!project.root().join("outlived").exists());
}

#[test]
fn a_file_without_the_mark_is_never_deleted() {
    let project = TestProject::shop_with_rows();
    project.write("target/migrate/shop/scratch.db", "");
    let somebodys = scratch(&project);
    somebodys
        .execute_batch("CREATE TABLE mine (id INTEGER)")
        .unwrap();
    let before = project.tree();
    project
        .run(&["scratch"])
        .exits(3)
        .says("without this tool's mark");
    let mut after = project.tree();
    after.retain(|path, _| !path.ends_with("scratch.lock"));
    assert_eq!(after, before);
}
