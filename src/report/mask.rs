//! The last look at everything shown: passwords become `***`.
//!
//! A [`DatabaseUrl`](crate::project::DatabaseUrl) masks itself. This catches the rest: URLs and
//! settings quoted in the messages of servers, in scripts and in the commands of a configuration.
//! Where it is unclear how far a password goes, more is masked rather than less.

use std::borrow::Cow;
use std::ops::Range;

/// What stands in a password's place.
pub(super) const MASK: &str = "***";

/// How manuals and hints write who logs in, and by what.
const PATTERN: &str = "USER:PASSWORD";

/// Words whose value is a secret, where they end a name: also `PGPASSWORD` and `db_password`.
const KEYS: [&str; 5] = ["password", "passwd", "pwd", "passphrase", "identified by"];

/// `text` with the passwords in URLs (`scheme://user:password@`) and settings (`password=…`,
/// `--password …`, `PASSWORD '…'`) masked.
pub fn mask(text: &str) -> Cow<'_, str> {
    let secrets = secrets(text);
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len());
    let mut copied = 0;
    for secret in secrets {
        masked.push_str(&text[copied..secret.start]);
        masked.push_str(MASK);
        copied = secret.end;
    }
    masked.push_str(&text[copied..]);
    Cow::Owned(masked)
}

/// The bytes of `text` that are secret: in order, not empty, not overlapping.
pub(super) fn secrets(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<_> = in_urls(text).chain(in_settings(text)).collect();
    found.retain(|range| !range.is_empty());
    found.sort_by_key(|range| range.start);
    found.dedup_by(|later, earlier| {
        let overlap = later.start <= earlier.end;
        if overlap {
            earlier.end = earlier.end.max(later.end);
        }
        overlap
    });
    found
}

fn in_urls(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.match_indices("://").filter_map(|(at, separator)| {
        let start = at + separator.len();
        let url = &text[start..start + url_length(&text[start..])];
        let authority = &url[..url.find(['/', '?', '#']).unwrap_or(url.len())];
        // Without an `@` before the path, the password may hold an unescaped `/`, `?` or `#`.
        let user = authority
            .rfind('@')
            .map_or(authority, |at| &authority[..at]);
        let password = user.find(':')? + 1;
        let end = url.rfind('@').filter(|end| *end > password)?;
        // What a hint writes for what is to stand there.
        (url[..end] != *PATTERN).then_some(start + password..start + end)
    })
}

/// How far a URL goes: to white space, or to a quote that ends a word.
fn url_length(text: &str) -> usize {
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let in_word = characters
            .peek()
            .is_some_and(|(_, next)| next.is_alphanumeric());
        if character.is_whitespace() || (is_quote(character) && !in_word) {
            return at;
        }
    }
    text.len()
}

fn in_settings(text: &str) -> impl Iterator<Item = Range<usize>> {
    let lower = text.to_ascii_lowercase();
    let ends: Vec<(usize, usize)> = KEYS
        .iter()
        .flat_map(|key| {
            lower
                .match_indices(key)
                .map(|(at, key)| (at, at + key.len()))
        })
        .collect();
    ends.into_iter().filter_map(|(start, end)| {
        let name = text[..start]
            .rfind(|character| !is_name(character))
            .map_or(0, |at| at + 1);
        let name = text.ceil_char_boundary(name);
        value(&text[end..], text[name..start].starts_with("--"))
            .map(|value| end + value.start..end + value.end)
    })
}

