#![expect(clippy::unwrap_used, reason = "a test may panic")]
use super::*;
use crate::Kind;
use crate::project::UrlSource;
use std::fs;

/// A folder with files in it.
struct Tree(tempfile::TempDir);

impl Tree {
    fn new(files: &[(&str, &str)]) -> Self {
        let tree = Self(tempfile::tempdir().unwrap());
        for (path, text) in files {
            let path = tree.at(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        tree
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn options(&self, directory: &str) -> Options {
        Options {
            directory: self.at(directory),
            ..Options::default()
        }
    }

    fn discover(&self, directory: &str) -> Result<Project> {
        Project::discover(&self.options(directory))
    }

    fn inside<'a>(&self, path: &'a Path) -> &'a Path {
        path.strip_prefix(self.0.path()).unwrap()
    }
}

const PLAIN: &str = "[package]\nname = 'plain'\n";
/// A variable that no environment sets.
const UNSET: &str = "database-url-var = 'CARGO_MIGRATE_TEST_NEVER_SET'\n";

#[test]
fn a_plain_sqlx_project_needs_no_configuration() {
    let tree = Tree::new(&[("Cargo.toml", PLAIN), ("src/main.rs", "")]);
    let project = tree.discover("src").unwrap();
    assert_eq!(project.root, tree.at(""));
    assert_eq!(project.workspace_root, project.root);
    assert_eq!(project.name.as_deref(), Some("plain"));
    assert_eq!(project.manifest, Some(tree.at("Cargo.toml")));
    assert_eq!(project.config_file, None);
    assert_eq!(project.schema, ["schema.sql"]);
    assert_eq!(project.migrations, tree.at("migrations"));
    assert_eq!(project.table, "_sqlx_migrations");
    assert_eq!(project.url_env, "DATABASE_URL");
    assert!(!project.protected && project.setup.is_empty() && project.ignored_chars.is_empty());
}

#[test]
fn the_first_source_that_has_a_table_is_the_configuration() {
    let tree = Tree::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = ['a', 'b', 'c']\nexclude = ['x']\n[workspace.metadata.migrate]\ntable-name = 'of_workspace'\n",
        ),
        (
            "a/Cargo.toml",
            "[package]\nname = 'a'\n[package.metadata.migrate]\ntable-name = 'of_package'\n",
        ),
        ("a/migrate.toml", "[migrate]\ntable-name = 'of_file'\n"),
        ("b/Cargo.toml", "[package]\nname = 'b'\n"),
        ("b/migrate.toml", "[migrate]\ntable-name = 'of_file'\n"),
        ("c/other.toml", "[migrate]\ntable-name = 'of_flag'\n"),
        ("x/Cargo.toml", "[package]\nname = 'x'\n"),
        ("x/y/migrate.toml", "[migrate]\ntable-name = 'nearest'\n"),
    ]);
    let cases = [
        ("a", None, "of_package", "a"),
        ("b", None, "of_workspace", ""),
        ("", None, "of_workspace", ""),
        ("a", Some("../c/other.toml"), "of_flag", "a"),
        ("b", Some("../a/Cargo.toml"), "of_package", "b"),
        ("x", None, "_sqlx_migrations", "x"),
        ("x/y", None, "nearest", "x/y"),
    ];
    for (directory, config, table, root) in cases {
        let mut options = tree.options(directory);
        options.config = config.map(PathBuf::from);
        let project = Project::discover(&options).unwrap();
        assert_eq!(project.table, table, "{directory} {config:?}");
        assert_eq!(
            tree.inside(&project.root),
            Path::new(root),
            "{directory} {config:?}"
        );
    }
}

#[test]
fn a_configuration_without_its_table_says_what_to_add() {
    let tree = Tree::new(&[
        ("Cargo.toml", PLAIN),
        ("empty.toml", "[other]\n"),
        ("other/Cargo.toml", PLAIN),
        ("other/migrate.toml", "schema = ['a.sql']\n"),
    ]);
    let cases = [
        (
            "",
            Some("empty.toml"),
            "empty.toml was read, and it has no [migrate] table",
            "\n[migrate]\n",
        ),
        (
            "",
            Some("Cargo.toml"),
            "has no [package.metadata.migrate] table",
            "\n[package.metadata.migrate]\n",
        ),
        (
            "other",
            None,
            "migrate.toml was read, and it has no [migrate] table",
            "\n[migrate]\n",
        ),
        (
            "",
            Some("gone.toml"),
            "there is no configuration file",
            "cargo migrate init",
        ),
    ];
    for (directory, config, message, hint) in cases {
        let mut options = tree.options(directory);
        options.config = config.map(PathBuf::from);
        let error = Project::discover(&options).unwrap_err();
        assert!(error.message().contains(message), "{error}");
        assert!(error.hints()[0].contains(hint), "{:?}", error.hints());
        assert_eq!(error.kind(), Kind::Usage);
    }
}

