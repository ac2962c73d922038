//! Scripts that cannot be one transaction: killed anywhere, the next run ends where it should, and
//! whoever looks is told how the database stands.
//!
//! With `KILLS=200` the scripts are twice as long, and killed as often at random moments.

use crate::kill::{Random, kills};
use crate::project::TestProject;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// The places at which a run can be made to die.
pub(crate) const FAILPOINTS: [&str; 12] = [
    "before_begin",
    "after_table",
    "after_begin",
    "before_begun",
    "after_begun",
    "before_statement",
    "after_statement",
    "after_mark",
    "after_done",
    "before_end",
    "before_drop",
    "after_end",
];

/// Whether a run that died there has not begun.
pub(crate) fn is_before(failpoint: &str) -> bool {
    ["before_begin", "after_table"].contains(&failpoint)
}

/// Whether the scripts are long.
pub(crate) fn at_length() -> bool {
    std::env::var_os("KILLS").is_some()
}

/// Statements that any engine knows, to make a script longer.
const MORE_UP: &str = "CREATE TABLE extra (id INTEGER PRIMARY KEY, n INTEGER NOT NULL);
INSERT INTO extra SELECT id, size FROM parts;
UPDATE extra SET n = n + 1;
CREATE INDEX extra_by_n ON extra (n);
ALTER TABLE extra ADD COLUMN m INTEGER;
UPDATE extra SET m = n * 3;
INSERT INTO log (line) SELECT 'extra ' FROM extra WHERE id < 4;
CREATE VIEW sums AS SELECT sum(n) AS n, sum(m) AS m FROM extra;
DELETE FROM extra WHERE id = (SELECT max(id) FROM extra);
";

/// The same for the way back.
const MORE_DOWN: &str = "DROP VIEW sums;
UPDATE extra SET n = n - 1;
INSERT INTO log (line) SELECT 'without ' FROM extra WHERE id < 3;
ALTER TABLE extra DROP COLUMN m;
DELETE FROM log WHERE line = 'extra ';
CREATE UNIQUE INDEX extra_by_id ON extra (id);
DELETE FROM extra WHERE id = (SELECT max(id) FROM extra);
INSERT INTO parts (id, size) SELECT id + 1000, n + 100000 FROM extra WHERE id < 3;
DROP TABLE extra;
UPDATE parts SET size = size + 2;
";

/// Both scripts made longer where they are to be long.
pub(crate) fn lengthened((up, down): (&str, &str)) -> (String, String) {
    if !at_length() {
        return (up.to_owned(), down.to_owned());
    }
    let (_, rest) = down.split_once('\n').unwrap();
    (
        format!("{up}{MORE_UP}"),
        format!("-- no-transaction\n{MORE_DOWN}{rest}"),
    )
}

/// A script with this statement behind every line that ends one.
pub(crate) fn paced(script: &str, pause: &str) -> String {
    script.replace(";\n", &format!(";\n{pause};\n"))
}

/// Takes a few milliseconds.
const PAUSE: &str = "SELECT * FROM (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT count(*) FROM n)";

const WIDER: &str = "20260202000000_wider";

/// Its scripts, with every kind of step, of which hardly any may be done twice.
const SCRIPTS: (&str, &str) = (
    "-- no-transaction
PRAGMA foreign_keys = OFF;
CREATE TABLE tags (id INTEGER PRIMARY KEY, part_id INTEGER REFERENCES parts (id));
INSERT INTO tags SELECT id * 2, id FROM parts;
UPDATE parts SET size = size + 1;
BEGIN IMMEDIATE;
ALTER TABLE parts ADD COLUMN weight INTEGER;
UPDATE parts SET weight = size * 2;
COMMIT;
VACUUM;
INSERT INTO log SELECT 'up ' || count(*) || ' ' || sum(weight) FROM parts;
CREATE INDEX tags_by_part ON tags (part_id);
PRAGMA foreign_keys = ON;\n",
    "-- no-transaction
INSERT INTO log VALUES ('down');
DROP INDEX tags_by_part;
VACUUM;
BEGIN;
UPDATE parts SET size = size - 1;
ALTER TABLE parts DROP COLUMN weight;
END;
DROP TABLE tags;\n",
);

