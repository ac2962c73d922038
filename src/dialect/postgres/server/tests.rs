#![expect(clippy::unwrap_used, reason = "a test may panic")]

use super::*;
use crate::Error;
use crate::dialect::postgres::cluster::Cluster;
use crate::dialect::throwaway::name;
use crate::dialect::throwaway::owner::{Mark, Use};
use crate::error::Kind;

/// A connection to a database of the cluster.
fn open(cluster: &Cluster, database: &str) -> Connection {
    Connection::open(&cluster.url(database)).unwrap()
}

fn execute(cluster: &Cluster, database: &str, statements: &[&str]) {
    let mut connection = open(cluster, database);
    for sql in statements {
        connection.execute(sql).unwrap();
    }
}

/// A server whose development database is `shop` on the cluster.
fn beside(cluster: &Cluster) -> Server {
    Server::new(Some(cluster.url("shop")), ScratchServer::Development)
}

/// The names of the databases with this tool's prefix.
fn ours(cluster: &Cluster) -> Vec<String> {
    let sql = "SELECT datname::text FROM pg_database WHERE datname LIKE 'cargo%' ORDER BY 1";
    let rows = open(cluster, "postgres").simple_query(sql).unwrap();
    rows.iter().map(|row| row.text(0).to_owned()).collect()
}

