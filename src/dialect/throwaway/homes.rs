//! Which server throwaway databases are made on: that of the development database, or one of the
//! installed programs.

use crate::dialect::reach::{Failure, Reason, both};
use crate::error::Result;
use crate::project::{DatabaseUrl, ScratchServer};
use std::cell::RefCell;
use std::fmt::Display;
use std::rc::Rc;
use std::time::Duration;

/// A server on which throwaway databases are made.
pub(in crate::dialect) trait Home: Sized {
    /// How a version of the engine begins: `postgres`.
    const SCHEME: &'static str;

    /// The server of this URL, whose database is the one that new ones are to be like.
    ///
    /// # Errors
    /// Where no connection comes about, or it refuses what is asked first.
    fn beside(url: &DatabaseUrl) -> Result<Self, Failure>;
    /// One that is started for this run, whose databases are to be like the one of this URL, where
    /// that can be asked.
    ///
    /// # Errors
    /// Where the installed programs don't work, or there are none.
    fn throwaway(like: Option<&DatabaseUrl>) -> Result<Self>;
    /// The engine and its version as a person writes them: `PostgreSQL 15.4`.
    fn title(&self) -> String;
    /// The version that stands for everything that a proof rests on: `15.4`.
    fn version(&self) -> String;
    /// Where it is.
    fn place(&self) -> impl Display;
    /// Finds out whether it lets this tool make databases.
    ///
    /// # Errors
    /// Where it does not, with what to do.
    fn check(&self) -> Result<()>;
    /// Whether scripts have changed more of it than databases: a server of its own that is not as
    /// it was when it was started.
    fn is_changed(&self) -> bool {
        false
    }
    /// How long its start took, where it was started for this run.
    fn took(&self) -> Option<Duration>;
    /// The version of the installed programs, as [`version`](Self::version).
    ///
    /// # Errors
    /// Where there are none, or they don't work.
    fn installed() -> Result<String>;
    /// Where the installed programs are, in words.
    ///
    /// # Errors
    /// Where there are none.
    fn programs() -> Result<String>;
}

/// The server of one dialect. None is contacted or started before it is needed.
pub(in crate::dialect) struct Homes<H> {
    url: Option<DatabaseUrl>,
    choice: ScratchServer,
    home: RefCell<Option<Rc<H>>>,
    /// That of a scratch database, which must last as long as that.
    scratch: RefCell<Option<Rc<H>>>,
}

impl<H: Home> Homes<H> {
    /// The server of this URL, if it can be reached and `choice` allows; else a throwaway one.
    pub(in crate::dialect) fn new(url: Option<DatabaseUrl>, choice: ScratchServer) -> Self {
        Self {
            url,
            choice,
            home: RefCell::new(None),
            scratch: RefCell::new(None),
        }
    }

    /// The server.
    ///
    /// # Errors
    /// Where none can be had, or the one of the URL refuses.
    pub(in crate::dialect) fn home(&self) -> Result<Rc<H>> {
        if let Some(home) = self.there() {
            return Ok(home);
        }
        let home = match self.beside() {
            Some(Ok(home)) => home,
            Some(Err(failure)) if failure.reason != Reason::Unreachable => {
                return Err(failure.error);
            }
            Some(Err(failure)) => {
                Rc::new(H::throwaway(None).map_err(|error| both(&failure.error, &error))?)
            }
            None => Rc::new(H::throwaway(self.url.as_ref())?),
        };
        Ok(self.keep(home))
    }

    /// The server, or where it [is changed](Home::is_changed) another one that is as new: a script
    /// that makes a role can be run on it once more. The old one ends with its last database.
    ///
    /// # Errors
    /// As [`home`](Self::home).
    pub(in crate::dialect) fn unchanged(&self) -> Result<Rc<H>> {
        let home = self.home()?;
        match home.is_changed() {
            true => Ok(self.keep(Rc::new(H::throwaway(self.url.as_ref())?))),
            false => Ok(home),
        }
    }

    /// The server, if one was contacted or started.
    pub(in crate::dialect) fn there(&self) -> Option<Rc<H>> {
        self.home.borrow().as_ref().map(Rc::clone)
    }

    /// Keeps this one until another one has a scratch database.
    pub(in crate::dialect) fn keep_for_scratch(&self, home: Rc<H>) {
        *self.scratch.borrow_mut() = Some(home);
    }

    /// All that are kept.
    pub(in crate::dialect) fn all(&self) -> impl Iterator<Item = Rc<H>> {
        let scratch = self.scratch.borrow().as_ref().map(Rc::clone);
        self.there().into_iter().chain(scratch)
    }

    fn keep(&self, home: Rc<H>) -> Rc<H> {
        *self.home.borrow_mut() = Some(Rc::clone(&home));
        home
    }

    /// Whether a server was contacted or started.
    #[cfg(test)]
    pub(in crate::dialect) fn is_there(&self) -> bool {
        self.there().is_some()
    }

    /// The server of the development database; none where it is not to be used.
    fn beside(&self) -> Option<Result<Rc<H>, Failure>> {
        match (&self.url, self.choice) {
            (Some(url), ScratchServer::Development) => Some(H::beside(url).map(Rc::new)),
            _ => None,
        }
    }

    /// See [`Dialect::surroundings`](crate::dialect::Dialect::surroundings).
    ///
    /// # Errors
    /// Where there is neither a server nor the programs of one, or it lets this tool make no
    /// databases.
    pub(in crate::dialect) fn surroundings(&self) -> Result<Vec<String>> {
        let home = self.home()?;
        home.check()?;
        let title = home.title();
        let mut lines = Vec::new();
        match home.took() {
            None => lines.push(format!("{title} at {}", home.place())),
            Some(took) => lines.push(format!(
                "{title}, a throwaway server that started in {} ms: {}",
                took.as_millis(),
                self.why_throwaway()
            )),
        }
        lines.push(match H::programs() {
            Ok(programs) => programs,
            Err(error) => format!("{}, for when no server answers", error.message()),
        });
        Ok(lines)
    }

    fn why_throwaway(&self) -> String {
        match (&self.url, self.choice) {
            (_, ScratchServer::Throwaway) => "scratch-server = \"throwaway\"".to_owned(),
            (None, _) => "no database URL is set".to_owned(),
            (Some(url), _) => format!("no server answers at {url}"),
        }
    }

    /// The version of the server on which proofs are made: `postgres 15.4`; without a number where
    /// there is none. No server is started to find out.
    pub(in crate::dialect) fn version(&self) -> String {
        let reachable = self.there().or_else(|| {
            let home = self.beside()?.ok()?;
            Some(self.keep(home))
        });
        let version = match reachable {
            Some(home) => Ok(home.version()),
            None => H::installed(),
        };
        format!("{} {}", H::SCHEME, version.unwrap_or_default())
            .trim_end()
            .to_owned()
    }
}
