#![expect(clippy::unwrap_used, reason = "a test may panic")]

use super::*;
use crate::dialect::postgres::cluster::Cluster;
use crate::{Error, Kind};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const PASSWORD: &str = "s3cr3t-passw0rd";

/// Everything that a person is told.
fn words(error: &Error) -> String {
    let lines = error.notes().iter().chain(error.hints());
    lines.fold(error.message().to_owned(), |words, line| {
        words + "\n" + line
    })
}

/// A cluster that wants passwords from everybody but its owner, and refuses `locked`.
fn guarded() -> Cluster {
    let cluster = Cluster::start().unwrap();
    let mut connection = Connection::open(&cluster.url("postgres")).unwrap();
    for sql in [
        format!("CREATE ROLE doe LOGIN PASSWORD '{PASSWORD}'").as_str(),
        &format!("CREATE ROLE many LOGIN PASSWORD '{PASSWORD}' CONNECTION LIMIT 0"),
        "CREATE ROLE locked LOGIN",
        "CREATE DATABASE shop",
        "CREATE DATABASE closed ALLOW_CONNECTIONS false",
        "CREATE DATABASE private",
        "REVOKE CONNECT ON DATABASE private FROM PUBLIC",
    ] {
        connection.execute(sql).unwrap();
    }
    let folder = cluster.url("postgres").host().unwrap();
    let rules = "local all postgres trust\nlocal all absent trust\nlocal all locked reject\nlocal all all scram-sha-256\n";
    std::fs::write(Path::new(&folder).join("data/pg_hba.conf"), rules).unwrap();
    connection.execute("SELECT pg_reload_conf()").unwrap();
    let as_doe = as_user(&cluster, "doe", "", "shop");
    let since = Instant::now();
    while Connection::open(&as_doe).is_ok() {
        assert!(since.elapsed() < Duration::from_secs(20));
    }
    cluster
}

fn as_user(cluster: &Cluster, user: &str, password: &str, database: &str) -> DatabaseUrl {
    let url = cluster.url(database);
    let user = match password {
        "" => format!("//{user}@"),
        password => format!("//{user}:{password}@"),
    };
    DatabaseUrl::parse(&url.expose().replace("//postgres@", &user)).unwrap()
}

/// A user, a password, a database, what the error says, its reason, and what else is said.
type Refused<'a> = (&'a str, &'a str, &'a str, &'a str, Reason, &'a [&'a str]);

#[test]
fn a_refusal_says_what_is_wrong_and_what_to_do() {
    let cluster = guarded();
    let wrong = format!("{PASSWORD}x");
    let cases: [Refused; 9] = [
        (
            "doe",
            PASSWORD,
            "absent",
            "no database `absent`",
            Reason::NoDatabase,
            &["cargo migrate upgrade", "createdb -h /"],
        ),
        (
            "doe",
            &wrong,
            "shop",
            "wrong password for `doe`",
            Reason::Refused,
            &["%40"],
        ),
        (
            "doe",
            "",
            "shop",
            "wants a password of `doe`",
            Reason::Refused,
            &["PGPASSWORD", ".pgpass"],
        ),
        (
            "absent",
            "",
            "shop",
            "no role `absent`",
            Reason::Refused,
            &["createuser"],
        ),
        (
            "locked",
            "",
            "shop",
            "refuses `locked`",
            Reason::Refused,
            &["pg_hba.conf"],
        ),
        (
            "many",
            PASSWORD,
            "shop",
            "takes no more connections",
            Reason::Refused,
            &["pg_stat_activity"],
        ),
        (
            "postgres",
            "",
            "closed",
            "`closed`",
            Reason::Refused,
            &["ALLOW_CONNECTIONS true"],
        ),
        (
            "doe",
            PASSWORD,
            "private",
            "`doe` may not connect to `private`",
            Reason::Refused,
            &["GRANT CONNECT"],
        ),
        (
            "doe",
            PASSWORD,
            "shop&sslmode=require",
            "TLS",
            Reason::Refused,
            &["sslmode"],
        ),
    ];
    for (user, password, database, message, reason, others) in cases {
        let (name, more) = database.split_once('&').unwrap_or((database, ""));
        let url = as_user(&cluster, user, password, name);
        let text = match more {
            "" => url.expose().to_owned(),
            // A socket never speaks TLS, so the demand is of another server.
            _ => {
                url.expose()
                    .replace("sslmode=disable", more)
                    .replace("host=", "elsewhere=")
                    + &fake_flags()
            }
        };
        let failure = Connection::try_open(&DatabaseUrl::parse(&text).unwrap())
            .err()
            .unwrap();
        let words = words(&failure.error);
        assert_eq!(failure.reason, reason, "{words}");
        assert!(
            failure.error.message().contains(message),
            "{message}: {words}"
        );
        assert!(!words.contains(PASSWORD), "{words}");
        for other in others {
            assert!(words.contains(other), "{other}: {words}");
        }
    }
    Connection::open(&as_user(&cluster, "doe", PASSWORD, "shop")).unwrap();
}

/// Where a server answers a demand for TLS by N.
fn fake_flags() -> String {
    let port = fake(b"N".to_vec());
    format!("&host=127.0.0.1&port={port}")
}

/// A server that answers whatever it is asked with these bytes.
fn fake(answer: Vec<u8>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut stream = stream;
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(&answer);
        }
    });
    port
}

