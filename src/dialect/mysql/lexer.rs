//! MySQL's and MariaDB's tokens: where their text is cut into pieces.
//!
//! Scripts are cut into statements by it, and definitions compared without regard to comments and
//! white space. The rules are those of the servers' own `sql_lex.cc`, with the settings that
//! servers come with: a backslash escapes, and `"…"` is a string. What stands in `/*! … */` and
//! `/*M! … */` is run by servers, so it is cut into tokens like all else.

use super::quote::ident;
use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A bare word: a keyword or a name.
    Word,
    /// A name in backticks.
    Quoted,
    /// `'…'` or `"…"`, with `N`, `b` or `x` in front where it has one.
    String,
    /// A number.
    Number,
    /// An operator or punctuation.
    Symbol,
    /// `/*!50110`, `/*M!` and the `*/` that belongs to it.
    Conditional,
    /// A quote that never ends, or a byte that no token begins with.
    Illegal,
}

/// A token: its kind and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// The bytes that it takes.
    pub range: Range<usize>,
}

impl Token {
    /// Its text in the SQL that it was cut from.
    pub fn text<'a>(&self, sql: &'a str) -> &'a str {
        &sql[self.range.clone()]
    }

    /// Whether it is this bare word, whatever its case.
    pub fn is_word(&self, sql: &str, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text(sql).eq_ignore_ascii_case(word)
    }

    /// Whether it is this operator or punctuation.
    pub fn is_symbol(&self, sql: &str, symbol: &str) -> bool {
        self.kind == TokenKind::Symbol && self.text(sql) == symbol
    }

    /// The name that it stands for, without quotes where it has some.
    pub fn name(&self, sql: &str) -> Option<String> {
        let text = self.text(sql);
        match self.kind {
            TokenKind::Word => Some(text.to_owned()),
            TokenKind::Quoted => Some(text[1..text.len() - 1].replace("``", "`")),
            _ => None,
        }
    }

    /// The text that a string without a letter in front stands for.
    pub fn string(&self, sql: &str) -> Option<String> {
        let text = self.text(sql);
        let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        if self.kind != TokenKind::String {
            return None;
        }
        let mut out = String::new();
        let mut characters = text[1..text.len() - 1].chars();
        while let Some(character) = characters.next() {
            match character {
                '\\' => out.extend(characters.next().map(unescaped)),
                other if other == quote => {
                    characters.next();
                    out.push(quote);
                }
                other => out.push(other),
            }
        }
        Some(out)
    }

    /// The form in which it is compared: words in lower case, names in quotes.
    pub fn normal(&self, sql: &str) -> String {
        let text = self.text(sql);
        match self.kind {
            TokenKind::Word | TokenKind::Number => text.to_ascii_lowercase(),
            TokenKind::Quoted => self.name(sql).map(|name| ident(&name)).unwrap_or_default(),
            _ => text.to_owned(),
        }
    }
}

/// What a backslash makes of the character behind it
/// (<https://dev.mysql.com/doc/refman/8.0/en/string-literals.html>); `\%` and `\_` are only for LIKE.
fn unescaped(character: char) -> char {
    match character {
        '0' => '\0',
        'b' => '\u{8}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'Z' => '\u{1a}',
        other => other,
    }
}

/// The tokens of `sql`, without white space and comments.
pub fn tokens(sql: &str) -> Vec<Token> {
    Lexer::new(sql).collect()
}

/// The SQL as one text in which comments, white space and the case of bare words do not count.
pub fn normal(sql: &str) -> String {
    let mut out = String::new();
    for token in Lexer::new(sql) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&token.normal(sql));
    }
    out
}

/// Every name and keyword of this SQL, as it is written there.
pub fn words(sql: &str) -> impl Iterator<Item = String> {
    Lexer::new(sql).filter_map(|token| token.name(sql))
}

fn continues_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

