use insta::assert_snapshot;

use super::*;

fn at(text: &str, marked: &str, label: &str) -> Location {
    let start = text
        .find(marked)
        .expect("the marked text stands in the file");
    Location {
        path: "migrations/20261122101500_add_cool_feature.up.sql".into(),
        text: text.to_owned(),
        range: start..start + marked.len(),
        label: label.to_owned(),
    }
}

fn plain(error: &Error) -> String {
    render(error, false, 80)
}

#[test]
fn an_error_in_a_file_shows_the_place_the_notes_and_the_way_out() {
    let text = "-- add cool feature\nALTER TABLE users\n    ADD COLUMN cool INTEGR NOT NULL;\n";
    let error = Error::failed("cannot add a NOT NULL column without a default")
        .note("table `users` has 3 rows")
        .hint("give it a default, or fill it in the same migration")
        .hint("cargo migrate new --edit")
        .at(at(text, "cool INTEGR", "this column"));
    assert_snapshot!(plain(&error), @"
    error: cannot add a NOT NULL column without a default
     --> migrations/20261122101500_add_cool_feature.up.sql:3:16
      |
    3 |     ADD COLUMN cool INTEGR NOT NULL;
      |                ^^^^^^^^^^^ this column
      |
      = note: table `users` has 3 rows
      = help: give it a default, or fill it in the same migration
      = help: cargo migrate new --edit
    ");
    let coloured = render(&error, true, 80);
    assert_eq!(
        anstream::adapter::strip_str(&coloured).to_string(),
        plain(&error)
    );
    assert_snapshot!(coloured.replace('\u{1b}', "␛"), @"
    ␛[1m␛[91merror␛[0m␛[1m: cannot add a NOT NULL column without a default␛[0m
     ␛[1m␛[94m--> ␛[0mmigrations/20261122101500_add_cool_feature.up.sql:3:16
      ␛[1m␛[94m|␛[0m
    ␛[1m␛[94m3␛[0m ␛[1m␛[94m|␛[0m     ADD COLUMN cool INTEGR NOT NULL;
      ␛[1m␛[94m|␛[0m                ␛[1m␛[91m^^^^^^^^^^^␛[0m ␛[1m␛[91mthis column␛[0m
      ␛[1m␛[94m|␛[0m
      ␛[1m␛[94m= ␛[0m␛[1mnote␛[0m: table `users` has 3 rows
      ␛[1m␛[94m= ␛[0m␛[1mhelp␛[0m: give it a default, or fill it in the same migration
      ␛[1m␛[94m= ␛[0m␛[1mhelp␛[0m: cargo migrate new --edit
    ");
}

#[test]
fn an_error_without_a_place_has_the_same_look() {
    let error = Error::usage("no configuration")
        .note("read Cargo.toml: it has no\n[package.metadata.migrate]")
        .hint("cargo migrate init");
    assert_snapshot!(plain(&error), @"
    error: no configuration
      |
      = note: read Cargo.toml: it has no
              [package.metadata.migrate]
      = help: cargo migrate init
    ");
    assert_snapshot!(plain(&Error::usage("no configuration\n")), @"error: no configuration");
}

#[test]
fn a_long_line_is_cut_around_its_mark() {
    let text = format!(
        "INSERT INTO t VALUES ({}oops{});",
        "1, ".repeat(90),
        ", 2".repeat(90)
    );
    let shown = plain(&Error::failed("syntax error").at(at(&text, "oops", "near here")));
    assert!(
        shown.lines().all(|line| line.chars().count() <= 80),
        "{shown}"
    );
    assert_snapshot!(shown, @"
    error: syntax error
     --> migrations/20261122101500_add_cool_feature.up.sql:1:293
      |
    1 | ... 1, 1, 1, 1, 1, 1, 1, 1, 1, oops, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, ...
      |                                ^^^^ near here
    ");
}

#[test]
fn a_mark_over_many_lines_is_folded() {
    let columns: String = (0..40).map(|n| format!("    column_{n} TEXT,\n")).collect();
    let text = format!("\n\nCREATE TABLE t (\n{columns}    last TEXT\n);\n\n");
    let error = Error::failed("it fails").at(at(&text, text.trim_start(), ""));
    assert_snapshot!(plain(&error), @"
    error: it fails
      --> migrations/20261122101500_add_cool_feature.up.sql:3:1
       |
     3 | / CREATE TABLE t (
     4 | |     column_0 TEXT,
     5 | |     column_1 TEXT,
     6 | |     column_2 TEXT,
    ...  |
    44 | |     last TEXT
    45 | | );
       | |__^
    ");
}

#[test]
fn what_is_hidden_in_a_file_is_spelt_out_and_the_mark_stays_in_place() {
    let text = "a\u{202e}\u{1b}[2J;\r\nATTACH 'postgres://doe:secret@db' AS oops; -- \u{7}\r\n";
    let error = Error::failed("no such thing").at(at(text, "oops", ""));
    assert_snapshot!(plain(&error), @r"
    error: no such thing
     --> migrations/20261122101500_add_cool_feature.up.sql:2:35
      |
    2 | ATTACH 'postgres://doe:***@db' AS oops; -- \u{7}
      |                                   ^^^^
    ");
    let error = Error::failed("no such thing").at(at(text, "\u{1b}[2J", "an escape"));
    assert_snapshot!(plain(&error), @r"
    error: no such thing
     --> migrations/20261122101500_add_cool_feature.up.sql:1:10
      |
    1 | a\u{202e}\u{1b}[2J;
      |          ^^^^^^^^^ an escape
    ");
    let error = Error::failed("no such thing").at(at(text, "secret", "this"));
    assert_snapshot!(plain(&error), @r"
    error: no such thing
     --> migrations/20261122101500_add_cool_feature.up.sql:2:24
      |
    2 | ATTACH 'postgres://doe:***@db' AS oops; -- \u{7}
      |                        ^^^ this
    ");
}

#[test]
fn a_mark_may_be_empty_or_beyond_the_end() {
    let mut location = at("SELECT (", "(", "expected `)`");
    location.range = 8..8;
    assert_snapshot!(plain(&Error::failed("incomplete input").at(location.clone())), @"
    error: incomplete input
     --> migrations/20261122101500_add_cool_feature.up.sql:1:9
      |
    1 | SELECT (
      |         ^ expected `)`
    ");
    location.range = 100..300;
    let beyond = plain(&Error::failed("incomplete input").at(location.clone()));
    location.text = String::new();
    let empty = plain(&Error::failed("incomplete input").at(location.clone()));
    location.text = "é".to_owned();
    location.range = 1..2;
    let within = plain(&Error::failed("incomplete input").at(location));
    assert!(
        [beyond, empty, within]
            .iter()
            .all(|shown| shown.contains("expected `)`"))
    );
}
