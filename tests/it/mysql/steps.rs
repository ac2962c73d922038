//! Every migration runs in steps here: killed anywhere, the next run ends where it should.

use super::project::MyProject;
use super::server::{Client, Database, server};
use crate::kill::{Random, kills};
use crate::steps::{
    FAILPOINTS, dies, difference, is_before, killed_after, lengthened, paced, steps_of,
};
use std::process::Stdio;
use std::time::{Duration, Instant};

const WIDER: &str = "20260202000000_wider";

/// Its scripts, with statements that define and such that write, of which hardly any may be done
/// twice.
const SCRIPTS: (&str, &str) = (
    "-- all of it
SET @before = (SELECT sum(size) FROM parts);
CREATE TABLE tags (id INT PRIMARY KEY, part_id INT NOT NULL, FOREIGN KEY (part_id) REFERENCES parts (id));
INSERT INTO tags SELECT id * 2, id FROM parts WHERE id < 50;
UPDATE parts SET size = size + 1;
ALTER TABLE parts ADD COLUMN weight INT, ADD INDEX parts_by_size (size);
UPDATE parts SET weight = size * 2;
START TRANSACTION;
INSERT INTO log VALUES ('one');
INSERT INTO log VALUES ('two');
COMMIT;
CREATE VIEW heavy AS SELECT id FROM parts WHERE weight > 100;
INSERT INTO log SELECT concat('up ', count(*), ' ', sum(weight), ' ', @before) FROM parts;
CREATE TRIGGER parts_log AFTER DELETE ON parts FOR EACH ROW INSERT INTO log VALUES (concat('gone ', OLD.id));
DELETE FROM parts WHERE id = 50;
SET @ddl = 'ALTER TABLE log ADD COLUMN number INT';
PREPARE statement FROM @ddl;
EXECUTE statement;
DEALLOCATE PREPARE statement;
UPDATE log SET number = length(line);
OPTIMIZE TABLE log;
",
    "-- all of it
DROP TRIGGER parts_log;
INSERT INTO log (line) VALUES ('down');
ALTER TABLE log DROP COLUMN number;
DROP VIEW heavy;
UPDATE parts SET size = size - 1;
ALTER TABLE parts DROP COLUMN weight, DROP INDEX parts_by_size;
DROP TABLE tags;
",
);

const UP: &[&str] = &["upgrade", "--yes", "--no-backup"];
const DOWN: &[&str] = &["downgrade", "20260101000000", "--yes", "--no-backup"];

/// Takes a few milliseconds.
const PAUSE: &str = "DO SLEEP(0.02)";

const PARTS: &str = "CREATE TABLE parts (id INT PRIMARY KEY, size INT NOT NULL);
CREATE TABLE log (line VARCHAR(100) NOT NULL);
INSERT INTO parts WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) SELECT i, i * 7 FROM n;
";

/// A project of which only the second migration is left to be applied.
fn shop() -> MyProject {
    let project = MyProject::new();
    project.migration(
        "20260101000000_parts",
        PARTS,
        "DROP TABLE log;\nDROP TABLE parts;\n",
    );
    project.migration(WIDER, SCRIPTS.0, SCRIPTS.1);
    project.run(&["upgrade", "+1"]).ok();
    project
}

/// Schema, rows, and what was applied. A record that holds nothing is none.
fn everything(client: &mut Client) -> Vec<String> {
    let record = "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = '_cargo_migrate_steps'";
    if !client.rows(record).is_empty() {
        assert_eq!(client.rows("SELECT * FROM _cargo_migrate_steps"), [""; 0]);
        client.run("DROP TABLE _cargo_migrate_steps");
    }
    let mut all = client.rows(
        "SELECT table_name, column_name, column_type, is_nullable FROM information_schema.columns
          WHERE table_schema = DATABASE() ORDER BY 1, ordinal_position",
    );
    all.extend(client.rows(
        "SELECT table_name, index_name, column_name FROM information_schema.statistics
          WHERE table_schema = DATABASE() ORDER BY 1, 2, seq_in_index",
    ));
    all.extend(client.rows("SELECT trigger_name, action_statement FROM information_schema.triggers WHERE trigger_schema = DATABASE()"));
    let tables = client.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name <> '_sqlx_migrations' ORDER BY 1");
    for table in tables {
        all.extend(client.rows(&format!(
            "SELECT '{table}', t.* FROM {table} t ORDER BY 2, 1"
        )));
    }
    all.extend(client.rows("SELECT version, success FROM _sqlx_migrations ORDER BY 1"));
    all
}

