//! The database's own name inside definitions.
//!
//! The server writes it in front of some names (`nextval(`db`.`s`)`), and people write it in
//! routines. It is taken out, so that the same schema under another name is the same text. A table
//! or alias of that name is left alone: `db`.`x` may then be a column of it.

use crate::dialect::mysql::lexer::{Token, tokens};

/// The database whose name is taken out.
pub(in crate::dialect::mysql) struct Home<'a> {
    database: &'a str,
}

/// Words behind which a table or routine is named.
const NAMED_BEHIND: [&str; 14] = [
    "from",
    "join",
    "into",
    "update",
    "table",
    "tables",
    "on",
    "call",
    "references",
    "trigger",
    "procedure",
    "function",
    "event",
    "view",
];

impl<'a> Home<'a> {
    pub(in crate::dialect::mysql) fn new(database: &'a str) -> Self {
        Self { database }
    }

    /// The text without the database's name in front of names.
    pub(in crate::dialect::mysql) fn bare(&self, sql: &str) -> String {
        if self.database.is_empty() || !sql.contains(self.database) {
            return sql.to_owned();
        }
        let all = tokens(sql);
        let named = |at: usize| all.get(at).and_then(|token| token.name(sql));
        let is = |at: usize, symbol: &str| {
            all.get(at)
                .is_some_and(|token| token.is_symbol(sql, symbol))
        };
        let is_ours = |at: usize| {
            named(at).as_deref() == Some(self.database)
                && !(at > 0 && (is(at - 1, ".") || is(at - 1, "@") || is(at - 1, "@@")))
        };
        // Something else has that name, if it stands anywhere without a dot behind it.
        let is_shared = (0..all.len())
            .any(|at| named(at).as_deref() == Some(self.database) && !is(at + 1, "."));
        let mut out = String::with_capacity(sql.len());
        let mut end = 0;
        for at in 0..all.len() {
            let qualifies = is_ours(at) && is(at + 1, ".") && named(at + 2).is_some();
            if qualifies && (!is_shared || is_object(sql, &all, at)) {
                out.push_str(&sql[end..all[at].range.start]);
                end = all[at + 2].range.start;
            }
        }
        out.push_str(&sql[end..]);
        out
    }
}

/// Whether the path of two or three names at `at` can only be that of a table, routine or column
/// with the database in front.
fn is_object(sql: &str, all: &[Token], at: usize) -> bool {
    let is = |at: usize, symbol: &str| {
        all.get(at)
            .is_some_and(|token| token.is_symbol(sql, symbol))
    };
    let before = all[..at]
        .iter()
        .rev()
        .find(|token| !token.is_symbol(sql, "("));
    is(at + 3, ".")
        || is(at + 3, "(")
        || before.is_some_and(|token| NAMED_BEHIND.iter().any(|word| token.is_word(sql, word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_databases_own_name_goes_and_all_else_stays() {
        for (sql, expected) in [
            (
                "select `app`.`t`.`a` from `app`.`t`",
                "select `t`.`a` from `t`",
            ),
            ("DEFAULT nextval(`app`.`s`)", "DEFAULT nextval(`s`)"),
            (
                "trigger app.t1 before insert on app . t",
                "trigger t1 before insert on t",
            ),
            (
                "select 'app.t', @app.x, other.app.t, `application`.`t`",
                "select 'app.t', @app.x, other.app.t, `application`.`t`",
            ),
            // An alias of that name.
            (
                "select `app`.`a` from `app`.`t` `app`",
                "select `app`.`a` from `t` `app`",
            ),
            (
                "select `app`.`app`.`a` from `app`.`app`",
                "select `app`.`a` from `app`",
            ),
            (
                "select `app`.`f`(`app`.`a`) from (`app`.`t` `app` join `app`.`u`)",
                "select `f`(`app`.`a`) from (`t` `app` join `u`)",
            ),
            ("no name", "no name"),
        ] {
            assert_eq!(Home::new("app").bare(sql), expected, "{sql}");
        }
    }
}
