//! The fence around configured paths: they stay inside the workspace.
//!
//! A configuration comes with a repository, which its reader need not have written; it must not
//! point this tool at files elsewhere. A path on the command line is the user's own and may.

use std::path::{Component, Path, PathBuf};

/// Where relative paths start, and what they must not leave.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds<'a> {
    pub(super) root: &'a Path,
    pub(super) workspace: &'a Path,
}

impl Bounds<'_> {
    /// The absolute path, without `.` and `..`; a glob pattern is a path too.
    ///
    /// # Errors
    /// Why it is refused, to go after "the path".
    pub(super) fn resolve(self, text: &str) -> Result<PathBuf, String> {
        if text.is_empty() {
            return Err("is empty".to_owned());
        }
        if text.contains('\0') {
            return Err("holds a NUL byte".to_owned());
        }
        let path = Path::new(text);
        if path.has_root() || matches!(path.components().next(), Some(Component::Prefix(_))) {
            return Err("is absolute, so it would be right on one machine only".to_owned());
        }
        if text == "~" || text.starts_with("~/") {
            return Err("starts with `~`, which only a shell understands".to_owned());
        }
        let leaves = || format!("leaves {}", self.workspace.display());
        let resolved = normalize(&self.root.join(path));
        if !resolved.starts_with(normalize(self.workspace)) {
            return Err(leaves());
        }
        self.check_links(&resolved).map_err(|target| {
            format!(
                "{}: a symbolic link leads to {}",
                leaves(),
                target.display()
            )
        })?;
        Ok(resolved)
    }

    /// Whether what is there of a path under the workspace is inside, whatever links it goes
    /// through.
    ///
    /// # Errors
    /// Where it leads instead.
    pub(super) fn check_links(self, path: &Path) -> Result<(), PathBuf> {
        let existing = path.ancestors().find_map(|path| path.canonicalize().ok());
        match (existing, self.workspace.canonicalize()) {
            (Some(existing), Ok(workspace)) if !existing.starts_with(&workspace) => Err(existing),
            _ => Ok(()),
        }
    }
}

fn normalize(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;
    use std::fs;

    #[cfg(unix)]
    #[test]
    fn a_configured_path_stays_inside_the_workspace() {
        use std::os::unix::fs::symlink;
        let top = tempfile::tempdir().unwrap();
        let workspace = top.path().join("workspace");
        let root = workspace.join("member");
        fs::create_dir_all(root.join("real")).unwrap();
        fs::create_dir(top.path().join("outside")).unwrap();
        symlink("real", root.join("link")).unwrap();
        symlink("../../outside", root.join("out")).unwrap();
        symlink(top.path(), root.join("up")).unwrap();
        symlink("../..", root.join("dots")).unwrap();
        let bounds = Bounds {
            root: &root,
            workspace: &workspace,
        };
        let cases = [
            ("migrations", Ok("member/migrations")),
            ("./a/./b", Ok("member/a/b")),
            ("a/../b", Ok("member/b")),
            ("../shared/x.sql", Ok("shared/x.sql")),
            ("..", Ok("")),
            ("link/x", Ok("member/link/x")),
            ("sql/**/*.sql", Ok("member/sql/**/*.sql")),
            ("", Err("is empty")),
            ("/etc/passwd", Err("is absolute")),
            ("~/x", Err("starts with `~`")),
            ("../..", Err("leaves")),
            ("../../workspace2/x", Err("leaves")),
            ("a/../../../outside", Err("leaves")),
            ("*/../../../x", Err("leaves")),
            ("out", Err("a symbolic link leads to")),
            ("out/new/x.sql", Err("a symbolic link leads to")),
            ("up/outside", Err("a symbolic link leads to")),
            ("dots/outside/x", Err("a symbolic link leads to")),
            ("a\0b", Err("holds a NUL byte")),
        ];
        for (text, expected) in cases {
            match (bounds.resolve(text), expected) {
                (Ok(path), Ok(expected)) => {
                    assert_eq!(path, normalize(&workspace.join(expected)), "{text}");
                }
                (Err(why), Err(expected)) => assert!(why.contains(expected), "{text}: {why}"),
                (actual, expected) => panic!("{text}: {actual:?} and not {expected:?}"),
            }
        }
    }
}
