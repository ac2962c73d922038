//! Reads `CREATE TABLE` and `CREATE INDEX` as SQLite's catalog keeps them.
//!
//! The grammar is SQLite's (`parse.y`, <https://sqlite.org/lang_createtable.html>). The catalog
//! holds only statements that SQLite itself has accepted, so this reader may be lenient; whatever
//! it can't place is an error, and the table is then treated as opaque. Expressions are never
//! taken apart: they are compared token by token.

mod cursor;
mod default;

pub(super) use default::default_value;

use super::lexer::{self, Token, tokens};
use crate::schema::{
    Attributes, Check, Column, Constraint, Generated, Index, KeyColumn, Name, NotNull, PrimaryKey,
    Sql, Table, Unique,
};
use cursor::Cursor;
use std::collections::BTreeSet;
use std::ops::Range;

/// What stopped the reader, for the note on an opaque object.
pub type Problem = String;

/// Where the parts of a table's text stand that a rebuild must change.
#[derive(Debug, Clone)]
pub struct Anchors {
    /// The table's name behind `CREATE TABLE`, with a schema before it where there is one.
    pub name: Range<usize>,
    /// Places where a column is qualified by the table's own name: `t` in `t.a`.
    pub own_qualifiers: Vec<Range<usize>>,
}

/// Reads the text of a table.
pub fn table(sql: &str) -> Result<Table, Problem> {
    let all = tokens(sql);
    let mut cursor = Cursor {
        sql,
        tokens: &all,
        at: 0,
    };
    let (name, _) = cursor.create_head("table")?;
    cursor.symbol("(")?;
    let mut parts = Parts::default();
    parts.body(&mut cursor)?;
    cursor.symbol(")")?;
    while !cursor.done() {
        if cursor.take_symbol(",") || cursor.take_symbol(";") {
            continue;
        } else if cursor.take_word("strict") {
            parts.options.insert("strict".to_owned());
        } else if cursor.take_word("without") {
            cursor.word("rowid")?;
            parts.options.insert("without rowid".to_owned());
        } else {
            return Err(cursor.unexpected("a table option"));
        }
    }
    parts.constraints.sort();
    Ok(Table {
        name,
        columns: parts.columns,
        constraints: parts.constraints,
        indexes: Vec::new(),
        options: parts.options,
        attributes: Attributes::new(),
        definition: definition(sql, &all),
        opaque: None,
        order_counts: false,
    })
}

/// Where the name of the table and its qualified columns stand in the text of a table.
pub fn anchors(sql: &str) -> Result<Anchors, Problem> {
    let all = tokens(sql);
    let mut cursor = Cursor {
        sql,
        tokens: &all,
        at: 0,
    };
    let (name, range) = cursor.create_head("table")?;
    let own_qualifiers = all[cursor.at..]
        .windows(2)
        .filter(|pair| {
            pair[1].is_symbol(sql, ".")
                && pair[0]
                    .name(sql)
                    .is_some_and(|text| Name::folded(text) == name)
        })
        .map(|pair| pair[0].range.clone())
        .collect();
    Ok(Anchors {
        name: range,
        own_qualifiers,
    })
}

/// Reads the text of an index; gives the table that it stands on too.
pub fn index(sql: &str) -> Result<(Name, Index), Problem> {
    let all = tokens(sql);
    let mut cursor = Cursor {
        sql,
        tokens: &all,
        at: 0,
    };
    cursor.word("create")?;
    let unique = cursor.take_word("unique");
    cursor.word("index")?;
    cursor.if_not_exists()?;
    let name = cursor.qualified_name()?;
    cursor.word("on")?;
    let from = cursor.at;
    let table = Name::folded(cursor.name()?);
    let body = &all[from..];
    // ASC is the default, so that an index with it and one without are the same.
    let kept: Vec<Token> = body
        .iter()
        .enumerate()
        .filter(|(position, token)| {
            // A direction stands between a column and the next one or the end; elsewhere it is a
            // name.
            let at = |position: usize, symbols: [&str; 2]| {
                body.get(position)
                    .is_some_and(|token| symbols.iter().any(|symbol| token.is_symbol(sql, symbol)))
            };
            let begins = position
                .checked_sub(1)
                .is_none_or(|before| at(before, ["(", ","]));
            let ends = at(position + 1, [",", ")"]);
            begins || !ends || !token.is_word(sql, "asc")
        })
        .map(|(_, token)| token.clone())
        .collect();
    let normal = format!(
        "{}{}",
        if unique { "unique " } else { "" },
        lexer::normal(sql, &kept)
    );
    let columns = cursor.plain_columns().unwrap_or_default();
    let columns = if cursor.done() { columns } else { Vec::new() };
    let index = Index {
        name,
        unique,
        columns,
        definition: Sql::new(sql, normal),
        attributes: Attributes::new(),
        mentions: mentions(sql, body),
    };
    Ok((table, index))
}

