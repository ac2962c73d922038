//! A place in a statement's tokens, and the small parts of SQLite's grammar that are read from it.

use super::default::default_sql;
use super::{Problem, unused};
use crate::dialect::sqlite::lexer::{self, Token, TokenKind};
use crate::schema::{ForeignKey, KeyColumn, Name, Sql};
use std::collections::BTreeSet;
use std::ops::Range;

/// A place among tokens.
pub(super) struct Cursor<'a> {
    pub(super) sql: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn done(&self) -> bool {
        self.at >= self.tokens.len()
    }

    pub(super) fn at_word(&self, word: &str) -> bool {
        self.tokens
            .get(self.at)
            .is_some_and(|token| token.is_word(self.sql, word))
    }

    pub(super) fn at_symbol(&self, symbol: &str) -> bool {
        self.tokens
            .get(self.at)
            .is_some_and(|token| token.is_symbol(self.sql, symbol))
    }

    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let found = self.at_word(word);
        self.at += usize::from(found);
        found
    }

    pub(super) fn take_symbol(&mut self, symbol: &str) -> bool {
        let found = self.at_symbol(symbol);
        self.at += usize::from(found);
        found
    }

    pub(super) fn word(&mut self, word: &str) -> Result<(), Problem> {
        if self.take_word(word) {
            Ok(())
        } else {
            Err(self.unexpected(&word.to_ascii_uppercase()))
        }
    }

    pub(super) fn symbol(&mut self, symbol: &str) -> Result<(), Problem> {
        if self.take_symbol(symbol) {
            Ok(())
        } else {
            Err(self.unexpected(symbol))
        }
    }

    pub(super) fn unexpected(&self, wanted: &str) -> Problem {
        match self.tokens.get(self.at) {
            Some(token) => format!("expected {wanted}, found `{}`", token.text(self.sql)),
            None => format!("expected {wanted}, found the end"),
        }
    }

    pub(super) fn name(&mut self) -> Result<String, Problem> {
        let name = self
            .tokens
            .get(self.at)
            .and_then(|token| token.name(self.sql));
        let name = name.ok_or_else(|| self.unexpected("a name"))?;
        self.at += 1;
        Ok(name)
    }

    pub(super) fn qualified_name(&mut self) -> Result<Name, Problem> {
        let mut name = self.name()?;
        if self.take_symbol(".") {
            name = self.name()?;
        }
        Ok(Name::folded(name))
    }

    pub(super) fn if_not_exists(&mut self) -> Result<(), Problem> {
        if self.take_word("if") {
            self.word("not")?;
            self.word("exists")?;
        }
        Ok(())
    }

    pub(super) fn create_head(&mut self, kind: &str) -> Result<(Name, Range<usize>), Problem> {
        self.word("create")?;
        let _ = self.take_word("temp") || self.take_word("temporary");
        self.word(kind)?;
        self.if_not_exists()?;
        let start = self.at;
        let name = self.qualified_name()?;
        Ok((name, self.span(start..self.at)))
    }

    /// The bytes from the first to the last of these tokens.
    pub(super) fn span(&self, tokens: Range<usize>) -> Range<usize> {
        match &self.tokens[tokens] {
            [] => 0..0,
            [one] => one.range.clone(),
            [first, .., last] => first.range.start..last.range.end,
        }
    }

    pub(super) fn text(&self, tokens: Range<usize>) -> &'a str {
        &self.sql[self.span(tokens)]
    }

    pub(super) fn sql_of(&self, tokens: Range<usize>) -> Sql {
        Sql::new(
            self.text(tokens.clone()),
            lexer::normal(self.sql, &self.tokens[tokens]),
        )
    }

    pub(super) fn at_constraint(&self) -> bool {
        ["constraint", "primary", "unique", "check", "foreign"]
            .iter()
            .any(|word| self.at_word(word))
    }

    pub(super) fn constraint_name(&mut self) -> Result<Option<Name>, Problem> {
        let mut name = None;
        while self.take_word("constraint") {
            name = Some(Name::folded(self.name()?));
        }
        Ok(name)
    }

    /// The tokens between a pair of parentheses that begins here.
    pub(super) fn parenthesised(&mut self) -> Result<Range<usize>, Problem> {
        self.symbol("(")?;
        let start = self.at;
        let mut depth = 1;
        while let Some(token) = self.tokens.get(self.at) {
            self.at += 1;
            if token.is_symbol(self.sql, "(") {
                depth += 1;
            } else if token.is_symbol(self.sql, ")") {
                depth -= 1;
                if depth == 0 {
                    return Ok(start..self.at - 1);
                }
            }
        }
        Err(self.unexpected(")"))
    }

    pub(super) fn type_name(&mut self) -> Result<String, Problem> {
        const ENDS: [&str; 10] = [
            "constraint",
            "primary",
            "not",
            "null",
            "unique",
            "check",
            "default",
            "collate",
            "references",
            "as",
        ];
        let start = self.at;
        while let Some(token) = self.tokens.get(self.at) {
            let generated = self.at_word("generated")
                && self
                    .tokens
                    .get(self.at + 1)
                    .is_some_and(|t| t.is_word(self.sql, "always"));
            if generated || ENDS.iter().any(|word| self.at_word(word)) {
                break;
            }
            if matches!(
                token.kind,
                TokenKind::Word | TokenKind::Quoted | TokenKind::String
            ) {
                self.at += 1;
            } else {
                break;
            }
        }
        let words = self.at;
        if words > start && self.at_symbol("(") {
            self.parenthesised()?;
        }
        let joined: Vec<String> = self.tokens[start..words]
            .iter()
            .map(|token| token.normal(self.sql))
            .collect();
        let arguments: String = self.tokens[words..self.at]
            .iter()
            .map(|token| token.normal(self.sql))
            .collect();
        Ok(joined.join(" ") + &arguments)
    }

    pub(super) fn direction(&mut self) -> bool {
        if self.take_word("desc") {
            true
        } else {
            self.take_word("asc");
            false
        }
    }

    pub(super) fn conflict(&mut self) -> Result<Option<String>, Problem> {
        let on_conflict = self.at_word("on")
            && self
                .tokens
                .get(self.at + 1)
                .is_some_and(|t| t.is_word(self.sql, "conflict"));
        if !on_conflict {
            return Ok(None);
        }
        self.at += 2;
        Ok(Some(self.name()?.to_ascii_uppercase()))
    }

    /// A DEFAULT's value without outer parentheses, and whether it is a literal.
    pub(super) fn default(&mut self) -> Result<(Option<Sql>, bool), Problem> {
        if self.at_symbol("(") {
            let inner = self.parenthesised()?;
            let constant = inner.len() <= 2
                && self.tokens[inner.clone()].iter().all(|token| {
                    !matches!(token.kind, TokenKind::Word | TokenKind::Quoted)
                        && !token.is_symbol(self.sql, "(")
                });
            return Ok((Some(default_sql(self.text(inner))), constant));
        }
        let start = self.at;
        let _ = self.take_symbol("+") || self.take_symbol("-");
        let token = self
            .tokens
            .get(self.at)
            .ok_or_else(|| self.unexpected("a value"))?;
        let constant = !["current_time", "current_date", "current_timestamp"]
            .iter()
            .any(|word| token.is_word(self.sql, word));
        self.at += 1;
        let value = default_sql(self.text(start..self.at));
        let null = value.normal() == "null";
        Ok(((!null).then_some(value), constant))
    }

    pub(super) fn names(&mut self) -> Result<Vec<Name>, Problem> {
        let mut names = Vec::new();
        loop {
            names.push(Name::folded(self.name()?));
            if self.take_symbol(",") {
                continue;
            }
            // SQLite takes, and ignores, COLLATE and a direction here (`eidlist`).
            if self.take_word("collate") {
                self.name()?;
            }
            self.direction();
            if !self.take_symbol(",") {
                break;
            }
        }
        self.symbol(")")?;
        Ok(names)
    }

    pub(super) fn key_columns(
        &mut self,
        options: &mut BTreeSet<String>,
    ) -> Result<Vec<KeyColumn>, Problem> {
        self.symbol("(")?;
        let mut columns = Vec::new();
        loop {
            let name = Name::folded(self.name()?);
            let collation = if self.take_word("collate") {
                Some(Name::folded(self.name()?))
            } else {
                None
            };
            let descending = self.direction();
            columns.push(KeyColumn {
                name,
                collation,
                descending,
            });
            if self.take_word("autoincrement") {
                options.insert("autoincrement".to_owned());
            }
            if !self.take_symbol(",") {
                break;
            }
        }
        self.symbol(")")?;
        Ok(columns)
    }

    /// Column names in parentheses and nothing else.
    pub(super) fn plain_columns(&mut self) -> Option<Vec<Name>> {
        self.symbol("(").ok()?;
        let mut columns = Vec::new();
        loop {
            columns.push(Name::folded(self.name().ok()?));
            self.direction();
            if !self.take_symbol(",") {
                break;
            }
        }
        self.symbol(")").ok()?;
        Some(columns)
    }

    pub(super) fn references(
        &mut self,
        name: Option<Name>,
        columns: Vec<Name>,
    ) -> Result<ForeignKey, Problem> {
        let parent = Name::folded(self.name()?);
        let parent_columns = if self.take_symbol("(") {
            self.names()?
        } else {
            Vec::new()
        };
        let mut key = ForeignKey {
            name: unused(name),
            columns,
            parent,
            parent_columns,
            on_delete: "NO ACTION".to_owned(),
            on_update: "NO ACTION".to_owned(),
            matching: None,
            deferrable: None,
        };
        loop {
            if self.take_word("match") {
                self.name()
                    .map(|name| key.matching = Some(name.to_ascii_uppercase()))?;
            } else if self.take_word("on") {
                let event = self.name()?.to_ascii_uppercase();
                let mut action = self.name()?.to_ascii_uppercase();
                if action == "SET" || action == "NO" {
                    action = format!("{action} {}", self.name()?.to_ascii_uppercase());
                }
                match event.as_str() {
                    "DELETE" => key.on_delete = action,
                    "UPDATE" => key.on_update = action,
                    _ => return Err(format!("unknown event ON {event}")),
                }
            } else {
                break;
            }
        }
        key.deferrable = self.deferrable()?;
        Ok(key)
    }

    pub(super) fn deferrable(&mut self) -> Result<Option<String>, Problem> {
        let negated = self.at_word("not")
            && self
                .tokens
                .get(self.at + 1)
                .is_some_and(|t| t.is_word(self.sql, "deferrable"));
        self.at += usize::from(negated);
        if !self.take_word("deferrable") {
            return Ok(None);
        }
        let mut clause = if negated {
            "NOT DEFERRABLE"
        } else {
            "DEFERRABLE"
        }
        .to_owned();
        if self.take_word("initially") {
            clause = format!("{clause} INITIALLY {}", self.name()?.to_ascii_uppercase());
        }
        Ok(Some(clause))
    }
}
