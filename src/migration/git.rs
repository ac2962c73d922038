//! What Git knows of a project: folders and files as a commit or the index has them, and which
//! paths a commit touched.
//!
//! Git's own program is asked, with the environment as it is (a hook gets `GIT_INDEX_FILE` and
//! must be heard), and with one call for a folder however many files it holds.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use super::file::FileName;
use crate::{Error, Result};

/// Which state of a repository is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tree<'a> {
    /// What the next commit would hold.
    Index,
    /// A commit, branch or tag.
    Revision(&'a str),
}

/// One commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its full hash.
    pub id: String,
    /// The first line of its message.
    pub subject: String,
}

/// The top folder of the repository that `directory` is in; `None` outside of one.
///
/// # Errors
/// Usage errors where Git is not installed or refuses the repository (`safe.directory`).
pub fn repository_root(directory: &Path) -> Result<Option<PathBuf>> {
    let answer = ask(directory, &["rev-parse", "--show-toplevel"], Vec::new())?;
    match answer.failure {
        None => Ok(Some(PathBuf::from(bytes_to_os(answer.line())))),
        Some(message) if message.contains("not a git repository") => Ok(None),
        Some(message) if message.contains("must be run in a work tree") => Ok(None),
        Some(message) => Err(refused(directory, &message)),
    }
}

/// Whether `directory` lies in a Git repository with a work tree.
///
/// # Errors
/// As [`repository_root`].
pub fn is_repository(directory: &Path) -> Result<bool> {
    Ok(repository_root(directory)?.is_some())
}

/// All files of a folder and the folders within it, by their names relative to `folder`, which
/// is relative to the repository's top folder. Nothing where the folder was not there. Symbolic
/// links and submodules are passed over.
///
/// # Errors
/// Usage errors where Git is missing, this is no repository, or the revision is unknown.
pub fn show_folder(root: &Path, tree: Tree<'_>, folder: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let folder = relative(root, folder)?;
    let listed = list(root, tree, &folder)?;
    let mut inside = folder.trim_end_matches('/').to_owned();
    if !inside.is_empty() {
        inside.push('/');
    }
    let blobs: Vec<(String, String)> = listed
        .into_iter()
        .filter_map(|(id, path)| Some((id, path.strip_prefix(&inside)?.to_owned())))
        .collect();
    read_blobs(root, blobs)
}

/// One file's bytes; `None` where it was not there.
///
/// # Errors
/// As [`show_folder`].
pub fn show_file(root: &Path, tree: Tree<'_>, path: &Path) -> Result<Option<Vec<u8>>> {
    let path = relative(root, path)?;
    let blobs = list(root, tree, &path)?
        .into_iter()
        .filter(|(_, listed)| *listed == path)
        .collect();
    Ok(read_blobs(root, blobs)?.pop().map(|(_, bytes)| bytes))
}

/// The tracked paths of the work tree that differ from a revision, and the untracked ones that
/// are not ignored.
///
/// # Errors
/// As [`show_folder`].
pub fn changed_paths(root: &Path, revision: &str) -> Result<Vec<PathBuf>> {
    check_revision(revision)?;
    let mut paths = paths(
        root,
        &["diff", "--name-only", "--no-renames", "-z", revision, "--"],
    )?;
    paths.extend(self::paths(
        root,
        &["ls-files", "--others", "--exclude-standard", "-z"],
    )?);
    paths.sort();
    paths.dedup();
    Ok(paths)
}

/// The paths whose state in the index differs from the last commit.
///
/// # Errors
/// As [`show_folder`].
pub fn staged_paths(root: &Path) -> Result<Vec<PathBuf>> {
    paths(
        root,
        &["diff", "--cached", "--name-only", "--no-renames", "-z"],
    )
}

/// All commits in `revision..HEAD`, oldest first.
///
/// # Errors
/// As [`show_folder`].
pub fn commits_since(root: &Path, revision: &str) -> Result<Vec<Commit>> {
    check_revision(revision)?;
    let range = format!("{revision}..HEAD");
    let args = [
        "log",
        "--reverse",
        "--topo-order",
        "-z",
        "--format=%H %s",
        &range,
        "--",
    ];
    let output = run(root, &args, Vec::new())?;
    Ok(fields(&output)
        .filter_map(|line| {
            let line = String::from_utf8_lossy(line).into_owned();
            let (id, subject) = line.split_once(' ')?;
            Some(Commit {
                id: id.to_owned(),
                subject: subject.to_owned(),
            })
        })
        .collect())
}

/// The paths that a commit changed; of a merge, those that differ from every parent.
///
/// # Errors
/// As [`show_folder`].
pub fn paths_changed_by(root: &Path, commit: &str) -> Result<Vec<PathBuf>> {
    check_revision(commit)?;
    let args = [
        "diff-tree",
        "--root",
        "-c",
        "--no-commit-id",
        "--name-only",
        "--no-renames",
        "-r",
        "-z",
        commit,
    ];
    paths(root, &args)
}

