//! What SHOW CREATE TABLE says, mended where the server writes it wrong.
//!
//! MariaDB (10.11.14 is one that does) writes a foreign key's own name and those of its columns
//! with backticks as they stand, not doubled: `` FOREIGN KEY (`ba`ck`) ``. Where that may be so,
//! `information_schema` says what the names are.

use super::connect::{Answer, Connection};
use super::quote::{ident, text};
use std::collections::BTreeMap;

const KEYS: &str = "SELECT TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_COLUMN_NAME
FROM information_schema.KEY_COLUMN_USAGE
WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME IS NOT NULL AND TABLE_NAME IN";

/// What stands between the names of a foreign key.
const BETWEEN: [&str; 6] = [" FOREIGN KEY (", ", ", ") REFERENCES ", ".", " (", ")"];

/// The names of a foreign key.
#[derive(Debug, Default)]
struct Key {
    columns: Vec<String>,
    referenced: Vec<String>,
}

/// Mends the statements of these tables of the session's database, each with its name.
///
/// # Errors
/// Where the server does not say what the names are.
pub(super) fn mend(
    connection: &mut Connection,
    tables: Vec<(&str, &mut String)>,
) -> Result<(), sqlx::Error> {
    let mut open = tables;
    open.retain(|(_, statement)| !statement.split('\n').all(is_plain));
    if open.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = open.iter().map(|(name, _)| text(name)).collect();
    let rows = connection.query(&format!(
        "{KEYS} ({}) ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION",
        names.join(", ")
    ))?;
    for (name, statement) in open {
        let keys = keys_of(name, &rows);
        let lines = statement.split('\n').map(|line| mended(line, &keys));
        *statement = lines.collect::<Vec<String>>().join("\n");
    }
    Ok(())
}

fn keys_of(table: &str, rows: &[Answer]) -> BTreeMap<String, Key> {
    let mut keys: BTreeMap<String, Key> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.text(0) == table) {
        let key = keys.entry(row.text(1).to_owned()).or_default();
        key.columns.push(row.text(2).to_owned());
        key.referenced.push(row.text(3).to_owned());
    }
    keys
}

/// Whether this line is of no foreign key, or of one without a backtick in any name.
fn is_plain(line: &str) -> bool {
    if !line.starts_with("  CONSTRAINT `") || !line.contains("` FOREIGN KEY (`") {
        return true;
    }
    // Names and what is between them take turns; the last part has the actions, too.
    let parts: Vec<&str> = line.split('`').skip(2).step_by(2).collect();
    let (last, between) = parts.split_last().unwrap_or((&"", &[]));
    line.split('`').count() % 2 == 1
        && last.starts_with(')')
        && between.iter().all(|part| BETWEEN.contains(part))
}

fn mended(line: &str, keys: &BTreeMap<String, Key>) -> String {
    let mend = |(name, key): (&String, &Key)| {
        let as_it_stands = |names: &[String]| format!("(`{}`)", names.join("`, `"));
        let doubled = |names: &[String]| {
            let names: Vec<String> = names.iter().map(|name| ident(name)).collect();
            format!("({})", names.join(", "))
        };
        let columns = as_it_stands(&key.columns);
        let rest = line.strip_prefix(&format!("  CONSTRAINT `{name}` FOREIGN KEY {columns}"))?;
        let referenced = as_it_stands(&key.referenced);
        let (table, actions) = rest.rsplit_once(&referenced)?;
        Some(format!(
            "  CONSTRAINT {} FOREIGN KEY {}{table}{}{actions}",
            ident(name),
            doubled(&key.columns),
            doubled(&key.referenced)
        ))
    };
    let mended = keys.iter().find_map(mend);
    mended.unwrap_or_else(|| line.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> BTreeMap<String, Key> {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        [
            ("c`c", names(&["ba`ck", "x"]), names(&["a`a", "b"])),
            ("fk", names(&["x"]), names(&["id"])),
        ]
        .into_iter()
        .map(|(name, columns, referenced)| {
            (
                name.to_owned(),
                Key {
                    columns,
                    referenced,
                },
            )
        })
        .collect()
    }

    #[test]
    fn names_of_foreign_keys_are_doubled_where_the_server_does_not() {
        let whole = "  CONSTRAINT `c``c` FOREIGN KEY (`ba``ck`, `x`) REFERENCES `p``t` (`a``a`, `b`) ON DELETE CASCADE,";
        let wrong = "  CONSTRAINT `c`c` FOREIGN KEY (`ba`ck`, `x`) REFERENCES `p``t` (`a`a`, `b`) ON DELETE CASCADE,";
        let plain =
            "  CONSTRAINT `fk` FOREIGN KEY (`x`) REFERENCES `d`.`t` (`id`) ON UPDATE SET NULL";
        let other = "  `ba``ck` int(11) DEFAULT NULL,";
        for (line, expected, is_told) in [
            (wrong, whole, false),
            (whole, whole, false),
            (plain, plain, true),
            (other, other, true),
        ] {
            assert_eq!(mended(line, &keys()), expected);
            assert_eq!(is_plain(line), is_told, "{line}");
        }
    }
}
