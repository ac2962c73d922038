//! A scratch database on a server: the engine makes and marks it, and its name is remembered in the
//! target folder. User and password are not: they come from the development database's URL.
//!
//! In a throwaway server it lives as long as the command, and nothing is remembered.

use super::home::Home;
use super::place::{OnServer, Place};
use crate::dialect::Access;
use crate::error::{Error, Result};
use crate::project::{DatabaseUrl, ScratchServer};
use crate::workflow::context::{Context, Progress};

/// A scratch database on a server.
pub(super) struct AtServer<'a> {
    context: &'a Context,
    place: Place,
}

impl<'a> AtServer<'a> {
    pub(super) fn new(context: &'a Context) -> Result<Self> {
        Ok(Self {
            context,
            place: Place::of(context, "scratch.server")?,
        })
    }

    fn development_url(&self) -> Result<Option<DatabaseUrl>> {
        let url = self.context.project.database_url_if_set()?;
        Ok(url.map(|(url, _)| url))
    }

    /// The database that the mark names, where it is on the development database's server.
    fn marked(&self) -> Result<Option<DatabaseUrl>> {
        let (Some(marked), Some(development)) =
            (self.place.marked_database(), self.development_url()?)
        else {
            return Ok(None);
        };
        let url = development.with_database(&marked.name);
        // The development database may be on another server since.
        let key = self.context.dialect()?.key(&url)?;
        Ok((key == marked.key).then_some(url))
    }

    /// Whether every command starts a server of its own.
    fn is_throwaway(&self) -> bool {
        self.context.project.scratch_server == ScratchServer::Throwaway
    }

    /// What the mark says of this database, where it is beside the development database.
    fn remembered(&self, url: &DatabaseUrl) -> Result<Option<OnServer>> {
        let Some(development) = self.development_url()? else {
            return Ok(None);
        };
        let dialect = self.context.dialect()?;
        let name = url.database_name();
        let key = dialect.key(url)?;
        let beside = dialect.key(&development.with_database(&name))? == key;
        Ok(beside.then_some(OnServer { name, key }))
    }
}

impl Home for AtServer<'_> {
    fn place(&self) -> &Place {
        &self.place
    }

    fn refuse_foreign(&self) -> Result<()> {
        self.place.refuse_links(None)?;
        let project = &self.context.project;
        let Some((url, source)) = project.database_url_if_set()? else {
            return Ok(());
        };
        let name = url.database_name();
        match self.place.marked_database() {
            Some(marked) if marked.name == name => {
                Err(Error::refused(format!("{source} names the scratch database, {name}"))
                    .note("the scratch database is deleted and made again, and the development database never is")
                    .hint(format!("export {}={}", project.url_env, url.with_database("dev"))))
            }
            _ => Ok(()),
        }
    }

    fn known(&self) -> Result<Option<DatabaseUrl>> {
        if self.is_throwaway() {
            return Ok(None);
        }
        self.marked()
    }

    fn described(&self) -> Result<String> {
        Ok(match (self.known()?, self.development_url()?) {
            (Some(url), _) => url.to_string(),
            (None, Some(_)) if !self.is_throwaway() => "on the server, not built yet".to_owned(),
            (None, _) => "in a throwaway server, as long as a command".to_owned(),
        })
    }

    fn begin(&self, progress: &mut dyn Progress) -> Result<(DatabaseUrl, bool)> {
        let dialect = self.context.dialect()?;
        if let Some(old) = self.known()?
            && dialect.exists(&old).unwrap_or(false)
        {
            dialect.drop_scratch(&old)?;
        }
        let Some(url) = dialect.create_scratch()? else {
            return Err(Error::internal(
                "an engine with servers makes no scratch database",
            ));
        };
        let Some(remembered) = self.remembered(&url)? else {
            return Ok((url, false));
        };
        if let (Some(marked), None) = (self.place.marked_database(), self.known()?) {
            progress.note(&format!(
                "the scratch database {} on the former server is left there",
                marked.name
            ));
        }
        let marked = self
            .place
            .delete(&[])
            .and_then(|()| self.place.write_mark(Some(remembered)));
        if let Err(error) = marked {
            // Nobody would know of it.
            dialect.drop_scratch(&url)?;
            return Err(error);
        }
        Ok((url, true))
    }

    fn fill(&self, url: &DatabaseUrl, progress: &mut dyn Progress) -> Result<()> {
        let database = self.context.open(url, Access::Write)?;
        super::from_files(self.context, database, progress).map(|_| ())
    }

    fn refuse_unmade(&self, url: &DatabaseUrl) -> Result<()> {
        if !self.context.open(url, Access::Read)?.is_empty()? {
            return Ok(());
        }
        Err(super::made_nothing(
            self.context,
            &format!(
                "the set-up commands made no table in {}",
                url.database_name()
            ),
            url,
        ))
    }

    fn development(&self) -> String {
        // Counters of the server move by themselves: the schema must do.
        let database = self.context.development_if_there().ok().flatten();
        database
            .and_then(|database| database.catalog_text().ok())
            .unwrap_or_default()
    }

    fn delete(&self) -> Result<bool> {
        let there = match (self.marked()?, self.place.marked_database()) {
            (Some(url), _) => self.context.dialect()?.drop_scratch(&url)?,
            (None, None) => false,
            (None, Some(marked)) => {
                let variable = &self.context.project.url_env;
                return Err(Error::refused(format!(
                    "the scratch database {} is on another server than {variable} names",
                    marked.name
                ))
                .note(format!("it is {}", marked.key))
                .hint(format!(
                    "set {variable} to a URL of that server, and run the command again"
                ))
                .hint(format!(
                    "rm {}     if that server is gone",
                    self.place.mark.display()
                )));
            }
        };
        self.place.delete(&[])?;
        Ok(there)
    }
}
