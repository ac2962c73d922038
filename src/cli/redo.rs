//! `cargo migrate redo`

use super::shell::Shell;
use super::{DONE, run};
use crate::dialect::Access;
use crate::error::Result;
use crate::workflow::apply::{Settings, plan_redo};
use crate::workflow::roundtrip::refuse_interrupted;
use clap::Args;

/// Take the newest applied migration back and apply it again
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Print the SQL and run nothing
    #[arg(long)]
    dry_run: bool,
    /// Take back with the down file of the folder rather than the stored SQL
    #[arg(long)]
    use_files: bool,
    /// Take no backup, whatever is lost
    #[arg(long)]
    no_backup: bool,
    /// The name of a protected database, in the place of typing it
    #[arg(long, value_name = "NAME")]
    confirm: Option<String>,
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
    if arguments.dry_run {
        run::dry_run(shell, &plan);
        return Ok(DONE);
    }
    run::announce(shell, &plan);
    let rehearsal = run::rehearse(&context, &*database, &plan)?;
    run::tell_losses(shell, &rehearsal);
    drop(database);
    shell.confirm_target(&context, arguments.confirm.as_deref())?;
    if !rehearsal.is_lossless() {
        shell.confirm("Rows or values will be lost. Take it back and apply it again?")?;
    }
    run::carry_out(shell, &context, &plan, &rehearsal, arguments.no_backup)?;
    Ok(DONE)
}
