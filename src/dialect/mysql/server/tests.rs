#![expect(clippy::unwrap_used, reason = "a test may panic")]

use super::*;
use crate::dialect::mysql::cluster::Cluster;
use crate::dialect::mysql::quote::literal;
use crate::dialect::throwaway::name;
use crate::dialect::throwaway::owner::{Mark, Use};
use crate::error::{Error, Kind};

fn open(cluster: &Cluster, database: &str) -> Connection {
    Connection::open(&cluster.url(database).unwrap()).unwrap()
}

/// A server whose development database is `shop` on the cluster.
fn beside(cluster: &Cluster) -> Server {
    let url = cluster.url("shop").unwrap();
    Server::new(Some(url), ScratchServer::Development)
}

/// The names of the databases with this tool's prefix.
fn ours(cluster: &Cluster) -> Vec<String> {
    let sql = "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'cargo%' ORDER BY 1";
    let rows = open(cluster, "").query(sql).unwrap();
    rows.iter().map(|row| row.text(0).to_owned()).collect()
}

fn ask(url: &DatabaseUrl, sql: &str) -> String {
    let rows = Connection::open(url).unwrap().query(sql).unwrap();
    rows[0].text(0).to_owned()
}

/// Everything that a person is told.
fn words(error: &Error) -> String {
    let lines = error.notes().iter().chain(error.hints());
    lines.fold(error.message().to_owned(), |words, line| {
        words + "\n" + line
    })
}

/// The mark of a process that is not there: above the largest number that Linux gives (2^22).
fn dead_mark(kind: Use) -> String {
    let own = format!("\"pid\":{}", std::process::id());
    Mark::new(kind).text().replace(&own, "\"pid\":4194305")
}

#[test]
fn a_sibling_lives_as_long_as_its_value_and_is_like_the_development_database() {
    let cluster = Cluster::start().unwrap();
    open(&cluster, "")
        .execute("CREATE DATABASE shop CHARACTER SET latin1 COLLATE latin1_german2_ci")
        .unwrap();
    let server = beside(&cluster);
    let sibling = server.create().unwrap();
    let other = server.create().unwrap();
    assert_ne!(sibling.url(), other.url());
    assert!(server.is_beside(sibling.url()).unwrap());
    let of_this = |column: &str| {
        let sql = format!(
            "SELECT {column} FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = DATABASE()"
        );
        ask(sibling.url(), &sql)
    };
    let mark = Mark::read(&of_this("SCHEMA_COMMENT")).unwrap();
    assert_eq!(mark.kind, Use::Throwaway);
    assert_eq!(of_this("DEFAULT_COLLATION_NAME"), "latin1_german2_ci");
    assert_eq!(ours(&cluster).len(), 2);
    drop(sibling);
    assert_eq!(ours(&cluster), [other.name()]);
    drop((other, server));
    assert!(ours(&cluster).is_empty());
}

#[test]
fn a_user_who_may_not_make_databases_is_told_what_to_do() {
    let cluster = Cluster::start().unwrap();
    let mut root = open(&cluster, "");
    root.execute("CREATE DATABASE shop; CREATE USER poor; GRANT ALL ON shop.* TO poor")
        .unwrap();
    let text = cluster.url("shop").unwrap();
    let text = text.expose().replace("//root@", "//poor@");
    let url = DatabaseUrl::parse(&text).unwrap();
    let poor = Server::new(Some(url.clone()), ScratchServer::Development);
    let absent = url.with_database("absent");
    let errors = [
        (
            poor.create().err().unwrap(),
            "scratch-server = \"throwaway\"",
        ),
        (
            poor.create_scratch().err().unwrap(),
            "GRANT ALL ON `cargo\\_migrate\\_%`.* TO 'poor'@'%'",
        ),
        (
            poor.create_named(&absent).err().unwrap(),
            "GRANT ALL ON `absent`.* TO 'poor'@'%'",
        ),
    ];
    for (error, other) in errors {
        let words = words(&error);
        assert_eq!(error.kind(), Kind::Usage, "{words}");
        assert!(words.contains("`poor@%` may not make databases"), "{words}");
        assert!(words.contains(other), "{words}");
    }
    // What the hint says is enough.
    root.execute("GRANT ALL ON `cargo\\_migrate\\_%`.* TO 'poor'@'%'")
        .unwrap();
    let poor = Server::new(Some(url), ScratchServer::Development);
    assert_eq!(
        ask(poor.create().unwrap().url(), "SELECT CURRENT_USER()"),
        "poor@%"
    );
}

