//! Names of objects, compared as their engine compares them.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The name of an object: shown as it was written, compared as the engine compares it.
///
/// A plan holds each name many times over, so that copies share the text.
#[derive(Debug, Clone)]
pub struct Name {
    text: Arc<str>,
    key: Arc<str>,
}

impl Name {
    /// A name whose letters A to Z are compared without regard to case, as SQLite does
    /// (<https://sqlite.org/lang_naming.html>, `sqlite3StrICmp`).
    pub fn folded(text: impl AsRef<str>) -> Self {
        let text: Arc<str> = text.as_ref().into();
        let key = if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            text.to_ascii_lowercase().into()
        } else {
            Arc::clone(&text)
        };
        Self { text, key }
    }

    /// A name that is compared to the letter.
    pub fn exact(text: impl AsRef<str>) -> Self {
        let text: Arc<str> = text.as_ref().into();
        Self {
            key: Arc::clone(&text),
            text,
        }
    }

    /// A name that means nothing to the engine, such as that of a foreign key on SQLite: it is
    /// kept for what is written, and equal to every other of its kind. Empty where there is none.
    pub fn insignificant(text: impl AsRef<str>) -> Self {
        Self {
            text: text.as_ref().into(),
            key: Arc::default(),
        }
    }

    /// The name as it was written, without quotes.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The form that is compared.
    pub fn key(&self) -> &str {
        &self.key
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.key, &other.key) || self.key == other.key
    }
}

impl Eq for Name {}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> Ordering {
        if Arc::ptr_eq(&self.key, &other.key) {
            return Ordering::Equal;
        }
        self.key.cmp(&other.key)
    }
}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
