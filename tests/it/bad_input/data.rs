//! Rows that a migration does not fit. The rehearsal on a snapshot meets them, and not the database.

use super::{Base, Case, case};

const UNTOUCHED: &str = "the database itself was not touched";

/// A case in which a third migration does not fit the rows, met by `upgrade`.
macro_rules! up {
    ($name:literal, $rows:expr, $sql:expr, $cause:literal) => {
        case($name, &["upgrade"])
            .on(Base::Rows)
            .given(|project| {
                project.sql($rows);
                project.migration("20260303000000_third", $sql, "SELECT 1;\n");
            })
            .fails(4, $cause, UNTOUCHED)
    };
}

/// A case in which a third migration's down does not fit the rows, met by `downgrade`.
macro_rules! down {
    ($name:literal, $up:expr, $down:expr, $rows:expr, $code:literal, $cause:literal, $way_out:expr) => {
        case($name, &["downgrade", "-1"])
            .on(Base::Rows)
            .given(|project| {
                project.migration("20260303000000_third", $up, $down);
                project.run(&["upgrade"]).ok();
                project.sql($rows);
            })
            .fails($code, $cause, $way_out)
    };
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = ups();
    cases.extend(downs());
    cases
}

fn ups() -> Vec<Case> {
    vec![
        up!(
            "NOT NULL where there are NULLs",
            "ALTER TABLE customers ADD COLUMN mail TEXT",
            "CREATE TABLE fresh (id INTEGER PRIMARY KEY, mail TEXT NOT NULL);\nINSERT INTO fresh SELECT id, mail FROM customers;\n",
            "NOT NULL constraint failed: fresh.mail"
        ),
        up!(
            "UNIQUE where there are twins",
            "UPDATE customers SET name = 'Ada'",
            "CREATE UNIQUE INDEX by_name ON customers (name);\n",
            "UNIQUE constraint failed: customers.name"
        ),
        up!(
            "CHECK that a row breaks",
            "SELECT 1",
            "CREATE TABLE fresh (id INTEGER PRIMARY KEY, total INTEGER CHECK (total > 0));\nINSERT INTO fresh SELECT id, total FROM orders;\n",
            "CHECK constraint failed"
        ),
        up!(
            "STRICT where a text is no number",
            "SELECT 1",
            "CREATE TABLE fresh (id INTEGER PRIMARY KEY, name INTEGER) STRICT;\nINSERT INTO fresh SELECT id, name FROM customers;\n",
            "cannot store TEXT value in INTEGER column"
        ),
        up!(
            "a foreign key that rows break",
            "SELECT 1",
            "CREATE TABLE fresh (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id));\nINSERT INTO fresh VALUES (1, 99);\n",
            "FOREIGN KEY constraint failed"
        ),
        up!(
            "a required column without a default",
            "SELECT 1",
            "ALTER TABLE customers ADD COLUMN mail TEXT NOT NULL;\n",
            "Cannot add a NOT NULL column with default value NULL"
        ),
        up!(
            "a default that is not constant",
            "SELECT 1",
            "ALTER TABLE customers ADD COLUMN since TEXT DEFAULT CURRENT_TIMESTAMP;\n",
            "non-constant default"
        ),
        up!(
            "a CHECK on a new column",
            "SELECT 1",
            "ALTER TABLE customers ADD COLUMN age INTEGER DEFAULT 0 CHECK (age > 0);\n",
            "CHECK constraint failed"
        ),
        up!(
            "a column dropped that an index needs",
            "CREATE INDEX by_hand ON customers (name)",
            "ALTER TABLE customers DROP COLUMN name;\n",
            "by_hand"
        ),
        up!(
            "a column dropped that a view needs",
            "CREATE VIEW names AS SELECT name FROM customers",
            "ALTER TABLE customers DROP COLUMN name;\n",
            "names"
        ),
        up!(
            "a number too large",
            "SELECT 1",
            "UPDATE orders SET total = abs(-9223372036854775807 - 1);\n",
            "integer overflow"
        ),
        up!(
            "a row that a trigger forbids",
            "CREATE TRIGGER closed BEFORE UPDATE ON customers BEGIN SELECT RAISE(ABORT, 'the books are closed'); END",
            "UPDATE customers SET name = upper(name);\n",
            "the books are closed"
        ),
        up!(
            "a key that is there already",
            "SELECT 1",
            "INSERT INTO customers (id, name) VALUES (1, 'Zoe');\n",
            "UNIQUE constraint failed: customers.id"
        ),
        up!(
            "a parent that children forbid to drop",
            "CREATE TABLE notes (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id)); INSERT INTO notes VALUES (1, 1)",
            "DROP TABLE customers;\n",
            "FOREIGN KEY constraint failed"
        ),
        up!(
            "the second half of a script without a transaction",
            "SELECT 1",
            "-- no-transaction\nCREATE TABLE half (id INTEGER);\nINSERT INTO nowhere VALUES (1);\n",
            "no such table: nowhere"
        ),
        up!(
            "the second of two migrations",
            "SELECT 1",
            "CREATE TABLE half (id INTEGER);\nSELECT nosuch FROM customers;\n",
            "no such column: nosuch"
        ),
    ]
}

fn downs() -> Vec<Case> {
    vec![
        down!(
            "a down that loses a table's rows",
            "CREATE TABLE third (id INTEGER);\n",
            "DROP TABLE third;\n",
            "INSERT INTO third VALUES (1), (2)",
            3,
            "table third with 2 rows",
            "--yes"
        ),
        down!(
            "a down that loses values",
            "ALTER TABLE customers ADD COLUMN mail TEXT;\n",
            "ALTER TABLE customers DROP COLUMN mail;\n",
            "UPDATE customers SET mail = 'x'",
            3,
            "customers.mail with 3 values",
            "--yes"
        ),
        down!(
            "a down that deletes rows",
            "SELECT 1;\n",
            "DELETE FROM orders WHERE id > 1;\n",
            "SELECT 1",
            3,
            "3 rows of orders",
            "--yes"
        ),
        down!(
            "a down that rows do not fit",
            "SELECT 1;\n",
            "CREATE UNIQUE INDEX one_each ON orders (customer_id);\n",
            "SELECT 1",
            4,
            "UNIQUE constraint failed",
            UNTOUCHED
        ),
        down!(
            "a down that fails",
            "CREATE TABLE third (id INTEGER);\n",
            "DROP TABLE thrid;\n",
            "SELECT 1",
            4,
            "no such table: thrid",
            UNTOUCHED
        ),
    ]
}
