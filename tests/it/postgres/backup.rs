//! `backup` and `restore`: whatever a schema holds comes back, rows and all.

use super::project::PgProject;

/// A schema with an object of every kind that rows hang on.
const SCHEMA: &str = "
CREATE SCHEMA app;
CREATE TYPE app.state AS ENUM ('open', 'done');
CREATE SEQUENCE app.numbers START 100;
CREATE TABLE app.jobs (
    id     bigint PRIMARY KEY DEFAULT nextval('app.numbers'),
    state  app.state NOT NULL DEFAULT 'open',
    up     bigint REFERENCES app.jobs (id),
    data   jsonb,
    bytes  bytea,
    words  text[],
    length int GENERATED ALWAYS AS (cardinality(words)) STORED
);
CREATE TABLE logs (id int GENERATED ALWAYS AS IDENTITY, at timestamptz NOT NULL, line text) PARTITION BY RANGE (at);
CREATE TABLE logs_2026 PARTITION OF logs FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE logs_rest PARTITION OF logs DEFAULT;
CREATE MATERIALIZED VIEW by_state AS SELECT state, count(*) FROM app.jobs GROUP BY state;
CREATE FUNCTION counted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO logs (at, line) VALUES (now(), NEW.id::text); RETURN NEW; END';
CREATE TRIGGER counted AFTER INSERT ON app.jobs FOR EACH ROW EXECUTE FUNCTION counted();
ALTER TABLE app.jobs ENABLE ROW LEVEL SECURITY;
CREATE POLICY open_ones ON app.jobs USING (state = 'open');
GRANT SELECT ON app.jobs TO it_reader;
COMMENT ON TABLE app.jobs IS 'what is to be done';
";

const ROWS: &str = r#"
INSERT INTO app.jobs (id, state, data, bytes, words) VALUES
    (1, 'open', '{"a": [1, null, "ü"]}', '\x00ff', '{a,NULL,"b c"}'),
    (2, 'done', NULL, NULL, '{}');
UPDATE app.jobs SET up = 2 WHERE id = 1;
INSERT INTO app.jobs (up) VALUES (1);
INSERT INTO logs (at, line) VALUES ('1999-12-31', E'tab\tand\nnewline and \\ and |'), ('infinity', NULL);
REFRESH MATERIALIZED VIEW by_state;
"#;

fn everything(project: &PgProject) -> Vec<Vec<String>> {
    [
        "SELECT * FROM app.jobs ORDER BY id",
        "SELECT tableoid::regclass, id, line FROM logs ORDER BY id",
        "SELECT * FROM by_state ORDER BY 1",
        "SELECT last_value, is_called FROM app.numbers",
        "SELECT relname, relkind, relacl FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'app'::regnamespace) ORDER BY 1",
        "SELECT * FROM _sqlx_migrations ORDER BY version",
    ]
    .map(|query| project.rows(query))
    .to_vec()
}

fn filled() -> PgProject {
    let down = "DROP SCHEMA app CASCADE;\nDROP TABLE logs;\nDROP FUNCTION counted();\n";
    let project = PgProject::with_schema(SCHEMA, down);
    project.run(&["upgrade"]).ok();
    project.sql(ROWS);
    project
}

#[test]
fn a_backup_holds_everything_and_restore_puts_it_back() {
    let project = filled();
    let before = everything(&project);
    project.run(&["backup"]).ok().says("cargo migrate restore");
    project.sql(
        "DELETE FROM logs; ALTER TABLE app.jobs DROP COLUMN data; CREATE TABLE later (id int)",
    );
    project.run(&["restore"]).exits(3).says("--yes");
    project.run(&["restore", "--yes"]).ok();
    assert_eq!(everything(&project), before);
    project.run(&["current", "--check"]).ok();
    project.sql("INSERT INTO app.jobs DEFAULT VALUES");
    assert_eq!(
        project.rows("SELECT max(id) FROM app.jobs"),
        ["101"],
        "the sequence goes on"
    );
}

#[test]
fn a_backup_needs_no_version_control_and_lists_itself() {
    let project = PgProject::new();
    project.sql("CREATE TABLE notes (id int); INSERT INTO notes VALUES (1)");
    project.run(&["backup"]).ok();
    project.run(&["restore", "--list"]).ok().says("backup");
    project.sql("DROP TABLE notes");
    project.run(&["restore", "--yes"]).ok();
    assert_eq!(project.rows("SELECT * FROM notes"), ["1"]);
}

#[test]
fn what_is_no_backup_is_refused_and_the_database_left_alone() {
    let project = PgProject::shop_with_rows();
    project.write("notes.sql", "DROP TABLE orders;\n");
    let file = project.root().join("notes.sql").display().to_string();
    project
        .run(&["restore", &file, "--yes"])
        .exits(2)
        .says("notes.sql");
    assert_eq!(project.rows("SELECT count(*) FROM orders"), ["4"]);
}

#[test]
fn a_restore_waits_for_no_one_and_ends_no_session() {
    let project = PgProject::shop_with_rows();
    project.run(&["backup"]).ok();
    let mut reader = project.client();
    reader.run("SET application_name = 'the application'; BEGIN; SELECT count(*) FROM orders");
    let output = project.run(&["restore", "--yes"]);
    assert_eq!(output.code, 4, "{}", output.screen());
    output.says("the application");
    assert_eq!(
        reader.rows("SELECT count(*) FROM orders"),
        ["4"],
        "it lives"
    );
    reader.run("COMMIT");
    project.run(&["restore", "--yes"]).ok();
    assert_eq!(reader.rows("SELECT count(*) FROM orders"), ["4"]);
}
