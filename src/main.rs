//! Temporary.
use cargo_migrate::dialect::sqlite::{draft, session::{Access, Session}};
fn main() -> std::process::ExitCode {
    let args: Vec<String> = std::env::args().collect();
    let get = |flag: &str| args.iter().position(|a| a == flag).map(|i| args[i + 1].clone()).expect("flag");
    let open = |url: String| Session::open(std::path::Path::new(url.trim_start_matches("sqlite:")), Access::Read);
    let run = || -> cargo_migrate::Result<()> {
        let (from, to) = (open(get("--from"))?.inspect()?, open(get("--to"))?.inspect()?);
        for t in from.tables.iter().chain(&to.tables) { if let Some(o) = &t.opaque { eprintln!("opaque {}: {o}", t.name); } }
        let drafts = draft::drafts(&from, &to, &[])?;
        let d = drafts.into_iter().next().unwrap_or_default();
        std::fs::write(get("--up"), d.up.render()).expect("write");
        std::fs::write(get("--down"), d.down.render()).expect("write");
        Ok(())
    };
    match run() { Ok(()) => std::process::ExitCode::SUCCESS, Err(e) => { eprintln!("error: {e}"); std::process::ExitCode::from(e.kind().exit_code()) } }
}
