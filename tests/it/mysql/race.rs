//! Many at once: each migration is applied once, and nobody fails.

use super::project::MyProject;
use super::server::server;
use crate::race::{at_once, upgrades, upgrades_of_nothing};

#[test]
fn upgrades_at_once_apply_everything_once() {
    upgrades(MyProject::shop);
    assert_eq!(server().orphans(), [""; 0]);
}

#[test]
fn upgrades_at_once_of_a_database_that_is_not_there_make_it_once() {
    upgrades_of_nothing(MyProject::shop, |drop| server().client().run(drop));
}

#[test]
fn proofs_at_once_are_in_nobodys_way() {
    let project = MyProject::shop_with_rows();
    at_once(4, &project, &["roundtrip", "--all"]);
    assert_eq!(project.rows("SELECT COUNT(*) FROM orders"), ["4"]);
    assert_eq!(server().orphans(), [""; 0]);
}
