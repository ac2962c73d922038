//! Ends a server however this process ends.
//!
//! A shell waits at a pipe whose other end this process holds. When this process is gone, be it
//! killed, the pipe ends; the shell ends the server and deletes its folder.

use super::Software;
use super::account::Account;
use super::folder::Folder;
use crate::error::{Error, Result};
use std::ffi::OsString;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// How long a start may take on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// How much of what it says is kept for the error.
const KEPT: usize = 20;

/// A server and what ends it.
pub(in crate::dialect) struct Watchdog {
    shell: Child,
}

impl Watchdog {
    /// Starts a server on the data in this folder, and waits until it is ready.
    pub(in crate::dialect) fn start(
        software: &dyn Software,
        folder: Folder,
        arguments: &[OsString],
        account: Option<&Account>,
    ) -> Result<Self> {
        let traits = software.traits();
        let server = software.server();
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", include_str!("watchdog.sh"), "cargo-migrate"])
            .arg(traits.end.name())
            .arg(folder.path())
            .arg(&server)
            .args(arguments)
            .current_dir(folder.path())
            .env_remove("PGDATA")
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        // What a terminal sends to this process does not reach the server, which ends behind it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        if let Some(account) = account {
            account.run(&mut command);
        }
        let mut shell = command.spawn().map_err(|cause| {
            Error::failed(format!("cannot start {}: {cause}", server.display()))
        })?;
        // From here on the shell deletes the folder.
        folder.leave();
        let log = shell.stderr.take();
        let watchdog = Self { shell };
        let lines = log.map(|log| listen(log, traits.ready));
        wait_until_ready(lines.as_ref(), traits.ready).map_err(|said| failure(software, &said))?;
        Ok(watchdog)
    }

    /// The number of the shell that waits.
    #[cfg(test)]
    pub(in crate::dialect) fn id(&self) -> u32 {
        self.shell.id()
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}

/// The lines that a server writes, until it is ready; all that follow are read and left, lest it
/// wait for a reader.
fn listen(log: ChildStderr, is_ready: &'static str) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut sender: Option<Sender<String>> = Some(sender);
        for line in BufReader::new(log).split(b'\n') {
            let Ok(line) = line else { return };
            let line = String::from_utf8_lossy(&line).into_owned();
            let ready = line.contains(is_ready);
            if let Some(open) = &sender
                && (open.send(line).is_err() || ready)
            {
                sender = None;
            }
        }
    });
    receiver
}

/// Waits for the line that says so; else gives the last ones.
fn wait_until_ready(
    lines: Option<&Receiver<String>>,
    is_ready: &str,
) -> std::result::Result<(), Vec<String>> {
    let mut said: Vec<String> = Vec::new();
    let since = Instant::now();
    let Some(lines) = lines else {
        return Err(said);
    };
    loop {
        let left = PATIENCE.saturating_sub(since.elapsed());
        match lines.recv_timeout(left) {
            Ok(line) if line.contains(is_ready) => return Ok(()),
            Ok(line) => {
                said.push(line);
                if said.len() > KEPT {
                    said.remove(0);
                }
            }
            Err(RecvTimeoutError::Disconnected) => return Err(said),
            Err(RecvTimeoutError::Timeout) => {
                said.push(format!(
                    "it was not ready within {} seconds",
                    PATIENCE.as_secs()
                ));
                return Err(said);
            }
        }
    }
}

fn failure(software: &dyn Software, said: &[String]) -> Error {
    let traits = software.traits();
    let plain = |line: &String| {
        let mut levels = traits.levels.iter();
        let text = levels.find_map(|level| line.split_once(level));
        text.map(|(_, text)| text.trim().to_owned())
    };
    let reason = said
        .iter()
        .find_map(plain)
        .or_else(|| said.last().cloned())
        .unwrap_or_else(|| "it ended without a word".to_owned());
    let error = Error::failed(format!("the throwaway server does not start: {reason}"))
        .hint("name a server that runs in the database URL")
        .hint(format!(
            "or set {} to the folder of other server programs",
            traits.variable
        ));
    let error = error.note(format!("started {}", software.server().display()));
    said.iter()
        .fold(error, |error, line| error.note(line.clone()))
}