/// Cuts SQL into tokens one after another.
pub struct Lexer<'a> {
    sql: &'a str,
    at: usize,
    conditional: bool,
    after_dot: bool,
}

impl<'a> Lexer<'a> {
    /// A lexer at the beginning of `sql`.
    pub fn new(sql: &'a str) -> Self {
        Self {
            sql,
            at: 0,
            conditional: false,
            after_dot: false,
        }
    }

    fn byte(&self, at: usize) -> u8 {
        self.sql.as_bytes().get(at).copied().unwrap_or(0)
    }

    /// The first byte from `at` on for which `wanted` holds, or the end.
    fn seek(&self, at: usize, wanted: impl Fn(u8) -> bool) -> usize {
        let bytes = self.sql.as_bytes();
        let rest = bytes.get(at..).unwrap_or_default();
        let found = rest.iter().position(|byte| wanted(*byte));
        found.map_or(bytes.len(), |length| at + length)
    }

    /// Skips white space and comments; a comment that never ends takes the rest.
    fn skip_blank(&mut self) {
        loop {
            let (first, second) = (self.byte(self.at), self.byte(self.at + 1));
            match (first, second) {
                _ if is_blank(first) => self.at += 1,
                (b'#', _) => self.at = self.line_end(),
                // Two dashes are an operator each unless white space or a control follows
                // (<https://dev.mysql.com/doc/refman/8.0/en/ansi-diff-comments.html>).
                (b'-', b'-') if self.ends_dashes(self.at + 2) => self.at = self.line_end(),
                (b'/', b'*') if self.conditional_start().is_none() => self.at = self.comment_end(),
                _ => return,
            }
        }
    }

    fn ends_dashes(&self, at: usize) -> bool {
        at >= self.sql.len() || is_blank(self.byte(at)) || self.byte(at).is_ascii_control()
    }

    fn line_end(&self) -> usize {
        self.seek(self.at, |byte| byte == b'\n')
    }

    /// The end of a comment that begins here; comments do not nest.
    fn comment_end(&self) -> usize {
        let rest = &self.sql[self.at + 2..];
        rest.find("*/")
            .map_or(self.sql.len(), |length| self.at + 2 + length + 2)
    }

    /// The end of `/*!`, `/*!50110`, `/*M!` or `/*M!100508` where one begins here.
    fn conditional_start(&self) -> Option<usize> {
        let rest = &self.sql[self.at..];
        let mark = ["/*!", "/*M!"]
            .into_iter()
            .find(|mark| rest.starts_with(mark))?;
        let digits = self.seek(self.at + mark.len(), |byte| !byte.is_ascii_digit());
        // A version has five digits or six; more belong to what follows.
        Some(digits.min(self.at + mark.len() + 6))
    }

    /// The end of a string or name whose first quote stands at `open`.
    fn quoted_end(&self, open: usize) -> Option<usize> {
        let quote = self.byte(open);
        let mut at = open + 1;
        loop {
            at = self.seek(at, |byte| byte == quote || byte == b'\\' && quote != b'`');
            match (self.byte(at), self.byte(at + 1)) {
                _ if at >= self.sql.len() => return None,
                (first, second) if first == quote && second == quote => at += 2,
                (first, _) if first == quote => return Some(at + 1),
                _ => at += 1 + self.character_length(at + 1),
            }
        }
    }

    fn character_length(&self, at: usize) -> usize {
        let rest = self.sql.get(at..).unwrap_or_default();
        rest.chars().next().map_or(0, char::len_utf8)
    }

