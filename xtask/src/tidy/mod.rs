//! `cargo xtask tidy`, a test too: documents, help and tables agree with the code, and the code
//! keeps the house rules that no lint of the compiler knows.

mod documents;
mod markdown;
mod modules;
mod sources;

use anyhow::{Result, bail};

pub(crate) fn run() -> Result<()> {
    let mut findings = documents::check()?;
    findings.extend(sources::check()?);
    findings.extend(modules::check()?);
    for finding in &findings {
        eprintln!("{finding}");
    }
    if findings.is_empty() {
        return Ok(());
    }
    bail!("{} untidy", findings.len());
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_repository_is_tidy() {
        super::run().expect("each finding is printed above");
    }
}
