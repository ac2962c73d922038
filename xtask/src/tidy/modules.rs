//! Which module may know which: data goes one way, from the catalog to the report.

use super::sources::{Source, sources};
use anyhow::Result;

/// The modules of the crate, each with those that it may know. `error` may be known by all.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("failpoint", &[]),
    ("schema", &[]),
    ("diff", &["schema"]),
    ("draft", &["schema", "diff"]),
    (
        "dialect",
        &["schema", "diff", "draft", "project", "failpoint"],
    ),
    ("migration", &[]),
    ("project", &[]),
    ("report", &[]),
    ("journal", &["dialect", "migration"]),
    (
        "workflow",
        &[
            "schema",
            "diff",
            "draft",
            "dialect",
            "migration",
            "project",
            "journal",
            "failpoint",
        ],
    ),
    (
        "cli",
        &[
            "schema",
            "diff",
            "draft",
            "dialect",
            "migration",
            "project",
            "journal",
            "report",
            "workflow",
        ],
    ),
];

/// Modules that do not know the error type either: values in, values out.
const PURE: &[&str] = &["schema", "diff", "draft"];

pub(super) fn check() -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for source in sources("src")?.iter().filter(|source| !source.is_test()) {
        let Some(module) = module(&source.path) else {
            continue;
        };
        match MAY_KNOW.iter().find(|(name, _)| *name == module) {
            Some((_, may)) => look(source, module, may, &mut findings),
            None => findings.push(format!(
                "{}: the module {module} is not in the table of who may know whom, {}",
                source.path,
                file!()
            )),
        }
    }
    Ok(findings)
}

/// The top module of a file; none for the crate's own two.
fn module(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("src/")?;
    let name = rest.split('/').next()?.trim_end_matches(".rs");
    (name != "main" && name != "lib").then_some(name)
}

fn look(source: &Source, module: &str, may: &[&str], findings: &mut Vec<String>) {
    for (number, line) in source.code() {
        for known in known(line) {
            let allowed = known == module
                || may.contains(&known)
                || (known == "error" && !PURE.contains(&module));
            if !allowed {
                findings.push(format!(
                    "{}:{number}: {module} must not know {known}",
                    source.path
                ));
            }
        }
    }
}

/// The top modules that a line of code names by a path from the crate's root.
fn known(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for rest in line.split("crate::").skip(1) {
        let list = match rest.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap_or(list),
            None => rest
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
                .unwrap_or(rest),
        };
        for path in list.split(',') {
            match path.trim().split("::").next().unwrap_or_default() {
                // The crate's root shows these of `error`.
                "Error" | "Kind" | "Result" => found.push("error"),
                name if name.starts_with(|c: char| c.is_ascii_lowercase()) => found.push(name),
                _ => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_modules_that_a_line_names_are_found() {
        let cases: [(&str, &[&str]); 4] = [
            ("use crate::schema::{Name, Table};", &["schema"]),
            ("use crate::{Error, diff::Change};", &["error", "diff"]),
            (
                "let x: crate::Result<crate::project::Project>;",
                &["error", "project"],
            ),
            ("use super::sql;", &[]),
        ];
        for (line, expected) in cases {
            assert_eq!(known(line), expected, "{line}");
        }
    }
}