/// A project that is killed again and again, each time from the same start.
struct World {
    project: MyProject,
    /// Where the ledger is kept that belongs to the start.
    kept: Database,
    scripts: [String; 2],
    /// Whether the second migration is applied at the start.
    applied: bool,
}

impl World {
    fn new(scripts: (&str, &str), applied: bool) -> Self {
        let project = shop();
        project.migration(WIDER, scripts.0, scripts.1);
        if applied {
            project.run(UP).ok();
        }
        let kept = server().database();
        let (from, to) = (&project.database.name, &kept.name);
        project.sql(&format!(
            "CREATE TABLE {to}.ledger LIKE {from}._sqlx_migrations;
             INSERT INTO {to}.ledger SELECT * FROM {from}._sqlx_migrations"
        ));
        Self {
            project,
            kept,
            scripts: [scripts.0.to_owned(), scripts.1.to_owned()],
            applied,
        }
    }

    /// Makes the database anew as it was at the start.
    fn begin_again(&self) {
        let (name, kept) = (&self.project.database.name, &self.kept.name);
        let wider = if self.applied { &self.scripts[0] } else { "" };
        self.project.sql(&format!(
            "DROP DATABASE {name}; CREATE DATABASE {name}; USE {name};
             CREATE TABLE _sqlx_migrations LIKE {kept}.ledger;
             INSERT INTO _sqlx_migrations SELECT * FROM {kept}.ledger;
             {PARTS}{wider}"
        ));
    }

    fn everything(&self) -> Vec<String> {
        everything(&mut self.project.client())
    }

    /// Kills `command` at every place, and holds what the next run makes against what it makes of
    /// an undisturbed run: `command` again, or every other time the opposite. Gives how often it
    /// died.
    fn kill_everywhere(&self, command: &[&str], opposite: &[&str]) -> u32 {
        let ends = |commands: &[&[&str]]| {
            self.begin_again();
            for command in commands {
                self.project.run(command).ok();
            }
            self.everything()
        };
        let expected = [command, opposite].map(|next| [ends(&[next]), ends(&[command, next])]);
        let mut died = 0;
        for name in FAILPOINTS {
            for step in steps_of(name, self.scripts.each_ref().map(String::as_str)) {
                let failpoint = format!("{name}:{step}");
                self.begin_again();
                if !dies(&self.project, command, &failpoint) {
                    continue;
                }
                let which = died % 2;
                died += 1;
                let next = [command, opposite][which];
                let output = self.project.run(next);
                assert_eq!(output.code, 0, "{failpoint}, {next:?}: {}", output.screen());
                let found = self.everything();
                assert!(
                    found == expected[which][usize::from(!is_before(name))],
                    "{failpoint}, {next:?} ended otherwise: {}\n{found:#?}",
                    output.screen()
                );
            }
        }
        u32::try_from(died).unwrap()
    }

