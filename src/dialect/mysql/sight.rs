//! What a user may see of a database.
//!
//! `information_schema` leaves out what its reader has no privilege for, and says nothing of it
//! (<https://mariadb.com/kb/en/information-schema-tables/>). What is made of it, a backup or a
//! difference, would lack that without a word. So who may not see everything is refused, with the
//! privileges that are missing.

use super::connect::Connection;
use super::connect::failure::{number, said};
use super::dormant;
use super::quote::{ident, literal};
use super::text::Text;
use crate::error::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};

/// A server that is told to ask nobody for privileges knows none.
const SKIPS_GRANTS: u16 = 1290;

/// Privileges, in upper case.
type Privileges = BTreeSet<String>;

/// What there may be, with the privileges of which one lets all of it be seen. The first is the one
/// that is asked for.
const SIGHTS: [(&str, &[&str]); 4] = [
    ("tables and views", &["SELECT"]),
    ("triggers", &["TRIGGER"]),
    ("events", &["EVENT"]),
    (
        "functions and procedures",
        &[
            "EXECUTE",
            "CREATE ROUTINE",
            "ALTER ROUTINE",
            "SHOW CREATE ROUTINE",
            "SHOW_ROUTINE",
            ROUTINES,
        ],
    ),
];

/// SELECT on the table with all routines, which is no privilege by name.
const ROUTINES: &str = "SELECT ON mysql.proc";

/// Refuses the session's user where something in this database, the session's, may be hidden
/// from them.
///
/// # Errors
/// Refused, with the GRANT that mends it.
pub(super) fn refuse_short(connection: &mut Connection, database: &str, user: &str) -> Result<()> {
    let failed =
        |cause: sqlx::Error| Error::failed(format!("failed to read privileges: {}", said(&cause)));
    // In those that are thrown away everything is this user's own.
    if dormant::is_kept_so(database) {
        return Ok(());
    }
    let rows = match connection.query("SHOW GRANTS") {
        Err(cause) if number(&cause) == SKIPS_GRANTS => return Ok(()),
        rows => rows.map_err(failed)?,
    };
    let grants = rows.iter().filter_map(|row| Grant::read(row.text(0)));
    let held = held(&grants.collect::<Vec<_>>(), database);
    let missing: Vec<_> = SIGHTS
        .iter()
        .filter(|(_, any)| !any.iter().any(|one| held.contains(*one)))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let hidden: Vec<&str> = missing.iter().map(|(what, _)| *what).collect();
    let needed: Vec<&str> = missing.iter().map(|(_, any)| any[0]).collect();
    let (name, host) = user.rsplit_once('@').unwrap_or((user, "%"));
    Err(Error::refused(format!(
        "`{user}` may not see all {} of `{database}`: the server would leave out what there is, without a word",
        hidden.join(", ")
    ))
    .hint(format!(
        "GRANT {} ON {}.* TO {}@{}     by somebody who may",
        needed.join(", "),
        ident(&database.replace('_', "\\_")),
        literal(name),
        literal(host)
    )))
}

/// A line of SHOW GRANTS about more than one table.
struct Grant {
    /// Whether it takes away: MySQL's partial revokes.
    revokes: bool,
    /// The databases that it is about, as a pattern of LIKE; none for all.
    databases: Option<String>,
    privileges: Privileges,
    /// Whether they are those of the user, not of a role.
    is_users: bool,
}

impl Grant {
    /// Reads a line; none for one about a role, or about a single table or routine.
    fn read(line: &str) -> Option<Self> {
        let text = Text::new(line);
        let revokes = text.word(0, "revoke");
        if !revokes && !text.word(0, "grant") {
            return None;
        }
        let mut privileges = Privileges::new();
        let mut at = 1;
        let on = loop {
            let start = at;
            while !text.word(at, "on") && !text.symbol(at, ",") {
                text.token(at)?;
                at = if text.symbol(at, "(") {
                    text.closed(at)
                } else {
                    at + 1
                };
            }
            privileges.insert(text.slice(start..at).to_ascii_uppercase());
            if text.word(at, "on") {
                break at;
            }
            at += 1;
        };
        let is_all = |at: usize| text.symbol(at, "*");
        let database = text.name(on + 1).or_else(|| text.string(on + 1));
        let behind = on + 4;
        if !text.symbol(on + 2, ".") || !(text.word(behind, "to") || text.word(behind, "from")) {
            return None;
        }
        let is_users = text.symbol(behind + 2, "@");
        let of_routines = database.as_deref() == Some("mysql")
            && privileges.contains("SELECT")
            && (is_all(on + 3) || text.name(on + 3).as_deref() == Some("proc"));
        if of_routines {
            return Some(Self {
                revokes,
                databases: None,
                privileges: [ROUTINES.to_owned()].into(),
                is_users,
            });
        }
        if !is_all(on + 3) || database.is_none() && !is_all(on + 1) {
            return None;
        }
        // SELECT on everything is SELECT on that table, too.
        if database.is_none() && (has(&privileges, "SELECT")) {
            privileges.insert(ROUTINES.to_owned());
        }
        Some(Self {
            revokes,
            databases: database,
            privileges,
            is_users,
        })
    }
}

fn has(privileges: &Privileges, one: &str) -> bool {
    ["ALL PRIVILEGES", "ALL", one]
        .iter()
        .any(|word| privileges.contains(*word))
}

