//! Notes what each statement of a script does to tables that were there before: which it writes
//! anew, and which it keeps others from writing to. The server is asked, no rule is applied.
//!
//! InnoDB gives a table that it writes anew another number. Whether others can write meanwhile, it
//! says when it is asked to let them: `LOCK=NONE`.

use super::Session;
use crate::dialect::Effect;
use crate::dialect::mysql::connect::failure::number;
use crate::dialect::mysql::lexer::tokens;
use crate::error::Result;
use std::collections::BTreeMap;

/// "LOCK=NONE is not supported", with and without a reason.
const NOT_ONLINE: [u16; 2] = [1845, 1846];

/// How a person knows a lock that lets others read and not write.
const SHARED: &str = "SHARED";

/// What a script has found: the numbers of every table before the next statement.
pub(super) struct Watch(BTreeMap<String, Vec<String>>);

impl Session {
    /// Looks at everything before the first statement of a script; nothing where nobody asked, or
    /// where this user may not look (it needs PROCESS).
    pub(super) fn watch(&self) -> Result<Option<Watch>> {
        if !self.observing {
            return Ok(None);
        }
        Ok(self.look().ok().map(Watch))
    }

    /// Runs a statement and notes what it has done.
    pub(super) fn execute_watched(&self, watch: &mut Watch, sql: &str) -> Result<(), sqlx::Error> {
        let first = tokens(sql).into_iter().next();
        let is = |word: &str| first.as_ref().is_some_and(|first| first.is_word(sql, word));
        if ["insert", "update", "delete", "replace", "select", "set"]
            .iter()
            .any(|word| is(word))
        {
            return self.execute(sql);
        }
        let altered = altered(sql);
        let mut locked = Vec::new();
        match &altered {
            Some((table, probe)) => {
                if let Err(cause) = self.execute(probe) {
                    self.execute(sql)?;
                    if NOT_ONLINE.contains(&number(&cause)) && watch.0.contains_key(table) {
                        locked.push((table.clone(), SHARED.to_owned()));
                    }
                }
            }
            None => self.execute(sql)?,
        }
        let now = self.look()?;
        // Emptying a table gives it a new number too.
        let empties = is("truncate");
        let rewritten: Vec<String> = watch
            .0
            .iter()
            .filter(|(name, numbers)| {
                !empties && now.get(*name).is_some_and(|found| found != *numbers)
            })
            .map(|(name, _)| name.clone())
            .collect();
        if !rewritten.is_empty() || !locked.is_empty() {
            self.effects.borrow_mut().push(Effect {
                sql: sql.to_owned(),
                rewritten,
                locked,
            });
        }
        watch.0 = now;
        Ok(())
    }

    /// The numbers of each table and its partitions.
    fn look(&self) -> Result<BTreeMap<String, Vec<String>>, sqlx::Error> {
        let rows = self.query(&format!(
            "SELECT SUBSTRING_INDEX(NAME, '/', -1), TABLE_ID FROM information_schema.{}
             WHERE SUBSTRING_INDEX(NAME, '/', 1) = DATABASE() ORDER BY TABLE_ID",
            self.flavour.innodb_tables()
        ))?;
        let mut numbers: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in &rows {
            let name = from_file(row.text(0));
            numbers
                .entry(name)
                .or_default()
                .push(row.text(1).to_owned());
        }
        Ok(numbers)
    }
}

/// The name of a table from that of its file, in which all but letters and digits of ASCII stand
/// as `@` and four hexadecimal digits, and a partition behind `#p#`.
fn from_file(name: &str) -> String {
    let partition = name.to_ascii_lowercase().find("#p#");
    let name = &name[..partition.unwrap_or(name.len())];
    let mut parts = name.split('@');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let character = part
            .get(..4)
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .and_then(char::from_u32);
        match character {
            Some(character) => {
                out.push(character);
                out.push_str(&part[4..]);
            }
            None => {
                out.push('@');
                out.push_str(part);
            }
        }
    }
    out
}

/// The table that a statement alters, and the same statement with the demand that others can write
/// meanwhile; none where it alters none, or makes demands itself.
fn altered(sql: &str) -> Option<(String, String)> {
    let words = tokens(sql);
    let is = |at: usize, word: &str| words.get(at).is_some_and(|token| token.is_word(sql, word));
    let demands = ["lock", "algorithm"];
    let demanding = (0..words.len()).any(|at| {
        demands.iter().any(|word| is(at, word))
            && words
                .get(at + 1)
                .is_some_and(|token| token.is_symbol(sql, "="))
    });
    if demanding {
        return None;
    }
    let name = |at: usize| words.get(at)?.name(sql);
    if is(0, "alter") && is(1, "table") {
        let at = if is(2, "if") { 4 } else { 2 };
        return Some((name(at)?, format!("{sql}, LOCK=NONE")));
    }
    let index = (0..4).find(|at| is(*at, "index"))?;
    if is(0, "create") || is(0, "drop") {
        let on = (index..words.len()).find(|at| is(*at, "on"))?;
        return Some((name(on + 1)?, format!("{sql} LOCK=NONE")));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_from_those_of_files() {
        for (file, name) in [
            ("users", "users"),
            ("odd@0020name", "odd name"),
            ("users#P#p0", "users"),
            ("users#p#p0", "users"),
            ("a@b", "a@b"),
        ] {
            assert_eq!(from_file(file), name, "{file}");
        }
    }

    #[test]
    fn what_alters_a_table_is_asked_to_let_others_write() {
        for (sql, table, probe) in [
            (
                "ALTER TABLE `a` ADD b INT",
                "a",
                "ALTER TABLE `a` ADD b INT, LOCK=NONE",
            ),
            (
                "alter table if exists a add b int",
                "a",
                "alter table if exists a add b int, LOCK=NONE",
            ),
            (
                "CREATE UNIQUE INDEX i ON a (b)",
                "a",
                "CREATE UNIQUE INDEX i ON a (b) LOCK=NONE",
            ),
            ("DROP INDEX i ON a", "a", "DROP INDEX i ON a LOCK=NONE"),
        ] {
            assert_eq!(altered(sql), Some((table.to_owned(), probe.to_owned())));
        }
        for sql in [
            "ALTER TABLE a ADD b INT, ALGORITHM=COPY",
            "DROP TABLE a",
            "SELECT 1",
        ] {
            assert_eq!(altered(sql), None, "{sql}");
        }
    }
}
