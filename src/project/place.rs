//! Which manifest is meant, and the workspace around it, read from the files themselves.

use std::path::{Path, PathBuf};

use toml::de::DeTable;

use super::config::nearest;
use super::discover::Options;
use super::document::{Document, find};
use crate::{Error, Result};

/// The folder that a command is about.
pub(super) struct Place {
    /// The folder of the manifest or of `migrate.toml`; else the current one.
    pub(super) root: PathBuf,
    /// The workspace's folder, which is the package's own where there is no workspace.
    pub(super) workspace: PathBuf,
    /// `Cargo.toml` in `root`.
    pub(super) manifest: Option<Document>,
    /// The workspace's `Cargo.toml`, where that is another file.
    pub(super) workspace_manifest: Option<Document>,
    /// The package's name.
    pub(super) name: Option<String>,
    /// Whether the manifest is that of a workspace without a package of its own.
    pub(super) is_virtual: bool,
}

impl Place {
    pub(super) fn find(options: &Options) -> Result<Self> {
        let directory =
            std::path::absolute(&options.directory).unwrap_or_else(|_| options.directory.clone());
        let Some(manifest) = manifest(options, &directory)? else {
            return Self::without_manifest(options, &directory);
        };
        let manifest = match &options.package {
            Some(spec) => package(spec, manifest)?,
            None => manifest,
        };
        let table = manifest.parse()?;
        let name = package_name(&table).map(str::to_owned);
        if !table.contains_key("package") && !table.contains_key("workspace") {
            return Err(Error::usage(format!(
                "{} holds neither [package] nor [workspace]",
                manifest.path.display()
            ))
            .hint("cargo init     writes a [package]"));
        }
        let is_virtual = !table.contains_key("package") && table.contains_key("workspace");
        let workspace_manifest = workspace_of(&manifest, &table)?;
        drop(table);
        let root = folder_of(&manifest.path);
        Ok(Self {
            workspace: workspace_manifest
                .as_ref()
                .map_or_else(|| root.clone(), |manifest| folder_of(&manifest.path)),
            root,
            manifest: Some(manifest),
            workspace_manifest,
            name,
            is_virtual,
        })
    }

    fn without_manifest(options: &Options, directory: &Path) -> Result<Self> {
        let configured = directory
            .ancestors()
            .find(|folder| folder.join("migrate.toml").is_file())
            .map(Path::to_owned)
            .or_else(|| {
                options
                    .config
                    .as_ref()
                    .map(|file| folder_of(&directory.join(file)))
            });
        if let Some(spec) = &options.package {
            return Err(Error::usage(format!(
                "there is no Cargo.toml in {} or above, so there is no package `{spec}`",
                directory.display()
            ))
            .hint("cd to the project, or name its manifest: --manifest-path FILE"));
        }
        let flags_say_it = options.migrations.is_some() || options.database_url.is_some();
        let root = match configured {
            Some(root) => root,
            None if flags_say_it => directory.to_owned(),
            None => {
                return Err(Error::usage(format!(
                    "there is no Cargo.toml or migrate.toml in {} or above",
                    directory.display()
                ))
                .hint("cd to the project, or name its manifest: --manifest-path FILE")
                .hint("outside a project: --migrations DIR --database-url URL"));
            }
        };
        Ok(Self {
            workspace: root.clone(),
            root,
            manifest: None,
            workspace_manifest: None,
            name: None,
            is_virtual: false,
        })
    }

    /// The members of a virtual workspace that look as if they had a database.
    pub(super) fn candidates(&self) -> Result<Vec<String>> {
        let Some(manifest) = &self.manifest else {
            return Ok(Vec::new());
        };
        let mut names = Vec::new();
        for member in members(manifest)? {
            let folder = folder_of(&member.path);
            let table = member.parse()?;
            let has_database = folder.join("migrations").is_dir()
                || folder.join("migrate.toml").is_file()
                || find(&table, &["package", "metadata", "migrate"]).is_some();
            if let (true, Some(name)) = (has_database, package_name(&table)) {
                names.push(name.to_owned());
            }
        }
        names.sort();
        Ok(names)
    }
}

pub(super) fn folder_of(file: &Path) -> PathBuf {
    file.parent().unwrap_or(file).to_owned()
}

fn package_name<'a>(table: &'a DeTable<'_>) -> Option<&'a str> {
    find(table, &["package", "name"])?.get_ref().as_str()
}

