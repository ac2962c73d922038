//! What is made for one run and thrown away: marks and names of databases, and servers of the
//! installed programs. [`Homes`](homes::Homes) says on which server databases are made.
//!
//! `owner` says which process something belongs to, `name` makes up names of databases. A server
//! has a [`Folder`](folder::Folder) of its own, whose data are copied from a
//! [`Template`](template::Template); `account` is whom it runs as, `watchdog` ends it however this
//! process ends, `leftover` clears away what a killed watchdog left behind. What differs from
//! engine to engine is said by [`Software`].

pub(super) mod account;
pub(super) mod folder;
pub(super) mod homes;
pub(super) mod leftover;
pub(super) mod name;
pub(super) mod owner;
pub(super) mod template;
pub(super) mod watchdog;

use crate::error::{Error, Result};
use account::Account;
use folder::Folder;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use template::Template;
use watchdog::Watchdog;

/// The table that carries the mark in its comment, in databases that have no comment themselves.
pub(super) const MARK_TABLE: &str = "_cargo_migrate_mark";

/// The signal that ends a server at once. Nothing that it wrote is wanted any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// For a server that has children to end first.
    Quit,
    /// For a server that would write out what it holds.
    Kill,
}

/// What is to be known of a kind of server.
#[derive(Debug)]
pub(super) struct Traits {
    /// As people call it.
    pub(super) title: &'static str,
    /// How the names of its folders begin.
    pub(super) prefix: &'static str,
    /// How the names of its templates begin.
    pub(super) template: &'static str,
    /// The file of its socket, in its folder.
    pub(super) socket: &'static str,
    /// The file with the number of its process, in the folder of its data.
    pub(super) pid_file: &'static str,
    /// Users that are there for such a purpose, the best one first.
    pub(super) users: &'static [&'static str],
    /// What it says when it is ready.
    pub(super) ready: &'static str,
    /// What stands before the reason why it does not start, the best one first.
    pub(super) levels: &'static [&'static str],
    /// The variable that names the folder of its programs.
    pub(super) variable: &'static str,
    /// How it is ended.
    pub(super) end: End,
}

/// The programs of a server.
pub(super) trait Software {
    /// What is to be known of it.
    fn traits(&self) -> &'static Traits;
    /// The program of the server.
    fn server(&self) -> PathBuf;
    /// The version, as a person writes it.
    ///
    /// # Errors
    /// Where the program doesn't run, or is too old.
    fn version(&self) -> Result<String>;
    /// Makes the data folder anew.
    ///
    /// # Errors
    /// Where the programs don't work.
    fn initialise(&self, folder: &Folder, version: &str, account: Option<&Account>) -> Result<()>;
    /// How the server is started on the data in this folder.
    fn arguments(&self, folder: &Folder, version: &str) -> Vec<OsString>;
}

/// A running server of its own, that ends with this value, or with the process.
pub(super) struct Running {
    /// Ends the server and deletes the folder.
    _watchdog: Watchdog,
    folder: PathBuf,
    version: String,
    took: Duration,
}

impl Running {
    /// Starts one.
    ///
    /// # Errors
    /// Where the programs don't work, or there is no place for the data.
    pub(super) fn start(software: &dyn Software) -> Result<Self> {
        if cfg!(not(unix)) {
            return Err(Error::usage("a throwaway server needs a Unix system")
                .hint("name a server that runs in the database URL"));
        }
        let since = Instant::now();
        let traits = software.traits();
        let account = Account::unprivileged(traits)?;
        leftover::collect(traits, account.as_ref());
        let template = Template::of(software, account.as_ref())?;
        match Self::start_copy(software, &template, account.as_ref(), since) {
            Err(_) if template.is_kept() => {
                // It may have been damaged, or cleared away meanwhile.
                template.forget();
                let template = Template::of(software, account.as_ref())?;
                Self::start_copy(software, &template, account.as_ref(), since)
            }
            outcome => outcome,
        }
    }

    fn start_copy(
        software: &dyn Software,
        template: &Template,
        account: Option<&Account>,
        since: Instant,
    ) -> Result<Self> {
        let folder = Folder::new(software.traits(), account)?;
        template.copy_to(&folder.data(), account)?;
        let path = folder.path().to_owned();
        let arguments = software.arguments(&folder, template.version());
        let watchdog = Watchdog::start(software, folder, &arguments, account)?;
        Ok(Self {
            _watchdog: watchdog,
            folder: path,
            version: template.version().to_owned(),
            took: since.elapsed(),
        })
    }

    /// Its folder, in which its socket is.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The version of its programs.
    pub(super) fn version(&self) -> &str {
        &self.version
    }

    /// How long the start took.
    pub(super) fn took(&self) -> Duration {
        self.took
    }

    /// The number of the shell that waits for the end.
    #[cfg(test)]
    pub(super) fn watchdog(&self) -> u32 {
        self._watchdog.id()
    }
}

impl End {
    /// Its name to the shell.
    fn name(self) -> &'static str {
        match self {
            Self::Quit => "QUIT",
            Self::Kill => "KILL",
        }
    }

    /// Its number.
    #[cfg(unix)]
    fn signal(self) -> rustix::process::Signal {
        match self {
            Self::Quit => rustix::process::Signal::QUIT,
            Self::Kill => rustix::process::Signal::KILL,
        }
    }
}
