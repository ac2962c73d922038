//! The project `shelf` as a newcomer meets it: what the README and the demo rely on.

use super::project::MyProject;
use crate::test_projects::copy_to;

#[test]
fn shelf_has_a_history_that_comes_back_step_by_step() {
    let project = MyProject::new();
    copy_to(&project, "shelf");
    project.run(&["check"]).ok().silent();
    project.run(&["roundtrip", "--all", "--on", "empty"]).ok();
    project.run(&["upgrade"]).ok().says("(0.3, head)");
    project.run(&["current", "--check"]).ok();
    let fill = project.read("src/fill.sql");
    project.sql(&format!("SET @members = 30;\n{fill}"));
    project.run(&["roundtrip", "--all"]).ok().says("rows");
    project
        .run(&["downgrade", "0.2", "--yes"])
        .ok()
        .says("(0.2)")
        .says("behind by");
    project.run(&["current", "--check"]).exits(1);
    project.run(&["upgrade", "--yes"]).ok();
    project.run(&["check"]).ok().silent();
    project
        .run(&["downgrade", "base", "--yes"])
        .ok()
        .says("base");
    let left = "SELECT table_name FROM information_schema.tables
         WHERE table_schema = database() AND table_name <> '_sqlx_migrations'
        UNION ALL
        SELECT routine_name FROM information_schema.routines WHERE routine_schema = database()
        UNION ALL
        SELECT event_name FROM information_schema.events WHERE event_schema = database()";
    assert_eq!(project.rows(left), [""; 0]);
}

#[test]
fn a_view_follows_a_column_that_it_reads_to_its_new_name_and_back() {
    let project = MyProject::new();
    let schema = |name: &str, told: &str, more: &str| {
        format!(
            "CREATE TABLE people (id INT PRIMARY KEY,\n{name} VARCHAR(20) NOT NULL{told});
             CREATE VIEW named AS SELECT id{more}, {name} AS shown FROM people;
             CREATE VIEW first_named AS SELECT min(shown) AS name FROM named;
             CREATE TRIGGER trimmed BEFORE INSERT ON people FOR EACH ROW SET NEW.{name} = trim(NEW.{name});"
        )
    };
    project.write("schema.sql", schema("called", "", ""));
    project.run(&["new", "people"]).ok();
    project.run(&["upgrade"]).ok();
    project.sql("INSERT INTO people VALUES (1, ' Ada ')");
    project.write(
        "schema.sql",
        schema("name", " -- renamed from: called\n", ", id + 1 AS next"),
    );
    project.run(&["new", "people: a name"]).ok();
    project.run(&["roundtrip"]).ok().says("faithful");
    project.run(&["upgrade", "--yes"]).ok();
    project.sql("INSERT INTO people VALUES (2, ' Eve ')");
    let names = "SELECT name FROM people ORDER BY id";
    assert_eq!(project.rows(names), ["Ada", "Eve"]);
    project.run(&["downgrade", "-1", "--yes"]).ok();
    assert_eq!(project.rows("SELECT name FROM first_named"), ["Ada"]);
}

#[test]
fn a_schema_file_that_needs_another_half_way_is_built_all_the_same() {
    let project = MyProject::new();
    project.write(
        "schema/a.sql",
        "CREATE TABLE first (id INT PRIMARY KEY);
         CREATE TABLE second (id INT PRIMARY KEY, third INT, FOREIGN KEY (third) REFERENCES third (id));",
    );
    project.write("schema/b.sql", "CREATE TABLE third (id INT PRIMARY KEY);");
    project.write("migrate.toml", "[migrate]\nschema = [\"schema/*.sql\"]\n");
    project
        .run(&["diff"])
        .ok()
        .says("add table second")
        .says("add table third");
    // What is wrong is named, not the table that the first try has left behind.
    project.write(
        "schema/b.sql",
        "CREATE TABLE third (id INT PRIMARY KEY);\nCREATE TABLE fourth (id INT PRIMARY KY);",
    );
    project
        .run(&["diff"])
        .exits(4)
        .says("syntax error")
        .says("b.sql:2");
}
