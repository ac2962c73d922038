//! Why a password file was not read: sqlx passes over one that it cannot use without a word.

use std::path::{Path, PathBuf};

/// What is wrong with the file of `PGPASSFILE`, or with `~/.pgpass`; none where nothing is, or
/// there is no such file.
pub(super) fn trouble() -> Option<String> {
    let named = std::env::var_os("PGPASSFILE").filter(|path| !path.is_empty());
    match named.map(PathBuf::from) {
        Some(path) => trouble_with(&path, true),
        None => trouble_with(&std::env::home_dir()?.join(".pgpass"), false),
    }
}

fn trouble_with(path: &Path, named: bool) -> Option<String> {
    let shown = path.display();
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound && !named => return None,
        Err(cause) => return Some(format!("the password file {shown} cannot be read: {cause}")),
    };
    if file.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        return Some(format!("the password file {shown} is no file"));
    }
    #[cfg(target_os = "linux")]
    if let Ok(metadata) = file.metadata() {
        let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions());
        if mode & 0o77 != 0 {
            return Some(format!(
                "the password file {shown} is passed over: others may read it; chmod 600 {shown}"
            ));
        }
    }
    drop(file);
    named.then(|| format!("the password file {shown} holds none for this server and user"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    #[test]
    fn a_password_file_that_is_passed_over_is_named_with_the_reason() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("passwords");
        assert!(
            trouble_with(&path, true)
                .unwrap()
                .contains("cannot be read")
        );
        assert_eq!(trouble_with(&path, false), None);
        assert!(
            trouble_with(folder.path(), true)
                .unwrap()
                .contains("is no file")
        );
        std::fs::write(&path, "").unwrap();
        #[cfg(target_os = "linux")]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |mode| std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(&path, mode(0o640)).unwrap();
            assert!(trouble_with(&path, false).unwrap().contains("chmod 600"));
            std::fs::set_permissions(&path, mode(0o600)).unwrap();
        }
        assert!(trouble_with(&path, true).unwrap().contains("holds none"));
        assert_eq!(trouble_with(&path, false), None);
    }
}
