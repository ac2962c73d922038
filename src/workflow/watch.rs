//! Tells of every save of what the scratch database is built from.
//!
//! Folders are watched, not files: an editor that saves by renaming a new file over the old one
//! leaves a watch on the old file behind. What this tool and the project's commands write
//! themselves (databases, build products) is no schema source and is passed over.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use notify_debouncer_full::notify::event::ModifyKind;
use notify_debouncer_full::notify::{self, EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{
    DebounceEventResult, DebouncedEvent, Debouncer, NoCache, new_debouncer_opt,
};
use walkdir::WalkDir;

use super::context::Context;
use super::scratch;
use crate::error::{Error, Result};

/// How long nothing more may happen before a change is told: an editor's save is several events.
const QUIET: Duration = Duration::from_millis(200);

type Watcher = Debouncer<RecommendedWatcher, NoCache>;

/// Calls `on_change` with the paths of every change of the schema sources, the migrations folder,
/// the configuration and, where there are set-up or scan commands, the project's code. Goes on until that answers
/// [`ControlFlow::Break`], or this process is interrupted.
///
/// # Errors
/// Failed, where the operating system can't watch the folders.
pub fn watch(
    context: &Context,
    on_change: &mut dyn FnMut(&[PathBuf]) -> ControlFlow<()>,
) -> Result<()> {
    let (sender, changes) = mpsc::channel();
    let mut watcher = new_debouncer_opt::<_, RecommendedWatcher, _>(
        QUIET,
        None,
        move |result: DebounceEventResult| {
            // The receiver is gone only when the watch is over.
            let _ = sender.send(result);
        },
        NoCache::new(),
        notify::Config::default(),
    )
    .map_err(|cause| failed(&cause))?;
    let places = places(context)?;
    listen(&mut watcher, &places)?;
    while let Ok(first) = changes.recv() {
        let mut paths = Vec::new();
        // What came while the last change was dealt with is one change.
        for result in std::iter::once(first).chain(changes.try_iter()) {
            match result {
                Ok(events) => paths.extend(changed(context, &events)),
                Err(causes) => {
                    return Err(causes
                        .first()
                        .map_or_else(|| Error::failed("the watch ended"), failed));
                }
            }
        }
        paths.sort();
        paths.dedup();
        if paths.is_empty() {
            continue;
        }
        if on_change(&paths).is_break() {
            return Ok(());
        }
        // A folder that was replaced (Git does so) has lost its watch.
        listen(&mut watcher, &self::places(context)?)?;
    }
    Ok(())
}

fn changed(context: &Context, events: &[DebouncedEvent]) -> Vec<PathBuf> {
    events
        .iter()
        // Our own reading of the sources is an event too.
        .filter(|event| {
            !matches!(
                event.kind,
                EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_))
            )
        })
        .flat_map(|event| event.paths.iter())
        .filter(|path| is_watched(context, path))
        .cloned()
        .collect()
}

/// Whether a change of this path can change the scratch database or what it is held against.
fn is_watched(context: &Context, path: &Path) -> bool {
    let project = &context.project;
    let is_sql = path.extension().is_some_and(|extension| extension == "sql");
    let code = has_commands(context) && scratch::is_input(path);
    // A folder that is renamed takes its files along without a word about them.
    let is_source_folder = path.is_dir()
        && project
            .schema
            .iter()
            .any(|entry| project.root.join(entry).starts_with(path));
    project.is_schema_source(path)
        || project.config_file.as_deref() == Some(path)
        || is_source_folder
        || (is_sql && path.starts_with(&project.migrations))
        || code
}

fn has_commands(context: &Context) -> bool {
    !context.project.setup.is_empty() || !context.project.scan.is_empty()
}

/// The folders to watch, and whether with all that is in them.
fn places(context: &Context) -> Result<BTreeMap<PathBuf, RecursiveMode>> {
    let project = &context.project;
    let mut places = BTreeMap::new();
    let mut add = |path: &Path, mode: RecursiveMode| {
        // What is not there yet is seen to come by the folder that it will be in.
        match path.ancestors().find(|folder| folder.is_dir()) {
            Some(folder) if folder == path => {
                let entry = places.entry(path.to_owned()).or_insert(mode);
                if mode == RecursiveMode::Recursive {
                    *entry = mode;
                }
            }
            Some(folder) => {
                places
                    .entry(folder.to_owned())
                    .or_insert(RecursiveMode::NonRecursive);
            }
            None => {}
        }
    };
    for entry in &project.schema {
        let path = project.root.join(entry);
        let is_glob = |part: &Path| part.to_string_lossy().contains(['*', '?', '[']);
        if is_glob(Path::new(entry)) {
            let base: PathBuf = path
                .components()
                .take_while(|part| !is_glob(part.as_ref()))
                .collect();
            // `*.sql` beside the manifest must not draw in the target folder.
            let is_deep = path
                .strip_prefix(&base)
                .is_ok_and(|rest| rest.components().count() > 1);
            let whole = is_deep && base != project.root && base != project.workspace_root;
            add(
                &base,
                if whole {
                    RecursiveMode::Recursive
                } else {
                    RecursiveMode::NonRecursive
                },
            );
            for file in project.schema_files().unwrap_or_default() {
                add(file.parent().unwrap_or(&file), RecursiveMode::NonRecursive);
            }
        } else if path.is_dir() {
            add(&path, RecursiveMode::Recursive);
            add(path.parent().unwrap_or(&path), RecursiveMode::NonRecursive);
        } else {
            add(path.parent().unwrap_or(&path), RecursiveMode::NonRecursive);
        }
    }
    add(&project.migrations, RecursiveMode::NonRecursive);
    if let Some(folder) = project.config_file.as_ref().and_then(|file| file.parent()) {
        add(folder, RecursiveMode::NonRecursive);
    }
    if has_commands(context) {
        for package in packages(context)? {
            add(&package, RecursiveMode::NonRecursive);
            add(&package.join("src"), RecursiveMode::Recursive);
        }
    }
    Ok(places)
}

/// The folders of the workspace that hold a `Cargo.toml`.
fn packages(context: &Context) -> Result<Vec<PathBuf>> {
    let target = context.project.target_directory()?;
    let entries = WalkDir::new(&context.project.workspace_root)
        .into_iter()
        .filter_entry(|entry| {
            entry.depth() == 0 || (!scratch::is_product(entry) && entry.path() != target)
        });
    Ok(entries
        .filter_map(std::result::Result::ok)
        .filter(|entry| entry.file_name() == "Cargo.toml")
        .filter_map(|entry| entry.path().parent().map(Path::to_owned))
        .collect())
}

fn listen(watcher: &mut Watcher, places: &BTreeMap<PathBuf, RecursiveMode>) -> Result<()> {
    for (path, mode) in places {
        match watcher.watch(path, *mode) {
            // It was there a moment ago; its parent is watched.
            Err(cause) if matches!(cause.kind, notify::ErrorKind::PathNotFound) => {}
            outcome => outcome.map_err(|cause| failed(&cause))?,
        }
    }
    Ok(())
}

fn failed(cause: &notify::Error) -> Error {
    let error = Error::failed(format!("the schema sources cannot be watched: {cause}"));
    match cause.kind {
        notify::ErrorKind::MaxFilesWatch => {
            error.hint("sudo sysctl fs.inotify.max_user_watches=524288")
        }
        _ => error.hint("cargo migrate scratch     after a save, without --watch"),
    }
}

#[cfg(test)]
#[path = "watch/tests.rs"]
mod tests;
