//! Reads what the catalog calls relations, with their columns: tables, views, sequences, foreign
//! tables, and what composite types keep their columns in. `tables` and `views` make of them what
//! the model has.

use super::catalog;
use super::ignored::Ignored;
use super::needs::Line;
use super::queries::Answers;
use super::tables::Identities;
use super::text;
use crate::dialect::postgres::connect::Answer;
use crate::dialect::postgres::naming::{NOT_NULL_NAME, is_made_not_null};
use crate::dialect::postgres::quote;
use crate::schema::{
    Attributes, Column, Generated, Id, Index, Name, NotNull, ObjectKind, Sql, Written,
};
use std::collections::HashMap;

/// All relations except indexes, by their numbers.
pub(super) struct Relations {
    by_number: HashMap<u32, Relation>,
    ignored: HashMap<u32, Relation>,
}

/// A relation.
pub(super) struct Relation {
    pub(super) kind: Kind,
    pub(super) name: Name,
    pub(super) schema: String,
    /// Its name without schema or quotes.
    pub(super) bare: String,
    /// Its name with its schema, wherever it is.
    pub(super) qualified: String,
    pub(super) owner: String,
    /// What a view selects.
    pub(super) query: Option<String>,
    /// Its storage parameters, or the options of a view, as JSON.
    pub(super) parameters: Option<String>,
    /// The table that it is a partition of, or that a sequence belongs to.
    pub(super) parent: Option<u32>,
    /// The column that a sequence belongs to.
    pub(super) parent_column: i32,
    pub(super) attributes: Attributes,
    /// The server of a foreign table.
    pub(super) server: String,
    /// The options of a foreign table.
    pub(super) options: Option<String>,
    pub(super) columns: Vec<Part>,
    pub(super) constraints: Vec<Written>,
    pub(super) indexes: Vec<Index>,
}

/// The kinds of relations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Table,
    View,
    MaterializedView,
    Foreign,
    Composite,
    Sequence,
    /// A sequence that is part of an identity column.
    Identity,
}

/// A column with its numbers.
pub(super) struct Part {
    pub(super) number: i32,
    pub(super) column: Column,
    /// The number of its default.
    pub(super) default: Option<u32>,
}

impl Relations {
    /// Reads the answers. What is ignored is not there, nor are its partitions and sequences.
    pub(super) fn read(answers: &Answers, lines: &[Line], ignored: &Ignored) -> Self {
        let mut by_number: HashMap<u32, Relation> = answers
            .relations
            .iter()
            .map(|answer| (text::number(answer, 0), relation(answer)))
            .collect();
        for answer in &answers.columns {
            let mut numbers = answer.text(0).split(' ');
            let on = numbers.next().and_then(|number| number.parse().ok());
            if let Some(relation) = on.and_then(|on| by_number.get_mut(&on)) {
                let part = part(answer, numbers);
                relation.columns.extend(part);
            }
        }
        for relation in by_number.values_mut() {
            relation.columns.sort_by_key(|part| part.number);
        }
        give_sequences(&mut by_number, lines);
        let ignored = leave_out(&mut by_number, ignored);
        Self { by_number, ignored }
    }

    /// The relation of this number.
    pub(super) fn get(&self, number: u32) -> Option<&Relation> {
        self.by_number.get(&number)
    }

    /// A table and some of its columns as a foreign key writes them, even where the table itself
    /// is ignored.
    pub(super) fn referenced(&self, number: u32, columns: &str) -> Option<String> {
        let relation = self.get(number).or_else(|| self.ignored.get(&number))?;
        let columns = text::names(relation.columns_of(columns));
        Some(format!("{}({columns})", relation.name))
    }

    /// The relation of this number.
    pub(super) fn get_mut(&mut self, number: u32) -> Option<&mut Relation> {
        self.by_number.get_mut(&number)
    }

    /// The sequences of identity columns, by table and column, and all other relations.
    pub(super) fn part_identities(self) -> (Identities, HashMap<u32, Relation>) {
        let mut others = self.by_number;
        let identities = others
            .extract_if(|_, relation| relation.kind == Kind::Identity)
            .filter_map(|(number, sequence)| {
                Some((
                    (sequence.parent?, sequence.parent_column),
                    (number, sequence),
                ))
            })
            .collect();
        (identities, others)
    }
}

impl Relation {
    /// What tells it from everything else; none where it is part of something else.
    pub(super) fn id(&self) -> Option<Id> {
        let kind = match self.kind {
            Kind::Table => return Some(Id::Table(self.name.clone())),
            Kind::View => ObjectKind::View,
            Kind::MaterializedView => ObjectKind::MaterializedView,
            Kind::Foreign => ObjectKind::Foreign,
            Kind::Sequence => ObjectKind::Sequence,
            Kind::Composite | Kind::Identity => return None,
        };
        Some(Id::Object(kind, self.object_name()))
    }

