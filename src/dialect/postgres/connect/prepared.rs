//! Queries that are asked again and again: the server keeps their plans, and all of them go in one
//! message.

use super::{Answer, Connection};
use futures_util::TryStreamExt as _;
use sqlx::{Either, Executor as _};
use std::collections::HashMap;

/// The class of "there is no such prepared statement".
const UNKNOWN_STATEMENT: &str = "26000";

/// The names of statements that this session has prepared, by their text.
#[derive(Default)]
pub(super) struct Prepared {
    names: HashMap<String, String>,
    /// How many names were given out. None is given twice, so that none is ever taken.
    given: usize,
}

impl Prepared {
    /// Adds what runs this query to a message, and gives the place of its rows there.
    fn add(&mut self, query: &str, message: &mut Vec<String>) -> usize {
        let name = self.names.get(query).cloned().unwrap_or_else(|| {
            self.given += 1;
            let name = format!("cargo_migrate_{}", self.given);
            message.push(format!("PREPARE {name} AS {query}"));
            self.names.insert(query.to_owned(), name.clone());
            name
        });
        message.push(format!("EXECUTE {name}"));
        message.len() - 1
    }
}

impl Connection {
    /// The rows of each of these queries, which are prepared where they were not yet. The
    /// statements `before` and `after` them, of which nothing is answered, go in the same message.
    /// The columns must be text.
    pub fn prepared(
        &mut self,
        before: &[&str],
        queries: &[&str],
        after: &[&str],
    ) -> Result<Vec<Vec<Answer>>, sqlx::Error> {
        let mut message: Vec<String> = before.iter().map(ToString::to_string).collect();
        let places: Vec<usize> = queries
            .iter()
            .map(|query| self.prepared.add(query, &mut message))
            .collect();
        message.extend(after.iter().map(ToString::to_string));
        let outcome = self.answers_by_statement(&message.join(";\n"));
        if outcome.is_err() {
            // Which of them are prepared now is not known.
            self.prepared.names.clear();
        }
        let mut answers = outcome?;
        let of = |place: usize| answers.get_mut(place).map(std::mem::take);
        Ok(places
            .into_iter()
            .map(of)
            .map(Option::unwrap_or_default)
            .collect())
    }

    /// The rows of each statement of a text.
    fn answers_by_statement(&mut self, sql: &str) -> Result<Vec<Vec<Answer>>, sqlx::Error> {
        let (runtime, inner) = self.parts()?;
        runtime.block_on(async {
            let mut stream = inner.fetch_many(sqlx::raw_sql(sqlx::AssertSqlSafe(sql)));
            let mut answers = vec![Vec::new()];
            while let Some(next) = stream.try_next().await? {
                match (next, answers.last_mut()) {
                    (Either::Right(row), Some(last)) => last.push(Answer(row)),
                    (Either::Right(_), None) => {}
                    (Either::Left(_), _) => answers.push(Vec::new()),
                }
            }
            Ok(answers)
        })
    }
}

/// Whether a script has thrown away what was prepared, with `DEALLOCATE` or `DISCARD`.
pub fn is_forgotten(cause: &sqlx::Error) -> bool {
    super::failure::code(cause) == UNKNOWN_STATEMENT
}
