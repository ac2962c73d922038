//! Creates a new installation's database.

use clap::Parser;
use meter::{DatabaseArgs, Error, Result, database};
use std::process::ExitCode;

/// Creates the database of a new installation: schema, operator, tariffs.
///
/// Exit codes: 0 done, 1 failed, 2 usage or configuration, 3 not done because the database has
/// tables already.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// The name of the first operator
    #[arg(long, value_name = "NAME")]
    operator: String,
    /// Replace tables that are there already
    #[arg(long)]
    force_yes: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    meter::finish(run().await)
}

async fn run() -> Result<()> {
    meter::load_env_file()?;
    let args = Args::parse();
    let mut connection = database::open(&args.database.database_url).await?;
    let tables = database::count_own_tables(&mut connection).await?;
    if tables > 0 && !args.force_yes {
        return Err(Error::AlreadySetUp { tables });
    }
    database::set_up(&mut connection, &args.operator).await?;
    println!(
        "created {} tables, operator {}",
        database::count_own_tables(&mut connection).await?,
        args.operator,
    );
    Ok(())
}
