//! A connection, driven by sqlx and waited for.
//!
//! The rest of this folder is synchronous, as the traits are: one thread talks to one server and
//! waits for each answer. `url_parts` says what is wrong with a URL, `failure` why no connection
//! comes about, `pooler` finds out who answers that is no server, `prepared` asks what is asked again and again, `copy`
//! moves rows.

mod copy;
pub mod failure;
mod password_file;
mod pooler;
mod prepared;
mod url_parts;

pub use copy::copy_between;
pub use prepared::is_forgotten;

use super::place::{Place, Places};
use crate::dialect::reach::PATIENCE;
use crate::dialect::script::counted;
use crate::error::Result;
use crate::project::DatabaseUrl;
use failure::{Failure, Reason};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgRow};
use sqlx::{Connection as _, Executor as _, Row as _, ValueRef as _};
use std::str::FromStr as _;
use std::time::Duration;
use tokio::runtime::Runtime;

/// How the sessions of this tool are called, in `pg_stat_activity`, unless the URL says otherwise.
pub const APPLICATION: &str = "cargo-migrate";

/// The oldest server that is spoken to, as `server_version_num` has it.
const OLDEST: u32 = 13_00_00;

/// Servers that did not take a setting with the first message; they are asked without.
static PLAIN: Places = Places::new();

/// An open connection.
pub struct Connection {
    inner: Option<PgConnection>,
    runtime: Runtime,
    prepared: prepared::Prepared,
}

/// A row of an answer, its values as text.
pub struct Answer(PgRow);

impl Answer {
    /// The value of a column; none for NULL. The query must give it as text.
    pub fn get(&self, column: usize) -> Option<&str> {
        let value = self.0.try_get_raw(column).ok()?;
        if value.is_null() {
            return None;
        }
        value.as_str().ok()
    }

    /// The value of a column; empty for NULL.
    pub fn text(&self, column: usize) -> &str {
        self.get(column).unwrap_or_default()
    }
}

/// A version as a person writes it: `15.4` for 150004.
pub fn version_text(number: u32) -> String {
    match number {
        // Up to 9.6 the second part belonged to the name.
        0..10_00_00 => format!(
            "{}.{}.{}",
            number / 10_000,
            number / 100 % 100,
            number % 100
        ),
        _ => format!("{}.{}", number / 10_000, number % 10_000),
    }
}

/// What sqlx makes of a URL and the environment.
///
/// # Errors
/// A usage error where a part of the URL is wrong.
pub fn options(url: &DatabaseUrl) -> Result<PgConnectOptions> {
    let options = PgConnectOptions::from_str(url.expose())
        .map_err(|cause| url_parts::refused(url, &cause))?;
    url_parts::refuse_missing_files(url, options.get_ssl_mode())?;
    let host = options.get_host();
    let bare = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    Ok(match bare.map(str::to_owned) {
        // The brackets belong to the URL, not to the address.
        Some(address) => options.host(&address),
        None => options,
    })
}

impl Connection {
    /// Connects by sqlx's rules for URLs and the environment (`PGHOST`, `PGPASSFILE`, …).
    ///
    /// # Errors
    /// As [`try_open`](Self::try_open), without the reason.
    pub fn open(url: &DatabaseUrl) -> Result<Self> {
        Self::try_open(url).map_err(|failure| failure.error)
    }

    /// The same, for a caller to whom the reason matters.
    ///
    /// # Errors
    /// Usage, where something of the URL is wrong or nothing answers there; refused, where a
    /// pooler answers that takes the session away; failed, where the server cannot serve now.
    pub fn try_open(url: &DatabaseUrl) -> Result<Self, Failure> {
        let options = options(url).map_err(|error| Failure {
            reason: Reason::Url,
            error,
        })?;
        let connection =
            Self::with(&options).map_err(|cause| failure::of(&cause, url, &options))?;
        connection.accept(url, &options)
    }

