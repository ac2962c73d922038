//! One side of a plan: every object and part of an object by its identity, and what needs what.

use crate::schema::{
    Attributes, Column, Constraint, Id, Index, Name, Object, ObjectKind, Schema, Table, Written,
};
use std::collections::{BTreeMap, BTreeSet};

/// An object, or a part of one.
#[derive(Debug, Clone, Copy)]
pub(super) enum Node<'a> {
    /// A table.
    Table(&'a Table),
    /// A column.
    Column(&'a Table, &'a Column),
    /// The default of a column; that of a computed column is part of the column.
    Default(&'a Table, &'a Column),
    /// A constraint of a table.
    Constraint(&'a Table, &'a Written),
    /// A check of a domain, with its clause.
    DomainCheck(&'a Object, &'a str),
    /// An index of a table.
    Index(&'a Table, &'a Index),
    /// Anything else.
    Object(&'a Object),
}

/// A schema, looked up by identity.
#[derive(Debug)]
pub(super) struct Side<'a> {
    pub(super) schema: &'a Schema,
    nodes: BTreeMap<Id, Node<'a>>,
    needs: BTreeMap<Id, BTreeSet<Id>>,
    /// Constraints by the reference of the index that stands behind them.
    keys: BTreeMap<String, Id>,
}

/// How the attributes of a domain name its checks.
pub(super) const CHECK: &str = "check ";

impl<'a> Side<'a> {
    pub(super) fn new(schema: &'a Schema) -> Self {
        let mut side = Self {
            schema,
            nodes: BTreeMap::new(),
            needs: BTreeMap::new(),
            keys: BTreeMap::new(),
        };
        for table in &schema.tables {
            side.add_table(table);
        }
        for table in &schema.tables {
            side.add_origins(table);
        }
        for object in &schema.objects {
            side.add_object(object);
        }
        for (id, needed) in &schema.needs {
            let id = side.part_of(id);
            for other in needed {
                let other = side.part_of(other);
                side.add_need(&id, &other);
            }
        }
        side
    }

    fn add_table(&mut self, table: &'a Table) {
        let id = Id::Table(table.name.clone());
        self.nodes.insert(id.clone(), Node::Table(table));
        for column in &table.columns {
            let column_id = Id::Column(table.name.clone(), column.name.clone());
            self.nodes
                .insert(column_id.clone(), Node::Column(table, column));
            self.add_need(&column_id, &id);
            if column.default.is_some() {
                let default = Id::Default(table.name.clone(), column.name.clone());
                self.nodes
                    .insert(default.clone(), Node::Default(table, column));
                self.add_need(&default, &column_id);
            }
        }
        for written in written(table) {
            let constraint = Id::Constraint(table.name.clone(), written.name.clone());
            self.nodes
                .insert(constraint.clone(), Node::Constraint(table, written));
            self.add_need(&constraint, &id);
            if super::alterable::has_index(written.kind) {
                let index = super::reference::beside(&table.name, written.name.as_str());
                self.keys.insert(index, constraint.clone());
            }
            for column in &written.columns {
                let column = Id::Column(table.name.clone(), column.clone());
                self.add_need(&constraint, &column);
            }
        }
        for index in &table.indexes {
            let index_id = Id::Index(index.name.clone());
            self.nodes
                .insert(index_id.clone(), Node::Index(table, index));
            self.add_need(&index_id, &id);
        }
        for parent in parents(table) {
            self.add_need(&id, &Id::Table(parent));
        }
    }

    /// What a child's parts come from.
    fn add_origins(&mut self, table: &'a Table) {
        let inherits = !parents(table).is_empty();
        let columns = table.columns.iter().filter(|_| inherits);
        let mut ids: Vec<Id> = columns
            .map(|column| Id::Column(table.name.clone(), column.name.clone()))
            .collect();
        ids.extend(
            written(table)
                .filter(|_| inherits)
                .map(|written| Id::Constraint(table.name.clone(), written.name.clone())),
        );
        ids.extend(
            table
                .indexes
                .iter()
                .map(|index| Id::Index(index.name.clone())),
        );
        for id in ids {
            if let Some(origin) = super::partition::origin(self, &id) {
                self.add_need(&id, &origin);
            }
        }
    }

    fn add_object(&mut self, object: &'a Object) {
        let id = Id::Object(object.kind, object.name.clone());
        self.nodes.insert(id.clone(), Node::Object(object));
        if let Some(on) = &object.on {
            for other in self.relations_of(on) {
                self.add_need(&id, &other);
            }
        }
        for (attribute, clause) in &object.attributes {
            let check = (object.kind == ObjectKind::Domain)
                .then(|| attribute.strip_prefix(CHECK))
                .flatten();
            if let Some(check) = check {
                let check = Id::Constraint(object.name.clone(), Name::exact(check));
                self.nodes
                    .insert(check.clone(), Node::DomainCheck(object, clause));
                self.add_need(&check, &id);
            }
        }
    }

