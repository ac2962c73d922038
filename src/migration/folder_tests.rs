#![expect(clippy::unwrap_used, reason = "a test may panic")]
use super::*;
use crate::migration::Severity;

fn history(names: &[&str]) -> History {
    let files = names
        .iter()
        .map(|name| ((*name).to_owned(), b"SELECT 1;\n".to_vec()))
        .collect();
    History::from_files(Path::new("m"), files)
}

fn found(history: &History) -> Vec<String> {
    history
        .findings
        .iter()
        .map(|finding| {
            format!(
                "{} {}",
                finding.kind.code(),
                finding.path.file_name().unwrap().to_string_lossy()
            )
        })
        .collect()
}

#[test]
fn what_the_names_in_a_folder_show() {
    let cases: &[(&[&str], &[i64], &[&str])] = &[
        (&[], &[], &[]),
        (
            &[
                "1_a.up.sql",
                "1_a.down.sql",
                "2_b.sql",
                "README.md",
                "a.up.sql.bak",
            ],
            &[1, 2],
            &[],
        ),
        (&["10_b.sql", "9_a.sql"], &[9, 10], &[]),
        (
            &["1_a.sql", "1_b.sql"],
            &[1],
            &["duplicate-version 1_b.sql"],
        ),
        (
            &["01_a.sql", "1_a.sql"],
            &[1],
            &["duplicate-version 1_a.sql"],
        ),
        (
            &["1_x.sql", "1_x.up.sql", "1_x.down.sql"],
            &[1],
            &["duplicate-version 1_x.up.sql"],
        ),
        (
            &["1_x.up.sql", "1_x.down.sql", "1_y.down.sql"],
            &[1],
            &["duplicate-version 1_y.down.sql"],
        ),
        (
            &["1_A.sql", "1_a.sql", "1_b.sql"],
            &[1],
            &["duplicate-version 1_a.sql", "duplicate-version 1_b.sql"],
        ),
        (&["1_a.up.sql"], &[1], &["missing-down 1_a.up.sql"]),
        (&["1_a.down.sql"], &[], &["orphan-down 1_a.down.sql"]),
        (
            &["10-dash.sql", "11_u.SQL", "x.sql"],
            &[],
            &[
                "ignored-file 10-dash.sql",
                "ignored-file 11_u.SQL",
                "ignored-file x.sql",
            ],
        ),
        (
            &["0_a.sql", "-5_b.sql"],
            &[-5, 0],
            &[
                "version-not-positive -5_b.sql",
                "version-not-positive 0_a.sql",
            ],
        ),
        (&["v13_a.sql"], &[], &["version-not-a-number v13_a.sql"]),
        (&["sub/1_a.sql"], &[], &[]),
    ];
    for (names, versions, findings) in cases {
        let history = history(names);
        assert_eq!(
            history.versions().collect::<Vec<_>>(),
            *versions,
            "{names:?}"
        );
        assert_eq!(found(&history), *findings, "{names:?}");
    }
}

#[test]
fn a_finding_says_what_to_do() {
    let cases = [
        (&["10-dash.sql"][..], "mv m/10-dash.sql m/10_dash.sql"),
        (&["11_u.SQL"], "mv m/11_u.SQL m/11_u.sql"),
        (&["12_x.UP.Sql"], "mv m/12_x.UP.Sql m/12_x.up.sql"),
        (&["3.sql"], "mv m/3.sql m/3_.sql"),
        (&["1_a.up.sql"], "write m/1_a.down.sql"),
    ];
    for (names, hint) in cases {
        assert_eq!(
            history(names).findings[0].hint.as_deref(),
            Some(hint),
            "{names:?}"
        );
    }
    let twice = history(&["01_a.sql", "1_b.sql"]);
    let message = &twice.findings[0].message;
    assert_eq!(message, "version 1 is there twice: 01_a.sql and 1_b.sql");
}

#[test]
fn a_pair_keeps_both_scripts_and_the_labels() {
    let files = vec![
        (
            "1_a_b.up.sql".to_owned(),
            b"-- label: 0.4\nSELECT 1;".to_vec(),
        ),
        (
            "1_a_b.down.sql".to_owned(),
            b"-- no-transaction\nSELECT 2;".to_vec(),
        ),
        ("2_c.sql".to_owned(), b"SELECT 3;".to_vec()),
    ];
    let history = History::from_files(Path::new("m"), files);
    let pair = &history.migrations[0];
    assert_eq!(pair.description, "a_b");
    assert_eq!(pair.title(), "a b");
    assert_eq!(pair.labels, ["0.4"]);
    assert!(!pair.simple && !pair.up.no_transaction);
    assert!(pair.down.as_ref().unwrap().no_transaction);
    assert_eq!(pair.up.path, Path::new("m/1_a_b.up.sql"));
    assert!(history.migrations[1].simple && history.migrations[1].down.is_none());
}

