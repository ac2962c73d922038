//! The server that the tests make their databases on, and a client of it that shares no code with
//! what is tested.

pub(crate) use crate::server_project::{runtime, with_database};

use cargo_migrate::dialect::mysql::cluster::Cluster;
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlRow};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, Row as _, ValueRef as _};
use std::path::Path;
use std::str::FromStr as _;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::runtime::Runtime;

/// A user that every server of the tests has, without any privilege.
pub(crate) const DOE: &str = "it_doe";

/// The password of [`DOE`].
pub(crate) const PASSWORD: &str = "secret";

/// A server.
pub(crate) struct Server {
    /// The URL of its database `mysql`.
    maintenance: String,
    /// Stops when the last of this is dropped.
    _cluster: Option<Cluster>,
}

/// The server that all tests of this process share.
pub(crate) fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| match std::env::var("MYSQL_TEST_URL") {
        Ok(url) => Server::of(url, None),
        Err(_) => Server::start(),
    })
}

impl Server {
    /// A throwaway server for one test alone.
    pub(crate) fn start() -> Self {
        let cluster = Cluster::start().unwrap();
        let url = cluster.url("mysql").unwrap().expose().to_owned();
        Self::of(url, Some(cluster))
    }

    fn of(maintenance: String, cluster: Option<Cluster>) -> Self {
        let mut client = Client::open(&maintenance);
        client.run(&format!(
            "CREATE USER IF NOT EXISTS {DOE} IDENTIFIED BY '{PASSWORD}'"
        ));
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
            .run(&format!("CREATE DATABASE {name} CHARACTER SET utf8mb4"));
        Database { server: self, name }
    }

    /// The names of all databases that the tool has made and not dropped.
    pub(crate) fn leftovers(&self) -> Vec<String> {
        self.client().rows(
            r"SELECT SCHEMA_NAME FROM information_schema.SCHEMATA
              WHERE SCHEMA_NAME LIKE 'cargo\_migrate\_%' ORDER BY 1",
        )
    }

    /// The throwaway databases of processes that have ended. Other tests may be at work on this
    /// server: what they have now is theirs.
    pub(crate) fn orphans(&self) -> Vec<String> {
        let throwaway = r#"
            SELECT SCHEMA_NAME, REGEXP_SUBSTR(SCHEMA_COMMENT, '(?<="pid":)[0-9]+')
              FROM information_schema.SCHEMATA
             WHERE SCHEMA_NAME LIKE 'cargo\_migrate\_%' AND SCHEMA_COMMENT LIKE '%throwaway%'"#;
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
            let _ = client.try_run(&format!("DROP DATABASE IF EXISTS {}", self.name));
        }
    }
}

/// The URL with another user.
pub(crate) fn as_user(url: &str, user: &str, password: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap();
    let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
    let password = match password {
        "" => String::new(),
        password => format!(":{password}"),
    };
    format!("{scheme}://{user}{password}@{place}")
}

/// A connection.
pub(crate) struct Client {
    inner: Option<MySqlConnection>,
    runtime: Runtime,
}

impl Client {
    #[track_caller]
    pub(crate) fn open(url: &str) -> Self {
        Self::try_open(url).unwrap()
    }

    pub(crate) fn try_open(url: &str) -> sqlx::Result<Self> {
        let runtime = runtime();
        let options = MySqlConnectOptions::from_str(url)?;
        let inner = runtime.block_on(MySqlConnection::connect_with(&options))?;
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
    #[track_caller]
    pub(crate) fn rows(&mut self, sql: &str) -> Vec<String> {
        self.try_cells(sql)
            .unwrap_or_else(|cause| panic!("{cause}: {sql}"))
            .iter()
            .map(|cells| cells.join("|"))
            .collect()
    }

    /// The rows of a query, value by value.
    pub(crate) fn try_cells(&mut self, sql: &str) -> sqlx::Result<Vec<Vec<String>>> {
        let inner = self.inner.as_mut().unwrap();
        let rows = inner.fetch_all(sqlx::raw_sql(AssertSqlSafe(sql)));
        Ok(self.runtime.block_on(rows)?.iter().map(cells).collect())
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if let Some(inner) = self.inner.take() {
            let _ = self.runtime.block_on(inner.close());
        }
    }
}

fn cells(row: &MySqlRow) -> Vec<String> {
    let cell = |column| {
        let value = row.try_get_raw(column).unwrap();
        if value.is_null() {
            return "NULL".to_owned();
        }
        // By the text protocol every value is the bytes of its text.
        let bytes = <&[u8] as sqlx::Decode<'_, sqlx::MySql>>::decode(value).unwrap();
        String::from_utf8_lossy(bytes).into_owned()
    };
    (0..row.len()).map(cell).collect()
}
