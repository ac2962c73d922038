//! What servers say where they do not take a statement.

use super::finding::without_names;

/// What an error of the server says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// SQLSTATE; empty where it is no answer of the server.
    pub(super) code: String,
    /// The message.
    pub(super) message: String,
    /// The constraint that rows do not keep, where one is named.
    pub(super) constraint: Option<String>,
}

impl Refusal {
    /// What is no answer of the server.
    pub(super) fn text(message: String) -> Self {
        Self {
            code: String::new(),
            message,
            constraint: None,
        }
    }

    /// What the server answered, or why it did not.
    pub(super) fn of(cause: &sqlx::Error) -> Self {
        match cause.as_database_error() {
            Some(answer) => Self {
                code: answer.code().unwrap_or_default().into_owned(),
                message: answer.message().to_owned(),
                constraint: answer.constraint().map(str::to_owned),
            },
            None => Self::text(cause.to_string()),
        }
    }

    /// The kind of the error, without the names in it.
    pub(super) fn class(&self) -> String {
        let mut plain = String::new();
        for (at, piece) in self.message.split(['"', '`', '\'']).enumerate() {
            if at % 2 == 0 {
                plain.push_str(piece);
            }
        }
        format!("{} {}", self.code, without_names(&plain, 10))
    }
}
