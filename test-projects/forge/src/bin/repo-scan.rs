//! Brings the database in line with the repositories on disk.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use forge::database::{self, Expect};
use forge::{DatabaseArgs, Result, scan};

/// Looks for Git repositories, records new ones and marks those that are gone.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Where to look; the folder in the settings unless named
    dir: Option<PathBuf>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    forge::finish(run().await)
}

async fn run() -> Result<()> {
    forge::load_env_file()?;
    let args = Args::parse();
    let mut connection = database::open(&args.database.database_url, Expect::UpToDate).await?;
    let folder = match args.dir {
        Some(folder) => folder,
        None => database::repositories_folder(&mut connection).await?,
    };

    let found = scan::find(&folder)?;
    let changes = scan::record(&mut connection, &found).await?;

    for path in &found.unnameable {
        eprintln!("warning: skipped {}: not Unicode", path.display());
    }
    for (word, paths) in [
        ("new", &changes.new),
        ("returned", &changes.returned),
        ("vanished", &changes.vanished),
    ] {
        for path in paths {
            println!("{word:>8} {path}");
        }
    }
    println!(
        "{} repositories in {}: {} new, {} returned, {} vanished",
        found.repositories.len(),
        folder.display(),
        changes.new.len(),
        changes.returned.len(),
        changes.vanished.len(),
    );
    Ok(())
}
