//! Bad input, group by group: each answer names the cause and the way out, exits with the right
//! code, and nothing was written.
//!
//! The groups are data, a module each; this module runs them. `BAD_INPUT=` with a part of
//! `group: name` picks some of them: `BAD_INPUT='url: a text' cargo test --test it bad_input`.

mod arguments;
mod configuration;
mod data;
mod files;
mod place;
mod schema;
mod state;
mod url;

use crate::output::Output;
use crate::project::TestProject;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How long an answer may take; one that waits or loops for ever is cut off.
const LONGEST: Duration = Duration::from_secs(20);

/// What a case starts from.
#[derive(Debug, Clone, Copy)]
enum Base {
    /// A folder with nothing in it.
    Bare,
    /// A package without a schema or a migration.
    Package,
    /// A package with a schema and two migrations, and no database yet.
    Shop,
    /// The same, applied to a database with rows.
    Rows,
}

/// One bad input and the answer it must get.
struct Case {
    name: &'static str,
    base: Base,
    given: fn(&mut TestProject),
    arguments: &'static [&'static str],
    /// Runs in a shell, in the place of the arguments.
    script: Option<&'static str>,
    with: fn(&mut Command),
    code: i32,
    cause: &'static str,
    way_out: &'static str,
}

/// A case that calls the binary with these arguments, in the shop.
fn case(name: &'static str, arguments: &'static [&'static str]) -> Case {
    Case {
        name,
        base: Base::Shop,
        given: |_| {},
        arguments,
        script: None,
        with: |_| {},
        code: 2,
        cause: "",
        way_out: "",
    }
}

impl Case {
    /// Starts from something else.
    fn on(mut self, base: Base) -> Self {
        self.base = base;
        self
    }

    /// What is wrong with the project, its files or its database.
    fn given(mut self, given: fn(&mut TestProject)) -> Self {
        self.given = given;
        self
    }

    /// What is wrong with the process: its environment, its folder, its raw arguments.
    fn with(mut self, with: fn(&mut Command)) -> Self {
        self.with = with;
        self
    }

    /// Runs this in a shell; `cargo-migrate` is on its `PATH`.
    fn script(mut self, script: &'static str) -> Self {
        self.script = Some(script);
        self
    }

    /// The exit code, a text that names the cause, and one that names the way out.
    fn fails(mut self, code: i32, cause: &'static str, way_out: &'static str) -> Self {
        (self.code, self.cause, self.way_out) = (code, cause, way_out);
        self
    }

    /// Runs it, and gives what is wrong with the answer.
    fn problems(&self) -> Vec<String> {
        let mut project = match self.base {
            Base::Bare => {
                let mut project = TestProject::bare();
                project.set_url(Some("sqlite:dev.db"));
                project
            }
            Base::Package => TestProject::new(),
            Base::Shop => TestProject::shop(),
            Base::Rows => TestProject::shop_with_rows(),
        };
        (self.given)(&mut project);
        let before = project.tree();
        let mut command = match self.script {
            Some(script) => project.shell(script),
            None => project.command(self.arguments),
        };
        (self.with)(&mut command);
        let Some(output) = project.finish_within(&mut command, LONGEST) else {
            return vec![format!("no answer within {LONGEST:?}")];
        };
        let mut problems = self.wrong_in(&output);
        let mut after = project.tree();
        // The lock of the scratch database is the tool's own, and stays.
        after.retain(|path, _| !path.ends_with("scratch.lock"));
        if before != after {
            let changed: Vec<_> = before
                .keys()
                .chain(after.keys())
                .filter(|path| before.get(*path) != after.get(*path))
                .collect();
            problems.push(format!("something was written: {changed:?}"));
        }
        if !project.leftovers().is_empty() {
            problems.push(format!(
                "temporary files are left: {:?}",
                project.leftovers()
            ));
        }
        if !problems.is_empty() {
            problems.push(output.screen());
        }
        problems
    }

    fn wrong_in(&self, output: &Output) -> Vec<String> {
        let all = output.all();
        let mut problems = Vec::new();
        if output.code != self.code {
            problems.push(format!("exit code {}, not {}", output.code, self.code));
        }
        for text in ["panicked", "a bug in cargo-migrate", "RUST_BACKTRACE"] {
            if all.contains(text) {
                problems.push(format!("the answer says `{text}`"));
            }
        }
        if !all.contains(self.cause) {
            problems.push(format!("the cause `{}` is not named", self.cause));
        }
        if !all.contains(self.way_out) {
            problems.push(format!("the way out `{}` is not named", self.way_out));
        }
        assert!(
            !self.cause.is_empty(),
            "{}: no cause is asked for",
            self.name
        );
        problems
    }
}

#[test]
fn every_bad_input_gets_its_cause_its_way_out_and_nothing_written() {
    let groups = [
        ("arguments", arguments::cases()),
        ("place", place::cases()),
        ("configuration", configuration::cases()),
        ("url", url::cases()),
        ("files", files::cases()),
        ("state", state::cases()),
        ("schema", schema::cases()),
        ("data", data::cases()),
    ];
    let only = std::env::var("BAD_INPUT").unwrap_or_default();
    let cases: Vec<(&str, Case)> = groups
        .into_iter()
        .flat_map(|(group, cases)| cases.into_iter().map(move |case| (group, case)))
        .filter(|(group, case)| format!("{group}: {}", case.name).contains(&only))
        .collect();
    assert!(
        !only.is_empty() || cases.len() >= 150,
        "only {} cases",
        cases.len()
    );
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some((group, case)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let problems = case.problems();
                    if !problems.is_empty() {
                        let text = problems.join("\n    ");
                        let failure = format!("{group}: {}\n    {text}", case.name);
                        failures.lock().unwrap().push(failure);
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(
        failures.is_empty(),
        "{} of {} cases fail, after {:?}:\n\n{}",
        failures.len(),
        cases.len(),
        start.elapsed(),
        failures.join("\n")
    );
}
