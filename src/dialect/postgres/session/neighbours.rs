//! Refuses what would change the server beyond the throwaway database that a script is run on: its
//! other databases and all roles are of its owner.
//!
//! What a statement says is seen by its words, before anything of the script is run. What a block
//! or a function does is not: so the transaction is looked at before it is kept. The server locks a
//! shared catalog for whoever writes to it until the end of the transaction, and what that changed
//! no other session sees.

use super::Session;
use super::errors::{code, plain};
use crate::dialect::postgres::lexer::{Token, TokenKind, tokens};
use crate::dialect::postgres::server::{changed_by, shared_of};
use crate::dialect::script::changes_server;
use crate::dialect::{Run, Trace};
use crate::error::{Error, Result};
use std::ops::Range;
use std::time::Duration;

/// The classes of "not inside a transaction": of a statement, and of a procedure that commits
/// (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
pub(super) const NOT_INSIDE: [&str; 2] = ["25001", "2D000"];

/// How often what is shared is looked at again, as others may be changing it at the moment.
const LOOKS: u32 = 5;

/// What `ON` names of the server.
const SHARED: [&str; 4] = ["role", "database", "tablespace", "parameter"];

/// How statements begin that may run more than they say, and that mean the same inside a
/// transaction of their own.
const HIDING: [&str; 11] = [
    "do", "call", "execute", "select", "with", "insert", "update", "delete", "merge", "reassign",
    "explain",
];

impl Session {
    /// Refuses a script whose words say that it changes the server.
    pub(super) fn refuse_wide_words(&self, run: &Run, statements: &[Range<usize>]) -> Result<()> {
        let wide = |statement: &&Range<usize>| is_wide(&run.sql[(*statement).clone()]);
        match statements.iter().find(wide) {
            Some(statement) if self.beside => Err(wide_error(run, statement.clone())),
            _ => Ok(()),
        }
    }

