//! The laws that hold between two schemas and the scripts drafted for them.

use super::facts::{Facts, difference, facts};
use super::model::Schema;
use super::rename;
use super::rows::{self, Dump, dump};
use super::run::{class, is_outside, left_behind, message, problems, run};
use super::settle::build;
use super::survive::{follow, is_inevitable, loss};
use super::{Case, Failure, Law};
use cargo_migrate::dialect::sqlite::{draft, inspect};
use cargo_migrate::dialect::{Note, Run};
use cargo_migrate::diff::{Change, Rename, compare};
use cargo_migrate::draft::Draft;
use cargo_migrate::schema::Schema as Model;
use cargo_migrate::{Error, Kind};
use rusqlite::Connection;
use std::path::Path;

fn failed_sql(law: Law, when: &str, cause: &rusqlite::Error) -> Failure {
    Failure::new(law, &class(cause), format!("{when}: {}", message(cause)))
}

impl Failure {
    fn on(mut self, way: &Way) -> Self {
        self.script = way.scripts.join("\n-- ======== next file ========\n");
        self
    }
}

/// A schema built by SQLite, as both sides see it.
struct Built {
    facts: Facts,
    model: Model,
}

/// One direction of the drafts, file by file.
struct Way<'a> {
    scripts: Vec<String>,
    from: &'a Built,
    to: &'a Built,
    renames: Vec<Rename>,
}

/// Holds all laws against the case. Gives the reason where the drafts were refused by name, which
/// is no failure.
pub(super) fn check(case: &Case) -> Result<Option<String>, Failure> {
    let (first, a) = start(&case.from)?;
    let (_, b) = start(&case.to)?;
    for built in [&a, &b] {
        identity(built)?;
        unchanged(built, built, "a schema and itself")?;
    }
    if case.rewritten {
        unchanged(&a, &b, "a schema and the same in another style")?;
        unchanged(&b, &a, "a schema and the same in another style")?;
        if let Some(difference) = difference(&a.facts, &b.facts) {
            let error = format!("the oracle sees a difference: {difference}");
            return Err(Failure::new(Law::Quiet, "oracle", error));
        }
    }
    let drafts = match drafted(&a, &b, &case.renames) {
        Ok(drafts) => drafts?,
        Err(refusal) if is_allowed(&refusal, case) => return Ok(Some(refusal.to_string())),
        Err(refusal) => {
            return Err(Failure::new(
                Law::Up,
                "draft",
                format!("no draft: {refusal}"),
            ));
        }
    };
    if drafts.is_empty() {
        return match difference(&a.facts, &b.facts) {
            Some(difference) => {
                let error = format!("nothing is drafted, but {difference}");
                Err(Failure::new(Law::Up, "not drafted", error))
            }
            None => Ok(None),
        };
    }
    let up = drafts.iter().map(|draft| draft.up.render());
    let down = drafts.iter().rev().map(|draft| draft.down.render());
    let back = case
        .renames
        .iter()
        .map(|rename| rename.reversed(&case.renames))
        .collect();
    let renames = case.renames.clone();
    let up = Way {
        scripts: up.collect(),
        from: &a,
        to: &b,
        renames,
    };
    let down = Way {
        scripts: down.collect(),
        from: &b,
        to: &a,
        renames: back,
    };
    arrives(&first, &up, Law::Up)?;
    arrives(&first, &down, Law::Down)?;
    arrives(&first, &up, Law::UpAgain)?;
    own_runner(&up)?;
    keeps_rows(case, &case.from, &up, Some(&down))?;
    // SQLite has texts in which it cannot rename; then the way back leads only from a database
    // that came there by the way up.
    if !rename::is_refused(&case.to, &down.renames).unwrap_or(true) {
        own_runner(&down)?;
        keeps_rows(case, &case.to, &down, None)?;
    }
    Ok(None)
}

/// Whether a draft may be refused so: on purpose, or where SQLite itself refuses the rename.
fn is_allowed(refusal: &Error, case: &Case) -> bool {
    match refusal.kind() {
        Kind::Refused => true,
        Kind::Usage => rename::is_refused(&case.from, &case.renames).unwrap_or(false),
        _ => false,
    }
}

fn start(schema: &Schema) -> Result<(Connection, Built), Failure> {
    let connection = build(schema)
        .map_err(|cause| failed_sql(Law::Builds, "the schema cannot be built", &cause))?;
    let built = look(&connection)?;
    Ok((connection, built))
}

fn look(connection: &Connection) -> Result<Built, Failure> {
    let read = |cause: rusqlite::Error| failed_sql(Law::Identity, "inspect", &cause);
    let model = inspect::inspect(connection, &Default::default()).map_err(read)?;
    Ok(Built {
        facts: facts(connection).map_err(read)?,
        model,
    })
}

