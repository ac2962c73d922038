//! `scratch` on a server: a database that only this tool makes and drops.

use super::project::PgProject;
use super::server::{Client, server};

/// The scratch database of this project.
fn scratch_of(project: &PgProject) -> Client {
    Client::open(&server().url(&name_of_scratch(project)))
}

/// Its name, which is shown.
fn name_of_scratch(project: &PgProject) -> String {
    let output = project.run(&["scratch"]).ok();
    let text = output.all();
    let name = text
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .find(|word| word.starts_with("cargo_migrate_"));
    let name = name.unwrap_or_else(|| panic!("no database is named: {}", output.screen()));
    name.to_owned()
}

#[test]
fn it_is_made_of_the_schema_source_and_kept_until_it_is_made_anew() {
    let project = PgProject::shop_with_rows();
    project.append("schema.sql", "CREATE TABLE tags (id int);\n");
    let mut scratch = scratch_of(&project);
    assert_eq!(scratch.rows("SELECT count(*) FROM tags"), ["0"]);
    drop(scratch);
    project.run(&["scratch"]).ok().says("tags");
    assert_eq!(project.rows("SELECT count(*) FROM orders"), ["4"]);
    let old = name_of_scratch(&project);
    project.append("schema.sql", "CREATE TABLE more (id int);\n");
    let mut new = scratch_of(&project);
    assert_eq!(new.rows("SELECT count(*) FROM more"), ["0"]);
    let others = format!(
        "SELECT count(*) FROM pg_database WHERE datname = '{old}' AND datname <> current_database()"
    );
    assert_eq!(new.rows(&others), ["0"], "the old one is gone");
}

#[test]
fn set_up_and_scan_commands_get_its_url() {
    let project = PgProject::shop_with_rows();
    project.append(
        "Cargo.toml",
        "\n[package.metadata.migrate]\nsetup = [\"sh setup.sh\"]\nscan = [\"sh scan.sh\"]\n",
    );
    let psql = server().programs().join("psql").display().to_string();
    project.write(
        "setup.sh",
        format!(
            "echo \"$DATABASE_URL\" > told\n{psql} --quiet --file schema.sql \"$DATABASE_URL\"\n"
        ),
    );
    project.write(
        "scan.sh",
        format!("{psql} --quiet --command \"INSERT INTO customers (name) VALUES ('found')\" \"$DATABASE_URL\"\n"),
    );
    let mut scratch = scratch_of(&project);
    assert_eq!(scratch.rows("SELECT name FROM customers"), ["found"]);
    assert_ne!(project.read("told").trim(), project.url());
    assert_eq!(project.rows("SELECT count(*) FROM customers"), ["3"]);
    drop(scratch);
    project.write("setup.sh", "echo 'no such host' >&2\nexit 7\n");
    project
        .run(&["scratch"])
        .exits(4)
        .says("no such host")
        .says("sh setup.sh");
}

#[test]
fn somebody_who_is_connected_to_it_is_named_and_not_thrown_out() {
    let project = PgProject::shop_with_rows();
    let mut somebody = scratch_of(&project);
    somebody.run("SET application_name = 'my-psql'");
    project.append("schema.sql", "CREATE TABLE more (id int);\n");
    let output = project.run(&["scratch"]);
    assert_eq!(somebody.rows("SELECT 1"), ["1"], "it lives");
    if output.code != 0 {
        output.exits(4).says("my-psql");
    }
    drop(somebody);
    project.run(&["scratch"]).ok();
}

#[test]
fn the_schema_may_lie_in_several_files_in_any_order() {
    let project = PgProject::shop();
    project.append(
        "Cargo.toml",
        "\n[package.metadata.migrate]\nschema = [\"schema/*.sql\"]\n",
    );
    project.write("schema/a_orders.sql", super::project::ORDERS);
    project.write("schema/b_customers.sql", super::project::CUSTOMERS);
    project.remove("schema.sql");
    project.run(&["check"]).ok().silent();
    project.write("schema/a_orders.sql", "CREATE TABL x (id int);\n");
    project
        .run(&["check"])
        .exits(1)
        .says("schema/a_orders.sql:1");
    project
        .run(&["new", "x"])
        .exits(4)
        .says("schema/a_orders.sql:1:8");
}
