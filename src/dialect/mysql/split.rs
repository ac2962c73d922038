//! Cuts a script into statements, so that each can be run, timed and blamed on its own.
//!
//! A semicolon ends a statement unless it stands in the body of a procedure, function, trigger or
//! event, or in a compound statement (`BEGIN NOT ATOMIC … END`). The servers find the end of such
//! a body by their grammar; so is it done here: words open and close blocks only where a statement
//! can begin. `DELIMITER` is a word of the command-line clients, not of the servers; a script that
//! holds one cannot run, see [`delimiter`].

use super::lexer::{Lexer, Token, TokenKind};
use crate::dialect::Piece;

/// The statements of `sql`, without those that are empty.
pub fn statements(sql: &str) -> Vec<Piece> {
    let tokens: Vec<Token> = Lexer::new(sql).collect();
    let mut pieces = Vec::new();
    let mut start = 0;
    while start < tokens.len() {
        let end = start + Statement::new(sql, &tokens[start..]).length();
        pieces.extend(piece(sql, &tokens[start..end]));
        start = end + 1;
    }
    pieces
}

/// The byte at which a line `DELIMITER …` begins, where the script has one: the client `mysql`
/// reads such lines itself; sqlx sends them to the server, which does not know the word.
pub fn delimiter(sql: &str) -> Option<usize> {
    let pieces = statements(sql);
    let found = pieces.iter().find(|piece| piece.is(&["DELIMITER"]));
    found.map(|piece| piece.range.start)
}

fn piece(sql: &str, tokens: &[Token]) -> Option<Piece> {
    let (first, last) = (tokens.first()?, tokens.last()?);
    let said = tokens
        .iter()
        .filter(|token| token.kind != TokenKind::Conditional);
    let head: Vec<String> = said
        .take(6)
        .map(|token| {
            token
                .name(sql)
                .unwrap_or_else(|| token.text(sql).to_owned())
                .to_ascii_uppercase()
        })
        .collect();
    let range = first.range.start..last.range.end;
    (!head.is_empty()).then_some(Piece { range, head })
}

/// What is open at a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    /// `BEGIN` or `LOOP` or `REPEAT`: statements follow at once.
    Block,
    /// `IF` or `CASE`: statements follow `THEN` and `ELSE`.
    Choice,
    /// `WHILE` or `FOR`: statements follow `DO`.
    Round,
    /// The expression `CASE … END`.
    Case,
    /// A parenthesis.
    Parenthesis,
}

/// Words with which a statement of a body begins that is no block itself.
const SIMPLE: &[&str] = &[
    "alter",
    "analyze",
    "call",
    "close",
    "commit",
    "create",
    "declare",
    "delete",
    "do",
    "drop",
    "execute",
    "explain",
    "fetch",
    "flush",
    "get",
    "grant",
    "handler",
    "insert",
    "iterate",
    "kill",
    "leave",
    "open",
    "optimize",
    "prepare",
    "rename",
    "replace",
    "resignal",
    "return",
    "revoke",
    "rollback",
    "savepoint",
    "select",
    "set",
    "show",
    "signal",
    "start",
    "truncate",
    "update",
    "values",
    "with",
];

/// One statement at the beginning of some tokens.
struct Statement<'a> {
    sql: &'a str,
    tokens: &'a [Token],
    open: Vec<Open>,
    /// Whether the next token begins a statement of a body.
    begins: bool,
}

impl<'a> Statement<'a> {
    fn new(sql: &'a str, tokens: &'a [Token]) -> Self {
        Self {
            sql,
            tokens,
            open: Vec::new(),
            begins: false,
        }
    }

    fn is(&self, at: usize, word: &str) -> bool {
        let token = self.tokens.get(at);
        token.is_some_and(|token| token.is_word(self.sql, word))
    }

