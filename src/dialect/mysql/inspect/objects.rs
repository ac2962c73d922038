//! Views, sequences, routines, triggers and events, from their statements.
//!
//! The server keeps the text of routines and triggers to the letter, comments and blanks included:
//! so they are compared. What it writes itself (views, sequences, events) is compared token by
//! token.

use super::event;
use super::home::Home;
use super::queries::{Answers, Kind, Shown};
use crate::dialect::mysql::dormant;
use crate::dialect::mysql::lexer::{normal, words};
use crate::dialect::mysql::quote::ident;
use crate::dialect::mysql::text::Text;
use crate::schema::{Attributes, Name, Object, Sql};

/// Carried along by a routine that the server can replace in its place, so that what is granted on
/// it stays.
pub(in crate::dialect::mysql) const REPLACEABLE: &str = "~replaceable";

/// What is said of owners, who are called definers here.
pub(super) struct Owners<'a> {
    /// The session's own account: `root@localhost`.
    pub(super) user: &'a str,
    /// Whether they are compared.
    pub(super) count: bool,
}

impl Owners<'_> {
    /// Notes a definer. Where they are not compared, one who is not the session's own account is
    /// carried along: what is made anew shall be theirs again.
    fn note(&self, definer: &Definer, attributes: &mut Attributes) {
        let name = match (self.count, definer.account == self.user) {
            (true, _) => "definer",
            (false, false) => "~definer",
            (false, true) => return,
        };
        attributes.insert(name.to_owned(), definer.written.clone());
    }
}

struct Definer {
    /// As `CURRENT_USER()` says it.
    account: String,
    /// As a statement says it.
    written: String,
}

/// Reads what SHOW CREATE says.
///
/// # Errors
/// What is not understood.
pub(super) fn read(
    shown: &Shown,
    name: Name,
    answers: &Answers,
    home: &Home,
    owners: &Owners,
) -> Result<Object, String> {
    let mut attributes = Attributes::new();
    let (text, definer) = take_definer(&home.bare(&shown.text));
    if let Some(definer) = definer {
        owners.note(&definer, &mut attributes);
    }
    let text = match shown.kind {
        Kind::Event => {
            let is_dormant = dormant::is_kept_so(&answers.database);
            let is_over = answers.over.contains(&shown.name);
            let text = dormant::stands_for(&text, is_dormant, is_over);
            let began = answers.began_when_made.contains(&shown.name);
            event::read(&text, began, &mut attributes)
        }
        _ => text.trim_end().to_owned(),
    };
    let normal = match shown.kind {
        Kind::Function | Kind::Procedure => text.clone(),
        Kind::Trigger => closed_up(&text),
        _ => normal(&text),
    };
    note_mode(shown, &mut attributes);
    let is_routine = matches!(shown.kind, Kind::Function | Kind::Procedure);
    if is_routine && answers.replaces_routines {
        attributes.insert(REPLACEABLE.to_owned(), "yes".to_owned());
    }
    let mut on = None;
    if shown.kind == Kind::Trigger {
        let facts = answers
            .triggers
            .get(&shown.name)
            .ok_or("its table is not known")?;
        on = Some(answers.name(Kind::Table, &facts.table));
        if let Some(follows) = &facts.follows {
            attributes.insert("follows".to_owned(), follows.clone());
        }
    }
    let columns = match shown.kind {
        Kind::View => answers.columns(&shown.name),
        _ => &[],
    };
    Ok(Object {
        kind: shown.kind.object(),
        name,
        on,
        columns: columns
            .iter()
            .map(|column| (Name::folded(&column.name), column.column_type.clone()))
            .collect(),
        mentions: words(&text).collect(),
        definition: Sql::new(text, normal),
        attributes,
    })
}

