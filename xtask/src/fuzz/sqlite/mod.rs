//! SQLite: its schemas in memory, and two readers of them.

mod check;
mod facts;
mod generate;
mod keys;
mod lex;
mod model;
mod mutate;
mod objects;
mod rename;
mod render;
mod rows;
mod run;
mod settle;
mod shrink;
mod survive;
#[cfg(test)]
mod tests;
mod text;

use super::dice::{self, Dice};
use super::finding::{Failure, Finding, Law, panic_text, without_names};
use cargo_migrate::diff::Rename;
use model::Schema;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

/// How many smaller cases are tried at most.
const TRIALS: usize = 4000;

/// Two schemas and the seed of their rows.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Case {
    seed: u64,
    from: Schema,
    to: Schema,
    /// What is said to have been renamed; everything else is a drop and an add.
    renames: Vec<Rename>,
    /// Whether only the way of writing differs.
    rewritten: bool,
    /// Whether views, triggers and foreign keys may be broken.
    broken: bool,
}

/// Makes the case of this seed and holds the laws against it. Gives the reason where the drafts
/// were refused by name.
///
/// # Errors
/// The first law that does not hold, with a smaller case where there is time for it.
pub(super) fn judge(seed: u64, smaller: Option<Instant>) -> Result<Option<String>, Box<Finding>> {
    let made = catch_unwind(|| make(seed)).unwrap_or_else(|panic| Err(panic_text(panic.as_ref())));
    let case = made.map_err(|error| {
        let none = String::new();
        let (law, class) = (Law::Builds, "make".to_owned());
        Box::new(Finding {
            seed,
            law,
            class,
            from: none.clone(),
            to: none.clone(),
            renames: Vec::new(),
            script: none,
            error,
        })
    })?;
    let failure = match check_case(&case) {
        Ok(refusal) => return Ok(refusal),
        Err(failure) => failure,
    };
    let (case, failure) = match smaller {
        Some(until) => smaller_case(case, failure, until),
        None => (case, failure),
    };
    Err(Box::new(Finding {
        seed,
        law: failure.law,
        class: failure.class,
        from: render::script(&case.from),
        to: render::script(&case.to),
        renames: case.renames.iter().map(ToString::to_string).collect(),
        script: failure.script,
        error: failure.error,
    }))
}

/// Holds the laws against a case; a panic breaks one, too.
fn check_case(case: &Case) -> Result<Option<String>, Failure> {
    catch_unwind(AssertUnwindSafe(|| check::check(case)))
        .unwrap_or_else(|panic| Err(Failure::panic(panic.as_ref())))
}

fn smaller_case(case: Case, failure: Failure, until: Instant) -> (Case, Failure) {
    let mut fails = |case: &Case| {
        shrink::is_valid(case)
            .then(|| check_case(case).err())
            .flatten()
    };
    let candidates = &shrink::candidates;
    super::shrink::shrink(case, failure, TRIALS, until, candidates, &mut fails)
}

/// The case of a seed.
fn make(seed: u64) -> Result<Case, String> {
    let mut dice = Dice::of(seed, "case");
    let broken = dice.chance(4);
    let mut from = generate::schema(&mut dice);
    settle::settle(&mut from, broken).map_err(|cause| cause.to_string())?;
    let mut to = from.clone();
    let mut renames = Vec::new();
    let mut rewritten = dice.chance(12);
    if rewritten {
        mutate::rewrite(&mut to, &mut dice);
        let wanted = to.clone();
        settle::settle(&mut to, broken).map_err(|cause| cause.to_string())?;
        rewritten = to == wanted;
    } else {
        if dice.chance(10) {
            renames = rename::some(&mut to, &mut dice);
        }
        let least = usize::from(renames.is_empty());
        let most = *dice.pick(&[0, 1, 1, 2, 2, 3, 4, from.tables.len()]);
        for _ in 0..most.max(least) {
            mutate::change(&mut to, &mut dice);
        }
        if dice.chance(30) {
            mutate::rewrite_some(&mut to, &mut dice);
        }
        settle::settle(&mut to, broken).map_err(|cause| cause.to_string())?;
    }
    if !rename::hold(&from, &to, &renames) {
        renames.clear();
    }
    Ok(Case {
        seed,
        from,
        to,
        renames,
        rewritten,
        broken,
    })
}
