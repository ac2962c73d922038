//! Identity columns, and the options of sequences.

use super::Writer;
use super::common::{comment, given, grants};
use super::decide::{Action, Actions};
use super::order::owner;
use super::reference::{bare, beside, schema_prefix};
use super::side::{Node, Side, list};
use crate::dialect::postgres::naming::made_of;
use crate::dialect::postgres::quote::{ident, literal};
use crate::draft::Statement;
use crate::schema::{Attributes, Column, Id, Name, ObjectKind, Table};
use std::collections::BTreeMap;

impl Writer<'_> {
    pub(super) fn alter_identity(
        &mut self,
        alter: &str,
        table: &Table,
        before: &Column,
        after: &Column,
    ) {
        let Some(identity) = after.attributes.get("identity") else {
            return;
        };
        let Some(was) = before.attributes.get("identity") else {
            self.become_identity(alter, identity, table, after);
            return;
        };
        if was != identity {
            self.emit(format!("{alter} SET GENERATED {identity}"));
        }
        let (old_name, name) = (sequence_of(table, before), sequence_of(table, after));
        if old_name != name {
            let new = bare(&Name::exact(name.as_str()));
            self.emit(format!(
                "ALTER SEQUENCE {old_name} RENAME TO {}",
                ident(&new)
            ));
        }
        let options = |column: &Column| column.attributes.get("identity sequence").cloned();
        let (Some(old), Some(new)) = (options(before), options(after)) else {
            return;
        };
        let limits_follow = before.type_name != after.type_name
            && clauses(&new)
                .iter()
                .all(|clause| usual(clause, &after.type_name));
        if old == new || limits_follow {
            return;
        }
        let there = clauses(&old);
        let set: Vec<String> = clauses(&new)
            .iter()
            .filter(|clause| before.type_name != after.type_name || !there.contains(clause))
            .map(|clause| format!("SET {clause}"))
            .collect();
        self.emit_all(within_limits(&name, &value_of(&old), &value_of(&new)));
        let restart = restart(&value_of(&old), &value_of(&new));
        self.emit(format!("{alter} {}{restart}", set.join(" ")));
    }

    /// Makes a column that is there an identity, which goes on where a sequence of the column has
    /// come to, or behind the values that there are.
    fn become_identity(&mut self, alter: &str, identity: &str, table: &Table, column: &Column) {
        let add = format!(
            "{alter} ADD GENERATED {identity} AS IDENTITY{}",
            identity_options(table, column)
        );
        let name = sequence_of(table, column);
        let key = (table.name.clone(), column.name.clone());
        let Some(old) = self.handed_over.get(&key).cloned() else {
            self.emit(add);
            let increment = column
                .attributes
                .get("identity sequence")
                .map(|options| clauses(options))
                .and_then(|clauses| number_in(&clauses, "INCREMENT BY "));
            let start = column
                .attributes
                .get("identity sequence")
                .and_then(|options| value_of(options)[0]);
            self.count_on(&name, table, column, start, increment);
            return;
        };
        let mut aside = old.to_string();
        if aside == name {
            aside = beside(&old, &self.aside(&old));
            let bare_aside = ident(&bare(&Name::exact(aside.as_str())));
            self.emit(format!("ALTER SEQUENCE {old} RENAME TO {bare_aside}"));
        }
        self.emit(add);
        self.go_on_from(&aside, &name);
        self.emit(format!("DROP SEQUENCE {aside}"));
    }

    /// Ends an identity. A sequence that the column has from now on goes on where it was.
    pub(super) fn end_identity(&mut self, alter: &str, table: &Table, column: &Column) {
        let drop = format!("{alter} DROP IDENTITY");
        let key = (table.name.clone(), column.name.clone());
        let id = self
            .handed_over
            .get(&key)
            .map(|new| Id::Object(ObjectKind::Sequence, new.clone()));
        let Some((id, new)) = id.and_then(|id| Some((id.clone(), self.to.object(&id)?))) else {
            self.emit(drop);
            return;
        };
        let old = sequence_of(table, column);
        let mut made = new.clone();
        if new.name.as_str() == old {
            made.name = Name::exact(beside(&new.name, &self.aside(&new.name)));
        }
        self.emit(super::object::create_sequence(&made));
        self.go_on_from(&old, made.name.as_str());
        self.emit(drop);
        if made.name != new.name {
            let name = ident(&bare(&new.name));
            self.emit(format!("ALTER SEQUENCE {} RENAME TO {name}", made.name));
        }
        self.new_object_said(&id, new);
    }

    /// Sets a sequence to where another one is.
    pub(super) fn go_on_from(&mut self, old: &str, new: &str) {
        self.emit(format!(
            "SELECT setval({}, last_value, is_called) FROM {old}",
            literal(new)
        ));
    }

    /// What is said of an identity's sequence.
    pub(super) fn identity_said(&mut self, id: &Id, before: &Attributes, after: &Attributes) {
        let Some(Node::Column(table, column)) = self.to.node(id) else {
            return;
        };
        if !after.contains_key("identity") {
            return;
        }
        let sequence = sequence_of(table, column);
        let changed = |name: &str| before.get(name) != after.get(name);
        if changed("identity unlogged") {
            let word = if after.contains_key("identity unlogged") {
                "UNLOGGED"
            } else {
                "LOGGED"
            };
            self.emit(format!("ALTER SEQUENCE {sequence} SET {word}"));
        }
        let lines = |attributes: &Attributes, name: &str| list(attributes.get(name));
        let there = if before.contains_key("identity") {
            lines(before, "identity grants")
        } else {
            let id = Id::Object(ObjectKind::Sequence, Name::exact(&sequence));
            lines(&given(self.from.schema, self.to.schema, &id), "grants")
        };
        let wanted = lines(after, "identity grants");
        if there != wanted {
            let on = format!("SEQUENCE {sequence}");
            self.emit_all(grants(&there, &wanted, &on, "", ""));
        }
        if changed("identity comment") {
            let on = format!("SEQUENCE {sequence}");
            self.emit(comment(&on, after.get("identity comment")));
        }
    }

    /// Adds an identity to a table with children, which PostgreSQL does to all or none of them:
    /// those that are there have no identity, but the values.
    pub(super) fn add_identity_over_children(&mut self, table: &Table, column: &Column) -> bool {
        let has_children = self.from.children(&table.name).any(|child| {
            self.to
                .column(&child.name, &column.name)
                .is_some_and(|theirs| !theirs.attributes.contains_key("identity"))
        });
        let Some(identity) = column.attributes.get("identity").filter(|_| has_children) else {
            return false;
        };
        let name = Name::exact(sequence_of(table, column));
        let aside = beside(&name, &self.aside(&name));
        let own = ident(column.name.as_str());
        let alter = format!("ALTER TABLE {} ALTER COLUMN {own}", table.name);
        self.emit(format!("CREATE SEQUENCE {aside}"));
        self.emit(format!(
            "ALTER TABLE {} ADD COLUMN {own} {} DEFAULT nextval({}) NOT NULL",
            table.name,
            column.type_name,
            literal(&aside)
        ));
        self.emit(format!("{alter} DROP DEFAULT"));
        self.emit(format!(
            "ALTER TABLE ONLY {} ALTER COLUMN {own} ADD GENERATED {identity} AS IDENTITY{}",
            table.name,
            identity_options(table, column)
        ));
        self.go_on_from(&aside, name.as_str());
        self.emit(format!("DROP SEQUENCE {aside}"));
        true
    }

    /// A new sequence of a column that is there goes on behind the values that there are.
    pub(super) fn count_on(
        &mut self,
        sequence: &str,
        table: &Table,
        column: &Column,
        start: Option<i64>,
        increment: Option<i64>,
    ) {
        let is_old = self.from.column(&table.name, &column.name).is_some()
            && [
                Id::Table(table.name.clone()),
                Id::Column(table.name.clone(), column.name.clone()),
            ]
            .iter()
            .all(|id| !self.action(id).is_some_and(Action::creates));
        let Some(start) = start.filter(|_| is_old) else {
            return;
        };
        let (most, sign) = match increment {
            Some(..0) => ("min", "<="),
            _ => ("max", ">="),
        };
        let own = ident(column.name.as_str());
        let sql = format!(
            "SELECT setval({}, {most}({own})) FROM {} HAVING {most}({own}) {sign} {start}",
            literal(sequence),
            table.name
        );
        let statement = Statement::new(sql);
        self.push(statement.comment("The next value comes behind those that there are."));
    }
}

