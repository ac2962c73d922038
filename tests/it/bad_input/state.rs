//! The state of the database, its ledger, the backups, the tool's own state.

use super::{Base, Case, case};
use crate::project::{SHOP, TestProject};

/// Removes the newest migration's files, as a switch to another branch does.
fn without_orders(project: &mut TestProject) {
    for way in ["up", "down"] {
        project.remove(&format!(
            "migrations/20260202000000_orders_create.{way}.sql"
        ));
    }
}

fn edited(project: &mut TestProject) {
    project.append(
        "migrations/20260101000000_customers_create.up.sql",
        "-- edited\n",
    );
}

/// A database that holds what another tool made.
fn of_another_tool(project: &TestProject, ledger: &str) {
    project.sql(ledger);
    project.sql(SHOP);
    project.sql("INSERT INTO customers (name) VALUES ('Ada')");
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = ledgers();
    cases.extend(histories());
    cases.extend(other_tools());
    cases.extend(own_state());
    cases
}

fn ledgers() -> Vec<Case> {
    vec![
        case("a ledger with other columns", &["upgrade"])
            .given(|project| project.sql("CREATE TABLE _sqlx_migrations (id INTEGER)"))
            .fails(4, "_sqlx_migrations cannot be read", "table-name"),
        case("a ledger with other columns, looked at", &["current"])
            .given(|project| project.sql("CREATE TABLE _sqlx_migrations (id INTEGER)"))
            .fails(4, "_sqlx_migrations cannot be read", "table-name"),
        case("a ledger with words for versions", &["current"])
            .on(Base::Rows)
            .given(|project| project.sql("DROP TABLE _sqlx_migrations; CREATE TABLE _sqlx_migrations (version TEXT, description TEXT, installed_on TEXT, success BOOLEAN, checksum BLOB, execution_time BIGINT); INSERT INTO _sqlx_migrations VALUES ('one', 'a', 'now', 1, x'00', 1)"))
            .fails(4, "_sqlx_migrations cannot be read", "table-name"),
        case("a ledger that is a view", &["upgrade"])
            .given(|project| project.sql("CREATE VIEW _sqlx_migrations AS SELECT 1 AS version"))
            .fails(4, "_sqlx_migrations", "table-name"),
        case("a migration marked as failed", &["upgrade"])
            .on(Base::Rows)
            .given(|project| project.sql("UPDATE _sqlx_migrations SET success = FALSE WHERE version = 20260202000000"))
            .fails(4, "marked as failed", "cargo migrate stamp"),
        case("a version that no file has", &["upgrade"]).on(Base::Rows).given(without_orders).fails(3, "of which there is no file", "cargo migrate downgrade"),
        case("a version that no file has, for a draft", &["new", "a"])
            .on(Base::Rows)
            .given(without_orders)
            .fails(3, "ahead of the migrations folder", "cargo migrate downgrade"),
        case("a version that no file has, for a redo", &["redo"]).on(Base::Rows).given(without_orders).fails(3, "its file is not there", "cargo migrate downgrade -1"),
        case("a version of another project", &["upgrade"])
            .on(Base::Rows)
            .given(|project| project.sql("INSERT INTO _sqlx_migrations VALUES (20269999000000, 'elsewhere', '', TRUE, x'00', 1)"))
            .fails(3, "elsewhere", "switch back"),
        case("a version of another project to go back from", &["downgrade", "-1"])
            .on(Base::Rows)
            .given(|project| project.sql("INSERT INTO _sqlx_migrations VALUES (20269999000000, 'elsewhere', '', TRUE, x'00', 1)"))
            .fails(3, "this tool did not apply it", "branch"),
    ]
}

