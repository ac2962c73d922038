//! Keys and checks of a table: what goes, what comes, and what must be made again beside it.

use super::alter::Alter;
use super::column::Columns;
use super::define::{constraint, index, written};
use super::keys::Key;
use crate::dialect::mysql::clause;
use crate::dialect::mysql::lexer::words;
use crate::dialect::mysql::quote::ident;
use crate::diff::{Difference, TableChange};
use crate::schema::{Constraint, ConstraintKind, Index, Name, Table, Written};
use std::collections::BTreeSet;

/// Keys and checks: what goes and what comes. Foreign keys are said apart.
pub(super) fn keys(
    from: &Table,
    to: &Table,
    changes: &[TableChange],
    columns: &Columns,
    added: &[&Key],
    alter: &mut Alter,
) {
    let mut anew = anew(from, to, changes, columns, added);
    let forgets = |name: &Name| forgets_hash(to, name);
    let stood_in = |name: &Name| from.index(name).is_some_and(|old| may_stand_in(from, old));
    let mut coming: Vec<&Index> = Vec::new();
    let mut renamed: BTreeSet<Name> = BTreeSet::new();
    let spelt = spelt_anew(from, to, changes, columns);
    let spelt = spelt.filter(|(old, new)| {
        let same = old.attributes.get("hidden") == new.attributes.get("hidden");
        !anew.contains(&old.name) && (same || !forgets(&old.name) && !stood_in(&old.name))
    });
    let spelt: Vec<(&Index, &Index)> = spelt.collect();
    for (old, new) in renames(from, to, changes, columns).into_iter().chain(spelt) {
        renamed.extend([old.name.clone(), new.name.clone()]);
        alter.adds.push(format!(
            "RENAME KEY {} TO {}",
            ident(old.name.as_str()),
            ident(new.name.as_str())
        ));
    }
    for change in changes {
        match change {
            TableChange::DropIndex(name) if !renamed.contains(name) => {
                alter.drops.push(drop_key(name));
            }
            TableChange::AddIndex(name) if !renamed.contains(name) => {
                coming.extend(to.index(name));
            }
            TableChange::ReplaceIndex(name) => {
                anew.insert(name.clone());
            }
            TableChange::AlterIndex(name, differences) => {
                let is_said =
                    |it: &&Difference| it.attribute == "spelling" && renamed.contains(name);
                let left: Vec<&Difference> = differences.iter().filter(|it| !is_said(it)).collect();
                match left.as_slice() {
                    [] => {}
                    [
                        Difference {
                            attribute,
                            from,
                            to,
                        },
                    ] if attribute == "hidden"
                            && !anew.contains(name)
                            && !forgets(name)
                            // The server looks whether it is one before anything else is done.
                            && (to.is_none() || !stood_in(name)) =>
                    {
                        alter
                            .adds
                            .push(visibility(name, from.as_ref(), to.as_ref()));
                    }
                    _ => {
                        anew.insert(name.clone());
                    }
                }
            }
            TableChange::DropConstraint(Constraint::Written(written)) => {
                alter.drops.extend(drop_constraint(written));
            }
            TableChange::AddConstraint(Constraint::Written(written)) => {
                alter.adds.extend(add_constraint(written));
            }
            TableChange::AlterConstraint(name, _) => {
                let of_name = |table| written_named(table, name);
                alter.drops.extend(of_name(from).and_then(drop_constraint));
                alter.adds.extend(of_name(to).and_then(add_constraint));
            }
            _ => {}
        }
    }
    for written in written_anew(from, to, columns) {
        alter.drops.extend(drop_constraint(written));
        alter.adds.extend(add_constraint(written));
    }
    for name in anew {
        alter.drops.push(drop_key(&name));
        coming.extend(to.index(&name));
    }
    // Behind those of which one may stand in for the primary key.
    coming.sort_by_key(|index| is_hidden(index));
    let clauses = coming.into_iter().map(|new| format!("ADD {}", index(new)));
    alter.adds.extend(clauses);
}

fn is_hidden(index: &Index) -> bool {
    index.attributes.contains_key("hidden")
}

fn written_named<'a>(table: &'a Table, name: &Name) -> Option<&'a Written> {
    written(table)
        .find(|written| written.name == *name && written.kind != ConstraintKind::PrimaryKey)
}

fn drop_key(name: &Name) -> String {
    format!("DROP KEY {}", ident(name.as_str()))
}

fn drop_constraint(written: &Written) -> Option<String> {
    match written.kind {
        ConstraintKind::PrimaryKey => Some("DROP PRIMARY KEY".to_owned()),
        ConstraintKind::ForeignKey => None,
        _ => Some(format!("DROP CONSTRAINT {}", ident(written.name.as_str()))),
    }
}

