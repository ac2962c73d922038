//! The world of a test: a small project in a temporary folder, and the binary to run in it.
//!
//! Nothing of the surroundings leaks in (`HOME`, `DATABASE_URL`, `CI`, Git's settings, the time of
//! day), so that a test gives the same on every machine.

use crate::output::{Output, steady};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Once, OnceLock};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The moment at which every test happens.
pub(crate) const NOW: &str = "2026-11-22T10:15:00Z";
/// The version that the first `new` of a test gives, and the seconds after it the next ones.
pub(crate) const FIRST: &str = "20261122101500";

/// Variables that change what the binary, cargo or Git do; everything that begins so is dropped.
const FOREIGN: [&str; 17] = [
    "CARGO_MIGRATE_",
    "CARGO_TERM_",
    "CI",
    "CLICOLOR",
    "COLUMNS",
    "DATABASE_URL",
    "EDITOR",
    "FORCE_COLOR",
    "GIT_",
    "GITHUB_",
    "INSTA_",
    "PG",
    "RUST_",
    "SQLX_",
    "TERM",
    "VISUAL",
    "XDG_",
];

/// How the folders of all projects begin.
const PREFIX: &str = "cargo-migrate-it-";

/// The file in each of them that says which process made it.
const OWNER: &str = "owner";

