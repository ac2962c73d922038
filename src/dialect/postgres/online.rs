//! Drafts that let others work on the tables meanwhile.
//!
//! The way from one schema to another is cut into stages, each a schema of its own, and each gets
//! a file with a way there and a way back: indexes are dropped and built concurrently, one to a
//! file outside a transaction, and become keys afterwards; constraints are added without a look at the rows, which is made up
//! for in a file behind; a column becomes NOT NULL through such a constraint, which spares the
//! server the look that it would else take with everybody locked out
//! (<https://www.postgresql.org/docs/current/sql-altertable.html>, SET NOT NULL).
//!
//! What stands in partitions or inherits is left to the first of these files as it is: the server
//! has these forms for single tables.

use super::plan::{self, Options, Written};
use crate::dialect::postgres::quote::{NOT_VALID, ident};
use crate::draft::{Draft, Script, Statement};
use crate::error::Result;
use crate::schema::{
    Attributes, Constraint, ConstraintKind, Id, Index, Name, Schema, Sql, Table,
    Written as WrittenConstraint,
};
use std::collections::BTreeSet;

/// What stands at the head of a file that builds an index.
const BUILDS: &str = "Others may write meanwhile, which the server does outside a transaction only. A run that breaks off leaves an invalid index of this name: drop that before the next one.";

/// What stands at the head of a file that drops an index.
const DROPS: &str =
    "Others may read and write meanwhile, which the server does outside a transaction only.";

/// The longest name that PostgreSQL keeps, in bytes.
const LONGEST_NAME: usize = 63;

/// What of a plan others would wait for.
#[derive(Default)]
struct Slow {
    dropped: BTreeSet<Name>,
    /// Indexes, those that become keys among them.
    built: BTreeSet<Name>,
    /// Primary and unique keys, each by its index, which is built first.
    keys: Vec<Key>,
    /// Foreign keys and checks, with their tables.
    constraints: BTreeSet<(Name, Name)>,
    /// Columns that become NOT NULL, with their tables.
    filled: BTreeSet<(Name, Name)>,
}

/// A key that begins as an index.
struct Key {
    on: Name,
    name: Name,
    index: Index,
}

/// How far the way to a schema has been gone, behind the step that is not slow.
struct Stage<'a> {
    /// The slow indexes that are built.
    built: &'a [Name],
    /// Whether constraints were held against the rows.
    valid: bool,
    /// Whether columns have become NOT NULL, which is one behind their constraints' being valid.
    filled: bool,
}

/// The drafts that turn `from` into `to` and back, given the plain plan of the way there.
///
/// # Errors
/// As for a plan.
pub(super) fn drafts(from: &Schema, to: &Schema, plain: &[Written]) -> Result<Vec<Draft>> {
    let slow = Slow::of(from, to, plain);
    let mut drafts = Vec::new();
    let mut here = from.clone();
    for name in &slow.dropped {
        let mut next = here.clone();
        for table in &mut next.tables {
            table.indexes.retain(|index| index.name != *name);
        }
        drafts.extend(concurrently(&here, &next)?);
        here = next;
    }
    let built: Vec<Name> = slow.built.iter().cloned().collect();
    let at = |built, valid, filled| {
        let stage = Stage {
            built,
            valid,
            filled,
        };
        slow.before(to, &stage)
    };
    let next = at(&[], false, false);
    drafts.extend(in_transaction(&[&here, &next])?);
    here = next;
    for number in 1..=built.len() {
        let next = at(&built[..number], false, false);
        drafts.extend(concurrently(&here, &next)?);
        here = next;
    }
    let valid = at(&built, true, false);
    drafts.extend(in_transaction(&[&here, &valid])?);
    // The constraint has to be there while the column becomes NOT NULL, and no longer.
    let filled = at(&built, true, true);
    drafts.extend(in_transaction(&[&valid, &filled, to])?);
    Ok(drafts)
}

/// The draft that goes through these schemas in one transaction; none where they are equal.
fn in_transaction(stages: &[&Schema]) -> Result<Option<Draft>> {
    let mut draft = Draft::default();
    let pairs: Vec<(&Schema, &Schema)> = stages.windows(2).map(|pair| (pair[0], pair[1])).collect();
    for (one, other) in &pairs {
        draft.up.statements.extend(statements(one, other)?);
    }
    for (one, other) in pairs.iter().rev() {
        draft.down.statements.extend(statements(other, one)?);
    }
    let nothing = draft.up.is_empty() && draft.down.is_empty();
    Ok((!nothing).then_some(draft))
}

/// The draft between two schemas of which one lacks an index.
fn concurrently(one: &Schema, other: &Schema) -> Result<Option<Draft>> {
    Ok(in_transaction(&[one, other])?.map(|draft| Draft {
        up: alone(draft.up),
        down: alone(draft.down),
    }))
}

