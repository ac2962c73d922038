#![expect(clippy::unwrap_used, reason = "a test may panic")]
use super::*;
use crate::Kind;

#[test]
fn every_form_of_a_sqlite_url_names_its_file() {
    use SqliteMode::{Create, Memory, ReadOnly, ReadWrite};
    let cases = [
        ("sqlite:dev.db", Some("/p/dev.db"), ReadWrite),
        ("sqlite://dev.db", Some("/p/dev.db"), ReadWrite),
        (
            "sqlite://data/dev.db?mode=rwc",
            Some("/p/data/dev.db"),
            Create,
        ),
        (
            "sqlite:///abs/dev.db?mode=ro",
            Some("/abs/dev.db"),
            ReadOnly,
        ),
        (
            "sqlite:/abs/dev.db?cache=shared&mode=rw",
            Some("/abs/dev.db"),
            ReadWrite,
        ),
        ("sqlite:a%3Fb%20c.db", Some("/p/a?b c.db"), ReadWrite),
        ("sqlite:a:b@c.db", Some("/p/a:b@c.db"), ReadWrite),
        ("sqlite:x?mode=ro&mode=rwc", Some("/p/x"), Create),
        ("sqlite::memory:", None, Memory),
        ("sqlite://:memory:", None, Memory),
        ("sqlite://?mode=memory", None, Memory),
        ("  sqlite:dev.db\n", Some("/p/dev.db"), ReadWrite),
    ];
    for (text, path, mode) in cases {
        let url = DatabaseUrl::parse(text).unwrap();
        assert_eq!(url.engine(), Engine::Sqlite);
        assert_eq!(url.sqlite_mode(), Some(mode), "{text}");
        assert_eq!(
            url.sqlite_path_in(Path::new("/p")),
            path.map(PathBuf::from),
            "{text}"
        );
        let absolute = url.absolute(Path::new("/p"));
        assert_eq!(absolute.sqlite_path(), path.map(PathBuf::from), "{text}");
        assert_eq!(absolute.sqlite_mode(), Some(mode), "{text}");
        assert_eq!(url.to_string(), text.trim());
        assert!(url.is_local());
    }
    let odd = Path::new("/p/a?b#c%20.db");
    assert_eq!(DatabaseUrl::of_sqlite_file(odd).sqlite_path().unwrap(), odd);
    DatabaseUrl::parse(DatabaseUrl::of_sqlite_file(odd).expose()).unwrap();
}

#[test]
fn a_broken_url_says_what_is_broken() {
    let cases = [
        ("", "is empty"),
        ("  ", "is empty"),
        ("dev.db", "has no scheme"),
        ("//host/db", "has no scheme"),
        ("db.example.org:5432/x", "has no scheme"),
        ("C:\\dev.db", "has no scheme"),
        ("mysql2://h/d", "`mysql2:` is no scheme"),
        ("oracle://h/d", "`oracle:` is no scheme"),
        ("SQLITE:dev.db", "`SQLITE:` is no scheme"),
        ("file:dev.db", "`file:` is no scheme"),
        ("sqlite:", "names no file"),
        ("sqlite://", "names no file"),
        ("sqlite:a%zz.db", "a `%` without two hexadecimal digits"),
        ("sqlite:a%ff.db", "a `%` without two hexadecimal digits"),
        ("sqlite:a%2", "a `%` without two hexadecimal digits"),
        ("sqlite:a.db?mode=x", "`x` is no value for `mode`"),
        ("sqlite:a.db?journal=x", "no parameter `journal`"),
        ("sqlite:file:a.db", "a second scheme"),
        ("sqlite:a\0b", "control character"),
        ("postgres:db", "`//` is missing"),
        ("mysql://host", "names no database"),
        ("mysql://u:s3cret@host/", "names no database"),
        (
            "mysql://host:99999/d",
            "`99999` in the MySQL URL is no port",
        ),
        (
            "postgres://host:0/d",
            "`0` in the PostgreSQL URL is no port",
        ),
        (
            "postgres://u:s3cret@host:port/d",
            "what stands behind the `:` in the PostgreSQL URL is no port",
        ),
        ("postgres://::1/d", "has no brackets"),
        ("postgres://u:s3cret@fe80::1:5432/d", "has no brackets"),
        ("postgres://[::x]/d", "is no IPv6 address"),
        ("postgres://[::1/d", "is no IPv6 address"),
        ("postgres://u:s3#cret@host/d", "must be encoded"),
        ("postgres://u:s3/cret@host/d", "must be encoded"),
        ("postgres://u:s3cret%@host/d", "a `%` without two"),
        ("postgres://h/d?sslmod=require", "pass over `sslmod`"),
        ("postgres://h/d?SSLMODE=require", "pass over `SSLMODE`"),
        ("postgres://h/d?sslca=ca.pem", "pass over `sslca`"),
        ("postgres://h/d?ssl%5Fmode=require", "pass over `ssl_mode`"),
        ("mysql://h/d?ssl-mod=required", "pass over `ssl-mod`"),
        ("mysql://h/d?sslMode=required", "pass over `sslMode`"),
    ];
    for (text, expected) in cases {
        let error = DatabaseUrl::parse(text).unwrap_err();
        assert!(error.message().contains(expected), "{text}: {error}");
        assert_eq!(error.kind(), Kind::Usage);
        assert!(!error.hints().is_empty(), "{text}");
        let all = format!("{error:?}");
        assert!(
            !all.contains("s3") && !all.contains("cret"),
            "{text}: {all}"
        );
    }
}

