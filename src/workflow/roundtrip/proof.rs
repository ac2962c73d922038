//! What a proof showed.

use crate::dialect::contents::Loss;
use crate::error::Error;
use crate::migration::Migration;
use crate::workflow::context::Progress;
use serde::Serialize;
use std::time::Instant;

/// What the proof of one migration showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Down gives back exactly what was before up, and a second up what the first gave.
    Faithful,
    /// As faithful, but a column stands at another place.
    OrderOnly,
    /// The down runs, and the schema is not the one before.
    Unfaithful,
    /// The down does nothing, though the up changed the schema.
    EmptyDown,
    /// There is no down script.
    NoDown,
    /// The down fails.
    DownFails,
    /// The up fails, the first or the second time.
    UpFails,
    /// Two runs of the same up differ, though the down is faithful.
    Nondeterministic,
}

impl Verdict {
    /// Whether a person can rely on the migration.
    pub fn is_good(self) -> bool {
        matches!(self, Self::Faithful | Self::OrderOnly)
    }

    /// The verdict in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Faithful => "faithful",
            Self::OrderOnly => "faithful but for the order of columns",
            Self::Unfaithful => "down does not give back the schema before up",
            Self::EmptyDown => "down does nothing",
            Self::NoDown => "there is no down script",
            Self::DownFails => "down fails",
            Self::UpFails => "up fails",
            Self::Nondeterministic => "a second up gives another schema",
        }
    }
}

/// The proof of one migration.
#[derive(Debug, Serialize)]
pub struct Proof {
    /// The version; text, since JSON's numbers are not made for 64 bits.
    #[serde(serialize_with = "as_text")]
    pub version: i64,
    /// The description, with spaces.
    pub description: String,
    /// What was shown.
    pub verdict: Verdict,
    /// The directions, `up` or `down`, that fail while foreign keys are on, as sqlx has them, and
    /// were therefore judged with foreign keys off.
    pub only_without_foreign_keys: Vec<String>,
    /// In what the schema differs, or why a script failed.
    pub differences: Vec<String>,
    /// The same error with its place and hints, where a script failed; in JSON its place.
    #[serde(serialize_with = "as_place", skip_serializing_if = "has_no_place")]
    pub failure: Option<Error>,
    /// Rows and values that are gone after up.
    #[serde(serialize_with = "as_texts")]
    pub lost_in_up: Vec<Loss>,
    /// Rows and values of before up that are not back after down.
    #[serde(serialize_with = "as_texts")]
    pub lost: Vec<Loss>,
    /// Values that up made, rows left out, and that a second up does not make again.
    #[serde(serialize_with = "as_texts")]
    pub lost_by_redoing: Vec<Loss>,
    /// What the first up does to tables with rows besides, as the engine itself says.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<String>,
    /// How long it took.
    pub seconds: f64,
}

impl Proof {
    pub(super) fn of(migration: &Migration) -> Self {
        Self {
            version: migration.version,
            description: migration.title(),
            verdict: Verdict::Faithful,
            only_without_foreign_keys: Vec::new(),
            differences: Vec::new(),
            failure: None,
            lost_in_up: Vec::new(),
            lost: Vec::new(),
            lost_by_redoing: Vec::new(),
            effects: Vec::new(),
            seconds: 0.0,
        }
    }

    /// Whether schema and rows both came through.
    pub fn is_good(&self) -> bool {
        self.verdict.is_good() && self.lost.is_empty()
    }
}

fn as_text<S: serde::Serializer>(version: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(version)
}

fn as_texts<S: serde::Serializer>(losses: &[Loss], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(losses.iter().map(ToString::to_string))
}

fn place(failure: Option<&Error>) -> Option<String> {
    let place = failure?.location()?;
    Some(format!("{}:{}", place.path.display(), place.line()))
}

fn has_no_place(failure: &Option<Error>) -> bool {
    place(failure.as_ref()).is_none()
}

fn as_place<S: serde::Serializer>(
    failure: &Option<Error>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    place(failure.as_ref()).serialize(serializer)
}

/// All proofs of a run.
#[derive(Debug, Default, Serialize)]
pub struct Proofs {
    /// In order.
    pub migrations: Vec<Proof>,
    /// How many rows there were to lose.
    pub rows: u64,
}

impl Proofs {
    /// Keeps a proof and tells of it.
    pub(super) fn add(&mut self, mut proof: Proof, start: Instant, progress: &mut dyn Progress) {
        proof.seconds = start.elapsed().as_secs_f64();
        let verb = if proof.is_good() { "Proved" } else { "Found" };
        let words = match proof.verdict.words() {
            _ if proof.verdict.is_good() && !proof.lost.is_empty() => {
                "the schema comes back, rows or values do not"
            }
            words => words,
        };
        let message = format!("{} {}: {words}", proof.version, proof.description);
        progress.timed(verb, &message, start.elapsed());
        self.migrations.push(proof);
    }

    /// Whether all are good.
    pub fn is_good(&self) -> bool {
        self.migrations.iter().all(Proof::is_good)
    }
}
