//! What was proven before, so that it need not be proven twice.

use jiff::Timestamp;
use rusqlite::OptionalExtension;

use super::{Journal, now, time_of};
use crate::Result;

/// How many proofs are remembered.
const KEPT: i64 = 2000;

/// Something that was proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// What was proven: `roundtrip`, `draft`.
    pub kind: String,
    /// When.
    pub made_at: Timestamp,
    /// What came out of it, in JSON, where there is more to say than that it held.
    pub result: Option<String>,
}

impl Journal {
    /// What was proven of exactly this. The key is a hash of all that goes into the proof: the
    /// scripts, the engine's version, this tool's version.
    ///
    /// # Errors
    /// As [`Journal::database`].
    pub fn proof(&self, key: &str) -> Result<Option<Proof>> {
        let sql = "SELECT kind, made_at, result FROM proofs WHERE key = ?1";
        self.read(|connection| {
            connection
                .query_row(sql, [key], |row| {
                    Ok(Proof {
                        kind: row.get(0)?,
                        made_at: time_of(row, 1)?,
                        result: row.get(2)?,
                    })
                })
                .optional()
        })
    }

    /// Remembers a proof, and forgets all but the newest 2000. `result` is JSON.
    ///
    /// # Errors
    /// As [`Journal::database`].
    pub fn remember_proof(&self, key: &str, kind: &str, result: Option<&str>) -> Result<()> {
        let now = now()?;
        self.change(|transaction| {
            transaction.execute(
                "INSERT OR REPLACE INTO proofs (key, kind, made_at, result) VALUES (?1, ?2, ?3, ?4)",
                (key, kind, &now, result),
            )?;
            // A replaced row gets a new rowid, the highest, so their order is that of time.
            transaction.execute(
                "DELETE FROM proofs WHERE rowid <= (SELECT rowid FROM proofs ORDER BY rowid DESC LIMIT 1 OFFSET ?1)",
                [KEPT],
            )
        })?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    #[test]
    fn a_proof_is_remembered_as_it_was_last_made() {
        let journal = Journal::in_memory().unwrap();
        assert_eq!(journal.proof("abc").unwrap(), None);
        journal.remember_proof("abc", "draft", None).unwrap();
        assert_eq!(journal.proof("abc").unwrap().unwrap().result, None);
        let json = r#"{"verdict": "faithful"}"#;
        journal
            .remember_proof("abc", "roundtrip", Some(json))
            .unwrap();
        let proof = journal.proof("abc").unwrap().unwrap();
        assert_eq!(
            (proof.kind.as_str(), proof.result.as_deref()),
            ("roundtrip", Some(json))
        );
    }

    #[test]
    fn only_the_newest_proofs_are_kept() {
        let journal = Journal::in_memory().unwrap();
        for number in 0..KEPT {
            journal
                .remember_proof(&number.to_string(), "draft", None)
                .unwrap();
        }
        // The oldest is made anew, and so outlives the one after it.
        journal.remember_proof("0", "draft", None).unwrap();
        journal.remember_proof("last", "draft", None).unwrap();
        let kept = |key| journal.proof(key).unwrap().is_some();
        assert_eq!(
            (kept("0"), kept("1"), kept("2"), kept("last")),
            (true, false, true, true)
        );
        let count = |connection: &rusqlite::Connection| {
            connection.query_row("SELECT count(*) FROM proofs", [], |row| {
                row.get::<_, i64>(0)
            })
        };
        assert_eq!(journal.read(count).unwrap(), KEPT);
    }
}
