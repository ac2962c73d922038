//! What MySQL's and MariaDB's statements mean for a run in steps.
//!
//! A statement that defines commits by itself, before it and behind it, and the servers have no
//! way to say so beforehand: so those are told here that do not.
//! (<https://mariadb.com/kb/en/sql-statements-that-cause-an-implicit-commit/>,
//! <https://dev.mysql.com/doc/refman/8.0/en/implicit-commit.html>).

use super::lexer::{Token, tokens};
use crate::dialect::{Conduct, Piece};

/// Why a script with the clients' own word cannot run.
pub(super) const DELIMITER: &str = "DELIMITER is a word of the client mysql; sqlx sends the text as it is, and the server does not know it";

/// Statements that may be part of a transaction.
const PLAIN: [&str; 17] = [
    "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH", "VALUES", "TABLE", "DO", "HANDLER",
    "EXPLAIN", "DESCRIBE", "DESC", "SIGNAL", "GET", "LOAD", "(",
];

/// Statements that change nothing but the session, or nothing at all.
const SETTINGS: [&str; 7] = [
    "PREPARE",
    "DEALLOCATE",
    "SHOW",
    "USE",
    "HELP",
    "LOCK",
    "UNLOCK",
];

/// What this statement means.
pub(super) fn conduct(sql: &str, piece: &Piece) -> Conduct {
    let statement = &sql[piece.range.clone()];
    let words = tokens(statement);
    let has = |word: &str| words.iter().any(|token| token.is_word(statement, word));
    let begins = |word: &&&str| piece.is(&[word]);
    if piece.is(&["DELIMITER"]) {
        return Conduct::Refused(DELIMITER);
    }
    if piece.is(&["XA"]) {
        return Conduct::Refused("it is about a transaction that another session may end");
    }
    if piece.is(&["BEGIN", "NOT"]) {
        return Conduct::Opaque;
    }
    if piece.is(&["BEGIN"]) || piece.is(&["START", "TRANSACTION"]) {
        return Conduct::Begin;
    }
    if piece.is(&["COMMIT"]) || piece.is(&["ROLLBACK"]) {
        return match (has("chain") && !has("no"), has("to")) {
            (true, _) => Conduct::Refused("it begins another transaction: write COMMIT; BEGIN"),
            (_, true) => Conduct::Within,
            _ if piece.is(&["COMMIT"]) => Conduct::Commit,
            _ => Conduct::RollBack,
        };
    }
    if piece.is(&["SAVEPOINT"]) || piece.is(&["RELEASE"]) {
        return Conduct::Within;
    }
    if piece.is(&["SET"]) && has("autocommit") {
        return Conduct::Refused("it decides about the runner's own transactions: leave it out");
    }
    if piece.is(&["SET"]) && (has("global") || has("persist") || has("password")) {
        return Conduct::Alone;
    }
    if piece.is(&["EXECUTE"]) || piece.is(&["SET", "STATEMENT"]) {
        return Conduct::Hidden;
    }
    if piece.is(&["SET"]) {
        return setting(statement, &words);
    }
    if SETTINGS.iter().any(|word| piece.is(&[word])) {
        return Conduct::Setting;
    }
    if ["CALL", "IF", "CASE", "LOOP", "WHILE", "REPEAT", "FOR"]
        .iter()
        .any(|word| piece.is(&[word]))
    {
        return Conduct::Opaque;
    }
    if let Some(temporary) = temporary(statement, &words) {
        return temporary;
    }
    match PLAIN.iter().find(|word| begins(word)) {
        Some(_) => Conduct::Plain,
        None => Conduct::Alone,
    }
}