/// Sequences of columns that become identities, and those that columns get which were identities,
/// by table and column: the values go over.
pub(super) fn handed_over(
    from: &Side,
    to: &Side,
    actions: &Actions,
) -> BTreeMap<(Name, Name), Name> {
    let mut found = BTreeMap::new();
    for (id, action) in actions {
        let Id::Object(ObjectKind::Sequence, name) = id else {
            continue;
        };
        let (own, other) = match action {
            Action::Drop => (from, to),
            Action::Create => (to, from),
            _ => continue,
        };
        let owners = owner(own, id);
        let Some(Id::Column(table, column)) = owners.first() else {
            continue;
        };
        let is_identity = other
            .column(table, column)
            .is_some_and(|column| column.attributes.contains_key("identity"));
        let column_id = Id::Column(table.clone(), column.clone());
        let beside = schema_prefix(name) == schema_prefix(table);
        if is_identity && beside && actions.get(&column_id) == Some(&Action::Alter) {
            found.insert((table.clone(), column.clone()), name.clone());
        }
    }
    found
}

/// The reference of an identity's sequence.
pub(super) fn sequence_of(table: &Table, column: &Column) -> String {
    let usual = made_of(&bare(&table.name), column.name.as_str(), "seq");
    match column.attributes.get("identity name") {
        Some(name) => name.clone(),
        None => beside(&table.name, &usual),
    }
}

