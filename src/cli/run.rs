//! What `upgrade`, `downgrade` and `redo` share: showing a plan, running it, saying where the
//! database stands.

use super::DONE;
use super::shell::Shell;
use crate::dialect::contents::Loss;
use crate::dialect::{Access, Database};
use crate::error::{Error, Result};
use crate::migration::{Bearing, History};
use crate::report::format::count;
use crate::workflow::apply::{self, Plan, Rehearsal, Way};
use crate::workflow::command;
use crate::workflow::context::{Context, empty_or_history};
use crate::workflow::standing::Standing;
use crate::workflow::steps::{self, FILE_CHANGED, Finished, Stranded};
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

/// What a run begins with: all is read once, as a connection to a server takes its time.
pub(super) struct Start {
    /// The development database; none where it is still to be made.
    pub(super) database: Option<Box<dyn Database>>,
    /// The migrations of the folder.
    pub(super) history: History,
    /// Where the database stands.
    pub(super) standing: Standing,
}

impl Start {
    /// On the open development database.
    pub(super) fn on(database: Box<dyn Database>, history: History) -> Result<Self> {
        let standing = Standing::read(&*database, &history)?;
        Ok(Self {
            database: Some(database),
            history,
            standing,
        })
    }
}

impl Running {
    /// How the database is opened: once, for planning and for the run.
    pub(super) fn access(&self) -> Access {
        if self.dry_run {
            Access::Read
        } else {
            Access::Write
        }
    }
}

/// Shows a plan and what it would cost, and carries it out. `question` is asked where rows or
/// values would be lost.
pub(super) fn go(
    shell: &Shell,
    context: &Context,
    start: Start,
    plan: &Plan,
    arguments: &Running,
    question: Option<&str>,
) -> Result<u8> {
    if arguments.dry_run {
        dry_run(shell, plan);
        return Ok(DONE);
    }
    if plan.steps.is_empty() && start.standing.under_control {
        tell_standing(shell, &start.standing);
        return Ok(DONE);
    }
    announce(shell, plan);
    let rehearsal = apply::rehearse(context, start.database.as_deref(), plan)?;
    tell_losses(shell, &rehearsal);
    tell_impacts(shell, &rehearsal, plan.steps.len() > 1);
    shell.confirm_target(context, arguments.confirm.as_deref())?;
    if let (Some(question), false) = (question, rehearsal.is_lossless()) {
        shell.confirm(question)?;
    }
    carry_out(shell, context, start, plan, &rehearsal, arguments.no_backup)?;
    Ok(DONE)
}

/// A run that broke off half-way, finished before anything else is done.
#[derive(Default)]
pub(super) struct Settled {
    /// What was finished; none where nothing had broken off.
    pub(super) finished: Option<Finished>,
    /// The revision that was asked for, as it was meant before that: a version or `base`.
    pub(super) revision: Option<String>,
}

/// The database that a command has opened.
pub(super) fn opened(database: Option<Box<dyn Database>>) -> Result<Box<dyn Database>> {
    database.ok_or_else(|| Error::internal("the database was opened and is not open"))
}

/// Finishes a run that broke off half-way, so that the command finds a database that stands at
/// some version, and opens that anew. A revision that counts from where the database stands is
/// resolved first: upwards from below the migration that broke off, downwards from that one.
pub(super) fn settle(
    shell: &Shell,
    context: &Context,
    database: &mut Option<Box<dyn Database>>,
    history: &History,
    arguments: &Running,
    revision: Option<(&str, Bearing)>,
) -> Result<Settled> {
    let Some(open) = database.as_deref() else {
        return Ok(Settled::default());
    };
    let Some(stranded) = Stranded::read(open, history)? else {
        return Ok(Settled::default());
    };
    if arguments.dry_run {
        for sql in &stranded.rest {
            shell.terminal.sql(format!("{sql};\n"));
        }
        return Err(stranded.error().note("the SQL above is what is left of it"));
    }
    let revision = match revision {
        Some((text, bearing)) => {
            let applied = open.applied()?.into_iter().map(|row| row.version);
            let standing: Vec<i64> = applied
                .filter(|version| bearing != Bearing::Up || *version != stranded.version)
                .collect();
            let target = context.resolve(text, history, &standing, bearing)?;
            Some(target.map_or("base".to_owned(), |version| version.to_string()))
        }
        None => None,
    };
    shell
        .terminal
        .warn(format!("the database is {}", stranded.line()));
    if stranded.file_changed {
        shell.terminal.note(FILE_CHANGED);
    }
    shell.confirm_target(context, arguments.confirm.as_deref())?;
    // The lock of those who migrate is taken anew, and what holds it still is waited for.
    *database = None;
    let finished = steps::resume(context, &mut shell.progress())?;
    *database = Some(context.development(Access::Write)?);
    Ok(Settled { finished, revision })
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
                .warn(format!("{version} {} {}", loss.verb(), described(loss)));
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

/// Says which statements others would have to wait for.
fn tell_impacts(shell: &Shell, rehearsal: &Rehearsal, several: bool) {
    for (version, impacts) in &rehearsal.impacts {
        for impact in impacts {
            shell.terminal.note(if several {
                format!("{version} {impact:28}")
            } else {
                format!("{impact:43}")
            });
        }
    }
}

/// Carries a plan out, runs the `after` commands and says where the database stands.
fn carry_out(
    shell: &Shell,
    context: &Context,
    start: Start,
    plan: &Plan,
    rehearsal: &Rehearsal,
    no_backup: bool,
) -> Result<()> {
    let at_risk = !rehearsal.is_lossless() || plan.runs_outside_a_transaction();
    let with_backup = !no_backup && rehearsal.had_rows && at_risk;
    let mut progress = shell.progress();
    let (outcome, database) = apply::execute(
        context,
        start.database,
        plan,
        rehearsal,
        with_backup,
        &mut progress,
    )?;
    if let Some(backup) = &outcome.backup {
        shell.terminal.note(format!(
            "to go back: cargo migrate restore {}",
            backup.display()
        ));
    }
    let standing = Standing::read(&*database, &start.history)?;
    // The commands may migrate, too, and would wait for the right to do so.
    drop(database);
    command::run_after(context, shell.output(), &mut progress)?;
    tell_standing(shell, &standing);
    Ok(())
}

/// Says where the development database stands.
pub(super) fn stands(shell: &Shell, context: &Context) -> Result<()> {
    let database = context.development(Access::Read)?;
    let history = empty_or_history(context)?;
    tell_standing(shell, &Standing::read(&*database, &history)?);
    Ok(())
}

fn tell_standing(shell: &Shell, standing: &Standing) {
    shell
        .terminal
        .status("Stands at", super::current::line(standing));
}
