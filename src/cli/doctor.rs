//! `cargo migrate doctor`

use super::shell::Shell;
use super::{DONE, FOUND, OutputFormat};
use crate::error::Result;
use crate::report::{Cell, Table, style};
use crate::workflow::doctor::{Check, Outcome, examine};
use clap::Args;
use serde_json::json;

/// Say what is configured, what is reachable, what is wrong, and the command that mends it
#[derive(Debug, Args)]
pub(super) struct Arguments {}

pub(super) fn run(shell: &Shell, _: &Arguments) -> Result<u8> {
    shell.formats(&[OutputFormat::Json])?;
    let context = shell.context();
    let checks = examine(context.as_ref());
    if shell.is_json() {
        let checks: Vec<_> = checks
            .iter()
            .map(|check| json!({ "name": check.name, "outcome": word(check), "detail": crate::report::mask(&check.detail), "mend": check.mend }))
            .collect();
        shell.terminal.json(&json!({ "checks": checks }))?;
    } else {
        let mut table = Table::new(2).wrapped();
        for check in &checks {
            let looks = match check.outcome {
                Outcome::Good => style::GOOD,
                Outcome::Warning => style::WARNING,
                Outcome::Bad => style::ERROR,
            };
            table.row([
                Cell::new(word(check)).styled(looks),
                Cell::new(check.name),
                Cell::new(&check.detail),
            ]);
        }
        table.show(shell.terminal);
        for check in &checks {
            if let (Some(mend), false) = (&check.mend, check.outcome == Outcome::Good) {
                shell.terminal.hint(format!("{}: {mend}", check.name));
            }
        }
    }
    let bad = checks.iter().any(|check| check.outcome == Outcome::Bad);
    Ok(if bad { FOUND } else { DONE })
}

fn word(check: &Check) -> &'static str {
    match check.outcome {
        Outcome::Good => "good",
        Outcome::Warning => "warning",
        Outcome::Bad => "bad",
    }
}
