//! One of the two places that output goes to, real or a buffer.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};

use anstream::AutoStream;
use clap::ColorChoice;

/// Standard output, standard error, or what stands for them in a test.
///
/// What cannot be written is lost in silence: when the reader of a pipe has gone, a migration
/// that runs must not stop for it.
pub(super) struct Stream {
    target: Target,
    /// Whether styles are kept.
    pub(super) colour: bool,
    /// Whether it is a terminal, and so a person reads it.
    pub(super) terminal: bool,
}

enum Target {
    Output,
    Error,
    Buffer(Mutex<Vec<u8>>),
}

impl Stream {
    pub(super) fn output(color: Option<ColorChoice>) -> Self {
        Self {
            target: Target::Output,
            colour: wants_colour(color, cargo_color, || choice(&io::stdout())),
            terminal: io::stdout().is_terminal(),
        }
    }

    pub(super) fn error(color: Option<ColorChoice>) -> Self {
        Self {
            target: Target::Error,
            colour: wants_colour(color, cargo_color, || choice(&io::stderr())),
            terminal: io::stderr().is_terminal(),
        }
    }

    pub(super) fn buffer(colour: bool) -> Self {
        Self {
            target: Target::Buffer(Mutex::default()),
            colour,
            terminal: false,
        }
    }

    /// Writes styled text, whose styles are dropped where they aren't wanted.
    pub(super) fn styled(&self, text: &str) {
        let choice = match self.colour {
            true => anstream::ColorChoice::Always,
            false => anstream::ColorChoice::Never,
        };
        match &self.target {
            Target::Output => send(AutoStream::new(io::stdout().lock(), choice), text),
            Target::Error => send(AutoStream::new(io::stderr().lock(), choice), text),
            Target::Buffer(_) if self.colour => self.raw(text),
            Target::Buffer(_) => self.raw(&anstream::adapter::strip_str(text).to_string()),
        }
    }

    /// Writes text byte for byte.
    pub(super) fn raw(&self, text: &str) {
        match &self.target {
            Target::Output => send(io::stdout().lock(), text),
            Target::Error => send(io::stderr().lock(), text),
            Target::Buffer(buffer) => buffer
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .extend_from_slice(text.as_bytes()),
        }
    }

    /// What a buffer holds; nothing of a real stream.
    pub(super) fn written(&self) -> String {
        match &self.target {
            Target::Output | Target::Error => String::new(),
            Target::Buffer(buffer) => {
                let bytes = buffer.lock().unwrap_or_else(PoisonError::into_inner);
                String::from_utf8_lossy(&bytes).into_owned()
            }
        }
    }
}

fn send(mut writer: impl Write, text: &str) {
    let _ = writer
        .write_all(text.as_bytes())
        .and_then(|()| writer.flush());
}

fn choice(stream: &impl anstream::stream::RawStream) -> bool {
    AutoStream::choice(stream) != anstream::ColorChoice::Never
}

fn cargo_color() -> Option<String> {
    std::env::var("CARGO_TERM_COLOR").ok()
}

/// The flag wins, then cargo's own variable, then `automatic`: `NO_COLOR`, `CLICOLOR_FORCE`,
/// `CLICOLOR`, and whether the stream is a terminal that shows colours.
fn wants_colour(
    flag: Option<ColorChoice>,
    cargo: impl Fn() -> Option<String>,
    automatic: impl Fn() -> bool,
) -> bool {
    match flag {
        Some(ColorChoice::Always) => return true,
        Some(ColorChoice::Never) => return false,
        Some(ColorChoice::Auto) | None => {}
    }
    match cargo().as_deref() {
        Some("always") => true,
        Some("never") => false,
        _ => automatic(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_wins_over_cargos_variable_and_that_over_the_terminal() {
        use ColorChoice::{Always, Auto, Never};
        for (flag, cargo, automatic, colour) in [
            (Some(Always), Some("never"), false, true),
            (Some(Never), Some("always"), true, false),
            (Some(Auto), Some("never"), true, false),
            (None, Some("always"), false, true),
            (None, Some("auto"), true, true),
            (None, Some("nonsense"), false, false),
            (None, None, true, true),
        ] {
            let cargo = || cargo.map(str::to_owned);
            assert_eq!(wants_colour(flag, cargo, || automatic), colour);
        }
    }

    #[test]
    fn data_keeps_escape_sequences_that_styled_text_loses() {
        let stream = Stream::buffer(false);
        stream.styled("\u{1b}[1ma\u{1b}[0m");
        stream.raw("\u{1b}[1mb");
        assert_eq!(stream.written(), "a\u{1b}[1mb");
    }
}
