//! Arguments and environment.

use super::{Base, Case, case};

const LONG: &str = "a message that goes on and on, since whoever wrote it thought that the whole story belongs into the name of a file, which it does not, as a file name has a limit of 255 bytes on about every system, and the message must fit into it together with the version, the underscore and the suffix; this is more than 300 characters";

/// A third migration whose label is taken already.
fn same_label(project: &mut crate::project::TestProject) {
    project.migration(
        "20260303000000_third",
        "-- label: 0.1\nCREATE TABLE third (id INTEGER);\n",
        "DROP TABLE third;\n",
    );
}

fn more_schema(project: &mut crate::project::TestProject) {
    project.append("schema.sql", "CREATE TABLE more (id INTEGER);\n");
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = messages();
    cases.extend(revisions());
    cases.extend(flags());
    cases.extend(sides());
    cases
}

fn messages() -> Vec<Case> {
    vec![
        case("no message", &["new"]).fails(2, "<MESSAGE>", "--help"),
        case("an empty message", &["new", ""]).fails(
            2,
            "the message is empty",
            "cargo migrate new",
        ),
        case("a message of spaces", &["new", "   "]).fails(
            2,
            "the message is empty",
            "cargo migrate new",
        ),
        case("a message with a slash", &["new", "a/b"]).fails(2, "holds `/`", "cargo migrate new"),
        case("a message with a backslash", &["new", "a\\b"]).fails(
            2,
            "holds `\\`",
            "cargo migrate new",
        ),
        case("a message that is a folder", &["new", ".."]).fails(
            2,
            "no letter or digit",
            "cargo migrate new",
        ),
        case("a message of two lines", &["new", "a\nb"]).fails(
            2,
            "more than one line",
            "cargo migrate new",
        ),
        case("a message with an escape", &["new", "a\u{1b}[31m"]).fails(
            2,
            "control character",
            "cargo migrate new",
        ),
        case("a long message", &["new", LONG]).fails(
            2,
            "too long for a file name",
            "in a few words",
        ),
        case("two messages", &["new", "add", "users"]).fails(
            2,
            "unexpected argument 'users'",
            "--help",
        ),
        #[cfg(unix)]
        case("a message that is not UTF-8", &["new"])
            .with(|command| {
                use std::os::unix::ffi::OsStrExt;
                command.arg(std::ffi::OsStr::from_bytes(b"caf\xe9"));
            })
            .fails(2, "invalid UTF-8", "--help"),
        case(
            "an empty message for an empty pair",
            &["new", "--empty", "!"],
        )
        .fails(2, "no letter or digit", "cargo migrate new"),
        case("an empty label", &["new", "a", "--label", ""]).fails(
            2,
            "a label is one line",
            "--label 0.4",
        ),
        case(
            "a label of two lines",
            &["new", "a", "--label", "0.4\nDROP TABLE a"],
        )
        .fails(2, "a label is one line", "--label 0.4"),
        case(
            "a rename that is none",
            &["new", "a", "--rename", "nonsense"],
        )
        .on(Base::Rows)
        .given(more_schema)
        .fails(2, "nonsense", "--rename"),
        case(
            "a rename of what is not there",
            &["new", "a", "--rename", "customers.x=customers.y"],
        )
        .on(Base::Rows)
        .given(more_schema)
        .fails(2, "customers.x", "customers"),
        case(
            "a rename from one table to another",
            &["new", "a", "--rename", "customers.name=orders.name"],
        )
        .on(Base::Rows)
        .given(more_schema)
        .fails(2, "customers.name=orders.name", "--rename"),
        case("an editor that is not there", &["new", "a", "--edit"])
            .on(Base::Rows)
            .given(more_schema)
            .fails(2, "--edit", "EDITOR"),
        case("an editor that is misspelt", &["new", "a", "--edit"])
            .on(Base::Rows)
            .given(more_schema)
            .with(|command| {
                command.env("EDITOR", "no-such-editor");
            })
            .fails(2, "no-such-editor", "EDITOR"),
    ]
}

