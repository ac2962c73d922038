//! Many at once: each migration is applied once, and nobody fails.

use super::project::PgProject;
use super::server::server;
use crate::race::{upgrades, upgrades_of_nothing};
use std::process::Stdio;

#[test]
fn upgrades_at_once_apply_everything_once() {
    upgrades(PgProject::shop);
    assert_eq!(server().orphans(), [""; 0]);
}

#[test]
fn upgrades_at_once_of_a_database_that_is_not_there_make_it_once() {
    upgrades_of_nothing(PgProject::shop, |drop| server().client().run(drop));
}

#[test]
fn an_upgrade_and_the_application_s_migrator_at_once_apply_everything_once() {
    let project = PgProject::shop();
    let mut child = project
        .command(&["upgrade"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    super::sqlx_migrator::migrator(&project, None).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(project.applied().len(), 2);
}