/// The text of a whole object, compared without the words that the catalog itself adds.
pub fn definition(sql: &str, all: &[Token]) -> Sql {
    Sql::new(sql, lexer::normal(sql, all))
}

/// Every name among the tokens, folded. A string counts, for it can stand for a name.
pub fn mentions(sql: &str, tokens: &[Token]) -> BTreeSet<String> {
    tokens
        .iter()
        .filter_map(|token| token.name(sql))
        .map(|name| name.to_ascii_lowercase())
        .collect()
}

/// The name of a key or of NOT NULL: SQLite keeps it in the text and does nothing with it, so that
/// it is no difference. That of a CHECK stands in its error message and is one.
fn unused(name: Option<Name>) -> Option<Name> {
    Some(Name::insignificant(
        name.map(|name| name.as_str().to_owned())
            .unwrap_or_default(),
    ))
}

#[derive(Default)]
struct Parts {
    columns: Vec<Column>,
    constraints: Vec<Constraint>,
    options: BTreeSet<String>,
}

impl Parts {
    fn body(&mut self, cursor: &mut Cursor) -> Result<(), Problem> {
        loop {
            if cursor.at_constraint() {
                break;
            }
            self.column(cursor)?;
            if !cursor.take_symbol(",") {
                break;
            }
        }
        // SQLite wants no comma between table constraints.
        while cursor.at_constraint() {
            self.table_constraint(cursor)?;
            cursor.take_symbol(",");
        }
        Ok(())
    }

    fn column(&mut self, cursor: &mut Cursor) -> Result<(), Problem> {
        let start = cursor.at;
        let name = Name::folded(cursor.name()?);
        let type_name = cursor.type_name()?;
        let mut column = Column {
            name,
            type_name,
            not_null: None,
            default: None,
            default_is_constant: true,
            collation: None,
            generated: None,
            attributes: Attributes::new(),
            text: String::new(),
        };
        while !cursor.at_symbol(",") && !cursor.at_symbol(")") && !cursor.done() {
            self.column_constraint(cursor, &mut column)?;
        }
        column.text = cursor.text(start..cursor.at).to_owned();
        self.columns.push(column);
        Ok(())
    }

    fn column_constraint(
        &mut self,
        cursor: &mut Cursor,
        column: &mut Column,
    ) -> Result<(), Problem> {
        let constraint = cursor.constraint_name()?;
        if cursor.take_word("primary") {
            cursor.word("key")?;
            let descending = cursor.direction();
            let conflict = cursor.conflict()?;
            if cursor.take_word("autoincrement") {
                self.options.insert("autoincrement".to_owned());
            }
            self.constraints.push(Constraint::PrimaryKey(PrimaryKey {
                name: unused(constraint),
                columns: vec![KeyColumn {
                    name: column.name.clone(),
                    collation: None,
                    descending,
                }],
                conflict,
                descending_inline: descending,
            }));
        } else if cursor.take_word("not") {
            if cursor.at_word("deferrable") {
                cursor.at -= 1;
                return self.late_deferrable(cursor);
            }
            cursor.word("null")?;
            column.not_null = Some(NotNull {
                name: unused(constraint),
                conflict: cursor.conflict()?,
            });
        } else if cursor.take_word("null") {
            cursor.conflict()?;
        } else if cursor.take_word("unique") {
            let columns = vec![KeyColumn {
                name: column.name.clone(),
                collation: None,
                descending: false,
            }];
            let conflict = cursor.conflict()?;
            self.constraints.push(Constraint::Unique(Unique {
                name: unused(constraint),
                columns,
                conflict,
            }));
        } else if cursor.take_word("check") {
            self.check(cursor, constraint)?;
        } else if cursor.take_word("default") {
            (column.default, column.default_is_constant) = cursor.default()?;
        } else if cursor.take_word("collate") {
            let collation = Name::folded(cursor.name()?);
            column.collation = (collation.key() != "binary").then_some(collation);
        } else if cursor.take_word("references") {
            let key = cursor.references(constraint, vec![column.name.clone()])?;
            self.constraints.push(Constraint::ForeignKey(key));
        } else if cursor.at_word("generated") || cursor.at_word("as") {
            if cursor.take_word("generated") {
                cursor.word("always")?;
            }
            cursor.word("as")?;
            let expression = cursor.parenthesised()?;
            let stored = cursor.take_word("stored");
            if !stored {
                cursor.take_word("virtual");
            }
            column.generated = Some(Generated {
                expression: cursor.sql_of(expression),
                stored,
            });
        } else if cursor.at_word("deferrable") {
            self.late_deferrable(cursor)?;
        } else if constraint.is_none() {
            return Err(cursor.unexpected("a column constraint"));
        }
        Ok(())
    }

