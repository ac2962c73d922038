//! Both directions between two schemas, renames included.

use super::online;
use super::plan::{self, Options, Written};
use super::quote::ident;
use crate::dialect::{Database, Form, Note, Run};
use crate::diff::Rename;
use crate::draft::{Draft, Script, Statement};
use crate::error::{Error, Result};
use crate::schema::{Name, ObjectKind, Schema};
use std::path::Path;

/// The drafts that turn `from` into `to` and back. `renamed` carries renames out on a throwaway
/// database, since everything that follows a name is the server's business.
///
/// There is more than one where a label that is added to an enum type is used at once, which
/// PostgreSQL wants in two transactions, and where `form` asks for files that do not block.
///
/// # Errors
/// Where a rename names what is not there, or the change cannot be drafted.
pub fn drafts(
    from: &Schema,
    to: &Schema,
    renames: &[Rename],
    form: Form,
    renamed: &dyn Fn(&Schema, &[Rename]) -> Result<Schema>,
) -> Result<Vec<Draft>> {
    if renames.is_empty() {
        return stages(from, to, form);
    }
    let after = renamed(from, renames)?;
    let backward: Vec<Rename> = renames
        .iter()
        .rev()
        .map(|rename| rename.reversed(renames))
        .collect();
    let up = statements(from, renames);
    let down = statements(&after, &backward);
    let mut drafts = stages(&after, to, form)?;
    match drafts.first_mut() {
        Some(first) if first.up.no_transaction.is_none() && first.down.no_transaction.is_none() => {
            first.up.statements.splice(0..0, up);
            first.down.statements.extend(down);
        }
        _ => {
            let names = Draft {
                up: script(up),
                down: script(down),
            };
            drafts.insert(0, names);
        }
    }
    Ok(drafts)
}

fn stages(from: &Schema, to: &Schema, form: Form) -> Result<Vec<Draft>> {
    let plain = Options::default();
    let (up, down) = plan::both_ways(from, to, (plain, plain))?;
    if up.is_empty() && down.is_empty() {
        return Ok(Vec::new());
    }
    let needs_two =
        |written: &[Written], from: &Schema, to: &Schema| plan::uses_new_labels(from, to, written);
    let (up_in_two, down_in_two) = (needs_two(&up, from, to), needs_two(&down, to, from));
    if !up_in_two && !down_in_two {
        return Ok(match form {
            Form::Online => online::drafts(from, to, &up)?,
            _ => vec![draft(up, down)],
        });
    }
    if form == Form::Single || down_in_two {
        let options = |swap_enums| Options { swap_enums };
        let in_one = (options(up_in_two), options(down_in_two));
        let (up, down) = plan::both_ways(from, to, in_one)?;
        return Ok(vec![draft(up, down)]);
    }
    // The labels come first, in a file of their own; whatever uses them is the second file's.
    let middle = with_labels_of(from, to);
    let mut first = stages(from, &middle, form)?;
    first.extend(stages(&middle, to, form)?);
    Ok(first)
}

/// `from` with the labels that `to` adds to its enum types.
fn with_labels_of(from: &Schema, to: &Schema) -> Schema {
    let mut middle = from.clone();
    for object in &mut middle.objects {
        if object.kind != ObjectKind::Enum {
            continue;
        }
        if let Some(labels) = to
            .object(object.kind, &object.name)
            .and_then(|other| other.attributes.get("labels"))
        {
            object
                .attributes
                .insert("labels".to_owned(), labels.clone());
        }
    }
    middle
}

fn draft(up: Vec<Written>, down: Vec<Written>) -> Draft {
    let of = |written: Vec<Written>| script(written.into_iter().map(|one| one.statement).collect());
    Draft {
        up: of(up),
        down: of(down),
    }
}

fn script(statements: Vec<Statement>) -> Script {
    Script {
        statements,
        ..Script::default()
    }
}

/// The schema after these renames, as PostgreSQL itself carries them out.
///
/// # Errors
/// Where the schema can't be built, or a rename names what is not there.
pub fn renamed(
    schema: &Schema,
    renames: &[Rename],
    empty: impl FnOnce() -> Result<Box<dyn Database>>,
) -> Result<Schema> {
    let there: Vec<Rename> = renames
        .iter()
        .filter(|rename| match rename {
            Rename::Table { from, .. } => relation(schema, from).is_some(),
            Rename::Column { .. } => true,
        })
        .cloned()
        .collect();
    if there.is_empty() {
        return Ok(schema.clone());
    }
    let mut database = empty()?;
    let mut sql = String::new();
    let built = plan::plan(&database.inspect()?, schema, Options::default())?;
    let statements = built.into_iter().map(|one| one.statement);
    for statement in statements.chain(self::statements(schema, &there)) {
        sql.push_str(&statement.sql);
        sql.push_str(";\n");
    }
    let run = Run {
        path: Path::new("renames"),
        sql: &sql,
        no_transaction: false,
        note: Note::None,
    };
    database.run(&run, &mut |_, _| {}).map_err(|error| {
        Error::usage(format!("a rename cannot be carried out: {}", error.message()))
            .hint("--rename takes `old=new` for a table and `table.old=table.new` for a column, the table by its new name")
    })?;
    database.inspect()
}

/// What ALTER calls a relation of this name.
fn relation(schema: &Schema, name: &Name) -> Option<&'static str> {
    if schema.table(name).is_some() {
        return Some("TABLE");
    }
    if schema
        .tables
        .iter()
        .any(|table| table.index(name).is_some())
    {
        return Some("INDEX");
    }
    let kinds = [
        (ObjectKind::View, "VIEW"),
        (ObjectKind::MaterializedView, "MATERIALIZED VIEW"),
        (ObjectKind::Sequence, "SEQUENCE"),
        (ObjectKind::Enum, "TYPE"),
        (ObjectKind::Composite, "TYPE"),
        (ObjectKind::Range, "TYPE"),
        (ObjectKind::Domain, "DOMAIN"),
    ];
    kinds
        .into_iter()
        .find(|(kind, _)| schema.object(*kind, name).is_some())
        .map(|(_, word)| word)
}

/// Tables first, since columns are named by their tables' new names; and each name only once the
/// one that has it so far has given it up.
fn statements(before: &Schema, renames: &[Rename]) -> Vec<Statement> {
    let mut statements = Vec::new();
    for rename in Rename::in_order(renames) {
        match rename {
            Rename::Table { from, to } => {
                let word = relation(before, from).unwrap_or("TABLE");
                let (old_schema, old) = plan::reference_parts(from.as_str());
                let (new_schema, new) = plan::reference_parts(to.as_str());
                let mut current = from.to_string();
                if old_schema != new_schema {
                    let schema = new_schema.clone().unwrap_or_else(|| "public".to_owned());
                    statements.push(format!(
                        "ALTER {word} {current} SET SCHEMA {}",
                        ident(&schema)
                    ));
                    current = match &new_schema {
                        Some(schema) => format!("{}.{}", ident(schema), ident(&old)),
                        None => ident(&old),
                    };
                }
                if old != new {
                    statements.push(format!("ALTER {word} {current} RENAME TO {}", ident(&new)));
                }
            }
            Rename::Column { table, from, to } => statements.push(format!(
                "ALTER TABLE {table} RENAME COLUMN {} TO {}",
                ident(from.as_str()),
                ident(to.as_str())
            )),
        }
    }
    statements.into_iter().map(Statement::new).collect()
}
