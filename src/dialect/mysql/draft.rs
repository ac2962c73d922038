//! Both directions between two schemas, renames included.

use super::plan;
use super::quote::ident;
use super::text::Text;
use crate::dialect::{Database, Note, Run};
use crate::diff::Rename;
use crate::draft::{Draft, Script, Statement};
use crate::error::{Error, Result};
use crate::schema::{Name, Object, ObjectKind, Schema};
use std::collections::BTreeSet;
use std::path::Path;

/// The draft that turns `from` into `to` and back; none where they are equal. `renamed` carries
/// renames out on a throwaway database, since what follows a name is the server's business.
///
/// # Errors
/// Where a rename names what is not there, or the change cannot be drafted.
pub fn drafts(
    from: &Schema,
    to: &Schema,
    renames: &[Rename],
    renamed: &dyn Fn(&Schema, &[Rename]) -> Result<Schema>,
) -> Result<Vec<Draft>> {
    let mut draft = Draft::default();
    if renames.is_empty() {
        draft.up = script(plan::plan(from, to)?);
        draft.down = script(plan::plan(to, from)?);
    } else {
        let after = renamed(from, renames)?;
        let backward: Vec<Rename> = renames
            .iter()
            .rev()
            .map(|rename| rename.reversed(renames))
            .collect();
        let mut up = statements(renames);
        up.extend(plan::plan(&after, to)?);
        // What does not follow a name, as views and triggers do not, can be made neither before the
        // names are back nor where they are not: it goes first and comes last.
        let between = without_followers(&after, to);
        let (whole, waiting) = apart(&between, &after);
        let mut back = renamed(&whole, &backward)?;
        back.objects.extend(waiting);
        let mut down = plan::plan(to, &between)?;
        down.extend(statements(&backward));
        down.extend(plan::plan(&back, from)?);
        draft.up = script(up);
        draft.down = script(down);
    }
    let empty = draft.up.is_empty() && draft.down.is_empty();
    Ok(if empty { Vec::new() } else { vec![draft] })
}

/// The schema without the views and triggers that are not the same in `to`.
fn without_followers(schema: &Schema, to: &Schema) -> Schema {
    let mut kept = schema.clone();
    kept.objects.retain(|object| {
        !matches!(object.kind, ObjectKind::View | ObjectKind::Trigger)
            || to.object(object.kind, &object.name).is_some_and(|other| {
                other.definition.normal() == object.definition.normal()
                    && other.attributes == object.attributes
            })
    });
    kept
}

/// The schema that can be built, and the views that cannot: those that read one of `all` that is
/// no longer there, or read such a view. A server keeps them meanwhile.
fn apart(schema: &Schema, all: &Schema) -> (Schema, Vec<Object>) {
    // What an object mentions is folded.
    let key = |object: &Object| object.name.key().to_ascii_lowercase();
    let mut missing: BTreeSet<String> = all
        .objects
        .iter()
        .filter(|object| schema.object(object.kind, &object.name).is_none())
        .filter(|object| object.kind == ObjectKind::View)
        .map(key)
        .collect();
    let mut whole = schema.clone();
    let mut waiting = Vec::new();
    loop {
        let (reads, others): (Vec<Object>, Vec<Object>) =
            whole.objects.into_iter().partition(|object| {
                object.kind == ObjectKind::View && !object.mentions.is_disjoint(&missing)
            });
        whole.objects = others;
        if reads.is_empty() {
            return (whole, waiting);
        }
        missing.extend(reads.iter().map(key));
        waiting.extend(reads);
    }
}

fn script(statements: Vec<Statement>) -> Script {
    Script {
        statements,
        ..Script::default()
    }
}

/// The schema after these renames, as the server itself carries them out.
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
            Rename::Table { from, .. } => schema.table(from).is_some(),
            Rename::Column { .. } => true,
        })
        .cloned()
        .collect();
    if there.is_empty() {
        return Ok(schema.clone());
    }
    let mut database = empty()?;
    let mut run = |statements: &[Statement]| {
        let sql: String = statements
            .iter()
            .map(|it| format!("{};\n", it.sql))
            .collect();
        let run = Run {
            path: Path::new("renames"),
            sql: &sql,
            no_transaction: false,
            note: Note::None,
        };
        database.run(&run, &mut |_, _| {})
    };
    // Views come last, each by itself, so that one that cannot be made is known.
    let (views, others): (Vec<Statement>, Vec<Statement>) = plan::plan(&Schema::default(), schema)?
        .into_iter()
        .partition(|statement| view(&statement.sql).is_some());
    run(&others).map_err(|error| error.context("the schema before the renames cannot be built"))?;
    for statement in views {
        let name = view(&statement.sql).unwrap_or_default();
        run(&[statement]).map_err(|error| {
            Error::usage(format!(
                "the view {name} is broken, so nothing can be renamed: {}",
                error.message()
            ))
            .hint(format!(
                "mend it in a migration of its own first, or take it away: DROP VIEW {}",
                ident(&name)
            ))
        })?;
    }
    run(&statements(&there)).map_err(|error| {
        Error::usage(format!("a rename cannot be carried out: {}", error.message()))
            .hint("--rename takes `old=new` for a table and `table.old=table.new` for a column, the table by its new name")
    })?;
    database.inspect()
}

/// The view that a statement of a plan makes.
fn view(sql: &str) -> Option<String> {
    let text = Text::new(sql);
    if !text.word(0, "create") {
        return None;
    }
    let kind = (1..text.tokens.len()).find(|at| {
        [
            "view",
            "table",
            "trigger",
            "function",
            "procedure",
            "event",
            "sequence",
        ]
        .iter()
        .any(|word| text.word(*at, word))
    })?;
    text.word(kind, "view").then(|| text.name(kind + 1))?
}

/// Tables first, since columns are named by their tables' new names. All columns of a table are
/// renamed in one statement, in which two can change their names for each other's.
fn statements(renames: &[Rename]) -> Vec<Statement> {
    let mut statements = Vec::new();
    let mut columns: Vec<(&Name, Vec<String>)> = Vec::new();
    for rename in Rename::in_order(renames) {
        match rename {
            Rename::Table { from, to } => statements.push(Statement::new(format!(
                "RENAME TABLE {} TO {}",
                ident(from.as_str()),
                ident(to.as_str())
            ))),
            Rename::Column { table, from, to } => {
                let clause = format!(
                    "RENAME COLUMN {} TO {}",
                    ident(from.as_str()),
                    ident(to.as_str())
                );
                match columns.iter_mut().find(|(name, _)| *name == table) {
                    Some((_, clauses)) => clauses.push(clause),
                    None => columns.push((table, vec![clause])),
                }
            }
        }
    }
    let altered = columns
        .into_iter()
        .map(|(table, clauses)| Statement::new(plan::alter_table(table, &clauses)));
    statements.extend(altered);
    statements
}
