//! What a database must be like when scripts have led there.

use super::{Outcome, Way, in_full, while_};
use cargo_migrate::dialect::{Access, Dialect, Ignore, Note, Run};
use cargo_migrate::diff::{Rename, compare};
use cargo_migrate::project::DatabaseUrl;
use cargo_migrate::schema::{Name, Schema};
use std::collections::BTreeSet;
use std::path::Path;

/// A schema, as this tool reads it and as a program dumps it that shares no code with it.
#[derive(Clone)]
pub(crate) struct Like {
    pub(crate) schema: Schema,
    pub(crate) dump: Vec<String>,
}

impl Like {
    /// Whether this is like the goal, by what both say; `judge` is what dumped it.
    pub(crate) fn is(&self, goal: &Self, judge: &str) -> Outcome {
        let mut changes = compare(&self.schema, &goal.schema);
        changes.extend(compare(&goal.schema, &self.schema));
        if !changes.is_empty() {
            let changes: Vec<String> = changes.iter().map(ToString::to_string).collect();
            return Err(format!("it does not arrive: {}", changes.join("; ")));
        }
        let [found, wanted]: [BTreeSet<&String>; 2] =
            [&self.dump, &goal.dump].map(|dump| dump.iter().collect());
        let lines = |sign: &str, lines: Vec<&&String>| -> String {
            lines
                .iter()
                .map(|line| format!("{sign} {line}\n"))
                .collect()
        };
        let wrong = lines("-", wanted.difference(&found).collect())
            + &lines("+", found.difference(&wanted).collect());
        match wrong.as_str() {
            "" => Ok(()),
            _ => Err(format!("it arrives, but {judge} differs:\n{wrong}")),
        }
    }
}

/// A rename whose names are compared to the letter.
pub(crate) fn rename(text: &str) -> Outcome<Rename> {
    let exact = |name: &Name| Name::exact(name.as_str());
    Ok(match text.parse()? {
        Rename::Table { from, to } => Rename::Table {
            from: exact(&from),
            to: exact(&to),
        },
        Rename::Column { table, from, to } => Rename::Column {
            table: exact(&table),
            from: exact(&from),
            to: exact(&to),
        },
    })
}

/// Whether a script runs outside a transaction.
pub(crate) fn is_outside(script: &str) -> bool {
    script.starts_with("-- no-transaction")
}

/// Runs the scripts by this tool's own runner.
pub(crate) fn run_as_tool(dialect: &dyn Dialect, url: &DatabaseUrl, way: &Way) -> Outcome {
    let mut database = dialect
        .open(url, Access::Write, &Ignore::default())
        .map_err(in_full)?;
    for sql in &way.scripts {
        let script = Run {
            path: Path::new(way.word),
            sql,
            no_transaction: is_outside(sql),
            note: Note::None,
        };
        database
            .run(&script, &mut |_, _| {})
            .map_err(|error| format!("{}\n{sql}", in_full(error)))
            .map_err(while_(way.word))?;
    }
    Ok(())
}
