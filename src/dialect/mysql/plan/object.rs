//! Views, routines and events: what is written as a whole.
//!
//! The server looks at what a view mentions when it is made, and at the body of all else only when
//! it runs. So all of it comes after the tables; what goes for good goes before them.

use super::Writer;
use super::event;
use super::trigger;
use crate::dialect::mysql::inspect::objects::REPLACEABLE;
use crate::dialect::mysql::lexer::normal;
use crate::dialect::mysql::quote::{ident, literal};
use crate::dialect::mysql::text::Text;
use crate::diff::Change;
use crate::draft::Statement;
use crate::schema::{Id, Name, Object, ObjectKind, Schema};
use std::collections::BTreeSet;

fn word(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::View => "VIEW",
        ObjectKind::Function => "FUNCTION",
        ObjectKind::Procedure => "PROCEDURE",
        ObjectKind::Trigger => "TRIGGER",
        _ => "EVENT",
    }
}

pub(super) fn drop_statement(kind: ObjectKind, name: &Name) -> String {
    format!("DROP {} {}", word(kind), ident(name.as_str()))
}

/// What is to become of an object of both sides.
fn replaced(change: &Change) -> Option<(ObjectKind, &Name)> {
    match change {
        Change::ReplaceObject(kind, name) | Change::AlterObject { kind, name, .. } => {
            Some((*kind, name))
        }
        _ => None,
    }
}

/// The statement that makes an object, for the definer that is compared, or else for the one that
/// it had: who runs the script must not become the owner of what was there before. One that is new
/// is for whom its schema says, where that is somebody else.
pub(super) fn create(before: Option<&Object>, after: &Object, text: &str) -> String {
    let carried = before.unwrap_or(after).attributes.get("~definer");
    match after.attributes.get("definer").or(carried) {
        Some(definer) => with_definer(text, definer),
        None => text.to_owned(),
    }
}

/// Puts a DEFINER clause where it belongs: before SQL SECURITY and VIEW, else behind the verb.
fn with_definer(statement: &str, definer: &str) -> String {
    let text = Text::new(statement);
    let is_view = |at: &usize| text.word(*at, "view") || text.words(*at, &["sql", "security"]);
    let head = text.tokens.len().min(9);
    let named = (1..head).find(|at| {
        ["trigger", "function", "procedure", "event", "aggregate"]
            .iter()
            .any(|word| text.word(*at, word))
    });
    let view = (1..head).find(is_view);
    let at = match (named, view) {
        (Some(named), Some(view)) => named.min(view),
        (one, other) => one.or(other).unwrap_or(1),
    };
    let at = text.tokens[at].range.start;
    format!("{}DEFINER={definer} {}", &text.sql[..at], &text.sql[at..])
}

