//! Where build products go, and with them what this tool makes and may delete again.

use std::fs;
use std::path::{Path, PathBuf};

use super::discover::Project;
use super::place::metadata_failed;
use crate::Result;

impl Project {
    /// Cargo's target folder, absolute; outside a Cargo project `.cargo-migrate` under the root.
    ///
    /// Cargo itself is asked only where one of its configuration files may say something about
    /// it: to start it takes longer than most commands here.
    ///
    /// # Errors
    /// A usage error where cargo can't read the project.
    pub fn target_directory(&self) -> Result<PathBuf> {
        let Some(manifest) = &self.manifest else {
            return Ok(self.root.join(".cargo-migrate"));
        };
        for variable in ["CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR"] {
            if let Some(folder) = std::env::var_os(variable).filter(|folder| !folder.is_empty()) {
                return Ok(std::path::absolute(&folder).unwrap_or_else(|_| folder.into()));
            }
        }
        if !is_configured(&self.root) {
            return Ok(self.workspace_root.join("target"));
        }
        let metadata = cargo_metadata::MetadataCommand::new()
            .manifest_path(manifest)
            .current_dir(&self.root)
            .no_deps()
            .exec()
            .map_err(|error| metadata_failed(&error, manifest))?;
        Ok(metadata.target_directory.into_std_path_buf())
    }
}

/// Whether any of cargo's configuration files from here upward, or the user's, may move the
/// target folder.
fn is_configured(root: &Path) -> bool {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    root.ancestors()
        .map(|folder| folder.join(".cargo"))
        .chain(home)
        .flat_map(|folder| [folder.join("config.toml"), folder.join("config")])
        .filter_map(|path| fs::read_to_string(path).ok())
        .any(|text| {
            ["target-dir", "build-dir", "include"]
                .iter()
                .any(|key| text.contains(key))
        })
}
