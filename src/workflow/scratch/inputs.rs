//! What a scratch database is built from, as a hash.
//!
//! Without commands that is the schema files. A command may read anything; what counts then is
//! every file of the workspace that usually says how a database looks: Rust, SQL, TOML, and
//! `Cargo.lock`, besides the files that the command line itself names.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use walkdir::{DirEntry, WalkDir};

use super::place::Place;
use crate::dialect::Access;
use crate::error::{Error, IoContext, Kind, Result};
use crate::project::DatabaseUrl;
use crate::workflow::context::Context;
use crate::workflow::source;

/// What is remembered of a build.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Remembered {
    /// The inputs.
    inputs: String,
    /// The schema that came out of them: where it is another one now, somebody changed it.
    schema: String,
}

/// Whether a file may be an input of set-up and scan commands, by its name.
pub fn is_input(path: &Path) -> bool {
    let is = |name: Option<&OsStr>, known: &[&str]| {
        name.and_then(OsStr::to_str)
            .is_some_and(|name| known.contains(&name))
    };
    is(path.extension(), &["rs", "sql", "toml"]) || is(path.file_name(), &["Cargo.lock"])
}

/// The hash of everything that the scratch database is built from.
///
/// # Errors
/// Usage errors where a schema file is missing or can't be read.
pub(super) fn digest(context: &Context) -> Result<String> {
    let project = &context.project;
    let mut hash = Sha256::new();
    // Each part with its length, so that no two sequences of parts read alike.
    let mut add = |part: &[u8]| {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    };
    add(env!("CARGO_PKG_VERSION").as_bytes());
    add(context.dialect()?.version().as_bytes());
    add(project.url_env.as_bytes());
    add(project.table.as_bytes());
    for commands in [&project.setup, &project.scan] {
        add(&commands.len().to_le_bytes());
        for words in commands {
            add(&words.len().to_le_bytes());
            words.iter().for_each(|word| add(word.as_bytes()));
        }
    }
    if project.setup.is_empty() || source::has_files(context) {
        for file in source::files(context)? {
            add(file.path.as_os_str().as_encoded_bytes());
            add(file.sql.as_bytes());
        }
    }
    for path in files_of_commands(context)? {
        add(path.as_os_str().as_encoded_bytes());
        add(&fs::read(&path).doing(Kind::Usage, "read", &path)?);
    }
    Ok(hexadecimal(&hash.finalize()))
}

/// The files that commands may read, sorted; none where there are no commands.
fn files_of_commands(context: &Context) -> Result<BTreeSet<PathBuf>> {
    let project = &context.project;
    let commands = || project.setup.iter().chain(&project.scan);
    if commands().next().is_none() {
        return Ok(BTreeSet::new());
    }
    let target = project.target_directory()?;
    let entries = WalkDir::new(&project.workspace_root)
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || (!is_product(entry) && entry.path() != target));
    let mut files: BTreeSet<PathBuf> = entries
        .filter_map(std::result::Result::ok)
        .filter(|entry| entry.file_type().is_file() && is_input(entry.path()))
        .map(DirEntry::into_path)
        .collect();
    files.extend(
        commands()
            .flatten()
            .map(|word| project.root.join(word))
            .filter(|path| path.is_file()),
    );
    Ok(files)
}

/// Folders that hold what was made from something else, and hidden ones.
pub(in crate::workflow) fn is_product(entry: &DirEntry) -> bool {
    if !entry.file_type().is_dir() {
        return false;
    }
    let name = entry.file_name().to_string_lossy();
    // Cargo puts this tag into target folders (https://bford.info/cachedir/).
    name.starts_with('.') || name == "node_modules" || entry.path().join("CACHEDIR.TAG").is_file()
}

/// Whether the database is there, and is what these inputs made. A database that can't be read is
/// not: it is built again.
pub(super) fn is_current(
    context: &Context,
    place: &Place,
    url: &DatabaseUrl,
    digest: &str,
) -> bool {
    let remembered = fs::read(&place.inputs)
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Remembered>(&bytes).ok());
    remembered.is_some_and(|remembered| {
        remembered.inputs == digest
            && schema_of(context, url).is_ok_and(|schema| schema == remembered.schema)
    })
}

/// Remembers what the database was built from.
pub(super) fn remember(
    context: &Context,
    place: &Place,
    url: &DatabaseUrl,
    digest: &str,
) -> Result<()> {
    let remembered = Remembered {
        inputs: digest.to_owned(),
        schema: schema_of(context, url)?,
    };
    let text =
        serde_json::to_string(&remembered).map_err(|cause| Error::internal(cause.to_string()))?;
    fs::write(&place.inputs, text).doing(Kind::Failed, "write", &place.inputs)
}

fn schema_of(context: &Context, url: &DatabaseUrl) -> Result<String> {
    let database = context.open(url, Access::Read)?;
    Ok(hexadecimal(&Sha256::digest(
        database.catalog_text()?.as_bytes(),
    )))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
