//! `cargo migrate stamp`

use super::shell::Shell;
use super::{DONE, run};
use crate::error::Result;
use crate::workflow::apply;
use clap::Args;

/// Note that the database stands at a revision, without running anything
///
/// For a database whose schema is there already: made by the application itself, or before this
/// tool came.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// head, base, a version or the beginning of one, a label, a Git tag
    #[arg(value_name = "REV", allow_negative_numbers = true)]
    revision: String,
    /// Stamp even if the schema is not that of the revision, or a run broke off half-way
    #[arg(long)]
    force: bool,
    /// The name of a protected database, in the place of typing it
    #[arg(long, value_name = "NAME")]
    confirm: Option<String>,
}

pub(super) fn run(shell: &Shell, arguments: &Arguments) -> Result<u8> {
    shell.formats(&[])?;
    let context = shell.context()?;
    let history = context.sound_history()?;
    shell.confirm_target(&context, arguments.confirm.as_deref())?;
    apply::stamp(&context, &history, &arguments.revision, arguments.force)?;
    run::stands(shell, &context)?;
    Ok(DONE)
}
