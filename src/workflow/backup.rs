//! `backup` and `restore`, and the backups that `upgrade` and `downgrade` take by themselves.

use super::context::{Context, Progress};
use super::lock::LOCK_WAIT;
use crate::dialect::{Access, Database};
use crate::error::{Error, IoContext, Kind, Result};
use crate::journal::{self, Backup};
use crate::migration::clock;
use std::path::{Path, PathBuf};

/// How many backups taken by the tool itself are kept of a database.
const KEPT: usize = 5;

/// Takes a backup of the development database before a command, and lets old ones go.
pub fn take(
    context: &Context,
    database: &dyn Database,
    reason: &str,
    progress: &mut dyn Progress,
) -> Result<PathBuf> {
    let key = context.database_key()?;
    let folder = journal::backup_folder(&key).unwrap_or_else(std::env::temp_dir);
    journal::create_private_folder(&folder)?;
    let now = clock::now()?.strftime("%Y%m%d-%H%M%S").to_string();
    let extension = context.dialect()?.backup_extension();
    let mut path = folder.join(format!("{now}-{reason}.{extension}"));
    let mut number = 1;
    while path.exists() {
        number += 1;
        path = folder.join(format!("{now}-{reason}-{number}.{extension}"));
    }
    progress.status("Backing up", &path.display().to_string());
    write(context, database, &path, reason)?;
    prune(context)?;
    Ok(path)
}

/// Writes a backup to a file of the caller's choice, or to this tool's folder.
pub fn to(context: &Context, path: Option<&Path>, progress: &mut dyn Progress) -> Result<PathBuf> {
    let database = context.development(Access::Read)?;
    let Some(path) = path else {
        return take(context, &*database, "backup", progress);
    };
    if path.exists() {
        return Err(
            Error::refused(format!("{} is there already", path.display()))
                .hint("name another file: a backup never overwrites one"),
        );
    }
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir())
    {
        return Err(
            Error::usage(format!("the folder {} is not there", folder.display()))
                .hint(format!("mkdir -p {}", folder.display())),
        );
    }
    progress.status("Backing up", &path.display().to_string());
    write(context, &*database, path, "backup")?;
    Ok(path.to_owned())
}

fn write(context: &Context, database: &dyn Database, path: &Path, reason: &str) -> Result<()> {
    database.back_up_to(path)?;
    let bytes = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
    let at_version = database.applied()?.last().map(|row| row.version);
    let (journal, id) = context.journal_entry()?;
    let path = std::path::absolute(path).doing(Kind::Failed, "find", path)?;
    journal.record_backup(
        id,
        &Backup {
            path,
            made_at: clock::now()?,
            bytes,
            reason: reason.to_owned(),
            at_version,
        },
    )
}

/// The oldest backups beyond [`KEPT`] that this tool took by itself are deleted.
fn prune(context: &Context) -> Result<()> {
    let (journal, id) = context.journal_entry()?;
    let Some(folder) = journal::backup_folder(&context.database_key()?) else {
        return Ok(());
    };
    let own: Vec<Backup> = journal
        .backups(id)?
        .into_iter()
        .filter(|backup| backup.path.starts_with(&folder))
        .collect();
    for old in own.into_iter().skip(KEPT) {
        if old.path.exists() {
            std::fs::remove_file(&old.path).doing(
                Kind::Failed,
                "delete the old backup",
                &old.path,
            )?;
        }
        journal.forget_backup(&old.path)?;
    }
    Ok(())
}

/// The backups of the development database that are still there, newest first.
pub fn list(context: &Context) -> Result<Vec<Backup>> {
    let (journal, id) = context.journal_entry()?;
    Ok(journal
        .backups(id)?
        .into_iter()
        .filter(|backup| backup.path.exists())
        .collect())
}

/// Puts a backup in the place of the development database's content (the newest where none is
/// named). What was there is backed up first.
pub fn restore(
    context: &Context,
    path: Option<&Path>,
    progress: &mut dyn Progress,
) -> Result<(PathBuf, Option<PathBuf>)> {
    let path = match path {
        Some(path) => path.to_owned(),
        None => list(context)?
            .into_iter()
            .next()
            .map(|backup| backup.path)
            .ok_or_else(|| {
                Error::usage("there is no backup of this database")
                    .hint("name a file: cargo migrate restore FILE")
            })?,
    };
    if !path.is_file() {
        return Err(
            Error::usage(format!("there is no backup {}", path.display()))
                .hint("cargo migrate restore --list"),
        );
    }
    // Looked at before anything is done: it may be no database at all.
    context.dialect()?.check_backup(&path).map_err(|error| {
        Error::usage(format!(
            "{} is no backup of a database: {}",
            path.display(),
            error.message()
        ))
        .hint("cargo migrate restore --list")
    })?;
    let _lock = context.lock()?;
    let there = context.development_is_there()?;
    let mut database = context.development(Access::Create)?;
    database.claim(LOCK_WAIT)?;
    // Held open while it may be pruned: the content to restore must not be deleted before it is read.
    // Not the copy's: the backup's own name is what a person knows.
    let named = |error: Error| error.context(format!("{} was not restored", path.display()));
    let saved = if there && !database.is_empty()? {
        let kept = tempfile_copy(context, &path)?;
        let saved = take(context, &*database, "restore", progress)?;
        progress.status("Restoring", &path.display().to_string());
        database.restore_from(kept.path()).map_err(named)?;
        Some(saved)
    } else {
        progress.status("Restoring", &path.display().to_string());
        database.restore_from(&path).map_err(named)?;
        None
    };
    super::roundtrip::mended(context)?;
    Ok((path, saved))
}

fn tempfile_copy(context: &Context, path: &Path) -> Result<tempfile::NamedTempFile> {
    let copy = tempfile::Builder::new()
        .prefix("restore-")
        .suffix(&format!(".{}", context.dialect()?.backup_extension()))
        .tempfile()
        .doing(Kind::Failed, "copy", path)?;
    std::fs::copy(path, copy.path()).doing(Kind::Failed, "copy", path)?;
    Ok(copy)
}
