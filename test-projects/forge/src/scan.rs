//! Finding Git repositories on disk, and recording what changed since the last
//! time.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;
use walkdir::{DirEntry, WalkDir};

use crate::{Error, Result, database};

/// What is in a folder.
#[derive(Debug, Default)]
pub struct Found {
    /// The repositories' paths below the folder, with `/` between their parts.
    pub repositories: BTreeSet<String>,
    /// Repositories whose paths are not Unicode, which a database cannot hold.
    pub unnameable: Vec<PathBuf>,
}

/// What a scan changed in the database.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Seen for the first time.
    pub new: Vec<String>,
    /// Missed by an earlier scan, and there again.
    pub returned: Vec<String>,
    /// Recorded, and no longer there.
    pub vanished: Vec<String>,
}

/// Looks for repositories below a folder: folders with a `.git`, and bare ones.
/// What lies inside a repository is not looked at, nor where symbolic links lead.
///
/// # Errors
///
/// [`Error::Folder`] for the first folder that cannot be read. To go on without
/// it would take its repositories for vanished.
pub fn find(folder: &Path) -> Result<Found> {
    let mut found = Found::default();
    let mut entries = WalkDir::new(folder)
        .min_depth(1)
        .sort_by_file_name()
        .into_iter();
    while let Some(entry) = entries.next() {
        let entry = entry.map_err(|error| Error::Folder {
            path: error.path().unwrap_or(folder).to_owned(),
            source: error
                .into_io_error()
                .expect("without following links there are no loops, only I/O errors"),
        })?;
        if !entry.file_type().is_dir() {
            continue;
        }
        if entry.file_name() == ".git" {
            entries.skip_current_dir();
        } else if is_repository(&entry) {
            entries.skip_current_dir();
            let path = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            match name(path) {
                Some(name) => _ = found.repositories.insert(name),
                None => found.unnameable.push(entry.into_path()),
            }
        }
    }
    Ok(found)
}

fn is_repository(folder: &DirEntry) -> bool {
    let path = folder.path();
    path.join(".git").exists()
        || (path.join("HEAD").is_file()
            && path.join("objects").is_dir()
            && path.join("refs").is_dir())
}

fn name(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}

/// Records what was found, all of it or nothing. New repositories belong to the
/// first administrator, and to the groups that their folders make.
///
/// # Errors
///
/// [`Error::NoAdministrator`] if nobody can own a new repository,
/// [`Error::Database`] if a statement fails.
pub async fn record(connection: &mut SqliteConnection, found: &Found) -> Result<Changes> {
    let mut changes = Changes::default();
    let mut transaction = connection.begin().await?;
    let known: Vec<(String, bool)> = sqlx::query_as(
        "SELECT path, vanished_on IS NOT NULL FROM repositories WHERE type = 'git' ORDER BY path",
    )
    .fetch_all(&mut *transaction)
    .await?;

    for path in &found.repositories {
        if !known.iter().any(|(known, _)| known == path) {
            add(&mut transaction, path).await?;
            changes.new.push(path.clone());
        }
    }
    for (path, was_missed) in known {
        let is_there = found.repositories.contains(&path);
        if is_there && was_missed {
            sqlx::query("UPDATE repositories SET vanished_on = NULL WHERE path = ?")
                .bind(&path)
                .execute(&mut *transaction)
                .await?;
            changes.returned.push(path);
        } else if !is_there && !was_missed {
            sqlx::query("UPDATE repositories SET vanished_on = CURRENT_TIMESTAMP WHERE path = ?")
                .bind(&path)
                .execute(&mut *transaction)
                .await?;
            changes.vanished.push(path);
        }
    }
    transaction.commit().await?;
    Ok(changes)
}

async fn add(connection: &mut SqliteConnection, path: &str) -> Result<()> {
    let owner = database::first_administrator(connection).await?;
    let mut group = None;
    if let Some((folders, _)) = path.rsplit_once('/') {
        for folder in folders.split('/') {
            group = Some(group_named(connection, folder, group, owner).await?);
        }
    }
    let repository: i64 = sqlx::query_scalar(
        "INSERT INTO repositories (path, owner_id, repo_group_id) VALUES (?, ?, ?) RETURNING id",
    )
    .bind(path)
    .bind(owner)
    .bind(group)
    .fetch_one(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO journal (user_id, username, repository_id, action, details)
         SELECT id, username, ?, 'repository.found', json_object('path', ?)
           FROM users
          WHERE id = ?",
    )
    .bind(repository)
    .bind(path)
    .bind(owner)
    .execute(connection)
    .await?;
    Ok(())
}

/// The group of that name in a parent group, which is created if need be.
async fn group_named(
    connection: &mut SqliteConnection,
    name: &str,
    parent: Option<i64>,
    owner: i64,
) -> Result<i64> {
    let existing = sqlx::query_scalar(
        "SELECT id
           FROM repo_groups
          WHERE coalesce(parent_id, 0) = coalesce(?, 0) AND lower(name) = lower(?)",
    )
    .bind(parent)
    .bind(name)
    .fetch_optional(&mut *connection)
    .await?;
    if let Some(id) = existing {
        return Ok(id);
    }
    let id = sqlx::query_scalar(
        "INSERT INTO repo_groups (parent_id, name, owner_id) VALUES (?, ?, ?) RETURNING id",
    )
    .bind(parent)
    .bind(name)
    .bind(owner)
    .fetch_one(connection)
    .await?;
    Ok(id)
}
