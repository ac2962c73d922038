#![expect(clippy::unwrap_used, reason = "a test may panic")]
use super::*;
use std::fs;
use std::path::PathBuf;
use std::time::Instant;

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state").join(FILE);
    (folder, path)
}

fn folder_of_migrations() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations")
}

fn migrated() -> Session {
    let mut session = Session::in_memory().unwrap();
    for migration in &history().migrations {
        run(&mut session, &migration.up.path, &migration.up.sql);
    }
    session
}

fn run(session: &mut Session, path: &Path, sql: &str) {
    let run = Run {
        path,
        sql,
        no_transaction: false,
        note: Note::None,
    };
    session.run(&run, &mut |_, _| {}).unwrap();
}

#[test]
fn the_embedded_migrations_are_those_of_the_folder_and_sound() {
    let read = History::read(&folder_of_migrations()).unwrap();
    assert_eq!(read.findings, []);
    let scripts = |history: &History| -> Vec<_> {
        let text = |script: &crate::migration::Script| (script.file_name(), script.sql.clone());
        let pair = |migration: &crate::migration::Migration| {
            (text(&migration.up), migration.down.as_ref().map(text))
        };
        history.migrations.iter().map(pair).collect()
    };
    assert_eq!(scripts(&history()), scripts(&read));
    assert_eq!(history().versions().collect::<Vec<_>>(), versions());
}

#[test]
fn the_migrations_lead_to_the_schema_source_and_back_to_nothing() {
    let mut session = migrated();
    let mut wanted = Session::in_memory().unwrap();
    let schema = Path::new("src/journal/schema.sql");
    run(&mut wanted, schema, include_str!("schema.sql"));
    assert_eq!(
        session.catalog_text().unwrap(),
        wanted.catalog_text().unwrap()
    );
    for migration in history().migrations.iter().rev() {
        let down = migration.down.as_ref().unwrap();
        run(&mut session, &down.path, &down.sql);
    }
    assert_eq!(
        session.catalog_text().unwrap(),
        Session::in_memory().unwrap().catalog_text().unwrap()
    );
}

#[test]
fn a_new_journal_is_made_with_its_folder_in_wal_mode_and_kept() {
    let (_folder, path) = folder();
    let first = Journal::open_at(&path).unwrap();
    let id = first.database("sqlite:/dev.db").unwrap();
    let mode = |connection: &Connection| {
        connection.query_row("PRAGMA journal_mode", [], |row| row.get::<_, String>(0))
    };
    assert_eq!(first.read(mode).unwrap(), "wal");
    assert_eq!(first.path(), Some(path.as_path()));
    drop(first);
    assert_eq!(
        Journal::open_at(&path)
            .unwrap()
            .database("sqlite:/dev.db")
            .unwrap(),
        id
    );
}

#[cfg(unix)]
#[test]
fn the_journal_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, path) = folder();
    let journal = Journal::open_at(&path).unwrap();
    journal.database("sqlite:/dev.db").unwrap();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    let files = fs::read_dir(path.parent().unwrap()).unwrap();
    let files: Vec<_> = files.map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() >= 3, "{files:?}");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[test]