/// A message of the protocol.
fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap();
    [&[kind][..], &length.to_be_bytes(), body].concat()
}

fn refusal(code: &str, text: &str) -> Vec<u8> {
    let body = format!("SFATAL\0VFATAL\0C{code}\0M{text}\0\0");
    message(b'E', body.as_bytes())
}

#[test]
fn whatever_answers_is_told_from_a_server_that_serves() {
    let old = [
        message(b'R', &0_u32.to_be_bytes()),
        message(b'S', b"server_version\x0012.18\0"),
        message(b'Z', b"I"),
    ]
    .concat();
    let cases: [(Vec<u8>, &str, Reason, Kind); 6] = [
        (
            refusal("57P03", "the database system is starting up"),
            "does not serve yet",
            Reason::Refused,
            Kind::Failed,
        ),
        (
            old,
            "PostgreSQL 12.18 is too old: 13 or later is needed",
            Reason::Refused,
            Kind::Usage,
        ),
        // A greeting of MySQL.
        (
            b"J\0\0\0\n8.0.35\0".to_vec(),
            "no PostgreSQL server answers",
            Reason::Refused,
            Kind::Usage,
        ),
        (
            b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(),
            "hung up",
            Reason::Unreachable,
            Kind::Usage,
        ),
        (Vec::new(), "hung up", Reason::Unreachable, Kind::Usage),
        (
            refusal("08P01", "unsupported startup parameter: extra_float_digits"),
            "is a pooler",
            Reason::Refused,
            Kind::Refused,
        ),
    ];
    for (answer, expected, reason, kind) in cases {
        let port = fake(answer);
        let url = format!("postgres://doe:{PASSWORD}@127.0.0.1:{port}/shop?sslmode=disable");
        let failure = Connection::try_open(&DatabaseUrl::parse(&url).unwrap())
            .err()
            .unwrap();
        let words = words(&failure.error);
        assert!(words.contains(expected), "{expected}: {words}");
        assert_eq!(
            (failure.reason, failure.error.kind()),
            (reason, kind),
            "{words}"
        );
        assert!(!words.contains(PASSWORD), "{words}");
    }
}

#[test]
fn a_server_that_is_not_there_is_named() {
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let cases = [
        (
            format!("postgres://doe@127.0.0.1:{port}/shop"),
            format!("no server listens at 127.0.0.1:{port}"),
        ),
        (
            "postgres:///shop?host=/no/such/folder&port=6".to_owned(),
            "no socket /no/such/folder/.s.PGSQL.6".to_owned(),
        ),
        (
            "postgres://doe@no-such-host.invalid/shop".to_owned(),
            "no-such-host.invalid:5432".to_owned(),
        ),
    ];
    for (url, expected) in cases {
        let failure = Connection::try_open(&DatabaseUrl::parse(&url).unwrap())
            .err()
            .unwrap();
        assert_eq!(failure.reason, Reason::Unreachable, "{url}");
        assert!(
            failure.error.message().contains(&expected),
            "{:?}",
            failure.error
        );
        assert!(
            words(&failure.error).contains("pg_isready"),
            "{:?}",
            failure.error
        );
    }
}

#[test]
fn a_session_is_named_and_ends_with_its_client() {
    let cluster = Cluster::start().unwrap();
    let shown = |url: &DatabaseUrl| {
        let mut connection = Connection::open(url).unwrap();
        connection.execute("RESET ALL").unwrap();
        let rows = connection
            .simple_query("SHOW application_name; SHOW client_connection_check_interval")
            .unwrap();
        rows.iter()
            .map(|row| row.text(0).to_owned())
            .collect::<Vec<_>>()
    };
    let url = cluster.url("postgres");
    let named = DatabaseUrl::parse(&format!("{}&application_name=shop", url.expose())).unwrap();
    assert_eq!(shown(&url), [APPLICATION, "1s"]);
    assert_eq!(shown(&named), ["shop", "1s"]);
}

