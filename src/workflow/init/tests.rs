#![expect(clippy::unwrap_used, reason = "a test may panic")]

use super::*;

/// Files of a folder, and the options to set it up.
fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, Options) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let project = project::Options {
        directory: folder.path().to_owned(),
        ..project::Options::default()
    };
    (
        folder,
        Options {
            project,
            ..Options::default()
        },
    )
}

const PLAIN: &str = "[package]\nname = \"plain\"\n";

/// With a variable that nobody sets, as the tests may run where `DATABASE_URL` is set.
const CONFIGURED: &str = "[package]\nname = \"plain\"\n[package.metadata.migrate]\ndatabase-url-var = \"URL_THAT_NOBODY_SETS\"\n";

fn said(report: &InitReport, folder: &Path) -> Vec<String> {
    let name = |path: &Path| path.strip_prefix(folder).unwrap().display().to_string();
    report
        .entries
        .iter()
        .map(|entry| format!("{:?} {}", entry.outcome, name(&entry.path)))
        .collect()
}

#[test]
fn a_plain_package_is_set_up_once() {
    let (folder, options) = folder(&[("Cargo.toml", CONFIGURED)]);
    let root = folder.path();
    let dry = init(&Options {
        dry_run: true,
        ..options.clone()
    })
    .unwrap();
    assert!(!root.join("migrations").exists() && !root.join(".env").exists());
    let report = init(&options).unwrap();
    assert_eq!(said(&dry, root), said(&report, root));
    assert_eq!(
        said(&report, root),
        [
            "Unchanged Cargo.toml",
            "Created migrations",
            "Created .gitattributes",
            "Created .gitignore",
            "Created .env",
            "Created schema.sql",
        ]
    );
    let read = |name: &str| fs::read_to_string(root.join(name)).unwrap();
    assert_eq!(read(".env"), "URL_THAT_NOBODY_SETS=sqlite:dev.db\n");
    assert_eq!(read(".gitattributes"), "*.sql text eol=lf\n");
    assert_eq!(read("schema.sql"), schema::EMPTY);
    let again = init(&options).unwrap();
    assert!(!again.changed(), "{again:?}");
}

#[test]
fn an_unconfigured_manifest_is_configured_and_read_again() {
    let (folder, options) = folder(&[("Cargo.toml", PLAIN)]);
    let report = init(&options).unwrap();
    assert_eq!(report.entries[0].outcome, Outcome::Changed);
    let project = Project::discover(&options.project).unwrap();
    assert_eq!(project.config_file, Some(folder.path().join("Cargo.toml")));
    assert!(!init(&options).unwrap().changed());
    assert!(!upgrade_config(&options).unwrap().changed());
}

#[test]
fn what_a_project_has_is_kept() {
    let up = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\nCREATE INDEX users_name ON users (name);\n";
    let (folder, options) = folder(&[
        ("Cargo.toml", CONFIGURED),
        (".gitignore", "/target\n/.env\n*.db"),
        (".gitattributes", "*.sql diff text eol=lf\n"),
        (".env", "OTHER=1\n"),
        ("migrations/1_initial.sql", up),
    ]);
    let root = folder.path();
    let report = init(&options).unwrap();
    assert_eq!(
        said(&report, root),
        [
            "Unchanged Cargo.toml",
            "Unchanged migrations",
            "Unchanged .gitattributes",
            "Changed .gitignore",
            "Unchanged .env",
            "Created schema.sql",
        ]
    );
    let read = |name: &str| fs::read_to_string(root.join(name)).unwrap();
    assert_eq!(
        read(".gitignore"),
        "/target\n/.env\n*.db\n*.db-wal\n*.db-shm\n*.db-journal\n"
    );
    // An empty schema file beside migrations would mean that all of it is to be dropped.
    assert!(
        read("schema.sql").contains("CREATE TABLE users")
            && read("schema.sql").contains("CREATE INDEX users_name")
    );
    assert!(
        report.notes[0].contains("1 migration, kept as they are"),
        "{:?}",
        report.notes
    );
    assert!(
        report.notes[1].contains("cannot be taken back"),
        "{:?}",
        report.notes
    );
    assert!(
        report.next[0].contains("URL_THAT_NOBODY_SETS=sqlite:dev.db' >> "),
        "{:?}",
        report.next
    );
    assert!(!init(&options).unwrap().changed());
}