#[test]
fn no_secret_is_ever_shown() {
    let cases = [
        ("postgres://u:s3cret@host/db", "postgres://u:***@host/db"),
        (
            "postgres://u:s3cret@host:5432/db?sslmode=require",
            "postgres://u:***@host:5432/db?sslmode=require",
        ),
        ("postgres://u:s3@cret@host/db", "postgres://u:***@host/db"),
        ("postgres://u:s3:cret@host/db", "postgres://u:***@host/db"),
        ("postgres://u@host/db", "postgres://u@host/db"),
        (
            "postgres://host/db?user=u&password=s3cret",
            "postgres://host/db?user=u&password=***",
        ),
        (
            "mysql://h/db?ssl-key=s3cret&x=1",
            "mysql://h/db?ssl-key=***&x=1",
        ),
        (
            "postgres://h/db?sslpassword=s3cret&SECRET=s3cret",
            "postgres://h/db?sslpassword=***&SECRET=***",
        ),
        (
            "mysql://h/db?auth_token=s3cret",
            "mysql://h/db?auth_token=***",
        ),
        (
            "mysql://h/db?pass%77ord=s3cret",
            "mysql://h/db?pass%77ord=***",
        ),
    ];
    for (text, shown) in cases {
        let url = DatabaseUrl::parse(text).unwrap();
        assert_eq!(url.to_string(), shown);
        assert_eq!(format!("{url:?}"), format!("DatabaseUrl({shown})"));
        assert_eq!(url.expose(), text);
        let said = url.redact(&format!("cannot reach {text}"));
        if shown.contains("***") {
            assert!(!said.contains("s3"), "{said}");
        }
    }
    let url = DatabaseUrl::parse("postgres://u:a%2Fb%40c@host/db").unwrap();
    assert_eq!(url.redact("a%2Fb%40c"), "***");
    assert_eq!(
        url.redact("password a/b@c is wrong"),
        "password *** is wrong"
    );
}

#[test]
fn what_other_programs_read_of_a_url_is_passed_over() {
    for query in [
        "schema=public&connection_limit=5&pgbouncer=true",
        "channel_binding=require&sslsni=1&sslcrl=x&target_session_attrs=any",
        "connect_timeout=10&sslpassword=x&gssencmode=disable&passfile=x&service=x",
        "options=-c%20a=b&options[statement_timeout]=0&sslmode=disable",
    ] {
        DatabaseUrl::parse(&format!("postgres://h/d?{query}")).unwrap();
    }
    DatabaseUrl::parse("mysql://h/d?serverTimezone=UTC&pool_timeout=3&user=x").unwrap();
}

