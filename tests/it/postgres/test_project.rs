//! The project `meter` as a newcomer meets it: what the README and the demo rely on.

use super::project::PgProject;
use super::server::server;
use crate::test_projects::copy_to;

#[test]
fn meter_has_a_history_that_comes_back_step_by_step() {
    let project = PgProject::new();
    copy_to(&project, "meter");
    project.run(&["check"]).ok().silent();
    project.run(&["roundtrip", "--all", "--on", "empty"]).ok();
    project.run(&["upgrade"]).ok().says("(head)");
    project.run(&["roundtrip", "--all"]).ok();
    project.run(&["current", "--check"]).ok();
    project.sql("INSERT INTO tariffs VALUES ('kilowatt_hour', '2025-01-01', 0.3), ('cubic_metre', '2025-01-01', 4)");
    let fill = project.read("src/fill.sql");
    project.sql(&format!(
        "BEGIN; SET LOCAL meter.fill = '30'; {fill}; COMMIT; REFRESH MATERIALIZED VIEW monthly_use"
    ));
    project.run(&["roundtrip", "--all"]).ok().says("rows");
    project
        .run(&["downgrade", "0.2", "--yes"])
        .ok()
        .says("(0.2)")
        .says("behind by");
    project.run(&["upgrade", "0.3", "--yes"]).ok();
    project.run(&["current", "--check"]).exits(1);
    project.run(&["upgrade", "--yes"]).ok();
    project.run(&["check"]).ok().silent();
    project
        .run(&["downgrade", "base", "--yes"])
        .ok()
        .says("base");
    assert_eq!(project.objects(), [""; 0]);
    assert_eq!(server().orphans(), [""; 0]);
}
