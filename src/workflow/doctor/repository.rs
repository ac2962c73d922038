//! What Git does with the project's files.

use std::path::Path;
use std::process::{Command, Stdio};

use super::Check;
use crate::error::Result;
use crate::migration::git;
use crate::workflow::context::Context;
use crate::workflow::hook::{self, State};

/// The repository, its hook, and what it does to line ends and secrets.
pub(super) fn examine(context: &Context) -> Vec<Check> {
    const NAME: &str = "git";
    let root = &context.project.root;
    match git::repository_root(root) {
        Err(error) => vec![Check::of_error(NAME, &error)],
        Ok(None) => vec![Check::warning(
            NAME,
            format!("{} is in no repository", root.display()),
            "git init",
        )],
        Ok(Some(top)) => {
            let mut checks = vec![
                Check::good(NAME, top.display().to_string()),
                Check::of("hook", hook(root)),
            ];
            checks.push(line_ends(context));
            checks.extend(secrets(root));
            checks.extend(development(context));
            checks
        }
    }
}

fn hook(root: &Path) -> Result<Check> {
    const NAME: &str = "hook";
    let status = hook::status(root)?;
    let path = status.path.display();
    Ok(match status.state {
        State::Installed => Check::good(NAME, path.to_string()),
        State::CalledByAnother => Check::good(NAME, format!("{path} runs it")),
        State::Absent => Check::warning(
            NAME,
            "not installed: nothing checks a commit",
            "cargo migrate hook install",
        ),
        State::NotExecutable => Check::warning(
            NAME,
            format!("Git passes {path} over: it may not be executed"),
            "cargo migrate hook install",
        ),
        State::Changed => Check::warning(
            NAME,
            format!("{path} is for another project, or was changed by hand"),
            format!("cat {path}"),
        ),
        State::Foreign => Check::warning(
            NAME,
            format!("{path} is another hook and does not run this one"),
            "cargo migrate hook install     tells the line to add",
        ),
    })
}

/// Git's own answer counts, whichever file it comes from.
fn line_ends(context: &Context) -> Check {
    const NAME: &str = "line ends";
    let file = context.project.migrations.join("20000101000000_x.up.sql");
    let file = file.strip_prefix(&context.project.root).unwrap_or(&file);
    let answer = Command::new("git")
        .current_dir(&context.project.root)
        .args(["check-attr", "eol", "--"])
        .arg(file)
        .stdin(Stdio::null())
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    if answer.is_ok_and(|answer| answer.ends_with("eol: lf")) {
        Check::good(NAME, ".gitattributes keeps those of .sql files")
    } else {
        Check::warning(
            NAME,
            "a checkout may turn LF into CRLF, which changes the checksum of every migration",
            "echo '*.sql text eol=lf' >> .gitattributes && git add --renormalize .",
        )
    }
}

/// A `.env` holds the database's password. None where there is no such file.
fn secrets(root: &Path) -> Option<Check> {
    const NAME: &str = ".env";
    if !root.join(".env").is_file() {
        return None;
    }
    Some(
        if git_says(root, &["ls-files", "--error-unmatch", ".env"]) {
            Check::bad(
                NAME,
                "is committed, with the URL and its password",
                "git rm --cached .env && echo .env >> .gitignore",
            )
        } else if git_says(root, &["check-ignore", "-q", ".env"]) {
            Check::good(NAME, "is ignored by Git")
        } else {
            Check::warning(
                NAME,
                "is not ignored by Git: the next commit may take it along",
                "echo .env >> .gitignore",
            )
        },
    )
}

/// None where the development database is elsewhere or not there.
fn development(context: &Context) -> Option<Check> {
    const NAME: &str = "database file";
    let root = &context.project.root;
    let url = context.project.database_url().ok()?;
    let path = url.sqlite_path_in(root)?;
    let relative = path
        .strip_prefix(root)
        .ok()
        .filter(|_| path.is_file())?
        .to_string_lossy()
        .into_owned();
    let is_committed = git_says(root, &["ls-files", "--error-unmatch", "--", &relative]);
    if is_committed {
        Some(Check::warning(
            NAME,
            format!("{relative} is committed, with its rows"),
            format!("git rm --cached {relative}"),
        ))
    } else if git_says(root, &["check-ignore", "-q", "--", &relative]) {
        None
    } else {
        Some(Check::warning(
            NAME,
            format!("{relative} is not ignored by Git"),
            format!("echo /{relative} >> .gitignore"),
        ))
    }
}

fn git_says(root: &Path, arguments: &[&str]) -> bool {
    Command::new("git")
        .current_dir(root)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
