//! Throwaway servers: where no server is there or none is wanted, started and gone with the
//! command, by root and by others.

use super::project::PgProject;
use super::server::server;
use std::path::Path;
use std::process::Command;

const ANYWHERE: &str = "postgres://doe@127.0.0.1:1/shop";

/// The shop, with these lines of configuration and this URL.
fn shop(lines: &str, url: Option<&str>) -> PgProject {
    let mut project = PgProject::shop();
    project.append(
        "Cargo.toml",
        &format!("\n[package.metadata.migrate]\n{lines}\n"),
    );
    project.set_url(url);
    project
}

#[test]
fn where_no_server_is_reachable_a_throwaway_one_proves_and_drafts() {
    let project = shop("engine = \"postgres\"", None);
    project.run(&["check"]).ok().silent();
    project.run(&["roundtrip", "--all", "--on", "empty"]).ok();
    project.append("schema.sql", "CREATE TABLE tags (id int);\n");
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
fn where_it_is_wanted_nothing_is_made_beside_the_development_database() {
    let project = PgProject::shop_with_rows();
    project.append(
        "Cargo.toml",
        "\n[package.metadata.migrate]\nscratch-server = \"throwaway\"\n",
    );
    let mut client = server().client();
    let made = |client: &mut super::server::Client| {
        client.rows("SELECT count(*) FROM pg_database")[0].clone()
    };
    // Nothing of another test must count.
    let _ = made(&mut client);
    project.append("schema.sql", "CREATE TABLE tags (id int);\n");
    project.run(&["new", "tags"]).ok().says("7 rows");
    project.run(&["roundtrip"]).ok();
    project.run(&["upgrade"]).ok();
    project.run(&["scratch"]).ok();
    project.run(&["check"]).ok().silent();
    // A role that may make no database can do all of this. Who owns the database may make tables
    // in it, and that is nothing of the schema.
    project.sql(&format!(
        "ALTER DATABASE {} OWNER TO it_doe",
        project.database.name
    ));
    project.sql("ALTER TABLE customers OWNER TO it_doe; ALTER TABLE orders OWNER TO it_doe; ALTER TYPE state OWNER TO it_doe; ALTER TABLE tags OWNER TO it_doe; ALTER TABLE _sqlx_migrations OWNER TO it_doe");
    let mut doe = PgProject::shop();
    for (path, bytes) in project.tree() {
        doe.write(path.to_str().unwrap(), bytes);
    }
    let url = super::neighbours::as_user(&project.url(), "it_doe", "secret");
    doe.set_url(Some(&url));
    doe.append("schema.sql", "CREATE TABLE more (id int);\n");
    doe.run(&["new", "more"]).ok().says("7 rows");
    doe.run(&["upgrade"]).ok();
}

#[test]
fn a_throwaway_server_makes_databases_like_the_development_database() {
    let project = PgProject::new();
    project.append(
        "Cargo.toml",
        "\n[package.metadata.migrate]\nscratch-server = \"throwaway\"\n",
    );
    project.sql(&format!(
        "ALTER DATABASE {} SET search_path = app, public",
        project.database.name
    ));
    project.migration(
        "20260101000000_first",
        "CREATE SCHEMA app; CREATE TABLE t (id int);\n",
        "DROP TABLE t; DROP SCHEMA app;\n",
    );
    project.run(&["upgrade"]).ok();
    project.run(&["current"]).ok().says("drift: no");
}

#[test]
fn nothing_of_a_throwaway_server_is_left_behind_a_command() {
    let project = shop("engine = \"postgres\"", None);
    project.open_to_all();
    project.run(&["roundtrip", "--all", "--on", "empty"]).ok();
    assert!(project.leftovers().is_empty(), "{:?}", project.leftovers());
    project.migration("20260303000000_third", "SELECT nonsense;\n", "SELECT 1;\n");
    project
        .run(&["roundtrip", "--all", "--on", "empty"])
        .exits(1);
    assert!(project.leftovers().is_empty(), "{:?}", project.leftovers());
}

/// Whether this process is root's.
fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.trim_ascii() == b"0"
}

#[test]
fn root_and_others_start_one_alike() {
    let project = shop("", None);
    project.open_to_all();
    let home = project.temporary().join("nobody");
    std::fs::create_dir(&home).unwrap();
    let proof = |binary: &Path| {
        let mut words = vec![binary.display().to_string()];
        words.extend(
            [
                "roundtrip",
                "--all",
                "--on",
                "empty",
                "--engine",
                "postgres",
            ]
            .map(str::to_owned),
        );
        words.push("--migrations".to_owned());
        words.push(home.join("migrations").display().to_string());
        words
    };
    copy(&project.root().join("migrations"), &home.join("migrations"));
    let binary = Path::new(env!("CARGO_BIN_EXE_cargo-migrate"));
    let own = project.command(&[]);
    let run = |words: &[String]| {
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).current_dir("/").env_clear();
        for (name, value) in own.get_envs() {
            if let Some(value) = value {
                command.env(name, value);
            }
        }
        for name in ["HOME", "CARGO_MIGRATE_HOME", "XDG_CACHE_HOME", "TMPDIR"] {
            command.env(name, &home);
        }
        project.finish(&mut command)
    };
    run(&proof(binary)).ok();
    if !is_root() {
        return;
    }
    // A copy, since target/ may lie where nobody else may look.
    let copied = home.join("program");
    std::fs::copy(binary, &copied).unwrap();
    let mut words: Vec<String> = [
        "setpriv",
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
    ]
    .map(str::to_owned)
    .to_vec();
    words.extend(proof(&copied));
    #[cfg(unix)]
    give(&home);
    run(&words).ok();
    let left: Vec<_> = std::fs::read_dir(&home)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name.to_string_lossy().starts_with("cargo-migrate-pg"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// Makes everything below a folder that of the user 65534, who is nobody.
#[cfg(unix)]
fn give(folder: &Path) {
    for entry in walkdir::WalkDir::new(folder) {
        std::os::unix::fs::lchown(entry.unwrap().path(), Some(65534), Some(65534)).unwrap();
    }
}
