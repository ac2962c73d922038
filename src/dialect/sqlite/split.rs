//! Cuts a script into statements, so that each can be run, timed and blamed on its own.
//!
//! A statement ends at a semicolon, except that `CREATE TRIGGER` ends only at the semicolon behind
//! its `END`: the rule of `sqlite3_complete` (<https://sqlite.org/c3ref/complete.html>).

use super::lexer::{Lexer, Token};
use crate::dialect::Piece;

/// The statements of `sql`, without those that are empty.
pub fn statements(sql: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut current: Vec<Token> = Vec::new();
    for token in Lexer::new(sql) {
        if token.is_symbol(sql, ";") {
            if !current.is_empty() && (!is_trigger(sql, &current) || is_complete(sql, &current)) {
                pieces.push(piece(sql, &current));
                current.clear();
                continue;
            }
            if current.is_empty() {
                continue;
            }
        }
        current.push(token);
    }
    if !current.is_empty() {
        pieces.push(piece(sql, &current));
    }
    pieces
}

fn piece(sql: &str, tokens: &[Token]) -> Piece {
    let head = tokens.iter().take(6).map(|token| {
        token
            .name(sql)
            .unwrap_or_else(|| token.text(sql).to_owned())
            .to_ascii_uppercase()
    });
    let range = tokens[0].range.start..tokens[tokens.len() - 1].range.end;
    Piece {
        range,
        head: head.collect(),
    }
}

fn is_trigger(sql: &str, tokens: &[Token]) -> bool {
    let mut words = tokens.iter().take(3);
    words.next().is_some_and(|t| t.is_word(sql, "create"))
        && match words.next() {
            Some(t) if t.is_word(sql, "temp") || t.is_word(sql, "temporary") => {
                words.next().is_some_and(|t| t.is_word(sql, "trigger"))
            }
            Some(t) => t.is_word(sql, "trigger"),
            None => false,
        }
}

/// Whether the trigger's last words are `; END`.
fn is_complete(sql: &str, tokens: &[Token]) -> bool {
    match tokens {
        [.., semicolon, end] => semicolon.is_symbol(sql, ";") && end.is_word(sql, "end"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trigger_is_one_statement() {
        let sql = "create table a(b); -- ; \n CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN\n\
                   select case when 1 then ';' end; delete from a; END; ;; select 'a;b'";
        let found = statements(sql);
        let texts: Vec<&str> = found
            .iter()
            .map(|piece| &sql[piece.range.clone()])
            .collect();
        assert_eq!(texts.len(), 3, "{texts:?}");
        assert!(texts[1].ends_with("END"));
        assert!(found[0].is(&["CREATE", "TABLE", "A"]));
        assert_eq!(texts[2], "select 'a;b'");
    }

    #[test]
    fn comments_alone_are_no_statement() {
        assert!(statements("-- nothing\n/* here */ ;").is_empty());
    }
}