#[test]
fn an_existing_database_gives_the_schema() {
    let (folder, options) = folder(&[
        ("Cargo.toml", CONFIGURED),
        (".env", "URL_THAT_NOBODY_SETS=sqlite:old.db\n"),
    ]);
    let path = folder.path().join("old.db");
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute_batch("CREATE TABLE notes (body TEXT NOT NULL)")
        .unwrap();
    let before = fs::read(&path).unwrap();
    let report = init(&options).unwrap();
    assert!(
        fs::read_to_string(folder.path().join("schema.sql"))
            .unwrap()
            .contains("CREATE TABLE notes")
    );
    assert!(
        report.next[0].contains("--from replay"),
        "{:?}",
        report.next
    );
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn without_a_manifest_a_migrate_toml_is_written() {
    let (folder, options) = folder(&[]);
    let report = init(&options).unwrap();
    assert_eq!(
        said(&report, folder.path())[..2],
        ["Created migrate.toml", "Created migrations"]
    );
    assert!(!init(&options).unwrap().changed());
    let (folder, options) = self::folder(&[("Cargo.toml", PLAIN)]);
    let report = init(&Options {
        migrate_toml: true,
        ..options.clone()
    })
    .unwrap();
    assert_eq!(said(&report, folder.path())[0], "Created migrate.toml");
    assert_eq!(
        fs::read_to_string(folder.path().join("Cargo.toml")).unwrap(),
        PLAIN
    );
    assert!(!init(&options).unwrap().changed());
}

#[test]
fn a_file_that_was_named_gets_its_table() {
    let (folder, options) = folder(&[("Cargo.toml", PLAIN), ("db/migrate.toml", "# empty\n")]);
    let options = Options {
        project: project::Options {
            config: Some("db/migrate.toml".into()),
            ..options.project
        },
        ..options
    };
    let report = upgrade_config(&options).unwrap();
    assert_eq!(said(&report, folder.path()), ["Changed db/migrate.toml"]);
    assert!(Project::discover(&options.project).is_ok());
}

#[test]
fn a_project_of_a_server_is_told_from_the_features_of_sqlx() {
    let manifest = "[package]\nname = \"my-shop\"\n[dependencies]\nsqlx = { version = \"0.9\", features = [\"postgres\"] }\n[package.metadata.migrate]\ndatabase-url-var = \"URL_THAT_NOBODY_SETS\"\n";
    let (folder, options) = folder(&[("Cargo.toml", manifest)]);
    let report = init(&options).unwrap();
    let ignored = fs::read_to_string(folder.path().join(".gitignore")).unwrap();
    assert_eq!(ignored, ".env\n");
    assert!(!folder.path().join(".env").exists());
    let example = "URL_THAT_NOBODY_SETS=postgres://postgres@localhost/my_shop";
    assert!(report.next[0].contains(example), "{:?}", report.next);
    let project = Project::discover(&options.project).unwrap();
    let error = project.database_url().unwrap_err();
    assert!(error.hints()[0].contains(example), "{error:?}");
}

#[test]
fn an_engine_that_was_named_is_configured() {
    let (folder, mut options) = folder(&[("Cargo.toml", PLAIN)]);
    options.project.engine = Some(Engine::Postgres);
    init(&options).unwrap();
    let manifest = fs::read_to_string(folder.path().join("Cargo.toml")).unwrap();
    assert!(
        manifest.contains("\nengine = \"postgres\"  #"),
        "{manifest}"
    );
}