impl Writer<'_> {
    /// Drops what goes, or stands in the way of what the tables become.
    pub(super) fn objects_first(&mut self) {
        self.drop_triggers();
        for kind in [
            ObjectKind::Event,
            ObjectKind::View,
            ObjectKind::Procedure,
            ObjectKind::Function,
        ] {
            for change in self.changes {
                if let Change::DropObject(of_kind, name) = change
                    && *of_kind == kind
                {
                    self.emit(drop_statement(kind, name));
                }
            }
        }
        for name in self.turned_views() {
            self.emit(drop_statement(ObjectKind::View, &name));
        }
    }

    /// Makes what is new or changed.
    pub(super) fn objects_last(&mut self) {
        for kind in [ObjectKind::Function, ObjectKind::Procedure] {
            self.make(kind);
        }
        self.make_views();
        self.make_triggers();
        self.make(ObjectKind::Event);
    }

    fn make(&mut self, kind: ObjectKind) {
        for change in self.changes {
            if let Change::AddObject(of_kind, name) = change
                && *of_kind == kind
                && let Some(after) = self.to.object(kind, name)
            {
                let text = match kind {
                    ObjectKind::Event => event::new(after),
                    _ => after.definition.to_string(),
                };
                self.emit_for(after, create(None, after, &text));
            }
            if let Some((of_kind, name)) = replaced(change)
                && of_kind == kind
                && let (Some(before), Some(after)) =
                    (self.from.object(kind, name), self.to.object(kind, name))
            {
                if kind == ObjectKind::Event {
                    for sql in event::changed(before, after) {
                        self.emit_for(after, sql);
                    }
                } else {
                    self.replace_routine(before, after);
                }
            }
        }
    }

    /// Replaces a routine in its place, where the server can; else the privileges go with it that
    /// were granted on it, which are the server's and in no schema.
    fn replace_routine(&mut self, before: &Object, after: &Object) {
        let text = after.definition.as_str();
        let replaced = text
            .strip_prefix("CREATE ")
            .filter(|_| before.attributes.contains_key(REPLACEABLE))
            .map(|rest| format!("CREATE OR REPLACE {rest}"));
        match replaced {
            Some(text) => self.emit_for(after, create(Some(before), after, &text)),
            None => {
                let drop = Statement::new(drop_statement(after.kind, &after.name));
                self.out.push(drop.comment(format!(
                    "What is granted on {0} alone goes with it: GRANT it again, as in GRANT EXECUTE ON {1} {2} TO …",
                    after.name,
                    word(after.kind),
                    ident(after.name.as_str())
                )));
                self.emit_for(after, create(Some(before), after, text));
            }
        }
    }

    /// The views that are made, each behind those that it reads.
    fn make_views(&mut self) {
        let mut left: Vec<&Object> = Vec::new();
        for change in self.changes {
            let name = match change {
                Change::AddObject(ObjectKind::View, name) => Some(name),
                other => replaced(other)
                    .filter(|(kind, _)| *kind == ObjectKind::View)
                    .map(|(_, name)| name),
            };
            left.extend(name.and_then(|name| self.to.object(ObjectKind::View, name)));
        }
        let turned = self.turned_views();
        while !left.is_empty() {
            let waits = |view: &Object| {
                left.iter()
                    .any(|other| other.name != view.name && reads(self.to, &view.name, &other.name))
            };
            // Views that need each other cannot be there, so the first one is only a way out.
            let at = left.iter().position(|view| !waits(view)).unwrap_or(0);
            let after = left.remove(at);
            let before = self.from.object(ObjectKind::View, &after.name);
            let text = after.definition.as_str();
            let is_there = before.is_some() && !turned.contains(&after.name);
            let text = match text.strip_prefix("CREATE ").filter(|_| is_there) {
                Some(rest) => format!("CREATE OR REPLACE {rest}"),
                None => text.to_owned(),
            };
            self.emit(create(before, after, &text));
        }
    }

    /// The changed views of which one reads another that has read it so far: replaced in place,
    /// the first one would read itself.
    fn turned_views(&self) -> BTreeSet<Name> {
        let changed: Vec<&Name> = self
            .changes
            .iter()
            .filter_map(replaced)
            .filter(|(kind, _)| *kind == ObjectKind::View)
            .map(|(_, name)| name)
            .collect();
        let turns = |one: &Name, other: &Name| {
            one != other && self.reaches(self.from, one, other) && self.reaches(self.to, other, one)
        };
        let turned = changed.iter().filter(|one| {
            changed
                .iter()
                .any(|other| turns(one, other) || turns(other, one))
        });
        turned.map(|name| (*name).clone()).collect()
    }

    fn reaches(&self, schema: &Schema, from: &Name, to: &Name) -> bool {
        let mut seen = BTreeSet::from([from.clone()]);
        let mut left = vec![from.clone()];
        while let Some(name) = left.pop() {
            for view in schema
                .objects
                .iter()
                .filter(|object| object.kind == ObjectKind::View)
            {
                if reads(schema, &name, &view.name) && seen.insert(view.name.clone()) {
                    left.push(view.name.clone());
                }
            }
        }
        from != to && seen.contains(to)
    }

    fn drop_triggers(&mut self) {
        for name in trigger::dropped_first(self) {
            self.emit(drop_statement(ObjectKind::Trigger, &name));
        }
    }

    fn make_triggers(&mut self) {
        for (trigger, sql) in trigger::made(self) {
            match trigger {
                Some(trigger) => self.emit_for(trigger, sql),
                None => self.emit(sql),
            }
        }
    }

    /// A statement that makes an object, under the settings by which the server is to read its body
    /// where they make a difference: sqlx's own sessions concatenate by `||`, others don't, and no
    /// usual one has the rest.
    fn emit_for(&mut self, object: &Object, sql: String) {
        let is_made = !sql.starts_with("DROP ");
        let said = |name: &str| object.attributes.get(name).filter(|_| is_made);
        let differs = said("sql_mode").is_some_and(|set| {
            let mut modes = set.split(',');
            sql.contains("||") || modes.any(|mode| !matches!(mode, "" | "PIPES_AS_CONCAT"))
        });
        match said("~sql_mode").filter(|_| differs) {
            Some(mode) => {
                self.emit("SET @sql_mode_before = @@SESSION.sql_mode");
                self.emit(format!("SET SESSION sql_mode = {}", literal(mode)));
                self.emit(sql);
                self.emit("SET SESSION sql_mode = @sql_mode_before");
            }
            None => self.emit(sql),
        }
    }
}

