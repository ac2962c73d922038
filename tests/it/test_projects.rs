//! The test projects as a newcomer meets them: what the README and the demo rely on. None is
//! built here; their own tests do that.

use crate::project::TestProject;
use std::path::{Path, PathBuf};

/// A copy of a test project, without what its builds and databases leave.
fn copy(name: &str) -> TestProject {
    let project = TestProject::bare();
    copy_to(&project, name);
    project
}

/// Copies a test project into the folder of this one.
pub(crate) fn copy_to(project: &TestProject, name: &str) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("test-projects")
        .join(name);
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(from.join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let path = folder.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                if entry.file_name() != "target" {
                    folders.push(path);
                }
            } else {
                project.write(path.to_str().unwrap(), std::fs::read(entry.path()).unwrap());
            }
        }
    }
}

/// Its migrations make its schema, every one of them can be taken back, and `check` is silent.
fn is_whole(project: &TestProject, chosen: &[&str], url: &str) {
    let with = |arguments: &[&str]| {
        let mut all = arguments.to_vec();
        all.extend(chosen);
        all.extend(["--database-url", url]);
        project.run(&all).ok()
    };
    with(&["check"]).silent();
    with(&["roundtrip", "--all", "--on", "empty"]);
    with(&["upgrade"]).says("(head)");
    with(&["roundtrip", "--all"]);
    with(&["current", "--check"]);
    with(&["downgrade", "base"]).says("base");
    with(&["upgrade", "--quiet"]);
    with(&["check"]).silent();
}

#[test]
fn plain_needs_no_configuration() {
    is_whole(&copy("plain"), &[], "sqlite:dev.db");
}

#[test]
fn forge_has_a_history_that_comes_back_step_by_step() {
    let forge = copy("forge");
    is_whole(&forge, &[], "sqlite:dev.db");
    let url = ["--database-url", "sqlite:dev.db"];
    forge
        .run(&[&["downgrade", "0.4"], url.as_slice()].concat())
        .ok()
        .says("0.4")
        .says("behind by");
    forge
        .run(&[&["upgrade", "0.5"], url.as_slice()].concat())
        .ok();
    forge
        .run(&[&["current", "--check"], url.as_slice()].concat())
        .exits(1);
}

#[test]
fn a_workspace_has_two_databases() {
    let workspace = copy("workspace");
    for name in ["accounts", "billing"] {
        is_whole(
            &workspace,
            &["--database", name],
            &format!("sqlite:{name}.db"),
        );
    }
    workspace
        .run(&["check"])
        .exits(2)
        .says("accounts")
        .says("billing");
}
