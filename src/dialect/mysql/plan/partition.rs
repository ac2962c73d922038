//! Partitions: how a table comes to be cut otherwise, with all its rows.

use super::alter::{Alter, alter_table};
use crate::dialect::mysql::lexer::normal;
use crate::dialect::mysql::quote::ident;
use crate::dialect::mysql::text::Text;
use crate::draft::Statement;
use crate::schema::Table;

/// What makes the partitions of `from` those of `to`: some that are added at the end or cut anew
/// where that is all, else all of them.
pub(super) fn clauses(from: &Table, to: &Table, alter: &mut Alter) {
    let of = |table: &Table| table.attributes.get("partitions").cloned();
    let (before, after) = (of(from), of(to));
    let Some(after) = after else {
        alter.partitions = Some("REMOVE PARTITIONING".to_owned());
        return;
    };
    let same_engine = from.attributes.get("engine") == to.attributes.get("engine");
    let lists = before.as_deref().filter(|_| same_engine);
    let lists = lists.and_then(|before| Some((List::read(before)?, List::read(&after)?)));
    if let Some(clauses) = lists.and_then(|(before, after)| before.changed(&after)) {
        for (clause, comment) in clauses {
            let mut statement = Statement::new(format!("{} {clause}", alter_table(&to.name, &[])));
            if let Some(comment) = comment {
                statement = statement.comment(comment);
            }
            alter.after.push(statement);
        }
        return;
    }
    alter.partitions = Some(after);
    if before.is_some() {
        alter.comments.push(
            "Every row goes to its new partition; one that has none stops this. DROP PARTITION would lose its rows.".to_owned(),
        );
    }
}

/// A clause, and what is said above it.
type Clause = (String, Option<String>);

/// Partitions that are listed one by one.
struct List {
    head: String,
    parts: Vec<Part>,
}

struct Part {
    name: String,
    text: String,
    /// `VALUES LESS THAN (20)`
    bound: String,
}

impl List {
    /// Reads `PARTITION BY RANGE (…) (PARTITION …, PARTITION …)`; none where none are listed.
    fn read(partitions: &str) -> Option<Self> {
        let text = Text::new(partitions);
        let mut open = 0;
        while !(text.symbol(open, "(") && text.word(open + 1, "partition")) {
            text.token(open)?;
            open = match text.symbol(open, "(") {
                true => text.closed(open),
                false => open + 1,
            };
        }
        let part = |item: std::ops::Range<usize>| {
            let bound = item.clone().find(|at| text.word(*at, "values"))?;
            let values = (bound..item.end).find(|at| text.symbol(*at, "("));
            let end = match (text.word(bound + 3, "maxvalue"), values) {
                (true, _) => bound + 4,
                (false, Some(open)) => text.closed(open),
                (false, None) => return None,
            };
            Some(Part {
                name: text.name(item.start + 1)?,
                bound: normal(text.slice(bound..end)),
                text: text.slice(item).to_owned(),
            })
        };
        let items = text.items(open + 1..text.closed(open) - 1);
        Some(Self {
            head: normal(text.slice(0..open)),
            parts: items.into_iter().map(part).collect::<Option<_>>()?,
        })
    }

    /// What makes these partitions those; none where all must be made anew.
    fn changed(&self, after: &Self) -> Option<Vec<Clause>> {
        if self.head != after.head {
            return None;
        }
        match self.head.starts_with("partition by range") {
            true => self.cut_anew(after),
            false => self.appended(after),
        }
    }

    /// Where all that `after` has more stands at its end: nothing else is touched then.
    fn appended(&self, after: &Self) -> Option<Vec<Clause>> {
        let (kept, new) = after.parts.split_at_checked(self.parts.len())?;
        let same = |(one, other): (&Part, &Part)| one.text == other.text;
        let is_all = self.parts.iter().zip(kept).all(same);
        (is_all && !new.is_empty()).then(|| vec![added(new)])
    }

    /// Where partitions by range are cut otherwise: only those between two cuts that stay are
    /// written anew, and the server refuses to leave out a part of their range
    /// (<https://mariadb.com/kb/en/partition-maintenance/>). By list it does not refuse: there rows
    /// without a partition would be lost.
    fn cut_anew(&self, after: &Self) -> Option<Vec<Clause>> {
        let (mut old, mut new) = (&self.parts[..], &after.parts[..]);
        let mut clauses = Vec::new();
        let mut gone = Vec::new();
        let mut come = Vec::new();
        while let Some((before, behind)) = next_cut(old, new) {
            let (first, rest) = old.split_at(before + 1);
            let (second, others) = new.split_at(behind + 1);
            (old, new) = (rest, others);
            let same = |(one, other): (&Part, &Part)| one.text == other.text;
            if first.len() == second.len() && first.iter().zip(second).all(same) {
                continue;
            }
            clauses.push(reorganized(first, second));
            gone.push(names(first));
            come.push(names(second));
        }
        // All share their names: what is free only later cannot be taken before.
        let taken = |at: usize| {
            let others = gone.iter().enumerate().filter(|(other, _)| *other != at);
            others
                .flat_map(|(_, names)| names)
                .any(|name| come[at].contains(name))
        };
        if !old.is_empty() || (0..come.len()).any(taken) {
            return None;
        }
        clauses.extend((!new.is_empty()).then(|| added(new)));
        Some(clauses)
    }
}

