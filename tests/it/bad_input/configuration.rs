//! The configuration, `sqlx.toml` and `.env`.

use super::{Base, Case, case};
use crate::project::TestProject;

/// Adds a line to the configuration table.
fn configure(project: &TestProject, line: &str) {
    let header = "[package.metadata.migrate]\n";
    if project.read("Cargo.toml").contains(header) {
        project.append("Cargo.toml", &format!("{line}\n"));
    } else {
        project.append("Cargo.toml", &format!("\n{header}{line}\n"));
    }
}

/// A case about one line of the configuration.
macro_rules! setting {
    ($name:literal, $line:literal, $cause:literal, $way_out:literal) => {
        case($name, &["current"])
            .on(Base::Rows)
            .given(|project| configure(project, $line))
            .fails(2, $cause, $way_out)
    };
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = lines();
    cases.extend(commands());
    cases.extend(sources());
    cases.extend(other_files());
    cases
}

fn lines() -> Vec<Case> {
    vec![
        setting!(
            "an unknown key",
            "shema = [\"schema.sql\"]",
            "`shema` is no key",
            "did you mean `schema`?"
        ),
        setting!(
            "a key of nobody",
            "frobnicate = true",
            "`frobnicate` is no key",
            "the keys are"
        ),
        setting!("a number for files", "schema = 3", "`schema`", "schema = "),
        setting!("numbers for files", "schema = [3]", "`schema`", "schema = "),
        setting!(
            "a list for a folder",
            "migrations = [\"migrations\"]",
            "`migrations`",
            "migrations = "
        ),
        setting!(
            "a word for a switch",
            "protected = \"yes\"",
            "`protected`",
            "protected = true"
        ),
        setting!(
            "words for versions",
            "accepted = [\"the first\"]",
            "`accepted`",
            "accepted = "
        ),
        setting!(
            "an engine that is none",
            "engine = \"oracle\"",
            "oracle",
            "sqlite"
        ),
        setting!(
            "an engine that is not the URL's",
            "engine = \"postgres\"",
            "engine = \"postgres\"",
            "make them agree"
        ),
        setting!(
            "a name of a variable that is none",
            "database-url-var = \"a b\"",
            "holds no name of an environment variable",
            "DATABASE_URL"
        ),
        setting!(
            "a variable that is not set",
            "database-url-var = \"SHOP_URL\"",
            "SHOP_URL is not set",
            "export SHOP_URL"
        ),
        setting!(
            "an empty ledger",
            "table-name = \"\"",
            "is no name of a table",
            "_sqlx_migrations"
        ),
        setting!(
            "a ledger with quotes",
            "table-name = 'a\"b'",
            "is no name of a table",
            "_sqlx_migrations"
        ),
        setting!(
            "a ledger that is SQL",
            "table-name = \"a; DROP TABLE customers\"",
            "is no name of a table",
            "_sqlx_migrations"
        ),
        setting!(
            "an absolute folder",
            "migrations = \"/etc\"",
            "is absolute",
            "relative"
        ),
        setting!(
            "a folder above",
            "migrations = \"../../elsewhere\"",
            "leaves",
            "inside the workspace"
        ),
        setting!(
            "an empty folder name",
            "migrations = \"\"",
            "is empty",
            "inside the workspace"
        ),
        setting!(
            "a folder of the shell's",
            "migrations = \"~/migrations\"",
            "only a shell understands",
            "inside the workspace"
        ),
        setting!(
            "a schema above",
            "schema = [\"../../x.sql\"]",
            "leaves",
            "inside the workspace"
        ),
        setting!(
            "a schema glob that is none",
            "schema = [\"sql/[\"]",
            "is no glob",
            "brackets"
        ),
        setting!(
            "an ignored glob that is none",
            "ignore = [\"[\"]",
            "is no glob",
            "cache_*"
        ),
        setting!(
            "a number for databases",
            "databases = 3",
            "databases",
            "table"
        ),
        setting!(
            "a database with an unknown key",
            "databases.main.shema = \"x\"",
            "`shema` is no key",
            "did you mean `schema`?"
        ),
        case("a key twice", &["current"])
            .on(Base::Rows)
            .given(|project| configure(project, "protected = true\nprotected = false"))
            .fails(2, "duplicate key", "Cargo.toml:8"),
        #[cfg(unix)]
        case("a folder that a link leads out of", &["current"])
            .on(Base::Rows)
            .given(|project| {
                std::os::unix::fs::symlink("/etc", project.root().join("link")).unwrap();
                configure(project, "migrations = \"link\"");
            })
            .fails(2, "a symbolic link leads to", "inside the workspace"),
    ]
}

