#![expect(clippy::unwrap_used, reason = "a test may panic")]
use super::*;

fn texts(sql: &str) -> Vec<&str> {
    statements(sql)
        .into_iter()
        .map(|piece| &sql[piece.range])
        .collect()
}

#[test]
fn semicolons_end_statements_where_no_body_is_open() {
    let cases: [(&str, &[&str]); 6] = [
        ("a; b ;; c", &["a", "b", "c"]),
        ("-- nothing\n/* here; */ ;", &[]),
        (
            "select ';', \";\", `;`, '\\';' ; b # ;\n; c",
            &["select ';', \";\", `;`, '\\';'", "b", "c"],
        ),
        (
            "begin; insert into a values (1); commit; b",
            &["begin", "insert into a values (1)", "commit", "b"],
        ),
        (
            "/*!40101 SET NAMES utf8 */; /*! a; b */; c",
            &["/*!40101 SET NAMES utf8 */", "/*! a; b */", "c"],
        ),
        ("a) ; b", &["a)", "b"]),
    ];
    for (sql, expected) in cases {
        assert_eq!(texts(sql), expected, "{sql}");
    }
}

/// Each is one statement, and what follows it another.
#[test]
fn a_body_belongs_to_its_statement() {
    let cases = [
        "create procedure p() begin select 1; end",
        "CREATE OR REPLACE DEFINER=`a`@`%` PROCEDURE p(IN a INT, OUT b VARCHAR(10)) SQL SECURITY INVOKER COMMENT 'x;y' BEGIN SELECT 1; SELECT 2; END",
        "create procedure if not exists p() select 1",
        "create function f(a int) returns int deterministic return if(a > 1, a, 2)",
        "create function f() returns set('a','b') return 'a'",
        "create function f() returns char(2) character set latin1 begin return 'a'; end",
        "create function f(a int) returns int return case when a then 1 else 2 end",
        "create function f(a int) returns int begin if a > 1 then return 1; elseif a = 0 then return 2; else begin return 3; end; end if; end",
        "create procedure p(a int) begin case a when 1 then select 1; else begin end; end case; select case a when 1 then 2 end; end",
        "create procedure p() begin l1: loop leave l1; end loop l1; select 1; end",
        "create procedure p() l0: begin w: while x > 0 do set x = x - 1; end while w; repeat set x = x + 1; until x > 3 end repeat; end l0",
        "create procedure p() begin for i in 1..10 do select i; end for; for r in (select 1 from t) do select r.a; end for; end",
        "create procedure p() begin declare exit handler for sqlstate value '23000', not found, 1062, sqlexception begin rollback; end; declare x int default 1; select 1; end",
        "create procedure p() begin declare continue handler for not found set done = 1; select 1; end",
        "create procedure p() begin select end, t.begin, t.case from t where start < end; select case when end then end else t.end end from t; end",
        "create procedure p() begin set x = repeat('a', 3), y = if(a, b, c); insert into t values (1); replace into t select 1; end",
        "create trigger a before insert on t for each row set new.a = 1",
        "create trigger if not exists a after update on t for each row follows b begin if new.a then set new.b = 1; end if; end",
        "create event e on schedule every 1 day starts '2020-01-01' on completion preserve do begin delete from t; delete from u; end",
        "alter event e on schedule every 1 day do begin delete from t; end",
        "alter event e disable",
        "create function f returns int soname 'f.so'",
        "begin not atomic if 1 then select 1; end if; end",
        "if 1 then select 1; end if",
        "for i in 1..2 do select i; end for",
        "/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t BEFORE INSERT ON u FOR EACH ROW BEGIN SET NEW.a = 1; SET NEW.b = 2; END */",
        "create table t (begin int, end int, a int default (case when 1 then 2 end))",
        "create view v as select case a when 1 then 2 end from t",
        "drop procedure p",
        "alter table t add column event int, add procedure_id int",
        "create user 'a'@'b' identified by 'c;d'",
        "create database function",
    ];
    for case in cases {
        let sql = format!("{case};\nselect 'next'; last");
        assert_eq!(texts(&sql), [case, "select 'next'", "last"]);
        let sql = format!("first;{case}");
        assert_eq!(texts(&sql), ["first", case]);
    }
}

#[test]
fn a_statement_is_told_by_its_first_words() {
    let found = statements("/* a */ /*!50001 Create */ algorithm=merge view `a`.b as select 1");
    assert!(found[0].is(&["CREATE", "ALGORITHM", "=", "MERGE", "VIEW", "A"]));
}

#[test]
fn a_delimiter_is_found_where_a_statement_begins() {
    assert_eq!(delimiter("select 1;\n delimiter $$\nselect 2$$"), Some(11));
    assert_eq!(delimiter("select delimiter from t; -- delimiter ;"), None);
}

/// Texts made of fragments that change how the lexer reads on.
#[test]
fn what_stands_between_statements_is_never_a_token() {
    const FRAGMENTS: &[&str] = &[
        "select ",
        "'",
        "\"",
        "`",
        "--",
        "\n",
        "/*",
        "*/",
        "/*!50003 ",
        "#",
        ";",
        "(",
        ")",
        "\\",
        "begin ",
        "end ",
        "case ",
        "if ",
        "then ",
        "loop ",
        "create procedure p() ",
        "create trigger ",
        "for each row ",
        "declare exit handler for ",
        ":",
        "é",
        "1.",
        "x",
        "-",
        " ",
        "not atomic ",
        "do ",
    ];
    let mut state = 42u64;
    let mut random = |most: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(state >> 33).unwrap() % most
    };
    for _ in 0..20_000 {
        let length = random(14);
        let sql: String = (0..length)
            .map(|_| FRAGMENTS[random(FRAGMENTS.len())])
            .collect();
        let mut last = 0;
        for piece in statements(&sql) {
            assert!(piece.range.start >= last, "{sql:?}");
            assert!(piece.range.end > piece.range.start, "{sql:?}");
            between(&sql[last..piece.range.start], &sql);
            last = piece.range.end;
        }
        between(&sql[last..], &sql);
    }
}

fn between(gap: &str, sql: &str) {
    for token in Lexer::new(gap) {
        let nothing = token.text(gap) == ";" || token.kind == TokenKind::Conditional;
        // The end of a conditional comment that holds nothing.
        assert!(
            nothing || ["*", "/"].contains(&token.text(gap)),
            "{sql:?}: {gap:?}"
        );
    }
}
