//! The variables that a script makes for itself: `@x`. A run that goes on in a new session gives
//! them their values, since what had computed them might not do so once more.

use super::Session;
use super::errors::plain;
use crate::dialect::mysql::lexer::tokens;
use crate::dialect::mysql::quote::{binary, ident, literal};
use crate::error::Result;

/// MariaDB's own table of them
/// (<https://mariadb.com/kb/en/information-schema-user_variables-table/>).
const OF_MARIADB: &str = "SELECT VARIABLE_NAME, VARIABLE_TYPE, VARIABLE_VALUE
FROM information_schema.USER_VARIABLES";

/// MySQL's, which does not say of which type they are
/// (<https://dev.mysql.com/doc/refman/8.0/en/performance-schema-user-variable-tables.html>).
const OF_MYSQL: &str = "SELECT VARIABLE_NAME, 'VARCHAR', VARIABLE_VALUE
FROM performance_schema.user_variables_by_thread WHERE THREAD_ID = PS_CURRENT_THREAD_ID()";

/// Whether the statement speaks of such a variable, or may run one that does.
pub(super) fn may_set(statement: &str) -> bool {
    let bytes = statement.as_bytes();
    let all = tokens(statement);
    let hidden = ["call", "execute", "begin", "if", "set"];
    let first = all.first();
    first.is_some_and(|first| hidden.iter().any(|word| first.is_word(statement, word)))
        || all.iter().any(|token| {
            let at = token.range.start;
            // Not of a system variable's `@@`, and not between a user and a host.
            bytes[at] == b'@'
                && bytes.get(at + 1).is_some_and(|next| *next != b'@')
                && at.checked_sub(1).is_none_or(|before| {
                    !matches!(bytes[before], b'@' | b'\'' | b'"' | b'`' | b'_')
                        && !bytes[before].is_ascii_alphanumeric()
                })
        })
}

impl Session {
    /// Statements that give another session the variables of this one; empty where there are none.
    pub(super) fn own_variables(&self) -> Result<String> {
        let sql = match self.flavour.is_mariadb() {
            true => OF_MARIADB,
            false => OF_MYSQL,
        };
        let rows = self.query(sql).map_err(|cause| plain(&cause))?;
        let mut assignments = Vec::new();
        for row in &rows {
            let value = match (row.bytes(2), row.get(2)) {
                (None, _) => "NULL".to_owned(),
                (_, Some(number)) if row.text(1) != "VARCHAR" => number.to_owned(),
                (_, Some(text)) => literal(text),
                (Some(bytes), None) => binary(bytes),
            };
            assignments.push(format!("@{} = {value}", ident(row.text(0))));
        }
        Ok(match assignments.is_empty() {
            true => String::new(),
            false => format!("SET {}", assignments.join(", ")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::may_set;

    #[test]
    fn statements_that_may_set_a_variable_are_told() {
        for (sql, expected) in [
            ("SET @a = 1", true),
            ("SELECT max(id) INTO @a FROM t", true),
            ("INSERT INTO t VALUES (@a := 3)", true),
            ("CALL p()", true),
            ("INSERT INTO t VALUES (1)", false),
            ("INSERT INTO t VALUES ('@a', @@version)", false),
            ("CREATE DEFINER=`a`@`b` VIEW v AS SELECT 1", false),
            ("GRANT SELECT ON t TO a@b", false),
        ] {
            assert_eq!(may_set(sql), expected, "{sql}");
        }
    }
}
