//! What each object needs to be there: the server refuses to make it otherwise.

use crate::dialect::mysql::clause::ForeignKey;
use crate::dialect::mysql::lexer::{Token, TokenKind, tokens, words};
use crate::schema::{Constraint, Id, Name, ObjectKind, Schema, Table};
use std::collections::{BTreeMap, BTreeSet};

/// Foreign keys need the table that they refer to, tables the sequences of their defaults, views
/// all that they mention, triggers their table. The bodies of routines and triggers are only looked
/// at when they run.
pub(super) fn of(schema: &Schema) -> BTreeMap<Id, BTreeSet<Id>> {
    let mut named: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
    for table in &schema.tables {
        let id = Id::Table(table.name.clone());
        named.entry(table.name.key()).or_default().push(id);
    }
    for object in &schema.objects {
        if matches!(
            object.kind,
            ObjectKind::View | ObjectKind::Sequence | ObjectKind::Function
        ) {
            let id = Id::Object(object.kind, object.name.clone());
            named.entry(object.name.key()).or_default().push(id);
        }
    }
    let find = |name: &str| {
        let folded = name.to_ascii_lowercase();
        let found = named.get(name).or_else(|| named.get(folded.as_str()));
        found.into_iter().flatten().cloned().collect::<Vec<_>>()
    };
    let mut needs: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
    for table in &schema.tables {
        of_table(table, &find, &mut needs);
    }
    for object in &schema.objects {
        let id = Id::Object(object.kind, object.name.clone());
        let mut own: BTreeSet<Id> = object.on.iter().cloned().map(Id::Table).collect();
        if object.kind == ObjectKind::View {
            let read = read_by(object.definition.as_str());
            own.extend(read.iter().flat_map(|word| find(word)));
            own.remove(&id);
        }
        needs.insert(id, own);
    }
    needs.retain(|_, needs| !needs.is_empty());
    needs
}

/// The tables, views, functions and sequences that a view may read: the server quotes all names,
/// writes columns behind their table's alias, and aliases behind AS or a table's name.
fn read_by(view: &str) -> BTreeSet<String> {
    let all = tokens(view);
    let is_dot = |at: usize| {
        all.get(at)
            .is_some_and(|token: &Token| token.is_symbol(view, "."))
    };
    let is_alias = |at: usize| {
        let before = at.checked_sub(1).map(|at| &all[at]);
        before.is_some_and(|before| before.kind == TokenKind::Quoted || before.is_word(view, "as"))
    };
    (0..all.len())
        .filter(|at| all[*at].kind == TokenKind::Quoted && !is_alias(*at))
        .filter(|at| !is_dot(at + 1) && !at.checked_sub(1).is_some_and(is_dot))
        .filter_map(|at| all[at].name(view))
        .collect()
}

fn of_table(table: &Table, find: &dyn Fn(&str) -> Vec<Id>, needs: &mut BTreeMap<Id, BTreeSet<Id>>) {
    let id = Id::Table(table.name.clone());
    for constraint in &table.constraints {
        let Constraint::Written(written) = constraint else {
            continue;
        };
        let Some(parent) = ForeignKey::read(written.clause.as_str()).and_then(|key| key.parent)
        else {
            continue;
        };
        let own = Id::Constraint(table.name.clone(), Name::folded(written.name.as_str()));
        let parents = find(&parent)
            .into_iter()
            .filter(|parent| matches!(parent, Id::Table(_)) && *parent != id);
        needs.entry(own).or_default().extend(parents);
    }
    let defaults = table
        .columns
        .iter()
        .filter(|column| !column.default_is_constant);
    for default in defaults.filter_map(|column| column.default.as_ref()) {
        let sequences = words(default.as_str()).flat_map(|word| find(&word));
        let sequences = sequences.filter(|id| matches!(id, Id::Object(ObjectKind::Sequence, _)));
        needs.entry(id.clone()).or_default().extend(sequences);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_reads_neither_keywords_nor_columns_nor_aliases() {
        let view = "CREATE VIEW `v` AS select `x`.`a` AS `b`,`f`() AS `c` from (`t` `x` join `select` `y` on(`x`.`a` = `y`.`d`))";
        let read: Vec<String> = read_by(view).into_iter().collect();
        assert_eq!(read, ["f", "select", "t", "v"]);
    }
}
