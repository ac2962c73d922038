//! Where throwaway databases are made: the server of the development database, or a throwaway one.
//!
//! `home` is the one of them that it came to, `sibling` a database there, `collect` clears away
//! what a killed run left behind, `scratch` keeps databases that stay.

mod collect;
mod home;
mod refusal;
mod scratch;
mod sibling;
#[cfg(test)]
mod tests;

pub use sibling::Sibling;

use super::connect::{self, Connection};
use super::place::Place;
use super::quote::ident;
use crate::dialect::reach::Known;
use crate::dialect::throwaway::homes::Homes;
use crate::error::Result;
use crate::project::{DatabaseUrl, ScratchServer};
use home::Home;

/// Where throwaway databases are made. Nothing is contacted or started before it is needed.
pub struct Server {
    homes: Homes<Home>,
    known: Known,
}

impl Server {
    /// The server of this URL, if it can be reached and `choice` allows; else a throwaway one.
    pub fn new(url: Option<DatabaseUrl>, choice: ScratchServer) -> Self {
        Self {
            homes: Homes::new(url, choice),
            known: Known::default(),
        }
    }

    /// Makes an empty database. On a throwaway server no other database's script has made a user
    /// or changed anything else that databases share.
    ///
    /// # Errors
    /// Where no server can be had, or it refuses; a user who may not make databases is named.
    pub fn create(&self) -> Result<Sibling> {
        Sibling::empty(&self.homes.unchanged()?)
    }

    /// Whether the database of this URL is on the server where throwaway databases are made, so
    /// that one of its sessions reaches both.
    ///
    /// # Errors
    /// Where no server can be had.
    pub fn is_beside(&self, url: &DatabaseUrl) -> Result<bool> {
        let place = Place::of(&connect::options(url)?);
        Ok(place.key() == self.homes.home()?.place().key())
    }

    /// See [`Dialect::exists`](crate::dialect::Dialect::exists).
    ///
    /// # Errors
    /// Where that can't be found out: no server answers, or it refuses the user.
    pub fn exists(&self, url: &DatabaseUrl) -> Result<bool> {
        self.known
            .exists(self.key(url)?, || Connection::try_open(url).map(|_| ()))
    }

    /// See [`Dialect::is_out_of_reach`](crate::dialect::Dialect::is_out_of_reach). What
    /// [`exists`](Self::exists) has found out is not asked again.
    pub fn is_out_of_reach(&self, url: &DatabaseUrl) -> bool {
        let Ok(key) = self.key(url) else {
            return false;
        };
        self.known.is_silent(&key) || (self.exists(url).is_err() && self.known.is_silent(&key))
    }

    /// See [`Dialect::key`](crate::dialect::Dialect::key). Nobody is asked for it.
    ///
    /// # Errors
    /// A usage error where a part of the URL is wrong.
    pub fn key(&self, url: &DatabaseUrl) -> Result<String> {
        let place = Place::of(&connect::options(url)?);
        Ok(format!("mysql:{}/{}", place.key(), url.database_name()))
    }

    /// Makes the database of this URL, which is not there, as `upgrade` does for a new project.
    /// One that came to be there meanwhile is taken as it is.
    ///
    /// # Errors
    /// Where the server does not answer, or refuses.
    pub fn create_named(&self, url: &DatabaseUrl) -> Result<()> {
        let mut connection =
            Connection::try_open(&url.with_database("")).map_err(|failure| failure.error)?;
        let name = url.database_name();
        let sql = format!("CREATE DATABASE IF NOT EXISTS {}", ident(&name));
        connection.execute(&sql).or_else(|cause| {
            let place = Place::of(&connect::options(url)?);
            Err(refusal::create_named(
                &cause,
                &mut connection,
                &place,
                &name,
            ))
        })
    }

    /// See [`Dialect::create_scratch`](crate::dialect::Dialect::create_scratch). On a throwaway
    /// server it is gone when this value is.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub fn create_scratch(&self) -> Result<Option<DatabaseUrl>> {
        let home = self.homes.unchanged()?;
        let url = scratch::create_scratch(&home)?;
        self.homes.keep_for_scratch(home);
        Ok(Some(url))
    }

    /// See [`Dialect::drop_scratch`](crate::dialect::Dialect::drop_scratch).
    ///
    /// # Errors
    /// Refused for a database without this tool's mark; failed where somebody is connected to it.
    pub fn drop_scratch(&self, url: &DatabaseUrl) -> Result<bool> {
        self.known.forget(&self.key(url)?);
        scratch::remove(url)
    }

    /// See [`Dialect::surroundings`](crate::dialect::Dialect::surroundings).
    ///
    /// # Errors
    /// Where there is neither a server nor the programs of one.
    pub fn surroundings(&self) -> Result<Vec<String>> {
        self.homes.surroundings()
    }

    /// See [`Dialect::version`](crate::dialect::Dialect::version).
    pub fn version(&self) -> String {
        self.homes.version()
    }
}
