#![expect(clippy::unwrap_used, reason = "a test may panic")]
use super::*;

struct Repository(tempfile::TempDir);

impl Repository {
    fn new() -> Self {
        for variable in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
            let set = std::env::var_os(variable).is_some();
            assert!(
                !set,
                "with {variable} set, this test would change another repository"
            );
        }
        let repository = Self(tempfile::tempdir().unwrap());
        repository.git(&["init", "-q", "-b", "main"]);
        // Whatever the machine's own configuration says.
        repository.git(&["config", "core.hooksPath", ".git/hooks"]);
        fs::write(repository.root().join("Cargo.toml"), "").unwrap();
        repository
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn hook(&self) -> PathBuf {
        self.root().join(".git/hooks/pre-commit")
    }

    fn put(&self, text: &str) {
        fs::create_dir_all(self.hook().parent().unwrap()).unwrap();
        fs::write(self.hook(), text).unwrap();
    }

    fn git(&self, args: &[&str]) {
        git_in(self.root(), args);
    }

    fn state(&self) -> State {
        status(self.root()).unwrap().state
    }
}

fn git_in(folder: &Path, args: &[&str]) {
    let identity = [
        "-c",
        "user.name=doe",
        "-c",
        "user.email=doe@example.com",
        "-c",
        "commit.gpgsign=false",
    ];
    duct::cmd("git", identity.iter().chain(args))
        .dir(folder)
        .stdout_null()
        .stderr_null()
        .run()
        .unwrap();
}

fn mention(error: &Error, part: &str) -> bool {
    let texts = std::iter::once(error.message());
    let texts = texts.chain(error.notes().iter().map(String::as_str));
    texts
        .chain(error.hints().iter().map(String::as_str))
        .any(|text| text.contains(part))
}

#[test]
fn the_hook_is_installed_once_and_taken_away_again() {
    let repository = Repository::new();
    assert_eq!(repository.state(), State::Absent);
    assert_eq!(uninstall(repository.root()).unwrap(), None);
    let first = install(repository.root()).unwrap();
    assert!(first.changed);
    assert_eq!(first.notes, [""; 0]);
    assert_eq!(
        first.path.canonicalize().unwrap(),
        repository.hook().canonicalize().unwrap()
    );
    assert_eq!(repository.state(), State::Installed);
    assert!(!install(repository.root()).unwrap().changed);
    assert_eq!(uninstall(repository.root()).unwrap(), Some(first.path));
    assert_eq!(repository.state(), State::Absent);
    let left = fs::read_dir(repository.hook().parent().unwrap()).unwrap();
    let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
    assert!(
        left.iter()
            .all(|name| name.to_string_lossy().ends_with(".sample")),
        "{left:?}"
    );
}

#[test]
fn the_hook_is_a_shell_script_with_the_marker_that_runs_the_check() {
    let repository = Repository::new();
    let path = install(repository.root()).unwrap().path;
    let text = fs::read_to_string(path).unwrap();
    let expected = "\
#!/bin/sh
# Installed by cargo migrate hook install; remove with cargo migrate hook uninstall
PATH=\"$PATH:${CARGO_HOME:-$HOME/.cargo}/bin\"
export PATH
if command -v cargo >/dev/null 2>&1; then
    exec cargo migrate hook run
fi
exec cargo-migrate hook run
";
    assert_eq!(text, expected);
}

