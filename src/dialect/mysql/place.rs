//! Where a server is, for messages and for keys.

use crate::project::is_loopback;
use sqlx::mysql::MySqlConnectOptions;
use std::fmt;
use std::path::{Path, PathBuf};

/// Where a server listens. `Display` has it in words: `localhost:3306`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// At a socket.
    Socket(PathBuf),
    /// At a host, by TCP.
    Host(String, u16),
}

impl Place {
    /// Where these options lead.
    pub(super) fn of(options: &MySqlConnectOptions) -> Self {
        match options.get_socket() {
            Some(path) => Self::Socket(path.clone()),
            None => Self::Host(options.get_host().to_owned(), options.get_port()),
        }
    }

    /// The socket's path, or host and port.
    pub(super) fn address(&self) -> String {
        match self {
            Self::Socket(path) => path.display().to_string(),
            Self::Host(host, port) if host.contains(':') => format!("[{host}]:{port}"),
            Self::Host(host, port) => format!("{host}:{port}"),
        }
    }

    /// Whether it is on this machine.
    pub(super) fn is_local(&self) -> bool {
        match self {
            Self::Socket(_) => true,
            Self::Host(host, _) => is_loopback(host),
        }
    }

    /// What names it to the clients: `-h localhost -P 3306`. By the name `localhost` they mean the
    /// socket.
    pub(super) fn flags(&self) -> String {
        match self {
            Self::Socket(path) => format!("-S {}", path.display()),
            Self::Host(host, port) => {
                format!("--protocol=tcp -h {host} -P {port}")
            }
        }
    }

    /// The same for every way to write it, as far as that can be told without asking anybody.
    pub(super) fn key(&self) -> String {
        match self {
            Self::Socket(path) => resolved(path).display().to_string(),
            Self::Host(host, port) if is_loopback(host) => format!("localhost:{port}"),
            Self::Host(host, port) => format!("{}:{port}", host.to_ascii_lowercase()),
        }
    }
}

/// The path with its folder as the system calls it; the socket itself goes with the server.
fn resolved(path: &Path) -> PathBuf {
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    match (folder, path.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Socket(path) => write!(f, "the socket {}", path.display()),
            Self::Host(..) => f.write_str(&self.address()),
        }
    }
}
