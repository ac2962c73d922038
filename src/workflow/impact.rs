//! What a rehearsed statement does to tables with rows besides what it is for: it writes every
//! row anew, or takes a lock that others wait for. The engine noted it; here it is only sifted and
//! put into words.

use crate::dialect::contents::Contents;
use crate::dialect::{Database, Effect};
use crate::error::Result;
use std::collections::BTreeSet;
use std::fmt;

/// Locks that keep others from reading or writing a table, by PostgreSQL's names and MySQL's.
const HINDERING: [&str; 5] = [
    "ACCESS EXCLUSIVE",
    "EXCLUSIVE",
    "SHARE ROW EXCLUSIVE",
    "SHARE",
    "SHARED",
];

/// What a statement does to tables with rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impact {
    /// The statement, in one line.
    pub statement: String,
    /// Tables of which every row is written anew, with their rows.
    pub rewrites: Vec<(String, u64)>,
    /// Tables on which it holds a lock that others wait for, with its name.
    pub locks: Vec<(String, String)>,
}

impl fmt::Display for Impact {
    /// The statement, cut to the width that is asked for, and what it does.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&cut(&self.statement, f.width().unwrap_or(43)))?;
        for (index, (table, rows)) in self.rewrites.iter().enumerate() {
            let verb = if index == 0 { " rewrites" } else { "," };
            let plural = if *rows == 1 { "" } else { "s" };
            write!(f, "{verb} {table} ({rows} row{plural})")?;
        }
        let and = if self.rewrites.is_empty() { "" } else { "," };
        for (index, (table, lock)) in self.locks.iter().enumerate() {
            match index {
                0 => write!(f, "{and} holds {lock} on {table}")?,
                _ if self.locks[index - 1].1 == *lock => write!(f, ", {table}")?,
                _ => write!(f, ", {lock} on {table}")?,
            }
        }
        Ok(())
    }
}

/// What the statements that `database` has observed since the last call do to tables with rows.
/// `before` is what it held before the first of them. Each table and lock is spoken of once.
pub(super) fn impacts(database: &mut dyn Database, before: &Contents) -> Result<Vec<Impact>> {
    let effects = database.effects();
    let rows = |table: &str| match before.tables.get(table) {
        Some(rows) => Ok(rows.count),
        None => database.row_count(table),
    };
    sift(effects, &rows)
}

fn sift(effects: Vec<Effect>, rows: &dyn Fn(&str) -> Result<u64>) -> Result<Vec<Impact>> {
    let mut found = Vec::new();
    let mut told = BTreeSet::new();
    for effect in effects {
        let statement = one_line(&effect.sql);
        let mut impact = Impact {
            rewrites: Vec::new(),
            locks: Vec::new(),
            statement,
        };
        for table in effect.rewritten {
            let count = rows(&table)?;
            if count > 0 {
                impact.rewrites.push((table, count));
            }
        }
        for (table, lock) in effect.locked {
            let hinders = HINDERING.contains(&lock.as_str());
            if hinders && rows(&table)? > 0 && told.insert((table.clone(), lock.clone())) {
                impact.locks.push((table, lock));
            }
        }
        impact.locks.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
        if !impact.rewrites.is_empty() || !impact.locks.is_empty() {
            found.push(impact);
        }
    }
    Ok(found)
}

/// Without comments of its own lines, and with single blanks.
fn one_line(sql: &str) -> String {
    let lines = sql
        .lines()
        .filter(|line| !line.trim_start().starts_with("--"));
    let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    words.join(" ")
}

/// As many whole words as there is room for.
fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    for word in text.split(' ') {
        if !short.is_empty() && short.chars().count() + word.chars().count() + 3 > width {
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
    }
    short.push_str(" …");
    short
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    fn effect(sql: &str, rewritten: &[&str], locked: &[(&str, &str)]) -> Effect {
        Effect {
            sql: sql.to_owned(),
            rewritten: rewritten.iter().map(|name| (*name).to_owned()).collect(),
            locked: locked
                .iter()
                .map(|(table, lock)| ((*table).to_owned(), (*lock).to_owned()))
                .collect(),
        }
    }

    #[test]
    fn only_what_others_would_wait_for_is_told_and_once() {
        let rows = |table: &str| {
            Ok(match table {
                "users" => 12_000,
                "orders" => 1,
                _ => 0,
            })
        };
        let exclusive = "ACCESS EXCLUSIVE";
        let effects = vec![
            effect(
                "-- wider\nALTER TABLE users\n  ALTER COLUMN id TYPE bigint",
                &["users", "empty", "users_pkey"],
                &[("users", exclusive), ("empty", exclusive)],
            ),
            effect("ALTER TABLE users ADD a int", &[], &[("users", exclusive)]),
            effect(
                "ALTER TABLE orders ADD FOREIGN KEY (buyer) REFERENCES users",
                &[],
                &[
                    ("users", "SHARE ROW EXCLUSIVE"),
                    ("orders", "SHARE ROW EXCLUSIVE"),
                ],
            ),
            effect(
                "INSERT INTO users VALUES (1)",
                &[],
                &[("users", "ROW EXCLUSIVE")],
            ),
            effect("ALTER TABLE empty ADD a int", &[], &[("empty", exclusive)]),
            effect("DROP INDEX orders_by_day", &[], &[("orders", exclusive)]),
        ];
        let shown: Vec<String> = sift(effects, &rows)
            .unwrap()
            .iter()
            .map(|impact| format!("{impact:28}"))
            .collect();
        assert_eq!(
            shown,
            [
                "ALTER TABLE users ALTER … rewrites users (12000 rows), holds ACCESS EXCLUSIVE on users",
                "ALTER TABLE orders ADD … holds SHARE ROW EXCLUSIVE on orders, users",
                "DROP INDEX orders_by_day holds ACCESS EXCLUSIVE on orders",
            ]
        );
    }
}
