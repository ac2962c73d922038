#![expect(clippy::unwrap_used, reason = "a test may panic")]

use super::*;
use crate::dialect::postgres::connect::Connection;
use crate::dialect::throwaway::account::{self, Account};
use crate::dialect::throwaway::folder::{self, Folder};
use crate::dialect::throwaway::template::Template;
use crate::dialect::throwaway::watchdog::Watchdog;
use crate::dialect::throwaway::{Software as _, leftover};
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

/// What a process that holds a cluster prints of it.
struct Held {
    process: Child,
    folder: PathBuf,
    watchdog: i32,
}

/// Tells a test process to hold a cluster instead of testing.
const HOLD: &str = "CARGO_MIGRATE_TEST_HOLDS";

/// Another process of this program that holds a cluster and waits to be killed.
fn hold(mut command: Command) -> Held {
    let mut process = command
        .args([
            "--exact",
            "dialect::postgres::cluster::tests::a_cluster_is_held",
            "--nocapture",
        ])
        .env(HOLD, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let line = lines
        .map(Result::unwrap)
        .find_map(|line| line.split_once("HELD ").map(|(_, line)| line.to_owned()));
    let line = line.unwrap();
    let (watchdog, folder) = line.split_once(' ').unwrap();
    Held {
        process,
        folder: PathBuf::from(folder),
        watchdog: watchdog.parse().unwrap(),
    }
}

/// No test by itself: what [`hold`] starts.
#[test]
fn a_cluster_is_held() {
    if std::env::var_os(HOLD).is_none() {
        return;
    }
    let cluster = Cluster::start().unwrap();
    let folder = PathBuf::from(cluster.url.host().unwrap());
    println!("HELD {} {}", cluster.server.watchdog(), folder.display());
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
}

fn traits() -> &'static crate::dialect::throwaway::Traits {
    Cluster::programs().unwrap().traits()
}

fn this_program() -> Command {
    Command::new(std::env::current_exe().unwrap())
}

/// Waits for what another process does.
fn wait_for(what: impl Fn() -> bool) {
    let since = Instant::now();
    while !what() {
        assert!(since.elapsed() < Duration::from_secs(20), "waited too long");
        std::thread::yield_now();
    }
}

fn kill(pid: i32) {
    let pid = rustix::process::Pid::from_raw(pid).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
}

/// The server on the data in this folder; none where it does not run.
fn server_of(folder: &Path) -> Option<i32> {
    let file = std::fs::read_to_string(folder.join("data/postmaster.pid")).ok()?;
    let pid = file.lines().next()?.trim().parse().ok()?;
    std::fs::exists(format!("/proc/{pid}/cmdline"))
        .ok()?
        .then_some(pid)
}

#[test]
fn a_cluster_serves_until_it_is_dropped() {
    let cluster = Cluster::start().unwrap();
    let url = cluster.url("postgres");
    let mut connection = Connection::open(&url).unwrap();
    let rows = connection.simple_query("SHOW server_version").unwrap();
    assert!(rows[0].text(0).starts_with(cluster.version()));
    drop(connection);
    let folder = PathBuf::from(url.host().unwrap());
    assert!(folder.join("data").exists());
    #[cfg(target_os = "linux")]
    assert_eq!(
        std::os::unix::fs::MetadataExt::mode(&folder.metadata().unwrap()) & 0o777,
        0o700
    );
    drop(cluster);
    assert!(!folder.exists());
    assert!(Connection::open(&url).is_err());
}

#[cfg(target_os = "linux")]
#[test]
fn a_cluster_ends_with_a_process_that_is_killed() {
    let mut held = hold(this_program());
    let server = server_of(&held.folder).unwrap();
    held.process.kill().unwrap();
    held.process.wait().unwrap();
    wait_for(|| !held.folder.exists());
    wait_for(|| !std::fs::exists(format!("/proc/{server}")).unwrap());
}

#[cfg(target_os = "linux")]
#[test]
fn what_a_killed_watchdog_left_behind_is_cleared_away_by_the_next_start() {
    let mut held = hold(this_program());
    let server = server_of(&held.folder).unwrap();
    kill(held.watchdog);
    held.process.kill().unwrap();
    held.process.wait().unwrap();
    assert!(held.folder.exists());
    assert_eq!(server_of(&held.folder), Some(server));
    let living = hold(this_program());
    assert!(!held.folder.exists());
    wait_for(|| !std::fs::exists(format!("/proc/{server}")).unwrap());
    // What a living process holds is left alone.
    drop(Cluster::start().unwrap());
    assert!(server_of(&living.folder).is_some());
    let mut living = living;
    living.process.kill().unwrap();
    living.process.wait().unwrap();
    wait_for(|| !living.folder.exists());
}

