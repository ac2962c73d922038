//! The scratch database: a file that this tool alone makes and deletes, built from the schema
//! source by the project's set-up and scan commands, or from its schema files.
//!
//! It lies below the target folder, with a mark beside it that is written before the database is:
//! a database without the mark is somebody's own and never touched (`place`). What it was built
//! from is remembered as a hash, so that unchanged inputs are not built twice (`inputs`).

mod inputs;
mod place;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::command::{Commands, Output, Step, end_leftovers};
use super::context::{Context, Progress, open, refuse_unsound};
use super::draft::lines_with;
use super::source;
use super::source::told_renames;
use crate::dialect::{Access, Database};
use crate::diff::{Change, compare};
use crate::error::{Error, IoContext, Kind, Result};
use crate::migration::History;
use crate::project::DatabaseUrl;
pub use inputs::is_input;
pub(super) use inputs::is_product;
use place::Place;

/// How a scratch database is made.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Build it also where nothing has changed since it was built.
    pub force: bool,
    /// What becomes of the commands' output.
    pub output: Output,
}

/// A scratch database that is up to date.
#[derive(Debug, Clone)]
pub struct Scratch {
    /// Where it is.
    pub url: DatabaseUrl,
    /// Whether it was built now; else nothing had changed since it was.
    pub rebuilt: bool,
    /// What the history lacks to become this, in words: the content of the next migration.
    pub pending: Vec<String>,
    /// What the schema files lack to become this, where there are set-up commands too.
    pub source_differs: Vec<Change>,
    /// How many tables it has.
    pub tables: usize,
    /// How many rows they have in all.
    pub rows: u64,
    /// The commands that were run, each with its time.
    pub commands: Vec<(String, Duration)>,
}

/// Where the scratch database is, for this tool and for the commands that build it: with
/// `mode=rwc`, so that one who opens it makes it.
///
/// # Errors
/// As [`Project::target_directory`](crate::project::Project::target_directory).
pub fn url(context: &Context) -> Result<DatabaseUrl> {
    Place::of(context)?.url()
}

/// The folder of the scratch database and of what belongs to it.
///
/// # Errors
/// As [`url`].
pub fn folder(context: &Context) -> Result<PathBuf> {
    Ok(Place::of(context)?.folder)
}

/// Refuses what lies in the scratch database's place and is not this tool's.
///
/// # Errors
/// Refused, with what it is and how to move it away.
pub fn refuse_foreign(context: &Context) -> Result<()> {
    Place::of(context)?.refuse_foreign(context)
}

/// Whether a run was killed while one of the project's commands ran; the next build ends it.
///
/// # Errors
/// As [`url`].
pub fn was_killed(context: &Context) -> Result<bool> {
    let place = Place::of(context)?;
    // While another run is at work, its command is as it should be.
    Ok(place.run.exists() && !place.is_locked())
}

/// Makes sure that the scratch database is there and built from the inputs as they are now; says
/// whether it had to be built.
///
/// # Errors
/// As [`rebuild`].
pub fn ensure(context: &Context, progress: &mut dyn Progress) -> Result<bool> {
    Ok(up_to_date(context, Options::default(), progress)?.is_some())
}

/// Deletes the scratch database and builds it anew, unless nothing has changed since it was
/// built; then holds it against the history and the schema files.
///
/// # Errors
/// Refused where the database is not this tool's to delete; failed where a command or the schema
/// source fails, and then there is no scratch database; usage errors of configuration and history.
pub fn rebuild(
    context: &Context,
    options: Options,
    progress: &mut dyn Progress,
) -> Result<Scratch> {
    let commands = up_to_date(context, options, progress)?;
    let url = url(context)?;
    let database = open(
        &url,
        &context.project.root,
        Access::Read,
        &context.ignore()?,
    )?;
    let schema = database.inspect()?;
    let history = history(context)?;
    let replayed = context.replay(&history.migrations, progress)?.inspect()?;
    let told = told_renames(context, &replayed, &schema)?;
    let pending = lines_with(context.dialect()?, &replayed, &schema, &told)?;
    let source_differs = if context.project.setup.is_empty() || context.project.schema.is_empty() {
        Vec::new()
    } else {
        compare(&from_files(context, progress)?.inspect()?, &schema)
    };
    let mut rows = 0;
    for table in &schema.tables {
        rows += database.row_count(table.name.as_str())?;
    }
    Ok(Scratch {
        url,
        rebuilt: commands.is_some(),
        pending,
        source_differs,
        tables: schema.tables.len(),
        rows,
        commands: commands.unwrap_or_default(),
    })
}

