//! How a person names a version: `head`, `base`, a version or the beginning of one, a label, a
//! Git tag, and steps from any of these.

use std::fmt;

use super::history::{History, Migration};
use crate::{Error, Result};

/// The name of a version, as a person writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revision {
    /// The newest migration.
    Head,
    /// The state before the first.
    Base,
    /// Where the database stands.
    Current,
    /// So many steps from where the database stands: `+2`, `-1`.
    Step(i64),
    /// A version, the beginning of one, a label or a tag; perhaps with steps from it
    /// (`0.4+1`), which only resolving can tell from a label that looks so.
    Named(String),
}

/// Which way a command goes, and so which steps make sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bearing {
    /// `upgrade`
    Up,
    /// `downgrade`
    Down,
    /// Either: `stamp`, `diff`.
    Any,
}

/// What a revision is resolved against.
pub struct Standing<'a> {
    /// The migrations of the folder.
    pub history: &'a History,
    /// The versions that the ledger holds, among them some that the folder no longer has.
    pub applied: &'a [i64],
    /// The version the database stands at; `None` is the base.
    pub current: Option<i64>,
    /// Which way the command goes.
    pub bearing: Bearing,
    /// The newest migration that a Git tag contains; `None` where there is no such tag.
    pub tag: &'a dyn Fn(&str) -> Result<Option<i64>>,
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Head => f.write_str("head"),
            Self::Base => f.write_str("base"),
            Self::Current => f.write_str("current"),
            Self::Step(steps) => write!(f, "{steps:+}"),
            Self::Named(name) => f.write_str(name),
        }
    }
}

impl Revision {
    /// Reads what a person wrote.
    ///
    /// # Errors
    /// A usage error for nothing at all, for control characters, and for steps beyond counting.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        if text.is_empty() || text.chars().any(char::is_control) {
            return Err(Error::usage(if text.is_empty() {
                "the revision is empty".to_owned()
            } else {
                format!("the revision {text:?} holds a control character")
            })
            .hint(FORMS)
            .hint("cargo migrate history"));
        }
        Ok(match text {
            "head" => Self::Head,
            "base" => Self::Base,
            "current" => Self::Current,
            _ if text.starts_with(['+', '-']) => match text.parse::<i32>() {
                Ok(steps) => Self::Step(steps.into()),
                Err(_) => {
                    return Err(Error::usage(format!("`{text}` is not a number of steps"))
                        .hint("write +2 for two steps forward, -1 for one step back"));
                }
            },
            _ => Self::Named(text.to_owned()),
        })
    }

    /// The version that is meant; `None` is the base.
    ///
    /// # Errors
    /// Usage errors: nothing has that name (with the names that are near), several have it (with
    /// all of them), or there are not so many steps to take. Errors of [`Standing::tag`].
    pub fn resolve(&self, standing: &Standing<'_>) -> Result<Option<i64>> {
        match self {
            Self::Head => Ok(standing.head()),
            Self::Base => Ok(None),
            Self::Current => Ok(standing.current),
            Self::Step(steps) => standing.steps(*steps),
            Self::Named(name) => standing.named(name),
        }
    }
}

const FORMS: &str = "a revision is head, base, current, a version or the beginning of one, a label, \
                     a Git tag, or steps: +2, -1, 0.4+1, head-1";