/// A trigger with one blank before its body. The server cuts FOLLOWS and PRECEDES out and leaves the
/// blanks around it, so that how many there are says nothing but that.
fn closed_up(trigger: &str) -> String {
    let text = Text::new(trigger);
    let row = (0..text.tokens.len()).find(|at| text.words(*at, &["for", "each", "row"]));
    let end = row
        .and_then(|at| text.token(at + 2))
        .map(|row| row.range.end);
    match end {
        Some(end) => format!("{} {}", &text.sql[..end], text.sql[end..].trim_start()),
        None => text.sql,
    }
}

/// Settings that say how a body is read, with what must stand in it for them to matter
/// (<https://mariadb.com/kb/en/sql-mode/>).
const MODES: [(&str, &str); 3] = [
    ("PIPES_AS_CONCAT", "||"),
    ("ANSI_QUOTES", "\""),
    ("NO_BACKSLASH_ESCAPES", "\\"),
];

/// Notes the settings under which a body is run, where it is another one under others. All of them
/// are carried along.
fn note_mode(shown: &Shown, attributes: &mut Attributes) {
    let matters = |(_, mark): &&(&str, &str)| shown.text.contains(mark);
    let is_set = |mode: &str| shown.sql_mode.split(',').any(|set| set == mode);
    let own_language = is_set("ORACLE");
    if !own_language && !MODES.iter().any(|mode| matters(&mode)) {
        return;
    }
    let modes = MODES.iter().filter(matters).map(|(mode, _)| *mode);
    let set: Vec<&str> = modes
        .chain(["ORACLE"])
        .filter(|mode| is_set(mode))
        .collect();
    attributes.insert("sql_mode".to_owned(), set.join(","));
    attributes.insert("~sql_mode".to_owned(), shown.sql_mode.clone());
}

/// The statement without its DEFINER clause.
pub(in crate::dialect::mysql) fn without_definer(statement: &str) -> String {
    take_definer(statement).0
}

fn take_definer(statement: &str) -> (String, Option<Definer>) {
    let text = Text::new(statement);
    let head = text.tokens.len().min(12);
    let Some(start) = (0..head).find(|at| text.word(*at, "definer") && text.symbol(at + 1, "="))
    else {
        return (text.sql, None);
    };
    let user = text
        .name(start + 2)
        .or_else(|| text.string(start + 2))
        .unwrap_or_default();
    let (definer, end) = if text.symbol(start + 3, "@") {
        let host = text
            .name(start + 4)
            .or_else(|| text.string(start + 4))
            .unwrap_or_default();
        let written = format!("{}@{}", ident(&user), ident(&host));
        (
            Definer {
                account: format!("{user}@{host}"),
                written,
            },
            start + 5,
        )
    } else {
        // A role.
        (
            Definer {
                written: ident(&user),
                account: user,
            },
            start + 3,
        )
    };
    let end = text
        .token(end)
        .map_or(text.sql.len(), |token| token.range.start);
    let start = text.tokens[start].range.start;
    (
        format!("{}{}", &text.sql[..start], &text.sql[end..]),
        Some(definer),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definer_is_taken_out_of_the_head_only() {
        let (text, definer) = take_definer(
            "CREATE DEFINER=`a b`@`%` trigger x before insert on t for each row set @definer = 1",
        );
        assert_eq!(
            text,
            "CREATE trigger x before insert on t for each row set @definer = 1"
        );
        let definer = definer.map(|definer| (definer.account, definer.written));
        assert_eq!(definer, Some(("a b@%".to_owned(), "`a b`@`%`".to_owned())));
        let (text, definer) = take_definer(
            "CREATE ALGORITHM=MERGE DEFINER=`app` SQL SECURITY DEFINER VIEW `v` AS select 1",
        );
        assert_eq!(
            text,
            "CREATE ALGORITHM=MERGE SQL SECURITY DEFINER VIEW `v` AS select 1"
        );
        assert_eq!(
            definer.map(|definer| definer.written),
            Some("`app`".to_owned())
        );
        let (text, definer) = take_definer("CREATE SEQUENCE `definer` start with 1");
        assert_eq!(text, "CREATE SEQUENCE `definer` start with 1");
        assert!(definer.is_none());
    }
}
