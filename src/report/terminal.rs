//! The one value through which all output goes.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use anstyle::Style;
use clap::ColorChoice;
use dialoguer::console::Term;
use serde::Serialize;

use super::ask::Keyboard;
use super::stream::Stream;
use super::style::{self, paint};
use super::{Format, diagnostic, escape, format, mask, sql};
use crate::error::{Error, Result};

/// How wide a snippet may be where nobody knows the width: rustc's choice.
const SNIPPET_COLUMNS: usize = 140;

/// Where output goes and how much of it: standard output and standard error, or two buffers.
///
/// Text is given plain: what it holds of control characters is escaped, and passwords are masked.
/// It can be shared between threads; each call writes whole lines.
pub struct Terminal {
    format: Format,
    quiet: bool,
    verbose: u8,
    output: Stream,
    error: Stream,
    columns: Option<usize>,
    pub(super) keyboard: Keyboard,
    statements: AtomicUsize,
    nanoseconds: AtomicU64,
}

impl Terminal {
    /// The real one.
    ///
    /// `color` is what `--color` says, if it was given: it wins over `CARGO_TERM_COLOR`, and that
    /// over `NO_COLOR`, `CLICOLOR_FORCE` and `CLICOLOR`. `verbose` is how often `-v` was given.
    pub fn new(
        format: Format,
        color: impl Into<Option<ColorChoice>>,
        quiet: bool,
        verbose: u8,
    ) -> Self {
        let color = color.into();
        let columns = Term::stderr()
            .size_checked()
            .map(|(_, columns)| usize::from(columns));
        Self {
            format,
            quiet,
            verbose,
            output: Stream::output(color),
            error: Stream::error(color),
            columns,
            keyboard: Keyboard::of_the_process(),
            statements: AtomicUsize::new(0),
            nanoseconds: AtomicU64::new(0),
        }
    }

    /// One of two buffers, for tests: 80 columns wide, with nobody at the keyboard, and in colour
    /// only for [`ColorChoice::Always`]. Its standard output isn't a terminal.
    pub fn buffered(format: Format, color: ColorChoice, quiet: bool, verbose: u8) -> Self {
        let colour = color == ColorChoice::Always;
        Self {
            format,
            quiet,
            verbose,
            output: Stream::buffer(colour),
            error: Stream::buffer(colour),
            columns: Some(80),
            keyboard: Keyboard::Nobody,
            statements: AtomicUsize::new(0),
            nanoseconds: AtomicU64::new(0),
        }
    }

    /// The same with somebody at the keyboard who types `keys`: `\n` is Enter, `\u{3}` Ctrl-C.
    #[must_use]
    pub fn typing(mut self, keys: &str) -> Self {
        self.keyboard = Keyboard::script(keys);
        self
    }

    /// The same, taken for a terminal of so many columns, on standard output too.
    #[must_use]
    pub fn with_columns(mut self, columns: usize) -> Self {
        self.columns = Some(columns);
        self.output.terminal = true;
        self.error.terminal = true;
        self
    }

    /// What was written to the buffer for standard output.
    pub fn stdout(&self) -> String {
        self.output.written()
    }

    /// What was written to the buffer for standard error.
    pub fn stderr(&self) -> String {
        self.error.written()
    }

    /// The format that was asked for.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Whether `-q` was given.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// How often `-v` was given.
    pub fn verbosity(&self) -> u8 {
        self.verbose
    }

    /// Whether there is somebody to ask: standard input and standard error are terminals, and the
    /// environment isn't a CI's.
    pub fn is_interactive(&self) -> bool {
        self.keyboard.is_attended()
    }

    /// The terminal's width in columns, or 80.
    pub fn width(&self) -> usize {
        self.columns.unwrap_or(80).max(20)
    }

    /// The width that data has to fit, if a person reads it; what goes to a file or another
    /// program isn't cut.
    pub fn data_width(&self) -> Option<usize> {
        self.output.terminal.then(|| self.width())
    }

    /// What is being done or was done: `    Applying 20261122101500 add cool feature`. The verb
    /// is right-aligned in twelve columns as cargo's are. Nothing with `-q`.
    pub fn status(&self, verb: &str, message: impl AsRef<str>) {
        if !self.quiet {
            self.verb(style::GOOD, verb, message.as_ref());
        }
    }

    /// As [`status`](Self::status), of what deserves a second look. Shown with `-q` too.
    pub fn status_warning(&self, verb: &str, message: impl AsRef<str>) {
        self.verb(style::WARNING, verb, message.as_ref());
    }

    /// As [`status`](Self::status), of what failed. Shown with `-q` too.
    pub fn status_error(&self, verb: &str, message: impl AsRef<str>) {
        self.verb(style::ERROR, verb, message.as_ref());
    }

    /// A fact on the side: `note: …`. Nothing with `-q`.
    pub fn note(&self, text: impl AsRef<str>) {
        if !self.quiet {
            self.labelled(style::NOTE, "note", text.as_ref());
        }
    }

