//! From the random schema to the statements that build it.

mod data;
mod logic;
mod types;

use super::model::{Id, Object, Part, Schema, Words};
use super::names::{literal, quoted};
use super::slot::{Kind, Slot};
use crate::fuzz::model;
use std::collections::BTreeSet;

/// A statement.
pub(super) type Statement = model::Statement<Words>;

/// The statements of a schema, in an order in which they can be run.
pub(super) fn statements(schema: &Schema) -> Vec<Statement> {
    let mut writer = Writer {
        schema,
        done: BTreeSet::new(),
        early: Vec::new(),
        late: Vec::new(),
    };
    for object in &schema.objects {
        writer.visit(object);
    }
    writer.early.append(&mut writer.late);
    writer.early
}

struct Writer<'a> {
    schema: &'a Schema,
    done: BTreeSet<Id>,
    early: Vec<Statement>,
    late: Vec<Statement>,
}

impl Writer<'_> {
    fn visit(&mut self, object: &Object) {
        let schema = self.schema;
        let unit = schema.unit(object).id;
        if !self.done.insert(unit) {
            return;
        }
        let objects = schema.objects.iter();
        let members: Vec<&Object> = objects
            .filter(|other| schema.unit(other).id == unit)
            .collect();
        for member in &members {
            for need in member.needs() {
                if let Some(needed) = self.schema.get(need) {
                    self.visit(needed);
                }
            }
        }
        for member in members {
            self.write(member);
        }
    }

    fn write(&mut self, object: &Object) {
        let schema = self.schema;
        let out = &mut self.early;
        let mut say = |slot: Option<Slot>, sql: String| {
            out.push(Statement {
                id: object.id,
                slot,
                sql,
            });
        };
        match object.kind {
            Kind::Table => data::table(schema, object, &mut say),
            Kind::Column => data::column(schema, object, &mut say),
            Kind::Output => {}
            kind => {
                if let Some(sql) = main(schema, object, kind) {
                    say(None, sql);
                }
                logic::state(schema, object, &mut say);
            }
        }
        if object.has(Slot::Comment)
            && let Some(what) = schema.designation(object)
        {
            let comment = literal(&schema.write(object.text(Slot::Comment)));
            say(
                Some(Slot::Comment),
                format!("COMMENT ON {what} IS {comment}"),
            );
        }
        data::late(schema, object, &mut self.late);
    }
}

/// The statement without which there is no such object.
fn main(schema: &Schema, object: &Object, kind: Kind) -> Option<String> {
    Some(match kind {
        Kind::Schema => format!("CREATE SCHEMA {}", quoted(&object.name)),
        Kind::Extension => format!("CREATE EXTENSION {}", quoted(&object.name)),
        Kind::Collation | Kind::Enum | Kind::Composite | Kind::Domain | Kind::Range => {
            types::definition(schema, object)
        }
        Kind::Sequence => data::sequence(schema, object),
        Kind::Primary | Kind::Unique | Kind::Check | Kind::Foreign | Kind::Exclude => {
            data::constraint(schema, object)
        }
        Kind::Index => data::index(schema, object),
        Kind::View | Kind::MaterializedView => logic::view(schema, object),
        Kind::Function | Kind::Procedure => logic::routine(schema, object),
        Kind::Aggregate | Kind::Operator | Kind::Cast => types::behaviour(schema, object),
        Kind::Trigger | Kind::EventTrigger => logic::trigger(schema, object),
        Kind::Rule => logic::rule(schema, object),
        Kind::Policy => logic::policy(schema, object),
        Kind::Grant => logic::grant(schema, object)?,
        Kind::DefaultPrivileges => logic::default_privileges(schema, object),
        Kind::Publication => logic::publication(schema, object),
        Kind::Statistics => data::statistics(schema, object),
        Kind::Table | Kind::Column | Kind::Output => return None,
    })
}

impl Schema {
    /// A piece of a text as SQL.
    pub(super) fn part(&self, part: &Part) -> String {
        match part {
            Part::Raw(sql) => sql.clone(),
            Part::Name(id) => self.name(*id),
            Part::Of(alias, id) => format!("{alias}.{}", self.name(*id)),
            Part::Full(id) => self.full(*id),
            Part::Quoted(id) => literal(&self.full(*id)),
            Part::Signature(id) => self.signature(*id),
            Part::After(_) => String::new(),
        }
    }