fn histories() -> Vec<Case> {
    vec![
        case("a file changed since", &["upgrade"])
            .on(Base::Rows)
            .given(edited)
            .fails(3, "was changed after it was applied", "git checkout"),
        case("a file changed since, for a draft", &["new", "a"])
            .on(Base::Rows)
            .given(edited)
            .fails(3, "was changed after it was applied", "git checkout"),
        case("a file changed since, for a proof", &["roundtrip"])
            .on(Base::Rows)
            .given(edited)
            .fails(3, "was changed after it was applied", "git checkout"),
        case("a file of which only the line ends changed", &["upgrade"])
            .on(Base::Rows)
            .given(|project| {
                let path = "migrations/20260101000000_customers_create.up.sql";
                project.write(path, project.read(path).replace('\n', "\r\n"));
            })
            .fails(3, "only the line ends differ", ".gitattributes"),
        case("one that came in by a merge", &["upgrade"])
            .on(Base::Rows)
            .given(|project| project.migration("20260115000000_late", "SELECT 1;\n", "SELECT 1;\n"))
            .fails(3, "is older than", "--out-of-order"),
        case("a database that is behind, for a draft", &["new", "a"])
            .on(Base::Rows)
            .given(|project| {
                project.migration(
                    "20260303000000_third",
                    "CREATE TABLE third (id INTEGER);\n",
                    "DROP TABLE third;\n",
                );
            })
            .fails(
                3,
                "Target database is not up to date",
                "cargo migrate upgrade",
            ),
        case("a database changed by hand, for a draft", &["new", "a"])
            .on(Base::Rows)
            .given(|project| project.sql("DROP INDEX orders_by_customer"))
            .fails(3, "changed by hand", "--from replay"),
        case(
            "a database changed by hand in the way of an upgrade",
            &["upgrade"],
        )
        .on(Base::Rows)
        .given(|project| {
            project.sql("CREATE TABLE third (id INTEGER)");
            project.migration(
                "20260303000000_third",
                "CREATE TABLE third (id INTEGER);\n",
                "DROP TABLE third;\n",
            );
        })
        .fails(
            4,
            "table third already exists",
            "20260303000000_third.up.sql:1",
        ),
        case("a stamp that is not true", &["stamp", "0.1"])
            .given(|project| project.sql(SHOP))
            .fails(3, "not that of 0.1", "--force"),
        case("a database that nobody stamped, for a draft", &["new", "a"])
            .given(|project| project.sql(SHOP))
            .fails(3, "not under version control", "cargo migrate stamp head"),
        case("a downgrade of what nobody stamped", &["downgrade", "base"])
            .given(|project| project.sql(SHOP))
            .fails(2, "not under version control", "cargo migrate stamp head"),
        case("an upgrade of what nobody stamped", &["upgrade"])
            .given(|project| project.sql(SHOP))
            .fails(3, "not under version control", "cargo migrate stamp"),
        case("a proof without a database", &["roundtrip"]).fails(
            2,
            "no development database",
            "--on empty",
        ),
        case(
            "a proof in place without a database",
            &["roundtrip", "--on", "dev"],
        )
        .fails(2, "there is no database", "cargo migrate upgrade"),
        case("a protected database", &["upgrade", "--yes"])
            .given(|project| {
                project.append(
                    "Cargo.toml",
                    "\n[package.metadata.migrate]\nprotected = true\n",
                );
            })
            .fails(3, "is protected", "--confirm dev.db"),
        case(
            "a protected database by another name",
            &["upgrade", "--confirm", "prod.db"],
        )
        .given(|project| {
            project.append(
                "Cargo.toml",
                "\n[package.metadata.migrate]\nprotected = true\n",
            );
        })
        .fails(3, "prod.db", "dev.db"),
        case(
            "a protected database for a proof in place",
            &["roundtrip", "--on", "dev"],
        )
        .on(Base::Rows)
        .given(|project| {
            project.append(
                "Cargo.toml",
                "\n[package.metadata.migrate]\nprotected = true\n",
            );
        })
        .fails(3, "is protected", "dev.db"),
    ]
}

fn other_tools() -> Vec<Case> {
    vec![
        case("a database of diesel", &["upgrade"])
            .given(|project| of_another_tool(project, "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY, run_on TIMESTAMP)"))
            .fails(3, "not under version control", "cargo migrate stamp"),
        case("a database of refinery", &["upgrade"])
            .given(|project| of_another_tool(project, "CREATE TABLE refinery_schema_history (version INT4 PRIMARY KEY, name VARCHAR(255))"))
            .fails(3, "not under version control", "cargo migrate stamp"),
    ]
}

fn own_state() -> Vec<Case> {
    vec![
        case("no backup", &["restore", "--yes"])
            .on(Base::Rows)
            .fails(2, "there is no backup", "cargo migrate restore FILE"),
        case(
            "a backup that is not there",
            &["restore", "gone.db", "--yes"],
        )
        .on(Base::Rows)
        .fails(2, "gone.db", "--list"),
        case(
            "a backup that is a text",
            &["restore", "Cargo.toml", "--yes"],
        )
        .on(Base::Rows)
        .fails(2, "Cargo.toml is not a SQLite database", "--list"),
        case("a backup over a file", &["backup", "Cargo.toml"])
            .on(Base::Rows)
            .fails(3, "is there already", "another file"),
        case(
            "a backup into a folder that is not there",
            &["backup", "nowhere/copy.db"],
        )
        .on(Base::Rows)
        .fails(2, "the folder nowhere is not there", "mkdir -p"),
        case("a backup of nothing", &["backup"]).fails(2, "there is no database", "DATABASE_URL"),
        case("a scratch database without the mark", &["scratch"])
            .given(|project| project.write("target/migrate/shop/scratch.db", "somebody's"))
            .fails(3, "without this tool's mark", "scratch.db"),
        case(
            "a scratch database that is the development database",
            &["scratch"],
        )
        .given(|project| {
            project.write("target/migrate/shop/.keep", "");
            project.set_url(Some("sqlite:target/migrate/shop/scratch.db"));
        })
        .fails(3, "names the scratch database", "DATABASE_URL"),
        case("a journal that is damaged", &["upgrade"])
            .given(|project| {
                std::fs::create_dir_all(project.home()).unwrap();
                std::fs::write(
                    project.home().join("journal.db"),
                    "no database at all, whatever the name says\n".repeat(100),
                )
                .unwrap();
            })
            .fails(4, "journal.db is damaged", "rm -f"),
    ]
}
