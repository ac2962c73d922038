//! From two schemas to the script that turns the one into the other, on SQLite.
//!
//! Order: objects that go or change are dropped, then indexes, then the tables are dealt with
//! (see `order`), then virtual tables, indexes, views and triggers are made. A table is altered
//! in place where SQLite can do that with rows in it (`alter`), else rebuilt (`rebuild`).
//!
//! sqlx runs a file inside a transaction with foreign keys on. There, dropping a table that others
//! refer to first deletes its rows, which fires ON DELETE CASCADE and SET NULL in the others
//! (<https://sqlite.org/foreignkeys.html#fk_schemacommands>), and `PRAGMA foreign_keys` does
//! nothing. A script that must do that therefore begins with `-- no-transaction`, switches foreign
//! keys off and brings its own transaction. A runner may be killed between that transaction and
//! its own note that the file was run, so that such a script only uses statements that do nothing
//! the second time.

mod alter;
mod order;
mod quoting;
mod rebuild;

use super::draft::build;
use super::lexer::{quote, tokens};
use crate::diff::{Change, TableChange, compare};
use crate::draft::{Script, Statement};
use crate::error::{Error, Result};
use crate::schema::{Index, Name, Object, ObjectKind, Schema, Table};
use std::collections::BTreeSet;

/// How one table gets from one form to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Create,
    Drop,
    Alter,
    Rebuild,
    /// Only its indexes change.
    Indexes,
}

struct Planner<'a> {
    from: &'a Schema,
    to: &'a Schema,
    /// The tables that are touched, by their names, and how.
    steps: Vec<(Name, Step)>,
    changes: Vec<(Name, Vec<TableChange>)>,
    /// The tables that are rebuilt only because ALTER TABLE can't be done twice.
    converted: BTreeSet<Name>,
    /// Set where foreign keys must be off: why.
    outside: Option<String>,
    script: Script,
}

/// The script that turns `from` into `to`; empty where they are equal. Renames must have been
/// carried out on `from` already. The result is right by construction only as far as SQLite's
/// rules are known: callers prove it by running it.
///
/// # Errors
/// Refused where something can't be written so that it is safe to run twice.
pub fn plan(from: &Schema, to: &Schema) -> Result<Script> {
    let mut changes = compare(from, to);
    changes.extend(quoting::changes(from, to));
    let mut planner = Planner {
        from,
        to,
        steps: Vec::new(),
        changes: Vec::new(),
        converted: BTreeSet::new(),
        outside: None,
        script: Script::default(),
    };
    planner.choose(&changes);
    planner.outside = order::sort(&mut planner.steps, from, to);
    if planner.outside.is_some() {
        // ALTER TABLE can't be done twice, a rebuild can.
        for (name, step) in &mut planner.steps {
            if *step == Step::Alter {
                *step = Step::Rebuild;
                planner.converted.insert(name.clone());
            }
        }
    }
    if planner.outside.is_some() {
        refuse_changed_kind(from, to)?;
    }
    planner.write(&changes);
    Ok(planner.script)
}

/// A name that a view gives to a table, or a table to a view: the statement that drops the one
/// fails at the other when it is run again.
fn refuse_changed_kind(from: &Schema, to: &Schema) -> Result<()> {
    for (one, other) in [(from, to), (to, from)] {
        for table in &one.tables {
            if other.object(ObjectKind::View, &table.name).is_some() {
                return Err(Error::refused(format!(
                    "{0} is a table on one side and a view on the other, in a change that must run outside a transaction",
                    table.name
                ))
                .hint(format!("make it in two migrations: one that drops {0}, and one that makes the other {0}", table.name)));
            }
        }
    }
    Ok(())
}

