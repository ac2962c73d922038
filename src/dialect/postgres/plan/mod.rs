//! From a difference to an ordered script.
//!
//! `decide` says what becomes of each object, `order` in which order that can be done (what each
//! object needs is taken from the catalogs of both sides; `waits` has what those do not say, and
//! `wishes` what had better be), and the other files write the statements. Those of tables:
//! `table`, `column`, `retype`, `default`, `identity`, `not_null`, `constraint`, `index`, and `rebuild`
//! where a table can't be altered; `partition` knows what comes with a parent, `torn` what hangs on one,
//! `adopt` which index becomes a key. `types` has types, `object` everything else, `common`
//! comments, owners and grants. What is made or dropped together with its table is written with
//! the table (`fold`).

mod adopt;
mod alterable;
mod casts;
mod column;
mod common;
mod constraint;
mod decide;
mod default;
mod fold;
mod identity;
mod index;
mod labels;
mod names;
mod not_null;
mod object;
mod order;
mod parameters;
mod partition;
mod rebuild;
mod reference;
mod retype;
mod side;
mod spelling;
mod table;
mod torn;
mod types;
mod waits;
mod wishes;

use crate::dialect::graph::Graph;
use crate::draft::{Script, Statement};
use crate::error::{Error, Result};
use crate::schema::{ConstraintKind, Id, Name, ObjectKind, Schema, Table};
use decide::{Action, Actions, decide};
use order::{Step, Vertex};
use side::{Node, Side};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

pub(super) use adopt::index_for;
pub(super) use labels::uses_new_labels;
pub(super) fn reference_parts(reference: &str) -> (Option<String>, String) {
    reference::parts(reference)
}
pub(super) fn parents(table: &Table) -> Vec<Name> {
    side::parents(table)
}

/// How a plan is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Options {
    /// Labels that are added to an enum type must be usable in the same script, so that the type
    /// is swapped for a new one.
    pub(super) swap_enums: bool,
}

/// A statement with the step that it belongs to.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub(super) vertex: Vertex,
    pub(super) statement: Statement,
}

/// The scripts that make a copy of a schema in an empty database: what comes before the rows and
/// what comes after them.
#[derive(Debug, Clone, Default)]
pub struct CopyPlan {
    /// Tables, types, functions, sequences.
    pub before: Script,
    /// What would look at the rows, or act on them: keys, indexes, triggers, rules, policies.
    pub after: Script,
}

/// The script that turns `from` into `to`.
///
/// # Errors
/// Refused, where something stands in the way that can't be made again, or objects need each
/// other in a circle.
pub(super) fn plan(from: &Schema, to: &Schema, options: Options) -> Result<Vec<Written>> {
    between(&Side::new(from), &Side::new(to), options)
}

/// The scripts that turn `from` into `to`, and `to` into `from`, each with its options.
///
/// # Errors
/// As [`plan`].
pub(super) fn both_ways(
    from: &Schema,
    to: &Schema,
    (up, down): (Options, Options),
) -> Result<(Vec<Written>, Vec<Written>)> {
    let (from, to) = (Side::new(from), Side::new(to));
    Ok((between(&from, &to, up)?, between(&to, &from, down)?))
}

fn between(from: &Side, to: &Side, options: Options) -> Result<Vec<Written>> {
    let (schema, renames) = names::follow(from.schema, to.schema);
    match &schema {
        Cow::Borrowed(_) => written(from, to, options, renames),
        Cow::Owned(schema) => written(&Side::new(schema), to, options, renames),
    }
}

/// Writes the script, these statements first.
fn written(
    from: &Side,
    to: &Side,
    options: Options,
    renames: Vec<(Id, String)>,
) -> Result<Vec<Written>> {
    refuse_others(from, to)?;
    let mut actions = decide(from, to).map_err(Error::refused)?;
    if options.swap_enums {
        swap_enums(from, to, &mut actions)?;
    }
    let mut writer = Writer::new(from, to, &actions)?;
    for (id, sql) in renames {
        writer.current = Some((Step::Begin, id));
        writer.emit(sql);
    }
    writer.write();
    Ok(writer.out)
}

/// The scripts that make `to` in a database that is as `empty` says.
///
/// # Errors
/// As for a draft.
pub fn plan_copy(empty: &Schema, to: &Schema) -> Result<CopyPlan> {
    let (from, to) = (Side::new(empty), Side::new(to));
    refuse_others(&from, &to)?;
    let actions = decide(&from, &to).map_err(Error::refused)?;
    let mut writer = Writer::new(&from, &to, &actions)?;
    let mut late: BTreeSet<Vertex> = BTreeSet::new();
    for vertex in writer.order.clone() {
        let waits = |other: &Vertex| late.contains(other);
        if is_late(&to, &vertex) || writer.graph.before(&vertex).any(waits) {
            late.insert(vertex);
        }
    }
    writer.apart.extend(late.iter().cloned());
    writer.write();
    let mut plan = CopyPlan::default();
    for written in writer.out {
        let script = if late.contains(&written.vertex) {
            &mut plan.after
        } else {
            &mut plan.before
        };
        script.statements.push(written.statement);
    }
    Ok(plan)
}

