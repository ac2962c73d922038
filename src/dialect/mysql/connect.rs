//! A connection, driven by sqlx and waited for.
//!
//! The rest of this folder is synchronous, as the traits are: one thread talks to one server and
//! waits for each answer. `failure` says what is wrong where no connection comes about.

pub mod failure;
#[cfg(test)]
mod tests;

pub use failure::said;

use super::flavour::{Flavour, Product};
use crate::dialect::reach::{Failure, PATIENCE, Reason};
use crate::dialect::script::counted;
use crate::error::{Error, Result};
use crate::project::DatabaseUrl;
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlRow};
use sqlx::{Connection as _, Executor as _, Row as _, ValueRef as _};
use std::str::FromStr as _;
use tokio::runtime::Runtime;

/// What is asked of every server first.
const GREETING: &str = "SELECT VERSION(), @@version_comment, @@lower_case_table_names";

/// An open connection.
pub struct Connection {
    inner: Option<MySqlConnection>,
    runtime: Runtime,
    flavour: Flavour,
    folds_names: bool,
}

/// A row of an answer, as the text protocol brings it: every value is the bytes of its text.
pub struct Answer(MySqlRow);

impl Answer {
    /// The text of a column's value; none for NULL, and for bytes that are no text.
    pub fn get(&self, column: usize) -> Option<&str> {
        std::str::from_utf8(self.bytes(column)?).ok()
    }

    /// The value of a column; empty for NULL.
    pub fn text(&self, column: usize) -> &str {
        self.get(column).unwrap_or_default()
    }

    /// The bytes of a column's value; none for NULL.
    pub fn bytes(&self, column: usize) -> Option<&[u8]> {
        let value = self.0.try_get_raw(column).ok()?;
        if value.is_null() {
            return None;
        }
        // Whatever the column's type: in the text protocol the bytes are the value.
        <&[u8] as sqlx::Decode<'_, sqlx::MySql>>::decode(value).ok()
    }

    /// The number that a column holds.
    pub fn number<T: std::str::FromStr>(&self, column: usize) -> Option<T> {
        self.get(column)?.parse().ok()
    }

    /// How many columns it has.
    pub fn width(&self) -> usize {
        self.0.len()
    }
}

/// What sqlx makes of a URL.
///
/// # Errors
/// A usage error where a part of the URL is wrong.
pub fn options(url: &DatabaseUrl) -> Result<MySqlConnectOptions> {
    let options = MySqlConnectOptions::from_str(url.expose())
        .map_err(|cause| failure::of_url(&cause, url))?;
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
    /// Connects by sqlx's rules for URLs, with sqlx's settings for a session: so a script runs as
    /// it would in the application.
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
    /// proxy answers that takes the session away; failed, where the server cannot serve now.
    pub fn try_open(url: &DatabaseUrl) -> Result<Self, Failure> {
        let options = options(url).map_err(|error| Failure {
            reason: Reason::Url,
            error,
        })?;
        let mut connection =
            Self::establish(&options).map_err(|cause| failure::of(&cause, url, &options))?;
        let greeting = connection
            .query(GREETING)
            .map_err(|cause| failure::of(&cause, url, &options))?;
        let refused = |error| Failure {
            reason: Reason::Refused,
            error,
        };
        let Some(answer) = greeting.first() else {
            return Err(refused(Error::usage(format!("{url} gives no answers"))));
        };
        if answer.text(1).contains("ProxySQL") {
            return Err(refused(failure::proxy(answer.text(1), url)));
        }
        let flavour = Flavour::parse(answer.text(0))
            .ok_or_else(|| refused(failure::unknown(answer.text(0), url)))?;
        if flavour.version < flavour.oldest() {
            let hint = "upgrade the server, or name another one in the database URL";
            return Err(refused(flavour.too_old().hint(hint)));
        }
        connection.flavour = flavour;
        connection.folds_names = answer.text(2) != "0";
        Ok(connection)
    }

    fn establish(options: &MySqlConnectOptions) -> std::result::Result<Self, sqlx::Error> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(sqlx::Error::Io)?;
        let inner = runtime.block_on(async {
            tokio::time::timeout(PATIENCE, MySqlConnection::connect_with(options))
                .await
                .unwrap_or_else(|_| Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())))
        })?;
        Ok(Self {
            inner: Some(inner),
            runtime,
            flavour: Flavour {
                product: Product::MySql,
                version: (0, 0, 0),
            },
            folds_names: false,
        })
    }

    /// Which product and version the server is.
    pub fn flavour(&self) -> Flavour {
        self.flavour
    }

    /// Whether the case of tables' and databases' names does not count
    /// (`lower_case_table_names` is not 0).
    pub fn folds_names(&self) -> bool {
        self.folds_names
    }

    fn parts(&mut self) -> std::result::Result<(&Runtime, &mut MySqlConnection), sqlx::Error> {
        match &mut self.inner {
            Some(inner) => Ok((&self.runtime, inner)),
            None => Err(sqlx::Error::Io(std::io::Error::new(
                std::io::ErrorKind::NotConnected,
                "the connection was closed after an earlier failure",
            ))),
        }
    }

    /// Runs statements by the text protocol, in one message, as they stand.
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

    /// The rows of all queries of this text, one behind the other, by the text protocol. The first
    /// value of a row must be shorter than 16 MiB: sqlx takes a longer one for the end of the rows.
    pub fn query(&mut self, sql: &str) -> std::result::Result<Vec<Answer>, sqlx::Error> {
        let (runtime, inner) = self.parts()?;
        let rows = runtime.block_on(inner.fetch_all(sqlx::raw_sql(sqlx::AssertSqlSafe(sql))))?;
        Ok(rows.into_iter().map(Answer).collect())
    }

    /// Gives each row of a query to `take` as it comes. What `take` fails with ends it; it may use
    /// other connections.
    pub fn each<E: From<sqlx::Error>>(
        &mut self,
        sql: &str,
        mut take: impl FnMut(&Answer) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        use futures_util::TryStreamExt as _;
        let (runtime, inner) = self.parts()?;
        let mut rows = inner.fetch(sqlx::raw_sql(sqlx::AssertSqlSafe(sql)));
        while let Some(row) = runtime.block_on(rows.try_next())? {
            take(&Answer(row))?;
        }
        Ok(())
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
