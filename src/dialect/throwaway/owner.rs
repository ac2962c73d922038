//! Which process something belongs to that is thrown away, so that what a killed one left behind
//! can be told from what a living one is using.

use serde::{Deserialize, Serialize};
use std::fs;

/// Who made it; a mark by anybody else is none.
const MAKER: &str = "cargo-migrate";

/// What a marked thing is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::dialect) enum Use {
    /// It goes with the process that made it.
    Throwaway,
    /// It stays until it is dropped.
    Scratch,
}

/// What is written on a database or beside a server, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::dialect) struct Mark {
    made_by: String,
    /// What the marked thing is for.
    pub(in crate::dialect) kind: Use,
    #[serde(flatten)]
    owner: Owner,
}

/// A process, told from all others of all machines that had its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::dialect) struct Owner {
    pid: u32,
    /// When it began, in the system's own unit; none where the system doesn't tell.
    start: Option<String>,
    host: String,
    /// The run of the system, and the container in it: a number means a process only there.
    boot: String,
}

/// What is known of an owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::dialect) enum Life {
    /// It lives, or can't be seen from here.
    Unknown,
    /// It is gone for certain.
    Gone,
}

impl Mark {
    /// The mark of this process.
    pub(in crate::dialect) fn new(kind: Use) -> Self {
        Self {
            made_by: MAKER.to_owned(),
            kind,
            owner: Owner::this(),
        }
    }

    /// Reads a mark; none where it is something else.
    pub(in crate::dialect) fn read(text: &str) -> Option<Self> {
        let mark: Self = serde_json::from_str(text).ok()?;
        (mark.made_by == MAKER).then_some(mark)
    }

    /// As it is written down.
    pub(in crate::dialect) fn text(&self) -> String {
        // Strings and a number: there is nothing in it that JSON could not say.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Whether the process that made it is gone.
    pub(in crate::dialect) fn life(&self) -> Life {
        self.owner.life()
    }
}

impl Owner {
    /// This process.
    pub(in crate::dialect) fn this() -> Self {
        let pid = std::process::id();
        Self {
            pid,
            start: start(pid),
            host: host(),
            boot: boot(),
        }
    }

    /// Where it runs, in one text.
    pub(in crate::dialect) fn machine(&self) -> String {
        format!("{} {}", self.host, self.boot)
    }

    /// The owner of something that only kept the number of its process, made on this machine.
    pub(in crate::dialect) fn numbered(pid: u32) -> Self {
        Self {
            pid,
            start: None,
            ..Self::this()
        }
    }

    /// Whether it is gone.
    pub(in crate::dialect) fn life(&self) -> Life {
        if self.host != host() || self.boot != boot() {
            return Life::Unknown;
        }
        let gone = match (&self.start, fs::exists("/proc/self/stat")) {
            (Some(started), Ok(true)) => start(self.pid).as_ref() != Some(started),
            (None, Ok(true)) => start(self.pid).is_none(),
            _ => !is_there(self.pid),
        };
        if gone { Life::Gone } else { Life::Unknown }
    }
}

/// When a process began (proc(5), field 22 of `stat`); none where there is no such process.
fn start(pid: u32) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The second field is the program's name in parentheses, which may hold anything.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace();
    if matches!(fields.next()?, "Z" | "X" | "x") {
        return None;
    }
    fields.nth(18).map(str::to_owned)
}

#[cfg(unix)]
fn is_there(pid: u32) -> bool {
    let number = i32::try_from(pid)
        .ok()
        .and_then(rustix::process::Pid::from_raw);
    number
        .is_some_and(|pid| rustix::process::test_kill_process(pid) != Err(rustix::io::Errno::SRCH))
}

#[cfg(not(unix))]
fn is_there(_: u32) -> bool {
    true
}

#[cfg(unix)]
fn host() -> String {
    let name = rustix::system::uname();
    name.nodename().to_string_lossy().into_owned()
}

#[cfg(not(unix))]
fn host() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_default()
}

fn boot() -> String {
    let id = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    let container = fs::read_link("/proc/self/ns/pid").unwrap_or_default();
    format!("{} {}", id.trim(), container.display())
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    /// Above the largest number that Linux gives (2^22).
    const NOBODY: u32 = 4_194_305;

    #[test]
    fn a_mark_is_read_as_it_was_written_and_nothing_else_is_one() {
        let mark = Mark::new(Use::Scratch);
        assert_eq!(Mark::read(&mark.text()), Some(mark.clone()));
        for text in ["", "users of the shop", "{}", "[1]"] {
            assert_eq!(Mark::read(text), None, "{text}");
        }
        let foreign = mark.text().replace(MAKER, "somebody");
        assert_eq!(Mark::read(&foreign), None);
    }

    #[test]
    fn only_an_owner_of_this_machine_that_is_not_there_is_gone() {
        let this = Owner::this();
        assert_eq!(this.life(), Life::Unknown);
        let dead = Owner {
            pid: NOBODY,
            ..this.clone()
        };
        assert_eq!(dead.life(), Life::Gone);
        assert_eq!(Owner::numbered(NOBODY).life(), Life::Gone);
        assert_eq!(Owner::numbered(this.pid).life(), Life::Unknown);
        for elsewhere in [
            Owner {
                host: "elsewhere".to_owned(),
                ..dead.clone()
            },
            Owner {
                boot: "earlier".to_owned(),
                ..dead
            },
        ] {
            assert_eq!(elsewhere.life(), Life::Unknown);
        }
        if this.start.is_some() {
            let earlier = Owner {
                start: Some("1".to_owned()),
                ..this
            };
            assert_eq!(earlier.life(), Life::Gone);
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_killed_process_that_nobody_waited_for_is_gone() {
        let mut child = std::process::Command::new("sleep")
            .arg("60")
            .spawn()
            .unwrap();
        let owner = Owner::numbered(child.id());
        assert_eq!(owner.life(), Life::Unknown);
        child.kill().unwrap();
        let since = std::time::Instant::now();
        while owner.life() == Life::Unknown {
            assert!(since.elapsed() < std::time::Duration::from_secs(10));
            std::thread::yield_now();
        }
        child.wait().unwrap();
    }
}
