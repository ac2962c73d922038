//! Pairs of schemas: what is drafted between them, to the letter, and what it does to rows.
//!
//! A case is a folder of `tests/it/pairs/`, named like what it shows:
//!
//! - `before.sql` and `after.sql`, the two schemas;
//! - `rows.sql`, rows for the first one (optional);
//! - `renames`, a `--rename` a line (optional);
//! - `up.sql` and `down.sql`, the drafts: empty where there is nothing to do; `up2.sql` and
//!   `down2.sql` where there must be a second file;
//! - `loses`: what becomes of values that do not stay as they are, and behind a `#` why;
//! - `stops`: `up: ` or `down: ` and a part of the error with which the rows stop that script, as
//!   they should;
//! - `refused`: a part of the message where there is no draft.
//!
//! `PAIR=` with a part of a name picks some of them: `PAIR=cascade cargo test --test it pairs`.
//! With `UPDATE_PAIRS=1` the drafts are written: read them before they are committed.

mod state;

use cargo_migrate::dialect::sqlite::{draft, inspect, lexer, session::Session};
use cargo_migrate::dialect::{Ignore, Note, Run};
use cargo_migrate::diff::{Rename, compare};
use cargo_migrate::draft::{Draft, Script};
use cargo_migrate::schema::{Name, ObjectKind, Schema};
use rusqlite::Connection;
use similar::TextDiff;
use state::State;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// What is wrong with a case, in words.
type Outcome<T = ()> = Result<T, String>;

/// What may lie in a folder.
const FILES: [&str; 11] = [
    "before.sql",
    "after.sql",
    "rows.sql",
    "renames",
    "up.sql",
    "down.sql",
    "up2.sql",
    "down2.sql",
    "loses",
    "stops",
    "refused",
];

#[test]
fn what_is_drafted_between_two_schemas_arrives_and_keeps_rows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/pairs");
    let wanted = env::var("PAIR").unwrap_or_default();
    let mut folders: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir() && name(path).contains(&wanted))
        .collect();
    folders.sort();
    assert!(!folders.is_empty(), "no pair has `{wanted}` in its name");
    let failures: Vec<String> = folders
        .iter()
        .filter_map(|folder| {
            let problem = Pair::read(folder).and_then(|pair| pair.check()).err()?;
            Some(format!("{}\n{}", name(folder), indented(&problem)))
        })
        .collect();
    assert!(
        failures.is_empty(),
        "{} of {} pairs fail:\n\n{}",
        failures.len(),
        folders.len(),
        failures.join("\n")
    );
}

