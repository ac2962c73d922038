//! What a session does, on a server.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod copies;
mod looks;
mod scripts;

use super::*;
use crate::Kind;
use crate::dialect::Note;
use crate::dialect::postgres::cluster::Cluster;
use crate::diff::Rename;
use crate::project::ScratchServer;
use crate::schema::Name;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// A database of a test's own, dropped with it.
struct Place {
    url: DatabaseUrl,
    name: String,
    server: Rc<Server>,
}

/// The database `postgres` of the server that all tests of this process share: the one that
/// `cargo xtask test` has started, or a throwaway cluster, which ends with the process.
fn maintenance() -> DatabaseUrl {
    static SERVER: OnceLock<(DatabaseUrl, Option<Cluster>)> = OnceLock::new();
    let (url, _) = SERVER.get_or_init(|| match std::env::var("POSTGRES_TEST_URL") {
        Ok(url) => (DatabaseUrl::parse(&url).unwrap(), None),
        Err(_) => {
            let cluster = Cluster::start().unwrap();
            (cluster.url("postgres"), Some(cluster))
        }
    });
    url.clone()
}

impl Place {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("session_{}_{number}", std::process::id());
        let mut connection = Connection::open(&maintenance()).unwrap();
        connection
            .execute(&format!("CREATE DATABASE {name}"))
            .unwrap();
        let url = maintenance().with_database(&name);
        let server = Rc::new(Server::new(Some(url.clone()), ScratchServer::default()));
        Self { url, name, server }
    }

    fn open(&self) -> Session {
        Session::open(&self.server, &self.url, Access::Write, &Ignore::default()).unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut connection = Connection::open(&maintenance()).unwrap();
        let _ = connection.execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

fn script<'a>(sql: &'a str, note: Note<'a>) -> Run<'a> {
    Run {
        path: Path::new("1_a.up.sql"),
        sql,
        no_transaction: sql.starts_with("-- no-transaction"),
        note,
    }
}

fn up(version: i64) -> Note<'static> {
    Note::Applied {
        version,
        description: "it's a",
        checksum: &[0, 255, 92],
    }
}

impl Session {
    fn go(&mut self, sql: &str, note: Note) -> Result<Duration> {
        Self::run(self, &script(sql, note), &mut |_, _| {})
    }

    fn sql(&mut self, sql: &str) {
        self.go(sql, Note::None).unwrap();
    }
}
