//! `cargo migrate roundtrip`

use super::shell::Shell;
use super::{DONE, FOUND, OutputFormat};
use crate::error::Result;
use crate::report::format::count;
use crate::workflow::context::{Progress, Silent};
use crate::workflow::roundtrip::{On, Proof, Proofs, Which, prove};
use clap::{Args, ValueEnum};

/// Prove up, down, up: the schema and the rows come back
///
/// Proves the pending migrations (or the newest, where nothing is pending) on a snapshot of the
/// development database, which is not touched.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A migration, or a range FROM..TO
    #[arg(
        value_name = "REV",
        allow_negative_numbers = true,
        conflicts_with = "all"
    )]
    revision: Option<String>,
    /// Prove every migration of the folder
    #[arg(long)]
    all: bool,
    /// What to prove it on
    #[arg(long, value_name = "WHERE", default_value = "snapshot")]
    on: Where,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Where {
    /// A private copy of the development database, rows and all
    Snapshot,
    /// An empty database
    Empty,
    /// The development database itself, with a backup that is put back
    Dev,
}

pub(super) fn run(shell: &Shell, arguments: &Arguments) -> Result<u8> {
    shell.formats(&[OutputFormat::Json])?;
    let context = shell.context()?;
    let which = match &arguments.revision {
        _ if arguments.all => Which::All,
        None => Which::Pending,
        Some(text) => match text.split_once("..") {
            Some((from, to)) => {
                let or = |text: &str, default: &str| {
                    if text.is_empty() {
                        default.to_owned()
                    } else {
                        text.to_owned()
                    }
                };
                Which::Range(or(from, "base"), or(to, "head"))
            }
            None => Which::One(text.clone()),
        },
    };
    let on = match arguments.on {
        Where::Snapshot => On::Snapshot,
        Where::Empty => On::Empty,
        Where::Dev => {
            shell.confirm_target(&context, None)?;
            On::Development
        }
    };
    let mut shown = shell.progress();
    let mut silent = Silent;
    let progress: &mut dyn Progress = if shell.is_json() {
        &mut silent
    } else {
        &mut shown
    };
    let proofs = prove(&context, &which, on, progress)?;
    if shell.is_json() {
        shell.terminal.json(&proofs)?;
    } else {
        tell(shell, &proofs);
    }
    Ok(if proofs.is_good() { DONE } else { FOUND })
}

fn tell(shell: &Shell, proofs: &Proofs) {
    for proof in &proofs.migrations {
        tell_one(shell, proof);
    }
    let good = proofs
        .migrations
        .iter()
        .filter(|proof| proof.is_good())
        .count();
    let all = proofs.migrations.len();
    let rows = if proofs.rows == 0 {
        "without rows".to_owned()
    } else {
        format!("with {}", count(proofs.rows, "row"))
    };
    if all == 0 {
        shell.terminal.note("there is no migration to prove");
    } else if good == all {
        shell.terminal.status(
            "Finished",
            format!("{} proven, {rows}", count(all as u64, "migration")),
        );
    } else {
        shell.terminal.status_error(
            "Finished",
            format!(
                "{} of {} come back as they should, {rows}",
                good,
                count(all as u64, "migration")
            ),
        );
    }
}

fn tell_one(shell: &Shell, proof: &Proof) {
    let name = format!("{} {}", proof.version, proof.description);
    let failure = proof.failure.as_ref();
    let differences = proof.differences.iter();
    for difference in differences.filter(|text| failure.is_none_or(|it| it.message() != *text)) {
        let text = format!("{name}: {difference}");
        if proof.verdict.is_good() {
            shell.terminal.note(text);
        } else {
            shell.terminal.warn(text);
        }
    }
    if let Some(error) = failure {
        shell.terminal.error(error);
    }
    for way in &proof.only_without_foreign_keys {
        shell.terminal.warn(format!(
            "{name}: {way} fails while foreign keys are on, as sqlx has them; judged with foreign keys off"
        ));
    }
    for loss in &proof.lost_in_up {
        let verb = loss.verb();
        shell.terminal.warn(format!("{name}: up {verb} {loss}"));
    }
    for loss in proof
        .lost
        .iter()
        .filter(|loss| !proof.lost_in_up.contains(loss))
    {
        shell
            .terminal
            .warn(format!("{name}: not back after down: {loss}"));
    }
    for loss in proof
        .lost_by_redoing
        .iter()
        .filter(|loss| !proof.lost.contains(loss))
    {
        shell
            .terminal
            .note(format!("{name}: down loses what up had made: {loss}"));
    }
}
