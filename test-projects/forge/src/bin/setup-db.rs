//! Creates a new installation's database.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use forge::database::{self, Expect, Installation};
use forge::{DatabaseArgs, Error, Result};

/// Creates the database of a new installation: schema, administrator, settings.
///
/// Exit codes: 0 done, 1 failed, 2 usage or configuration, 3 not done because
/// the database has tables already.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// The folder that holds the repositories; created if it is not there
    #[arg(long, value_name = "DIR")]
    repos: PathBuf,
    /// Under which name the administrator signs in
    #[arg(long, value_name = "NAME", value_parser = not_empty)]
    user: String,
    /// Where mail for the administrator goes
    #[arg(long, value_name = "MAIL", value_parser = mail_address)]
    email: String,
    /// The administrator's password
    #[arg(long, env = "FORGE_PASSWORD", hide_env_values = true, value_parser = not_empty)]
    password: String,
    /// Show nothing to people without an account
    #[arg(long)]
    no_public_access: bool,
    /// Replace tables that are there already, without asking
    #[arg(long)]
    force_yes: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    forge::finish(run().await)
}

async fn run() -> Result<()> {
    forge::load_env_file()?;
    let args = Args::parse();
    let mut connection = database::open(&args.database.database_url, Expect::Anything).await?;
    let tables = database::count_own_tables(&mut connection).await?;
    if tables > 0 && !args.force_yes && !agrees_to_replace(tables)? {
        return Err(Error::AlreadySetUp { tables });
    }

    let repositories_folder = create_folder(&args.repos)?;
    let installation = Installation {
        username: &args.user,
        email: &args.email,
        password: &args.password,
        repositories_folder: &repositories_folder,
        public_access: !args.no_public_access,
    };
    database::set_up(&mut connection, &installation).await?;
    println!(
        "created {} tables, administrator {}, repositories in {}",
        database::count_own_tables(&mut connection).await?,
        args.user,
        repositories_folder.display(),
    );
    Ok(())
}

/// Asks on a terminal. Where there is none, nobody agrees.
fn agrees_to_replace(tables: usize) -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        return Ok(false);
    }
    eprint!("The database has {tables} tables of forge already. Drop them, rows and all? [y/N] ");
    std::io::stderr().flush().map_err(Error::Answer)?;
    let mut answer = String::new();
    std::io::stdin()
        .read_line(&mut answer)
        .map_err(Error::Answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Makes sure that the folder is there, and gives its absolute path.
fn create_folder(path: &Path) -> Result<PathBuf> {
    std::fs::create_dir_all(path)
        .and_then(|()| path.canonicalize())
        .map_err(|source| Error::Folder {
            path: path.to_owned(),
            source,
        })
}

fn not_empty(value: &str) -> std::result::Result<String, &'static str> {
    if value.trim().is_empty() {
        return Err("it is empty");
    }
    Ok(value.to_owned())
}

fn mail_address(value: &str) -> std::result::Result<String, &'static str> {
    match value.split_once('@') {
        Some((name, host)) if !name.is_empty() && !host.is_empty() => Ok(value.to_owned()),
        _ => Err("it is not of the form name@host"),
    }
}