/// The value that follows a key, as bytes of `after`.
fn value(after: &str, flag: bool) -> Option<Range<usize>> {
    if after.starts_with(|next: char| next.is_alphanumeric() || next == '_') {
        return None;
    }
    let closed = after.trim_start_matches(is_quote);
    let spaced = closed.trim_start_matches([' ', '\t']);
    let separated = spaced.strip_prefix(['=', ':']);
    let value = separated.unwrap_or(spaced).trim_start_matches([' ', '\t']);
    let start = after.len() - value.len();
    let bare_end = value.find(|c: char| c.is_whitespace() || is_quote(c) || "&;".contains(c));
    let bare = start..start + bare_end.unwrap_or(value.len());

    let named_in_quotes = closed.len() < after.len();
    if let Some(quote) = value.chars().next().filter(|first| is_quote(*first)) {
        let belongs = separated.is_some() || (!named_in_quotes && spaced.len() < after.len());
        return belongs.then(|| start + 1..start + 1 + quoted_length(&value[1..], quote));
    }
    let tight = after.starts_with('=') && !after[1..].starts_with(char::is_whitespace);
    let argument = flag && start > 0 && !value.starts_with('-');
    (tight || argument).then_some(bare)
}

/// How far a quoted value goes, with its quote doubled or after a backslash inside it.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let doubled = characters.peek().is_some_and(|(_, next)| *next == quote);
        if character == '\\' || (character == quote && doubled) {
            characters.next();
        } else if character == quote || character == '\n' {
            return at;
        }
    }
    text.len()
}

fn is_quote(character: char) -> bool {
    matches!(character, '\'' | '"' | '`')
}

fn is_name(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_masked_wherever_they_stand() {
        for (text, masked) in [
            ("postgres://doe:secret@db/app", "postgres://doe:***@db/app"),
            (
                "`mysql://doe:s3:c@ret@db`, then",
                "`mysql://doe:***@db`, then",
            ),
            ("postgres://doe:a/b@db/app", "postgres://doe:***@db/app"),
            ("postgres://doe:it's@db", "postgres://doe:***@db"),
            (
                "postgres://doe@server:pw@host",
                "postgres://doe@server:***@host",
            ),
            ("redis://:secret@host", "redis://:***@host"),
            (
                "postgres://a:b@h postgres://c:d@h",
                "postgres://a:***@h postgres://c:***@h",
            ),
            (
                "host=db password=secret user=doe",
                "host=db password=*** user=doe",
            ),
            (
                "password='it''s \\' mine' user=doe",
                "password='***' user=doe",
            ),
            (
                "postgres:///app?password=a%26b&user=doe",
                "postgres:///app?password=***&user=doe",
            ),
            ("PGPASSWORD=x psql", "PGPASSWORD=*** psql"),
            ("Server=h;Pwd=x;Port=1", "Server=h;Pwd=***;Port=1"),
            (
                "setup-db --password doe --force",
                "setup-db --password *** --force",
            ),
            (
                "setup-db --admin-password=doe",
                "setup-db --admin-password=***",
            ),
            (
                "CREATE ROLE doe PASSWORD 'x'",
                "CREATE ROLE doe PASSWORD '***'",
            ),
            (
                "CREATE USER a IDENTIFIED BY \"x\"",
                "CREATE USER a IDENTIFIED BY \"***\"",
            ),
            (
                "SET password = 'x' WHERE id = 1",
                "SET password = '***' WHERE id = 1",
            ),
            (
                r#"{"password": "x", "user": "doe"}"#,
                r#"{"password": "***", "user": "doe"}"#,
            ),
        ] {
            assert_eq!(mask(text), masked);
            assert_eq!(mask(masked), masked, "masking twice changes nothing");
        }
    }

    #[test]
    fn what_holds_no_password_stays() {
        for text in [
            "sqlite://dev.db",
            "mysql://USER:PASSWORD@HOST/NAME",
            "add HOST:PORT:NAME:USER:PASSWORD to ~/.pgpass",
            "https://example.org:8080/doe",
            "postgres://doe@db:5432/app?contact=a@b",
            "INSERT INTO t VALUES ('http://x:1', 'a@b')",
            "CREATE TABLE users (password TEXT NOT NULL DEFAULT '')",
            "CHECK (password = lower(password))",
            "password_hash='x'",
            "no such column: \"password\" in \"users\"",
            "--password --force",
            "password",
            "",
        ] {
            assert_eq!(mask(text), text);
        }
    }
}
