//! Makes text from files and databases safe to show.
//!
//! A table's name or a comment may hold an escape sequence that recolours, overwrites or retitles
//! the terminal, or a bidirectional control that shows SQL in another order than it runs (CVE-
//! 2021-42574, <https://trojansource.codes>). All such characters are shown as Rust would write
//! them: `\u{1b}`.

use std::borrow::Cow;

/// Whether `character` is a control or reorders or hides what stands around it.
///
/// These are C0, DEL and C1, the bidirectional controls and marks, the line and paragraph
/// separators, and the byte order mark.
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
                | '\u{feff}'
        )
}

/// `text` for a place of one line: line breaks and tabs are escaped too.
pub fn line(text: &str) -> Cow<'_, str> {
    escape(text, |_| false)
}

/// `text` for a place of several lines: line breaks and tabs stay, a CR before an LF goes.
pub fn block(text: &str) -> Cow<'_, str> {
    if text.contains("\r\n") {
        return Cow::Owned(block(&text.replace("\r\n", "\n")).into_owned());
    }
    escape(text, |character| matches!(character, '\n' | '\t'))
}

/// What is shown in place of `character`, if it is hidden.
pub(super) fn shown(character: char) -> Option<String> {
    is_hidden(character).then(|| match character {
        '\n' | '\r' | '\t' => character.escape_default().to_string(),
        other => other.escape_unicode().to_string(),
    })
}

fn escape(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(|character| is_hidden(character) && !keep(character)) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match shown(character) {
            Some(shown) if !keep(character) => escaped.push_str(&shown),
            _ => escaped.push(character),
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_fool_a_reader_is_spelt_out() {
        for (text, shown) in [
            ("users", "users"),
            ("Größe 表 🦀", "Größe 表 🦀"),
            ("\u{1b}[31mred\u{1b}[0m", r"\u{1b}[31mred\u{1b}[0m"),
            (
                "bell\u{7}, nul\0, del\u{7f}",
                r"bell\u{7}, nul\u{0}, del\u{7f}",
            ),
            ("\u{9b}31m", r"\u{9b}31m"),
            (
                "a\u{202e}b\u{2066}c\u{2069}",
                r"a\u{202e}b\u{2066}c\u{2069}",
            ),
            ("\u{feff}CREATE", r"\u{feff}CREATE"),
            ("two\nlines\tand\r", r"two\nlines\tand\r"),
        ] {
            assert_eq!(line(text), shown);
        }
    }

    #[test]
    fn a_block_keeps_line_breaks_and_tabs() {
        assert_eq!(block("a (\r\n\tb\n)\r;\u{1b}"), "a (\n\tb\n)\\r;\\u{1b}");
    }

    #[test]
    fn joiners_that_scripts_need_stay() {
        assert_eq!(
            line("می\u{200c}خواهم 👩\u{200d}💻"),
            "می\u{200c}خواهم 👩\u{200d}💻"
        );
    }
}
