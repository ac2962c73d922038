//! A process, on systems without process groups: only the process itself is ended.

use std::io;
use std::process::{Child, Command, ExitStatus};

/// A running process.
pub(super) struct Group {
    child: Child,
}

impl Group {
    /// Starts the command.
    pub(super) fn spawn(command: &mut Command) -> io::Result<Self> {
        Ok(Self {
            child: command.spawn()?,
        })
    }

    /// Waits for it.
    pub(super) fn wait(mut self) -> io::Result<ExitStatus> {
        self.child.wait()
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // Of a process that has ended already this is an error, and no harm.
        let _ = self.child.kill();
    }
}
