//! `check --staged` and `check --since`: the migration is committed with the schema change.

use crate::project::TestProject;

const TAGS: &str = "CREATE TABLE tags (id INTEGER PRIMARY KEY);\n";

fn repository() -> TestProject {
    let project = TestProject::shop();
    project.git_init();
    project
}

fn add_migration(project: &TestProject) {
    project.migration("20260303000000_tags", TAGS, "DROP TABLE tags;\n");
}

#[test]
fn what_is_staged_counts_and_not_what_lies_in_the_work_tree() {
    let project = repository();
    project.run(&["check", "--staged"]).ok().silent();
    project.append("schema.sql", TAGS);
    project.run(&["check", "--staged"]).ok().silent();
    project.git(&["add", "schema.sql"]);
    insta::assert_snapshot!(project.run(&["check", "--staged"]).screen(), @r#"
    exit code: 1
    ---- stderr
    error[schema-without-migration]: the schema source differs from what the migrations make
     --> schema.sql:11
      = note: add table tags
      = note: the draft that would mend it:
      = note:     CREATE TABLE tags (id INTEGER PRIMARY KEY);
      = help: cargo migrate new "what the change is for"
    1 error
    "#);
    add_migration(&project);
    project.run(&["check", "--staged"]).exits(1);
    project.git(&["add", "migrations"]);
    project.run(&["check", "--staged"]).ok().silent();
    project.append("schema.sql", "CREATE TABLE unfinished (id INTEGER);\n");
    project.run(&["check", "--staged"]).ok().silent();
    project.run(&["check"]).exits(1);
}

#[test]
fn a_commit_that_leaves_the_schema_alone_is_not_looked_at() {
    let project = repository();
    project.append("schema.sql", TAGS);
    project.commit("without its migration");
    project.write("src/lib.rs", "// more\n");
    project.git(&["add", "--all"]);
    project.run(&["check", "--staged"]).ok().silent();
}

#[test]
fn each_commit_since_is_held_against_its_own_migrations() {
    let project = repository();
    project.git(&["tag", "start"]);
    add_migration(&project);
    project.append("schema.sql", TAGS);
    project.commit("tags, with their migration");
    project.run(&["check", "--since", "start"]).ok().silent();

    project.append(
        "schema.sql",
        "CREATE TABLE more (id INTEGER PRIMARY KEY);\n",
    );
    project.commit("more, without its migration");
    project.write("src/lib.rs", "// unrelated\n");
    project.commit("unrelated");
    project.migration(
        "20260404000000_more",
        "CREATE TABLE more (id INTEGER PRIMARY KEY);\n",
        "DROP TABLE more;\n",
    );
    project.commit("the migration, too late");
    project.run(&["check"]).ok().silent();
    insta::assert_snapshot!(without_commits(&project.run(&["check", "--since", "start"]).screen()), @r#"
    exit code: 1
    ---- stderr
    error[schema-without-migration]: the schema source differs from what the migrations make
     --> schema.sql:12
      = note: in commit [COMMIT] more, without its migration
      = note: add table more
      = note: the draft that would mend it:
      = note:     CREATE TABLE more (id INTEGER PRIMARY KEY);
      = help: cargo migrate new "what the change is for"
    1 error
    "#);
    insta::assert_snapshot!(without_commits(&project.run(&["check", "--since", "start", "--format", "github"]).screen()), @r#"
    exit code: 1
    ---- stdout
    ::error file=schema.sql,line=12,title=schema-without-migration::the schema source differs from what the migrations make%0Ain commit [COMMIT] more, without its migration%0Aadd table more%0Athe draft that would mend it:%0A    CREATE TABLE more (id INTEGER PRIMARY KEY);%0Ahelp: cargo migrate new "what the change is for"
    "#);
    project.run(&["check", "--since", "HEAD~1"]).ok().silent();
}

/// The text with each abbreviated commit replaced.
fn without_commits(text: &str) -> String {
    let mut filtered = String::new();
    let mut word = String::new();
    for character in text.chars().chain(['\n']) {
        if character.is_ascii_hexdigit() {
            word.push(character);
            continue;
        }
        let is_commit = word.len() == 10 && word.bytes().any(|byte| byte.is_ascii_lowercase());
        filtered.push_str(if is_commit || word.len() == 40 {
            "[COMMIT]"
        } else {
            &word
        });
        word.clear();
        filtered.push(character);
    }
    filtered.trim_end().to_owned()
}

#[test]
fn an_applied_migration_that_was_edited_deleted_or_slipped_in_since_is_found() {
    let project = repository();
    add_migration(&project);
    project.append("schema.sql", TAGS);
    project.commit("tags");
    project.git(&["tag", "released"]);
    project.append("migrations/20260303000000_tags.up.sql", "-- edited\n");
    project.migration("20260115000000_late", "SELECT 1;\n", "SELECT 1;\n");
    project.commit("history is rewritten");
    project.run(&["check"]).ok();
    insta::assert_snapshot!(project.run(&["check", "--since", "released"]).screen(), @r"
    exit code: 1
    ---- stderr
    error[out-of-order]: migration 20260115000000 late is new since released and older than 20260303000000, the newest there
     --> migrations/20260115000000_late.up.sql
      = help: rename both files so that their version comes last

    error[changed-migration]: migration 20260303000000 tags was changed since released
     --> migrations/20260303000000_tags.up.sql
      = help: put the file back, and the change into a new migration
    2 errors
    ");
    project.remove("migrations/20260303000000_tags.up.sql");
    project.remove("migrations/20260303000000_tags.down.sql");
    project.replace("schema.sql", TAGS, "");
    project.commit("history is cut");
    project
        .run(&["check", "--since", "released"])
        .exits(1)
        .says("[deleted-migration]");
}

#[test]
fn the_remembered_proof_of_one_commit_is_not_that_of_another() {
    let project = repository();
    project.git(&["tag", "start"]);
    project.append("schema.sql", TAGS);
    add_migration(&project);
    project.commit("tags");
    for _ in 0..2 {
        project.run(&["check", "--since", "start"]).ok().silent();
    }
    project.replace(
        "schema.sql",
        TAGS,
        "CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT);\n",
    );
    project.commit("a column without its migration");
    for _ in 0..2 {
        project
            .run(&["check", "--since", "start"])
            .exits(1)
            .says("a column without its migration");
    }
}
