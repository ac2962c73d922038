//! SQLite's tokens: the one place where its text is cut into pieces.
//!
//! SQLite's catalog keeps nothing but text for most of what a table is, so this tool has to read
//! that text; it does so by complete tokens and never by patterns. The rules are those of SQLite's
//! own `tokenize.c` (<https://sqlite.org/lang_naming.html>, `sqlite3GetToken`).

use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A bare word: a keyword or a name.
    Word,
    /// A name in `"…"`, `` `…` `` or `[…]`.
    Quoted,
    /// `'…'`
    String,
    /// `x'…'`
    Blob,
    /// A number, or a parameter such as `?1`.
    Number,
    /// An operator or punctuation.
    Symbol,
    /// A quote or comment that never ends, or a byte that no token begins with.
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

    /// The name that it stands for, without quotes. A string counts: SQLite takes `'name'` where
    /// a name must stand.
    pub fn name(&self, sql: &str) -> Option<String> {
        let text = self.text(sql);
        match self.kind {
            TokenKind::Word => Some(text.to_owned()),
            TokenKind::Quoted | TokenKind::String => Some(unquote(text)),
            _ => None,
        }
    }

    /// The form in which it is compared.
    pub fn normal(&self, sql: &str) -> String {
        let text = self.text(sql);
        match self.kind {
            TokenKind::Word | TokenKind::Number | TokenKind::Blob => text.to_ascii_lowercase(),
            TokenKind::Quoted => {
                let name = unquote(text).to_ascii_lowercase();
                if is_bare(&name) { name } else { quote(&name) }
            }
            _ => text.to_owned(),
        }
    }
}

/// The tokens of `sql`, without white space and comments.
pub fn tokens(sql: &str) -> Vec<Token> {
    Lexer::new(sql).collect()
}

/// The tokens as one text in which comments, white space, quoting and case do not count.
pub fn normal(sql: &str, tokens: &[Token]) -> String {
    let mut out = String::new();
    for token in tokens {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&token.normal(sql));
    }
    out
}

/// `name` in double quotes, for any place of a statement where a name may stand.
pub fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// `text` as a string literal.
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn is_bare(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes
        .next()
        .is_some_and(|b| is_id(b) && !b.is_ascii_digit() && b != b'$')
        && bytes.all(is_id)
}

fn unquote(text: &str) -> String {
    let inner = &text[1..text.len().max(2) - 1];
    match text.as_bytes()[0] {
        b'[' => inner.to_owned(),
        quote => {
            let quote = char::from(quote).to_string();
            inner.replace(&quote.repeat(2), &quote)
        }
    }
}

fn is_id(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
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

    fn skip_blank(&mut self) {
        let bytes = self.sql.as_bytes();
        loop {
            match bytes.get(self.at) {
                Some(b' ' | b'\t' | b'\n' | b'\r' | 0x0c) => self.at += 1,
                Some(b'-') if bytes.get(self.at + 1) == Some(&b'-') => {
                    self.at = find(bytes, self.at, b'\n').unwrap_or(bytes.len());
                }
                Some(b'/') if bytes.get(self.at + 1) == Some(&b'*') => {
                    // A comment that never ends takes the rest, as in SQLite.
                    let end = self.sql[self.at + 2..]
                        .find("*/")
                        .map(|i| self.at + 2 + i + 2);
                    self.at = end.unwrap_or(bytes.len());
                }
                Some(0xef) if self.at == 0 && self.sql.starts_with('\u{feff}') => self.at += 3,
                _ => return,
            }
        }
    }

    /// The end of a quoted token that begins at `self.at`, or none where it never ends.
    fn quoted_end(&self, close: u8) -> Option<usize> {
        let bytes = self.sql.as_bytes();
        let mut at = self.at + 1;
        loop {
            at = find(bytes, at, close)?;
            if close != b']' && bytes.get(at + 1) == Some(&close) {
                at += 2;
            } else {
                return Some(at + 1);
            }
        }
    }

    fn number_end(&self) -> usize {
        let bytes = self.sql.as_bytes();
        let digits = |mut at: usize, hex: bool| {
            while bytes.get(at).is_some_and(|b| {
                *b == b'_'
                    || if hex {
                        b.is_ascii_hexdigit()
                    } else {
                        b.is_ascii_digit()
                    }
            }) {
                at += 1;
            }
            at
        };
        if bytes[self.at] == b'0' && matches!(bytes.get(self.at + 1), Some(b'x' | b'X')) {
            return digits(self.at + 2, true);
        }
        let mut at = digits(self.at, false);
        if bytes.get(at) == Some(&b'.') {
            at = digits(at + 1, false);
        }
        if matches!(bytes.get(at), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
            if bytes.get(at + 1 + sign).is_some_and(u8::is_ascii_digit) {
                at = digits(at + 1 + sign, false);
            }
        }
        at
    }
}

