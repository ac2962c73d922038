//! `check`: does every schema change ship with its migration, and is the history sound.

use super::context::{Context, Progress, Silent, apply};
use super::draft::lines_with;
use super::side::source_at;
use super::source::{self, SourceFile};
use super::standing::{Standing, State};
use crate::dialect::Database;
use crate::diff::compare;
use crate::error::{Error, Result};
use crate::migration::{self, FindingKind, History, Migration, git};
use crate::schema::Schema;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// What is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The files as they are.
    WorkTree,
    /// What the next commit would hold.
    Staged,
    /// Every commit since this revision, and the files as they are.
    Since(String),
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// `check` fails.
    Error,
    /// Worth a look.
    Warning,
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// How much it weighs.
    pub weight: Weight,
    /// A stable name of the kind, such as `duplicate-version`.
    pub code: String,
    /// The file.
    pub path: Option<PathBuf>,
    /// The line in it, from one.
    pub line: Option<usize>,
    /// The commit, short, where one is meant.
    pub commit: Option<String>,
    /// What is wrong.
    pub message: String,
    /// More of it: what differs, the draft that would mend it.
    pub details: Vec<String>,
    /// What to do.
    pub hint: Option<String>,
}

impl Found {
    fn error(code: &str, message: impl Into<String>) -> Self {
        Self {
            weight: Weight::Error,
            code: code.to_owned(),
            path: None,
            line: None,
            commit: None,
            message: message.into(),
            details: Vec::new(),
            hint: None,
        }
    }

    fn of(finding: &migration::Finding) -> Self {
        let weight = match finding.severity {
            migration::Severity::Error => Weight::Error,
            migration::Severity::Warning => Weight::Warning,
        };
        Self {
            weight,
            path: Some(finding.path.clone()),
            line: finding.line,
            hint: finding.hint.clone(),
            ..Self::error(finding.kind.code(), finding.message.clone())
        }
    }
}

/// Looks, and gives what was found; nothing where all is well.
///
/// # Errors
/// Only where it can't look: no migrations folder, no Git, an unknown revision.
pub fn check(context: &Context, scope: &Scope, progress: &mut dyn Progress) -> Result<Vec<Found>> {
    match scope {
        Scope::WorkTree => work_tree(context, progress),
        Scope::Staged => staged(context, progress),
        Scope::Since(revision) => {
            let mut found = since(context, revision)?;
            found.extend(work_tree(context, progress)?);
            Ok(found)
        }
    }
}

fn work_tree(context: &Context, progress: &mut dyn Progress) -> Result<Vec<Found>> {
    let history = context.history()?;
    let by_files = source::has_files(context);
    let files = if by_files {
        source::files(context)?
    } else {
        Vec::new()
    };
    let mut found: Vec<Found> = history.findings.iter().map(Found::of).collect();
    found.extend(ledger(context, &history, progress)?);
    let key = fingerprint(context, &history, &files)?;
    let journal = context.journal()?;
    // Only set-up commands can change without a file of ours changing: those are not remembered.
    let remembered = by_files || context.project.setup.is_empty();
    if found.is_empty() && remembered && journal.proof(&key)?.is_some() {
        return Ok(found);
    }
    let before = found.len();
    if !blocks_replay(&history) {
        let wanted = if by_files {
            Some(built(context, &files))
        } else if context.project.setup.is_empty() {
            None
        } else {
            Some(context.wanted(progress))
        };
        found.extend(equality(context, &history, wanted, &files)?);
    }
    if before == 0 && found.is_empty() && remembered {
        journal.remember_proof(&key, "check", None)?;
    }
    Ok(found)
}

fn built(context: &Context, files: &[SourceFile]) -> Result<Schema> {
    source::schema(context.dialect()?, &context.ignore()?, files, &mut Silent)
}

