//! What every subcommand needs: the terminal, the project, the progress of workflows.

use super::global::{Global, OutputFormat};
use crate::error::{Error, Result};
use crate::project::Project;
use crate::report::format::duration;
use crate::report::{Terminal, ask};
use crate::workflow::command::Output;
use crate::workflow::context::{Context, Progress};
use std::path::PathBuf;
use std::time::Duration;

/// The surroundings of a subcommand.
pub(super) struct Shell<'a> {
    pub(super) global: &'a Global,
    pub(super) terminal: &'a Terminal,
}

impl<'a> Shell<'a> {
    pub(super) fn new(global: &'a Global, terminal: &'a Terminal) -> Self {
        Self { global, terminal }
    }

    /// The folder that the command was called in.
    pub(super) fn directory(&self) -> Result<PathBuf> {
        std::env::current_dir().map_err(|cause| {
            Error::usage(format!("the current folder cannot be found: {cause}"))
                .hint("cd to a folder that is there")
        })
    }

    /// The project that the arguments mean.
    pub(super) fn context(&self) -> Result<Context> {
        let directory = self.directory()?;
        let project = Project::discover(&self.global.options(directory.clone()))?;
        Ok(Context::new(project, directory))
    }

    /// A progress that this terminal shows.
    pub(super) fn progress(&self) -> Shown<'a> {
        Shown {
            terminal: self.terminal,
        }
    }

    /// Refuses `--format` values that mean nothing to a subcommand.
    pub(super) fn formats(&self, allowed: &[OutputFormat]) -> Result<()> {
        use clap::ValueEnum;
        let format = self.global.format;
        if format == OutputFormat::Human || allowed.contains(&format) {
            return Ok(());
        }
        let name = |format: &OutputFormat| {
            format
                .to_possible_value()
                .map(|value| value.get_name().to_owned())
                .unwrap_or_default()
        };
        let mut names = vec!["human".to_owned()];
        names.extend(allowed.iter().map(name));
        Err(
            Error::usage(format!("this command has no --format {}", name(&format)))
                .hint(format!("it has: {}", names.join(", "))),
        )
    }

    pub(super) fn is_json(&self) -> bool {
        self.global.format == OutputFormat::Json
    }

    /// What becomes of the output of the project's commands.
    pub(super) fn output(&self) -> Output {
        if self.terminal.is_quiet() {
            Output::Captured
        } else {
            Output::Shown
        }
    }

    /// Yes from `--yes`, else asked for.
    pub(super) fn confirm(&self, question: &str) -> Result<()> {
        if self.global.yes || ask::confirm(self.terminal, question, false, "--yes")? {
            return Ok(());
        }
        Err(Error::refused("not confirmed; nothing was changed"))
    }

    /// Before anything changes a protected database, or one that is not on this machine: its name
    /// is typed, or given with `--confirm`. `--yes` does not answer this.
    pub(super) fn confirm_target(&self, context: &Context, given: Option<&str>) -> Result<()> {
        let url = context.project.database_url()?;
        if !context.project.protected && url.is_local() {
            return Ok(());
        }
        let name = url.database_name();
        match given {
            Some(given) if given == name => Ok(()),
            Some(given) => Err(Error::refused(format!(
                "--confirm {given} is not the name of the database, {name}"
            ))),
            None => {
                let why = if context.project.protected {
                    "is protected"
                } else {
                    "is not on this machine"
                };
                let question = format!("The database {name} {why}.");
                ask::type_to_confirm(
                    self.terminal,
                    &question,
                    &name,
                    &format!("--confirm {name}"),
                )
            }
        }
    }
}

/// Shows the progress of a workflow on the terminal.
pub(super) struct Shown<'a> {
    terminal: &'a Terminal,
}

impl Progress for Shown<'_> {
    fn status(&mut self, verb: &str, message: &str) {
        self.terminal.status(verb, message);
    }

    fn timed(&mut self, verb: &str, message: &str, time: Duration) {
        let message = format!("{message} ({})", duration(time));
        if verb == "Found" {
            self.terminal.status_error(verb, message);
        } else {
            self.terminal.status(verb, message);
        }
    }

    fn statement(&mut self, sql: &str, time: Duration) {
        self.terminal.statement(sql, time);
    }

    fn follows_statements(&self) -> bool {
        self.terminal.verbosity() > 0
    }

    fn warn(&mut self, message: &str) {
        self.terminal.warn(message);
    }

    fn note(&mut self, message: &str) {
        self.terminal.note(message);
    }
}