    /// Its name as that of an [`Object`](crate::schema::Object).
    pub(super) fn object_name(&self) -> Name {
        match self.kind {
            Kind::Foreign => Name::exact(format!("FOREIGN TABLE {}", self.name)),
            _ => self.name.clone(),
        }
    }

    /// The columns of these numbers, as the catalog lists them.
    pub(super) fn columns_of<'a>(&'a self, numbers: &'a str) -> impl Iterator<Item = Name> + 'a {
        let numbers = numbers.split(|c: char| !c.is_ascii_digit());
        numbers.filter_map(|number| {
            let number: i32 = number.parse().ok()?;
            let part = self.columns.iter().find(|part| part.number == number)?;
            Some(part.column.name.clone())
        })
    }
}

/// Tells sequences which columns they belong to.
fn give_sequences(relations: &mut HashMap<u32, Relation>, lines: &[Line]) {
    for line in lines {
        let (from, to) = (line.from, line.to);
        let is_column = to.0 == catalog::CLASS && to.2 > 0;
        if from.0 != catalog::CLASS || !is_column || !matches!(line.how, "a" | "i") {
            continue;
        }
        let is_sequence = |relation: &Relation| relation.kind == Kind::Sequence;
        if !relations.get(&from.1).is_some_and(is_sequence) {
            continue;
        }
        let owner = relations.get(&to.1).and_then(|table| {
            let part = table.columns.iter().find(|part| part.number == to.2)?;
            Some(format!(
                "{}.{}",
                table.name,
                quote::ident(part.column.name.as_str())
            ))
        });
        if let Some(sequence) = relations.get_mut(&from.1) {
            (sequence.parent, sequence.parent_column) = (Some(to.1), to.2);
            if line.how == "i" {
                sequence.kind = Kind::Identity;
            } else if let Some(owner) = owner {
                sequence.attributes.insert("owned by".to_owned(), owner);
            }
        }
    }
}

/// Takes out what is ignored, and returns it.
fn leave_out(relations: &mut HashMap<u32, Relation>, ignored: &Ignored) -> HashMap<u32, Relation> {
    let mut left_out: HashMap<u32, Relation> = HashMap::new();
    loop {
        // A partition of what is gone can have sequences and partitions of its own.
        let gone: Vec<(u32, Relation)> = relations
            .extract_if(|_, relation| {
                relation.parent.is_some_and(|on| left_out.contains_key(&on))
                    || left_out.is_empty() && ignored.covers(&relation.schema, &relation.bare)
            })
            .collect();
        if gone.is_empty() {
            return left_out;
        }
        left_out.extend(gone);
    }
}

fn relation(answer: &Answer) -> Relation {
    let kind = match answer.text(1) {
        "v" => Kind::View,
        "m" => Kind::MaterializedView,
        "f" => Kind::Foreign,
        "c" => Kind::Composite,
        "S" => Kind::Sequence,
        _ => Kind::Table,
    };
    Relation {
        kind,
        schema: answer.text(2).to_owned(),
        bare: answer.text(3).to_owned(),
        name: Name::exact(answer.text(4)),
        qualified: answer.text(5).to_owned(),
        owner: answer.text(6).to_owned(),
        query: text::owned(answer, 7),
        parameters: text::owned(answer, 8),
        parent: answer.get(9).and_then(|number| number.parse().ok()),
        parent_column: 0,
        attributes: text::attributes(answer.get(10)),
        server: answer.text(11).to_owned(),
        options: text::owned(answer, 12),
        columns: Vec::new(),
        constraints: Vec::new(),
        indexes: Vec::new(),
    }
}

fn part<'a>(answer: &Answer, mut numbers: impl Iterator<Item = &'a str>) -> Option<Part> {
    let number = numbers.next()?.parse().ok()?;
    let not_null = numbers.next()? == "n";
    let kind = numbers.next()?;
    let mut attributes = text::attributes(answer.get(4));
    let collation = attributes.remove("collation").map(Name::exact);
    let name = answer.get(5).filter(|_| not_null);
    if let Some(name) = name {
        attributes.insert(NOT_NULL_NAME.to_owned(), name.to_owned());
    }
    // A name that the server chose itself is as none.
    let own_name = name.filter(|name| !is_made_not_null(name));
    let expression = answer.get(3).map(|text| Sql::new(text, text));
    let (default, generated) = match kind {
        "-" => (expression, None),
        _ => {
            let stored = kind == "s";
            let generated = expression.map(|expression| Generated { expression, stored });
            (None, generated)
        }
    };
    Some(Part {
        number,
        default: numbers.next().and_then(|number| number.parse().ok()),
        column: Column {
            name: Name::exact(answer.text(1)),
            type_name: answer.text(2).to_owned(),
            not_null: not_null.then_some(NotNull {
                name: own_name.map(Name::exact),
                conflict: None,
            }),
            default,
            default_is_constant: true,
            collation,
            generated,
            attributes,
            text: String::new(),
        },
    })
}
