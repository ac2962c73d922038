//! Up, down and up again on rows.

use super::{Case, Outcome, State, reversed, same, while_};
use cargo_migrate::diff::Rename;
use cargo_migrate::draft::{Draft, Script};

/// One direction of the drafts: the files in the order in which they are run.
#[derive(Clone)]
pub(crate) struct Way {
    pub(crate) word: &'static str,
    pub(crate) scripts: Vec<String>,
    /// What has another name at the goal.
    pub(crate) renames: Vec<Rename>,
}

/// Both directions.
pub(crate) fn ways(drafts: &[Draft], renames: &[Rename]) -> [Way; 2] {
    let rendered = |scripts: Vec<&Script>| scripts.into_iter().map(Script::render).collect();
    let up = Way {
        word: "up",
        scripts: rendered(drafts.iter().map(|draft| &draft.up).collect()),
        renames: renames.to_vec(),
    };
    let down = Way {
        word: "down",
        scripts: rendered(drafts.iter().rev().map(|draft| &draft.down).collect()),
        renames: reversed(renames),
    };
    [up, down]
}

/// A database with the rows of a case.
pub(crate) trait Ground {
    /// What is in it.
    fn state(&mut self) -> Outcome<State>;
    /// Runs the scripts of a way, as sqlx would, and fails where they do not arrive.
    fn travel(&mut self, way: &Way) -> Outcome;
    /// Whether a script that stops leaves everything as it was.
    fn is_all_or_nothing(&self) -> bool;
}

/// Up, down and up again: each must arrive, and no row and no value be lost but those that the case
/// tells of. Where the rows should stop a script, they do.
pub(crate) fn on_rows(case: &Case, ground: &mut dyn Ground, up: &Way, down: &Way) -> Outcome {
    let start = ground.state()?;
    let stops = case.expected("stops").unwrap_or_default();
    let part = |way: &Way| {
        let prefix = format!("{}: ", way.word);
        stops.strip_prefix(&prefix).map(str::to_owned)
    };
    if let Some(part) = part(up) {
        return stopped(ground, up, &start, &part);
    }
    let there = travel(ground, up)?;
    let mut lost = start.lost_in(&there, up);
    if let Some(part) = part(down) {
        stopped(ground, down, &there, &part)?;
    } else {
        let back = travel(ground, down)?;
        lost.extend(there.lost_in(&back, down));
        let again = travel(ground, up).map_err(while_("up again"))?;
        let up = Way {
            word: "up again",
            ..up.clone()
        };
        lost.extend(back.lost_in(&again, &up));
    }
    case.loses(&lost)
}

fn travel(ground: &mut dyn Ground, way: &Way) -> Outcome<State> {
    ground
        .travel(way)
        .and_then(|()| ground.state())
        .map_err(while_(way.word))
}

/// The rows stop the scripts with this error. Nothing is changed, or, where the engine cannot do
/// that, no row is lost.
fn stopped(ground: &mut dyn Ground, way: &Way, state: &State, part: &str) -> Outcome {
    match ground.travel(way) {
        Ok(()) => return Err(format!("{}: the rows do not stop it", way.word)),
        Err(cause) if !cause.contains(part) => return same("stops", part, &cause),
        Err(_) => {}
    }
    let now = ground.state()?;
    if ground.is_all_or_nothing() {
        return match now == *state {
            true => Ok(()),
            false => Err(format!("{}: it stops, but half-way", way.word)),
        };
    }
    match state.lost_in(&now, way).as_slice() {
        [] => Ok(()),
        lost => Err(format!(
            "{}: it stops, and loses {}",
            way.word,
            lost.join("; ")
        )),
    }
}