#[cfg(target_os = "linux")]
#[test]
fn folders_of_others_are_left_alone() {
    let place = folder::everywhere()
        .into_iter()
        .find(|place| place.is_dir())
        .unwrap();
    let named = |mark: Option<&str>| {
        let folder = tempfile::Builder::new()
            .prefix(traits().prefix)
            .tempdir_in(&place)
            .unwrap();
        if let Some(mark) = mark {
            std::fs::write(folder.path().join(folder::OWNER), mark).unwrap();
        }
        folder
    };
    let others = [
        named(None),
        named(Some("{\"made_by\":\"somebody\"}")),
        named(Some(
            "{\"made_by\":\"cargo-migrate\",\"kind\":\"throwaway\",\"pid\":1,\"start\":\"1\",\"host\":\"elsewhere\",\"boot\":\"\"}",
        )),
    ];
    leftover::collect(traits(), None);
    for folder in others {
        assert!(folder.path().exists());
    }
}

/// A server refuses to run as root; these tests may run as either.
#[cfg(target_os = "linux")]
#[test]
fn a_cluster_starts_for_root_and_for_others() {
    if !account::is_root() {
        return;
    }
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    let account = Account::unprivileged(traits()).unwrap().unwrap();
    let top = tempfile::tempdir_in("/tmp").unwrap();
    std::fs::set_permissions(top.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let program = top.path().join("program");
    std::fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let home = top.path().join("home");
    std::fs::create_dir(&home).unwrap();
    account.give(&home).unwrap();
    let mut command = Command::new(&program);
    command
        .env("CARGO_MIGRATE_CACHE", home.join("cache"))
        .current_dir(top.path());
    account.run(&mut command);
    command.process_group(0);
    let mut held = hold(command);
    assert!(server_of(&held.folder).is_some());
    assert!(home.join("cache/lock").exists());
    held.process.kill().unwrap();
    held.process.wait().unwrap();
    wait_for(|| !held.folder.exists());
}

#[test]
fn without_a_cache_a_template_is_made_for_one_start() {
    let programs = Cluster::programs().unwrap();
    let account = Account::unprivileged(traits()).unwrap();
    let template = Template::loose(&programs, account.as_ref()).unwrap();
    assert!(!template.is_kept());
    assert_eq!(template.version(), programs.version().unwrap());
    let folder = Folder::new(traits(), account.as_ref()).unwrap();
    template.copy_to(&folder.data(), account.as_ref()).unwrap();
    assert!(folder.data().join("PG_VERSION").exists());
}

#[test]
fn a_damaged_template_is_made_anew() {
    let programs = Cluster::programs().unwrap();
    let account = Account::unprivileged(traits()).unwrap();
    let cache = tempfile::tempdir().unwrap();
    let template = Template::in_cache(Some(cache.path()), &programs, account.as_ref()).unwrap();
    assert!(template.is_kept());
    let file = template.data().join("global/pg_control");
    std::fs::write(&file, "").unwrap();
    let folder = Folder::new(traits(), account.as_ref()).unwrap();
    let error = template
        .copy_to(&folder.data(), account.as_ref())
        .unwrap_err();
    assert!(error.message().contains("not whole"), "{error:?}");
    template.forget();
    let template = Template::in_cache(Some(cache.path()), &programs, account.as_ref()).unwrap();
    let folder = Folder::new(traits(), account.as_ref()).unwrap();
    template.copy_to(&folder.data(), account.as_ref()).unwrap();
}

#[test]
fn a_server_that_does_not_start_says_why() {
    let programs = Cluster::programs().unwrap();
    let account = Account::unprivileged(traits()).unwrap();
    let template = Template::of(&programs, account.as_ref()).unwrap();
    let folder = Folder::new(traits(), account.as_ref()).unwrap();
    template.copy_to(&folder.data(), account.as_ref()).unwrap();
    let path = folder.path().to_owned();
    let mut arguments = programs.arguments(&folder, template.version());
    arguments.extend(["-c".into(), "no_such_setting=on".into()]);
    let error = Watchdog::start(&programs, folder, &arguments, account.as_ref())
        .err()
        .unwrap();
    assert!(error.message().contains("no_such_setting"), "{error:?}");
    assert!(!path.exists());
}
