//! MySQL and MariaDB as the workflows see them: the trait [`Dialect`], filled from this folder.

use super::server::Server;
use super::session::Session;
use super::{conduct, draft, renamed, split};
use crate::dialect::{Access, Conduct, Database, Dialect, Form, Ignore, Piece};
use crate::diff::Rename;
use crate::draft::Draft;
use crate::error::Result;
use crate::project::{DatabaseUrl, ScratchServer};
use crate::schema::Schema;
use std::path::Path;
use std::rc::Rc;

/// MySQL or MariaDB, with the server on which throwaway databases are made.
pub struct Mysql {
    server: Rc<Server>,
}

impl Mysql {
    /// `url` is that of the development database.
    pub fn new(url: Option<DatabaseUrl>, choice: ScratchServer) -> Self {
        Self {
            server: Rc::new(Server::new(url, choice)),
        }
    }
}

impl Dialect for Mysql {
    fn open(
        &self,
        url: &DatabaseUrl,
        access: Access,
        ignore: &Ignore,
    ) -> Result<Box<dyn Database>> {
        let session = Session::open(&self.server, url, access, ignore)?;
        Ok(Box::new(session))
    }

    fn exists(&self, url: &DatabaseUrl) -> Result<bool> {
        self.server.exists(url)
    }

    fn is_out_of_reach(&self, url: &DatabaseUrl) -> bool {
        self.server.is_out_of_reach(url)
    }

    fn key(&self, url: &DatabaseUrl) -> Result<String> {
        self.server.key(url)
    }

    fn backup_extension(&self) -> &'static str {
        "sql"
    }

    fn check_backup(&self, path: &Path) -> Result<()> {
        super::session::check_backup(path)
    }

    fn create_scratch(&self) -> Result<Option<DatabaseUrl>> {
        self.server.create_scratch()
    }

    fn drop_scratch(&self, url: &DatabaseUrl) -> Result<bool> {
        self.server.drop_scratch(url)
    }

    fn surroundings(&self) -> Result<Vec<String>> {
        self.server.surroundings()
    }

    fn empty(&self, ignore: &Ignore) -> Result<Box<dyn Database>> {
        let session = Session::throwaway(&self.server, self.server.create()?, ignore)?;
        Ok(Box::new(session))
    }

    fn drafts(
        &self,
        from: &Schema,
        to: &Schema,
        renames: &[Rename],
        _: Form,
    ) -> Result<Vec<Draft>> {
        draft::drafts(from, to, renames, &|schema, renames| {
            self.renamed(schema, renames)
        })
    }

    fn renamed(&self, schema: &Schema, renames: &[Rename]) -> Result<Schema> {
        draft::renamed(schema, renames, || self.empty(&Ignore::default()))
    }

    fn broken_objects(&self, _: &Schema) -> Result<Vec<(String, String)>> {
        // No server makes a view that does not work, so a schema that was built has none, but for
        // those that broke on the way: the database itself is asked for them.
        Ok(Vec::new())
    }

    fn statements(&self, sql: &str) -> Vec<Piece> {
        split::statements(sql)
    }

    fn defines_outside_transactions(&self) -> bool {
        true
    }

    fn conduct(&self, sql: &str, piece: &Piece) -> Conduct {
        conduct::conduct(sql, piece)
    }

    fn renames_in(&self, sql: &str) -> Vec<Rename> {
        renamed::renames_in(sql)
    }

    fn renames_made_by(&self, sql: &str) -> Vec<Rename> {
        renamed::renames_made_by(sql)
    }

    fn read_texts(&self, _: &[&str], _: &Ignore) -> Option<Schema> {
        None
    }

    fn version(&self) -> String {
        self.server.version()
    }
}
