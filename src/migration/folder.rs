//! From files to a history, by sqlx's rules; what does not fit becomes a finding.

use std::collections::BTreeMap;
use std::fs::{self, File, FileType};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::file::{self, Direction, FileName, Reading, Script, is_sql, read_name};
use super::history::{History, Migration};
use super::soundness::{Finding, FindingKind, LARGEST_SCRIPT, examine};
use crate::{Error, Result};

/// One entry of a folder, before anyone has looked into it.
struct Entry {
    name: String,
    content: Content,
}

enum Content {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// It can't or must not be read: why not, as a finding.
    Refused(FindingKind, String),
}

/// A file that sqlx takes for a migration; no script where it could not be read.
struct Half {
    name: FileName,
    path: PathBuf,
    script: Option<Script>,
}

impl History {
    /// Reads a folder as sqlx would: its regular files, not those of folders within it.
    ///
    /// # Errors
    /// A usage error where the folder is missing, is no folder, or can't be listed. All that is
    /// wrong with single files is in [`History::findings`].
    pub fn read(folder: &Path) -> Result<Self> {
        let mut entries = Vec::new();
        let listing = fs::read_dir(folder).map_err(|cause| no_folder(folder, &cause))?;
        for entry in listing {
            let entry = entry.map_err(|cause| no_folder(folder, &cause))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let file_type = entry
                .file_type()
                .map_err(|cause| no_folder(folder, &cause))?;
            if let Some(content) = content_of(folder, &entry.path(), &name, file_type) {
                entries.push(Entry { name, content });
            }
        }
        Ok(assemble(folder, entries))
    }

    /// The history that these files of a folder form, for one that is read out of Git.
    ///
    /// Names with a `/` belong to folders within it and are passed over.
    pub fn from_files(folder: &Path, files: Vec<(String, Vec<u8>)>) -> Self {
        let entries = files
            .into_iter()
            .filter(|(name, _)| !name.contains('/'))
            .map(|(name, bytes)| Entry {
                content: match u64::try_from(bytes.len()) {
                    Ok(length) if length <= LARGEST_SCRIPT => Content::Bytes(bytes),
                    _ => too_large(),
                },
                name,
            })
            .collect();
        assemble(folder, entries)
    }
}

fn no_folder(folder: &Path, cause: &io::Error) -> Error {
    let shown = folder.display();
    match cause.kind() {
        io::ErrorKind::NotFound => Error::usage(format!("there is no migrations folder {shown}"))
            .hint("cargo migrate init")
            .hint("name the folder: --migrations DIR"),
        io::ErrorKind::NotADirectory => {
            Error::usage(format!("the migrations folder {shown} is not a folder"))
                .hint("name the folder: --migrations DIR")
        }
        _ => Error::usage(format!(
            "failed to read the migrations folder {shown}: {cause}"
        ))
        .hint(format!("ls -ld {shown}")),
    }
}

/// What a directory entry holds. Nothing is opened that is not known to be a regular file: to
/// open a pipe would wait for whoever writes to it. `None` for what is no concern of ours.
fn content_of(folder: &Path, path: &Path, name: &str, file_type: FileType) -> Option<Content> {
    let wanted = matches!(read_name(name), Reading::Migration(_));
    if file_type.is_file() {
        return Some(if wanted {
            read(path)
        } else {
            Content::Bytes(Vec::new())
        });
    }
    if file_type.is_symlink() {
        // sqlx asks for the metadata of every entry and gives up where there is none, so that a
        // dangling link matters whatever its name.
        let target = match fs::canonicalize(path) {
            Ok(target) => target,
            Err(cause) => {
                let message = format!("the symbolic link leads nowhere: {cause}");
                return Some(Content::Refused(FindingKind::Unreadable, message));
            }
        };
        if !is_sql(name) {
            return None;
        }
        if !fs::canonicalize(folder).is_ok_and(|folder| target.starts_with(folder)) {
            let message = format!(
                "the symbolic link leaves the folder, to {}",
                target.display()
            );
            return Some(Content::Refused(FindingKind::OutsideFolder, message));
        }
        if target.is_file() {
            return Some(if wanted {
                read(&target)
            } else {
                Content::Bytes(Vec::new())
            });
        }
        return Some(not_a_file("something that is not a file"));
    }
    if !is_sql(name) {
        return None;
    }
    Some(not_a_file(if file_type.is_dir() {
        "a folder"
    } else {
        "a pipe, socket or device"
    }))
}