    /// Before a transaction is kept: refuses what it has changed of the server, after it is rolled
    /// back. `statements` are those that it ran.
    pub(super) fn refuse_wide_changes(&self, run: &Run, statements: &[Range<usize>]) -> Result<()> {
        if !self.beside || !self.has_changed_server()? {
            return Ok(());
        }
        self.execute("ROLLBACK").map_err(|cause| plain(&cause))?;
        let all = match (statements.first(), statements.last()) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => 0..run.sql.len(),
        };
        let statement = match statements.len() {
            0 | 1 => all,
            _ => self.changing(run, statements)?.unwrap_or(all),
        };
        Err(wide_error(run, statement))
    }

    /// The first of these statements that changes the server, run once more for that and taken back.
    fn changing(&self, run: &Run, statements: &[Range<usize>]) -> Result<Option<Range<usize>>> {
        self.execute("BEGIN").map_err(|cause| plain(&cause))?;
        let mut found = None;
        for statement in statements {
            // What fails now did not before: there is nothing to tell.
            if self.execute(&run.sql[statement.clone()]).is_err() {
                break;
            }
            if self.has_changed_server()? {
                found = Some(statement.clone());
                break;
            }
        }
        self.execute("ROLLBACK").map_err(|cause| plain(&cause))?;
        Ok(found)
    }

    /// Whether the open transaction has changed what other databases share.
    fn has_changed_server(&self) -> Result<bool> {
        let locked = self.talk(changed_by).map_err(|cause| plain(&cause))?;
        if locked.is_empty() {
            return Ok(false);
        }
        if locked.iter().any(|catalog| catalog == "pg_authid") {
            // A password that was changed cannot be seen by all.
            return Ok(true);
        }
        // A membership that was there already, or a setting of this very database, is no change.
        for _ in 0..LOOKS {
            let inside = self.talk(shared_of).map_err(|cause| plain(&cause))?;
            if inside == self.server.shared_from_outside()? {
                return Ok(false);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(true)
    }

    /// Runs a statement outside a transaction; where it may hide what it does, and that must not
    /// reach the server, inside one that is looked at before it is kept.
    pub(super) fn run_outside(
        &self,
        run: &Run,
        statement: Range<usize>,
        trace: Trace,
    ) -> Result<()> {
        let hides = |first: &Token| {
            let sql = &run.sql[statement.clone()];
            HIDING.iter().any(|word| first.is_word(sql, word))
        };
        let first = tokens(&run.sql[statement.clone()]).into_iter().next();
        if !self.beside || !first.as_ref().is_some_and(hides) {
            return self.run_statement(run, statement, None, trace).map(|_| ());
        }
        self.execute("BEGIN").map_err(|cause| plain(&cause))?;
        let refused = |cause: &sqlx::Error| NOT_INSIDE.contains(&code(cause));
        if self.run_statement(run, statement.clone(), Some(&refused), &mut *trace)? {
            self.refuse_wide_changes(run, &[statement])?;
            return self.execute("COMMIT").map_err(|cause| plain(&cause));
        }
        self.execute("ROLLBACK").map_err(|cause| plain(&cause))?;
        let before = self.talk(shared_of).map_err(|cause| plain(&cause))?;
        self.run_statement(run, statement.clone(), None, trace)?;
        let after = self.talk(shared_of).map_err(|cause| plain(&cause))?;
        match before == after {
            true => Ok(()),
            false => Err(wide_error(run, statement).note(
                "it commits by itself, so what it did to the server stays: look at its roles and settings",
            )),
        }
    }
}

fn wide_error(run: &Run, statement: Range<usize>) -> Error {
    changes_server(run, statement)
        .note("roles, settings, files and other databases of the server are not of this database")
}

/// Whether a statement says that it changes the server, or what lies outside of it: roles and who
/// is a member of which, databases, tablespaces, settings, files.
fn is_wide(sql: &str) -> bool {
    let all = tokens(sql);
    let is = |at: usize, words: &[&str]| {
        let token: Option<&Token> = all.get(at);
        token.is_some_and(|token| words.iter().any(|word| token.is_word(sql, word)))
    };
    let find = |word: &str| all.iter().position(|token| token.is_word(sql, word));
    if is(0, &["create", "alter", "drop"]) {
        return is(1, &["role", "group", "database", "tablespace"])
            || is(1, &["user"]) && !is(2, &["mapping"])
            || is(0, &["alter"]) && is(1, &["system"]);
    }
    if is(0, &["grant", "revoke"]) {
        return find("on").is_none_or(|on| is(on + 1, &SHARED));
    }
    if is(0, &["comment", "security"]) {
        return find("on").is_some_and(|on| is(on + 1, &SHARED));
    }
    if is(0, &["copy"]) {
        return (1..all.len()).any(|at| {
            is(at, &["to", "from"]) && is(at + 1, &["program"])
                || is(at, &["to"])
                    && all.get(at + 1).is_some_and(|token| {
                        matches!(token.kind, TokenKind::String | TokenKind::Dollar)
                    })
        });
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_that_change_the_server_are_known_by_their_words() {
        for (sql, wide) in [
            ("CREATE ROLE app", true),
            ("create /* x */ user app", true),
            ("ALTER GROUP app ADD USER doe", true),
            ("DROP ROLE IF EXISTS app", true),
            ("CREATE USER MAPPING FOR doe SERVER s", false),
            ("DROP USER MAPPING FOR doe SERVER s", false),
            ("ALTER DATABASE shop SET search_path = app", true),
            ("CREATE TABLESPACE fast LOCATION '/fast'", true),
            ("ALTER SYSTEM SET work_mem = '1GB'", true),
            ("GRANT app TO doe", true),
            ("REVOKE ADMIN OPTION FOR app FROM doe", true),
            ("GRANT SELECT ON t TO app", false),
            ("GRANT SELECT (\"on\") ON t TO app", false),
            ("GRANT CONNECT ON DATABASE shop TO app", true),
            ("GRANT SET ON PARAMETER work_mem TO app", true),
            ("COMMENT ON ROLE app IS 'x'", true),
            ("COMMENT ON TABLE role IS 'x'", false),
            ("COPY t TO '/tmp/t'", true),
            ("COPY (SELECT 1 AS to) TO PROGRAM 'sh'", true),
            ("COPY t FROM PROGRAM 'sh'", true),
            ("COPY t FROM '/tmp/t'", false),
            ("COPY t TO STDOUT", false),
            (
                "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO app",
                false,
            ),
            ("CREATE TABLE role (a int)", false),
            ("SET ROLE app", false),
            ("", false),
        ] {
            assert_eq!(is_wide(sql), wide, "{sql}");
        }
    }
}
