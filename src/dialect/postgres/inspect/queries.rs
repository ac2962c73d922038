//! Reads the catalog's answers: the same seven queries for every schema, in one transaction.

use crate::dialect::postgres::connect::{Answer, Connection, is_forgotten};
use crate::error::{Error, Result};

/// What the catalog said.
pub(super) struct Answers {
    /// The session's role.
    pub(super) user: String,
    pub(super) relations: Vec<Answer>,
    pub(super) columns: Vec<Answer>,
    pub(super) constraints: Vec<Answer>,
    pub(super) indexes: Vec<Answer>,
    pub(super) objects: Vec<Answer>,
    pub(super) said: Vec<Answer>,
    pub(super) dependencies: Vec<Answer>,
}

const PRELUDE: &str = include_str!("prelude.sql");

const BEGIN: &str = include_str!("begin.sql");

/// The kinds of objects that nearly every schema has.
const USUAL_OBJECTS: &[&str] = &[
    include_str!("objects/spaces.sql"),
    include_str!("objects/types.sql"),
    include_str!("objects/routines.sql"),
    include_str!("objects/attached.sql"),
];

/// The others, which are only asked for where there are some: the server takes longer to plan for
/// them than to find that there are none.
const RARE_OBJECTS: &[(&str, &str)] = &[
    ("operators", include_str!("objects/operators.sql")),
    ("replicated", include_str!("objects/replicated.sql")),
    ("search", include_str!("objects/search.sql")),
    ("foreign", include_str!("objects/foreign.sql")),
    ("other", include_str!("objects/other.sql")),
];

/// Asks all questions. The transaction is closed when this returns.
///
/// # Errors
/// Where the server refuses one of them.
pub(super) fn run(connection: &mut Connection) -> Result<Answers> {
    let mut answers = in_transaction(connection);
    if let Err(cause) = &answers
        && is_forgotten(cause)
    {
        answers = in_transaction(connection);
    }
    answers.map_err(|cause| Error::failed(format!("failed to read the catalog: {cause}")))
}

fn in_transaction(connection: &mut Connection) -> Result<Answers, sqlx::Error> {
    let answers = ask(connection);
    if answers.is_err() {
        // Its own error would hide the first one.
        let _ = connection.execute("ROLLBACK");
    }
    answers
}

fn ask(connection: &mut Connection) -> Result<Answers, sqlx::Error> {
    let begun = connection.simple_query(BEGIN)?;
    let user = begun.first().map_or("", |answer| answer.text(1)).to_owned();
    let said = |row: usize| begun.get(row).map_or("", |answer| answer.text(0));
    let version: u32 = said(0).parse().unwrap_or_default();
    let objects = objects(said(1));
    let queries = [
        [PRELUDE, include_str!("relations.sql")].as_slice(),
        &[PRELUDE, include_str!("columns.sql")],
        &[PRELUDE, include_str!("constraints.sql")],
        &[PRELUDE, include_str!("indexes.sql")],
        &[PRELUDE, include_str!("objects/parts.sql"), &objects],
        &[PRELUDE, include_str!("said.sql")],
        &[include_str!("dependencies.sql")],
    ];
    let queries = queries.map(|parts| for_version(parts, version / 10_000));
    let texts: Vec<&str> = queries.iter().map(String::as_str).collect();
    let mut answers = connection.prepared(&[], &texts, &["COMMIT"])?.into_iter();
    let mut next = || answers.next().unwrap_or_default();
    Ok(Answers {
        user,
        relations: next(),
        columns: next(),
        constraints: next(),
        indexes: next(),
        objects: next(),
        said: next(),
        dependencies: next(),
    })
}

/// The query for the usual objects and the rare ones that there are.
fn objects(rare: &str) -> String {
    let rare: Vec<&str> = rare.split(' ').collect();
    let there = RARE_OBJECTS.iter().filter(|(name, _)| rare.contains(name));
    let mut all = USUAL_OBJECTS.to_vec();
    all.extend(there.map(|(_, query)| *query));
    all.join("UNION ALL\n")
}

/// The query as a server of this major version understands it. A line that ends in `-- since 14`
/// is only for servers from 14 on, one that ends in `-- before 15` for those before 15.
fn for_version(parts: &[&str], version: u32) -> String {
    let mut query = String::new();
    for line in parts.iter().flat_map(|part| part.lines()) {
        let (line, comment) = line.split_once("--").unwrap_or((line, ""));
        let mut words = comment.split_whitespace();
        let mut wanted = true;
        while let Some(word) = words.next() {
            let bound = || {
                words
                    .clone()
                    .next()
                    .and_then(|word| word.parse::<u32>().ok())
            };
            wanted &= match word {
                "since" => bound().is_none_or(|bound| version >= bound),
                "before" => bound().is_none_or(|bound| version < bound),
                _ => true,
            };
        }
        if wanted && !line.trim().is_empty() {
            query.push_str(line.trim());
            query.push('\n');
        }
    }
    query
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_for_the_versions_that_they_name() {
        let parts = ["a\n  b -- since 14\n-- said of c since ever\nc -- since 15 before 17\n"];
        assert_eq!(for_version(&parts, 13), "a\n");
        assert_eq!(for_version(&parts, 14), "a\nb\n");
        assert_eq!(for_version(&parts, 16), "a\nb\nc\n");
        assert_eq!(for_version(&parts, 17), "a\nb\n");
    }
}