fn name(folder: &Path) -> String {
    folder.file_name().unwrap().to_string_lossy().into_owned()
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

/// Fails with both texts, as a diff.
fn same(what: &str, expected: &str, found: &str) -> Outcome {
    if expected == found {
        return Ok(());
    }
    let diff = TextDiff::from_lines(expected, found);
    let diff = diff
        .unified_diff()
        .header("expected", "found")
        .missing_newline_hint(false)
        .to_string();
    Err(format!("{what}:\n{diff}"))
}

/// An error that says what was being done.
fn while_<E: Display>(doing: &str) -> impl Fn(E) -> String {
    move |cause| format!("{doing}: {cause}")
}

/// A case.
struct Pair {
    folder: PathBuf,
    before: String,
    after: String,
    rows: String,
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
        for entry in fs::read_dir(folder).map_err(while_("a case is a folder"))? {
            let file = name(&entry.map_err(while_("the folder"))?.path());
            if !FILES.contains(&file.as_str()) {
                return Err(format!("{file} is no file of a case"));
            }
        }
        let text = |file: &str| {
            fs::read_to_string(folder.join(file)).map_err(|cause| format!("{file}: {cause}"))
        };
        let optional = |file: &str| fs::read_to_string(folder.join(file)).unwrap_or_default();
        let renames: Result<_, _> = optional("renames").lines().map(str::parse).collect();
        Ok(Self {
            folder: folder.to_owned(),
            before: text("before.sql")?,
            after: text("after.sql")?,
            rows: optional("rows.sql"),
            renames: renames?,
        })
    }

    fn check(&self) -> Outcome {
        let before = schema(&self.before).map_err(while_("before.sql"))?;
        let after = schema(&self.after).map_err(while_("after.sql"))?;
        let drafted = draft::drafts(&before, &after, &self.renames);
        let drafts = match (drafted, self.expected("refused")) {
            (Ok(drafts), None) => drafts,
            (Ok(_), Some(_)) => return Err("it is drafted, not refused".to_owned()),
            (Err(error), None) => return Err(format!("it is refused: {error}")),
            (Err(error), Some(part)) if error.to_string().contains(&part) => return Ok(()),
            (Err(error), Some(part)) => return same("refused", &part, &error.to_string()),
        };
        let again = draft::drafts(&before, &after, &self.renames).map_err(while_("again"))?;
        if again != drafts {
            return Err("drafted again, it is another draft".to_owned());
        }
        self.snapshots(&drafts)?;
        let up = Way {
            word: "up",
            scripts: rendered(drafts.iter().map(|draft| &draft.up)),
            text: &self.after,
            goal: &after,
            renames: self.renames.clone(),
        };
        let down = Way {
            word: "down",
            scripts: rendered(drafts.iter().rev().map(|draft| &draft.down)),
            text: &self.before,
            goal: &before,
            renames: self.reversed(),
        };
        self.on_rows(&up, &down)?;
        own_runner(&self.before, &[&up, &down, &up]).map_err(while_("without rows"))?;
        self.other_way_round(&before, &after)
    }

    fn expected(&self, file: &str) -> Option<String> {
        let text = fs::read_to_string(self.folder.join(file)).ok()?;
        Some(text.trim_end().to_owned())
    }

    fn reversed(&self) -> Vec<Rename> {
        let renames = self.renames.iter();
        renames
            .map(|rename| rename.reversed(&self.renames))
            .collect()
    }

    /// Holds the drafts against the files, or writes these.
    fn snapshots(&self, drafts: &[Draft]) -> Outcome {
        if drafts.len() > 2 {
            return Err(format!("{} drafts", drafts.len()));
        }
        let update = env::var_os("UPDATE_PAIRS").is_some_and(|value| value == "1");
        let nothing = Draft::default();
        for (place, number) in ["", "2"].iter().enumerate() {
            let draft = drafts.get(place).or((place == 0).then_some(&nothing));
            for (word, script) in [
                ("up", draft.map(|draft| &draft.up)),
                ("down", draft.map(|draft| &draft.down)),
            ] {
                let file = format!("{word}{number}.sql");
                let path = self.folder.join(&file);
                let found = script.map(Script::render);
                match &found {
                    Some(text) if update => fs::write(path, text).map_err(while_(&file))?,
                    None if update && path.exists() => {
                        fs::remove_file(path).map_err(while_(&file))?;
                    }
                    _ if update => {}
                    Some(text) => same(
                        &file,
                        &fs::read_to_string(path).map_err(while_(&file))?,
                        text,
                    )?,
                    None if path.exists() => return Err(format!("{file} is not drafted")),
                    None => {}
                }
            }
        }
        Ok(())
    }

    /// Up, down and up again on rows, as sqlx would run them.
    fn on_rows(&self, up: &Way, down: &Way) -> Outcome {
        let connection = build(&self.before).map_err(while_("before.sql"))?;
        connection
            .execute_batch(&self.rows)
            .map_err(while_("rows.sql"))?;
        let start = State::of(&connection)?;
        let stops = self.expected("stops").unwrap_or_default();
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
        let lost: String = lost.iter().map(|line| format!("{line}\n")).collect();
        let expected: String = self
            .expected("loses")
            .unwrap_or_default()
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| format!("{line}\n"))
            .collect();
        same("rows that do not survive", &expected, &lost)
    }

    /// The same change from the other side is drafted, and arrives on empty tables.
    fn other_way_round(&self, before: &Schema, after: &Schema) -> Outcome {
        let doing = while_("the other way round");
        let renames = self.reversed();
        let drafts =
            draft::drafts(after, before, &renames).map_err(|cause| doing(cause.to_string()))?;
        let up = Way {
            word: "up",
            scripts: rendered(drafts.iter().map(|draft| &draft.up)),
            text: &self.before,
            goal: before,
            renames,
        };
        let down = Way {
            word: "down",
            scripts: rendered(drafts.iter().rev().map(|draft| &draft.down)),
            text: &self.after,
            goal: after,
            renames: self.renames.clone(),
        };
        own_runner(&self.after, &[&up, &down]).map_err(doing)
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

fn is_outside(script: &str) -> bool {
    script.starts_with("-- no-transaction")
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