impl<'a> Planner<'a> {
    fn choose(&mut self, changes: &[Change]) {
        for change in changes {
            let (name, step) = match change {
                Change::AddTable(name) => (name, Step::Create),
                Change::DropTable(name) => (name, Step::Drop),
                Change::AlterTable { table, changes } => {
                    self.changes.push((table.clone(), changes.clone()));
                    let step = if changes.iter().all(TableChange::is_index) {
                        Step::Indexes
                    } else if alter::is_possible(self.from, self.to, table, changes)
                        && self.drops_go_through(table, changes)
                    {
                        Step::Alter
                    } else {
                        Step::Rebuild
                    };
                    (table, step)
                }
                _ => continue,
            };
            self.steps.push((name.clone(), step));
        }
    }

    /// DROP COLUMN makes SQLite compile every view and trigger of the schema, and fails at one that
    /// does not work, whatever table it is on: so it is tried where there are any.
    fn drops_go_through(&self, table: &Name, changes: &[TableChange]) -> bool {
        let drops = changes
            .iter()
            .any(|change| matches!(change, TableChange::DropColumn(_)));
        if !drops || self.from.objects.is_empty() {
            return true;
        }
        let statements = alter::statements(self.from, self.to, table, changes);
        let sql: Vec<String> = statements
            .into_iter()
            .map(|statement| statement.sql)
            .collect();
        build(self.from).is_ok_and(|session| session.execute(&sql.join(";\n")).is_ok())
    }

    fn write(&mut self, changes: &[Change]) {
        if changes.is_empty() {
            return;
        }
        let rebuilt = self.named(Step::Rebuild);
        let dependents = self.dependents_to_recreate(&rebuilt, changes);
        if let Some(reason) = self.outside.clone() {
            self.open_outside(&reason);
        }
        self.drop_objects(changes, &dependents);
        self.drop_indexes();
        for (name, step) in self.steps.clone() {
            self.table_step(&name, step);
        }
        self.create_objects(changes, &rebuilt, &dependents, ObjectKind::VirtualTable);
        self.create_indexes(&rebuilt);
        self.create_objects(changes, &rebuilt, &dependents, ObjectKind::View);
        self.create_objects(changes, &rebuilt, &dependents, ObjectKind::Trigger);
        if self.outside.is_some() {
            self.close_outside();
        }
    }

    fn named(&self, wanted: Step) -> BTreeSet<Name> {
        let of_kind = self.steps.iter().filter(|(_, step)| *step == wanted);
        of_kind.map(|(name, _)| name.clone()).collect()
    }

    fn push(&mut self, statement: Statement) {
        self.script.statements.push(statement);
    }

    fn twice(&self) -> bool {
        self.outside.is_some()
    }

