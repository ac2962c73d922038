//! `cargo migrate redo`

use super::run::{self, Running, Start};
use super::shell::Shell;
use crate::error::Result;
use crate::workflow::apply::{Settings, plan_redo, plan_rest_of_redo};
use crate::workflow::roundtrip::refuse_interrupted;
use clap::Args;

/// Take the newest applied migration back and apply it again
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Take back with the down file of the folder rather than the stored SQL
    #[arg(long)]
    use_files: bool,
    #[command(flatten)]
    running: Running,
}

pub(super) fn run(shell: &Shell, arguments: &Arguments) -> Result<u8> {
    shell.formats(&[])?;
    let context = shell.context()?;
    refuse_interrupted(&context)?;
    let history = context.sound_history()?;
    let mut database = Some(context.development(arguments.running.access())?);
    let settled = run::settle(
        shell,
        &context,
        &mut database,
        &history,
        &arguments.running,
        None,
    )?;
    let database = run::opened(database)?;
    let settings = Settings {
        out_of_order: false,
        use_files: arguments.use_files,
    };
    // Of a redo that broke off, only what it had not come to is left.
    let rest = plan_rest_of_redo(&context, &*database, &history, settled.finished.as_ref())?;
    let plan = match rest {
        Some(rest) => rest,
        None => plan_redo(&context, &*database, &history, settings)?,
    };
    run::go(
        shell,
        &context,
        Start::on(database, history)?,
        &plan,
        &arguments.running,
        Some("Rows or values will be lost. Take it back and apply it again?"),
    )
}