/// A project of which only the second migration is left to be applied.
fn history() -> TestProject {
    let project = TestProject::new();
    project.migration(
        "20260101000000_parts",
        "CREATE TABLE parts (id INTEGER PRIMARY KEY, size INTEGER NOT NULL);
CREATE TABLE log (line TEXT NOT NULL);
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)
INSERT INTO parts SELECT i, i * 7 FROM n;\n",
        "DROP TABLE log;\nDROP TABLE parts;\n",
    );
    project.migration(WIDER, SCRIPTS.0, SCRIPTS.1);
    project.run(&["upgrade", "+1"]).ok();
    project
}

/// The steps that this place can be in, in one of these scripts: those of the whole run are in
/// none.
pub(crate) fn steps_of(failpoint: &str, scripts: [&str; 2]) -> std::ops::RangeInclusive<u32> {
    let of_a_step = ["begun", "statement", "mark", "done"];
    if !of_a_step.iter().any(|end| failpoint.ends_with(end)) {
        return 0..=0;
    }
    let statements = |script: &str| script.matches(";\n").count();
    let most = scripts.into_iter().map(statements).max().unwrap();
    1..=u32::try_from(most).unwrap()
}

/// Runs the binary, made to die at a place; whether it died there.
pub(crate) fn dies(project: &TestProject, command: &[&str], failpoint: &str) -> bool {
    let mut command = project.command(command);
    command.env("CARGO_MIGRATE_FAILPOINT", failpoint);
    let output = project.finish(&mut command);
    assert!(
        [-1, 0].contains(&output.code),
        "{failpoint}: {}",
        output.screen()
    );
    output.code == -1
}

/// Schema, rows, and what was applied.
fn everything(project: &TestProject) -> Vec<String> {
    let mut all = project.rows("SELECT type, name, sql FROM sqlite_schema ORDER BY name");
    for table in project.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> '_sqlx_migrations' ORDER BY name") {
        all.extend(project.rows(&format!("SELECT '{table}', * FROM {table} ORDER BY 2")));
    }
    all.extend(project.rows("SELECT version, success FROM _sqlx_migrations"));
    all.extend(project.rows("SELECT * FROM pragma_integrity_check"));
    all
}

fn copy(project: &TestProject) -> Vec<u8> {
    project.tree()[std::path::Path::new("dev.db")].clone()
}

fn put_back(project: &TestProject, database: &[u8]) {
    for suffix in ["-journal", "-wal", "-shm"] {
        let _ = std::fs::remove_file(project.root().join(format!("dev.db{suffix}")));
    }
    project.write("dev.db", database);
}

const UP: &[&str] = &["upgrade"];
const DOWN: &[&str] = &["downgrade", "20260101000000", "--yes"];

/// Kills `command` at every place, each time from the same start, and holds what the next run of
/// each of `then` makes against what it makes of an undisturbed run. Gives how often it died.
fn kill_everywhere(
    project: &TestProject,
    scripts: [&str; 2],
    command: &[&str],
    then: &[&[&str]],
) -> u32 {
    let start = copy(project);
    let ends = |commands: &[&[&str]]| {
        put_back(project, &start);
        for command in commands {
            project.run(command).ok();
        }
        everything(project)
    };
    let expected: Vec<[Vec<String>; 2]> = then
        .iter()
        .map(|next| [ends(&[next]), ends(&[command, next])])
        .collect();
    let mut died = 0;
    for name in FAILPOINTS {
        for step in steps_of(name, scripts) {
            let failpoint = format!("{name}:{step}");
            put_back(project, &start);
            if !dies(project, command, &failpoint) {
                continue;
            }
            died += 1;
            let half_way = copy(project);
            let begun = usize::from(!is_before(name));
            for (next, expected) in then.iter().zip(&expected) {
                put_back(project, &half_way);
                let output = project.run(next);
                assert_eq!(output.code, 0, "{failpoint}, {next:?}: {}", output.screen());
                assert!(
                    everything(project) == expected[begun],
                    "{failpoint}, {next:?} ended otherwise: {}",
                    output.screen()
                );
            }
        }
    }
    put_back(project, &start);
    died
}