fn many_threads_make_and_use_the_same_journal_at_once() {
    let (_folder, path) = folder();
    let work = |number: usize| {
        let journal = Journal::open_at(&path).unwrap();
        let id = journal.database("sqlite:/dev.db").unwrap();
        for round in 0..20 {
            journal
                .remember_proof(&format!("{number}/{round}"), "draft", None)
                .unwrap();
        }
        (number, id)
    };
    let ids: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|number| scope.spawn(move || work(number)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    let journal = Journal::open_at(&path).unwrap();
    for (number, id) in ids {
        assert_eq!(journal.database("sqlite:/dev.db").unwrap(), id);
        assert!(journal.proof(&format!("{number}/19")).unwrap().is_some());
    }
}

/// Names the journal to the processes of the next test.
const SHARED: &str = "CARGO_MIGRATE_TEST_JOURNAL";

#[test]
fn many_processes_make_and_use_the_same_journal_at_once() {
    let (_folder, path) = folder();
    let one = || {
        let test = "journal::open::tests::one_of_many_processes";
        let args = ["--exact", test, "--quiet"];
        duct::cmd(std::env::current_exe().unwrap(), args)
            .env(SHARED, &path)
            .stdout_capture()
            .stderr_capture()
            .start()
            .unwrap()
    };
    let processes: Vec<_> = (0..6).map(|_| one()).collect();
    for process in processes {
        process.wait().unwrap();
    }
    let sql = "SELECT count(*) FROM runs WHERE outcome = 'done'";
    let journal = Journal::open_at(&path).unwrap();
    let count =
        journal.read(|connection| connection.query_row(sql, [], |row| row.get::<_, i64>(0)));
    assert_eq!(count.unwrap(), 60);
}

/// The other half of the test before it: what each of its processes does to the journal that they
/// share. Run by itself it does so to one of its own.
#[test]
fn one_of_many_processes() {
    let (_folder, own) = folder();
    let path = std::env::var_os(SHARED).map_or(own, PathBuf::from);
    let journal = Journal::open_at(&path).unwrap();
    let database = journal.database("sqlite:/dev.db").unwrap();
    for version in 0..10 {
        let run = journal
            .begin_run(database, "upgrade", None, Some(version))
            .unwrap();
        journal.finish_run(run, "done").unwrap();
    }
}

#[test]
fn a_journal_that_is_up_to_date_opens_without_waiting_for_a_writer() {
    let (_folder, path) = folder();
    let writer = Journal::open_at(&path).unwrap();
    writer.connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    let start = Instant::now();
    Journal::open_at(&path).unwrap();
    assert!(start.elapsed() < BUSY_TIMEOUT, "{:?}", start.elapsed());
}

#[test]
fn a_file_without_a_ledger_is_behind_and_is_brought_up_to_date() {
    let (_folder, path) = folder();
    fs::create_dir(path.parent().unwrap()).unwrap();
    fs::write(&path, "").unwrap();
    let (_, state) = look(&path).unwrap().unwrap();
    assert_eq!(state, State::Behind);
    Journal::open_at(&path)
        .unwrap()
        .database("sqlite:/dev.db")
        .unwrap();
    let ledger = Session::open(&path, Access::Read)
        .unwrap()
        .applied()
        .unwrap();
    let rows: Vec<_> = ledger
        .iter()
        .map(|row| (row.version, &row.checksum, row.success))
        .collect();
    let history = history();
    let sums: Vec<_> = history
        .migrations
        .iter()
        .map(crate::migration::Migration::checksum)
        .collect();
    let expected: Vec<_> = history
        .versions()
        .zip(&sums)
        .map(|(version, sum)| (version, sum, true))
        .collect();
    assert_eq!(rows, expected);
}

#[test]
fn a_journal_of_a_newer_version_is_refused_and_left_alone() {
    let (_folder, path) = folder();
    let journal = Journal::open_at(&path).unwrap();
    let sql =
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
               VALUES (20990101000000, 'later', TRUE, x'00', 1)";
    journal.connection.execute_batch(sql).unwrap();
    drop(journal);
    let before = fs::read(&path).unwrap();
    let error = Journal::open_at(&path).unwrap_err();
    assert_eq!(error.kind(), Kind::Failed);
    assert!(error.message().contains("newer version"), "{error}");
    assert!(error.message().contains("20990101000000"), "{error}");
    assert!(
        error.hints()[0].contains("cargo install cargo-migrate"),
        "{error:?}"
    );
    assert!(fs::read(&path).unwrap() == before);
}

#[test]
fn a_damaged_journal_is_named_with_what_is_lost_when_it_is_deleted() {
    let text = |_: &Path| {
        b"this is no database, and it is longer than a header of a hundred bytes; so there is no doubt about it".to_vec()
    };
    let torn = |path: &Path| {
        let mut bytes = fs::read(path).unwrap();
        bytes[100..].fill(0xff);
        bytes
    };
    type Damage<'a> = &'a dyn Fn(&Path) -> Vec<u8>;
    let cases: [(&str, Damage); 2] = [("text", &text), ("torn", &torn)];
    for (name, damage) in cases {
        let (_folder, path) = folder();
        drop(Journal::open_at(&path).unwrap());
        fs::write(&path, damage(&path)).unwrap();
        let error = Journal::open_at(&path).unwrap_err();
        let shown = path.display().to_string();
        assert!(error.message().contains(&shown), "{name}: {error}");
        assert!(error.message().contains("damaged"), "{name}: {error}");
        assert!(error.notes()[0].contains("stored SQL"), "{name}: {error:?}");
        assert!(
            error.hints()[0].contains(&format!("rm -f '{shown}'")),
            "{name}: {error:?}"
        );
    }
}

#[test]
fn a_journal_without_its_tables_is_damaged() {
    let (_folder, path) = folder();
    let journal = Journal::open_at(&path).unwrap();
    journal
        .connection
        .execute_batch("DROP TABLE proofs")
        .unwrap();
    let error = journal.proof("abc").unwrap_err();
    assert!(
        error
            .message()
            .ends_with("is damaged: no such table: proofs"),
        "{error}"
    );
}

#[test]
fn a_folder_that_cannot_be_made_is_named_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = Journal::open_at(&file.join("state").join(FILE)).unwrap_err();
    assert_eq!(error.kind(), Kind::Failed);
    assert!(error.hints()[0].contains("CARGO_MIGRATE_HOME"), "{error:?}");
}

#[test]
fn opening_a_journal_that_is_up_to_date_takes_some_milliseconds_at_most() {
    let (_folder, path) = folder();
    Journal::open_at(&path).unwrap();
    let mut times: Vec<_> = (0..200)
        .map(|_| {
            let start = Instant::now();
            drop(Journal::open_at(&path).unwrap());
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    // A hundredth of that on an idle machine, in a debug build.
    assert!(
        times[100] < Duration::from_millis(20),
        "median {:?}",
        times[100]
    );
}
