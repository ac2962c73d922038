//! `cargo migrate new`

use super::DONE;
use super::diff::{form, rename_flag, said_renames};
use super::shell::Shell;
use crate::diff::{Candidate, Rename};
use crate::draft::Draft;
use crate::error::{Error, Result};
use crate::migration::slug;
use crate::report::ask;
use crate::report::format::count;
use crate::workflow::context::Context;
use crate::workflow::draft::{self, Comparison, DraftProof, Head, Start, Written, compare_sides};
use clap::{Args, ValueEnum};

/// Write the draft of a migration: what leads from the database to the schema in code
///
/// Compares the schema source with the development database, which must be at head, or with a
/// replay of the history. The draft is proven before it is kept. Nothing to do writes nothing.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What the migration is for, as in "area: add cool feature"
    #[arg(value_name = "MESSAGE")]
    message: String,
    /// What to compare with
    #[arg(
        long,
        value_name = "SIDE",
        default_value = "dev",
        hide_default_value = true
    )]
    from: From,
    /// An empty pair of files, to be written by hand
    #[arg(long)]
    empty: bool,
    /// A rename: old=new for a table, table.old=table.new for a column; `none` where nothing was
    #[arg(long, value_name = "RENAME")]
    rename: Vec<String>,
    /// A label, by which upgrade and downgrade find the migration
    #[arg(long, value_name = "NAME")]
    label: Option<String>,
    /// Write the forms that let others work on the tables meanwhile (PostgreSQL)
    #[arg(long)]
    online: bool,
    /// Print the draft and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Open the draft in $VISUAL or $EDITOR
    #[arg(long)]
    edit: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum From {
    /// The development database, where there is one
    Dev,
    /// The history, applied to an empty database
    Replay,
}

pub(super) fn run(shell: &Shell, arguments: &Arguments) -> Result<u8> {
    shell.formats(&[])?;
    // A message that can't be a file name is said before anything is built.
    slug(&arguments.message)?;
    if let Some(label) = &arguments.label
        && (label.trim().is_empty() || label.contains(['\n', '\r', '\0']))
    {
        return Err(Error::usage("a label is one line and not empty").hint("--label 0.4"));
    }
    if arguments.edit {
        editor()?;
    }
    let context = shell.context()?;
    if arguments.empty {
        return empty(shell, arguments, &context);
    }
    let start = match arguments.from {
        From::Dev => Start::Development,
        From::Replay => Start::Replay,
    };
    let comparison = compare_sides(&context, start, &mut shell.progress())?;
    let renames = renames(shell, arguments, &context, &comparison)?;
    let drafts = comparison.drafts(&context, &renames, form(arguments.online))?;
    if drafts.is_empty() {
        shell.terminal.status(
            "Unchanged",
            "nothing to do: the schema source and the migrations agree",
        );
        return Ok(DONE);
    }
    for line in draft::lines_with(
        context.dialect()?,
        &comparison.from,
        &comparison.to,
        &renames,
    )? {
        shell.terminal.status("Found", line);
    }
    let remarks = comparison.goes_with_rows(&renames)?;
    for remark in &remarks {
        shell.terminal.warn(remark);
    }
    let proof = draft::prove(&context, &comparison, &drafts, &renames)?;
    tell(shell, &drafts, &proof);
    let head = Head {
        message: &arguments.message,
        label: arguments.label.as_deref(),
        remarks: &remarks,
    };
    if arguments.dry_run {
        print(shell, &drafts, &head);
        return Ok(DONE);
    }
    let written = draft::write(&context, &drafts, &head)?;
    draft::prove_written(&context, &comparison)?;
    finish(shell, arguments, &context, &written)?;
    Ok(DONE)
}

fn print(shell: &Shell, drafts: &[Draft], head: &Head) {
    for (up, down) in draft::texts(drafts, head) {
        shell.terminal.sql(format!("{up}\n{down}"));
    }
}

fn empty(shell: &Shell, arguments: &Arguments, context: &Context) -> Result<u8> {
    let drafts = [Draft::default()];
    let head = Head {
        message: &arguments.message,
        label: arguments.label.as_deref(),
        remarks: &[],
    };
    if arguments.dry_run {
        print(shell, &drafts, &head);
        return Ok(DONE);
    }
    let written = draft::write(context, &drafts, &head)?;
    finish(shell, arguments, context, &written)?;
    Ok(DONE)
}

fn finish(
    shell: &Shell,
    arguments: &Arguments,
    context: &Context,
    written: &[Written],
) -> Result<()> {
    for pair in written {
        for path in [&pair.up, &pair.down] {
            let shown = path.strip_prefix(&context.directory).unwrap_or(path);
            shell.terminal.status("Wrote", shown.display().to_string());
        }
    }
    if arguments.edit {
        let editor = editor()?;
        for pair in written {
            edit(&editor, &pair.up)?;
            edit(&editor, &pair.down)?;
        }
    }
    shell
        .terminal
        .hint("read both files, then: cargo migrate roundtrip && cargo migrate upgrade");
    Ok(())
}