    /// `IF EXISTS ` where the script must be safe to run twice.
    fn if_exists(&self) -> &'static str {
        if self.twice() { "IF EXISTS " } else { "" }
    }

    fn open_outside(&mut self, reason: &str) {
        self.script.no_transaction = Some(format!(
            "{reason}\nSo this file switches foreign keys off, which works only outside a transaction,\nand brings its own. It is safe to run twice."
        ));
        self.push(Statement::new("PRAGMA foreign_keys = OFF"));
        self.push(Statement::new("BEGIN IMMEDIATE"));
        if order::can_be_checked(self.from) && order::can_be_checked(self.to) {
            self.push(
                Statement::new("CREATE TEMP TABLE _cargo_migrate_guard (\n  broken INTEGER CONSTRAINT rows_break_a_foreign_key CHECK (broken <= 0)\n)")
                    .comment("Stops below, before anything is kept, if rows break more foreign keys than before."),
            );
            self.push(Statement::new(
                "INSERT INTO _cargo_migrate_guard SELECT -count(*) FROM pragma_foreign_key_check",
            ));
        }
    }

    fn close_outside(&mut self) {
        if order::can_be_checked(self.from) && order::can_be_checked(self.to) {
            self.push(
                Statement::new("UPDATE _cargo_migrate_guard SET broken = broken + (SELECT count(*) FROM pragma_foreign_key_check)")
                    .comment("No row may refer to one that is not there."),
            );
            self.push(Statement::new("DROP TABLE _cargo_migrate_guard"));
        }
        self.push(Statement::new("COMMIT"));
        self.push(Statement::new("PRAGMA foreign_keys = ON"));
    }

    /// Views and triggers that stay as they are but must not be there while a table is rebuilt
    /// whose text qualifies columns by its own name: its last rename makes SQLite look through all
    /// of them, and fail at one that mentions what is not there at that moment. See `rebuild`.
    fn dependents_to_recreate(
        &self,
        rebuilt: &BTreeSet<Name>,
        changes: &[Change],
    ) -> BTreeSet<(ObjectKind, Name)> {
        let qualified = rebuilt
            .iter()
            .filter_map(|name| self.to.table(name))
            .any(rebuild::qualifies_itself);
        if !qualified {
            return self.left_dangling(changes);
        }
        // The second time what is new is there, too.
        let also = if self.twice() {
            self.to.objects.as_slice()
        } else {
            &[]
        };
        let all = self.from.objects.iter().chain(also);
        all.filter(|object| object.kind != ObjectKind::VirtualTable)
            .map(|object| (object.kind, object.name.clone()))
            .collect()
    }

    /// Views and triggers that stay, and that mention a view or table which is gone for a moment
    /// or for good: DROP COLUMN fails at such a one.
    fn left_dangling(&self, changes: &[Change]) -> BTreeSet<(ObjectKind, Name)> {
        let mut found = BTreeSet::new();
        let drops_column = self.steps.iter().any(|(name, step)| {
            *step == Step::Alter
                && self
                    .changes_of(name)
                    .iter()
                    .any(|change| matches!(change, TableChange::DropColumn(_)))
        });
        if !drops_column {
            return found;
        }
        let mut gone: BTreeSet<String> = changes
            .iter()
            .filter_map(|change| match change {
                Change::DropTable(name)
                | Change::DropObject(ObjectKind::View | ObjectKind::VirtualTable, name)
                | Change::ReplaceObject(ObjectKind::View | ObjectKind::VirtualTable, name) => {
                    Some(name.key().to_owned())
                }
                _ => None,
            })
            .collect();
        loop {
            let before = found.len();
            for object in &self.from.objects {
                if object.kind == ObjectKind::VirtualTable || object.mentions.is_disjoint(&gone) {
                    continue;
                }
                found.insert((object.kind, object.name.clone()));
                if object.kind == ObjectKind::View {
                    gone.insert(object.name.key().to_owned());
                }
            }
            if found.len() == before {
                return found;
            }
        }
    }

    fn drop_objects(&mut self, changes: &[Change], dependents: &BTreeSet<(ObjectKind, Name)>) {
        for kind in [
            ObjectKind::Trigger,
            ObjectKind::View,
            ObjectKind::VirtualTable,
        ] {
            for object in self
                .from
                .objects
                .iter()
                .rev()
                .filter(|object| object.kind == kind)
            {
                let changed = changes.iter().any(|change| match change {
                    Change::DropObject(k, name) | Change::ReplaceObject(k, name) => {
                        *k == kind && *name == object.name
                    }
                    _ => false,
                });
                if !changed && !dependents.contains(&(kind, object.name.clone())) {
                    continue;
                }
                let word = match kind {
                    ObjectKind::Trigger => "TRIGGER",
                    ObjectKind::View => "VIEW",
                    _ => "TABLE",
                };
                let mut statement = Statement::new(format!(
                    "DROP {word} {}{}",
                    self.if_exists(),
                    quote(object.name.as_str())
                ));
                if kind == ObjectKind::VirtualTable && self.to.object(kind, &object.name).is_some()
                {
                    statement = statement.review(format!(
                        "{} is made anew and empty; fill it again below",
                        object.name
                    ));
                }
                self.push(statement);
            }
            self.drop_new_dependents(kind, dependents);
        }
    }

    /// New objects that must not be there, should the script run a second time.
    fn drop_new_dependents(&mut self, kind: ObjectKind, dependents: &BTreeSet<(ObjectKind, Name)>) {
        let word = if kind == ObjectKind::View {
            "VIEW"
        } else {
            "TRIGGER"
        };
        for object in self.to.objects.iter().filter(|object| object.kind == kind) {
            if self.from.object(kind, &object.name).is_none()
                && dependents.contains(&(kind, object.name.clone()))
            {
                self.push(Statement::new(format!(
                    "DROP {word} IF EXISTS {}",
                    quote(object.name.as_str())
                )));
            }
        }
    }

    fn drop_indexes(&mut self) {
        for (table, changes) in self.changes.clone() {
            let rebuilt = self
                .steps
                .iter()
                .any(|(name, step)| *name == table && *step == Step::Rebuild);
            for change in changes {
                if let TableChange::DropIndex(name) | TableChange::ReplaceIndex(name) = change
                    && !(rebuilt
                        && self.to_index_elsewhere(&name, &table).is_none()
                        && !self.to_has_object(&name))
                {
                    self.push(Statement::new(format!(
                        "DROP INDEX {}{}",
                        self.if_exists(),
                        quote(name.as_str())
                    )));
                }
            }
        }
    }

    /// Whether the goal gives the name to a table, view or trigger.
    fn to_has_object(&self, name: &Name) -> bool {
        self.to.table(name).is_some() || self.to.objects.iter().any(|object| object.name == *name)
    }

    /// An index of this name on another table of the goal.
    fn to_index_elsewhere(&self, index: &Name, table: &Name) -> Option<&'a Index> {
        self.to
            .tables
            .iter()
            .filter(|other| other.name != *table)
            .find_map(|other| other.index(index))
    }

    fn table_step(&mut self, name: &Name, step: Step) {
        match step {
            Step::Create => {
                let table = self.wanted(name);
                let sql = if self.twice() {
                    if_not_exists(table.definition.as_str())
                } else {
                    table.definition.as_str().to_owned()
                };
                self.push(Statement::new(sql));
            }
            Step::Drop => {
                let sql = format!("DROP TABLE {}{}", self.if_exists(), quote(name.as_str()));
                self.push(Statement::new(sql));
            }
            Step::Alter => {
                let changes = self.changes_of(name);
                let statements = alter::statements(self.from, self.to, name, &changes);
                self.script.statements.extend(statements);
            }
            Step::Rebuild => {
                let from = self.from.table(name).unwrap_or_else(|| self.wanted(name));
                let mut what = self
                    .changes_of(name)
                    .iter()
                    .filter(|change| !change.is_index())
                    .map(ToString::to_string)
                    .collect::<Vec<_>>();
                if self.converted.contains(name) {
                    what.push("rebuilt, as ALTER TABLE cannot be done twice".to_owned());
                }
                let taken = self.taken_names();
                let statements = rebuild::statements(from, self.wanted(name), &what, &taken);
                self.script.statements.extend(statements);
            }
            Step::Indexes => {}
        }
    }

    fn wanted(&self, name: &Name) -> &'a Table {
        self.to
            .table(name)
            .expect("a table that is made or changed stands in the goal")
    }

    fn changes_of(&self, name: &Name) -> Vec<TableChange> {
        let found = self.changes.iter().find(|(table, _)| table == name);
        found
            .map(|(_, changes)| changes.clone())
            .unwrap_or_default()
    }

    /// Every name that stands for something on either side.
    fn taken_names(&self) -> BTreeSet<String> {
        let of = |schema: &Schema| {
            let tables = schema.tables.iter().flat_map(|table| {
                std::iter::once(&table.name).chain(table.indexes.iter().map(|index| &index.name))
            });
            let objects = schema.objects.iter().map(|object| &object.name);
            tables
                .chain(objects)
                .map(|name| name.key().to_owned())
                .collect::<Vec<_>>()
        };
        of(self.from).into_iter().chain(of(self.to)).collect()
    }

    fn create_indexes(&mut self, rebuilt: &BTreeSet<Name>) {
        let mut statements = Vec::new();
        for table in &self.to.tables {
            let before = self.from.table(&table.name);
            let created = before.is_none();
            for index in &table.indexes {
                let same = before
                    .and_then(|b| b.index(&index.name))
                    .is_some_and(|b| b.definition == index.definition);
                let changed = before.is_some() && !same;
                if !(created || changed || rebuilt.contains(&table.name)) {
                    continue;
                }
                let sql = index.definition.as_str();
                let mut create = Statement::new(sql);
                if changed && index.unique {
                    create = create.comment("Stops where rows have equal keys.");
                }
                if self.twice() && !changed {
                    statements.push(Statement::new(if_not_exists(sql)));
                } else if self.twice() {
                    statements.push(Statement::new(format!(
                        "DROP INDEX IF EXISTS {}",
                        quote(index.name.as_str())
                    )));
                    statements.push(create);
                } else {
                    statements.push(create);
                }
            }
        }
        self.script.statements.extend(statements);
    }

    fn create_objects(
        &mut self,
        changes: &[Change],
        rebuilt: &BTreeSet<Name>,
        dependents: &BTreeSet<(ObjectKind, Name)>,
        kind: ObjectKind,
    ) {
        let dropped_view = |name: &Name| {
            dependents.contains(&(ObjectKind::View, name.clone()))
                || changes.iter().any(|change| {
                    matches!(change, Change::ReplaceObject(ObjectKind::View, other) if other == name)
                })
        };
        for object in self.to.objects.iter().filter(|object| object.kind == kind) {
            let changed = changes.iter().any(|change| match change {
                Change::AddObject(k, name) | Change::ReplaceObject(k, name) => {
                    *k == kind && *name == object.name
                }
                _ => false,
            });
            let lost = object
                .on
                .as_ref()
                .is_some_and(|on| rebuilt.contains(on) || dropped_view(on));
            if !(changed || lost || dependents.contains(&(kind, object.name.clone()))) {
                continue;
            }
            let sql = object.definition.as_str();
            if self.twice() && changed && kind != ObjectKind::VirtualTable {
                let word = if kind == ObjectKind::View {
                    "VIEW"
                } else {
                    "TRIGGER"
                };
                self.push(Statement::new(format!(
                    "DROP {word} IF EXISTS {}",
                    quote(object.name.as_str())
                )));
            }
            let sql = if self.twice() {
                if_not_exists(sql)
            } else {
                sql.to_owned()
            };
            self.push(Statement::new(sql));
            if let Some(statement) = fill_from_content(object, self.from, self.to) {
                self.push(statement);
            }
        }
    }
}

