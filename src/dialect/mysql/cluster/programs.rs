//! Where the server's programs are.

use crate::dialect::mysql::flavour::Flavour;
use crate::error::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Overrides the search: a folder with the server's program.
pub(super) const VARIABLE: &str = "CARGO_MIGRATE_MYSQL_BIN";

/// The programs that serve, the best one first; MariaDB comes with a link of MySQL's name.
const SERVERS: [&str; 2] = ["mariadbd", "mysqld"];

/// The programs that make a data folder for MariaDB; MySQL's server does so itself.
const INSTALLERS: [&str; 2] = ["mariadb-install-db", "mysql_install_db"];

/// Folders in which packages put servers, beside those of `PATH`: `sbin` is often not in it.
const FOLDERS: &[&str] = &[
    "/usr/sbin",
    "/usr/local/sbin",
    "/usr/bin",
    "/usr/local/bin",
    "/usr/libexec",
    "/usr/local/mysql/bin",
    "/opt/homebrew/opt/mariadb/bin",
    "/opt/homebrew/opt/mysql/bin",
    "/usr/local/opt/mariadb/bin",
    "/usr/local/opt/mysql/bin",
];

/// The programs of one server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programs {
    server: PathBuf,
    found: String,
}

impl Programs {
    /// That of `CARGO_MIGRATE_MYSQL_BIN`; else of `PATH`, of the packages.
    pub(super) fn find() -> Result<Self> {
        if let Some(folder) = std::env::var_os(VARIABLE).filter(|folder| !folder.is_empty()) {
            return Self::in_folder(Path::new(&folder)).map_err(|error| error.context(VARIABLE));
        }
        let path = std::env::var_os("PATH").unwrap_or_default();
        let on_path = std::env::split_paths(&path).map(|folder| (folder, "PATH".to_owned()));
        let packaged = FOLDERS
            .iter()
            .map(|folder| (PathBuf::from(folder), (*folder).to_owned()));
        on_path
            .chain(packaged)
            .find_map(|(folder, found)| {
                let server = server_in(&folder)?;
                Some(Self { server, found })
            })
            .ok_or_else(|| {
                Error::usage("no program of a MariaDB or MySQL server is installed")
                    .note("looked for mariadbd and mysqld in PATH, /usr/sbin and /usr/libexec")
                    .hint("apt-get install mariadb-server, dnf install mariadb-server, or brew install mariadb")
                    .hint(format!("or set {VARIABLE} to a folder that holds one"))
            })
    }

    /// That in this folder.
    pub(super) fn in_folder(folder: &Path) -> Result<Self> {
        let server = server_in(folder).ok_or_else(|| {
            Error::usage(format!(
                "the folder {} holds neither mariadbd nor mysqld",
                folder.display()
            ))
            .hint("apt-get install mariadb-server puts the server into /usr/sbin")
        })?;
        Ok(Self {
            server: std::path::absolute(&server).unwrap_or(server),
            found: folder.display().to_string(),
        })
    }

    /// The program of the server.
    pub fn server(&self) -> &Path {
        &self.server
    }

    /// What led to it: `PATH`, a variable, or the folder itself.
    pub fn found(&self) -> &str {
        &self.found
    }

    /// Where it was found, in words.
    pub(in crate::dialect::mysql) fn shown(&self) -> String {
        let server = self.server.display().to_string();
        match self.server.parent() {
            Some(folder) if folder.display().to_string() == self.found => server,
            _ => format!("{server}, by {}", self.found),
        }
    }

    /// Its version, as the server says it: `10.11.6-MariaDB-0+deb12u1`. Runs it.
    ///
    /// # Errors
    /// Where it doesn't run, or is too old.
    pub fn version(&self) -> Result<String> {
        let program = self.server.display();
        let output = Command::new(&self.server)
            .args(["--no-defaults", "--version"])
            .stdin(Stdio::null())
            .output()
            .map_err(|cause| Error::failed(format!("{program} does not run: {cause}")))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let Some((version, flavour)) = version_in(&text) else {
            return Err(Error::failed(format!(
                "{program} does not say its version: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            )));
        };
        if flavour.version < flavour.oldest() {
            return Err(flavour
                .too_old()
                .context(program)
                .hint(format!("set {VARIABLE} to the folder of a newer one")));
        }
        Ok(version)
    }

    /// The program that makes a data folder: in the server's folder, in one beside it, in `PATH`.
    pub(super) fn installer(&self) -> Result<PathBuf> {
        let own = self.server.parent().unwrap_or(Path::new("/"));
        let above = own.parent().unwrap_or(Path::new("/"));
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut folders = vec![own.to_owned(), above.join("bin"), above.join("scripts")];
        folders.extend(std::env::split_paths(&path));
        INSTALLERS
            .iter()
            .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
            .find(|program| program.is_file())
            .ok_or_else(|| {
                Error::usage(format!(
                    "{} is there, and no mariadb-install-db that makes data for it",
                    self.server.display()
                ))
                .hint("apt-get install mariadb-server-core brings both")
            })
    }
}

fn server_in(folder: &Path) -> Option<PathBuf> {
    let mut programs = SERVERS.iter().map(|name| folder.join(name));
    programs.find(|program| program.is_file())
}

/// `mariadbd  Ver 10.11.6-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)`, or
/// `/usr/sbin/mysqld  Ver 8.0.36 for Linux on x86_64 (MySQL Community Server - GPL)`.
fn version_in(text: &str) -> Option<(String, Flavour)> {
    let mut words = text.split_whitespace().skip_while(|word| *word != "Ver");
    let version = words.nth(1)?.to_owned();
    let flavour = Flavour::parse(&version)?;
    Some((version, flavour))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    #[test]
    fn a_version_is_read_from_what_a_server_says_of_itself() {
        for (text, version, flavour) in [
            (
                "mariadbd  Ver 10.11.6-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)",
                "10.11.6-MariaDB-0+deb12u1",
                "MariaDB 10.11.6",
            ),
            (
                "/usr/sbin/mysqld  Ver 8.0.36 for Linux on x86_64 (MySQL Community Server - GPL)",
                "8.0.36",
                "MySQL 8.0.36",
            ),
        ] {
            let (found, read) = version_in(text).unwrap();
            assert_eq!(
                (found.as_str(), read.to_string().as_str()),
                (version, flavour)
            );
        }
        assert_eq!(version_in("no such thing"), None);
    }

    #[test]
    fn a_folder_without_a_server_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let error = Programs::in_folder(folder.path()).unwrap_err();
        let shown = folder.path().display().to_string();
        assert!(error.message().contains(&shown), "{error:?}");
        std::fs::write(folder.path().join("mysqld"), "").unwrap();
        let found = Programs::in_folder(folder.path()).unwrap();
        assert_eq!(found.server(), folder.path().join("mysqld"));
        assert_eq!(found.shown(), format!("{shown}/mysqld"));
    }
}
