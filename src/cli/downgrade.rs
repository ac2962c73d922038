//! `cargo migrate downgrade`

use super::run::{self, Running, Start};
use super::shell::Shell;
use crate::error::Result;
use crate::migration::Bearing;
use crate::workflow::apply::{Settings, plan_downgrade};
use crate::workflow::context::empty_or_history;
use crate::workflow::roundtrip::refuse_interrupted;
use clap::Args;

/// Take migrations of the development database back
///
/// Works from the SQL stored when a migration was applied, also where its file is no longer
/// there. Before rows or values are lost it says which, with counts, and asks.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// base, a version or the beginning of one, a label, a Git tag, -1
    #[arg(value_name = "REV", allow_negative_numbers = true)]
    revision: String,
    /// Take back with the down files of the folder rather than the stored SQL
    #[arg(long)]
    use_files: bool,
    #[command(flatten)]
    running: Running,
}

pub(super) fn run(shell: &Shell, arguments: &Arguments) -> Result<u8> {
    shell.formats(&[])?;
    let context = shell.context()?;
    refuse_interrupted(&context)?;
    let history = empty_or_history(&context)?;
    let mut database = Some(context.development(arguments.running.access())?);
    let asked = arguments.revision.as_str();
    let settled = run::settle(
        shell,
        &context,
        &mut database,
        &history,
        &arguments.running,
        Some((asked, Bearing::Down)),
    )?;
    let database = run::opened(database)?;
    let settings = Settings {
        out_of_order: false,
        use_files: arguments.use_files,
    };
    let plan = plan_downgrade(
        &context,
        &*database,
        &history,
        settled.revision.as_deref().unwrap_or(asked),
        settings,
    )?;
    run::go(
        shell,
        &context,
        Start::on(database, history)?,
        &plan,
        &arguments.running,
        Some("Rows or values will be lost. Take these migrations back?"),
    )
}