/// The script in the form that needs a file of its own, where it is one statement about an index.
fn alone(mut script: Script) -> Script {
    const FORMS: [(&str, &str, &str); 3] = [
        (
            "CREATE INDEX ",
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS ",
            BUILDS,
        ),
        (
            "CREATE UNIQUE INDEX ",
            "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ",
            BUILDS,
        ),
        ("DROP INDEX ", "DROP INDEX CONCURRENTLY IF EXISTS ", DROPS),
    ];
    if let [statement] = script.statements.as_mut_slice() {
        for (plain, form, why) in FORMS {
            if let Some(rest) = statement.sql.strip_prefix(plain) {
                statement.sql = format!("{form}{rest}");
                script.no_transaction = Some(why.to_owned());
                break;
            }
        }
    }
    script
}

fn statements(from: &Schema, to: &Schema) -> Result<Vec<Statement>> {
    let written = plan::plan(from, to, Options::default())?;
    Ok(written.into_iter().map(|one| one.statement).collect())
}

impl Slow {
    /// What of the plain plan is slow, and can be done by itself.
    fn of(from: &Schema, to: &Schema, plain: &[Written]) -> Self {
        let mut slow = Self::default();
        for Written { vertex, statement } in plain {
            let sql = statement.sql.as_str();
            match &vertex.1 {
                Id::Index(name)
                    if sql.starts_with("DROP INDEX ") && is_free(from, to, name, from) =>
                {
                    slow.dropped.insert(name.clone());
                }
                Id::Index(name)
                    if (sql.starts_with("CREATE INDEX ")
                        || sql.starts_with("CREATE UNIQUE INDEX "))
                        && is_free(from, to, name, to) =>
                {
                    slow.built.insert(name.clone());
                }
                Id::Constraint(on, name)
                    if sql.contains(" ADD CONSTRAINT ")
                        && stands_alone(from, to, on)
                        && can_be_checked_later(to, on, name) =>
                {
                    slow.constraints.insert((on.clone(), name.clone()));
                }
                Id::Constraint(on, name)
                    if sql.contains(" ADD CONSTRAINT ")
                        && !sql.contains(" USING INDEX ")
                        && stands_alone(from, to, on) =>
                {
                    slow.note_key(from, to, on, name);
                }
                Id::Column(on, name)
                    if is_not_null(sql)
                        && stands_alone(from, to, on)
                        && !is_identity(to, on, name) =>
                {
                    slow.filled.insert((on.clone(), name.clone()));
                }
                _ => {}
            }
        }
        slow
    }

    /// Notes a new key whose index can be built first. What the key makes NOT NULL becomes so before.
    fn note_key(&mut self, from: &Schema, to: &Schema, on: &Name, name: &Name) {
        let found = to
            .table(on)
            .and_then(|table| Some((table, written(table, name)?)));
        let Some((table, key)) = found else { return };
        let Some(index) = plan::index_for(table, key) else {
            return;
        };
        let id = Id::Constraint(on.clone(), name.clone());
        let is_needed = to.needs.values().any(|needs| needs.contains(&id));
        let identifies = table
            .attributes
            .get("replica identity")
            .is_some_and(|identity| identity.contains(name.as_str()));
        let is_taken = from.tables.iter().any(|table| {
            let keys = table.constraints.iter().filter_map(|constraint| {
                let Constraint::Written(written) = constraint else {
                    return None;
                };
                plan::index_for(table, written)
            });
            table.index(&index.name).is_some() || keys.into_iter().any(|key| key.name == index.name)
        });
        if is_needed || identifies || is_taken {
            return;
        }
        if key.kind == ConstraintKind::PrimaryKey {
            let becomes_filled = |column: &&Name| {
                let before = from.table(on).and_then(|table| table.column(column));
                before.is_some_and(|column| column.not_null.is_none())
                    && !is_identity(to, on, column)
            };
            let columns = key.columns.iter().filter(becomes_filled);
            self.filled
                .extend(columns.map(|column| (on.clone(), column.clone())));
        }
        self.built.insert(index.name.clone());
        self.keys.push(Key {
            on: on.clone(),
            name: name.clone(),
            index,
        });
    }

    /// The schema `to` as it is at a stage.
    fn before(&self, to: &Schema, stage: &Stage) -> Schema {
        let mut schema = to.clone();
        for table in &mut schema.tables {
            table.indexes.retain(|index| {
                !self.built.contains(&index.name) || stage.built.contains(&index.name)
            });
            for index in &mut table.indexes {
                if self.built.contains(&index.name) {
                    // Whatever else is said of it takes statements of its own.
                    index.attributes = Attributes::new();
                }
            }
            let name = table.name.clone();
            for key in self.keys.iter().filter(|key| key.on == name) {
                table.constraints.retain(|constraint| {
                    !matches!(constraint, Constraint::Written(written) if written.name == key.name)
                });
                let id = Id::Constraint(key.on.clone(), key.name.clone());
                let needs = schema.needs.remove(&id);
                if stage.built.contains(&key.index.name) {
                    table.indexes.push(key.index.clone());
                    let id = Id::Index(key.index.name.clone());
                    schema.needs.extend(needs.map(|needs| (id, needs)));
                }
            }
            for constraint in &mut table.constraints {
                if let Constraint::Written(written) = constraint
                    && self
                        .constraints
                        .contains(&(name.clone(), written.name.clone()))
                    && !stage.valid
                {
                    written.clause = not_valid(written.clause.as_str());
                }
            }
            let columns: Vec<Name> = table
                .columns
                .iter()
                .map(|column| column.name.clone())
                .collect();
            for column in columns {
                if self.filled.contains(&(name.clone(), column.clone())) {
                    open(table, &column, stage);
                }
            }
        }
        schema
    }
}