fn ask(url: &DatabaseUrl, sql: &str) -> String {
    let rows = Connection::open(url).unwrap().simple_query(sql).unwrap();
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
fn a_sibling_lives_as_long_as_its_value_and_carries_the_mark() {
    let cluster = Cluster::start().unwrap();
    let server = beside(&cluster);
    let sibling = server.create().unwrap();
    let other = server.create().unwrap();
    assert_ne!(sibling.url(), other.url());
    let name = sibling.url().database_name();
    assert_eq!(ours(&cluster).len(), 2);
    let comment = ask(
        sibling.url(),
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()",
    );
    let mark = Mark::read(&comment).unwrap();
    assert_eq!(mark.kind, Use::Throwaway);
    let mut connection = Connection::open(sibling.url()).unwrap();
    connection.execute("CREATE TABLE t (a int)").unwrap();
    drop(connection);
    drop(sibling);
    assert!(!ours(&cluster).contains(&name));
    drop((other, server));
    assert!(ours(&cluster).is_empty());
}

#[test]
fn a_sibling_compares_texts_and_finds_names_as_the_development_database_does() {
    let cluster = Cluster::start().unwrap();
    let sql = "SELECT concat_ws(' ', pg_encoding_to_char(encoding), datcollate, datctype, to_jsonb(d) ->> 'datlocprovider', to_jsonb(d) ->> 'daticulocale', current_setting('search_path'), current_setting('statement_timeout')) FROM pg_database d WHERE datname = current_database()";
    let set = [
        "ALTER DATABASE shop SET search_path = app, \"Odd, name\", public",
        "ALTER ROLE postgres IN DATABASE shop SET statement_timeout = '3s'",
    ];
    let icu = " LOCALE_PROVIDER icu ICU_LOCALE 'en-US'";
    let has_icu = open(&cluster, "postgres")
        .simple_query("SELECT 1::text FROM pg_collation WHERE collname LIKE '%-x-icu' LIMIT 1")
        .unwrap();
    let is_old = open(&cluster, "postgres").server_version() < 15_00_00;
    for how in ["", " ENCODING 'SQL_ASCII' LOCALE 'C'", icu] {
        if how == icu && (has_icu.is_empty() || is_old) {
            continue;
        }
        let create = format!("CREATE DATABASE shop TEMPLATE template0{how}");
        execute(&cluster, "postgres", &[&create, set[0], set[1]]);
        let wanted = ask(&cluster.url("shop"), sql);
        assert!(
            wanted.contains("\"Odd, name\"") && wanted.ends_with("3s"),
            "{wanted}"
        );
        let server = beside(&cluster);
        assert_eq!(ask(server.create().unwrap().url(), sql), wanted);
        let copy = server.copy_of(&cluster.url("shop")).unwrap().unwrap();
        assert_eq!(ask(copy.url(), sql), wanted);
        drop((copy, server));
        execute(&cluster, "postgres", &["DROP DATABASE shop"]);
    }
}

#[test]
fn a_copy_has_the_rows_and_is_made_only_where_nobody_else_is_connected() {
    let cluster = Cluster::start().unwrap();
    execute(&cluster, "postgres", &["CREATE DATABASE shop"]);
    execute(&cluster, "shop", &["CREATE TABLE t AS SELECT 1 AS a"]);
    let server = beside(&cluster);
    // Its own connection is not in the way.
    assert!(server.exists(&cluster.url("shop")).unwrap());
    let copy = server.copy_of(&cluster.url("shop")).unwrap().unwrap();
    assert_eq!(ask(copy.url(), "SELECT a::text FROM t"), "1");
    let mut somebody = open(&cluster, "shop");
    assert!(server.copy_of(&cluster.url("shop")).unwrap().is_none());
    somebody.execute("SELECT 1").unwrap();
    drop(somebody);
    // A copy of a copy, as a second snapshot.
    assert!(server.copy_of(copy.url()).unwrap().is_some());
    assert!(server.copy_of(&cluster.url("absent")).unwrap().is_none());
    let elsewhere = DatabaseUrl::parse("postgres://doe@example.org/shop").unwrap();
    assert!(server.copy_of(&elsewhere).unwrap().is_none());

    execute(
        &cluster,
        "shop",
        &["BEGIN", "DELETE FROM t", "PREPARE TRANSACTION 'it''s half'"],
    );
    let error = server.copy_of(&cluster.url("shop")).err().unwrap();
    let words = words(&error);
    assert!(
        words.contains("prepared transactions: it's half"),
        "{words}"
    );
    assert!(words.contains("ROLLBACK PREPARED 'it''s half'"), "{words}");
}

#[test]
fn a_role_that_may_not_make_databases_is_told_what_to_do() {
    let cluster = Cluster::start().unwrap();
    execute(
        &cluster,
        "postgres",
        &[
            "CREATE ROLE \"Poor\" LOGIN",
            "CREATE ROLE maker LOGIN CREATEDB",
            "CREATE DATABASE shop",
        ],
    );
    let url = |user: &str| {
        let text = cluster
            .url("shop")
            .expose()
            .replace("//postgres@", &format!("//{user}@"));
        DatabaseUrl::parse(&text).unwrap()
    };
    let poor = Server::new(Some(url("Poor")), ScratchServer::Development);
    let absent = url("Poor").with_database("absent");
    let elsewhere = "scratch-server = \"throwaway\"";
    let errors = [
        (poor.create().err().unwrap(), elsewhere),
        (poor.create_scratch().err().unwrap(), elsewhere),
        (poor.create_named(&absent).err().unwrap(), "createdb -h /"),
    ];
    for (error, other) in errors {
        let words = words(&error);
        assert_eq!(error.kind(), Kind::Usage);
        assert!(words.contains("`Poor` may not make databases"), "{words}");
        assert!(words.contains("ALTER ROLE \"Poor\" CREATEDB"), "{words}");
        assert!(words.contains(other), "{words}");
    }
    // Another's database is not this role's to copy, but it may make its own.
    let maker = Server::new(Some(url("maker")), ScratchServer::Development);
    assert!(maker.copy_of(&url("maker")).unwrap().is_none());
    assert_eq!(
        ask(maker.create().unwrap().url(), "SELECT CURRENT_USER::text"),
        "maker"
    );
}

#[test]
fn only_what_dead_runs_of_this_machine_left_behind_is_collected() {
    let cluster = Cluster::start().unwrap();
    execute(&cluster, "postgres", &["CREATE DATABASE shop"]);
    let marked = |name: &str, mark: &str| {
        let comment = quote::literal(mark);
        let sql = [
            format!("CREATE DATABASE {name}"),
            format!("COMMENT ON DATABASE {name} IS {comment}"),
        ];
        execute(&cluster, "postgres", &[&sql[0], &sql[1]]);
    };
    let dead = dead_mark(Use::Throwaway);
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
        execute(&cluster, "postgres", &[&format!("CREATE DATABASE {name}")]);
    }
    execute(
        &cluster,
        "postgres",
        &["CREATE DATABASE cargo_migrate_plain"],
    );
    // A session that a killed run left at work is no obstacle.
    let mut left = open(&cluster, "cargo_migrate_dead");
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
    execute(&cluster, "postgres", &["CREATE DATABASE shop"]);
    let server = beside(&cluster);
    let url = server.create_scratch().unwrap().unwrap();
    drop(server);
    let server = beside(&cluster);
    let named = DatabaseUrl::parse(&format!("{}&application_name=shop-api", url.expose())).unwrap();
    let mut application = Connection::open(&named).unwrap();
    let error = server.drop_scratch(&url).unwrap_err();
    assert_eq!(error.kind(), Kind::Failed);
    assert!(error.message().contains("shop-api (pid "), "{error:?}");
    application.execute("SELECT 1").unwrap();
    drop(application);
    assert!(server.drop_scratch(&url).unwrap());
    assert!(!server.drop_scratch(&url).unwrap());
    assert!(ours(&cluster).is_empty());

    let sibling = server.create().unwrap();
    for url in [&cluster.url("shop"), sibling.url()] {
        let error = server.drop_scratch(url).unwrap_err();
        assert_eq!(error.kind(), Kind::Refused, "{error:?}");
        assert!(server.exists(url).unwrap());
    }
}

