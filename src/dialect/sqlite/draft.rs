//! Both directions between two schemas, renames included.

use super::lexer::quote;
use super::plan::plan;
use super::session::{Session, short};
use crate::diff::Rename;
use crate::draft::{Draft, Script, Statement};
use crate::error::{Error, Result};
use crate::schema::{Name, Schema};

/// The drafts that turn `from` into `to` and back: none where the two are equal, one as a rule.
/// Two where something is renamed and the rest must run outside a transaction: a rename can't be
/// done twice, so that it must not share a file with what has to be safe to run twice.
///
/// # Errors
/// Where a rename names what is not there, or SQLite refuses it.
pub fn drafts(from: &Schema, to: &Schema, renames: &[Rename]) -> Result<Vec<Draft>> {
    if renames.is_empty() {
        let draft = Draft {
            up: plan(from, to)?,
            down: plan(to, from)?,
        };
        return Ok(if draft.up.is_empty() && draft.down.is_empty() {
            Vec::new()
        } else {
            vec![draft]
        });
    }
    let renames = &without_indexes(from, to, renames);
    let backward: Vec<Rename> = renames
        .iter()
        .rev()
        .map(|rename| rename.reversed(renames))
        .collect();
    let (renamed, rename_up) = carry_out(from, renames)?;
    let rest_up = plan(&renamed, to)?;
    let rest_down = plan(to, &renamed)?;
    // The way back takes the rest back first, then the names.
    let rename_down = statements(&backward);
    let mut names = Draft {
        up: script(rename_up),
        down: script(rename_down),
    };
    // RENAME writes strings in double quotes anew, in single quotes; the way back does not.
    let back = carry_out_statements(&renamed, &names.down.statements)?;
    let mend = plan(&back, from)?;
    if mend.no_transaction.is_some() {
        return Err(Error::refused("a rename would change texts that its way back cannot restore: SQLite writes strings in double quotes anew")
            .hint("write strings in single quotes first, in a migration of its own"));
    }
    names.down.statements.extend(mend.statements);
    if rest_up.no_transaction.is_some() || rest_down.no_transaction.is_some() {
        let rest = Draft {
            up: rest_up,
            down: rest_down,
        };
        return Ok(vec![names, rest]);
    }
    let Draft {
        mut up,
        down: names_down,
    } = names;
    up.statements.extend(rest_up.statements);
    let mut down = rest_down;
    down.statements.extend(names_down.statements);
    Ok(vec![Draft { up, down }])
}

/// SQLite has no rename for an index: it is dropped and made anew, which loses nothing.
fn without_indexes(from: &Schema, to: &Schema, renames: &[Rename]) -> Vec<Rename> {
    let has_index = |schema: &Schema, name: &Name| {
        schema.table(name).is_none()
            && schema
                .tables
                .iter()
                .any(|table| table.index(name).is_some())
    };
    let kept = renames.iter().filter(|rename| match rename {
        Rename::Table { from: old, to: new } => !(has_index(from, old) && has_index(to, new)),
        Rename::Column { .. } => true,
    });
    kept.cloned().collect()
}

/// The schema after these renames.
///
/// # Errors
/// As [`drafts`].
pub fn renamed(schema: &Schema, renames: &[Rename]) -> Result<Schema> {
    if renames.is_empty() {
        return Ok(schema.clone());
    }
    let renames: Vec<Rename> = renames
        .iter()
        .filter(|rename| match rename {
            Rename::Table { from, .. } => schema.table(from).is_some(),
            Rename::Column { .. } => true,
        })
        .cloned()
        .collect();
    let renames = renames.as_slice();
    Ok(carry_out(schema, renames)?.0)
}

/// An empty database in memory with this schema and nothing else.
pub fn build(schema: &Schema) -> Result<Session> {
    let session = Session::in_memory()?;
    let run = |sql: &str, what: String| {
        session.execute(sql).map_err(|cause| {
            Error::failed(format!(
                "{what} cannot be made again from its own text: {}",
                short(&cause)
            ))
        })
    };
    for table in &schema.tables {
        run(table.definition.as_str(), format!("table {}", table.name))?;
    }
    let rank = |kind: crate::schema::ObjectKind| kind as u8;
    let mut objects: Vec<_> = schema.objects.iter().collect();
    objects.sort_by_key(|object| rank(object.kind));
    for table in &schema.tables {
        for index in &table.indexes {
            run(index.definition.as_str(), format!("index {}", index.name))?;
        }
    }
    for object in objects {
        run(
            object.definition.as_str(),
            format!("{} {}", object.kind, object.name),
        )?;
    }
    Ok(session)
}

fn script(statements: Vec<Statement>) -> Script {
    Script {
        statements,
        ..Script::default()
    }
}

fn statements(renames: &[Rename]) -> Vec<Statement> {
    let statement = |rename: &&Rename| match rename {
        Rename::Table { from, to } => {
            format!(
                "ALTER TABLE {} RENAME TO {}",
                quote(from.as_str()),
                quote(to.as_str())
            )
        }
        Rename::Column { table, from, to } => format!(
            "ALTER TABLE {} RENAME COLUMN {} TO {}",
            quote(table.as_str()),
            quote(from.as_str()),
            quote(to.as_str())
        ),
    };
    Rename::in_order(renames)
        .iter()
        .map(statement)
        .map(Statement::new)
        .collect()
}

/// The schema after the renames, as SQLite itself carries them out, with all texts that follow.
fn carry_out(from: &Schema, renames: &[Rename]) -> Result<(Schema, Vec<Statement>)> {
    let statements = statements(renames);
    Ok((carry_out_statements(from, &statements)?, statements))
}

fn carry_out_statements(from: &Schema, statements: &[Statement]) -> Result<Schema> {
    let session = build(from)?;
    for statement in statements {
        session.execute(&statement.sql).map_err(|cause| {
            Error::usage(format!("a rename cannot be carried out: {}: {}", statement.sql, short(&cause)))
                .hint("--rename takes `old=new` for a table and `table.old=table.new` for a column, the table by its new name")
        })?;
    }
    session.inspect()
}
