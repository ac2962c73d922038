//! `backup` and `restore`.

use super::project::MyProject;
use super::server::{as_user, server};

#[test]
fn a_backup_is_a_file_that_comes_back_whole_or_not_at_all() {
    let project = MyProject::shop_with_rows();
    project.sql(
        "CREATE TABLE blobs (a BLOB, b DOUBLE); INSERT INTO blobs VALUES (x'00ff27', 0.1), (NULL, NULL);
         CREATE TRIGGER twice BEFORE INSERT ON customers FOR EACH ROW BEGIN SET NEW.name = TRIM(NEW.name); END;
         CREATE VIEW names AS SELECT name FROM customers",
    );
    let file = project.root().join("one.sql").display().to_string();
    project.run(&["backup", &file]).ok();
    project
        .run(&["backup", &file])
        .exits(3)
        .says("never overwrites");
    project.sql("DROP VIEW names; DROP TABLE blobs; UPDATE customers SET name = 'x'; DROP TRIGGER twice; CREATE TABLE more (a INT)");
    project.run(&["restore", &file, "--yes"]).ok();
    assert_eq!(project.objects(), ["blobs", "customers", "names", "orders"]);
    assert_eq!(
        project.rows("SELECT HEX(a), b FROM blobs ORDER BY b"),
        ["NULL|NULL", "00FF27|0.1"]
    );
    assert_eq!(
        project.rows("SELECT name FROM names ORDER BY name"),
        ["Ada", "Bo", "Cy"]
    );
    project.sql("INSERT INTO customers (name) VALUES ('  Di ')");
    assert_eq!(
        project.rows("SELECT id, name FROM customers WHERE id > 3"),
        ["4|Di"]
    );

    let text = std::fs::read_to_string(&file).unwrap();
    project.write("cut.sql", &text[..text.len() - 30]);
    project
        .run(&["restore", "cut.sql", "--yes"])
        .exits(2)
        .says("its end is missing");
    let odd = text.replace("INSERT INTO `orders`", "INSERT INTO `wibble`");
    project.write("odd.sql", odd);
    project
        .run(&["restore", "odd.sql", "--yes"])
        .exits(4)
        .says("wibble");
    assert_eq!(project.rows("SELECT COUNT(*) FROM orders"), ["4"]);
    assert_eq!(server().orphans(), [""; 0]);
}

#[test]
fn who_may_not_see_everything_takes_no_backup_and_is_told_what_is_missing() {
    let mut project = MyProject::shop_with_rows();
    project.sql(
        "CREATE TRIGGER twice BEFORE INSERT ON customers FOR EACH ROW SET NEW.name = TRIM(NEW.name);
         CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01' DO DELETE FROM orders;
         CREATE PROCEDURE seen() SELECT 1",
    );
    let database = project.database.name.replace('_', "\\_");
    let mut root = server().client();
    root.run(&format!(
        "CREATE OR REPLACE USER it_seer IDENTIFIED BY 'secret';
         GRANT SELECT, INSERT, UPDATE, SHOW VIEW ON `{database}`.* TO it_seer;
         GRANT ALL ON `cargo\\_migrate\\_%`.* TO it_seer"
    ));
    let url = as_user(&project.url(), "it_seer", "secret");
    project.set_url(Some(&url));
    let grant = format!("GRANT TRIGGER, EVENT, EXECUTE ON `{database}`.* TO 'it_seer'@'%'");
    for arguments in [
        &["backup", "one.sql"][..],
        &["diff"],
        &["new", "nothing"],
        &["roundtrip"],
    ] {
        project
            .run(arguments)
            .exits(3)
            .says("may not see all triggers, events, functions and procedures")
            .says(&grant);
    }
    assert!(!project.root().join("one.sql").exists());
    project
        .run(&["current"])
        .says("20260202000000")
        .says(&grant);

    root.run(&grant);
    project
        .run(&["backup", "one.sql"])
        .exits(3)
        .says("how the procedure seen is made")
        .says("SELECT on mysql.proc");
    root.run("GRANT SELECT ON mysql.proc TO it_seer");
    project.run(&["backup", "one.sql"]).ok();
    let text = std::fs::read_to_string(project.root().join("one.sql")).unwrap();
    for made in ["TRIGGER twice", "EVENT `nightly`", "PROCEDURE `seen`"] {
        assert!(text.contains(made), "{made} is not in the backup: {text}");
    }
    root.run("DROP USER it_seer");
}

#[test]
fn what_is_granted_on_a_routine_stays_when_it_is_changed_or_restored() {
    let project = MyProject::shop_with_rows();
    project.migration(
        "20260303000000_routines",
        "CREATE PROCEDURE fill() SELECT 1;\nCREATE FUNCTION twice(x INT) RETURNS INT RETURN 2 * x;\n",
        "DROP PROCEDURE fill;\nDROP FUNCTION twice;\n",
    );
    project.run(&["upgrade"]).ok();
    let mut root = server().client();
    let database = &project.database.name;
    root.run(&format!(
        "CREATE OR REPLACE USER it_caller;
         GRANT EXECUTE ON PROCEDURE `{database}`.fill TO it_caller;
         GRANT EXECUTE ON FUNCTION `{database}`.twice TO it_caller"
    ));
    let granted = || {
        project.rows(
            "SELECT Routine_name, Proc_priv FROM mysql.procs_priv WHERE User = 'it_caller' ORDER BY 1",
        )
    };
    let expected = ["fill|Execute", "twice|Execute"];
    assert_eq!(granted(), expected);
    project.append(
        "schema.sql",
        "CREATE PROCEDURE fill() SELECT 2;\nCREATE FUNCTION twice(x BIGINT) RETURNS BIGINT RETURN 2 * x;\n",
    );
    project.run(&["new", "routines"]).ok();
    project.run(&["backup", "one.sql"]).ok();
    project.run(&["upgrade"]).ok();
    assert_eq!(granted(), expected);
    project.run(&["downgrade", "-1", "--yes"]).ok();
    assert_eq!(granted(), expected);
    project.run(&["restore", "one.sql", "--yes"]).ok();
    assert_eq!(granted(), expected);
    root.run("DROP USER it_caller");
}