/// The places of the first cut that both have.
fn next_cut(old: &[Part], new: &[Part]) -> Option<(usize, usize)> {
    old.iter().enumerate().find_map(|(before, part)| {
        let behind = new.iter().position(|other| other.bound == part.bound)?;
        Some((before, behind))
    })
}

fn added(parts: &[Part]) -> Clause {
    (format!("ADD PARTITION ({})", listed(parts)), None)
}

fn reorganized(old: &[Part], new: &[Part]) -> Clause {
    let names: Vec<String> = old.iter().map(|part| ident(&part.name)).collect();
    let clause = format!(
        "REORGANIZE PARTITION {} INTO ({})",
        names.join(", "),
        listed(new)
    );
    let comment = "Every row goes to its new partition. DROP PARTITION would lose its rows.";
    let fewer = new.len() < old.len();
    (clause, fewer.then(|| comment.to_owned()))
}

/// The names of partitions and of their subpartitions.
fn names(parts: &[Part]) -> Vec<String> {
    let mut names = Vec::new();
    for part in parts {
        let text = Text::new(&part.text);
        let named = (0..text.tokens.len())
            .filter(|at| text.word(*at, "partition") || text.word(*at, "subpartition"));
        names.extend(named.filter_map(|at| text.name(at + 1)));
    }
    names
}

fn listed(parts: &[Part]) -> String {
    let texts: Vec<&str> = parts.iter().map(|part| part.text.as_str()).collect();
    texts.join(",\n ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(before: &str, after: &str) -> Option<String> {
        let clauses = List::read(before)?.changed(&List::read(after)?)?;
        let clauses: Vec<String> = clauses.into_iter().map(|(clause, _)| clause).collect();
        Some(clauses.join("; "))
    }

    fn range(parts: &[(&str, &str)]) -> String {
        let parts: Vec<String> = parts
            .iter()
            .map(|(name, bound)| format!("PARTITION `{name}` VALUES LESS THAN {bound}"))
            .collect();
        format!("PARTITION BY RANGE (`a`)\n({})", parts.join(",\n "))
    }

    #[test]
    fn only_partitions_whose_cuts_change_are_cut_anew() {
        let (p, q, r, top) = (
            ("p", "(1)"),
            ("q", "(2)"),
            ("r", "(3)"),
            ("top", "MAXVALUE"),
        );
        for (before, after, expected) in [
            (
                &[p][..],
                &[p, q][..],
                Some("ADD PARTITION (PARTITION `q` VALUES LESS THAN (2))"),
            ),
            (
                &[p, top],
                &[p, q, top],
                Some(
                    "REORGANIZE PARTITION `top` INTO (PARTITION `q` VALUES LESS THAN (2),\n PARTITION `top` VALUES LESS THAN MAXVALUE)",
                ),
            ),
            (
                &[p, q, r],
                &[q, r],
                Some("REORGANIZE PARTITION `p`, `q` INTO (PARTITION `q` VALUES LESS THAN (2))"),
            ),
            (
                &[p, q, r],
                &[p, ("s", "(2)"), r],
                Some("REORGANIZE PARTITION `q` INTO (PARTITION `s` VALUES LESS THAN (2))"),
            ),
            (
                &[p, q, top],
                &[q, r, top],
                Some(
                    "REORGANIZE PARTITION `p`, `q` INTO (PARTITION `q` VALUES LESS THAN (2)); REORGANIZE PARTITION `top` INTO (PARTITION `r` VALUES LESS THAN (3),\n PARTITION `top` VALUES LESS THAN MAXVALUE)",
                ),
            ),
            // Their names are each other's.
            (&[p, q, top], &[("q", "(1)"), ("p", "(2)"), top], None),
            (&[p, q], &[p], None),
            (&[p, q], &[p, ("q", "(1.5)")], None),
            (&[p, q], &[q, p], None),
        ] {
            assert_eq!(clause(&range(before), &range(after)).as_deref(), expected);
        }
        let list =
            |values: &str| format!("PARTITION BY LIST (`a`)\n(PARTITION `p` VALUES IN ({values}))");
        assert_eq!(clause(&list("1,2"), &list("2")), None);
        assert_eq!(
            clause(
                "PARTITION BY HASH (`a`)\nPARTITIONS 4",
                "PARTITION BY HASH (`a`)\nPARTITIONS 5"
            ),
            None
        );
    }
}
