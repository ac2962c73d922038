//! Many at once: each migration is applied once, and nobody fails. SQLite here, the servers beside
//! what else is theirs.

use crate::project::TestProject;
use crate::server_project::{ServerProject, TestDatabase};
use std::process::Stdio;

/// How many run at once, at most.
const MOST: usize = 8;

/// For each round, how many run at once: from two to [`MOST`]. `RACES` says how many rounds there
/// are; without it there is one, of the most.
fn rounds() -> impl Iterator<Item = usize> {
    let said = std::env::var("RACES").ok();
    let rounds = said.and_then(|said| said.parse().ok()).unwrap_or(1);
    (0..rounds).map(|round| 2 + (round + MOST - 2) % (MOST - 1))
}

/// Runs a command this many times at once; every one must succeed.
#[track_caller]
pub(crate) fn at_once(runs: usize, project: &TestProject, arguments: &[&str]) {
    let start = |_| {
        project
            .command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let children: Vec<_> = (0..runs).map(start).collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
    }
}

/// Ten more migrations for the shop, each with a table and a customer of its own.
fn add_migrations(project: &TestProject) {
    for number in 3..=12 {
        project.migration(
            &format!("202603{number:02}000000_table"),
            &format!(
                "CREATE TABLE t{number} (id INTEGER);
                 INSERT INTO customers (name) VALUES ('{number}');
                 ALTER TABLE t{number} ADD COLUMN a INTEGER;\n"
            ),
            &format!("DROP TABLE t{number};\nDELETE FROM customers WHERE name = '{number}';\n"),
        );
    }
}

/// Upgrades of this shop at once apply everything once.
pub(crate) fn upgrades<D: TestDatabase>(shop: impl Fn() -> ServerProject<D>) {
    for runs in rounds() {
        let project = shop();
        add_migrations(&project);
        at_once(runs, &project, &["upgrade", "--yes"]);
        assert_eq!(project.applied().len(), 12);
        assert_eq!(project.rows("SELECT count(*) FROM customers"), ["10"]);
        project.run(&["current", "--check"]).ok();
    }
}

/// The same of a shop whose database `drop` takes away first: it is made once.
pub(crate) fn upgrades_of_nothing<D: TestDatabase>(
    shop: impl Fn() -> ServerProject<D>,
    drop: impl Fn(&str),
) {
    for _ in rounds() {
        let project = shop();
        drop(&format!("DROP DATABASE {}", project.database.name()));
        at_once(MOST, &project, &["upgrade"]);
        assert_eq!(project.applied().len(), 2);
    }
}

#[test]
fn upgrades_at_once_apply_everything_once() {
    for runs in rounds() {
        let project = TestProject::shop();
        add_migrations(&project);
        at_once(runs, &project, &["upgrade", "--yes"]);
        assert_eq!(project.applied().len(), 12);
        assert_eq!(project.rows("SELECT count(*) FROM customers"), ["10"]);
        project.run(&["current", "--check"]).ok();
    }
}
