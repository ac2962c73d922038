//! Names and texts as SQL writes them.

/// A name as it is always understood: MySQL and MariaDB, and each version of theirs, have other
/// words that are no names without quotes.
pub fn ident(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// A text as a literal, for a session whose backslashes escape (`NO_BACKSLASH_ESCAPES` is not set).
pub fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    for character in text.chars() {
        match character {
            '\'' => out.push_str("''"),
            '\\' => out.push_str("\\\\"),
            '\0' => out.push_str("\\0"),
            other => out.push(other),
        }
    }
    out.push('\'');
    out
}

/// A text as an expression that every session reads alike, whether its backslashes escape or not.
pub fn text(text: &str) -> String {
    if text.contains(['\\', '\0']) {
        format!("CONVERT({} USING utf8mb4)", binary(text.as_bytes()))
    } else {
        literal(text)
    }
}

/// Bytes as a literal: `x'00ff'`.
pub fn binary(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut out = String::with_capacity(bytes.len() * 2 + 3);
    out.push_str("x'");
    for byte in bytes {
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_name_or_a_text_is_doubled() {
        assert_eq!(ident("a"), "`a`");
        assert_eq!(ident("a`b"), "`a``b`");
        assert_eq!(literal("it's"), "'it''s'");
        assert_eq!(literal("a\\b\0"), "'a\\\\b\\0'");
        assert_eq!(binary(b"\0\xff"), "x'00ff'");
        assert_eq!(text("it's"), "'it''s'");
        assert_eq!(text("a\\"), "CONVERT(x'615c' USING utf8mb4)");
    }
}
