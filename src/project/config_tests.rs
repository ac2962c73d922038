#![expect(clippy::unwrap_used, reason = "a test may panic")]
use super::*;
use crate::Kind;
use crate::project::document::find;
use std::path::Path;

fn read_text(text: &str) -> Result<Configuration> {
    let document = Document {
        path: PathBuf::from("migrate.toml"),
        text: text.to_owned(),
    };
    let root = Path::new("/nowhere/workspace/member");
    let bounds = Bounds {
        root,
        workspace: Path::new("/nowhere/workspace"),
    };
    let table = document.parse()?;
    read(
        &document,
        find(&table, &["migrate"]).unwrap(),
        "migrate",
        bounds,
    )
}

#[test]
fn every_key_is_read() {
    let configuration = read_text(
        r#"
        [migrate]
        schema = ["schema.sql", "sql/**/*.sql", "../shared"]
        setup = ["cargo run -q --bin 'setup db'", ["sh", "-c", "a | b"]]
        scan = []
        after = ["cargo sqlx prepare"]
        migrations = "db/migrations"
        ignore = ["cache_*"]
        accepted = [20_231_021_111_635, 0x10]
        protected = true
        table-name = 'app."my table"'
        database-url-var = "APP_URL"
        engine = "postgres"
        "#,
    )
    .unwrap();
    let settings = configuration.settings;
    assert_eq!(configuration.file.unwrap(), Path::new("migrate.toml"));
    assert_eq!(
        settings.schema.unwrap(),
        ["schema.sql", "sql/**/*.sql", "../shared"]
    );
    let setup = settings.setup.unwrap();
    assert_eq!(setup[0], ["cargo", "run", "-q", "--bin", "setup db"]);
    assert_eq!(setup[1], ["sh", "-c", "a | b"]);
    assert_eq!(settings.scan.unwrap(), [[""; 0]; 0]);
    assert_eq!(settings.after.unwrap(), [["cargo", "sqlx", "prepare"]]);
    let migrations = settings.migrations.unwrap();
    assert_eq!(
        migrations,
        Path::new("/nowhere/workspace/member/db/migrations")
    );
    assert_eq!(settings.ignore.unwrap(), ["cache_*"]);
    assert_eq!(settings.accepted.unwrap(), [20_231_021_111_635, 16]);
    assert_eq!(settings.protected, Some(true));
    assert_eq!(settings.table.unwrap(), "app.\"my table\"");
    assert_eq!(settings.url_env.unwrap(), "APP_URL");
    assert_eq!(settings.engine, Some(Engine::Postgres));
}

#[test]
fn the_examples_of_the_reference_are_valid() {
    for (key, example, _) in KEYS {
        read_text(&format!("[migrate]\n{key} = {example}\n")).unwrap();
    }
}

#[test]
fn a_database_inherits_what_its_table_leaves_out() {
    let configuration = read_text(
        "[migrate]\nprotected = true\nmigrations = 'a'\n\
         [migrate.databases.audit]\nmigrations = 'b'\n[migrate.databases.main]\n",
    )
    .unwrap();
    let names: Vec<_> = configuration
        .databases
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names, ["audit", "main"]);
    let folder = |index: usize| {
        let settings = &configuration.databases[index].1;
        assert_eq!(settings.protected, Some(true));
        settings
            .migrations
            .as_ref()
            .unwrap()
            .file_name()
            .unwrap()
            .to_owned()
    };
    assert_eq!(folder(0), "b");
    assert_eq!(folder(1), "a");
}

#[test]
fn what_is_wrong_is_pointed_at() {
    let cases = [
        (
            "shema = []",
            "`shema` is no key of [migrate]",
            "shema",
            "did you mean `schema`?",
        ),
        (
            "table_name = ''",
            "`table_name` is no key",
            "table_name",
            "did you mean `table-name`?",
        ),
        (
            "zzz = 1",
            "`zzz` is no key",
            "zzz",
            "the keys are schema, setup",
        ),
        (
            "schema = 'a.sql'",
            "`schema` in migrate.toml must be an array",
            "'a.sql'",
            "schema = [\"schema.sql\"]",
        ),
        (
            "schema = [3]",
            "`schema` in migrate.toml must be a string",
            "3",
            "",
        ),
        ("schema = ['[']", "`[` is no glob", "'['", ""),
        (
            "schema = ['../../x']",
            "the path in `schema` leaves",
            "'../../x'",
            "inside the workspace",
        ),
        (
            "migrations = ['m']",
            "`migrations` in migrate.toml must be a string",
            "['m']",
            "",
        ),
        (
            "migrations = '/m'",
            "the path in `migrations` is absolute",
            "'/m'",
            "",
        ),
        (
            "setup = 'cargo run'",
            "`setup` in migrate.toml must be an array",
            "'cargo run'",
            "setup = [\"cargo run",
        ),
        ("setup = [1]", "an array of commands", "1", ""),
        (
            "setup = [['a', 1]]",
            "`setup` in migrate.toml must be a string",
            "1",
            "",
        ),
        (
            "setup = [[]]",
            "a command in `setup` can't be run: the command is empty",
            "[]",
            "",
        ),
        (
            "after = ['a && b']",
            "`&&` needs a shell",
            "'a && b'",
            "[\"sh\", \"-c\"",
        ),
        ("ignore = ['']", "a name in `ignore` is empty", "''", ""),
        (
            "accepted = ['1']",
            "must be an array of versions",
            "'1'",
            "accepted = [20261122101500]",
        ),
        (
            "accepted = [99999999999999999999]",
            "an array of versions",
            "99999999999999999999",
            "",
        ),
        (
            "protected = 'yes'",
            "must be true or false",
            "'yes'",
            "protected = true",
        ),
        (
            "table-name = 'a; DROP TABLE b'",
            "is no name of a table",
            "'a; DROP TABLE b'",
            "",
        ),
        ("table-name = '1a'", "is no name of a table", "'1a'", ""),
        (
            "table-name = 'a.b.c'",
            "is no name of a table",
            "'a.b.c'",
            "",
        ),
        (
            "database-url-var = 'sqlite:x'",
            "holds no name of an environment variable",
            "'sqlite:x'",
            ".env",
        ),
        (
            "engine = 'oracle'",
            "`oracle` is no engine",
            "'oracle'",
            "sqlite, postgres and mysql",
        ),
        (
            "databases = 1",
            "`migrate.databases` in migrate.toml must be a table",
            "1",
            "",
        ),
        (
            "[migrate.databases]\na = 1",
            "`migrate.databases.a` in",
            "1",
            "[migrate.databases.a]",
        ),
        (
            "[migrate.databases.a.databases]",
            "`databases` is no key of [migrate.databases.a]",
            "databases",
            "",
        ),
        ("scan = []\nscan = []", "duplicate key", "scan", ""),
        ("scan = [", "is not valid TOML", "", ""),
    ];
    for (line, message, marked, hint) in cases {
        let error = read_text(&format!("[migrate]\n{line}\n")).unwrap_err();
        assert!(error.message().contains(message), "{line}: {error}");
        assert_eq!(error.kind(), Kind::Usage, "{line}");
        let location = error.location().unwrap();
        let text = &location.text[location.range.clone()];
        assert!(text == marked || marked.is_empty(), "{line}: {text}");
        assert!(
            error.hints().join("\n").contains(hint),
            "{line}: {:?}",
            error.hints()
        );
    }
}
