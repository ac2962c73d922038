//! Others who work on the same server: they are named where they are in the way, and never ended.

use super::project::PgProject;
use super::server::{Client, Server, server};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// The application, connected to the development database.
fn application(project: &PgProject) -> Client {
    let mut client = project.client();
    client.run("SET application_name = 'the application'");
    client
}

fn with_a_third(project: &PgProject, up: &str, down: &str) {
    project.migration("20260303000000_third", up, down);
}

#[test]
fn a_snapshot_is_taken_while_the_application_is_connected_and_it_lives() {
    let project = PgProject::shop_with_rows();
    let mut application = application(&project);
    application.run("BEGIN; INSERT INTO customers (name) VALUES ('not yet')");
    with_a_third(
        &project,
        "ALTER TABLE orders ADD COLUMN note text;\n",
        "ALTER TABLE orders DROP COLUMN note;\n",
    );
    let output = project.run(&["roundtrip", "--format", "json"]).ok();
    assert_eq!(output.json()["rows"], 7, "only what is committed is seen");
    application.run("COMMIT");
    project.run(&["new", "nothing", "--empty"]).ok();
    project.run(&["upgrade"]).ok();
    assert_eq!(application.rows("SELECT count(*) FROM customers"), ["4"]);
    project.run(&["downgrade", "-2", "--yes"]).ok();
    project.run(&["backup"]).ok();
    assert_eq!(application.rows("SELECT 1"), ["1"], "it lives");
}

#[test]
fn a_lock_of_the_application_is_waited_for_only_so_long_and_named() {
    let project = PgProject::shop_with_rows();
    let mut application = application(&project);
    application.run("BEGIN; LOCK TABLE orders IN ACCESS SHARE MODE");
    with_a_third(
        &project,
        "ALTER TABLE orders ADD COLUMN note text;\n",
        "ALTER TABLE orders DROP COLUMN note;\n",
    );
    let clock = Instant::now();
    let output = project.run(&["upgrade"]).exits(4).says("the application");
    assert!(
        clock.elapsed() < Duration::from_secs(40),
        "{}",
        output.screen()
    );
    assert_eq!(project.applied().len(), 2);
    application.run("ROLLBACK");
    project.run(&["upgrade"]).ok();
    assert_eq!(application.rows("SELECT count(note) FROM orders"), ["0"]);
}

