//! Where a server is, for messages and for keys.

use crate::project::is_loopback;
use sqlx::postgres::PgConnectOptions;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Where a server listens. `Display` has it in words: `localhost:5432`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// In the folder of a socket.
    Socket { folder: String, port: u16 },
    /// At a host, by TCP.
    Host { host: String, port: u16 },
}

impl Place {
    /// Where these options lead.
    pub(super) fn of(options: &PgConnectOptions) -> Self {
        let port = options.get_port();
        let host = options.get_host();
        match options.get_socket() {
            Some(folder) => Self::Socket {
                folder: folder.display().to_string(),
                port,
            },
            None if host.starts_with('/') => Self::Socket {
                folder: host.to_owned(),
                port,
            },
            None => Self::Host {
                host: host.to_owned(),
                port,
            },
        }
    }

    /// Its port; that of a socket is a part of the socket's name.
    pub(super) fn port(&self) -> u16 {
        match self {
            Self::Socket { port, .. } | Self::Host { port, .. } => *port,
        }
    }

    /// The socket's path, or host and port.
    pub(super) fn address(&self) -> String {
        match self {
            Self::Socket { folder, port } => {
                format!("{}/.s.PGSQL.{port}", folder.trim_end_matches('/'))
            }
            Self::Host { host, port } if host.contains(':') => format!("[{host}]:{port}"),
            Self::Host { host, port } => format!("{host}:{port}"),
        }
    }

    /// Whether it is on this machine.
    pub(super) fn is_local(&self) -> bool {
        match self {
            Self::Socket { .. } => true,
            Self::Host { host, .. } => is_loopback(host),
        }
    }

    /// What names it to the programs of PostgreSQL: `-h localhost -p 5432`.
    pub(super) fn flags(&self) -> String {
        match self {
            Self::Socket { folder, port } => format!("-h {folder} -p {port}"),
            Self::Host { host, port } => format!("-h {host} -p {port}"),
        }
    }

    /// The same for every way to write it, as far as that can be told without asking anybody.
    pub(super) fn key(&self) -> String {
        match self {
            Self::Socket { folder, .. } => {
                let path = std::fs::canonicalize(folder);
                let folder =
                    path.map_or_else(|_| folder.clone(), |path| path.display().to_string());
                format!("{}:{}", folder.trim_end_matches('/'), self.port())
            }
            Self::Host { host, port } if is_loopback(host) => format!("localhost:{port}"),
            Self::Host { host, port } => format!("{}:{port}", host.to_ascii_lowercase()),
        }
    }
}

/// Keys of places about which this process has found something out.
pub(super) struct Places(Mutex<BTreeSet<String>>);

impl Places {
    /// None.
    pub(super) const fn new() -> Self {
        Self(Mutex::new(BTreeSet::new()))
    }

    /// Whether a place is among them.
    pub(super) fn holds(&self, key: &str) -> bool {
        self.open().contains(key)
    }

    /// Adds one.
    pub(super) fn add(&self, key: String) {
        self.open().insert(key);
    }

    fn open(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Socket { .. } => write!(f, "the socket {}", self.address()),
            Self::Host { .. } => f.write_str(&self.address()),
        }
    }
}