/// Law 1: what is built again from the model is the same schema.
fn identity(built: &Built) -> Result<(), Failure> {
    let failed = |class: &str, error: String| Failure::new(Law::Identity, class, error);
    if let Some(table) = built
        .model
        .tables
        .iter()
        .find(|table| table.opaque.is_some())
    {
        let reason = table.opaque.as_deref().unwrap_or_default();
        return Err(failed(
            "opaque",
            format!("table {} is opaque: {reason}", table.name),
        ));
    }
    let session =
        draft::build(&built.model).map_err(|cause| failed("rebuild", cause.to_string()))?;
    let again = session
        .inspect()
        .map_err(|cause| failed("inspect", cause.to_string()))?;
    let changes = compare(&built.model, &again);
    if changes.is_empty() {
        Ok(())
    } else {
        Err(failed("differs", shown(&changes)))
    }
}

fn shown(changes: &[Change]) -> String {
    changes
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("; ")
}

/// Law 2: nothing differs where nothing changed.
fn unchanged(a: &Built, b: &Built, what: &str) -> Result<(), Failure> {
    let changes = compare(&a.model, &b.model);
    if changes.is_empty() {
        return Ok(());
    }
    Err(Failure::new(
        Law::Quiet,
        "differs",
        format!("{what} differ: {}", shown(&changes)),
    ))
}

/// Law 8: the same drafts twice. Gives them, or why they were refused.
fn drafted(a: &Built, b: &Built, renames: &[Rename]) -> Result<Result<Vec<Draft>, Failure>, Error> {
    let drafts = draft::drafts(&a.model, &b.model, renames)?;
    let again = draft::drafts(&a.model, &b.model, renames)?;
    if drafts != again {
        let script = drafts
            .iter()
            .chain(&again)
            .map(|draft| draft.up.render())
            .collect();
        let failure = Failure::new(Law::Same, "differs", "two drafts of the same change differ");
        return Ok(Err(Failure { script, ..failure }));
    }
    let most = if renames.is_empty() { 1 } else { 2 };
    if drafts.len() > most {
        let error = format!("{} drafts", drafts.len());
        return Ok(Err(Failure::new(Law::Up, "drafts", error)));
    }
    Ok(Ok(drafts))
}

/// Laws 3, 4, 5 and 9: on empty tables the scripts run and arrive.
fn arrives(connection: &Connection, way: &Way, law: Law) -> Result<(), Failure> {
    for script in &way.scripts {
        run(connection, script)
            .map_err(|cause| failed_sql(law, "on empty tables", &cause).on(way))?;
    }
    is_there(connection, way, law).map(|_| ())
}

/// Holds the database against the goal. Gives its facts.
fn is_there(connection: &Connection, way: &Way, law: Law) -> Result<Facts, Failure> {
    let failed = |law, class: &str, error: String| Err(Failure::new(law, class, error).on(way));
    let found = look(connection)?;
    let changes = compare(&found.model, &way.to.model);
    if !changes.is_empty() {
        return failed(
            law,
            "compare",
            format!("it does not arrive: {}", shown(&changes)),
        );
    }
    if let Some(difference) = difference(&found.facts, &way.to.facts) {
        let law = if difference.starts_with("compiles") {
            Law::Compiles
        } else {
            law
        };
        return failed(law, "oracle", format!("it does not arrive: {difference}"));
    }
    let drafts = draft::drafts(&found.model, &way.to.model, &[]);
    if !drafts.is_ok_and(|drafts| drafts.is_empty()) {
        return failed(law, "draft", "there is still something to draft".to_owned());
    }
    match left_behind(connection) {
        Ok(None) => Ok(found.facts),
        Ok(Some(what)) => failed(law, "connection", format!("it leaves {what} behind")),
        Err(cause) => failed(law, "connection", cause.to_string()),
    }
}

/// Law 10: the tool's own runner arrives where sqlx does.
fn own_runner(way: &Way) -> Result<(), Failure> {
    let failed = |error: String| Failure::new(Law::OwnRunner, "run", error).on(way);
    let mut session = draft::build(&way.from.model).map_err(|cause| failed(cause.to_string()))?;
    for sql in &way.scripts {
        let path = Path::new("draft.sql");
        let script = Run {
            path,
            sql,
            no_transaction: is_outside(sql),
            note: Note::None,
        };
        session
            .run(&script, &mut |_, _| {})
            .map_err(|cause| failed(cause.to_string()))?;
    }
    let found = session
        .inspect()
        .map_err(|cause| failed(cause.to_string()))?;
    let changes = compare(&found, &way.to.model);
    if changes.is_empty() {
        return Ok(());
    }
    Err(Failure::new(Law::OwnRunner, "compare", shown(&changes)).on(way))
}

