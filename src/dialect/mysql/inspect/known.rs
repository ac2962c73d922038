//! What one session's looks at a database have found already.

use super::queries::{Answers, Kind, Shown};
use crate::schema::Table;
use std::collections::BTreeMap;

/// The kinds of objects for which the server looks through all tables or all databases whenever it
/// is asked, with the words without which no statement makes one.
const RARE: [(Kind, &[&str]); 4] = [
    (Kind::Trigger, &["trigger"]),
    (Kind::Event, &["event"]),
    (Kind::Function, &["function", "package"]),
    (Kind::Procedure, &["procedure", "package"]),
];

/// How many forms of a table are remembered: before a script, after it, and after it was taken back.
const KEPT: usize = 3;

/// What the last looks found.
#[derive(Debug, Default)]
pub(in crate::dialect::mysql) struct Known {
    /// By name, each as it was last, and what it was before.
    tables: BTreeMap<String, Vec<KnownTable>>,
    /// Kinds of which there is none, as long as [`changed`](Self::changed) does not say otherwise.
    absent: Vec<Kind>,
    /// The tables that there are, where nothing has changed since the last look.
    current: Option<Vec<String>>,
}

/// A table as it was read.
#[derive(Debug)]
pub(in crate::dialect::mysql) struct KnownTable {
    /// Of what: as long as the server says the same, it is the same table.
    shown: String,
    collation: Option<String>,
    pub(in crate::dialect::mysql) table: Table,
    /// The table as a text.
    pub(in crate::dialect::mysql) spelled: String,
}

impl Known {
    /// To be told of everything that was run since the last look.
    pub(in crate::dialect::mysql) fn changed(&mut self, sql: &str) {
        self.current = None;
        let text = sql.to_ascii_lowercase();
        self.absent.retain(|kind| {
            let words = RARE.iter().filter(|(rare, _)| rare == kind);
            !words
                .flat_map(|(_, words)| *words)
                .any(|word| text.contains(word))
        });
    }

    /// To be told where it is not known what was run.
    pub(in crate::dialect::mysql) fn may_be_anything(&mut self) {
        self.current = None;
        self.absent.clear();
    }

    /// All tables by name, where nothing has changed since they were read.
    pub(in crate::dialect::mysql) fn tables(&self) -> Option<Vec<(&str, &KnownTable)>> {
        let names = self.current.as_ref()?.iter();
        Some(
            names
                .filter_map(|name| Some((name.as_str(), self.tables.get(name)?.first()?)))
                .collect(),
        )
    }

    /// Whether there is certainly no object of this kind.
    pub(super) fn has_no(&self, kind: Kind) -> bool {
        self.absent.contains(&kind)
    }

    /// Whether what the server says of a table is what it said before.
    pub(super) fn has(&self, shown: &Shown, collation: Option<&str>) -> bool {
        self.place(shown, collation).is_some()
    }

    fn place(&self, shown: &Shown, collation: Option<&str>) -> Option<usize> {
        self.tables
            .get(&shown.name)?
            .iter()
            .position(|known| known.shown == shown.text && known.collation.as_deref() == collation)
    }

    /// The table that the server has shown, read only where it was not known so.
    pub(super) fn table(
        &mut self,
        shown: &Shown,
        collation: Option<&str>,
        read: impl FnOnce() -> Result<Table, String>,
    ) -> Result<&KnownTable, String> {
        let place = self.place(shown, collation);
        let forms = self.tables.entry(shown.name.clone()).or_default();
        if let Some(place) = place {
            forms[..=place].rotate_right(1);
        } else {
            let table = read()?;
            forms.truncate(KEPT - 1);
            forms.insert(
                0,
                KnownTable {
                    shown: shown.text.clone(),
                    collation: collation.map(str::to_owned),
                    spelled: format!("{table:?}\n"),
                    table,
                },
            );
        }
        Ok(&forms[0])
    }

    /// To be told of every look.
    pub(super) fn looked(&mut self, answers: &Answers) {
        let is_there = |kind: Kind| answers.shown.iter().any(|shown| shown.kind == kind);
        let absent = RARE.iter().map(|(kind, _)| *kind);
        self.absent = absent.filter(|kind| !is_there(*kind)).collect();
        let tables = answers
            .shown
            .iter()
            .filter(|shown| shown.kind == Kind::Table);
        self.current = Some(tables.map(|shown| shown.name.clone()).collect());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_asked_for_again_when_a_statement_may_have_made_one() {
        let all: Vec<Kind> = RARE.iter().map(|(kind, _)| *kind).collect();
        for (sql, asked) in [
            ("ALTER TABLE t ADD a INT", &[][..]),
            ("create or replace Trigger x", &[Kind::Trigger]),
            ("/*!50106 CREATE EVENT e */", &[Kind::Event]),
            (
                "CREATE PACKAGE BODY p AS …",
                &[Kind::Function, Kind::Procedure],
            ),
        ] {
            let mut known = Known {
                absent: all.clone(),
                ..Known::default()
            };
            known.changed(sql);
            let mut found: Vec<Kind> = all.clone();
            found.retain(|kind| !known.has_no(*kind));
            assert_eq!(found, asked, "{sql}");
        }
    }
}
