//! The random schema before it is SQL: what can be changed, written in many styles and shrunk.

use super::text::{Part, Text};

/// A schema.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Schema {
    /// Ordinary tables.
    pub(super) tables: Vec<Table>,
    /// Indexes with a statement of their own.
    pub(super) indexes: Vec<Index>,
    /// Virtual tables.
    pub(super) virtuals: Vec<Virtual>,
    /// Views.
    pub(super) views: Vec<View>,
    /// Triggers.
    pub(super) triggers: Vec<Trigger>,
}

/// An ordinary table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    /// Its name.
    pub(super) name: String,
    /// Its columns.
    pub(super) columns: Vec<Column>,
    /// Its keys and checks, wherever they stand.
    pub(super) constraints: Vec<Constraint>,
    /// STRICT
    pub(super) strict: bool,
    /// WITHOUT ROWID
    pub(super) without_rowid: bool,
    /// How its text is written.
    pub(super) style: u64,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    /// Its name.
    pub(super) name: String,
    /// Its declared type; may be empty.
    pub(super) type_name: String,
    /// NOT NULL, with its name and conflict clause.
    pub(super) not_null: Option<(Option<String>, Option<&'static str>)>,
    /// DEFAULT, parentheses included.
    pub(super) default: Option<Text>,
    /// COLLATE
    pub(super) collation: Option<&'static str>,
    /// The expression that computes it, and whether the value is stored.
    pub(super) generated: Option<(Text, bool)>,
}

/// A constraint of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Constraint {
    /// Its name.
    pub(super) name: Option<String>,
    /// The column that it is written at, unless the style prefers otherwise.
    pub(super) at: Option<String>,
    /// What it says.
    pub(super) rule: Rule,
}

/// What a constraint says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Rule {
    /// PRIMARY KEY
    Primary {
        /// Its columns.
        parts: Vec<KeyPart>,
        /// ON CONFLICT
        conflict: Option<&'static str>,
        /// AUTOINCREMENT
        autoincrement: bool,
    },
    /// UNIQUE
    Unique {
        /// Its columns.
        parts: Vec<KeyPart>,
        /// ON CONFLICT
        conflict: Option<&'static str>,
    },
    /// CHECK
    Check(Text),
    /// FOREIGN KEY
    Foreign(ForeignKey),
}

/// A column of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeyPart {
    /// The column.
    pub(super) column: String,
    /// COLLATE
    pub(super) collation: Option<&'static str>,
    /// DESC
    pub(super) descending: bool,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ForeignKey {
    /// The columns of the child.
    pub(super) columns: Vec<String>,
    /// The table that it refers to.
    pub(super) parent: String,
    /// The columns there; empty where the primary key is meant.
    pub(super) parent_columns: Vec<String>,
    /// ON DELETE
    pub(super) on_delete: Option<&'static str>,
    /// ON UPDATE
    pub(super) on_update: Option<&'static str>,
    /// MATCH and DEFERRABLE clauses.
    pub(super) tail: Option<&'static str>,
}

/// An index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Index {
    /// Its name.
    pub(super) name: String,
    /// The table that it stands on.
    pub(super) table: String,
    /// UNIQUE
    pub(super) unique: bool,
    /// What it sorts by: a column or expression, COLLATE, DESC.
    pub(super) parts: Vec<(Text, Option<&'static str>, bool)>,
    /// WHERE
    pub(super) condition: Option<Text>,
    /// How its text is written.
    pub(super) style: u64,
}

/// A virtual table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Virtual {
    /// Its name.
    pub(super) name: String,
    /// The module with its arguments, which no style touches.
    pub(super) module: String,
    /// The table and the column whose text it searches, where it keeps none itself.
    pub(super) content: Option<(String, String)>,
    /// How its text is written.
    pub(super) style: u64,
}

/// A view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct View {
    /// Its name.
    pub(super) name: String,
    /// The names that it gives its columns; empty where it leaves them as they come.
    pub(super) columns: Vec<String>,
    /// Its SELECT.
    pub(super) query: Text,
    /// How its text is written.
    pub(super) style: u64,
}

/// A trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trigger {
    /// Its name.
    pub(super) name: String,
    /// The table or view that it stands on.
    pub(super) on: String,
    /// `BEFORE`, `AFTER`, `INSTEAD OF`
    pub(super) time: &'static str,
    /// `INSERT`, `UPDATE`, `DELETE`
    pub(super) event: &'static str,
    /// The columns of UPDATE OF.
    pub(super) of: Vec<String>,
    /// WHEN
    pub(super) condition: Option<Text>,
    /// What stands between BEGIN and END.
    pub(super) body: Text,
    /// How its text is written.
    pub(super) style: u64,
}

/// Whether two names are one to SQLite.
pub(super) fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

/// Whether the text names this column.
pub(super) fn mentions_column(text: &[Part], table: &str, column: &str) -> bool {
    text.iter()
        .any(|part| matches!(part, Part::Column(of, name) if same(of, table) && same(name, column)))
}

impl Rule {
    /// Whether it speaks of this column of its own table.
    pub(super) fn mentions(&self, table: &str, column: &str) -> bool {
        match self {
            Self::Primary { parts, .. } | Self::Unique { parts, .. } => {
                parts.iter().any(|part| same(&part.column, column))
            }
            Self::Check(text) => mentions_column(text, table, column),
            Self::Foreign(key) => {
                key.columns.iter().any(|name| same(name, column))
                    || same(&key.parent, table)
                        && key.parent_columns.iter().any(|n| same(n, column))
            }
        }
    }
}

