//! The server on which schemas are built, and databases on it.

use crate::fuzz::refusal::Refusal;
use crate::fuzz::settle::Site;
use cargo_migrate::dialect::postgres::cluster::Cluster;
use cargo_migrate::dialect::postgres::connect::Connection;
use cargo_migrate::project::DatabaseUrl;
use std::path::PathBuf;

/// A server, and where its programs are.
pub(super) struct Server {
    url: Box<dyn Fn(&str) -> String + Send + Sync>,
    programs: PathBuf,
}

/// A database that is made anew for each schema.
pub(super) struct Database<'a> {
    server: &'a Server,
    name: String,
    connection: Option<Connection>,
    admin: Option<Connection>,
}

/// The roles that schemas speak of.
const MAKE_ROLES: &str = "DO $$
DECLARE role text;
BEGIN
  FOREACH role IN ARRAY ARRAY['fuzz_reader', 'fuzz_writer', 'fuzz Odd'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
      EXECUTE format('CREATE ROLE %I', role);
    END IF;
  END LOOP;
END $$";

impl Server {
    /// The server whose databases have the URLs that `url` gives for their names.
    ///
    /// # Errors
    /// Where it does not answer, or its programs are not there.
    pub(super) fn new(url: Box<dyn Fn(&str) -> String + Send + Sync>) -> anyhow::Result<Self> {
        let server = Self {
            url,
            programs: Cluster::programs()
                .map_err(|error| anyhow::anyhow!("{error}"))?
                .folder()
                .to_owned(),
        };
        let mut admin = server.connect("postgres").map_err(anyhow::Error::msg)?;
        admin.execute(MAKE_ROLES)?;
        Ok(server)
    }

    /// A database of this name, which is not yet made.
    pub(super) fn database(&self, name: &str) -> Database<'_> {
        Database {
            server: self,
            name: name.to_owned(),
            connection: None,
            admin: None,
        }
    }

    /// One of the server's programs.
    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.programs.join(name)
    }

    fn connect(&self, database: &str) -> Result<Connection, String> {
        let url = DatabaseUrl::parse(&(self.url)(database)).map_err(|error| error.to_string())?;
        Connection::open(&url).map_err(|error| error.to_string())
    }
}

impl Database<'_> {
    /// Its URL.
    pub(super) fn url(&self) -> String {
        (self.server.url)(&self.name)
    }

    /// The server it is on.
    pub(super) fn server(&self) -> &Server {
        self.server
    }

    /// Its connection.
    pub(super) fn connection(&mut self) -> Result<&mut Connection, Refusal> {
        match &mut self.connection {
            Some(connection) => Ok(connection),
            None => Err(Refusal::text("there is no connection".to_owned())),
        }
    }

    /// Runs a script as sqlx would: in a transaction, or as it stands where it begins with
    /// `-- no-transaction`.
    pub(super) fn run(&mut self, script: &str) -> Result<(), Refusal> {
        if script.starts_with("-- no-transaction") {
            return self.execute(script);
        }
        self.execute("BEGIN")?;
        let outcome = self.execute(script).and_then(|()| self.execute("COMMIT"));
        if outcome.is_err() {
            self.execute("ROLLBACK")?;
        }
        outcome
    }

    /// The rows of queries, their values as text, NULL as an empty one.
    pub(super) fn rows(&mut self, sql: &str, columns: usize) -> Result<Vec<Vec<String>>, Refusal> {
        let answers = self
            .connection()?
            .simple_query(sql)
            .map_err(|cause| Refusal::of(&cause))?;
        Ok(answers
            .iter()
            .map(|answer| (0..columns).map(|at| answer.text(at).to_owned()).collect())
            .collect())
    }
}

impl Site for Database<'_> {
    fn reset(&mut self) -> Result<(), Refusal> {
        self.connection = None;
        let admin = match &mut self.admin {
            Some(admin) => admin,
            none => none.insert(self.server.connect("postgres").map_err(Refusal::text)?),
        };
        let name = &self.name;
        let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        admin.execute(&drop).map_err(|e| Refusal::of(&e))?;
        let create = format!("CREATE DATABASE {name} TEMPLATE template0 STRATEGY file_copy");
        admin.execute(&create).map_err(|e| Refusal::of(&e))?;
        self.connection = Some(self.server.connect(name).map_err(Refusal::text)?);
        Ok(())
    }

    fn execute(&mut self, sql: &str) -> Result<(), Refusal> {
        self.connection()?
            .execute(sql)
            .map_err(|cause| Refusal::of(&cause))
    }
}

impl Drop for Database<'_> {
    fn drop(&mut self) {
        self.connection = None;
        if let Some(admin) = &mut self.admin {
            // A database that stays behind goes with the cluster.
            let _ = admin.execute(&format!(
                "DROP DATABASE IF EXISTS {} WITH (FORCE)",
                self.name
            ));
        }
    }
}
