//! The scratch database: one that this tool alone makes and deletes, built from the schema source
//! by the project's set-up and scan commands, or from its schema files.
//!
//! It is a file below the target folder (`file`) or a database on a server (`server`), behind one
//! trait (`home`). A mark in the target folder says that it is this tool's (`place`): a database
//! without it is somebody's own and never touched. What it was built from is remembered as a hash,
//! so that unchanged inputs are not built twice (`inputs`).

mod file;
mod home;
mod inputs;
mod place;
mod server;

use std::path::PathBuf;
use std::time::Duration;

use super::command::{Commands, Output, Step, end_leftovers};
use super::context::{Context, Progress, refuse_unsound};
use super::draft::lines_with;
use super::source;
use super::source::told_renames;
use crate::dialect::{Access, Database};
use crate::diff::{Change, compare};
use crate::error::{Error, Result};
use crate::migration::History;
use crate::project::DatabaseUrl;
use home::Home;
pub use inputs::is_input;
pub(super) use inputs::is_product;

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
    /// Whether it stays when the command ends: not in a throwaway server.
    pub stays: bool,
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

/// A scratch database that can be opened.
#[derive(Debug, Clone)]
pub struct Ready {
    /// Where it is.
    pub url: DatabaseUrl,
    /// The commands that were run to build it now, each with its time; none where nothing had
    /// changed since it was built.
    pub built: Option<Vec<(String, Duration)>>,
    /// Whether it stays when the command ends.
    pub stays: bool,
}

/// Where the scratch database is, for a person.
///
/// # Errors
/// As [`Project::target_directory`](crate::project::Project::target_directory).
pub fn described(context: &Context) -> Result<String> {
    home::of(context)?.described()
}

/// The folder of the scratch database and of what belongs to it.
///
/// # Errors
/// As [`described`].
pub fn folder(context: &Context) -> Result<PathBuf> {
    Ok(home::of(context)?.place().folder.clone())
}

/// Refuses what lies in the scratch database's place and is not this tool's.
///
/// # Errors
/// Refused, with what it is and how to move it away.
pub fn refuse_foreign(context: &Context) -> Result<()> {
    home::of(context)?.refuse_foreign()
}

/// Whether a run was killed while one of the project's commands ran; the next build ends it.
///
/// # Errors
/// As [`described`].
pub fn was_killed(context: &Context) -> Result<bool> {
    let home = home::of(context)?;
    let place = home.place();
    // While another run is at work, its command is as it should be.
    Ok(place.run.exists() && !place.is_locked())
}

/// Makes sure that the scratch database is there and built from the inputs as they are now.
///
/// # Errors
/// As [`rebuild`].
pub fn ensure(context: &Context, progress: &mut dyn Progress) -> Result<Ready> {
    up_to_date(context, Options::default(), progress)
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
    let ready = up_to_date(context, options, progress)?;
    let database = context.open(&ready.url, Access::Read)?;
    let schema = database.inspect()?;
    let history = history(context)?;
    let replayed = context.replay(&history.migrations, progress)?.inspect()?;
    let told = told_renames(context, &replayed, &schema)?;
    let pending = lines_with(context.dialect()?, &replayed, &schema, &told)?;
    let source_differs = if context.project.setup.is_empty() || context.project.schema.is_empty() {
        Vec::new()
    } else {
        let built = from_files(context, context.empty()?, progress)?;
        compare(&built.inspect()?, &schema)
    };
    let rows = database.contents_if_any()?.total();
    Ok(Scratch {
        url: ready.url,
        rebuilt: ready.built.is_some(),
        stays: ready.stays,
        pending,
        source_differs,
        tables: schema.tables.len(),
        rows,
        commands: ready.built.unwrap_or_default(),
    })
}

/// Deletes the scratch database and what belongs to it; says whether there was one.
///
/// # Errors
/// Refused where it is not this tool's to delete.
pub fn delete(context: &Context) -> Result<bool> {
    let home = home::of(context)?;
    home.refuse_foreign()?;
    end_leftovers(&home.place().run)?;
    home.delete()
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

/// `database`, which is empty, filled from the schema files.
fn from_files(
    context: &Context,
    database: Box<dyn Database>,
    progress: &mut dyn Progress,
) -> Result<Box<dyn Database>> {
    let files = source::files(context)?;
    source::build(context.dialect()?, database, &files, progress)
}

fn up_to_date(context: &Context, options: Options, progress: &mut dyn Progress) -> Result<Ready> {
    // An engine that can't be served is named before anything is made.
    context.dialect()?;
    let home = home::of(context)?;
    home.refuse_foreign()?;
    let place = home.place();
    place.make_folder(context)?;
    let _lock = place.lock()?;
    // Taken before the build: what changes while it runs is found to be newer by the next call.
    let digest = inputs::digest(context)?;
    if let (false, Some(url)) = (options.force, home.known()?)
        && inputs::is_current(context, place, &url, &digest)
    {
        return Ok(Ready {
            url,
            built: None,
            stays: true,
        });
    }
    let ended = end_leftovers(&place.run)?;
    if ended > 0 {
        progress.note(&format!(
            "ended {ended} process(es) that an earlier, killed run had left behind"
        ));
    }
    let (url, stays) = home.begin(progress)?;
    let built = build(context, &*home, &url, options.output, progress).and_then(|commands| {
        if stays {
            inputs::remember(context, place, &url, &digest)?;
        }
        Ok(commands)
    });
    match built {
        Ok(commands) => Ok(Ready {
            url,
            built: Some(commands),
            stays,
        }),
        Err(error) => {
            // Half a database would pass for a whole one. The cause is what a person must see.
            if stays && let Err(error) = home.delete() {
                progress.warn(error.message());
            }
            Err(error)
        }
    }
}

fn build(
    context: &Context,
    home: &dyn Home,
    url: &DatabaseUrl,
    output: Output,
    progress: &mut dyn Progress,
) -> Result<Vec<(String, Duration)>> {
    let project = &context.project;
    let commands = |step| Commands {
        project,
        step,
        url,
        output,
        registry: Some(&home.place().run),
    };
    let has_commands = !project.setup.is_empty() || !project.scan.is_empty();
    let development = || has_commands.then(|| home.development());
    let before = development();
    let mut done = Vec::new();
    if project.setup.is_empty() {
        home.fill(url, progress)?;
    } else {
        done = commands(Step::Setup).run(progress)?;
        home.refuse_unmade(url)?;
    }
    done.extend(commands(Step::Scan).run(progress)?);
    // Not an error: an application that is running may have written it meanwhile.
    if before != development() {
        progress.warn(
            "the development database changed while the scratch database was built: \
             do the commands take DATABASE_URL from their environment?",
        );
    }
    Ok(done)
}

/// A set-up that went well and made nothing worked on another database.
fn made_nothing(context: &Context, message: &str, url: &DatabaseUrl) -> Error {
    let variable = &context.project.url_env;
    Error::failed(message)
        .note(format!("they ran with {variable}={url}"))
        .hint(format!("make the command open the database that {variable} names, also where a .env file names another one"))
        .hint("or leave `setup` out: the scratch database is then built from the schema files")
}

#[cfg(test)]
#[path = "scratch/tests.rs"]
mod tests;