/// Whether it would look at rows that are copied, or act on them.
fn is_late(side: &Side, vertex: &Vertex) -> bool {
    match &vertex.1 {
        Id::Index(_) => true,
        Id::Constraint(..) => {
            matches!(side.node(&vertex.1), Some(Node::Constraint(_, written)) if (written.kind != ConstraintKind::Check || written.clause.as_str().ends_with("NOT VALID")) && !written.attributes.contains_key("inherited"))
        }
        Id::Object(kind, _) => matches!(
            kind,
            ObjectKind::Trigger
                | ObjectKind::Rule
                | ObjectKind::Policy
                | ObjectKind::EventTrigger
                | ObjectKind::MaterializedView
                | ObjectKind::Index
                | ObjectKind::Publication
                | ObjectKind::Statistics
                | ObjectKind::DefaultPrivileges
        ),
        _ => false,
    }
}

/// What this version can't write is left alone, unless it differs.
fn refuse_others(from: &Side, to: &Side) -> Result<()> {
    for (one, other, what) in [(from, to, "goes"), (to, from, "is new")] {
        for object in one
            .schema
            .objects
            .iter()
            .filter(|object| object.kind == ObjectKind::Other)
        {
            let id = Id::Object(object.kind, object.name.clone());
            let same = other
                .object(&id)
                .is_some_and(|other| other.definition == object.definition);
            if !same {
                return Err(Error::refused(format!(
                    "{} {what} or differs, and cannot be drafted by this version",
                    object.definition.as_str()
                ))
                .hint("write this part by hand: cargo migrate new --empty MESSAGE")
                .hint("or leave it alone: name it under `ignore` in the configuration"));
            }
        }
    }
    Ok(())
}

/// Types that get labels are swapped for new ones.
fn swap_enums(from: &Side, to: &Side, actions: &mut Actions) -> Result<()> {
    let adds: Vec<Id> = actions
        .iter()
        .filter(|(id, action)| {
            matches!(id, Id::Object(ObjectKind::Enum, _)) && **action == Action::Alter
        })
        .map(|(id, _)| id.clone())
        .filter(|id| match (from.object(id), to.object(id)) {
            (Some(before), Some(after)) => alterable::labels(before) != alterable::labels(after),
            _ => false,
        })
        .collect();
    decide::swap(from, to, actions, &adds).map_err(Error::refused)
}

/// Writes the statements of a plan.
pub(super) struct Writer<'a> {
    from: &'a Side<'a>,
    to: &'a Side<'a>,
    actions: &'a Actions,
    graph: Graph<Vertex>,
    order: Vec<Vertex>,
    position: BTreeMap<Vertex, usize>,
    /// Steps that are part of another step's statement.
    folded: BTreeSet<Vertex>,
    /// What must come after each step.
    later: BTreeMap<Vertex, Vec<Vertex>>,
    /// The columns that are written `serial`, with their sequences.
    serials: BTreeMap<(Name, Name), Id>,
    /// Drops that are part of another one, each with that.
    within: BTreeMap<Vertex, Vertex>,
    /// Steps that must not become part of another one.
    apart: BTreeSet<Vertex>,
    /// Indexes and keys of partitioned tables that are made for each partition by themselves.
    piecewise: BTreeSet<Id>,
    /// New partitions that are made as tables and then attached.
    attached: BTreeSet<Id>,
    /// New keys, each with the index that it takes over.
    adopted: BTreeMap<Id, Id>,
    /// Sequences whose values an identity takes over, or that take over those of one.
    handed_over: BTreeMap<(Name, Name), Name>,
    /// Who has which name for a constraint.
    constraint_names: not_null::Names,
    current: Option<Vertex>,
    out: Vec<Written>,
}

