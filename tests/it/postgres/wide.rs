//! Scripts that change the whole server: refused where a proof runs beside the development
//! database, tried on a throwaway server, run as they are on the development database itself.

use super::project::PgProject;
use super::server::{Client, Server, server};

const REFUSED: &str = "changes the whole server";
const THROWAWAY: &str = "\n[package.metadata.migrate]\nscratch-server = \"throwaway\"\n";

/// A role that no test has.
fn new_role() -> String {
    format!("wide_{}", server().name())
}

fn roles(client: &mut Client, name: &str) -> Vec<String> {
    client.rows(&format!(
        "SELECT rolname FROM pg_roles WHERE rolname = '{name}'"
    ))
}

#[test]
fn what_changes_the_server_is_refused_before_it_runs_and_nothing_stays() {
    let project = PgProject::shop_with_rows();
    let role = new_role();
    let database = project.database.name.clone();
    let file = project.root().join("rows");
    project.open_to_all();
    let makes = format!("BEGIN CREATE ROLE {role}; END");
    for (sql, line) in [
        (format!("SELECT 1;\nCREATE ROLE {role};\n"), 2),
        (format!("SELECT 1;\nDO $$ {makes} $$;\nSELECT 2;\n"), 2),
        (
            format!(
                "CREATE FUNCTION make() RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'CREATE ROLE {role}'; END $$;\nSELECT make();\nDROP FUNCTION make();\n"
            ),
            2,
        ),
        (
            format!(
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''8MB''', '{database}'); END $$;\n"
            ),
            1,
        ),
        (
            format!("DO $$ BEGIN COMMENT ON DATABASE {database} IS 'x'; END $$;\n"),
            1,
        ),
        (format!("COPY customers TO '{}';\n", file.display()), 1),
        ("COPY customers TO PROGRAM 'cat';\n".to_owned(), 1),
        (
            "-- no-transaction\nALTER SYSTEM SET work_mem = '8MB';\n".to_owned(),
            2,
        ),
        (format!("-- no-transaction\nDO $$ {makes} $$;\n"), 2),
        (
            format!("-- no-transaction\nBEGIN;\nDO $$ {makes} $$;\nCOMMIT;\n"),
            3,
        ),
    ] {
        project.migration("20260303000000_third", &sql, "SELECT 1;\n");
        for command in [
            ["upgrade", "--yes"].as_slice(),
            &["new", "more", "--from", "replay"],
        ] {
            project
                .run(command)
                .exits(4)
                .says(REFUSED)
                .says(&format!("20260303000000_third.up.sql:{line}"))
                .says("scratch-server = \"throwaway\"");
        }
        let mut client = project.client();
        assert!(roles(&mut client, &role).is_empty(), "{sql}");
        assert!(!file.exists(), "{sql}");
        let settings = format!(
            "SELECT setconfig FROM pg_db_role_setting s JOIN pg_database d ON d.oid = setdatabase WHERE datname = '{database}'"
        );
        assert!(client.rows(&settings).is_empty(), "{sql}");
        assert_eq!(project.applied().len(), 2);
    }
    assert_eq!(server().orphans(), [""; 0]);
}

#[test]
fn a_role_in_the_schema_source_is_refused_in_every_database_that_is_made_of_it() {
    let project = PgProject::shop();
    let role = new_role();
    project.run(&["upgrade"]).ok();
    for sql in [
        format!("CREATE ROLE {role};\n"),
        format!("DO $$ BEGIN CREATE ROLE {role}; END $$;\n"),
    ] {
        project.write(
            "schema.sql",
            [super::project::CUSTOMERS, super::project::ORDERS, &sql].concat(),
        );
        for (command, code) in [
            (["check"].as_slice(), 1),
            (&["scratch"], 4),
            (&["new", "role"], 4),
        ] {
            project
                .run(command)
                .exits(code)
                .says(REFUSED)
                .says("schema.sql:");
            assert!(roles(&mut project.client(), &role).is_empty(), "{sql}");
        }
    }
}

#[test]
fn what_leaves_the_server_as_it_is_may_look_as_if_it_did_not() {
    let project = PgProject::shop_with_rows();
    project.migration(
        "20260303000000_third",
        "DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'it_reader') THEN
                CREATE ROLE it_reader;
            END IF;
            BEGIN
                CREATE ROLE it_reader;
            EXCEPTION WHEN duplicate_object THEN NULL;
            END;
            EXECUTE format('ALTER DATABASE %I SET work_mem = ''8MB''', current_database());
            EXECUTE format('COMMENT ON DATABASE %I IS ''the shop''', current_database());
        END $$;
        GRANT SELECT ON customers TO it_reader;\n",
        "REVOKE SELECT ON customers FROM it_reader;
        DO $$ BEGIN
            EXECUTE format('ALTER DATABASE %I RESET work_mem', current_database());
        END $$;\n",
    );
    project.run(&["roundtrip"]).ok();
    project.run(&["upgrade"]).ok();
    assert_eq!(server().orphans(), [""; 0]);
}

#[test]
fn a_block_that_commits_what_it_did_to_the_server_is_found_out_afterwards() {
    let server = Server::start();
    let mut client = server.client();
    client.run("CREATE DATABASE shop");
    let mut project = PgProject::shop();
    project.set_url(Some(&server.url("shop")));
    project.run(&["upgrade"]).ok();
    project.migration(
        "20260303000000_third",
        "-- no-transaction\nDO $$ BEGIN CREATE ROLE app_writer; COMMIT; END $$;\n",
        "SELECT 1;\n",
    );
    project
        .run(&["upgrade", "--yes"])
        .exits(4)
        .says(REFUSED)
        .says("commits by itself")
        .says("20260303000000_third.up.sql:2");
    assert_eq!(server.leftovers(), [""; 0]);
}

/// What applications' folders do: a role, made where it is not there yet, and its rights.
const GUARDED: &str = "\
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'app_reader') THEN
        CREATE ROLE app_reader NOLOGIN;
    END IF;
END
$$;
";

#[test]
fn on_a_throwaway_server_each_proof_begins_without_the_roles_of_the_last() {
    let server = Server::start();
    let mut client = server.client();
    client.run("CREATE DATABASE shop");
    let mut project = PgProject::shop();
    project.set_url(Some(&server.url("shop")));
    project.append("Cargo.toml", THROWAWAY);
    let role = "CREATE ROLE app_writer NOLOGIN;\n";
    let rights = "GRANT SELECT ON customers TO app_reader;\nGRANT ALL ON orders TO app_writer;\n";
    project.migration(
        "20260303000000_third",
        &[GUARDED, role, rights].concat(),
        "REVOKE SELECT ON customers FROM app_reader;\nREVOKE ALL ON orders FROM app_writer;\nDROP ROLE app_writer;\nDROP ROLE app_reader;\n",
    );
    project.append("schema.sql", &[GUARDED, role, rights].concat());
    project.run(&["check"]).ok().silent();
    project.run(&["roundtrip", "--all", "--on", "empty"]).ok();
    project.run(&["scratch"]).ok();
    assert_eq!(
        client.rows("SELECT rolname FROM pg_roles WHERE rolname LIKE 'app%'"),
        [""; 0]
    );

    project.run(&["upgrade"]).ok();
    assert_eq!(
        client.rows("SELECT rolname FROM pg_roles WHERE rolname LIKE 'app%' ORDER BY 1"),
        ["app_reader", "app_writer"],
        "the development database is another matter"
    );
    let mut shop = Client::open(&server.url("shop"));
    shop.run("INSERT INTO customers (name) VALUES ('Ada'); GRANT app_reader TO app_writer");
    project.append(
        "schema.sql",
        "CREATE TABLE tags (id int);\nGRANT SELECT ON tags TO app_reader;\n",
    );
    project.run(&["new", "tags"]).ok().says("1 row");
    project.run(&["upgrade"]).ok();
    project.run(&["roundtrip", "--all"]).ok();
    project.run(&["downgrade", "-2", "--yes"]).ok();
    assert_eq!(
        client.rows("SELECT rolname FROM pg_roles WHERE rolname LIKE 'app%'"),
        [""; 0]
    );
    assert_eq!(server.leftovers(), [""; 0]);
}

#[test]
fn a_renamed_table_keeps_the_rights_of_roles_that_the_folder_makes() {
    let mut project = PgProject::shop();
    project.set_url(None);
    project.append("Cargo.toml", &format!("{THROWAWAY}engine = \"postgres\"\n"));
    let role = "CREATE ROLE app_writer NOLOGIN;\nGRANT ALL ON orders TO app_writer;\n";
    project.migration(
        "20260303000000_third",
        role,
        "REVOKE ALL ON orders FROM app_writer;\nDROP ROLE app_writer;\n",
    );
    let schema = std::fs::read_to_string(project.root().join("schema.sql")).unwrap();
    project.write("schema.sql", (schema + role).replace("orders", "sales"));
    project
        .run(&[
            "new",
            "sales",
            "--from",
            "replay",
            "--rename",
            "orders=sales",
        ])
        .ok();
    project.run(&["check"]).ok().silent();
    project.run(&["roundtrip", "--all", "--on", "empty"]).ok();
}
