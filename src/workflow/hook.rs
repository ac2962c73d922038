//! The Git pre-commit hook: putting it there, taking it away, saying whether it is there.
//!
//! A hook that somebody else wrote is never changed: who has one is told the line to add to it.
//! What the hook runs, `cargo migrate hook run`, is `check`'s affair.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::IoContext;
use crate::migration::git;
use crate::{Error, Kind, Result};

/// The line by which our own hook is known.
pub const MARKER: &str =
    "# Installed by cargo migrate hook install; remove with cargo migrate hook uninstall";

/// The hook's file in the hooks folder.
const FILE: &str = "pre-commit";

/// The configuration of the pre-commit framework (<https://pre-commit.com>).
const FRAMEWORK: &str = ".pre-commit-config.yaml";

/// What the framework's configuration needs.
const SNIPPET: &str = "\
  - repo: local
    hooks:
      - id: cargo-migrate
        name: cargo migrate
        entry: cargo migrate hook run
        language: system
        pass_filenames: false";

/// What `install` did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// The hook's file.
    pub path: PathBuf,
    /// Whether anything had to be done; else it was there already.
    pub changed: bool,
    /// What a person should know besides.
    pub notes: Vec<String>,
}

/// What is in the place of the hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing.
    Absent,
    /// Our hook.
    Installed,
    /// Our hook, but Git passes it over, as it may not be executed.
    NotExecutable,
    /// Our hook, for another project of the repository, or changed by hand since.
    Changed,
    /// Somebody else's hook, which runs ours.
    CalledByAnother,
    /// Somebody else's hook, which doesn't.
    Foreign,
}

/// Where the hook belongs, and what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The hook's file.
    pub path: PathBuf,
    /// What is there.
    pub state: State,
}

/// Puts the hook into the repository that the project `root` lies in. Twice is as good as once.
///
/// # Errors
/// A usage error outside of a repository; refused, where there is another hook already, or where
/// the hooks folder is one that other repositories share.
pub fn install(root: &Path) -> Result<Installed> {
    let place = Place::find(root)?;
    place.refuse_shared()?;
    let state = place.state()?;
    let done = |changed| Installed {
        path: place.path.clone(),
        changed,
        notes: place.notes(),
    };
    match state {
        State::Installed | State::CalledByAnother => Ok(done(false)),
        State::Absent | State::NotExecutable => {
            place.write(state == State::Absent)?;
            Ok(done(true))
        }
        State::Changed => Err(place.changed("replaced")),
        State::Foreign => Err(place.foreign()),
    }
}

/// Takes our hook away again; says which file that was, `None` where there was none.
///
/// # Errors
/// A usage error outside of a repository; refused, where the hook was changed by hand.
pub fn uninstall(root: &Path) -> Result<Option<PathBuf>> {
    let place = Place::find(root)?;
    match place.state()? {
        State::Absent | State::Foreign | State::CalledByAnother => Ok(None),
        State::Installed | State::NotExecutable => {
            fs::remove_file(&place.path).doing(Kind::Failed, "remove", &place.path)?;
            Ok(Some(place.path))
        }
        State::Changed => Err(place.changed("removed")),
    }
}

/// Says what is in the place of the hook.
///
/// # Errors
/// A usage error outside of a repository.
pub fn status(root: &Path) -> Result<Status> {
    let place = Place::find(root)?;
    Ok(Status {
        state: place.state()?,
        path: place.path,
    })
}

/// Where the hook of a project belongs.
struct Place {
    /// The repository's top folder, where Git runs hooks.
    top: PathBuf,
    /// The hook's file.
    path: PathBuf,
    /// What leads the command from the top folder to the project: `--manifest-path x/Cargo.toml `.
    project: String,
}

impl Place {
    fn find(root: &Path) -> Result<Self> {
        let top = git::repository_root(root)?.ok_or_else(|| {
            Error::usage(format!(
                "{} is not in a Git repository, or not in its work tree",
                root.display()
            ))
            .hint("git init")
        })?;
        // Asked at the top, as Git takes a relative core.hooksPath from where it runs the hooks.
        let hooks = top.join(ask(&top, &["rev-parse", "--git-path", "hooks"])?);
        Ok(Self {
            path: hooks.join(FILE),
            project: project(root, &top),
            top,
        })
    }

    fn command(&self) -> String {
        format!("cargo migrate {}hook run", self.project)
    }

    fn script(&self) -> String {
        let project = &self.project;
        // Programs with windows start Git without the PATH of a terminal, hence the last folder.
        format!(
            "#!/bin/sh
{MARKER}
PATH=\"$PATH:${{CARGO_HOME:-$HOME/.cargo}}/bin\"
export PATH
if command -v cargo >/dev/null 2>&1; then
    exec cargo migrate {project}hook run
fi
exec cargo-migrate {project}hook run
"
        )
    }

