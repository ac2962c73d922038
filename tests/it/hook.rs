//! `hook`: through a real `git commit`.

use crate::project::TestProject;

const TAGS: &str = "CREATE TABLE tags (id INTEGER PRIMARY KEY);\n";

/// The shop in a repository, with the hook. What Git runs finds the binary that is tested.
fn hooked() -> TestProject {
    let project = TestProject::shop();
    project.git_init();
    project.run(&["hook", "install"]).ok();
    project
}

/// A commit by a person whose `PATH` has the binary as cargo's subcommand.
fn commit(project: &TestProject, message: &str) -> crate::output::Output {
    project.git(&["add", "--all"]);
    project.git_output(&["commit", "--quiet", "--message", message])
}

#[test]
fn a_commit_that_lacks_its_migration_is_stopped_and_one_that_has_it_goes_through() {
    let project = hooked();
    project.append("schema.sql", TAGS);
    let stopped = commit(&project, "tags");
    assert_ne!(stopped.code, 0, "{}", stopped.screen());
    let stopped = stopped.says("schema-without-migration");
    assert!(
        stopped.all().contains("add table tags"),
        "{}",
        stopped.screen()
    );
    assert_eq!(project.git(&["log", "--format=%s"]), "first\n");

    project.run(&["new", "tags"]).ok();
    commit(&project, "tags").ok();
    assert_eq!(project.git(&["log", "--format=%s"]), "tags\nfirst\n");

    project.write("src/lib.rs", "// unrelated\n");
    commit(&project, "unrelated").ok().silent();
}

#[test]
fn what_the_hook_runs_can_be_run_by_hand() {
    let project = hooked();
    project.run(&["hook", "run"]).ok().silent();
    project.append("schema.sql", TAGS);
    project.run(&["hook", "run"]).ok().silent();
    project.git(&["add", "schema.sql"]);
    let by_hand = project.run(&["hook", "run"]).exits(1);
    let check = project.run(&["check", "--staged"]).exits(1);
    assert_eq!(by_hand.all(), check.all());
}

#[test]
fn install_says_what_it_does_and_does_it_once() {
    let project = TestProject::shop();
    project.git_init();
    insta::assert_snapshot!(project.run(&["hook", "install"]).screen(), @r"
    exit code: 0
    ---- stderr
       Installed [ROOT]/.git/hooks/pre-commit
    ");
    insta::assert_snapshot!(project.run(&["hook", "install"]).screen(), @r"
    exit code: 0
    ---- stderr
       Unchanged [ROOT]/.git/hooks/pre-commit
    ");
    insta::assert_snapshot!(project.run(&["hook", "uninstall"]).screen(), @r"
    exit code: 0
    ---- stderr
         Removed [ROOT]/.git/hooks/pre-commit
    ");
    insta::assert_snapshot!(project.run(&["hook", "uninstall"]).screen(), @r"
    exit code: 0
    ---- stderr
       Unchanged there is no hook of this tool
    ");
    project.append("schema.sql", TAGS);
    commit(&project, "tags").ok();
}

#[test]
fn the_hook_of_somebody_else_is_never_changed() {
    let project = TestProject::shop();
    project.git_init();
    let hook = ".git/hooks/pre-commit";
    project.write(hook, "#!/bin/sh\necho mine\n");
    insta::assert_snapshot!(project.run(&["hook", "install"]).screen(), @r"
    exit code: 3
    ---- stderr
    error: there is a hook already, and it is not ours: [ROOT]/.git/hooks/pre-commit
      |
      = help: add this line to it: cargo migrate hook run || exit 1
    ");
    project.run(&["hook", "uninstall"]);
    assert_eq!(project.read(hook), "#!/bin/sh\necho mine\n");
}

#[test]
fn without_a_repository_there_is_no_hook() {
    let project = TestProject::shop();
    insta::assert_snapshot!(project.run(&["hook", "install"]).screen(), @r"
    exit code: 2
    ---- stderr
    error: [ROOT] is not in a Git repository, or not in its work tree
      |
      = help: git init
    ");
    project.run(&["hook", "run"]).exits(2);
}
