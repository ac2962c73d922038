//! Cuts a script into steps.

use crate::dialect::steps::Manner;
use crate::dialect::{Conduct, Dialect, Piece};
use crate::error::{Error, Location, Result};
use crate::migration::Script;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What is run and marked as one: a statement, or a transaction that the script brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The bytes of its statements in the script.
    pub statements: Vec<Range<usize>>,
    /// How it is run.
    pub manner: Manner,
    /// Whether it may commit by itself, though its words don't tell.
    pub uncertain: bool,
    /// Whether it may do, outside of a transaction, more than one thing that its words don't tell.
    pub opaque: bool,
    /// What it makes that ends with the session and cannot be made again.
    pub holds: Vec<String>,
    /// What it ends of that.
    pub releases: Vec<String>,
}

impl Step {
    fn of(piece: &Piece, manner: Manner) -> Self {
        Self {
            statements: vec![piece.range.clone()],
            manner,
            uncertain: false,
            opaque: false,
            holds: Vec::new(),
            releases: Vec::new(),
        }
    }

    /// Takes a statement into a group.
    fn take(&mut self, piece: &Piece, conduct: Conduct) {
        self.statements.push(piece.range.clone());
        match conduct {
            Conduct::Holds(name) => self.holds.push(name),
            Conduct::Releases(name) => {
                // What the group itself made is gone with it.
                let before = self.holds.len();
                self.holds.retain(|held| *held != name);
                if self.holds.len() == before {
                    self.releases.push(name);
                }
            }
            _ => {}
        }
    }

    /// The bytes from its first statement to its last.
    pub fn range(&self) -> Range<usize> {
        let start = self.statements.first().map_or(0, |range| range.start);
        let end = self.statements.last().map_or(start, |range| range.end);
        start..end
    }

    /// Whether it leaves nothing in the database that must not be done twice.
    pub fn is_setting(&self) -> bool {
        self.manner == Manner::Setting
    }
}

/// The steps of a script that must run in steps; none where the engine runs it, with its note in
/// the ledger, as one transaction.
///
/// # Errors
/// Failed, for a script with something that no run in steps can have, at its place.
pub fn cut(dialect: &dyn Dialect, script: &Script) -> Result<Option<Vec<Step>>> {
    let by_itself = dialect.defines_outside_transactions();
    if !script.no_transaction && !by_itself {
        return Ok(None);
    }
    let steps = steps(dialect, script)?;
    let mut real = steps.iter().filter(|step| !step.is_setting());
    let whole = match (real.next(), real.next()) {
        (None, _) => true,
        (Some(only), None) if only.manner == Manner::Group => true,
        // The transaction is the runner's, as everywhere.
        _ if by_itself && !script.no_transaction => steps
            .iter()
            .all(|step| matches!(step.manner, Manner::Setting | Manner::Inside) && !step.uncertain),
        _ => false,
    };
    Ok((!whole).then_some(steps))
}

fn steps(dialect: &dyn Dialect, script: &Script) -> Result<Vec<Step>> {
    let sql = &script.sql;
    if let Some(at) = sql.find('\0') {
        return Err(refused(
            script,
            at..at + 1,
            "it is a NUL byte, where the server would stop reading",
        ));
    }
    let mut steps = Vec::new();
    let mut group: Option<Vec<(Piece, Conduct)>> = None;
    for piece in dialect.statements(sql) {
        let conduct = dialect.conduct(sql, &piece);
        if let Conduct::Refused(reason) = conduct {
            return Err(refused(script, piece.range, reason));
        }
        let Some(open) = &mut group else {
            match conduct {
                Conduct::Begin => group = Some(vec![(piece, conduct)]),
                Conduct::Within | Conduct::Commit | Conduct::RollBack => {
                    let reason = "it says something only within a transaction, and the script begins none before it";
                    return Err(refused(script, piece.range, reason));
                }
                _ => steps.push(single(&piece, conduct)),
            }
            continue;
        };
        let ends = matches!(conduct, Conduct::Commit | Conduct::RollBack);
        open.push((piece, conduct));
        if ends && let Some(whole) = group.take() {
            steps.extend(grouped(dialect, script, whole)?);
        }
    }
    match group.as_deref() {
        Some([(begin, _), ..]) => Err(Error::failed(
            "the script begins a transaction and does not end it",
        )
        .at(place(script, begin.range.clone(), "never ended"))
        .hint("end it with COMMIT, or leave BEGIN out")),
        _ => Ok(steps),
    }
}

fn single(piece: &Piece, conduct: Conduct) -> Step {
    let mut step = Step::of(piece, Manner::Inside);
    match conduct {
        Conduct::Setting => step.manner = Manner::Setting,
        Conduct::Alone => step.manner = Manner::Alone,
        Conduct::Hidden => step.uncertain = true,
        Conduct::Opaque => {
            step.uncertain = true;
            step.opaque = true;
        }
        Conduct::Holds(name) => step.holds.push(name),
        Conduct::Releases(name) => step.releases.push(name),
        _ => {}
    }
    step
}

/// The steps of a transaction that the script brings: one, unless a statement in it commits by
/// itself, so that there is no such transaction.
fn grouped(
    dialect: &dyn Dialect,
    script: &Script,
    whole: Vec<(Piece, Conduct)>,
) -> Result<Vec<Step>> {
    let rolled_back = whole
        .iter()
        .find(|(_, conduct)| *conduct == Conduct::RollBack);
    let falls_apart = dialect.defines_outside_transactions()
        && whole.iter().any(|(_, conduct)| {
            matches!(conduct, Conduct::Alone | Conduct::Hidden | Conduct::Opaque)
        });
    if falls_apart {
        let back_to = |(piece, conduct): &&(Piece, Conduct)| {
            *conduct == Conduct::Within && piece.is(&["ROLLBACK"])
        };
        if let Some((piece, _)) = rolled_back.or_else(|| whole.iter().find(back_to)) {
            let reason =
                "it may roll nothing back: a statement of this transaction commits by itself";
            return Err(refused(script, piece.range.clone(), reason));
        }
        return Ok(whole
            .into_iter()
            .filter(|(_, conduct)| {
                !matches!(conduct, Conduct::Begin | Conduct::Commit | Conduct::Within)
            })
            .map(|(piece, conduct)| single(&piece, conduct))
            .collect());
    }
    // What is rolled back may be done any number of times.
    let manner = match rolled_back {
        Some(_) => Manner::Setting,
        None => Manner::Group,
    };
    let mut pieces = whole.into_iter();
    let Some((first, _)) = pieces.next() else {
        return Ok(Vec::new());
    };
    let mut step = Step::of(&first, manner);
    for (piece, conduct) in pieces {
        step.take(&piece, conduct);
    }
    if manner == Manner::Setting {
        step.holds.clear();
        step.releases.clear();
    }
    Ok(vec![step])
}

fn place(script: &Script, range: Range<usize>, label: &str) -> Location {
    Location {
        path: script.path.clone(),
        text: script.sql.clone(),
        range,
        label: label.to_owned(),
    }
}

fn refused(script: &Script, range: Range<usize>, reason: &str) -> Error {
    Error::failed(format!(
        "this cannot be in a script outside of a transaction: {reason}"
    ))
    .at(place(script, range, "here"))
}

#[cfg(test)]
#[path = "cut_tests.rs"]
mod tests;
