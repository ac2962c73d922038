//! Cuts a script into statements, so that each can be run, timed and blamed on its own.
//!
//! A semicolon ends a statement unless it stands in parentheses (`CREATE RULE … DO (…; …)`) or in
//! the body of a function that is written as `BEGIN ATOMIC … END`: the rules by which `psql` cuts
//! (`psqlscan.l`). As `pg_dump` writes for psql, lines that begin with a backslash where a
//! statement could begin are passed over, and the rows behind `COPY … FROM stdin;` belong to it.

use super::lexer::{Lexer, Token};
use crate::dialect::Piece;
use std::ops::Range;

/// A statement, with the rows that stand behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// The statement. Where it has rows, they and the line `\.` belong to its bytes.
    pub(super) piece: Piece,
    /// The bytes of the statement alone.
    pub(super) statement: Range<usize>,
    /// The rows behind `COPY … FROM stdin;`, without the line `\.`.
    pub(super) rows: Option<Range<usize>>,
}

/// The statements of `sql`, without those that are empty. One that is `COPY … FROM stdin` reaches
/// to the end of its rows.
pub fn statements(sql: &str) -> Vec<Piece> {
    parts(sql).into_iter().map(|part| part.piece).collect()
}

/// The statements of `sql`, each with its rows.
pub(super) fn parts(sql: &str) -> Vec<Part> {
    let mut lexer = Lexer::new(sql);
    let mut parts = Vec::new();
    let mut current: Vec<Token> = Vec::new();
    let mut nesting = Nesting::default();
    while let Some(token) = lexer.next() {
        if current.is_empty() && token.text(sql).starts_with('\\') {
            lexer.go_to(line_end(sql, token.range.start));
            continue;
        }
        if token.is_symbol(sql, ";") && nesting.is_closed() {
            if !current.is_empty() {
                let mut part = part(sql, &current);
                if takes_rows(sql, &current) {
                    let (rows, end) = rows(sql, token.range.end);
                    part.piece.range.end = end;
                    part.rows = Some(rows);
                    lexer.go_to(end);
                }
                parts.push(part);
                current.clear();
            }
            nesting = Nesting::default();
            continue;
        }
        nesting.take(sql, &token, &current);
        current.push(token);
    }
    if !current.is_empty() {
        parts.push(part(sql, &current));
    }
    parts
}

/// How deep in parentheses and function bodies a token stands.
#[derive(Debug, Default)]
struct Nesting {
    parentheses: usize,
    blocks: usize,
}

impl Nesting {
    fn is_closed(&self) -> bool {
        self.parentheses == 0 && self.blocks == 0
    }

    fn take(&mut self, sql: &str, token: &Token, before: &[Token]) {
        let opens_body = || {
            token.is_word(sql, "atomic")
                && before.last().is_some_and(|last| last.is_word(sql, "begin"))
                && makes_routine(sql, before)
        };
        if token.is_symbol(sql, "(") {
            self.parentheses += 1;
        } else if token.is_symbol(sql, ")") {
            self.parentheses = self.parentheses.saturating_sub(1);
        } else if self.parentheses > 0 {
            // A CASE in parentheses is closed in them.
        } else if self.blocks == 0 {
            self.blocks += usize::from(opens_body());
        } else if token.is_word(sql, "case") {
            self.blocks += 1;
        } else if token.is_word(sql, "end") {
            self.blocks -= 1;
        }
    }
}

fn makes_routine(sql: &str, tokens: &[Token]) -> bool {
    let is = |at: usize, words: &[&str]| {
        let token: Option<&Token> = tokens.get(at);
        token.is_some_and(|token| words.iter().any(|word| token.is_word(sql, word)))
    };
    let kind = if is(1, &["or"]) { 3 } else { 1 };
    is(0, &["create"]) && is(kind, &["function", "procedure"])
}

fn part(sql: &str, tokens: &[Token]) -> Part {
    let head = tokens.iter().take(6).map(|token| {
        token
            .name(sql)
            .unwrap_or_else(|| token.text(sql).to_owned())
            .to_ascii_uppercase()
    });
    let range = tokens[0].range.start..tokens[tokens.len() - 1].range.end;
    Part {
        piece: Piece {
            range: range.clone(),
            head: head.collect(),
        },
        statement: range,
        rows: None,
    }
}

/// Whether this is `COPY … FROM stdin`.
fn takes_rows(sql: &str, tokens: &[Token]) -> bool {
    tokens[0].is_word(sql, "copy")
        && tokens
            .windows(2)
            .any(|pair| pair[0].is_word(sql, "from") && pair[1].is_word(sql, "stdin"))
}

