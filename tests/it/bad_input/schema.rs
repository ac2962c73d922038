//! What a schema source holds.

use super::{Base, Case, case};

/// A case in which this is added to the schema source, met by `new`.
macro_rules! schema {
    ($name:literal, $sql:expr, $code:literal, $cause:literal, $way_out:literal) => {
        case($name, &["new", "a"])
            .on(Base::Rows)
            .given(|project| project.append("schema.sql", $sql))
            .fails($code, $cause, $way_out)
    };
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = broken();
    cases.extend(unwise());
    cases
}

fn broken() -> Vec<Case> {
    vec![
        schema!(
            "a comma too many",
            "CREATE TABLE a (id INTEGER,);\n",
            4,
            "syntax error",
            "schema.sql:11:"
        ),
        schema!(
            "a statement cut off",
            "CREATE TABLE a (id INTEGER\n",
            4,
            "incomplete input",
            "schema.sql:1"
        ),
        schema!(
            "a string that is never closed",
            "CREATE TABLE a (id TEXT DEFAULT 'x);\n",
            4,
            "unrecognized token",
            "schema.sql:11"
        ),
        schema!(
            "a reserved name",
            "CREATE TABLE sqlite_a (id INTEGER);\n",
            4,
            "reserved",
            "schema.sql:11"
        ),
        schema!(
            "a table twice",
            "CREATE TABLE customers (id INTEGER);\n",
            4,
            "customers already exists",
            "schema.sql:11"
        ),
        schema!(
            "a table twice but for its case",
            "CREATE TABLE CUSTOMERS (id INTEGER);\n",
            4,
            "already exists",
            "schema.sql:11"
        ),
        schema!(
            "a column twice",
            "CREATE TABLE a (id INTEGER, ID TEXT);\n",
            4,
            "duplicate column name",
            "schema.sql:11"
        ),
        schema!(
            "too many columns",
            &format!(
                "CREATE TABLE a (c0{});\n",
                (1..2001).map(|n| format!(", c{n}")).collect::<String>()
            ),
            4,
            "too many columns",
            "schema.sql:11"
        ),
        schema!(
            "AUTOINCREMENT of a text",
            "CREATE TABLE a (id TEXT PRIMARY KEY AUTOINCREMENT);\n",
            4,
            "AUTOINCREMENT",
            "schema.sql:11"
        ),
        schema!(
            "no key and no rowid",
            "CREATE TABLE a (id INTEGER) WITHOUT ROWID;\n",
            4,
            "PRIMARY KEY missing",
            "schema.sql:11"
        ),
        schema!(
            "a type that STRICT does not have",
            "CREATE TABLE a (id VARCHAR(9)) STRICT;\n",
            4,
            "unknown datatype",
            "schema.sql:11"
        ),
        schema!(
            "generated columns in a circle",
            "CREATE TABLE a (b AS (c), c AS (b), d);\n",
            4,
            "generated column loop",
            "schema.sql:11"
        ),
        schema!(
            "only generated columns",
            "CREATE TABLE a (b AS (1));\n",
            4,
            "non-generated column",
            "schema.sql:11"
        ),
        schema!(
            "a module that is not there",
            "CREATE VIRTUAL TABLE a USING nosuch(x);\n",
            4,
            "no such module",
            "schema.sql:11"
        ),
        schema!(
            "an index of a column that is not there",
            "CREATE INDEX a ON customers (nosuch);\n",
            4,
            "nosuch",
            "schema.sql:11"
        ),
        schema!(
            "an index of a table that is not there",
            "CREATE INDEX a ON nosuch (id);\n",
            4,
            "nosuch",
            "schema.sql:11"
        ),
        schema!(
            "a trigger on a table that is not there",
            "CREATE TRIGGER a AFTER INSERT ON nosuch BEGIN SELECT 1; END;\n",
            4,
            "nosuch",
            "schema.sql:11"
        ),
        schema!(
            "a default that is none",
            "CREATE TABLE a (id INTEGER DEFAULT (id));\n",
            4,
            "not constant",
            "schema.sql:11"
        ),
        schema!(
            "a command of the shell",
            ".read other.sql\n",
            4,
            "syntax error",
            "schema.sql:11"
        ),
        schema!(
            "a statement of another engine",
            "CREATE TYPE mood AS ENUM ('good');\n",
            4,
            "syntax error",
            "schema.sql:11"
        ),
        schema!(
            "another database attached",
            "ATTACH 'other.db' AS other;\nCREATE TABLE other.a (id INTEGER);\n",
            4,
            "ATTACH",
            "schema.sql:11"
        ),
        case("a broken schema for a check", &["check"])
            .given(|project| project.append("schema.sql", "CREATE TABLE a (id INTEGER,);\n"))
            .fails(1, "syntax error", "schema.sql:11"),
        case("a broken schema for the scratch database", &["scratch"])
            .given(|project| {
                project.write("target/.keep", "");
                project.append("schema.sql", "CREATE TABLE a (id INTEGER,);\n");
            })
            .fails(4, "syntax error", "schema.sql:11"),
    ]
}

fn unwise() -> Vec<Case> {
    vec![
        case("a column that may have been renamed", &["new", "a"])
            .on(Base::Rows)
            .given(|project| project.replace("schema.sql", "name TEXT", "full_name TEXT"))
            .fails(
                3,
                "may have been renamed",
                "--rename customers.name=customers.full_name",
            ),
        case("a table that may have been renamed", &["new", "a"])
            .on(Base::Rows)
            .given(|project| project.replace("schema.sql", "customers (", "clients ("))
            .fails(3, "may have been renamed", "--rename customers=clients"),
        case("two columns that may have been renamed", &["new", "a"])
            .on(Base::Rows)
            .given(|project| {
                project.replace("schema.sql", "name TEXT", "full_name TEXT");
                project.replace("schema.sql", "total ", "sum ");
            })
            .fails(
                3,
                "may have been renamed",
                "--rename orders.total=orders.sum",
            ),
    ]
}
