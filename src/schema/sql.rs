//! A piece of SQL: the text that is written, and the form that is compared.

use std::fmt;

/// SQL text beside its normal form. Two are equal where the normal forms are: comments, white
/// space, quoting style and the case of keywords do not count.
#[derive(Debug, Clone)]
pub struct Sql {
    text: String,
    normal: String,
}

impl Sql {
    /// `text` as the database keeps it, `normal` as the engine's lexer folded it.
    pub fn new(text: impl Into<String>, normal: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            normal: normal.into(),
        }
    }

    /// The text as the database keeps it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The form that is compared.
    pub fn normal(&self) -> &str {
        &self.normal
    }
}

impl PartialEq for Sql {
    fn eq(&self, other: &Self) -> bool {
        self.normal == other.normal
    }
}

impl Eq for Sql {}

impl PartialOrd for Sql {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Sql {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.normal.cmp(&other.normal)
    }
}

impl fmt::Display for Sql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
