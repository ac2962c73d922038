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
            connection: RefCell::new(connection),
            url,
            place,
            like,
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

/// Asks for the character set and collation of a database; nothing is said of one that is not
/// there, which will be as the server makes it.
fn like_of(connection: &mut Connection, name: &str) -> Result<String, sqlx::Error> {
    let rows = connection.query(&format!(
        "SET lock_wait_timeout = {PATIENCE};
         SELECT DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME
         FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = {}",
        text(name)
    ))?;
    Ok(rows.first().map_or(String::new(), |row| {
        format!(" CHARACTER SET {} COLLATE {}", row.text(0), row.text(1))
    }))
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

    fn throwaway() -> Result<Self> {
        let cluster = Cluster::start()?;
        let url = cluster.url("")?;
        let connection = Connection::open(&url)?;
        Self::on(connection, url, "", Some(cluster))
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