/// `CREATE … IF NOT EXISTS name …` from `CREATE … name …`.
fn if_not_exists(sql: &str) -> String {
    let kinds = ["table", "index", "view", "trigger"];
    match tokens(sql)
        .into_iter()
        .find(|token| kinds.iter().any(|kind| token.is_word(sql, kind)))
    {
        Some(kind) => format!(
            "{} IF NOT EXISTS{}",
            &sql[..kind.range.end],
            &sql[kind.range.end..]
        ),
        None => sql.to_owned(),
    }
}

/// A full-text index over the rows of another table is empty until it is told to read them
/// (<https://sqlite.org/fts5.html#the_rebuild_command>). A new table has no rows to read, and of
/// some tables the module cannot read them: that is tried.
fn fill_from_content(object: &Object, from: &Schema, to: &Schema) -> Option<Statement> {
    let text = object.definition.as_str();
    let all = tokens(text);
    let full_text = ["fts4", "fts5"]
        .iter()
        .any(|module| object.mentions.contains(*module));
    if object.kind != ObjectKind::VirtualTable || !full_text {
        return None;
    }
    let content = all.windows(3).find_map(|three| {
        let said = three[0].is_word(text, "content") && three[1].is_symbol(text, "=");
        if said { three[2].name(text) } else { None }
    })?;
    let content = Name::folded(content);
    let may_have_rows = [from, to].iter().all(|schema| {
        schema.table(&content).is_some() || schema.object(ObjectKind::View, &content).is_some()
    });
    let name = quote(object.name.as_str());
    let fill = format!("INSERT INTO {name} ({name}) VALUES ('rebuild')");
    let works = may_have_rows && build(to).is_ok_and(|session| session.execute(&fill).is_ok());
    works.then(|| Statement::new(fill))
}
