//! Running other programs, each shown as one would type it.

use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The top of this repository.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent()
        .expect("xtask lies below the top of the repository")
        .to_owned()
}

/// The target folder that this program was built into, wherever the caller has put it.
pub(crate) fn target() -> Result<PathBuf> {
    let program = std::env::current_exe().context("failed to find this program's file")?;
    let target = program.ancestors().nth(2);
    Ok(target
        .context("this program does not lie in a target folder")?
        .to_owned())
}

/// The file name of a program on this system.
pub(crate) fn executable(name: &str) -> String {
    format!("{name}{}", std::env::consts::EXE_SUFFIX)
}

/// A command in a folder. Nobody is asked anything, and what belongs to another Git repository or
/// to the `cargo run` that started this program is not handed on: build scripts would see changed
/// variables and run again.
pub(crate) fn command(program: impl AsRef<OsStr>, directory: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(directory).stdin(Stdio::null());
    for name in [
        "GIT_DIR",
        "GIT_INDEX_FILE",
        "GIT_WORK_TREE",
        "GIT_PREFIX",
        "DATABASE_URL",
    ] {
        command.env_remove(name);
    }
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_")
            || text.starts_with("CARGO_MANIFEST_")
            || text.starts_with("CARGO_MIGRATE_")
        {
            command.env_remove(&name);
        }
    }
    command
}

/// The cargo that runs this program, in the repository's top folder.
pub(crate) fn cargo() -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    command(cargo, &root())
}

/// Whether a program is there and answers.
pub(crate) fn answers(program: &str, arguments: &[&str]) -> bool {
    command(program, &root())
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Whether this program may install packages.
pub(crate) fn is_root() -> bool {
    let user = command("id", &root()).arg("-u").output();
    user.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// Shows a command and runs it.
///
/// # Errors
/// Where it can't be started or does not succeed.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let shown = show(command)?;
    let status = command
        .status()
        .with_context(|| format!("failed to start `{shown}`"))?;
    if !status.success() {
        bail!("`{shown}` failed: {status}");
    }
    Ok(())
}

/// Prints a command as one would type it, and gives the text.
///
/// # Errors
/// Where standard output is closed.
pub(crate) fn show(command: &Command) -> Result<String> {
    let shown = text(command);
    let mut output = std::io::stdout().lock();
    writeln!(output, "$ {shown}")?;
    output.flush()?;
    Ok(shown)
}

fn text(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let program = program.file_stem().unwrap_or(command.get_program());
    std::iter::once(program)
        .chain(command.get_args())
        .map(|word| quoted(&word.to_string_lossy()))
        .collect::<Vec<_>>()
        .join(" ")
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:=+@,^~%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else if word.contains('"') {
        format!("'{word}'")
    } else {
        format!("\"{word}\"")
    }
}
