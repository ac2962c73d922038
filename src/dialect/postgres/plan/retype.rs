//! Columns that get another type.

use super::Writer;
use super::alterable::{base, changes_type};
use super::casts::{Cast, cast, rounds};
use super::decide::Action;
use super::reference::bare;
use super::side::Node;
use crate::dialect::postgres::quote::ident;
use crate::draft::Statement;
use crate::schema::{Column, Id, Name, ObjectKind};

impl Writer<'_> {
    /// Whether the type of a column is one that is swapped for a new one.
    pub(super) fn type_is_swapped(&self, id: &Id) -> bool {
        self.needs_swapped(id, |_| true)
    }

    /// Whether a column goes over to another type, or to a new one of the same name.
    pub(super) fn is_retyped(&self, id: &Id) -> bool {
        match (self.from.node(id), self.to.node(id)) {
            (Some(Node::Column(_, before)), Some(Node::Column(_, after))) => {
                self.action(id) == Some(Action::Alter)
                    && (changes_type(before, after) || self.type_is_swapped(id))
            }
            _ => false,
        }
    }

    fn needs_swapped(&self, id: &Id, wanted: impl Fn(ObjectKind) -> bool) -> bool {
        self.from.needs(id).any(|other| {
            self.action(other) == Some(Action::Swap)
                && matches!(other, Id::Object(kind, _) if wanted(*kind))
        })
    }

    /// Whether the type is one of an extension that moves to another schema: it is only called
    /// otherwise then.
    fn type_moves(&self, id: &Id) -> bool {
        let (Some(Node::Column(_, before)), Some(Node::Column(_, after))) =
            (self.from.node(id), self.to.node(id))
        else {
            return false;
        };
        let called = |column: &Column| bare(&Name::exact(column.type_name.as_str()));
        called(before) == called(after)
            && before.collation == after.collation
            && self.from.needs(id).any(|other| {
                matches!(other, Id::Object(ObjectKind::Extension, _))
                    && self.action(other) == Some(Action::Alter)
                    && self.to.need(id, other)
            })
    }

    pub(super) fn alter_type(&mut self, id: &Id, alter: &str, before: &Column, after: &Column) {
        if !changes_type(before, after) && !self.type_is_swapped(id) || self.type_moves(id) {
            return;
        }
        let swapped = self.needs_swapped(id, |kind| kind != ObjectKind::Collation);
        let mut sql = format!("{alter} TYPE {}", after.type_name);
        if let Some(collation) = &after.collation {
            sql.push_str(&format!(" COLLATE {collation}"));
        }
        let column = ident(after.name.as_str());
        if swapped && base(&before.type_name) == base(&after.type_name) {
            sql.push_str(&format!(" USING {column}::text::{}", after.type_name));
            self.emit(sql);
            return;
        }
        let cast = if swapped {
            Cast::ByText
        } else {
            self.cast_between(&before.type_name, &after.type_name)
        };
        // A computed column has no USING; one that was computed has values like any other.
        let computed = before.generated.is_some() && after.generated.is_some();
        if computed || cast == Cast::Assignment {
            let mut statement = Statement::new(sql);
            if before.generated.is_none() && rounds(&before.type_name, &after.type_name) {
                statement = statement.comment(format!(
                    "Rounds or cuts values of {} that {} does not hold.",
                    after.name, after.type_name
                ));
            }
            self.push(statement);
            return;
        }
        let how = match cast {
            Cast::Explicit => format!("{column}::{}", after.type_name),
            _ => format!("{column}::text::{}", after.type_name),
        };
        let review = format!(
            "there is no cast from {} to {} that goes by itself: is this how the values of {} go over?",
            before.type_name, after.type_name, after.name
        );
        self.push(Statement::new(format!("{sql} USING {how}")).review(review));
    }

    /// Domains go over as the types that they are made of.
    fn cast_between(&self, before: &str, after: &str) -> Cast {
        let under = |side: &super::side::Side, name: &str| -> String {
            let mut name = name.to_owned();
            for _ in 0..8 {
                let id = Id::Object(ObjectKind::Domain, Name::exact(base(&name)));
                let Some(domain) = side.object(&id) else {
                    break;
                };
                let text = domain.definition.as_str();
                let Some((_, rest)) = text.split_once(" AS ") else {
                    break;
                };
                name = rest.split(" COLLATE ").next().unwrap_or(rest).to_owned();
            }
            name
        };
        let (plain_before, plain_after) = (under(self.from, before), under(self.to, after));
        cast(&plain_before, &plain_after)
    }

    /// How a column's type stores its values where nothing is said: what has a length in front of
    /// it is compressed and put aside, but for numbers.
    pub(super) fn usual_storage(&self, id: &Id) -> String {
        let type_name = match self.to.node(id) {
            Some(Node::Column(_, column)) => base(&column.type_name),
            _ => String::new(),
        };
        match type_name.as_str() {
            "numeric" | "cidr" | "inet" => "MAIN",
            "smallint" | "integer" | "bigint" | "real" | "double precision" | "boolean"
            | "date" | "uuid" | "oid" | "money" | "interval" => "PLAIN",
            name if name.starts_with("time") => "PLAIN",
            _ => "EXTENDED",
        }
        .to_owned()
    }
}