/// Removes the folders of test programs that were killed.
fn sweep(place: &Path) {
    let is_gone = |folder: &Path| {
        let owner = fs::read_to_string(folder.join(OWNER));
        Path::new("/proc/self").exists()
            && owner.is_ok_and(|owner| !Path::new("/proc").join(owner).exists())
    };
    for entry in fs::read_dir(place).unwrap().filter_map(Result::ok) {
        let ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        if ours && is_gone(&entry.path()) {
            // Another process may be at it, too, or it is another user's.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// A project in a temporary folder, deleted when the test ends.
pub(crate) struct TestProject {
    top: TempDir,
    url: Option<String>,
}

impl TestProject {
    /// A folder with nothing in it; `DATABASE_URL` is not set.
    pub(crate) fn bare() -> Self {
        static SWEPT: Once = Once::new();
        let place = memory().unwrap_or_else(std::env::temp_dir);
        SWEPT.call_once(|| sweep(&place));
        let top = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempdir_in(place)
            .unwrap();
        fs::write(top.path().join(OWNER), std::process::id().to_string()).unwrap();
        let project = Self { top, url: None };
        for folder in ["project", "home", "temporary"] {
            fs::create_dir(project.top.path().join(folder)).unwrap();
        }
        project
    }

    /// An ordinary package without a schema or a migration, and a SQLite URL for it.
    pub(crate) fn new() -> Self {
        let mut project = Self::bare();
        project.url = Some("sqlite:dev.db".to_owned());
        project.write(
            "Cargo.toml",
            "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
        );
        project.write("src/lib.rs", "");
        project
    }

    /// A package with this schema and, as a pair of files, what makes it: version 1, `initial`.
    pub(crate) fn with_schema(schema: &str, down: &str) -> Self {
        let project = Self::new();
        project.write("schema.sql", schema);
        project.migration("20260101000000_initial", schema, down);
        project
    }

    /// A package with customers and their orders; two migrations, nothing applied.
    pub(crate) fn shop() -> Self {
        let project = Self::new();
        project.write("schema.sql", SHOP);
        project.migration(
            "20260101000000_customers_create",
            "-- label: 0.1\nCREATE TABLE customers (\n    id   INTEGER PRIMARY KEY,\n    name TEXT NOT NULL\n);\n",
            "DROP TABLE customers;\n",
        );
        project.migration(
            "20260202000000_orders_create",
            "-- label: 0.2\nCREATE TABLE orders (\n    id          INTEGER PRIMARY KEY,\n    customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,\n    total       INTEGER NOT NULL\n);\nCREATE INDEX orders_by_customer ON orders (customer_id);\n",
            "DROP INDEX orders_by_customer;\nDROP TABLE orders;\n",
        );
        project
    }

    /// [`Self::shop`], applied, with three customers and four orders.
    pub(crate) fn shop_with_rows() -> Self {
        let project = Self::shop();
        project.run(&["upgrade"]).ok();
        project.sql("INSERT INTO customers (id, name) VALUES (1, 'Ada'), (2, 'Bo'), (5, 'Cy')");
        project.sql("INSERT INTO orders VALUES (1, 1, 100), (2, 1, 250), (3, 2, 0), (9, 5, 7)");
        project
    }

    /// The project's folder.
    pub(crate) fn root(&self) -> PathBuf {
        self.top.path().join("project")
    }

    /// The folder of the tool's own state.
    pub(crate) fn home(&self) -> PathBuf {
        self.top.path().join("home/cargo-migrate")
    }

    /// Another value for `DATABASE_URL`; none leaves it unset.
    pub(crate) fn set_url(&mut self, url: Option<&str>) {
        self.url = url.map(str::to_owned);
    }

    /// Writes a file of the project, with the folders above it.
    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Adds to the end of a file of the project.
    pub(crate) fn append(&self, path: &str, content: &str) {
        let text = self.read(path) + content;
        self.write(path, text);
    }

    /// Replaces a text in a file of the project; it must be there.
    #[track_caller]
    pub(crate) fn replace(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "{path} has no `{old}`:\n{text}");
        self.write(path, text.replace(old, new));
    }

    /// The text of a file of the project.
    #[track_caller]
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path))
            .unwrap_or_else(|cause| panic!("{path}: {cause}; there is {:?}", self.files()))
    }

    /// Deletes a file of the project.
    #[track_caller]
    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.root().join(path)).unwrap();
    }

    /// Writes a pair of migration files.
    pub(crate) fn migration(&self, name: &str, up: &str, down: &str) {
        self.write(&format!("migrations/{name}.up.sql"), up);
        self.write(&format!("migrations/{name}.down.sql"), down);
    }

    /// The names of the files in the migrations folder, sorted.
    pub(crate) fn migrations(&self) -> Vec<String> {
        self.files()
            .iter()
            .filter_map(|path| path.strip_prefix("migrations").ok())
            .map(|path| path.display().to_string())
            .collect()
    }

    /// The binary with these arguments, in the project's folder, not yet started.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-migrate"));
        command.args(arguments).current_dir(self.root());
        self.surround(&mut command);
        command
    }

    /// A shell in the project's folder, with the binary on its `PATH`, not yet started.
    pub(crate) fn shell(&self, script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]).current_dir(self.root());
        self.surround(&mut command);
        command
    }

    /// Gives a command the environment of this project and no input.
    fn surround(&self, command: &mut Command) {
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if FOREIGN.iter().any(|foreign| text.starts_with(foreign)) {
                command.env_remove(&name);
            }
        }
        // Where PostgreSQL's programs are is said to the tests, and meant for whatever they run.
        if let Some(folder) = std::env::var_os("CARGO_MIGRATE_PG_BIN") {
            command.env("CARGO_MIGRATE_PG_BIN", folder);
        }
        let home = self.top.path().join("home");
        // cargo and rustup look below HOME unless told where they are.
        for (name, below) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
            if std::env::var_os(name).is_none()
                && let Some(real) = std::env::var_os("HOME")
            {
                command.env(name, Path::new(&real).join(below));
            }
        }
        command
            .env("HOME", &home)
            .env("PATH", path_with_the_binary())
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_STATE_HOME", home.join("state"))
            // What is kept there takes seconds to make, and is the same for every test.
            .env(
                "XDG_CACHE_HOME",
                concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"),
            )
            .env("XDG_DATA_HOME", home.join("data"))
            .env("CARGO_MIGRATE_HOME", self.home())
            .env("CARGO_MIGRATE_NOW", NOW)
            .env("TMPDIR", self.top.path().join("temporary"))
            .env("NO_COLOR", "1")
            .env("LC_ALL", "C.UTF-8")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CEILING_DIRECTORIES", self.top.path())
            .env("GIT_AUTHOR_NAME", "Doe")
            .env("GIT_AUTHOR_EMAIL", "doe@example.org")
            .env("GIT_AUTHOR_DATE", "2026-11-22T10:15:00Z")
            .env("GIT_COMMITTER_NAME", "Doe")
            .env("GIT_COMMITTER_EMAIL", "doe@example.org")
            .env("GIT_COMMITTER_DATE", "2026-11-22T10:15:00Z")
            .stdin(Stdio::null());
        if let Some(url) = &self.url {
            command.env("DATABASE_URL", url);
        }
    }

    /// Runs the binary.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.finish(&mut self.command(arguments))
    }

    /// Runs a command that [`Self::command`] made.
    pub(crate) fn finish(&self, command: &mut Command) -> Output {
        let output = command.output().unwrap();
        let text = |bytes: &[u8]| self.filtered(&String::from_utf8_lossy(bytes));
        Output {
            code: output.status.code().unwrap_or(-1),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    /// Runs a command that ends within so much time; else it is killed, and there is no output.
    pub(crate) fn finish_within(&self, command: &mut Command, longest: Duration) -> Option<Output> {
        let files = [
            self.top.path().join("stdout"),
            self.top.path().join("stderr"),
        ];
        let [stdout, stderr] = files.each_ref().map(|path| fs::File::create(path).unwrap());
        let mut child = command.stdout(stdout).stderr(stderr).spawn().unwrap();
        let start = Instant::now();
        let status = loop {
            match child.try_wait().unwrap() {
                Some(status) => break status,
                None if start.elapsed() > longest => {
                    child.kill().unwrap();
                    child.wait().unwrap();
                    return None;
                }
                None => std::thread::sleep(Duration::from_millis(2)),
            }
        };
        let [stdout, stderr] =
            files.map(|path| self.filtered(&String::from_utf8_lossy(&fs::read(path).unwrap())));
        Some(Output {
            code: status.code().unwrap_or(-1),
            stdout,
            stderr,
        })
    }

    /// The text with what differs from run to run replaced.
    fn filtered(&self, text: &str) -> String {
        let top = self.top.path();
        let mut text = text.to_owned();
        for form in [top.canonicalize().unwrap(), top.to_owned()] {
            let form = form.display().to_string();
            text = text
                .replace(&format!("{form}/project"), "[ROOT]")
                .replace(&form, "[TOP]");
        }
        steady(&text)
    }

    /// Opens the development database.
    pub(crate) fn open(&self) -> Connection {
        let connection = Connection::open(self.root().join("dev.db")).unwrap();
        connection
            .pragma_update(None, "foreign_keys", true)
            .unwrap();
        connection
    }

    /// Runs SQL in the development database.
    #[track_caller]
    pub(crate) fn sql(&self, sql: &str) {
        self.open()
            .execute_batch(sql)
            .unwrap_or_else(|cause| panic!("{cause}: {sql}"));
    }

    /// The rows that a query gives in the development database, columns parted by `|`.
    #[track_caller]
    pub(crate) fn rows(&self, query: &str) -> Vec<String> {
        rows(&self.open(), query)
    }

    /// The applied versions, as the ledger has them.
    #[track_caller]
    pub(crate) fn applied(&self) -> Vec<String> {
        self.rows("SELECT version FROM _sqlx_migrations ORDER BY version")
    }

    /// The names of tables and indexes in the development database, without the ledger.
    #[track_caller]
    pub(crate) fn objects(&self) -> Vec<String> {
        self.rows("SELECT name FROM sqlite_schema WHERE name NOT LIKE '%sqlx%' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    }

    /// Runs Git in the project, and gives what it printed.
    #[track_caller]
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let output = self.git_output(arguments);
        assert_eq!(output.code, 0, "git {arguments:?}\n{}", output.screen());
        output.stdout
    }

    /// Runs Git in the project.
    pub(crate) fn git_output(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new("git");
        command
            .args(["-c", "init.defaultBranch=main", "-c", "core.autocrlf=false"])
            .args(arguments)
            .current_dir(self.root());
        self.surround(&mut command);
        self.finish(&mut command)
    }

    /// Makes the project a Git repository with all its files in a first commit.
    pub(crate) fn git_init(&self) {
        self.git(&["init", "--quiet"]);
        self.write(".gitignore", "*.db\n*.db-*\n/target\n");
        self.commit("first");
    }

    /// Commits every file; without the hook.
    pub(crate) fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--no-verify", "--message", message]);
    }

    /// All files of the project but Git's own, by their paths, sorted.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        self.tree().into_keys().collect()
    }

    /// Every file of the project with its bytes: equal trees mean that nothing was written.
    pub(crate) fn tree(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut tree = BTreeMap::new();
        read_tree(&self.root(), Path::new(""), &mut tree);
        tree
    }

    /// The folder for temporary files.
    pub(crate) fn temporary(&self) -> PathBuf {
        self.top.path().join("temporary")
    }

    /// Lets the user that the server of root runs as enter the folder for temporary files.
    pub(crate) fn open_to_all(&self) {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let folder = self.temporary();
            for (folder, mode) in [(folder.parent().unwrap(), 0o755), (&folder, 0o777)] {
                fs::set_permissions(folder, fs::Permissions::from_mode(mode)).unwrap();
            }
        }
    }

    /// What is left in the folder for temporary files.
    pub(crate) fn leftovers(&self) -> Vec<PathBuf> {
        let mut tree = BTreeMap::new();
        read_tree(&self.temporary(), Path::new(""), &mut tree);
        tree.into_keys().collect()
    }
}