    /// What to do next, where possible a command to copy: `help: …`. Nothing with `-q`.
    pub fn hint(&self, command: impl AsRef<str>) {
        if !self.quiet {
            self.labelled(style::HELP, "help", command.as_ref());
        }
    }

    /// A hazard: `warning: …`. Shown with `-q` too.
    pub fn warn(&self, message: impl AsRef<str>) {
        self.labelled(style::WARNING, "warning", message.as_ref());
    }

    /// An error with its place, notes and hints, as rustc would show it.
    pub fn error(&self, error: &Error) {
        let columns = self.columns.unwrap_or(SNIPPET_COLUMNS).max(20);
        self.show(&diagnostic::render(error, self.error.colour, columns));
    }

    /// Plain lines on standard error. Nothing with `-q`.
    pub fn line(&self, text: impl AsRef<str>) {
        if !self.quiet {
            self.show(&safe(text.as_ref()));
        }
    }

    /// Data on standard output, byte for byte. Only on a terminal its control characters are
    /// escaped. A missing line break at its end is added.
    pub fn data(&self, text: impl AsRef<str>) {
        let text = text.as_ref();
        match self.output.terminal {
            true => self.output.raw(&ended(&escape::block(text))),
            false => self.output.raw(&ended(text)),
        }
    }

    /// SQL on standard output: byte for byte, except that it is coloured and escaped where a
    /// person reads it.
    pub fn sql(&self, text: impl AsRef<str>) {
        match self.output.colour {
            true => self.show_data(&sql::highlight(&escape::block(text.as_ref()))),
            false => self.data(text),
        }
    }

    /// A value as one line of JSON on standard output.
    ///
    /// # Errors
    /// Of kind [`Internal`](crate::Kind::Internal) where the value has no form in JSON.
    pub fn json(&self, value: &impl Serialize) -> Result<()> {
        let text = serde_json::to_string(value)
            .map_err(|cause| Error::internal(format!("failed to write JSON: {cause}")))?;
        self.output.raw(&ended(&json_escaped(&text)));
        Ok(())
    }

    /// A statement that was run, with its time: shown with `-v`, and always counted.
    pub fn statement(&self, sql: &str, time: Duration) {
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
        if self.verbose == 0 {
            return;
        }
        let text = safe(sql.trim_end().trim_start_matches(['\r', '\n']));
        let time = format::duration(time);
        let lines = text.split('\n').enumerate().map(|(at, line)| match at {
            0 => format!("{time:>12} {line}"),
            _ => format!("{:13}{line}", "").trim_end().to_owned(),
        });
        self.show(&paint(style::DIM, &lines.collect::<Vec<_>>().join("\n")));
    }

    /// How many statements were run so far.
    pub fn statement_count(&self) -> usize {
        self.statements.load(Ordering::Relaxed)
    }

    /// How long the statements took that were run so far.
    pub fn statement_time(&self) -> Duration {
        Duration::from_nanos(self.nanoseconds.load(Ordering::Relaxed))
    }

    /// Whether human text is in colour.
    pub(super) fn is_coloured(&self) -> bool {
        self.error.colour
    }

    /// Writes text to standard error that is safe already and may be styled.
    pub(super) fn show(&self, text: &str) {
        self.error.styled(&ended(text));
    }

    /// Writes text to standard output that is safe already and may be styled.
    pub(super) fn show_data(&self, text: &str) {
        self.output.styled(&ended(text));
    }

    /// Writes text to standard error that is safe already, without ending the line.
    pub(super) fn prompt(&self, text: &str) {
        self.error.styled(text);
    }

    /// Takes the last `columns` of what was typed back from the screen.
    pub(super) fn erase(&self, columns: usize) {
        // Not as styled text, from which the steps back would be dropped where colours are.
        self.error.raw(&"\u{8} \u{8}".repeat(columns));
    }

    fn verb(&self, style: Style, verb: &str, message: &str) {
        let verb = paint(style, &format!("{verb:>12}"));
        self.show(&format!(
            "{verb} {}",
            escape::line(&mask(message.trim_end()))
        ));
    }

    fn labelled(&self, style: Style, label: &str, text: &str) {
        let indent = " ".repeat(label.len() + 2);
        let text = safe(text.trim_end()).replace('\n', &format!("\n{indent}"));
        self.show(&format!("{}: {text}", paint(style, label)));
    }
}

/// Text of several lines, without passwords and control characters.
pub(super) fn safe(text: &str) -> String {
    escape::block(&mask(text)).into_owned()
}

/// The text with a line break at its end, unless it is empty.
fn ended(text: &str) -> Cow<'_, str> {
    match text.is_empty() || text.ends_with('\n') {
        true => Cow::Borrowed(text),
        false => Cow::Owned(format!("{text}\n")),
    }
}

/// JSON whose hidden characters are written as `\u0000`, which means the same.
fn json_escaped(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        match escape::is_hidden(character) {
            true => escaped.push_str(&format!("\\u{:04x}", u32::from(character))),
            false => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
#[path = "terminal_tests.rs"]
mod tests;
