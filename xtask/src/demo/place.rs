//! Where the demo's development database is: in the project's folder, on a throwaway server, or on
//! a server of the developer's.

use crate::engine::Engine;
use anyhow::{Result, anyhow, bail};
use cargo_migrate::dialect::{mysql, postgres};
use cargo_migrate::project::{self, DatabaseUrl};

/// A place, which the demo leaves as it was.
pub(super) enum Place {
    /// Where the project's own `.env.example` says.
    Project,
    /// On a server that ends with the demo.
    Postgres(postgres::cluster::Cluster),
    /// The same of the other engine.
    Mysql(mysql::cluster::Cluster),
    /// On a server that is there, in a database of a name that nobody else has.
    Server { of: DatabaseUrl, name: String },
}

impl Place {
    /// The place for an engine; `server` is a URL of the developer's own.
    ///
    /// # Errors
    /// Where that is none of the engine, or no server can be started.
    pub(super) fn of(engine: Engine, server: Option<&str>) -> Result<Self> {
        let Some(server) = server else {
            return match engine {
                Engine::Sqlite => Ok(Self::Project),
                Engine::Postgres => postgres::cluster::Cluster::start().map(Self::Postgres),
                Engine::Mysql => mysql::cluster::Cluster::start().map(Self::Mysql),
            }
            .map_err(|error| said(&error));
        };
        let of = DatabaseUrl::parse(server).map_err(|error| said(&error))?;
        let fits = match engine {
            Engine::Sqlite => bail!("--server is for --engine postgres and --engine mysql"),
            Engine::Postgres => of.engine() == project::Engine::Postgres,
            Engine::Mysql => of.engine() == project::Engine::Mysql,
        };
        if !fits {
            bail!("--server and --engine name two engines");
        }
        let name = format!("cargo_demo_{}", std::process::id());
        Ok(Self::Server { of, name })
    }

    /// The development database's URL; none where the project says it.
    ///
    /// # Errors
    /// Where a throwaway server has none.
    pub(super) fn url(&self, project: &str) -> Result<Option<DatabaseUrl>> {
        let name = format!("{project}_dev");
        Ok(match self {
            Self::Project => None,
            Self::Postgres(cluster) => Some(cluster.url(&name)),
            Self::Mysql(cluster) => Some(cluster.url(&name).map_err(|error| said(&error))?),
            Self::Server { of, name } => Some(of.with_database(name)),
        })
    }

    /// Drops the database that the demo has made on a server that stays.
    ///
    /// # Errors
    /// Where the server refuses it, or somebody is connected.
    pub(super) fn leave(&self) -> Result<()> {
        let Self::Server { of, name } = self else {
            return Ok(());
        };
        let drop = format!("DROP DATABASE IF EXISTS {name}");
        match of.engine() {
            project::Engine::Mysql => {
                let url = of.with_database("information_schema");
                let mut connection =
                    mysql::connect::Connection::open(&url).map_err(|error| said(&error))?;
                connection.execute(&drop)?;
            }
            _ => {
                let url = of.with_database("postgres");
                let mut connection =
                    postgres::connect::Connection::open(&url).map_err(|error| said(&error))?;
                connection.execute(&drop)?;
            }
        }
        Ok(())
    }
}

fn said(error: &cargo_migrate::Error) -> anyhow::Error {
    let hints = error.hints().iter().map(|hint| format!("; {hint}"));
    anyhow!("{error}{}", hints.collect::<String>())
}
