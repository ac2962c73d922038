//! The commands that set an installation up, as its administrator calls them.

#![expect(clippy::unwrap_used, reason = "a test may end with a panic")]

use sqlx::ConnectOptions;
use sqlx::postgres::PgPool;
use std::process::{Command, Output, Stdio};

const SET_UP: &str = env!("CARGO_BIN_EXE_setup-db");
const FILL: &str = env!("CARGO_BIN_EXE_fill-dev");

#[sqlx::test(migrations = false)]
async fn nothing_is_replaced_unless_the_flag_says_so(pool: PgPool) {
    let url = pool.connect_options().to_url_lossy().to_string();
    let made = run(SET_UP, &url, &["--operator", "doe"]);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    assert_eq!(text(&made.stdout), "created 8 tables, operator doe\n");

    let refused = run(SET_UP, &url, &["--operator", "roe"]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(text(&refused.stderr).contains("--force-yes"));

    let replaced = run(SET_UP, &url, &["--operator", "roe", "--force-yes"]);
    assert_eq!(
        replaced.status.code(),
        Some(0),
        "{}",
        text(&replaced.stderr)
    );
    let operators: Vec<String> = sqlx::query_scalar("SELECT name FROM operators")
        .fetch_all(&pool)
        .await
        .unwrap();
    assert_eq!(operators, ["roe"]);
}

#[sqlx::test(migrations = false)]
async fn a_second_fill_adds_as_much_again(pool: PgPool) {
    let url = pool.connect_options().to_url_lossy().to_string();
    run(SET_UP, &url, &["--operator", "doe"]);
    for customers in [10, 20] {
        let filled = run(FILL, &url, &["--customers", "10"]);
        assert_eq!(filled.status.code(), Some(0), "{}", text(&filled.stderr));
        let counts: (i64, i64, i64) = sqlx::query_as(
            "SELECT (SELECT count(*) FROM customers), (SELECT count(*) FROM readings),
                    (SELECT count(*) FROM invoice_lines)",
        )
        .fetch_one(&pool)
        .await
        .unwrap();
        assert_eq!(counts, (customers, customers * 2 * 61, customers * 2));
    }
}

#[test]
fn a_database_that_is_not_there_is_said_without_its_password() {
    let refused = run(
        FILL,
        "postgres://doe:secret@localhost:1/nowhere",
        &["--customers", "1"],
    );
    assert_eq!(refused.status.code(), Some(2));
    let said = text(&refused.stderr);
    assert!(said.contains("createdb"), "{said}");
    assert!(!said.contains("secret"), "{said}");
}

fn run(program: &str, url: &str, arguments: &[&str]) -> Output {
    Command::new(program)
        .args(arguments)
        .env("DATABASE_URL", url)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
