//! Others who work on the same server: they are named where they are in the way, and never ended.

use super::project::MyProject;
use super::server::{Client, Server, server};
use std::process::Stdio;
use std::time::{Duration, Instant};

const THIRD: (&str, &str) = (
    "ALTER TABLE orders ADD COLUMN note TEXT;\n",
    "ALTER TABLE orders DROP COLUMN note;\n",
);

fn with_a_third(project: &MyProject) {
    project.migration("20260303000000_third", THIRD.0, THIRD.1);
}

#[test]
fn a_snapshot_is_taken_while_the_application_is_at_work_and_it_lives() {
    let project = MyProject::shop_with_rows();
    let mut application = project.client();
    application.run("START TRANSACTION; INSERT INTO customers (name) VALUES ('not yet')");
    with_a_third(&project);
    let output = project.run(&["roundtrip", "--format", "json"]).ok();
    assert_eq!(output.json()["rows"], 7, "only what is committed is seen");
    application.run("COMMIT");
    project.run(&["upgrade"]).ok();
    assert_eq!(application.rows("SELECT COUNT(*) FROM customers"), ["4"]);
    project.run(&["downgrade", "-2", "--yes"]).ok();
    project.run(&["backup"]).ok();
    assert_eq!(application.rows("SELECT 1"), ["1"], "it lives");
}

#[test]
fn a_table_in_use_is_waited_for_only_so_long_and_its_user_named() {
    let project = MyProject::shop_with_rows();
    let mut application = project.client();
    application.run("START TRANSACTION; SELECT COUNT(*) FROM orders");
    let id = application.rows("SELECT CONNECTION_ID()").remove(0);
    with_a_third(&project);
    let clock = Instant::now();
    let output = project
        .run(&["upgrade"])
        .exits(4)
        .says(&format!("connection {id} (user root"));
    assert!(
        clock.elapsed() < Duration::from_secs(40),
        "{}",
        output.screen()
    );
    assert_eq!(project.applied().len(), 2);
    application.run("ROLLBACK");
    project.run(&["upgrade"]).ok();
    assert_eq!(application.rows("SELECT COUNT(note) FROM orders"), ["0"]);
}

#[test]
fn what_killed_runs_left_is_cleared_away_by_the_next_and_nothing_else() {
    let server = Server::start();
    let mut project = MyProject::shop();
    project.set_url(Some(&server.url("shop")));
    project.run(&["upgrade"]).ok();
    let mut client = server.client();
    client.run("CREATE DATABASE cargo_migrate_of_others");
    // Long enough to be killed in the middle of a proof.
    project.migration(
        "20260303000000_third",
        "CREATE TABLE t (a INT);\nDO SLEEP(20);\n",
        "DROP TABLE t;\n",
    );
    for _ in 0..3 {
        let mut run = project
            .command(&["roundtrip", "--on", "empty"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        until(
            &mut client,
            "SELECT 1 FROM information_schema.PROCESSLIST WHERE INFO LIKE 'DO SLEEP%'",
        );
        run.kill().unwrap();
        run.wait().unwrap();
    }
    assert!(server.leftovers().len() >= 2, "{:?}", server.leftovers());
    project.run(&["doctor"]);
    assert_eq!(server.leftovers(), ["cargo_migrate_of_others"]);
}

fn until(client: &mut Client, query: &str) {
    let start = Instant::now();
    while client.rows(query).is_empty() {
        assert!(start.elapsed() < Duration::from_secs(30), "{query}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_script_that_names_its_database_is_refused_before_it_harms_it() {
    let project = MyProject::shop_with_rows();
    let name = &project.database.name;
    project.migration(
        "20260303000000_third",
        &format!("DELETE FROM {name}.orders;\n"),
        "SELECT 1;\n",
    );
    project
        .run(&["upgrade", "--yes"])
        .exits(4)
        .says("names the database")
        .says("20260303000000_third.up.sql:1");
    assert_eq!(project.rows("SELECT COUNT(*) FROM orders"), ["4"]);
    assert_eq!(project.applied().len(), 2);
    assert_eq!(server().orphans(), [""; 0]);
}
