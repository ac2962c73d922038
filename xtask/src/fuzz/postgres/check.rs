//! The laws that hold between two schemas and the scripts drafted for them.

use super::Case;
use super::dump::{Dump, left_behind};
use super::rows;
use super::server::Database;
use crate::fuzz::dice::Dice;
use crate::fuzz::facts::Facts;
use crate::fuzz::finding::{Failure, Law};
use crate::fuzz::laws::{self, Way};
use crate::fuzz::refusal::Refusal;
use crate::fuzz::rows::{Common, Rows, loss};
use crate::fuzz::settle::Site as _;
use cargo_migrate::dialect::postgres::engine::Postgres;
use cargo_migrate::dialect::postgres::inspect::inspect;
use cargo_migrate::dialect::{Dialect as _, Ignore};
use cargo_migrate::schema::Schema as Model;

/// The two databases of a case, and the engine.
pub(super) struct Bench<'a> {
    /// With the schema before.
    pub(super) a: Database<'a>,
    /// With the schema after.
    pub(super) b: Database<'a>,
    /// What drafts.
    pub(super) engine: Postgres,
}

/// A schema as both sides see it.
struct Seen {
    model: Model,
    dump: Dump,
}

/// Holds all laws against the case, whose schemas are built. Gives the reason where the drafts were
/// refused by name, or rows stopped them, which is no failure.
pub(super) fn check(bench: &mut Bench, case: &Case) -> Result<Option<String>, Failure> {
    let before = look(&mut bench.a)?;
    let after = look(&mut bench.b)?;
    for seen in [&before, &after] {
        laws::quiet(
            &bench.engine,
            &seen.model,
            &seen.model,
            "a schema and itself",
        )?;
    }
    let drafts = match laws::drafted(&bench.engine, &before.model, &after.model, case.form)? {
        Ok(drafts) => drafts,
        Err(refusal) => return Ok(Some(refusal)),
    };
    let difference = after.dump.difference(&before.dump);
    if drafts.is_empty() {
        return match difference {
            Some(difference) => {
                let class = format!("not drafted {}", Facts::class(&difference));
                let error = format!("nothing is drafted, but\n{difference}");
                Err(Failure::new(Law::Up, &class, error))
            }
            None => Ok(None),
        };
    }
    let (up, down) = Way::both(&drafts);
    if difference.is_none() && from_and_to_agree(&up) {
        let error = "the schemas are the same to pg_dump, but something is drafted";
        return Err(up.failure("needless", error));
    }
    walk(bench, case, (&before, &after), (up, down))
}

/// Whether the scripts do something although nothing is to be done. The order of attributes is
/// nothing to pg_dump as it is read here.
fn from_and_to_agree(up: &Way) -> bool {
    !up.scripts
        .iter()
        .any(|script| script.contains(" TYPE ") || script.contains("TODO"))
}

/// Up, down and up again, with rows.
fn walk(
    bench: &mut Bench,
    case: &Case,
    (before, after): (&Seen, &Seen),
    (up, down): (Way, Way),
) -> Result<Option<String>, Failure> {
    let server = |refusal: Refusal| Failure::new(Law::Builds, "server", refusal.message);
    let mut common = Vec::new();
    if case.rows {
        let mut dice = Dice::of(case.seed, "rows");
        rows::fill(&mut bench.a, &case.from, &mut dice).map_err(server)?;
        common = rows::common(&mut bench.a, &mut bench.b).map_err(server)?;
    }
    let rows = rows::read(&mut bench.a, &common).map_err(server)?;
    let mut told = None;
    if let Err(refusal) = run(bench, &up) {
        told = Some(stopped(bench, &up, (before, after), &refusal)?);
        common.clear();
    }
    arrives(bench, &up, after)?;
    keeps(bench, &up, &common, &rows)?;
    if let Err(refusal) = run(bench, &down) {
        told = Some(stopped(bench, &down, (after, before), &refusal)?);
        common.clear();
    }
    arrives(bench, &down, before)?;
    keeps(bench, &down, &common, &rows)?;
    if case.seed.is_multiple_of(4) && told.is_none() {
        let again = Way {
            law: Law::UpAgain,
            scripts: up.scripts,
        };
        if let Err(refusal) = run(bench, &again) {
            told = Some(stopped(bench, &again, (before, after), &refusal)?);
        }
        arrives(bench, &again, after)?;
    }
    Ok(told)
}

