//! Makes a data folder, and says how a server is started on it.

use super::programs::{Programs, major};
use crate::dialect::throwaway::account::Account;
use crate::dialect::throwaway::folder::Folder;
use crate::dialect::throwaway::{End, Software, Traits};
use crate::error::{Error, Result};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};

static TRAITS: Traits = Traits {
    title: "PostgreSQL",
    prefix: "cargo-migrate-pg-",
    template: "postgres",
    socket: ".s.PGSQL.5432",
    pid_file: "postmaster.pid",
    users: &["postgres", "nobody"],
    // Since PostgreSQL 7, and in the language that it is told.
    ready: "database system is ready to accept connections",
    // `2026-01-01 00:00:00 UTC [1] FATAL:  …`
    levels: &["FATAL:", "PANIC:", "ERROR:"],
    variable: super::programs::VARIABLE,
    end: End::Quit,
};

/// What a server is told that keeps nothing: that it need not survive a crash, and is alone.
const SETTINGS: &[(&str, &str)] = &[
    ("listen_addresses", ""),
    ("fsync", "off"),
    ("full_page_writes", "off"),
    ("synchronous_commit", "off"),
    ("wal_level", "minimal"),
    ("max_wal_senders", "0"),
    ("max_wal_size", "512MB"),
    ("checkpoint_timeout", "1d"),
    ("autovacuum", "off"),
    ("shared_buffers", "32MB"),
    ("max_locks_per_transaction", "256"),
    ("max_prepared_transactions", "4"),
    ("jit", "off"),
    ("max_parallel_workers_per_gather", "0"),
    // What lies in /dev/shm would stay behind where the server is killed.
    ("dynamic_shared_memory_type", "mmap"),
    ("timezone", "UTC"),
    ("log_timezone", "UTC"),
    ("lc_messages", "C"),
    ("log_checkpoints", "off"),
    ("log_min_messages", "log"),
    ("log_min_error_statement", "panic"),
];

impl Software for Programs {
    fn traits(&self) -> &'static Traits {
        &TRAITS
    }

    fn server(&self) -> PathBuf {
        self.program("postgres")
    }

    fn version(&self) -> Result<String> {
        Self::version(self)
    }

    fn initialise(&self, folder: &Folder, version: &str, account: Option<&Account>) -> Result<()> {
        // Collations that are the same on every machine; not every system has the better one.
        let mut locales: Vec<&[&str]> = vec![&["--locale=C.UTF-8"], &["--locale=C"]];
        if major(version) >= 17 {
            locales.insert(
                0,
                &[
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                ],
            );
        }
        let mut outcome = Ok(());
        for locale in locales {
            outcome = self.initialise_with(folder, version, locale, account);
            if outcome.is_ok() {
                break;
            }
        }
        outcome
    }

    fn arguments(&self, folder: &Folder, version: &str) -> Vec<OsString> {
        let mut settings = SETTINGS.to_vec();
        if major(version) >= 18 {
            // Its workers would have to be started first.
            settings.push(("io_method", "sync"));
        }
        let mut arguments: Vec<OsString> = vec![
            "-D".into(),
            folder.data().into(),
            "-k".into(),
            folder.path().into(),
            "-p".into(),
            "5432".into(),
        ];
        for (name, value) in settings {
            arguments.extend(["-c".into(), format!("{name}={value}").into()]);
        }
        arguments
    }
}

impl Programs {
    fn initialise_with(
        &self,
        folder: &Folder,
        version: &str,
        locale: &[&str],
        account: Option<&Account>,
    ) -> Result<()> {
        let program = self.program("initdb");
        let mut command = Command::new(&program);
        command
            .arg("-D")
            .arg(folder.data())
            .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"])
            // Small ones are copied sooner.
            .arg("--wal-segsize=1")
            .args(locale)
            .current_dir(folder.path())
            .env_remove("PGDATA")
            .env("LC_ALL", "C")
            .stdin(Stdio::null());
        if major(version) >= 18 {
            command.arg("--no-data-checksums");
        }
        if let Some(account) = account {
            account.run(&mut command);
        }
        let output = command.output().map_err(|cause| {
            Error::failed(format!("{} does not run: {cause}", program.display()))
        })?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let reason = said.lines().find(|line| line.contains("error:"));
        let error = Error::failed(format!(
            "{} cannot make a throwaway server's data: {}",
            program.display(),
            reason.unwrap_or(said.trim())
        ));
        Err(error.hint("set CARGO_MIGRATE_PG_BIN to the folder of other server programs"))
    }
}
