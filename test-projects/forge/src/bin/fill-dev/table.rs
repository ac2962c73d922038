//! Rows on their way into a table.

use forge::Result;
use sqlx::sqlite::SqliteConnection;
use sqlx::{QueryBuilder, Sqlite};

/// Rows of one table, and which columns they have.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    columns: &'static str,
    pub(crate) rows: Vec<Vec<Value>>,
}

impl Table {
    pub(crate) fn new(name: &'static str, columns: &'static str) -> Self {
        Self {
            name,
            columns,
            rows: Vec::new(),
        }
    }

    pub(crate) fn push<const N: usize>(&mut self, row: [Value; N]) {
        self.rows.push(row.into());
    }

    /// Inserts many rows with each statement.
    pub(crate) async fn insert(self, connection: &mut SqliteConnection) -> Result<()> {
        let Self {
            name,
            columns,
            rows,
        } = self;
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let mut statement =
                QueryBuilder::<Sqlite>::new(format!("INSERT INTO {name} ({columns}) "));
            statement.push_values(rows.by_ref().take(500), |mut tuple, row| {
                for value in row {
                    match value {
                        Value::Null => tuple.push("NULL"),
                        Value::Integer(integer) => tuple.push_bind(integer),
                        Value::Text(text) => tuple.push_bind(text),
                        Value::Blob(blob) => tuple.push_bind(blob),
                    };
                }
            });
            // Each statement is another text, so none is worth keeping.
            statement
                .build()
                .persistent(false)
                .execute(&mut *connection)
                .await?;
        }
        Ok(())
    }
}

/// What one column of one row holds.
pub(crate) enum Value {
    Null,
    Integer(i64),
    Text(String),
    Blob(Vec<u8>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Integer(value.into())
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