/// The manifest that is named, else the nearest one upward, unless a `migrate.toml` is nearer.
fn manifest(options: &Options, directory: &Path) -> Result<Option<Document>> {
    if let Some(path) = &options.manifest_path {
        let path = directory.join(path);
        return Document::read(&path)?.map(Some).ok_or_else(|| {
            Error::usage(format!("there is no {}", path.display()))
                .hint("name a Cargo.toml: --manifest-path FILE")
        });
    }
    for folder in directory.ancestors() {
        if let Some(document) = Document::read(&folder.join("Cargo.toml"))? {
            return Ok(Some(document));
        }
        if folder.join("migrate.toml").is_file() {
            return Ok(None);
        }
    }
    Ok(None)
}

/// The workspace that a manifest belongs to, by the rules of cargo: the one that it names, itself,
/// or the nearest above that doesn't exclude it. That it lists it as a member is not asked: cargo
/// itself refuses a package for which it is not so.
fn workspace_of(manifest: &Document, table: &DeTable<'_>) -> Result<Option<Document>> {
    let folder = folder_of(&manifest.path);
    if table.contains_key("workspace") {
        return Ok(None);
    }
    if let Some(named) =
        find(table, &["package", "workspace"]).and_then(|value| value.get_ref().as_str())
    {
        return Document::read(&folder.join(named).join("Cargo.toml"));
    }
    for above in folder.ancestors().skip(1) {
        let Some(document) = Document::read(&above.join("Cargo.toml"))? else {
            continue;
        };
        if document.text.contains("workspace") && admits(&document.parse()?, above, &folder) {
            return Ok(Some(document));
        }
    }
    Ok(None)
}

/// `WorkspaceRootConfig::is_excluded` of cargo, turned round.
fn admits(table: &DeTable<'_>, root: &Path, folder: &Path) -> bool {
    let listed = |key: &str| {
        strings(table, key)
            .iter()
            .any(|path| folder.starts_with(root.join(path)))
    };
    table.contains_key("workspace") && (listed("members") || !listed("exclude"))
}

fn strings(table: &DeTable<'_>, key: &str) -> Vec<String> {
    find(table, &["workspace", key])
        .and_then(|value| value.get_ref().as_array())
        .into_iter()
        .flat_map(|array| array.iter())
        .filter_map(|value| Some(value.get_ref().as_str()?.to_owned()))
        .collect()
}

/// The manifests of a workspace's members, as its `members` list them, and its own.
fn members(workspace: &Document) -> Result<Vec<Document>> {
    let table = workspace.parse()?;
    let root = folder_of(&workspace.path);
    let mut found = Vec::new();
    if table.contains_key("package") {
        found.push(workspace.clone());
    }
    for pattern in strings(&table, "members") {
        let pattern = format!(
            "{}/{pattern}/Cargo.toml",
            glob::Pattern::escape(&root.to_string_lossy())
        );
        for path in glob::glob(&pattern).into_iter().flatten().flatten() {
            if admits(&table, &root, &folder_of(&path)) {
                found.extend(Document::read(&path)?);
            }
        }
    }
    Ok(found)
}

/// The manifest of the package that `--package` names: `NAME` or `NAME@VERSION`.
fn package(spec: &str, start: Document) -> Result<Document> {
    let name = spec.split('@').next().unwrap_or(spec);
    let table = start.parse()?;
    if package_name(&table) == Some(name) {
        drop(table);
        return Ok(start);
    }
    let workspace = workspace_of(&start, &table)?;
    drop(table);
    let workspace = workspace.unwrap_or(start);
    for member in members(&workspace)? {
        let table = member.parse()?;
        if package_name(&table) == Some(name) {
            drop(table);
            return Ok(member);
        }
    }
    // Path dependencies are members that no list names; only cargo knows them all.
    let metadata = cargo_metadata::MetadataCommand::new()
        .manifest_path(&workspace.path)
        .no_deps()
        .exec()
        .map_err(|error| metadata_failed(&error, &workspace.path))?;
    let found = metadata
        .packages
        .iter()
        .find(|package| package.name.as_str() == name);
    if let Some(package) = found
        && let Some(document) = Document::read(package.manifest_path.as_std_path())?
    {
        return Ok(document);
    }
    let names: Vec<&str> = metadata
        .packages
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    let error = Error::usage(format!(
        "`{spec}` is no package of the workspace {}",
        folder_of(&workspace.path).display()
    ));
    Err(match nearest(name, &names) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint(format!("its packages are {}", names.join(", "))),
    })
}

/// What cargo said, without its own decoration.
pub(super) fn metadata_failed(error: &cargo_metadata::Error, manifest: &Path) -> Error {
    let said = match error {
        cargo_metadata::Error::CargoMetadata { stderr } => stderr.trim().to_owned(),
        other => other.to_string(),
    };
    let said = said.strip_prefix("error: ").unwrap_or(&said);
    Error::usage(format!("cargo can't read the project: {said}")).hint(format!(
        "cargo metadata --no-deps --manifest-path {}",
        manifest.display()
    ))
}
