//! The project that a command is about, put together from flags, files and defaults.

use std::path::{Path, PathBuf};

use super::bounds::Bounds;
use super::config::{self, Configuration};
use super::database;
use super::document::{Document, find};
use super::engine::{Engine, ScratchServer};
use super::place::{Place, folder_of};
use super::sqlx_toml::SqlxToml;
use super::url::DatabaseUrl;
use crate::{Error, Result};

/// What the command line says about where to work. It may hold a password, so it has no `Debug`.
#[derive(Clone, Default)]
pub struct Options {
    /// `--manifest-path`
    pub manifest_path: Option<PathBuf>,
    /// `--package`
    pub package: Option<String>,
    /// `--database`
    pub database: Option<String>,
    /// `--config`
    pub config: Option<PathBuf>,
    /// `--database-url`
    pub database_url: Option<String>,
    /// `--migrations`
    pub migrations: Option<PathBuf>,
    /// `--engine`
    pub engine: Option<Engine>,
    /// The current folder, from which relative paths among these start.
    pub directory: PathBuf,
}

/// Where to work, and how the configuration wants it.
#[derive(Debug, Clone)]
pub struct Project {
    /// The folder that commands run in and configured paths start from: the package's, or the
    /// workspace's where the configuration is the workspace's.
    pub root: PathBuf,
    /// The workspace's folder, which no configured path leaves.
    pub workspace_root: PathBuf,
    /// The manifest; `None` outside a Cargo project.
    pub manifest: Option<PathBuf>,
    /// The package's name.
    pub name: Option<String>,
    /// The file that holds the configuration; `None` where all is default.
    pub config_file: Option<PathBuf>,
    /// The database among several that is meant.
    pub database: Option<String>,
    /// Files, folders and globs that say how the database should look, relative to `root`.
    /// Empty where set-up commands alone say so. See [`Project::schema_files`].
    pub schema: Vec<String>,
    /// Commands that build the scratch database, as argument vectors.
    pub setup: Vec<Vec<String>>,
    /// Commands that fill it.
    pub scan: Vec<Vec<String>>,
    /// Commands to run after the development database was changed.
    pub after: Vec<Vec<String>>,
    /// The migrations folder, absolute. It need not be there.
    pub migrations: PathBuf,
    /// Names or globs of objects to leave alone.
    pub ignore: Vec<String>,
    /// Versions whose findings are accepted.
    pub accepted: Vec<i64>,
    /// Whether the database's name must be typed before anything is lost in it.
    pub protected: bool,
    /// The ledger's table, as sqlx writes it into its SQL.
    pub table: String,
    /// The variable that holds the database's URL.
    pub url_env: String,
    /// The characters that sqlx leaves out of checksums, from `sqlx.toml`.
    pub ignored_chars: Vec<char>,
    /// Where throwaway databases are made.
    pub scratch_server: ScratchServer,
    /// Whether owners of objects are compared.
    pub owners: bool,
    pub(super) flag_url: Option<DatabaseUrl>,
    pub(super) flag_engine: Option<Engine>,
    pub(super) config_engine: Option<Engine>,
}

