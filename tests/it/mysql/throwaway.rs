//! Throwaway servers: where no server is there or none is wanted, started and gone with the
//! command.

use super::project::MyProject;
use super::server::{DOE, PASSWORD, as_user, server};

const ANYWHERE: &str = "mysql://doe@127.0.0.1:1/shop";

/// The shop, with these lines of configuration and this URL.
fn shop(lines: &str, url: Option<&str>) -> MyProject {
    let mut project = MyProject::shop();
    project.append(
        "Cargo.toml",
        &format!("\n[package.metadata.migrate]\n{lines}\n"),
    );
    project.set_url(url);
    project
}

#[test]
fn where_no_server_is_reachable_a_throwaway_one_proves_and_drafts() {
    let project = shop("engine = \"mysql\"", None);
    project.run(&["check"]).ok().silent();
    project.run(&["roundtrip", "--all", "--on", "empty"]).ok();
    // Each replay makes the user anew.
    project.migration(
        "20260303000000_user",
        "CREATE USER it_of_script;\n",
        "DROP USER it_of_script;\n",
    );
    project.append("schema.sql", "CREATE TABLE tags (id INT);\n");
    project.run(&["new", "tags", "--from", "replay"]).ok();
    project.run(&["check"]).ok().silent();
    project.run(&["scratch"]).ok();
    let project = shop("", Some(ANYWHERE));
    project.run(&["check"]).ok().silent();
    project.run(&["current"]).exits(2).says("127.0.0.1:1");
    project
        .run(&["doctor"])
        .says("127.0.0.1:1")
        .says("throwaway");
    assert!(project.leftovers().is_empty(), "{:?}", project.leftovers());
}

#[test]
fn where_it_is_wanted_a_user_who_may_make_no_database_does_all() {
    let project = MyProject::shop_with_rows();
    project.append(
        "Cargo.toml",
        "\n[package.metadata.migrate]\nscratch-server = \"throwaway\"\n",
    );
    server().client().run(&format!(
        "GRANT ALL ON `{}`.* TO {DOE}",
        project.database.name.replace('_', "\\_")
    ));
    let mut doe = MyProject::shop();
    for (path, bytes) in project.tree() {
        doe.write(path.to_str().unwrap(), bytes);
    }
    let url = as_user(&project.url(), DOE, PASSWORD);
    doe.set_url(Some(&url));
    doe.append("schema.sql", "CREATE TABLE tags (id INT);\n");
    doe.run(&["new", "tags"]).ok().says("7 rows");
    doe.run(&["roundtrip"]).ok();
    doe.run(&["upgrade"]).ok();
    doe.run(&["scratch"]).ok();
    doe.run(&["check"]).ok().silent();
    doe.run(&["backup"]).ok();
    doe.run(&["downgrade", "base", "--yes"]).ok();
    doe.run(&["restore", "--yes"])
        .exits(2)
        .says("may not make databases")
        .says("GRANT ALL ON `cargo\\_migrate\\_%`.*");
    assert_eq!(project.objects(), [""; 0], "nothing was restored in part");

    // What the whole server would get is tried there, and then done.
    doe.migration(
        "20260404000000_user",
        "CREATE USER it_of_script;\n",
        "DROP USER it_of_script;\n",
    );
    doe.run(&["roundtrip", "--on", "empty"]).ok();
}

#[test]
fn a_throwaway_server_makes_databases_like_the_development_database() {
    let project = MyProject::shop();
    project.append(
        "Cargo.toml",
        "\n[package.metadata.migrate]\nscratch-server = \"throwaway\"\n",
    );
    project.sql(&format!(
        "ALTER DATABASE {} CHARACTER SET latin1 COLLATE latin1_german1_ci",
        project.database.name
    ));
    project.run(&["upgrade"]).ok();
    project.run(&["current"]).ok().says("drift: no");
    project.append("schema.sql", "CREATE TABLE tags (word varchar(9));\n");
    project.run(&["new", "tags"]).ok();
    project.run(&["roundtrip"]).ok();
}

#[test]
fn nothing_of_a_throwaway_server_is_left_behind_a_command() {
    let project = shop("engine = \"mysql\"", None);
    project.open_to_all();
    project.run(&["roundtrip", "--all", "--on", "empty"]).ok();
    assert!(project.leftovers().is_empty(), "{:?}", project.leftovers());
    project.migration("20260303000000_third", "SELECT nonsense;\n", "SELECT 1;\n");
    project
        .run(&["roundtrip", "--all", "--on", "empty"])
        .exits(1);
    assert!(project.leftovers().is_empty(), "{:?}", project.leftovers());
}
