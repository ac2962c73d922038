//! A process with all that it starts, ended together.
//!
//! The process leads a group of its own. The group is killed before its leader is reaped: only
//! until then is its number certain not to be somebody else's.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::{flag, low_level};

/// How long a group may take to end by itself after an interruption.
const GRACE: Duration = Duration::from_secs(2);

/// The longest pause between two looks at the process.
const LONGEST_PAUSE: Duration = Duration::from_millis(20);

/// A running process group.
pub(super) struct Group {
    child: Child,
    reaped: bool,
    /// Dropped after the group is killed.
    attention: Attention,
}

impl Group {
    /// Starts the command as the leader of a new group.
    pub(super) fn spawn(command: &mut Command) -> io::Result<Self> {
        let attention = Attention::pay()?;
        let child = command.process_group(0).spawn()?;
        Ok(Self {
            child,
            reaped: false,
            attention,
        })
    }

    /// Waits for the leader, then ends what it left behind in its group. Where this process is
    /// interrupted, ends the group and then this process.
    pub(super) fn wait(mut self) -> io::Result<ExitStatus> {
        let mut pause = Duration::from_millis(1);
        while !self.has_exited()? {
            if let Some(signal) = self.attention.interruption() {
                self.interrupt();
                drop(self);
                end_by(signal);
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        self.end()
    }

    fn has_exited(&self) -> io::Result<bool> {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
        Ok(waitid(WaitId::Pid(self.id()), options)?.is_some())
    }

    fn id(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Asks the group to end, and waits a little for its leader to do so.
    fn interrupt(&self) {
        let asked = Instant::now();
        // A group that is gone already is no error.
        let _ = kill_process_group(self.id(), Signal::TERM);
        while asked.elapsed() < GRACE && !self.has_exited().unwrap_or(true) {
            std::thread::sleep(LONGEST_PAUSE);
        }
    }

    fn end(&mut self) -> io::Result<ExitStatus> {
        let _ = kill_process_group(self.id(), Signal::KILL);
        self.reaped = true;
        self.child.wait()
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if !self.reaped {
            let _ = self.end();
        }
    }
}

/// Ends this process as the signal would have.
fn end_by(signal: i32) -> ! {
    let _ = low_level::emulate_default_handler(signal);
    std::process::exit(128 + signal)
}

/// While it lives, an interruption of this process is noted rather than obeyed.
struct Attention {
    _alone: MutexGuard<'static, ()>,
}

/// What the handlers of the signals see. A handler, once there, stays: while nobody pays
/// attention it does what the signal does by default.
struct Handlers {
    idle: Arc<AtomicBool>,
    noted: Arc<AtomicUsize>,
}

impl Handlers {
    fn get() -> io::Result<&'static Self> {
        static HANDLERS: OnceLock<Handlers> = OnceLock::new();
        if let Some(handlers) = HANDLERS.get() {
            return Ok(handlers);
        }
        let handlers = Self {
            idle: Arc::new(AtomicBool::new(true)),
            noted: Arc::new(AtomicUsize::new(0)),
        };
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            flag::register_conditional_default(signal, Arc::clone(&handlers.idle))?;
            flag::register_usize(
                signal,
                Arc::clone(&handlers.noted),
                signal.unsigned_abs() as usize,
            )?;
        }
        Ok(HANDLERS.get_or_init(|| handlers))
    }
}

impl Attention {
    fn pay() -> io::Result<Self> {
        static ONE: Mutex<()> = Mutex::new(());
        let alone = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let handlers = Handlers::get()?;
        handlers.noted.store(0, Ordering::SeqCst);
        handlers.idle.store(false, Ordering::SeqCst);
        Ok(Self { _alone: alone })
    }

    fn interruption(&self) -> Option<i32> {
        let noted = Handlers::get().ok()?.noted.load(Ordering::SeqCst);
        i32::try_from(noted).ok().filter(|signal| *signal != 0)
    }
}

impl Drop for Attention {
    fn drop(&mut self) {
        if let Ok(handlers) = Handlers::get() {
            handlers.idle.store(true, Ordering::SeqCst);
        }
        // One that came after the last look must not be lost.
        if let Some(signal) = self.interruption() {
            end_by(signal);
        }
    }
}
