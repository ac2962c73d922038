//! The commands that set an installation up, as its administrator calls them.

#![expect(clippy::unwrap_used, reason = "a test may end with a panic")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const SET_UP: [&str; 9] = [
    "--repos",
    "repos",
    "--user",
    "doe",
    "--email",
    "doe@example.com",
    "--password",
    "secret",
    "--no-public-access",
];

#[test]
fn a_scan_finds_new_repositories_and_misses_old_ones() {
    let folder = set_up_folder();
    let repositories = folder.path().join("repos");
    fs::create_dir_all(repositories.join("teams/web/site/.git")).unwrap();
    for part in ["objects", "refs"] {
        fs::create_dir_all(repositories.join("tools.git").join(part)).unwrap();
    }
    fs::write(repositories.join("tools.git/HEAD"), "ref: refs/heads/main").unwrap();
    let scan = || text(&run(folder.path(), env!("CARGO_BIN_EXE_repo-scan"), &[]).stdout);

    let first = scan();
    assert!(
        first.contains("     new teams/web/site\n     new tools.git\n2 repositories"),
        "{first}"
    );
    assert!(scan().contains(": 0 new, 0 returned, 0 vanished"));
    fs::rename(repositories.join("teams"), folder.path().join("teams")).unwrap();
    assert!(scan().starts_with("vanished teams/web/site\n"));
    fs::rename(folder.path().join("teams"), repositories.join("teams")).unwrap();
    assert!(scan().starts_with("returned teams/web/site\n"));
}

#[test]
fn without_a_terminal_nothing_is_replaced_unless_the_flag_says_so() {
    let folder = set_up_folder();

    let refused = run(folder.path(), env!("CARGO_BIN_EXE_setup-db"), &SET_UP);
    assert_eq!(refused.status.code(), Some(3));
    assert!(text(&refused.stderr).contains("--force-yes"));

    let forced = [SET_UP.as_slice(), &["--force-yes"]].concat();
    let replaced = run(folder.path(), env!("CARGO_BIN_EXE_setup-db"), &forced);
    assert_eq!(replaced.status.code(), Some(0));
}

#[test]
fn a_scan_of_a_database_that_is_not_set_up_says_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();

    let absent = run(folder.path(), env!("CARGO_BIN_EXE_repo-scan"), &[]);
    assert_eq!(absent.status.code(), Some(2));
    assert!(text(&absent.stderr).contains("cannot open the database sqlite:forge.db"));

    fs::write(folder.path().join("forge.db"), "").unwrap();
    let empty = run(folder.path(), env!("CARGO_BIN_EXE_repo-scan"), &[]);
    assert_eq!(empty.status.code(), Some(1));
    assert!(text(&empty.stderr).contains("the database lacks"));
}

fn set_up_folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), env!("CARGO_BIN_EXE_setup-db"), &SET_UP);
    assert!(output.status.success(), "{}", text(&output.stderr));
    folder
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> Output {
    Command::new(program)
        .args(arguments)
        .env("DATABASE_URL", "sqlite:forge.db")
        .env_remove("FORGE_PASSWORD")
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
