//! The configuration table: its keys, their types, and what they must not say.

use std::path::PathBuf;

use toml::de::{DeTable, DeValue};

use super::bounds::Bounds;
use super::command;
use super::document::{Document, Value};
use super::engine::{Engine, ScratchServer};
use crate::{Error, Result};

/// Every key of the configuration table with an example of its value and what it is for: the
/// configuration reference.
pub const KEYS: &[(&str, &str, &str)] = &[
    (
        "schema",
        "[\"schema.sql\"]",
        "files, folders or globs of SQL that say how the database should look, in any order",
    ),
    (
        "setup",
        "[\"cargo run -q --bin setup-db\"]",
        "commands that build the scratch database, where files alone don't",
    ),
    (
        "scan",
        "[\"cargo run -q --bin repo-scan\"]",
        "commands that fill the scratch database after it is set up",
    ),
    (
        "after",
        "[\"cargo sqlx prepare\"]",
        "commands to run after an upgrade or downgrade of the development database",
    ),
    (
        "migrations",
        "\"migrations\"",
        "the folder of the migrations",
    ),
    (
        "ignore",
        "[\"cache_*\"]",
        "names or globs of tables and other objects that are none of this tool's business",
    ),
    (
        "accepted",
        "[20261122101500]",
        "versions whose findings have been looked at and accepted",
    ),
    (
        "protected",
        "true",
        "the database's name must be typed before anything is lost in it",
    ),
    ("table-name", "\"_sqlx_migrations\"", "the ledger's table"),
    (
        "database-url-var",
        "\"DATABASE_URL\"",
        "the environment variable that holds the database's URL",
    ),
    (
        "engine",
        "\"sqlite\"",
        "sqlite, postgres or mysql, where no URL says it",
    ),
    (
        "scratch-server",
        "\"throwaway\"",
        "where throwaway databases are made: `development`, beside the development database, or `throwaway`, in a server that is started for each command (PostgreSQL, MySQL)",
    ),
    (
        "owners",
        "true",
        "owners of objects are compared, too (PostgreSQL), or their definers (MySQL)",
    ),
    (
        "databases",
        "{ main = {}, audit = {} }",
        "several databases, each a table with these same keys",
    ),
];

/// The values of one table; `None` where it doesn't say.
#[derive(Debug, Clone, Default)]
pub(super) struct Settings {
    pub(super) schema: Option<Vec<String>>,
    pub(super) setup: Option<Vec<Vec<String>>>,
    pub(super) scan: Option<Vec<Vec<String>>>,
    pub(super) after: Option<Vec<Vec<String>>>,
    pub(super) migrations: Option<PathBuf>,
    pub(super) ignore: Option<Vec<String>>,
    pub(super) accepted: Option<Vec<i64>>,
    pub(super) protected: Option<bool>,
    pub(super) table: Option<String>,
    pub(super) url_env: Option<String>,
    pub(super) engine: Option<Engine>,
    pub(super) scratch_server: Option<ScratchServer>,
    pub(super) owners: Option<bool>,
}

impl Settings {
    /// These values, and where they say nothing those of the table around them.
    fn or(self, outer: &Self) -> Self {
        let outer = outer.clone();
        Self {
            schema: self.schema.or(outer.schema),
            setup: self.setup.or(outer.setup),
            scan: self.scan.or(outer.scan),
            after: self.after.or(outer.after),
            migrations: self.migrations.or(outer.migrations),
            ignore: self.ignore.or(outer.ignore),
            accepted: self.accepted.or(outer.accepted),
            protected: self.protected.or(outer.protected),
            table: self.table.or(outer.table),
            url_env: self.url_env.or(outer.url_env),
            engine: self.engine.or(outer.engine),
            scratch_server: self.scratch_server.or(outer.scratch_server),
            owners: self.owners.or(outer.owners),
        }
    }
}

/// A configuration table as it was read.
#[derive(Debug, Clone, Default)]
pub(super) struct Configuration {
    /// The file it is in; `None` for the defaults.
    pub(super) file: Option<PathBuf>,
    pub(super) settings: Settings,
    /// The tables under `databases`, in the order of their names, with what they inherit.
    pub(super) databases: Vec<(String, Settings)>,
}

/// Reads a configuration table; `header` is how its file writes it, without brackets.
pub(super) fn read(
    document: &Document,
    value: &Value<'_>,
    header: &str,
    bounds: Bounds<'_>,
) -> Result<Configuration> {
    let reader = Reader { document, bounds };
    let table = reader.table(header, value)?;
    let settings = reader.settings(table, header, true)?;
    let mut databases = Vec::new();
    if let Some(value) = table.get("databases") {
        let header = format!("{header}.databases");
        for (name, value) in reader.table(&header, value)? {
            let header = format!("{header}.{}", name.get_ref());
            let inner = reader.settings(reader.table(&header, value)?, &header, false)?;
            databases.push((name.get_ref().to_string(), inner.or(&settings)));
        }
    }
    Ok(Configuration {
        file: Some(document.path.clone()),
        settings,
        databases,
    })
}

