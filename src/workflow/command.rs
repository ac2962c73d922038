//! Runs the project's own commands: set-up, scan, and what follows an upgrade or downgrade.
//!
//! A command is an argument vector from the configuration. It runs without a shell, from the
//! project's root, with nothing on its standard input and `DATABASE_URL` (and the project's own
//! variable) naming one database. It runs in a process group of its own that ends when the command
//! ends, when this process is interrupted and when it fails. What no process can do is to act on
//! its own `kill -9`: the next run then ends what was left behind, see [`end_leftovers`].

#[cfg_attr(not(unix), path = "command/group_elsewhere.rs")]
mod group;
mod leftover;

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use super::context::{Context, Progress};
use crate::error::{Error, Result};
use crate::project::{DatabaseUrl, Project};
use group::Group;
pub use leftover::end_leftovers;
pub(crate) use leftover::nonce;
use leftover::{RUN_VARIABLE, Registration};

/// How many lines of a failed command's output an error quotes.
const QUOTED_LINES: usize = 20;

/// How many bytes from the end of the output are looked at for these lines.
const QUOTED_BYTES: u64 = 64 * 1024;

/// Variables with which an outer cargo describes another package, such as this tool's own when it
/// is started by `cargo run`. What says where cargo and its toolchain are stays.
const OUTER_PACKAGE: [&str; 7] = [
    "CARGO_PKG_",
    "CARGO_MANIFEST_",
    "CARGO_BIN_",
    "CARGO_CRATE_NAME",
    "CARGO_PRIMARY_PACKAGE",
    "CARGO_TARGET_TMPDIR",
    "OUT_DIR",
];

/// Which commands of the configuration are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Those that build the scratch database.
    Setup,
    /// Those that fill it.
    Scan,
    /// Those that follow a change of the development database.
    After,
}

impl Step {
    /// The key of the configuration that holds them.
    pub fn key(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Scan => "scan",
            Self::After => "after",
        }
    }

    fn commands(self, project: &Project) -> &[Vec<String>] {
        match self {
            Self::Setup => &project.setup,
            Self::Scan => &project.scan,
            Self::After => &project.after,
        }
    }
}

/// What becomes of a command's output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Output {
    /// It goes to this process's standard error while the command runs; both of its streams do,
    /// so that data on our standard output stays clean. The command may see a terminal there, and
    /// keeps its colours.
    #[default]
    Shown,
    /// It is kept, and only the end of it is quoted where the command fails.
    Captured,
}

/// The commands of one step, and what they work on.
#[derive(Debug, Clone, Copy)]
pub struct Commands<'a> {
    /// Whose commands.
    pub project: &'a Project,
    /// Which of them.
    pub step: Step,
    /// The database that they are told of.
    pub url: &'a DatabaseUrl,
    /// What becomes of their output.
    pub output: Output,
    /// The file that remembers a running command, so that [`end_leftovers`] can end it should this
    /// process be killed.
    pub registry: Option<&'a Path>,
}

/// Runs the commands that follow a change of the development database.
///
/// # Errors
/// As [`Commands::run`].
pub fn run_after(
    context: &Context,
    output: Output,
    progress: &mut dyn Progress,
) -> Result<Vec<(String, Duration)>> {
    let project = &context.project;
    if project.after.is_empty() {
        return Ok(Vec::new());
    }
    let url = project.database_url()?.absolute(&project.root);
    Commands {
        project,
        step: Step::After,
        url: &url,
        output,
        registry: None,
    }
    .run(progress)
}

