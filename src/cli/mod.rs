//! The command line: one file a subcommand. Arguments in, workflow called, report out.

mod backup;
mod brought;
mod check;
mod completions;
mod current;
mod diff;
mod doctor;
mod downgrade;
mod global;
mod history;
mod hook;
mod init;
mod new;
mod redo;
mod restore;
mod roundtrip;
mod run;
mod scratch;
mod shell;
mod stamp;
mod upgrade;

pub use global::{Global, OutputFormat};

use crate::error::{Error, Result};
use crate::report::Terminal;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use shell::Shell;
use std::ffi::OsString;

/// The exit code of a command that found nothing.
const DONE: u8 = 0;
/// The exit code of a command that found something.
const FOUND: u8 = 1;

const EXIT_CODES: &str = "\
Exit codes:
  0    done, nothing found
  1    found something: a difference with --exit-code, a failing proof, a hazard
  2    usage or configuration
  3    refused for safety, or needs an answer
  4    failed, and the database is as it was before
  5    failed, and it is not: the message holds the command that restores it
  101  a bug in this tool";

/// Drafts, proves and runs database schema migrations in sqlx's format.
#[derive(Debug, Parser)]
#[command(name = "cargo migrate", bin_name = "cargo migrate", version, after_help = EXIT_CODES)]
#[command(styles = STYLES, max_term_width = 100, disable_help_subcommand = true)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub struct Arguments {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

const STYLES: clap::builder::Styles = {
    use anstyle::{AnsiColor, Effects};
    clap::builder::Styles::styled()
        .header(AnsiColor::BrightGreen.on_default().effects(Effects::BOLD))
        .usage(AnsiColor::BrightGreen.on_default().effects(Effects::BOLD))
        .literal(AnsiColor::BrightCyan.on_default().effects(Effects::BOLD))
        .placeholder(AnsiColor::Cyan.on_default())
        .error(AnsiColor::BrightRed.on_default().effects(Effects::BOLD))
        .valid(AnsiColor::BrightCyan.on_default().effects(Effects::BOLD))
        .invalid(AnsiColor::BrightYellow.on_default().effects(Effects::BOLD))
};

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Arguments),
    Scratch(scratch::Arguments),
    Diff(diff::Arguments),
    New(new::Arguments),
    #[command(visible_alias = "up")]
    Upgrade(upgrade::Arguments),
    #[command(visible_alias = "down")]
    Downgrade(downgrade::Arguments),
    Redo(redo::Arguments),
    Stamp(stamp::Arguments),
    Current(current::Arguments),
    History(history::Arguments),
    Roundtrip(roundtrip::Arguments),
    Check(check::Arguments),
    Backup(backup::Arguments),
    Restore(restore::Arguments),
    Hook(hook::Arguments),
    Doctor(doctor::Arguments),
    Completions(completions::Arguments),
}

/// The whole command, for completions, man pages and the tidy test.
pub fn command() -> clap::Command {
    Arguments::command()
}

/// Runs the command line and gives the exit code. A panic is a bug: it is reported as one.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    std::panic::set_hook(Box::new(|_| {}));
    let arguments: Vec<OsString> = without_subcommand(arguments.into_iter().collect());
    match std::panic::catch_unwind(|| parse_and_run(&arguments)) {
        Ok(code) => code,
        Err(cause) => {
            let text = cause
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| cause.downcast_ref::<&str>().copied())
                .unwrap_or("it panicked");
            let terminal = Terminal::new(crate::report::Format::Human, None, false, 0);
            let error = Error::internal(format!("a bug in cargo-migrate: {text}"))
                .hint("please report it, with the command and the schema that led to it");
            terminal.error(&error);
            error.kind().exit_code()
        }
    }
}

/// `cargo migrate X` calls `cargo-migrate migrate X`; people call `cargo-migrate X` too.
fn without_subcommand(mut arguments: Vec<OsString>) -> Vec<OsString> {
    if arguments
        .get(1)
        .is_some_and(|argument| argument == "migrate")
    {
        arguments.remove(1);
    }
    arguments
}

fn parse_and_run(arguments: &[OsString]) -> u8 {
    let plain: Vec<String> = arguments
        .iter()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    let matches = match command().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => return usage(&error, &plain),
    };
    let arguments = match Arguments::from_arg_matches(&matches) {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error, &plain),
    };
    let terminal = arguments.global.terminal();
    let shell = Shell::new(&arguments.global, &terminal);
    match dispatch(&shell, arguments.command) {
        Ok(code) => code,
        Err(error) => {
            terminal.error(&error);
            error.kind().exit_code()
        }
    }
}

/// What clap has to say, and, for words of other tools, the command that is wanted.
fn usage(error: &clap::Error, arguments: &[String]) -> u8 {
    if let Some(answer) = brought::answer(arguments)
        && error.use_stderr()
    {
        Terminal::new(crate::report::Format::Human, None, false, 0).error(&answer);
        return answer.kind().exit_code();
    }
    // It goes where clap sends it: help to standard output, errors to standard error.
    let _ = error.print();
    u8::try_from(error.exit_code()).unwrap_or(2)
}

fn dispatch(shell: &Shell, command: Command) -> Result<u8> {
    match command {
        Command::Init(arguments) => init::run(shell, &arguments),
        Command::Scratch(arguments) => scratch::run(shell, &arguments),
        Command::Diff(arguments) => diff::run(shell, &arguments),
        Command::New(arguments) => new::run(shell, &arguments),
        Command::Upgrade(arguments) => upgrade::run(shell, &arguments),
        Command::Downgrade(arguments) => downgrade::run(shell, &arguments),
        Command::Redo(arguments) => redo::run(shell, &arguments),
        Command::Stamp(arguments) => stamp::run(shell, &arguments),
        Command::Current(arguments) => current::run(shell, &arguments),
        Command::History(arguments) => history::run(shell, &arguments),
        Command::Roundtrip(arguments) => roundtrip::run(shell, &arguments),
        Command::Check(arguments) => check::run(shell, &arguments),
        Command::Backup(arguments) => backup::run(shell, &arguments),
        Command::Restore(arguments) => restore::run(shell, &arguments),
        Command::Hook(arguments) => hook::run(shell, &arguments),
        Command::Doctor(arguments) => doctor::run(shell, &arguments),
        Command::Completions(arguments) => completions::run(shell, &arguments),
    }
}
