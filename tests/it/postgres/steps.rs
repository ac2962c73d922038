//! Scripts that cannot be one transaction, on a server: where a killed client's statement may go
//! on, and leave an index that is not valid.

use super::project::PgProject;
use super::server::{Client, Server};
use crate::kill::{Random, kills};
use crate::steps::{FAILPOINTS, dies, is_before, killed_after, lengthened, paced, steps_of};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

const WIDER: &str = "20260202000000_wider";

/// Its scripts, with every kind of step, of which hardly any may be done twice.
const SCRIPTS: (&str, &str) = (
    "-- no-transaction
SET search_path = public;
ALTER TYPE state ADD VALUE 'old';
ALTER TABLE parts ADD COLUMN state state NOT NULL DEFAULT 'old';
UPDATE parts SET size = size + 1;
CREATE INDEX CONCURRENTLY parts_by_size ON parts (size);
BEGIN;
ALTER TABLE parts ADD COLUMN weight int;
UPDATE parts SET weight = size * 2;
COMMIT;
CREATE UNIQUE INDEX CONCURRENTLY parts_by_weight ON parts (weight);
ALTER TABLE years DETACH PARTITION years_1 CONCURRENTLY;
VACUUM parts;
INSERT INTO log SELECT 'up ' || count(*) || ' ' || sum(weight) FROM parts;
REINDEX INDEX CONCURRENTLY parts_by_size;
RESET search_path;\n",
    "-- no-transaction
INSERT INTO log VALUES ('down');
DROP INDEX CONCURRENTLY parts_by_weight;
ALTER TABLE years ATTACH PARTITION years_1 FOR VALUES FROM (1) TO (9);
DROP INDEX CONCURRENTLY parts_by_size;
UPDATE parts SET size = size - 1;
BEGIN;
ALTER TABLE parts DROP COLUMN weight;
ALTER TABLE parts DROP COLUMN state;
ALTER TYPE state RENAME TO state_old;
CREATE TYPE state AS ENUM ('new');
DROP TYPE state_old;
COMMIT;\n",
);

/// Between statements, so that a kill has something to meet.
const PAUSE: &str = "SELECT pg_sleep(0.02)";

const UP: &[&str] = &["upgrade", "--yes", "--no-backup"];
const DOWN: &[&str] = &["downgrade", "20260101000000", "--yes", "--no-backup"];

/// The migrations.
fn history(project: &PgProject) {
    project.migration(
        "20260101000000_parts",
        "CREATE TABLE parts (id int PRIMARY KEY, size int NOT NULL);
CREATE TABLE log (line text NOT NULL);
CREATE TYPE state AS ENUM ('new');
CREATE TABLE years (y int NOT NULL) PARTITION BY RANGE (y);
CREATE TABLE years_1 PARTITION OF years FOR VALUES FROM (1) TO (9);
INSERT INTO parts SELECT n, n * 7 FROM generate_series(1, 50) n;
INSERT INTO years VALUES (3);\n",
        "DROP TABLE log;\nDROP TABLE parts;\nDROP TABLE years;\nDROP TYPE state;\n",
    );
    project.migration(WIDER, SCRIPTS.0, SCRIPTS.1);
}

/// Schema, rows, and what was applied.
fn everything(client: &mut Client) -> Vec<String> {
    let mut all = client.rows(
        "SELECT relname, relkind, attname, format_type(atttypid, atttypmod), attnotnull, indisvalid,
                (SELECT string_agg(inhparent::regclass::text, ' ') FROM pg_inherits WHERE inhrelid = c.oid)
           FROM pg_class c
           LEFT JOIN pg_attribute ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
           LEFT JOIN pg_index ON indexrelid = c.oid
          WHERE relnamespace = 'public'::regnamespace ORDER BY 1, 3",
    );
    all.extend(client.rows("SELECT enumlabel FROM pg_enum ORDER BY enumsortorder"));
    for table in ["parts", "log", "years", "years_1"] {
        all.extend(client.rows(&format!("SELECT '{table}', t.* FROM {table} t ORDER BY 2")));
    }
    all.extend(client.rows("SELECT version, success FROM _sqlx_migrations ORDER BY 1"));
    all
}

