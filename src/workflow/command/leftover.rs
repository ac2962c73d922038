//! What a killed run leaves behind: commands that nobody waits for any more.
//!
//! Before a command starts, a file remembers a random word, which the command and all that it
//! starts carry in their environment. The number of a process may be given out again; that word
//! is not. So the next run ends exactly the processes of the run before, however late it comes.
//! Those that have left for a session of their own (build servers such as sccache) are spared.
//! This needs `/proc`, so it is done on Linux only.

use std::fs;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, IoContext, Kind, Result};

/// The variable that a command and its descendants carry.
pub(super) const RUN_VARIABLE: &str = "CARGO_MIGRATE_RUN";

#[derive(Debug, Serialize, Deserialize)]
struct Record {
    nonce: String,
    session: Option<i32>,
}

/// The note of a running command; taken back when it is dropped.
#[derive(Debug)]
pub(super) struct Registration {
    path: PathBuf,
    record: Record,
}

impl Registration {
    /// Notes that a command is about to run.
    pub(super) fn write(path: &Path) -> Result<Self> {
        let record = Record {
            nonce: nonce(),
            session: own_session(),
        };
        let text =
            serde_json::to_string(&record).map_err(|cause| Error::internal(cause.to_string()))?;
        fs::write(path, text).doing(Kind::Failed, "write", path)?;
        Ok(Self {
            path: path.to_owned(),
            record,
        })
    }

    pub(super) fn nonce(&self) -> &str {
        &self.record.nonce
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        // Where it stays, the next run looks for processes that are not there.
        let _ = fs::remove_file(&self.path);
    }
}

/// 128 random bits, in hexadecimal digits.
pub(crate) fn nonce() -> String {
    let part = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", part(), part())
}

/// Ends the commands of a run that was killed, as the file remembers them; gives how many
/// processes there were. Nothing happens where there is no such file.
///
/// # Errors
/// Failed, where the file can't be read or deleted.
pub fn end_leftovers(registry: &Path) -> Result<usize> {
    let text = match fs::read_to_string(registry) {
        Ok(text) => text,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(cause) => return Err(cause).doing(Kind::Failed, "read", registry),
    };
    // A run killed while it wrote the file had not started its command.
    let ended = serde_json::from_str::<Record>(&text).map_or(0, |record| end(&record));
    fs::remove_file(registry).doing(Kind::Failed, "delete", registry)?;
    Ok(ended)
}

#[cfg(target_os = "linux")]
fn own_session() -> Option<i32> {
    session(&fs::read_to_string("/proc/self/stat").ok()?)
}

/// The sixth field of `/proc/PID/stat`; the second may hold spaces and parentheses (proc(5)).
#[cfg(target_os = "linux")]
fn session(stat: &str) -> Option<i32> {
    stat.rsplit_once(')')?
        .1
        .split_whitespace()
        .nth(3)?
        .parse()
        .ok()
}

#[cfg(target_os = "linux")]
fn end(record: &Record) -> usize {
    use rustix::process::{Pid, Signal, kill_process};
    let mark = format!("{RUN_VARIABLE}={}", record.nonce);
    let mut ended = std::collections::BTreeSet::new();
    // Twice, as a process may have started another one between the look and its end.
    for _ in 0..2 {
        for process in fs::read_dir("/proc").into_iter().flatten().flatten() {
            let name = process.file_name();
            let Some(id) = name
                .to_str()
                .and_then(|name| name.parse().ok())
                .and_then(Pid::from_raw)
            else {
                continue;
            };
            // Processes of others can't be read, and are not ours to end.
            let Ok(environment) = fs::read(process.path().join("environ")) else {
                continue;
            };
            let stat = fs::read_to_string(process.path().join("stat")).unwrap_or_default();
            let is_marked = environment
                .split(|byte| *byte == 0)
                .any(|variable| variable == mark.as_bytes());
            if is_marked
                && session(&stat) == record.session
                && kill_process(id, Signal::KILL).is_ok()
            {
                ended.insert(name);
            }
        }
    }
    ended.len()
}

#[cfg(not(target_os = "linux"))]
fn own_session() -> Option<i32> {
    None
}

#[cfg(not(target_os = "linux"))]
fn end(_: &Record) -> usize {
    0
}