#[test]
fn a_database_is_made_by_its_name_whatever_that_is() {
    let cluster = Cluster::start().unwrap();
    let server = beside(&cluster);
    for name in ["shop", "Odd \"name\"", "späte/Post?", "select"] {
        let url = cluster.url(name);
        assert!(!server.exists(&url).unwrap());
        server.create_named(&url).unwrap();
        // Somebody else may have been quicker.
        server.create_named(&url).unwrap();
        assert!(server.exists(&url).unwrap());
        assert_eq!(ask(&url, "SELECT current_database()::text"), name);
    }
}

#[test]
fn a_throwaway_cluster_takes_the_place_of_a_server_that_is_not_there() {
    let nobody = DatabaseUrl::parse("postgres:///shop?host=/no/such/folder").unwrap();
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
        assert!(version.starts_with("postgres 1"), "{version}");
        assert!(
            !server.homes.is_there(),
            "no server is started for its version"
        );
        let sibling = server.create().unwrap();
        assert_eq!(server.version(), version);
        let lines = server.surroundings().unwrap().join("\n");
        assert!(
            lines.contains(why) && lines.contains("server programs in"),
            "{lines}"
        );
        let folder = sibling.url().host().unwrap();
        assert!(server.copy_of(sibling.url()).unwrap().is_some());
        drop(server);
        // It needs its server for as long as it is there.
        assert_eq!(ask(sibling.url(), "SELECT 1::text"), "1");
        drop(sibling);
        assert!(!std::path::Path::new(&folder).exists());
    }
    let server = Server::new(Some(nobody.clone()), ScratchServer::Development);
    assert!(server.exists(&nobody).is_err());
}

#[test]
fn a_server_that_refuses_is_no_reason_for_a_throwaway_cluster() {
    let cluster = Cluster::start().unwrap();
    let text = cluster
        .url("shop")
        .expose()
        .replace("//postgres@", "//absent@");
    let url = DatabaseUrl::parse(&text).unwrap();
    let server = Server::new(Some(url), ScratchServer::Development);
    let error = server.create().err().unwrap();
    assert!(error.message().contains("no role `absent`"), "{error:?}");
    let server = beside(&cluster);
    let lines = server.surroundings().unwrap();
    assert!(
        lines[0].contains(&format!("PostgreSQL {}", cluster.version())),
        "{lines:?}"
    );
    assert_eq!(server.version(), format!("postgres {}", cluster.version()));
}

#[test]
fn a_key_is_the_same_for_every_way_to_write_a_url_and_holds_no_secret() {
    let server = Server::new(None, ScratchServer::Development);
    let key = |text: &str| server.key(&DatabaseUrl::parse(text).unwrap()).unwrap();
    let same = [
        "postgres://doe:s3cr3t@localhost:5432/shop",
        "postgresql://127.0.0.1:5432/shop?password=s3cr3t",
        "postgres://LOCALHOST:5432/sh%6Fp?sslmode=disable",
        "postgres://[::1]:5432/other?dbname=shop",
        "postgres://example.org:5432/shop?host=localhost",
    ];
    for text in same {
        assert_eq!(key(text), "postgres:localhost:5432/shop", "{text}");
    }
    let others = [
        (
            "postgres://Db.Example.org:5433/shop",
            "postgres:db.example.org:5433/shop",
        ),
        (
            "postgres:///shop?host=/no/such/folder/&port=5434",
            "postgres:/no/such/folder:5434/shop",
        ),
        (
            "postgres://%2Fno%2Fsuch%2Ffolder:5434/shop",
            "postgres:/no/such/folder:5434/shop",
        ),
    ];
    for (text, expected) in others {
        assert_eq!(key(text), expected, "{text}");
    }
}
