//! Project discovery: which package, which file, which repository.

use super::{Base, Case, case};
use crate::project::TestProject;

/// A virtual workspace; each member with or without a migrations folder.
fn workspace(project: &TestProject, members: &[(&str, bool)]) {
    let names: Vec<String> = members
        .iter()
        .map(|(name, _)| format!("\"{name}\""))
        .collect();
    project.write(
        "Cargo.toml",
        format!(
            "[workspace]\nresolver = \"3\"\nmembers = [{}]\n",
            names.join(", ")
        ),
    );
    for (name, has_migrations) in members {
        project.write(
            &format!("{name}/Cargo.toml"),
            format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n"),
        );
        project.write(&format!("{name}/src/lib.rs"), "");
        if *has_migrations {
            project.write(
                &format!("{name}/migrations/1_a.up.sql"),
                "CREATE TABLE a (id INTEGER);\n",
            );
            project.write(
                &format!("{name}/migrations/1_a.down.sql"),
                "DROP TABLE a;\n",
            );
        }
    }
}

fn two_databases(project: &mut TestProject) {
    project.append(
        "Cargo.toml",
        "\n[package.metadata.migrate.databases.main]\n[package.metadata.migrate.databases.audit]\n",
    );
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("no Cargo.toml", &["current"]).on(Base::Bare).fails(
            2,
            "Cargo.toml",
            "--manifest-path",
        ),
        case("a Cargo.toml that is no TOML", &["current"])
            .given(|project| project.append("Cargo.toml", "[package\n"))
            .fails(2, "not valid TOML", "Cargo.toml:5"),
        case("an empty Cargo.toml", &["current"])
            .on(Base::Bare)
            .given(|project| project.write("Cargo.toml", ""))
            .fails(2, "Cargo.toml", "[package]"),
        case("a Cargo.toml that is not UTF-8", &["current"])
            .given(|project| project.write("Cargo.toml", b"[package]\nname = \"caf\xe9\"\n"))
            .fails(2, "not UTF-8", "save it as UTF-8"),
        case("a virtual workspace", &["current"])
            .on(Base::Bare)
            .given(|project| workspace(project, &[("one", false), ("two", false)]))
            .fails(2, "is a workspace", "--package"),
        case(
            "a virtual workspace with two that have migrations",
            &["current"],
        )
        .on(Base::Bare)
        .given(|project| workspace(project, &[("one", true), ("two", true)]))
        .fails(2, "one, two", "cargo migrate --package one"),
        case("a package that is unknown", &["current", "-p", "tow"])
            .on(Base::Bare)
            .given(|project| workspace(project, &[("one", true), ("two", true)]))
            .fails(2, "`tow` is no package", "`two`"),
        case(
            "a package that is unknown outside of a workspace",
            &["current", "-p", "other"],
        )
        .fails(2, "`other` is no package", "shop"),
        case("an empty package", &["current", "-p", ""]).fails(2, "package", "shop"),
        case(
            "a manifest that is not there",
            &["current", "--manifest-path", "nowhere/Cargo.toml"],
        )
        .fails(2, "nowhere/Cargo.toml", "--manifest-path"),
        case(
            "a manifest that is a folder",
            &["current", "--manifest-path", "src"],
        )
        .fails(2, "is a folder", "Cargo.toml"),
        case(
            "a manifest of another kind",
            &["current", "--manifest-path", "schema.sql"],
        )
        .fails(2, "not valid TOML", "schema.sql:1"),
        case("no repository for what is staged", &["check", "--staged"]).fails(
            2,
            "not in a Git repository",
            "git init",
        ),
        case(
            "no repository for what came since",
            &["check", "--since", "main"],
        )
        .fails(2, "not in a Git repository", "git init"),
        case("no repository for the hook", &["hook", "install"]).fails(
            2,
            "not in a Git repository",
            "git init",
        ),
        case("no repository for the hook's run", &["hook", "run"]).fails(
            2,
            "not in a Git repository",
            "git init",
        ),
        case("a bare repository", &["hook", "install"])
            .given(|project| drop(project.git(&["init", "--quiet", "--bare", "."])))
            .fails(2, "Git", "work tree"),
        case(
            "a repository without a commit",
            &["check", "--since", "HEAD"],
        )
        .given(|project| drop(project.git(&["init", "--quiet"])))
        .fails(2, "HEAD", "git"),
        case("Git is not installed", &["check", "--staged"])
            .given(|project| project.git_init())
            .with(|command| {
                command.env("PATH", "/nonexistent");
            })
            .fails(2, "git", "install"),
        case("a folder that was deleted", &[])
            .script("mkdir gone && cd gone && rmdir ../gone && exec cargo-migrate current")
            .fails(2, "current folder", "cd"),
        case("a state folder that is a file", &["upgrade"])
            .with(|command| {
                command.env("CARGO_MIGRATE_HOME", "Cargo.toml");
            })
            .fails(4, "Cargo.toml", "CARGO_MIGRATE_HOME"),
        case("two databases", &["current"])
            .given(two_databases)
            .fails(2, "audit, main", "--database audit"),
        case(
            "a database that is unknown",
            &["current", "--database", "mian"],
        )
        .given(two_databases)
        .fails(2, "`mian`", "--database main"),
        case(
            "a database where none is configured",
            &["current", "--database", "main"],
        )
        .fails(2, "`main`", "databases.main"),
        case(
            "a configuration file that is not there",
            &["current", "-c", "missing.toml"],
        )
        .fails(2, "missing.toml", "cargo migrate init"),
        case(
            "a configuration file without its table",
            &["current", "-c", "other.toml"],
        )
        .given(|project| project.write("other.toml", "[other]\n"))
        .fails(
            2,
            "other.toml was read, and it has no [migrate] table",
            "schema = [\"schema.sql\"]",
        ),
        case(
            "a configuration file that is a folder",
            &["current", "-c", "src"],
        )
        .fails(2, "src", "folder"),
        case(
            "a configuration file that is no TOML",
            &["current", "-c", "schema.sql"],
        )
        .fails(2, "not valid TOML", "schema.sql:1"),
        case(
            "a migrations folder that is not there",
            &["upgrade", "--migrations", "nowhere"],
        )
        .fails(2, "no migrations folder", "--migrations"),
        case(
            "a migrations folder that is a file",
            &["upgrade", "--migrations", "schema.sql"],
        )
        .fails(2, "is not a folder", "--migrations"),
    ]
}
