//! `cargo migrate diff`

use super::shell::Shell;
use super::{DONE, FOUND, OutputFormat};
use crate::dialect::{Dialect, Form};
use crate::diff::{self, Rename, candidates, compare};
use crate::draft::Draft;
use crate::error::{Error, IoContext, Kind, Result};
use crate::project::{Engine, ScratchServer};
use crate::schema::Schema;
use crate::workflow::command::display;
use crate::workflow::context::dialect;
use crate::workflow::draft::lines_with;
use crate::workflow::side::{self, Side};
use crate::workflow::source::{refuse_contradicting, told_renames};
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Show the difference of any two schemas
///
/// A side is dev (the development database), scratch (the schema source), replay or replay@REV
/// (the history), file:PATH, git:REV (the schema source at a Git revision) or a database URL.
/// Never asks: a possible rename is a drop and an add unless --rename says otherwise.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The side to start from [default: dev, or replay where there is no database]
    #[arg(long, value_name = "SIDE")]
    from: Option<String>,
    /// The side to reach [default: scratch]
    #[arg(long, value_name = "SIDE")]
    to: Option<String>,
    /// Write the script that leads from the one to the other
    #[arg(long, value_name = "FILE")]
    up: Option<PathBuf>,
    /// Write the script that leads back
    #[arg(long, value_name = "FILE")]
    down: Option<PathBuf>,
    /// A rename: old=new for a table, table.old=table.new for a column
    #[arg(long, value_name = "RENAME")]
    rename: Vec<String>,
    /// Write the forms that let others work on the tables meanwhile (PostgreSQL)
    #[arg(long)]
    online: bool,
    /// Exit with 1 where there is a difference
    #[arg(long)]
    exit_code: bool,
}

pub(super) fn run(shell: &Shell, arguments: &Arguments) -> Result<u8> {
    shell.formats(&[OutputFormat::Json, OutputFormat::Sql])?;
    let (dialect, from, to, told) = schemas(shell, arguments)?;
    let said = said_renames(&arguments.rename, &from, &to)?;
    let mut renames = said.clone();
    renames.extend(told.into_iter().filter(|rename| !said.contains(rename)));
    for (schema, other) in [(&from, &to), (&to, &from)] {
        for table in &schema.tables {
            let differs = other
                .table(&table.name)
                .is_none_or(|other| other.definition != table.definition);
            if let (Some(reason), true) = (&table.opaque, differs) {
                shell.terminal.warn(format!(
                    "table {} is compared as a whole: {reason}",
                    table.name
                ));
            }
        }
    }
    let changes = compare(&from, &to);
    for candidate in candidates(&from, &to, &changes) {
        if !renames.contains(&candidate.rename) {
            shell.terminal.note(format!(
                "{} may be a rename ({}); it is a drop and an add unless you say {}",
                candidate.rename,
                candidate.evidence.join(", "),
                rename_flag(&candidate.rename)
            ));
        }
    }
    let one_file = arguments.up.is_some() || arguments.down.is_some();
    let form = match form(arguments.online) {
        Form::Fast if one_file => Form::Single,
        form => form,
    };
    let drafts = dialect.drafts(&from, &to, &renames, form)?;
    let lines = lines_with(&*dialect, &from, &to, &renames)?;
    show(shell, arguments, &lines, &drafts)?;
    Ok(if arguments.exit_code && !changes.is_empty() {
        FOUND
    } else {
        DONE
    })
}

/// Both sides, with the renames that comments in the schema source tell of.
type Sides = (Rc<dyn Dialect>, Schema, Schema, Vec<Rename>);

