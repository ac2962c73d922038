//! Constraints, indexes and sequences of which only the name differs: they are renamed, not made
//! anew. That is no guess, since what they are is the same to the letter and they hold no data
//! that could be taken for another's.

use super::alterable::has_index;
use super::reference::{bare, beside, parts};
use super::side::written;
use crate::dialect::postgres::quote::{ident, literal};
use crate::schema::{
    Constraint, ConstraintKind, Id, Index, Name, ObjectKind, Schema, Sql, Table, Written,
};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// `from` with the names that `to` has for the same things, and the statements for that.
pub(super) fn follow<'a>(from: &'a Schema, to: &Schema) -> (Cow<'a, Schema>, Vec<(Id, String)>) {
    let mut statements = Vec::new();
    let mut renamed: Option<Schema> = None;
    for table in &to.tables {
        let Some(before) = from.table(&table.name) else {
            continue;
        };
        for (old, new) in constraints(before, table) {
            let schema = renamed.get_or_insert_with(|| from.clone());
            if is_taken(schema, &table.name, new) {
                continue;
            }
            statements.push(rename_constraint(schema, &table.name, old, new));
        }
        for (old, new) in indexes(before, table) {
            let schema = renamed.get_or_insert_with(|| from.clone());
            if relations(schema).contains(new.name.as_str()) {
                continue;
            }
            statements.push(rename_index(schema, &table.name, old, new));
        }
    }
    for (old, new) in sequences(from, to) {
        let schema = renamed.get_or_insert_with(|| from.clone());
        if relations(schema).contains(new.as_str()) {
            continue;
        }
        statements.push(rename_sequence(schema, &old, &new));
    }
    let schema = renamed.map_or(Cow::Borrowed(from), Cow::Owned);
    (schema, statements)
}

/// Constraints that are on one side only, in pairs that are the same but for the name.
fn constraints<'a>(before: &'a Table, after: &'a Table) -> Vec<(&'a Written, &'a Written)> {
    let lacks = |table: &Table, name: &Name| written(table).all(|other| other.name != *name);
    let mut new: Vec<&Written> = written(after)
        .filter(|one| lacks(before, &one.name))
        .collect();
    let mut pairs = Vec::new();
    for old in written(before).filter(|one| lacks(after, &one.name)) {
        let inherited = old.attributes.contains_key("inherited");
        if inherited && !has_index(old.kind) {
            continue;
        }
        let same = |other: &&Written| {
            other.kind == old.kind
                && other.clause == old.clause
                && other.attributes.contains_key("inherited") == inherited
        };
        let partitioned = before.attributes.contains_key("partition by");
        if partitioned && old.kind == ConstraintKind::ForeignKey {
            continue;
        }
        if let Some(position) = new.iter().position(same) {
            pairs.push((old, new.remove(position)));
        }
    }
    pairs
}

fn is_taken(schema: &Schema, table: &Name, new: &Written) -> bool {
    let own = schema
        .table(table)
        .is_some_and(|table| written(table).any(|other| other.name == new.name));
    own || has_index(new.kind) && relations(schema).contains(&beside(table, new.name.as_str()))
}

/// The references of all relations.
fn relations(schema: &Schema) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for table in &schema.tables {
        names.insert(table.name.to_string());
        names.extend(table.indexes.iter().map(|index| index.name.to_string()));
        names.extend(
            written(table)
                .filter(|one| has_index(one.kind))
                .map(|one| beside(&table.name, one.name.as_str())),
        );
    }
    names.extend(schema.objects.iter().map(|object| object.name.to_string()));
    names
}

fn rename_constraint(
    schema: &mut Schema,
    table: &Name,
    old: &Written,
    new: &Written,
) -> (Id, String) {
    let id = Id::Constraint(table.clone(), old.name.clone());
    let (from, to) = (old.name.as_str(), new.name.as_str());
    let sql = if old.attributes.contains_key("inherited") {
        format!(
            "ALTER INDEX {} RENAME TO {}",
            beside(table, from),
            ident(to)
        )
    } else {
        format!(
            "ALTER TABLE {table} RENAME CONSTRAINT {} TO {}",
            ident(from),
            ident(to)
        )
    };
    // A check is renamed in all heirs at once.
    let heirs = |other: &Table| {
        old.kind == ConstraintKind::Check && super::side::parents(other).contains(table)
    };
    let tables: Vec<Name> = schema
        .tables
        .iter()
        .filter(|other| other.name == *table || heirs(other))
        .map(|other| other.name.clone())
        .collect();
    for name in tables {
        for one in &mut schema.tables {
            if one.name != name {
                continue;
            }
            for constraint in &mut one.constraints {
                if let Constraint::Written(written) = constraint
                    && written.name == old.name
                {
                    written.name = new.name.clone();
                }
            }
        }
        replace(
            schema,
            &Id::Constraint(name.clone(), old.name.clone()),
            &Id::Constraint(name, new.name.clone()),
        );
    }
    if has_index(old.kind) {
        index_is_called(schema, &beside(table, from), &beside(table, to));
    }
    (id, sql)
}