/// A server of its own with a project whose first migration is applied in the database `start`.
struct World {
    project: PgProject,
    server: Server,
}

impl World {
    fn new(up: &str, down: &str) -> Self {
        let server = Server::start();
        let mut project = PgProject::new();
        history(&project);
        project.migration(WIDER, up, down);
        server.client().run("CREATE DATABASE start");
        project.set_url(Some(&server.url("start")));
        project.run(&["upgrade", "+1"]).ok();
        project.set_url(Some(&server.url("shop")));
        Self { project, server }
    }

    /// Makes a database anew as a copy of another one.
    fn copy(&self, from: &str, to: &str) {
        let mut client = self.server.client();
        client.run(&format!("DROP DATABASE IF EXISTS {to} WITH (FORCE)"));
        // A session whose client has died may need a moment to find out.
        client.run(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{from}'"
        ));
        client.run(&format!("CREATE DATABASE {to} TEMPLATE {from}"));
    }

    fn everything(&self) -> Vec<String> {
        everything(&mut Client::open(&self.server.url("shop")))
    }

    fn ends(&self, start: &str, commands: &[&[&str]]) -> Vec<String> {
        self.copy(start, "shop");
        for command in commands {
            self.project.run(command).ok();
        }
        self.everything()
    }

    /// Kills `command` at every place, each time from the same start, and holds what the next run
    /// makes against what it makes of an undisturbed run: `command` again, or every other time the
    /// opposite. Gives how often it died.
    fn kill_everywhere(
        &self,
        scripts: [&str; 2],
        start: &str,
        command: &[&str],
        opposite: &[&str],
    ) -> u32 {
        let expected = [command, opposite].map(|next| {
            [
                self.ends(start, &[next]),
                self.ends(start, &[command, next]),
            ]
        });
        let mut died = 0;
        for name in FAILPOINTS {
            for step in steps_of(name, scripts) {
                let failpoint = format!("{name}:{step}");
                self.copy(start, "shop");
                if !dies(&self.project, command, &failpoint) {
                    continue;
                }
                let which = died % 2;
                died += 1;
                let next = [command, opposite][which];
                let output = self.project.run(next);
                assert_eq!(output.code, 0, "{failpoint}, {next:?}: {}", output.screen());
                assert!(
                    self.everything() == expected[which][usize::from(!is_before(name))],
                    "{failpoint}, {next:?} ended otherwise: {}",
                    output.screen()
                );
            }
        }
        u32::try_from(died).unwrap()
    }
}

#[test]
fn an_upgrade_that_dies_anywhere_is_finished_or_finished_and_taken_back() {
    let (up, down) = lengthened(SCRIPTS);
    let world = World::new(&up, &down);
    let died = world.kill_everywhere([&up, &down], "start", UP, DOWN);
    eprintln!("upgrade: died at {died} places, followed by an upgrade or by a downgrade");
    assert!(died >= 50, "it died at {died} places only");
}

#[test]
fn a_downgrade_that_dies_anywhere_is_finished_or_finished_and_applied_again() {
    let (up, down) = lengthened(SCRIPTS);
    let world = World::new(&up, &down);
    world.copy("start", "shop");
    world.project.run(UP).ok();
    world.copy("shop", "head");
    let died = world.kill_everywhere([&up, &down], "head", DOWN, UP);
    eprintln!("downgrade: died at {died} places, followed by a downgrade or by an upgrade");
    assert!(died >= 30, "it died at {died} places only");
}

#[test]
fn runs_that_are_killed_at_random_moments_are_finished() {
    let (up, down) = lengthened(SCRIPTS);
    let world = World::new(&paced(&up, PAUSE), &paced(&down, PAUSE));
    for (salt, start, command) in [(31, "start", UP), (32, "head", DOWN)] {
        world.copy(start, "shop");
        let clock = Instant::now();
        world.project.run(command).ok();
        let mut undisturbed = clock.elapsed();
        let expected = world.everything();
        if command == UP {
            world.copy("shop", "head");
        }
        let mut random = Random::new(salt);
        let (mut delivered, mut half_way) = (0, 0);
        for _ in 0..4 * kills() {
            if delivered == kills() {
                break;
            }
            world.copy(start, "shop");
            let moment = undisturbed.mul_f64(0.3 + 0.7 * random.next());
            match killed_after(&world.project, command, moment) {
                true => delivered += 1,
                // It had ended by then: on a machine with less to do than at first.
                false => undisturbed = moment,
            }
            let stands = world.project.run(&["current"]).stdout;
            half_way += u64::from(stands.starts_with("half-way"));
            world.project.run(command).ok();
            assert!(
                world.everything() == expected,
                "{command:?} killed after {moment:?}"
            );
        }
        eprintln!("{command:?}: killed {delivered} times, {half_way} of them half-way");
        assert!(
            delivered >= kills(),
            "only {delivered} kills met a running process"
        );
    }
}

