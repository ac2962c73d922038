#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::process::Command;

use super::*;
use crate::dialect::Access;
use crate::workflow::command::tests::{open, project as temporary};

fn find<'a>(checks: &'a [Check], name: &str) -> &'a Check {
    checks
        .iter()
        .find(|check| check.name == name)
        .unwrap_or_else(|| panic!("no {name} in {checks:#?}"))
}

/// What does not depend on the machine that the tests run on.
fn outcomes(checks: &[Check]) -> Vec<(&'static str, Outcome)> {
    let machine = ["journal", "left-over snapshots", "engine"];
    checks
        .iter()
        .filter(|check| !machine.contains(&check.name))
        .map(|check| (check.name, check.outcome))
        .collect()
}

fn git(folder: &Path, arguments: &[&str]) {
    assert!(
        Command::new("git")
            .current_dir(folder)
            .args(arguments)
            .output()
            .unwrap()
            .status
            .success()
    );
}

#[test]
fn a_project_that_lacks_everything_is_told_what_mends_each() {
    let (folder, context) = temporary("setup = [\"no-such-program\"]\nschema = [\"schema.sql\"]");
    fs::remove_dir(folder.path().join("migrations")).unwrap();
    fs::write(
        folder.path().join("Cargo.lock"),
        "[[package]]\nname = \"sqlx\"\nversion = \"0.8.6\"\n\n[[package]]\nname = \"other\"\nversion = \"0.1.0\"\n",
    )
    .unwrap();
    let checks = examine(Ok(&context));
    assert_eq!(
        outcomes(&checks),
        [
            ("project", Outcome::Good),
            ("database", Outcome::Warning),
            ("migrations", Outcome::Bad),
            ("schema source", Outcome::Bad),
            ("commands", Outcome::Bad),
            ("sqlx", Outcome::Warning),
            ("git", Outcome::Warning),
            ("scratch database", Outcome::Good),
        ]
    );
    for check in &checks {
        assert_eq!(
            check.mend.is_some(),
            check.outcome != Outcome::Good,
            "{check:?}"
        );
    }
    assert!(
        find(&checks, "sqlx")
            .detail
            .starts_with("sqlx 0.8.6 does not heed")
    );
}

#[test]
fn a_project_as_it_should_be_is_good() {
    let (folder, _) = temporary("");
    let root = folder.path();
    fs::write(
        root.join("schema.sql"),
        "CREATE TABLE users (id INTEGER PRIMARY KEY);",
    )
    .unwrap();
    fs::write(root.join(".gitattributes"), "*.sql text eol=lf\n").unwrap();
    fs::write(root.join(".gitignore"), ".env\n*.db\n").unwrap();
    fs::write(root.join(".env"), "DATABASE_URL=sqlite:dev.db\n").unwrap();
    fs::write(
        root.join("migrations/20260101000000_users.up.sql"),
        "CREATE TABLE users (id INTEGER PRIMARY KEY);",
    )
    .unwrap();
    fs::write(
        root.join("migrations/20260101000000_users.down.sql"),
        "DROP TABLE users;",
    )
    .unwrap();
    git(root, &["init", "-q"]);
    let context = open(root);
    let history = context.history().unwrap();
    let mut database = context.development(Access::Create).unwrap();
    crate::workflow::context::apply(
        &mut *database,
        &history.migrations[0],
        &mut crate::workflow::context::Silent,
    )
    .unwrap();
    drop(database);
    let checks = examine(Ok(&context));
    let expected = [
        "project",
        "database",
        "migrations",
        "schema source",
        "git",
        "hook",
        "line ends",
        ".env",
        "scratch database",
    ];
    let outcomes = outcomes(&checks);
    assert_eq!(
        outcomes.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
        expected
    );
    // The hook alone is missing.
    let bad: Vec<_> = outcomes
        .iter()
        .filter(|(_, outcome)| *outcome != Outcome::Good)
        .collect();
    assert_eq!(bad, [&("hook", Outcome::Warning)]);
    assert!(
        find(&checks, "database")
            .detail
            .ends_with("rollback journal, at head"),
        "{checks:?}"
    );
    assert!(
        find(&checks, "migrations")
            .detail
            .ends_with("head 20260101000000 users"),
        "{checks:?}"
    );
}

#[test]
fn secrets_and_rows_that_git_would_take_are_named() {
    let (folder, context) = temporary("");
    let root = folder.path();
    fs::write(root.join(".env"), "DATABASE_URL=sqlite:dev.db\n").unwrap();
    fs::write(root.join("dev.db"), "").unwrap();
    git(root, &["init", "-q"]);
    let looked = |name: &str| find(&examine(Ok(&context)), name).clone();
    assert_eq!(looked(".env").outcome, Outcome::Warning);
    assert_eq!(
        looked("database file").mend.unwrap(),
        "echo /dev.db >> .gitignore"
    );
    assert_eq!(looked("line ends").outcome, Outcome::Warning);
    git(root, &["add", ".env", "dev.db"]);
    assert_eq!(looked(".env").outcome, Outcome::Bad);
    assert_eq!(
        looked("database file").mend.unwrap(),
        "git rm --cached dev.db"
    );
}

#[test]
fn without_a_project_the_error_and_what_needs_none_is_told() {
    let error = Error::usage("there is no Cargo.toml")
        .note("looked everywhere")
        .hint("cd to the project");
    let checks = examine(Err(&error));
    assert_eq!(
        checks[0].detail,
        "there is no Cargo.toml; looked everywhere"
    );
    assert_eq!(checks[0].mend.as_deref(), Some("cd to the project"));
    assert_eq!(
        checks.iter().map(|check| check.name).collect::<Vec<_>>(),
        ["project", "engine", "journal", "left-over snapshots"]
    );
}

#[test]
fn versions_are_compared_by_number() {
    let cases = [
        ("3.51.2", Outcome::Warning),
        ("3.51.3", Outcome::Good),
        ("3.9.0", Outcome::Warning),
        ("3.100.0", Outcome::Good),
        ("4", Outcome::Good),
    ];
    for (version, outcome) in cases {
        assert_eq!(
            engine_version(&format!("sqlite {version}")).outcome,
            outcome,
            "{version}"
        );
    }
    assert_eq!(numbers("0.9.0-alpha.1"), [0, 9, 0]);
}

#[test]
fn only_old_snapshots_of_this_tool_are_left_over() {
    let folder = tempfile::tempdir().unwrap();
    let snapshot = folder.path().join("snapshot-abc");
    fs::create_dir(&snapshot).unwrap();
    fs::create_dir(folder.path().join("snapshot-of-others")).unwrap();
    let file = fs::File::create(snapshot.join("snapshot.db")).unwrap();
    assert_eq!(state::snapshots(folder.path()).outcome, Outcome::Good);
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(2 * 24 * 60 * 60);
    file.set_modified(old).unwrap();
    let check = state::snapshots(folder.path());
    assert!(check.mend.unwrap().ends_with("snapshot-abc'"));
}
