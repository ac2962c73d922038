//! `cargo migrate diff`

use super::shell::Shell;
use super::{DONE, FOUND, OutputFormat};
use crate::diff::{Rename, candidates, compare};
use crate::draft::Draft;
use crate::error::{Error, IoContext, Kind, Result};
use crate::project::Engine;
use crate::schema::Schema;
use crate::workflow::context::dialect;
use crate::workflow::draft::lines_with;
use crate::workflow::side::{self, Side};
use crate::workflow::source::{refuse_contradicting, told_renames};
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};

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
    /// Exit with 1 where there is a difference
    #[arg(long)]
    exit_code: bool,
}

pub(super) fn run(shell: &Shell, arguments: &Arguments) -> Result<u8> {
    shell.formats(&[OutputFormat::Json, OutputFormat::Sql])?;
    let (engine, from, to, told) = schemas(shell, arguments)?;
    let said = parse_renames(&arguments.rename.iter().collect::<Vec<_>>())?;
    refuse_contradicting(&said, &from, &to)?;
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
                "{} may be a rename ({}); it is a drop and an add unless you say --rename {}",
                candidate.rename,
                candidate.evidence.join(", "),
                candidate.rename
            ));
        }
    }
    let drafts = dialect(engine)?.drafts(&from, &to, &renames)?;
    let lines = lines_with(dialect(engine)?, &from, &to, &renames)?;
    show(shell, arguments, &lines, &drafts)?;
    Ok(if arguments.exit_code && !changes.is_empty() {
        FOUND
    } else {
        DONE
    })
}

fn schemas(shell: &Shell, arguments: &Arguments) -> Result<(Engine, Schema, Schema, Vec<Rename>)> {
    let parse = |text: &Option<String>| text.as_deref().map(str::parse::<Side>).transpose();
    let (from, to) = (parse(&arguments.from)?, parse(&arguments.to)?);
    let mut progress = shell.progress();
    if let (Some(from), Some(to)) = (&from, &to)
        && from.stands_alone()
        && to.stands_alone()
    {
        let directory = shell.directory()?;
        let engine = one_engine(from.engine(), to.engine(), shell.global.engine)?;
        let mut open = |side: &Side| side::schema_alone(side, engine, &directory, &mut progress);
        return Ok((engine, open(from)?, open(to)?, Vec::new()));
    }
    let context = shell.context()?;
    let from = match from {
        Some(from) => from,
        None if context.development_if_there()?.is_some() => Side::Development,
        None => Side::Replay(None),
    };
    let to = to.unwrap_or(Side::Scratch);
    let engine = context.project.engine()?;
    let source = to == Side::Scratch;
    let from = context.schema_of(&from, &mut progress)?;
    let to = context.schema_of(&to, &mut progress)?;
    let told = if source {
        told_renames(&context, &from, &to)?
    } else {
        Vec::new()
    };
    Ok((engine, from, to, told))
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
    let up: String = drafts.iter().map(|draft| draft.up.render()).collect();
    let down: String = drafts
        .iter()
        .rev()
        .map(|draft| draft.down.render())
        .collect();
    if drafts.len() > 1 && (arguments.up.is_some() || arguments.down.is_some()) {
        return Err(Error::refused("the renames and the rest need a file each: the rest must run outside a transaction and be safe to run twice, which a rename is not")
            .hint("cargo migrate new MESSAGE     writes both")
            .hint("or change the names first, and the rest in a second step"));
    }
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
pub(super) fn parse_renames(texts: &[&String]) -> Result<Vec<Rename>> {
    let usage = |message: String| Error::usage(message).hint("--rename users.mail=users.email");
    let renames: Vec<Rename> = texts
        .iter()
        .map(|text| text.parse::<Rename>().map_err(usage))
        .collect::<Result<_>>()?;
    for text in texts {
        let tables = text.split_once('=').and_then(|(from, to)| {
            Some((from.split_once('.')?.0.trim(), to.split_once('.')?.0.trim()))
        });
        let Some((from, to)) = tables else { continue };
        let told = renames.iter().any(|rename| {
            matches!(rename, Rename::Table { from: old, to: new } if old.key() == from.to_ascii_lowercase() && new.key() == to.to_ascii_lowercase())
        });
        if !from.eq_ignore_ascii_case(to) && !told {
            return Err(usage(format!(
                "--rename {text}: a column cannot move from table {from} to table {to}"
            )));
        }
    }
    Ok(renames)
}
