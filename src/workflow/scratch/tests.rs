#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::Path;

use super::file::{InFile, with_suffix};
use super::*;
use crate::error::Kind;
use crate::workflow::command::tests::{open as reopen, project};
use crate::workflow::context::Silent;

/// Copies `made.db` to the database that `DATABASE_URL` names, and counts how often it ran.
const COPY: &str =
    "setup = [\"sh -c 'echo x >> runs; f=${DATABASE_URL#sqlite://}; cp made.db ${f%%\\\\?*}'\"]";

fn options() -> Options {
    Options {
        force: false,
        output: Output::Captured,
    }
}

fn build(context: &Context) -> Result<Scratch> {
    rebuild(context, options(), &mut Silent)
}

fn make(path: &Path, sql: &str) {
    let _ = fs::remove_file(path);
    rusqlite::Connection::open(path)
        .unwrap()
        .execute_batch(sql)
        .unwrap();
}

fn shown(changes: &[Change]) -> Vec<String> {
    changes.iter().map(ToString::to_string).collect()
}

fn database(context: &Context) -> PathBuf {
    InFile::new(context).unwrap().database
}

#[test]
fn it_is_built_from_the_schema_files_and_held_against_the_history() {
    let (folder, context) = project("schema = [\"schema.sql\"]");
    fs::write(
        folder.path().join("schema.sql"),
        "CREATE TABLE users (id INTEGER PRIMARY KEY, mail TEXT);",
    )
    .unwrap();
    fs::write(
        folder
            .path()
            .join("migrations/20260101000000_initial.up.sql"),
        "CREATE TABLE users (id INTEGER PRIMARY KEY);",
    )
    .unwrap();
    let scratch = build(&context).unwrap();
    assert_eq!(scratch.pending, ["users: add column mail"]);
    assert_eq!(
        (scratch.rebuilt, scratch.tables, scratch.rows),
        (true, 1, 0)
    );
    assert!(scratch.commands.is_empty() && scratch.source_differs.is_empty());
    assert!(
        database(&context).starts_with(context.project.target_directory().unwrap().join("migrate"))
    );
}

#[test]
fn unchanged_inputs_are_not_built_again() {
    let (folder, context) = project(COPY);
    make(
        &folder.path().join("made.db"),
        "CREATE TABLE users (id INTEGER PRIMARY KEY); INSERT INTO users VALUES (1), (2)",
    );
    let runs = || {
        fs::read_to_string(folder.path().join("runs"))
            .unwrap()
            .lines()
            .count()
    };
    let first = build(&context).unwrap();
    assert_eq!(
        (
            first.rebuilt,
            first.tables,
            first.rows,
            first.commands.len()
        ),
        (true, 1, 2, 1)
    );
    let second = build(&context).unwrap();
    assert_eq!((second.rebuilt, second.rows, runs()), (false, 2, 1));
    assert!(ensure(&context, &mut Silent).unwrap().built.is_none());
    // Each of these makes it stale, once.
    let source = folder.path().join("src/lib.rs");
    let stale: [(&str, &dyn Fn()); 4] = [
        ("code", &|| fs::write(&source, "// changed").unwrap()),
        ("schema changed by hand", &|| {
            rusqlite::Connection::open(database(&context))
                .unwrap()
                .execute_batch("CREATE TABLE by_hand (x)")
                .unwrap();
        }),
        ("database gone", &|| {
            fs::remove_file(database(&context)).unwrap();
        }),
        ("database damaged", &|| {
            fs::write(database(&context), "damaged").unwrap();
        }),
    ];
    for (number, (what, change)) in stale.iter().enumerate() {
        change();
        assert!(
            ensure(&context, &mut Silent).unwrap().built.is_some(),
            "{what}"
        );
        assert!(
            ensure(&context, &mut Silent).unwrap().built.is_none(),
            "{what}"
        );
        assert_eq!(runs(), number + 2, "{what}");
    }
    let forced = rebuild(
        &context,
        Options {
            force: true,
            ..options()
        },
        &mut Silent,
    )
    .unwrap();
    assert!(forced.rebuilt);
}