/// Whether a replay would run something else than the folder shows, or hang.
fn blocks_replay(history: &History) -> bool {
    history.errors().any(|finding| {
        matches!(
            finding.kind,
            FindingKind::DuplicateVersion
                | FindingKind::NulByte
                | FindingKind::NotUtf8
                | FindingKind::VersionNotANumber
                | FindingKind::TooLarge
                | FindingKind::Unreadable
                | FindingKind::NotAFile
        )
    })
}

/// What the development database's ledger says of the files, where there is such a database. A
/// server that is down must not keep anybody from a commit, and is as good as no database; one
/// that refuses is spoken of.
fn ledger(context: &Context, history: &History, progress: &mut dyn Progress) -> Result<Vec<Found>> {
    let database = match context.development_if_there() {
        Err(_) if context.development_is_out_of_reach() => None,
        Err(error) if context.is_on_a_server() => {
            progress.note(&format!(
                "the development database was not asked: {}",
                error.message()
            ));
            None
        }
        outcome => outcome?,
    };
    let Some(database) = database else {
        return Ok(Vec::new());
    };
    let standing = Standing::read(&*database, history)?;
    let mut found = Vec::new();
    if let Some(stranded) = &standing.stranded {
        found.push(Found {
            path: history
                .find(stranded.version)
                .map(|migration| migration.up.path.clone()),
            details: stranded.details(),
            hint: stranded.commands().into_iter().next(),
            ..Found::error(
                "half-way",
                format!("the development database is {}", stranded.line()),
            )
        });
    }
    for entry in &standing.entries {
        let path = history
            .find(entry.version)
            .map(|migration| migration.up.path.clone());
        let name = format!("{} {}", entry.version, entry.title);
        match entry.state {
            State::Changed => found.push(Found {
                path: path.clone(),
                hint: Some("put the file back (git checkout), and the change into a new migration".to_owned()),
                ..Found::error("changed-migration", format!("migration {name} was changed after it was applied to the development database"))
            }),
            State::OutOfOrder => found.push(Found {
                path: path.clone(),
                hint: Some("rename both files so that their version comes last".to_owned()),
                ..Found::error("out-of-order", format!("migration {name} is older than {}, which is applied already", standing.current.unwrap_or_default()))
            }),
            _ => {}
        }
    }
    Ok(found)
}

/// A hash of everything that the proof rests on.
fn fingerprint(context: &Context, history: &History, files: &[SourceFile]) -> Result<String> {
    let mut hash = Sha256::new();
    let mut add = |bytes: &[u8]| {
        hash.update(bytes.len().to_le_bytes());
        hash.update(bytes);
    };
    add(env!("CARGO_PKG_VERSION").as_bytes());
    add(context.dialect()?.version().as_bytes());
    add(context.project.table.as_bytes());
    for text in &context.project.ignore {
        add(text.as_bytes());
    }
    for version in &context.project.accepted {
        add(&version.to_le_bytes());
    }
    for migration in &history.migrations {
        for script in std::iter::once(&migration.up).chain(&migration.down) {
            add(script.path.as_os_str().as_encoded_bytes());
            add(script.sql.as_bytes());
        }
    }
    add(b"schema");
    for file in files {
        add(file.path.as_os_str().as_encoded_bytes());
        add(file.sql.as_bytes());
    }
    let mut text = String::from("check:");
    for byte in hash.finalize() {
        write!(text, "{byte:02x}").expect("a string takes all that is written");
    }
    Ok(text)
}

