//! Reads the rows of a SQLite database as sums, see [`Contents`].
//!
//! A value's storage class is part of it:
//! `'1'` is not `1`. The sums are compared within one run of this tool and never kept.

use super::lexer::quote;
use super::session::{Session, plain};
use crate::dialect::contents::{Contents, Rows, Values};
use crate::error::Result;
use rusqlite::types::ValueRef;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

impl Session {
    /// Reads every row of every table that the schema shows, computed columns left out.
    pub fn contents(&self) -> Result<Contents> {
        let schema = self.inspect()?;
        let mut contents = Contents::default();
        for table in &schema.tables {
            // By folded name, so that the order of columns does not count.
            let mut columns: Vec<_> = table
                .columns
                .iter()
                .filter(|column| column.generated.is_none())
                .collect();
            columns.sort_by_key(|column| column.name.key());
            let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
            let keys: Vec<&str> = columns.iter().map(|column| column.name.key()).collect();
            let mut rows = self
                .rows(table.name.as_str(), &names, &keys)
                .map_err(|cause| {
                    plain(&cause).context(format!("failed to read the rows of {}", table.name))
                })?;
            table.name.as_str().clone_into(&mut rows.name);
            contents.tables.insert(table.name.key().to_owned(), rows);
        }
        contents.sequences = self.sequences().map_err(|cause| plain(&cause))?;
        Ok(contents)
    }

    fn rows(&self, table: &str, names: &[&str], keys: &[&str]) -> rusqlite::Result<Rows> {
        let list: Vec<String> = names.iter().map(|name| quote(name)).collect();
        let list = if list.is_empty() {
            "1".to_owned()
        } else {
            list.join(", ")
        };
        let mut query = self
            .connection()
            .prepare(&format!("SELECT {list} FROM {}", quote(table)))?;
        let mut found = query.query([])?;
        let mut values = vec![Values::default(); names.len()];
        let mut rows = Rows::default();
        while let Some(row) = found.next()? {
            rows.count += 1;
            let mut whole = DefaultHasher::new();
            for (position, values) in values.iter_mut().enumerate() {
                let value = row.get_ref(position)?;
                let hash = hash(value);
                values.sum = values.sum.wrapping_add(u128::from(hash));
                values.present += u64::from(value != ValueRef::Null);
                hash.hash(&mut whole);
            }
            rows.whole = rows.whole.wrapping_add(u128::from(whole.finish()));
        }
        rows.columns = keys
            .iter()
            .map(|key| (*key).to_owned())
            .zip(values)
            .collect();
        Ok(rows)
    }

    fn sequences(&self) -> rusqlite::Result<BTreeMap<String, i64>> {
        let exists: i64 = self.connection().query_row(
            "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_sequence'",
            [],
            |row| row.get(0),
        )?;
        if exists == 0 {
            return Ok(BTreeMap::new());
        }
        let mut query = self.connection().prepare(
            "SELECT lower(name), seq FROM sqlite_sequence WHERE typeof(seq) = 'integer'",
        )?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect()
    }
}

fn hash(value: ValueRef) -> u64 {
    let mut hasher = DefaultHasher::new();
    match value {
        ValueRef::Null => 0u8.hash(&mut hasher),
        ValueRef::Integer(number) => (1u8, number).hash(&mut hasher),
        ValueRef::Real(number) => (2u8, number.to_bits()).hash(&mut hasher),
        ValueRef::Text(bytes) => (3u8, bytes).hash(&mut hasher),
        ValueRef::Blob(bytes) => (4u8, bytes).hash(&mut hasher),
    }
    hasher.finish()
}