    fn state(&self) -> Result<State> {
        let about = match self.path.symlink_metadata() {
            Err(cause) if is_nothing(&cause) => return Ok(State::Absent),
            about => about.doing(Kind::Failed, "examine", &self.path)?,
        };
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            // A folder, a link to nowhere, or a file that is not for us: not ours, at any rate.
            Err(_) => return Ok(State::Foreign),
        };
        let text = String::from_utf8_lossy(&bytes);
        Ok(if text == self.script() {
            if is_executable(&about) {
                State::Installed
            } else {
                State::NotExecutable
            }
        } else if text.lines().any(|line| line == MARKER) {
            State::Changed
        } else if calls_us(&text) {
            State::CalledByAnother
        } else {
            State::Foreign
        })
    }

    /// A hooks folder outside of the repository serves others too, which have no migrations.
    fn refuse_shared(&self) -> Result<()> {
        let real = |path: &Path| nearest_real(path);
        let hooks = real(self.path.parent().unwrap_or(&self.path));
        // The folder that all work trees of this repository share.
        let own = self
            .top
            .join(ask(&self.top, &["rev-parse", "--git-common-dir"])?);
        if hooks.starts_with(real(&self.top)) || hooks.starts_with(real(&own)) {
            return Ok(());
        }
        Err(Error::refused(format!(
            "the hooks of this repository lie outside of it, in {}, and may serve others too",
            hooks.display()
        ))
        .note("core.hooksPath of the Git configuration leads there: git config --show-origin core.hooksPath")
        .hint(format!("add this line to {} by hand: {}", self.path.display(), self.line()))
        .hint("or give this repository hooks of its own: git config core.hooksPath .git/hooks"))
    }

    /// What somebody else's hook needs to run ours. The `|| exit` is for one that goes on.
    fn line(&self) -> String {
        format!("{} || exit 1", self.command())
    }

    fn has_framework(&self) -> bool {
        self.top.join(FRAMEWORK).exists()
    }

    fn framework_note(&self) -> String {
        let snippet = SNIPPET.replace("cargo migrate hook run", &self.command());
        format!(
            "{FRAMEWORK} is there: for the pre-commit framework, add under its `repos:`\n{snippet}"
        )
    }

    fn notes(&self) -> Vec<String> {
        self.has_framework()
            .then(|| self.framework_note())
            .into_iter()
            .collect()
    }

    fn foreign(&self) -> Error {
        let shown = self.path.display();
        let error = Error::refused(format!(
            "there is a hook already, and it is not ours: {shown}"
        ))
        .hint(format!("add this line to it: {}", self.line()));
        if self.has_framework() {
            error.hint(self.framework_note())
        } else {
            error
        }
    }

    fn changed(&self, what: &str) -> Error {
        let shown = self.path.display();
        Error::refused(format!(
            "the hook {shown} is not as it would be installed here, so it is not {what}"
        ))
        .note("it was installed for another project in this repository, or changed by hand since")
        .hint(format!(
            "look at it; if nothing in it is needed: rm '{shown}'"
        ))
        .hint(format!(
            "or keep it, with this line for this project: {}",
            self.line()
        ))
    }

    /// Writes the hook whole or not at all; a new one never over a file that came in between.
    fn write(&self, new: bool) -> Result<()> {
        let folder = self.path.parent().unwrap_or(&self.top);
        fs::create_dir_all(folder).doing(Kind::Failed, "make the folder", folder)?;
        let write = || -> io::Result<()> {
            let mut file = tempfile::Builder::new()
                .prefix(".pre-commit-")
                .tempfile_in(folder)?;
            file.write_all(self.script().as_bytes())?;
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                file.as_file()
                    .set_permissions(fs::Permissions::from_mode(0o755))?;
            }
            file.as_file().sync_all()?;
            if new {
                file.persist_noclobber(&self.path)?
            } else {
                file.persist(&self.path)?
            };
            Ok(())
        };
        write().doing(Kind::Failed, "write", &self.path)
    }
}

/// Whether a line that is no comment runs us.
fn calls_us(text: &str) -> bool {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.starts_with('#'))
        .any(|line| {
            let ours = line.contains("cargo migrate") || line.contains("cargo-migrate");
            ours && line.contains("hook run")
        })
}

fn is_nothing(cause: &io::Error) -> bool {
    matches!(
        cause.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

#[cfg(unix)]
fn is_executable(about: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    about.permissions().mode() & 0o100 != 0
}

#[cfg(not(unix))]
fn is_executable(_about: &fs::Metadata) -> bool {
    true
}

/// How the command finds a project that is not at the top. It does not go there: Git may give
/// `GIT_INDEX_FILE` relative to the top folder (githooks(5)).
fn project(root: &Path, top: &Path) -> String {
    let inside = nearest_real(root)
        .strip_prefix(nearest_real(top))
        .map(Path::to_owned);
    let Some(inside) = inside.ok().filter(|path| !path.as_os_str().is_empty()) else {
        return String::new();
    };
    let (flag, file) = if root.join("Cargo.toml").exists() {
        ("--manifest-path", "Cargo.toml")
    } else {
        ("--config", "migrate.toml")
    };
    let path = inside.join(file).display().to_string().replace('\\', "/");
    format!("{flag} {} ", quoted(&path))
}

/// As a word of a shell.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    if word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// The path without links, as far as it is there.
fn nearest_real(path: &Path) -> PathBuf {
    match (path.canonicalize(), path.parent(), path.file_name()) {
        (Ok(real), ..) => real,
        (Err(_), Some(parent), Some(name)) => nearest_real(parent).join(name),
        _ => path.to_owned(),
    }
}

fn ask(top: &Path, args: &[&str]) -> Result<PathBuf> {
    let output = duct::cmd("git", args)
        .dir(top)
        .stdin_null()
        .stdout_capture()
        .stderr_capture()
        .unchecked()
        .run()
        .map_err(|cause| {
            Error::usage(format!("failed to run git in {}: {cause}", top.display()))
        })?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said
            .lines()
            .next()
            .unwrap_or_default()
            .trim_start_matches("fatal: ");
        return Err(Error::usage(format!(
            "git does not say where its hooks are: {said}"
        )));
    }
    let line = output.stdout.strip_suffix(b"\n").unwrap_or(&output.stdout);
    Ok(path_of(line))
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    std::ffi::OsStr::from_bytes(bytes).into()
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}

#[cfg(test)]
#[path = "hook_tests.rs"]
mod tests;