    /// Tables, views and materialized views of this name.
    fn relations_of(&self, name: &Name) -> Vec<Id> {
        [
            Id::Table(name.clone()),
            Id::Object(ObjectKind::View, name.clone()),
            Id::Object(ObjectKind::MaterializedView, name.clone()),
            Id::Object(
                ObjectKind::Foreign,
                Name::exact(format!("FOREIGN TABLE {name}")),
            ),
        ]
        .into_iter()
        .filter(|id| self.nodes.contains_key(id) || self.will_be_there(id))
        .collect()
    }

    fn will_be_there(&self, id: &Id) -> bool {
        match id {
            Id::Object(kind, name) => self.schema.object(*kind, name).is_some(),
            _ => false,
        }
    }

    /// The index of this name, or the constraint that an index of this name stands behind.
    pub(super) fn index_or_key(&self, name: &Name) -> Id {
        if let Some(key) = self.keys.get(name.as_str()) {
            return key.clone();
        }
        Id::Index(name.clone())
    }

    /// What computes a column belongs to the column.
    fn part_of(&self, id: &Id) -> Id {
        match id {
            Id::Default(table, column) if !self.nodes.contains_key(id) => {
                Id::Column(table.clone(), column.clone())
            }
            _ => id.clone(),
        }
    }

    fn add_need(&mut self, id: &Id, other: &Id) {
        if id != other {
            self.needs
                .entry(id.clone())
                .or_default()
                .insert(other.clone());
        }
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &Id> {
        self.nodes.keys()
    }

    pub(super) fn node(&self, id: &Id) -> Option<Node<'a>> {
        self.nodes.get(id).copied()
    }

    pub(super) fn has(&self, id: &Id) -> bool {
        self.nodes.contains_key(id)
    }

    /// What this needs to be there, as far as it is part of the schema.
    pub(super) fn needs(&self, id: &Id) -> impl Iterator<Item = &Id> {
        self.needs
            .get(id)
            .into_iter()
            .flatten()
            .filter(|other| self.nodes.contains_key(other))
    }

    pub(super) fn need(&self, id: &Id, other: &Id) -> bool {
        self.needs
            .get(id)
            .is_some_and(|needs| needs.contains(other))
    }

    pub(super) fn table(&self, name: &Name) -> Option<&'a Table> {
        match self.node(&Id::Table(name.clone())) {
            Some(Node::Table(table)) => Some(table),
            _ => None,
        }
    }

    pub(super) fn column(&self, table: &Name, column: &Name) -> Option<&'a Column> {
        match self.node(&Id::Column(table.clone(), column.clone())) {
            Some(Node::Column(_, column)) => Some(column),
            _ => None,
        }
    }

    pub(super) fn object(&self, id: &Id) -> Option<&'a Object> {
        match self.node(id) {
            Some(Node::Object(object)) => Some(object),
            _ => None,
        }
    }

    /// The tables that are partitions of this one, or inherit from it.
    pub(super) fn children(&self, table: &Name) -> impl Iterator<Item = &'a Table> {
        let table = table.clone();
        self.schema
            .tables
            .iter()
            .filter(move |child| parents(child).contains(&table))
    }
}

impl<'a> Node<'a> {
    pub(super) fn attributes(self) -> Option<&'a Attributes> {
        match self {
            Self::Table(table) => Some(&table.attributes),
            Self::Column(_, column) => Some(&column.attributes),
            Self::Constraint(_, written) => Some(&written.attributes),
            Self::Index(_, index) => Some(&index.attributes),
            Self::Object(object) => Some(&object.attributes),
            Self::Default(..) | Self::DomainCheck(..) => None,
        }
    }

    /// Whether it came with the table's parent, and goes with it.
    pub(super) fn is_inherited(self) -> bool {
        match self {
            Self::Column(_, column) => column.attributes.contains_key("inherited"),
            Self::Constraint(_, written) => written.attributes.contains_key("inherited"),
            Self::Index(_, index) => index.attributes.contains_key("parent"),
            _ => false,
        }
    }
}

/// The constraints of a table.
pub(super) fn written(table: &Table) -> impl Iterator<Item = &Written> {
    table
        .constraints
        .iter()
        .filter_map(|constraint| match constraint {
            Constraint::Written(written) => Some(written),
            _ => None,
        })
}

/// The tables that a table is a partition of, or inherits from.
pub(super) fn parents(table: &Table) -> Vec<Name> {
    if let Some(parent) = table.attributes.get("partition of") {
        return vec![Name::exact(parent)];
    }
    list(table.attributes.get("inherits"))
        .into_iter()
        .map(Name::exact)
        .collect()
}

/// A list that is kept as JSON in an attribute; empty where there is none.
pub(super) fn list(attribute: Option<&String>) -> Vec<String> {
    attribute
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default()
}
