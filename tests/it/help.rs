//! `--help`, `--version`, completions, and words that people bring along.

use crate::project::TestProject;

/// The subcommands that `--help` lists.
fn subcommands(project: &TestProject) -> Vec<String> {
    let help = project.run(&["--help"]).ok().stdout;
    let listed = help.split("Commands:\n").nth(1).unwrap();
    listed
        .lines()
        .take_while(|line| !line.trim().is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .collect()
}

#[test]
fn the_help_of_the_whole() {
    let project = TestProject::bare();
    insta::assert_snapshot!(project.run(&["--help"]).screen(), @r"
    exit code: 0
    ---- stdout
    Drafts, proves and runs database schema migrations in sqlx's format

    Usage: cargo migrate [OPTIONS] <COMMAND>

    Commands:
      init         Set a project up: configuration, folders, .gitignore
      scratch      Make the throwaway database anew from the schema in code
      diff         Show the difference of any two schemas
      new          Write the draft of a migration: what leads from the database to the schema in code
      upgrade      Apply migrations to the development database [alias: up]
      downgrade    Take migrations of the development database back [alias: down]
      redo         Take the newest applied migration back and apply it again
      stamp        Note that the database stands at a revision, without running anything
      current      Say where the development database stands
      history      List the migrations and how they stand: applied, pending, changed, missing
      roundtrip    Prove up, down, up: the schema and the rows come back
      check        Does every schema change ship with its migration, and is the history sound?
      backup       Write a backup of the development database
      restore      Put a backup in the place of the development database's content
      hook         Install, uninstall or run the Git pre-commit hook
      doctor       Say what is configured, what is reachable, what is wrong, and the command that mends
                   it
      completions  Print completions for a shell

    Options:
      -h, --help     Print help
      -V, --version  Print version

    Global options:
          --manifest-path <PATH>  Path to Cargo.toml
      -p, --package <SPEC>        The package of the workspace
          --database <NAME>       The database, where the configuration names several
      -c, --config <FILE>         Another file to read the configuration from
          --database-url <URL>    The development database [default: DATABASE_URL, from the environment
                                  or .env]
          --migrations <DIR>      The migrations folder [default: migrations]
          --engine <ENGINE>       The engine, where no URL says it
      -v, --verbose...            Print every SQL statement with its time
      -q, --quiet                 Print nothing but errors and data
          --color <WHEN>          Colour: auto, always, never
          --format <FORMAT>       How results are printed: human, json, github (check), sql (diff)
      -y, --yes                   Answer yes to every question that may be answered in advance

    Exit codes:
      0    done, nothing found
      1    found something: a difference with --exit-code, a failing proof, a hazard
      2    usage or configuration
      3    refused for safety, or needs an answer
      4    failed, and the database is as it was before
      5    failed, and it is not: the message holds the command that restores it
      101  a bug in this tool
    ");
}

#[test]
fn every_subcommand_has_its_help_and_needs_no_project_for_it() {
    let project = TestProject::bare();
    let subcommands = subcommands(&project);
    assert!(subcommands.len() >= 14, "{subcommands:?}");
    for subcommand in subcommands {
        let help = project.run(&[&subcommand, "--help"]).ok();
        assert!(
            help.stdout.contains("Usage: cargo migrate "),
            "{}",
            help.screen()
        );
        assert!(
            help.stdout
                .lines()
                .next()
                .is_some_and(|line| line.len() > 10),
            "{}",
            help.screen()
        );
        assert!(help.stderr.is_empty(), "{}", help.screen());
    }
    assert_eq!(project.files().len(), 0, "help writes nothing");
}

#[test]
fn the_version_is_that_of_the_package() {
    let project = TestProject::bare();
    let output = project.run(&["--version"]).ok();
    assert!(
        output.stdout.contains(env!("CARGO_PKG_VERSION")),
        "{}",
        output.screen()
    );
    assert_eq!(project.run(&["-V"]).ok().stdout, output.stdout);
}

#[test]
fn completions_are_there_for_every_shell() {
    let project = TestProject::bare();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = project.run(&["completions", shell]).ok();
        assert!(
            output.stdout.contains("upgrade"),
            "{shell}: {}",
            output.screen()
        );
        assert!(output.stderr.is_empty(), "{shell}");
    }
    project.run(&["completions", "tcsh"]).exits(2).says("bash");
}

#[test]
fn words_of_other_tools_are_answered_with_the_command_that_is_wanted() {
    let project = TestProject::bare();
    let cases: &[(&[&str], &str)] = &[
        (&["run"], "cargo migrate upgrade"),
        (&["revert"], "cargo migrate downgrade -1"),
        (&["add", "users"], "cargo migrate new"),
        (&["generate"], "cargo migrate new"),
        (&["revision", "-m", "users"], "cargo migrate new"),
        (&["revision", "--autogenerate"], "cargo migrate new"),
        (&["diff", "--autogenerate"], "cargo migrate new"),
        (&["status"], "cargo migrate current"),
        (&["info"], "cargo migrate history"),
        (&["makemigrations"], "cargo migrate new"),
        (&["rollback"], "cargo migrate downgrade -1"),
        (&["migrate", "run"], "cargo migrate upgrade"),
    ];
    for (words, wanted) in cases {
        let output = project.run(words).exits(2);
        assert!(
            output.stderr.contains(wanted),
            "{words:?}: {}",
            output.screen()
        );
    }
    insta::assert_snapshot!(project.run(&["run"]).screen(), @r"
    exit code: 2
    ---- stderr
    error: there is no command `run` here, as sqlx has it; you may want:
      |
      = help: cargo migrate upgrade
    ");
}

#[test]
fn a_word_nearly_right_is_met_with_the_right_one() {
    let project = TestProject::bare();
    insta::assert_snapshot!(project.run(&["upgrad"]).screen(), @r"
    exit code: 2
    ---- stderr
    error: unrecognized subcommand 'upgrad'

      tip: some similar subcommands exist: 'downgrade', 'up', 'upgrade'

    Usage: cargo migrate [OPTIONS] <COMMAND>

    For more information, try '--help'.
    ");
}
