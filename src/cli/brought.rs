//! Words that people bring along from other tools are answered with the command they want.

use crate::error::Error;

/// (the word, where it comes from, what to say instead)
const WORDS: &[(&str, &str, &[&str])] = &[
    ("run", "sqlx", &["cargo migrate upgrade"]),
    ("apply", "Atlas", &["cargo migrate upgrade"]),
    ("migrate", "other tools", &["cargo migrate upgrade"]),
    ("revert", "sqlx", &["cargo migrate downgrade -1"]),
    ("rollback", "other tools", &["cargo migrate downgrade -1"]),
    (
        "add",
        "sqlx",
        &[
            "cargo migrate new \"what it is for\"",
            "cargo migrate new --empty \"what it is for\"     without a draft",
        ],
    ),
    (
        "generate",
        "diesel",
        &["cargo migrate new \"what it is for\""],
    ),
    (
        "revision",
        "Alembic",
        &["cargo migrate new \"what it is for\""],
    ),
    (
        "autogenerate",
        "Alembic",
        &["cargo migrate new \"what it is for\""],
    ),
    (
        "makemigrations",
        "Django",
        &["cargo migrate new \"what it is for\""],
    ),
    (
        "create",
        "other tools",
        &["cargo migrate new \"what it is for\""],
    ),
    (
        "status",
        "other tools",
        &["cargo migrate current", "cargo migrate history"],
    ),
    ("info", "sqlx", &["cargo migrate history"]),
    ("list", "diesel", &["cargo migrate history"]),
    ("pending", "diesel", &["cargo migrate current --check"]),
    ("heads", "Alembic", &["cargo migrate history"]),
    ("show", "Alembic", &["cargo migrate history"]),
    (
        "reset",
        "other tools",
        &[
            "cargo migrate scratch     makes a fresh throwaway database",
            "cargo migrate downgrade base     takes every migration back",
        ],
    ),
    (
        "setup",
        "other tools",
        &["cargo migrate init", "cargo migrate upgrade"],
    ),
    ("test", "other tools", &["cargo migrate roundtrip"]),
    (
        "verify",
        "other tools",
        &["cargo migrate check", "cargo migrate roundtrip"],
    ),
    ("lint", "Atlas", &["cargo migrate check"]),
    ("baseline", "Flyway", &["cargo migrate stamp REV"]),
    ("repair", "Flyway", &["cargo migrate doctor"]),
];

/// The answer to a command line whose subcommand is a word of another tool, or which has one of
/// its flags.
pub(super) fn answer(arguments: &[String]) -> Option<Error> {
    let word = arguments
        .iter()
        .find(|argument| !argument.starts_with('-'))?;
    if word == "diff"
        && arguments
            .iter()
            .any(|argument| argument == "--autogenerate")
    {
        let error = Error::usage(
            "`diff` has no --autogenerate: the draft of a migration is written by `new`",
        );
        return Some(
            error
                .hint("cargo migrate new \"what it is for\"")
                .hint("cargo migrate diff     shows the difference"),
        );
    }
    let (word, origin, instead) = WORDS.iter().find(|(known, ..)| known == word)?;
    let error = Error::usage(format!(
        "there is no command `{word}` here, as {origin} has it; you may want:"
    ));
    Some(
        instead
            .iter()
            .fold(error, |error, command| error.hint(*command)),
    )
}
