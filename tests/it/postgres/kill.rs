//! `kill -9` of `upgrade`, `downgrade` and `roundtrip` at random moments: the next run ends where
//! it should, and of both nothing is left: no database, no process, no folder.
//!
//! `KILLS=200` makes the same tests longer; `KILL_SEED` makes them others.

use super::project::PgProject;
use super::server::{OWN_NAME, Server};
use crate::kill::{Random, kills};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// How many migrations there are.
const MIGRATIONS: u32 = 12;
/// The one that builds an index outside a transaction.
const ONLINE: u32 = 6;

/// A history with rows, type changes, and an index that is built outside a transaction.
fn history(project: &PgProject) {
    project.migration(
        "20260101000000_parts",
        "CREATE TABLE parts (id int PRIMARY KEY, name text NOT NULL, size text);
CREATE TABLE bolts (id int PRIMARY KEY, part_id int NOT NULL REFERENCES parts (id) ON DELETE CASCADE);
INSERT INTO parts SELECT n, 'part ' || n, n * 7 FROM generate_series(1, 5000) AS n;
INSERT INTO bolts SELECT id * 3, id FROM parts;\n",
        "DROP TABLE bolts;\nDROP TABLE parts;\n",
    );
    for number in 2..=MIGRATIONS {
        let (up, down) = match number {
            ONLINE => (
                "-- no-transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS parts_by_name ON parts (name);\n".to_owned(),
                "-- no-transaction\nDROP INDEX CONCURRENTLY IF EXISTS parts_by_name;\n".to_owned(),
            ),
            4 => (
                "ALTER TABLE parts ALTER COLUMN size TYPE int USING size::int;\n".to_owned(),
                "ALTER TABLE parts ALTER COLUMN size TYPE text;\n".to_owned(),
            ),
            _ if number % 3 == 0 => (
                format!("ALTER TABLE bolts ADD COLUMN c{number} int;\nUPDATE bolts SET c{number} = id + {number};\n"),
                format!("ALTER TABLE bolts DROP COLUMN c{number};\n"),
            ),
            _ => (
                format!("CREATE TABLE t{number} AS SELECT id, name FROM parts WHERE id % {number} = 0;\n"),
                format!("DROP TABLE t{number};\n"),
            ),
        };
        project.migration(&format!("202601010000{number:02}_m{number}"), &up, &down);
    }
}

/// Schema, rows, and what was applied: two databases with the same are the same.
fn everything(server: &Server) -> Vec<String> {
    let mut client = super::server::Client::open(&server.url("shop"));
    let mut all = client.rows(
        "SELECT relname, relkind, attname, format_type(atttypid, atttypmod), indisvalid
           FROM pg_class c JOIN pg_attribute ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
           LEFT JOIN pg_index ON indexrelid = c.oid
          WHERE relnamespace = 'public'::regnamespace ORDER BY 1, 3",
    );
    let tables = client.rows(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
           AND relkind = 'r' AND relname <> '_sqlx_migrations' ORDER BY 1",
    );
    for table in tables {
        let sum =
            format!("SELECT '{table}', count(*), sum(hashtextextended(r::text, 0)) FROM {table} r");
        all.extend(client.rows(&sum));
    }
    all.extend(client.rows("SELECT version, success FROM _sqlx_migrations ORDER BY 1"));
    all
}

/// What the tool keeps on the server and may leave behind where it is killed.
fn remains(server: &Server) -> Vec<String> {
    let mut remains = server.leftovers();
    remains.extend(server.client().rows(&format!(
        "SELECT application_name || ': ' || query FROM pg_stat_activity
          WHERE backend_type = 'client backend' AND application_name <> '{OWN_NAME}'"
    )));
    remains
}

/// Makes the database `shop` anew as a copy of another one.
fn begin_again(server: &Server, start: &str) {
    let mut client = server.client();
    client.run("DROP DATABASE IF EXISTS shop WITH (FORCE)");
    client.run(&format!("CREATE DATABASE shop TEMPLATE {start}"));
}