/// Replays the history, watching for rows that sqlx would take along, and holds the outcome
/// against the schema source (an error of its building is a finding, too).
fn equality(
    context: &Context,
    history: &History,
    wanted: Option<Result<Schema>>,
    files: &[SourceFile],
) -> Result<Vec<Found>> {
    let source = files.first().map(|file| file.path.as_path());
    let mut found = Vec::new();
    let mut replay = context.empty()?;
    for migration in &history.migrations {
        if !context.project.accepted.contains(&migration.version) {
            found.extend(cascades(&mut *replay, migration));
        }
        if let Err(error) = apply(&mut *replay, migration, &mut Silent) {
            found.push(failing(&error, &migration.up.path));
            return Ok(found);
        }
    }
    let wanted = match wanted {
        None => return Ok(found),
        Some(Ok(wanted)) => wanted,
        Some(Err(error)) => {
            found.push(failing(&error, source.unwrap_or(&history.folder)));
            return Ok(found);
        }
    };
    let replayed = replay.inspect()?;
    let changes = compare(&replayed, &wanted);
    if changes.is_empty() {
        return Ok(found);
    }
    let told = source::told_in(context.dialect()?, files, &replayed, &wanted)?;
    let mut details = lines_with(context.dialect()?, &replayed, &wanted, &told)?;
    if let Ok(drafts) =
        context
            .dialect()?
            .drafts(&replayed, &wanted, &told, crate::dialect::Form::Fast)
    {
        details.push("the draft that would mend it:".to_owned());
        for draft in drafts {
            details.extend(draft.up.render().lines().map(|line| format!("    {line}")));
        }
    }
    let (path, line) = match source::place_of(context.dialect()?, files, &changes) {
        Some((path, line)) => (Some(path), Some(line)),
        None => (source.map(Path::to_owned), None),
    };
    found.push(Found {
        path,
        line,
        details,
        hint: Some("cargo migrate new \"what the change is for\"".to_owned()),
        ..Found::error(
            "schema-without-migration",
            "the schema source differs from what the migrations make",
        )
    });
    Ok(found)
}

fn failing(error: &Error, path: &Path) -> Found {
    let (path, line) = match error.location() {
        Some(place) => (place.path.as_path(), Some(place.line())),
        None => (path, None),
    };
    Found {
        path: Some(path.to_owned()),
        line,
        details: error.notes().to_vec(),
        hint: error.hints().first().cloned(),
        ..Found::error("script-fails", error.message())
    }
}

/// Rows of other tables that this migration would delete or change when sqlx runs it inside its
/// transaction with foreign keys on.
fn cascades(replay: &mut dyn Database, migration: &Migration) -> Vec<Found> {
    if migration.up.no_transaction || !migration.up.sql.to_ascii_lowercase().contains("drop") {
        return Vec::new();
    }
    // A script that fails is reported when it is applied.
    let found = replay.cascades(&migration.up.sql).unwrap_or_default();
    found
        .into_iter()
        .map(|(at, cascade)| {
            let what = match cascade.action.as_str() {
                "CASCADE" => "deletes every row of",
                _ => "changes every row of",
            };
            Found {
                path: Some(migration.up.path.clone()),
                line: Some(migration.up.sql[..at].matches('\n').count() + 1),
                details: vec![
                    format!("{} refers to {} with ON DELETE {}; dropping a table first deletes its rows", cascade.child, cascade.parent, cascade.action),
                    "PRAGMA foreign_keys does nothing inside the transaction that sqlx opens".to_owned(),
                ],
                hint: Some(format!(
                    "begin the file with `-- no-transaction`, switch foreign keys off and bring a transaction of its own; or, where that is meant: accepted = [{}] in the configuration",
                    migration.version
                )),
                ..Found::error("cascade", format!("DROP TABLE {} {what} {} when sqlx runs this migration", cascade.parent, cascade.child))
            }
        })
        .collect()
}

fn repository(context: &Context) -> Result<PathBuf> {
    git::repository_root(&context.project.root)?.ok_or_else(|| {
        Error::usage(format!(
            "{} is not in a Git repository",
            context.project.root.display()
        ))
        .hint("git init")
    })
}

/// Whether a path of the repository belongs to the migrations folder or the schema source.
fn concerns(context: &Context, root: &Path, path: &Path) -> bool {
    let path = root.join(path);
    path.starts_with(&context.project.migrations) || context.project.is_schema_source(&path)
}

fn history_at(context: &Context, root: &Path, tree: git::Tree<'_>) -> Result<History> {
    let files = git::show_folder(root, tree, &context.project.migrations)?;
    // sqlx does not look into folders.
    let files = files
        .into_iter()
        .filter(|(name, _)| !name.contains('/'))
        .collect();
    Ok(History::from_files(&context.project.migrations, files)
        .ignoring(&context.project.ignored_chars))
}

