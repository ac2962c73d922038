//! A column, from its clause in CREATE TABLE as the server writes it.

use super::queries::ColumnFacts;
use crate::dialect::mysql::text::{Text, sql};
use crate::schema::{Attributes, Column, Generated, Name, NotNull, Sql};
use std::ops::Range;

/// Words that begin another clause of a column.
const CLAUSES: [&str; 15] = [
    "generated",
    "as",
    "virtual",
    "stored",
    "not",
    "null",
    "invisible",
    "default",
    "on",
    "auto_increment",
    "comment",
    "check",
    "without",
    "with",
    "unique",
];

/// Reads the clause that takes the tokens of `range`.
///
/// # Errors
/// What is not as `information_schema` says.
pub(super) fn read(
    text: &Text,
    range: Range<usize>,
    facts: &ColumnFacts,
) -> Result<Column, String> {
    let name = text.name(range.start).unwrap_or_default();
    if name != facts.name {
        return Err(format!("column {} stands where {name} should", facts.name));
    }
    let type_end = type_end(text, range.start + 1);
    let type_name = text.slice(range.start + 1..type_end).to_owned();
    if sql(&type_name) != sql(&Text::new(&facts.column_type).sql) {
        return Err(format!(
            "column {name} is {}, not {type_name}",
            facts.column_type
        ));
    }
    let mut reader = Reader::new(text, &range, type_end);
    reader.read()?;
    let said = reader.said;
    let mut attributes = said.attributes;
    // Names differ in case too, which does not count where they are looked up.
    attributes.insert("spelling".to_owned(), name.clone());
    Ok(Column {
        name: Name::folded(name),
        type_name,
        not_null: said.not_null.then_some(NotNull {
            name: None,
            conflict: None,
        }),
        default_is_constant: said
            .default
            .as_ref()
            .is_some_and(|default| is_constant(default.as_str())),
        default: said.default,
        collation: facts.collation.as_deref().map(Name::exact),
        generated: said.generated,
        attributes,
        text: text.slice(range).to_owned(),
    })
}

fn is_constant(default: &str) -> bool {
    let text = Text::new(default);
    !(0..text.tokens.len()).any(|at| text.symbol(at, "("))
}

/// Where the type ends: `int(10) unsigned zerofill`, `enum('a','b')`, `text COMPRESSED`.
fn type_end(text: &Text, start: usize) -> usize {
    let mut at = start + 1;
    if text.symbol(at, "(") {
        at = text.closed(at);
    }
    while ["unsigned", "signed", "zerofill", "compressed", "precision"]
        .iter()
        .any(|word| text.word(at, word))
    {
        at += 1;
    }
    at
}

#[derive(Default)]
struct Said {
    not_null: bool,
    default: Option<Sql>,
    generated: Option<Generated>,
    attributes: Attributes,
}

struct Reader<'a> {
    text: &'a Text,
    at: usize,
    end: usize,
    said: Said,
}

impl<'a> Reader<'a> {
    fn new(text: &'a Text, range: &Range<usize>, at: usize) -> Self {
        Self {
            text,
            at,
            end: range.end,
            said: Said::default(),
        }
    }

    fn read(&mut self) -> Result<(), String> {
        while self.at < self.end {
            let before = self.at;
            self.clause();
            if self.at <= before {
                return Err(format!("`{}`", self.text.slice(before..self.end)));
            }
        }
        Ok(())
    }

    fn note(&mut self, attribute: &str, value: impl Into<String>) {
        self.said
            .attributes
            .insert(attribute.to_owned(), value.into());
    }

    /// The end of an expression that begins here: before the next clause.
    fn expression_end(&self) -> usize {
        let mut at = self.at;
        while at < self.end {
            if self.text.symbol(at, "(") {
                at = self.text.closed(at);
            } else if at > self.at && self.begins_clause(at) {
                break;
            } else {
                at += 1;
            }
        }
        at
    }

    fn begins_clause(&self, at: usize) -> bool {
        CLAUSES.iter().any(|word| self.text.word(at, word)) || self.text.symbol(at + 1, "=")
    }

    fn clause(&mut self) {
        let (text, at) = (self.text, self.at);
        if text.words(at, &["character", "set"]) {
            self.at += 3;
        } else if text.word(at, "collate") {
            self.at += 2;
        } else if text.words(at, &["generated", "always", "as"]) {
            self.at += 3;
            self.generated();
        } else if text.word(at, "as") {
            self.at += 1;
            self.generated();
        } else if text.words(at, &["not", "null"]) {
            self.said.not_null = true;
            self.at += 2;
        } else if text.word(at, "null") {
            self.at += 1;
        } else if text.word(at, "invisible") {
            self.note("invisible", "yes");
            self.at += 1;
        } else if text.word(at, "default") {
            self.at += 1;
            let end = self.expression_end();
            let default = text.slice(self.at..end);
            self.said.default = (!default.eq_ignore_ascii_case("null")).then(|| sql(default));
            self.at = end;
        } else if text.words(at, &["on", "update"]) {
            self.at += 2;
            let end = self.expression_end();
            self.note("on update", text.slice(self.at..end));
            self.at = end;
        } else if text.word(at, "auto_increment") {
            self.note("auto_increment", "yes");
            self.at += 1;
        } else if text.word(at, "comment") {
            self.note("comment", text.string(at + 1).unwrap_or_default());
            self.at += 2;
        } else if text.word(at, "check") {
            let end = text.closed(at + 1);
            self.note("check", text.slice(at + 1..end));
            self.at = end;
        } else if text.words(at + 1, &["system", "versioning"]) {
            self.note(
                "system versioning",
                text.slice(at..at + 1).to_ascii_lowercase(),
            );
            self.at += 3;
        } else {
            self.other();
        }
    }

    /// `SRID 4326`, `` `option`='value' `` and whatever else a version may say: kept as it is.
    fn other(&mut self) {
        let start = self.at;
        let name = self.text.name(start).unwrap_or_default();
        let value = if self.text.symbol(start + 1, "=") {
            start + 2
        } else {
            start + 1
        };
        self.at = (value + 1).min(self.end);
        self.note(
            &format!("option {}", name.to_ascii_lowercase()),
            self.text.slice(start..self.at),
        );
    }

    /// What is computed from other columns, or when a row began or ended.
    fn generated(&mut self) {
        let text = self.text;
        if text.word(self.at, "row") {
            self.note(
                "period",
                text.slice(self.at..self.at + 2).to_ascii_uppercase(),
            );
            self.at += 2;
            return;
        }
        let end = text.closed(self.at);
        let expression = sql(text.slice(self.at + 1..end - 1));
        let stored = text.word(end, "stored") || text.word(end, "persistent");
        self.at = end + usize::from(stored || text.word(end, "virtual"));
        self.said.generated = Some(Generated { expression, stored });
    }
}