impl Table {
    /// The column of this name.
    pub(super) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| same(&column.name, name))
    }

    /// The columns of its primary key.
    pub(super) fn primary(&self) -> Option<&[KeyPart]> {
        self.constraints
            .iter()
            .find_map(|constraint| match &constraint.rule {
                Rule::Primary { parts, .. } => Some(parts.as_slice()),
                _ => None,
            })
    }

    /// Its foreign keys.
    pub(super) fn foreign_keys(&self) -> impl Iterator<Item = &ForeignKey> {
        self.constraints
            .iter()
            .filter_map(|constraint| match &constraint.rule {
                Rule::Foreign(key) => Some(key),
                _ => None,
            })
    }

    /// Takes the column out, with the constraints and computed columns that need it.
    pub(super) fn remove_column(&mut self, name: &str) {
        let table = self.name.clone();
        self.columns.retain(|column| !same(&column.name, name));
        self.constraints
            .retain(|constraint| !constraint.rule.mentions(&table, name));
        for constraint in &mut self.constraints {
            if constraint.at.as_ref().is_some_and(|at| same(at, name)) {
                constraint.at = None;
            }
        }
        let dependent = self.columns.iter().find(|column| {
            column
                .generated
                .as_ref()
                .is_some_and(|(text, _)| mentions_column(text, &table, name))
        });
        if let Some(dependent) = dependent.map(|column| column.name.clone()) {
            self.remove_column(&dependent);
        }
    }
}

impl Schema {
    /// The table of this name.
    pub(super) fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| same(&table.name, name))
    }

    /// The table of this name.
    pub(super) fn table_mut(&mut self, name: &str) -> Option<&mut Table> {
        self.tables.iter_mut().find(|table| same(&table.name, name))
    }

    /// Whether something of this name stands among tables, views and indexes, or a trigger does.
    pub(super) fn is_taken(&self, name: &str) -> bool {
        self.tables.iter().any(|table| same(&table.name, name))
            || self.indexes.iter().any(|index| same(&index.name, name))
            || self.views.iter().any(|view| same(&view.name, name))
            || self
                .triggers
                .iter()
                .any(|trigger| same(&trigger.name, name))
            || self.virtuals.iter().any(|one| {
                same(&one.name, name)
                    || name.len() > one.name.len()
                        && name.is_char_boundary(one.name.len())
                        && same(&name[..one.name.len()], &one.name)
            })
    }

    /// Takes a table out, with its indexes and triggers and the foreign keys of others to it.
    pub(super) fn remove_table(&mut self, name: &str) {
        self.tables.retain(|table| !same(&table.name, name));
        self.indexes.retain(|index| !same(&index.table, name));
        self.triggers.retain(|trigger| !same(&trigger.on, name));
        for table in &mut self.tables {
            table.constraints.retain(|constraint| {
                !matches!(&constraint.rule, Rule::Foreign(key) if same(&key.parent, name))
            });
        }
    }

    /// Takes a column out, with everything in tables and indexes that needs it.
    pub(super) fn remove_column(&mut self, table: &str, column: &str) {
        if let Some(found) = self.table_mut(table) {
            found.remove_column(column);
            if found.columns.is_empty() {
                self.remove_table(table);
            }
        }
        for other in &mut self.tables {
            other
                .constraints
                .retain(|constraint| match &constraint.rule {
                    Rule::Foreign(key) if same(&key.parent, table) => {
                        !key.parent_columns.iter().any(|name| same(name, column))
                    }
                    _ => true,
                });
        }
        self.indexes.retain(|index| {
            let texts = index
                .parts
                .iter()
                .map(|(text, ..)| text)
                .chain(&index.condition);
            !texts
                .into_iter()
                .any(|text| mentions_column(text, table, column))
        });
    }

    /// Every text of the schema that may name tables and columns.
    pub(super) fn texts_mut(&mut self) -> impl Iterator<Item = &mut Text> {
        let tables =
            self.tables.iter_mut().flat_map(|table| {
                let generated = table
                    .columns
                    .iter_mut()
                    .filter_map(|column| column.generated.as_mut().map(|(text, _)| text));
                let checks = table.constraints.iter_mut().filter_map(|constraint| {
                    match &mut constraint.rule {
                        Rule::Check(text) => Some(text),
                        _ => None,
                    }
                });
                generated.chain(checks)
            });
        let indexes = self.indexes.iter_mut().flat_map(|index| {
            index
                .parts
                .iter_mut()
                .map(|(text, ..)| text)
                .chain(index.condition.iter_mut())
        });
        let views = self.views.iter_mut().map(|view| &mut view.query);
        let triggers = self.triggers.iter_mut().flat_map(|trigger| {
            std::iter::once(&mut trigger.body).chain(trigger.condition.iter_mut())
        });
        tables.chain(indexes).chain(views).chain(triggers)
    }

    /// The style numbers of all objects.
    pub(super) fn styles_mut(&mut self) -> impl Iterator<Item = &mut u64> {
        self.tables
            .iter_mut()
            .map(|table| &mut table.style)
            .chain(self.indexes.iter_mut().map(|index| &mut index.style))
            .chain(self.virtuals.iter_mut().map(|one| &mut one.style))
            .chain(self.views.iter_mut().map(|view| &mut view.style))
            .chain(self.triggers.iter_mut().map(|trigger| &mut trigger.style))
    }
}