fn revisions() -> Vec<Case> {
    vec![
        case("a version that is unknown", &["upgrade", "20990101000000"]).fails(
            2,
            "20990101000000",
            "cargo migrate history",
        ),
        case("a version below the current one", &["upgrade", "0.1"])
            .on(Base::Rows)
            .fails(2, "lies behind", "cargo migrate downgrade"),
        case("an upgrade to the base", &["upgrade", "base"])
            .on(Base::Rows)
            .fails(2, "lies behind", "cargo migrate downgrade base"),
        case("a downgrade that leads ahead", &["downgrade", "head"])
            .given(|project| drop(project.run(&["upgrade", "+1"]).ok()))
            .fails(2, "lies ahead", "cargo migrate upgrade"),
        case("a name that is none", &["upgrade", "first"]).fails(
            2,
            "`first`",
            "cargo migrate history",
        ),
        case("a label nearly right", &["upgrade", "0.22"]).fails(
            2,
            "`0.22`",
            "cargo migrate history",
        ),
        case("a description for a version", &["upgrade", "orders_create"]).fails(
            2,
            "`orders_create`",
            "20260202000000",
        ),
        case("steps back in an upgrade", &["upgrade", "-1"])
            .on(Base::Rows)
            .fails(2, "the other way", "cargo migrate downgrade -1"),
        case("steps ahead in a downgrade", &["downgrade", "+1"])
            .on(Base::Rows)
            .fails(2, "the other way", "cargo migrate upgrade +1"),
        case("too many steps ahead", &["upgrade", "+99"]).fails(2, "too far", "`head`"),
        case("too many steps back", &["downgrade", "-99"])
            .on(Base::Rows)
            .fails(2, "too far", "`base`"),
        case("too many steps from a label", &["upgrade", "0.2+1"]).fails(2, "too far", "`head`"),
        case(
            "a version beyond 64 bits",
            &["upgrade", "99999999999999999999999999"],
        )
        .fails(2, "99999999999999999999999999", "cargo migrate history"),
        case(
            "steps beyond counting",
            &["upgrade", "+99999999999999999999999999"],
        )
        .fails(2, "not a number of steps", "+2"),
        case("steps that are no number", &["upgrade", "+one"]).fails(2, "+one", "+2"),
        case("an empty revision", &["upgrade", ""]).fails(
            2,
            "revision is empty",
            "cargo migrate history",
        ),
        case(
            "a revision with a control character",
            &["upgrade", "a\u{7}b"],
        )
        .fails(2, "control character", "cargo migrate history"),
        case("the beginning of several versions", &["upgrade", "2026"]).fails(
            2,
            "beginning of 2 migrations",
            "write more",
        ),
        case("the label of several", &["upgrade", "0.1"])
            .given(same_label)
            .fails(2, "label of 2 migrations", "20260303000000"),
        case("a downgrade to nowhere", &["downgrade"]).fails(2, "<REV>", "--help"),
        case("a stamp of nothing", &["stamp"]).fails(2, "<REV>", "--help"),
        case("a stamp of the unknown", &["stamp", "0.9"])
            .on(Base::Rows)
            .fails(2, "`0.9`", "cargo migrate history"),
        case("a proof of the unknown", &["roundtrip", "0.9"])
            .on(Base::Rows)
            .fails(2, "`0.9`", "cargo migrate history"),
        case(
            "a proof of a range of the unknown",
            &["roundtrip", "0.1..0.9"],
        )
        .on(Base::Rows)
        .fails(2, "`0.9`", "cargo migrate history"),
        case(
            "a proof of a range the wrong way round",
            &["roundtrip", "0.2..0.1"],
        )
        .on(Base::Rows)
        .fails(2, "0.2..0.1", "0.1..0.2"),
        case("a redo of nothing", &["redo"])
            .given(|project| {
                project.run(&["upgrade"]).ok();
                project.run(&["downgrade", "base"]).ok();
            })
            .fails(2, "nothing is applied", "cargo migrate upgrade"),
        case("a downgrade of nothing", &["downgrade", "base"])
            .given(|project| {
                project.run(&["upgrade"]).ok();
                project.run(&["downgrade", "base"]).ok();
            })
            .fails(2, "nothing is applied", "cargo migrate upgrade"),
    ]
}

