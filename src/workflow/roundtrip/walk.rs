//! The walk of a proof: up, down, up of one migration after another, forwards or backwards.

use super::judge::{judge, only_moves};
use super::proof::{Proof, Proofs, Verdict};
use crate::dialect::contents::Contents;
use crate::dialect::{Database, Dialect, Form, Note, Run};
use crate::diff::compare;
use crate::error::{Error, Result};
use crate::migration::Migration;
use crate::schema::Schema;
use crate::workflow::context::{Progress, Silent, apply, noted, take_back};
use crate::workflow::impact::impacts;
use crate::workflow::standing::Standing;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// Makes a database at which the migration of this version is the next to be applied, though the
/// ups of those in the set fail.
type Make<'a> = dyn FnMut(i64, &BTreeSet<i64>) -> Result<Box<dyn Database>> + 'a;

/// Where the proofs begin.
pub(super) struct Begin<'a> {
    make: &'a mut Make<'a>,
    /// Whether it is with rows of the user's, of which it matters what locks and rewrites them.
    has_rows: bool,
    /// The migrations whose up was found to fail.
    failing: BTreeSet<i64>,
}

impl<'a> Begin<'a> {
    pub(super) fn on_rows(make: &'a mut Make<'a>) -> Self {
        Self {
            make,
            has_rows: true,
            failing: BTreeSet::new(),
        }
    }

    pub(super) fn on_empty(make: &'a mut Make<'a>) -> Self {
        Self {
            has_rows: false,
            ..Self::on_rows(make)
        }
    }

    /// A database at which the migration of this version is the next to be applied.
    fn before(&mut self, version: i64) -> Result<Box<dyn Database>> {
        (self.make)(version, &self.failing)
    }
}

/// Runs those statements of a migration that do run, and notes it as applied: what comes behind a
/// migration that fails here, but ran where it was written, can then be judged all the same.
pub(super) fn apply_in_part(
    dialect: &dyn Dialect,
    database: &mut dyn Database,
    migration: &Migration,
) -> Result<()> {
    let script = &migration.up;
    for piece in dialect.statements(&script.sql) {
        let run = Run {
            path: &script.path,
            sql: &script.sql[piece.range],
            no_transaction: true,
            note: Note::None,
        };
        // Which statements fail was reported when the migration was proven.
        let _ = database.run(&run, &mut |_, _| {});
    }
    database.stamp(&[noted(migration)], &[])
}

/// Runs a script as sqlx would; where it fails so, with foreign keys off, as some applications
/// run it. True where it needed that.
fn leniently(
    database: &mut dyn Database,
    script: &mut dyn FnMut(&mut dyn Database) -> Result<Duration>,
) -> Result<bool> {
    let Err(first) = script(database) else {
        return Ok(false);
    };
    if !database.set_foreign_keys(false)? {
        return Err(first);
    }
    let second = script(database);
    database.set_foreign_keys(true)?;
    match second {
        Ok(_) => Ok(true),
        Err(_) => Err(first),
    }
}

pub(super) fn apply_leniently(
    database: &mut dyn Database,
    migration: &Migration,
    progress: &mut dyn Progress,
) -> Result<bool> {
    leniently(database, &mut |database| {
        apply(database, migration, progress)
    })
}

fn take_back_leniently(
    database: &mut dyn Database,
    migration: &Migration,
    progress: &mut dyn Progress,
) -> Result<bool> {
    leniently(database, &mut |database| {
        take_back(database, migration, progress)
    })
}

/// What is remembered of a moment. Texts of the catalog are enough as long as they are equal.
struct Look {
    text: String,
    contents: Contents,
}

fn look(database: &dyn Database) -> Result<Look> {
    Ok(Look {
        text: database.catalog_text()?,
        contents: database.contents_if_any()?,
    })
}

/// Proves what is pending forwards, and what is applied backwards from the newest: so that each
/// meets the rows that those after it leave.
pub(super) fn on_rows(
    dialect: &dyn Dialect,
    chosen: Vec<Migration>,
    standing: &Standing,
    begin: &mut Begin,
    progress: &mut dyn Progress,
) -> Result<Proofs> {
    let versions = standing.applied_versions();
    let (applied, pending): (Vec<Migration>, Vec<Migration>) = chosen
        .into_iter()
        .partition(|migration| versions.contains(&migration.version));
    let mut proofs = walk(dialect, &pending, begin, progress)?;
    let back = walk_back(dialect, &applied, begin, progress)?;
    proofs.rows = proofs.rows.max(back.rows);
    proofs.migrations.extend(back.migrations);
    proofs.migrations.sort_by_key(|proof| proof.version);
    Ok(proofs)
}