/// The newest migration that a tag contains, for a revision that names a tag; `None` where there
/// is no such tag.
///
/// # Errors
/// A usage error where the tag holds no migration; else as [`show_folder`].
pub fn newest_migration_in_tag(root: &Path, tag: &str, folder: &Path) -> Result<Option<i64>> {
    if check_revision(tag).is_err() {
        return Ok(None);
    }
    let name = format!("refs/tags/{tag}^{{commit}}");
    // Where there is no Git there are no tags either.
    let Ok(found) = ask(
        root,
        &["rev-parse", "--verify", "--quiet", &name],
        Vec::new(),
    ) else {
        return Ok(None);
    };
    if found.failure.is_some() {
        return Ok(None);
    }
    let folder = relative(root, folder)?;
    let prefix = if folder.is_empty() {
        String::new()
    } else {
        format!("{folder}/")
    };
    let newest = list(root, Tree::Revision(&format!("refs/tags/{tag}")), &folder)?
        .iter()
        .filter_map(|(_, path)| path.strip_prefix(&prefix))
        .filter(|name| !name.contains('/'))
        .filter_map(|name| Some(FileName::parse(name)?.version))
        .max();
    match newest {
        Some(version) => Ok(Some(version)),
        None => Err(Error::usage(format!(
            "the Git tag `{tag}` holds no migration in {folder}"
        ))
        .hint("name the state before the first migration: base")),
    }
}

/// The names of all tags.
///
/// # Errors
/// As [`show_folder`].
pub fn tags(root: &Path) -> Result<Vec<String>> {
    let output = run(
        root,
        &["for-each-ref", "--format=%(refname:lstrip=2)", "refs/tags"],
        Vec::new(),
    )?;
    Ok(String::from_utf8_lossy(&output)
        .lines()
        .map(str::to_owned)
        .collect())
}

/// The regular files under a path: blob id and path from the top folder.
fn list(root: &Path, tree: Tree<'_>, path: &str) -> Result<Vec<(String, String)>> {
    let output = match tree {
        Tree::Index => {
            let mut args = vec![
                "--literal-pathspecs",
                "ls-files",
                "--stage",
                "--full-name",
                "-z",
                "--",
            ];
            args.extend((!path.is_empty()).then_some(path));
            run(root, &args, Vec::new())?
        }
        Tree::Revision(revision) => {
            check_revision(revision)?;
            let mut args = vec!["ls-tree", "-r", "-z", "--full-tree", revision, "--"];
            args.extend((!path.is_empty()).then_some(path));
            run(root, &args, Vec::new())?
        }
    };
    // `MODE TYPE ID\tPATH` of ls-tree, `MODE ID STAGE\tPATH` of ls-files.
    Ok(fields(&output)
        .filter_map(|line| {
            let line = String::from_utf8_lossy(line);
            let (about, path) = line.split_once('\t')?;
            let mut about = about.split(' ');
            let mode = about.next()?;
            let id = match tree {
                Tree::Index => about.next()?,
                Tree::Revision(_) => about.nth(1)?,
            };
            mode.starts_with("100")
                .then(|| (id.to_owned(), path.to_owned()))
        })
        .collect())
}

/// Reads all blobs with one call.
fn read_blobs(root: &Path, blobs: Vec<(String, String)>) -> Result<Vec<(String, Vec<u8>)>> {
    if blobs.is_empty() {
        return Ok(Vec::new());
    }
    let ids: String = blobs.iter().map(|(id, _)| format!("{id}\n")).collect();
    let output = run(root, &["cat-file", "--batch"], ids.into_bytes())?;
    let mut rest = output.as_slice();
    blobs
        .into_iter()
        .map(|(id, path)| {
            let (bytes, after) = split_blob(rest).ok_or_else(|| {
                Error::failed(format!(
                    "Git does not give the content of {path} (blob {id})"
                ))
                .hint("git fsck")
            })?;
            rest = after;
            Ok((path, bytes.to_vec()))
        })
        .collect()
}

/// `ID blob SIZE\nBYTES\n` as the bytes and what follows.
fn split_blob(output: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = output.iter().position(|byte| *byte == b'\n')?;
    let header = std::str::from_utf8(&output[..end]).ok()?;
    let size: usize = header.rsplit_once(" blob ")?.1.parse().ok()?;
    let body = output.get(end + 1..)?;
    Some((body.get(..size)?, body.get(size + 1..)?))
}

