//! Why no connection to a server came about, as far as that is the same for every engine.

use crate::error::{Error, Result};
use crate::project::DatabaseUrl;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::time::Duration;

/// How long a server may take to answer; one that cannot be reached behind a firewall never does.
pub(super) const PATIENCE: Duration = Duration::from_secs(15);

/// What kept a connection from coming about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The URL is none that sqlx takes.
    Url,
    /// Nothing answers there: no server runs, or none can be reached.
    Unreachable,
    /// The server is there, the database is not.
    NoDatabase,
    /// The server is there, and refuses.
    Refused,
}

/// A connection that did not come about.
#[derive(Debug)]
pub struct Failure {
    /// For a caller that does something else then.
    pub reason: Reason,
    /// For a person.
    pub error: Error,
}

/// Where somebody should listen.
pub(super) struct Listener {
    /// The engine.
    pub(super) title: &'static str,
    /// The place in words.
    pub(super) shown: String,
    /// The socket's path, or host and port.
    pub(super) address: String,
    /// Whether it is on this machine.
    pub(super) is_local: bool,
    /// The command that finds out whether it answers.
    pub(super) check: String,
    /// How a URL names a host rather than a socket.
    pub(super) by_host: &'static str,
}

impl Listener {
    /// What the system said.
    pub(super) fn unreachable(&self, cause: &std::io::Error) -> (Reason, Error) {
        let place = &self.shown;
        let error = match cause.kind() {
            ErrorKind::PermissionDenied => {
                let error =
                    Error::usage(format!("{place} may not be used: {cause}")).hint(format!(
                        "ask for access to the folder of the socket, or use {}",
                        self.by_host
                    ));
                return (Reason::Refused, error);
            }
            ErrorKind::ConnectionRefused => Error::usage(format!("no server listens at {place}")),
            ErrorKind::NotFound => Error::usage(format!("there is no socket {}", self.address)),
            ErrorKind::TimedOut => Error::usage(format!(
                "no server answers at {place} within {} seconds",
                PATIENCE.as_secs()
            )),
            ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset | ErrorKind::BrokenPipe => {
                Error::usage(format!(
                    "what listens at {place} hung up before it said a word of {}",
                    self.title
                ))
            }
            _ => Error::usage(format!("no server can be reached at {place}: {cause}")),
        };
        let error = match self.is_local {
            true => error
                .hint(format!(
                    "start the server, and see that it answers: {}",
                    self.check
                ))
                .hint("or name another one in the database URL"),
            false => error
                .hint(format!("see whether it answers: {}", self.check))
                .hint("check host and port in the database URL"),
        };
        (Reason::Unreachable, error)
    }
}

/// What was found out about databases, so that one command connects once for it.
#[derive(Default)]
pub(super) struct Known {
    seen: RefCell<BTreeSet<String>>,
    /// Those where nothing answered, which may have taken long to find out.
    silent: RefCell<BTreeSet<String>>,
}

impl Known {
    /// Whether there is a database of this key, by what opening it says.
    ///
    /// # Errors
    /// Where that can't be found out: no server answers, or it refuses the user.
    pub(super) fn exists(
        &self,
        key: String,
        open: impl FnOnce() -> Result<(), Failure>,
    ) -> Result<bool> {
        if self.seen.borrow().contains(&key) {
            return Ok(true);
        }
        match open() {
            Ok(()) => {
                self.seen.borrow_mut().insert(key);
                Ok(true)
            }
            Err(failure) => match failure.reason {
                Reason::NoDatabase => Ok(false),
                Reason::Unreachable => {
                    self.silent.borrow_mut().insert(key);
                    Err(failure.error)
                }
                Reason::Url | Reason::Refused => Err(failure.error),
            },
        }
    }

    /// Whether nothing answered there, by what [`exists`](Self::exists) has found out.
    pub(super) fn is_silent(&self, key: &str) -> bool {
        self.silent.borrow().contains(key)
    }

    /// It may be gone from now on.
    pub(super) fn forget(&self, key: &str) {
        self.seen.borrow_mut().remove(key);
    }
}

/// The same error with the secrets of the URL masked, whoever wrote them there.
pub(super) fn masked(error: &Error, url: &DatabaseUrl) -> Error {
    let mut masked = Error::new(error.kind(), url.redact_message(error.message()));
    for note in error.notes() {
        masked = masked.note(url.redact_message(note));
    }
    for hint in error.hints() {
        masked = masked.hint(hint.clone());
    }
    masked
}

/// The error where neither the server of the URL nor a throwaway one can be had.
pub(super) fn both(server: &Error, throwaway: &Error) -> Error {
    let error = Error::new(
        server.kind(),
        format!(
            "{}, and for a throwaway server {}",
            server.message(),
            throwaway.message()
        ),
    );
    let notes = server.notes().iter().chain(throwaway.notes());
    let hints = server.hints().iter().chain(throwaway.hints());
    let error = notes.fold(error, |error, note| error.note(note.clone()));
    hints.fold(error, |error, hint| error.hint(hint.clone()))
}