/// Puts programs of these names into a folder, each of which writes what it was called with and
/// ends with the code 7; commits with only them and Git in the PATH.
#[cfg(unix)]
fn commit_with(repository: &Repository, programs: &[&str]) -> (bool, String) {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    for name in programs {
        let program = folder.path().join(name);
        let script = format!(
            "#!/bin/sh\necho \"{name} $*\" >>'{}'\nexit 7\n",
            log.display()
        );
        fs::write(&program, script).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let search = |name: &str| {
        let path = std::env::var_os("PATH").unwrap();
        std::env::split_paths(&path)
            .map(|folder| folder.join(name))
            .find(|path| path.exists())
            .unwrap()
    };
    std::os::unix::fs::symlink(search("git"), folder.path().join("git")).unwrap();
    let args = [
        "-c",
        "user.name=doe",
        "-c",
        "user.email=doe@example.com",
        "-c",
        "commit.gpgsign=false",
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        "x",
    ];
    let output = duct::cmd(folder.path().join("git"), args)
        .dir(repository.root())
        .env("PATH", folder.path())
        .env("CARGO_HOME", folder.path().join("nowhere"))
        .stderr_null()
        .unchecked()
        .run()
        .unwrap();
    (
        output.status.success(),
        fs::read_to_string(log).unwrap_or_default(),
    )
}

#[cfg(unix)]
#[test]
fn git_runs_the_hook_by_cargo_or_else_by_the_program_itself_and_heeds_it() {
    let repository = Repository::new();
    install(repository.root()).unwrap();
    let cases: [(&[&str], &str); 3] = [
        (&["cargo", "cargo-migrate"], "cargo migrate hook run\n"),
        (&["cargo-migrate"], "cargo-migrate hook run\n"),
        (&[], ""),
    ];
    for (programs, called) in cases {
        assert_eq!(
            commit_with(&repository, programs),
            (false, called.to_owned()),
            "{programs:?}"
        );
    }
    uninstall(repository.root()).unwrap();
    assert_eq!(commit_with(&repository, &["cargo"]), (true, String::new()));
}

#[cfg(unix)]
#[test]
fn the_hook_may_be_executed_by_everyone_and_is_mended_where_it_may_not() {
    use std::os::unix::fs::PermissionsExt;
    let repository = Repository::new();
    let path = install(repository.root()).unwrap().path;
    let mode = || path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(), 0o755);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(repository.state(), State::NotExecutable);
    assert!(install(repository.root()).unwrap().changed);
    assert_eq!(mode(), 0o755);
}

#[test]
fn the_hook_of_somebody_else_is_left_alone_and_the_line_for_it_is_told() {
    let cases = [
        ("#!/bin/sh\nmake lint\n", State::Foreign),
        ("# cargo migrate hook run\n", State::Foreign),
        ("", State::Foreign),
    ];
    for (text, state) in cases {
        let repository = Repository::new();
        repository.put(text);
        assert_eq!(repository.state(), state, "{text}");
        let error = install(repository.root()).unwrap_err();
        assert_eq!(error.kind(), Kind::Refused);
        assert!(
            mention(&error, "cargo migrate hook run || exit 1"),
            "{error:?}"
        );
        assert_eq!(uninstall(repository.root()).unwrap(), None);
        assert_eq!(fs::read_to_string(repository.hook()).unwrap(), text);
    }
}

#[test]
fn a_folder_or_a_link_to_nowhere_in_the_place_of_the_hook_is_left_alone() {
    let repository = Repository::new();
    fs::create_dir_all(repository.hook()).unwrap();
    assert_eq!(repository.state(), State::Foreign);
    fs::remove_dir(repository.hook()).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../../nowhere", repository.hook()).unwrap();
        assert_eq!(repository.state(), State::Foreign);
        install(repository.root()).unwrap_err();
        assert!(repository.hook().is_symlink());
    }
}

#[test]
fn the_hook_of_somebody_else_that_runs_ours_is_enough() {
    let repository = Repository::new();
    let text = "#!/bin/sh\nmake lint || exit 1\n  cargo migrate hook run || exit 1\n";
    repository.put(text);
    assert_eq!(repository.state(), State::CalledByAnother);
    assert!(!install(repository.root()).unwrap().changed);
    assert_eq!(fs::read_to_string(repository.hook()).unwrap(), text);
}

