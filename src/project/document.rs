//! A TOML file with its text, so that what is wrong in it can be pointed at.

use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::Location;
use crate::{Error, Result};

/// A TOML file.
#[derive(Debug, Clone)]
pub(super) struct Document {
    pub(super) path: PathBuf,
    pub(super) text: String,
}

/// A value with the bytes it stands at.
pub(super) type Value<'a> = Spanned<DeValue<'a>>;

impl Document {
    /// Reads a file; `None` where there is none.
    pub(super) fn read(path: &Path) -> Result<Option<Self>> {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(cause) if path.is_dir() => {
                return Err(Error::usage(format!(
                    "{} is a folder, not a file: {cause}",
                    path.display()
                ))
                .hint(format!(
                    "name the file in it: {}",
                    path.join("Cargo.toml").display()
                )));
            }
            Err(cause) => {
                return Err(
                    Error::usage(format!("failed to read {}: {cause}", path.display()))
                        .hint(format!("ls -l {}", path.display())),
                );
            }
        };
        let text = String::from_utf8(bytes).map_err(|error| {
            Error::usage(format!(
                "{} is not UTF-8, from byte {} on",
                path.display(),
                error.utf8_error().valid_up_to() + 1
            ))
            .hint("save it as UTF-8")
        })?;
        Ok(Some(Self {
            path: path.to_owned(),
            text,
        }))
    }

    /// Its tables.
    pub(super) fn parse(&self) -> Result<DeTable<'_>> {
        DeTable::parse(&self.text)
            .map(Spanned::into_inner)
            .map_err(|error| {
                let message = format!(
                    "{} is not valid TOML: {}",
                    self.path.display(),
                    error.message()
                );
                self.error(error.span().unwrap_or(0..0), "", message)
            })
    }

    /// A usage error about some bytes of it.
    pub(super) fn error(
        &self,
        range: Range<usize>,
        label: &str,
        message: impl Into<String>,
    ) -> Error {
        Error::usage(message).at(Location {
            path: self.path.clone(),
            text: self.text.clone(),
            range: range.start.min(self.text.len())..range.end.min(self.text.len()),
            label: label.to_owned(),
        })
    }

    /// A string, or an error that says what stands there instead.
    pub(super) fn string<'a>(&self, key: &str, value: &'a Value<'_>) -> Result<&'a str> {
        value
            .get_ref()
            .as_str()
            .ok_or_else(|| self.wrong_type(key, value, "a string", "\"…\""))
    }

    /// The error for a value of the wrong type.
    pub(super) fn wrong_type(
        &self,
        key: &str,
        value: &Value<'_>,
        wanted: &str,
        example: &str,
    ) -> Error {
        let found = value.get_ref().type_str();
        let article = if found.starts_with(['a', 'i']) {
            "an"
        } else {
            "a"
        };
        self.error(
            value.span(),
            &format!("this is {article} {found}"),
            format!("`{key}` in {} must be {wanted}", self.path.display()),
        )
        .hint(format!("{key} = {example}"))
    }
}

/// The value at a path of keys.
pub(super) fn find<'a, 'i>(table: &'a DeTable<'i>, keys: &[&str]) -> Option<&'a Value<'i>> {
    let (last, path) = keys.split_last()?;
    let mut table = table;
    for key in path {
        table = table.get(*key)?.get_ref().as_table()?;
    }
    table.get(*last)
}
