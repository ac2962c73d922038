//! Scripts and schemas that PostgreSQL, or its rules for transactions, refuse.

use super::{Case, case, script};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = transactions();
    cases.extend(texts());
    cases.extend(schemas());
    cases
}

fn transactions() -> Vec<Case> {
    vec![
        script!(
            "an index built concurrently inside a transaction",
            "CREATE INDEX CONCURRENTLY by_total ON orders (total);\n",
            "CONCURRENTLY",
            "-- no-transaction"
        ),
        script!(
            "a vacuum inside a transaction",
            "VACUUM orders;\n",
            "VACUUM",
            "-- no-transaction"
        ),
        script!(
            "a database dropped by a proof",
            "DROP DATABASE it_nowhere;\n",
            "DROP DATABASE",
            "scratch-server = \"throwaway\""
        ),
        script!(
            "an enum's new value used at once",
            "ALTER TYPE state ADD VALUE 'late';\nUPDATE orders SET state = 'late';\n",
            "late",
            "use the new value in a migration of its own"
        ),
        script!(
            "the end of the runner's transaction",
            "CREATE TABLE third (id int);\nCOMMIT;\nCREATE TABLE fourth (id int);\n",
            "COMMIT",
            "-- no-transaction"
        ),
        script!(
            "a transaction within the runner's",
            "BEGIN;\nCREATE TABLE third (id int);\nCOMMIT;\n",
            "BEGIN",
            "-- no-transaction"
        ),
        script!(
            "a rollback",
            "CREATE TABLE third (id int);\nROLLBACK;\n",
            "ROLLBACK",
            "-- no-transaction"
        ),
    ]
}

fn texts() -> Vec<Case> {
    vec![
        script!(
            "an extension that is not installed",
            "CREATE EXTENSION nowhere;\n",
            "nowhere",
            "install"
        ),
        script!(
            "a table that is not there",
            "ALTER TABLE nowhere ADD COLUMN a int;\n",
            "nowhere",
            "20260303000000_third.up.sql:1"
        ),
        script!(
            "a string without its end",
            "SELECT 'no end;\n",
            "unterminated quoted string",
            "20260303000000_third.up.sql:1"
        ),
        script!("a command of psql", "\\i other.sql\n", "\\i", "psql").fails(
            2,
            "`\\i` is a command of psql",
            "write out what it stands for",
        ),
        script!(
            "rows for COPY",
            "COPY customers (name) FROM stdin;\nDi\n\\.\n",
            "COPY",
            "INSERT"
        ),
        script!(
            "a statement that takes too long",
            "SET LOCAL statement_timeout = '20ms';\nSELECT pg_sleep(10);\n",
            "statement timeout",
            "20260303000000_third.up.sql:2"
        ),
        case("a NUL byte", &["upgrade"])
            .given(|project| {
                project.migration("20260303000000_third", "SELECT 1;\0\n", "SELECT 1;\n");
            })
            .fails(2, "NUL", "20260303000000_third.up.sql"),
        case("a ledger with other columns", &["upgrade"])
            .given(|project| {
                project.sql("ALTER TABLE _sqlx_migrations RENAME COLUMN checksum TO sum");
            })
            .fails(4, "checksum", "_sqlx_migrations"),
        case("a run that broke off", &["upgrade"])
            .given(|project| {
                project.sql(
                    "UPDATE _sqlx_migrations SET success = false WHERE version = 20260202000000",
                );
            })
            .fails(4, "20260202000000", "stamp"),
    ]
}

fn schemas() -> Vec<Case> {
    vec![
        case("a schema with a syntax error", &["new", "x"])
            .given(|project| project.append("schema.sql", "CREATE TABL broken (id int);\n"))
            .fails(4, "TABL", "schema.sql:13:8"),
        case("a schema with a role that is not there", &["new", "x"])
            .given(|project| project.append("schema.sql", "GRANT SELECT ON orders TO it_nobody;\n"))
            .fails(4, "it_nobody", "schema.sql:13"),
        case(
            "a schema with an extension that is not installed",
            &["check"],
        )
        .given(|project| project.append("schema.sql", "CREATE EXTENSION nowhere;\n"))
        .fails(1, "nowhere", "schema.sql:13"),
        case("a schema that refers to what is not there", &["check"])
            .given(|project| {
                project.append("schema.sql", "CREATE VIEW v AS SELECT * FROM nowhere;\n");
            })
            .fails(1, "nowhere", "schema.sql:13"),
    ]
}