#[test]
fn an_upgrade_that_dies_anywhere_is_finished_or_finished_and_taken_back() {
    let project = history();
    let (up, down) = lengthened(SCRIPTS);
    project.migration(WIDER, &up, &down);
    let died = kill_everywhere(&project, [&up, &down], UP, &[UP, DOWN]);
    eprintln!("upgrade: died at {died} places, each followed by an upgrade and by a downgrade");
    assert!(died >= 32, "it died at {died} places only");
}

#[test]
fn a_downgrade_that_dies_anywhere_is_finished_or_finished_and_applied_again() {
    let project = history();
    let (up, down) = lengthened(SCRIPTS);
    project.migration(WIDER, &up, &down);
    project.run(UP).ok();
    let died = kill_everywhere(&project, [&up, &down], DOWN, &[DOWN, UP]);
    eprintln!("downgrade: died at {died} places, each followed by a downgrade and by an upgrade");
    assert!(died >= 20, "it died at {died} places only");
}

#[test]
fn runs_that_are_killed_at_random_moments_are_finished() {
    let project = history();
    let (up, down) = lengthened(SCRIPTS);
    project.migration(WIDER, &paced(&up, PAUSE), &paced(&down, PAUSE));
    for (salt, command) in [(21, UP), (22, DOWN)] {
        let start = copy(&project);
        let clock = Instant::now();
        project.run(command).ok();
        let mut undisturbed = clock.elapsed();
        let expected = everything(&project);
        let mut random = Random::new(salt);
        let (mut delivered, mut half_way) = (0, 0);
        for _ in 0..4 * kills() {
            if delivered == kills() {
                break;
            }
            put_back(&project, &start);
            let moment = undisturbed.mul_f64(0.3 + 0.7 * random.next());
            match killed_after(&project, command, moment) {
                true => delivered += 1,
                // It had ended by then: on a machine with less to do than at first.
                false => undisturbed = moment,
            }
            half_way += u64::from(project.run(&["current"]).stdout.starts_with("half-way"));
            project.run(command).ok();
            let found = everything(&project);
            let differs = difference(&found, &expected);
            assert!(found == expected, "{command:?} ended otherwise:\n{differs}");
        }
        eprintln!("{command:?}: killed {delivered} times, {half_way} of them half-way");
        assert!(
            delivered >= kills(),
            "only {delivered} kills met a running process"
        );
    }
}

/// The lines of which one has more than the other, for a message.
pub(crate) fn difference(found: &[String], expected: &[String]) -> String {
    let lacks = |these: &[String], those: &[String], mark: &str| -> Vec<String> {
        let line = |line: &&String| !those.contains(line);
        these
            .iter()
            .filter(line)
            .map(|line| format!("{mark} {line}"))
            .collect()
    };
    let mut lines = lacks(found, expected, "+");
    lines.extend(lacks(expected, found, "-"));
    lines.join("\n")
}

/// Kills a run after this time; whether it was still running.
pub(crate) fn killed_after(project: &TestProject, command: &[&str], moment: Duration) -> bool {
    let mut child = project
        .command(command)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(moment.max(Duration::from_millis(1)));
    child.kill().unwrap();
    child.wait().unwrap().code().is_none()
}

/// A project whose upgrade has died at this place.
fn half_way(failpoint: &str) -> TestProject {
    let project = history();
    assert!(dies(&project, UP, failpoint), "{failpoint} was not reached");
    project
}