/// Kills `command` again and again, each time from the database `start` on, and holds what the
/// next run makes against what an undisturbed run makes. Says where fewer runs were killed than
/// should be.
fn kill_again_and_again(
    project: &PgProject,
    server: &Server,
    start: &str,
    command: &[&str],
    salt: u64,
) {
    begin_again(server, start);
    let clock = Instant::now();
    project.run(command).ok();
    let undisturbed = clock.elapsed();
    let expected = everything(server);
    let mut random = Random::new(salt);
    let (mut delivered, mut tries) = (0, 0);
    let wanted = kills();
    while delivered < wanted && tries < 4 * wanted {
        tries += 1;
        begin_again(server, start);
        let moment = undisturbed.mul_f64(random.next());
        let mut child = project
            .command(command)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(moment.max(Duration::from_millis(1)));
        child.kill().unwrap();
        // One that had ended by then was not killed, and does not count.
        delivered += u64::from(child.wait().unwrap().code().is_none());
        let again = project.run(command);
        assert_eq!(
            again.code,
            0,
            "killed after {moment:?}, the next run: {}",
            again.screen()
        );
        assert!(
            everything(server) == expected,
            "killed after {moment:?}, the next run ended otherwise: {}",
            again.screen()
        );
        assert_eq!(remains(server), [""; 0], "killed after {moment:?}");
    }
    assert!(
        delivered >= wanted,
        "only {delivered} kills met a running process"
    );
}

/// A project on a server of its own, with a database `start` that has everything applied or only
/// the first migration.
fn prepared(target: &str) -> (PgProject, Server) {
    let server = Server::start();
    let mut project = PgProject::new();
    history(&project);
    server.client().run("CREATE DATABASE start");
    project.set_url(Some(&server.url("start")));
    project.run(&["upgrade", target]).ok();
    project.set_url(Some(&server.url("shop")));
    (project, server)
}

#[test]
fn an_upgrade_that_was_killed_is_finished_by_the_next() {
    let (project, server) = prepared("+1");
    kill_again_and_again(&project, &server, "start", &["upgrade", "--yes"], 11);
}

#[test]
fn a_downgrade_that_was_killed_is_finished_by_the_next() {
    let (project, server) = prepared("head");
    let down = ["downgrade", "20260101000000", "--yes"];
    kill_again_and_again(&project, &server, "start", &down, 12);
}

#[test]
fn a_roundtrip_that_was_killed_leaves_nothing_behind_the_next() {
    let (project, server) = prepared("head");
    kill_again_and_again(&project, &server, "start", &["roundtrip", "--all"], 13);
}

#[test]
fn a_killed_run_with_a_throwaway_server_leaves_no_server_and_no_folder() {
    let mut project = PgProject::new();
    history(&project);
    project.set_url(None);
    project.append(
        "Cargo.toml",
        "\n[package.metadata.migrate]\nengine = \"postgres\"\n",
    );
    project.open_to_all();
    let proof = ["roundtrip", "--all", "--on", "empty"];
    let clock = Instant::now();
    project.run(&proof).ok();
    let undisturbed = clock.elapsed();
    let mut random = Random::new(14);
    for _ in 0..kills() {
        let mut child = project
            .command(&proof)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(undisturbed.mul_f64(random.next()));
        child.kill().unwrap();
        child.wait().unwrap();
        project.run(&proof).ok();
    }
    // The last killed one's watchdog may still be at work.
    let clock = Instant::now();
    while !servers_below(&project.temporary()).is_empty()
        && clock.elapsed() < Duration::from_secs(10)
    {
        std::thread::yield_now();
    }
    assert_eq!(servers_below(&project.temporary()), Vec::<PathBuf>::new());
    assert!(project.leftovers().is_empty(), "{:?}", project.leftovers());
}

/// The data folders below this one that a running process works in.
fn servers_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .filter_map(|entry| std::fs::read_link(entry.ok()?.path().join("cwd")).ok())
        .filter(|place| place.starts_with(folder))
        .collect()
}