fn find(bytes: &[u8], from: usize, wanted: u8) -> Option<usize> {
    bytes
        .get(from..)?
        .iter()
        .position(|b| *b == wanted)
        .map(|i| from + i)
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        self.skip_blank();
        let bytes = self.sql.as_bytes();
        let start = self.at;
        let first = *bytes.get(start)?;
        let second = bytes.get(start + 1).copied().unwrap_or(0);
        let (kind, end) = match first {
            b'\'' => (TokenKind::String, self.quoted_end(b'\'')),
            b'"' | b'`' => (TokenKind::Quoted, self.quoted_end(first)),
            b'[' => (TokenKind::Quoted, self.quoted_end(b']')),
            b'x' | b'X' if second == b'\'' => {
                let end = find(bytes, start + 2, b'\'').map(|i| i + 1);
                (TokenKind::Blob, end)
            }
            b'0'..=b'9' => (TokenKind::Number, Some(self.number_end())),
            b'.' if second.is_ascii_digit() => (TokenKind::Number, Some(self.number_end())),
            b'?' | b':' | b'@' | b'#' => {
                let mut end = start + 1;
                while bytes.get(end).is_some_and(|b| is_id(*b)) {
                    end += 1;
                }
                (TokenKind::Number, Some(end))
            }
            _ if is_id(first) => {
                let mut end = start;
                while bytes.get(end).is_some_and(|b| is_id(*b)) {
                    end += 1;
                }
                (TokenKind::Word, Some(end))
            }
            _ => {
                let three = bytes.get(start..start + 3);
                let length = if three == Some(b"->>") {
                    3
                } else {
                    match (first, second) {
                        (b'<', b'=' | b'>' | b'<')
                        | (b'>', b'=' | b'>')
                        | (b'=' | b'!', b'=')
                        | (b'|', b'|')
                        | (b'-', b'>') => 2,
                        _ => 1,
                    }
                };
                let known = b"<>=!|-+*/%(),;.&~".contains(&first);
                (
                    if known {
                        TokenKind::Symbol
                    } else {
                        TokenKind::Illegal
                    },
                    Some(start + length),
                )
            }
        };
        let (kind, end) = match end {
            Some(end) => (kind, end),
            None => (TokenKind::Illegal, bytes.len()),
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

    fn normal_of(sql: &str) -> String {
        normal(sql, &tokens(sql))
    }

    #[test]
    fn comments_case_and_quoting_do_not_count() {
        for sql in [
            "select a.B, 'X' from [t] -- why\nwhere c->>'k'<>0x1F",
            "SELECT \"A\" . b,'X'/* , */FROM `T` WHERE c ->> 'k' <> 0X1f",
        ] {
            assert_eq!(
                normal_of(sql),
                "select a . b , 'X' from t where c ->> 'k' <> 0x1f"
            );
        }
    }

    #[test]
    fn a_quoted_name_that_is_no_word_keeps_its_quotes() {
        assert_eq!(normal_of("\"a b\" [a b] a b"), "\"a b\" \"a b\" a b");
        assert_eq!(normal_of("`a``b`"), "\"a`b\"");
    }

    #[test]
    fn what_never_ends_is_illegal_and_takes_the_rest() {
        for sql in ["'abc", "\"abc", "[abc", "x'00"] {
            let found = tokens(sql);
            assert_eq!(found.len(), 1, "{sql}");
            assert_eq!(found[0].kind, TokenKind::Illegal, "{sql}");
            assert_eq!(found[0].range, 0..sql.len(), "{sql}");
        }
        assert!(tokens("/* abc").is_empty());
    }
}