#[test]
fn how_a_database_stands_half_way_is_told_in_words() {
    let mut screens = String::new();
    let mut note = |what: &str, screen: String| {
        screens.push_str(&format!("== {what}\n{screen}\n"));
    };
    let project = half_way("after_statement:6");
    note("in doubt", project.run(&["current", "--check"]).screen());
    let project = half_way("before_statement:4");
    note("not begun", project.run(&["current"]).screen());
    project.append(&format!("migrations/{WIDER}.up.sql"), "SELECT 1;\n");
    note("changed", project.run(&["current"]).screen());
    let project = half_way("before_end:0");
    note("all done", project.run(&["current"]).screen());
    let project = history();
    project.run(UP).ok();
    assert!(dies(&project, DOWN, "after_done:3"));
    note("downwards", project.run(&["current"]).screen());
    insta::assert_snapshot!(screens, @r"
    == in doubt
    exit code: 1
    ---- stdout
    half-way: applying 20260202000000 wider broke off at step 6 of 9
      step 6: VACUUM
      it was begun at [MOMENT] UTC; it changes nothing that shows, and may be done twice
    ---- stderr
    help: cargo migrate upgrade     finishes it first
    help: cargo migrate restore [TOP]/home/cargo-migrate/backups/dev.db-[HASH]/20261122-101500-upgrade.db     puts back what was there before

    == not begun
    exit code: 0
    ---- stdout
    half-way: applying 20260202000000 wider broke off at step 4 of 9
      step 4: UPDATE parts SET size = size + 1
      it has not happened
    ---- stderr
    help: cargo migrate upgrade     finishes it first
    help: cargo migrate restore [TOP]/home/cargo-migrate/backups/dev.db-[HASH]/20261122-101500-upgrade.db     puts back what was there before

    == changed
    exit code: 0
    ---- stdout
    half-way: applying 20260202000000 wider broke off at step 4 of 9
      step 4: UPDATE parts SET size = size + 1
      it has not happened
      its file has changed since: what was begun is finished, not the new text
    ---- stderr
    help: cargo migrate upgrade     finishes it first
    help: cargo migrate restore [TOP]/home/cargo-migrate/backups/dev.db-[HASH]/20261122-101500-upgrade.db     puts back what was there before

    == all done
    exit code: 0
    ---- stdout
    half-way: applying 20260202000000 wider broke off after its last step
      every step is done, only the ledger was not told
    ---- stderr
    help: cargo migrate upgrade     finishes it first
    help: cargo migrate restore [TOP]/home/cargo-migrate/backups/dev.db-[HASH]/20261122-101500-upgrade.db     puts back what was there before

    == downwards
    exit code: 0
    ---- stdout
    half-way: taking back 20260202000000 wider broke off at step 4 of 5
      step 4: BEGIN; UPDATE parts SET size = size - 1; ALTER TABLE parts DROP COLUMN …
      it has not happened
    ---- stderr
    help: cargo migrate downgrade 20260101000000     finishes it first
    help: cargo migrate restore [TOP]/home/cargo-migrate/backups/dev.db-[HASH]/20261122-101500-downgrade.db     puts back what was there before
    ");
}

#[test]
fn half_way_as_json() {
    let project = half_way("after_statement:6");
    insta::assert_snapshot!(project.run(&["current", "--format", "json"]).screen(), @r#"
    exit code: 0
    ---- stdout
    {"at_head":false,"behind":0,"current":"20260202000000","drift":null,"half_way":{"begun":"[MOMENT]","description":"wider","differences":[],"direction":"up","file_changed":false,"go_back":"cargo migrate restore [TOP]/home/cargo-migrate/backups/dev.db-[HASH]/20261122-101500-upgrade.db","go_on":"cargo migrate upgrade","known":"it was begun at [MOMENT] UTC; it changes nothing that shows, and may be done twice","lost":[],"of":9,"resumable":true,"sql":"VACUUM","step":6,"version":"20260202000000"},"head":"20260202000000","under_control":true}
    "#);
}

#[test]
fn commands_that_need_a_version_refuse_a_database_that_is_half_way() {
    let project = half_way("after_done:5");
    project.write("schema.sql", "");
    for command in [
        &["new", "x"][..],
        &["stamp", "head"],
        &["roundtrip"],
        &["upgrade", "--dry-run"],
        &["downgrade", "base", "--dry-run"],
    ] {
        project
            .run(command)
            .exits(3)
            .says("half-way: applying 20260202000000 wider broke off at step 6 of 9")
            .says("cargo migrate upgrade");
    }
    project.run(&["check"]).exits(1).says("half-way");
    project.run(&["doctor"]).exits(1).says("half-way");
    assert_eq!(
        project.rows("SELECT success FROM _sqlx_migrations ORDER BY version"),
        ["1", "0"],
        "no application starts on it"
    );
}

#[test]
fn a_record_is_given_up_only_by_force() {
    let project = half_way("after_done:5");
    project.run(&["stamp", "--force", "head"]).ok();
    project.run(&["current"]).ok().says("(head)");
    assert_eq!(
        project.rows("SELECT count(*) FROM sqlite_schema WHERE name LIKE '_cargo%'"),
        ["0"]
    );
}

#[test]
fn a_file_that_was_edited_meanwhile_is_not_what_is_finished() {
    let project = half_way("after_done:3");
    let path = format!("migrations/{WIDER}.up.sql");
    project.replace(&path, "'up '", "'edited '");
    project
        .run(UP)
        .exits(3)
        .says("its file has changed since")
        .says("was changed after it was applied");
    assert_eq!(project.rows("SELECT line FROM log"), ["up 50 17950"]);
    project.replace(&path, "'edited '", "'up '");
    project.run(&["current", "--check"]).ok();
}

/// Fails on a database in a file, as long as nothing says that the cause is mended.
const FAILS: &str = "INSERT INTO log SELECT json(CASE WHEN file = '' OR EXISTS (SELECT 1 FROM log WHERE line = 'mended') THEN '1' ELSE 'no' END) FROM pragma_database_list WHERE name = 'main';\n";

#[test]
fn a_step_that_fails_says_what_stays_and_how_to_go_on() {
    let project = history();
    project.replace(&format!("migrations/{WIDER}.up.sql"), "VACUUM;\n", FAILS);
    let output = project.run(UP).exits(5);
    insta::assert_snapshot!(output.screen(), @r"
    exit code: 5
    ---- stderr
      Will apply 20260202000000 wider
    warning: 20260202000000 changes log: 0 rows before, 2 after
    warning: 20260202000000 changes parts.size: values differ among 50 rows
      Backing up [TOP]/home/cargo-migrate/backups/dev.db-[HASH]/20261122-101500-upgrade.db
    error: migration 20260202000000 wider cannot be applied: malformed JSON
      --> [ROOT]/migrations/20260202000000_wider.up.sql:10:1
       |
    10 | INSERT INTO log SELECT json(CASE WHEN file = '' OR EXISTS (SELECT 1 FROM log WHERE line = 'mended') THEN '1' ELSE 'no' END) FROM pra...
       | ^^^^^^ this statement failed
       |
       = note: it runs outside a transaction: what came before this step, 6 of 9, is done and stays
       = note: nothing of this step was kept
       = help: mend the cause, then: cargo migrate upgrade     goes on at step 6 of 9
       = help: cargo migrate restore [TOP]/home/cargo-migrate/backups/dev.db-[HASH]/20261122-101500-upgrade.db     puts back what was there before
    ");
    project.sql("INSERT INTO log VALUES ('mended')");
    project.run(UP).ok().says("at step 6 of 9");
    project.run(&["current", "--check"]).ok();
    assert_eq!(project.rows("SELECT count(*) FROM log"), ["3"]);
}

#[test]
fn the_backup_puts_back_what_was_there_before_a_run_that_failed() {
    let project = history();
    let before = everything(&project);
    let path = format!("migrations/{WIDER}.up.sql");
    project.replace(&path, "VACUUM;\n", FAILS);
    project.run(UP).exits(5);
    project.run(&["restore", "--yes"]).ok();
    assert_eq!(everything(&project), before);
    project.replace(&path, FAILS, "VACUUM;\n");
    project.run(UP).ok();
}

#[test]
fn a_first_step_that_fails_leaves_nothing() {
    let project = history();
    let before = everything(&project);
    project.replace(
        &format!("migrations/{WIDER}.up.sql"),
        "PRAGMA foreign_keys = OFF;\n",
        &format!("PRAGMA foreign_keys = OFF;\n{FAILS}"),
    );
    project.run(UP).exits(4).says("malformed JSON");
    assert_eq!(everything(&project), before);
}

#[test]
fn what_ended_with_the_session_makes_a_run_that_cannot_go_on() {
    let project = history();
    let path = format!("migrations/{WIDER}.up.sql");
    project.replace(
        &path,
        "VACUUM;\n",
        "CREATE TEMP TABLE sizes AS SELECT size FROM parts;\nUPDATE parts SET size = size + (SELECT min(size) FROM sizes);\nDROP TABLE temp.sizes;\n",
    );
    let start = copy(&project);
    assert!(dies(&project, UP, "after_done:6"));
    project
        .run(UP)
        .exits(5)
        .says("temporary sizes")
        .says("cargo migrate restore");
    project.run(&["current"]).says("cannot go on");
    project.run(&["restore", "--yes"]).ok();
    put_back(&project, &start);
    assert!(dies(&project, UP, "after_done:8"));
    project.run(UP).ok();
}

#[test]
fn what_the_session_was_told_is_told_again() {
    let project = history();
    project.sql("CREATE TABLE ends (part_id INTEGER REFERENCES parts (id) ON DELETE CASCADE); INSERT INTO ends SELECT id FROM parts");
    project.migration(
        "20260303000000_rebuilt",
        "-- no-transaction\nPRAGMA foreign_keys = OFF;\nCREATE TABLE parts_new AS SELECT * FROM parts;\nVACUUM;\nDROP TABLE parts;\nALTER TABLE parts_new RENAME TO parts;\nPRAGMA foreign_keys = ON;\n",
        "SELECT 1;\n",
    );
    project.run(&["upgrade", "+1"]).ok();
    assert!(dies(&project, UP, "after_done:3"));
    project.run(UP).ok();
    assert_eq!(project.rows("SELECT count(*) FROM ends"), ["50"]);
}

#[test]
fn a_redo_that_died_on_the_way_down_goes_on_upwards() {
    let project = history();
    project.run(UP).ok();
    let done = everything(&project);
    let died = |failpoint: &str| {
        assert!(dies(&project, &["redo", "--yes"], failpoint), "{failpoint}");
        project.run(&["redo", "--yes"]).ok();
        assert_eq!(project.applied().len(), 2, "{failpoint}");
    };
    died("after_done:4:down");
    died("after_end:0:down");
    died("after_done:4:up");
    // Each redo leaves two lines in the log.
    assert_eq!(everything(&project).len(), done.len() + 6);
}

#[test]
fn a_script_of_settings_and_one_transaction_needs_no_record() {
    let project = history();
    project.migration(
        WIDER,
        "-- no-transaction\nPRAGMA foreign_keys = OFF;\nBEGIN;\nCREATE TABLE one (a);\nINSERT INTO one VALUES (1);\nCOMMIT;\nPRAGMA foreign_keys = ON;\n",
        "-- no-transaction\nBEGIN;\nDROP TABLE one;\nCOMMIT;\n",
    );
    for name in FAILPOINTS {
        for step in 0..8 {
            let failpoint = format!("{name}:{step}");
            assert!(!dies(&project, UP, &failpoint), "{failpoint}");
            assert!(!dies(&project, DOWN, &failpoint), "{failpoint}");
        }
    }
}

#[test]
fn a_row_that_another_tool_left_stays_that_tools_affair() {
    let project = history();
    project.sql("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (20260202000000, 'wider', FALSE, x'00', -1)");
    project
        .run(UP)
        .exits(4)
        .says("is marked as failed in the ledger")
        .says("left no record");
}
