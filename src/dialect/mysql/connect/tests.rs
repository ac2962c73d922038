#![expect(clippy::unwrap_used, reason = "a test may panic")]

use super::*;
use crate::Kind;
use crate::dialect::mysql::cluster::Cluster;
use std::io::Write as _;
use std::net::TcpListener;

const PASSWORD: &str = "s3cr3t-passw0rd";

/// Everything that a person is told.
fn words(error: &Error) -> String {
    let lines = error.notes().iter().chain(error.hints());
    lines.fold(error.message().to_owned(), |words, line| {
        words + "\n" + line
    })
}

fn as_user(cluster: &Cluster, user: &str, password: &str, database: &str) -> DatabaseUrl {
    let url = cluster.url(database).unwrap();
    let user = match password {
        "" => format!("//{user}@"),
        password => format!("//{user}:{password}@"),
    };
    DatabaseUrl::parse(&url.expose().replace("//root@", &user)).unwrap()
}

#[test]
fn a_refusal_says_what_is_wrong_and_what_to_do() {
    let cluster = Cluster::start().unwrap();
    let mut root = Connection::open(&cluster.url("mysql").unwrap()).unwrap();
    for sql in [
        format!("CREATE USER doe IDENTIFIED BY '{PASSWORD}'").as_str(),
        &format!("CREATE USER many IDENTIFIED BY '{PASSWORD}' WITH MAX_USER_CONNECTIONS 1"),
        &format!("CREATE USER locked IDENTIFIED BY '{PASSWORD}' ACCOUNT LOCK"),
        "CREATE DATABASE shop",
        "CREATE DATABASE private",
        "GRANT ALL ON shop.* TO doe, many, locked",
    ] {
        root.execute(sql).unwrap();
    }
    let many = Connection::open(&as_user(&cluster, "many", PASSWORD, "shop")).unwrap();
    let wrong = format!("{PASSWORD}x");
    type Case<'a> = (&'a str, &'a str, &'a str, &'a str, Reason, &'a [&'a str]);
    let cases: [Case; 9] = [
        (
            "root",
            "",
            "absent",
            "no database `absent`",
            Reason::NoDatabase,
            &["cargo migrate upgrade", "mariadb -S /"],
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
            &["mysql://USER:PASSWORD@HOST/NAME"],
        ),
        (
            "nobody",
            PASSWORD,
            "shop",
            "no such user",
            Reason::Refused,
            &["nobody"],
        ),
        (
            "doe",
            PASSWORD,
            "private",
            "`doe` may not use the database `private`",
            Reason::Refused,
            &["GRANT ALL ON `private`.*"],
        ),
        (
            "many",
            PASSWORD,
            "shop",
            "takes no more connections",
            Reason::Refused,
            &["SHOW PROCESSLIST"],
        ),
        (
            "locked",
            PASSWORD,
            "shop",
            "is locked",
            Reason::Refused,
            &["ACCOUNT UNLOCK"],
        ),
        (
            "doe",
            PASSWORD,
            "shop&charset=klingon",
            "charset",
            Reason::Refused,
            &["leave charset"],
        ),
        (
            "doe",
            PASSWORD,
            "shop&timezone=Moon/Sea",
            "time zone",
            Reason::Refused,
            &["mariadb-tzinfo-to-sql"],
        ),
    ];
    for (user, password, database, message, reason, others) in cases {
        let (name, more) = database.split_once('&').unwrap_or((database, ""));
        let url = as_user(&cluster, user, password, name);
        let url = DatabaseUrl::parse(&format!("{}&{more}", url.expose())).unwrap();
        let failure = Connection::try_open(&url).err().unwrap();
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
    drop(many);
    Connection::open(&as_user(&cluster, "doe", PASSWORD, "shop")).unwrap();
}

/// A server that says this as soon as somebody comes, and hangs up.
fn fake(greeting: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.write_all(greeting);
        }
    });
    port
}

#[test]
fn whatever_answers_is_told_from_a_server_that_serves() {
    let cases: [(&[u8], &str, Reason); 4] = [
        (
            b"HTTP/1.1 400 Bad Request\r\n\r\n",
            "hung up",
            Reason::Unreachable,
        ),
        (b"", "hung up", Reason::Unreachable),
        // A server that blocks this host says so instead of a greeting.
        (
            b"\x1d\0\0\0\xff\x69\x04Host '10.0.0.1' is blocked",
            "lets nobody in from here",
            Reason::Refused,
        ),
        (
            b"\x05\0\0\0\x09abcd",
            "no MySQL or MariaDB server answers",
            Reason::Refused,
        ),
    ];
    for (greeting, expected, reason) in cases {
        let port = fake(greeting);
        let url = format!("mysql://doe:{PASSWORD}@127.0.0.1:{port}/shop");
        let failure = Connection::try_open(&DatabaseUrl::parse(&url).unwrap())
            .err()
            .unwrap();
        let words = words(&failure.error);
        assert!(words.contains(expected), "{expected}: {words}");
        assert_eq!(failure.reason, reason, "{words}");
        assert!(!words.contains(PASSWORD), "{words}");
    }
}

#[test]
fn what_is_not_there_is_named() {
    let cases = [
        (
            "mysql://doe@127.0.0.1:1/shop",
            "127.0.0.1:1",
            Reason::Unreachable,
        ),
        (
            "mysql://doe@localhost/shop?socket=/nowhere/s.sock",
            "there is no socket /nowhere/s.sock",
            Reason::Unreachable,
        ),
        ("mysql://doe@[::1]:1/shop", "[::1]:1", Reason::Unreachable),
        (
            "mysql://doe@localhost/shop?ssl-mode=maybe",
            "unknown value \"maybe\"",
            Reason::Url,
        ),
    ];
    for (url, expected, reason) in cases {
        let failure = Connection::try_open(&DatabaseUrl::parse(url).unwrap())
            .err()
            .unwrap();
        let words = words(&failure.error);
        assert_eq!(failure.reason, reason, "{words}");
        assert_eq!(failure.error.kind(), Kind::Usage, "{words}");
        assert!(words.contains(expected), "{expected}: {words}");
    }
}

#[test]
fn values_of_every_type_come_as_text() {
    let cluster = Cluster::start().unwrap();
    let mut connection = Connection::open(&cluster.url("mysql").unwrap()).unwrap();
    let rows = connection
        .query(
            "SELECT 1, 1.50, 'é', x'00ff', NULL, CAST('2020-01-02 03:04:05.6' AS DATETIME(1)), b'101';
             SELECT TABLE_NAME, TABLE_ROWS, CREATE_TIME IS NULL FROM information_schema.TABLES
             WHERE TABLE_SCHEMA = 'mysql' AND TABLE_NAME = 'db'",
        )
        .unwrap();
    assert_eq!(rows[0].number::<u32>(0), Some(1));
    assert_eq!(rows[0].text(1), "1.50");
    assert_eq!(rows[0].get(2), Some("é"));
    assert_eq!(rows[0].bytes(3), Some(&[0, 255][..]));
    assert_eq!(rows[0].get(3), None);
    assert_eq!(rows[0].bytes(4), None);
    assert_eq!(rows[0].text(5), "2020-01-02 03:04:05.6");
    assert_eq!(rows[0].bytes(6), Some(&[5][..]));
    assert_eq!(rows[1].text(0), "db");
    assert_eq!(rows[1].width(), 3);
}