    /// A number; or a name, which may begin with digits but not consist of them.
    fn number(&self) -> (TokenKind, usize) {
        let (at, first, second) = (self.at, self.byte(self.at), self.byte(self.at + 1));
        let word = self.seek(at, |byte| !continues_name(byte));
        // Behind a dot stands a name, whatever it looks like.
        if self.after_dot && first != b'.' {
            return (TokenKind::Word, word);
        }
        let all = |digit: fn(&u8) -> bool| {
            let rest = &self.sql.as_bytes()[at + 2..word.max(at + 2)];
            !rest.is_empty() && rest.iter().all(digit)
        };
        match (first, second) {
            (b'0', b'x') if all(u8::is_ascii_hexdigit) => return (TokenKind::Number, word),
            (b'0', b'b') if all(|byte| matches!(byte, b'0' | b'1')) => {
                return (TokenKind::Number, word);
            }
            _ => {}
        }
        let digits = |at| self.seek(at, |byte| !byte.is_ascii_digit());
        let mut end = digits(at);
        let fraction = self.byte(end) == b'.';
        if fraction {
            end = digits(end + 1);
        }
        if matches!(self.byte(end), b'e' | b'E') {
            let sign = usize::from(matches!(self.byte(end + 1), b'+' | b'-'));
            if self.byte(end + 1 + sign).is_ascii_digit() {
                let exponent = digits(end + 1 + sign);
                if fraction || sign == 1 || exponent == word {
                    return (TokenKind::Number, exponent);
                }
            }
        }
        match fraction || end == word {
            true => (TokenKind::Number, end),
            false => (TokenKind::Word, word),
        }
    }

    fn symbol_length(&self) -> usize {
        const LONG: [&str; 13] = [
            "<=>", "->>", "<=", ">=", "<>", "!=", "<<", ">>", "||", "&&", ":=", "->", "@@",
        ];
        let rest = &self.sql[self.at..];
        let found = LONG.iter().find(|symbol| rest.starts_with(**symbol));
        found.map_or(1, |symbol| symbol.len())
    }

    fn token(&mut self) -> (TokenKind, Option<usize>) {
        let at = self.at;
        let (first, second) = (self.byte(at), self.byte(at + 1));
        if let Some(end) = self.conditional_start() {
            self.conditional = true;
            return (TokenKind::Conditional, Some(end));
        }
        match (first, second) {
            (b'*', b'/') if self.conditional => {
                self.conditional = false;
                (TokenKind::Conditional, Some(at + 2))
            }
            (b'\'' | b'"', _) => (TokenKind::String, self.quoted_end(at)),
            (b'n' | b'N' | b'b' | b'B' | b'x' | b'X', b'\'') => {
                (TokenKind::String, self.quoted_end(at + 1))
            }
            (b'`', _) => (TokenKind::Quoted, self.quoted_end(at)),
            (b'0'..=b'9', _) => {
                let (kind, end) = self.number();
                (kind, Some(end))
            }
            (b'.', b'0'..=b'9') if !self.continues_path() => {
                let (kind, end) = self.number();
                (kind, Some(end))
            }
            _ if continues_name(first) => {
                let end = self.seek(at, |byte| !continues_name(byte));
                (TokenKind::Word, Some(end))
            }
            _ if b"~!@%^&*|+-/<>=,()[]{}.;:?".contains(&first) => {
                (TokenKind::Symbol, Some(at + self.symbol_length()))
            }
            _ => (TokenKind::Illegal, Some(at + 1)),
        }
    }

