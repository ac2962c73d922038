//! Who may sign in, and who is signed in.

/// The schema of this member's own database.
pub const SCHEMA: &str = include_str!("../schema.sql");

/// Names the environment variable that says where that database is.
pub const URL_VARIABLE: &str = "ACCOUNTS_DATABASE_URL";
