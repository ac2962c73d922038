//! From the catalog to the model.
//!
//! `queries` reads the whole catalog in a fixed number of queries, whatever the size of the
//! schema, inside one transaction that sees one state. The server itself writes every name and
//! every expression, under a search path that holds the default schema alone: what lies in it is
//! written bare, everything else with its schema. `relations`, `keys` and `objects` make the model
//! of the answers, `said` has comments and grants, `needs` what needs what, and `ignored` what is
//! left out. What extensions brought is theirs and never read.

mod ignored;
mod keys;
mod needs;
mod objects;
mod queries;
mod relations;
mod said;
mod tables;
mod text;
mod views;

use super::connect::Connection;
use crate::dialect::Ignore;
use crate::error::Result;
use crate::schema::{Id, Schema};
pub(super) use ignored::Ignored;
use needs::Ids;
use relations::{Kind, Relations};
use said::Said;

/// The numbers that PostgreSQL gave its own catalogs for good.
mod catalog {
    pub(super) const CLASS: u32 = 1259;
    pub(super) const DEFAULT: u32 = 2604;
    pub(super) const CONSTRAINT: u32 = 2606;
    pub(super) const OPERATOR_CLASS: u32 = 2616;
    pub(super) const OPERATOR_FAMILY: u32 = 2753;
    pub(super) const FAMILY_OPERATOR: u32 = 2602;
    pub(super) const FAMILY_FUNCTION: u32 = 2603;
    pub(super) const PUBLICATION: u32 = 6104;
    pub(super) const PUBLISHED_TABLE: u32 = 6106;
    pub(super) const PUBLISHED_SCHEMA: u32 = 6237;
}

/// Reads the schema. Settings of the session are as before when it returns.
///
/// Names are written as a script must write them under the session's default schema; those of
/// columns and constraints are kept as they are.
///
/// # Errors
/// Where the server refuses a query or the connection is lost; nothing is left open then.
pub fn inspect(connection: &mut Connection, ignore: &Ignore) -> Result<Schema> {
    let answers = queries::run(connection)?;
    let ignored = Ignored::new(ignore).of_user(&answers.user);
    let said = Said::read(&answers.said);
    let lines = needs::lines(&answers.dependencies);
    let mut relations = Relations::read(&answers, &lines, &ignored);
    let mut ids = Ids::default();
    let mut domains = keys::constraints(&answers.constraints, &mut relations, &said, &mut ids);
    keys::indexes(&answers.indexes, &mut relations, &said, &ignored, &mut ids);

    let mut schema = Schema {
        objects: objects::read(
            &answers.objects,
            &relations,
            &mut domains,
            &said,
            &ignored,
            &mut ids,
        ),
        ..Schema::default()
    };
    let (mut identities, others) = relations.part_identities();
    for (number, relation) in others {
        if relation.kind == Kind::Table {
            ids.add((catalog::CLASS, number), Id::Table(relation.name.clone()));
            let table = tables::table(number, relation, &said, &ignored, &mut identities, &mut ids);
            schema.tables.push(table);
        } else {
            let objects = &mut schema.objects;
            views::objects(number, relation, &said, &ignored, &mut ids, objects);
        }
    }
    schema.tables.sort_by(|a, b| a.name.cmp(&b.name));
    schema
        .objects
        .sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    schema.needs = ids.needs(&lines);
    Ok(schema)
}