/// The schema that [`TestProject::shop`] begins with.
pub(crate) const SHOP: &str = "\
CREATE TABLE customers (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL
);
CREATE TABLE orders (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    total       INTEGER NOT NULL
);
CREATE INDEX orders_by_customer ON orders (customer_id);
";

/// The rows of a query, columns parted by `|`.
#[track_caller]
pub(crate) fn rows(connection: &Connection, query: &str) -> Vec<String> {
    use rusqlite::types::ValueRef;
    let mut statement = connection
        .prepare(query)
        .unwrap_or_else(|cause| panic!("{cause}: {query}"));
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        let values = (0..columns).map(|column| {
            Ok(match row.get_ref(column)? {
                ValueRef::Null => "NULL".to_owned(),
                ValueRef::Integer(number) => number.to_string(),
                ValueRef::Real(number) => format!("{number:?}"),
                ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                ValueRef::Blob(bytes) => format!("{bytes:02x?}"),
            })
        });
        Ok(values.collect::<rusqlite::Result<Vec<_>>>()?.join("|"))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

/// A folder in memory, where a commit need not wait for a disk: the tests are several times as
/// fast. None where there is no such folder, where hooks can't be run in it, or where `TMPDIR` says
/// where else to go.
fn memory() -> Option<PathBuf> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let find = || {
        if std::env::var_os("TMPDIR").is_some() {
            return None;
        }
        let folder = PathBuf::from("/dev/shm");
        let probe = tempfile::tempdir_in(&folder).ok()?;
        let hook = probe.path().join("hook");
        fs::copy("/bin/true", &hook).ok()?;
        let runs = Command::new(&hook).status().ok()?.success();
        runs.then_some(folder)
    };
    FOLDER.get_or_init(find).clone()
}

/// `PATH` with the folder of the binary in front, so that `cargo migrate` finds it.
fn path_with_the_binary() -> OsString {
    let binary = Path::new(env!("CARGO_BIN_EXE_cargo-migrate"));
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let folders = binary.parent().map(Path::to_path_buf).into_iter();
    std::env::join_paths(folders.chain(std::env::split_paths(&rest))).unwrap()
}

fn read_tree(folder: &Path, below: &Path, tree: &mut BTreeMap<PathBuf, Vec<u8>>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let entry = entry.unwrap();
        let path = below.join(entry.file_name());
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            if entry.file_name() != ".git" {
                read_tree(&entry.path(), &path, tree);
            }
        } else if kind.is_file() {
            // SQLite's shared memory is a cache, which a mere reader makes and removes.
            if !path.to_string_lossy().ends_with("-shm") {
                tree.insert(path, fs::read(entry.path()).unwrap_or_default());
            }
        } else {
            tree.insert(path, format!("{kind:?}").into_bytes());
        }
    }
}