    /// Kills `command` at random moments, and holds what the next run of it makes against what an
    /// undisturbed run makes.
    fn kill_at_random(&self, command: &[&str], salt: u64) {
        self.begin_again();
        let clock = Instant::now();
        self.project.run(command).ok();
        let mut undisturbed = clock.elapsed();
        let expected = self.everything();
        let mut random = Random::new(salt);
        let (mut delivered, mut half_way) = (0, 0);
        for _ in 0..4 * kills() {
            if delivered == kills() {
                break;
            }
            self.begin_again();
            let moment = undisturbed.mul_f64(0.3 + 0.7 * random.next());
            match killed_after(&self.project, command, moment) {
                true => delivered += 1,
                // It had ended by then: on a machine with less to do than at first.
                false => undisturbed = moment,
            }
            let stands = self.project.run(&["current"]).stdout;
            half_way += u64::from(stands.starts_with("half-way"));
            let next = self.project.run(command).ok();
            let found = self.everything();
            assert!(
                found == expected,
                "{command:?} killed after {moment:?}: {stands}{}\n{}",
                next.screen(),
                difference(&found, &expected)
            );
        }
        eprintln!("{command:?}: killed {delivered} times, {half_way} of them half-way");
        assert!(
            delivered >= kills(),
            "only {delivered} kills met a running process"
        );
    }
}

#[test]
fn an_upgrade_that_dies_anywhere_is_finished_or_finished_and_taken_back() {
    let (up, down) = lengthened(SCRIPTS);
    let died = World::new((&up, &down), false).kill_everywhere(UP, DOWN);
    eprintln!("upgrade: died at {died} places, followed by an upgrade or by a downgrade");
    assert!(died >= 70, "it died at {died} places only");
}

#[test]
fn a_downgrade_that_dies_anywhere_is_finished_or_finished_and_applied_again() {
    let (up, down) = lengthened(SCRIPTS);
    let died = World::new((&up, &down), true).kill_everywhere(DOWN, UP);
    eprintln!("downgrade: died at {died} places, followed by a downgrade or by an upgrade");
    assert!(died >= 35, "it died at {died} places only");
}

#[test]
fn runs_that_are_killed_at_random_moments_are_finished() {
    let (up, down) = lengthened(SCRIPTS);
    let scripts = (paced(&up, PAUSE), paced(&down, PAUSE));
    let scripts = (scripts.0.as_str(), scripts.1.as_str());
    World::new(scripts, false).kill_at_random(UP, 41);
    World::new(scripts, true).kill_at_random(DOWN, 42);
}