#[test]
fn the_application_s_own_migrator_and_this_tool_wait_for_each_other() {
    let project = PgProject::shop_with_rows();
    let mut application = application(&project);
    // The lock that `sqlx::migrate!` takes, by the name of the database.
    application.run(&format!(
        "SELECT pg_advisory_lock({})",
        sqlx_lock(&project.database.name)
    ));
    with_a_third(
        &project,
        "CREATE TABLE tags (id int);\n",
        "DROP TABLE tags;\n",
    );
    let mut command = project.command(&["upgrade"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let upgrade = command.spawn().unwrap();
    // That it gives up in the end, and names the application then, is tested beside the code.
    let waiting = "SELECT count(*) FROM pg_stat_activity
                    WHERE datname = current_database() AND application_name = 'cargo-migrate'
                      AND query LIKE 'SELECT pg_try_advisory_lock%'";
    let clock = Instant::now();
    let mut watcher = project.client();
    while watcher.rows(waiting) != ["1"] {
        assert!(clock.elapsed() < Duration::from_secs(60), "it never waits");
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(watcher.rows(waiting), ["1"], "it goes on waiting");
    assert_eq!(project.applied().len(), 2);
    application.run("SELECT pg_advisory_unlock_all()");
    let output = upgrade.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(project.applied().len(), 3);
}

/// The key of sqlx's lock: a constant, and the CRC 32 of the database's name.
fn sqlx_lock(database: &str) -> i64 {
    let mut crc = u32::MAX;
    for byte in database.bytes() {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                crc >> 1 ^ 0xedb8_8320
            } else {
                crc >> 1
            };
        }
    }
    0x3d32_ad9e * i64::from(!crc)
}

#[test]
fn a_prepared_transaction_is_named_with_the_ways_out() {
    let project = PgProject::shop_with_rows();
    let mut client = project.client();
    if client.rows("SHOW max_prepared_transactions") == ["0"] {
        eprintln!("skipped: the server allows no prepared transactions");
        return;
    }
    let name = format!("payment of {}", project.database.name);
    client.run("BEGIN; INSERT INTO orders VALUES (20, 1, 5)");
    client.run(&format!("PREPARE TRANSACTION '{name}'"));
    drop(client);
    with_a_third(
        &project,
        "ALTER TABLE orders ADD COLUMN note text;\n",
        "ALTER TABLE orders DROP COLUMN note;\n",
    );
    let output = project.run(&["upgrade"]);
    project.sql(&format!("COMMIT PREPARED '{name}'"));
    output
        .exits(4)
        .says("payment of")
        .says("ROLLBACK PREPARED")
        .says("COMMIT PREPARED");
    assert_eq!(project.rows("SELECT count(*) FROM orders"), ["5"]);
    project.run(&["upgrade"]).ok();
}

#[test]
fn databases_of_others_are_never_touched_whatever_they_are_called() {
    let own = Server::start();
    let mut client = own.client();
    // One with the prefix and without a mark, one with a comment that is no mark, and one whose
    // mark names a machine that is not this one.
    let foreign = [
        ("cargo_migrate_0123456789abcdef0123456789abcdef", "NULL"),
        (
            "cargo_migrate_1123456789abcdef0123456789abcdef",
            "'my own notes'",
        ),
        (
            "cargo_migrate_2123456789abcdef0123456789abcdef",
            r#"'{"made_by":"cargo-migrate","pid":1,"start":"0","host":"elsewhere","boot":"x","kind":"throwaway"}'"#,
        ),
    ];
    for (name, comment) in foreign {
        client.run(&format!("CREATE DATABASE {name}"));
        client.run(&format!("COMMENT ON DATABASE {name} IS {comment}"));
    }
    let mut project = PgProject::shop();
    client.run("CREATE DATABASE shop");
    project.set_url(Some(&own.url("shop")));
    for command in [
        ["upgrade"].as_slice(),
        &["check"],
        &["scratch"],
        &["roundtrip", "--all"],
        &["downgrade", "base", "--yes"],
    ] {
        project.run(command).ok();
    }
    let left = own.leftovers();
    for (name, _) in foreign {
        assert!(left.contains(&name.to_owned()), "{name} is gone: {left:?}");
    }
    assert_eq!(left.len(), 4, "these and the scratch database: {left:?}");
}

#[test]
fn a_read_only_command_writes_nothing_and_works_for_a_reader() {
    let project = PgProject::shop_with_rows();
    project.sql(
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO it_doe; REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    );
    let mut reader = PgProject::shop();
    let url = as_user(&project.url(), "it_doe", "secret");
    reader.set_url(Some(&url));
    reader
        .run(&["current"])
        .ok()
        .says("orders create (0.2, head)");
    reader.run(&["history"]).ok();
    let output = reader.run(&["downgrade", "-1", "--yes"]);
    assert_ne!(output.code, 0, "{}", output.screen());
    assert_eq!(project.applied().len(), 2);
    assert_eq!(server().orphans(), [""; 0]);
}

/// The URL with another user and password.
#[test]
fn a_role_that_is_no_member_of_the_owners_is_told_of_what_to_become_one() {
    let server = Server::start();
    let mut client = server.client();
    client.run("CREATE ROLE \"Keeper\"");
    client.run("CREATE ROLE roe LOGIN CREATEDB PASSWORD 'secret'");
    client.run("CREATE DATABASE shop OWNER \"Keeper\"");
    let mut project = PgProject::shop();
    project.set_url(Some(&server.url("shop")));
    project.run(&["upgrade"]).ok();
    let mut shop = Client::open(&server.url("shop"));
    shop.run("INSERT INTO customers (name) VALUES ('Ada')");
    shop.run("ALTER TABLE customers OWNER TO \"Keeper\"; ALTER TABLE orders OWNER TO \"Keeper\"");
    shop.run("ALTER TYPE state OWNER TO \"Keeper\"");
    shop.run("GRANT ALL ON ALL TABLES IN SCHEMA public TO roe");
    shop.run("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO roe");
    project.set_url(Some(&as_user(&server.url("shop"), "roe", "secret")));
    project
        .run(&["roundtrip"])
        .exits(4)
        .says("Keeper")
        .says("GRANT \"Keeper\" TO roe");
    client.run("GRANT \"Keeper\" TO roe");
    project.run(&["roundtrip"]).ok();
    assert_eq!(server.leftovers(), [""; 0]);
}

pub(super) fn as_user(url: &str, user: &str, password: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap();
    let (authority, path) = rest.split_once('/').unwrap();
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    format!("{scheme}://{user}:{password}@{host}/{path}")
}