#[test]
fn rows_go_from_one_connection_to_another_and_errors_leave_both_in_step() {
    let cluster = Cluster::start().unwrap();
    let mut from = Connection::open(&cluster.url("postgres")).unwrap();
    let mut to = Connection::open(&cluster.url("template1")).unwrap();
    from.execute(
        "CREATE TABLE t AS SELECT i AS a, repeat('x', 100) AS b FROM generate_series(1, 20000) i",
    )
    .unwrap();
    to.execute("CREATE TABLE t (a int, b text); CREATE TABLE small (a int PRIMARY KEY CHECK (a < 5), b text)").unwrap();
    let out = "COPY t TO STDOUT (FORMAT binary)";
    let copied =
        copy_between(&mut from, out, &mut to, "COPY t FROM STDIN (FORMAT binary)").unwrap();
    assert_eq!(copied, 20_000);
    let count = |connection: &mut Connection, table: &str| {
        let sql = format!("SELECT count(*)::text FROM {table}");
        connection.simple_query(&sql).unwrap()[0].text(0).to_owned()
    };
    assert_eq!(count(&mut to, "t"), "20000");
    // Refused by the receiver, half-way and at once.
    for table in ["small", "absent"] {
        let into = format!("COPY {table} FROM STDIN (FORMAT binary)");
        assert!(copy_between(&mut from, out, &mut to, &into).is_err());
        assert_eq!(count(&mut from, "t"), "20000");
        assert_eq!(count(&mut to, "t"), "20000");
    }
    assert_eq!(count(&mut to, "small"), "0");
    // The sender fails half-way.
    let out = "COPY (SELECT 1 / (a - 15000), b FROM t) TO STDOUT (FORMAT binary)";
    let error =
        copy_between(&mut from, out, &mut to, "COPY t FROM STDIN (FORMAT binary)").unwrap_err();
    assert_eq!(failure::said(&error), "division by zero");
    assert_eq!(count(&mut from, "t"), "20000");
    assert_eq!(count(&mut to, "t"), "20000");

    let mut text = Vec::new();
    from.copy_out(
        "COPY (SELECT a, 'é' FROM t ORDER BY a LIMIT 2) TO STDOUT",
        &mut text,
    )
    .unwrap();
    assert_eq!(String::from_utf8_lossy(&text), "1\té\n2\té\n");
    assert_eq!(to.copy_in("COPY t FROM STDIN", &mut &text[..]).unwrap(), 2);
    assert!(to.copy_in("COPY t FROM STDIN", &mut &b"1"[..]).is_err());
    assert_eq!(count(&mut to, "t"), "20002");
    // What this refuses, closes the connection, and says so.
    assert!(
        from.copy_out("COPY absent TO STDOUT", &mut Vec::new())
            .is_err()
    );
    let error = from.execute("SELECT 1").unwrap_err();
    assert!(failure::said(&error).contains("closed"), "{error}");
}

/// With PgBouncer, where it is installed.
#[cfg(target_os = "linux")]
#[test]
fn a_pooler_is_refused_only_where_it_shares_sessions() {
    let program = [
        "/usr/sbin/pgbouncer",
        "/usr/bin/pgbouncer",
        "/usr/local/bin/pgbouncer",
    ];
    let Some(program) = program.iter().find(|path| Path::new(path).is_file()) else {
        return;
    };
    let cluster = Cluster::start().unwrap();
    let folder = cluster.url("postgres").host().unwrap();
    for (mode, expected) in [
        ("transaction", Some("two connections got the same session")),
        ("session", None),
    ] {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let configuration = format!(
            "[databases]\n* = host={folder} port=5432 user=postgres\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\npool_mode = {mode}\nignore_startup_parameters = extra_float_digits\n"
        );
        let file = Path::new(&folder).join(format!("{mode}.ini"));
        std::fs::write(&file, configuration).unwrap();
        let mut command = Command::new(program);
        command.arg("-q").arg(&file).stderr(Stdio::null());
        // It refuses to run as root, too.
        let owner = std::fs::metadata(&folder).unwrap();
        if std::os::unix::fs::MetadataExt::uid(&file.metadata().unwrap()) == 0 {
            use std::os::unix::{fs::MetadataExt as _, process::CommandExt as _};
            command.uid(owner.uid()).gid(owner.gid());
        }
        let mut pooler = command.spawn().unwrap();
        let url = DatabaseUrl::parse(&format!("postgres://doe@127.0.0.1:{port}/postgres")).unwrap();
        let since = Instant::now();
        let outcome = loop {
            match Connection::try_open(&url) {
                Err(failure)
                    if failure.reason == Reason::Unreachable
                        && since.elapsed() < Duration::from_secs(20) => {}
                outcome => break outcome,
            }
        };
        pooler.kill().unwrap();
        pooler.wait().unwrap();
        let said = outcome.err().map(|failure| words(&failure.error));
        assert_eq!(said.is_some(), expected.is_some(), "{mode}: {said:?}");
        if let (Some(said), Some(expected)) = (said, expected) {
            assert!(said.contains(expected), "{said}");
        }
    }
}

#[test]
fn versions_are_written_as_they_are_known() {
    for (number, text) in [(150_004, "15.4"), (130_000, "13.0"), (90_624, "9.6.24")] {
        assert_eq!(version_text(number), text);
    }
}