fn not_a_file(what: &str) -> Content {
    let message = format!("it has the name of a migration and is {what}, which sqlx passes over");
    Content::Refused(FindingKind::NotAFile, message)
}

fn too_large() -> Content {
    let message = format!(
        "the file is larger than {} MiB, and was not read",
        LARGEST_SCRIPT / 1024 / 1024
    );
    Content::Refused(FindingKind::TooLarge, message)
}

fn read(path: &Path) -> Content {
    let bytes = File::open(path).and_then(|file| {
        let length = file.metadata()?.len();
        if length > LARGEST_SCRIPT {
            return Ok(None);
        }
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
        file.take(LARGEST_SCRIPT + 1).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    });
    match bytes {
        Ok(Some(bytes)) => Content::Bytes(bytes),
        Ok(None) => too_large(),
        Err(cause) => Content::Refused(
            FindingKind::Unreadable,
            format!("the file can't be read: {cause}"),
        ),
    }
}

fn assemble(folder: &Path, mut entries: Vec<Entry>) -> History {
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    let mut findings = Vec::new();
    let mut versions: BTreeMap<i64, Vec<Half>> = BTreeMap::new();
    for entry in entries {
        let path = folder.join(&entry.name);
        let bytes = match entry.content {
            Content::Bytes(bytes) => Some(bytes),
            Content::Refused(kind, message) => {
                findings.push(refusal(kind, &path, message));
                // sqlx passes over what is no regular file, so that it is no half of a pair.
                if kind == FindingKind::NotAFile {
                    continue;
                }
                None
            }
        };
        match read_name(&entry.name) {
            Reading::Migration(name) => {
                let script = bytes.and_then(|bytes| {
                    let is_up = name.direction != Direction::Down;
                    let (sql, found) = examine(&path, bytes, is_up);
                    findings.extend(found);
                    sql.map(|sql| Script::new(&path, sql))
                });
                if name.version <= 0 {
                    findings.push(not_positive(&path, &name));
                }
                let half = Half { name, path, script };
                versions.entry(half.name.version).or_default().push(half);
            }
            Reading::NotANumber(prefix) => findings.push(not_a_number(&path, &prefix)),
            Reading::Overlooked => findings.push(overlooked(&path, &entry.name)),
            Reading::Other => {}
        }
    }
    let migrations = versions
        .into_iter()
        .filter_map(|(version, halves)| pair(version, halves, &mut findings))
        .collect();
    findings.sort_by(|a, b| (&a.path, a.line, a.kind).cmp(&(&b.path, b.line, b.kind)));
    History {
        folder: folder.to_owned(),
        migrations,
        findings,
    }
}

fn refusal(kind: FindingKind, path: &Path, message: String) -> Finding {
    let shown = path.display();
    Finding::new(kind, path, message).hint(match kind {
        FindingKind::TooLarge => {
            "load data with a command of your own, and keep migrations to the schema".to_owned()
        }
        FindingKind::OutsideFolder => format!(
            "replace it by the file: cp --remove-destination \"$(readlink -f {shown})\" {shown}"
        ),
        FindingKind::Unreadable => format!("ls -l {shown}"),
        _ => format!("rename or remove {shown}"),
    })
}

fn not_positive(path: &Path, name: &FileName) -> Finding {
    Finding::new(
        FindingKind::VersionNotPositive,
        path,
        format!("the version {} is not above zero", name.version),
    )
    .hint("rename the file; `cargo migrate new` makes a version of the time")
}