    /// `DEFERRABLE` is a constraint of its own in SQLite's grammar: it belongs to the foreign key
    /// before it.
    fn late_deferrable(&mut self, cursor: &mut Cursor) -> Result<(), Problem> {
        let clause = cursor.deferrable()?;
        match self.constraints.last_mut() {
            Some(Constraint::ForeignKey(key)) => {
                key.deferrable = clause;
                Ok(())
            }
            _ => Err("DEFERRABLE without a foreign key before it".to_owned()),
        }
    }

    fn table_constraint(&mut self, cursor: &mut Cursor) -> Result<(), Problem> {
        let name = cursor.constraint_name()?;
        if cursor.take_word("primary") {
            cursor.word("key")?;
            let columns = cursor.key_columns(&mut self.options)?;
            let conflict = cursor.conflict()?;
            self.constraints.push(Constraint::PrimaryKey(PrimaryKey {
                name: unused(name),
                columns,
                conflict,
                descending_inline: false,
            }));
        } else if cursor.take_word("unique") {
            let columns = cursor.key_columns(&mut self.options)?;
            let conflict = cursor.conflict()?;
            self.constraints.push(Constraint::Unique(Unique {
                name: unused(name),
                columns,
                conflict,
            }));
        } else if cursor.take_word("check") {
            self.check(cursor, name)?;
        } else if cursor.take_word("foreign") {
            cursor.word("key")?;
            cursor.symbol("(")?;
            let columns = cursor.names()?;
            cursor.word("references")?;
            let key = cursor.references(name, columns)?;
            self.constraints.push(Constraint::ForeignKey(key));
        } else if name.is_none() {
            return Err(cursor.unexpected("a table constraint"));
        }
        Ok(())
    }

    fn check(&mut self, cursor: &mut Cursor, name: Option<Name>) -> Result<(), Problem> {
        let inner = cursor.parenthesised()?;
        let mentions = mentions(cursor.sql, &cursor.tokens[inner.clone()]);
        let expression = cursor.sql_of(inner);
        cursor.conflict()?;
        self.constraints.push(Constraint::Check(Check {
            name,
            expression,
            mentions,
        }));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails where a value is missing")]
    use super::*;

    #[test]
    fn a_table_with_everything_is_read() {
        let sql = r#"CREATE TABLE "t" (
            id INTEGER PRIMARY KEY AUTOINCREMENT, -- the key
            'n' varchar( 10 ) NOT NULL ON CONFLICT IGNORE DEFAULT ('x') COLLATE nocase,
            p UNSIGNED BIG INT REFERENCES q(a) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED NOT NULL,
            g GENERATED ALWAYS AS (n || ',') STORED,
            CONSTRAINT u UNIQUE (n COLLATE binary DESC, p) CHECK (t.p > 0)
            FOREIGN KEY (n, p) REFERENCES q
        ) STRICT, WITHOUT ROWID"#;
        let found = table(sql).unwrap();
        assert_eq!(found.name.as_str(), "t");
        assert_eq!(found.columns.len(), 4);
        assert_eq!(found.columns[1].type_name, "varchar(10)");
        assert_eq!(found.columns[1].default.as_ref().unwrap().normal(), "'x'");
        assert_eq!(found.columns[2].type_name, "unsigned big int");
        assert!(found.columns[2].not_null.is_some());
        assert!(found.columns[3].generated.as_ref().unwrap().stored);
        assert_eq!(found.constraints.len(), 5);
        assert!(found.has("strict") && found.has("without rowid") && found.has("autoincrement"));
        let keys: Vec<_> = found.foreign_keys().collect();
        assert_eq!(
            keys[1].deferrable.as_deref(),
            Some("DEFERRABLE INITIALLY DEFERRED")
        );
        assert_eq!(anchors(sql).unwrap().own_qualifiers.len(), 1);
    }

    #[test]
    fn the_same_constraint_at_a_column_and_behind_all_is_one() {
        let inline = table("create table t(a int unique references p(x) check(a>0))").unwrap();
        let behind = table(
            "create table t(a int, unique(a), check (a > 0), foreign key(a) references P(X))",
        )
        .unwrap();
        assert_eq!(inline.constraints, behind.constraints);
    }

    #[test]
    fn what_is_no_table_is_an_error() {
        for sql in [
            "",
            "create table",
            "create table t",
            "create table t(a",
            "create table t(a check(b)",
            "create view v as select 1",
        ] {
            assert!(table(sql).is_err(), "{sql}");
        }
    }
}