fn flags() -> Vec<Case> {
    vec![
        case("an unknown flag", &["upgrade", "--frobnicate"]).fails(2, "'--frobnicate'", "--help"),
        case("a flag nearly right", &["upgrade", "--dry-rum"]).fails(
            2,
            "'--dry-rum'",
            "'--dry-run'",
        ),
        case("an unknown subcommand", &["upgarde"]).fails(2, "'upgarde'", "'upgrade'"),
        case("no subcommand", &[]).fails(2, "Usage:", "upgrade"),
        case("only the word migrate", &["migrate"]).fails(2, "Usage:", "upgrade"),
        case("a value for what has none", &["check", "--staged=yes"]).fails(
            2,
            "'--staged'",
            "--help",
        ),
        case("a format that is none", &["check", "--format", "xml"]).fails(2, "'xml'", "json"),
        case(
            "a format that a command has not",
            &["current", "--format", "github"],
        )
        .on(Base::Rows)
        .fails(2, "github", "json"),
        case("a format for a draft", &["new", "a", "--format", "json"]).fails(
            2,
            "--format json",
            "human",
        ),
        case("a colour that is none", &["check", "--color", "purple"])
            .fails(2, "'purple'", "always"),
        case("an engine that is none", &["check", "--engine", "oracle"])
            .fails(2, "oracle", "sqlite"),
        case(
            "an engine that is not the URL's",
            &[
                "current",
                "--engine",
                "mysql",
                "--database-url",
                "sqlite:dev.db",
            ],
        )
        .on(Base::Rows)
        .fails(2, "mysql", "--engine"),
        case(
            "a place to prove on that is none",
            &["roundtrip", "--on", "moon"],
        )
        .fails(2, "'moon'", "snapshot"),
        case("a revision and all", &["roundtrip", "head", "--all"]).fails(2, "--all", "--help"),
        case("two scopes", &["check", "--staged", "--since", "HEAD"]).fails(2, "--since", "--help"),
        case("a shell that is none", &["completions", "tcsh"]).fails(2, "'tcsh'", "bash"),
        case("a hook without its verb", &["hook"]).fails(2, "install", "run"),
        case("a clock that is none", &["new", "a"])
            .given(more_schema)
            .with(|command| {
                command.env("CARGO_MIGRATE_NOW", "yesterday");
            })
            .fails(2, "yesterday", "CARGO_MIGRATE_NOW="),
        case("a question without a terminal", &["downgrade", "base"])
            .on(Base::Rows)
            .fails(3, "needs an answer", "--yes"),
        case("a restore without a terminal", &["restore"])
            .on(Base::Rows)
            .given(|project| drop(project.run(&["backup"]).ok()))
            .fails(3, "needs an answer", "--yes"),
    ]
}

fn sides() -> Vec<Case> {
    vec![
        case("a side that is none", &["diff", "--from", "nonsense"]).fails(
            2,
            "no scheme",
            "replay@REV",
        ),
        case(
            "a file that is not there",
            &["diff", "--from", "file:missing.sql", "--to", "replay"],
        )
        .fails(2, "missing.sql", "No such file"),
        case(
            "two files of which one is not there",
            &[
                "diff",
                "--from",
                "file:schema.sql",
                "--to",
                "file:missing.sql",
            ],
        )
        .fails(2, "missing.sql", "No such file"),
        case(
            "a revision of a replay that is unknown",
            &["diff", "--from", "replay@0.9", "--to", "scratch"],
        )
        .fails(2, "`0.9`", "cargo migrate history"),
        case(
            "a Git revision without a repository",
            &["diff", "--from", "git:HEAD", "--to", "scratch"],
        )
        .fails(2, "not in a Git repository", "git init"),
        case(
            "a Git revision that is unknown",
            &["diff", "--from", "git:nowhere", "--to", "scratch"],
        )
        .given(|project| project.git_init())
        .fails(2, "nowhere", "git"),
        case(
            "a Git revision that looks like a flag",
            &["diff", "--from", "git:--output=x", "--to", "scratch"],
        )
        .given(|project| project.git_init())
        .fails(2, "--output=x", "git"),
        case(
            "two engines",
            &[
                "diff",
                "--from",
                "sqlite:dev.db",
                "--to",
                "mysql://localhost/shop",
            ],
        )
        .on(Base::Rows)
        .fails(2, "can't be compared", "MySQL"),
        case(
            "a database that is not there",
            &["diff", "--from", "sqlite:a.db", "--to", "sqlite:b.db"],
        )
        .fails(2, "a.db", "database"),
        case(
            "a script into a folder that is not there",
            &[
                "diff",
                "--from",
                "replay",
                "--to",
                "file:schema.sql",
                "--up",
                "nowhere/up.sql",
            ],
        )
        .fails(4, "nowhere/up.sql", "No such file"),
        case(
            "a script in the place of a folder",
            &[
                "diff",
                "--from",
                "replay",
                "--to",
                "file:schema.sql",
                "--up",
                "src",
            ],
        )
        .fails(4, "src", "directory"),
        case(
            "a rename in a diff that is none",
            &["diff", "--rename", "nonsense"],
        )
        .fails(2, "nonsense", "--rename"),
        case(
            "commits since the unknown",
            &["check", "--since", "nowhere"],
        )
        .given(|project| project.git_init())
        .fails(2, "nowhere", "git"),
        case(
            "commits since what looks like a flag",
            &["check", "--since=--all"],
        )
        .given(|project| project.git_init())
        .fails(2, "--all", "git"),
    ]
}
