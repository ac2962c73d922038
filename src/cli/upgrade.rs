//! `cargo migrate upgrade`

use super::run::{self, Running};
use super::shell::Shell;
use crate::dialect::{Access, Database};
use crate::error::Result;
use crate::workflow::apply::{Settings, plan_upgrade};
use crate::workflow::context::Context;
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
    let database = existing_or_empty(&context)?;
    let settings = Settings {
        out_of_order: arguments.out_of_order,
        use_files: false,
    };
    let plan = plan_upgrade(
        &context,
        &*database,
        &history,
        arguments.revision.as_deref(),
        settings,
    )?;
    run::go(shell, &context, database, &plan, &arguments.running, None)
}

/// The development database, or an empty one in its place where it is still to be made.
fn existing_or_empty(context: &Context) -> Result<Box<dyn Database>> {
    if context.development_path()?.exists() {
        context.development(Access::Read)
    } else {
        context.empty()
    }
}
