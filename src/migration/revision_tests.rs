#![expect(clippy::unwrap_used, reason = "a test may panic")]
use super::*;
use crate::Kind;
use std::path::Path;

fn history() -> History {
    let files = [
        ("20260101000000_initial.up.sql", "-- label: 0.1\n"),
        (
            "20260102000000_users.up.sql",
            "-- label: 0.4\n-- label: v1-rc1\n",
        ),
        ("20260202000000_roles.up.sql", "-- label: twice\n"),
        (
            "20270101000000_cool_feature.up.sql",
            "-- label: twice\n-- label: v-2\n",
        ),
    ];
    let files = files
        .iter()
        .map(|(name, sql)| ((*name).to_owned(), sql.as_bytes().to_vec()))
        .collect();
    History::from_files(Path::new("migrations"), files)
}

const FIRST: i64 = 20_260_101_000_000;
const SECOND: i64 = 20_260_102_000_000;
const THIRD: i64 = 20_260_202_000_000;
const FOURTH: i64 = 20_270_101_000_000;
/// Applied once, and its file is gone from the folder.
const GONE: i64 = 20_260_303_000_000;

fn resolve(text: &str, bearing: Bearing, current: Option<i64>) -> Result<Option<i64>> {
    let history = history();
    let tag = |name: &str| Ok((name == "v0.2.0").then_some(SECOND));
    Revision::parse(text)?.resolve(&Standing {
        history: &history,
        applied: &[FIRST, SECOND, GONE],
        current,
        bearing,
        tag: &tag,
    })
}

#[test]
fn every_way_to_name_a_version() {
    use Bearing::{Any, Down, Up};
    let cases = [
        ("head", Any, Ok(Some(FOURTH))),
        ("base", Any, Ok(None)),
        ("current", Any, Ok(Some(SECOND))),
        (" head ", Any, Ok(Some(FOURTH))),
        ("20260101000000", Any, Ok(Some(FIRST))),
        ("2027", Any, Ok(Some(FOURTH))),
        ("202603", Down, Ok(Some(GONE))),
        ("0.4", Any, Ok(Some(SECOND))),
        ("v1-rc1", Any, Ok(Some(SECOND))),
        ("v-2", Any, Ok(Some(FOURTH))),
        ("v0.2.0", Any, Ok(Some(SECOND))),
        ("v0.2.0+1", Any, Ok(Some(THIRD))),
        ("0.4+1", Any, Ok(Some(THIRD))),
        ("0.4-2", Any, Ok(None)),
        ("0.4-1", Down, Ok(Some(FIRST))),
        ("20260102000000-1", Any, Ok(Some(FIRST))),
        ("2027-1", Any, Ok(Some(GONE))),
        ("head-1", Any, Ok(Some(GONE))),
        ("base+2", Any, Ok(Some(SECOND))),
        ("current+1", Any, Ok(Some(THIRD))),
        ("+1", Up, Ok(Some(THIRD))),
        ("+0", Any, Ok(Some(SECOND))),
        ("-1", Down, Ok(Some(FIRST))),
        ("-2", Down, Ok(None)),
        ("-1", Any, Ok(Some(FIRST))),
        ("", Any, Err("the revision is empty")),
        ("a\nb", Any, Err("holds a control character")),
        (
            "-3",
            Down,
            Err("-3 is too far: there are 2 migrations before where the database stands"),
        ),
        ("+9", Up, Err("+9 is too far: there are 3 migrations after")),
        (
            "head+1",
            Any,
            Err("+1 is too far: there is no migration after `head`"),
        ),
        (
            "base-1",
            Any,
            Err("-1 is too far: there is no migration before `base`"),
        ),
        (
            "-1",
            Up,
            Err("-1 leads the other way: upgrade goes forward"),
        ),
        (
            "+1",
            Down,
            Err("+1 leads the other way: downgrade goes back"),
        ),
        (
            "-99999999999999999999",
            Any,
            Err("is not a number of steps"),
        ),
        ("+x", Any, Err("`+x` is not a number of steps")),
        ("2026", Any, Err("`2026` is the beginning of 4 migrations")),
        (
            "2026+1",
            Any,
            Err("`2026` is the beginning of 4 migrations"),
        ),
        ("twice", Any, Err("`twice` is the label of 2 migrations")),
        (
            "99999999999999999999",
            Any,
            Err("no migration, label or Git tag is called"),
        ),
        (
            "nothing-1",
            Any,
            Err("no migration, label or Git tag is called `nothing-1`"),
        ),
    ];
    for (text, bearing, expected) in cases {
        let actual = resolve(text, bearing, Some(SECOND));
        match (actual, expected) {
            (Ok(actual), Ok(expected)) => assert_eq!(actual, expected, "{text}"),
            (Err(error), Err(message)) => {
                assert!(error.message().contains(message), "{text}: {error}");
                assert_eq!(error.kind(), Kind::Usage, "{text}");
                assert!(!error.hints().is_empty(), "{text}");
            }
            (actual, expected) => panic!("{text}: {actual:?} and not {expected:?}"),
        }
    }
}

#[test]
fn steps_from_the_base_begin_at_the_first_migration() {
    assert_eq!(resolve("+1", Bearing::Up, None).unwrap(), Some(FIRST));
    assert_eq!(resolve("base", Bearing::Down, None).unwrap(), None);
}

#[test]
fn an_unknown_name_is_answered_with_those_that_are_near() {
    let cases = [
        ("haed", "did you mean `head`?"),
        ("20260101000001", "`20260101000000`"),
        ("cool_feature", "`20270101000000` (cool feature)"),
    ];
    for (text, expected) in cases {
        let error = resolve(text, Bearing::Any, None).unwrap_err();
        assert!(
            error.hints()[0].contains(expected),
            "{text}: {:?}",
            error.hints()
        );
    }
    let error = resolve("2026", Bearing::Any, None).unwrap_err();
    assert!(error.notes()[0].contains("20260303000000 (applied, its file is gone)"));
}

#[test]
fn sequential_versions_are_found_as_their_files_write_them() {
    let files = (1..=10)
        .map(|version| (format!("{version:04}_x.sql"), Vec::new()))
        .collect();
    let history = History::from_files(Path::new("migrations"), files);
    let standing = Standing {
        history: &history,
        applied: &[],
        current: None,
        bearing: Bearing::Any,
        tag: &|_| Ok(None),
    };
    for (text, expected) in [
        ("1", 1),
        ("0001", 1),
        ("3", 3),
        ("10", 10),
        ("0010", 10),
        ("001", 1),
    ] {
        let actual = Revision::parse(text).unwrap().resolve(&standing).unwrap();
        assert_eq!(actual, Some(expected), "{text}");
    }
}
