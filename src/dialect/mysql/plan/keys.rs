//! Foreign keys: which must go and come, and in which statement.
//!
//! The server refuses to change the type of a column on either side of a foreign key, and to drop
//! and add one of the same name in one ALTER TABLE. A foreign key that stands in the way is dropped
//! before and added after.

use super::define::written;
use crate::dialect::mysql::clause::ForeignKey;
use crate::schema::{Column, ConstraintKind, Name, Schema, Table, Written};

/// A foreign key of a table.
#[derive(Debug, Clone)]
pub(super) struct Key<'a> {
    pub(super) table: &'a Table,
    pub(super) written: &'a Written,
    pub(super) parts: ForeignKey,
    /// The table that it refers to; none where that is not there, or in another database.
    pub(super) parent: Option<Name>,
}

/// What becomes of the foreign keys.
#[derive(Debug, Default)]
pub(super) struct Keys<'a> {
    /// Those of before that go, for good or for a while.
    pub(super) dropped: Vec<Key<'a>>,
    /// Those of after that come, for good or again.
    pub(super) added: Vec<Key<'a>>,
}

/// The table that the server calls so.
fn named(schema: &Schema, text: &str) -> Option<Name> {
    let folded = text.to_ascii_lowercase();
    let find = |key: &str| schema.tables.iter().find(|table| table.name.key() == key);
    find(text)
        .or_else(|| find(&folded))
        .map(|table| table.name.clone())
}

fn all(schema: &Schema) -> Vec<Key<'_>> {
    let mut keys = Vec::new();
    for table in &schema.tables {
        for written in written(table).filter(|written| written.kind == ConstraintKind::ForeignKey) {
            if let Some(parts) = ForeignKey::read(written.clause.as_str()) {
                let parent = parts
                    .parent
                    .as_deref()
                    .and_then(|parent| named(schema, parent));
                keys.push(Key {
                    table,
                    written,
                    parts,
                    parent,
                });
            }
        }
    }
    keys
}

/// Says what becomes of all foreign keys of tables that are there before and after; those of new
/// tables are among the added ones, those of dropped tables among the dropped ones.
pub(super) fn decide<'a>(from: &'a Schema, to: &'a Schema) -> Keys<'a> {
    let (before, after) = (all(from), all(to));
    let same = |one: &Key, other: &Key| {
        one.table.name == other.table.name
            && one.written.name == other.written.name
            && one.written.clause == other.written.clause
            && one.written.attributes == other.written.attributes
    };
    let stays = |key: &Key| {
        after.iter().any(|other| same(key, other))
            && before.iter().any(|other| same(key, other))
            && !is_in_the_way(key, from, to)
    };
    Keys {
        dropped: before.iter().filter(|key| !stays(key)).cloned().collect(),
        added: after.iter().filter(|key| !stays(key)).cloned().collect(),
    }
}

/// Whether one of its columns, or what keeps its tables, changes so that the server wants it gone.
fn is_in_the_way(key: &Key, from: &Schema, to: &Schema) -> bool {
    let sides = [
        (Some(key.table.name.clone()), &key.parts.columns),
        (key.parent.clone(), &key.parts.parent_columns),
    ];
    sides.into_iter().any(|(name, columns)| {
        let tables = name.and_then(|name| Some((from.table(&name)?, to.table(&name)?)));
        let Some((before, after)) = tables else {
            return true;
        };
        let differs =
            |attribute: &str| before.attributes.get(attribute) != after.attributes.get(attribute);
        differs("engine")
            || differs("partitions")
            || serves(before, columns) && !serves(after, columns)
            || columns.iter().map(Name::folded).any(|name| {
                match (before.column(&name), after.column(&name)) {
                    (Some(before), Some(after)) => changes_kind(before, after),
                    _ => true,
                }
            })
    })
}

/// Whether a key of the table begins with these columns. One that has only some of them may do for
/// a foreign key, too, as InnoDB adds the primary key to each; but not in the place of another one.
fn serves(table: &Table, columns: &[String]) -> bool {
    let primary = written(table).filter(|written| written.kind == ConstraintKind::PrimaryKey);
    let keys = primary.map(|written| &written.columns);
    let keys = keys.chain(table.indexes.iter().map(|index| &index.columns));
    let wanted: Vec<Name> = columns.iter().map(Name::folded).collect();
    keys.into_iter().any(|key| key.starts_with(&wanted))
}

/// Whether a column's values become of another kind, so that no foreign key may stand on it.
pub(super) fn changes_kind(before: &Column, after: &Column) -> bool {
    before.type_name != after.type_name
        || before.collation != after.collation
        || before.generated != after.generated
        || before.not_null.is_some() != after.not_null.is_some()
}
