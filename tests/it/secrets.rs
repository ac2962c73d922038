//! A password in a URL is never printed, whatever the command and whatever goes wrong.

use crate::project::TestProject;

const CANARY: &str = "s3cr3t-c4n4ry";

/// Every command, with arguments that lead it as far as it goes.
const COMMANDS: &[&[&str]] = &[
    &["scratch"],
    &["diff"],
    &["diff", "--format", "json"],
    &["diff", "--from", "dev", "--to", "replay"],
    &["new", "change"],
    &["new", "change", "--from", "replay"],
    &["upgrade"],
    &["upgrade", "-v"],
    &["upgrade", "--dry-run"],
    &["downgrade", "base", "--yes"],
    &["redo", "--yes"],
    &["stamp", "head"],
    &["current"],
    &["current", "--format", "json"],
    &["history"],
    &["roundtrip"],
    &["roundtrip", "--all", "--on", "empty", "--format", "json"],
    &["check"],
    &["check", "--format", "json"],
    &["check", "--format", "github"],
    &["check", "--staged"],
    &["backup"],
    &["restore", "--yes"],
    &["restore", "--list"],
    &["hook", "run"],
    &["doctor"],
    &["doctor", "--format", "json"],
];

#[test]
fn no_command_prints_the_password_of_a_url() {
    let urls = [
        format!("postgres://doe:{CANARY}@localhost:1/shop"),
        format!("mysql://doe:{CANARY}@db.example.org/shop"),
        format!("postgres://doe:{CANARY}@localhost:99999/shop"),
        format!("postgres://doe:{CANARY}"),
        format!("postgres://localhost/shop?password={CANARY}&sslmode=require"),
        format!("postgrs://doe:{CANARY}@localhost/shop"),
        format!("sqlite:missing.db?key={CANARY}"),
        format!("doe:{CANARY}@localhost/shop"),
        format!("postgres://doe:{CANARY}/half@localhost/shop"),
    ];
    let mut project = TestProject::shop();
    project.git_init();
    let mut printed = Vec::new();
    for url in &urls {
        for (given, way) in [(false, "environment"), (true, "flag")] {
            project.set_url((!given).then_some(url));
            for command in COMMANDS {
                let mut arguments = command.to_vec();
                if given {
                    arguments.extend(["--database-url", url.as_str()]);
                }
                let output = project.run(&arguments);
                if output.all().contains(CANARY) {
                    printed.push(format!(
                        "{command:?} with {url} by {way}: {}",
                        output.screen()
                    ));
                }
                assert_ne!(
                    output.code,
                    101,
                    "{command:?} with {url}: {}",
                    output.screen()
                );
            }
        }
    }
    assert!(printed.is_empty(), "{}", printed.join("\n"));
}

#[test]
fn no_command_prints_the_password_of_a_dotenv_file() {
    let mut project = TestProject::shop();
    project.git_init();
    project.set_url(None);
    let files = [
        format!("DATABASE_URL=postgres://doe:{CANARY}@localhost:1/shop\n"),
        format!("DATABASE_URL=postgres://doe:{CANARY} @localhost/shop\n"),
        format!("DATABASE_URL postgres://doe:{CANARY}@localhost/shop\n"),
    ];
    for file in files {
        project.write(".env", &file);
        for command in COMMANDS {
            let output = project.run(command);
            assert!(
                !output.all().contains(CANARY),
                "{command:?} with {file}: {}",
                output.screen()
            );
        }
    }
}

#[test]
fn a_side_of_a_comparison_is_masked_too() {
    let project = TestProject::shop();
    for side in [
        format!("postgres://doe:{CANARY}@localhost:1/shop"),
        format!("postgres://doe:{CANARY}@localhost:x/shop"),
        format!("nonsense://doe:{CANARY}@localhost/shop"),
    ] {
        for arguments in [
            ["diff", "--from", &side, "--to", &side],
            ["diff", "--to", &side, "--from", "replay"],
        ] {
            let output = project.run(&arguments);
            assert_ne!(output.code, 0);
            assert!(!output.all().contains(CANARY), "{}", output.screen());
        }
    }
}

#[test]
fn the_state_folder_keeps_no_password_and_is_for_its_owner_only() {
    let mut project = TestProject::shop();
    project.set_url(Some(&format!("sqlite:dev.db?vfs={CANARY}")));
    project.run(&["upgrade"]);
    project.set_url(Some("sqlite:dev.db"));
    project.run(&["upgrade"]).ok();
    project.run(&["backup"]).ok();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        for entry in walkdir::WalkDir::new(project.home()) {
            let entry = entry.unwrap();
            let mode = entry.metadata().unwrap().permissions().mode() & 0o077;
            assert_eq!(mode, 0, "{} is open to others", entry.path().display());
        }
    }
    for entry in walkdir::WalkDir::new(project.home()) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let bytes = std::fs::read(entry.path()).unwrap();
            let found = bytes
                .windows(CANARY.len())
                .any(|window| window == CANARY.as_bytes());
            assert!(!found, "{}", entry.path().display());
        }
    }
}