    /// Whether what stands directly before here is a name, so that a dot goes on with it.
    fn continues_path(&self) -> bool {
        let before = self.at.checked_sub(1).map(|at| self.byte(at));
        before.is_some_and(|byte| continues_name(byte) || byte == b'`')
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        self.skip_blank();
        let start = self.at;
        if start >= self.sql.len() {
            return None;
        }
        let (kind, end) = match self.token() {
            (kind, Some(end)) => (kind, end),
            (_, None) => (TokenKind::Illegal, self.sql.len()),
        };
        self.at = end;
        let token = Token {
            kind,
            range: start..end,
        };
        self.after_dot = token.is_symbol(self.sql, ".");
        Some(token)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    #[test]
    fn each_token_is_cut_as_the_servers_cut_it() {
        let cases: [(&str, &[&str]); 21] = [
            ("select 1", &["select", "1"]),
            ("'it''s' \"a\"\"b\"", &["'it''s'", "\"a\"\"b\""]),
            (r"'\'' '\\' 'é\é'", &[r"'\''", r"'\\'", r"'é\é'"]),
            (r"`a``b\` c", &[r"`a``b\`", "c"]),
            (
                "N'n' b'01' x'1F' _utf8mb4'a'",
                &["N'n'", "b'01'", "x'1F'", "_utf8mb4", "'a'"],
            ),
            ("a -- b\nc # d\n/* e */f", &["a", "c", "f"]),
            ("a--1", &["a", "-", "-", "1"]),
            ("a --", &["a"]),
            ("/* a /* b */ c */", &["c", "*", "/"]),
            (
                "/*!50110 KEY_BLOCK_SIZE=1 */ a",
                &["/*!50110", "KEY_BLOCK_SIZE", "=", "1", "*/", "a"],
            ),
            (
                "/*M!100508 a*//*! b /* c */ */ /*M!d*/",
                &["/*M!100508", "a", "*/", "/*!", "b", "*/", "/*M!", "d", "*/"],
            ),
            (
                "1.5e-3 .5 1. 0xFf 0b01 1e3 2e+4",
                &["1.5e-3", ".5", "1.", "0xFf", "0b01", "1e3", "2e+4"],
            ),
            ("1a 1e 0xg 0b2 1e3a", &["1a", "1e", "0xg", "0b2", "1e3a"]),
            (
                "t.1a t.5 `t`.5 t . x",
                &[
                    "t", ".", "1a", "t", ".", "5", "`t`", ".", "5", "t", ".", "x",
                ],
            ),
            (
                "@a := @@global.b",
                &["@", "a", ":=", "@@", "global", ".", "b"],
            ),
            ("'r'@'%'", &["'r'", "@", "'%'"]),
            ("a<=>b<>c!=d", &["a", "<=>", "b", "<>", "c", "!=", "d"]),
            (
                "a->>'$.b'||c&&d",
                &["a", "->>", "'$.b'", "||", "c", "&&", "d"],
            ),
            ("größe $a a$b _c", &["größe", "$a", "a$b", "_c"]),
            ("{d '2020-01-01'}", &["{", "d", "'2020-01-01'", "}"]),
            ("\\N", &["\\", "N"]),
        ];
        for (sql, expected) in cases {
            let found: Vec<&str> = Lexer::new(sql).map(|token| &sql[token.range]).collect();
            assert_eq!(found, expected, "{sql}");
        }
    }

    #[test]
    fn what_never_ends_is_illegal_and_takes_the_rest() {
        for sql in ["'abc", "\"abc", "`abc", "'abc\\'", "x'", "'\\", "'abc''"] {
            let found = tokens(sql);
            assert_eq!(found.len(), 1, "{sql}");
            assert_eq!(found[0].kind, TokenKind::Illegal, "{sql}");
            assert_eq!(found[0].range, 0..sql.len(), "{sql}");
        }
        assert!(tokens("/* abc").is_empty());
    }

    #[test]
    fn comments_and_case_do_not_count() {
        assert_eq!(
            normal("SELECT `a` . B, 'X'/* , */FROM `User` -- why\nWHERE c=0X1f"),
            "select `a` . b , 'X' from `User` where c = 0x1f"
        );
    }

    #[test]
    fn a_string_is_read_as_the_servers_read_it() {
        for (sql, read) in [
            ("'it''s'", "it's"),
            ("\"a\"\"b'c\"", "a\"b'c"),
            (r"'a\nb\\\'\q\0'", "a\nb\\'q\0"),
            ("''", ""),
        ] {
            assert_eq!(tokens(sql)[0].string(sql).unwrap(), read, "{sql}");
        }
        assert_eq!(tokens("x'1f'")[0].string("x'1f'"), None);
    }
}