#[test]
fn our_hook_with_lines_that_a_person_added_is_neither_replaced_nor_removed() {
    let repository = Repository::new();
    let path = install(repository.root()).unwrap().path;
    let text = format!("{}make lint\n", fs::read_to_string(&path).unwrap());
    fs::write(&path, &text).unwrap();
    assert_eq!(repository.state(), State::Changed);
    for error in [
        install(repository.root()).unwrap_err(),
        uninstall(repository.root()).unwrap_err(),
    ] {
        assert_eq!(error.kind(), Kind::Refused);
        assert!(mention(&error, "changed by hand"), "{error:?}");
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn the_framework_s_configuration_is_mentioned_with_what_to_add() {
    let repository = Repository::new();
    fs::write(repository.root().join(FRAMEWORK), "repos: []\n").unwrap();
    let notes = install(repository.root()).unwrap().notes;
    assert!(
        notes[0].contains("entry: cargo migrate hook run"),
        "{notes:?}"
    );
    repository.put("# File generated by pre-commit: https://pre-commit.com\n");
    let error = install(repository.root()).unwrap_err();
    assert!(
        mention(&error, "entry: cargo migrate hook run"),
        "{error:?}"
    );
}

#[test]
fn the_hooks_folder_is_the_one_that_git_means() {
    let repository = Repository::new();
    repository.git(&["config", "core.hooksPath", "tools/hooks"]);
    let inside = repository.root().join("src");
    fs::create_dir(&inside).unwrap();
    let path = install(repository.root()).unwrap().path;
    assert_eq!(
        path.canonicalize().unwrap(),
        repository
            .root()
            .join("tools/hooks/pre-commit")
            .canonicalize()
            .unwrap()
    );
    assert!(!repository.hook().exists());
    assert_eq!(status(&inside).unwrap().path, path);
}

#[test]
fn a_work_tree_shares_the_hook_of_its_repository() {
    let repository = Repository::new();
    repository.git(&["config", "--unset", "core.hooksPath"]);
    repository.git(&[
        "config",
        "core.hooksPath",
        &repository.root().join(".git/hooks").display().to_string(),
    ]);
    repository.git(&["commit", "-q", "--allow-empty", "-m", "x"]);
    let elsewhere = tempfile::tempdir().unwrap();
    let tree = elsewhere.path().join("tree");
    repository.git(&["worktree", "add", "-q", &tree.display().to_string()]);
    install(&tree).unwrap();
    assert_eq!(repository.state(), State::Installed);
}

#[test]
fn a_hooks_folder_that_serves_other_repositories_is_refused() {
    let shared = tempfile::tempdir().unwrap();
    let repository = Repository::new();
    repository.git(&[
        "config",
        "core.hooksPath",
        &shared.path().display().to_string(),
    ]);
    let error = install(repository.root()).unwrap_err();
    assert_eq!(error.kind(), Kind::Refused);
    assert!(mention(&error, "core.hooksPath"), "{error:?}");
    assert!(mention(&error, "cargo migrate hook run"), "{error:?}");
    assert_eq!(fs::read_dir(shared.path()).unwrap().count(), 0);
}

#[test]
fn a_project_below_the_top_is_named_in_the_hook() {
    let cases = [
        (
            "backend",
            "Cargo.toml",
            "cargo migrate --manifest-path backend/Cargo.toml hook run",
        ),
        (
            "it's",
            "Cargo.toml",
            r"cargo migrate --manifest-path 'it'\''s/Cargo.toml' hook run",
        ),
        (
            "a/b",
            "migrate.toml",
            "cargo migrate --config a/b/migrate.toml hook run",
        ),
    ];
    for (folder, file, command) in cases {
        let repository = Repository::new();
        let root = repository.root().join(folder);
        fs::create_dir_all(&root).unwrap();
        fs::write(root.join(file), "").unwrap();
        let path = install(&root).unwrap().path;
        let text = fs::read_to_string(path).unwrap();
        assert!(text.contains(&format!("    exec {command}\n")), "{text}");
        let error = install(repository.root()).unwrap_err();
        assert!(mention(&error, "another project"), "{error:?}");
    }
}

#[test]
fn outside_of_a_repository_the_way_into_one_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let errors = [
        install(folder.path()).map(|_| ()).unwrap_err(),
        uninstall(folder.path()).map(|_| ()).unwrap_err(),
        status(folder.path()).map(|_| ()).unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), Kind::Usage);
        assert_eq!(error.hints(), ["git init"]);
    }
    let bare = tempfile::tempdir().unwrap();
    git_in(bare.path(), &["init", "-q", "--bare"]);
    assert_eq!(install(bare.path()).unwrap_err().kind(), Kind::Usage);
}