fn add_constraint(written: &Written) -> Option<String> {
    (written.kind != ConstraintKind::ForeignKey).then(|| format!("ADD {}", constraint(written)))
}

/// `IGNORED` is MariaDB's word, `INVISIBLE` MySQL's.
fn visibility(name: &Name, from: Option<&String>, to: Option<&String>) -> String {
    let word = match (from.map(String::as_str), to) {
        (_, Some(word)) => word.as_str(),
        (Some("INVISIBLE"), None) => "VISIBLE",
        _ => "NOT IGNORED",
    };
    format!("ALTER INDEX {} {word}", ident(name.as_str()))
}

/// Indexes that only have another name, and to which a new one can be given as they are.
fn renames<'a>(
    from: &'a Table,
    to: &'a Table,
    changes: &[TableChange],
    columns: &Columns,
) -> Vec<(&'a Index, &'a Index)> {
    let mut added: Vec<&Index> = changes
        .iter()
        .filter_map(|change| match change {
            TableChange::AddIndex(name) => to.index(name),
            _ => None,
        })
        .collect();
    let mut renamed = Vec::new();
    for change in changes {
        let TableChange::DropIndex(name) = change else {
            continue;
        };
        let Some(old) = from
            .index(name)
            .filter(|old| !columns.touches(&old.mentions) && !forgets_hash(from, name))
            .filter(|old| !(is_hidden(old) && may_stand_in(to, old)))
        else {
            continue;
        };
        let same = added.iter().position(|new| {
            new.definition == old.definition
                && new.attributes.get("hidden") == old.attributes.get("hidden")
        });
        if let Some(at) = same {
            renamed.push((old, added.remove(at)));
        }
    }
    renamed
}

/// Indexes of which the case of their names changes, and perhaps whether they are hidden. For the
/// server, one that is dropped and added so is the old one.
fn spelt_anew<'a>(
    from: &'a Table,
    to: &'a Table,
    changes: &'a [TableChange],
    columns: &'a Columns,
) -> impl Iterator<Item = (&'a Index, &'a Index)> {
    changes.iter().filter_map(|change| match change {
        TableChange::AlterIndex(name, differences)
            if differences.iter().any(|it| it.attribute == "spelling")
                && differences
                    .iter()
                    .all(|it| ["spelling", "hidden"].contains(&it.attribute.as_str())) =>
        {
            let old = from.index(name)?;
            let stays = !columns.touches(&old.mentions) && !forgets_hash(from, name);
            stays.then_some((old, to.index(name)?))
        }
        _ => None,
    })
}

/// Indexes that stay and still must be made again: those of columns that are made anew, all where
/// the size of their blocks changes, which they keep from the table, those that the server would
/// drop, see [`in_danger`], and hidden ones that would come to be the primary key.
fn anew(
    from: &Table,
    to: &Table,
    changes: &[TableChange],
    columns: &Columns,
    added: &[&Key],
) -> BTreeSet<Name> {
    let comes = |name: &Name| {
        changes.iter().any(|change| {
            matches!(change, TableChange::AddIndex(new) | TableChange::ReplaceIndex(new) if new == name)
        })
    };
    let coming = to.indexes.iter().filter(|index| comes(&index.name));
    let coming: Vec<Vec<String>> = coming.map(key_columns).collect();
    let stays = |index: &&Index| from.index(&index.name).is_some() && !comes(&index.name);
    let mut anew: BTreeSet<Name> = in_danger(to, added, &coming)
        .filter(|index| stays(index))
        .map(|index| index.name.clone())
        .collect();
    for index in to.indexes.iter().filter(stays) {
        if columns.touches(&index.mentions)
            || changes_blocks(from, to)
            || forgets_hash(to, &index.name)
        {
            anew.insert(index.name.clone());
        }
    }
    let first = from.indexes.iter().filter_map(|old| to.index(&old.name));
    let first = first.filter(|index| stays(index) && !anew.contains(&index.name));
    let hidden = first
        .filter(|index| may_stand_in(to, index))
        .take_while(|index| is_hidden(index));
    let hidden: Vec<Name> = hidden.map(|index| index.name.clone()).collect();
    anew.extend(hidden);
    anew
}

