#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;

use super::*;
use crate::project::Options;
use crate::workflow::context::Silent;

/// A Cargo package with this configuration, and a database that is not there yet. Nothing of the
/// environment reaches it.
pub(in crate::workflow) fn project(configuration: &str) -> (tempfile::TempDir, Context) {
    let folder = tempfile::tempdir().unwrap();
    // The folder's own name, as tests may share a target folder by CARGO_TARGET_DIR.
    let name = folder
        .path()
        .file_name()
        .unwrap()
        .to_string_lossy()
        .replace('.', "t");
    fs::create_dir_all(folder.path().join("src")).unwrap();
    fs::create_dir_all(folder.path().join("migrations")).unwrap();
    fs::write(folder.path().join("src/lib.rs"), "").unwrap();
    fs::write(
        folder.path().join("Cargo.toml"),
        format!("[package]\nname = \"{name}\"\n\n[package.metadata.migrate]\n{configuration}\n"),
    )
    .unwrap();
    let context = open(folder.path());
    (folder, context)
}

/// The project in this folder, as its files say now.
pub(in crate::workflow) fn open(folder: &Path) -> Context {
    let options = Options {
        directory: folder.to_owned(),
        database_url: Some("sqlite:dev.db".to_owned()),
        ..Options::default()
    };
    Context::new(Project::discover(&options).unwrap(), folder.to_owned())
}

/// The told commands with the time left out.
#[derive(Default)]
struct Told(Vec<String>);

impl Progress for Told {
    fn status(&mut self, verb: &str, message: &str) {
        self.0.push(format!("{verb} {message}"));
    }
    fn timed(&mut self, verb: &str, message: &str, _: Duration) {
        self.0.push(format!("{verb} {message}"));
    }
    fn statement(&mut self, _: &str, _: Duration) {}
    fn warn(&mut self, _: &str) {}
    fn note(&mut self, _: &str) {}
}

fn setup<'a>(context: &'a Context, url: &'a DatabaseUrl) -> Commands<'a> {
    Commands {
        project: &context.project,
        step: Step::Setup,
        url,
        output: Output::Captured,
        registry: None,
    }
}

fn scratch_url() -> DatabaseUrl {
    DatabaseUrl::parse("sqlite:///scratch/here.db").unwrap()
}

#[test]
fn commands_run_in_the_root_with_the_url_and_without_input() {
    let (folder, context) = project(
        "database-url-var = \"FORGE_DB\"\nsetup = [\"sh -c 'cat; pwd; echo $DATABASE_URL $FORGE_DB $CARGO_PKG_NAME $CARGO_MANIFEST_DIR. > said; pwd >> said'\", \"./second 'a b'\"]",
    );
    fs::write(
        folder.path().join("second"),
        "#!/bin/sh\necho \"$1\" >> said\n",
    )
    .unwrap();
    Command::new("chmod")
        .arg("+x")
        .arg(folder.path().join("second"))
        .status()
        .unwrap();
    let mut told = Told::default();
    let done = setup(&context, &scratch_url()).run(&mut told).unwrap();
    let said = fs::read_to_string(folder.path().join("said")).unwrap();
    let root = folder.path().canonicalize().unwrap();
    assert_eq!(
        said,
        format!(
            "sqlite:///scratch/here.db sqlite:///scratch/here.db .\n{}\na b\n",
            root.display()
        )
    );
    assert_eq!(done.len(), 2);
    assert_eq!(
        told.0[2..],
        ["Running ./second 'a b'", "Ran ./second 'a b'"]
    );
}

#[test]
fn the_first_command_that_fails_stops_the_rest_and_is_quoted() {
    let (folder, context) = project(
        "setup = [\"sh -c 'for i in $(seq 30); do echo line $i; done; echo why >&2; exit 7'\", \"touch late\"]",
    );
    let error = setup(&context, &scratch_url())
        .run(&mut Silent)
        .unwrap_err();
    assert_eq!(error.kind(), crate::Kind::Failed);
    assert!(
        error.message().ends_with("exit 2' failed with exit code 7")
            || error.message().ends_with("failed with exit code 7"),
        "{error}"
    );
    let notes = error.notes().join("\n");
    assert!(
        notes.contains("line 30\nwhy")
            && notes.contains("line 12\n")
            && !notes.contains("line 11\n"),
        "{notes}"
    );
    assert!(
        notes.contains("`setup` of")
            && notes.contains("Cargo.toml")
            && notes.contains("not run: touch late"),
        "{notes}"
    );
    assert!(
        error.hints()[0].contains("DATABASE_URL=sqlite:///scratch/here.db sh -c"),
        "{:?}",
        error.hints()
    );
    assert!(!folder.path().join("late").exists());
}

