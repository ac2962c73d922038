//! The server on which throwaway databases are made, with the session that makes them.

use super::facts::Facts;
use super::{collect, refusal, shared};
use crate::dialect::postgres::cluster::Cluster;
use crate::dialect::postgres::connect::failure::{Failure, Reason, said};
use crate::dialect::postgres::connect::{self, Connection, version_text};
use crate::dialect::postgres::place::Place;
use crate::dialect::throwaway::homes;
use crate::error::{Error, Result};
use crate::project::DatabaseUrl;
use std::cell::{RefCell, RefMut};
use std::fmt::Display;
use std::time::Duration;

/// Databases that are there on nearly every server, and whose sessions are in nobody's way.
const MAINTENANCE: [&str; 2] = ["postgres", "template1"];

/// A server.
pub(super) struct Home {
    /// Closed before the cluster ends.
    connection: RefCell<Connection>,
    url: DatabaseUrl,
    place: Place,
    facts: Facts,
    version: u32,
    cluster: Option<Cluster>,
    /// What all databases of a throwaway cluster shared when it was started.
    shared: Option<String>,
}

impl Home {
    fn on(
        mut connection: Connection,
        url: DatabaseUrl,
        like: &str,
        cluster: Option<Cluster>,
    ) -> Result<Self> {
        let place = Place::of(&connect::options(&url)?);
        let facts = Facts::ask(&mut connection, like).map_err(|cause| {
            Error::failed(format!("cannot read from {place}: {}", said(&cause)))
        })?;
        Ok(Self {
            version: connection.server_version(),
            shared: match cluster {
                Some(_) => shared::of_cluster(&mut connection).ok(),
                None => None,
            },
            connection: RefCell::new(connection),
            url,
            place,
            facts,
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

    /// Whether it was started for this run, and nobody else has a database on it.
    pub(super) fn is_alone(&self) -> bool {
        self.cluster.is_some()
    }

    /// What was asked of it first.
    pub(super) fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Its version, as `server_version_num` has it.
    pub(super) fn version(&self) -> u32 {
        self.version
    }
}

impl homes::Home for Home {
    const SCHEME: &'static str = "postgres";

    fn beside(url: &DatabaseUrl) -> Result<Self, Failure> {
        let (connection, url_of_it) = maintenance(url)?;
        let refused = |error| Failure {
            reason: Reason::Refused,
            error,
        };
        let home = Self::on(connection, url_of_it, &url.database_name(), None).map_err(refused)?;
        collect::dead(&home);
        Ok(home)
    }

    fn throwaway(like: Option<&DatabaseUrl>) -> Result<Self> {
        let cluster = Cluster::start()?;
        let url = cluster.url(MAINTENANCE[0]);
        let connection = Connection::open(&url)?;
        let mut home = Self::on(connection, url, MAINTENANCE[0], Some(cluster))?;
        if let Some(like) = like.and_then(elsewhere) {
            home.facts.be_like(like);
        }
        Ok(home)
    }

    fn title(&self) -> String {
        format!("PostgreSQL {}", version_text(self.version))
    }

    fn version(&self) -> String {
        version_text(self.version)
    }

    fn place(&self) -> impl Display {
        &self.place
    }

    fn check(&self) -> Result<()> {
        match self.facts.may_create() {
            true => Ok(()),
            false => Err(refusal::in_advance(&mut self.connection(), &self.place)),
        }
    }

    fn is_changed(&self) -> bool {
        // Where it cannot be asked, what is made there next says why.
        self.shared.is_some()
            && shared::of_cluster(&mut self.connection()).is_ok_and(|now| Some(now) != self.shared)
    }

    fn took(&self) -> Option<Duration> {
        self.cluster.as_ref().map(Cluster::took)
    }

    fn installed() -> Result<String> {
        Cluster::programs()?.version()
    }

    fn programs() -> Result<String> {
        let programs = Cluster::programs()?;
        let folder = programs.folder().display().to_string();
        Ok(match programs.found() {
            found if found == folder => format!("server programs in {folder}"),
            found => format!("server programs in {folder}, by {found}"),
        })
    }
}

/// What is to be said of a database on another server; none where that does not answer.
fn elsewhere(url: &DatabaseUrl) -> Option<Facts> {
    let (mut connection, _) = maintenance(url).ok()?;
    Facts::ask(&mut connection, &url.database_name()).ok()
}

/// A session on the server of this URL that does not need the URL's own database, and its URL.
pub(super) fn maintenance(url: &DatabaseUrl) -> Result<(Connection, DatabaseUrl), Failure> {
    for name in MAINTENANCE {
        let other = url.with_database(name);
        match Connection::try_open(&other) {
            Ok(connection) => return Ok((connection, other)),
            Err(failure) if failure.reason == Reason::Unreachable => return Err(failure),
            // Some servers let their users into nothing but their own database.
            Err(_) => {}
        }
    }
    Connection::try_open(url).map(|connection| (connection, url.clone()))
}
