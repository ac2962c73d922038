//! Where throwaway databases are made: the server of the development database, or a throwaway
//! cluster.
//!
//! `home` is the one of them that it came to, `sibling` a database there, `facts` what is asked of
//! a server first, `collect` clears away what a killed run left behind, `scratch` keeps databases
//! that stay, `shared` is what a script can change of all databases at once.

mod collect;
mod facts;
mod home;
mod refusal;
mod scratch;
mod shared;
mod sibling;

pub use sibling::Sibling;

use super::connect::{self, Connection};
use super::place::Place;
use super::quote;
use crate::dialect::reach::Known;
use crate::dialect::throwaway::homes::Homes;
use crate::error::{Error, Result};
use crate::project::{DatabaseUrl, ScratchServer};
use home::Home;
pub(super) use shared::{changed_by, of as shared_of};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

/// Where throwaway databases are made. Nothing is contacted or started before it is needed.
pub struct Server {
    homes: Homes<Home>,
    known: Known,
    /// The roles that scripts made on throwaway clusters that are used no more.
    roles: RefCell<BTreeSet<String>>,
}

impl Server {
    /// The server of this URL, if it can be reached and `choice` allows; else a throwaway cluster.
    pub fn new(url: Option<DatabaseUrl>, choice: ScratchServer) -> Self {
        Self {
            homes: Homes::new(url, choice),
            known: Known::default(),
            roles: RefCell::default(),
        }
    }

    /// Makes an empty database. On a throwaway cluster no other database's script has made a role
    /// or changed anything else that databases share.
    ///
    /// # Errors
    /// Where no server can be had, or it refuses; a role that may not make databases is named.
    pub fn create(&self) -> Result<Sibling> {
        Sibling::empty(&self.unchanged()?)
    }

    /// Makes an empty database for a schema that was read on this server, or on a throwaway one
    /// before it: the roles that it may speak of are there.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub fn create_for_schema(&self) -> Result<Sibling> {
        let home = self.homes.home()?;
        if home.is_alone() {
            let roles = self.roles.borrow();
            let statements = roles.iter().map(|role| shared::create_role(role));
            shared::make(&mut home.connection(), statements);
        }
        Sibling::empty(&home)
    }

    fn unchanged(&self) -> Result<Rc<Home>> {
        let before = self.homes.home()?;
        let home = self.homes.unchanged()?;
        if !Rc::ptr_eq(&before, &home) {
            let made = shared::roles(&mut before.connection());
            self.roles.borrow_mut().extend(made);
        }
        Ok(home)
    }

    /// Gives a throwaway cluster, where the home of a copy is one, the roles of the server that is
    /// copied from.
    pub(super) fn copy_roles(&self, from: &mut Connection) -> Result<(), sqlx::Error> {
        let statements = shared::roles_to_copy(from)?;
        if let Some(home) = self.homes.there() {
            shared::make(&mut home.connection(), statements.into_iter());
        }
        Ok(())
    }

    /// Whether the database of this URL is on a throwaway cluster of this run.
    pub(super) fn is_alone(&self, url: &DatabaseUrl) -> bool {
        let Ok(options) = connect::options(url) else {
            return false;
        };
        let key = Place::of(&options).key();
        let mut alone = self.homes.all().filter(|home| home.is_alone());
        alone.any(|home| home.place().key() == key)
    }

    /// What databases share, as a session sees it that has no part in what a script does.
    pub(super) fn shared_from_outside(&self) -> Result<String> {
        let home = self.homes.home()?;
        shared::of(&mut home.connection()).map_err(|cause| {
            let said = connect::failure::said(&cause);
            Error::failed(format!("cannot read from {}: {said}", home.place()))
        })
    }

    /// Makes a copy of a database of this server, rows and all, by the server itself; none where
    /// it can't: somebody is connected to it, or it is on another server.
    ///
    /// # Errors
    /// As [`create`](Self::create), and failed where prepared transactions are open in it, which
    /// are named.
    pub fn copy_of(&self, source: &DatabaseUrl) -> Result<Option<Sibling>> {
        let home = self.homes.home()?;
        let place = Place::of(&connect::options(source)?);
        if place.key() != home.place().key() {
            return Ok(None);
        }
        Sibling::copy(&home, &source.database_name())
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
        Ok(format!("postgres:{}/{}", place.key(), url.database_name()))
    }

    /// Makes the database of this URL, which is not there, as `upgrade` does for a new project.
    /// One that came to be there meanwhile is taken as it is.
    ///
    /// # Errors
    /// Where the server does not answer, or refuses.
    pub fn create_named(&self, url: &DatabaseUrl) -> Result<()> {
        let mut connection = home::maintenance(url).map_err(|failure| failure.error)?.0;
        let name = url.database_name();
        let sql = format!("CREATE DATABASE {}", quote::ident(&name));
        match connection.execute(&sql) {
            Err(cause) if connect::failure::code(&cause) != "42P04" => {
                let place = Place::of(&connect::options(url)?);
                Err(refusal::create_named(
                    &cause,
                    &mut connection,
                    &place,
                    &name,
                ))
            }
            _ => Ok(()),
        }
    }

    /// See [`Dialect::create_scratch`](crate::dialect::Dialect::create_scratch). On a throwaway
    /// cluster it is gone when this value is.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub fn create_scratch(&self) -> Result<Option<DatabaseUrl>> {
        let home = self.unchanged()?;
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
    /// Where there is neither a server nor the programs of one, or the server lets this role make
    /// no databases.
    pub fn surroundings(&self) -> Result<Vec<String>> {
        self.homes.surroundings()
    }

    /// See [`Dialect::version`](crate::dialect::Dialect::version).
    pub fn version(&self) -> String {
        self.homes.version()
    }
}

#[cfg(test)]
mod tests;
