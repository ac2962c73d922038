//! `check` in the work tree: each kind of finding, its formats, and its memory.

use crate::project::TestProject;

const THIRD: &str = "20260303000000_third";
const TAGS: &str = "CREATE TABLE tags (id INTEGER PRIMARY KEY);\n";

/// The shop, applied, with a third migration that the schema source knows.
fn shop_with_tags() -> TestProject {
    let project = TestProject::shop_with_rows();
    project.append("schema.sql", TAGS);
    project.migration(THIRD, TAGS, "DROP TABLE tags;\n");
    project
}

/// What plants a finding in a project.
type Plant = fn(&TestProject);

#[test]
fn each_kind_of_finding_has_its_code_and_its_way_out() {
    // (the code, what plants it, what the way out names)
    let cases: &[(&str, Plant, &str)] = &[
        (
            "schema-without-migration",
            |project| project.append("schema.sql", "CREATE TABLE more (id INTEGER);\n"),
            "cargo migrate new",
        ),
        (
            "duplicate-version",
            |project| project.migration("20260303000000_twin", "SELECT 1;\n", "SELECT 1;\n"),
            "newer version",
        ),
        (
            "missing-down",
            |project| project.remove(&format!("migrations/{THIRD}.down.sql")),
            "third.down.sql",
        ),
        (
            "orphan-down",
            |project| project.write("migrations/20260404000000_lone.down.sql", "SELECT 1;\n"),
            "20260404000000_lone.up.sql",
        ),
        (
            "ignored-file",
            |project| project.write("migrations/20260404000000-dash.up.sql", "SELECT 1;\n"),
            "mv ",
        ),
        (
            "ignored-file",
            |project| project.write("migrations/20260404000000_shout.up.SQL", "SELECT 1;\n"),
            "mv ",
        ),
        (
            "changed-migration",
            |project| {
                project.append(
                    "migrations/20260202000000_orders_create.up.sql",
                    "-- edited\n",
                );
            },
            "git checkout",
        ),
        (
            "out-of-order",
            |project| project.migration("20260115000000_late", "SELECT 1;\n", "SELECT 1;\n"),
            "rename",
        ),
        (
            "nul-byte",
            |project| project.append(&format!("migrations/{THIRD}.up.sql"), "\0"),
            "delete the byte",
        ),
        (
            "byte-order-mark",
            |project| {
                let path = format!("migrations/{THIRD}.up.sql");
                project.write(&path, format!("\u{feff}{}", project.read(&path)));
            },
            "sed -i",
        ),
        (
            "carriage-return",
            |project| {
                let path = format!("migrations/{THIRD}.up.sql");
                project.write(&path, project.read(&path).replace('\n', "\r\n"));
            },
            ".gitattributes",
        ),
        (
            "todo-review",
            |project| {
                project.append(
                    &format!("migrations/{THIRD}.up.sql"),
                    "-- TODO(review): think\n",
                );
            },
            "finish",
        ),
        (
            "not-utf8",
            |project| {
                project.write(
                    &format!("migrations/{THIRD}.down.sql"),
                    b"DROP TABLE tags; -- caf\xe9\n",
                );
            },
            "iconv",
        ),
        (
            "late-no-transaction",
            |project| project.append(&format!("migrations/{THIRD}.up.sql"), "-- no-transaction\n"),
            "first line",
        ),
        (
            "client-command",
            |project| project.append(&format!("migrations/{THIRD}.up.sql"), ".read other.sql\n"),
            "write out",
        ),
        (
            "version-not-positive",
            |project| project.migration("0_zero", "SELECT 1;\n", "SELECT 1;\n"),
            "rename",
        ),
        (
            "version-not-a-number",
            |project| project.migration("next_one", "SELECT 1;\n", "SELECT 1;\n"),
            "VERSION_DESCRIPTION",
        ),
        (
            "script-fails",
            |project| {
                project.append(
                    &format!("migrations/{THIRD}.up.sql"),
                    "INSERT INTO nowhere VALUES (1);\n",
                );
            },
            "",
        ),
        (
            "cascade",
            |project| {
                project.replace(
                    "schema.sql",
                    "    name TEXT NOT NULL\n",
                    "    name TEXT NOT NULL,\n    mail TEXT\n",
                );
                project.migration(
                    "20260404000000_rebuild",
                    "CREATE TABLE fresh (id INTEGER PRIMARY KEY, name TEXT NOT NULL, mail TEXT);\nINSERT INTO fresh (id, name) SELECT id, name FROM customers;\nDROP TABLE customers;\nALTER TABLE fresh RENAME TO customers;\n",
                    "ALTER TABLE customers DROP COLUMN mail;\n",
                );
            },
            "no-transaction",
        ),
    ];
    let mut screens = String::new();
    for (code, plant, way_out) in cases {
        let project = shop_with_tags();
        project.run(&["check"]).ok().silent();
        plant(&project);
        let output = project.run(&["check"]);
        assert_eq!(output.code, 1, "{code}: {}", output.screen());
        assert!(
            output.all().contains(&format!("[{code}]")),
            "{code}: {}",
            output.screen()
        );
        assert!(
            output.all().contains(way_out),
            "{code}: {}",
            output.screen()
        );
        screens.push_str(&output.all());
        screens.push('\n');
    }
    insta::assert_snapshot!(screens, @r#"
    error[schema-without-migration]: the schema source differs from what the migrations make
     --> schema.sql:12
      = note: add table more
      = note: the draft that would mend it:
      = note:     CREATE TABLE more (id INTEGER);
      = help: cargo migrate new "what the change is for"
    1 error

    error[duplicate-version]: version 20260303000000 is there twice: 20260303000000_third.down.sql and 20260303000000_twin.down.sql
     --> migrations/20260303000000_twin.down.sql
      = help: give the one that no database has applied a newer version, or delete it: sqlx would run the first and fail at the second

    error[duplicate-version]: version 20260303000000 is there twice: 20260303000000_third.up.sql and 20260303000000_twin.up.sql
     --> migrations/20260303000000_twin.up.sql
      = help: give the one that no database has applied a newer version, or delete it: sqlx would run the first and fail at the second
    2 errors

    error[missing-down]: there is no 20260303000000_third.down.sql to take it back
     --> migrations/20260303000000_third.up.sql
      = help: write [ROOT]/migrations/20260303000000_third.down.sql
    1 error

    error[orphan-down]: there is no 20260404000000_lone.up.sql for it to take back
     --> migrations/20260404000000_lone.down.sql
      = help: restore [ROOT]/migrations/20260404000000_lone.up.sql, or delete the file
    1 error

    error[ignored-file]: sqlx passes over this file without a word: no `_` follows its version
     --> migrations/20260404000000-dash.up.sql
      = help: mv [ROOT]/migrations/20260404000000-dash.up.sql [ROOT]/migrations/20260404000000_dash.up.sql
    1 error

    error[ignored-file]: sqlx passes over this file without a word: its suffix is not `.sql` in lower case
     --> migrations/20260404000000_shout.up.SQL
      = help: mv [ROOT]/migrations/20260404000000_shout.up.SQL [ROOT]/migrations/20260404000000_shout.up.sql
    1 error

    error[changed-migration]: migration 20260202000000 orders create was changed after it was applied to the development database
     --> migrations/20260202000000_orders_create.up.sql
      = help: put the file back (git checkout), and the change into a new migration
    1 error

    error[out-of-order]: migration 20260115000000 late is older than 20260202000000, which is applied already
     --> migrations/20260115000000_late.up.sql
      = help: rename both files so that their version comes last
    1 error

    error[nul-byte]: the file holds a NUL byte, at which a database stops reading
     --> migrations/20260303000000_third.up.sql:2
      = help: delete the byte: what follows it would never run
    1 error

    error[byte-order-mark]: the file begins with a byte order mark, which sqlx sends to the database
     --> migrations/20260303000000_third.up.sql:1
      = help: sed -i '1s/^\xEF\xBB\xBF//' [ROOT]/migrations/20260303000000_third.up.sql
    1 error

    error[carriage-return]: the file holds carriage returns, so its checksum differs from one checkout to the next
     --> migrations/20260303000000_third.up.sql:1
      = help: sed -i 's/\r$//' [ROOT]/migrations/20260303000000_third.up.sql, and `*.sql text eol=lf` in .gitattributes
    1 error

    error[todo-review]: the draft is not finished: TODO(review): think
     --> migrations/20260303000000_third.up.sql:2
      = help: finish the statement, then delete the TODO(review) comment
    1 error

    error[not-utf8]: byte 24 is not UTF-8, and sqlx reads UTF-8 only
     --> migrations/20260303000000_third.down.sql:1
      = help: save it as UTF-8, for example with `iconv -f LATIN1 -t UTF-8 [ROOT]/migrations/20260303000000_third.down.sql`
    1 error

    error[late-no-transaction]: `-- no-transaction` counts only as the very first bytes of the file, so sqlx would run this script in a transaction
     --> migrations/20260303000000_third.up.sql:2
      = help: make it the first line, written exactly `-- no-transaction`
    1 error

    error[client-command]: `.read` is a command of sqlite3, not SQL
     --> migrations/20260303000000_third.up.sql:2
      = help: write out what it stands for: a migration is sent to the database as it is

    error[script-fails]: migration 20260303000000 third cannot be applied: near ".": syntax error
     --> migrations/20260303000000_third.up.sql:2
    2 errors

    error[version-not-positive]: the version 0 is not above zero
     --> migrations/0_zero.down.sql
      = help: rename the file; `cargo migrate new` makes a version of the time

    error[version-not-positive]: the version 0 is not above zero
     --> migrations/0_zero.up.sql
      = help: rename the file; `cargo migrate new` makes a version of the time

    error[out-of-order]: migration 0 zero is older than 20260202000000, which is applied already
     --> migrations/0_zero.up.sql
      = help: rename both files so that their version comes last
    3 errors

    error[version-not-a-number]: `next` in front of the first `_` is not a number, at which sqlx gives up
     --> migrations/next_one.down.sql
      = help: name it VERSION_DESCRIPTION.up.sql, or move it out of the folder

    error[version-not-a-number]: `next` in front of the first `_` is not a number, at which sqlx gives up
     --> migrations/next_one.up.sql
      = help: name it VERSION_DESCRIPTION.up.sql, or move it out of the folder
    2 errors

    error[script-fails]: migration 20260303000000 third cannot be applied: no such table: nowhere
     --> migrations/20260303000000_third.up.sql:2
    1 error

    error[cascade]: DROP TABLE customers deletes every row of orders when sqlx runs this migration
     --> migrations/20260404000000_rebuild.up.sql:3
      = note: orders refers to customers with ON DELETE CASCADE; dropping a table first deletes its rows
      = note: PRAGMA foreign_keys does nothing inside the transaction that sqlx opens
      = help: begin the file with `-- no-transaction`, switch foreign keys off and bring a transaction of its own; or, where that is meant: accepted = [20260404000000] in the configuration
    1 error
    "#);
}

#[test]
fn an_empty_migration_is_worth_a_warning_only() {
    let project = shop_with_tags();
    project.migration("20260404000000_empty", "-- later\n", "-- later\n");
    insta::assert_snapshot!(project.run(&["check"]).screen(), @r"
    exit code: 0
    ---- stderr
    warning[empty-script]: the migration changes nothing: it holds no statement
     --> migrations/20260404000000_empty.up.sql
      = help: write the SQL, or delete the migration if nothing has applied it
    1 warning
    ");
}

#[test]
fn a_child_that_the_script_drops_by_itself_loses_nothing_to_a_cascade() {
    let again = "CREATE TABLE parent (id INTEGER PRIMARY KEY);\nCREATE TABLE child (id INTEGER PRIMARY KEY, p INTEGER REFERENCES parent (id) ON DELETE CASCADE);\n";
    let before = again
        .replace("id INTEGER", "id TEXT")
        .replace("p INTEGER", "p TEXT");
    for (between, code) in [
        ("", 0),
        (
            "CREATE TABLE kept AS SELECT * FROM child;\nDROP TABLE kept;\n",
            1,
        ),
    ] {
        let project = TestProject::with_schema(&before, "DROP TABLE child;\nDROP TABLE parent;\n");
        project.write("schema.sql", again);
        let up = format!("DROP TABLE parent;\n{between}DROP TABLE child;\n{again}");
        project.migration("20260303000000_numbers", &up, "SELECT 1;\n");
        project.run(&["check"]).exits(code);
    }
}

#[test]
fn a_cascade_that_was_looked_at_can_be_accepted() {
    let project = TestProject::shop();
    project.migration("20260303000000_fewer", "DROP TABLE orders;\nDROP TABLE customers;\nCREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n", "SELECT 1;\n");
    project.write(
        "schema.sql",
        "CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n",
    );
    project.run(&["check"]).ok().silent();

    let project = shop_with_tags();
    project.migration("20260404000000_clear", "DROP TABLE customers;\nCREATE TABLE customers (\n    id   INTEGER PRIMARY KEY,\n    name TEXT NOT NULL\n);\n", "SELECT 1;\n");
    project.run(&["check"]).exits(1).says("[cascade]");
    project.append(
        "Cargo.toml",
        "\n[package.metadata.migrate]\naccepted = [20260404000000]\n",
    );
    project.run(&["check"]).ok().silent();
}

#[test]
fn a_finding_in_the_formats_for_machines() {
    let project = shop_with_tags();
    project.append("schema.sql", "CREATE TABLE more (id INTEGER);\n");
    project.append(
        &format!("migrations/{THIRD}.down.sql"),
        "-- TODO(review): a 100% sure?\n",
    );
    insta::assert_snapshot!(project.run(&["check", "--format", "github"]).screen(), @r#"
    exit code: 1
    ---- stdout
    ::error file=migrations/20260303000000_third.down.sql,line=2,title=todo-review::the draft is not finished: TODO(review): a 100%25 sure?%0Ahelp: finish the statement, then delete the TODO(review) comment
    ::error file=schema.sql,line=12,title=schema-without-migration::the schema source differs from what the migrations make%0Aadd table more%0Athe draft that would mend it:%0A    CREATE TABLE more (id INTEGER);%0Ahelp: cargo migrate new "what the change is for"
    "#);
    insta::assert_snapshot!(project.run(&["check", "--format", "json"]).screen(), @r#"
    exit code: 1
    ---- stdout
    {"findings":[{"severity":"error","code":"todo-review","path":"migrations/20260303000000_third.down.sql","line":2,"commit":null,"message":"the draft is not finished: TODO(review): a 100% sure?","details":[],"hint":"finish the statement, then delete the TODO(review) comment"},{"severity":"error","code":"schema-without-migration","path":"schema.sql","line":12,"commit":null,"message":"the schema source differs from what the migrations make","details":["add table more","the draft that would mend it:","    CREATE TABLE more (id INTEGER);"],"hint":"cargo migrate new \"what the change is for\""}],"errors":2,"warnings":0}
    "#);
}

#[test]
fn all_well_is_silent_in_every_format() {
    let project = shop_with_tags();
    for arguments in [
        &["check"][..],
        &["check", "--format", "github"],
        &["check", "-v"],
    ] {
        project.run(arguments).ok().silent();
    }
    let json = project.run(&["check", "--format", "json"]).ok();
    assert!(json.stderr.is_empty(), "{}", json.screen());
}

#[test]
fn it_needs_no_development_database() {
    let mut project = shop_with_tags();
    project.remove("dev.db");
    project.run(&["check"]).ok().silent();
    assert!(!project.root().join("dev.db").exists());
    project.set_url(None);
    project.run(&["check", "--engine", "sqlite"]).ok().silent();
}

#[test]
fn what_was_proven_once_never_hides_a_later_change() {
    let mut project = shop_with_tags();
    project.set_url(None);
    let check = |project: &TestProject| project.run(&["check", "--engine", "sqlite"]);
    let up = format!("migrations/{THIRD}.up.sql");
    // Each of these breaks what was proven a moment ago; taken back, all is well again.
    let breaks: &[(&str, &str, &str)] = &[
        (
            "schema.sql",
            "total       INTEGER NOT NULL",
            "total       INTEGER",
        ),
        ("schema.sql", "ON DELETE CASCADE", "ON DELETE RESTRICT"),
        ("schema.sql", "CREATE INDEX", "CREATE UNIQUE INDEX"),
        (&up, "PRIMARY KEY", ""),
        (&up, "tags", "Tags2"),
        (
            "migrations/20260101000000_customers_create.up.sql",
            "TEXT",
            "BLOB",
        ),
    ];
    for (path, old, new) in breaks {
        check(&project).ok().silent();
        check(&project).ok().silent();
        let text = project.read(path);
        project.replace(path, old, new);
        check(&project).exits(1);
        check(&project).exits(1);
        project.write(path, text);
    }
    check(&project).ok().silent();
    project.append(
        "Cargo.toml",
        "\n[package.metadata.migrate]\nignore = [\"tags\"]\n",
    );
    check(&project).ok();
    project.append("schema.sql", "CREATE TABLE tagged (id INTEGER);\n");
    check(&project).exits(1);
    project.replace("Cargo.toml", "\"tags\"", "\"tag*\"");
    check(&project).ok().silent();
    project.replace("Cargo.toml", "\"tag*\"", "\"x*\"");
    check(&project).exits(1);
}
