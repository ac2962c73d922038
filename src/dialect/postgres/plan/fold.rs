//! What is made or dropped together with something else needs no statement of its own: the columns
//! and keys of a new table, a `serial` column's sequence, whatever stands on a dropped table.

use super::Writer;
use super::alterable::has_index;
use super::decide::Action;
use super::order::{Step, Vertex};
use super::reference::{bare, beside};
use super::side::{Node, Side};
use crate::dialect::postgres::naming::made_of;
use crate::dialect::postgres::quote::{NOT_VALID, ident, literal};
use crate::schema::{ConstraintKind, Id, Name, ObjectKind};
use std::collections::{BTreeMap, BTreeSet};

impl Writer<'_> {
    pub(super) fn fold(&mut self) {
        let mut parts: BTreeMap<Name, Vec<Vertex>> = BTreeMap::new();
        for vertex in self.order.iter().filter(|(step, _)| *step == Step::Create) {
            if self.apart.contains(vertex) {
                continue;
            }
            let whole = match &vertex.1 {
                Id::Column(on, _) | Id::Default(on, _) | Id::Constraint(on, _) => on.clone(),
                Id::Object(ObjectKind::Sequence, _) => match serial(self.to, &vertex.1) {
                    Some((table, _)) => table,
                    None => continue,
                },
                _ => continue,
            };
            parts.entry(whole).or_default().push(vertex.clone());
        }
        for (name, parts) in parts {
            let table = (Step::Create, Id::Table(name.clone()));
            let domain = Id::Object(ObjectKind::Domain, name);
            let step = match self.action(&domain) {
                Some(Action::Swap) => Step::Alter,
                _ => Step::Create,
            };
            for whole in [table, (step, domain)] {
                if self.position.contains_key(&whole) {
                    self.fold_into(&whole, parts.clone());
                }
            }
        }
        let adopted = self.adopted.values();
        self.folded
            .extend(adopted.map(|index| (Step::Drop, index.clone())));
        for name in self.handed_over.values() {
            let id = Id::Object(ObjectKind::Sequence, name.clone());
            for step in [Step::Drop, Step::Create] {
                self.folded.insert((step, id.clone()));
            }
        }
        // What follows is looked at first: where its statement comes must be known.
        for vertex in self.order.clone().into_iter().rev() {
            if vertex.0 == Step::Drop && !self.folded.contains(&vertex) {
                self.fold_drop(vertex);
            }
        }
    }

    /// Parts of a table or a domain that its own statement makes.
    fn fold_into(&mut self, whole: &Vertex, parts: Vec<Vertex>) {
        let Some(limit) = self.position.get(whole).copied() else {
            return;
        };
        let is_short = self.is_short_partition(&whole.1);
        let mut candidates: BTreeSet<Vertex> = parts
            .into_iter()
            .filter(|(_, id)| match id {
                Id::Column(..) | Id::Default(..) => !is_short,
                Id::Constraint(..) => {
                    !is_short
                        && !self.comes_with_parent(id)
                        && !self.piecewise.contains(id)
                        && !self.is_not_valid(id)
                }
                _ => true,
            })
            .collect();
        drop_equal_keys(self.to, &mut candidates);
        loop {
            let waits = |vertex: &Vertex| {
                self.graph.before(vertex).any(|earlier| {
                    !candidates.contains(earlier)
                        && earlier != whole
                        && self.position.get(earlier).is_none_or(|at| *at > limit)
                })
            };
            let split: Vec<Vertex> = candidates.iter().filter(|v| waits(v)).cloned().collect();
            if split.is_empty() {
                break;
            }
            for vertex in split {
                candidates.remove(&vertex);
            }
        }
        drop_half_serials(self.to, &mut candidates);
        for (_, id) in &candidates {
            if let Some(column) = serial(self.to, id) {
                self.serials.insert(column, id.clone());
                self.folded.insert((Step::Finish, id.clone()));
            }
        }
        self.folded.extend(candidates);
    }

    /// CREATE TABLE and CREATE DOMAIN take every constraint for valid.
    fn is_not_valid(&self, id: &Id) -> bool {
        let clause = match self.to.node(id) {
            Some(Node::Constraint(_, written)) => written.clause.as_str(),
            Some(Node::DomainCheck(_, clause)) => clause,
            _ => return false,
        };
        clause.ends_with(NOT_VALID)
    }

    /// The step whose statement does this one.
    fn statement_of(&self, vertex: &Vertex) -> Vertex {
        if let Some(whole) = self.within.get(vertex) {
            return whole.clone();
        }
        match &vertex.1 {
            Id::Column(table, _) | Id::Default(table, _) | Id::Constraint(table, _)
                if vertex.0 == Step::Create && self.folded.contains(vertex) =>
            {
                (Step::Create, Id::Table(table.clone()))
            }
            _ => vertex.clone(),
        }
    }

    /// Whether a table is set aside, or the one that a column is of.
    fn is_set_aside(&self, id: &Id) -> bool {
        let (Id::Table(table) | Id::Column(table, _)) = id else {
            return false;
        };
        let action = self.action(&Id::Table(table.clone()));
        matches!(action, Some(Action::Rebuild | Action::Rebuilt)) || self.is_below_rebuilt(table)
    }

    /// Whether it is a default on a table that is set aside, and nothing that goes waits for it.
    fn goes_when_it_may(&self, part: &Vertex) -> bool {
        let Id::Default(table, _) = &part.1 else {
            return false;
        };
        let own = |vertex: &Vertex| match &vertex.1 {
            Id::Table(on) | Id::Column(on, _) | Id::Default(on, _) => on == table,
            _ => false,
        };
        self.later.get(part).into_iter().flatten().all(own)
    }

    /// A drop needs no statement where the one of something that it is part of brings it along,
    /// and whatever must come behind it comes behind that, too.
    fn fold_drop(&mut self, part: Vertex) {
        for whole in wholes(self.from, &part.1) {
            let whole = (Step::Drop, whole);
            if !self.position.contains_key(&whole) {
                continue;
            }
            if self.is_set_aside(&whole.1) {
                if self.goes_when_it_may(&part) {
                    self.folded.insert(part);
                    return;
                }
                continue;
            }
            // The whole may itself be part of another one.
            let whole = self.within.get(&whole).cloned().unwrap_or(whole);
            let Some(limit) = self.position.get(&whole).copied() else {
                continue;
            };
            let too_early = self.later.get(&part).into_iter().flatten().any(|vertex| {
                let statement = self.statement_of(vertex);
                statement != whole && self.position.get(&statement).is_some_and(|at| *at < limit)
            });
            if !too_early {
                self.folded.insert(part.clone());
                self.within.insert(part, whole);
                return;
            }
        }
    }
}