struct Reader<'a> {
    document: &'a Document,
    bounds: Bounds<'a>,
}

impl Reader<'_> {
    fn table<'v, 'i>(&self, header: &str, value: &'v Value<'i>) -> Result<&'v DeTable<'i>> {
        value.get_ref().as_table().ok_or_else(|| {
            let path = self.document.path.display();
            self.document
                .error(
                    value.span(),
                    "not a table",
                    format!("`{header}` in {path} must be a table"),
                )
                .hint(format!("[{header}]"))
        })
    }

    fn settings(&self, table: &DeTable<'_>, header: &str, outermost: bool) -> Result<Settings> {
        let mut settings = Settings::default();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "schema" => settings.schema = Some(self.sources(value)?),
                "setup" => settings.setup = Some(self.commands("setup", value)?),
                "scan" => settings.scan = Some(self.commands("scan", value)?),
                "after" => settings.after = Some(self.commands("after", value)?),
                "migrations" => {
                    let text = self.document.string("migrations", value)?;
                    settings.migrations = Some(self.path("migrations", text, value)?);
                }
                "ignore" => settings.ignore = Some(self.patterns(value)?),
                "accepted" => settings.accepted = Some(self.versions(value)?),
                "protected" => {
                    settings.protected = Some(value.get_ref().as_bool().ok_or_else(|| {
                        self.document
                            .wrong_type("protected", value, "true or false", "true")
                    })?);
                }
                "table-name" => {
                    settings.table = Some(table_name(self.document, "table-name", value)?);
                }
                "database-url-var" => {
                    settings.url_env = Some(variable(self.document, "database-url-var", value)?);
                }
                "engine" => {
                    let text = self.document.string("engine", value)?;
                    settings.engine = Some(text.parse().map_err(|error: Error| {
                        let wrong = self.document.error(value.span(), "", error.message());
                        error.hints().iter().fold(wrong, Error::hint)
                    })?);
                }
                "scratch-server" => {
                    let text = self.document.string("scratch-server", value)?;
                    settings.scratch_server = Some(match text {
                        "development" => ScratchServer::Development,
                        "throwaway" => ScratchServer::Throwaway,
                        _ => {
                            return Err(self
                                .document
                                .error(
                                    value.span(),
                                    "not one of them",
                                    "`scratch-server` is `development` or `throwaway`",
                                )
                                .hint("scratch-server = \"throwaway\""));
                        }
                    });
                }
                "owners" => {
                    settings.owners = Some(value.get_ref().as_bool().ok_or_else(|| {
                        self.document
                            .wrong_type("owners", value, "true or false", "true")
                    })?);
                }
                "databases" if outermost => {}
                unknown => return Err(self.unknown(unknown, key.span(), header, outermost)),
            }
        }
        Ok(settings)
    }

    fn unknown(
        &self,
        key: &str,
        range: std::ops::Range<usize>,
        header: &str,
        outermost: bool,
    ) -> Error {
        let known: Vec<&str> = KEYS
            .iter()
            .map(|(key, _, _)| *key)
            .filter(|key| outermost || *key != "databases")
            .collect();
        let message = format!("`{key}` is no key of [{header}]");
        let error = self.document.error(range, "unknown key", message);
        match nearest(key, &known) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint(format!("the keys are {}", known.join(", "))),
        }
    }

    fn array<'v, 'i>(&self, key: &str, value: &'v Value<'i>) -> Result<&'v [Value<'i>]> {
        match value.get_ref() {
            DeValue::Array(array) => Ok(array),
            _ => {
                let example = KEYS.iter().find(|(known, _, _)| *known == key);
                let example = example.map_or("[…]", |(_, example, _)| *example);
                Err(self.document.wrong_type(key, value, "an array", example))
            }
        }
    }

    fn sources(&self, value: &Value<'_>) -> Result<Vec<String>> {
        let mut sources = Vec::new();
        for value in self.array("schema", value)? {
            let text = self.document.string("schema", value)?;
            self.path("schema", text, value)?;
            if let Err(error) = glob::Pattern::new(text) {
                return Err(self.document.error(value.span(), error.msg, format!("`{text}` is no glob"))
                    .hint("`*`, `?`, `[…]` and `**` are special; write them in brackets to mean themselves: [*]"));
            }
            sources.push(text.to_owned());
        }
        Ok(sources)
    }

    fn path(&self, key: &str, text: &str, value: &Value<'_>) -> Result<PathBuf> {
        self.bounds.resolve(text).map_err(|why| {
            self.document
                .error(value.span(), "", format!("the path in `{key}` {why}"))
                .hint("write a path inside the workspace, relative to the package")
        })
    }

    fn commands(&self, key: &str, value: &Value<'_>) -> Result<Vec<Vec<String>>> {
        self.array(key, value)?
            .iter()
            .map(|value| {
                let words = match value.get_ref() {
                    DeValue::String(line) => command::split(line),
                    DeValue::Array(words) => command::check(
                        words
                            .iter()
                            .map(|word| self.document.string(key, word).map(str::to_owned))
                            .collect::<Result<_>>()?,
                    ),
                    _ => {
                        let wanted = "an array of commands, each a string or an array of strings";
                        return Err(self.document.wrong_type(
                            key,
                            value,
                            wanted,
                            "[\"cargo run\"]",
                        ));
                    }
                };
                words.map_err(|why| {
                    self.document
                        .error(
                            value.span(),
                            "",
                            format!("a command in `{key}` can't be run: {why}"),
                        )
                        .hint(format!(
                            "write its words: {key} = [[\"sh\", \"-c\", \"…\"]]"
                        ))
                })
            })
            .collect()
    }

    fn patterns(&self, value: &Value<'_>) -> Result<Vec<String>> {
        self.array("ignore", value)?
            .iter()
            .map(|value| {
                let text = self.document.string("ignore", value)?;
                match glob::Pattern::new(text) {
                    Ok(_) if !text.is_empty() => Ok(text.to_owned()),
                    Ok(_) => Err(self
                        .document
                        .error(value.span(), "", "a name in `ignore` is empty")
                        .hint("ignore = [\"cache_*\"]")),
                    Err(error) => Err(self
                        .document
                        .error(value.span(), error.msg, format!("`{text}` is no glob"))
                        .hint("ignore = [\"cache_*\"]")),
                }
            })
            .collect()
    }

    fn versions(&self, value: &Value<'_>) -> Result<Vec<i64>> {
        self.array("accepted", value)?
            .iter()
            .map(|value| {
                value
                    .get_ref()
                    .as_integer()
                    .and_then(|integer| i64::from_str_radix(integer.as_str(), integer.radix()).ok())
                    .ok_or_else(|| {
                        self.document.wrong_type(
                            "accepted",
                            value,
                            "an array of versions",
                            "[20261122101500]",
                        )
                    })
            })
            .collect()
    }
}

