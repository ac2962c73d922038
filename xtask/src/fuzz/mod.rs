//! The schema fuzzer: random schemas, small random changes, rows, and the laws that must hold.
//!
//! From a seed comes a schema A, from A by a few changes a schema B, and rows for both. The
//! drafts between them are run as sqlx would run them, and what comes out is held against the
//! laws (see [`Law`]), by the tool's own comparison and by a second reader that shares no code
//! with it. Seeds are independent of each other and of the time: a seed that fails fails again.

mod campaign;
mod check;
mod dice;
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

pub use campaign::command;

use cargo_migrate::diff::Rename;
use check::Failure;
use dice::Dice;
use model::Schema;
use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Law {
    /// The generator makes what SQLite takes. Where it does not, the fuzzer itself is wrong.
    Builds,
    /// Nothing panics.
    Panic,
    /// 1: a schema built again from the model is the same, and no table is opaque.
    Identity,
    /// 2: nothing differs where nothing or only the way of writing changed.
    Quiet,
    /// 3: up, on empty tables, gives the goal.
    Up,
    /// 4: down gives the start.
    Down,
    /// 5: up after down gives the goal again.
    UpAgain,
    /// 6: with rows a script runs and keeps what stands on both sides, or refuses with a reason
    /// that lies in the change, and then leaves everything as it was.
    Rows,
    /// 7: what runs outside a transaction does the same twice as once.
    Twice,
    /// 8: the same change gives the same draft.
    Same,
    /// 9: views and triggers compile where they compile in the goal.
    Compiles,
    /// 10: the tool's own runner arrives where sqlx does.
    OwnRunner,
}

impl fmt::Display for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Builds => "0 (the fuzzer's own schemas build)",
            Self::Panic => "0 (nothing panics)",
            Self::Identity => "1 (a schema built again is the same)",
            Self::Quiet => "2 (no change, no difference)",
            Self::Up => "3 (up gives the goal)",
            Self::Down => "4 (down gives the start)",
            Self::UpAgain => "5 (up after down gives the goal)",
            Self::Rows => "6 (rows survive)",
            Self::Twice => "7 (twice is once)",
            Self::Same => "8 (the same draft twice)",
            Self::Compiles => "9 (views and triggers compile)",
            Self::OwnRunner => "10 (the tool's own runner arrives)",
        })
    }
}

/// A law that does not hold, with the smallest case that was found for it.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The seed that led to it.
    pub seed: u64,
    /// Which law.
    pub law: Law,
    /// The kind of failure, the same for all findings of one cause and some others.
    pub class: String,
    /// The schema before.
    pub from: String,
    /// The schema after.
    pub to: String,
    /// What was said to be renamed, as `--rename` takes it.
    pub renames: Vec<String>,
    /// The script that was run; may be empty.
    pub script: String,
    /// What happened.
    pub error: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}: law {} does not hold", self.seed, self.law)?;
        for (title, text) in [
            ("from", &self.from),
            ("to", &self.to),
            ("script", &self.script),
        ] {
            writeln!(f, "--- {title}\n{}", text.trim_end())?;
        }
        if !self.renames.is_empty() {
            writeln!(f, "--- renames\n{}", self.renames.join("\n"))?;
        }
        writeln!(f, "--- what happened [{}]\n{}", self.class, self.error)
    }
}

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

/// Makes the case of this seed and holds the laws against it.
///
/// # Errors
/// The first law that does not hold, with a smaller case.
pub fn run_seed(seed: u64) -> Result<(), Box<Finding>> {
    judge(seed, true).map(|_| ())
}

/// As [`run_seed`]; gives the reason where the drafts were refused by name.
fn judge(seed: u64, smaller: bool) -> Result<Option<String>, Box<Finding>> {
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
    let (case, failure) = if smaller {
        shrink::shrink(case, failure, &|case| check_case(case).err())
    } else {
        (case, failure)
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
    catch_unwind(AssertUnwindSafe(|| check::check(case))).unwrap_or_else(|panic| {
        Err(Failure {
            law: Law::Panic,
            class: "panic".to_owned(),
            error: panic_text(panic.as_ref()),
            script: String::new(),
        })
    })
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let owned = panic.downcast_ref::<String>().map(String::as_str);
    let text = owned.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without words").to_owned()
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
