//! Migration files: their names, their bytes, their SQL.

use super::{Base, Case, case};
use crate::project::TestProject;

const THIRD: &str = "migrations/20260303000000_third.up.sql";

/// A case in which the third migration's up script is this, met by `upgrade`.
macro_rules! script {
    ($name:literal, $sql:expr, $code:literal, $cause:literal, $way_out:literal) => {
        case($name, &["upgrade"])
            .on(Base::Rows)
            .given(|project| {
                project.write("migrations/20260303000000_third.down.sql", "SELECT 1;\n");
                project.write(THIRD, $sql);
            })
            .fails($code, $cause, $way_out)
    };
}

/// A case in which there is another file in the migrations folder.
macro_rules! named {
    ($name:literal, $command:expr, $files:expr, $code:literal, $cause:literal, $way_out:literal) => {
        case($name, $command)
            .on(Base::Rows)
            .given(|project| {
                for file in $files {
                    project.write(&format!("migrations/{file}"), "SELECT 1;\n");
                }
            })
            .fails($code, $cause, $way_out)
    };
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = bytes();
    cases.extend(names());
    cases.extend(kinds());
    cases.extend(transactions());
    cases.extend(statements());
    cases
}

fn bytes() -> Vec<Case> {
    vec![
        script!(
            "a byte order mark",
            "\u{feff}CREATE TABLE third (id INTEGER);\n",
            2,
            "byte order mark",
            "sed -i"
        ),
        script!(
            "a byte order mark before no-transaction",
            "\u{feff}-- no-transaction\nSELECT 1;\n",
            2,
            "byte order mark",
            "sed -i"
        ),
        script!(
            "UTF-16",
            b"\xff\xfeC\0R\0E\0A\0T\0E\0",
            2,
            "UTF-16",
            "iconv"
        ),
        script!(
            "Latin-1",
            b"CREATE TABLE third (id INTEGER); -- caf\xe9\n",
            2,
            "not UTF-8",
            "iconv"
        ),
        script!(
            "a NUL byte",
            "CREATE TABLE third (id INTEGER);\0\nDROP TABLE orders;\n",
            2,
            "NUL byte",
            "delete the byte"
        ),
        script!("only a NUL byte", "\0", 2, "NUL byte", "delete the byte"),
        case("carriage returns", &["check"])
            .given(|project| project.write(THIRD, "CREATE TABLE third (\r\nid INTEGER);\r\n"))
            .fails(1, "carriage returns", ".gitattributes"),
        case("carriage returns alone", &["check"])
            .given(|project| project.write(THIRD, "CREATE TABLE third (\rid INTEGER);\r"))
            .fails(1, "carriage returns", ".gitattributes"),
        case("a file too large to be a script", &["upgrade"])
            .given(|project| {
                project.write(THIRD, "SELECT 1;\n");
                let file = std::fs::File::options()
                    .write(true)
                    .open(project.root().join(THIRD))
                    .unwrap();
                file.set_len(11 * 1024 * 1024).unwrap();
            })
            .fails(2, "larger than 10 MiB", "load data"),
    ]
}

