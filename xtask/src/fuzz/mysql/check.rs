//! The laws that hold between two schemas and the scripts drafted for them.

use super::Case;
use super::dump;
use super::rows;
use super::server::Database;
use crate::fuzz::dice::Dice;
use crate::fuzz::facts::Facts;
use crate::fuzz::finding::{Failure, Law};
use crate::fuzz::laws::{self, Way};
use crate::fuzz::refusal::Refusal;
use crate::fuzz::rows::{Common, Rows, loss};
use crate::fuzz::settle;
use cargo_migrate::dialect::mysql::engine::Mysql;
use cargo_migrate::dialect::mysql::inspect::inspect;
use cargo_migrate::dialect::{Dialect as _, Ignore};
use cargo_migrate::schema::Schema as Model;

/// The two databases of a case, and the engine.
pub(super) struct Bench {
    /// With the schema before.
    pub(super) a: Database,
    /// With the schema after.
    pub(super) b: Database,
    /// What drafts.
    pub(super) engine: Mysql,
}

/// A schema as both sides see it.
struct Seen {
    model: Model,
    facts: Facts,
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
    let drafts = laws::drafted(&bench.engine, &before.model, &after.model, case.form)?;
    let drafts = match drafts {
        Ok(drafts) => drafts,
        Err(refusal) => return Ok(Some(refusal)),
    };
    let difference = after.facts.difference(&before.facts);
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
    if difference.is_none() {
        let error = "the schemas are the same to SHOW CREATE, but something is drafted";
        return Err(up.failure("needless", error));
    }
    walk(bench, case, (&before, &after), (&up, &down))
}

/// Up, down and up again, with rows.
fn walk(
    bench: &mut Bench,
    case: &Case,
    (before, after): (&Seen, &Seen),
    (up, down): (&Way, &Way),
) -> Result<Option<String>, Failure> {
    let server = |refusal: Refusal| Failure::new(Law::Builds, "server", refusal.message);
    let mut common = Vec::new();
    if case.rows {
        let mut dice = Dice::of(case.seed, "rows");
        rows::fill(&mut bench.a, &case.from, &mut dice);
        common = rows::common(&mut bench.a, &mut bench.b).map_err(server)?;
    }
    let rows = rows::read(&mut bench.a, &common).map_err(server)?;
    let mut told = None;
    if let Err(refusal) = run(bench, up) {
        told = Some(stopped(bench, case, &[], up, &refusal)?);
        common.clear();
    }
    arrives(bench, up, after)?;
    keeps(bench, up, &common, &rows)?;
    if let Err(refusal) = run(bench, down) {
        told = Some(stopped(bench, case, &[up], down, &refusal)?);
        common.clear();
    }
    arrives(bench, down, before)?;
    keeps(bench, down, &common, &rows)?;
    if case.seed.is_multiple_of(4) && told.is_none() {
        let again = Way {
            law: Law::UpAgain,
            scripts: up.scripts.clone(),
        };
        if let Err(refusal) = run(bench, &again) {
            told = Some(stopped(bench, case, &[], &again, &refusal)?);
        }
        arrives(bench, &again, after)?;
    }
    Ok(told)
}

fn look(database: &mut Database) -> Result<Seen, Failure> {
    let model = model(database)?;
    let facts = dump::facts(database)
        .map_err(|refusal| Failure::new(Law::Identity, "show create", refusal.message))?;
    Ok(Seen { model, facts })
}

fn model(database: &mut Database) -> Result<Model, Failure> {
    inspect(database.connection(), &Ignore::default())
        .map_err(|cause| Failure::new(Law::Identity, "inspect", cause.to_string()))
}

fn run(bench: &mut Bench, way: &Way) -> Result<(), Refusal> {
    for script in way.scripts.iter().filter(|script| !script.is_empty()) {
        bench.a.run(script)?;
    }
    Ok(())
}

/// A script that failed must run on empty tables, and rows must have been the reason. Gives it.
/// What was done before it broke off stays done, so all begins anew.
fn stopped(
    bench: &mut Bench,
    case: &Case,
    first: &[&Way],
    way: &Way,
    refusal: &Refusal,
) -> Result<String, Failure> {
    let anew = |bench: &mut Bench| -> Result<(), Refusal> {
        settle::build(&mut bench.a, &case.from)?;
        first.iter().try_for_each(|way| run(bench, way))
    };
    let failed = |bench: &mut Bench, refusal: &Refusal, when: &str| {
        let statement = anew(bench).map_or_else(|_| String::new(), |()| culprit(bench, way));
        let error = format!("{when}: {} {}\n{statement}", refusal.code, refusal.message);
        way.failure(&refusal.class(), error)
    };
    if !is_about_rows(refusal) {
        return Err(failed(bench, refusal, "it does not run"));
    }
    if let Err(refusal) = anew(bench).and_then(|()| run(bench, way)) {
        return Err(failed(bench, &refusal, "on empty tables"));
    }
    Ok(format!("rows stop it: {}", refusal.class()))
}

/// Whether the values of rows may be the reason: errors of data and of integrity, and those that
/// have no class of their own: truncated data, a value that no partition takes, a value that a
/// type does not take, a text that is no JSON.
fn is_about_rows(refusal: &Refusal) -> bool {
    matches!(refusal.code.get(..2), Some("22" | "23" | "01"))
        || [
            "Table has no partition for value",
            "Found a row that does not match the partition",
            "Incorrect ",
            "Data too long",
            "Unexpected end of JSON text",
            "Syntax error in JSON text",
            // So a draft asks whether a value is NULL, where the server would not mind.
            "Subquery returns more than 1 row",
            // Of two equal rows under a new unique key, where others refer to the table.
            "Cannot delete rows from table which is parent",
        ]
        .iter()
        .any(|start| refusal.message.starts_with(start))
}

/// The first statement that fails.
fn culprit(bench: &mut Bench, way: &Way) -> String {
    for script in &way.scripts {
        for piece in bench.engine.statements(script) {
            let sql = &script[piece.range];
            if bench.a.run(sql).is_err() {
                return sql.to_owned();
            }
        }
    }
    "(each statement runs by itself)".to_owned()
}

/// Holds the database against the goal.
fn arrives(bench: &mut Bench, way: &Way, goal: &Seen) -> Result<(), Failure> {
    let facts =
        dump::facts(&mut bench.a).map_err(|refusal| way.failure("show create", refusal.message))?;
    if let Some(difference) = facts.difference(&goal.facts) {
        let class = format!("oracle {}", Facts::class(&difference));
        let error = format!("it does not arrive (+ is there, - is missing):\n{difference}");
        return Err(way.failure(&class, error));
    }
    let found = model(&mut bench.a)?;
    laws::arrived(&bench.engine, way, &found, &goal.model)
}

/// Law 6: rows that stand on both sides are as they were.
fn keeps(bench: &mut Bench, way: &Way, common: &[Common], rows: &Rows) -> Result<(), Failure> {
    let now =
        rows::read(&mut bench.a, common).map_err(|refusal| way.failure("rows", refusal.message))?;
    laws::kept(way, loss(rows, &now).filter(|_| !common.is_empty()))
}