    /// The name of an object, quoted where that must be.
    pub(super) fn name(&self, id: Id) -> String {
        self.get(id).map_or_else(String::new, |object| {
            if object.kind == Kind::Operator {
                object.name.clone()
            } else {
                quoted(&object.name)
            }
        })
    }

    /// The name of an object with its schema.
    pub(super) fn full(&self, id: Id) -> String {
        let Some(object) = self.get(id) else {
            return String::new();
        };
        if matches!(object.kind, Kind::Schema | Kind::Extension) {
            return self.name(id);
        }
        format!("{}.{}", self.home(object), self.name(id))
    }

    /// The name of the schema that an object stands in, or that what it stands on stands in.
    pub(super) fn home(&self, object: &Object) -> String {
        let placed = object.on.and_then(|on| self.get(on));
        match (placed, object.home) {
            (_, Some(home)) => self.name(home),
            (Some(on), None) if object.kind != Kind::Table => self.home(on),
            _ => "public".to_owned(),
        }
    }

    /// A function with the types of its arguments.
    pub(super) fn signature(&self, id: Id) -> String {
        let Some(object) = self.get(id) else {
            return String::new();
        };
        let arguments = object.list(Slot::Items).iter();
        let types: Vec<String> = arguments
            .filter(|argument| !matches!(argument.first(), Some(Part::Raw(word)) if word.starts_with("OUT ")))
            .map(|argument| {
                let end = argument
                    .iter()
                    .position(|part| matches!(part, Part::Raw(text) if text.starts_with(" DEFAULT")))
                    .unwrap_or(argument.len());
                let variadic = matches!(argument.first(), Some(Part::Raw(word)) if word.starts_with("VARIADIC "));
                let prefix = if variadic { "VARIADIC " } else { "" };
                format!("{prefix}{}", self.write(&argument[1..end]))
            })
            .collect();
        format!("{}({})", self.full(id), types.join(", "))
    }

    /// An object as COMMENT ON names it; none where it cannot be named.
    pub(super) fn designation(&self, object: &Object) -> Option<String> {
        let full = || self.full(object.id);
        let on = || object.on.map_or_else(String::new, |on| self.full(on));
        let left_right = || {
            let left = self.write(object.text(Slot::Left));
            (left, self.write(object.text(Slot::Right)))
        };
        if object.name.is_empty() && object.kind != Kind::Cast {
            return None;
        }
        let name = self.name(object.id);
        Some(match object.kind {
            Kind::Schema => format!("SCHEMA {name}"),
            Kind::Extension => format!("EXTENSION {name}"),
            Kind::Collation => format!("COLLATION {}", full()),
            Kind::Enum | Kind::Composite | Kind::Range => format!("TYPE {}", full()),
            Kind::Domain => format!("DOMAIN {}", full()),
            Kind::Sequence => format!("SEQUENCE {}", full()),
            Kind::Table => format!("TABLE {}", full()),
            Kind::Column | Kind::Output => format!("COLUMN {}.{name}", on()),
            Kind::Primary | Kind::Unique | Kind::Check | Kind::Foreign | Kind::Exclude => {
                format!("CONSTRAINT {name} ON {}", on())
            }
            Kind::Index => format!("INDEX {}", full()),
            Kind::View => format!("VIEW {}", full()),
            Kind::MaterializedView => format!("MATERIALIZED VIEW {}", full()),
            Kind::Function => format!("FUNCTION {}", self.signature(object.id)),
            Kind::Procedure => format!("PROCEDURE {}", self.signature(object.id)),
            Kind::Aggregate => format!("AGGREGATE {}", self.signature(object.id)),
            Kind::Operator => {
                let (left, right) = left_right();
                format!("OPERATOR {} ({left}, {right})", full())
            }
            Kind::Cast => {
                let (left, right) = left_right();
                format!("CAST ({left} AS {right})")
            }
            Kind::Trigger => format!("TRIGGER {name} ON {}", on()),
            Kind::Rule => format!("RULE {name} ON {}", on()),
            Kind::Policy => format!("POLICY {name} ON {}", on()),
            Kind::EventTrigger => format!("EVENT TRIGGER {name}"),
            Kind::Publication => format!("PUBLICATION {name}"),
            Kind::Statistics => format!("STATISTICS {}", full()),
            Kind::Grant | Kind::DefaultPrivileges => return None,
        })
    }
}
