//! From a seed to a verdict, for engines whose schemas are built on a server.

use super::campaign::Verdict;
use super::candidates::{self, Case};
use super::dice::Dice;
use super::finding::{Failure, Finding, Law};
use super::model::{Schema, Vocabulary, script};
use super::refusal::Refusal;
use super::settle::{self, Site};
use super::shrink::shrink;
use cargo_migrate::dialect::Form;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

/// How many smaller cases are tried at most.
const TRIALS: usize = 600;

/// Where the two schemas of a case are built and held against the laws.
pub(super) trait Bench {
    /// The engine's vocabulary.
    type Words: Vocabulary;

    /// What the dice are thrown for, so that engines have cases of their own.
    const PURPOSE: &'static str;

    /// The databases for the schema before and after.
    fn sites(&mut self) -> [&mut dyn Site; 2];

    /// A schema.
    fn schema(dice: &mut Dice) -> Schema<Self::Words>;

    /// Changes something.
    fn change(schema: &mut Schema<Self::Words>, dice: &mut Dice);

    /// Holds all laws against the case, whose schemas are built. Gives the reason where the drafts
    /// were refused by name, or rows stopped them, which is no failure.
    ///
    /// # Errors
    /// The law that does not hold.
    fn check(&mut self, case: &Case<Self::Words>) -> Result<Option<String>, Failure>;

    /// Adds cases that are the same in plainer words.
    fn plainer(case: &Case<Self::Words>, all: &mut Vec<Case<Self::Words>>);
}

/// Makes the case of this seed and holds the laws against it, and makes one that fails smaller
/// until a moment, where one is given. Gives the reason where the drafts were refused by name.
pub(super) fn judge<B: Bench>(bench: &mut B, seed: u64, smaller: Option<Instant>) -> Verdict {
    let made = catch_unwind(AssertUnwindSafe(|| make(bench, seed)));
    let made = made.unwrap_or_else(|panic| Err(Failure::panic(panic.as_ref())));
    let (case, failure) = match made {
        Err(failure) => return Err(Box::new(finding::<B>(seed, None, failure))),
        Ok(case) => match check(bench, &case) {
            Ok(refusal) => return Ok(refusal),
            Err(failure) => (case, failure),
        },
    };
    let (case, failure) = match smaller {
        Some(until) => {
            let candidates = |case: &_| candidates::candidates(case, &B::plainer);
            shrink(case, failure, TRIALS, until, &candidates, &mut |case| {
                built(bench, case).ok()?;
                check(bench, case).err()
            })
        }
        None => (case, failure),
    };
    Err(Box::new(finding::<B>(seed, Some(&case), failure)))
}

fn finding<B: Bench>(seed: u64, case: Option<&Case<B::Words>>, failure: Failure) -> Finding {
    Finding {
        seed,
        law: failure.law,
        class: failure.class,
        from: case.map(|case| script(&case.from)).unwrap_or_default(),
        to: case.map(|case| script(&case.to)).unwrap_or_default(),
        renames: Vec::new(),
        script: failure.script,
        error: failure.error,
    }
}

fn check<B: Bench>(bench: &mut B, case: &Case<B::Words>) -> Result<Option<String>, Failure> {
    catch_unwind(AssertUnwindSafe(|| bench.check(case)))
        .unwrap_or_else(|panic| Err(Failure::panic(panic.as_ref())))
}

fn built<B: Bench>(bench: &mut B, case: &Case<B::Words>) -> Result<(), Refusal> {
    let [a, b] = bench.sites();
    settle::build(a, &case.from)?;
    settle::build(b, &case.to)
}

/// The case of a seed, with both schemas built.
fn make<B: Bench>(bench: &mut B, seed: u64) -> Result<Case<B::Words>, Failure> {
    let failed = |refusal: Refusal| Failure::new(Law::Builds, "make", refusal.message);
    let mut dice = Dice::of(seed, B::PURPOSE);
    let [a, b] = bench.sites();
    let mut from = B::schema(&mut dice);
    let kind = dice.below(100);
    if kind < 3 {
        from = Schema::default();
    }
    settle::settle(a, &mut from).map_err(failed)?;
    let mut to = match kind {
        0..7 => B::schema(&mut dice),
        7..10 => Schema::default(),
        _ => from.clone(),
    };
    if kind >= 14 {
        for _ in 0..*dice.pick(&[1, 1, 2, 2, 3, 4, 6, 10]) {
            B::change(&mut to, &mut dice);
        }
    }
    settle::settle(b, &mut to).map_err(failed)?;
    Ok(Case {
        seed,
        from,
        to,
        rows: dice.chance(70),
        form: Form::Fast,
    })
}