#[test]
fn a_virtual_workspace_asks_which_package_is_meant() {
    let tree = Tree::new(&[
        ("Cargo.toml", "[workspace]\nmembers = ['crates/*']\n"),
        ("crates/api/Cargo.toml", "[package]\nname = 'api'\n"),
        ("crates/api/migrations/1_a.sql", ""),
        (
            "crates/jobs/Cargo.toml",
            "[package]\nname = 'jobs'\n[package.metadata.migrate]\n",
        ),
        ("crates/lib/Cargo.toml", "[package]\nname = 'lib'\n"),
    ]);
    let error = tree.discover("").unwrap_err();
    assert_eq!(error.notes(), ["packages with migrations: api, jobs"]);
    assert_eq!(error.hints()[0], "cargo migrate --package api");
    let mut options = tree.options("crates/lib");
    for spec in ["api", "api@0.1.0"] {
        options.package = Some(spec.to_owned());
        let project = Project::discover(&options).unwrap();
        assert_eq!(tree.inside(&project.root), Path::new("crates/api"));
        assert_eq!(project.workspace_root, tree.at(""));
    }
    let mut options = tree.options("");
    options.migrations = Some("crates/api/migrations".into());
    let project = Project::discover(&options).unwrap();
    assert_eq!(project.migrations, tree.at("crates/api/migrations"));
    fs::create_dir(tree.at("migrations")).unwrap();
    assert_eq!(tree.discover("").unwrap().migrations, tree.at("migrations"));
}

#[test]
fn an_unknown_package_is_answered_with_the_nearest() {
    let tree = Tree::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = ['api']\nresolver = '3'\n",
        ),
        (
            "api/Cargo.toml",
            "[package]\nname = 'api'\nversion = '0.1.0'\n",
        ),
        ("api/src/lib.rs", ""),
    ]);
    let mut options = tree.options("");
    options.package = Some("apo".to_owned());
    let error = Project::discover(&options).unwrap_err();
    assert!(
        error
            .message()
            .starts_with("`apo` is no package of the workspace"),
        "{error}"
    );
    assert_eq!(error.hints(), ["did you mean `api`?"]);
}

#[test]
fn one_of_several_databases_is_named() {
    let configuration = "[migrate.databases.main]\nmigrations = 'db/main'\n\
                         [migrate.databases.audit]\nmigrations = 'db/audit'\n";
    let tree = Tree::new(&[("Cargo.toml", PLAIN), ("migrate.toml", configuration)]);
    let mut options = tree.options("");
    let error = Project::discover(&options).unwrap_err();
    assert_eq!(
        error.message(),
        "there are 2 databases, and it is not said which is meant: audit, main"
    );
    assert_eq!(error.hints(), ["--database audit"]);
    options.database = Some("mian".to_owned());
    let error = Project::discover(&options).unwrap_err();
    assert_eq!(error.hints(), ["did you mean --database main?"]);
    options.database = Some("main".to_owned());
    let project = Project::discover(&options).unwrap();
    assert_eq!(project.migrations, tree.at("db/main"));
    assert_eq!(project.database.as_deref(), Some("main"));
    fs::write(tree.at("migrate.toml"), "[migrate.databases.only]\n").unwrap();
    assert_eq!(tree.discover("").unwrap().database.as_deref(), Some("only"));
}

#[test]
fn outside_a_project_flags_are_enough() {
    let tree = Tree::new(&[("m/1_a.sql", "")]);
    let error = tree.discover("").unwrap_err();
    assert!(
        error
            .message()
            .contains("there is no Cargo.toml or migrate.toml"),
        "{error}"
    );
    let mut options = tree.options("");
    options.migrations = Some("m".into());
    options.database_url = Some("sqlite:a.db".to_owned());
    let project = Project::discover(&options).unwrap();
    assert_eq!(project.root, tree.at(""));
    assert_eq!(project.migrations, tree.at("m"));
    let url = project.database_url().unwrap();
    assert_eq!(url.sqlite_path_in(&project.root).unwrap(), tree.at("a.db"));
    assert_eq!(project.engine().unwrap(), Engine::Sqlite);
    assert_eq!(
        project.target_directory().unwrap(),
        tree.at(".cargo-migrate")
    );
    options.package = Some("x".to_owned());
    let error = Project::discover(&options).err().unwrap();
    assert!(error.message().contains("no package `x`"), "{error}");
}