/// A project of which only the second migration is left to be applied.
fn shop() -> PgProject {
    let project = PgProject::new();
    history(&project);
    project.run(&["upgrade", "+1"]).ok();
    project
}

/// Waits until a query gives rows.
fn until(client: &mut Client, query: &str) -> Vec<String> {
    let start = Instant::now();
    loop {
        let rows = client.rows(query);
        if !rows.is_empty() {
            return rows;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "{query}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Kills an upgrade while one of its statements waits for a transaction that may write to this table.
/// The transaction goes on until the client that is given back is dropped.
fn killed_waiting(project: &PgProject, table: &str, statement: &str) -> Client {
    let mut blocker = project.client();
    blocker.run(&format!("BEGIN; LOCK TABLE {table} IN ROW EXCLUSIVE MODE"));
    let mut upgrade: Child = project
        .command(UP)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let waits = format!(
        "SELECT pid FROM pg_stat_activity WHERE query LIKE '{statement}%' AND wait_event_type = 'Lock' AND datname = '{}'",
        project.database.name
    );
    until(&mut project.client(), &waits);
    upgrade.kill().unwrap();
    upgrade.wait().unwrap();
    // The server finds out within a second that the client is gone.
    let start = Instant::now();
    while !project.client().rows(&waits).is_empty() {
        assert!(start.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(50));
    }
    blocker
}

fn without_steps_before(project: &PgProject, statements: &str) {
    project.migration(
        WIDER,
        &format!("-- no-transaction\nUPDATE parts SET size = size + 1;\n{statements}"),
        "SELECT 1;\n",
    );
}

#[test]
fn an_index_that_a_killed_client_left_invalid_is_built_again() {
    let project = shop();
    without_steps_before(
        &project,
        "CREATE INDEX CONCURRENTLY parts_by_size ON parts (size);\nINSERT INTO log VALUES ('built');\n",
    );
    let blocker = killed_waiting(&project, "parts", "CREATE INDEX");
    assert_eq!(
        project.rows("SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid"),
        ["parts_by_size"]
    );
    project
        .run(&["current"])
        .ok()
        .says("at step 2 of 3")
        .says("CREATE INDEX CONCURRENTLY");
    drop(blocker);
    project
        .run(UP)
        .ok()
        .says("Clearing the invalid index parts_by_size")
        .says("step 2 had not taken effect");
    project.run(&["current", "--check"]).ok();
    assert_eq!(
        project.rows("SELECT indexrelid::regclass, indisvalid::text FROM pg_index WHERE indrelid = 'parts'::regclass ORDER BY 1"),
        ["parts_pkey|true", "parts_by_size|true"]
    );
    assert_eq!(project.rows("SELECT sum(size)::text FROM parts"), ["8975"]);
    assert_eq!(project.rows("SELECT line FROM log"), ["built"]);
}

#[test]
fn an_invalid_index_of_somebody_else_is_left_alone() {
    let project = shop();
    project.sql("CREATE INDEX old ON parts (id)");
    project.sql("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'old'::regclass");
    without_steps_before(
        &project,
        "CREATE INDEX CONCURRENTLY parts_by_size ON parts (size);\n",
    );
    assert!(dies(&project, UP, "after_begun:2"));
    project.run(UP).ok();
    assert_eq!(
        project.rows("SELECT indexrelid::regclass, indisvalid::text FROM pg_index WHERE indrelid = 'parts'::regclass ORDER BY 1"),
        ["parts_pkey|true", "old|false", "parts_by_size|true"]
    );
}

#[test]
fn a_partition_that_a_killed_client_left_half_detached_is_detached() {
    if super::server::server().major() < 14 {
        return;
    }
    let project = shop();
    without_steps_before(
        &project,
        "ALTER TABLE years DETACH PARTITION years_1 CONCURRENTLY;\n",
    );
    let blocker = killed_waiting(&project, "years", "ALTER TABLE");
    drop(blocker);
    project
        .run(UP)
        .ok()
        .says("Clearing the half detached partition years_1")
        .says("step 2 had taken effect");
    assert_eq!(
        project.rows("SELECT count(*)::text FROM pg_inherits WHERE inhrelid = 'years_1'::regclass"),
        ["0"]
    );
    project.run(&["current", "--check"]).ok();
}

#[test]
fn a_statement_that_still_runs_on_the_server_is_waited_for() {
    const INDEX: &str = "CREATE INDEX CONCURRENTLY parts_by_size ON parts (size)";
    let project = shop();
    without_steps_before(&project, &format!("{INDEX};\n"));
    assert!(dies(&project, UP, "after_begun:2"));
    let mut blocker = project.client();
    blocker.run("BEGIN; LOCK TABLE parts IN ROW EXCLUSIVE MODE");
    let url = project.url();
    // What an orphan does whose lock was taken from it.
    let orphan = std::thread::spawn(move || Client::open(&url).run(INDEX));
    let runs = "SELECT pid::text FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX%' AND wait_event_type = 'Lock' AND datname = current_database()";
    let pid = until(&mut project.client(), runs).remove(0);
    project
        .run(&["current"])
        .ok()
        .says(&format!("it still runs: process {pid} on the server"));
    let mut upgrade = project.command(UP).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(1500));
    assert!(upgrade.try_wait().unwrap().is_none(), "it does not wait");
    drop(blocker);
    orphan.join().unwrap();
    let output = upgrade.wait_with_output().unwrap();
    let screen = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{screen}");
    assert!(
        screen.contains(&format!("Waiting for process {pid}")),
        "{screen}"
    );
    assert!(screen.contains("step 2 had taken effect"), "{screen}");
    project.run(&["current", "--check"]).ok();
}

#[test]
fn a_lock_that_an_orphan_holds_is_waited_for() {
    let project = shop();
    without_steps_before(&project, "VACUUM parts;\n");
    assert!(dies(&project, UP, "after_begun:2"));
    let mut orphan = project.client();
    let crc = crc32(project.database.name.as_bytes());
    orphan.run(&format!(
        "SELECT pg_advisory_lock({})",
        0x3d32_ad9e_i64 * i64::from(crc)
    ));
    let mut upgrade = project.command(UP).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(1500));
    assert!(upgrade.try_wait().unwrap().is_none(), "it does not wait");
    drop(orphan);
    assert!(upgrade.wait().unwrap().success());
    project.run(&["current", "--check"]).ok();
}

/// CRC-32, by which sqlx makes the number of its lock.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 }
        })
    })
}

