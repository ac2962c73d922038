//! What `check` finds, in the three formats.

use std::path::PathBuf;

use annotate_snippets::{Group, Level, Origin};
use serde::Serialize;

use super::diagnostic::{self, Gutter, text};
use super::format::count;
use super::{Format, Terminal};
use crate::error::Result;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The check fails.
    Error,
    /// Worth a look; the check passes.
    Warning,
    /// A fact.
    Note,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// How much it matters.
    pub severity: Severity,
    /// The name of its rule, such as `duplicate-version`.
    pub code: String,
    /// The file it is about, as the user would name it.
    pub path: Option<PathBuf>,
    /// The line in that file, from 1.
    pub line: Option<usize>,
    /// The commit it is about.
    pub commit: Option<String>,
    /// What was found: lower case, no full stop.
    pub message: String,
    /// What helps to understand it.
    pub details: Vec<String>,
    /// What to do about it, where possible a command.
    pub hint: Option<String>,
}

/// The object that `--format json` prints.
#[derive(Serialize)]
struct Report<'a> {
    findings: &'a [Item],
    errors: usize,
    warnings: usize,
}

/// Shows findings in the terminal's format: as rustc would on standard error, or on standard
/// output as one JSON object or as GitHub's workflow commands. Without findings only JSON says
/// anything.
///
/// # Errors
/// Of kind [`Internal`](crate::Kind::Internal), where a finding has no form in JSON.
pub fn show(items: &[Item], terminal: &Terminal) -> Result<()> {
    match terminal.format() {
        Format::Human => {
            let shown: Vec<String> = items
                .iter()
                .map(|item| human(item, terminal.is_coloured(), terminal.width()))
                .collect();
            terminal.show(&shown.join("\n\n"));
        }
        Format::Json => {
            let items: Vec<Item> = items.iter().map(masked).collect();
            let findings = items.as_slice();
            let (errors, warnings) = (
                number(findings, Severity::Error),
                number(findings, Severity::Warning),
            );
            terminal.json(&Report {
                findings,
                errors,
                warnings,
            })?;
        }
        Format::Github => {
            let lines: Vec<String> = items.iter().map(github).collect();
            terminal.show_data(&lines.join("\n"));
        }
    }
    Ok(())
}

/// How many findings of each kind: `2 errors and 1 warning`; nothing where there are neither.
pub fn summary(items: &[Item]) -> Option<String> {
    let counted = [(Severity::Error, "error"), (Severity::Warning, "warning")]
        .map(|(severity, noun)| (number(items, severity), noun));
    let parts: Vec<String> = counted
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, noun)| count(*n, noun))
        .collect();
    (!parts.is_empty()).then(|| parts.join(" and "))
}

fn number(items: &[Item], severity: Severity) -> usize {
    items
        .iter()
        .filter(|item| item.severity == severity)
        .count()
}

fn human(item: &Item, colour: bool, columns: usize) -> String {
    let level = match item.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = text(&item.message);
    let gutter = Gutter::below(&title, false);
    let mut group = Group::with_title(level.primary_title(title).id(text(&item.code)));
    if let Some(path) = &item.path {
        let origin = Origin::path(diagnostic::path(path));
        group = group.element(match item.line {
            Some(line) => origin.line(line),
            None => origin,
        });
    }
    let commit = item
        .commit
        .iter()
        .map(|commit| format!("in commit {commit}"));
    let notes = commit.chain(item.details.iter().cloned());
    let hint = item.hint.iter().map(|hint| Level::HELP.message(text(hint)));
    group = group
        .elements(notes.map(|note| Level::NOTE.message(text(&note))))
        .elements(hint);
    diagnostic::draw(group, gutter, colour, columns)
}

/// `::error file=…,line=…,title=…::message`, as GitHub's manual has it:
/// <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.
fn github(item: &Item) -> String {
    let command = match item.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let path = item
        .path
        .as_deref()
        .map(|path| ("file", diagnostic::path(path)));
    let line = item.line.map(|line| ("line", line.to_string()));
    let properties: Vec<String> = [path, line, Some(("title", item.code.clone()))]
        .into_iter()
        .flatten()
        .map(|(name, value)| format!("{name}={}", property(&text(&value))))
        .collect();

    let mut lines = vec![item.message.clone()];
    lines.extend(
        item.commit
            .iter()
            .map(|commit| format!("in commit {commit}")),
    );
    lines.extend(item.details.iter().cloned());
    lines.extend(item.hint.iter().map(|hint| format!("help: {hint}")));
    format!(
        "::{command} {}::{}",
        properties.join(","),
        message(&text(&lines.join("\n")))
    )
}