impl Standing<'_> {
    fn head(&self) -> Option<i64> {
        self.history.head().map(|migration| migration.version)
    }

    /// All versions that have a place in the order, whether in the folder, the ledger or both.
    fn known(&self) -> Vec<i64> {
        let mut known: Vec<i64> = self
            .history
            .versions()
            .chain(self.applied.iter().copied())
            .collect();
        known.sort_unstable();
        known.dedup();
        known
    }

    fn steps(&self, steps: i64) -> Result<Option<i64>> {
        let against = match self.bearing {
            Bearing::Up if steps < 0 => Some(("upgrade goes forward", "cargo migrate downgrade")),
            Bearing::Down if steps > 0 => Some(("downgrade goes back", "cargo migrate upgrade")),
            _ => None,
        };
        if let Some((why, instead)) = against {
            return Err(
                Error::usage(format!("{steps:+} leads the other way: {why}"))
                    .hint(format!("{instead} {steps:+}"))
                    .hint(format!("{:+}", -steps)),
            );
        }
        self.from(self.current, steps, "where the database stands")
    }

    /// So many steps from a version (`None`: the base) along the known ones.
    fn from(&self, start: Option<i64>, steps: i64, name: &str) -> Result<Option<i64>> {
        let known = self.known();
        // Positions count from one, so that the base is zero.
        let position = start.map_or(0, |start| {
            known.partition_point(|version| *version <= start)
        });
        let length = i64::try_from(known.len()).unwrap_or(i64::MAX);
        let position = i64::try_from(position).unwrap_or(i64::MAX);
        let wanted = position.saturating_add(steps);
        if wanted < 0 {
            let there = count(position);
            return Err(
                Error::usage(format!("{steps:+} is too far: {there} before {name}"))
                    .hint("`base` is the state before the first migration")
                    .hint("cargo migrate history"),
            );
        }
        if wanted > length {
            let there = count(length - position);
            return Err(
                Error::usage(format!("{steps:+} is too far: {there} after {name}"))
                    .hint("`head` is the newest migration")
                    .hint("cargo migrate history"),
            );
        }
        Ok(usize::try_from(wanted - 1)
            .ok()
            .and_then(|index| known.get(index).copied()))
    }

    fn named(&self, name: &str) -> Result<Option<i64>> {
        if let Some(version) = self.exact(name)? {
            return Ok(Some(version));
        }
        if let Some((start, steps)) = split_steps(name) {
            let version = match start {
                "head" => Some(self.head()),
                "base" => Some(None),
                "current" => Some(self.current),
                start => match self.exact(start)? {
                    Some(version) => Some(Some(version)),
                    None => self.beginning(start)?.map(Some),
                },
            };
            if let Some(version) = version {
                return self.from(version, steps, &format!("`{start}`"));
            }
        }
        match self.beginning(name)? {
            Some(version) => Ok(Some(version)),
            None => Err(self.unknown(name)),
        }
    }

    /// A whole version, a label or a tag, in this order.
    fn exact(&self, name: &str) -> Result<Option<i64>> {
        if name.bytes().all(|byte| byte.is_ascii_digit())
            && let Ok(version) = name.parse()
            && self.known().binary_search(&version).is_ok()
        {
            return Ok(Some(version));
        }
        let labelled: Vec<i64> = self
            .history
            .migrations
            .iter()
            .filter(|migration| migration.labels.iter().any(|label| label == name))
            .map(|migration| migration.version)
            .collect();
        match labelled.as_slice() {
            [] => (self.tag)(name),
            [version] => Ok(Some(*version)),
            several => Err(self.ambiguous(name, "is the label of", several)),
        }
    }

    /// The only version that begins so, as a number or as its file writes it.
    fn beginning(&self, name: &str) -> Result<Option<i64>> {
        if !name.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(None);
        }
        let candidates: Vec<i64> = self
            .known()
            .into_iter()
            .filter(|version| {
                version.to_string().starts_with(name)
                    || self
                        .history
                        .find(*version)
                        .is_some_and(|migration| migration.prefix().starts_with(name))
            })
            .collect();
        match candidates.as_slice() {
            [] => Ok(None),
            [version] => Ok(Some(*version)),
            several => Err(self.ambiguous(name, "is the beginning of", several)),
        }
    }

    fn ambiguous(&self, name: &str, relation: &str, versions: &[i64]) -> Error {
        let listed: Vec<String> = versions
            .iter()
            .map(|version| self.describe(*version))
            .collect();
        Error::usage(format!("`{name}` {relation} {} migrations", versions.len()))
            .note(format!("it could be {}", shorten(&listed)))
            .hint("write more of the version")
    }

    fn describe(&self, version: i64) -> String {
        match self.history.find(version) {
            Some(migration) => format!("{version} ({})", migration.title()),
            None => format!("{version} (applied, its file is gone)"),
        }
    }

    fn unknown(&self, name: &str) -> Error {
        let mut error = Error::usage(format!("no migration, label or Git tag is called `{name}`"));
        let near = self.near(name);
        if !near.is_empty() {
            error = error.hint(format!("did you mean {}?", near.join(", or ")));
        }
        error.hint("cargo migrate history").note(FORMS)
    }

    /// What resembles an unknown name: keywords, labels and versions by their letters, and
    /// migrations by what their description says.
    fn near(&self, name: &str) -> Vec<String> {
        let versions: Vec<String> = self.known().iter().map(i64::to_string).collect();
        let labels = self
            .history
            .migrations
            .iter()
            .flat_map(|migration| &migration.labels);
        let candidates: Vec<&str> = ["head", "base", "current"]
            .into_iter()
            .chain(labels.map(String::as_str))
            .chain(versions.iter().map(String::as_str))
            .collect();
        let mut near: Vec<String> = similar::get_close_matches(name, &candidates, 3, 0.7)
            .into_iter()
            .map(|name| format!("`{name}`"))
            .collect();
        let wanted = name.replace(['_', '-'], " ").to_lowercase();
        let says = |migration: &&Migration| migration.title().to_lowercase().contains(&wanted);
        if wanted.len() >= 3 {
            near.extend(
                self.history
                    .migrations
                    .iter()
                    .filter(says)
                    .take(3)
                    .map(|migration| format!("`{}` ({})", migration.version, migration.title())),
            );
        }
        near.truncate(3);
        near
    }
}

/// `NAME+2` as its name and its steps.
fn split_steps(name: &str) -> Option<(&str, i64)> {
    let at = name.rfind(['+', '-']).filter(|at| *at > 0)?;
    let steps: i32 = name[at..].parse().ok()?;
    Some((&name[..at], steps.into()))
}

fn count(migrations: i64) -> String {
    match migrations {
        0 => "there is no migration".to_owned(),
        1 => "there is one migration".to_owned(),
        several => format!("there are {several} migrations"),
    }
}

fn shorten(listed: &[String]) -> String {
    const SHOWN: usize = 8;
    let mut text = listed
        .iter()
        .take(SHOWN)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if listed.len() > SHOWN {
        text.push_str(&format!(" and {} more", listed.len() - SHOWN));
    }
    text
}

#[cfg(test)]
#[path = "revision_tests.rs"]
mod tests;