/// The path from the top folder with forward slashes, as Git writes it.
fn relative(root: &Path, path: &Path) -> Result<String> {
    let inside = if path.is_absolute() {
        path.strip_prefix(root)
            .map(Path::to_owned)
            .or_else(|error| {
                // The same folder under two names: a symbolic link on the way to it.
                let real = |path: &Path| std::fs::canonicalize(path).ok();
                let inside = real(path)
                    .zip(real(root))
                    .and_then(|(path, root)| path.strip_prefix(root).ok().map(Path::to_owned));
                inside.ok_or(error)
            })
    } else {
        Ok(path.to_owned())
    };
    let inside = inside.map_err(|_| {
        Error::usage(format!(
            "{} is not in the Git repository {}",
            path.display(),
            root.display()
        ))
    })?;
    Ok(inside
        .components()
        .filter(|part| !matches!(part, std::path::Component::CurDir))
        .map(|part| part.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/"))
}

fn paths(root: &Path, args: &[&str]) -> Result<Vec<PathBuf>> {
    let output = run(root, args, Vec::new())?;
    Ok(fields(&output)
        .map(|path| PathBuf::from(bytes_to_os(path)))
        .collect())
}

fn fields(output: &[u8]) -> impl Iterator<Item = &[u8]> {
    output
        .split(|byte| *byte == 0)
        .filter(|field| !field.is_empty())
}

#[cfg(unix)]
fn bytes_to_os(bytes: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStringExt;
    OsString::from_vec(bytes.to_vec())
}

#[cfg(not(unix))]
fn bytes_to_os(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}

/// A revision that begins with a dash would be an option.
fn check_revision(revision: &str) -> Result<()> {
    if revision.is_empty() || revision.starts_with('-') || revision.chars().any(char::is_control) {
        return Err(unknown(revision));
    }
    Ok(())
}

fn unknown(revision: &str) -> Error {
    Error::usage(format!(
        "Git knows no revision `{}`",
        revision.escape_debug()
    ))
    .hint("git log --oneline --decorate")
    .hint("in a shallow clone (as CI makes them), first: git fetch --unshallow --tags")
}

fn refused(root: &Path, message: &str) -> Error {
    if message.contains("not a git repository") {
        return Error::usage(format!("{} is not in a Git repository", root.display()))
            .hint("git init");
    }
    let error = Error::usage(format!(
        "git refuses to work in {}: {message}",
        root.display()
    ));
    if message.contains("dubious ownership") {
        let folder = root.display();
        return error.hint(format!(
            "if you trust it: git config --global --add safe.directory {folder}"
        ));
    }
    error.hint(format!("git -C {} status", root.display()))
}

struct Answer {
    output: Vec<u8>,
    /// What Git said when it failed.
    failure: Option<String>,
}

impl Answer {
    fn line(&self) -> &[u8] {
        self.output.strip_suffix(b"\n").unwrap_or(&self.output)
    }
}

fn run(root: &Path, args: &[&str], input: Vec<u8>) -> Result<Vec<u8>> {
    let answer = ask(root, args, input)?;
    let Some(message) = answer.failure else {
        return Ok(answer.output);
    };
    let unknown_revision = [
        "Not a valid object name",
        "bad revision",
        "unknown revision",
        "bad object",
        "not a tree object",
    ];
    if unknown_revision.iter().any(|sign| message.contains(sign)) {
        let named = message
            .split(['\'', '`'])
            .nth(1)
            .or_else(|| message.rsplit(' ').next());
        return Err(unknown(
            named.unwrap_or_default().trim_end_matches("..HEAD"),
        ));
    }
    // Some commands say other things where there is no repository: `git diff` compares two files.
    match repository_root(root)? {
        Some(_) => Err(refused(root, &message)),
        None => Err(refused(root, "not a git repository")),
    }
}

fn ask(root: &Path, args: &[&str], input: Vec<u8>) -> Result<Answer> {
    let output = duct::cmd("git", args)
        .dir(root)
        // The messages are read below, so they must be English.
        .env("LC_ALL", "C")
        .stdin_bytes(input)
        .stdout_capture()
        .stderr_capture()
        .unchecked()
        .run()
        .map_err(|cause| match cause.kind() {
            io::ErrorKind::NotFound if root.is_dir() => {
                Error::usage("git is not installed, or not in PATH")
                    .hint("install it, for example: apt-get install git")
            }
            _ => Error::usage(format!("failed to run git in {}: {cause}", root.display())),
        })?;
    let failure = (!output.status.success()).then(|| {
        String::from_utf8_lossy(&output.stderr)
            .lines()
            .next()
            .unwrap_or("it failed without a word")
            .trim_start_matches("fatal: ")
            .to_owned()
    });
    Ok(Answer {
        output: output.stdout,
        failure,
    })
}

#[cfg(test)]
#[path = "git_tests.rs"]
mod tests;
