//! The statements of defaults.

use super::Writer;
use super::alterable::changes_type;
use super::decide::Action;
use super::order::{Step, owner};
use super::side::{Node, parents};
use crate::dialect::postgres::quote::ident;
use crate::schema::{Column, Id, Name, Table};

impl Writer<'_> {
    pub(super) fn drop_default(&mut self, id: &Id, table: &Name, name: &Name) {
        let column = Id::Column(table.clone(), name.clone());
        // Setting another one takes the old one away.
        let replaced = self.has(Step::Create, id) && !self.column_changes(&column);
        let sequence_goes = self.from.needs(id).any(|other| {
            matches!(other, Id::Object(..)) && self.action(other).is_some_and(Action::drops)
        });
        if replaced && !sequence_goes && !self.must_go_first(id) {
            return;
        }
        if self.goes_with_table(id, table) {
            return;
        }
        self.emit(format!(
            "ALTER TABLE ONLY {table} ALTER COLUMN {} DROP DEFAULT",
            ident(name.as_str())
        ));
    }

    /// Whether its table is set aside and dropped later, and what it reads stays until then.
    fn goes_with_table(&self, id: &Id, table: &Name) -> bool {
        let is_aside = matches!(
            self.action(&Id::Table(table.clone())),
            Some(Action::Rebuild | Action::Rebuilt)
        );
        let stays = |other: &Id| {
            !matches!(other, Id::Object(..))
                || !self
                    .action(other)
                    .is_some_and(|action| action.drops() || action == Action::Swap)
        };
        is_aside && self.from.needs(id).all(stays)
    }

    /// Whether anything that waits for this to go comes before it is made again.
    fn must_go_first(&self, id: &Id) -> bool {
        let gone = (Step::Drop, id.clone());
        self.order.iter().any(|vertex| {
            vertex.1 != *id
                && self.graph.before(vertex).any(|earlier| *earlier == gone)
                && self.is_before((vertex.0, &vertex.1), (Step::Create, id))
                && !self.folded.contains(vertex)
        })
    }

    fn column_changes(&self, id: &Id) -> bool {
        match (self.from.node(id), self.to.node(id)) {
            (Some(Node::Column(_, before)), Some(Node::Column(_, after))) => {
                self.action(id) == Some(Action::Alter)
                    && (changes_type(before, after) || self.type_is_swapped(id))
                    || before.attributes.get("identity") != after.attributes.get("identity")
            }
            _ => false,
        }
    }

    pub(super) fn set_default(&mut self, id: &Id, table: &Name, name: &Name) {
        let Some(Node::Default(on, column)) = self.to.node(id) else {
            return;
        };
        if self.default_comes_with_parent(on, column) {
            return;
        }
        let Some(default) = &column.default else {
            return;
        };
        self.emit(format!(
            "ALTER TABLE ONLY {table} ALTER COLUMN {} SET DEFAULT {default}",
            ident(name.as_str())
        ));
        let key = (table.clone(), name.clone());
        let sequence = self.to.needs(id).find(|needed| {
            self.action(needed) == Some(Action::Create)
                && owner(self.to, needed).contains(&Id::Column(table.clone(), name.clone()))
        });
        if let Some(object) = sequence.and_then(|sequence| self.to.object(sequence))
            && !self.handed_over.contains_key(&key)
        {
            let number = |name: &str| object.attributes.get(name)?.parse().ok();
            let (start, increment) = (number("start"), number("increment"));
            self.count_on(object.name.as_str(), on, column, start, increment);
        }
    }

    /// A new partition takes over the defaults that its parent has at that time.
    fn default_comes_with_parent(&self, table: &Table, column: &Column) -> bool {
        let id = Id::Table(table.name.clone());
        let own = Id::Column(table.name.clone(), column.name.clone());
        if self.comes_with_parent(&own) {
            let theirs = parents(table)
                .into_iter()
                .filter_map(|parent| Some((self.to.column(&parent, &column.name)?, parent)));
            let mut with_theirs = theirs.filter(|(theirs, parent)| {
                let vertex = Id::Default(parent.clone(), column.name.clone());
                let id = Id::Column(parent.clone(), column.name.clone());
                theirs.default == column.default
                    && self.action(&id).is_some_and(Action::creates)
                    && self.folded.contains(&(Step::Create, vertex))
            });
            return with_theirs.next().is_some();
        }
        if !self.is_short_partition(&id) {
            return false;
        }
        parents(table).iter().all(|parent| {
            let theirs = self.to.column(parent, &column.name);
            let vertex = Id::Default(parent.clone(), column.name.clone());
            theirs.is_some_and(|theirs| theirs.default == column.default)
                && (self.folded.contains(&(Step::Create, vertex.clone()))
                    || self.is_before((Step::Create, &vertex), (Step::Create, &id)))
        })
    }
}
