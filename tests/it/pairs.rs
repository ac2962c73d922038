//! Pairs of schemas on SQLite, see [`crate::case`].

mod state;

use crate::case::{Case, Outcome, each, is_outside, reversed, same, while_};
use cargo_migrate::dialect::sqlite::{draft, inspect, lexer, session::Session};
use cargo_migrate::dialect::{Ignore, Note, Run};
use cargo_migrate::diff::{Rename, compare};
use cargo_migrate::draft::Script;
use cargo_migrate::schema::{Name, ObjectKind, Schema};
use rusqlite::Connection;
use state::State;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::path::Path;

/// How many files there may be in one direction.
const MOST: usize = 2;

#[test]
fn what_is_drafted_between_two_schemas_arrives_and_keeps_rows() {
    each("tests/it/pairs", (0, 1), |folder| {
        Pair::read(folder).and_then(|pair| pair.check())
    });
}

/// A case.
struct Pair {
    case: Case,
    renames: Vec<Rename>,
}

/// One direction of the drafts: the files in the order in which they are run.
struct Way<'a> {
    word: &'a str,
    scripts: Vec<String>,
    /// The text of the schema to which they lead.
    text: &'a str,
    goal: &'a Schema,
    /// What has another name at the goal.
    renames: Vec<Rename>,
}

impl Pair {
    fn read(folder: &Path) -> Outcome<Self> {
        let case = Case::read(folder, &[])?;
        let renames: Result<_, _> = case.renames.iter().map(|text| text.parse()).collect();
        Ok(Self {
            case,
            renames: renames?,
        })
    }

    fn check(&self) -> Outcome {
        let before = schema(&self.case.before).map_err(while_("before.sql"))?;
        let after = schema(&self.case.after).map_err(while_("after.sql"))?;
        let draft =
            || draft::drafts(&before, &after, &self.renames).map_err(|cause| cause.to_string());
        let Some(drafts) = self.case.drafts(draft)? else {
            return Ok(());
        };
        self.case.snapshots(&drafts, MOST)?;
        let up = Way {
            word: "up",
            scripts: rendered(drafts.iter().map(|draft| &draft.up)),
            text: &self.case.after,
            goal: &after,
            renames: self.renames.clone(),
        };
        let down = Way {
            word: "down",
            scripts: rendered(drafts.iter().rev().map(|draft| &draft.down)),
            text: &self.case.before,
            goal: &before,
            renames: reversed(&self.renames),
        };
        self.on_rows(&up, &down)?;
        own_runner(&self.case.before, &[&up, &down, &up]).map_err(while_("without rows"))?;
        self.other_way_round(&before, &after)
    }

    /// Up, down and up again on rows, as sqlx would run them.
    fn on_rows(&self, up: &Way, down: &Way) -> Outcome {
        let connection = build(&self.case.before).map_err(while_("before.sql"))?;
        connection
            .execute_batch(&self.case.rows)
            .map_err(while_("rows.sql"))?;
        let start = State::of(&connection)?;
        let stops = self.case.expected("stops").unwrap_or_default();
        let stop = |way: &Way, state: &State| match stops.strip_prefix(&format!("{}: ", way.word)) {
            Some(part) => stopped(&connection, way, state, part).map(|()| true),
            None => Ok(false),
        };
        if stop(up, &start)? {
            return Ok(());
        }
        let there = travel(&connection, up)?;
        let mut lost = start.lost_in(&there, up);
        if !stop(down, &there)? {
            let back = travel(&connection, down)?;
            travel(&connection, up).map_err(while_("up again"))?;
            lost.extend(there.lost_in(&back, down));
        }
        self.case.loses(&lost)
    }

    /// The same change from the other side is drafted, and arrives on empty tables.
    fn other_way_round(&self, before: &Schema, after: &Schema) -> Outcome {
        let doing = while_("the other way round");
        let renames = reversed(&self.renames);
        let drafts =
            draft::drafts(after, before, &renames).map_err(|cause| doing(cause.to_string()))?;
        let up = Way {
            word: "up",
            scripts: rendered(drafts.iter().map(|draft| &draft.up)),
            text: &self.case.before,
            goal: before,
            renames,
        };
        let down = Way {
            word: "down",
            scripts: rendered(drafts.iter().rev().map(|draft| &draft.down)),
            text: &self.case.after,
            goal: after,
            renames: self.renames.clone(),
        };
        own_runner(&self.case.after, &[&up, &down]).map_err(doing)
    }
}

fn rendered<'a>(scripts: impl Iterator<Item = &'a Script>) -> Vec<String> {
    scripts.map(Script::render).collect()
}

/// The model of a schema, of which no table may be opaque.
fn schema(sql: &str) -> Outcome<Schema> {
    let connection = build(sql).map_err(|cause| cause.to_string())?;
    let schema = read(&connection)?;
    match schema.tables.iter().find(|table| table.opaque.is_some()) {
        Some(table) => Err(format!(
            "table {} is opaque: {:?}",
            table.name, table.opaque
        )),
        None => Ok(schema),
    }
}

/// A database with this schema, as sqlx opens one.
fn build(sql: &str) -> rusqlite::Result<Connection> {
    let connection = Connection::open_in_memory()?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.execute_batch(sql)?;
    Ok(connection)
}

