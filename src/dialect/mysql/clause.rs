//! What the clauses of keys and foreign keys say, as the server writes them.

use super::text::Text;

/// `UNIQUE KEY name (a, b(10) DESC) USING BTREE COMMENT 'x'`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    /// None for a primary key.
    pub(super) name: Option<String>,
    /// The words before the name: `UNIQUE KEY`, `PRIMARY KEY`.
    pub(super) kind: String,
    /// What stands in parentheses and behind them, without `option`.
    pub(super) rest: String,
    /// `IGNORED` or `INVISIBLE`, where it is said.
    pub(super) hidden: Option<String>,
    /// Its columns with whether all of each is in the key; what is computed has no name.
    pub(super) columns: Vec<(Option<String>, bool)>,
}

impl Key {
    /// Reads a clause; none where it is of something else.
    pub(super) fn read(clause: &str) -> Option<Self> {
        let text = Text::new(clause);
        let end = text.tokens.len();
        let open = (0..end).find(|at| text.symbol(*at, "("))?;
        let keyword = (0..open).rev().find(|at| text.word(*at, "key"))?;
        let kind = text.slice(0..keyword + 1).to_ascii_uppercase();
        let columns = text.items(open + 1..text.closed(open) - 1);
        let columns = columns.into_iter().map(|item| {
            let whole = !text.symbol(item.start + 1, "(");
            (text.name(item.start), whole)
        });
        let columns = columns.collect();
        let behind = text.closed(open);
        let hidden =
            (behind..end).find(|at| text.word(*at, "ignored") || text.word(*at, "invisible"));
        let rest = match hidden {
            Some(at) => {
                let parts = [text.slice(open..at), text.slice(at + 1..end)];
                parts.join(" ").trim_end().to_owned()
            }
            None => text.slice(open..end).to_owned(),
        };
        Some(Self {
            name: text.name(keyword + 1),
            kind,
            rest,
            hidden: hidden.map(|at| text.slice(at..at + 1).to_ascii_uppercase()),
            columns,
        })
    }

    pub(super) fn is_unique(&self) -> bool {
        self.kind.starts_with("UNIQUE") || self.kind.starts_with("PRIMARY")
    }

    /// Whether it is kept as hashes because somebody said so. The server forgets it of every such
    /// key of a table that it changes in whatever way.
    pub(super) fn is_hashed(&self) -> bool {
        let text = Text::new(&self.rest);
        self.is_unique() && (0..text.tokens.len()).any(|at| text.words(at, &["using", "hash"]))
    }

    /// Whether a foreign key over these columns can use it: they are its first ones, as a whole
    /// (<https://mariadb.com/kb/en/foreign-keys/>).
    pub(super) fn serves(&self, columns: &[String]) -> bool {
        let ordered = !self.kind.starts_with("FULLTEXT") && !self.kind.starts_with("SPATIAL");
        ordered
            && self.columns.len() >= columns.len()
            && self
                .columns
                .iter()
                .zip(columns)
                .all(|((name, whole), wanted)| {
                    *whole
                        && name
                            .as_ref()
                            .is_some_and(|name| name.eq_ignore_ascii_case(wanted))
                })
    }
}

/// `FOREIGN KEY (a) REFERENCES t (b) ON DELETE CASCADE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ForeignKey {
    pub(super) columns: Vec<String>,
    /// The other table; none where it lies in another database.
    pub(super) parent: Option<String>,
    pub(super) parent_columns: Vec<String>,
}

impl ForeignKey {
    /// Reads a clause; none where it is of something else.
    pub(super) fn read(clause: &str) -> Option<Self> {
        let text = Text::new(clause);
        if !text.words(0, &["foreign", "key"]) {
            return None;
        }
        let names = |open: usize| -> Vec<String> {
            let items = text.items(open + 1..text.closed(open) - 1);
            items
                .into_iter()
                .filter_map(|item| text.name(item.start))
                .collect()
        };
        let references = text.closed(2);
        let elsewhere = text.symbol(references + 2, ".");
        let open = references + if elsewhere { 4 } else { 2 };
        Some(Self {
            columns: names(2),
            parent: text.name(references + 1).filter(|_| !elsewhere),
            parent_columns: names(open),
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    #[test]
    fn keys_are_read_with_what_hides_them() {
        let key = Key::read("UNIQUE KEY `a b` (`x`(3) DESC,`y`) USING BTREE COMMENT 'c' IGNORED")
            .unwrap();
        assert_eq!(key.name.as_deref(), Some("a b"));
        assert_eq!(key.kind, "UNIQUE KEY");
        assert_eq!(key.rest, "(`x`(3) DESC,`y`) USING BTREE COMMENT 'c'");
        assert_eq!(key.hidden.as_deref(), Some("IGNORED"));
        assert!(key.is_unique());
        assert!(!key.serves(&["x".to_owned()]));
        let key = Key::read("PRIMARY KEY (`x`,`y`)").unwrap();
        assert_eq!(
            (key.name.as_deref(), key.kind.as_str()),
            (None, "PRIMARY KEY")
        );
        assert!(key.serves(&["X".to_owned()]));
        assert!(!key.serves(&["y".to_owned()]));
        let key = Key::read("KEY `f` ((lower(`a`)),`b`)").unwrap();
        assert_eq!(key.columns, [(None, true), (Some("b".to_owned()), true)]);
    }

    #[test]
    fn foreign_keys_are_read_within_and_across_databases() {
        let key =
            ForeignKey::read("FOREIGN KEY (`a`, `b`) REFERENCES `t` (`c`, `d`) ON DELETE CASCADE")
                .unwrap();
        assert_eq!(key.columns, ["a", "b"]);
        assert_eq!(key.parent.as_deref(), Some("t"));
        assert_eq!(key.parent_columns, ["c", "d"]);
        let key = ForeignKey::read("FOREIGN KEY (`a`) REFERENCES `other`.`t` (`c`)").unwrap();
        assert_eq!(
            (key.parent, key.parent_columns),
            (None, vec!["c".to_owned()])
        );
        assert_eq!(ForeignKey::read("CHECK (`a` > 0)"), None);
    }
}