/// Whether a view reads another one.
fn reads(schema: &Schema, view: &Name, other: &Name) -> bool {
    let id = |name: &Name| Id::Object(ObjectKind::View, name.clone());
    schema
        .needs
        .get(&id(view))
        .is_some_and(|needs| needs.contains(&id(other)))
}

/// What ALTER SEQUENCE says; the engine is that of the table that it is.
pub(super) fn alter_sequence(name: &Name, before: &str, after: &str) -> Vec<Statement> {
    let parts = |definition: &str| -> Option<(String, String)> {
        let text = Text::new(definition);
        let engine = (3..text.tokens.len()).find(|at| text.word(*at, "engine"))?;
        Some((
            text.slice(3..engine).to_owned(),
            text.slice(engine..text.tokens.len()).to_owned(),
        ))
    };
    let (Some((old, old_engine)), Some((new, new_engine))) = (parts(before), parts(after)) else {
        return Vec::new();
    };
    let mut statements = Vec::new();
    if normal(&old) != normal(&new) {
        let sql = format!("ALTER SEQUENCE {} {new}", ident(name.as_str()));
        statements.push(match starts_within(&old, &new) {
            true => Statement::new(sql),
            false => Statement::new(format!("{sql} restart")).comment(format!(
                "{name} begins anew: it began outside of its new bounds."
            )),
        });
    }
    if normal(&old_engine) != normal(&new_engine) {
        statements.push(Statement::new(format!(
            "ALTER TABLE {} {new_engine}",
            ident(name.as_str())
        )));
    }
    statements
}