fn read(connection: &Connection) -> Outcome<Schema> {
    inspect::inspect(connection, &Ignore::default()).map_err(while_("the schema"))
}

/// Runs the scripts and looks at where that led.
fn travel(connection: &Connection, way: &Way) -> Outcome<State> {
    let doing = |cause: &dyn Display| format!("{}: {cause}", way.word);
    for script in &way.scripts {
        run(connection, script).map_err(|cause| doing(&cause))?;
        if is_outside(script) {
            let once = State::of(connection)?;
            run(connection, script).map_err(|cause| doing(&format!("run twice: {cause}")))?;
            if !State::of(connection)?.equals(&once) {
                return Err(doing(&"run twice, it is not as run once"));
            }
        }
    }
    let state = State::of(connection)?;
    arrived(&state.schema, way.goal).map_err(|cause| doing(&cause))?;
    sound(connection).map_err(|cause| doing(&cause))?;
    let goal = build(way.text).map_err(|cause| doing(&cause))?;
    if broken_views(connection)? != broken_views(&goal)? {
        return Err(doing(&"other views compile than should"));
    }
    Ok(state)
}

/// The rows stop the scripts with this error, and nothing is changed.
fn stopped(connection: &Connection, way: &Way, state: &State, part: &str) -> Outcome {
    match travel(connection, way) {
        Ok(_) => Err(format!("{}: the rows do not stop it", way.word)),
        Err(cause) if !cause.contains(part) => same("stops", part, &cause),
        Err(_) if !State::of(connection)?.equals(state) => {
            Err(format!("{}: it stops, but half-way", way.word))
        }
        Err(_) => Ok(()),
    }
}

/// Runs a script as sqlx does.
fn run(connection: &Connection, script: &str) -> rusqlite::Result<()> {
    let outcome = if is_outside(script) {
        connection.execute_batch(script)
    } else {
        connection
            .execute_batch("BEGIN")
            .and_then(|()| connection.execute_batch(script))
            .and_then(|()| connection.execute_batch("COMMIT"))
    };
    if outcome.is_err() {
        // The connection is closed then.
        if !connection.is_autocommit() {
            connection.execute_batch("ROLLBACK")?;
        }
        connection.execute_batch("PRAGMA foreign_keys = ON; PRAGMA legacy_alter_table = OFF")?;
    }
    outcome
}

fn arrived(found: &Schema, goal: &Schema) -> Outcome {
    let mut changes = compare(found, goal);
    changes.extend(compare(goal, found));
    if changes.is_empty() {
        return Ok(());
    }
    let changes: Vec<String> = changes.iter().map(ToString::to_string).collect();
    Err(format!("it does not arrive: {}", changes.join("; ")))
}

/// The pragmas are as they were, and SQLite finds nothing wrong.
fn sound(connection: &Connection) -> Outcome {
    for (question, answer) in [
        ("foreign_keys", "1"),
        ("legacy_alter_table", "0"),
        ("integrity_check", "ok"),
    ] {
        let found: String = connection
            .query_row(
                &format!("SELECT CAST({question} AS TEXT) FROM pragma_{question}"),
                [],
                |row| row.get(0),
            )
            .map_err(while_(question))?;
        if found != answer {
            return Err(format!("{question}: {found}"));
        }
    }
    let temporary: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_temp_schema", [], |row| {
            row.get(0)
        })
        .map_err(while_("temporary tables"))?;
    if temporary > 0 {
        return Err("a temporary table is left behind".to_owned());
    }
    // Where a key has no parent the check itself fails; that is the schema's affair.
    let violation = connection.query_row(
        "SELECT \"table\" || ' -> ' || parent FROM pragma_foreign_key_check",
        [],
        |row| row.get::<_, String>(0),
    );
    match violation {
        Ok(violation) => Err(format!("a foreign key is broken: {violation}")),
        Err(_) => Ok(()),
    }
}

/// The views that SQLite cannot compile.
fn broken_views(connection: &Connection) -> Outcome<BTreeSet<String>> {
    let schema = read(connection)?;
    let views = schema
        .objects
        .iter()
        .filter(|object| object.kind == ObjectKind::View);
    let compiles = |name: &Name| {
        let probe = format!("SELECT * FROM {}", lexer::quote(name.as_str()));
        connection.prepare(&probe).is_ok()
    };
    let broken = views.filter(|view| !compiles(&view.name));
    Ok(broken.map(|view| view.name.key().to_owned()).collect())
}

/// This tool's own runner arrives where sqlx does, on empty tables.
fn own_runner(schema: &str, ways: &[&Way]) -> Outcome {
    let mut session = Session::in_memory().map_err(|cause| cause.to_string())?;
    session.execute(schema).map_err(while_("the schema"))?;
    for way in ways {
        for sql in &way.scripts {
            let script = Run {
                path: Path::new(way.word),
                sql,
                no_transaction: is_outside(sql),
                note: Note::None,
            };
            session
                .run(&script, &mut |_, _| {})
                .map_err(while_(way.word))?;
        }
        let found = session.inspect().map_err(while_(way.word))?;
        arrived(&found, way.goal).map_err(while_(way.word))?;
    }
    Ok(())
}
