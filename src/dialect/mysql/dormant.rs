//! Events in throwaway databases: they are there, and do not run.
//!
//! A server whose event scheduler is on runs the events of every database, those of a copy too. So
//! in a database that is thrown away an event that is enabled is kept as DISABLE ON SLAVE, which no
//! scheduler runs (<https://mariadb.com/kb/en/create-event/>), and read as the enabled one that it
//! stands for. Statements are rewritten before the server sees them: a new event may run at once.

use super::lexer::{Token, TokenKind, tokens};
use crate::dialect::throwaway::name;
use std::ops::Range;

/// What stands for ENABLE.
const DORMANT: &str = "DISABLE ON SLAVE";

/// Whether the events of this database are kept so: the name is one that is made up for those that
/// are thrown away.
pub(super) fn is_kept_so(database: &str) -> bool {
    name::is_made_up(database)
}

/// CREATE EVENT or ALTER EVENT, up to its body.
struct Head {
    creates: bool,
    /// The words of its state, where one is said.
    state: Option<Range<usize>>,
    is_enabled: bool,
    is_for_replicas: bool,
    /// The byte at which a state may stand.
    place: usize,
}

impl Head {
    /// Reads a statement; none where it is another one.
    fn read(sql: &str) -> Option<Self> {
        let all: Vec<Token> = tokens(sql)
            .into_iter()
            .filter(|token| token.kind != TokenKind::Conditional)
            .collect();
        let is = |at: usize, word: &str| all.get(at).is_some_and(|token| token.is_word(sql, word));
        let symbol = |at: usize, symbol: &str| {
            all.get(at)
                .is_some_and(|token| token.is_symbol(sql, symbol))
        };
        if !is(0, "create") && !is(0, "alter") {
            return None;
        }
        let mut at = if is(1, "or") { 3 } else { 1 };
        if is(at, "definer") {
            at += 3;
            // A host, or CURRENT_USER().
            if symbol(at, "@") || symbol(at, "(") {
                at += 2;
            }
        }
        if !is(at, "event") {
            return None;
        }
        at += if is(at + 1, "if") { 4 } else { 1 };
        at += if symbol(at + 1, ".") { 3 } else { 1 };
        let end = (at..all.len()).find(|at| is(*at, "do"));
        let end = end.unwrap_or(all.len());
        let said = (at..end).find(|at| is(*at, "enable") || is(*at, "disable"));
        let is_for_replicas = said.is_some_and(|at| is(at + 1, "on"));
        let state = said.map(|at| {
            let last = if is_for_replicas { at + 2 } else { at };
            all[at].range.start..all.get(last).map_or(sql.len(), |last| last.range.end)
        });
        let comment = (at..end).find(|at| is(*at, "comment"));
        let place = all.get(comment.unwrap_or(end));
        Some(Self {
            creates: is(0, "create"),
            state,
            is_enabled: said.is_some_and(|at| is(at, "enable")),
            is_for_replicas,
            place: place.map_or(sql.len(), |token| token.range.start),
        })
    }
}

/// The statement as it is run in a database that is thrown away; none where it is as it stands.
pub(super) fn dormant(sql: &str) -> Option<String> {
    let head = Head::read(sql)?;
    match head.state {
        Some(state) if head.is_enabled => Some(replaced(sql, state, DORMANT)),
        None if head.creates => {
            let (before, behind) = sql.split_at(head.place);
            Some(format!("{before}{DORMANT} {behind}"))
        }
        _ => None,
    }
}

/// What the server says of an event of such a database, with the state that it stands for. One
/// whose time is over stands for one that is disabled: that is what becomes of it when it has run,
/// and what the server makes of it when it is made anew.
pub(super) fn stands_for(sql: &str, is_dormant: bool, is_over: bool) -> String {
    let head = Head::read(sql);
    let state = head.and_then(|head| Some((head.state?, head.is_for_replicas, head.is_enabled)));
    match state {
        Some((state, _, true)) if is_over => replaced(sql, state, "DISABLE"),
        Some((state, true, _)) if is_dormant && is_over => replaced(sql, state, "DISABLE"),
        Some((state, true, _)) if is_dormant => replaced(sql, state, "ENABLE"),
        _ => sql.to_owned(),
    }
}

/// Whether the statement gives an event the state that stands for another one on copies.
pub(super) fn is_for_replicas(sql: &str) -> bool {
    Head::read(sql).is_some_and(|head| head.is_for_replicas)
}