#[test]
fn a_command_that_cannot_be_started_says_why() {
    let cases = [
        (
            "no-such-program-here x",
            "there is no program `no-such-program-here` in the folders of PATH",
        ),
        ("./missing", "there is no program "),
        ("./not-executable", "may not be run"),
        (
            "./no-interpreter",
            "the interpreter that its first line names is not there",
        ),
    ];
    for (line, expected) in cases {
        let (folder, context) = project(&format!("setup = [\"{line}\"]"));
        fs::write(folder.path().join("not-executable"), "").unwrap();
        fs::write(folder.path().join("no-interpreter"), "#!/no/such/shell\n").unwrap();
        Command::new("chmod")
            .arg("+x")
            .arg(folder.path().join("no-interpreter"))
            .status()
            .unwrap();
        let error = setup(&context, &scratch_url())
            .run(&mut Silent)
            .unwrap_err();
        assert!(error.message().contains(expected), "{line}: {error}");
        assert_eq!(error.kind(), crate::Kind::Usage);
        assert!(
            error.notes()[0].contains("`setup` of"),
            "{:?}",
            error.notes()
        );
        assert!(!error.hints().is_empty());
    }
}

#[test]
fn what_a_command_leaves_behind_in_its_group_ends_with_it() {
    let (folder, context) = project("setup = [\"sh -c 'sleep 60 & echo $! > pid'\"]");
    setup(&context, &scratch_url()).run(&mut Silent).unwrap();
    assert_ends(&folder.path().join("pid"));
}

#[test]
fn an_error_names_commands_as_they_would_be_typed() {
    let cases: [(&[&str], &str); 4] = [
        (&["cargo", "run", "-q"], "cargo run -q"),
        (&["a", "b c", ""], "a 'b c' ''"),
        (&["it's"], r"'it'\''s'"),
        (&["--user=doe", "x@y.z"], "--user=doe x@y.z"),
    ];
    for (words, expected) in cases {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        assert_eq!(display(&words), expected);
    }
}

#[cfg(unix)]
fn is_alive(id: i32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    stat.rsplit_once(") ")
        .is_some_and(|(_, rest)| !rest.starts_with(['Z', 'X']))
}

fn read_id(path: &Path) -> i32 {
    for _ in 0..500 {
        if let Some(id) = fs::read_to_string(path)
            .ok()
            .and_then(|text| text.trim().parse().ok())
        {
            return id;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{} was not written", path.display());
}

fn assert_ends(path: &Path) {
    let id = read_id(path);
    for _ in 0..300 {
        if !is_alive(id) {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("process {id} lives on");
}

/// Not a test by itself: the process that the two tests below interrupt and kill.
#[test]
fn runs_a_long_command_for_other_tests() {
    let Some(folder) = std::env::var_os("CARGO_MIGRATE_TEST_FOLDER") else {
        return;
    };
    let folder = PathBuf::from(folder);
    let context = open(&folder);
    let registry = folder.join("run");
    Commands {
        registry: Some(&registry),
        ..setup(&context, &scratch_url())
    }
    .run(&mut Silent)
    .unwrap();
}

fn start_long_command(folder: &Path) -> std::process::Child {
    let child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "workflow::command::tests::runs_a_long_command_for_other_tests",
            "--nocapture",
        ])
        .env("CARGO_MIGRATE_TEST_FOLDER", folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    read_id(&folder.join("pid"));
    child
}

const LONG: &str = "setup = [\"sh -c 'sleep 60 & echo $! > pid; wait'\"]";

#[cfg(target_os = "linux")]
#[test]
fn an_interruption_ends_the_command_and_then_this_process_by_the_same_signal() {
    use std::os::unix::process::ExitStatusExt;
    for signal in ["INT", "TERM", "HUP"] {
        let (folder, _) = project(LONG);
        let mut child = start_long_command(folder.path());
        Command::new("kill")
            .args(["-s", signal, &child.id().to_string()])
            .status()
            .unwrap();
        let status = child.wait().unwrap();
        let expected = match signal {
            "INT" => 2,
            "TERM" => 15,
            _ => 1,
        };
        assert_eq!(status.signal(), Some(expected), "{signal}");
        assert_ends(&folder.path().join("pid"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_next_run_ends_what_a_killed_run_left_behind() {
    let (folder, _) = project(LONG);
    let mut child = start_long_command(folder.path());
    child.kill().unwrap();
    child.wait().unwrap();
    let registry = folder.path().join("run");
    assert!(registry.exists() && is_alive(read_id(&folder.path().join("pid"))));
    // The shell and its sleep.
    assert_eq!(end_leftovers(&registry).unwrap(), 2);
    assert_ends(&folder.path().join("pid"));
    assert!(!registry.exists());
    assert_eq!(end_leftovers(&registry).unwrap(), 0);
}