fn commands() -> Vec<Case> {
    vec![
        setting!(
            "a number for a command",
            "setup = [3]",
            "`setup`",
            "setup = "
        ),
        setting!(
            "an empty command",
            "setup = [\"\"]",
            "the command is empty",
            "setup"
        ),
        setting!(
            "a command for a shell",
            "setup = [\"a && b\"]",
            "`&&` needs a shell",
            "setup"
        ),
        setting!(
            "a redirection",
            "scan = [\"a > b\"]",
            "`>` needs a shell",
            "scan"
        ),
        setting!(
            "a quote that is never closed",
            "after = [\"a 'b\"]",
            "a ' is never closed",
            "after"
        ),
        case("a program that is not there", &["diff"])
            .on(Base::Rows)
            .given(|project| configure(project, "setup = [\"no-such-program --now\"]"))
            .fails(2, "no program `no-such-program`", "setup"),
        case("a script that is not there", &["diff"])
            .on(Base::Rows)
            .given(|project| configure(project, "setup = [\"./setup.sh\"]"))
            .fails(2, "setup.sh", "setup"),
        case("a script that may not be run", &["diff"])
            .on(Base::Rows)
            .given(|project| {
                project.write("setup.sh", "#!/bin/sh\n");
                configure(project, "setup = [\"./setup.sh\"]");
            })
            .fails(2, "may not be run", "chmod"),
    ]
}

fn sources() -> Vec<Case> {
    vec![
        case("no schema source at all", &["new", "a"])
            .on(Base::Package)
            .fails(2, "schema.sql is not there", "cargo migrate init"),
        case(
            "a schema file that is not there",
            &["diff", "--from", "replay"],
        )
        .given(|project| configure(project, "schema = [\"missing.sql\"]"))
        .fails(2, "missing.sql", "schema"),
        case(
            "a schema folder that is empty",
            &["diff", "--from", "replay"],
        )
        .given(|project| {
            configure(project, "schema = [\"sql\"]");
            std::fs::create_dir(project.root().join("sql")).unwrap();
        })
        .fails(2, "sql", "schema"),
        case(
            "a schema glob that meets nothing",
            &["diff", "--from", "replay"],
        )
        .given(|project| configure(project, "schema = [\"sql/*.sql\"]"))
        .fails(2, "sql/*.sql", "schema"),
        case("a schema that is not UTF-8", &["diff", "--from", "replay"])
            .given(|project| {
                project.write("schema.sql", b"CREATE TABLE a (id INTEGER); -- caf\xe9\n");
            })
            .fails(2, "not UTF-8", "UTF-8"),
        case("a schema with a NUL byte", &["diff", "--from", "replay"])
            .given(|project| {
                project.append(
                    "schema.sql",
                    "CREATE TABLE a (id INTEGER);\0DROP TABLE orders;\n",
                );
            })
            .fails(4, "NUL byte", "remove"),
        case("a migrations folder that is not there", &["upgrade"])
            .on(Base::Package)
            .fails(2, "no migrations folder", "cargo migrate init"),
        case("a migrations folder that is a file", &["upgrade"])
            .on(Base::Package)
            .given(|project| project.write("migrations", ""))
            .fails(2, "is not a folder", "--migrations"),
    ]
}

fn other_files() -> Vec<Case> {
    vec![
        case("a sqlx.toml that is no TOML", &["current"])
            .on(Base::Rows)
            .given(|project| project.write("sqlx.toml", "[migrate\n"))
            .fails(2, "not valid TOML", "sqlx.toml:1"),
        case("a sqlx.toml that says another ledger", &["current"])
            .on(Base::Rows)
            .given(|project| {
                project.write("sqlx.toml", "[migrate]\ntable-name = \"other\"\n");
                configure(project, "table-name = \"_sqlx_migrations\"");
            })
            .fails(2, "sqlx.toml", "table-name"),
        case("a sqlx.toml that says another folder", &["current"])
            .on(Base::Rows)
            .given(|project| {
                project.write("sqlx.toml", "[migrate]\nmigrations-dir = \"other\"\n");
                configure(project, "migrations = \"migrations\"");
            })
            .fails(2, "sqlx.toml", "migrations"),
        case("a sqlx.toml with a number for a folder", &["current"])
            .on(Base::Rows)
            .given(|project| project.write("sqlx.toml", "[migrate]\nmigrations-dir = 3\n"))
            .fails(2, "migrations-dir", "migrations-dir = "),
        case("a migrate.toml that is no TOML", &["current"])
            .on(Base::Rows)
            .given(|project| project.write("migrate.toml", "[migrate]\nschema = [\n"))
            .fails(2, "not valid TOML", "migrate.toml:"),
        case("a migrate.toml with an unknown key", &["current"])
            .on(Base::Rows)
            .given(|project| project.write("migrate.toml", "[migrate]\nshema = []\n"))
            .fails(2, "`shema` is no key", "did you mean `schema`?"),
        case("a .env with a line that is none", &["current"])
            .on(Base::Rows)
            .given(|project| {
                project.set_url(None);
                project.write(".env", "DATABASE_URL sqlite:dev.db\n");
            })
            .fails(2, ".env:1", "NAME='value'"),
        case("a .env that is not UTF-8", &["current"])
            .on(Base::Rows)
            .given(|project| {
                project.set_url(None);
                project.write(".env", b"A=1\nDATABASE_URL=sqlite:caf\xe9.db\n");
            })
            .fails(2, ".env:2", "NAME='value'"),
        case("a .env with a URL that is none", &["current"])
            .on(Base::Rows)
            .given(|project| {
                project.set_url(None);
                project.write(".env", "DATABASE_URL=dev.db\n");
            })
            .fails(2, "DATABASE_URL in [ROOT]/.env", "sqlite:dev.db"),
    ]
}
