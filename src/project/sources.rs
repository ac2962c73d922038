//! The files that the configured schema sources stand for.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use glob::{MatchOptions, Pattern};
use walkdir::WalkDir;

use super::bounds::Bounds;
use super::discover::Project;
use crate::{Error, Result};

const OPTIONS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: true,
};

impl Project {
    /// The files of the schema source, each once, sorted by path: files as they are named, and
    /// of folders all `.sql` files within.
    ///
    /// # Errors
    /// A usage error where a name stands for no file, or leads out of the workspace.
    pub fn schema_files(&self) -> Result<Vec<PathBuf>> {
        let mut files = BTreeSet::new();
        for source in &self.schema {
            let path = self.source_path(source)?;
            let before = files.len();
            if is_glob(source) {
                let pattern = self.source_pattern(&path);
                let found = glob::glob_with(&pattern, OPTIONS).map_err(|error| {
                    Error::usage(format!("`{source}` is no glob: {}", error.msg))
                        .hint("schema = [\"schema.sql\"]")
                })?;
                for path in found.flatten() {
                    self.collect(&path, &mut files)?;
                }
            } else if path.exists() {
                self.collect(&path, &mut files)?;
            }
            if files.len() == before && !self.is_known(&path, &files) {
                return Err(self.no_source(source));
            }
        }
        Ok(files.into_iter().collect())
    }

    /// Whether a path (absolute, or relative to [`Project::root`]) is or was a part of the schema
    /// source, whether it is there now or not: for the paths that a commit touched.
    pub fn is_schema_source(&self, path: &Path) -> bool {
        let path = self.root.join(path);
        self.schema.iter().any(|source| {
            let Ok(base) = self.source_path(source) else {
                return false;
            };
            let is_sql = path.extension().is_some_and(|extension| extension == "sql");
            if is_glob(source) {
                Pattern::new(&self.source_pattern(&base)).is_ok_and(|pattern| {
                    pattern.matches_path_with(&path, OPTIONS)
                        || is_sql
                            && path
                                .ancestors()
                                .skip(1)
                                .any(|folder| pattern.matches_path_with(folder, OPTIONS))
                })
            } else {
                path == base || is_sql && path.starts_with(&base)
            }
        })
    }

    fn bounds(&self) -> Bounds<'_> {
        Bounds {
            root: &self.root,
            workspace: &self.workspace_root,
        }
    }

    fn source_path(&self, source: &str) -> Result<PathBuf> {
        self.bounds().resolve(source).map_err(|why| {
            Error::usage(format!("the schema source {source} {why}"))
                .hint("write a path inside the workspace, relative to the package")
        })
    }

    /// The pattern with the folders above the project taken for what they are.
    fn source_pattern(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.workspace_root).unwrap_or(path);
        format!(
            "{}/{}",
            Pattern::escape(&self.workspace_root.to_string_lossy()),
            inside.display()
        )
    }

    fn collect(&self, path: &Path, files: &mut BTreeSet<PathBuf>) -> Result<()> {
        self.bounds().check_links(path).map_err(|target| {
            Error::usage(format!(
                "the schema source {} leads out of the workspace, to {}",
                path.display(),
                target.display()
            ))
            .hint("replace the symbolic link by the file")
        })?;
        if path.is_file() {
            files.insert(path.to_owned());
        } else if path.is_dir() {
            let entries = WalkDir::new(path).into_iter().filter_entry(|entry| {
                entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
            });
            for entry in entries {
                let entry = entry.map_err(|error| {
                    Error::usage(format!("failed to read the schema source: {error}"))
                        .hint(format!("ls -lR {}", path.display()))
                })?;
                if entry.file_type().is_file()
                    && entry.path().extension().is_some_and(|end| end == "sql")
                {
                    files.insert(entry.into_path());
                }
            }
        }
        Ok(())
    }

    /// Whether another source named the same files already.
    fn is_known(&self, path: &Path, files: &BTreeSet<PathBuf>) -> bool {
        let pattern = Pattern::new(&self.source_pattern(path));
        files.iter().any(|file| {
            file.starts_with(path)
                || pattern.as_ref().is_ok_and(|pattern| {
                    file.ancestors()
                        .any(|part| pattern.matches_path_with(part, OPTIONS))
                })
        })
    }

    fn no_source(&self, source: &str) -> Error {
        let shown = self.root.join(source);
        let error = Error::usage(if is_glob(source) {
            format!("the schema source {} matches no file", shown.display())
        } else if shown.is_dir() {
            format!("the schema source {} holds no .sql file", shown.display())
        } else {
            format!("the schema source {} is not there", shown.display())
        });
        match &self.config_file {
            Some(file) => error.hint(format!(
                "change `schema` in {}, or write the file",
                file.display()
            )),
            None => error.hint("cargo migrate init"),
        }
    }
}

fn is_glob(source: &str) -> bool {
    source.contains(['*', '?', '['])
}
