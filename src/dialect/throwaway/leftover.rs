//! Clears away what a killed watchdog left behind: only folders with this tool's mark, whose
//! process is gone.

use super::Traits;
use super::account::{Account, is_own};
use super::folder::{OWNER, everywhere};
use super::owner::{Life, Mark};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// After this time a folder of another boot or container, where nobody listens, is no start that
/// is under way.
const LONG_AGO: Duration = Duration::from_secs(3600);

/// How long a server that is told to end may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Deletes the folders of dead processes. What cannot be deleted is left to the next run.
pub(in crate::dialect) fn collect(traits: &Traits, account: Option<&Account>) {
    for place in everywhere() {
        let entries = fs::read_dir(&place).into_iter().flatten().flatten();
        for entry in entries {
            let name = entry.file_name();
            if name
                .to_str()
                .is_some_and(|name| name.starts_with(traits.prefix))
            {
                let _ = look_at(&entry.path(), traits, account);
            }
        }
    }
}

fn look_at(folder: &Path, traits: &Traits, account: Option<&Account>) -> std::io::Result<()> {
    let metadata = fs::symlink_metadata(folder)?;
    let ours = is_own(&metadata) || account.is_some_and(|account| account.owns(&metadata));
    if !metadata.is_dir() || !ours {
        return Ok(());
    }
    let aged = metadata
        .modified()?
        .elapsed()
        .is_ok_and(|age| age > LONG_AGO);
    let mark = fs::read_to_string(folder.join(OWNER)).unwrap_or_default();
    let Some(mark) = Mark::read(&mark) else {
        // Killed between two steps of making it; only an empty one is deleted so.
        return if aged { fs::remove_dir(folder) } else { Ok(()) };
    };
    let gone = mark.life() == Life::Gone || (aged && !somebody_listens(folder, traits));
    if !gone {
        return Ok(());
    }
    end_server(folder, traits);
    fs::remove_dir_all(folder)
}

#[cfg(unix)]
fn somebody_listens(folder: &Path, traits: &Traits) -> bool {
    std::os::unix::net::UnixStream::connect(folder.join(traits.socket)).is_ok()
}

#[cfg(not(unix))]
fn somebody_listens(_: &Path, _: &Traits) -> bool {
    true
}

/// Ends the server that still runs on these data, if there is one.
#[cfg(unix)]
fn end_server(folder: &Path, traits: &Traits) {
    use rustix::process::{Pid, kill_process};
    let data = folder.join("data");
    let file = fs::read_to_string(data.join(traits.pid_file)).unwrap_or_default();
    let number = file
        .lines()
        .next()
        .and_then(|line| line.trim().parse().ok());
    let Some(pid) = number.and_then(Pid::from_raw) else {
        return;
    };
    // The number may be another process's by now.
    let since = Instant::now();
    while command_line(pid.as_raw_nonzero().get()).contains(&data.display().to_string()) {
        if kill_process(pid, traits.end.signal()).is_err() || since.elapsed() > PATIENCE {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(not(unix))]
fn end_server(_: &Path, _: &Traits) {}

/// How a process was started; empty where there is none.
#[cfg(unix)]
fn command_line(pid: i32) -> String {
    if let Ok(bytes) = fs::read(format!("/proc/{pid}/cmdline")) {
        return String::from_utf8_lossy(&bytes).replace('\0', " ");
    }
    let output = std::process::Command::new("ps")
        .args(["-o", "args=", "-p", &pid.to_string()])
        .output();
    output
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        .unwrap_or_default()
}
