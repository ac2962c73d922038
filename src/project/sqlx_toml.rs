//! The few keys of sqlx's own `sqlx.toml` that say where things are.
//!
//! sqlx reads them for its command line and macros; this tool must mean the same ledger and the
//! same folder. Other keys are sqlx's business and are passed over.

use std::path::{Path, PathBuf};

use toml::de::DeValue;

use super::bounds::Bounds;
use super::config::{Settings, table_name, variable};
use super::document::{Document, find};
use crate::{Error, Result};

/// What a `sqlx.toml` says.
#[derive(Debug, Clone, Default)]
pub(super) struct SqlxToml {
    pub(super) path: PathBuf,
    pub(super) table: Option<String>,
    pub(super) migrations: Option<PathBuf>,
    pub(super) url_env: Option<String>,
    pub(super) ignored_chars: Vec<char>,
}

impl SqlxToml {
    /// Reads the one in `folder`; nothing where there is none.
    pub(super) fn read(bounds: Bounds<'_>) -> Result<Self> {
        let Some(document) = Document::read(&bounds.root.join("sqlx.toml"))? else {
            return Ok(Self::default());
        };
        let table = document.parse()?;
        let at = |keys: [&str; 2]| find(&table, &keys);
        let migrations = at(["migrate", "migrations-dir"]).map(|value| {
            let text = document.string("migrations-dir", value)?;
            bounds.resolve(text).map_err(|why| {
                document
                    .error(
                        value.span(),
                        "",
                        format!("the path in `migrations-dir` {why}"),
                    )
                    .hint("or name the folder on the command line: --migrations DIR")
            })
        });
        let ignored = at(["migrate", "ignored-chars"]).map(|value| {
            let wrong = || {
                let wanted = "an array of single characters";
                document.wrong_type("ignored-chars", value, wanted, "[\"\\r\"]")
            };
            let DeValue::Array(array) = value.get_ref() else {
                return Err(wrong());
            };
            array
                .iter()
                .map(|value| {
                    let mut characters = value.get_ref().as_str().unwrap_or_default().chars();
                    match (characters.next(), characters.next()) {
                        (Some(one), None) => Ok(one),
                        _ => Err(wrong()),
                    }
                })
                .collect()
        });
        Ok(Self {
            table: at(["migrate", "table-name"])
                .map(|value| table_name(&document, "table-name", value))
                .transpose()?,
            url_env: at(["common", "database-url-var"])
                .map(|value| variable(&document, "database-url-var", value))
                .transpose()?,
            migrations: migrations.transpose()?,
            ignored_chars: ignored.transpose()?.unwrap_or_default(),
            path: document.path.clone(),
        })
    }

    /// Refuses a configuration that means another ledger or folder than sqlx would.
    pub(super) fn agree(&self, settings: &Settings, file: Option<&Path>) -> Result<()> {
        let text = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
        let pairs = [
            ("table-name", settings.table.clone(), self.table.clone()),
            (
                "migrations",
                text(&settings.migrations),
                text(&self.migrations),
            ),
        ];
        for (key, ours, theirs) in pairs {
            if let (Some(ours), Some(theirs)) = (ours, theirs)
                && ours != theirs
            {
                let file = file
                    .map(|file| file.display().to_string())
                    .unwrap_or_default();
                return Err(Error::usage(format!(
                    "`{key}` is {ours} in {file} and {theirs} in {}",
                    self.path.display()
                ))
                .hint(format!(
                    "delete it from {file}: what sqlx.toml says counts there too"
                )));
            }
        }
        Ok(())
    }
}
