//! What a session does, on a server.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod copies;
mod events;
mod scripts;

use super::*;
use crate::dialect::Note;
use crate::dialect::mysql::cluster::Cluster;
use crate::project::ScratchServer;

/// A server of a test's own, with the database `shop`.
struct Place {
    server: Rc<Server>,
    cluster: Cluster,
}

impl Place {
    fn new() -> Self {
        let cluster = Cluster::start().unwrap();
        let mut connection = Connection::open(&cluster.url("").unwrap()).unwrap();
        connection
            .execute("CREATE DATABASE shop CHARACTER SET utf8mb4")
            .unwrap();
        let url = cluster.url("shop").unwrap();
        let server = Rc::new(Server::new(Some(url), ScratchServer::default()));
        Self { server, cluster }
    }

    fn url(&self) -> DatabaseUrl {
        self.cluster.url("shop").unwrap()
    }

    fn open(&self) -> Session {
        Session::open(&self.server, &self.url(), Access::Write, &Ignore::default()).unwrap()
    }

    fn connection(&self) -> Connection {
        Connection::open(&self.url()).unwrap()
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

    #[track_caller]
    fn sql(&mut self, sql: &str) {
        if let Err(error) = self.go(sql, Note::None) {
            panic!("{error}");
        }
    }

    /// All rows of a query, columns parted by `|`.
    fn lines(&self, sql: &str) -> Vec<String> {
        let rows = self.query(sql).unwrap();
        let line = |row: &Answer| {
            let cells: Vec<&str> = (0..row.width())
                .map(|column| row.get(column).unwrap_or("NULL"))
                .collect();
            cells.join("|")
        };
        rows.iter().map(line).collect()
    }
}
