//! `diff` between sides of every kind.

use super::project::PgProject;
use super::server::server;
use crate::project::TestProject;

#[test]
fn any_two_sides_are_compared() {
    let project = PgProject::shop_with_rows();
    project.git_init();
    project.append("schema.sql", "CREATE TABLE tags (id int);\n");
    project.sql("ALTER TABLE orders ADD COLUMN note text");
    project.write("other.sql", "CREATE VIEW other AS SELECT 1 AS one;\n");
    project.write("third.sql", "CREATE TYPE third AS ENUM ('a');\n");
    let url = project.url();
    let other = server().database();
    other
        .client()
        .run("CREATE DOMAIN small AS int CHECK (VALUE < 10)");
    // (from, to, what the difference names)
    let cases: &[(&str, &str, &[&str])] = &[
        ("dev", "scratch", &["note", "tags"]),
        ("dev", "replay", &["note"]),
        ("replay", "scratch", &["tags"]),
        ("replay@0.1", "replay", &["orders", "state"]),
        ("replay@base", "replay@0.1", &["customers"]),
        ("git:HEAD", "scratch", &["tags"]),
        ("file:other.sql", "scratch", &["other", "customers"]),
        ("file:other.sql", "file:third.sql", &["other", "third"]),
        (&url, "replay", &["note"]),
        (&other.url(), "file:other.sql", &["small", "other"]),
        ("replay", "replay", &[]),
        ("dev", &url, &[]),
    ];
    for (from, to, named) in cases {
        for (from, to) in [(from, to), (to, from)] {
            let output = project.run(&["diff", "--from", from, "--to", to, "--exit-code"]);
            assert_eq!(
                output.code,
                i32::from(!named.is_empty()),
                "{from} to {to}: {}",
                output.screen()
            );
            for name in *named {
                assert!(
                    output.stdout.contains(name),
                    "{from} to {to}: {}",
                    output.screen()
                );
            }
        }
    }
    assert_eq!(server().orphans(), [""; 0]);
}

#[test]
fn two_databases_are_compared_outside_of_any_project_and_both_scripts_written() {
    let [before, after] = [server().database(), server().database()];
    before.client().run("CREATE TABLE users (id int PRIMARY KEY, name varchar(20)); CREATE VIEW names AS SELECT name FROM users");
    after.client().run("CREATE TABLE users (id int PRIMARY KEY, name text); CREATE VIEW names AS SELECT name FROM users");
    let outside = TestProject::bare();
    let (from, to) = (before.url(), after.url());
    let sides = ["diff", "--from", &from, "--to", &to];
    outside
        .run(&[sides.as_slice(), &["--up", "up.sql", "--down", "down.sql"]].concat())
        .ok();
    before.client().run(&outside.read("up.sql"));
    outside
        .run(&[sides.as_slice(), &["--exit-code"]].concat())
        .ok()
        .silent();
    before.client().run(&outside.read("down.sql"));
    outside
        .run(&[sides.as_slice(), &["--exit-code"]].concat())
        .exits(1)
        .says("name");
    // Where nothing differs the files are there, and empty.
    outside
        .run(&[
            "diff", "--from", &to, "--to", &to, "--up", "up.sql", "--down", "down.sql",
        ])
        .ok();
    assert_eq!(outside.read("up.sql") + &outside.read("down.sql"), "");
}

#[test]
fn formats_for_machines_hold_the_same_difference() {
    let project = PgProject::shop_with_rows();
    project.append("schema.sql", "CREATE TABLE tags (id int);\n");
    let sql = project.run(&["diff", "--format", "sql"]).ok();
    assert!(sql.stdout.contains("CREATE TABLE tags"), "{}", sql.screen());
    let json = project.run(&["diff", "--format", "json"]).ok().json();
    assert!(json.to_string().contains("tags"), "{json}");
}