fn schemas(shell: &Shell, arguments: &Arguments) -> Result<Sides> {
    let parse = |text: &Option<String>| text.as_deref().map(str::parse::<Side>).transpose();
    let (from, to) = (parse(&arguments.from)?, parse(&arguments.to)?);
    let mut progress = shell.progress();
    if let (Some(from), Some(to)) = (&from, &to)
        && from.stands_alone()
        && to.stands_alone()
        // Files are of no engine by themselves: of the project's, where there is one.
        && (from.engine().or(to.engine()).is_some() || shell.context().is_err())
    {
        let directory = shell.directory()?;
        let engine = one_engine(from.engine(), to.engine(), shell.global.engine)?;
        let url = [from, to].into_iter().find_map(|side| match side {
            Side::Url(url) => Some(url),
            _ => None,
        });
        let dialect = dialect(engine, &directory, url, ScratchServer::default())?;
        let (from, to) =
            side::schemas_alone([from, to], engine, &*dialect, &directory, &mut progress)?;
        return Ok((dialect, from, to, Vec::new()));
    }
    let context = shell.context()?;
    let from = match from {
        Some(from) => from,
        None if context.development_if_there()?.is_some() => Side::Development,
        None => Side::Replay(None),
    };
    let to = to.unwrap_or(Side::Scratch);
    let source = to == Side::Scratch;
    let from = context.schema_of(&from, &mut progress)?;
    let to = context.schema_of(&to, &mut progress)?;
    let told = if source {
        told_renames(&context, &from, &to)?
    } else {
        Vec::new()
    };
    Ok((context.shared_dialect()?, from, to, told))
}

fn one_engine(from: Option<Engine>, to: Option<Engine>, said: Option<Engine>) -> Result<Engine> {
    match (from, to) {
        (Some(from), Some(to)) if from != to => Err(Error::usage(format!(
            "{} and {} can't be compared",
            from.title(),
            to.title()
        ))),
        (Some(engine), _) | (None, Some(engine)) => Ok(engine),
        (None, None) => Ok(said.unwrap_or(Engine::Sqlite)),
    }
}

fn show(shell: &Shell, arguments: &Arguments, changes: &[String], drafts: &[Draft]) -> Result<()> {
    if drafts.len() > 1 && (arguments.up.is_some() || arguments.down.is_some()) {
        return Err(Error::refused(format!(
            "the difference needs {} scripts, and one file can't hold them",
            drafts.len()
        ))
        .note("a script that runs outside a transaction must be safe to run twice, and what another one must see committed can't share its file")
        .hint("cargo migrate new MESSAGE     writes a pair of files for each")
        .hint("or make the change in steps: diff each step by itself"));
    }
    let up = joined(drafts.iter().map(|draft| draft.up.render()));
    let down = joined(drafts.iter().rev().map(|draft| draft.down.render()));
    let files = [(&arguments.up, &up), (&arguments.down, &down)];
    for (path, text) in files {
        if let Some(path) = path {
            write(path, text)?;
        }
    }
    match shell.global.format {
        OutputFormat::Json => shell
            .terminal
            .json(&json!({ "changes": changes, "up": up, "down": down })),
        OutputFormat::Sql => {
            shell.terminal.sql(&up);
            Ok(())
        }
        _ if arguments.up.is_some() || arguments.down.is_some() => Ok(()),
        _ => {
            for line in changes {
                shell.terminal.data(format!("{line}\n"));
            }
            Ok(())
        }
    }
}

/// Scripts one behind the other, each with its number where there are several.
fn joined(scripts: impl ExactSizeIterator<Item = String>) -> String {
    let count = scripts.len();
    if count == 1 {
        return scripts.collect();
    }
    let numbered = scripts.enumerate();
    numbered
        .map(|(index, text)| format!("-- script {} of {count}\n{text}", index + 1))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Writes a file whole or not at all.
fn write(path: &Path, text: &str) -> Result<()> {
    use std::io::Write;
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or_else(|| Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).doing(Kind::Failed, "write", path)?;
    file.write_all(text.as_bytes())
        .doing(Kind::Failed, "write", path)?;
    file.persist(path).map_err(|cause| {
        Error::failed(format!(
            "failed to write {}: {}",
            path.display(),
            cause.error
        ))
    })?;
    Ok(())
}

/// Reads `--rename` arguments. A column stays in its table, unless that is renamed, too.
pub(super) fn said_renames(texts: &[String], from: &Schema, to: &Schema) -> Result<Vec<Rename>> {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let said = diff::said(&texts, from, to)
        .map_err(|message| Error::usage(message).hint("--rename users.mail=users.email"))?;
    refuse_contradicting(&said, from, to)?;
    Ok(said)
}

/// The form that `--online` asks for.
pub(super) fn form(online: bool) -> Form {
    if online { Form::Online } else { Form::Fast }
}

/// The flag that says this rename, as a shell takes it.
pub(super) fn rename_flag(rename: &Rename) -> String {
    display(&["--rename".to_owned(), rename.to_string()])
}