    /// Connects with these options.
    pub fn with(options: &PgConnectOptions) -> std::result::Result<Self, sqlx::Error> {
        let options = match options.get_application_name() {
            Some(_) => options.clone(),
            None => options.clone().application_name(APPLICATION),
        };
        let place = Place::of(&options).key();
        if PLAIN.holds(&place) {
            return Self::establish(&options);
        }
        // In the first message it costs nothing, and `RESET ALL` leaves it as it is.
        let watchful = options
            .clone()
            .options([("client_connection_check_interval", "1s")]);
        match Self::establish(&watchful) {
            Err(cause) if failure::is_about_settings(&cause) => {
                // A server before 14, one on Windows, or a pooler.
                PLAIN.add(place);
                Self::establish(&options)
            }
            outcome => outcome,
        }
    }

    fn establish(options: &PgConnectOptions) -> std::result::Result<Self, sqlx::Error> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(sqlx::Error::Io)?;
        let inner = runtime.block_on(async {
            tokio::time::timeout(PATIENCE, PgConnection::connect_with(options))
                .await
                .unwrap_or_else(|_| Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())))
        })?;
        Ok(Self {
            inner: Some(inner),
            runtime,
            prepared: prepared::Prepared::default(),
        })
    }

    /// Keeps a connection only to a server that this tool can work with.
    fn accept(mut self, url: &DatabaseUrl, options: &PgConnectOptions) -> Result<Self, Failure> {
        let version = self.server_version();
        if version < OLDEST {
            return Err(failure::too_old(version, url));
        }
        pooler::refuse(&mut self, url, options)?;
        Ok(self)
    }

    /// The server's version as `server_version_num` has it: 150004 for 15.4. 0 where it said none.
    pub fn server_version(&self) -> u32 {
        let inner = self.inner.as_ref();
        inner
            .and_then(PgConnection::server_version_num)
            .unwrap_or_default()
    }

    fn parts(&mut self) -> std::result::Result<(&Runtime, &mut PgConnection), sqlx::Error> {
        match &mut self.inner {
            Some(inner) => Ok((&self.runtime, inner)),
            None => Err(sqlx::Error::Io(std::io::Error::new(
                std::io::ErrorKind::NotConnected,
                "the connection was closed after an earlier failure",
            ))),
        }
    }

    /// Runs statements by the simple protocol, in one message, as they stand.
    pub fn execute(&mut self, sql: &str) -> std::result::Result<(), sqlx::Error> {
        let (runtime, inner) = self.parts()?;
        runtime
            .block_on(inner.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql))))
            .map(|_| ())
    }

    /// The same; where one of them fails, the number says how many before it were carried out.
    pub fn execute_counted(&mut self, sql: &str) -> std::result::Result<(), (usize, sqlx::Error)> {
        let (runtime, inner) = self.parts().map_err(|cause| (0, cause))?;
        let answers = inner.execute_many(sqlx::raw_sql(sqlx::AssertSqlSafe(sql)));
        runtime.block_on(counted(answers))
    }

    /// The rows of all queries of this text, one behind the other, by the simple protocol.
    pub fn simple_query(&mut self, sql: &str) -> std::result::Result<Vec<Answer>, sqlx::Error> {
        let (runtime, inner) = self.parts()?;
        let rows = runtime.block_on(inner.fetch_all(sqlx::raw_sql(sqlx::AssertSqlSafe(sql))))?;
        Ok(rows.into_iter().map(Answer).collect())
    }

    /// The same, with an end to the waiting; the connection is of no use after that.
    fn simple_query_within(
        &mut self,
        sql: &str,
        wait: Duration,
    ) -> std::result::Result<Vec<Answer>, sqlx::Error> {
        let (runtime, inner) = self.parts()?;
        let rows = runtime.block_on(async {
            let rows = inner.fetch_all(sqlx::raw_sql(sqlx::AssertSqlSafe(sql)));
            let timed = tokio::time::timeout(wait, rows).await;
            timed.unwrap_or_else(|_| Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())))
        })?;
        Ok(rows.into_iter().map(Answer).collect())
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let Some(inner) = self.inner.take() {
            // The server is told, so that it does not find out by itself later.
            let _ = self.runtime.block_on(inner.close());
        }
    }
}

#[cfg(test)]
mod tests;
