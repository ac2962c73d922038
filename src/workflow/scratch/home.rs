//! What the two kinds of scratch databases have in common: one in a file, one on a server.

use super::file::InFile;
use super::place::Place;
use super::server::AtServer;
use crate::error::Result;
use crate::project::{DatabaseUrl, Engine};
use crate::workflow::context::{Context, Progress};

/// Where a scratch database is kept.
pub(super) trait Home {
    /// The files around it.
    fn place(&self) -> &Place;
    /// Refuses what is in its place and is not this tool's.
    fn refuse_foreign(&self) -> Result<()>;
    /// The database that an earlier run may have left; it need not be there.
    fn known(&self) -> Result<Option<DatabaseUrl>>;
    /// Where it is, for a person.
    fn described(&self) -> Result<String>;
    /// Deletes the old one and marks the new one, which is empty or still to be made by who opens
    /// its URL. Says whether it stays when the command ends.
    fn begin(&self, progress: &mut dyn Progress) -> Result<(DatabaseUrl, bool)>;
    /// Fills it from the schema files.
    fn fill(&self, url: &DatabaseUrl, progress: &mut dyn Progress) -> Result<()>;
    /// Refuses one of which the set-up commands made nothing: they worked on another database.
    fn refuse_unmade(&self, url: &DatabaseUrl) -> Result<()>;
    /// A text that is another one when commands have touched the development database.
    fn development(&self) -> String;
    /// Deletes it, what belongs to it and, last, its mark. Says whether it was there.
    fn delete(&self) -> Result<bool>;
}

/// The home of this project's scratch database.
pub(super) fn of(context: &Context) -> Result<Box<dyn Home + '_>> {
    Ok(match context.project.engine()? {
        Engine::Sqlite => Box::new(InFile::new(context)?),
        Engine::Postgres | Engine::Mysql => Box::new(AtServer::new(context)?),
    })
}