/// Indexes that are on one side only, in pairs that are the same but for the name.
fn indexes<'a>(before: &'a Table, after: &'a Table) -> Vec<(&'a Index, &'a Index)> {
    let mut new: Vec<&Index> = after
        .indexes
        .iter()
        .filter(|index| before.index(&index.name).is_none())
        .collect();
    let mut pairs = Vec::new();
    for old in before
        .indexes
        .iter()
        .filter(|index| after.index(&index.name).is_none())
    {
        let same = |other: &&Index| {
            renamed_text(old, &other.name) == other.definition.as_str()
                && old.attributes.contains_key("parent") == other.attributes.contains_key("parent")
                && parts(old.name.as_str()).0 == parts(other.name.as_str()).0
        };
        if let Some(position) = new.iter().position(same) {
            pairs.push((old, new.remove(position)));
        }
    }
    pairs
}

/// The definition of an index under another name.
fn renamed_text(index: &Index, name: &Name) -> String {
    let old = format!("INDEX {} ON ", ident(&bare(&index.name)));
    let new = format!("INDEX {} ON ", ident(&bare(name)));
    index.definition.as_str().replacen(&old, &new, 1)
}

fn rename_index(schema: &mut Schema, table: &Name, old: &Index, new: &Index) -> (Id, String) {
    let sql = format!(
        "ALTER INDEX {} RENAME TO {}",
        old.name,
        ident(&bare(&new.name))
    );
    for one in schema.tables.iter_mut().filter(|one| one.name == *table) {
        for index in one
            .indexes
            .iter_mut()
            .filter(|index| index.name == old.name)
        {
            let text = renamed_text(index, &new.name);
            index.name = new.name.clone();
            index.definition = Sql::new(text.clone(), text);
        }
    }
    let id = Id::Index(old.name.clone());
    replace(schema, &id, &Id::Index(new.name.clone()));
    index_is_called(schema, old.name.as_str(), new.name.as_str());
    (id, sql)
}

/// What speaks of an index by name follows it.
fn index_is_called(schema: &mut Schema, old: &str, new: &str) {
    for table in &mut schema.tables {
        if let Some(identity) = table.attributes.get_mut("replica identity")
            && *identity == format!("USING INDEX {old}")
        {
            *identity = format!("USING INDEX {new}");
        }
        let indexes = table.indexes.iter_mut();
        let of_indexes = indexes.filter_map(|index| index.attributes.get_mut("parent"));
        let constraints = table.constraints.iter_mut();
        let of_keys = constraints.filter_map(|constraint| match constraint {
            Constraint::Written(key) => {
                let attributes = key.attributes.iter_mut();
                let mut parents = attributes.filter(|(name, _)| name.ends_with("index parent"));
                parents.next().map(|(_, parent)| parent)
            }
            _ => None,
        });
        for parent in of_indexes.chain(of_keys).filter(|parent| *parent == old) {
            new.clone_into(parent);
        }
    }
}

/// Sequences of the same column that are the same but for the name.
fn sequences(from: &Schema, to: &Schema) -> Vec<(Name, Name)> {
    let of = |schema: &'_ Schema, other: &Schema| -> Vec<(Name, crate::schema::Attributes)> {
        schema
            .objects
            .iter()
            .filter(|object| {
                object.kind == ObjectKind::Sequence
                    && object.attributes.contains_key("owned by")
                    && other.object(object.kind, &object.name).is_none()
            })
            .map(|object| (object.name.clone(), object.attributes.clone()))
            .collect()
    };
    let mut new = of(to, from);
    let mut pairs = Vec::new();
    for (old, attributes) in of(from, to) {
        let same = |(name, other): &(Name, crate::schema::Attributes)| {
            other.get("owned by") == attributes.get("owned by")
                && parts(name.as_str()).0 == parts(old.as_str()).0
        };
        if let Some(position) = new.iter().position(same) {
            pairs.push((old, new.remove(position).0));
        }
    }
    pairs
}

fn rename_sequence(schema: &mut Schema, old: &Name, new: &Name) -> (Id, String) {
    let sql = format!("ALTER SEQUENCE {old} RENAME TO {}", ident(&bare(new)));
    for object in &mut schema.objects {
        if object.kind == ObjectKind::Sequence && object.name == *old {
            object.name = new.clone();
            let text = object
                .definition
                .as_str()
                .replacen(old.as_str(), new.as_str(), 1);
            object.definition = Sql::new(text.clone(), text);
        }
    }
    let read = |name: &Name| format!("nextval({}::regclass)", literal(name.as_str()));
    let (before, after) = (read(old), read(new));
    for table in &mut schema.tables {
        for column in &mut table.columns {
            if let Some(default) = &column.default
                && default.as_str().contains(&before)
            {
                let text = default.as_str().replace(&before, &after);
                column.default = Some(Sql::new(text.clone(), text));
            }
        }
    }
    let id = Id::Object(ObjectKind::Sequence, old.clone());
    replace(schema, &id, &Id::Object(ObjectKind::Sequence, new.clone()));
    (id, sql)
}

/// Calls an object by another identity wherever it is needed.
fn replace(schema: &mut Schema, old: &Id, new: &Id) {
    if let Some(needs) = schema.needs.remove(old) {
        schema.needs.insert(new.clone(), needs);
    }
    for needs in schema.needs.values_mut() {
        if needs.remove(old) {
            needs.insert(new.clone());
        }
    }
}