/// Puts a constraint in the place of a column's NOT NULL, or beside it.
fn open(table: &mut Table, name: &Name, stage: &Stage) {
    let check = format!("CHECK (({} IS NOT NULL))", ident(name.as_str()));
    let clause = if stage.valid {
        Sql::new(check.clone(), check)
    } else {
        not_valid(&check)
    };
    let written = WrittenConstraint {
        name: stand_in(table, name),
        kind: ConstraintKind::Check,
        clause,
        columns: vec![name.clone()],
        attributes: Attributes::new(),
    };
    table.constraints.push(Constraint::Written(written));
    if !stage.filled
        && let Some(column) = table.columns.iter_mut().find(|column| column.name == *name)
    {
        column.not_null = None;
    }
}

/// A name for the constraint that no other of the table has.
fn stand_in(table: &Table, column: &Name) -> Name {
    let taken = |name: &str| {
        table.constraints.iter().any(|constraint| {
            matches!(constraint, Constraint::Written(written) if written.name.as_str() == name)
        })
    };
    let mut end = "_not_null".to_owned();
    loop {
        let room = LONGEST_NAME - end.len();
        let column = column.as_str();
        let name = format!("{}{end}", &column[..column.floor_char_boundary(room)]);
        if !taken(&name) {
            return Name::exact(name);
        }
        end.insert(0, '_');
    }
}

fn not_valid(clause: &str) -> Sql {
    let text = format!("{clause}{NOT_VALID}");
    Sql::new(text.clone(), text)
}

/// Whether this makes a column that is there NOT NULL, perhaps by a name.
fn is_not_null(sql: &str) -> bool {
    sql.ends_with(" SET NOT NULL") || sql.contains(" ADD CONSTRAINT ") && sql.contains(" NOT NULL ")
}

/// Whether an index is nothing but that on its table: nothing needs it, and it is no part of an
/// index of a partitioned table. `schema` is the side that has it.
fn is_free(from: &Schema, to: &Schema, name: &Name, schema: &Schema) -> bool {
    let id = Id::Index(name.clone());
    let needed = [from, to]
        .iter()
        .any(|side| side.needs.values().any(|needs| needs.contains(&id)));
    let on: Option<(&Table, &Index)> = schema
        .tables
        .iter()
        .find_map(|table| Some((table, table.index(name)?)));
    let Some((table, index)) = on else {
        return false;
    };
    let identifies = table
        .attributes
        .get("replica identity")
        .is_some_and(|identity| identity.contains(name.as_str()));
    !needed
        && !identifies
        && !index.attributes.contains_key("parent")
        && stands_alone(from, to, &table.name)
}

/// Whether a table is there before and after, is neither a partition nor partitioned, and neither
/// inherits nor is inherited from.
fn stands_alone(from: &Schema, to: &Schema, name: &Name) -> bool {
    [from, to].iter().all(|schema| {
        let alone = |table: &Table| {
            !["partition by", "partition of", "inherits"]
                .iter()
                .any(|key| table.attributes.contains_key(*key))
        };
        schema.table(name).is_some_and(alone)
            && !schema
                .tables
                .iter()
                .any(|table| plan::parents(table).contains(name))
    })
}

/// Whether a column becomes an identity, for which it must be NOT NULL already.
fn is_identity(to: &Schema, on: &Name, name: &Name) -> bool {
    to.table(on)
        .and_then(|table| table.column(name))
        .is_some_and(|column| column.attributes.contains_key("identity"))
}

/// Whether a constraint can be added without a look at the rows.
fn can_be_checked_later(to: &Schema, on: &Name, name: &Name) -> bool {
    let constraint = to.table(on).and_then(|table| written(table, name));
    constraint.is_some_and(|it| {
        matches!(it.kind, ConstraintKind::Check | ConstraintKind::ForeignKey)
            && !it.clause.as_str().ends_with(NOT_VALID)
    })
}

/// The constraint of this name.
fn written<'a>(table: &'a Table, name: &Name) -> Option<&'a WrittenConstraint> {
    table
        .constraints
        .iter()
        .find_map(|constraint| match constraint {
            Constraint::Written(written) if written.name == *name => Some(written),
            _ => None,
        })
}
