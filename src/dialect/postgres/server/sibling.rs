//! A database that is thrown away.

use super::facts::Source;
use super::home::Home;
use super::refusal;
use crate::dialect::postgres::connect::Connection;
use crate::dialect::postgres::connect::failure::{code, said};
use crate::dialect::postgres::quote;
use crate::dialect::throwaway::name;
use crate::dialect::throwaway::owner::{Mark, Use};
use crate::error::{Error, Result};
use crate::project::DatabaseUrl;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// The first version that can choose how a database is copied.
const STRATEGIES: u32 = 15_00_00;

/// From this size on a copy of the files is faster than one through the log, though the server
/// writes all that it holds in memory first; in bytes.
const LARGE: u64 = 64 * 1024 * 1024;

/// How long a session that was closed may take to be gone.
const GOING: Duration = Duration::from_millis(50);

/// A marked database on the server that is dropped when this is.
pub struct Sibling {
    url: DatabaseUrl,
    name: String,
    home: Rc<Home>,
}

impl Sibling {
    /// Its URL.
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Whether it is on a server that was started for this run: what scripts do to that is nobody
    /// else's.
    pub fn is_alone(&self) -> bool {
        self.home.is_alone()
    }

    /// An empty one, like the development database.
    pub(super) fn empty(home: &Rc<Home>) -> Result<Self> {
        Self::make(
            home,
            &create_empty(home),
            home.facts().like().map_or(&[], |like| like.settings()),
        )
        .map_err(|cause| refusal::create(&cause, &mut home.connection(), home.place()))
    }

    /// A copy of another one; none where the server can't make it.
    pub(super) fn copy(home: &Rc<Home>, source: &str) -> Result<Option<Self>> {
        let asked = when_alone(&mut home.connection(), source).map_err(|cause| {
            Error::failed(format!(
                "cannot read from {}: {}",
                home.place(),
                said(&cause)
            ))
        })?;
        let Some(asked) = asked else {
            return Ok(None);
        };
        refuse_prepared(&asked, source)?;
        if asked.sessions > 0 || !asked.may {
            return Ok(None);
        }
        let mut how = format!(" TEMPLATE {}", quote::ident(source));
        let large = asked.size.is_some_and(|size| size > LARGE);
        if home.version() >= STRATEGIES && (large || home.facts().is_careless()) {
            how.push_str(" STRATEGY FILE_COPY");
        }
        match Self::make(home, &how, asked.settings.as_deref().unwrap_or_default()) {
            Ok(sibling) => Ok(Some(sibling)),
            // Somebody came in between, or it is not this role's to copy.
            Err(cause) if matches!(code(&cause).as_str(), "55006" | "42501" | "3D000") => Ok(None),
            Err(cause) => Err(refusal::create(
                &cause,
                &mut home.connection(),
                home.place(),
            )),
        }
    }

    fn make(home: &Rc<Home>, how: &str, settings: &[String]) -> Result<Self, sqlx::Error> {
        let name = create(home, how, Use::Throwaway)?;
        let sibling = Self {
            url: home.url(&name),
            name,
            home: Rc::clone(home),
        };
        set(&mut home.connection(), &sibling.name, settings);
        Ok(sibling)
    }
}

impl Drop for Sibling {
    fn drop(&mut self) {
        let mut connection = self.home.connection();
        // While the last session is going, the server would wait for a tenth of a second.
        let _ = when_alone(&mut connection, &self.name);
        let name = quote::ident(&self.name);
        // Where it fails, the next run drops it.
        let _ = connection.execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
    }
}

/// How an empty database is made.
pub(super) fn create_empty(home: &Home) -> String {
    let mut how = " TEMPLATE template0".to_owned();
    if let Some(like) = home.facts().like() {
        how.push_str(&like.options());
    }
    // To copy files, the server writes out and syncs all that it holds in memory, twice.
    if home.version() >= STRATEGIES && home.facts().is_careless() {
        how.push_str(" STRATEGY FILE_COPY");
    }
    how
}

/// Makes a database with a new name and marks it. Gives the name.
pub(super) fn create(home: &Home, how: &str, kind: Use) -> Result<String, sqlx::Error> {
    let name = name::new();
    let mut connection = home.connection();
    let quoted = quote::ident(&name);
    connection.execute(&format!("CREATE DATABASE {quoted}{how}"))?;
    let mark = quote::literal(&Mark::new(kind).text());
    let marked = connection.execute(&format!("COMMENT ON DATABASE {quoted} IS {mark}"));
    if let Err(cause) = marked {
        let _ = connection.execute(&format!("DROP DATABASE IF EXISTS {quoted}"));
        return Err(cause);
    }
    Ok(name)
}

/// Gives a database the settings that another one has: a copy does not take them along, and what a
/// script means may depend on them (`search_path`).
pub(super) fn set(connection: &mut Connection, name: &str, settings: &[String]) {
    for setting in settings {
        let Some((key, value)) = setting.split_once('=') else {
            continue;
        };
        let key_text = quote::literal(key);
        // The server writes the value, which may be a list. What this role may not set, stays.
        let sql = format!(
            "SELECT pg_catalog.set_config({key_text}, {}, true);
             ALTER DATABASE {} SET {key} FROM CURRENT",
            quote::literal(value),
            quote::ident(name)
        );
        let _ = connection.execute(&sql);
    }
}

/// What is to be known of a database before it is copied or dropped, as soon as nobody is
/// connected to it; a session that is not gone by then is somebody's.
fn when_alone(connection: &mut Connection, name: &str) -> Result<Option<Source>, sqlx::Error> {
    let since = Instant::now();
    loop {
        match Source::ask(connection, name)? {
            Some(source) if source.sessions > 0 && since.elapsed() < GOING => {
                std::thread::sleep(Duration::from_millis(1));
            }
            source => return Ok(source),
        }
    }
}

fn refuse_prepared(source: &Source, name: &str) -> Result<()> {
    let Some(prepared) = &source.prepared else {
        return Ok(());
    };
    let mut error = Error::failed(format!(
        "the database `{name}` holds prepared transactions: {}",
        prepared.join(", ")
    ))
    .note("they keep their locks until somebody ends them, and the server copies no database that has some");
    for gid in prepared {
        let gid = quote::literal(gid);
        error = error.hint(format!(
            "COMMIT PREPARED {gid} or ROLLBACK PREPARED {gid}, in `{name}`"
        ));
    }
    Err(error)
}
