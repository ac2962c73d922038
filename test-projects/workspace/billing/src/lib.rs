//! Invoices, their lines and what was paid.

/// The schema of this member's own database.
pub const SCHEMA: &str = include_str!("../schema.sql");

/// Names the environment variable that says where that database is.
pub const URL_VARIABLE: &str = "BILLING_DATABASE_URL";