    fn is_any(&self, at: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(at, word))
    }

    fn symbol(&self, at: usize, symbol: &str) -> bool {
        let token = self.tokens.get(at);
        token.is_some_and(|token| token.is_symbol(self.sql, symbol))
    }

    /// How many tokens it has, without the semicolon.
    fn length(mut self) -> usize {
        let body = self.body();
        let mut conditional = false;
        let mut at = 0;
        while at < self.tokens.len() {
            let token = &self.tokens[at];
            if token.kind == TokenKind::Conditional {
                conditional = token.text(self.sql) != "*/";
                at += 1;
                continue;
            }
            match body {
                Some(body) if at == body => self.begins = true,
                _ => {}
            }
            if token.is_symbol(self.sql, ";") {
                while matches!(self.open.last(), Some(Open::Case | Open::Parenthesis)) {
                    self.open.pop();
                }
                if self.open.is_empty() && !conditional {
                    return at;
                }
                self.begins = !self.open.is_empty();
                at += 1;
            } else if body.is_some_and(|body| at >= body) {
                at = match self.begins {
                    true => self.begin(at),
                    false => self.go_on(at),
                };
            } else {
                at += 1;
            }
        }
        self.tokens.len()
    }

    /// A token that begins a statement of the body; gives the next one to look at.
    fn begin(&mut self, at: usize) -> usize {
        if self.symbol(at + 1, ":") {
            return at + 2;
        }
        let (open, begins) = match () {
            () if self.is(at, "begin") => (Some(Open::Block), true),
            () if self.is_any(at, &["loop", "repeat"]) => (Some(Open::Block), true),
            () if self.is_any(at, &["if", "case"]) => (Some(Open::Choice), false),
            () if self.is_any(at, &["while", "for"]) => (Some(Open::Round), false),
            () if self.is(at, "else") => (None, true),
            () if self.is(at, "end") => return self.close(at),
            () if self.is(at, "declare") => return self.declare(at),
            () => (None, false),
        };
        self.open.extend(open);
        self.begins = begins;
        let atomic = self.is(at, "begin") && self.is(at + 1, "not") && self.is(at + 2, "atomic");
        at + if atomic { 3 } else { 1 }
    }

    /// `END`, `END IF`, `END LOOP name`.
    fn close(&mut self, at: usize) -> usize {
        self.open.pop();
        self.begins = false;
        let kinds = ["if", "case", "loop", "while", "repeat", "for"];
        at + if self.is_any(at + 1, &kinds) { 2 } else { 1 }
    }

    /// `DECLARE … HANDLER FOR conditions statement`; of other declarations only the first word.
    fn declare(&mut self, at: usize) -> usize {
        self.begins = false;
        let handler = self.is_any(at + 1, &["continue", "exit", "undo"])
            && self.is(at + 2, "handler")
            && self.is(at + 3, "for");
        if !handler {
            return at + 1;
        }
        let mut at = at + 4;
        loop {
            if self.is(at, "sqlstate") {
                at += if self.is(at + 1, "value") { 3 } else { 2 };
            } else if self.is(at, "not") {
                at += 2;
            } else {
                at += 1;
            }
            if !self.symbol(at, ",") {
                break;
            }
            at += 1;
        }
        self.begins = true;
        at
    }

    /// A token inside a statement of the body; gives the next one to look at.
    fn go_on(&mut self, at: usize) -> usize {
        let last = self.open.last().copied();
        if self.symbol(at, "(") {
            self.open.push(Open::Parenthesis);
        } else if self.symbol(at, ")") {
            while let Some(Open::Case | Open::Parenthesis) = self.open.last() {
                if self.open.pop() == Some(Open::Parenthesis) {
                    break;
                }
            }
        } else if self.is_name(at) {
            // A column may be called as a word that is not reserved, such as `end`.
        } else if self.is(at, "end") && self.is(at + 1, "repeat") {
            // UNTIL and its condition are no statement that a semicolon ends.
            return self.close(at);
        } else if self.is(at, "case") {
            self.open.push(Open::Case);
        } else if self.is(at, "end") && last == Some(Open::Case) && self.ends_operand(at) {
            self.open.pop();
        } else if (self.is(at, "then") && last == Some(Open::Choice))
            || (self.is(at, "do") && last == Some(Open::Round))
        {
            self.begins = true;
        }
        at + 1
    }

    /// Whether the token is a part of a name with dots.
    fn is_name(&self, at: usize) -> bool {
        at > 0 && self.symbol(at - 1, ".") || self.symbol(at + 1, ".")
    }

    /// Whether an operand ends before this token, so that `end` can't be one itself.
    fn ends_operand(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1).map(|at| &self.tokens[at]) else {
            return false;
        };
        match before.kind {
            TokenKind::Symbol => before.is_symbol(self.sql, ")"),
            TokenKind::Word => {
                const OPERATORS: &[&str] = &[
                    "and", "or", "not", "xor", "div", "mod", "like", "in", "is", "between",
                    "regexp", "rlike", "when", "then", "else", "binary", "collate", "case",
                ];
                !OPERATORS.iter().any(|word| before.is_word(self.sql, word))
            }
            _ => true,
        }
    }

    /// The token at which the body begins, where the statement has one.
    fn body(&self) -> Option<usize> {
        let at =
            (0..self.tokens.len()).find(|at| self.tokens[*at].kind != TokenKind::Conditional)?;
        let compound = ["if", "case", "loop", "while", "repeat", "for"];
        let not_atomic =
            self.is(at, "begin") && self.is(at + 1, "not") && self.is(at + 2, "atomic");
        if not_atomic || self.is_any(at, &compound) {
            return Some(at);
        }
        if !self.is_any(at, &["create", "alter"]) {
            return None;
        }
        let end = self.next_symbol(at, ";");
        let kinds = ["procedure", "function", "trigger", "event"];
        // Only options stand before the kind: OR REPLACE, DEFINER = 'a'@'b', AGGREGATE.
        let kind = (at..end).find(|at| self.is_any(*at, &kinds))?;
        let options = [
            "table", "view", "database", "schema", "index", "user", "role", "server",
        ];
        if (at..kind).any(|at| self.is_any(at, &options)) {
            return None;
        }
        match () {
            () if self.is(kind, "event") => {
                let found = (kind + 1..end).find(|at| self.is(*at, "do") && !self.is_name(*at));
                found.map(|at| at + 1)
            }
            () if self.is(kind, "trigger") => self.trigger_body(kind, end),
            () => self.routine_body(kind),
        }
    }

    /// Behind `FOR EACH ROW [FOLLOWS | PRECEDES name]`.
    fn trigger_body(&self, from: usize, end: usize) -> Option<usize> {
        let row = (from..end)
            .find(|at| self.is(*at, "for") && self.is(at + 1, "each") && self.is(at + 2, "row"))?
            + 3;
        let ordered = self.is_any(row, &["follows", "precedes"]);
        Some(row + if ordered { 2 } else { 0 })
    }

    /// Behind the parameters and the characteristics.
    fn routine_body(&self, from: usize) -> Option<usize> {
        let mut depth = 0usize;
        let mut listed = false;
        for at in from..self.tokens.len() {
            if self.symbol(at, "(") {
                depth += 1;
            } else if self.symbol(at, ")") {
                depth = depth.saturating_sub(1);
                listed |= depth == 0;
            } else if depth == 0 && self.symbol(at, ";") {
                return None;
            } else if listed && depth == 0 && self.begins_body(at) {
                return Some(at);
            }
        }
        None
    }

    fn begins_body(&self, at: usize) -> bool {
        let blocks = ["begin", "if", "case", "loop", "while", "repeat", "for"];
        // RETURNS SET('a') and CHARACTER SET latin1 are types.
        let of_type = self.is(at, "set") && self.is_any(at - 1, &["returns", "character", "char"]);
        let label = self.symbol(at + 1, ":");
        label || self.is_any(at, &blocks) || self.is_any(at, SIMPLE) && !of_type
    }

    fn next_symbol(&self, from: usize, symbol: &str) -> usize {
        let found = (from..self.tokens.len()).find(|at| self.symbol(*at, symbol));
        found.unwrap_or(self.tokens.len())
    }
}

#[cfg(test)]
mod tests;