#[test]
fn what_is_neither_before_nor_after_a_step_stops_the_run_and_is_shown() {
    let project = shop();
    without_steps_before(
        &project,
        "CREATE INDEX CONCURRENTLY parts_by_size ON parts (size);\n",
    );
    let up = ["upgrade", "--yes"];
    assert!(dies(&project, &up, "after_begun:2"));
    project.sql("CREATE INDEX parts_by_size ON parts (size, id)");
    let mut screens = project.run(&["current"]).screen();
    screens.push_str(&project.run(&up).exits(5).screen());
    insta::assert_snapshot!(screens, @r"
    exit code: 0
    ---- stdout
    half-way: applying 20260202000000 wider broke off at step 2 of 2
      step 2: CREATE INDEX CONCURRENTLY parts_by_size ON parts (size)
      it was begun at [MOMENT] UTC, and nothing shows whether it was done
      table parts has what neither the step nor the state before it has: index parts_by_size: CREATE INDEX parts_by_size ON parts USING btree (size, id)
      table parts is not what the step makes of it: it lacks index parts_by_size: CREATE INDEX parts_by_size ON parts USING btree (size)
    ---- stderr
    help: cargo migrate restore [TOP]/home/cargo-migrate/backups/[DATABASE]-[HASH]/20261122-101500-upgrade.sql     puts back what was there before
    exit code: 5
    ---- stderr
    warning: the database is half-way: applying 20260202000000 wider broke off at step 2 of 2
        Resuming 20260202000000 wider (up) at step 2 of 2
    error: step 2 of 2 of 20260202000000 wider was begun, and nothing shows whether it was done
      |
      = note: CREATE INDEX CONCURRENTLY parts_by_size ON parts (size)
      = note: table parts has what neither the step nor the state before it has: index parts_by_size: CREATE INDEX parts_by_size ON parts USING btree (size, id)
      = note: table parts is not what the step makes of it: it lacks index parts_by_size: CREATE INDEX parts_by_size ON parts USING btree (size)
      = help: cargo migrate restore [TOP]/home/cargo-migrate/backups/[DATABASE]-[HASH]/20261122-101500-upgrade.sql     puts back what was there before
      = help: or make these objects what they were before the step, or what it makes of them, then: cargo migrate upgrade
    ");
    project.sql("DROP INDEX parts_by_size");
    project.run(&up).ok();
    project.run(&["current", "--check"]).ok();
    assert_eq!(project.rows("SELECT sum(size)::text FROM parts"), ["8975"]);
}

#[test]
fn a_restored_backup_puts_the_record_away() {
    let project = shop();
    let before = everything(&mut project.client());
    assert!(dies(&project, &["upgrade", "--yes"], "after_statement:9"));
    project.run(&["restore", "--yes"]).ok();
    assert_eq!(everything(&mut project.client()), before);
    project.run(UP).ok();
    project.run(&["current", "--check"]).ok();
}

#[test]
fn a_backup_of_a_database_that_is_half_way_is_half_way() {
    let project = shop();
    assert!(dies(&project, UP, "after_done:9"));
    project.run(&["backup", "half.sql"]).ok();
    project.run(UP).ok();
    let done = everything(&mut project.client());
    project
        .run(&["restore", "half.sql", "--yes"])
        .ok()
        .says("half-way");
    project.run(UP).ok();
    assert_eq!(everything(&mut project.client()), done);
}

#[test]
fn a_procedure_that_commits_is_never_run_twice_by_guess() {
    let project = shop();
    project.sql("CREATE PROCEDURE twice() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES ('one'); COMMIT; INSERT INTO log VALUES ('two'); END $$");
    without_steps_before(&project, "CALL twice();\n");
    assert!(dies(&project, UP, "after_begun:2"));
    project
        .run(UP)
        .exits(5)
        .says("nothing shows whether it was done");
    project.run(&["stamp", "--force", "20260101000000"]).ok();
    assert_eq!(project.rows("SELECT count(*)::text FROM log"), ["0"]);
}

#[test]
fn a_step_that_fails_says_what_stays_and_goes_on_once_the_cause_is_mended() {
    let project = shop();
    without_steps_before(
        &project,
        "CREATE INDEX CONCURRENTLY parts_by_size ON parts (size);
INSERT INTO log SELECT 1 / count(*) FROM parts WHERE current_database() LIKE 'cargo%' OR EXISTS (SELECT 1 FROM log);\n",
    );
    project
        .run(UP)
        .exits(5)
        .says("division by zero")
        .says("what came before this step, 3 of 3, is done and stays")
        .says("goes on at step 3 of 3");
    project.sql("INSERT INTO log VALUES ('mended')");
    project.run(UP).ok();
    project.run(&["current", "--check"]).ok();
}

#[test]
fn a_first_step_that_fails_leaves_nothing_not_even_an_invalid_index() {
    let project = shop();
    project.sql("CREATE FUNCTION odd(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN CASE WHEN current_database() LIKE 'cargo%' THEN 1 ELSE $1 / 0 END; END $$");
    let before = everything(&mut project.client());
    project.migration(
        WIDER,
        "-- no-transaction\nCREATE INDEX CONCURRENTLY odds ON parts (odd(size));\nINSERT INTO log VALUES ('odd');\n",
        "SELECT 1;\n",
    );
    project.run(UP).exits(4).says("division by zero");
    assert_eq!(everything(&mut project.client()), before);
}
