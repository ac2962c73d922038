//! One ALTER TABLE for all that changes on a table: where a clause fails, the table is as it was.

use super::column::{self, Columns};
use super::define::{constraint, no_option, option};
use super::history;
use super::index;
use super::keys::Key;
use super::partition;
use crate::dialect::mysql::quote::ident;
use crate::diff::{Difference, TableChange, differences};
use crate::draft::Statement;
use crate::schema::{Name, Table};

/// The clauses of an ALTER TABLE, with what is said above it.
#[derive(Debug, Default)]
pub(super) struct Alter {
    pub(super) drops: Vec<String>,
    pub(super) columns: Vec<String>,
    pub(super) adds: Vec<String>,
    options: Vec<String>,
    pub(super) partitions: Option<String>,
    pub(super) comments: Vec<String>,
    pub(super) reviews: Vec<String>,
    /// What must run before it.
    pub(super) before: Vec<Statement>,
    pub(super) after: Vec<Statement>,
    /// Columns that a new history leaves out.
    pub(super) unversioned: Vec<String>,
}

/// The statements that turn `from` into `to`, with those foreign keys dropped and added that are
/// named here and no others.
pub(super) fn statements(
    from: &Table,
    to: &Table,
    changes: &[TableChange],
    dropped: &[&Key],
    added: &[&Key],
) -> Vec<Statement> {
    let (first, ended) = history::ended(from, to).unzip();
    let from = ended.as_ref().unwrap_or(from);
    let mut alter = Alter::default();
    for key in dropped {
        alter.drops.push(drop_foreign_key(key));
    }
    let columns = Columns::new(from, to, changes);
    index::keys(from, to, changes, &columns, added, &mut alter);
    column::clauses(&columns, &mut alter);
    for difference in differences(&from.attributes, &to.attributes) {
        attribute(from, to, &difference, &mut alter);
    }
    for key in added {
        alter.adds.push(format!("ADD {}", constraint(key.written)));
    }
    let mut statements: Vec<Statement> = first.unwrap_or_default();
    statements.extend(alter.written(from, to));
    statements
}

pub(super) fn drop_foreign_key(key: &Key) -> String {
    format!("DROP FOREIGN KEY {}", ident(key.written.name.as_str()))
}

impl Alter {
    fn written(self, from: &Table, to: &Table) -> Vec<Statement> {
        let mut clauses = self.drops;
        clauses.extend(self.columns);
        clauses.extend(self.adds);
        clauses.extend(self.options);
        let mut statements = self.before;
        if !clauses.is_empty() || self.partitions.is_some() {
            let mut sql = alter_table(&to.name, &clauses);
            if let Some(partitions) = self.partitions {
                sql.push_str(if clauses.is_empty() { " " } else { "\n  " });
                sql.push_str(&partitions);
            }
            let mut statement = Statement::new(sql);
            if !self.comments.is_empty() {
                statement = statement.comment(self.comments.join("\n"));
            }
            if !self.reviews.is_empty() {
                statement = statement.review(self.reviews.join("\n"));
            }
            statements.push(statement);
        }
        let goes_on = !self.after.is_empty() || !self.unversioned.is_empty();
        statements.extend(self.after);
        if !self.unversioned.is_empty() {
            let mut last = vec![Statement::new(alter_table(&to.name, &self.unversioned))];
            history::keep(&mut last);
            statements.extend(last);
        }
        if goes_on {
            let (mut clauses, again) = index::kept_beside(to, true, &[]);
            clauses.extend(again);
            if !clauses.is_empty() {
                let mut last = vec![Statement::new(alter_table(&to.name, &clauses))];
                if history::is_kept(to) && !history::is_kept(from) {
                    history::keep(&mut last);
                }
                statements.extend(last);
            }
        }
        if history::is_kept(from) && !statements.is_empty() {
            history::keep(&mut statements);
        }
        statements
    }
}

/// `ALTER TABLE t` with its clauses, each on a line of its own where there are several.
pub(in crate::dialect::mysql) fn alter_table(table: &Name, clauses: &[String]) -> String {
    let separator = if clauses.len() > 1 { "\n  " } else { " " };
    let mut sql = format!("ALTER TABLE {}", ident(table.as_str()));
    if !clauses.is_empty() {
        sql.push_str(separator);
        sql.push_str(&clauses.join(",\n  "));
    }
    sql
}

/// What is said of the whole table.
fn attribute(from: &Table, to: &Table, difference: &Difference, alter: &mut Alter) {
    let name = difference.attribute.as_str();
    if let Some(period) = name.strip_prefix("period ") {
        if difference.from.is_some() {
            alter.drops.push(format!("DROP PERIOD FOR {period}"));
        }
        if let Some(columns) = &difference.to {
            alter
                .adds
                .push(format!("ADD PERIOD FOR {period} {columns}"));
        }
        return;
    }
    match (name, &difference.to) {
        ("system versioning", Some(_)) => alter.adds.push("ADD SYSTEM VERSIONING".to_owned()),
        ("system versioning", None) => {
            alter.options.push("DROP SYSTEM VERSIONING".to_owned());
            alter.reviews.push(history::lost(to));
        }
        ("partitions", _) => partition::clauses(from, to, alter),
        (_, Some(value)) => alter.options.push(option(name, value)),
        // Aria always has this one: it goes when the table is another engine's.
        ("page_checksum", None) if from.attributes.get("engine") != to.attributes.get("engine") => {
            let clauses = [no_option(name)];
            alter
                .after
                .push(Statement::new(alter_table(&to.name, &clauses)));
        }
        // Other engines refuse to hear of it.
        ("transactional", None) => {
            let clauses = [no_option(name)];
            alter
                .before
                .push(Statement::new(alter_table(&to.name, &clauses)));
        }
        (_, None) => alter.options.push(no_option(name)),
    }
}
