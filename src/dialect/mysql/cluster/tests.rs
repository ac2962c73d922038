#![expect(clippy::unwrap_used, reason = "a test may panic")]

use super::*;
use crate::dialect::mysql::connect::Connection;
use std::path::PathBuf;

fn folder_of(url: &DatabaseUrl) -> PathBuf {
    PathBuf::from(url.host().unwrap())
        .parent()
        .unwrap()
        .to_owned()
}

#[test]
fn a_server_serves_until_it_is_dropped() {
    let cluster = Cluster::start().unwrap();
    let url = cluster.url("mysql").unwrap();
    let mut connection = Connection::open(&url).unwrap();
    let rows = connection
        .query("SELECT VERSION(), @@character_set_server, @@sql_mode, @@skip_networking")
        .unwrap();
    assert!(rows[0].text(0).starts_with(cluster.version()));
    assert_eq!(rows[0].text(1), "utf8mb4");
    assert!(rows[0].text(2).contains("STRICT_TRANS_TABLES"));
    assert_eq!(rows[0].text(3), "1");
    drop(connection);
    let folder = folder_of(&url);
    assert!(folder.join("data").exists());
    drop(cluster);
    assert!(!folder.exists());
    assert!(Connection::open(&url).is_err());
}

#[test]
fn a_server_that_does_not_start_says_why() {
    use crate::dialect::throwaway::Software as _;
    use crate::dialect::throwaway::account::Account;
    use crate::dialect::throwaway::folder::Folder;
    use crate::dialect::throwaway::template::Template;
    use crate::dialect::throwaway::watchdog::Watchdog;
    let programs = Cluster::programs().unwrap();
    let account = Account::unprivileged(programs.traits()).unwrap();
    let template = Template::of(&programs, account.as_ref()).unwrap();
    let folder = Folder::new(programs.traits(), account.as_ref()).unwrap();
    template.copy_to(&folder.data(), account.as_ref()).unwrap();
    let path = folder.path().to_owned();
    let mut arguments = programs.arguments(&folder, template.version());
    arguments.push("--no-such-setting=1".into());
    let error = Watchdog::start(&programs, folder, &arguments, account.as_ref())
        .err()
        .unwrap();
    assert!(error.message().contains("no-such-setting"), "{error:?}");
    assert!(!path.exists());
}
