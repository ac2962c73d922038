//! Makes a data folder, and says how a server is started on it.

use super::programs::Programs;
use crate::dialect::mysql::flavour::Flavour;
use crate::dialect::throwaway::account::Account;
use crate::dialect::throwaway::folder::Folder;
use crate::dialect::throwaway::{End, Software, Traits};
use crate::error::{Error, Result};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The socket's file.
pub(super) const SOCKET: &str = "s.sock";

/// The file with the number of the server's process, which goes with the data.
const PID_FILE: &str = "server.pid";

static TRAITS: Traits = Traits {
    title: "MariaDB",
    prefix: "cargo-migrate-my-",
    template: "mysql",
    socket: SOCKET,
    pid_file: PID_FILE,
    users: &["mysql", "nobody"],
    ready: "ready for connections",
    // `2026-01-01 00:00:00 0 [ERROR] …`; that it aborts says least.
    levels: &["[ERROR]"],
    variable: super::programs::VARIABLE,
    end: End::Kill,
};

/// What the files of the data are like; the server must be told the same.
const FILES: &[&str] = &[
    "--innodb-data-file-path=ibdata1:12M:autoextend",
    "--innodb-autoextend-increment=1",
    "--innodb-log-file-size=16M",
];

/// What a server is told that keeps nothing: that it need not survive a crash, and is alone.
const SETTINGS: &[&str] = &[
    "--skip-networking",
    "--skip-name-resolve",
    "--skip-log-bin",
    "--innodb-flush-method=nosync",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=OFF",
    "--innodb-buffer-pool-size=64M",
    "--innodb-buffer-pool-load-at-startup=OFF",
    "--innodb-buffer-pool-dump-at-shutdown=OFF",
    "--innodb-temp-data-file-path=ibtmp1:5M:autoextend",
    "--innodb-use-native-aio=OFF",
    "--performance-schema=OFF",
    "--key-buffer-size=1M",
    "--max-allowed-packet=64M",
    // As Debian and MySQL 8 have it: what a table holds where nothing is said.
    "--character-set-server=utf8mb4",
    "--log-bin-trust-function-creators=ON",
    "--event-scheduler=OFF",
];

impl Software for Programs {
    fn traits(&self) -> &'static Traits {
        &TRAITS
    }

    fn server(&self) -> PathBuf {
        Self::server(self).to_owned()
    }

    fn version(&self) -> Result<String> {
        Self::version(self)
    }

    fn initialise(&self, folder: &Folder, version: &str, account: Option<&Account>) -> Result<()> {
        let data = format!("--datadir={}", folder.data().display());
        let flavour = Flavour::parse(version);
        let mut command = match flavour.and_then(Flavour::initialises_itself) {
            Some(argument) => {
                let mut command = Command::new(Software::server(self));
                command.args(["--no-defaults", argument, &data]);
                command
            }
            None => {
                let mut command = Command::new(self.installer()?);
                command.args(["--no-defaults", &data]).args([
                    "--auth-root-authentication-method=normal",
                    "--skip-test-db",
                    "--skip-name-resolve",
                ]);
                command
            }
        };
        command
            .args(FILES)
            .arg("--innodb-flush-method=nosync")
            .arg(temporary(folder))
            .current_dir(folder.path())
            .env("LC_ALL", "C")
            .stdin(Stdio::null());
        if let Some(account) = account {
            account.run(&mut command);
        }
        let program = command.get_program().to_string_lossy().into_owned();
        let output = command
            .output()
            .map_err(|cause| Error::failed(format!("{program} does not run: {cause}")))?;
        if output.status.success() {
            return Ok(());
        }
        Err(failure(&program, &[output.stderr, output.stdout].concat()))
    }

    fn arguments(&self, folder: &Folder, version: &str) -> Vec<OsString> {
        let path = folder.path().display();
        let data = folder.data();
        let mut arguments: Vec<OsString> = vec![
            // Whatever the machine's own server is told is not meant for this one.
            "--no-defaults".into(),
            format!("--datadir={}", data.display()).into(),
            format!("--socket={path}/{SOCKET}").into(),
            format!("--pid-file={}", data.join(PID_FILE).display()).into(),
            temporary(folder).into(),
        ];
        arguments.extend(FILES.iter().chain(SETTINGS).map(OsString::from));
        let own = Flavour::parse(version).map(Flavour::server_settings);
        arguments.extend(own.unwrap_or_default().iter().map(OsString::from));
        arguments
    }
}

/// Where temporary tables go. A server that starts deletes those that it finds there: in a folder
/// that others have too, such as `/tmp`, they may be in another server's use.
fn temporary(folder: &Folder) -> String {
    format!("--tmpdir={}", folder.path().display())
}

fn failure(program: &str, said: &[u8]) -> Error {
    let said = String::from_utf8_lossy(said).into_owned();
    let line = |mark: &str| said.lines().find(|line| line.contains(mark));
    let reason = line("[ERROR]")
        .or_else(|| line("ERROR"))
        .or(said.lines().last());
    Error::failed(format!(
        "{program} cannot make a throwaway server's data: {}",
        reason.unwrap_or("it ended without a word").trim()
    ))
    .hint(format!(
        "set {} to the folder of other server programs",
        TRAITS.variable
    ))
}
