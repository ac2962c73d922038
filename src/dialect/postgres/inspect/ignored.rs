//! What is left out of the model by name.

use crate::dialect::{Ignore, LEDGERS};
use crate::schema::Attributes;
use glob::MatchOptions;

/// Says what is left out.
pub(in crate::dialect::postgres) struct Ignored<'a> {
    ignore: &'a Ignore,
    ledger: Option<String>,
    user: String,
}

impl<'a> Ignored<'a> {
    /// By what the project says, and what every project means.
    pub(in crate::dialect::postgres) fn new(ignore: &'a Ignore) -> Self {
        let ledger = ignore.ledger.as_ref();
        Self {
            ignore,
            ledger: ledger.map(|ledger| ledger.replace('"', "")),
            user: String::new(),
        }
    }

    /// Notes who owns an object. Where owners are not compared, one who is
    /// not the session's own role is carried along: what is made anew shall be theirs again.
    pub(super) fn note_owner(&self, owner: &str, attributes: &mut Attributes) {
        let name = match (self.ignore.owners_count, owner == self.user) {
            (true, _) => "owner",
            (false, false) => "~owner",
            (false, true) => return,
        };
        attributes.insert(name.to_owned(), owner.to_owned());
    }

    /// The session's role.
    pub(super) fn of_user(mut self, user: &str) -> Self {
        user.clone_into(&mut self.user);
        self
    }

    /// Whether the object of this name is left out. `schema` is empty where it is in none.
    pub(in crate::dialect::postgres) fn covers(&self, schema: &str, name: &str) -> bool {
        if name.is_empty() {
            return false;
        }
        let qualified = format!("{schema}.{name}");
        let is = |pattern: &str| pattern == name || pattern == qualified;
        LEDGERS.contains(&name)
            || self.ledger.as_deref().is_some_and(is)
            || self.ignore.patterns.iter().any(|pattern| {
                // `default()` would match letters of either case; names differ by it.
                let options = MatchOptions::new();
                pattern.matches_with(name, options) || pattern.matches_with(&qualified, options)
            })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    #[test]
    fn names_are_matched_with_and_without_their_schema() {
        let pattern = |text| glob::Pattern::new(text).unwrap();
        let ignore = Ignore {
            ledger: Some("app.\"Books\"".to_owned()),
            patterns: vec![pattern("audit.*"), pattern("tmp_?")],
            ..Ignore::default()
        };
        let ignored = Ignored::new(&ignore);
        for (schema, name, covered) in [
            ("app", "Books", true),
            ("public", "Books", false),
            ("audit", "events", true),
            ("", "audit", false),
            ("public", "tmp_1", true),
            ("public", "TMP_1", false),
            ("public", "_sqlx_migrations", true),
            ("", "", false),
        ] {
            assert_eq!(ignored.covers(schema, name), covered, "{schema}.{name}");
        }
    }
}
