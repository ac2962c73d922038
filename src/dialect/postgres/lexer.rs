//! PostgreSQL's tokens: where its text is cut into pieces.
//!
//! Scripts are cut into statements by it, and definitions compared without regard to comments and
//! white space. The rules are those of the server's own `scan.l`, with strings as the standard has
//! them (`standard_conforming_strings = on`).

use super::quote::ident;
use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A bare word: a keyword or a name.
    Word,
    /// A name in `"…"` or `U&"…"`.
    Quoted,
    /// `'…'`, with or without a letter in front.
    String,
    /// `$tag$…$tag$`
    Dollar,
    /// A number, or a parameter such as `$1`.
    Number,
    /// An operator or punctuation.
    Symbol,
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

    /// The name that it stands for: folded where it is bare, without quotes where it has some.
    pub fn name(&self, sql: &str) -> Option<String> {
        let text = self.text(sql);
        match self.kind {
            TokenKind::Word => Some(text.to_ascii_lowercase()),
            TokenKind::Quoted => Some(match text.strip_prefix(['u', 'U']) {
                Some(rest) => unescape(&unquote(&rest[1..])),
                None => unquote(text),
            }),
            _ => None,
        }
    }

    /// The form in which it is compared.
    pub fn normal(&self, sql: &str) -> String {
        let text = self.text(sql);
        match self.kind {
            TokenKind::Word | TokenKind::Number => text.to_ascii_lowercase(),
            TokenKind::Quoted => self.name(sql).map(|name| ident(&name)).unwrap_or_default(),
            _ => text.to_owned(),
        }
    }
}

/// The tokens of `sql`, without white space and comments.
pub fn tokens(sql: &str) -> Vec<Token> {
    Lexer::new(sql).collect()
}

/// The SQL as one text in which comments, white space, needless quotes and case do not count.
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

/// Every name and keyword of this SQL, folded. Bodies in dollar quotes are looked into, and so are
/// strings that are nothing but a name, as in `nextval('app.users_id_seq')`.
pub fn words(sql: &str) -> impl Iterator<Item = String> {
    let mut found = Vec::new();
    gather(sql, &mut found);
    found.into_iter()
}

fn gather(sql: &str, found: &mut Vec<String>) {
    for token in Lexer::new(sql) {
        let text = token.text(sql);
        match token.kind {
            TokenKind::Word | TokenKind::Quoted => found.extend(token.name(sql)),
            TokenKind::Dollar => gather(dollar_body(text), found),
            TokenKind::String => {
                let inner = text
                    .split_once('\'')
                    .and_then(|(_, rest)| rest.strip_suffix('\''))
                    .unwrap_or_default();
                let inside = tokens(inner);
                let is_name = inside.iter().enumerate().all(|(at, part)| {
                    if at % 2 == 0 {
                        matches!(part.kind, TokenKind::Word | TokenKind::Quoted)
                    } else {
                        part.is_symbol(inner, ".")
                    }
                });
                if is_name {
                    found.extend(inside.iter().filter_map(|part| part.name(inner)));
                }
            }
            _ => {}
        }
    }
}

/// What stands between the quotes of `$tag$…$tag$`.
fn dollar_body(text: &str) -> &str {
    let quote = text[1..].find('$').map_or(0, |at| at + 2);
    text.get(quote..text.len().saturating_sub(quote))
        .unwrap_or_default()
}

fn unquote(text: &str) -> String {
    let inner = text.strip_prefix('"').unwrap_or(text);
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    inner.replace("\"\"", "\"")
}

/// `\0061` and `\+000061`, as they stand in `U&"…"`.
fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escape = &rest[at + 1..];
        let (skip, digits) = match escape.strip_prefix('+') {
            Some(_) => (1, 6),
            None => (0, 4),
        };
        let character = escape
            .get(skip..skip + digits)
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .and_then(char::from_u32);
        match character {
            Some(character) => {
                out.push(character);
                rest = &escape[skip + digits..];
            }
            None => {
                out.push('\\');
                rest = escape.strip_prefix('\\').unwrap_or(escape);
            }
        }
    }
    out.push_str(rest);
    out
}