/// Whether the value that a sequence began with is within its new bounds; the server refuses bounds
/// between which a sequence does not stand.
fn starts_within(old: &str, new: &str) -> bool {
    let number = |options: &str, words: &[&str]| -> Option<i128> {
        let text = Text::new(options);
        let at = (0..text.tokens.len()).find(|at| text.words(*at, words))? + words.len();
        let sign = usize::from(text.symbol(at, "-"));
        let digits = text.slice(at..at + 1 + sign);
        digits.replace(' ', "").parse().ok()
    };
    let start = number(old, &["start", "with"]);
    let least = number(new, &["minvalue"]);
    let most = number(new, &["maxvalue"]);
    start.is_none_or(|start| {
        least.is_none_or(|least| least <= start) && most.is_none_or(|most| start <= most)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Sql;

    #[test]
    fn a_definer_stands_where_each_statement_has_it() {
        for (statement, expected) in [
            (
                "CREATE trigger t before insert on v for each row set @view = 1",
                "CREATE DEFINER=`a`@`b` trigger t before insert on v for each row set @view = 1",
            ),
            (
                "CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW `v` AS select 1",
                "CREATE ALGORITHM=MERGE DEFINER=`a`@`b` SQL SECURITY INVOKER VIEW `v` AS select 1",
            ),
            (
                "CREATE OR REPLACE ALGORITHM=UNDEFINED VIEW `v` AS select 1",
                "CREATE OR REPLACE ALGORITHM=UNDEFINED DEFINER=`a`@`b` VIEW `v` AS select 1",
            ),
            (
                "CREATE AGGREGATE FUNCTION `f`() RETURNS int",
                "CREATE DEFINER=`a`@`b` AGGREGATE FUNCTION `f`() RETURNS int",
            ),
            (
                "CREATE OR REPLACE AGGREGATE FUNCTION `f`() RETURNS int",
                "CREATE OR REPLACE DEFINER=`a`@`b` AGGREGATE FUNCTION `f`() RETURNS int",
            ),
            (
                "ALTER EVENT `e` ON SCHEDULE EVERY 1 DAY DO set @a = 1",
                "ALTER DEFINER=`a`@`b` EVENT `e` ON SCHEDULE EVERY 1 DAY DO set @a = 1",
            ),
        ] {
            assert_eq!(with_definer(statement, "`a`@`b`"), expected);
        }
    }

    /// The statements between two procedures, and what is said above them.
    fn between(attributes: &[(&str, &str)]) -> Vec<(String, String)> {
        let schema = |body: &str| {
            let text = format!("CREATE PROCEDURE `p`()\n{body}");
            let mut schema = Schema::default();
            schema.objects.push(Object {
                kind: ObjectKind::Procedure,
                name: Name::folded("p"),
                on: None,
                columns: Vec::new(),
                mentions: BTreeSet::new(),
                definition: Sql::new(text.clone(), text),
                attributes: attributes
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                    .collect(),
            });
            schema
        };
        let statements = super::super::plan(&schema("SELECT 1"), &schema("SELECT 2"));
        let statements = statements.unwrap_or_default().into_iter();
        statements
            .map(|it| (it.sql, it.comment.unwrap_or_default()))
            .collect()
    }

    #[test]
    fn a_routine_is_replaced_in_its_place_or_its_grants_are_spoken_of() {
        let [(sql, comment)] = &between(&[(REPLACEABLE, "yes"), ("definer", "`a`@`b`")])[..] else {
            panic!("one statement");
        };
        assert_eq!(
            (sql.as_str(), comment.as_str()),
            (
                "CREATE OR REPLACE DEFINER=`a`@`b` PROCEDURE `p`()\nSELECT 2",
                ""
            )
        );
        let [(drop, comment), (create, _)] = &between(&[])[..] else {
            panic!("two statements");
        };
        assert_eq!(drop, "DROP PROCEDURE `p`");
        assert!(
            comment.contains("GRANT EXECUTE ON PROCEDURE `p` TO …"),
            "{comment}"
        );
        assert_eq!(create, "CREATE PROCEDURE `p`()\nSELECT 2");
    }

    #[test]
    fn a_sequence_whose_start_is_out_of_its_new_bounds_begins_anew() {
        let options = |start: i64, least: i64, most: i64| {
            format!("start with {start} minvalue {least} maxvalue {most} increment by 1")
        };
        assert!(starts_within(&options(5, 1, 10), &options(1, 1, 7)));
        assert!(!starts_within(&options(5, 1, 10), &options(1, 1, 4)));
        assert!(!starts_within(&options(-1, -9, -1), &options(1, 1, 4)));
    }
}