/// Up, down, up for each migration in turn. A finding does not stop it: it goes on from where only
/// ups would have led.
pub(super) fn walk(
    dialect: &dyn Dialect,
    chosen: &[Migration],
    begin: &mut Begin,
    progress: &mut dyn Progress,
) -> Result<Proofs> {
    let mut proofs = Proofs::default();
    let Some(first) = chosen.first() else {
        return Ok(proofs);
    };
    let mut database = begin.before(first.version)?;
    let mut before = look(&*database)?;
    proofs.rows = before.contents.total();
    for (position, migration) in chosen.iter().enumerate() {
        let mut proof = Proof::of(migration);
        let start = Instant::now();
        let outcome = step(
            dialect,
            &mut *database,
            migration,
            &before,
            &mut proof,
            begin,
            progress,
        )?;
        proofs.add(proof, start, progress);
        let Some(next) = chosen.get(position + 1) else {
            break;
        };
        match outcome {
            Outcome::After(after) => {
                before = after;
                continue;
            }
            Outcome::UpFails => {
                begin.failing.insert(migration.version);
            }
            Outcome::Elsewhere => {}
        }
        let title = format!("{} {}", migration.version, migration.title());
        let right = put_right(dialect, &mut *database, &before, migration, &begin.failing);
        before = if let Ok(Some(after)) = right {
            after
        } else if let Ok(fresh) = begin.before(next.version) {
            database = fresh;
            look(&*database)?
        } else {
            progress.warn(&format!(
                "what comes after {title} was not proven: its up has to be mended first"
            ));
            break;
        };
        if begin.failing.contains(&migration.version) {
            progress.warn(&format!(
                "what comes after {title} is proven behind those of its statements that run"
            ));
        }
    }
    Ok(proofs)
}

/// The same from the newest to the oldest, on a database that has them all: each is taken back,
/// and then proven where it stood.
fn walk_back(
    dialect: &dyn Dialect,
    chosen: &[Migration],
    begin: &mut Begin,
    progress: &mut dyn Progress,
) -> Result<Proofs> {
    let mut proofs = Proofs::default();
    let Some(newest) = chosen.last() else {
        return Ok(proofs);
    };
    let mut database = begin.before(newest.version.saturating_add(1))?;
    proofs.rows = look(&*database)?.contents.total();
    for (position, migration) in chosen.iter().enumerate().rev() {
        let mut proof = Proof::of(migration);
        let start = Instant::now();
        let older = position
            .checked_sub(1)
            .and_then(|position| chosen.get(position));
        if migration.down.is_none() {
            proof.verdict = Verdict::NoDown;
            proofs.add(proof, start, progress);
        } else {
            match take_back_leniently(&mut *database, migration, progress) {
                Ok(_) => {
                    let before = look(&*database)?;
                    let outcome = step(
                        dialect,
                        &mut *database,
                        migration,
                        &before,
                        &mut proof,
                        begin,
                        progress,
                    )?;
                    proofs.add(proof, start, progress);
                    if older.is_none() {
                        break;
                    }
                    let back = matches!(outcome, Outcome::After(_))
                        && take_back_leniently(&mut *database, migration, &mut Silent).is_ok();
                    if !back {
                        database = begin.before(migration.version)?;
                    }
                    continue;
                }
                Err(error) => {
                    failed(&mut proof, Verdict::DownFails, error);
                    proofs.add(proof, start, progress);
                }
            }
        }
        if older.is_some() {
            progress.warn(&format!(
                "what comes before {} {} was not proven on these rows: its down has to be mended first",
                migration.version,
                migration.title()
            ));
        }
        break;
    }
    Ok(proofs)
}

