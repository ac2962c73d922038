//! Laws that need only an engine's own eyes.

use super::finding::{Failure, Law};
use cargo_migrate::Kind;
use cargo_migrate::dialect::{Dialect, Form};
use cargo_migrate::draft::Draft;
use cargo_migrate::schema::Schema as Model;

/// One direction of the drafts.
pub(super) struct Way {
    /// The law that it is for.
    pub(super) law: Law,
    /// Its files.
    pub(super) scripts: Vec<String>,
}

impl Way {
    /// Up and down of these drafts.
    pub(super) fn both(drafts: &[Draft]) -> (Self, Self) {
        let up = drafts.iter().map(|draft| draft.up.render());
        let down = drafts.iter().rev().map(|draft| draft.down.render());
        let way = |law, scripts| Self { law, scripts };
        (way(Law::Up, up.collect()), way(Law::Down, down.collect()))
    }

    /// The law does not hold.
    pub(super) fn failure(&self, class: &str, error: impl Into<String>) -> Failure {
        let mut failure = Failure::new(self.law, class, error);
        failure.script = self.scripts.join("\n-- ======== next file ========\n");
        failure
    }
}

/// Law 2: nothing differs where nothing changed.
pub(super) fn quiet(
    engine: &dyn Dialect,
    one: &Model,
    other: &Model,
    what: &str,
) -> Result<(), Failure> {
    match engine.drafts(one, other, &[], Form::Fast) {
        Ok(drafts) if drafts.is_empty() => Ok(()),
        Ok(drafts) => {
            let mut failure = Failure::new(Law::Quiet, "differs", format!("{what} differ"));
            failure.script = drafts.iter().map(|draft| draft.up.render()).collect();
            Err(failure)
        }
        Err(cause) => Err(Failure::new(Law::Quiet, "draft", cause.to_string())),
    }
}

/// Law 8: the same drafts twice. Gives them, or why they were refused.
pub(super) fn drafted(
    engine: &dyn Dialect,
    from: &Model,
    to: &Model,
    form: Form,
) -> Result<Result<Vec<Draft>, String>, Failure> {
    let drafts = match engine.drafts(from, to, &[], form) {
        Ok(drafts) => drafts,
        Err(cause) if cause.kind() == Kind::Refused => return Ok(Err(cause.to_string())),
        Err(cause) => {
            let error = format!("no draft: {cause}");
            return Err(Failure::new(Law::Up, "draft", error));
        }
    };
    let again = engine.drafts(from, to, &[], form);
    if again.is_ok_and(|again| again == drafts) {
        Ok(Ok(drafts))
    } else {
        let error = "two drafts of the same change differ";
        Err(Failure::new(Law::Same, "differs", error))
    }
}

/// The tool sees no difference to the goal any more.
pub(super) fn arrived(
    engine: &dyn Dialect,
    way: &Way,
    found: &Model,
    goal: &Model,
) -> Result<(), Failure> {
    match engine.drafts(found, goal, &[], Form::Fast) {
        Ok(rest) if rest.is_empty() => Ok(()),
        Ok(rest) => {
            let rest: String = rest.iter().map(|draft| draft.up.render()).collect();
            let error = format!("it arrives, but the tool still sees a difference:\n{rest}");
            Err(way.failure("still differs", error))
        }
        Err(cause) => Err(way.failure("second draft", cause.to_string())),
    }
}

/// Law 6, where rows were lost.
pub(super) fn kept(way: &Way, loss: Option<String>) -> Result<(), Failure> {
    match loss {
        None => Ok(()),
        Some(loss) => {
            let mut failure = way.failure("lost", loss);
            failure.law = Law::Rows;
            Err(failure)
        }
    }
}