/// Whether the server may take this index for the primary key that the table lacks: the first
/// unique one whose columns are all NOT NULL. It refuses to hide that one
/// (<https://mariadb.com/kb/en/ignored-indexes/>), and which is the first is seen from the order
/// in which they came.
fn may_stand_in(table: &Table, index: &Index) -> bool {
    let primary = |written: &Written| written.kind == ConstraintKind::PrimaryKey;
    let Some(key) = clause::Key::read(index.definition.as_str()) else {
        return false;
    };
    // InnoDB keeps hashes in a column of their own, which may be NULL.
    let in_memory = |engine: &String| engine.eq_ignore_ascii_case("memory");
    let hashed = key.is_hashed() && !table.attributes.get("engine").is_some_and(in_memory);
    let is_filled = |(column, whole): &(Option<String>, bool)| {
        let column = column.as_ref().map(Name::folded);
        let column = column.and_then(|name| table.column(&name));
        *whole && column.is_some_and(|column| column.not_null.is_some())
    };
    key.is_unique() && !hashed && key.columns.iter().all(is_filled) && !written(table).any(primary)
}

/// Whether the server forgets that this key is kept as hashes when its table changes: not where a
/// text without a length can be kept no other way.
fn forgets_hash(table: &Table, name: &Name) -> bool {
    let key = table.index(name);
    let Some(key) = key.and_then(|key| clause::Key::read(key.definition.as_str())) else {
        return false;
    };
    let is_long = |column: &Option<String>| {
        let column = column.as_ref().map(Name::folded);
        let column = column.and_then(|name| table.column(&name));
        column.is_some_and(|column| {
            let type_name = column.type_name.to_ascii_lowercase();
            type_name.contains("text") || type_name.contains("blob")
        })
    };
    key.is_hashed()
        && !key
            .columns
            .iter()
            .any(|(column, whole)| *whole && is_long(column))
}

fn changes_blocks(from: &Table, to: &Table) -> bool {
    from.attributes.get("key_block_size") != to.attributes.get("key_block_size")
}

/// What is the same on both sides and must be made again for the same reasons.
fn written_anew<'a>(from: &'a Table, to: &'a Table, columns: &Columns) -> Vec<&'a Written> {
    let is_same = |after: &&Written| {
        written(from).any(|before| {
            before.kind == after.kind
                && before.name == after.name
                && before.clause == after.clause
                && before.attributes == after.attributes
        })
    };
    let is_touched = |written: &&Written| match written.kind {
        ConstraintKind::PrimaryKey if changes_blocks(from, to) => true,
        ConstraintKind::PrimaryKey | ConstraintKind::Check => {
            let mentions = words(written.clause.as_str()).collect();
            // The server reads a check with what a column was computed from before.
            let is_check = written.kind == ConstraintKind::Check;
            columns.touches(&mentions) || is_check && columns.was_computed(&mentions)
        }
        _ => false,
    };
    written(to).filter(is_same).filter(is_touched).collect()
}

/// The whole columns at the front of a key.
fn key_columns(index: &Index) -> Vec<String> {
    let key = clause::Key::read(index.definition.as_str());
    let columns = key.into_iter().flat_map(|key| key.columns);
    let whole = columns.take_while(|(name, whole)| name.is_some() && *whole);
    whole.filter_map(|(name, _)| name).collect()
}

/// Indexes that the server may drop of its own accord when these keys come: an index that it once
/// made for a foreign key goes as soon as another key begins with its columns. Nothing says which
/// indexes it made; one that is made again by name is no longer such a one.
fn in_danger<'a>(
    table: &'a Table,
    added: &[&Key],
    coming: &[Vec<String>],
) -> impl Iterator<Item = &'a Index> {
    let foreign: Vec<(String, Vec<String>)> = added
        .iter()
        .map(|key| (key.written.name.key().to_owned(), key.parts.columns.clone()))
        .collect();
    let coming = coming.to_vec();
    table.indexes.iter().filter(move |index| {
        let Some(own) = clause::Key::read(index.definition.as_str()) else {
            return false;
        };
        let begins = |other: &[String]| {
            other.len() >= own.columns.len() && own.serves(&other[..own.columns.len()])
        };
        // The one that comes with a foreign key of its own name is the same again.
        let by_key = foreign
            .iter()
            .any(|(name, columns)| *name != index.name.key() && begins(columns));
        !own.is_unique() && (by_key || coming.iter().any(|other| begins(other)))
    })
}

/// The clauses that keep the indexes of a table when nothing but these foreign keys comes; those of
/// a table that was made with them are nobody's but its own.
pub(super) fn kept_beside(
    table: &Table,
    is_new: bool,
    added: &[&Key],
) -> (Vec<String>, Vec<String>) {
    let forgetful = table.indexes.iter();
    let mut indexes: Vec<&Index> = forgetful
        .filter(|index| forgets_hash(table, &index.name))
        .collect();
    indexes.extend(in_danger(table, added, &[]).filter(|_| !is_new));
    (
        indexes.iter().map(|index| drop_key(&index.name)).collect(),
        indexes
            .iter()
            .map(|kept| format!("ADD {}", index(kept)))
            .collect(),
    )
}