/// Whether a statement, or a text that it runs, may make an event or wake one in a way that is not
/// seen beforehand: in a body or in a string.
pub(super) fn hides_an_event(sql: &str) -> bool {
    if Head::read(sql).is_some() {
        return false;
    }
    let text = sql.to_ascii_lowercase();
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty() && !word.starts_with(|c: char| c.is_ascii_digit()))
        .collect();
    // OR REPLACE and a DEFINER with its host may stand between.
    words.iter().enumerate().any(|(at, word)| {
        let behind = words.iter().skip(at + 1).take(9);
        let mut between = behind.take_while(|word| !["table", "procedure"].contains(word));
        (*word == "create" || *word == "alter") && between.any(|word| *word == "event")
    })
}

fn replaced(sql: &str, range: Range<usize>, by: &str) -> String {
    format!("{}{by}{}", &sql[..range.start], &sql[range.end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_made_so_that_it_does_not_run() {
        for (sql, expected) in [
            (
                "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SET @enable = 1",
                Some("CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE ON SLAVE DO SET @enable = 1"),
            ),
            (
                "create or replace definer=`a`@`%` event if not exists x.enable on schedule at now() + interval 1 day on completion preserve comment 'do' do begin end",
                Some(
                    "create or replace definer=`a`@`%` event if not exists x.enable on schedule at now() + interval 1 day on completion preserve DISABLE ON SLAVE comment 'do' do begin end",
                ),
            ),
            (
                "/*!50106 CREATE*/ /*!50117 DEFINER=`a`@`b`*/ /*!50106 EVENT `e` ON SCHEDULE EVERY 1 DAY ENABLE DO x */",
                Some(
                    "/*!50106 CREATE*/ /*!50117 DEFINER=`a`@`b`*/ /*!50106 EVENT `e` ON SCHEDULE EVERY 1 DAY DISABLE ON SLAVE DO x */",
                ),
            ),
            (
                "ALTER DEFINER = CURRENT_USER() EVENT e ENABLE",
                Some("ALTER DEFINER = CURRENT_USER() EVENT e DISABLE ON SLAVE"),
            ),
            ("ALTER EVENT e COMMENT 'x' DO SET @a = 1", None),
            ("ALTER EVENT e RENAME TO f DISABLE", None),
            ("CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO x", None),
            ("CREATE TABLE event (enable INT)", None),
            ("DROP EVENT e", None),
        ] {
            assert_eq!(dormant(sql).as_deref(), expected, "{sql}");
        }
        assert!(is_for_replicas("ALTER EVENT e DISABLE ON SLAVE"));
        assert!(!is_for_replicas("ALTER EVENT e DISABLE COMMENT 'on'"));
    }

    #[test]
    fn an_event_is_read_as_what_it_stands_for() {
        let event = |state: &str| format!("CREATE EVENT `e` ON SCHEDULE AT 'x' {state} DO x");
        for (said, is_dormant, is_over, expected) in [
            ("DISABLE ON SLAVE", true, false, "ENABLE"),
            ("DISABLE ON SLAVE", true, true, "DISABLE"),
            ("DISABLE ON SLAVE", false, false, "DISABLE ON SLAVE"),
            ("ENABLE", false, false, "ENABLE"),
            ("ENABLE", false, true, "DISABLE"),
            ("DISABLE", true, false, "DISABLE"),
        ] {
            let found = stands_for(&event(said), is_dormant, is_over);
            assert_eq!(found, event(expected), "{said}");
        }
    }

    #[test]
    fn what_hides_an_event_is_told_by_its_words() {
        for (sql, expected) in [
            ("EXECUTE IMMEDIATE 'CREATE EVENT e ON …'", true),
            (
                "BEGIN NOT ATOMIC CREATE OR REPLACE DEFINER=`a`@`10.0.0.1` EVENT e; END",
                true,
            ),
            ("PREPARE p FROM 'alter /* x */ event e enable'", true),
            ("CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO x", false),
            ("CALL event()", false),
            ("EXECUTE IMMEDIATE 'CREATE TABLE event (a INT)'", false),
            ("EXECUTE IMMEDIATE 'CREATE TABLE events (a INT)'", false),
        ] {
            assert_eq!(hides_an_event(sql), expected, "{sql}");
        }
    }
}
