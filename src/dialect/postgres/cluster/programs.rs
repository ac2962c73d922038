//! Where the server's programs are.

use crate::error::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Overrides the search: a folder with `initdb` and `postgres`.
pub(super) const VARIABLE: &str = "CARGO_MIGRATE_PG_BIN";

/// The first version that is spoken to.
const OLDEST: u32 = 13;

/// Folders below which a version has one of its own, as packages lay them out: what is before and
/// behind the part that holds the version.
const LAYOUTS: &[(&str, &str, &str)] = &[
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/opt/homebrew/opt", "postgresql@", "bin"),
    ("/usr/local/opt", "postgresql@", "bin"),
    ("/Applications/Postgres.app/Contents/Versions", "", "bin"),
];

/// The programs `initdb` and `postgres` of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programs {
    folder: PathBuf,
    found: String,
}

impl Programs {
    /// Those of `CARGO_MIGRATE_PG_BIN`; else of `pg_config`, of `PATH`, of the newest package.
    pub(super) fn find() -> Result<Self> {
        if let Some(folder) = std::env::var_os(VARIABLE).filter(|folder| !folder.is_empty()) {
            return Self::in_folder(Path::new(&folder)).map_err(|error| error.context(VARIABLE));
        }
        let path: Vec<PathBuf> = std::env::var_os("PATH")
            .map(|path| std::env::split_paths(&path).collect())
            .unwrap_or_default();
        let configured = configured(&path).map(|folder| (folder, "pg_config --bindir".to_owned()));
        let on_path = path
            .iter()
            .map(|folder| (folder.clone(), "PATH".to_owned()));
        let packaged = packaged().into_iter().map(|folder| {
            let shown = folder.display().to_string();
            (folder, shown)
        });
        configured
            .into_iter()
            .chain(on_path)
            .chain(packaged)
            .find(|(folder, _)| is_complete(folder))
            .map(|(folder, found)| Self { folder, found })
            .ok_or_else(|| {
                Error::usage("no programs of a PostgreSQL server are installed")
                    .note("looked for initdb and postgres where pg_config says, in PATH, and below /usr/lib/postgresql")
                    .hint("apt-get install postgresql, dnf install postgresql-server, or brew install postgresql")
                    .hint(format!("or set {VARIABLE} to a folder that holds them"))
            })
    }

    /// Those in this folder.
    pub(super) fn in_folder(folder: &Path) -> Result<Self> {
        if !is_complete(folder) {
            return Err(Error::usage(format!(
                "the folder {} does not hold initdb and postgres",
                folder.display()
            ))
            .hint("apt-get install postgresql puts them below /usr/lib/postgresql"));
        }
        let shown = folder.display().to_string();
        Ok(Self {
            folder: std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned()),
            found: shown,
        })
    }

    /// The folder that holds them.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What led to them: a command, a variable, or the folder itself.
    pub fn found(&self) -> &str {
        &self.found
    }

    /// The path of one of them.
    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Their version: `15.4`. Runs one of them.
    ///
    /// # Errors
    /// Where it doesn't run, or is too old.
    pub fn version(&self) -> Result<String> {
        let program = self.program("postgres");
        let output = Command::new(&program)
            .arg("--version")
            .stdin(Stdio::null())
            .output()
            .map_err(|cause| {
                Error::failed(format!("{} does not run: {cause}", program.display()))
            })?;
        // `postgres (PostgreSQL) 15.4 (Debian 15.4-1)`
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let version = text.split_whitespace().nth(2).map(str::to_owned);
        let Some(version) = version.filter(|version| major(version) > 0) else {
            return Err(Error::failed(format!(
                "{} does not say its version: {}",
                program.display(),
                String::from_utf8_lossy(&output.stderr).trim()
            )));
        };
        if major(&version) < OLDEST {
            return Err(Error::usage(format!(
                "the PostgreSQL {version} in {} is too old: {OLDEST} or later is needed",
                self.folder.display()
            ))
            .hint(format!("set {VARIABLE} to the folder of a newer one")));
        }
        Ok(version)
    }
}

/// The first number of a version; 0 where there is none.
pub(super) fn major(version: &str) -> u32 {
    let digits = version.find(|c: char| !c.is_ascii_digit());
    version[..digits.unwrap_or(version.len())]
        .parse()
        .unwrap_or_default()
}

fn is_complete(folder: &Path) -> bool {
    ["initdb", "postgres"]
        .iter()
        .all(|name| folder.join(name).is_file())
}

/// What `pg_config` says. It is there where only a client is installed, too.
fn configured(path: &[PathBuf]) -> Option<PathBuf> {
    let program = path
        .iter()
        .map(|folder| folder.join("pg_config"))
        .find(|program| program.is_file())?;
    let output = Command::new(program)
        .arg("--bindir")
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let folder = String::from_utf8(output.stdout).ok()?;
    Some(PathBuf::from(folder.trim())).filter(|folder| folder.is_absolute())
}

/// The folders of packages, the newest version first.
fn packaged() -> Vec<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = Vec::new();
    for (above, before, behind) in LAYOUTS {
        let entries = std::fs::read_dir(above).into_iter().flatten().flatten();
        for entry in entries {
            let name = entry.file_name();
            let version = name.to_str().and_then(|name| name.strip_prefix(before));
            if let Some(version) = version.map(major).filter(|version| *version >= OLDEST) {
                found.push((version, entry.path().join(behind)));
            }
        }
    }
    found.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    found.into_iter().map(|(_, folder)| folder).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    #[test]
    fn a_version_begins_with_its_number() {
        for (version, number) in [("15.4", 15), ("18beta1", 18), ("13", 13), ("", 0), ("x", 0)] {
            assert_eq!(major(version), number, "{version}");
        }
    }

    #[test]
    fn a_folder_without_the_programs_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("postgres"), "").unwrap();
        let error = Programs::in_folder(folder.path()).unwrap_err();
        let shown = folder.path().display().to_string();
        assert!(error.message().contains(&shown), "{error:?}");
        std::fs::write(folder.path().join("initdb"), "").unwrap();
        assert_eq!(
            Programs::in_folder(folder.path()).unwrap().folder(),
            folder.path()
        );
    }
}
