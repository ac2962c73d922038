//! Questions to the person at the keyboard.
//!
//! Where nobody is there, a question is a refusal that names the flag that answers it. Answers
//! are typed as a line and read key by key: so Ctrl-C is an answer like others (no), the terminal
//! is in raw mode only while a key is awaited, and the cursor is never hidden. dialoguer's own
//! prompts hide it and, on Ctrl-C, end the process before it is shown again
//! (<https://github.com/console-rs/dialoguer/issues/77>); so only its terminal is used.

use std::collections::VecDeque;
use std::io::{self, IsTerminal};
use std::sync::{Mutex, PoisonError};

use dialoguer::console::{Key, Term, measure_text_width};

use super::Terminal;
use super::style::{DIM, STRONG, paint};
use super::terminal::safe;
use crate::error::{Error, Result};

/// Asks a question that yes or no answers; Enter alone means `default`.
///
/// `flag` is what answers it without a terminal, as it goes into a hint: `--yes`.
///
/// # Errors
/// Of kind [`Refused`](crate::Kind::Refused), where nobody is there to answer or the answer is
/// Ctrl-C, Ctrl-D or Escape.
pub fn confirm(terminal: &Terminal, question: &str, default: bool, flag: &str) -> Result<bool> {
    attended(terminal, question, flag)?;
    let choices = if default { "[Y/n]" } else { "[y/N]" };
    let prompt = format!(
        "{} {} ",
        paint(STRONG, &safe(question)),
        paint(DIM, choices)
    );
    loop {
        match read_line(terminal, &prompt)?.to_lowercase().as_str() {
            "" => return Ok(default),
            "y" | "yes" => return Ok(true),
            "n" | "no" => return Ok(false),
            _ => terminal.show("please answer yes or no"),
        }
    }
}

/// Asks which of `choices` it shall be and gives its index; Enter alone means `default`.
///
/// `flag` is what answers it without a terminal, as it goes into a hint.
///
/// # Errors
/// As [`confirm`]; and of kind [`Internal`](crate::Kind::Internal) without choices.
pub fn choose(
    terminal: &Terminal,
    question: &str,
    choices: &[String],
    default: usize,
    flag: &str,
) -> Result<usize> {
    if default >= choices.len() {
        return Err(Error::internal(format!(
            "a question without a default answer: {question}"
        )));
    }
    let list = choices.iter().enumerate().map(|(at, choice)| {
        format!(
            "  {} {}",
            paint(STRONG, &format!("{}.", at + 1)),
            safe(choice)
        )
    });
    let list = list.collect::<Vec<_>>().join("\n");
    attended(terminal, question, flag).map_err(|error| choices.iter().fold(error, Error::note))?;

    terminal.show(&format!("{}\n{list}", paint(STRONG, &safe(question))));
    let range = format!("[1-{}, default {}]", choices.len(), default + 1);
    let prompt = format!("Number {} ", paint(DIM, &range));
    loop {
        let answer = read_line(terminal, &prompt)?;
        match answer.parse::<usize>() {
            _ if answer.is_empty() => return Ok(default),
            Ok(number) if (1..=choices.len()).contains(&number) => return Ok(number - 1),
            _ => terminal.show(&format!(
                "please answer with a number from 1 to {}",
                choices.len()
            )),
        }
    }
}

/// Asks to type `name`, before something that must not happen to the wrong database.
///
/// `flag` is what answers it without a terminal, as it goes into a hint.
///
/// # Errors
/// As [`confirm`]; and of the same kind where something else was typed.
pub fn type_to_confirm(terminal: &Terminal, question: &str, name: &str, flag: &str) -> Result<()> {
    attended(terminal, question, flag)?;
    terminal.show(&paint(STRONG, &safe(question)));
    let typed = read_line(
        terminal,
        &format!("Type `{}` to go on: ", paint(STRONG, &safe(name))),
    )?;
    if typed == name {
        return Ok(());
    }
    Err(Error::refused(format!(
        "not confirmed: `{typed}` is not `{name}`"
    )))
}

fn attended(terminal: &Terminal, question: &str, flag: &str) -> Result<()> {
    if terminal.is_interactive() {
        return Ok(());
    }
    Err(Error::refused(format!("this needs an answer: {question}"))
        .note("there is no terminal to ask on")
        .hint(format!("answer it in advance: {flag}")))
}

/// One line, trimmed, with Backspace and Ctrl-U to correct it.
fn read_line(terminal: &Terminal, prompt: &str) -> Result<String> {
    let mut line = String::new();
    terminal.prompt(prompt);
    loop {
        match terminal.keyboard.read() {
            Ok(Key::Enter) => break,
            Ok(Key::Backspace) => {
                let last = line.pop().map(String::from).unwrap_or_default();
                terminal.erase(measure_text_width(&last));
            }
            Ok(Key::Char('\u{15}')) => {
                terminal.erase(measure_text_width(&line));
                line.clear();
            }
            Ok(Key::Char('\u{4}') | Key::CtrlC | Key::Escape) | Err(_) => {
                terminal.prompt("\n");
                return Err(Error::refused("cancelled"));
            }
            Ok(Key::Char(character)) if !super::escape::is_hidden(character) => {
                line.push(character);
                terminal.prompt(character.encode_utf8(&mut [0; 4]));
            }
            Ok(_) => {}
        }
    }
    terminal.prompt("\n");
    Ok(line.trim().to_owned())
}

/// Who answers.
pub(super) enum Keyboard {
    /// Nobody: a question is refused.
    Nobody,
    /// The person at the terminal.
    Person(Term),
    /// A test.
    Script(Mutex<VecDeque<Key>>),
}

