//! What is left out of the model by name.

use crate::dialect::{Ignore, LEDGERS};

/// Says what is left out.
pub(super) struct Ignored<'a>(&'a Ignore);

impl<'a> Ignored<'a> {
    /// By what the project says, and what every project means.
    pub(super) fn new(ignore: &'a Ignore) -> Self {
        Self(ignore)
    }

    /// Whether the object of this name is left out.
    pub(super) fn covers(&self, name: &str) -> bool {
        let bare = |ledger: &str| ledger.replace('`', "");
        LEDGERS.contains(&name)
            || self
                .0
                .ledger
                .as_deref()
                .is_some_and(|ledger| bare(ledger) == name)
            || self.0.patterns.iter().any(|pattern| pattern.matches(name))
    }
}
