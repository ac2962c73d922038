//! What PostgreSQL's statements mean for a run in steps.
//!
//! Which statements the server refuses inside a transaction it says itself, before it does
//! anything; so only those are told here that mean something else outside of one.

use super::lexer::{Token, tokens};
use crate::dialect::{Conduct, Piece};

/// Statements that change nothing but the session.
const SETTINGS: [&[&str]; 8] = [
    &["SET"],
    &["RESET"],
    &["PREPARE"],
    &["DEALLOCATE"],
    &["LISTEN"],
    &["UNLISTEN"],
    &["LOAD"],
    &["SHOW"],
];

/// What this statement means.
pub(super) fn conduct(sql: &str, piece: &Piece) -> Conduct {
    let statement = &sql[piece.range.clone()];
    let words = tokens(statement);
    let has = |word: &str| words.iter().any(|token| token.is_word(statement, word));
    if piece.is(&["PREPARE", "TRANSACTION"])
        || piece.is(&["COMMIT", "PREPARED"])
        || piece.is(&["ROLLBACK", "PREPARED"])
    {
        return Conduct::Refused("it is about a transaction that another session is to end");
    }
    if piece.is(&["COPY"]) && has("stdin") {
        return Conduct::Refused(
            "only psql can send the rows behind COPY … FROM stdin: write them as INSERT",
        );
    }
    if piece.is(&["DISCARD", "ALL"]) {
        return Conduct::Refused("it gives back the lock by which no two runs change one database");
    }
    let ends = ["COMMIT", "END", "ROLLBACK", "ABORT"];
    if ends.iter().any(|word| piece.is(&[word])) {
        // COMMIT AND CHAIN; COMMIT AND NO CHAIN
        return match (has("chain") && !has("no"), has("to")) {
            (true, _) => Conduct::Refused("it begins another transaction: write COMMIT; BEGIN"),
            (_, true) => Conduct::Within,
            _ if piece.is(&["COMMIT"]) || piece.is(&["END"]) => Conduct::Commit,
            _ => Conduct::RollBack,
        };
    }
    if piece.is(&["BEGIN"]) || piece.is(&["START", "TRANSACTION"]) {
        return Conduct::Begin;
    }
    if ["SAVEPOINT", "RELEASE", "LOCK"]
        .iter()
        .any(|word| piece.is(&[word]))
    {
        return Conduct::Within;
    }
    if SETTINGS.iter().any(|head| piece.is(head)) || piece.is(&["SELECT"]) && has("set_config") {
        return Conduct::Setting;
    }
    if piece.is(&["DECLARE"]) {
        return Conduct::Holds("a cursor".to_owned());
    }
    if piece.is(&["CLOSE"]) {
        return Conduct::Releases("a cursor".to_owned());
    }
    if piece.is(&["CALL"]) || piece.is(&["DO"]) {
        return Conduct::Opaque;
    }
    if let Some(name) = temporary(statement, &words) {
        return Conduct::Holds(name);
    }
    if piece.is(&["DROP"]) {
        return dropped(statement, &words);
    }
    Conduct::Plain
}

/// What a statement makes that ends with the session: `CREATE TEMP TABLE`, `CREATE OR REPLACE
/// TEMP VIEW`, `SELECT … INTO TEMP`, `CREATE TABLE pg_temp.t`.
fn temporary(statement: &str, words: &[Token]) -> Option<String> {
    let is = |token: &Token, any: &[&str]| any.iter().any(|word| token.is_word(statement, word));
    let first = words.first()?;
    let after = if is(first, &["create"]) {
        let said = words.iter().take(6);
        let mut said = said.enumerate();
        let at = said
            .find(|(_, token)| is(token, &["temp", "temporary", "pg_temp"]))?
            .0;
        &words[at + 1..]
    } else if is(first, &["select", "with"]) {
        let into = words
            .windows(2)
            .position(|pair| is(&pair[0], &["into"]) && is(&pair[1], &["temp", "temporary"]))?;
        &words[into + 2..]
    } else {
        return None;
    };
    let skipped = [
        "table",
        "view",
        "sequence",
        "recursive",
        "if",
        "not",
        "exists",
        "function",
    ];
    let name = after
        .iter()
        .find(|token| !is(token, &skipped) && !token.is_symbol(statement, "."))?;
    name.name(statement).map(|name| held(&name))
}

fn dropped(statement: &str, words: &[Token]) -> Conduct {
    let last = words
        .iter()
        .rev()
        .filter(|token| {
            !token.is_word(statement, "cascade") && !token.is_word(statement, "restrict")
        })
        .find_map(|token| token.name(statement));
    last.map_or(Conduct::Plain, |name| Conduct::Releases(held(&name)))
}

fn held(name: &str) -> String {
    format!("temporary {name}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::postgres::split::statements;

    #[test]
    fn statements_are_told_by_their_words() {
        let holds = |name: &str| Conduct::Holds(format!("temporary {name}"));
        let releases = |name: &str| Conduct::Releases(format!("temporary {name}"));
        let cases = [
            ("begin isolation level serializable", Conduct::Begin),
            ("start transaction", Conduct::Begin),
            ("end", Conduct::Commit),
            ("commit and no chain", Conduct::Commit),
            ("rollback to a", Conduct::Within),
            ("abort", Conduct::RollBack),
            ("set lock_timeout = '1s'", Conduct::Setting),
            (
                "select pg_catalog.set_config('search_path', '', false)",
                Conduct::Setting,
            ),
            ("select setval('s', 3)", Conduct::Plain),
            ("create index concurrently i on t (a)", Conduct::Plain),
            ("call p()", Conduct::Opaque),
            ("create temp table g as select 1", holds("g")),
            ("create or replace temporary view g as select 1", holds("g")),
            ("create table if not exists pg_temp.g (a int)", holds("g")),
            ("create table pg_temp.g (a int)", holds("g")),
            ("select 1 as a into temporary table g", holds("g")),
            ("drop table if exists g cascade", releases("g")),
            ("create table temperatures (a int)", Conduct::Plain),
        ];
        for (sql, expected) in cases {
            let piece = statements(sql).remove(0);
            assert_eq!(conduct(sql, &piece), expected, "{sql}");
        }
        for sql in [
            "copy t from stdin;\n1\n\\.\n",
            "commit and chain",
            "prepare transaction 'a'",
            "discard all",
        ] {
            let piece = statements(sql).remove(0);
            assert!(matches!(conduct(sql, &piece), Conduct::Refused(_)), "{sql}");
        }
    }
}
