use insta::assert_snapshot;

use super::*;

fn plain(quiet: bool, verbose: u8) -> Terminal {
    Terminal::buffered(Format::Human, ColorChoice::Never, quiet, verbose)
}

fn say_everything(terminal: &Terminal) {
    terminal.status("Applying", "20261122101500 add cool feature");
    terminal.status_warning("Skipping", "20261122101501");
    terminal.status_error("Failing", "20261122101502 with\na line break");
    terminal.note("the database stands at 20261122101500\nand goes on from there");
    terminal.hint("cargo migrate upgrade");
    terminal.warn("column `users.name` is dropped with 3 rows");
    terminal.line("  users\n  groups");
    terminal.error(&Error::failed("it went wrong"));
    terminal.data("SELECT 1;");
}

#[test]
fn human_text_has_cargos_look() {
    let terminal = plain(false, 0);
    say_everything(&terminal);
    assert_snapshot!(terminal.stderr(), @r"
        Applying 20261122101500 add cool feature
        Skipping 20261122101501
         Failing 20261122101502 with\na line break
    note: the database stands at 20261122101500
          and goes on from there
    help: cargo migrate upgrade
    warning: column `users.name` is dropped with 3 rows
      users
      groups
    error: it went wrong
    ");
    assert_eq!(terminal.stdout(), "SELECT 1;\n");
}

#[test]
fn colour_marks_the_verbs_and_labels() {
    let terminal = Terminal::buffered(Format::Human, ColorChoice::Always, false, 1);
    terminal.status("Applying", "add cool feature");
    terminal.note("a");
    terminal.statement("SELECT\n  1", Duration::from_millis(12));
    assert_snapshot!(terminal.stderr().replace('\u{1b}', "␛"), @"
    ␛[1m␛[92m    Applying␛[0m add cool feature
    ␛[1m␛[92mnote␛[0m: a
    ␛[2m       12 ms SELECT␛[0m
    ␛[2m               1␛[0m
    ");
}

#[test]
fn quiet_keeps_warnings_errors_and_data() {
    let terminal = plain(true, 0);
    say_everything(&terminal);
    assert_snapshot!(terminal.stderr(), @r"
        Skipping 20261122101501
         Failing 20261122101502 with\na line break
    warning: column `users.name` is dropped with 3 rows
    error: it went wrong
    ");
    assert_eq!(terminal.stdout(), "SELECT 1;\n");
}

#[test]
fn statements_are_shown_with_their_time_only_where_asked_for() {
    for (verbose, shown) in [(0, false), (1, true)] {
        let terminal = plain(false, verbose);
        terminal.statement("PRAGMA foreign_keys = OFF", Duration::from_micros(400));
        terminal.statement(
            "\nCREATE TABLE t (\n  id INTEGER\n)\n",
            Duration::from_millis(12),
        );
        assert_eq!(!terminal.stderr().is_empty(), shown);
        assert_eq!(terminal.statement_count(), 2);
        assert_eq!(terminal.statement_time(), Duration::from_micros(12_400));
        if shown {
            assert_snapshot!(terminal.stderr(), @"
            0.4 ms PRAGMA foreign_keys = OFF
             12 ms CREATE TABLE t (
                     id INTEGER
                   )
            ");
        }
    }
}

#[test]
fn control_characters_and_passwords_never_reach_a_person() {
    let terminal = plain(false, 1).with_columns(60);
    let text = "\u{1b}]0;owned\u{7} postgres://doe:secret@db\u{202e}";
    terminal.status("Reading", text);
    terminal.note(text);
    terminal.line(text);
    terminal.statement(text, Duration::ZERO);
    terminal.error(&Error::failed(text).note(text).hint(text));
    terminal.data("-- \u{1b}[2J\n");
    let shown = terminal.stderr() + &terminal.stdout();
    assert!(!shown.contains("secret"), "{shown}");
    assert!(
        !shown.contains(|c| escape::is_hidden(c) && c != '\n'),
        "{shown:?}"
    );
}

#[test]
fn data_for_another_program_is_left_as_it_is() {
    let terminal = plain(true, 0);
    terminal.data("-- \u{1b}[2J postgres://doe:secret@db\r\n");
    terminal.sql("SELECT '\u{202e}'");
    terminal.data("");
    let expected = "-- \u{1b}[2J postgres://doe:secret@db\r\nSELECT '\u{202e}'\n";
    assert_eq!(terminal.stdout(), expected);
}

#[test]
fn json_is_one_line_and_harmless_on_a_terminal() {
    let terminal = plain(false, 0);
    terminal
        .json(&["a\nb", "\u{1b}\u{9b}\u{202e}"])
        .expect("strings have a form in JSON");
    assert_eq!(terminal.stdout(), "[\"a\\nb\",\"\\u001b\\u009b\\u202e\"]\n");
}

#[test]
fn only_a_terminal_cuts_data() {
    assert_eq!(plain(false, 0).data_width(), None);
    assert_eq!(plain(false, 0).with_columns(60).data_width(), Some(60));
    assert_eq!(plain(false, 0).width(), 80);
}

#[test]
fn threads_may_share_it() {
    let terminal = plain(false, 1);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| terminal.statement("SELECT 1", Duration::from_millis(1)));
        }
    });
    assert_eq!(terminal.statement_count(), 4);
    assert_eq!(terminal.stderr().lines().count(), 4);
}