/// sqlx puts the ledger's name into its SQL as it stands: so it must be a name, quoted or not,
/// perhaps with a schema, and nothing else.
pub(super) fn table_name(document: &Document, key: &str, value: &Value<'_>) -> Result<String> {
    let name = document.string(key, value)?;
    if is_table_name(name) {
        return Ok(name.to_owned());
    }
    Err(document
        .error(
            value.span(),
            "",
            format!("`{}` is no name of a table", name.escape_debug()),
        )
        .hint(format!(
            "{key} = \"_sqlx_migrations\", or with a schema: \"app._sqlx_migrations\""
        )))
}

fn is_table_name(name: &str) -> bool {
    let parts: Vec<&str> = name.split('.').collect();
    parts.len() <= 2
        && parts.iter().all(|part| {
            let word = |text: &str| {
                !text.is_empty()
                    && text
                        .chars()
                        .all(|c| c.is_alphanumeric() || c == '_' || c == '$')
            };
            let quoted = part
                .strip_prefix('"')
                .and_then(|rest| rest.strip_suffix('"'))
                .is_some_and(|inner| {
                    !inner.is_empty() && !inner.contains(['"', '\0', '\n', '\r', ';'])
                });
            quoted || (word(part) && !part.starts_with(|c: char| c.is_ascii_digit()))
        })
}

/// The name of an environment variable.
pub(super) fn variable(document: &Document, key: &str, value: &Value<'_>) -> Result<String> {
    let name = document.string(key, value)?;
    if !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Ok(name.to_owned());
    }
    // A URL here would be a secret in a file that is committed.
    Err(document
        .error(
            value.span(),
            "",
            format!("`{key}` holds no name of an environment variable"),
        )
        .hint(format!(
            "{key} = \"DATABASE_URL\", and the URL itself in .env or the environment"
        )))
}

/// The known word that is most like another.
pub(super) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let plain = word.replace('_', "-").to_lowercase();
    similar::get_close_matches(&*plain, known, 1, 0.6)
        .first()
        .copied()
}

#[cfg(test)]
#[path = "config_tests.rs"]
mod tests;
