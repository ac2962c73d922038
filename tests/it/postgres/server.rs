//! The server that the tests make their databases on, and a client of it that shares no code with
//! what is tested.

pub(crate) use crate::server_project::{runtime, with_database};

use cargo_migrate::dialect::postgres::cluster::Cluster;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgRow};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, Row as _, ValueRef as _};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::runtime::Runtime;

/// Roles that every server of the tests has; none of them may log in but `it_doe`, whose password
/// is `secret`.
pub(crate) const ROLES: [&str; 4] = ["it_reader", "it_writer", "it_keeper", "it_doe"];

/// How the sessions of the tests are called. One that was closed is there for a moment longer.
pub(crate) const OWN_NAME: &str = "the tests";

/// A server.
pub(crate) struct Server {
    /// The URL of its database `postgres`.
    maintenance: String,
    /// Stops when the last of this is dropped.
    _cluster: Option<Cluster>,
}

/// The server that all tests of this process share.
pub(crate) fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| match std::env::var("POSTGRES_TEST_URL") {
        Ok(url) => Server::of(url, None),
        Err(_) => Server::start(),
    })
}

impl Server {
    /// A throwaway cluster for one test alone.
    pub(crate) fn start() -> Self {
        let cluster = Cluster::start().unwrap();
        let url = cluster.url("postgres").expose().to_owned();
        Self::of(url, Some(cluster))
    }

    fn of(maintenance: String, cluster: Option<Cluster>) -> Self {
        let mut client = Client::open(&maintenance);
        for role in ROLES {
            // Test processes that begin at once make them at once.
            client.run(&format!(
                "DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
            ));
        }
        let _ = client.try_run("ALTER ROLE it_doe LOGIN PASSWORD 'secret'");
        Self {
            maintenance,
            _cluster: cluster,
        }
    }

    /// The URL of a database.
    pub(crate) fn url(&self, database: &str) -> String {
        with_database(&self.maintenance, database)
    }

    /// A client of the maintenance database.
    pub(crate) fn client(&self) -> Client {
        Client::open(&self.maintenance)
    }

    /// A name that no other test has for its database.
    pub(crate) fn name(&self) -> String {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        format!("it_{}_{number}", std::process::id())
    }

    /// An empty database, dropped with the value.
    pub(crate) fn database(&'static self) -> Database {
        let name = self.name();
        self.client()
            .run(&format!("CREATE DATABASE {name} TEMPLATE template0"));
        Database { server: self, name }
    }

    /// The names of all databases that the tool has made and not dropped.
    pub(crate) fn leftovers(&self) -> Vec<String> {
        self.client().rows(
            r"SELECT datname FROM pg_database WHERE datname LIKE 'cargo\_migrate\_%' ORDER BY 1",
        )
    }

    /// The throwaway databases of processes that have ended. Other tests may be at work on this
    /// server: what they have now is theirs.
    pub(crate) fn orphans(&self) -> Vec<String> {
        let throwaway = r#"
            SELECT datname, substring(shobj_description(oid, 'pg_database') FROM '"pid": ?(\d+)')
              FROM pg_database
             WHERE datname LIKE 'cargo\_migrate\_%'
               AND shobj_description(oid, 'pg_database') LIKE '%throwaway%'"#;
        let ended = |line: &String| {
            let pid = line.rsplit_once('|').unwrap().1;
            !Path::new("/proc").join(pid).exists()
        };
        let mut client = self.client();
        let mut orphans = client.rows(throwaway);
        orphans.retain(ended);
        // One that was about to be dropped a moment ago is gone by now.
        let now = client.rows(throwaway);
        orphans.retain(|line| now.contains(line));
        orphans
    }

    /// Its major version.
    pub(crate) fn major(&self) -> u32 {
        let number = self.client().rows("SHOW server_version_num");
        number[0].parse::<u32>().unwrap() / 10_000
    }

    /// The folder of its own programs, such as `pg_dump`.
    pub(crate) fn programs(&self) -> PathBuf {
        Cluster::programs().unwrap().folder().to_owned()
    }
}

/// A database of one test.
pub(crate) struct Database {
    server: &'static Server,
    pub(crate) name: String,
}

impl Database {
    pub(crate) fn url(&self) -> String {
        self.server.url(&self.name)
    }

    pub(crate) fn client(&self) -> Client {
        Client::open(&self.url())
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A test that panics must not panic once more.
        if let Ok(mut client) = Client::try_open(&self.server.maintenance) {
            let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
            let _ = client.try_run(&drop);
        }
    }
}

/// A connection.
pub(crate) struct Client {
    inner: Option<PgConnection>,
    runtime: Runtime,
}

impl Client {
    #[track_caller]
    pub(crate) fn open(url: &str) -> Self {
        Self::try_open(url).unwrap()
    }

    pub(crate) fn try_open(url: &str) -> sqlx::Result<Self> {
        let runtime = runtime();
        let options = PgConnectOptions::from_str(url)?.application_name(OWN_NAME);
        let inner = runtime.block_on(PgConnection::connect_with(&options))?;
        Ok(Self {
            inner: Some(inner),
            runtime,
        })
    }

    /// Runs statements in one message, as sqlx runs a script.
    pub(crate) fn try_run(&mut self, sql: &str) -> sqlx::Result<()> {
        let inner = self.inner.as_mut().unwrap();
        let done = inner.execute(sqlx::raw_sql(AssertSqlSafe(sql)));
        self.runtime.block_on(done).map(|_| ())
    }

    #[track_caller]
    pub(crate) fn run(&mut self, sql: &str) {
        self.try_run(sql)
            .unwrap_or_else(|cause| panic!("{cause}: {sql}"));
    }

    /// The rows of a query, columns parted by `|`.
    pub(crate) fn try_rows(&mut self, sql: &str) -> sqlx::Result<Vec<String>> {
        let inner = self.inner.as_mut().unwrap();
        let rows = inner.fetch_all(sqlx::raw_sql(AssertSqlSafe(sql)));
        Ok(self.runtime.block_on(rows)?.iter().map(line).collect())
    }

    #[track_caller]
    pub(crate) fn rows(&mut self, sql: &str) -> Vec<String> {
        self.try_rows(sql)
            .unwrap_or_else(|cause| panic!("{cause}: {sql}"))
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if let Some(inner) = self.inner.take() {
            let _ = self.runtime.block_on(inner.close());
        }
    }
}

fn line(row: &PgRow) -> String {
    let cells: Vec<&str> = (0..row.len())
        .map(|column| {
            let value = row.try_get_raw(column).unwrap();
            if value.is_null() {
                "NULL"
            } else {
                value.as_str().unwrap()
            }
        })
        .collect();
    cells.join("|")
}