/// A script's own variables are remembered with the mark of what sets them; all else is set anew.
fn setting(statement: &str, words: &[Token]) -> Conduct {
    let mut depth = 0;
    let mut begins = true;
    let (mut own, mut others) = (false, false);
    for pair in words.windows(2).skip(1) {
        let [token, next] = pair else { continue };
        if begins {
            let is_own = token.text(statement) == "@" && next.text(statement) != "@";
            own |= is_own;
            others |= !is_own;
        }
        match token.text(statement) {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        begins = depth == 0 && token.text(statement) == ",";
    }
    match (own, others) {
        (true, true) => Conduct::Refused(
            "it sets a variable of the script's and one of the session's: write two statements",
        ),
        (true, false) => Conduct::Plain,
        _ => Conduct::Setting,
    }
}

/// Whether what the statement does is not to be seen from it.
pub(super) fn is_opaque(sql: &str, piece: &Piece) -> bool {
    matches!(conduct(sql, piece), Conduct::Opaque | Conduct::Hidden)
}

/// Whether the statement commits by itself, whatever became of it.
pub(super) fn commits(sql: &str, piece: &Piece) -> bool {
    matches!(
        conduct(sql, piece),
        Conduct::Alone | Conduct::Begin | Conduct::Commit
    )
}

/// `CREATE TEMPORARY TABLE`, `DROP TEMPORARY TABLE` and `DROP TABLE` of a name that may be such a
/// table's: a run knows what it holds. Only the first two are part of a transaction.
fn temporary(statement: &str, words: &[Token]) -> Option<Conduct> {
    let is = |at: usize, word: &str| {
        words
            .get(at)
            .is_some_and(|token| token.is_word(statement, word))
    };
    let named = |from: usize| {
        let skipped = ["table", "sequence", "if", "not", "exists"];
        let mut names = words[from..]
            .iter()
            .filter(|token| !skipped.iter().any(|word| token.is_word(statement, word)));
        let name = names.next().and_then(|token| token.name(statement))?;
        Some(format!("temporary {}", name.to_ascii_lowercase()))
    };
    if is(0, "create") {
        let at = (1..4).find(|at| is(*at, "temporary"))?;
        return named(at + 1).map(Conduct::Holds);
    }
    if is(0, "drop") && is(1, "temporary") {
        return named(2).map(Conduct::Releases);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::mysql::split::statements;

    #[test]
    fn statements_are_told_by_their_words() {
        let temporary = || "temporary g".to_owned();
        let cases = [
            ("begin", Conduct::Begin),
            ("START TRANSACTION READ WRITE", Conduct::Begin),
            ("commit work", Conduct::Commit),
            ("rollback to savepoint a", Conduct::Within),
            ("savepoint a", Conduct::Within),
            ("rollback", Conduct::RollBack),
            ("set foreign_key_checks = 0", Conduct::Setting),
            (
                "set @a = 1, @b := (select max(x), 2 from g)",
                Conduct::Plain,
            ),
            ("set @@sql_mode = ''", Conduct::Setting),
            ("set names utf8mb4", Conduct::Setting),
            ("execute p using @a", Conduct::Hidden),
            ("lock tables g write", Conduct::Setting),
            ("/*!40101 SET NAMES utf8 */", Conduct::Setting),
            ("set global max_connections = 7", Conduct::Alone),
            (
                "create temporary table `G` (x int)",
                Conduct::Holds(temporary()),
            ),
            (
                "drop temporary table if exists g",
                Conduct::Releases(temporary()),
            ),
            ("create table temperature (x int)", Conduct::Alone),
            ("drop table g", Conduct::Alone),
            ("truncate g", Conduct::Alone),
            ("call p()", Conduct::Opaque),
            ("begin not atomic select 1; end", Conduct::Opaque),
            ("insert into g values (1)", Conduct::Plain),
            ("(select 1) union select 2", Conduct::Plain),
            ("with x as (select 1) select * from x", Conduct::Plain),
            ("optimize table g", Conduct::Alone),
            ("grant select on g to a", Conduct::Alone),
        ];
        for (sql, expected) in cases {
            let piece = statements(sql).remove(0);
            assert_eq!(conduct(sql, &piece), expected, "{sql}");
        }
        for sql in [
            "set autocommit = 0",
            "xa start 'a'",
            "set @a = 1, sql_mode = ''",
        ] {
            let piece = statements(sql).remove(0);
            let refused = matches!(conduct(sql, &piece), Conduct::Refused(_));
            assert!(refused, "{sql}");
        }
    }
}