/// The rows that begin on the line behind `at`, and the end of the line `\.` that ends them.
fn rows(sql: &str, at: usize) -> (Range<usize>, usize) {
    let start = (line_end(sql, at) + 1).min(sql.len());
    let mut line = start;
    while line < sql.len() {
        let end = line_end(sql, line);
        if sql[line..end].trim_end_matches('\r') == "\\." {
            return (start..line, line + 2);
        }
        line = (end + 1).min(sql.len());
    }
    (start..sql.len(), sql.len())
}

fn line_end(sql: &str, at: usize) -> usize {
    sql[at..].find('\n').map_or(sql.len(), |length| at + length)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    fn texts(sql: &str) -> Vec<&str> {
        statements(sql)
            .into_iter()
            .map(|piece| &sql[piece.range])
            .collect()
    }

    #[test]
    fn semicolons_end_statements_only_where_psql_says_so() {
        let cases: [(&str, &[&str]); 13] = [
            ("a; b ;; c", &["a", "b", "c"]),
            ("-- nothing\n/* here; */ ;", &[]),
            (
                "select ';', \";\", $$;$$, E'\\';' ; b",
                &["select ';', \";\", $$;$$, E'\\';'", "b"],
            ),
            (
                "create rule r as on insert to t do also (delete from a; delete from b); c",
                &[
                    "create rule r as on insert to t do also (delete from a; delete from b)",
                    "c",
                ],
            ),
            (
                "create function f() returns int begin atomic select 1; select case when true then 2 end; end; b",
                &[
                    "create function f() returns int begin atomic select 1; select case when true then 2 end; end",
                    "b",
                ],
            ),
            (
                "CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC INSERT INTO a VALUES (1); END; b",
                &[
                    "CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC INSERT INTO a VALUES (1); END",
                    "b",
                ],
            ),
            (
                "begin; create table a (b int); end; c",
                &["begin", "create table a (b int)", "end", "c"],
            ),
            (
                "create function begin() returns int return 1; b",
                &["create function begin() returns int return 1", "b"],
            ),
            ("\\restrict abc;'\na;\n\\unrestrict abc\n", &["a"]),
            ("a) ; b", &["a)", "b"]),
            (
                "COPY t (a) FROM stdin;\n1;\t'\n\\N\n\\.\n\nselect 1;",
                &["COPY t (a) FROM stdin;\n1;\t'\n\\N\n\\.", "select 1"],
            ),
            (
                "copy t from stdin with (format csv);\r\n1\r\n\\.\r\nb",
                &["copy t from stdin with (format csv);\r\n1\r\n\\.", "b"],
            ),
            (
                "copy t to stdout; copy t from stdin;",
                &["copy t to stdout", "copy t from stdin;"],
            ),
        ];
        for (sql, expected) in cases {
            assert_eq!(texts(sql), expected, "{sql}");
        }
    }

    #[test]
    fn a_statement_is_told_by_its_first_words() {
        let found = statements("/* a */ Create unlogged TABLE \"a\".b (c int)");
        assert!(found[0].is(&["CREATE", "UNLOGGED", "TABLE", "A", "."]));
    }

    #[test]
    fn rows_stand_beside_their_statement() {
        let sql = "COPY t FROM stdin ;\na\nb\n\\.\n";
        let found = parts(sql);
        assert_eq!(&sql[found[0].statement.clone()], "COPY t FROM stdin");
        assert_eq!(found[0].rows.clone().map(|rows| &sql[rows]), Some("a\nb\n"));
        assert_eq!(parts("copy t from stdin;")[0].rows, Some(18..18));
    }

    /// Texts made of fragments that change how the lexer reads on.
    #[test]
    fn what_stands_between_statements_is_never_a_token() {
        const FRAGMENTS: &[&str] = &[
            "select ",
            "'",
            "\"",
            "$$",
            "$a$",
            "--",
            "\n",
            "/*",
            "*/",
            ";",
            "(",
            ")",
            "E'",
            "\\",
            "begin ",
            "atomic ",
            "end ",
            "case ",
            "create function ",
            "copy t from stdin",
            "\\.\n",
            "é",
            "1.",
            "U&",
            "x",
            "-",
            " ",
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
        let mut lexer = Lexer::new(gap);
        while let Some(token) = lexer.next() {
            if token.text(gap).starts_with('\\') {
                lexer.go_to(line_end(gap, token.range.start));
                continue;
            }
            assert_eq!(token.text(gap), ";", "{sql:?}: {gap:?}");
        }
    }
}
