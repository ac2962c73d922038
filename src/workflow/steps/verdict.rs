//! Whether a step that was begun, and not marked as done, has happened.

use super::effect::{Effect, Prints};

/// What the objects that a step was to change show of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// They are what they were before it: it has not happened.
    DidNotHappen,
    /// They are what it makes of them: it has happened.
    TookEffect,
    /// It changes nothing that shows, and may be done twice.
    Unseen,
    /// Neither is so.
    Unknown(Vec<Difference>),
}

/// An object that is neither what it was nor what the step makes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    /// Its kind and name.
    pub object: String,
    /// What it has that it has neither before nor after.
    pub strange: Vec<String>,
    /// What is before and not now.
    pub missing_of_before: Vec<String>,
    /// What is after and not now.
    pub missing_of_after: Vec<String>,
}

/// Holds what is there against what a step does.
pub(super) fn judge(effects: &[Effect], opaque: bool, found: &Prints) -> Verdict {
    let is = |side: fn(&Effect) -> &Option<Vec<String>>| {
        effects
            .iter()
            .all(|effect| found.get(&effect.object) == side(effect).as_ref())
    };
    let (before, after) = (is(|effect| &effect.before), is(|effect| &effect.after));
    match (effects.is_empty(), before, after) {
        (true, ..) if opaque => Verdict::Unknown(Vec::new()),
        (true, ..) => Verdict::Unseen,
        // It may have done the one thing that shows last, or first.
        _ if opaque => Verdict::Unknown(Vec::new()),
        (_, true, _) => Verdict::DidNotHappen,
        (_, _, true) => Verdict::TookEffect,
        _ => Verdict::Unknown(
            effects
                .iter()
                .map(|effect| difference(effect, found.get(&effect.object)))
                .collect(),
        ),
    }
}

fn difference(effect: &Effect, found: Option<&Vec<String>>) -> Difference {
    let there = "that it is there".to_owned();
    let lines = |side: Option<&Vec<String>>| match side {
        Some(lines) => std::iter::once(there.clone())
            .chain(lines.iter().cloned())
            .collect(),
        None => Vec::new(),
    };
    let (found, before, after): (Vec<String>, Vec<String>, Vec<String>) = (
        lines(found),
        lines(effect.before.as_ref()),
        lines(effect.after.as_ref()),
    );
    let without = |of: &[String], these: &[&[String]]| -> Vec<String> {
        of.iter()
            .filter(|line| !these.iter().any(|lines| lines.contains(line)))
            .cloned()
            .collect()
    };
    Difference {
        object: effect.object.clone(),
        strange: without(&found, &[&before, &after]),
        missing_of_before: without(&before, &[&found]),
        missing_of_after: without(&after, &[&found]),
    }
}

impl Difference {
    /// It in lines for a person.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let object = &self.object;
        for line in &self.strange {
            lines.push(format!(
                "{object} has what neither the step nor the state before it has: {line}"
            ));
        }
        for line in &self.missing_of_before {
            lines.push(format!(
                "{object} is not what it was before the step: it lacks {line}"
            ));
        }
        for line in &self.missing_of_after {
            lines.push(format!(
                "{object} is not what the step makes of it: it lacks {line}"
            ));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(lines: &[&str]) -> Option<Vec<String>> {
        Some(lines.iter().map(|line| (*line).to_owned()).collect())
    }

    #[test]
    fn a_step_in_doubt_is_judged_by_what_it_was_to_change_alone() {
        let adds = Effect {
            object: "table t".to_owned(),
            before: text(&["column a"]),
            after: text(&["column a", "column b"]),
        };
        let makes = Effect {
            object: "table u".to_owned(),
            before: None,
            after: text(&["column a"]),
        };
        let found = |objects: &[(&str, &[&str])]| -> Prints {
            let mut found = Prints::new();
            found.insert("view of somebody else".to_owned(), Vec::new());
            for (object, lines) in objects {
                found.insert((*object).to_owned(), text(lines).unwrap_or_default());
            }
            found
        };
        let both = [adds.clone(), makes];
        let before = found(&[("table t", &["column a"])]);
        assert_eq!(judge(&both, false, &before), Verdict::DidNotHappen);
        let after = found(&[
            ("table t", &["column a", "column b"]),
            ("table u", &["column a"]),
        ]);
        assert_eq!(judge(&both, false, &after), Verdict::TookEffect);
        assert_eq!(judge(&both, true, &after), Verdict::Unknown(Vec::new()));
        let half = found(&[("table t", &["column a", "column b"])]);
        assert!(matches!(judge(&both, false, &half), Verdict::Unknown(_)));
        assert_eq!(judge(&[], false, &half), Verdict::Unseen);
        let by_hand = found(&[("table t", &["column a", "column x"])]);
        let Verdict::Unknown(differences) = judge(&[adds], false, &by_hand) else {
            panic!("it is neither");
        };
        insta::assert_snapshot!(differences[0].lines().join("\n"), @r"
        table t has what neither the step nor the state before it has: column x
        table t is not what the step makes of it: it lacks column b
        ");
    }
}
