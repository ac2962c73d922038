//! `stamp`: the ledger is told where the database stands, and nothing is run.

use super::stored;
use crate::dialect::{Access, Applied, Database};
use crate::diff::compare;
use crate::error::{Error, Result};
use crate::journal::StoredScript;
use crate::migration::{Bearing, History, Migration};
use crate::workflow::context::{Context, Silent, noted};
use crate::workflow::draft::lines;
use crate::workflow::lock::LOCK_WAIT;
use crate::workflow::steps::{self, Stranded};

/// Notes that the database stands at a revision, without running anything.
///
/// # Errors
/// Unless forced, where the schema is not what the migrations up to there make.
pub fn stamp(
    context: &Context,
    history: &History,
    revision: &str,
    force: bool,
) -> Result<Option<i64>> {
    let mut database = context.development(Access::Write)?;
    let _lock = context.lock()?;
    database.claim(LOCK_WAIT)?;
    let applied = database.applied()?;
    if let (Some(stranded), false) = (Stranded::read(&*database, history)?, force) {
        let give_up =
            format!("cargo migrate stamp --force {revision}     gives it up, whatever it has done");
        return Err(stranded.error().hint(give_up));
    }
    let versions: Vec<i64> = applied.iter().map(|row| row.version).collect();
    let target = context.resolve(revision, history, &versions, Bearing::Any)?;
    let wanted = history.up_to(target);
    // At the base nothing is claimed of the schema.
    if !force && target.is_some() {
        refuse_other_schema(context, &*database, wanted, revision)?;
    }
    let add: Vec<Applied> = wanted
        .iter()
        .filter(|migration| {
            !applied.iter().any(|row| {
                row.version == migration.version
                    && row.success
                    && row.checksum == migration.checksum()
            })
        })
        .map(noted)
        .collect();
    let remove: Vec<i64> = versions
        .iter()
        .copied()
        .filter(|version| {
            Some(*version) > target || !wanted.iter().any(|migration| migration.version == *version)
        })
        .collect();
    database.stamp(&add, &remove)?;
    steps::discard(&mut *database, target)?;
    let (journal, id) = context.journal_entry()?;
    let scripts: Vec<StoredScript> = wanted
        .iter()
        .filter(|migration| add.iter().any(|row| row.version == migration.version))
        .map(stored)
        .collect();
    journal.store_scripts(id, &scripts)?;
    Ok(target)
}

fn refuse_other_schema(
    context: &Context,
    database: &dyn Database,
    wanted: &[Migration],
    revision: &str,
) -> Result<()> {
    let replay = context.replay(wanted, &mut Silent)?;
    let changes = compare(&replay.inspect()?, &database.inspect()?);
    if changes.is_empty() {
        return Ok(());
    }
    let mut error = Error::refused(format!(
        "the schema of the database is not that of {revision}"
    ));
    let lines = lines(&changes);
    for line in lines.iter().take(10) {
        error = error.note(line.clone());
    }
    if lines.len() > 10 {
        error = error.note(format!("and {} more", lines.len() - 10));
    }
    Err(error
        .hint(format!(
            "cargo migrate diff --from replay@{revision} --to dev --format sql     shows the difference as SQL"
        ))
        .hint(format!(
            "cargo migrate stamp --force {revision}     stamps all the same"
        )))
}
