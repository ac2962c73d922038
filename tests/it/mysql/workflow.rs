//! A day with the tool: change the schema, draft, prove, apply, take back.

use super::project::MyProject;

#[test]
fn a_change_of_the_schema_becomes_a_migration_that_is_proven_and_applied() {
    let project = MyProject::shop_with_rows();
    project.append(
        "schema.sql",
        "CREATE TABLE tags (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20) NOT NULL UNIQUE);
CREATE TRIGGER trim_tags BEFORE INSERT ON tags FOR EACH ROW BEGIN SET NEW.name = TRIM(NEW.name); END;
CREATE VIEW tag_names AS SELECT name FROM tags;
CREATE PROCEDURE tag(n VARCHAR(20)) BEGIN INSERT INTO tags (name) VALUES (n); END;\n",
    );
    project.replace("schema.sql", "total       INT", "total       BIGINT");
    project.run(&["check"]).exits(1);
    project.run(&["new", "tags"]).ok().says("7 rows");
    project.run(&["check"]).ok().silent();
    project.run(&["roundtrip"]).ok();
    project.run(&["upgrade"]).ok();
    project.sql("CALL tag('  new ')");
    assert_eq!(project.rows("SELECT name FROM tag_names"), ["new"]);
    project.run(&["current", "--check"]).ok();
    project.run(&["downgrade", "-1", "--yes"]).ok();
    assert_eq!(project.objects(), ["customers", "orders"]);
    project.run(&["upgrade"]).ok();
    project.run(&["scratch"]).ok();
    project.run(&["doctor"]).ok().says("MariaDB");
}

#[test]
fn any_two_databases_are_compared() {
    let project = MyProject::shop_with_rows();
    let other = MyProject::new();
    other.sql("CREATE TABLE customers (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(100) NOT NULL, born DATE)");
    let (from, to) = (project.url(), other.url());
    project
        .run(&[
            "diff", "--from", &from, "--to", &to, "--up", "up.sql", "--down", "down.sql",
        ])
        .ok();
    other.sql(&project.read("down.sql"));
    project
        .run(&["diff", "--from", &from, "--to", &to, "--exit-code"])
        .ok();
    project.sql(&project.read("up.sql"));
    assert_eq!(project.objects(), ["customers"]);
}

#[test]
fn a_view_that_is_broken_already_is_named_where_something_is_renamed() {
    let project = MyProject::shop_with_rows();
    project.migration(
        "20260303000000_view",
        "CREATE VIEW lost AS SELECT state FROM orders;\nALTER TABLE orders DROP COLUMN state;\n",
        "DROP VIEW lost;\nALTER TABLE orders ADD COLUMN state ENUM('open', 'paid') NOT NULL DEFAULT 'open';\n",
    );
    project.run(&["upgrade", "--yes"]).ok();
    project.replace("schema.sql", "name VARCHAR", "full_name VARCHAR");
    project
        .run(&[
            "new",
            "mail",
            "--rename",
            "customers.name=customers.full_name",
        ])
        .exits(2)
        .says("the view lost is broken")
        .says("DROP VIEW `lost`");
}
