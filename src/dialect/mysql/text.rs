//! Pieces of a statement between its tokens.

use super::lexer::{Token, TokenKind, normal, tokens};
use crate::schema::Sql;
use std::ops::Range;

/// A statement without the marks of conditional comments, whose content is part of it, and its
/// tokens.
pub(in crate::dialect::mysql) struct Text {
    pub(in crate::dialect::mysql) sql: String,
    pub(in crate::dialect::mysql) tokens: Vec<Token>,
}

impl Text {
    pub(in crate::dialect::mysql) fn new(sql: &str) -> Self {
        let all = tokens(sql);
        let is_mark = |token: &&Token| token.kind == TokenKind::Conditional;
        if !all.iter().any(|token| is_mark(&token)) {
            return Self {
                sql: sql.to_owned(),
                tokens: all,
            };
        }
        let mut plain = String::new();
        let mut end = 0;
        for mark in all.iter().filter(is_mark) {
            plain.push_str(&sql[end..mark.range.start]);
            end = mark.range.end;
        }
        plain.push_str(&sql[end..]);
        let tokens = tokens(&plain);
        Self { sql: plain, tokens }
    }

    pub(in crate::dialect::mysql) fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    pub(in crate::dialect::mysql) fn word(&self, at: usize, word: &str) -> bool {
        self.token(at)
            .is_some_and(|token| token.is_word(&self.sql, word))
    }

    /// Whether these words stand here, one behind the other.
    pub(in crate::dialect::mysql) fn words(&self, at: usize, words: &[&str]) -> bool {
        words
            .iter()
            .enumerate()
            .all(|(step, word)| self.word(at + step, word))
    }

    pub(in crate::dialect::mysql) fn symbol(&self, at: usize, symbol: &str) -> bool {
        self.token(at)
            .is_some_and(|token| token.is_symbol(&self.sql, symbol))
    }

    pub(in crate::dialect::mysql) fn name(&self, at: usize) -> Option<String> {
        self.token(at)?.name(&self.sql)
    }

    pub(in crate::dialect::mysql) fn string(&self, at: usize) -> Option<String> {
        self.token(at)?.string(&self.sql)
    }

    /// The text from one token to before another one.
    pub(in crate::dialect::mysql) fn slice(&self, range: Range<usize>) -> &str {
        let start = self.token(range.start);
        let last = range.end.checked_sub(1).and_then(|at| self.token(at));
        match (start, last) {
            (Some(start), Some(last)) if range.start < range.end => {
                &self.sql[start.range.start..last.range.end]
            }
            _ => "",
        }
    }

    /// The position behind the parenthesis that closes the one at `open`.
    pub(in crate::dialect::mysql) fn closed(&self, open: usize) -> usize {
        let mut depth = 0usize;
        for at in open..self.tokens.len() {
            if self.symbol(at, "(") {
                depth += 1;
            } else if self.symbol(at, ")") {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
        }
        self.tokens.len()
    }

    /// The items between commas within `range`, parentheses left whole.
    pub(in crate::dialect::mysql) fn items(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let mut items = Vec::new();
        let (mut start, mut at) = (range.start, range.start);
        while at < range.end {
            if self.symbol(at, "(") {
                at = self.closed(at);
                continue;
            }
            if self.symbol(at, ",") {
                items.push(start..at);
                start = at + 1;
            }
            at += 1;
        }
        if start < range.end {
            items.push(start..range.end);
        }
        items
    }
}

/// A piece of SQL that is compared token by token.
pub(in crate::dialect::mysql) fn sql(text: &str) -> Sql {
    Sql::new(text, normal(text))
}
