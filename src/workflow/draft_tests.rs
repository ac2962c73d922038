#![expect(clippy::unwrap_used, reason = "a test may panic")]
use super::*;
use crate::draft::Statement;
use crate::workflow::command::tests::project;

fn draft(sql: &str, no_transaction: bool) -> Draft {
    let script = Script {
        no_transaction: no_transaction.then(|| "It is made while others write.".to_owned()),
        statements: vec![Statement::new(sql)],
        ..Script::default()
    };
    Draft {
        up: script.clone(),
        down: script,
    }
}

#[test]
fn each_draft_gets_a_pair_of_files_that_come_in_its_order() {
    let (_folder, context) = project("");
    let drafts = [
        draft("ALTER TABLE a RENAME TO b", false),
        draft("ALTER TABLE b ADD c int", false),
        draft("CREATE INDEX CONCURRENTLY i ON b (c)", true),
        draft("CREATE INDEX CONCURRENTLY j ON b (c)", true),
    ];
    let head = Head {
        message: "b: index c",
        label: Some("0.4"),
        ..Head::default()
    };
    let written = write(&context, &drafts, &head).unwrap();
    let name = |pair: &Written| {
        let name = pair.up.file_name().unwrap().to_string_lossy().into_owned();
        name[pair.version.to_string().len()..].to_owned()
    };
    let names: Vec<String> = written.iter().map(name).collect();
    assert_eq!(
        names,
        [
            "_b_index_c_renames.up.sql",
            "_b_index_c.up.sql",
            "_b_index_c_2.up.sql",
            "_b_index_c_3.up.sql"
        ]
    );
    assert!(written.is_sorted_by(|a, b| a.version < b.version));
    for (pair, alone) in written.iter().zip([false, false, true, true]) {
        for path in [&pair.up, &pair.down] {
            let text = std::fs::read_to_string(path).unwrap();
            assert_eq!(text.starts_with("-- no-transaction\n"), alone, "{text}");
        }
    }
    let history = context.history().unwrap();
    assert_eq!(history.migrations.len(), 4);
    assert!(history.findings.is_empty(), "{:?}", history.findings);
    let labels = history.migrations.iter().map(|one| one.labels.len());
    assert_eq!(labels.collect::<Vec<_>>(), [0, 0, 0, 1]);
}

#[test]
fn one_draft_has_the_name_that_was_said() {
    assert_eq!(
        names(&[draft("ALTER TABLE a RENAME TO b", false)], "x"),
        ["x"]
    );
    let two = [
        draft("CREATE TYPE t AS ENUM ('a')", false),
        draft("SELECT 1", false),
    ];
    assert_eq!(names(&two, "x"), ["x", "x_2"]);
}