/// Brings the database from where a script has left it to the state before the up, by a draft of
/// this tool's own, and applies the up, or what of it runs. Gives the state after it, or nothing
/// where the first one is not reached without a difference, rows and all: a fresh database takes
/// longer.
fn put_right(
    dialect: &dyn Dialect,
    database: &mut dyn Database,
    before: &Look,
    migration: &Migration,
    failing: &BTreeSet<i64>,
) -> Result<Option<Look>> {
    let Some(wanted) = database.remembered(&before.text) else {
        return Ok(None);
    };
    // It was looked at just now, unless a script failed.
    let now = model(database, &database.catalog_text()?)?;
    for draft in dialect.drafts(&now, &wanted, &[], Form::Single)? {
        let run = Run {
            path: &migration.up.path,
            sql: &draft.up.render(),
            no_transaction: draft.up.no_transaction.is_some(),
            note: Note::None,
        };
        database.run(&run, &mut |_, _| {})?;
    }
    let back = look(database)?;
    let is_back =
        back.text == before.text || compare(&wanted, &model(database, &back.text)?).is_empty();
    if !is_back || back.contents != before.contents {
        return Ok(None);
    }
    database.stamp(&[], &[migration.version])?;
    if failing.contains(&migration.version) {
        apply_in_part(dialect, database, migration)?;
    } else {
        apply_leniently(database, migration, &mut Silent)?;
    }
    look(database).map(Some)
}

/// Where a proof has left the database.
enum Outcome {
    /// Behind the up, as it is to be trusted with the next migration.
    After(Look),
    /// Somewhere before it: the up does not run.
    UpFails,
    /// Somewhere else.
    Elsewhere,
}

/// Proves one migration.
fn step(
    dialect: &dyn Dialect,
    database: &mut dyn Database,
    migration: &Migration,
    before: &Look,
    proof: &mut Proof,
    begin: &mut Begin,
    progress: &mut dyn Progress,
) -> Result<Outcome> {
    database.observe(begin.has_rows && before.contents.total() > 0)?;
    let outcome = apply_leniently(database, migration, progress);
    let found = impacts(database, &before.contents)?;
    proof.effects = found.iter().map(ToString::to_string).collect();
    database.observe(false)?;
    match outcome {
        Ok(false) => {}
        Ok(true) => proof.only_without_foreign_keys.push("up".to_owned()),
        Err(error) => {
            failed(proof, Verdict::UpFails, error);
            return Ok(Outcome::UpFails);
        }
    }
    let after = look(database)?;
    let renames = dialect.renames_made_by(&migration.up.sql);
    proof.lost_in_up = before.contents.lost_in(&after.contents, &renames);
    if migration.down.is_none() {
        proof.verdict = Verdict::NoDown;
        return Ok(Outcome::After(after));
    }
    match take_back_leniently(database, migration, progress) {
        Ok(false) => {}
        Ok(true) => proof.only_without_foreign_keys.push("down".to_owned()),
        Err(error) => {
            failed(proof, Verdict::DownFails, error);
            return Ok(Outcome::Elsewhere);
        }
    }
    let back = look(database)?;
    if back.text != before.text {
        // Read before the state before is brought about: on the development database that is done
        // in the same file.
        let model_back = model(database, &back.text)?;
        let model_before = match database.remembered(&before.text) {
            Some(model) => model,
            None => begin.before(migration.version)?.inspect()?,
        };
        let nothing_done = back.text == after.text;
        judge(proof, &model_before, &model_back, nothing_done);
    }
    proof.lost = before.contents.lost_in(&back.contents, &[]);
    if !proof.verdict.is_good() {
        return Ok(Outcome::Elsewhere);
    }
    if let Err(error) = apply_leniently(database, migration, progress) {
        failed(proof, Verdict::UpFails, error);
        proof
            .differences
            .insert(0, "the second up fails, where the first did not".to_owned());
        return Ok(Outcome::Elsewhere);
    }
    let again = look(database)?;
    proof.lost_by_redoing = after.contents.lost_in(&again.contents, &[]);
    if again.text == after.text {
        return Ok(Outcome::After(again));
    }
    let model_again = model(database, &again.text)?;
    let model_once = match database.remembered(&after.text) {
        Some(model) => model,
        None => {
            let mut once = begin.before(migration.version)?;
            apply_leniently(&mut *once, migration, &mut Silent)?;
            once.inspect()?
        }
    };
    let changes = compare(&model_once, &model_again);
    if changes.iter().all(only_moves) {
        return Ok(Outcome::After(again));
    }
    proof.verdict = Verdict::Nondeterministic;
    proof
        .differences
        .extend(changes.iter().map(|change| format!("second up: {change}")));
    Ok(Outcome::Elsewhere)
}

/// The schema at the look that was just taken, and gave this text.
fn model(database: &dyn Database, text: &str) -> Result<Schema> {
    match database.remembered(text) {
        Some(model) => Ok(model),
        None => database.inspect(),
    }
}

fn failed(proof: &mut Proof, verdict: Verdict, error: Error) {
    proof.verdict = verdict;
    proof.differences.push(error.message().to_owned());
    proof.failure = Some(error);
}