#[test]
fn set_up_commands_are_held_against_the_schema_files() {
    let (folder, context) = project(&format!("schema = [\"schema.sql\"]\n{COPY}"));
    fs::write(
        folder.path().join("schema.sql"),
        "CREATE TABLE users (id INTEGER PRIMARY KEY);",
    )
    .unwrap();
    make(
        &folder.path().join("made.db"),
        "CREATE TABLE users (id INTEGER PRIMARY KEY); CREATE TABLE logs (at TEXT)",
    );
    let scratch = build(&context).unwrap();
    assert_eq!(shown(&scratch.source_differs), ["add table logs"]);
    assert_eq!(scratch.pending, ["add table users", "add table logs"]);
}

#[test]
fn a_failing_command_leaves_no_scratch_database() {
    let (folder, context) = project(&format!("{COPY}\nscan = [\"sh -c 'exit 3'\"]"));
    make(&folder.path().join("made.db"), "CREATE TABLE users (id)");
    let error = build(&context).unwrap_err();
    assert_eq!(error.kind(), Kind::Failed);
    let home = InFile::new(&context).unwrap();
    let place = home.place();
    for path in [&home.database, &place.mark, &place.inputs, &place.run] {
        assert!(!path.exists(), "{}", path.display());
    }
}

#[test]
fn a_set_up_that_makes_nothing_is_told_so() {
    let (_folder, context) = project("setup = [\"true\"]");
    let error = build(&context).unwrap_err();
    assert!(
        error
            .message()
            .starts_with("the set-up commands made no database"),
        "{error}"
    );
}

#[test]
fn companions_of_the_database_go_with_it() {
    let (folder, context) = project("schema = [\"schema.sql\"]");
    fs::write(folder.path().join("schema.sql"), "CREATE TABLE users (id);").unwrap();
    build(&context).unwrap();
    let path = database(&context);
    let others = ["-wal", "-shm", "-journal", ".bak"].map(|suffix| with_suffix(&path, suffix));
    others.iter().for_each(|path| fs::write(path, "").unwrap());
    assert!(delete(&context).unwrap());
    assert_eq!(
        others.map(|path| path.exists()),
        [false, false, false, true]
    );
    assert!(!path.exists());
}

#[test]
fn what_is_not_its_own_is_refused_and_left_as_it_is() {
    type Make = fn(&InFile, &Path);
    let cases: [(&str, Make); 5] = [
        ("is there without this tool's mark", |home, _| {
            fs::write(&home.database, "precious").unwrap();
        }),
        ("is there without this tool's mark", |home, _| {
            fs::write(&home.database, "precious").unwrap();
            fs::write(&home.place().mark, "{\"made_by\": \"somebody\"}").unwrap();
        }),
        ("is a symbolic link", |home, root| {
            fs::write(root.join("precious.db"), "precious").unwrap();
            std::os::unix::fs::symlink(root.join("precious.db"), &home.database).unwrap();
        }),
        ("is a symbolic link", |home, root| {
            fs::remove_dir(&home.place().folder).unwrap();
            fs::create_dir(root.join("elsewhere")).unwrap();
            fs::write(root.join("elsewhere/scratch.db"), "precious").unwrap();
            std::os::unix::fs::symlink(root.join("elsewhere"), &home.place().folder).unwrap();
        }),
        ("names the scratch database", |home, root| {
            home.place().write_mark(None).unwrap();
            fs::write(&home.database, "precious").unwrap();
            fs::hard_link(&home.database, root.join("dev.db")).unwrap();
        }),
    ];
    for (expected, make) in cases {
        let (folder, context) = project("schema = [\"schema.sql\"]");
        fs::write(folder.path().join("schema.sql"), "CREATE TABLE users (id);").unwrap();
        let home = InFile::new(&context).unwrap();
        fs::create_dir_all(&home.place().folder).unwrap();
        make(&home, folder.path());
        let error = build(&reopen(folder.path())).unwrap_err();
        assert!(error.message().contains(expected), "{error}");
        assert_eq!(error.kind(), Kind::Refused);
        assert!(!error.hints().is_empty());
        assert_eq!(fs::read(&home.database).unwrap(), b"precious", "{expected}");
    }
}

#[test]
fn a_project_without_migrations_has_everything_pending() {
    let (folder, context) = project("schema = [\"schema.sql\"]");
    fs::write(folder.path().join("schema.sql"), "CREATE TABLE users (id);").unwrap();
    fs::remove_dir(folder.path().join("migrations")).unwrap();
    assert_eq!(build(&context).unwrap().pending, ["add table users"]);
}