/// GitHub's escaping of a message (`escapeData` of `@actions/core`).
fn message(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// GitHub's escaping of a property (`escapeProperty` of `@actions/core`).
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

/// The same finding as JSON holds it: passwords masked, all else kept that Unicode can write.
fn masked(item: &Item) -> Item {
    let mask = |text: &String| super::mask(text).into_owned();
    let path = item
        .path
        .as_ref()
        .map(|path| diagnostic::slashed(path).into());
    Item {
        path,
        message: mask(&item.message),
        details: item.details.iter().map(mask).collect(),
        hint: item.hint.as_ref().map(mask),
        ..item.clone()
    }
}

#[cfg(test)]
mod tests {
    use clap::ColorChoice;
    use insta::assert_snapshot;

    use super::*;

    fn items() -> Vec<Item> {
        let duplicate = Item {
            severity: Severity::Error,
            code: "duplicate-version".to_owned(),
            path: Some("migrations/20261122101500_a,b.up.sql".into()),
            line: Some(3),
            commit: Some("1234abc".to_owned()),
            message: "version 20261122101500 is there twice: 100 % sure".to_owned(),
            details: vec!["the other is `add`\nof postgres://doe:secret@db".to_owned()],
            hint: Some("rename one of them".to_owned()),
        };
        let warning = Item {
            severity: Severity::Warning,
            code: "crlf".to_owned(),
            line: None,
            commit: None,
            details: Vec::new(),
            hint: None,
            ..duplicate.clone()
        };
        let note = Item {
            severity: Severity::Note,
            path: None,
            ..warning.clone()
        };
        vec![duplicate, warning, note]
    }

    fn shown(items: &[Item], format: Format) -> (String, String) {
        let terminal = Terminal::buffered(format, ColorChoice::Never, true, 0);
        show(items, &terminal).expect("findings have a form in JSON");
        (terminal.stdout(), terminal.stderr())
    }

    #[test]
    fn a_person_reads_them_as_from_rustc() {
        let (output, error) = shown(&items(), Format::Human);
        assert_eq!(output, "");
        assert_snapshot!(error, @"
        error[duplicate-version]: version 20261122101500 is there twice: 100 % sure
         --> migrations/20261122101500_a,b.up.sql:3
          = note: in commit 1234abc
          = note: the other is `add`
                  of postgres://doe:***@db
          = help: rename one of them

        warning[crlf]: version 20261122101500 is there twice: 100 % sure
         --> migrations/20261122101500_a,b.up.sql

        note[crlf]: version 20261122101500 is there twice: 100 % sure
        ");
    }

    #[test]
    fn a_program_reads_one_json_object() {
        let (output, error) = shown(&items()[..1], Format::Json);
        assert_eq!(error, "");
        assert_snapshot!(output, @r#"{"findings":[{"severity":"error","code":"duplicate-version","path":"migrations/20261122101500_a,b.up.sql","line":3,"commit":"1234abc","message":"version 20261122101500 is there twice: 100 % sure","details":["the other is `add`\nof postgres://doe:***@db"],"hint":"rename one of them"}],"errors":1,"warnings":0}"#);
        let (output, _) = shown(&items(), Format::Json);
        assert!(output.ends_with("],\"errors\":1,\"warnings\":1}\n"));
    }

    #[test]
    fn github_shows_them_beside_the_lines() {
        let (output, error) = shown(&items(), Format::Github);
        assert_eq!(error, "");
        assert_snapshot!(output, @"
        ::error file=migrations/20261122101500_a%2Cb.up.sql,line=3,title=duplicate-version::version 20261122101500 is there twice: 100 %25 sure%0Ain commit 1234abc%0Athe other is `add`%0Aof postgres://doe:***@db%0Ahelp: rename one of them
        ::warning file=migrations/20261122101500_a%2Cb.up.sql,title=crlf::version 20261122101500 is there twice: 100 %25 sure
        ::notice title=crlf::version 20261122101500 is there twice: 100 %25 sure
        ");
    }

    #[test]
    fn nothing_found_prints_nothing_but_in_json() {
        assert_eq!(shown(&[], Format::Human), (String::new(), String::new()));
        assert_eq!(shown(&[], Format::Github), (String::new(), String::new()));
        let empty = "{\"findings\":[],\"errors\":0,\"warnings\":0}\n";
        assert_eq!(shown(&[], Format::Json).0, empty);
    }

    #[test]
    fn the_summary_counts_errors_and_warnings() {
        assert_eq!(summary(&items()).as_deref(), Some("1 error and 1 warning"));
        assert_eq!(summary(&items()[1..]).as_deref(), Some("1 warning"));
        assert_eq!(summary(&items()[2..]), None);
    }
}
