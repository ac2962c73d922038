//! What a second reader says of a database, as a set of facts.

use std::collections::BTreeMap;

/// Facts, each with how often it is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Facts(BTreeMap<String, usize>);

impl Facts {
    /// One more.
    pub(super) fn add(&mut self, fact: String) {
        *self.0.entry(fact).or_default() += 1;
    }

    /// All of them, each once.
    pub(super) fn all(&self) -> impl Iterator<Item = &String> {
        self.0.keys()
    }

    /// Whether it is one of them.
    pub(super) fn has(&self, fact: &str) -> bool {
        self.0.contains_key(fact)
    }

    /// What is in one of two and not in the other; none where they are equal.
    pub(super) fn difference(&self, wanted: &Self) -> Option<String> {
        let mut lines = Vec::new();
        for (sign, one, other) in [('-', wanted, self), ('+', self, wanted)] {
            for (fact, count) in &one.0 {
                if other.0.get(fact) != Some(count) {
                    lines.push(format!("{sign} {fact}"));
                }
            }
        }
        if lines.is_empty() {
            return None;
        }
        let more = lines.len().saturating_sub(12);
        lines.truncate(12);
        if more > 0 {
            lines.push(format!("and {more} more"));
        }
        Some(lines.join("\n"))
    }

    /// The kind of the difference, without names: the first words of its first line.
    pub(super) fn class(difference: &str) -> String {
        let line = difference.lines().next().unwrap_or_default();
        let words: Vec<&str> = line
            .split(' ')
            .skip(1)
            .take_while(|word| word.bytes().all(|b| b.is_ascii_uppercase()))
            .collect();
        words.join(" ")
    }
}