#[test]
fn how_a_database_stands_half_way_is_told_in_words() {
    let mut screens = String::new();
    let up = ["upgrade", "--yes"];
    for failpoint in ["after_begun:5", "after_statement:5", "before_statement:6"] {
        let project = shop();
        assert!(dies(&project, &up, failpoint), "{failpoint}");
        let screen = project.run(&["current", "--check"]).exits(1).screen();
        screens.push_str(&format!("== {failpoint}\n{screen}\n"));
        let screen = project.run(&up).ok().screen();
        screens.push_str(&format!("{screen}\n"));
    }
    insta::assert_snapshot!(screens, @r"
    == after_begun:5
    exit code: 1
    ---- stdout
    half-way: applying 20260202000000 wider broke off at step 5 of 17
      step 5: ALTER TABLE parts ADD COLUMN weight INT, ADD INDEX parts_by_size (size …
      it was begun at [MOMENT] UTC and has not happened
    ---- stderr
    help: cargo migrate upgrade     finishes it first
    help: cargo migrate restore [TOP]/home/cargo-migrate/backups/[DATABASE]-[HASH]/20261122-101500-upgrade.sql     puts back what was there before

    exit code: 0
    ---- stderr
    warning: the database is half-way: applying 20260202000000 wider broke off at step 5 of 17
        Resuming 20260202000000 wider (up) at step 5 of 17
    note: step 5 had not taken effect: it is run again
         Applied 20260202000000 wider ([TIME])
       Stands at 20260202000000 wider (head)

    == after_statement:5
    exit code: 1
    ---- stdout
    half-way: applying 20260202000000 wider broke off at step 5 of 17
      step 5: ALTER TABLE parts ADD COLUMN weight INT, ADD INDEX parts_by_size (size …
      it was begun at [MOMENT] UTC and has happened
    ---- stderr
    help: cargo migrate upgrade     finishes it first
    help: cargo migrate restore [TOP]/home/cargo-migrate/backups/[DATABASE]-[HASH]/20261122-101500-upgrade.sql     puts back what was there before

    exit code: 0
    ---- stderr
    warning: the database is half-way: applying 20260202000000 wider broke off at step 5 of 17
        Resuming 20260202000000 wider (up) at step 5 of 17
    note: step 5 had taken effect: it is not run again
         Applied 20260202000000 wider ([TIME])
       Stands at 20260202000000 wider (head)

    == before_statement:6
    exit code: 1
    ---- stdout
    half-way: applying 20260202000000 wider broke off at step 6 of 17
      step 6: UPDATE parts SET weight = size * 2
      it has not happened
    ---- stderr
    help: cargo migrate upgrade     finishes it first
    help: cargo migrate restore [TOP]/home/cargo-migrate/backups/[DATABASE]-[HASH]/20261122-101500-upgrade.sql     puts back what was there before

    exit code: 0
    ---- stderr
    warning: the database is half-way: applying 20260202000000 wider broke off at step 6 of 17
        Resuming 20260202000000 wider (up) at step 6 of 17
         Applied 20260202000000 wider ([TIME])
       Stands at 20260202000000 wider (head)
    ");
}

/// Adds a column only where it is not there yet, as scripts do that may meet a half-way database.
const GUARDED: &str = "SET @there = (SELECT count(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'parts' AND column_name = 'colour');
SET @ddl = IF(@there, 'DO 0', 'ALTER TABLE parts ADD COLUMN colour INT NOT NULL DEFAULT 7');
PREPARE guarded FROM @ddl;
EXECUTE guarded;
DEALLOCATE PREPARE guarded;
UPDATE parts SET colour = colour + 1;
SET @ddl = 'UPDATE parts SET colour = colour * 2';
PREPARE guarded FROM @ddl;
EXECUTE guarded;
INSERT INTO log VALUES (concat('there ', @there));
";

#[test]
fn statements_that_a_script_prepares_are_steps_as_any() {
    let down = "ALTER TABLE parts DROP COLUMN colour;\nDELETE FROM log;\n";
    let world = World::new((GUARDED, down), false);
    assert!(world.kill_everywhere(UP, DOWN) >= 20);
}

#[test]
fn a_procedure_that_commits_is_never_run_twice_by_guess() {
    let project = shop();
    project.sql("CREATE PROCEDURE twice() BEGIN INSERT INTO log VALUES ('one'); COMMIT; INSERT INTO log VALUES ('two'); END");
    project.migration(
        WIDER,
        "UPDATE parts SET size = size + 1;\nCALL twice();\n",
        "SELECT 1;\n",
    );
    assert!(dies(&project, UP, "after_begun:2"));
    project
        .run(UP)
        .exits(5)
        .says("nothing shows whether it was done");
}

#[test]
fn a_procedure_that_only_writes_is_a_step_of_a_transaction() {
    let project = shop();
    project.sql("CREATE PROCEDURE once() INSERT INTO log VALUES ('one')");
    project.migration(
        WIDER,
        "CREATE TABLE tags (id INT PRIMARY KEY);\nCALL once();\n",
        "DROP TABLE tags;\n",
    );
    assert!(dies(&project, UP, "after_statement:2"));
    project.run(UP).ok();
    assert_eq!(project.rows("SELECT line FROM log"), ["one"]);
}

#[test]
fn what_ended_with_the_session_makes_a_run_that_cannot_go_on() {
    let project = shop();
    project.migration(
        WIDER,
        "CREATE TEMPORARY TABLE sizes AS SELECT size FROM parts;
CREATE TABLE tags (id INT PRIMARY KEY);
UPDATE parts SET size = size + (SELECT min(size) FROM sizes);
DROP TEMPORARY TABLE sizes;
INSERT INTO log VALUES ('done');\n",
        "DROP TABLE tags;\n",
    );
    let up = ["upgrade", "--yes"];
    assert!(dies(&project, &up, "after_done:2"));
    project
        .run(&up)
        .exits(5)
        .says("temporary sizes")
        .says("cargo migrate restore");
    project.run(&["restore", "--yes"]).ok();
    assert!(dies(&project, &up, "after_done:4"));
    project.run(&up).ok();
    assert_eq!(project.rows("SELECT sum(size) FROM parts"), ["9275"]);
}

#[test]
fn what_cannot_go_on_and_has_no_backup_is_ended_by_hand() {
    let project = shop();
    project.migration(
        WIDER,
        "CREATE TEMPORARY TABLE sizes AS SELECT size FROM parts;
CREATE TABLE tags (id INT PRIMARY KEY);
INSERT INTO log SELECT max(size) FROM sizes;\n",
        "DROP TABLE tags;\n",
    );
    assert!(dies(&project, UP, "after_done:2"));
    let by_hand = "end it by hand, then: cargo migrate stamp --force REV";
    project.run(&["current"]).ok().says(by_hand);
    project.sql("INSERT INTO log SELECT max(size) FROM parts");
    project.run(&["stamp", "--force", "20260202000000"]).ok();
    project.run(&["current", "--check"]).ok();
}

#[test]
fn a_statement_that_still_runs_on_the_server_is_waited_for() {
    let project = shop();
    project.migration(
        WIDER,
        "UPDATE parts SET size = size + 1;\nALTER TABLE parts ADD COLUMN weight INT;\n",
        "SELECT 1;\n",
    );
    // Whoever reads a table keeps it from being altered until its transaction ends.
    let mut blocker = project.client();
    blocker.run("START TRANSACTION; SELECT * FROM parts");
    let mut upgrade = project
        .command(UP)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let waits = format!(
        "SELECT id FROM information_schema.processlist WHERE db = '{}' AND info LIKE 'ALTER TABLE parts%' AND state LIKE 'Waiting%'",
        project.database.name
    );
    let clock = Instant::now();
    let orphan = loop {
        let rows = project.rows(&waits);
        if let [orphan] = rows.as_slice() {
            break orphan.clone();
        }
        assert!(clock.elapsed() < Duration::from_secs(60));
        std::thread::sleep(Duration::from_millis(20));
    };
    upgrade.kill().unwrap();
    upgrade.wait().unwrap();
    project
        .run(&["current"])
        .ok()
        .says(&format!("it still runs: connection {orphan} on the server"));
    let mut next = project.command(UP).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(1500));
    assert!(next.try_wait().unwrap().is_none(), "it does not wait");
    drop(blocker);
    let output = next.wait_with_output().unwrap();
    let screen = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{screen}");
    assert_eq!(project.rows("SELECT sum(size) FROM parts"), ["8975"]);
    project.run(&["current", "--check"]).ok();
}

#[test]
fn a_step_that_fails_says_what_stays_and_goes_on_once_the_cause_is_mended() {
    let project = shop();
    project.migration(
        WIDER,
        "CREATE TABLE tags (id INT PRIMARY KEY);
INSERT INTO tags SELECT IF(DATABASE() LIKE 'cargo%' OR EXISTS (SELECT 1 FROM log), id, 1) FROM parts;\n",
        "DROP TABLE tags;\n",
    );
    project
        .run(UP)
        .exits(5)
        .says("Duplicate entry")
        .says("what came before this step, 2 of 2, is done and stays")
        .says("goes on at step 2 of 2");
    assert_eq!(
        project.rows("SELECT success FROM _sqlx_migrations ORDER BY version"),
        ["1", "0"]
    );
    project.sql("INSERT INTO log VALUES ('mended')");
    project.run(UP).ok();
    project.run(&["current", "--check"]).ok();
}

#[test]
fn a_first_step_that_fails_leaves_nothing() {
    let project = shop();
    let before = everything(&mut project.client());
    project.migration(
        WIDER,
        "SET foreign_key_checks = 0;
ALTER TABLE parts ADD CONSTRAINT small CHECK (size < 100 OR DATABASE() IS NULL);
CREATE TABLE tags (id INT PRIMARY KEY);\n",
        "SELECT 1;\n",
    );
    project.run(UP).exits(4);
    assert_eq!(everything(&mut project.client()), before);
}