#[test]
fn a_manifest_that_is_wrong_is_pointed_at() {
    let tree = Tree::new(&[("Cargo.toml", "[package]\nname = \n"), ("sub/x", "")]);
    let error = tree.discover("sub").unwrap_err();
    assert!(
        error.message().contains("Cargo.toml is not valid TOML"),
        "{error}"
    );
    assert_eq!(error.location().unwrap().path, tree.at("Cargo.toml"));
    let cases = [("gone/Cargo.toml", "there is no"), ("sub", "is a folder")];
    for (path, message) in cases {
        let mut options = tree.options("");
        options.manifest_path = Some(path.into());
        let error = Project::discover(&options).unwrap_err();
        assert!(error.message().contains(message), "{error}");
        assert!(!error.hints().is_empty());
    }
}

#[test]
fn what_sqlx_toml_says_counts_and_is_not_contradicted() {
    let sqlx = "[common]\ndatabase-url-var = 'APP_URL'\n\
                [migrate]\ntable-name = 'ledger'\nmigrations-dir = 'db'\nignored-chars = [\"\\r\"]\n";
    let tree = Tree::new(&[("Cargo.toml", PLAIN), ("sqlx.toml", sqlx)]);
    let project = tree.discover("").unwrap();
    assert_eq!(project.table, "ledger");
    assert_eq!(project.migrations, tree.at("db"));
    assert_eq!(project.url_env, "APP_URL");
    assert_eq!(project.ignored_chars, ['\r']);
    for (line, agrees) in [
        ("migrations = 'db'", true),
        ("migrations = 'x'", false),
        ("table-name = 'x'", false),
    ] {
        fs::write(tree.at("migrate.toml"), format!("[migrate]\n{line}\n")).unwrap();
        assert_eq!(tree.discover("").is_ok(), agrees, "{line}");
    }
    fs::write(tree.at("migrate.toml"), "[migrate]\n").unwrap();
    for broken in [
        "[migrate]\ntable-name = 3",
        "[migrate]\nmigrations-dir = '../x'",
        "[migrate]\nignored-chars = ['ab']",
        "x =",
    ] {
        fs::write(tree.at("sqlx.toml"), broken).unwrap();
        assert!(
            tree.discover("").unwrap_err().location().is_some(),
            "{broken}"
        );
    }
}

#[test]
fn the_url_comes_from_the_flag_else_from_the_environment_else_from_a_file() {
    let configuration = format!("[migrate]\n{UNSET}");
    let tree = Tree::new(&[("Cargo.toml", PLAIN), ("migrate.toml", &configuration)]);
    let project = tree.discover("").unwrap();
    let error = project.database_url().unwrap_err();
    assert!(
        error
            .message()
            .contains("CARGO_MIGRATE_TEST_NEVER_SET is not set"),
        "{error}"
    );
    assert!(error.hints()[0].starts_with("export CARGO_MIGRATE_TEST_NEVER_SET="));
    fs::write(
        tree.at(".env"),
        "CARGO_MIGRATE_TEST_NEVER_SET=postgres://u:s3cret@h/d\n",
    )
    .unwrap();
    let (url, source) = project.database_url_if_set().unwrap().unwrap();
    assert_eq!(url.to_string(), "postgres://u:***@h/d");
    assert!(matches!(source, UrlSource::DotEnv(_, _)));
    fs::write(tree.at(".env"), "CARGO_MIGRATE_TEST_NEVER_SET=\n").unwrap();
    let error = project.database_url().unwrap_err();
    assert!(
        error
            .message()
            .starts_with("CARGO_MIGRATE_TEST_NEVER_SET in "),
        "{error}"
    );
    assert!(
        error.message().ends_with(".env: the database URL is empty"),
        "{error}"
    );
    let mut options = tree.options("");
    options.database_url = Some("sqlite:flag.db".to_owned());
    let project = Project::discover(&options).unwrap();
    assert_eq!(project.database_url().unwrap().expose(), "sqlite:flag.db");
    options.database_url = Some("x".to_owned());
    let error = Project::discover(&options).unwrap_err();
    assert!(error.message().starts_with("--database-url: "), "{error}");
}