impl Commands<'_> {
    /// Runs one after the other and says how long each took. An interruption of this process
    /// (Ctrl-C, SIGTERM, SIGHUP) ends the command and then this process, by the same signal.
    ///
    /// # Errors
    /// A usage error where a program is not there or can't be run; failed where a command fails.
    /// The commands after it are not run.
    pub fn run(&self, progress: &mut dyn Progress) -> Result<Vec<(String, Duration)>> {
        let mut done = Vec::new();
        for words in self.step.commands(self.project) {
            let name = display(words);
            progress.status("Running", &name);
            let start = Instant::now();
            self.one(words)
                .map_err(|error| self.not_run(error, done.len() + 1))?;
            let time = start.elapsed();
            progress.timed("Ran", &name, time);
            done.push((name, time));
        }
        Ok(done)
    }

    fn one(&self, words: &[String]) -> Result<()> {
        let [program, arguments @ ..] = words else {
            return Err(Error::usage(format!(
                "a command of `{}` is empty",
                self.step.key()
            )));
        };
        let registration = self.registry.map(Registration::write).transpose()?;
        let mut command = Command::new(self.resolved(program));
        command
            .args(arguments)
            .current_dir(&self.project.root)
            .stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            if is_of_outer_package(&name) {
                command.env_remove(name);
            }
        }
        command
            .env("DATABASE_URL", self.url.expose())
            .env(&self.project.url_env, self.url.expose());
        if let Some(registration) = &registration {
            command.env(RUN_VARIABLE, registration.nonce());
        }
        let log = self.direct(&mut command).map_err(|cause| {
            Error::failed(format!("failed to keep the output of `{program}`: {cause}"))
        })?;
        let status = Group::spawn(&mut command)
            .map_err(|cause| self.not_started(program, &cause))?
            .wait()
            .map_err(|cause| Error::failed(format!("failed to wait for `{program}`: {cause}")))?;
        if status.success() {
            Ok(())
        } else {
            Err(self.failed(words, status, log))
        }
    }

    /// A relative path of a program starts where the command runs; what it would mean otherwise
    /// depends on the operating system (see [`Command::current_dir`]).
    fn resolved(&self, program: &str) -> PathBuf {
        if program.contains(std::path::is_separator) {
            self.project.root.join(program)
        } else {
            PathBuf::from(program)
        }
    }

    /// Sends the output where it is to go; gives the file where it is kept.
    fn direct(&self, command: &mut Command) -> io::Result<Option<File>> {
        match self.output {
            Output::Shown => {
                command
                    .stdout(Stdio::from(io::stderr()))
                    .stderr(Stdio::inherit());
                Ok(None)
            }
            // A file rather than a pipe: a process that is left behind and holds the pipe open
            // would be waited for.
            Output::Captured => {
                let log = tempfile::tempfile()?;
                command.stdout(log.try_clone()?).stderr(log.try_clone()?);
                Ok(Some(log))
            }
        }
    }

    fn configured_in(&self) -> String {
        let file = self
            .project
            .config_file
            .as_ref()
            .or(self.project.manifest.as_ref());
        let file = file.map_or_else(
            || "the configuration".to_owned(),
            |file| file.display().to_string(),
        );
        format!("it stands in `{}` of {file}", self.step.key())
    }

    fn not_started(&self, program: &str, cause: &io::Error) -> Error {
        let path = self.resolved(program);
        let is_path = program.contains(std::path::is_separator);
        let error = match cause.kind() {
            io::ErrorKind::NotFound if is_path && path.exists() => Error::usage(format!(
                "{} can't be run: the interpreter that its first line names is not there",
                path.display()
            ))
            .hint(format!("head -n 1 {}", path.display())),
            io::ErrorKind::NotFound if is_path => {
                Error::usage(format!("there is no program {}", path.display())).hint(format!(
                    "write the file, or change `{}`: a path starts at the project's root",
                    self.step.key()
                ))
            }
            io::ErrorKind::NotFound => Error::usage(format!(
                "there is no program `{program}` in the folders of PATH"
            ))
            .hint(format!("install it, or change `{}`", self.step.key())),
            io::ErrorKind::PermissionDenied => {
                Error::usage(format!("{} may not be run", path.display()))
                    .hint(format!("chmod +x {}", path.display()))
            }
            _ => Error::usage(format!("`{program}` can't be run: {cause}")).hint(format!(
                "change `{}`; a script needs a first line such as #!/bin/sh",
                self.step.key()
            )),
        };
        error.note(self.configured_in())
    }

    fn failed(&self, words: &[String], status: ExitStatus, log: Option<File>) -> Error {
        let name = display(words);
        let mut error = Error::failed(format!("`{name}` failed with {}", describe(status)));
        error = match log.map(tail) {
            None => error.note("its output stands above"),
            Some(lines) if lines.is_empty() => error.note("it said nothing"),
            Some(lines) => error.note(format!(
                "its output ended with:\n{}",
                self.url.redact(&lines)
            )),
        };
        error.note(self.configured_in()).hint(format!(
            "cd {} && DATABASE_URL={} {name}     runs it by itself",
            quoted(&self.project.root.display().to_string()),
            quoted(&self.url.to_string())
        ))
    }

    /// Says which commands were not run after the failure of the `count`th.
    fn not_run(&self, error: Error, count: usize) -> Error {
        let left: Vec<String> = self.step.commands(self.project)[count..]
            .iter()
            .map(|words| display(words))
            .collect();
        let error = if left.is_empty() {
            error
        } else {
            error.note(format!("not run: {}", left.join(", ")))
        };
        match self.step {
            Step::After => error.note("the database itself is done: only what follows it failed"),
            Step::Setup | Step::Scan => error,
        }
    }
}

fn is_of_outer_package(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    OUTER_PACKAGE.iter().any(|outer| {
        if outer.ends_with('_') {
            name.starts_with(outer)
        } else {
            name == *outer
        }
    })
}

/// A command as a person would type it.
pub fn display(words: &[String]) -> String {
    words
        .iter()
        .map(|word| quoted(word))
        .collect::<Vec<_>>()
        .join(" ")
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:=,@%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

fn describe(status: ExitStatus) -> String {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return format!("signal {signal}");
    }
    match status.code() {
        Some(code) => format!("exit code {code}"),
        None => status.to_string(),
    }
}

/// The last lines of what was kept.
fn tail(mut log: File) -> String {
    let mut read = || -> io::Result<String> {
        let length = log.seek(SeekFrom::End(0))?;
        log.seek(SeekFrom::Start(length.saturating_sub(QUOTED_BYTES)))?;
        let mut bytes = Vec::new();
        log.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let text = read().unwrap_or_default();
    let lines: Vec<&str> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(QUOTED_LINES)..].join("\n")
}

#[cfg(test)]
#[path = "command/tests.rs"]
pub(super) mod tests;