fn begins_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn continues_name(byte: u8) -> bool {
    begins_name(byte) || byte.is_ascii_digit() || byte == b'$'
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

fn is_newline(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// Cuts SQL into tokens one after another.
pub struct Lexer<'a> {
    sql: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    /// A lexer at the beginning of `sql`.
    pub fn new(sql: &'a str) -> Self {
        Self { sql, at: 0 }
    }

    /// Goes on at this byte, which must be a character's first.
    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at.min(self.sql.len());
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
            match (self.byte(self.at), self.byte(self.at + 1)) {
                (first, _) if is_blank(first) => self.at += 1,
                (b'-', b'-') => self.at = self.seek(self.at, is_newline),
                (b'/', b'*') => self.at = self.comment_end(),
                _ => return,
            }
        }
    }

    /// The end of a comment that begins here; comments nest.
    fn comment_end(&self) -> usize {
        let mut at = self.at + 2;
        let mut depth = 1;
        while depth > 0 && at < self.sql.len() {
            match (self.byte(at), self.byte(at + 1)) {
                (b'*', b'/') => {
                    depth -= 1;
                    at += 2;
                }
                (b'/', b'*') => {
                    depth += 1;
                    at += 2;
                }
                _ => at += 1,
            }
        }
        at
    }

    /// The end of a string whose first quote stands at `open`; a quote on a later line, with
    /// nothing but white space and comments between, goes on with it.
    fn string_end(&self, open: usize, escapes: bool) -> Option<usize> {
        let mut at = open + 1;
        loop {
            at = self.seek(at, |byte| byte == b'\'' || escapes && byte == b'\\');
            match (self.byte(at), self.byte(at + 1)) {
                (b'\\', _) => at += 2,
                (b'\'', b'\'') => at += 2,
                (b'\'', _) => match self.continuation(at + 1) {
                    Some(next) => at = next,
                    None => return Some(at + 1),
                },
                _ => return None,
            }
        }
    }

    /// Behind the quote that goes on with the string which ended at `at`.
    fn continuation(&self, mut at: usize) -> Option<usize> {
        let mut newline = false;
        loop {
            match (self.byte(at), self.byte(at + 1)) {
                (b'\'', _) => return newline.then_some(at + 1),
                (b'-', b'-') => at = self.seek(at, is_newline),
                (byte, _) if is_blank(byte) => {
                    newline |= is_newline(byte);
                    at += 1;
                }
                _ => return None,
            }
        }
    }

    /// The end of a name whose first quote stands at `open`.
    fn quoted_end(&self, open: usize) -> Option<usize> {
        let mut at = open + 1;
        loop {
            at = self.seek(at, |byte| byte == b'"');
            match (self.byte(at), self.byte(at + 1)) {
                (b'"', b'"') => at += 2,
                (b'"', _) => return Some(at + 1),
                _ => return None,
            }
        }
    }

    /// A string in dollar quotes or a parameter.
    fn dollar(&self) -> (TokenKind, Option<usize>) {
        let second = self.byte(self.at + 1);
        if second.is_ascii_digit() {
            let end = self.seek(self.at + 1, |byte| !byte.is_ascii_digit());
            return (TokenKind::Number, Some(end));
        }
        let close = match second {
            b'$' => self.at + 1,
            _ if begins_name(second) => {
                self.seek(self.at + 1, |byte| byte == b'$' || !continues_name(byte))
            }
            _ => self.sql.len(),
        };
        if self.byte(close) != b'$' {
            return (TokenKind::Illegal, Some(self.at + 1));
        }
        let quote = &self.sql[self.at..=close];
        let end = self.sql[close + 1..]
            .find(quote)
            .map(|length| close + 1 + length + quote.len());
        (TokenKind::Dollar, end)
    }

    fn number_end(&self) -> usize {
        let digits = |at| self.seek(at, |byte| !byte.is_ascii_digit() && byte != b'_');
        let base = matches!(
            self.byte(self.at + 1),
            b'x' | b'X' | b'o' | b'O' | b'b' | b'B'
        );
        if self.byte(self.at) == b'0' && base {
            return self.seek(self.at + 2, |byte| {
                !byte.is_ascii_hexdigit() && byte != b'_'
            });
        }
        let mut at = digits(self.at);
        // Two dots are the bounds of a FOR loop.
        if self.byte(at) == b'.' && self.byte(at + 1) != b'.' {
            at = digits(at + 1);
        }
        if matches!(self.byte(at), b'e' | b'E') {
            let sign = usize::from(matches!(self.byte(at + 1), b'+' | b'-'));
            if self.byte(at + 1 + sign).is_ascii_digit() {
                at = digits(at + 1 + sign);
            }
        }
        at
    }

    /// An operator ends before a comment, and where it is longer than one character, not with a
    /// sign unless it holds what no standard operator does
    /// (<https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-OPERATORS>).
    fn operator_end(&self) -> usize {
        let mut end = self.seek(self.at, |byte| !b"~!@#^&|`?+-*/%<>=".contains(&byte));
        for comment in ["--", "/*"] {
            if let Some(length) = self.sql[self.at..end].find(comment) {
                end = self.at + length;
            }
        }
        let own = |byte: &u8| b"~!@#^&|`?%".contains(byte);
        if !self.sql.as_bytes()[self.at..end].iter().any(own) {
            while end > self.at + 1 && matches!(self.byte(end - 1), b'+' | b'-') {
                end -= 1;
            }
        }
        end
    }

    fn token(&self) -> (TokenKind, Option<usize>) {
        let at = self.at;
        let (first, second) = (self.byte(at), self.byte(at + 1));
        let third = self.byte(at + 2);
        match (first, second) {
            (b'\'', _) => (TokenKind::String, self.string_end(at, false)),
            (b'e' | b'E', b'\'') => (TokenKind::String, self.string_end(at + 1, true)),
            (b'b' | b'B' | b'x' | b'X' | b'n' | b'N', b'\'') => {
                (TokenKind::String, self.string_end(at + 1, false))
            }
            (b'u' | b'U', b'&') if third == b'\'' => {
                (TokenKind::String, self.string_end(at + 2, false))
            }
            (b'u' | b'U', b'&') if third == b'"' => (TokenKind::Quoted, self.quoted_end(at + 2)),
            (b'"', _) => (TokenKind::Quoted, self.quoted_end(at)),
            (b'$', _) => self.dollar(),
            (b'0'..=b'9', _) => (TokenKind::Number, Some(self.number_end())),
            (b'.', b'0'..=b'9') => (TokenKind::Number, Some(self.number_end())),
            (b':', b':' | b'=') | (b'.', b'.') => (TokenKind::Symbol, Some(at + 2)),
            _ if begins_name(first) => {
                let end = self.seek(at, |byte| !continues_name(byte));
                (TokenKind::Word, Some(end))
            }
            _ if b"~!@#^&|`?+-*/%<>=".contains(&first) => {
                (TokenKind::Symbol, Some(self.operator_end()))
            }
            _ if b",()[].;:".contains(&first) => (TokenKind::Symbol, Some(at + 1)),
            _ => (TokenKind::Illegal, Some(at + 1)),
        }
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
        Some(Token {
            kind,
            range: start..end,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_token_is_cut_as_the_server_cuts_it() {
        let cases: [(&str, &[&str]); 22] = [
            ("select 1", &["select", "1"]),
            ("'it''s' \"a\"\"b\"", &["'it''s'", "\"a\"\"b\""]),
            (r"'\' E'\'' e'\\'", &[r"'\'", r"E'\''", r"e'\\'"]),
            ("E'a' -- b\n '\\''", &["E'a' -- b\n '\\''"]),
            ("'a' 'b'", &["'a'", "'b'"]),
            (
                "B'01' x'1F' N'n' U&'\\0061'",
                &["B'01'", "x'1F'", "N'n'", "U&'\\0061'"],
            ),
            ("U&\"d\\0061ta\" u & v", &["U&\"d\\0061ta\"", "u", "&", "v"]),
            ("$$a;b$$", &["$$a;b$$"]),
            ("$a$ $b$ $$ $b$ $a$ x", &["$a$ $b$ $$ $b$ $a$", "x"]),
            ("a$b$c $1 $", &["a$b$c", "$1", "$"]),
            ("a /* b /* c */ d */ e -- f\ng", &["a", "e", "g"]),
            ("-- a\r b", &["b"]),
            (
                "1.5e-3 .5 1. 1..2 1_000 0xFf 1e",
                &[
                    "1.5e-3", ".5", "1.", "1", "..", "2", "1_000", "0xFf", "1", "e",
                ],
            ),
            ("a<-1", &["a", "<", "-", "1"]),
            ("a @- b", &["a", "@-", "b"]),
            ("a->>'k'--x", &["a", "->>", "'k'"]),
            ("a*/*b*/c", &["a", "*", "c"]),
            ("a::int:=b=>c", &["a", "::", "int", ":=", "b", "=>", "c"]),
            ("a[1:2].b", &["a", "[", "1", ":", "2", "]", ".", "b"]),
            ("größe Ünï", &["größe", "Ünï"]),
            ("\\ a", &["\\", "a"]),
            ("$größe$;$größe$", &["$größe$;$größe$"]),
        ];
        for (sql, expected) in cases {
            let found: Vec<&str> = Lexer::new(sql).map(|token| &sql[token.range]).collect();
            assert_eq!(found, expected, "{sql}");
        }
    }

    #[test]
    fn what_never_ends_is_illegal_and_takes_the_rest() {
        for sql in ["'abc", "\"abc", "E'abc\\'", "$a$ abc $b$", "U&'", "E'\\"] {
            let found = tokens(sql);
            assert_eq!(found.len(), 1, "{sql}");
            assert_eq!(found[0].kind, TokenKind::Illegal, "{sql}");
            assert_eq!(found[0].range, 0..sql.len(), "{sql}");
        }
        assert!(tokens("/* abc /* */").is_empty());
    }

    #[test]
    fn comments_case_and_needless_quotes_do_not_count() {
        assert_eq!(
            normal("SELECT \"a\" . B, 'X'/* , */FROM \"User\" -- why\nWHERE \"user\"=0X1f"),
            "select a . b , 'X' from \"User\" where \"user\" = 0x1f"
        );
        assert_eq!(
            normal("U&\"d\\0061ta\" = U&\"\\+000041\\\\\""),
            "data = \"A\\\""
        );
    }

    #[test]
    fn words_are_found_in_bodies_and_in_strings_that_are_names() {
        let sql = "CREATE FUNCTION F() RETURNS int AS $x$ SELECT nextval('app.\"S\"'), 'two words' FROM \"T t\" $x$";
        let found: Vec<String> = words(sql).collect();
        assert_eq!(
            found,
            [
                "create", "function", "f", "returns", "int", "as", "select", "nextval", "app", "S",
                "from", "T t"
            ]
        );
    }
}