#[test]
fn an_unreadable_half_does_not_make_an_orphan_of_the_other() {
    let files = vec![
        ("1_a.up.sql".to_owned(), b"\xff".to_vec()),
        ("1_a.down.sql".to_owned(), b"SELECT 2;".to_vec()),
        ("2_b.up.sql".to_owned(), b"SELECT 1;".to_vec()),
        ("2_b.down.sql".to_owned(), vec![b' '; 11 * 1024 * 1024]),
    ];
    let history = History::from_files(Path::new("m"), files);
    assert_eq!(
        found(&history),
        ["not-utf8 1_a.up.sql", "too-large 2_b.down.sql"]
    );
    assert_eq!(history.versions().collect::<Vec<_>>(), [2]);
}

#[test]
fn an_empty_migration_is_a_warning_and_all_else_an_error() {
    let files = vec![("1_a.sql".to_owned(), b"-- later\n".to_vec())];
    let history = History::from_files(Path::new("m"), files);
    assert_eq!(history.findings[0].severity, Severity::Warning);
    assert_eq!(history.errors().count(), 0);
}

#[test]
fn a_missing_folder_is_a_usage_error_with_a_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let error = History::read(&folder.path().join("gone")).unwrap_err();
    assert_eq!(error.kind(), crate::Kind::Usage);
    assert!(error.message().contains("gone"));
    assert!(
        error
            .hints()
            .iter()
            .any(|hint| hint == "cargo migrate init")
    );
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = History::read(&file).unwrap_err();
    assert!(error.message().ends_with("is not a folder"), "{error}");
}

#[cfg(unix)]
#[test]
fn nothing_but_regular_files_within_the_folder_is_read() {
    use std::os::unix::fs::symlink;
    let top = tempfile::tempdir().unwrap();
    let folder = top.path().join("migrations");
    fs::create_dir(&folder).unwrap();
    fs::write(top.path().join("outside.sql"), "SELECT 1;").unwrap();
    fs::write(folder.join("1_a.sql"), "SELECT 1;").unwrap();
    fs::create_dir(folder.join("3_folder.sql")).unwrap();
    fs::create_dir(folder.join("notes")).unwrap();
    symlink("1_a.sql", folder.join("2_link.sql")).unwrap();
    symlink("../outside.sql", folder.join("4_out.sql")).unwrap();
    symlink("nowhere", folder.join("README")).unwrap();
    symlink("6_loop.sql", folder.join("6_loop.sql")).unwrap();
    symlink("/dev/null", folder.join("7_null.sql")).unwrap();
    duct::cmd!("mkfifo", folder.join("5_pipe.sql"))
        .run()
        .unwrap();
    std::os::unix::net::UnixListener::bind(folder.join("8_socket.sql")).unwrap();
    let history = History::read(&folder).unwrap();
    assert_eq!(history.versions().collect::<Vec<_>>(), [1, 2]);
    assert_eq!(
        found(&history),
        [
            "not-a-file 3_folder.sql",
            "outside-folder 4_out.sql",
            "not-a-file 5_pipe.sql",
            "unreadable 6_loop.sql",
            "outside-folder 7_null.sql",
            "not-a-file 8_socket.sql",
            "unreadable README",
        ]
    );
}

#[test]
fn a_thousand_pairs_are_read_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let sql = "CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n".repeat(10);
    for version in 1..=1000 {
        for direction in ["up", "down"] {
            let name = format!("{version:04}_table.{direction}.sql");
            fs::write(folder.path().join(name), &sql).unwrap();
        }
    }
    let start = std::time::Instant::now();
    let history = History::read(folder.path()).unwrap();
    // A hundredth of that on an idle machine.
    let limit = std::time::Duration::from_millis(2000);
    assert!(start.elapsed() < limit, "{:?}", start.elapsed());
    assert_eq!(history.migrations.len(), 1000);
    assert_eq!(history.findings, []);
}