fn not_a_number(path: &Path, prefix: &str) -> Finding {
    let digits = !prefix.is_empty() && prefix.bytes().all(|byte| byte.is_ascii_digit());
    let message = if digits {
        format!(
            "the version {prefix} is larger than {}, at which sqlx gives up",
            i64::MAX
        )
    } else {
        format!("`{prefix}` in front of the first `_` is not a number, at which sqlx gives up")
    };
    Finding::new(FindingKind::VersionNotANumber, path, message)
        .hint("name it VERSION_DESCRIPTION.up.sql, or move it out of the folder")
}

fn overlooked(path: &Path, name: &str) -> Finding {
    let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
    let after = &name[digits.len()..];
    let why = if !name.ends_with(".sql") {
        "its suffix is not `.sql` in lower case"
    } else if digits.is_empty() {
        "it has no version"
    } else {
        "no `_` follows its version"
    };
    let hint = if digits.is_empty() {
        "name it VERSION_DESCRIPTION.up.sql, or move it out of the folder".to_owned()
    } else {
        let stem = &after[..after.len() - ".sql".len()];
        let direction = ["up", "down"].into_iter().find_map(|end| {
            let (before, last) = stem.rsplit_once('.')?;
            last.eq_ignore_ascii_case(end)
                .then(|| (before, format!(".{end}")))
        });
        let (stem, direction) = direction.unwrap_or((stem, String::new()));
        let description = stem.trim_start_matches(|c: char| !c.is_alphanumeric());
        let new = path.with_file_name(format!("{digits}_{description}{direction}.sql"));
        format!("mv {} {}", path.display(), new.display())
    };
    Finding::new(
        FindingKind::IgnoredFile,
        path,
        format!("sqlx passes over this file without a word: {why}"),
    )
    .hint(hint)
}

/// Makes one migration of the files of one version, and says what is amiss with them together.
fn pair(version: i64, halves: Vec<Half>, findings: &mut Vec<Finding>) -> Option<Migration> {
    let (downs, ups): (Vec<_>, Vec<_>) = halves
        .into_iter()
        .partition(|half| half.name.direction == Direction::Down);
    for same in [&ups, &downs] {
        for twin in same.iter().skip(1) {
            findings.push(duplicate(version, &same[0], twin));
        }
    }
    let down = downs.into_iter().next();
    let Some(up) = ups.into_iter().next() else {
        findings.extend(down.map(|down| orphan(&down)));
        return None;
    };
    let simple = up.name.direction == Direction::Simple;
    if down.is_none() && !simple {
        let path = up.path.with_file_name(format!(
            "{}_{}.down.sql",
            up.name.prefix, up.name.description
        ));
        findings.push(
            Finding::new(
                FindingKind::MissingDown,
                &up.path,
                format!("there is no {} to take it back", file::file_name(&path)),
            )
            .hint(format!("write {}", path.display())),
        );
    }
    let script = up.script?;
    Some(Migration {
        version,
        description: up.name.description,
        labels: script.labels(),
        ignored_chars: Vec::new(),
        up: script,
        down: down.and_then(|down| down.script),
        simple,
    })
}

fn duplicate(version: i64, first: &Half, second: &Half) -> Finding {
    Finding::new(
        FindingKind::DuplicateVersion,
        &second.path,
        format!(
            "version {version} is there twice: {} and {}",
            file::file_name(&first.path),
            file::file_name(&second.path)
        ),
    )
    .hint(
        "give the one that no database has applied a newer version, or delete it: \
         sqlx would run the first and fail at the second",
    )
}

fn orphan(down: &Half) -> Finding {
    let up = format!("{}_{}.up.sql", down.name.prefix, down.name.description);
    Finding::new(
        FindingKind::OrphanDown,
        &down.path,
        format!("there is no {up} for it to take back"),
    )
    .hint(format!(
        "restore {}, or delete the file",
        down.path.with_file_name(up).display()
    ))
}

#[cfg(test)]
#[path = "folder_tests.rs"]
mod tests;
