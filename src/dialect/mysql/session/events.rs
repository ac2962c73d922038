//! Sees to it that no event runs in a database that is thrown away, see
//! [`dormant`](crate::dialect::mysql::dormant).

use super::Session;
use super::errors::plain;
use crate::dialect::mysql::conduct::is_opaque;
use crate::dialect::mysql::connect::Connection;
use crate::dialect::mysql::connect::failure::number;
use crate::dialect::mysql::dormant;
use crate::dialect::mysql::quote::ident;
use crate::dialect::mysql::server::Sibling;
use crate::dialect::mysql::split::statements;
use crate::dialect::script::place;
use crate::dialect::{Piece, Run};
use crate::error::{Error, Result};
use std::borrow::Cow;

/// Those that a scheduler would run, each with its definer, who stays the same.
const AWAKE: &str = "SELECT EVENT_NAME, DEFINER FROM information_schema.EVENTS
    WHERE EVENT_SCHEMA = DATABASE() AND STATUS = 'ENABLED'";

/// "Access denied; you need … privilege": only some may name another definer.
const NOT_ALLOWED: u16 = 1227;

/// Puts the events to sleep that are awake: those that a set-up command of the project's has made,
/// or a statement that did not show it.
pub(super) fn put_to_sleep(connection: &mut Connection) -> Result<(), sqlx::Error> {
    for event in &connection.query(AWAKE)? {
        let (user, host) = event
            .text(1)
            .rsplit_once('@')
            .unwrap_or((event.text(1), "%"));
        let rest = format!("EVENT {} DISABLE ON SLAVE", ident(event.text(0)));
        let definer = format!("DEFINER={}@{}", ident(user), ident(host));
        match connection.execute(&format!("ALTER {definer} {rest}")) {
            Err(cause) if number(&cause) == NOT_ALLOWED => {
                connection.execute(&format!("ALTER {rest}"))?;
            }
            outcome => outcome?,
        }
    }
    Ok(())
}

impl Session {
    /// A statement as it is run in this database.
    pub(super) fn as_run_here<'a>(&self, sql: &'a str) -> Cow<'a, str> {
        let dormant = self.dormant.then(|| dormant::dormant(sql)).flatten();
        dormant.map_or(Cow::Borrowed(sql), Cow::Owned)
    }

    /// To be called behind each statement that ran.
    pub(super) fn after_events_may_be_made(&self, sql: &str) -> Result<(), sqlx::Error> {
        let pieces = if self.dormant {
            statements(sql)
        } else {
            Vec::new()
        };
        match pieces.iter().any(|piece| is_opaque(sql, piece)) {
            true => put_to_sleep(&mut self.connection.borrow_mut()),
            false => Ok(()),
        }
    }

    /// Refuses a statement of a script that may wake an event before it can be put to sleep again,
    /// where the server would run it; and the one state that stands for another one here.
    pub(super) fn refuse_events_out_of_sight(&self, run: &Run, piece: &Piece) -> Result<()> {
        if !self.dormant {
            return Ok(());
        }
        let statement = &run.sql[piece.range.clone()];
        if dormant::is_for_replicas(statement) {
            return Err(Error::failed(
                "this statement makes an event DISABLE ON SLAVE, which cannot be tried on a copy: no event is enabled there",
            )
            .at(place(run, piece.range.clone(), "here"))
            .note("a server turns the events that it replicates off by itself, whatever their script says")
            .hint("write ENABLE, or DISABLE"));
        }
        if !is_opaque(run.sql, piece) || self.sibling.as_ref().is_some_and(Sibling::is_alone) {
            return Ok(());
        }
        if self.hides_an_event(run)? && self.runs_events()? {
            return Err(Error::failed(
                "this statement may make or enable an event, which the server would run on the copy, too",
            )
            .at(place(run, piece.range.clone(), "here"))
            .note("event_scheduler is ON, and only CREATE EVENT and ALTER EVENT as statements of their own are seen")
            .hint("try scripts on a server of their own: scratch-server = \"throwaway\" in [package.metadata.migrate]")
            .hint("or write CREATE EVENT and ALTER EVENT as statements of their own"));
        }
        Ok(())
    }

    /// Whether a statement of the script or a routine that is there has one in its body.
    fn hides_an_event(&self, run: &Run) -> Result<bool> {
        let pieces = statements(run.sql);
        let mut texts = pieces.iter().map(|piece| &run.sql[piece.range.clone()]);
        if texts.any(dormant::hides_an_event) {
            return Ok(true);
        }
        let bodies = self.query(
            "SELECT ROUTINE_NAME, ROUTINE_DEFINITION FROM information_schema.ROUTINES
             WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_DEFINITION LIKE '%event%'",
        );
        let bodies = bodies.map_err(|cause| plain(&cause))?;
        Ok(bodies
            .iter()
            .any(|row| dormant::hides_an_event(row.text(1))))
    }

    fn runs_events(&self) -> Result<bool> {
        let scheduler = self.one_text("SELECT @@GLOBAL.event_scheduler");
        Ok(scheduler.map_err(|cause| plain(&cause))? == "ON")
    }
}