/// What brings this along when it is dropped, the largest first.
fn wholes(from: &Side, part: &Id) -> Vec<Id> {
    match part {
        Id::Column(table, _) => vec![Id::Table(table.clone())],
        Id::Default(table, column) => vec![
            Id::Table(table.clone()),
            Id::Column(table.clone(), column.clone()),
        ],
        Id::Constraint(..) | Id::Index(_) => match from.node(part) {
            Some(node @ (Node::Constraint(table, _) | Node::Index(table, _))) => {
                // What an exclusion constraint reads beside its columns, and what a foreign key
                // refers to, does not take it along.
                let is_key = |column: &Name| match node {
                    Node::Constraint(_, constraint) => {
                        !matches!(
                            constraint.kind,
                            ConstraintKind::Exclusion | ConstraintKind::ForeignKey
                        ) || constraint.columns.contains(column)
                    }
                    _ => true,
                };
                let own = |other: &&Id| matches!(other, Id::Column(on, column) if *on == table.name && is_key(column));
                let columns = from.needs(part).filter(own).cloned();
                std::iter::once(Id::Table(table.name.clone()))
                    .chain(columns)
                    .collect()
            }
            Some(Node::DomainCheck(domain, _)) => {
                vec![Id::Object(ObjectKind::Domain, domain.name.clone())]
            }
            _ => Vec::new(),
        },
        Id::Object(ObjectKind::Sequence, _) => {
            let mut owners = super::order::owner(from, part);
            owners.reverse();
            owners
        }
        Id::Object(
            ObjectKind::Trigger | ObjectKind::Rule | ObjectKind::Policy | ObjectKind::Index,
            _,
        ) => {
            let on = from.object(part).and_then(|object| object.on.clone());
            on.into_iter()
                .flat_map(|on| {
                    [
                        Id::Table(on.clone()),
                        Id::Object(ObjectKind::View, on.clone()),
                        Id::Object(ObjectKind::MaterializedView, on),
                    ]
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Of two keys of the same columns, CREATE TABLE makes only the first (`transformIndexConstraints`).
fn drop_equal_keys(to: &Side, folded: &mut BTreeSet<Vertex>) {
    let mut seen = BTreeSet::new();
    folded.retain(|(_, id)| match to.node(id) {
        Some(Node::Constraint(_, key)) if has_index(key.kind) => {
            let clause = Some(key.clause.as_str());
            let clause = clause.filter(|_| key.kind == ConstraintKind::Exclusion);
            seen.insert((&key.columns, clause))
        }
        _ => true,
    });
}

/// A column is written `serial` as a whole or not at all: its default and its sequence.
fn drop_half_serials(to: &Side, folded: &mut BTreeSet<Vertex>) {
    let sequences: Vec<Vertex> = folded
        .iter()
        .filter(|(_, id)| matches!(id, Id::Object(ObjectKind::Sequence, _)))
        .cloned()
        .collect();
    for vertex in sequences {
        let Some((table, column)) = serial(to, &vertex.1) else {
            continue;
        };
        let parts = [
            (Step::Create, Id::Column(table.clone(), column.clone())),
            (Step::Create, Id::Default(table, column)),
        ];
        if !parts.iter().all(|part| folded.contains(part)) {
            folded.remove(&vertex);
        }
    }
    // A default that reads a sequence which is made behind the table can't be written in it; the
    // order has seen to that.
}

/// The table and the column of which a sequence is what `serial` makes: by its name, its options,
/// its owner and the column's default.
pub(super) fn serial(side: &Side, id: &Id) -> Option<(Name, Name)> {
    let object = side.object(id)?;
    let value = |name: &str| object.attributes.get(name).map(String::as_str);
    let owner = super::order::owner(side, id);
    let Some(Id::Column(table, column)) = owner.first() else {
        return None;
    };
    let of_table = side.table(table)?;
    let of_column = side.column(table, column)?;
    let type_name = value("type")?;
    let most = match type_name {
        "smallint" => "32767",
        "integer" => "2147483647",
        _ => "9223372036854775807",
    };
    let usual = [
        ("start", "1"),
        ("increment", "1"),
        ("minvalue", "1"),
        ("maxvalue", most),
        ("cache", "1"),
    ];
    let name = made_of(&bare(table), column.as_str(), "seq");
    let reads = format!("nextval({}::regclass)", literal(object.name.as_str()));
    let fits = usual.iter().all(|(name, usual)| value(name) == Some(usual))
        && value("cycle").is_none()
        && value("unlogged").is_some() == of_table.attributes.contains_key("unlogged")
        && object.name.as_str() == beside(table, &name)
        && of_column.type_name == type_name
        && of_column.not_null.is_some()
        && of_column
            .default
            .as_ref()
            .is_some_and(|default| default.as_str() == reads);
    fits.then(|| (table.clone(), column.clone()))
}

/// What `serial` is called for a type.
pub(super) fn serial_type(type_name: &str) -> &'static str {
    match type_name {
        "smallint" => "smallserial",
        "integer" => "serial",
        _ => "bigserial",
    }
}

/// A column as it is addressed: `users.id`.
pub(super) fn address(table: &Name, column: &Name) -> String {
    format!("{table}.{}", ident(column.as_str()))
}
