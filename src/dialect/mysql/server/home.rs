//! The server on which throwaway databases are made, with the session that makes them.

use super::{collect, refusal, sibling};
use crate::dialect::mysql::cluster::Cluster;
use crate::dialect::mysql::connect::failure::said;
use crate::dialect::mysql::connect::{self, Connection};
use crate::dialect::mysql::flavour::Flavour;
use crate::dialect::mysql::place::Place;
use crate::dialect::mysql::quote::{ident, text};
use crate::dialect::reach::{Failure, Reason};
use crate::dialect::throwaway::homes;
use crate::dialect::throwaway::owner::Use;
use crate::error::{Error, Result};
use crate::project::DatabaseUrl;
use std::cell::{RefCell, RefMut};
use std::fmt::Display;
use std::time::Duration;

/// A database that is to be dropped is in somebody's use for longer than that, or not at all; in
/// seconds.
const PATIENCE: u32 = 5;

/// A server.
pub(super) struct Home {
    /// Closed before the server ends.
    connection: RefCell<Connection>,
    /// Without a database.
    url: DatabaseUrl,
    place: Place,
    /// The options of `CREATE DATABASE` that make another one compare texts as the development
    /// database does.
    like: String,
    flavour: Flavour,
    cluster: Option<Cluster>,
    /// What all databases of a throwaway server shared when it was started.
    shared: Option<Vec<String>>,
}

impl Home {
    fn on(
        mut connection: Connection,
        url: DatabaseUrl,
        like: &str,
        cluster: Option<Cluster>,
    ) -> Result<Self> {
        let place = Place::of(&connect::options(&url)?);
        let like = like_of(&mut connection, like).map_err(|cause| {
            Error::failed(format!("cannot read from {place}: {}", said(&cause)))
        })?;
        Ok(Self {
            flavour: connection.flavour(),
            shared: match cluster {
                Some(_) => shared_of(&mut connection).ok(),
                None => None,
            },
            connection: RefCell::new(connection),
            url,
            place,
            like: options(&like),
            cluster,
        })
    }

    /// The session that makes and drops databases.
    pub(super) fn connection(&self) -> RefMut<'_, Connection> {
        self.connection.borrow_mut()
    }

    /// The URL of one of its databases.
    pub(super) fn url(&self, database: &str) -> DatabaseUrl {
        self.url.with_database(database)
    }

    /// Where it is.
    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    /// How an empty database is made that is like the development database.
    pub(super) fn like(&self) -> &str {
        &self.like
    }
}

/// What all databases of a server share, and a script of any of them can change: accounts, roles
/// and privileges as sums, and the databases that are not this tool's.
fn shared_of(connection: &mut Connection) -> Result<Vec<String>, sqlx::Error> {
    let tables = connection.flavour().tables_of_accounts();
    let rows = connection.query(&format!(
        "CHECKSUM TABLE mysql.db, mysql.tables_priv, mysql.columns_priv, mysql.procs_priv, mysql.proxies_priv, {tables};
         SELECT 'database', SCHEMA_NAME FROM information_schema.SCHEMATA
         WHERE SCHEMA_NAME NOT LIKE 'cargo\\_migrate\\_%' ORDER BY SCHEMA_NAME"
    ))?;
    Ok(rows
        .iter()
        .map(|row| format!("{} {}", row.text(0), row.text(1)))
        .collect())
}

/// A character set and a collation.
type Like = (String, String);

fn options((charset, collation): &Like) -> String {
    format!(" CHARACTER SET {charset} COLLATE {collation}")
}

/// Asks for the character set and collation of a database, or where that is not there of one that
/// the server would make.
fn like_of(connection: &mut Connection, name: &str) -> Result<Like, sqlx::Error> {
    let rows = connection.query(&format!(
        "SET lock_wait_timeout = {PATIENCE};
         SELECT DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME
         FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = {}
         UNION ALL
         SELECT @@character_set_server, @@collation_server",
        text(name)
    ))?;
    let first = |column| rows.first().map_or("", |row| row.text(column)).to_owned();
    Ok((first(0), first(1)))
}

/// The same of a database on another server; none where that does not answer.
fn elsewhere(url: &DatabaseUrl) -> Option<Like> {
    let mut connection = Connection::open(&url.with_database("")).ok()?;
    like_of(&mut connection, &url.database_name()).ok()
}

impl homes::Home for Home {
    const SCHEME: &'static str = "mysql";

    fn beside(url: &DatabaseUrl) -> Result<Self, Failure> {
        let without = url.with_database("");
        let connection = Connection::try_open(&without)?;
        let refused = |error| Failure {
            reason: Reason::Refused,
            error,
        };
        let home = Self::on(connection, without, &url.database_name(), None).map_err(refused)?;
        collect::dead(&home);
        Ok(home)
    }

    fn throwaway(like: Option<&DatabaseUrl>) -> Result<Self> {
        let cluster = Cluster::start()?;
        let url = cluster.url("")?;
        let connection = Connection::open(&url)?;
        let mut home = Self::on(connection, url, "", Some(cluster))?;
        if let Some(like) = like.and_then(elsewhere) {
            let there = format!(
                "SELECT 1 FROM information_schema.COLLATIONS WHERE COLLATION_NAME = {}",
                text(&like.1)
            );
            let is_there = home.connection().query(&there);
            if is_there.is_ok_and(|rows| !rows.is_empty()) {
                home.like = options(&like);
            }
        }
        Ok(home)
    }

    fn title(&self) -> String {
        self.flavour.to_string()
    }

    fn version(&self) -> String {
        self.flavour.to_string()
    }

    fn place(&self) -> impl Display {
        &self.place
    }

    fn check(&self) -> Result<()> {
        // What the privileges come to, the server only says when it is asked for something.
        let name = sibling::create(self, Use::Throwaway)
            .map_err(|cause| refusal::create(&cause, &mut self.connection(), &self.place))?;
        let drop = format!("DROP DATABASE IF EXISTS {}", ident(&name));
        let _ = self.connection().execute(&drop);
        Ok(())
    }

    fn is_changed(&self) -> bool {
        // Where it cannot be asked, what is made there next says why.
        self.shared.is_some()
            && shared_of(&mut self.connection()).is_ok_and(|now| Some(now) != self.shared)
    }

    fn took(&self) -> Option<Duration> {
        self.cluster.as_ref().map(Cluster::took)
    }

    fn installed() -> Result<String> {
        let version = Cluster::programs()?.version()?;
        let flavour = Flavour::parse(&version);
        Ok(flavour.map_or(version, |flavour| flavour.to_string()))
    }

    fn programs() -> Result<String> {
        Ok(format!("server program {}", Cluster::programs()?.shown()))
    }
}