fn staged(context: &Context, progress: &mut dyn Progress) -> Result<Vec<Found>> {
    let root = repository(context)?;
    if !git::staged_paths(&root)?
        .iter()
        .any(|path| concerns(context, &root, path))
    {
        return Ok(Vec::new());
    }
    let history = history_at(context, &root, git::Tree::Index)?;
    let mut found: Vec<Found> = history.findings.iter().map(Found::of).collect();
    found.extend(ledger(context, &history, progress)?);
    found.extend(tree_equality(context, &root, git::Tree::Index, &history)?);
    Ok(found)
}

/// Equality in a Git tree, remembered by content.
fn tree_equality(
    context: &Context,
    root: &Path,
    tree: git::Tree<'_>,
    history: &History,
) -> Result<Vec<Found>> {
    if context.project.schema.is_empty() || blocks_replay(history) {
        return Ok(Vec::new());
    }
    let files = source_at(context, root, tree)?;
    if files.is_empty() && history.migrations.is_empty() {
        return Ok(Vec::new());
    }
    let key = fingerprint(context, history, &files)?;
    let journal = context.journal()?;
    if journal.proof(&key)?.is_some() {
        return Ok(Vec::new());
    }
    let found = equality(context, history, Some(built(context, &files)), &files)?;
    if found.is_empty() && history.findings.is_empty() {
        journal.remember_proof(&key, "check", None)?;
    }
    Ok(found)
}

fn since(context: &Context, revision: &str) -> Result<Vec<Found>> {
    let root = repository(context)?;
    let mut found = Vec::new();
    for commit in git::commits_since(&root, revision)? {
        let touched = git::paths_changed_by(&root, &commit.id)?;
        if !touched.iter().any(|path| concerns(context, &root, path)) {
            continue;
        }
        let tree = git::Tree::Revision(&commit.id);
        let history = history_at(context, &root, tree)?;
        let short: String = commit.id.chars().take(10).collect();
        for mut item in tree_equality(context, &root, tree, &history)? {
            item.commit = Some(format!("{short} {}", commit.subject));
            found.push(item);
        }
    }
    found.extend(changed_since(context, &root, revision)?);
    Ok(found)
}

/// Migrations that were there at the revision and read otherwise now, or came in before its newest.
fn changed_since(context: &Context, root: &Path, revision: &str) -> Result<Vec<Found>> {
    let then = history_at(context, root, git::Tree::Revision(revision))?;
    let now = history_at(context, root, git::Tree::Revision("HEAD"))?;
    let head = then.head().map(|migration| migration.version);
    let mut found = Vec::new();
    for migration in &now.migrations {
        let name = format!("{} {}", migration.version, migration.title());
        match then.find(migration.version) {
            Some(before) if before.up.sql != migration.up.sql => found.push(Found {
                path: Some(migration.up.path.clone()),
                hint: Some("put the file back, and the change into a new migration".to_owned()),
                ..Found::error("changed-migration", format!("migration {name} was changed since {revision}"))
            }),
            None if Some(migration.version) < head => found.push(Found {
                path: Some(migration.up.path.clone()),
                hint: Some("rename both files so that their version comes last".to_owned()),
                ..Found::error("out-of-order", format!("migration {name} is new since {revision} and older than {}, the newest there", head.unwrap_or_default()))
            }),
            _ => {}
        }
    }
    for migration in &then.migrations {
        if now.find(migration.version).is_none() {
            found.push(Found {
                path: Some(migration.up.path.clone()),
                hint: Some(
                    "put the file back: databases that have applied it refuse to go on without"
                        .to_owned(),
                ),
                ..Found::error(
                    "deleted-migration",
                    format!(
                        "migration {} {} was deleted since {revision}",
                        migration.version,
                        migration.title()
                    ),
                )
            });
        }
    }
    Ok(found)
}