fn names() -> Vec<Case> {
    vec![
        named!(
            "the version zero",
            &["upgrade"],
            ["0_zero.up.sql", "0_zero.down.sql"],
            2,
            "not above zero",
            "rename the file"
        ),
        named!(
            "a negative version",
            &["upgrade"],
            ["-5_minus.up.sql"],
            2,
            "not above zero",
            "rename the file"
        ),
        named!(
            "a version beyond 64 bits",
            &["upgrade"],
            ["99999999999999999999_big.up.sql"],
            2,
            "99999999999999999999",
            "VERSION_DESCRIPTION"
        ),
        named!(
            "a version that is no number",
            &["upgrade"],
            ["next_one.up.sql"],
            2,
            "`next`",
            "VERSION_DESCRIPTION"
        ),
        named!(
            "no version",
            &["upgrade"],
            ["_one.up.sql"],
            2,
            "is not a number",
            "VERSION_DESCRIPTION"
        ),
        named!(
            "a version twice",
            &["upgrade"],
            ["20260202000000_twin.up.sql"],
            2,
            "is there twice",
            "newer version"
        ),
        named!(
            "a version twice by leading zeros",
            &["upgrade"],
            ["020260202000000_twin.up.sql"],
            2,
            "is there twice",
            "newer version"
        ),
        named!(
            "a simple one beside a reversible one",
            &["upgrade"],
            ["20260202000000_orders_create.sql"],
            2,
            "is there twice",
            "newer version"
        ),
        named!(
            "two downs",
            &["upgrade"],
            ["20260202000000_other.down.sql"],
            2,
            "is there twice",
            "newer version"
        ),
        named!(
            "a name twice but for its case",
            &["upgrade"],
            ["20260202000000_Orders_create.up.sql"],
            2,
            "is there twice",
            "newer version"
        ),
        named!(
            "a down by itself",
            &["check"],
            ["20260303000000_lone.down.sql"],
            1,
            "20260303000000_lone.up.sql",
            "delete the file"
        ),
        named!(
            "an up by itself",
            &["check"],
            ["20260303000000_lone.up.sql"],
            1,
            "20260303000000_lone.down.sql",
            "write"
        ),
        named!(
            "a suffix in capitals",
            &["check"],
            ["20260303000000_a.up.SQL"],
            1,
            "lower case",
            "mv "
        ),
        named!(
            "a dash for an underscore",
            &["check"],
            ["20260303000000-a.up.sql"],
            1,
            "no `_` follows",
            "mv "
        ),
        named!(
            "a file without a version",
            &["check"],
            ["later.sql"],
            1,
            "no version",
            "VERSION_DESCRIPTION"
        ),
        case("no down to go back by", &["downgrade", "-1"])
            .given(|project| {
                project.remove("migrations/20260202000000_orders_create.down.sql");
                project.run(&["upgrade"]).ok();
            })
            .fails(3, "no down script", "20260202000000_orders_create.down.sql"),
        case("a simple migration to go back from", &["downgrade", "-1"])
            .given(|project| {
                project.write(
                    "migrations/20260303000000_simple.sql",
                    "CREATE TABLE third (id INTEGER);\n",
                );
                project.run(&["upgrade"]).ok();
            })
            .fails(3, "no down script", ".down.sql"),
    ]
}

/// Makes something that is no file, by a shell, in the migrations folder.
fn made_by(project: &TestProject, script: &str) {
    let script = format!("cd migrations && {script}");
    assert!(
        project.shell(&script).status().unwrap().success(),
        "{script}"
    );
}

fn kinds() -> Vec<Case> {
    vec![
        case("a folder", &["upgrade"])
            .given(|project| made_by(project, "mkdir 20260303000000_third.up.sql"))
            .fails(2, "a folder", "rename or remove"),
        case("a pipe", &["upgrade"])
            .given(|project| made_by(project, "mkfifo 20260303000000_third.up.sql"))
            .fails(2, "a pipe", "rename or remove"),
        case("a pipe, checked", &["check"])
            .given(|project| made_by(project, "mkfifo 20260303000000_third.up.sql"))
            .fails(1, "a pipe", "rename or remove"),
        case("a link to itself", &["upgrade"])
            .given(|project| {
                made_by(
                    project,
                    "ln -s 20260303000000_third.up.sql 20260303000000_third.up.sql",
                );
            })
            .fails(2, "leads nowhere", "ls -l"),
        case("a link to nothing", &["upgrade"])
            .given(|project| made_by(project, "ln -s gone.sql 20260303000000_third.up.sql"))
            .fails(2, "leads nowhere", "ls -l"),
        case("a link out of the folder", &["upgrade"])
            .given(|project| made_by(project, "ln -s ../schema.sql 20260303000000_third.up.sql"))
            .fails(2, "leaves the folder", "cp --remove-destination"),
        case("a link to a device", &["upgrade"])
            .given(|project| made_by(project, "ln -s /dev/zero 20260303000000_third.up.sql"))
            .fails(2, "leaves the folder", "/dev/zero"),
    ]
}