impl Keyboard {
    pub(super) fn of_the_process() -> Self {
        let terminals = io::stdin().is_terminal() && io::stderr().is_terminal();
        match terminals && !is_ci(std::env::var("CI").ok().as_deref()) {
            true => Self::Person(Term::stderr()),
            false => Self::Nobody,
        }
    }

    pub(super) fn script(keys: &str) -> Self {
        let keys = keys.chars().map(|key| match key {
            '\n' => Key::Enter,
            '\u{3}' => Key::CtrlC,
            '\u{7f}' => Key::Backspace,
            '\u{1b}' => Key::Escape,
            other => Key::Char(other),
        });
        Self::Script(Mutex::new(keys.collect()))
    }

    pub(super) fn is_attended(&self) -> bool {
        !matches!(self, Self::Nobody)
    }

    fn read(&self) -> io::Result<Key> {
        match self {
            Self::Nobody => Err(io::ErrorKind::NotConnected.into()),
            Self::Person(terminal) => terminal.read_key_raw(),
            Self::Script(keys) => {
                let mut keys = keys.lock().unwrap_or_else(PoisonError::into_inner);
                keys.pop_front()
                    .ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
            }
        }
    }
}

/// Whether the variable `CI` says so: set, and not to what means no.
fn is_ci(variable: Option<&str>) -> bool {
    variable.is_some_and(|value| !matches!(value, "" | "0" | "false"))
}

#[cfg(test)]
mod tests {
    use clap::ColorChoice;
    use insta::assert_snapshot;

    use super::*;
    use crate::report::{Format, diagnostic};
    use crate::{Kind, Result};

    fn nobody() -> Terminal {
        Terminal::buffered(Format::Human, ColorChoice::Never, true, 0)
    }

    fn refusal<T: std::fmt::Debug>(result: Result<T>) -> String {
        let error = result.expect_err("nobody is there to answer");
        assert_eq!(error.kind(), Kind::Refused);
        diagnostic::render(&error, false, 80)
    }

    #[test]
    fn a_line_answers_yes_or_no() {
        for (keys, default, answer) in [
            ("y\n", false, true),
            ("YES\n", false, true),
            ("n\n", true, false),
            ("\n", true, true),
            ("\n", false, false),
            ("what?\nno\n", true, false),
            ("yex\u{7f}s\n", false, true),
            ("no\u{15}yes\n", false, true),
        ] {
            let terminal = nobody().typing(keys);
            assert_eq!(
                confirm(&terminal, "Go on?", default, "--yes").ok(),
                Some(answer)
            );
        }
    }

    #[test]
    fn a_question_shows_its_default() {
        let terminal = nobody().typing("maybe\ny\n");
        confirm(&terminal, "Drop 3 rows of `users\u{1b}`?", false, "--yes").expect("yes");
        assert_snapshot!(terminal.stderr(), @r"
        Drop 3 rows of `users\u{1b}`? [y/N] maybe
        please answer yes or no
        Drop 3 rows of `users\u{1b}`? [y/N] y
        ");
    }

    #[test]
    fn a_number_chooses_from_the_list() {
        let choices = ["rename `users.name` to `nick`", "drop `name`, add `nick`"];
        let choices = choices.map(str::to_owned);
        let ask = |terminal: &Terminal| {
            choose(
                terminal,
                "What became of `users.name`?",
                &choices,
                0,
                "--rename users.name=nick",
            )
        };
        let terminal = nobody().typing("3\n2\n");
        assert_eq!(ask(&terminal).ok(), Some(1));
        assert_snapshot!(terminal.stderr(), @"
        What became of `users.name`?
          1. rename `users.name` to `nick`
          2. drop `name`, add `nick`
        Number [1-2, default 1] 3
        please answer with a number from 1 to 2
        Number [1-2, default 1] 2
        ");
        assert_eq!(ask(&nobody().typing("\n")).ok(), Some(0));
        assert_snapshot!(refusal(ask(&nobody())), @"
        error: this needs an answer: What became of `users.name`?
          |
          = note: there is no terminal to ask on
          = note: rename `users.name` to `nick`
          = note: drop `name`, add `nick`
          = help: answer it in advance: --rename users.name=nick
        ");
    }

    #[test]
    fn only_the_right_name_confirms() {
        let ask = |terminal: &Terminal| {
            type_to_confirm(terminal, "`prod` isn't on this machine.", "prod", "--yes")
        };
        let terminal = nobody().typing("prod\n");
        assert!(ask(&terminal).is_ok());
        assert_snapshot!(terminal.stderr(), @"
        `prod` isn't on this machine.
        Type `prod` to go on: prod
        ");
        assert_snapshot!(refusal(ask(&nobody().typing("production\n"))), @"error: not confirmed: `production` is not `prod`");
        assert_snapshot!(refusal(ask(&nobody())), @"
        error: this needs an answer: `prod` isn't on this machine.
          |
          = note: there is no terminal to ask on
          = help: answer it in advance: --yes
        ");
    }

    #[test]
    fn whoever_goes_away_has_cancelled() {
        for keys in ["\u{3}", "ye\u{3}", "\u{4}", "\u{1b}", "y", ""] {
            let error = confirm(&nobody().typing(keys), "Go on?", true, "--yes").expect_err(keys);
            assert_eq!(
                (error.kind(), error.message()),
                (Kind::Refused, "cancelled")
            );
        }
    }

    #[test]
    fn ci_is_nobody() {
        for (variable, ci) in [
            (None, false),
            (Some(""), false),
            (Some("false"), false),
            (Some("true"), true),
            (Some("1"), true),
        ] {
            assert_eq!(is_ci(variable), ci);
        }
    }
}