/// Schema and rows at one moment.
#[derive(PartialEq, Eq)]
struct State {
    facts: Facts,
    dump: Dump,
}

impl State {
    fn of(connection: &Connection) -> rusqlite::Result<Self> {
        Self::with(connection, facts(connection)?)
    }

    /// The state of a database of which these facts are known already.
    fn with(connection: &Connection, facts: Facts) -> rusqlite::Result<Self> {
        let mut dump = dump(connection, &facts)?;
        dump.tables.values_mut().for_each(|table| table.rows.sort());
        Ok(Self { facts, dump })
    }

    /// How another one differs, in words; none where it does not.
    fn difference(&self, now: &Self) -> Option<String> {
        let rows = || {
            let changed = self
                .dump
                .tables
                .iter()
                .find(|(name, table)| now.dump.tables.get(*name) != Some(*table));
            let (name, was) = changed?;
            let is = now.dump.tables.get(name).map(|table| &table.rows);
            Some(format!("table {name} held {:?}, now {is:?}", was.rows))
        };
        let marks = || {
            let (was, is) = (&self.dump.marks, &now.dump.marks);
            (was != is).then(|| format!("AUTOINCREMENT stood at {was:?}, now at {is:?}"))
        };
        difference(&now.facts, &self.facts)
            .or_else(rows)
            .or_else(marks)
    }
}

/// Laws 6 and 7: what happens to rows, there and, if there is a way, `back`.
fn keeps_rows(case: &Case, schema: &Schema, way: &Way, back: Option<&Way>) -> Result<(), Failure> {
    let connection =
        rows::build(schema, case.seed).map_err(|cause| failed_sql(Law::Builds, "rows", &cause))?;
    if moves(&connection, way, case.broken)?
        && let Some(back) = back
    {
        moves(&connection, back, case.broken)?;
    }
    Ok(())
}

/// Runs the scripts on rows. False where rows stopped it with good reason.
fn moves(connection: &Connection, way: &Way, broken: bool) -> Result<bool, Failure> {
    let failed = |class: &str, error: String| Failure::new(Law::Rows, class, error).on(way);
    let read = |cause: rusqlite::Error| failed_sql(Law::Builds, "rows", &cause).on(way);
    let sound = problems(connection).is_ok_and(|problems| problems.is_empty());
    let start = State::with(connection, way.from.facts.clone()).map_err(read)?;
    let followed = follow(&start.facts, &start.dump, &way.renames);
    for (place, script) in way.scripts.iter().enumerate() {
        let before = if place == 0 {
            None
        } else {
            Some(State::of(connection).map_err(read)?)
        };
        if let Err(cause) = run(connection, script) {
            let from = before.as_ref().map_or(&followed.0, |before| &before.facts);
            if !is_inevitable(&cause, from, &way.to.facts) {
                return Err(failed_sql(Law::Rows, "on rows", &cause).on(way));
            }
            let now = State::of(connection).map_err(read)?;
            return match before.as_ref().unwrap_or(&start).difference(&now) {
                Some(change) => Err(failed("half-way", format!("it failed half-way: {change}"))),
                None => Ok(false),
            };
        }
        if is_outside(script) {
            twice(connection, script, way)?;
        }
    }
    let facts = is_there(connection, way, Law::Rows)?;
    let end = State::with(connection, facts).map_err(read)?;
    if let Some(lost) = loss((&followed.0, &followed.1), (&end.facts, &end.dump)) {
        return Err(failed("loss", lost));
    }
    if !broken && sound {
        let problems = problems(connection).map_err(read)?;
        if let Some(problem) = problems.first() {
            return Err(failed("damage", problem.clone()));
        }
    }
    Ok(true)
}

/// Law 7: a script that has run outside a transaction may run again.
fn twice(connection: &Connection, script: &str, way: &Way) -> Result<(), Failure> {
    let read = |cause: rusqlite::Error| failed_sql(Law::Builds, "rows", &cause).on(way);
    // A rowid that this change invents is nobody's yet.
    let look = || {
        let mut state = State::of(connection)?;
        for (name, table) in &mut state.dump.tables {
            let before = way.from.facts.tables.get(name);
            if before.is_some_and(|before| before.without_rowid) {
                table.remove_rowid();
            }
        }
        Ok(state)
    };
    let once = look().map_err(read)?;
    run(connection, script)
        .map_err(|cause| failed_sql(Law::Twice, "the second time", &cause).on(way))?;
    let again = look().map_err(read)?;
    match once.difference(&again) {
        Some(change) => {
            Err(Failure::new(Law::Twice, "rows", format!("the second time: {change}")).on(way))
        }
        None => Ok(()),
    }
}
