//! NOT NULL of columns, which since PostgreSQL 18 is a constraint with a name
//! (<https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-NOT-NULL>). Where none
//! is said the server makes one of the table's and the column's, with a number behind it where any
//! table of the schema has that already; renames of table and column leave it as it is.

use super::Writer;
use super::decide::{Action, Actions};
use super::fold::address;
use super::order::{Step, Vertex};
use super::partition::origin;
use super::side::{Side, parents, written};
use super::torn::becomes_partition;
use crate::dialect::postgres::naming::{NOT_NULL_NAME, is_made_not_null};
use crate::dialect::postgres::quote::ident;
use crate::draft::Statement;
use crate::schema::{Column, ConstraintKind, Id, Name, Table};
use std::collections::{BTreeMap, BTreeSet};

/// The attribute of an inherited column whose NOT NULL was said for the heir, too. Servers before 18
/// don't know the difference.
pub(super) const OWN: &str = "not null of its own";

/// A table, and a column where it is the name of its NOT NULL.
type Holder = (Name, Option<Name>);

/// Who has which name for a constraint at some time of the plan.
#[derive(Debug, Default)]
pub(super) struct Names {
    holders: BTreeMap<String, BTreeSet<Holder>>,
    /// Each heir with a parent, from which it takes the names over.
    heirs: BTreeSet<(Name, Name)>,
    /// Tables that are set aside with all their constraints.
    aside: BTreeSet<Name>,
}

impl Names {
    /// The names on both sides; none where the server gives NOT NULL no names.
    pub(super) fn of(from: &Side, to: &Side, actions: &Actions) -> Self {
        let mut names = Self::default();
        let tables = || from.schema.tables.iter().chain(&to.schema.tables);
        if !tables().any(|table| table.columns.iter().any(|column| name(column).is_some())) {
            return names;
        }
        for table in tables() {
            for column in &table.columns {
                if let Some(name) = name(column) {
                    let holder = (table.name.clone(), Some(column.name.clone()));
                    names.add(name, holder);
                }
            }
            names.heirs.extend(
                parents(table)
                    .into_iter()
                    .map(|parent| (table.name.clone(), parent)),
            );
            for constraint in written(table) {
                names.add(constraint.name.as_str(), (table.name.clone(), None));
            }
        }
        for (id, action) in actions {
            if let (Id::Table(table), Action::Rebuild | Action::Rebuilt) = (id, action) {
                names.aside.insert(table.clone());
            }
        }
        names
    }

    fn add(&mut self, name: &str, holder: Holder) {
        self.holders
            .entry(name.to_owned())
            .or_default()
            .insert(holder);
    }

    /// Whether another constraint may have the name when this one is made.
    fn is_taken(&self, name: &str, table: &Table, column: &Column) -> bool {
        let is_another = |(on, of): &Holder| {
            of.as_ref() != Some(&column.name) || *on != table.name && !self.is_heir(on, &table.name)
        };
        let mut holders = self.holders.get(name).into_iter().flatten();
        self.aside.contains(&table.name) || holders.any(is_another)
    }

    /// Whether a table inherits from another one, however far.
    fn is_heir(&self, table: &Name, of: &Name) -> bool {
        let start = (table.clone(), Name::exact(""));
        let parents = self
            .heirs
            .range(start..)
            .take_while(|(heir, _)| heir == table);
        parents
            .into_iter()
            .any(|(_, parent)| parent == of || self.is_heir(parent, of))
    }
}

/// What the constraint is called; none where the server has none.
fn name(column: &Column) -> Option<&str> {
    column.attributes.get(NOT_NULL_NAME).map(String::as_str)
}

/// Whether a column that stays NOT NULL calls that by another name, of which one was chosen.
pub(super) fn name_changes(before: &Column, after: &Column) -> bool {
    match (name(before), name(after)) {
        (Some(one), Some(other)) => {
            one != other && !(is_made_not_null(one) && is_made_not_null(other))
        }
        _ => false,
    }
}

/// Whether an heir's NOT NULL is to be nothing but its parent's, or its own by another name: the
/// server makes neither of the one that it has.
pub(super) fn must_be_anew(before: Option<&Column>, after: &Column) -> bool {
    let is_own = |column: &Column| column.attributes.contains_key(OWN);
    let stays = after.not_null.is_some() && after.attributes.contains_key("inherited");
    before.is_some_and(|before| {
        let gains = is_own(after) && name_changes(before, after);
        before.not_null.is_some()
            && stays
            && is_own(before) != is_own(after)
            && (is_own(before) || gains)
    })
}

/// New keys of heirs that must not stand in the table's own statement: there they make a NOT NULL of
/// the heir's own of one that it inherits.
pub(super) fn keys_apart(to: &Side, actions: &Actions) -> BTreeSet<Vertex> {
    let mut apart = BTreeSet::new();
    let heirs = to.schema.tables.iter();
    for table in heirs.filter(|table| table.attributes.contains_key("inherits")) {
        let only_inherits = |column: &Name| {
            table.column(column).is_some_and(|column| {
                let said = |attribute| column.attributes.contains_key(attribute);
                said("inherited") && name(column).is_some() && !said(OWN)
            })
        };
        for key in written(table).filter(|key| key.kind == ConstraintKind::PrimaryKey) {
            let id = Id::Constraint(table.name.clone(), key.name.clone());
            let is_new = actions.get(&id).is_some_and(|action| action.creates());
            if is_new && key.columns.iter().any(only_inherits) {
                apart.insert((Step::Create, id));
            }
        }
    }
    apart
}

