//! The one error type that crosses module borders: what happened, where, and what to do next.
//!
//! A module builds an [`Error`] with the constructor of its [`Kind`], adds hints (commands or
//! settings that mend the cause) and, where there is one, the place in a `.sql` or `.toml` file.
//! `report` shows it as rustc would; `main` exits with [`Kind::exit_code`]. Messages begin in
//! lower case and carry no final full stop.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

/// What an error means for the caller, and so which exit code it gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Something was found: a difference with `--exit-code`, a failing proof, a hazard.
    Found,
    /// Usage or configuration is wrong; nothing was tried.
    Usage,
    /// Refused for safety, or an answer is needed that nobody is there to give.
    Refused,
    /// It failed, and every database is as it was before.
    Failed,
    /// It failed, and a database is not as it was: the message holds the command that mends it.
    Broken,
    /// A bug in this tool.
    Internal,
}

impl Kind {
    /// The process exit code of this kind, as the manual lists them.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Found => 1,
            Self::Usage => 2,
            Self::Refused => 3,
            Self::Failed => 4,
            Self::Broken => 5,
            Self::Internal => 101,
        }
    }
}

/// A place in a text file that an error speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The file, as the user would name it.
    pub path: PathBuf,
    /// Its whole text.
    pub text: String,
    /// The bytes of `text` that are meant.
    pub range: Range<usize>,
    /// What to write beside the marked bytes; may be empty.
    pub label: String,
}

impl Location {
    /// The line in which the marked bytes begin, counted from 1.
    pub fn line(&self) -> usize {
        1 + self.text[..self.range.start].matches('\n').count()
    }
}

/// An error with its kind, its hints and its place.
#[derive(Debug, thiserror::Error)]
#[error("{}", inner.message)]
pub struct Error {
    inner: Box<Inner>,
}

#[derive(Debug)]
struct Inner {
    kind: Kind,
    message: String,
    notes: Vec<String>,
    hints: Vec<String>,
    location: Option<Location>,
}

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error of the given kind; `message` says what happened.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            inner: Box::new(Inner {
                kind,
                message: message.into(),
                notes: Vec::new(),
                hints: Vec::new(),
                location: None,
            }),
        }
    }

    /// Usage or configuration is wrong (exit 2).
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// Refused for safety, or needs an answer (exit 3).
    pub fn refused(message: impl Into<String>) -> Self {
        Self::new(Kind::Refused, message)
    }

    /// Failed, nothing was changed (exit 4).
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(Kind::Failed, message)
    }

    /// Failed, and a database was changed (exit 5).
    pub fn broken(message: impl Into<String>) -> Self {
        Self::new(Kind::Broken, message)
    }

    /// A finding (exit 1).
    pub fn found(message: impl Into<String>) -> Self {
        Self::new(Kind::Found, message)
    }

    /// A bug in this tool (exit 101).
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(Kind::Internal, message)
    }

    /// Adds a fact that helps to understand the message.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.inner.notes.push(note.into());
        self
    }

    /// Adds what to do next, where possible a command to copy.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.inner.hints.push(hint.into());
        self
    }

    /// Says which bytes of which file are meant.
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.inner.location = Some(location);
        self
    }

    /// The same error with another kind, for a caller that knows more.
    #[must_use]
    pub fn with_kind(mut self, kind: Kind) -> Self {
        self.inner.kind = kind;
        self
    }

    /// The same error with `context` in front of its message: `context: message`.
    #[must_use]
    pub fn context(mut self, context: impl fmt::Display) -> Self {
        self.inner.message = format!("{context}: {}", self.inner.message);
        self
    }

    /// What this error means for the caller.
    pub fn kind(&self) -> Kind {
        self.inner.kind
    }

    /// What happened.
    pub fn message(&self) -> &str {
        &self.inner.message
    }

    /// Facts that help to understand it.
    pub fn notes(&self) -> &[String] {
        &self.inner.notes
    }

    /// What to do next.
    pub fn hints(&self) -> &[String] {
        &self.inner.hints
    }

    /// Where it happened, if it happened in a file.
    pub fn location(&self) -> Option<&Location> {
        self.inner.location.as_ref()
    }
}

/// Puts what was being done in front of an I/O error, with the path it was done to.
pub(crate) trait IoContext<T> {
    /// `failed to {doing} {path}: {cause}`, of the given kind.
    fn doing(self, kind: Kind, doing: &str, path: &std::path::Path) -> Result<T>;
}

impl<T> IoContext<T> for std::io::Result<T> {
    fn doing(self, kind: Kind, doing: &str, path: &std::path::Path) -> Result<T> {
        self.map_err(|cause| {
            Error::new(
                kind,
                format!("failed to {doing} {}: {cause}", path.display()),
            )
        })
    }
}
