//! Finds marked databases, and drops what killed runs left behind: those for throwing away, whose
//! process on this machine is gone. Never anything else.

use super::home::Home;
use crate::dialect::mysql::connect::Connection;
use crate::dialect::mysql::quote::{ident, text};
use crate::dialect::throwaway::MARK_TABLE;
use crate::dialect::throwaway::name;
use crate::dialect::throwaway::owner::{Life, Mark, Use};

/// A database with this tool's prefix.
pub(super) struct Marked {
    pub(super) name: String,
    pub(super) mark: Option<Mark>,
    /// Whether there is anything in the mark's place.
    said: bool,
}

/// The databases of this name, which may be a pattern of LIKE, each with its mark.
pub(super) fn marked(connection: &mut Connection, like: &str) -> Result<Vec<Marked>, sqlx::Error> {
    let like = text(like);
    let sql = match connection.flavour().comments_databases() {
        true => format!(
            "SELECT SCHEMA_NAME, SCHEMA_COMMENT FROM information_schema.SCHEMATA
             WHERE SCHEMA_NAME LIKE {like} ESCAPE '|'"
        ),
        false => format!(
            "SELECT s.SCHEMA_NAME, t.TABLE_COMMENT FROM information_schema.SCHEMATA s
             LEFT JOIN information_schema.TABLES t
                ON t.TABLE_SCHEMA = s.SCHEMA_NAME AND t.TABLE_NAME = '{MARK_TABLE}'
             WHERE s.SCHEMA_NAME LIKE {like} ESCAPE '|'"
        ),
    };
    let rows = connection.query(&sql)?;
    Ok(rows
        .iter()
        .map(|row| Marked {
            name: row.text(0).to_owned(),
            mark: Mark::read(row.text(1)),
            said: !row.text(1).is_empty(),
        })
        .collect())
}

/// A name as a pattern of LIKE that nothing else fits. Not every server lets a backslash escape.
pub(super) fn exactly(name: &str) -> String {
    name.replace('|', "||")
        .replace('_', "|_")
        .replace('%', "|%")
}

/// Drops those of dead processes. What cannot be dropped is left to the next run.
pub(super) fn dead(home: &Home) {
    let mut connection = home.connection();
    let ours = marked(&mut connection, &format!("{}%", exactly(name::PREFIX)));
    for found in ours.unwrap_or_default() {
        let gone = match &found.mark {
            Some(mark) => mark.kind == Use::Throwaway && mark.life() == Life::Gone,
            None => !found.said && was_never_marked(&found.name),
        };
        if gone {
            // The killed process may have left a session that is still at work.
            end_sessions(&mut connection, &found.name);
            let drop = format!("DROP DATABASE IF EXISTS {}", ident(&found.name));
            let _ = connection.execute(&drop);
        }
    }
}

/// Whether the process that made it was killed before it could mark it.
fn was_never_marked(name: &str) -> bool {
    name::owner(name).is_some_and(|owner| owner.life() == Life::Gone)
}

fn end_sessions(connection: &mut Connection, database: &str) {
    let sessions = connection.query(&format!(
        "SELECT ID FROM information_schema.PROCESSLIST WHERE DB = {}",
        text(database)
    ));
    for session in sessions.unwrap_or_default() {
        let _ = connection.execute(&format!("KILL {}", session.text(0)));
    }
}