/// A reason why the names cannot become what they shall be: the server renames what a column
/// inherits in its origin alone, and there in all heirs at once, which must call it the same.
pub(super) fn refuse_names(from: &Side, to: &Side) -> Result<(), String> {
    for table in &to.schema.tables {
        let Some(before) = from.table(&table.name) else {
            continue;
        };
        let stays = |parent: &Name| parents(before).contains(parent);
        for parent in parents(table).into_iter().filter(stays) {
            for column in &table.columns {
                let old = before.column(&column.name);
                let theirs = (
                    from.column(&parent, &column.name),
                    to.column(&parent, &column.name),
                );
                let (Some(old), (Some(theirs), Some(wanted))) = (old, theirs) else {
                    continue;
                };
                let (Some(own), Some(now)) = (name(old), name(theirs)) else {
                    continue;
                };
                if must_be_anew(Some(old), column) {
                    continue;
                }
                let follows = own == now && !name_changes(wanted, column);
                let moves = name_changes(theirs, wanted) || name_changes(old, column);
                if moves && !follows {
                    return Err(format!(
                        "the NOT NULL constraint of {} is called {own} and that of {} {now}: the server renames both at once or none",
                        address(&table.name, &column.name),
                        address(&parent, &column.name)
                    ));
                }
            }
        }
    }
    Ok(())
}

impl Writer<'_> {
    /// The name to write before NOT NULL; none where the server makes just that.
    pub(super) fn name_to_say<'a>(&self, table: &Table, column: &'a Column) -> Option<&'a str> {
        let name = name(column)?;
        let is_usual = column.not_null.as_ref()?.name.is_none();
        let is_made = is_usual && !self.constraint_names.is_taken(name, table, column);
        (!is_made).then_some(name)
    }

    /// The statement that makes a column NOT NULL.
    pub(super) fn not_null_statement(&self, only: &str, table: &Table, column: &Column) -> String {
        let alter = format!("ALTER TABLE {only}{}", table.name);
        let own = ident(column.name.as_str());
        match self.name_to_say(table, column) {
            Some(name) => format!("{alter} ADD CONSTRAINT {} NOT NULL {own}", ident(name)),
            None => format!("{alter} ALTER COLUMN {own} SET NOT NULL"),
        }
    }

    pub(super) fn set_not_null(&mut self, table: &Table, column: &Column) {
        if self.is_made_by_key(table, column) && self.name_to_say(table, column).is_none() {
            return;
        }
        let statement = Statement::new(self.not_null_statement("", table, column));
        self.push(statement.comment(format!(
            "Stops at a row where {} is NULL.",
            address(&table.name, &column.name)
        )));
    }

    /// The clause by which a new heir says NOT NULL of a column that it inherits.
    pub(super) fn own_not_null(column: &Column) -> Option<String> {
        let name = name(column).filter(|_| column.attributes.contains_key(OWN))?;
        let own = ident(column.name.as_str());
        Some(format!("CONSTRAINT {} NOT NULL {own}", ident(name)))
    }

    /// What a new heir says of columns that it inherits, where that is no part of its statement.
    pub(super) fn own_not_nulls(&mut self, table: &Table) {
        for column in &table.columns {
            let id = Id::Column(table.name.clone(), column.name.clone());
            if column.not_null.is_none() || !self.is_inherited_column(table, &id) {
                continue;
            }
            let is_theirs = parents(table).iter().any(|parent| {
                let theirs = self.to.column(parent, &column.name);
                theirs.is_some_and(|theirs| theirs.not_null.is_some())
            });
            let is_said = column.attributes.contains_key(OWN);
            if !is_said && !is_theirs && !self.is_made_by_key(table, column) {
                let sql = self.not_null_statement("", table, column);
                self.emit(sql);
            }
        }
    }

    /// Whether a new primary key makes it NOT NULL. That of a table that becomes a partition is too
    /// late where the parent's is new, too: the table is attached in between.
    fn is_made_by_key(&self, table: &Table, column: &Column) -> bool {
        let comes = |id: &Id| self.action(id).is_some_and(Action::creates);
        let is_attached = becomes_partition(self.from, self.to, &table.name);
        written(table).any(|written| {
            let id = Id::Constraint(table.name.clone(), written.name.clone());
            written.kind == ConstraintKind::PrimaryKey
                && written.columns.contains(&column.name)
                && comes(&id)
                && !(is_attached && origin(self.to, &id).is_some_and(|parent| comes(&parent)))
        })
    }

    /// The same for all heirs that call it the same.
    pub(super) fn rename_not_null(&mut self, table: &Name, before: &Column, after: &Column) {
        let (Some(old), Some(new)) = (name(before), name(after)) else {
            return;
        };
        if name_changes(before, after) {
            self.emit(format!(
                "ALTER TABLE {table} RENAME CONSTRAINT {} TO {}",
                ident(old),
                ident(new)
            ));
        }
    }
}
