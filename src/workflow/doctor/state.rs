//! What this tool keeps itself: the scratch database, the journal, and what killed runs left.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::Check;
use crate::error::Result;
use crate::journal::Journal;
use crate::workflow::context::Context;
use crate::workflow::scratch;

/// A copy of a database that is older than this belongs to no run that still works.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);

pub(super) fn scratch(context: &Context) -> Result<Check> {
    const NAME: &str = "scratch database";
    let folder = scratch::folder(context)?;
    scratch::refuse_foreign(context)?;
    let existing = folder
        .ancestors()
        .find(|folder| folder.exists())
        .unwrap_or(&folder);
    if let Err(cause) = tempfile::tempfile_in(existing) {
        return Ok(Check::bad(
            NAME,
            format!("{} can't be written: {cause}", existing.display()),
            "CARGO_TARGET_DIR=DIR cargo migrate scratch",
        ));
    }
    if scratch::was_killed(context)? {
        return Ok(Check::warning(
            NAME,
            format!(
                "a run that built it in {} was killed, and may have left its commands running",
                folder.display()
            ),
            "cargo migrate scratch --force",
        ));
    }
    Ok(Check::good(NAME, scratch::described(context)?))
}

pub(super) fn journal(context: &Context) -> Result<Check> {
    Ok(found(context.journal()?))
}

pub(super) fn journal_alone() -> Result<Check> {
    Ok(found(&Journal::open()?))
}

fn found(journal: &Journal) -> Check {
    const NAME: &str = "journal";
    match journal.path() {
        Some(path) => Check::good(NAME, path.display().to_string()),
        None => Check::warning(
            NAME,
            "only in memory: backups and the SQL of applied migrations are forgotten when a command ends",
            "export CARGO_MIGRATE_HOME=DIR",
        ),
    }
}

/// Copies of large databases that killed runs left behind.
pub(super) fn snapshots(folder: &Path) -> Check {
    const NAME: &str = "left-over snapshots";
    let is_stale = |path: &Path| {
        let modified = fs::metadata(path).and_then(|metadata| metadata.modified());
        modified.is_ok_and(|time| {
            SystemTime::now()
                .duration_since(time)
                .is_ok_and(|age| age > STALE)
        })
    };
    let stale: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        // Others may call their folders so too; only ours hold this file.
        .filter(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with("snapshot-"))
        })
        .filter(|path| is_stale(&path.join("snapshot.db")))
        .collect();
    let Some(first) = stale.first() else {
        return Check::good(NAME, "none");
    };
    let all: Vec<String> = stale
        .iter()
        .map(|path| format!("'{}'", path.display()))
        .collect();
    Check::warning(
        NAME,
        format!(
            "{} with the rows of a database, such as {}",
            stale.len(),
            first.display()
        ),
        format!("rm -r {}", all.join(" ")),
    )
}