fn look(database: &mut Database) -> Result<Seen, Failure> {
    let failed = |class: &str, error: String| Failure::new(Law::Identity, class, error);
    let model = model(database)?;
    let dump = Dump::of(database).map_err(|error| failed("pg_dump", error))?;
    Ok(Seen { model, dump })
}

fn model(database: &mut Database) -> Result<Model, Failure> {
    let failed = |class: &str, error: String| Failure::new(Law::Identity, class, error);
    let connection = database
        .connection()
        .map_err(|refusal| failed("connection", refusal.message))?;
    inspect(connection, &Ignore::default()).map_err(|cause| failed("inspect", cause.to_string()))
}

fn run(bench: &mut Bench, way: &Way) -> Result<(), Refusal> {
    for script in way.scripts.iter().filter(|script| !script.is_empty()) {
        bench.a.run(script)?;
    }
    Ok(())
}

/// A script that failed must run on empty tables, and rows must have been the reason. Gives it.
fn stopped(
    bench: &mut Bench,
    way: &Way,
    (from, to): (&Seen, &Seen),
    refusal: &Refusal,
) -> Result<String, Failure> {
    let statement = culprit(bench, way);
    let failed = |refusal: &Refusal, when: &str| {
        let error = format!("{when}: {} {}\n{statement}", refusal.code, refusal.message);
        way.failure(&refusal.class(), error)
    };
    // P0001 is what a draft itself raises where values would be lost.
    if !matches!(refusal.code.get(..2), Some("22" | "23")) && refusal.code != "P0001" {
        return Err(failed(refusal, "it does not run"));
    }
    // That a domain has its check before does not mean that the column has that domain, and values
    // that go over to another type are not those that kept a key.
    if let Some(name) = &refusal.constraint
        && !refusal.message.starts_with("value for domain ")
        && !statement.contains(" TYPE ")
        && from.dump.has_constraint(name, &to.dump)
    {
        return Err(failed(
            refusal,
            "rows stop it at a constraint that they kept before",
        ));
    }
    rows::empty(&mut bench.a).map_err(|refusal| failed(&refusal, "emptying the tables"))?;
    run(bench, way).map_err(|refusal| failed(&refusal, "on empty tables"))?;
    Ok(format!("rows stop it: {}", refusal.class()))
}

/// The first statement that fails. Leaves everything as it is.
fn culprit(bench: &mut Bench, way: &Way) -> String {
    let mut found = String::new();
    let _ = bench.a.execute("BEGIN");
    'all: for script in &way.scripts {
        for piece in bench.engine.statements(script) {
            let sql = &script[piece.range];
            if bench.a.execute(sql).is_err() {
                found = sql.to_owned();
                break 'all;
            }
        }
    }
    let _ = bench.a.execute("ROLLBACK");
    found
}

/// Holds the database against the goal.
fn arrives(bench: &mut Bench, way: &Way, goal: &Seen) -> Result<(), Failure> {
    let dump = Dump::of(&mut bench.a).map_err(|error| way.failure("pg_dump", error))?;
    if let Some(difference) = dump.difference(&goal.dump) {
        let class = format!("oracle {}", Facts::class(&difference));
        let error = format!("it does not arrive (+ is there, - is missing):\n{difference}");
        return Err(way.failure(&class, error));
    }
    let found = model(&mut bench.a)?;
    laws::arrived(&bench.engine, way, &found, &goal.model)?;
    match left_behind(&mut bench.a) {
        Ok(None) => Ok(()),
        Ok(Some(left)) => Err(way.failure("left behind", format!("it leaves {left}"))),
        Err(refusal) => Err(way.failure("left behind", refusal.message)),
    }
}

/// Law 6: rows that stand on both sides are as they were.
fn keeps(bench: &mut Bench, way: &Way, common: &[Common], rows: &Rows) -> Result<(), Failure> {
    let now =
        rows::read(&mut bench.a, common).map_err(|refusal| way.failure("rows", refusal.message))?;
    let before = rows.iter().filter(|_| !common.is_empty());
    let before = before
        .map(|(table, rows)| (table.clone(), rows.clone()))
        .collect();
    laws::kept(way, loss(&before, &now))
}
