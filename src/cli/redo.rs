//! `cargo migrate redo`

use super::run::{self, Running};
use super::shell::Shell;
use crate::dialect::Access;
use crate::error::Result;
use crate::workflow::apply::{Settings, plan_redo};
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
    let database = context.development(Access::Read)?;
    let settings = Settings {
        out_of_order: false,
        use_files: arguments.use_files,
    };
    let plan = plan_redo(&context, &*database, &history, settings)?;
    run::go(
        shell,
        &context,
        database,
        &plan,
        &arguments.running,
        Some("Rows or values will be lost. Take it back and apply it again?"),
    )
}
