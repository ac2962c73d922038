//! Events on a server that runs them.

use super::*;
use crate::Kind;
use std::thread::sleep;

/// Longer than any of these events waits.
const A_WHILE: Duration = Duration::from_millis(2200);

const EVENTS: &str = "CREATE TABLE log (a INT);
CREATE EVENT soon ON SCHEDULE EVERY 1 SECOND DO INSERT INTO log VALUES (1);
CREATE EVENT later ON SCHEDULE EVERY 1 SECOND DISABLE COMMENT 'x' DO BEGIN INSERT INTO log VALUES (1); END;
ALTER EVENT later ENABLE;
CREATE EVENT never ON SCHEDULE EVERY 1 SECOND DISABLE DO INSERT INTO log VALUES (1);
CREATE EVENT past ON SCHEDULE AT '2020-01-01 00:00:00' ON COMPLETION PRESERVE DO INSERT INTO log VALUES (1);";

#[test]
fn events_run_in_no_copy_and_still_compare_equal() {
    let place = Place::new();
    let mut session = place.open();
    session.sql(EVENTS);
    session
        .execute(
            "CREATE DATABASE witness; CREATE TABLE witness.runs (place TEXT);
             CREATE EVENT tell ON SCHEDULE EVERY 1 SECOND DO INSERT INTO witness.runs VALUES (DATABASE());
             SET GLOBAL event_scheduler = ON",
        )
        .unwrap();
    session.changed();
    let copy = session.copied().unwrap();
    let mut replay = Session::throwaway(
        &place.server,
        place.server.create().unwrap(),
        &session.ignore,
    )
    .unwrap();
    replay.sql(EVENTS);
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("backup.sql");
    session.back_up_to(&backup).unwrap();
    let before = copy.lines("SELECT COUNT(*) FROM log");
    sleep(A_WHILE);
    assert_eq!(copy.lines("SELECT COUNT(*) FROM log"), before);
    assert_eq!(replay.lines("SELECT COUNT(*) FROM log"), ["0"]);
    // It does run where it should.
    assert_eq!(
        session.lines("SELECT DISTINCT place FROM witness.runs"),
        ["shop"]
    );
    assert!(session.lines("SELECT 1 FROM log").len() > 2);

    let text = session.catalog_text().unwrap();
    assert!(text.contains("ENABLE COMMENT 'x'") && text.contains("DISABLE DO INSERT"));
    assert_eq!(copy.catalog_text().unwrap(), text);
    session.execute("DROP EVENT tell").unwrap();
    session.changed();
    assert_eq!(
        replay.catalog_text().unwrap(),
        session.catalog_text().unwrap()
    );

    // What a backup brings back runs again.
    session.restore_from(&backup).unwrap();
    assert_eq!(
        session.lines(
            "SELECT EVENT_NAME, STATUS FROM information_schema.EVENTS WHERE EVENT_SCHEMA = 'shop' ORDER BY 1"
        ),
        ["later|ENABLED", "never|DISABLED", "past|DISABLED", "soon|ENABLED", "tell|ENABLED"]
    );
}

#[test]
fn an_event_that_a_statement_hides_is_refused_where_it_would_run() {
    let place = Place::new();
    let session = place.open();
    let empty = || {
        Session::throwaway(
            &place.server,
            place.server.create().unwrap(),
            &session.ignore,
        )
        .unwrap()
    };
    let hidden = "CREATE TABLE log (a INT);
        EXECUTE IMMEDIATE 'CREATE EVENT e ON SCHEDULE EVERY 1 SECOND DO INSERT INTO log VALUES (1)'";
    let called = "CREATE PROCEDURE p() ALTER EVENT f ENABLE; CALL p()";
    let state =
        "SELECT EVENT_NAME, STATUS FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()";
    let mut replay = empty();
    replay.sql(hidden);
    assert_eq!(replay.lines(state), ["e|SLAVESIDE_DISABLED"]);
    assert!(replay.catalog_text().unwrap().contains(" ENABLE DO "));
    session.execute("SET GLOBAL event_scheduler = ON").unwrap();
    for script in [hidden, called] {
        let mut replay = empty();
        let error = replay.go(script, Note::None).unwrap_err();
        assert!(
            error.message().contains("may make or enable an event"),
            "{error}"
        );
        assert_eq!(error.kind(), Kind::Failed);
        assert_eq!(replay.lines("SHOW TABLES"), [""; 0]);
    }
    let mut replay = empty();
    replay.sql("CREATE PROCEDURE p() ALTER EVENT f ENABLE");
    replay.go("CALL p()", Note::None).unwrap_err();
    replay.sql("EXECUTE IMMEDIATE 'CREATE TABLE event (a INT)'");
    let error = replay
        .go(
            "CREATE EVENT g ON SCHEDULE EVERY 1 SECOND DISABLE ON SLAVE DO SELECT 1",
            Note::None,
        )
        .unwrap_err();
    assert!(error.message().contains("DISABLE ON SLAVE"), "{error}");
}

#[test]
fn events_of_a_scratch_database_are_put_to_sleep() {
    let place = Place::new();
    let url = place.server.create_scratch().unwrap().unwrap();
    // As a set-up command of a project's does.
    let mut setup = Connection::open(&url).unwrap();
    setup
        .execute("CREATE EVENT e ON SCHEDULE EVERY 1 SECOND DO SELECT 1")
        .unwrap();
    let scratch = Session::open(&place.server, &url, Access::Read, &Ignore::default()).unwrap();
    assert_eq!(
        scratch.lines("SELECT STATUS FROM information_schema.EVENTS"),
        ["SLAVESIDE_DISABLED"]
    );
    assert!(scratch.catalog_text().unwrap().contains(" ENABLE DO "));
    drop((scratch, setup));
    assert!(place.server.drop_scratch(&url).unwrap());
}