impl<'a> Writer<'a> {
    fn new(from: &'a Side<'a>, to: &'a Side<'a>, actions: &'a Actions) -> Result<Self> {
        let mut graph = order::graph(from, to, actions);
        let (piecewise, attached) = partition::by_themselves(from, to, actions, &mut graph);
        let order = graph.sorted(order::rank).map_err(|circle| {
            let mut error = Error::refused("these objects need each other in a circle");
            for (_, id) in circle.iter().take(8) {
                error = error.note(id.to_string());
            }
            error.hint("make the change in two migrations")
        })?;
        let position = order
            .iter()
            .enumerate()
            .map(|(position, vertex)| (vertex.clone(), position))
            .collect();
        let mut later: BTreeMap<Vertex, Vec<Vertex>> = BTreeMap::new();
        for vertex in &order {
            for earlier in graph.before(vertex) {
                later
                    .entry(earlier.clone())
                    .or_default()
                    .push(vertex.clone());
            }
        }
        let mut writer = Self {
            from,
            to,
            actions,
            graph,
            order,
            position,
            folded: BTreeSet::new(),
            later,
            serials: BTreeMap::new(),
            within: BTreeMap::new(),
            apart: not_null::keys_apart(to, actions),
            piecewise,
            attached,
            adopted: BTreeMap::new(),
            handed_over: identity::handed_over(from, to, actions),
            constraint_names: not_null::Names::of(from, to, actions),
            current: None,
            out: Vec::new(),
        };
        writer.adopted = adopt::adopted(from, to, actions, |id| writer.comes_with_parent(id));
        Ok(writer)
    }

    fn write(&mut self) {
        self.fold();
        for vertex in self.order.clone() {
            if self.folded.contains(&vertex) {
                continue;
            }
            self.current = Some(vertex.clone());
            let (step, id) = vertex;
            match step {
                Step::Begin => self.begin(&id),
                Step::Drop => self.drop_of(&id),
                Step::Alter => self.alter(&id),
                Step::Create => self.create(&id),
                Step::Finish => self.finish(&id),
            }
        }
    }

    fn emit(&mut self, sql: impl Into<String>) {
        self.push(Statement::new(sql));
    }

    fn push(&mut self, mut statement: Statement) {
        if let Cow::Owned(sql) = spelling::readable(&statement.sql) {
            statement.sql = sql;
        }
        if let Some(vertex) = &self.current {
            self.out.push(Written {
                vertex: vertex.clone(),
                statement,
            });
        }
    }

    fn emit_all(&mut self, statements: Vec<String>) {
        for sql in statements {
            self.emit(sql);
        }
    }

    fn action(&self, id: &Id) -> Option<Action> {
        self.actions.get(id).copied()
    }

    /// Whether the step is part of the plan, on its own or as part of another one's statement.
    fn has(&self, step: Step, id: &Id) -> bool {
        self.position.contains_key(&(step, id.clone()))
    }

    /// Whether a step comes before another one; a step that is not there does.
    fn is_before(&self, earlier: (Step, &Id), later: (Step, &Id)) -> bool {
        let at = |(step, id): (Step, &Id)| self.position.get(&(step, id.clone()));
        match (at(earlier), at(later)) {
            (Some(earlier), Some(later)) => earlier < later,
            _ => true,
        }
    }

    fn begin(&mut self, id: &Id) {
        match id {
            Id::Table(name) if self.action(id) == Some(Action::Drop) => self.detach(name),
            Id::Table(name) => self.free_table(id, name),
            Id::Object(ObjectKind::Sequence, name) => {
                self.emit(format!("ALTER SEQUENCE {name} OWNED BY NONE"));
            }
            _ => {}
        }
    }

    fn drop_of(&mut self, id: &Id) {
        match id {
            Id::Table(name) => self.drop_table(id, name),
            Id::Column(table, name) => self.drop_column(id, table, name),
            Id::Default(table, name) => self.drop_default(id, table, name),
            Id::Constraint(on, name) => self.drop_constraint(id, on, name),
            Id::Index(name) => self.drop_index(id, name),
            Id::Object(..) => self.drop_object(id),
        }
    }

    fn alter(&mut self, id: &Id) {
        match id {
            Id::Table(name) => self.alter_table(id, name),
            Id::Column(table, name) => self.alter_column(id, table, name),
            Id::Default(..) => {}
            Id::Constraint(on, name) => self.alter_constraint(id, on, name),
            Id::Index(_) => self.alter_index(id),
            Id::Object(..) => self.alter_object(id),
        }
    }

    fn create(&mut self, id: &Id) {
        match id {
            Id::Table(name) => self.create_table(id, name),
            Id::Column(table, name) => self.add_column(id, table, name),
            Id::Default(table, name) => self.set_default(id, table, name),
            Id::Constraint(on, name) => self.add_constraint(id, on, name),
            Id::Index(name) => self.create_index(id, name),
            Id::Object(..) => self.create_object(id),
        }
    }

    fn finish(&mut self, id: &Id) {
        match id {
            Id::Table(name) => self.finish_table(id, name),
            Id::Object(ObjectKind::Sequence, name) => {
                if let Some(owner) = self
                    .to
                    .object(id)
                    .and_then(|o| o.attributes.get("owned by"))
                {
                    self.emit(format!("ALTER SEQUENCE {name} OWNED BY {owner}"));
                }
            }
            Id::Object(..) => self.drop_set_aside(id),
            Id::Index(_) | Id::Constraint(..) => self.attach_index(id),
            _ => {}
        }
    }
}
