#![expect(clippy::unwrap_used, reason = "a test may panic")]
use super::*;
use crate::Kind;
use std::fs;

struct Repository(tempfile::TempDir);

impl Repository {
    fn new() -> Self {
        for variable in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
            let set = std::env::var_os(variable).is_some();
            assert!(
                !set,
                "with {variable} set, this test would commit to another repository"
            );
        }
        let repository = Self(tempfile::tempdir().unwrap());
        repository.git(&["init", "-q", "-b", "main"]);
        repository
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn git(&self, args: &[&str]) {
        let identity = [
            "-c",
            "user.name=doe",
            "-c",
            "user.email=doe@example.com",
            "-c",
            "commit.gpgsign=false",
        ];
        let args = identity.iter().chain(args);
        duct::cmd("git", args)
            .dir(self.root())
            .stdout_null()
            .run()
            .unwrap();
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn commit(&self, subject: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "-q", "-m", subject]);
    }
}

fn names(files: &[(String, Vec<u8>)]) -> Vec<&str> {
    files.iter().map(|(name, _)| name.as_str()).collect()
}

fn shown(paths: Vec<PathBuf>) -> Vec<String> {
    paths
        .into_iter()
        .map(|path| path.display().to_string())
        .collect()
}

#[test]
fn a_folder_is_read_as_a_commit_and_as_the_index_has_it() {
    let repository = Repository::new();
    let root = repository.root();
    repository.write("db [1]/1_a.sql", "one\n");
    repository.write("db [1]/sub/x.sql", "nested");
    repository.write("db [1] other/2_b.sql", "other");
    #[cfg(unix)]
    std::os::unix::fs::symlink("1_a.sql", root.join("db [1]/9_link.sql")).unwrap();
    repository.commit("first");
    repository.git(&["tag", "v1"]);
    repository.write("db [1]/2_größe.sql", "");
    repository.git(&["add", "--all"]);
    repository.write("db [1]/3_c.sql", "not staged");

    let folder = Path::new("db [1]");
    let committed = show_folder(root, Tree::Revision("HEAD"), folder).unwrap();
    assert_eq!(names(&committed), ["1_a.sql", "sub/x.sql"]);
    assert_eq!(committed[0].1, b"one\n");
    let staged = show_folder(root, Tree::Index, &root.join(folder)).unwrap();
    assert_eq!(names(&staged), ["1_a.sql", "2_größe.sql", "sub/x.sql"]);
    assert_eq!(
        show_folder(root, Tree::Revision("v1"), Path::new("gone")).unwrap(),
        []
    );
    let all = show_folder(root, Tree::Revision("v1"), Path::new("")).unwrap();
    assert_eq!(all.len(), 3);
    let file = show_file(root, Tree::Revision("v1"), Path::new("db [1]/sub/x.sql")).unwrap();
    assert_eq!(file.as_deref(), Some(&b"nested"[..]));
    assert_eq!(
        show_file(root, Tree::Index, Path::new("gone.sql")).unwrap(),
        None
    );
}

#[test]
fn commits_and_the_paths_they_touch_are_listed() {
    let repository = Repository::new();
    let root = repository.root();
    repository.write("schema.sql", "1");
    assert!(staged_paths(root).unwrap().is_empty());
    repository.git(&["add", "--all"]);
    assert_eq!(shown(staged_paths(root).unwrap()), ["schema.sql"]);
    repository.commit("first");
    repository.write("schema.sql", "2");
    repository.write("größe.sql", "2");
    repository.commit("second: a b");
    repository.git(&["checkout", "-q", "-b", "side", "HEAD~1"]);
    repository.write("side.sql", "3");
    repository.commit("on the side");
    repository.git(&["checkout", "-q", "main"]);
    repository.git(&["merge", "-q", "--no-edit", "side"]);

    let commits = commits_since(root, "HEAD~2").unwrap();
    let subjects: Vec<_> = commits
        .iter()
        .map(|commit| commit.subject.as_str())
        .collect();
    assert_eq!(subjects.len(), 3);
    assert!(subjects.contains(&"second: a b") && subjects.contains(&"on the side"));
    assert_eq!(subjects[2], "Merge branch 'side'");
    let second = commits
        .iter()
        .find(|commit| commit.subject == "second: a b")
        .unwrap();
    assert_eq!(
        shown(paths_changed_by(root, &second.id).unwrap()),
        ["größe.sql", "schema.sql"]
    );
    assert!(paths_changed_by(root, &commits[2].id).unwrap().is_empty());
    assert_eq!(
        shown(paths_changed_by(root, "HEAD~2").unwrap()),
        ["schema.sql"]
    );

    repository.write("schema.sql", "4");
    repository.write("new.sql", "4");
    assert_eq!(
        shown(changed_paths(root, "HEAD").unwrap()),
        ["new.sql", "schema.sql"]
    );
}

#[test]
fn a_tag_stands_for_the_newest_migration_in_it() {
    let repository = Repository::new();
    let root = repository.root();
    repository.write("README.md", "");
    repository.commit("empty");
    repository.git(&["tag", "v0"]);
    repository.write("m/9_a.up.sql", "");
    repository.write("m/10_b.up.sql", "");
    repository.write("m/sub/11_c.sql", "");
    repository.commit("migrations");
    repository.git(&["tag", "-a", "v1", "-m", "annotated"]);
    let folder = Path::new("m");
    assert_eq!(
        newest_migration_in_tag(root, "v1", folder).unwrap(),
        Some(10)
    );
    assert_eq!(newest_migration_in_tag(root, "main", folder).unwrap(), None);
    assert_eq!(newest_migration_in_tag(root, "-x", folder).unwrap(), None);
    let error = newest_migration_in_tag(root, "v0", folder).unwrap_err();
    assert!(
        error.message().contains("`v0` holds no migration in m"),
        "{error}"
    );
    assert_eq!(tags(root).unwrap(), ["v0", "v1"]);
}

#[test]
fn what_git_refuses_is_a_usage_error() {
    let repository = Repository::new();
    repository.write("a", "");
    repository.commit("a");
    let root = repository.root();
    let outside = tempfile::tempdir().unwrap();
    assert!(is_repository(root).unwrap());
    assert!(!is_repository(outside.path()).unwrap());
    let cases = [
        (
            show_folder(root, Tree::Revision("nope"), Path::new("a")).unwrap_err(),
            "Git knows no revision `nope`",
        ),
        (
            show_folder(root, Tree::Revision("--help"), Path::new("a")).unwrap_err(),
            "Git knows no revision `--help`",
        ),
        (
            commits_since(root, "nope").unwrap_err(),
            "Git knows no revision `nope`",
        ),
        (
            changed_paths(root, "nope").unwrap_err(),
            "Git knows no revision `nope`",
        ),
        (
            paths_changed_by(root, "nope").unwrap_err(),
            "Git knows no revision `nope`",
        ),
        (
            staged_paths(outside.path()).unwrap_err(),
            "is not in a Git repository",
        ),
        (
            show_file(root, Tree::Index, outside.path()).unwrap_err(),
            "is not in the Git repository",
        ),
        (
            staged_paths(&outside.path().join("gone")).unwrap_err(),
            "failed to run git in",
        ),
    ];
    for (error, message) in cases {
        assert_eq!(error.kind(), Kind::Usage, "{error}");
        assert!(error.message().contains(message), "{error}");
    }
}
