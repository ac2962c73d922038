//! Which database is meant, and its URL and engine.

use super::config::{Configuration, Settings, nearest};
use super::discover::Project;
use super::engine::Engine;
use super::env::{self, UrlSource};
use super::features;
use super::url::DatabaseUrl;
use crate::{Error, Result};

/// The settings of the database that is named; of the only one where none is.
pub(super) fn choose(
    configuration: Configuration,
    name: Option<&str>,
) -> Result<(Option<String>, Settings)> {
    let names: Vec<&str> = configuration
        .databases
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    let file = configuration
        .file
        .as_ref()
        .map(|file| file.display().to_string());
    let index = match name {
        None => match names.as_slice() {
            [] => return Ok((None, configuration.settings)),
            [_] => 0,
            several => {
                return Err(Error::usage(format!(
                    "there are {} databases, and it is not said which is meant: {}",
                    several.len(),
                    several.join(", ")
                ))
                .hint(format!("--database {}", several[0])));
            }
        },
        Some(wanted) => {
            match names.iter().position(|name| *name == wanted) {
                Some(index) => index,
                None => {
                    let error = Error::usage(format!("no database is called `{wanted}`"));
                    return Err(match (nearest(wanted, &names), file) {
                    (Some(near), _) => error.hint(format!("did you mean --database {near}?")),
                    (None, Some(file)) if names.is_empty() => {
                        error.hint(format!("add a table databases.{wanted} in {file}"))
                    }
                    (None, Some(_)) => error.hint(format!("the databases are {}", names.join(", "))),
                    (None, None) => error
                        .hint(format!("add a table [package.metadata.migrate.databases.{wanted}] to Cargo.toml")),
                });
                }
            }
        }
    };
    let (name, settings) = configuration.databases[index].clone();
    Ok((Some(name), settings))
}

impl Project {
    /// The database's URL and where it came from; `None` where nothing sets it.
    ///
    /// # Errors
    /// Usage errors for a URL that is wrong, a `.env` that can't be read. Neither shows a secret.
    pub fn database_url_if_set(&self) -> Result<Option<(DatabaseUrl, UrlSource)>> {
        if let Some(url) = &self.flag_url {
            return Ok(Some((url.clone(), UrlSource::Flag)));
        }
        let Some((text, source)) = env::lookup(&self.url_env, &self.root, &self.example_url())?
        else {
            return Ok(None);
        };
        match DatabaseUrl::parse(&text) {
            Ok(url) => Ok(Some((url, source))),
            Err(error) => Err(error.context(source)),
        }
    }

    /// The database's URL. Relative SQLite paths in it are relative to [`Project::root`].
    ///
    /// # Errors
    /// As [`Project::database_url_if_set`], and where nothing sets it.
    pub fn database_url(&self) -> Result<DatabaseUrl> {
        match self.database_url_if_set()? {
            Some((url, _)) => Ok(url),
            None => {
                let (name, example) = (&self.url_env, self.example_url());
                Err(Error::usage(format!(
                    "{name} is not set, so there is no database to work on"
                ))
                .hint(format!("export {name}={example}"))
                .hint(format!(
                    "or write {name}={example} to {}",
                    self.root.join(".env").display()
                ))
                .hint("or name it: --database-url URL"))
            }
        }
    }

    /// How a URL of this project's database may look, for hints.
    pub fn example_url(&self) -> String {
        let engine = self
            .flag_engine
            .or(self.flag_url.as_ref().map(DatabaseUrl::engine))
            .or(self.config_engine)
            .or_else(|| self.sqlx_engine());
        let name = self.name.as_deref().unwrap_or("dev").replace('-', "_");
        match engine {
            None | Some(Engine::Sqlite) => "sqlite:dev.db".to_owned(),
            Some(Engine::Postgres) => format!("postgres://postgres@localhost/{name}"),
            Some(Engine::Mysql) => format!("mysql://root@localhost/{name}"),
        }
    }

    /// The one engine that sqlx's features in the manifest name.
    fn sqlx_engine(&self) -> Option<Engine> {
        features::engine(self.manifest.as_deref()?, &self.workspace_root)
    }

    /// The engine: that of `--engine`, of the URL, of the configuration, or of sqlx's features;
    /// SQLite where none says it.
    ///
    /// # Errors
    /// As [`Project::database_url_if_set`], and where two of them disagree.
    pub fn engine(&self) -> Result<Engine> {
        let disagree = |one: String, other: String| {
            Error::usage(format!("{one}, and {other}"))
                .hint("leave one of them out, or make them agree")
        };
        if let Some(engine) = self.flag_engine {
            return match &self.flag_url {
                Some(url) if url.engine() != engine => Err(disagree(
                    format!("--engine is {engine}"),
                    format!("--database-url is one of {}", url.engine().title()),
                )),
                _ => Ok(engine),
            };
        }
        match (self.database_url_if_set()?, self.config_engine) {
            (Some((url, UrlSource::Flag)), _) => Ok(url.engine()),
            (Some((url, source)), Some(engine)) if url.engine() != engine => Err(disagree(
                format!("the configuration says engine = \"{engine}\""),
                format!("{source} is a URL of {}", url.engine().title()),
            )),
            (Some((url, _)), _) => Ok(url.engine()),
            (None, Some(engine)) => Ok(engine),
            // A bare CI job can check: the embedded engine needs nothing, others start a server.
            (None, None) => Ok(self.sqlx_engine().unwrap_or(Engine::Sqlite)),
        }
    }
}