fn number_in(clauses: &[String], word: &str) -> Option<i64> {
    clauses
        .iter()
        .find_map(|clause| clause.strip_prefix(word)?.parse().ok())
}

/// The options of an identity's sequence that are not the usual ones, in parentheses.
pub(super) fn identity_options(table: &Table, column: &Column) -> String {
    let mut parts = Vec::new();
    if let Some(name) = column.attributes.get("identity name") {
        let name = if name.contains('.') {
            name.clone()
        } else {
            format!("{}{name}", schema_prefix(&table.name))
        };
        parts.push(format!("SEQUENCE NAME {name}"));
    }
    if let Some(options) = column.attributes.get("identity sequence") {
        let all = clauses(options);
        // A sequence starts at its own limit where nothing is said.
        let down = number_in(&all, "INCREMENT BY ").is_some_and(|by| by < 0);
        let limit = number_in(&all, if down { "MAXVALUE " } else { "MINVALUE " });
        let is_usual = |clause: &String| match clause.strip_prefix("START WITH ") {
            Some(start) => limit.is_some_and(|limit| start == limit.to_string()),
            None => usual(clause, &column.type_name),
        };
        parts.extend(all.iter().filter(|clause| !is_usual(clause)).cloned());
    }
    if parts.is_empty() {
        String::new()
    } else {
        format!(" ({})", parts.join(" "))
    }
}

/// The clauses of a sequence's options: `START WITH 1`, `NO CYCLE`.
fn clauses(options: &str) -> Vec<String> {
    let mut clauses: Vec<String> = Vec::new();
    for word in options.split(' ') {
        let begins = matches!(
            word,
            "START" | "INCREMENT" | "MINVALUE" | "MAXVALUE" | "CACHE" | "NO"
        ) || word == "CYCLE" && clauses.last().map(String::as_str) != Some("NO");
        match clauses.last_mut() {
            Some(last) if !begins => {
                last.push(' ');
                last.push_str(word);
            }
            _ => clauses.push(word.to_owned()),
        }
    }
    clauses
}

/// The values of a sequence's options that its position must lie between, with its start.
fn value_of(options: &str) -> [Option<i64>; 3] {
    let clauses = clauses(options);
    ["START WITH ", "MINVALUE ", "MAXVALUE "].map(|word| number_in(&clauses, word))
}

/// Brings a sequence that has not gone far within new limits, which ALTER SEQUENCE does not do.
/// Both are start, least and greatest value.
pub(super) fn within_limits(
    sequence: &str,
    before: &[Option<i64>; 3],
    after: &[Option<i64>; 3],
) -> Vec<String> {
    let [Some(start), ..] = before else {
        return Vec::new();
    };
    if !restart(before, after).is_empty() {
        return Vec::new();
    }
    let set = |value: i64, sign: &str| {
        format!(
            "SELECT setval({}, {value}, false) FROM {sequence} WHERE last_value {sign} {value}",
            literal(sequence)
        )
    };
    match after {
        [_, Some(least), _] if start < least => vec![set(*least, "<")],
        [_, _, Some(most)] if start > most => vec![set(*most, ">")],
        _ => Vec::new(),
    }
}

/// The clause for a sequence of which no value so far is within the new limits: it starts anew.
pub(super) fn restart(before: &[Option<i64>; 3], after: &[Option<i64>; 3]) -> &'static str {
    let ([_, Some(old_least), Some(old_most)], [_, Some(least), Some(most)]) = (before, after)
    else {
        return "";
    };
    if least > old_most || most < old_least {
        " RESTART"
    } else {
        ""
    }
}

/// Whether a clause says what holds anyway for an ascending sequence of this type.
fn usual(clause: &str, type_name: &str) -> bool {
    let most = match type_name {
        "smallint" => "MAXVALUE 32767",
        "integer" => "MAXVALUE 2147483647",
        _ => "MAXVALUE 9223372036854775807",
    };
    matches!(
        clause,
        "START WITH 1" | "INCREMENT BY 1" | "MINVALUE 1" | "CACHE 1" | "NO CYCLE"
    ) || clause == most
}