#[test]
fn the_engine_is_said_once() {
    let cases = [
        (None, None, None, Ok(Engine::Sqlite)),
        (Some(Engine::Mysql), None, None, Ok(Engine::Mysql)),
        (None, Some("sqlite:a"), None, Ok(Engine::Sqlite)),
        (None, None, Some("postgres"), Ok(Engine::Postgres)),
        (
            Some(Engine::Sqlite),
            None,
            Some("postgres"),
            Ok(Engine::Sqlite),
        ),
        (None, Some("sqlite:a"), Some("postgres"), Ok(Engine::Sqlite)),
        (
            Some(Engine::Mysql),
            Some("sqlite:a"),
            None,
            Err("--engine is mysql, and --database-url"),
        ),
    ];
    for (flag, url, key, expected) in cases {
        let key = key
            .map(|key| format!("engine = '{key}'\n"))
            .unwrap_or_default();
        let configuration = format!("[migrate]\n{UNSET}{key}");
        let tree = Tree::new(&[("Cargo.toml", PLAIN), ("migrate.toml", &configuration)]);
        let mut options = tree.options("");
        options.engine = flag;
        options.database_url = url.map(str::to_owned);
        match (Project::discover(&options).unwrap().engine(), expected) {
            (Ok(engine), Ok(expected)) => assert_eq!(engine, expected),
            (Err(error), Err(message)) => assert!(error.message().contains(message), "{error}"),
            (actual, expected) => panic!("{actual:?} and not {expected:?}"),
        }
    }
}

#[test]
fn schema_sources_are_files_folders_and_globs() {
    let tree = Tree::new(&[
        ("Cargo.toml", PLAIN),
        ("schema.sql", ""),
        ("sql/b.sql", ""),
        ("sql/deep/a.sql", ""),
        ("sql/deep/notes.md", ""),
        ("sql/.hidden/x.sql", ""),
        ("views/1.sql", ""),
        ("views/old/2.sql", ""),
    ]);
    let files = |sources: &str| {
        fs::write(
            tree.at("migrate.toml"),
            format!("[migrate]\nschema = {sources}\n"),
        )
        .unwrap();
        let project = tree.discover("").unwrap();
        let files = project.schema_files()?;
        assert!(files.iter().all(|file| project.is_schema_source(file)));
        Ok::<_, Error>(
            files
                .iter()
                .map(|file| tree.inside(file).display().to_string())
                .collect::<Vec<_>>(),
        )
    };
    let cases: [(&str, Result<&[&str], &str>); 8] = [
        ("['schema.sql']", Ok(&["schema.sql"])),
        (
            "['sql', 'schema.sql', './schema.sql']",
            Ok(&["schema.sql", "sql/b.sql", "sql/deep/a.sql"]),
        ),
        ("['views/*.sql', 'views/1.sql']", Ok(&["views/1.sql"])),
        (
            "['**/*.sql']",
            Ok(&[
                "schema.sql",
                "sql/b.sql",
                "sql/deep/a.sql",
                "views/1.sql",
                "views/old/2.sql",
            ]),
        ),
        ("['v*']", Ok(&["views/1.sql", "views/old/2.sql"])),
        ("['gone.sql']", Err("gone.sql is not there")),
        ("['x*.sql']", Err("matches no file")),
        ("['src']", Err("is not there")),
    ];
    for (sources, expected) in cases {
        match (files(sources), expected) {
            (Ok(files), Ok(expected)) => assert_eq!(files, expected, "{sources}"),
            (Err(error), Err(message)) => assert!(error.message().contains(message), "{error}"),
            (actual, expected) => panic!("{sources}: {actual:?} and not {expected:?}"),
        }
    }
    let project = tree.discover("").unwrap();
    assert!(!project.is_schema_source(Path::new("schema.sql")));
    assert!(project.is_schema_source(Path::new("src/deleted.sql")));
}

#[test]
fn set_up_commands_alone_can_be_the_schema_source() {
    let tree = Tree::new(&[
        ("Cargo.toml", PLAIN),
        ("migrate.toml", "[migrate]\nsetup = ['make db']\n"),
    ]);
    assert_eq!(tree.discover("").unwrap().schema, [""; 0]);
}

#[test]
fn a_project_is_found_at_once() {
    let manifest = format!("{PLAIN}{}", "# a comment\n".repeat(100));
    let tree = Tree::new(&[("Cargo.toml", &manifest), ("a/b/c/x", "")]);
    let start = std::time::Instant::now();
    tree.discover("a/b/c").unwrap();
    // A thousandth of that on an idle machine; asking cargo would take a good part of it.
    let limit = std::time::Duration::from_millis(250);
    assert!(start.elapsed() < limit, "{:?}", start.elapsed());
}
