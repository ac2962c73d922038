//! What `upgrade`, `downgrade` and `redo` share: showing a plan, running it, saying where the
//! database stands.

use super::DONE;
use super::shell::Shell;
use crate::dialect::Database;
use crate::dialect::contents::Loss;
use crate::error::Result;
use crate::report::format::count;
use crate::workflow::apply::{self, Outcome, Plan, Rehearsal, Way};
use crate::workflow::command;
use crate::workflow::context::{Context, empty_or_history};
use crate::workflow::standing::Standing;
use clap::Args;

/// Arguments of every command that runs migrations.
#[derive(Debug, Args)]
pub(super) struct Running {
    /// Print the SQL and run nothing
    #[arg(long)]
    dry_run: bool,
    /// Take no backup, whatever is lost
    #[arg(long)]
    no_backup: bool,
    /// The name of a protected database, in the place of typing it
    #[arg(long, value_name = "NAME")]
    confirm: Option<String>,
}

/// Shows a plan and what it would cost, and carries it out. `question` is asked where rows or
/// values would be lost.
pub(super) fn go(
    shell: &Shell,
    context: &Context,
    database: Box<dyn Database>,
    plan: &Plan,
    arguments: &Running,
    question: Option<&str>,
) -> Result<u8> {
    if arguments.dry_run {
        dry_run(shell, plan);
        return Ok(DONE);
    }
    if plan.steps.is_empty() && database.has_ledger()? {
        drop(database);
        stands(shell, context)?;
        return Ok(DONE);
    }
    announce(shell, plan);
    let rehearsal = apply::rehearse(context, &*database, plan)?;
    tell_losses(shell, &rehearsal);
    drop(database);
    shell.confirm_target(context, arguments.confirm.as_deref())?;
    if let (Some(question), false) = (question, rehearsal.is_lossless()) {
        shell.confirm(question)?;
    }
    carry_out(shell, context, plan, &rehearsal, arguments.no_backup)?;
    Ok(DONE)
}

/// Prints the SQL that a plan would run.
fn dry_run(shell: &Shell, plan: &Plan) {
    for step in &plan.steps {
        let way = if step.way == Way::Up {
            "apply"
        } else {
            "take back"
        };
        let script = step.script().map_or("", |script| script.sql.as_str());
        shell.terminal.sql(format!(
            "-- {way} {} {}\n{}\n",
            step.migration.version,
            step.migration.title(),
            script.trim_end()
        ));
    }
    if plan.steps.is_empty() {
        shell.terminal.note("nothing to do");
    }
}

/// Lists what will run.
fn announce(shell: &Shell, plan: &Plan) {
    for step in &plan.steps {
        let verb = if step.way == Way::Up {
            "Will apply"
        } else {
            "Will revert"
        };
        shell.terminal.status(
            verb,
            format!("{} {}", step.migration.version, step.migration.title()),
        );
        if let Some(note) = &step.note {
            shell.terminal.note(note);
        }
    }
}

/// Says what a rehearsal found; whether rows or values are lost.
fn tell_losses(shell: &Shell, rehearsal: &Rehearsal) {
    for (version, losses) in &rehearsal.losses {
        for loss in losses {
            shell
                .terminal
                .warn(format!("{version} loses {}", described(loss)));
        }
    }
    for (object, reason) in &rehearsal.broken {
        shell
            .terminal
            .warn(format!("{object} no longer works afterwards: {reason}"));
    }
}

fn described(loss: &Loss) -> String {
    match loss {
        Loss::Table { table, rows } => format!("table {table} with {}", count(*rows, "row")),
        Loss::Rows {
            table,
            before,
            after,
        } if after < before => {
            format!(
                "{} of {table} ({} before, {after} after)",
                count(before - after, "row"),
                before
            )
        }
        Loss::Column {
            table,
            column,
            values,
        } => format!("{table}.{column} with {}", count(*values, "value")),
        other => other.to_string(),
    }
}

/// Carries a plan out, runs the `after` commands and says where the database stands.
fn carry_out(
    shell: &Shell,
    context: &Context,
    plan: &Plan,
    rehearsal: &Rehearsal,
    no_backup: bool,
) -> Result<Outcome> {
    let outside = plan
        .steps
        .iter()
        .any(|step| step.script().is_some_and(|script| script.no_transaction));
    let with_backup = !no_backup && rehearsal.had_rows && (!rehearsal.is_lossless() || outside);
    let outcome = apply::execute(context, plan, with_backup, &mut shell.progress())?;
    if let Some(backup) = &outcome.backup {
        shell.terminal.note(format!(
            "to go back: cargo migrate restore {}",
            backup.display()
        ));
    }
    command::run_after(context, shell.output(), &mut shell.progress())?;
    stands(shell, context)?;
    Ok(outcome)
}

/// Says where the development database stands.
pub(super) fn stands(shell: &Shell, context: &Context) -> Result<()> {
    let database = context.development(crate::dialect::Access::Read)?;
    let history = empty_or_history(context)?;
    let standing = Standing::read(&*database, &history)?;
    shell
        .terminal
        .status("Stands at", super::current::line(&standing));
    Ok(())
}
