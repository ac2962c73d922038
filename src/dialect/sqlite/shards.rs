//! Reads a large schema source without building it as one database.
//!
//! SQLite looks through its whole catalog at every CREATE, so that building n tables takes n²
//! steps. A source of nothing but CREATE statements can be cut into shards, each with the tables
//! that fall to it and what stands on them: nothing in a CREATE needs any other table to be there.
//! Whatever is not so simple, or fails, is left to the one database, which also has the better
//! message.

use super::inspect::inspect;
use super::lexer::tokens;
use super::session::Session;
use super::split;
use crate::dialect::{Ignore, Piece};
use crate::schema::Schema;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Below this many statements one database is as quick.
const WORTH_IT: usize = 150;
/// So many statements go into a shard.
const SHARD: usize = 60;

/// The schema that the texts make; none where they are few, or not only CREATE statements.
pub(super) fn read(texts: &[&str], ignore: &Ignore) -> Option<Schema> {
    let mut statements = Vec::new();
    let mut names = HashSet::new();
    for text in texts {
        for piece in split::statements(text) {
            let sql = &text[piece.range.clone()];
            let (name, owner) = name_and_owner(sql, &piece)?;
            if !names.insert(name) {
                return None;
            }
            statements.push((owner, sql));
        }
    }
    if statements.len() < WORTH_IT {
        return None;
    }
    let count = statements.len().div_ceil(SHARD);
    let mut scripts = vec![String::from("BEGIN;"); count];
    for (owner, sql) in statements {
        let script = &mut scripts[shard(&owner, count)];
        script.push_str(sql);
        script.push_str("\n;");
    }
    let mut schema = Schema::default();
    for script in scripts {
        let session = Session::in_memory().ok()?;
        session.execute(&(script + "COMMIT")).ok()?;
        let part = inspect(session.connection(), ignore).ok()?;
        schema.tables.extend(part.tables);
        schema.objects.extend(part.objects);
    }
    Some(schema)
}

fn shard(owner: &str, count: usize) -> usize {
    let mut hasher = DefaultHasher::new();
    owner.hash(&mut hasher);
    usize::try_from(hasher.finish() % count as u64).unwrap_or(0)
}

/// The folded name of what a CREATE statement makes, and of the table or view it must share a
/// shard with. None for every other statement, and for what reads other tables.
fn name_and_owner(sql: &str, piece: &Piece) -> Option<(String, String)> {
    let all = tokens(sql);
    let kind = match piece.head.get(1)?.as_str() {
        "UNIQUE" => 2,
        _ => 1,
    };
    if piece.head.first()? != "CREATE" {
        return None;
    }
    let word = piece.head.get(kind)?.as_str();
    let mut at = kind + 1;
    if all.get(at)?.is_word(sql, "if") {
        at += 3;
    }
    let fold = |at: usize| all.get(at)?.name(sql).map(|name| name.to_ascii_lowercase());
    let name = fold(at)?;
    if all.get(at + 1)?.is_symbol(sql, ".") {
        return None;
    }
    match word {
        // `CREATE TABLE … AS SELECT` reads others.
        "TABLE" => all
            .get(at + 1)?
            .is_symbol(sql, "(")
            .then(|| (name.clone(), name)),
        "VIEW" => Some((name.clone(), name)),
        "INDEX" => Some((name, fold(at + 2)?)),
        "TRIGGER" => {
            let on = all
                .iter()
                .skip(at)
                .position(|token| token.is_word(sql, "on"))?;
            Some((format!("trigger {name}"), fold(at + on + 1)?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;
    use crate::diff::compare;
    use std::fmt::Write;

    fn source(tables: usize) -> String {
        let mut sql = String::new();
        for i in 0..tables {
            writeln!(
                sql,
                "CREATE TABLE t{i} (id INTEGER PRIMARY KEY, p INT REFERENCES t{} (id)); -- one\n\
                 CREATE UNIQUE INDEX i{i} ON t{i} (p);\n\
                 CREATE VIEW v{i} AS SELECT * FROM t{};\n\
                 CREATE TRIGGER r{i} INSTEAD OF UPDATE OF id ON v{i} BEGIN SELECT 1; END;",
                (i + 1) % tables,
                (i + 2) % tables,
            )
            .unwrap();
        }
        sql
    }

    #[test]
    fn shards_give_what_one_database_gives() {
        let sql = source(60);
        let sharded = read(&[&sql], &Ignore::default()).unwrap();
        let session = Session::in_memory().unwrap();
        session.execute(&sql).unwrap();
        assert!(compare(&session.inspect().unwrap(), &sharded).is_empty());
        assert_eq!(sharded.objects.len(), 120);
    }

    #[test]
    fn what_is_not_simple_is_left_to_one_database() {
        let sql = source(60);
        for more in [
            "INSERT INTO t1 VALUES (1, 1)",
            "CREATE TABLE x AS SELECT * FROM t1",
            "CREATE INDEX i1 ON t2 (p)",
            "CREATE TABLE T1 (a)",
            "CREATE INDEX new ON missing (p)",
            "CREATE TABLE broken (",
            "DROP TABLE t1",
        ] {
            assert!(read(&[&sql, more], &Ignore::default()).is_none(), "{more}");
        }
    }
}