#[test]
fn what_is_not_on_this_machine_is_known() {
    let cases = [
        ("postgres://localhost/d", true),
        ("postgres://u:p@127.0.0.1:5432/d", true),
        ("postgres://127.1.2.3/d", true),
        ("postgres://[::1]:5432/d", true),
        ("postgres:///d", true),
        ("postgres:///d?host=/run/postgresql", true),
        ("postgres://%2Frun%2Fpostgresql/d", true),
        ("mysql://LOCALHOST/d", true),
        ("mysql://h/d?socket=/run/mysqld.sock", true),
        ("postgres://db.example.org/d", false),
        ("postgres://localhost.example.org/d", false),
        ("postgres://127.0.0.1.example.org/d", false),
        ("postgres://localhost/d?host=db.example.org", false),
        ("postgres://localhost,db/d", false),
        ("postgres://localhost@db.example.org/d", false),
        ("postgres://10.0.0.1/d", false),
        ("postgres://[2001:db8::1]/d", false),
    ];
    for (text, local) in cases {
        assert_eq!(
            DatabaseUrl::parse(text).unwrap().is_local(),
            local,
            "{text}"
        );
    }
}

#[test]
fn a_database_has_a_name_to_type() {
    let cases = [
        ("sqlite:data/dev.db", "dev.db"),
        ("sqlite::memory:", ":memory:"),
        ("postgres://h/my%20db?x=y", "my db"),
        ("postgres://h?dbname=other", "other"),
        (
            "postgres://h/one?dbname=other&dbname=the+last%2B",
            "the last+",
        ),
        ("postgres:///d?host=%2Frun%2Fpostgresql", "d"),
        ("postgres://u:p@h//d", "d"),
        ("postgres://u:p@h", "u"),
        ("postgres:///?user=v&host=/tmp", "v"),
        ("mysql://u:p@h:3306/shop", "shop"),
    ];
    for (text, name) in cases {
        assert_eq!(DatabaseUrl::parse(text).unwrap().database_name(), name);
    }
}

#[test]
fn a_database_has_siblings_on_its_server() {
    let cases = [
        ("postgres://u:p%40@h:1/d", "postgres://u:p%40@h:1/a%20b"),
        (
            "postgres:///d?host=/run/postgresql&sslmode=disable",
            "postgres:///a%20b?host=/run/postgresql&sslmode=disable",
        ),
        (
            "postgresql://%2Ftmp?dbname=d&user=u",
            "postgresql://%2Ftmp/a%20b?user=u",
        ),
        ("postgres://u@h?db%6Eame=d", "postgres://u@h/a%20b"),
        (
            "mysql://u:p@h/d?ssl-mode=disabled",
            "mysql://u:p@h/a%20b?ssl-mode=disabled",
        ),
        ("sqlite:dev.db", "sqlite:dev.db"),
    ];
    for (text, expected) in cases {
        let url = DatabaseUrl::parse(text).unwrap().with_database("a b");
        assert_eq!(url.expose(), expected);
        let again = DatabaseUrl::parse(url.expose()).unwrap();
        if again.engine() != Engine::Sqlite {
            assert_eq!(again.database_name(), "a b", "{text}");
        }
    }
}

#[test]
fn a_host_may_come_from_the_environment() {
    let host = |text: &str, set: &[(&str, &str)]| {
        let found = |name: &str| {
            let pair = set.iter().find(|(key, _)| *key == name);
            pair.map(|(_, value)| (*value).to_owned())
        };
        DatabaseUrl::parse(text).unwrap().host_with(found)
    };
    let far = [("PGHOST", "db.example.org")];
    assert_eq!(host("postgres:///d", &far).unwrap(), "db.example.org");
    assert_eq!(host("postgres://near/d", &far).unwrap(), "near");
    assert_eq!(host("postgres:///d", &[]), None);
    assert_eq!(host("mysql:///d", &far), None);
    assert_eq!(host("sqlite:d", &far), None);
}