/// The editor's words: the program and its arguments. Looked for before anything is written.
fn editor() -> Result<Vec<String>> {
    let set = || Error::usage("--edit needs an editor").hint("export EDITOR=vi");
    let said = std::env::var("VISUAL")
        .or_else(|_| std::env::var("EDITOR"))
        .map_err(|_| set())?;
    let words: Vec<String> = said.split_whitespace().map(str::to_owned).collect();
    let program = words.first().ok_or_else(set)?;
    let there = if program.contains('/') {
        std::path::Path::new(program).is_file()
    } else {
        std::env::var_os("PATH").is_some_and(|path| {
            std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
        })
    };
    if there {
        Ok(words)
    } else {
        Err(Error::usage(format!("there is no editor {program}")).hint("export EDITOR=vi"))
    }
}

fn edit(editor: &[String], path: &std::path::Path) -> Result<()> {
    let status = std::process::Command::new(&editor[0])
        .args(&editor[1..])
        .arg(path)
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Error::failed(format!(
            "{} ended with {status}; the files are kept",
            editor[0]
        ))),
        Err(cause) => Err(
            Error::usage(format!("{} cannot be run: {cause}", editor[0])).hint("export EDITOR=vi"),
        ),
    }
}

/// What a person said with `--rename` or in the schema source, and, where something is still
/// open, what is answered now.
fn renames(
    shell: &Shell,
    arguments: &Arguments,
    context: &Context,
    comparison: &Comparison,
) -> Result<Vec<Rename>> {
    let none = arguments.rename.iter().any(|text| text == "none");
    let texts = arguments.rename.iter().filter(|text| *text != "none");
    let texts: Vec<String> = texts.cloned().collect();
    let said = said_renames(&texts, &comparison.from, &comparison.to)?;
    let mut renames = comparison.told.clone();
    for rename in said {
        if !renames.contains(&rename) {
            renames.push(rename);
        }
    }
    if none {
        return Ok(renames);
    }
    let mut open = comparison.open_questions(context, &renames)?;
    if !open.is_empty() && !shell.terminal.is_interactive() {
        return Err(refusal(&open));
    }
    while let Some(candidate) = open.first().cloned() {
        if ask_one(shell, &candidate)? {
            renames.push(candidate.rename.clone());
            open = comparison.open_questions(context, &renames)?;
            open.retain(|other| other.rename != candidate.rename);
        } else {
            open.remove(0);
        }
    }
    Ok(renames)
}

fn ask_one(shell: &Shell, candidate: &Candidate) -> Result<bool> {
    let question = format!(
        "Was {} renamed? ({})",
        spelt(&candidate.rename),
        candidate.evidence.join("; ")
    );
    let choices = [
        "renamed: keep the rows".to_owned(),
        "no: drop the old one and add a new one".to_owned(),
    ];
    Ok(ask::choose(
        shell.terminal,
        &question,
        &choices,
        0,
        &rename_flag(&candidate.rename),
    )? == 0)
}

fn spelt(rename: &Rename) -> String {
    match rename {
        Rename::Table { from, to } => format!("table {from} -> {to}"),
        Rename::Column { table, from, to } => format!("column {table}.{from} -> {to}"),
    }
}

fn refusal(open: &[Candidate]) -> Error {
    let mut error =
        Error::refused("something may have been renamed, and a guess could lose its rows");
    for candidate in open {
        error = error.note(format!(
            "{}: {}",
            spelt(&candidate.rename),
            candidate.evidence.join("; ")
        ));
    }
    for candidate in open {
        let flag = rename_flag(&candidate.rename);
        error = error.hint(format!("{flag}     if it was renamed"));
    }
    error
        .hint("--rename none     if nothing was: the old is dropped, the new is added")
        .hint("or say it in the schema source, behind the new name: -- renamed from: old")
}

fn tell(shell: &Shell, drafts: &[Draft], proof: &DraftProof) {
    let on = match proof.on_rows {
        Some(rows) => format!(
            "up, down, up on a replay, and on a copy of dev with {}",
            count(rows, "row")
        ),
        None => "up, down, up on a replay".to_owned(),
    };
    match &proof.stops_on_rows {
        Some(reason) => {
            shell.terminal.status("Proved", "up, down, up on a replay");
            shell.terminal.warn(format!(
                "it does not run on the rows of the development database yet: {reason}"
            ));
        }
        None => shell.terminal.status("Proved", on),
    }
    for loss in &proof.lost {
        shell.terminal.warn(format!("up loses {loss}"));
    }
    for impact in &proof.impacts {
        shell.terminal.note(format!("{impact:43}"));
    }
    if drafts
        .iter()
        .any(|draft| draft.up.needs_review() || draft.down.needs_review())
    {
        shell
            .terminal
            .warn("a person must finish it: see the lines with TODO(review)");
    }
}
