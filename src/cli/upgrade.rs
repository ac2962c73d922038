//! `cargo migrate upgrade`

use super::run::{self, Running, Start};
use super::shell::Shell;
use crate::error::Result;
use crate::migration::Bearing;
use crate::workflow::apply::{Settings, plan_upgrade};
use crate::workflow::roundtrip::refuse_interrupted;
use clap::Args;

/// Apply migrations to the development database
///
/// Lists what will run, rehearses it on a snapshot, takes a backup first where rows or values
/// would be lost, runs it, and says where the database stands.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// head, a version or the beginning of one, a label, a Git tag, +2 [default: head]
    #[arg(value_name = "REV", allow_negative_numbers = true)]
    revision: Option<String>,
    /// Apply migrations that are older than one that is applied already
    #[arg(long)]
    out_of_order: bool,
    #[command(flatten)]
    running: Running,
}

pub(super) fn run(shell: &Shell, arguments: &Arguments) -> Result<u8> {
    shell.formats(&[])?;
    let context = shell.context()?;
    refuse_interrupted(&context)?;
    let history = context.sound_history()?;
    let mut database = context.open_if_there(arguments.running.access())?;
    let asked = arguments.revision.as_deref();
    let settled = run::settle(
        shell,
        &context,
        &mut database,
        &history,
        &arguments.running,
        asked.map(|text| (text, Bearing::Up)),
    )?;
    let settings = Settings {
        out_of_order: arguments.out_of_order,
        use_files: false,
    };
    let (plan, standing) = plan_upgrade(
        &context,
        database.as_deref(),
        &history,
        settled.revision.as_deref().or(asked),
        settings,
    )?;
    let start = Start {
        database,
        history,
        standing,
    };
    run::go(shell, &context, start, &plan, &arguments.running, None)
}