fn transactions() -> Vec<Case> {
    vec![
        script!(
            "BEGIN in a transaction",
            "BEGIN;\nCREATE TABLE third (id INTEGER);\nCOMMIT;\n",
            4,
            "BEGIN",
            "-- no-transaction"
        ),
        script!(
            "COMMIT in a transaction",
            "CREATE TABLE third (id INTEGER);\nCOMMIT;\nINSERT INTO nowhere VALUES (1);\n",
            4,
            "COMMIT",
            "-- no-transaction"
        ),
        script!(
            "COMMIT as the last word",
            "CREATE TABLE third (id INTEGER);\nCOMMIT;\n",
            4,
            "COMMIT",
            "-- no-transaction"
        ),
        script!(
            "END in a transaction",
            "CREATE TABLE third (id INTEGER);\nEND TRANSACTION;\n",
            4,
            "END",
            "-- no-transaction"
        ),
        script!(
            "ROLLBACK in a transaction",
            "CREATE TABLE third (id INTEGER);\nROLLBACK;\n",
            4,
            "ROLLBACK",
            "-- no-transaction"
        ),
        script!(
            "VACUUM in a transaction",
            "VACUUM;\n",
            4,
            "VACUUM",
            "-- no-transaction"
        ),
        script!(
            "ATTACH",
            "ATTACH 'other.db' AS other;\nCREATE TABLE other.third (id INTEGER);\n",
            4,
            "ATTACH",
            "20260303000000_third.up.sql:1"
        ),
        script!(
            "VACUUM INTO",
            "-- no-transaction\nVACUUM INTO 'other.db';\n",
            4,
            "VACUUM INTO",
            "20260303000000_third.up.sql:2"
        ),
        script!(
            "a transaction that is never ended",
            "-- no-transaction\nBEGIN;\nCREATE TABLE third (id INTEGER);\n",
            4,
            "BEGIN",
            "COMMIT"
        ),
        script!(
            "no-transaction on the second line",
            "-- third\n-- no-transaction\nCREATE TABLE third (id INTEGER);\n",
            2,
            "very first bytes",
            "first line"
        ),
    ]
}

fn statements() -> Vec<Case> {
    vec![
        script!(
            "DELIMITER",
            "DELIMITER //\nSELECT 1 //\n",
            2,
            "a command of mysql",
            "write out"
        ),
        script!(
            "\\i",
            "\\i other.sql\n",
            2,
            "a command of psql",
            "write out"
        ),
        script!(
            ".read",
            ".read other.sql\n",
            2,
            "a command of sqlite3",
            "write out"
        ),
        script!(
            "source",
            "source other.sql\n",
            2,
            "a command of mysql",
            "write out"
        ),
        script!(
            "a string that is never closed",
            "INSERT INTO customers (name) VALUES ('x);\n",
            4,
            "unrecognized token",
            "20260303000000_third.up.sql:1"
        ),
        script!(
            "a name that is never closed",
            "CREATE TABLE \"third (id INTEGER);\n",
            4,
            "unrecognized token",
            "20260303000000_third.up.sql:1"
        ),
        script!(
            "a statement cut off",
            "CREATE TABLE third (id INTEGER,\n",
            4,
            "incomplete input",
            "20260303000000_third.up.sql:"
        ),
        script!(
            "a word misspelt",
            "SELECT 1;\nCRATE TABLE third (id INTEGER);\n",
            4,
            "CRATE",
            "20260303000000_third.up.sql:2"
        ),
        script!(
            "a statement of another engine",
            "ALTER TABLE customers ALTER COLUMN name TYPE text;\n",
            4,
            "syntax error",
            "20260303000000_third.up.sql:1"
        ),
        script!(
            "a parameter",
            "INSERT INTO customers (name) VALUES (?);\n",
            4,
            "NULL",
            "20260303000000_third.up.sql:1"
        ),
        script!(
            "an extension",
            "SELECT load_extension('x');\n",
            4,
            "not authorized",
            "20260303000000_third.up.sql:1"
        ),
        script!(
            "the ledger's own table dropped",
            "DROP TABLE _sqlx_migrations;\n",
            4,
            "_sqlx_migrations",
            "20260303000000 third"
        ),
    ]
}
