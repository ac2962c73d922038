//! Notes what each statement of a script does to tables that were there before: which it writes
//! anew, and which locks it takes. The server is asked, no rule is applied.

use super::Session;
use super::errors::plain;
use crate::dialect::Effect;
use crate::error::Result;
use std::collections::{BTreeMap, BTreeSet};

/// The modes of locks on tables, weakest first, as the server and as its manual call them
/// (<https://www.postgresql.org/docs/current/explicit-locking.html>).
const MODES: [(&str, &str); 8] = [
    ("AccessShareLock", "ACCESS SHARE"),
    ("RowShareLock", "ROW SHARE"),
    ("RowExclusiveLock", "ROW EXCLUSIVE"),
    ("ShareUpdateExclusiveLock", "SHARE UPDATE EXCLUSIVE"),
    ("ShareLock", "SHARE"),
    ("ShareRowExclusiveLock", "SHARE ROW EXCLUSIVE"),
    ("ExclusiveLock", "EXCLUSIVE"),
    ("AccessExclusiveLock", "ACCESS EXCLUSIVE"),
];

/// Every table, materialized view and index that users made, with the file in which it lies, and
/// the locks that this session holds on them.
const LOOK: &str = "
SELECT 'relation', c.oid::text, c.oid::regclass::text, c.relkind::text,
    coalesce(pg_relation_filenode(c.oid), 0)::text
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'm', 'i') AND n.nspname !~ '^pg_'
    AND n.nspname <> 'information_schema';
SELECT 'lock', relation::text, mode FROM pg_locks
WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted";

/// By object number: the name, and whether it is an index.
type Known = BTreeMap<String, (String, bool)>;

/// What a script has found, and how it stood before the next statement.
pub(super) struct Watch {
    known: Known,
    last: Look,
}

#[derive(Default)]
struct Look {
    files: BTreeMap<String, String>,
    /// Object numbers, each with the place of a mode in [`MODES`].
    locks: BTreeSet<(String, usize)>,
}

impl Session {
    /// Looks at everything before the first statement of a script; nothing where nobody asked.
    pub(super) fn watch(&self) -> Result<Option<Watch>> {
        if !self.observing {
            return Ok(None);
        }
        let (known, last) = self.look().map_err(|cause| plain(&cause))?;
        Ok(Some(Watch { known, last }))
    }

    /// Notes what has changed since the last look: this statement did it.
    pub(super) fn note_effect(&self, watch: &mut Watch, sql: &str) -> Result<()> {
        let (_, now) = self.look().map_err(|cause| plain(&cause))?;
        // Emptying a table gives it a new file too.
        let empties = sql
            .get(..8)
            .is_some_and(|head| head.eq_ignore_ascii_case("truncate"));
        let mut effect = Effect {
            sql: sql.to_owned(),
            ..Effect::default()
        };
        for (number, (name, index)) in &watch.known {
            let file = now.files.get(number);
            if file.is_some() && file != watch.last.files.get(number) && !empties {
                effect.rewritten.push(name.clone());
            }
            let held = |look: &Look| {
                look.locks
                    .iter()
                    .filter(|(locked, _)| locked == number)
                    .map(|(_, mode)| *mode)
                    .max()
            };
            // What is dropped is in nobody's way any more.
            if let Some(mode) = held(&now)
                && file.is_some()
                && !index
                && Some(mode) > held(&watch.last)
            {
                effect.locked.push((name.clone(), MODES[mode].1.to_owned()));
            }
        }
        watch.last = now;
        if !effect.rewritten.is_empty() || !effect.locked.is_empty() {
            self.effects.borrow_mut().push(effect);
        }
        Ok(())
    }

    fn look(&self) -> Result<(Known, Look), sqlx::Error> {
        let answers = self.talk(|connection| connection.simple_query(LOOK))?;
        let mut known = Known::new();
        let mut look = Look::default();
        for answer in &answers {
            let number = answer.text(1).to_owned();
            if answer.text(0) == "relation" {
                let name = (answer.text(2).to_owned(), answer.text(3) == "i");
                known.insert(number.clone(), name);
                look.files.insert(number, answer.text(4).to_owned());
            } else if let Some(mode) = MODES.iter().position(|(mode, _)| *mode == answer.text(2)) {
                look.locks.insert((number, mode));
            }
        }
        Ok((known, look))
    }
}