#[test]
fn only_what_dead_runs_of_this_machine_left_behind_is_collected() {
    let cluster = Cluster::start().unwrap();
    let mut root = open(&cluster, "");
    let mut marked = |name: &str, mark: &str| {
        let sql = format!("CREATE DATABASE {} COMMENT {}", ident(name), literal(mark));
        root.execute(&sql).unwrap();
    };
    let dead = dead_mark(Use::Throwaway);
    marked("shop", "");
    marked("cargo_migrate_dead", &dead);
    marked("cargo_migrate_living", &Mark::new(Use::Throwaway).text());
    marked("cargo_migrate_kept", &dead_mark(Use::Scratch));
    marked(
        "cargo_migrate_elsewhere",
        &dead.replace("\"host\":\"", "\"host\":\"not-"),
    );
    marked("cargo_migrate_commented", "my own notes");
    marked("another_name", &dead);
    // Killed between two steps: by this process's number, which lives, and by a dead one's.
    let unmarked = [name::new(), name::of_process(4_194_305)];
    for name in &unmarked {
        marked(name, "");
    }
    marked("cargo_migrate_plain", "");
    // A session that a killed run left at work is no obstacle.
    let mut left = open(&cluster, "cargo_migrate_dead");
    left.execute("CREATE TABLE t (a INT); START TRANSACTION; INSERT INTO t VALUES (1)")
        .unwrap();
    drop(beside(&cluster).create().unwrap());
    let mut expected = vec![
        "cargo_migrate_commented".to_owned(),
        "cargo_migrate_elsewhere".to_owned(),
        "cargo_migrate_kept".to_owned(),
        "cargo_migrate_living".to_owned(),
        "cargo_migrate_plain".to_owned(),
        unmarked[0].clone(),
    ];
    expected.sort();
    assert_eq!(ours(&cluster), expected);
    assert!(left.execute("SELECT 1").is_err());
    assert!(open(&cluster, "another_name").execute("SELECT 1").is_ok());
}

#[test]
fn a_scratch_database_stays_until_it_is_dropped_and_only_a_marked_one_is() {
    let cluster = Cluster::start().unwrap();
    let shop = cluster.url("shop").unwrap();
    open(&cluster, "").execute("CREATE DATABASE shop").unwrap();
    let server = beside(&cluster);
    let url = server.create_scratch().unwrap().unwrap();
    drop(server);
    let server = beside(&cluster);
    let mut application = Connection::open(&url).unwrap();
    let error = server.drop_scratch(&url).unwrap_err();
    assert_eq!(error.kind(), Kind::Failed);
    assert!(
        error.message().contains("(user root from localhost)"),
        "{error:?}"
    );
    application.execute("SELECT 1").unwrap();
    drop(application);
    assert!(server.drop_scratch(&url).unwrap());
    assert!(!server.drop_scratch(&url).unwrap());
    assert!(ours(&cluster).is_empty());

    let sibling = server.create().unwrap();
    for url in [&shop, sibling.url()] {
        let error = server.drop_scratch(url).unwrap_err();
        assert_eq!(error.kind(), Kind::Refused, "{error:?}");
        assert!(server.exists(url).unwrap());
    }
}

#[test]
fn a_database_is_made_by_its_name_whatever_that_is() {
    let cluster = Cluster::start().unwrap();
    let server = beside(&cluster);
    for name in ["shop", "Odd `name`", "späte/Post?", "select"] {
        let url = cluster.url(name).unwrap();
        assert!(!server.exists(&url).unwrap());
        server.create_named(&url).unwrap();
        // Somebody else may have been quicker.
        server.create_named(&url).unwrap();
        assert!(server.exists(&url).unwrap());
        assert_eq!(ask(&url, "SELECT DATABASE()"), name);
    }
}

#[test]
fn a_throwaway_server_takes_the_place_of_one_that_is_not_there() {
    let nobody = DatabaseUrl::parse("mysql://localhost/shop?socket=/no/such/s.sock").unwrap();
    let cases = [
        (
            Some(nobody.clone()),
            ScratchServer::Development,
            "no server answers at",
        ),
        (None, ScratchServer::Development, "no database URL is set"),
        (
            Some(nobody.clone()),
            ScratchServer::Throwaway,
            "scratch-server = \"throwaway\"",
        ),
    ];
    for (url, choice, why) in cases {
        let server = Server::new(url, choice);
        let version = server.version();
        assert!(version.starts_with("mysql M"), "{version}");
        assert!(
            !server.homes.is_there(),
            "no server is started for its version"
        );
        let sibling = server.create().unwrap();
        assert_eq!(server.version(), version);
        let lines = server.surroundings().unwrap().join("\n");
        assert!(
            lines.contains(why) && lines.contains("server program /"),
            "{lines}"
        );
        let socket = sibling.url().host().unwrap();
        assert!(sibling.is_alone());
        drop(server);
        // It needs its server for as long as it is there.
        assert_eq!(ask(sibling.url(), "SELECT 1"), "1");
        drop(sibling);
        assert!(!std::path::Path::new(&socket).exists());
    }
    let server = Server::new(Some(nobody.clone()), ScratchServer::Development);
    assert!(server.exists(&nobody).is_err());
}

#[test]
fn a_key_is_the_same_for_every_way_to_write_a_url_and_holds_no_secret() {
    let server = Server::new(None, ScratchServer::Development);
    let key = |text: &str| server.key(&DatabaseUrl::parse(text).unwrap()).unwrap();
    for (text, expected) in [
        (
            "mysql://doe:s3cr3t@localhost/shop",
            "mysql:localhost:3306/shop",
        ),
        ("mariadb://127.0.0.1:3306/shop", "mysql:localhost:3306/shop"),
        (
            "mysql://LOCALHOST/sh%6Fp?ssl-mode=disabled",
            "mysql:localhost:3306/shop",
        ),
        ("mysql://[::1]/shop", "mysql:localhost:3306/shop"),
        (
            "mysql://Db.Example.org:3307/shop",
            "mysql:db.example.org:3307/shop",
        ),
        (
            "mysql://doe@localhost/shop?socket=/no/such/s.sock",
            "mysql:/no/such/s.sock/shop",
        ),
    ] {
        assert_eq!(key(text), expected, "{text}");
    }
}