/// What a user holds on the whole of a database.
///
/// The server takes one grant on databases of the user, and one of the roles: the one whose pattern
/// says most. Where more than one might be that, only what all of them give counts.
fn held(grants: &[Grant], database: &str) -> Privileges {
    let mut held = Privileges::new();
    for grant in grants.iter().filter(|grant| !grant.revokes) {
        if grant.databases.is_none() {
            held.extend(grant.privileges.iter().cloned());
        }
    }
    for of_user in [true, false] {
        let mut by_pattern: BTreeMap<&str, Privileges> = BTreeMap::new();
        for grant in grants
            .iter()
            .filter(|it| !it.revokes && it.is_users == of_user)
        {
            if let Some(pattern) = grant.databases.as_deref().filter(|it| fits(it, database)) {
                let known = by_pattern.entry(pattern).or_default();
                known.extend(grant.privileges.iter().cloned());
            }
        }
        let exact = by_pattern.keys().find(|pattern| !is_pattern(pattern));
        if let Some(exact) = exact.copied() {
            by_pattern.retain(|pattern, _| *pattern == exact);
        }
        let sights = SIGHTS.iter().flat_map(|(_, any)| *any);
        let by_all = sights.filter(|one| {
            !by_pattern.is_empty() && by_pattern.values().all(|privileges| has(privileges, one))
        });
        held.extend(by_all.map(|one| (*one).to_owned()));
    }
    if has(&held, "ALL PRIVILEGES") {
        held.extend(
            SIGHTS
                .iter()
                .flat_map(|(_, any)| any.iter().map(|one| (*one).to_owned())),
        );
    }
    for grant in grants.iter().filter(|grant| grant.revokes) {
        if grant
            .databases
            .as_deref()
            .is_none_or(|pattern| fits(pattern, database))
        {
            held.retain(|one| !has(&grant.privileges, one));
        }
    }
    held
}

/// Whether a pattern has a wildcard: `%` or `_` without a backslash.
fn is_pattern(pattern: &str) -> bool {
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                characters.next();
            }
            '%' | '_' => return true,
            _ => {}
        }
    }
    false
}

/// Whether a name is one that a pattern stands for.
fn fits(pattern: &str, name: &str) -> bool {
    let mut rest = pattern.chars();
    match rest.next() {
        None => name.is_empty(),
        Some('%') => {
            let starts = name.char_indices().map(|(at, _)| at).chain([name.len()]);
            starts
                .into_iter()
                .any(|at| fits(rest.as_str(), &name[at..]))
        }
        Some(first) => {
            let wanted = match first {
                '\\' => rest.next(),
                '_' => None,
                other => Some(other),
            };
            let mut characters = name.chars();
            let found = characters.next();
            found.is_some()
                && (wanted.is_none() || wanted == found)
                && fits(rest.as_str(), characters.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(lines: &[&str], database: &str) -> Vec<&'static str> {
        let grants: Vec<Grant> = lines.iter().filter_map(|line| Grant::read(line)).collect();
        let held = held(&grants, database);
        let seen = SIGHTS
            .iter()
            .filter(|(_, any)| any.iter().any(|one| held.contains(*one)));
        seen.map(|(what, _)| *what).collect()
    }

    const ALL: [&str; 4] = [
        "tables and views",
        "triggers",
        "events",
        "functions and procedures",
    ];

    #[test]
    fn what_is_seen_follows_from_the_grants() {
        let none: [&str; 0] = [];
        for (lines, expected) in [
            (
                &["GRANT ALL PRIVILEGES ON *.* TO `a`@`b` WITH GRANT OPTION"][..],
                &ALL[..],
            ),
            (
                &[
                    "GRANT USAGE ON *.* TO `a`@`b`",
                    "GRANT ALL PRIVILEGES ON `app`.* TO `a`@`b`",
                ],
                &ALL,
            ),
            (&["GRANT ALL PRIVILEGES ON `ap_`.* TO `a`@`b`"], &ALL),
            (&["GRANT ALL PRIVILEGES ON `ap\\_`.* TO `a`@`b`"], &none),
            (
                &[
                    "GRANT `r` TO `a`@`b`",
                    "GRANT TRIGGER, EVENT ON `a%`.* TO `r`",
                ],
                &ALL[1..3],
            ),
            (
                &[
                    "GRANT SELECT (`x`, `y`), INSERT ON `app`.`t` TO `a`@`b`",
                    "GRANT EXECUTE ON PROCEDURE `app`.`p` TO `a`@`b`",
                    "GRANT TRIGGER ON `app`.`t` TO `a`@`b`",
                ],
                &none,
            ),
            // The one that says most is the only one that counts.
            (
                &[
                    "GRANT ALL PRIVILEGES ON `a%`.* TO `a`@`b`",
                    "GRANT SELECT ON `app`.* TO `a`@`b`",
                ],
                &ALL[..1],
            ),
            (
                &[
                    "GRANT TRIGGER, SELECT ON `a%`.* TO `a`@`b`",
                    "GRANT TRIGGER ON `ap_`.* TO `a`@`b`",
                ],
                &ALL[1..2],
            ),
            (&["GRANT SELECT ON `mysql`.`proc` TO `a`@`b`"], &ALL[3..]),
            (
                &["GRANT SELECT ON *.* TO `a`@`b`"],
                &["tables and views", "functions and procedures"],
            ),
            (
                &[
                    "GRANT SELECT, TRIGGER, EVENT, EXECUTE ON *.* TO `a`@`b`",
                    "REVOKE EVENT ON `app`.* FROM `a`@`b`",
                ],
                &["tables and views", "triggers", "functions and procedures"],
            ),
        ] {
            assert_eq!(seen(lines, "app"), expected, "{lines:?}");
        }
    }
}
