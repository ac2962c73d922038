//! Hands the command line to the library and exits with its code.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(cargo_migrate::cli::main(std::env::args_os()))
}