impl Project {
    /// Finds the project from the current folder and the command line.
    ///
    /// # Errors
    /// Usage errors: no project, an ambiguous one, or a configuration that is wrong, with the
    /// place in its file.
    pub fn discover(options: &Options) -> Result<Self> {
        let place = Place::find(options)?;
        let (configuration, root) = configuration(options, &place)?;
        let bounds = Bounds {
            root: &root,
            workspace: &place.workspace,
        };
        let sqlx = SqlxToml::read(bounds)?;
        if place.is_virtual
            && configuration.file.is_none()
            && options.migrations.is_none()
            && options.database.is_none()
            && sqlx.path.as_os_str().is_empty()
            && !root.join("migrations").is_dir()
        {
            return Err(virtual_workspace(&place)?);
        }
        let config_file = configuration.file.clone();
        let (database, settings) = database::choose(configuration, options.database.as_deref())?;
        sqlx.agree(&settings, config_file.as_deref())?;
        let migrations = match &options.migrations {
            Some(folder) => absolute(&options.directory.join(folder)),
            None => match settings.migrations.or(sqlx.migrations) {
                Some(folder) => folder,
                None => bounds.resolve("migrations").map_err(|why| {
                    Error::usage(format!("the path of the migrations folder {why}"))
                        .hint("name the folder on the command line: --migrations DIR")
                })?,
            },
        };
        let setup = settings.setup.unwrap_or_default();
        Ok(Self {
            schema: settings.schema.unwrap_or_else(|| match setup.is_empty() {
                true => vec!["schema.sql".to_owned()],
                false => Vec::new(),
            }),
            setup,
            scan: settings.scan.unwrap_or_default(),
            after: settings.after.unwrap_or_default(),
            migrations,
            ignore: settings.ignore.unwrap_or_default(),
            accepted: settings.accepted.unwrap_or_default(),
            protected: settings.protected.unwrap_or(false),
            scratch_server: settings.scratch_server.unwrap_or_default(),
            owners: settings.owners.unwrap_or(false),
            table: settings
                .table
                .or(sqlx.table)
                .unwrap_or_else(|| "_sqlx_migrations".to_owned()),
            url_env: settings
                .url_env
                .or(sqlx.url_env)
                .unwrap_or_else(|| "DATABASE_URL".to_owned()),
            ignored_chars: sqlx.ignored_chars,
            flag_url: options
                .database_url
                .as_deref()
                .map(|url| DatabaseUrl::parse(url).map_err(|error| error.context("--database-url")))
                .transpose()?,
            flag_engine: options.engine,
            config_engine: settings.engine,
            workspace_root: place.workspace,
            manifest: place.manifest.map(|manifest| manifest.path),
            name: place.name,
            config_file,
            database,
            root,
        })
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

const PACKAGE: [&str; 3] = ["package", "metadata", "migrate"];
const WORKSPACE: [&str; 3] = ["workspace", "metadata", "migrate"];
const FILE: [&str; 1] = ["migrate"];

/// The first source that has a table, whole, and the folder that its paths start from.
fn configuration(options: &Options, place: &Place) -> Result<(Configuration, PathBuf)> {
    if let Some(file) = &options.config {
        let path = absolute(&options.directory.join(file));
        let document = Document::read(&path)?.ok_or_else(|| {
            Error::usage(format!("there is no configuration file {}", path.display()))
                .hint("cargo migrate init")
        })?;
        for keys in [&FILE[..], &PACKAGE, &WORKSPACE] {
            if let Some(found) = read_at(&document, keys, &place.root, place)? {
                return Ok((found, place.root.clone()));
            }
        }
        return Err(no_table(&document));
    }
    let of_workspace = place
        .workspace_manifest
        .as_ref()
        .or(place.manifest.as_ref());
    let in_manifests = [
        (place.manifest.as_ref(), &PACKAGE, &place.root),
        (of_workspace, &WORKSPACE, &place.workspace),
    ];
    for (document, keys, root) in in_manifests {
        if let Some(document) = document
            && let Some(found) = read_at(document, keys, root, place)?
        {
            return Ok((found, root.clone()));
        }
    }
    for root in [&place.root, &place.workspace] {
        if let Some(document) = Document::read(&root.join("migrate.toml"))? {
            return match read_at(&document, &FILE, root, place)? {
                Some(found) => Ok((found, root.clone())),
                None => Err(no_table(&document)),
            };
        }
    }
    Ok((Configuration::default(), place.root.clone()))
}

fn read_at(
    document: &Document,
    keys: &[&str],
    root: &Path,
    place: &Place,
) -> Result<Option<Configuration>> {
    // Most manifests hold no such table, and need not be parsed again to know it.
    let mentioned = document.text.contains("migrate") || document.text.contains('\\');
    if !mentioned
        && document
            .path
            .file_name()
            .is_some_and(|name| name == "Cargo.toml")
    {
        return Ok(None);
    }
    let table = document.parse()?;
    let bounds = Bounds {
        root,
        workspace: &place.workspace,
    };
    find(&table, keys)
        .map(|value| config::read(document, value, &keys.join("."), bounds))
        .transpose()
}

fn no_table(document: &Document) -> Error {
    let path = document.path.display();
    let header = match document.path.file_name() {
        Some(name) if name == "Cargo.toml" => PACKAGE.join("."),
        _ => FILE.join("."),
    };
    Error::usage(format!("{path} was read, and it has no [{header}] table"))
        .hint(format!(
            "add these lines to it, and change what does not fit:\n\n\
         [{header}]\nschema = [\"schema.sql\"]\nmigrations = \"migrations\"\n"
        ))
        .hint(format!("cargo migrate init --upgrade-config -c {path}"))
}

fn virtual_workspace(place: &Place) -> Result<Error> {
    let candidates = place.candidates()?;
    let error = Error::usage(format!(
        "{} is a workspace, and it is not said which package is meant",
        place.root.display()
    ));
    Ok(match candidates.first() {
        Some(first) => error
            .note(format!(
                "packages with migrations: {}",
                candidates.join(", ")
            ))
            .hint(format!("cargo migrate --package {first}")),
        None => error
            .note("no package of it has a migrations folder or [package.metadata.migrate]")
            .hint("cargo migrate init --package NAME"),
    }
    .hint(format!(
        "or configure the workspace: [{}] in {}",
        WORKSPACE.join("."),
        place
            .manifest
            .as_ref()
            .map_or_else(|| place.root.clone(), |manifest| folder_of(&manifest.path))
            .join("Cargo.toml")
            .display()
    )))
}

#[cfg(test)]
#[path = "discover_tests.rs"]
mod tests;
