//! Makes tables of the relations that are some.

use super::catalog;
use super::ignored::Ignored;
use super::needs::Ids;
use super::relations::{Part, Relation};
use super::said::Said;
use super::text;
use crate::dialect::postgres::naming::made_of;
use crate::schema::{Attributes, Column, Constraint, Sql, Table};
use std::collections::{BTreeSet, HashMap};

/// The sequences of identity columns, by table and column.
pub(super) type Identities = HashMap<(u32, i32), (u32, Relation)>;

/// The table that this relation is.
pub(super) fn table(
    number: u32,
    mut relation: Relation,
    said: &Said,
    ignored: &Ignored,
    identities: &mut Identities,
    ids: &mut Ids,
) -> Table {
    let mut attributes = std::mem::take(&mut relation.attributes);
    said.write(catalog::CLASS, number, 0, &mut attributes);
    ignored.note_owner(&relation.owner, &mut attributes);
    let parameters = relation.parameters.take();
    text::say_parameters("storage parameters", parameters.as_deref(), &mut attributes);
    let mut columns = Vec::with_capacity(relation.columns.len());
    for part in std::mem::take(&mut relation.columns) {
        ids.column(number, &relation.name, &part);
        let identity = identities.remove(&(number, part.number));
        if let Some((sequence, _)) = &identity {
            ids.part_of(
                (catalog::CLASS, *sequence),
                (catalog::CLASS, number, part.number),
            );
        }
        columns.push(column(number, &relation, part, identity, said));
    }
    let mut constraints = relation.constraints;
    constraints.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    let mut indexes = relation.indexes;
    indexes.sort_by(|a, b| a.name.cmp(&b.name));
    Table {
        name: relation.name,
        columns,
        constraints: constraints.into_iter().map(Constraint::Written).collect(),
        indexes,
        options: BTreeSet::new(),
        attributes,
        definition: Sql::new("", ""),
        opaque: None,
        order_counts: false,
    }
}

fn column(
    table: u32,
    relation: &Relation,
    part: Part,
    identity: Option<(u32, Relation)>,
    said: &Said,
) -> Column {
    let mut column = part.column;
    said.write(catalog::CLASS, table, part.number, &mut column.attributes);
    if let Some((number, sequence)) = identity {
        let to = &mut column.attributes;
        to.insert(
            "identity sequence".to_owned(),
            sequence_options(&sequence.attributes),
        );
        let usual = made_of(&relation.bare, column.name.as_str(), "seq");
        if sequence.schema != relation.schema || sequence.bare != usual {
            to.insert("identity name".to_owned(), sequence.name.to_string());
        }
        let mut more = Attributes::new();
        said.write(catalog::CLASS, number, 0, &mut more);
        let unlogged = |attributes: &Attributes| attributes.contains_key("unlogged");
        if unlogged(&sequence.attributes) && !unlogged(&relation.attributes) {
            more.insert("unlogged".to_owned(), "yes".to_owned());
        }
        to.extend(
            more.into_iter()
                .map(|(name, value)| (format!("identity {name}"), value)),
        );
    }
    column
}

/// A sequence's options as they stand in parentheses behind `GENERATED … AS IDENTITY`.
fn sequence_options(attributes: &Attributes) -> String {
    let value = |name: &str| attributes.get(name).map_or("", String::as_str);
    format!(
        "START WITH {} INCREMENT BY {} MINVALUE {} MAXVALUE {} CACHE {} {}",
        value("start"),
        value("increment"),
        value("minvalue"),
        value("maxvalue"),
        value("cache"),
        if attributes.contains_key("cycle") {
            "CYCLE"
        } else {
            "NO CYCLE"
        },
    )
}