/// Deletes the scratch database and what belongs to it; says whether there was one.
///
/// # Errors
/// Refused where it is not this tool's to delete.
pub fn delete(context: &Context) -> Result<bool> {
    let place = Place::of(context)?;
    place.refuse_foreign(context)?;
    let there = place.database.exists();
    end_leftovers(&place.run)?;
    place.delete()?;
    Ok(there)
}

/// A project that has not written a migration yet need not have the folder.
fn history(context: &Context) -> Result<History> {
    let folder = &context.project.migrations;
    if folder.exists() {
        context.sound_history()
    } else {
        let history = History::from_files(folder, Vec::new());
        refuse_unsound(&history)?;
        Ok(history)
    }
}

fn from_files(context: &Context, progress: &mut dyn Progress) -> Result<Box<dyn Database>> {
    let files = source::files(context)?;
    source::build(context.dialect()?, context.empty()?, &files, progress)
}

/// What was run to bring it up to date; none where it was.
fn up_to_date(
    context: &Context,
    options: Options,
    progress: &mut dyn Progress,
) -> Result<Option<Vec<(String, Duration)>>> {
    // An engine that can't be served is named before anything is made.
    context.dialect()?;
    let place = Place::of(context)?;
    place.refuse_foreign(context)?;
    place.make_folder(context)?;
    let _lock = place.lock()?;
    // Taken before the build: what changes while it runs is found to be newer by the next call.
    let digest = inputs::digest(context)?;
    if !options.force && inputs::is_current(context, &place, &digest) {
        return Ok(None);
    }
    let ended = end_leftovers(&place.run)?;
    if ended > 0 {
        progress.note(&format!(
            "ended {ended} process(es) that an earlier, killed run had left behind"
        ));
    }
    place.delete()?;
    place.write_mark()?;
    let built = build(context, &place, options.output, progress)
        .and_then(|commands| Ok((commands, inputs::remember(context, &place, &digest)?)));
    match built {
        Ok((commands, ())) => Ok(Some(commands)),
        Err(error) => {
            // Half a database would pass for a whole one. The cause is what a person must see.
            place
                .delete()
                .err()
                .into_iter()
                .for_each(|error| progress.warn(error.message()));
            Err(error)
        }
    }
}

fn build(
    context: &Context,
    place: &Place,
    output: Output,
    progress: &mut dyn Progress,
) -> Result<Vec<(String, Duration)>> {
    let project = &context.project;
    let url = place.url()?;
    let commands = |step| Commands {
        project,
        step,
        url: &url,
        output,
        registry: Some(&place.run),
    };
    let before = development_stamp(context);
    let mut done = Vec::new();
    if project.setup.is_empty() {
        from_files(context, progress)?.back_up_to(&place.database)?;
    } else {
        done = commands(Step::Setup).run(progress)?;
        check_made(&place.database, &project.url_env, &place.url()?)?;
    }
    done.extend(commands(Step::Scan).run(progress)?);
    // Not an error: an application that is running may have written it meanwhile.
    if !done.is_empty() && before != development_stamp(context) {
        progress.warn(
            "the development database changed while the scratch database was built: \
             do the commands take DATABASE_URL from their environment?",
        );
    }
    Ok(done)
}

/// A set-up that went well and made nothing worked on another database.
fn check_made(database: &Path, variable: &str, url: &DatabaseUrl) -> Result<()> {
    match fs::metadata(database) {
        Ok(metadata) if metadata.len() > 0 => Ok(()),
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
            Err(cause).doing(Kind::Failed, "look at", database)
        }
        _ => Err(Error::failed(format!("the set-up commands made no database {}", database.display()))
            .note(format!("they ran with {variable}={url}"))
            .hint(format!("make the command open the database that {variable} names, also where a .env file names another one"))
            .hint("or leave `setup` out: the scratch database is then built from the schema files")),
    }
}

/// Sizes and times of the development database's files.
fn development_stamp(context: &Context) -> Vec<Option<(u64, Option<SystemTime>)>> {
    let Ok(Some((url, _))) = context.project.database_url_if_set() else {
        return Vec::new();
    };
    let Some(path) = url.sqlite_path_in(&context.project.root) else {
        return Vec::new();
    };
    [path.clone(), place::with_suffix(&path, "-wal")]
        .iter()
        .map(|path| {
            fs::metadata(path)
                .ok()
                .map(|metadata| (metadata.len(), metadata.modified().ok()))
        })
        .collect()
}

#[cfg(test)]
#[path = "scratch/tests.rs"]
mod tests;
